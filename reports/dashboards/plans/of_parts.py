"""The plans of what a locality was made of: theirs still, listed under the one that answers for them today."""

from dataclasses import dataclass, replace

from agencies.models import Locality
from reports.dashboards.filters import Chosen
from reports.dashboards.overview.page import PlanStanding, plans_today
from reports.wording.formats import date_vi
from targets.models import DraftState, Plan


@dataclass(frozen=True)
class PlansOfPart:
    """The plans of one part; the note of each says what has become of it."""

    name: str
    plans: list[PlanStanding]


def plans_of_parts(chosen: Chosen) -> list[PlansOfPart]:
    """Part by part what has been left to the locality; none for one that has always been, else five for each part."""
    if chosen.locality.valid_from is None:
        return []
    found = []
    for part in Locality.objects.filter(wholes__whole=chosen.locality).order_by("code"):
        rows = Plan.objects.filter(locality=part).prefetch_related("takeovers__plan")
        fates = {plan.code: fate_of(plan) for plan in rows}
        plans = [replace(plan, note=fates[plan.code]) for plan in plans_today(replace(chosen, locality=part))]
        found.append(PlansOfPart(str(part), plans))
    return [one for one in found if one.plans]


def fate_of(plan: Plan) -> str:
    """What has become of the plan of a part: ended, taken over, or neither yet."""
    drafts = [draft for draft in plan.takeovers.all() if draft.state != DraftState.DROPPED]
    taken = next((draft.plan.code for draft in drafts if draft.plan), "")
    if plan.ended_on is not None:
        return f"tiếp nhận thành {taken}" if taken else f"kết thúc {date_vi(plan.ended_on)}"
    # The code is what the draft says as yet: there is no plan of it.
    return f"đang soạn tiếp nhận: {drafts[0].work['head']['code']}" if drafts else "chờ tiếp nhận hoặc kết thúc"
