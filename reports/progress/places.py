"""Coverage by place: in a year in which bodies end, a place is in once with all parts of its year.

Who ended reports until its last day, who took over from that day on: two reporters, one place. A place goes by the
body that stands for it at the cut-off; it is in when its own report is and, of everybody whose work it took over in
that year, the closing report. Where an heir reports the whole year itself there is no other part.

    017 and 018 became x on 01/7: one place. x and 017 have reported: 0 of 1, and 018 is what it lacks.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from agencies.models import Agency, Succession
from reports.models import Submission
from reports.wording.lacking import lacking_words


@dataclass(frozen=True)
class YearParts:
    """Of one year, by primary keys. before: heir -> whoever ended within the year and passed work to it, directly or
    by another that ended, too. whole: who reports the whole year, the part of those before it with it."""

    before: Mapping[int, frozenset[int]] = field(default_factory=dict)
    whole: frozenset[int] = frozenset()

    def places(self, expected: Collection[int]) -> dict[int, frozenset[int]]:
        """Each place by the body that stands for it, with everybody whose report it is made of."""
        asked = frozenset(expected)
        parts = {pk: self.before.get(pk, frozenset()) & asked for pk in asked}
        passed = frozenset().union(*parts.values())
        return {pk: {pk} | (frozenset() if pk in self.whole else parts[pk]) for pk in asked - passed}

    def owed(self, expected: Collection[int]) -> frozenset[int]:
        """Whose report is needed: all but those whose part their heirs report."""
        return frozenset().union(*self.places(expected).values()) if self.before else frozenset(expected)

    def counts(self, expected: Collection[int], reporting: Collection[int]) -> tuple[int, int]:
        """How many places there are and how many of them are in with all their parts."""
        if not self.before:
            return len(expected), len(reporting)
        there, places = frozenset(reporting), self.places(expected)
        return len(places), sum(parts <= there for parts in places.values())


ONE_PART = YearParts()


def parts_of_years(agencies: Iterable[Agency], years: Iterable[int]) -> dict[int, YearParts]:
    """The years in which some of these bodies end, each with its parts. No query where none does, else two."""
    agencies = list(agencies)
    ended = {
        year: {
            one.pk: one.valid_to for one in agencies if one.closes_within(date(year - 1, 12, 15), date(year, 12, 14))
        }
        for year in years
    }
    ended = {year: found for year, found in ended.items() if found}
    if not ended:
        return {}
    everybody = {pk for found in ended.values() for pk in found}
    links = list(
        Succession.objects.filter(predecessor__in=everybody).values_list("predecessor_id", "successor_id", "on")
    )
    whole = Submission.objects.filter(period__year__in=ended, period__interim=0, whole_year=True)
    alone = set(whole.values_list("period__year", "agency_id"))
    return {
        year: YearParts(
            before=with_earlier((old, new) for old, new, on in links if old in found and on > found[old]),
            whole=frozenset(pk for of_year, pk in alone if of_year == year),
        )
        for year, found in ended.items()
    }


def with_earlier(pairs: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    """heir -> whoever passed work to it, and to those, and so on."""
    before: dict[int, set[int]] = {}
    for old, new in pairs:
        before.setdefault(new, set()).add(old)
    found = {}
    for heir in before:
        reached, waiting = set(), [heir]
        while waiting:
            for old in before.get(waiting.pop(), set()) - reached:
                reached.add(old)
                waiting.append(old)
        found[heir] = frozenset(reached)
    return found


def lacking_in(parts: YearParts, expected: Sequence[Agency], reporting: Collection[int]) -> str:
    """How many places are in with the whole year and whose part is missing, in words; "" where no year was cut."""
    asked = [agency.pk for agency in expected]
    passed = frozenset().union(*parts.before.values()) if parts.before else frozenset()
    if not passed & set(asked):
        return ""
    places, complete = parts.counts(asked, reporting)
    missing = parts.owed(asked) - frozenset(reporting)
    absent = [agency for agency in expected if agency.pk in missing]
    return lacking_words(
        places=places,
        complete=complete,
        closing=[agency.short_name for agency in absent if agency.pk in passed],
        rest=[agency.short_name for agency in absent if agency.pk not in passed],
    )
