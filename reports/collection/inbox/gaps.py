"""What falls to nobody in the localities of the staff today: above what waits, since nobody will ask for it."""

from dataclasses import dataclass

from django.urls import reverse

from agencies import clock
from agencies.access import Right
from agencies.models import Locality, User
from agencies.reorganisations.standing import standing_on
from reports.wording.formats import number
from targets.carriers import gaps_of


@dataclass(frozen=True)
class GapLine:
    """One kind of it in one locality: what, of which plans, and where somebody can be named; href "" for no page."""

    words: str
    more: str
    verb: str
    href: str


def gap_lines(user: User) -> list[GapLine]:
    """Plans without who coordinates, numbers asked of nobody, duties that nobody carries; nine queries a locality."""
    mine = Locality.objects.filter(pk__in=user.access.localities_with(Right.REVIEW))
    # What one that has ended has left falls to the one that it is a part of.
    localities = mine.existing_on(clock.today()).present_first()
    return [line for locality in localities for line in locality_gaps(locality)]


def locality_gaps(locality: Locality) -> list[GapLine]:
    gaps = gaps_of(locality, standing_on(locality, clock.today()))
    found = []
    if gaps.without_coordinator:
        codes = ", ".join(plan.code for plan in gaps.without_coordinator)
        found.append(GapLine(f"{locality}: chưa có cơ quan đầu mối", codes, "", ""))
    # Until the locality takes them over or ends them they ask nobody who is there today.
    if left := [plan.code for plan in gaps.plans if plan.locality_id != locality.pk]:
        words = f"{number(len(left))} kế hoạch của địa phương cũ chờ tiếp nhận hoặc kết thúc"
        found.append(GapLine(words, ", ".join(left), "Xem kế hoạch", reverse("plan-list")))
    if gaps.elements:
        names = "; ".join(element.short_name for element in gaps.elements)
        found.append(GapLine(f"{number(len(gaps.elements))} số liệu không hỏi đơn vị nào", names, "", ""))
    if gaps.duties:
        places = ", ".join(f"{duty.plan.code} {duty.number}" for duty in gaps.duties)
        words = f"{number(len(gaps.duties))} nhiệm vụ chưa có đơn vị đảm nhận"
        found.append(GapLine(words, places, "Xem nhiệm vụ", reverse("duty-list")))
    return found
