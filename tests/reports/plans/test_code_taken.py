"""Two drafts of one code: the plan that came first is not written over by the other."""

import pytest

from agencies import clock
from reports.plans import services
from targets.models import PlanDraft
from targets.plans.applying import PlanRefused
from targets.plans.content import plan_content
from tests.reports.plans.test_life import drafted, in_force, place, taken_work  # noqa: F401 - a fixture

pytestmark = pytest.mark.django_db


@pytest.mark.slow
@pytest.mark.once
def test_a_plan_that_came_while_another_was_drafted_is_not_written_over(place):  # noqa: F811
    _, first, second = place
    late = drafted(place, "KH-88")
    plan = in_force(place)
    said = plan_content(plan)
    work = taken_work(late)
    # As two people who begin at one moment leave it: each looked before the other had begun.
    work["head"]["code"] = plan.code
    late = services.save_work(draft=late, work=work, seen_version=1, by=first, now=clock.now())
    with pytest.raises(PlanRefused, match="Mã KH-87 vừa được kế hoạch khác dùng"):
        services.check_draft(draft=late, by=second, now=clock.now())
    assert PlanDraft.objects.get(pk=late.pk).state == "draft"
    assert plan_content(plan) == said
