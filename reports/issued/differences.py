"""What differs between two readings of a report: numbers by indicator and year, verdicts, words."""

import copy
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from agencies import clock
from reports.issued.content.read import ReadingError, read_dataset
from reports.issued.content.schema import Dataset, IndicatorResult
from reports.models import Generation, IssuedReport, ReportPassage
from reports.wording.formats import NOT_KNOWN, quantity, status_label


@dataclass(frozen=True)
class Difference:
    """One thing that both readings say; `before` and `after` as printed."""

    what: str
    year: int
    before: str
    after: str


@dataclass(frozen=True)
class Reworded:
    """One passage in both; "" where it is not there."""

    title: str
    before: str
    after: str


def report_differences(before: Dataset, after: Dataset) -> list[Difference]:
    """Values of indicators and verdicts on targets that are not the same, in the order of the report."""
    known = {result.code: result for result in before.indicators}
    return [one for result in after.indicators if (old := known.get(result.code)) for one in of_indicator(old, result)]


def of_indicator(old: IndicatorResult, new: IndicatorResult) -> Iterator[Difference]:
    years = {value.year for value in (*old.values, *new.values)}
    for year in sorted(years):
        pair = [row.value if (row := result.value(year)) else None for result in (old, new)]
        if pair[0] != pair[1]:
            yield Difference(new.short_name, year, *(printed_value(value, new) for value in pair))
    # A target is known by what it promises: its place in the list moves when the plan gets another one.
    verdicts = {(target.year, target.basis, target.comparator, target.low): target for target in old.targets}
    for target in new.targets:
        was = verdicts.get((target.year, target.basis, target.comparator, target.low))
        if was is not None and was.display_status != target.display_status:
            what, told = f"{new.short_name}, mục tiêu {target.year}", (was.display_status, target.display_status)
            yield Difference(what, target.year, *map(status_label, told))


def printed_value(value: Decimal | None, result: IndicatorResult) -> str:
    return NOT_KNOWN if value is None else quantity(value, result.unit, result.decimals)


def since_then(report: IssuedReport, then: Dataset) -> list[Difference]:
    """How today's data differ from those of a report; read only where anything was recomputed since."""
    now = Generation.objects.filter(locality=report.locality_id).values_list("number", flat=True).first()
    if now is None or now == then.generation:
        return []
    today = copy.copy(report)
    today.as_of = clock.today()
    try:
        return report_differences(then, read_dataset(today))
    # Data that are moving just now are compared the next time somebody looks.
    except ReadingError:
        return []


def reworded_passages(before: Iterable[ReportPassage], after: Iterable[ReportPassage]) -> list[Reworded]:
    """Passages whose words, fields and all, are not the same; new and left-out ones too."""
    old, new = ({row.key: row for row in rows} for rows in (before, after))
    found = []
    for key in dict.fromkeys([*new, *old]):
        words = [rows[key].words if key in rows else "" for rows in (old, new)]
        if words[0] != words[1]:
            found.append(Reworded((new.get(key) or old[key]).title, *words))
    return found
