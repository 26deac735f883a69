"""Who carries a plan's duties and reports its numbers on a day, and what would be asked of nobody.

The document's wording and party stay as they are. Beside them stands who carries the duty: the body named, or the
living heir at the end of its chain of successions; of a kind, all its bodies, or those of the kind that took over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from agencies.models import Locality
from agencies.reorganisations.standing import Body, Standing
from agencies.reorganisations.uniting import one_place_on
from targets.models import DataElement, Duty, DutyParty, PartyRole, Plan


@dataclass(frozen=True)
class CarriedDuty:
    """A duty and the bodies that lead it on a day; none where nobody does."""

    duty: Duty
    carriers: tuple[Body, ...]


@dataclass(frozen=True)
class Gaps:
    """What falls to nobody in a locality on a day, over the plans in force."""

    plans: tuple[Plan, ...]
    without_coordinator: tuple[Plan, ...]
    duties: tuple[Duty, ...]
    elements: tuple[DataElement, ...]


def plans_in_force(locality: Locality, day: date) -> list[Plan]:
    """The plans of a locality that a year of their own holds on a day, by code."""
    return in_force([locality.pk], day)


def plans_answered_for(locality: Locality, day: date) -> list[Plan]:
    """The same and those of its parts, which are theirs still and have nobody else to answer for them."""
    return in_force(one_place_on(locality, day), day)


def in_force(places: Iterable[int], day: date) -> list[Plan]:
    rows = Plan.objects.filter(locality__in=places, issued_on__lte=day, last_year__gte=day.year)
    rows = rows.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day))
    return list(rows.order_by("code"))


def carriers_of(parties: Iterable[DutyParty], standing: Standing, role: str = PartyRole.LEAD) -> tuple[Body, ...]:
    """The bodies that lead (or help with) a duty on the day of a standing, each once; parties with their agency."""
    found: dict[str, Body] = {}
    for party in parties:
        if party.role != role:
            continue
        bodies = standing.heirs_of(party.agency.code) if party.agency_id else standing.of_kind(party.kind)
        found |= {body.code: body for body in bodies}
    return tuple(found.values())


def duties_carried(plans: Iterable[Plan], standing: Standing) -> list[CarriedDuty]:
    """Every duty of some plans of the standing's locality with who leads it; those of nobody first. Two queries."""
    duties = Duty.objects.current().filter(plan__in=[plan.pk for plan in plans]).select_related("plan")
    duties = duties.prefetch_related("parties__agency").order_by("plan__code", "position", "pk")
    lines = [CarriedDuty(duty, carriers_of(duty.parties.all(), standing)) for duty in duties]
    # The sort is stable: within both groups the order of the plans stays.
    return sorted(lines, key=lambda line: bool(line.carriers))


def elements_of_nobody(plans: Iterable[Plan], standing: Standing) -> list[DataElement]:
    """The data elements that some plans need and that no living body is asked for, in form order. Two queries."""
    rows = DataElement.objects.filter(used_in__indicator__targets__plan__in=[plan.pk for plan in plans]).distinct()
    living = {body.kind for body in standing.bodies.values()}
    # What the coordinating body alone reports is asked of it only where its kind is one of those that report it.
    leading = {standing.bodies[standing.coordinator].kind} if standing.coordinator else set()
    return [
        element
        for element in rows.prefetch_related("kinds").order_by("position", "code")
        if not {row.kind for row in element.kinds.all()} & (leading if element.coordinator_only else living)
    ]


def gaps_of(locality: Locality, standing: Standing) -> Gaps:
    """What falls to nobody on the day of a standing; five queries."""
    plans = plans_answered_for(locality, standing.day)
    orphans = [line.duty for line in duties_carried(plans, standing) if not line.carriers]
    return Gaps(
        plans=tuple(plans),
        without_coordinator=() if standing.coordinator else tuple(plans),
        duties=tuple(orphans),
        elements=tuple(elements_of_nobody(plans, standing)),
    )
