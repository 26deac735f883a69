"""Which bodies report an indicator, from which day on it is others, and which years two sets have reported."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from agencies.models import Agency
from reports.dashboards.body_changes import year_of_report
from reports.progress.queries import Recipe


@dataclass(frozen=True)
class ReportingSet:
    """Who reports from a day on (None: from the beginning), counted by kind of body, the most numerous first."""

    since: date | None
    counts: tuple[tuple[str, int], ...]


def reporting_sets(recipe: Recipe, agencies: Iterable[Agency]) -> tuple[ReportingSet, ...]:
    """The sets in order of time; a reorganisation that ends who reports begins a new one. One where none ever did."""
    mine = [agency for agency in agencies if agency.kind in recipe.kinds]
    # A body that ended by no reorganisation was wound up: the others go on reporting, and no new set begins.
    days = sorted({one.valid_to + timedelta(days=1) for one in mine if one.ended_by_id is not None and one.valid_to})
    # What one body reports for all has one line, whichever body that is by then.
    if recipe.coordinator_only or not days:
        return (ReportingSet(None, counts_by_kind(mine)),)
    # The first set is told by its last day, since bodies may have begun one by one before it.
    before = days[0] - timedelta(days=1)
    first = ReportingSet(None, counts_by_kind(one for one in mine if one.exists_on(before)))
    return (first, *(ReportingSet(day, counts_by_kind(one for one in mine if one.exists_on(day))) for day in days))


def counts_by_kind(agencies: Iterable[Agency]) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(agency.kind for agency in agencies).most_common())


def years_in_parts(recipe: Recipe, sets: Sequence[ReportingSet]) -> frozenset[int]:
    """The years of which one set has reported until it ended and the next one the rest of what adds up."""
    return frozenset(year_of_report(one.since) for one in sets if one.since is not None and recipe.flows)
