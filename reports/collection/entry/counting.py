"""How many cells of many forms are filled: counted where they are, nothing of them is read."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q

from reports.models import Entry, Figure, ReportingPeriod


@dataclass(frozen=True)
class CellCount:
    """Of one agency's cells that its form asks for: how many it holds, how many are not blank. `touched` is when any
    cell that its report of the period holds was last saved."""

    held: int = 0
    filled: int = 0
    touched: datetime | None = None


NO_CELLS = CellCount()


def count_cells(period: ReportingPeriod, asked: Mapping[int, Iterable[int]]) -> dict[int, CellCount]:
    """By agency, from the elements that each one's form asks for; one query. Who holds nothing at all is left out."""
    askers: dict[frozenset[int], list[int]] = defaultdict(list)
    for agency_id, element_ids in asked.items():
        askers[frozenset(element_ids)].append(agency_id)
    in_form = Q(pk__in=[])
    for element_ids, agency_ids in askers.items():
        in_form |= Q(element_id__in=element_ids, agency_id__in=agency_ids)
    rows = Figure.every.filter(agency_id__in=list(asked), year=period.year, interim=period.interim)
    counts = (
        rows.order_by()
        .values_list("agency_id")
        .annotate(
            held=Count("pk", filter=in_form),
            filled=Count("pk", filter=in_form & ~Q(entry=Entry.BLANK)),
            touched=Max("updated_at", filter=Q(submission__period=period)),
        )
    )
    return {agency_id: CellCount(*found) for agency_id, *found in counts}
