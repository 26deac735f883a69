"""A rate above 100 % is taken where what it counts is no part of what it is held against, and refused of a share."""

from datetime import date
from decimal import Decimal

import pytest

from agencies.catalogue_files.entries import CatalogueError
from reports.collection.official_figures.rules import faults
from reports.models import FigureKind, Precision
from targets.plans.applying import apply_content
from targets.plans.content import plan_content
from tests import factories
from tests.reports.progress.ground import recalculate, report, standing_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    made = factories.make_plan(
        last_year=2030, report_last_year=2030, opens_month=11, opens_day=1, recipient=factories.make_department()
    )
    whole, part, ordered = (
        factories.make_element(code, position=n) for n, code in enumerate(("whole", "part", "ordered"))
    )
    part.part_of, part.part_rule = whole, "at_most"
    part.save()
    share = factories.make_indicator("share", numerator=[part], denominator=[whole])
    fulfilment = factories.make_indicator("fulfilment", numerator=[part], denominator=[ordered])
    factories.make_target(made, share, 2025, "90")
    factories.make_target(made, fulfilment, 2025, "95")
    return made


def raised(plan, code, low):
    content = plan_content(plan)
    for entry in content["targets"]:
        if entry["indicator"] == code:
            entry["low"] = low
    return apply_content(content, locality=plan.locality, on=date(2024, 1, 1))


def test_how_much_of_a_plan_was_carried_out_may_be_promised_above_100_and_is_judged(plan, on):
    on(date(2026, 12, 31))
    raised(plan, "fulfilment", 120)
    target = plan.targets.get(indicator__code="fulfilment")
    report(plan, factories.make_agency("001"), 2025, part="130", ordered="100", whole="200")
    recalculate()
    row = standing_of(target, 2025)
    assert (row.actual, row.status, row.met) == (130, "achieved", True)


def test_a_share_above_its_whole_is_refused_with_what_would_be_taken(plan):
    with pytest.raises(CatalogueError, match="phần của một tổng nên không quá 100%"):
        raised(plan, "share", 120)
    with pytest.raises(CatalogueError, match="không nhỏ hơn 0"):
        raised(plan, "fulfilment", -1)


@pytest.mark.parametrize(("code", "value", "wrong"), [("share", 101, True), ("fulfilment", 101, False)])
def test_a_published_rate_keeps_the_same_bound(plan, code, value, wrong):
    entry = {
        "from_year": 2024, "year": 2024, "value": Decimal(value), "value_high": None, "kind": FigureKind.ACTUAL,
        "published_on": date(2024, 12, 31), "published_precision": Precision.DAY,
    }  # fmt: skip
    indicator = plan.targets.get(indicator__code=code).indicator
    assert [field for field, _ in faults(entry, indicator)] == (["value"] if wrong else [])
