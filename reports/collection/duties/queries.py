"""Whose duties a person may follow, and who leads a duty."""

from collections.abc import Collection, Iterable

from django.db.models import Q

from agencies import clock
from agencies.access import Right
from agencies.models import Agency, User
from agencies.vietnamese_text import by_name
from reports.wording.duty_states import DUTY_WORDS, URGENT_FIRST
from targets.models import Duty, PartyRole

STATE_OPTIONS = [("", "Tất cả"), *((state, DUTY_WORDS[state].label) for state in URGENT_FIRST)]


def agencies_seen(user: User) -> list[Agency]:
    """The agencies whose duties a user may follow, in Vietnamese order of their names."""
    access = user.access
    rows = Agency.objects.existing_on(clock.today()).filter(
        Q(pk__in=access.agencies_with(Right.SEE_SUBMISSIONS))
        | Q(locality_id__in=access.localities_with(Right.SEE_SUBMISSIONS))
    )
    return by_name(rows)


def leads(duty: Duty, agencies: Iterable[Agency]) -> list[Agency]:
    """Those of the agencies that the duty names as lead, by name or by kind."""
    # Filtered here: the parties of all duties are prefetched, and a filter would ask once for each.
    parties = [party for party in duty.parties.all() if party.role == PartyRole.LEAD]
    named = {party.agency_id for party in parties if party.agency_id}
    kinds = {party.kind for party in parties if party.kind}
    home = duty.plan.locality_id
    return [one for one in agencies if one.locality_id == home and (one.pk in named or one.kind in kinds)]


def is_followed(duty: Duty, localities: Collection[int]) -> bool:
    """Whether the reader follows the whole locality of a duty, and so also what no body leads."""
    return duty.plan.locality_id in localities
