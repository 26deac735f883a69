"""Indicators down, years across: every value with its verdict against the path of its own year."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from agencies.reorganisations.groups import Comparability
from reports.dashboards.body_changes import BodyChanges, year_of_report
from reports.dashboards.filters import Chosen
from reports.dashboards.indicators.csv_export import COMPARABLE_WORDS
from reports.dashboards.indicators.past_in_units import Units
from reports.dashboards.indicators.units_table import MARKS, units_filter
from reports.dashboards.overview.headlines import headline_url
from reports.dashboards.past_of_parts import PartsSum, past_of_parts
from reports.dashboards.series import lead_target
from reports.filter_links import FilterBar
from reports.models import ActualSource, IndicatorValue, Progress, View
from reports.wording import terms
from reports.wording.formats import NOT_KNOWN, aligned_column, date_vi, status_label
from targets.calculations.statuses import Status
from targets.calculations.uncertainty import DISPLAY_ORDER
from targets.models import Indicator, Target
from targets.models.target import MILESTONE

YEARS_SHOWN = 5
MILESTONES_SHOWN = 2
OF_PARTS = "Tổng tử số và mẫu số của các tỉnh cũ có số ở đây; phần còn lại chưa biết nên không so được."


@dataclass(frozen=True)
class HeatCell:
    """`status` is empty where nothing was judged; `base` marks the value from which the path starts.

    `breaks`: bodies changed in this year. `sign`, `word`: how far it may be held against today, where one asks for it.
    `value`: unrounded, in the indicator's unit.
    """

    text: str
    status: str = ""
    label: str = ""
    base: bool = False
    rank: str = ""
    breaks: bool = False
    sign: str = ""
    word: str = ""
    value: Decimal | None = None

    @property
    def look(self) -> str:
        """The classes of the cell."""
        colour = f"heat s-{self.status}" if self.status else "heat heat--base" if self.base else "heat-none"
        return " ".join(part for part in (self.rank, "breaks" if self.breaks else "", colour) if part)


@dataclass(frozen=True)
class HeatRow:
    name: str
    url: str
    cells: tuple[HeatCell, ...]
    milestones: tuple[str, ...]


@dataclass(frozen=True)
class HeatGroup:
    title: str
    illustrative: bool
    rows: tuple[HeatRow, ...]


@dataclass(frozen=True)
class HeatMap:
    """`filters` and `note` where bodies have changed in the years shown, else empty."""

    years: tuple[tuple[int, str, bool], ...]
    milestone_years: tuple[int, ...]
    groups: tuple[HeatGroup, ...]
    legend: tuple[tuple[str, str], ...]
    filters: tuple[FilterBar, ...] = ()
    note: str = ""
    marks: tuple[tuple[str, str, str], ...] = ()
    files: tuple[tuple[str, str], ...] = ()

    @property
    def columns(self) -> int:
        return 1 + len(self.years) + len(self.milestone_years)


@dataclass(frozen=True)
class Judged:
    """The part of a standing that a cell needs."""

    target_id: int
    year: int
    status: str
    final: bool
    actual_year: int | None
    base_year: int | None


def heat_map(
    targets: Sequence[Target],
    values: Mapping[tuple[int, int], IndicatorValue],
    chosen: Chosen,
    changes: BodyChanges,
) -> HeatMap:
    """The map of the chosen plans: five years up to the chosen one, the next two milestone years; one query."""
    numeric = [target for target in targets if target.comparator != MILESTONE]
    years = list(range(chosen.year - YEARS_SHOWN + 1, chosen.year + 1))
    dues = sorted({target.year for target in numeric if target.year >= chosen.year})
    # Where every milestone has passed, the last one stays to be read against.
    dues = (dues or sorted({target.year for target in numeric})[-1:])[:MILESTONES_SHOWN]
    judged = judged_years(numeric, years, chosen.view)
    by_indicator: dict[int, list[Target]] = {}
    for target in sorted(numeric, key=lambda one: one.indicator.position):
        by_indicator.setdefault(target.indicator_id, []).append(target)
    groups: dict[str, list[HeatRow]] = {"official": [], "rollup": [], "none": []}
    past = past_of_parts(changes, view=chosen.view, years=years) if chosen.units == Units.AS_NOW else {}
    made_up = any(one.illustrative for (pk, _), one in past.items() if pk in by_indicator)
    for pk, mine in by_indicator.items():
        known = [values[pk, year] for year in years if (pk, year) in values and values[pk, year].value is not None]
        made_up = made_up or any(value.illustrative and value.source == ActualSource.ROLLUP for value in known)
        row = heat_row(mine, values, judged, years, dues, chosen)
        sums = {year: past[pk, year] for year in years if (pk, year) in past}
        # By the newest value: an indicator whose past was published and whose present is added up stands once.
        source = known[-1].source if known else "rollup" if sums else "none"
        shown = with_parts(beside_present(row, years, changes, chosen), years, sums, mine[0].indicator)
        groups[source].append(shown)
    rollup = "Từ số liệu minh họa của các đơn vị" if made_up else "Từ số liệu của các đơn vị"
    titled = (
        ("official", "Từ số liệu đã công bố", False),
        ("rollup", rollup, made_up),
        ("none", "Chưa có số liệu", False),
    )
    changed = [day for day in changes.days if year_of_report(day) in years]
    partial = dict.fromkeys(one.words for (pk, _), one in past.items() if pk in by_indicator)
    used = {cell.sign for rows in groups.values() for row in rows for cell in row.cells}
    return HeatMap(
        # The oldest year gives way on a narrow page.
        years=tuple((year, "rank-2" if year == years[0] else "", year in changes.years) for year in years),
        milestone_years=tuple(dues),
        groups=tuple(HeatGroup(title, flag, tuple(groups[key])) for key, title, flag in titled if groups[key]),
        legend=legend(groups),
        filters=(units_filter(chosen, Units(chosen.units) if chosen.units else Units.AS_WAS, "year-by-year"),)
        if changed
        else (),
        note="; ".join(f"đổi đơn vị từ {date_vi(day)}" for day in changed[-3:]),
        files=tuple((kind.upper(), chosen.address(list="years", file=kind)) for kind in ("xlsx", "csv")),
        marks=(
            *((sign, COMPARABLE_WORDS[mark], meaning) for mark, (sign, meaning) in MARKS.items() if sign in used),
            *((MARKS[Comparability.NONE][0], words, OF_PARTS) for words in partial if words),
        ),
    )


def beside_present(row: HeatRow, years: Sequence[int], changes: BodyChanges, chosen: Chosen) -> HeatRow:
    """The row with a line where bodies changed and, as it is now, a mark in every cell: the sum of a locality is the
    same in the bodies of any day, unless its area is another one."""
    cells = []
    for cell, year in zip(row.cells, years, strict=True):
        shown = replace(cell, breaks=year in changes.years)
        if chosen.units == Units.AS_NOW and changes.days and cell.text != NOT_KNOWN:
            mark = Comparability.EXACT if changes.is_comparable(year) else Comparability.NONE
            shown = replace(shown, sign=MARKS[mark][0], word=COMPARABLE_WORDS[mark])
            if mark == Comparability.NONE:
                shown = replace(shown, text=NOT_KNOWN, status="", label="", base=False, value=None)
        cells.append(shown)
    return replace(row, cells=tuple(cells))


def with_parts(row: HeatRow, years: Sequence[int], sums: Mapping[int, PartsSum], indicator: Indicator) -> HeatRow:
    """The row with the sum of the locality's parts in the years in which it was not there, and how many they are."""
    texts = aligned_column(terms.figure_text(one.value, indicator) for one in sums.values())
    told = dict(zip(sums, texts, strict=True))
    cells = []
    for cell, year in zip(row.cells, years, strict=True):
        if year in sums:
            mark = sums[year].comparability
            word = sums[year].words or COMPARABLE_WORDS[mark]
            cell = replace(cell, text=told[year], value=sums[year].value, sign=MARKS[mark][0], word=word)
        cells.append(cell)
    return replace(row, cells=tuple(cells))


def judged_years(targets: Sequence[Target], years: Sequence[int], view: View) -> dict[tuple[int, int], Judged]:
    rows = Progress.objects.filter(target__in=targets, view=view, year__in=years, current=True).values_list(
        "target_id", "year", "display_status", "final", "actual_year", "base_year"
    )
    return {(row[0], row[1]): Judged(*row) for row in rows}


def heat_row(
    targets: Sequence[Target],
    values: Mapping[tuple[int, int], IndicatorValue],
    judged: Mapping[tuple[int, int], Judged],
    years: Sequence[int],
    dues: Sequence[int],
    chosen: Chosen,
) -> HeatRow:
    indicator = targets[0].indicator
    lead = lead_target(targets, chosen.year)
    # One plan for the whole row: colours of two would be of two ways.
    same_plan = [target for target in targets if lead is not None and target.plan_id == lead.plan_id]
    found = [values.get((indicator.pk, year)) for year in years]
    texts = aligned_column(cell_value(value, indicator) for value in found)
    plan_targets = {target.pk for target in same_plan}
    bases = {one.base_year for one in judged.values() if one.target_id in plan_targets}
    unit = " (%)" if indicator.is_percentage else ""
    return HeatRow(
        name=f"{indicator.short_name}{unit}",
        url=headline_url(chosen, targets[0]),
        cells=tuple(
            heat_cell(
                text,
                values.get((indicator.pk, year)),
                judged_then(same_plan, judged, year),
                is_base=year in bases,
                rank="rank-2" if year == years[0] else "",
            )
            for text, year in zip(texts, years, strict=True)
        ),
        milestones=tuple(milestone_text(targets, year) for year in dues),
    )


def cell_value(value: IndicatorValue | None, indicator: Indicator) -> str:
    """A value with the digits that its source gave."""
    return (
        terms.figure_text(None, indicator)
        if value is None
        else terms.figure_text(value.value, indicator, half_width=value.half_width)
    )


def judged_then(targets: Sequence[Target], judged: Mapping[tuple[int, int], Judged], year: int) -> Judged | None:
    """The verdict of a year by the target that the plan was on the way to then."""
    then = lead_target([target for target in targets if (target.pk, year) in judged], year)
    return judged[then.pk, year] if then is not None else None


def heat_cell(text: str, value: IndicatorValue | None, row: Judged | None, *, is_base: bool, rank: str) -> HeatCell:
    """A value with the verdict that rests on it; a missing one is coloured only when its day has passed."""
    if value is None or value.value is None:
        if row is not None and row.status == Status.OVERDUE_NO_DATA:
            return HeatCell(NOT_KNOWN, row.status, status_label(row.status), rank=rank)
        return HeatCell(NOT_KNOWN, rank=rank)
    # A verdict on an older value is not the verdict on this one.
    if row is None or row.actual_year != value.year or row.status == Status.INSUFFICIENT_DATA:
        return HeatCell(text, base=is_base, rank=rank, value=value.value)
    return HeatCell(text, row.status, status_label(row.status, row.final), rank=rank, value=value.value)


def milestone_text(targets: Sequence[Target], year: int) -> str:
    """What the plans promise for a milestone year: "75–80"; two plans that differ stand side by side."""
    told = dict.fromkeys(terms.promise_text(target, unit=False) for target in targets if target.year == year)
    return " · ".join(told) or "—"


def legend(groups: Mapping[str, Sequence[HeatRow]]) -> tuple[tuple[str, str], ...]:
    """(status, word) of the verdicts that stand on the map."""
    used = {cell.status for rows in groups.values() for row in rows for cell in row.cells if cell.status}
    return tuple((str(status), status_label(status)) for status in reversed(DISPLAY_ORDER) if status in used)
