"""How many cells of many forms are filled: counted where they are, nothing of them is read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from reports.models import Entry, Figure, ReportingPeriod, Submission


@dataclass(frozen=True)
class CellCount:
    """Of one agency's cells that its form asks for: how many it holds, how many are not blank. `touched` is when any
    cell that its report of the period holds was last saved."""

    held: int = 0
    filled: int = 0
    touched: datetime | None = None


NO_CELLS = CellCount()


def count_cells(period: ReportingPeriod, asked: Mapping[int, Iterable[int]]) -> dict[int, CellCount]:
    """By agency of a period's reports, from the elements that each one's form asks for; one query. Who holds nothing at
    all is left out."""
    in_form = cells_in_form(asked)
    reporting = Submission.objects.filter(period=period).order_by().values("agency")
    rows = Figure.every.filter(agency__in=reporting, year=period.year, interim=period.interim)
    counts = (
        rows.order_by()
        .values_list("agency_id")
        .annotate(
            # One pass over the rows with three filters; a query for each count would scan them three times.
            held=Count("pk", filter=in_form),
            filled=Count("pk", filter=in_form & ~Q(entry=Entry.BLANK)),
            # A figure that another report holds says nothing of when this one was worked on.
            touched=Max("updated_at", filter=Q(submission__period=period)),
        )
    )
    return {agency_id: CellCount(*found) for agency_id, *found in counts if agency_id in asked}


def cells_in_form(asked: Mapping[int, Iterable[int]]) -> Q:
    """The figures that their agencies' forms ask for.

    Hundreds of agencies share a form or two: those of the commonest are all but the others, so that a period in which
    everybody has the same form names no agency at all.
    """
    askers: dict[frozenset[int], list[int]] = defaultdict(list)
    for agency_id, element_ids in asked.items():
        askers[frozenset(element_ids)].append(agency_id)
    # An empty period still gives a condition, one that nothing meets.
    commonest, *others = sorted(askers.items(), key=lambda one: -len(one[1])) or [(frozenset(), [])]
    elsewhere = [agency_id for _, agency_ids in others for agency_id in agency_ids]
    found = Q(element_id__in=commonest[0])
    if elsewhere:
        found &= ~Q(agency_id__in=elsewhere)
    for element_ids, agency_ids in others:
        found |= Q(element_id__in=element_ids, agency_id__in=agency_ids)
    return found
