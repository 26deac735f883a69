"""The year in one sentence: how plans are named beside each other."""

import pytest

from reports.dashboards.overview.first_sentence import plan_codes
from reports.wording.standing import standing_of
from targets.models import Plan
from tests.reports.dashboards.rows import progress, target


@pytest.mark.parametrize(
    ("codes", "said"), [(["B", "A"], "A và B"), (["B", "C", "A"], "A, B và C"), (["A", "A"], "A"), ([], "")]
)
def test_plans_are_listed_as_a_sentence_lists_them(codes, said):
    rows = []
    for code in codes:
        promise = target()
        promise.plan = Plan(code=code)
        rows.append(standing_of(progress("lagging", promise)))
    assert plan_codes([rows]) == said
