"""The table beside an indicator's chart: every year with its value, source, target, path and verdict."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse

from reports.dashboards.indicators.explanation import ratio_text
from reports.dashboards.series import IndicatorSeries, year_standing
from reports.models import ActualSource, FigureKind, IndicatorValue, OfficialFigure
from reports.progress.rollup import PIECE_RANK
from reports.wording import terms
from reports.wording.differences import counts_single_things, matching_decimals
from reports.wording.formats import (
    NOT_KNOWN,
    aligned_column,
    number,
    precision,
    published_number,
    signed_number,
    status_short,
)
from reports.wording.paces import part_text
from reports.wording.provenance import note_letter, published_text, source_text
from reports.wording.uncertain import is_finer_than_known
from targets.calculations.spans import SpanFigure, best_cover
from targets.models import Basis, Formula, Indicator, Target
from targets.target_bounds import thresholds


@dataclass(frozen=True)
class Note:
    """Where the values that carry a letter come from."""

    letter: str
    text: str
    illustrative: bool


@dataclass(frozen=True)
class YearFigures:
    """One year in numbers: what page and workbook show of it. `gap`: value minus path, in the indicator's unit."""

    year: int
    value: Decimal | None
    half_width: Decimal | None
    targets: list[Target]
    path: Decimal | None
    gap: Decimal | None
    ratio: Decimal | None
    status: str
    label: str


@dataclass(frozen=True)
class YearRow:
    """One year, finished texts. `plans`: who promises something for it; `status` empty where nothing is judged."""

    year: int
    value: str
    letter: str
    target: str
    path: str
    gap: str
    ratio: str
    status: str
    label: str
    plans: str
    lineage_url: str


@dataclass(frozen=True)
class FigureRow:
    """One published figure; `counts` when it is the one in use."""

    years: str
    value: str
    kind: str
    period: str
    source: str
    published: str
    note: str
    counts: bool


@dataclass(frozen=True)
class SeriesTable:
    rows: list[YearRow]
    notes: list[Note]
    figures: list[FigureRow]


def series_table(series: IndicatorSeries) -> SeriesTable:
    """The whole table with its notes; nothing left out that is known."""
    notes = notes_of(series)
    rows = [year_row(series, year, notes) for year in years_in_table(series)]
    values = aligned_column(row.value for row in rows)
    padded = [
        YearRow(**{**vars(row), "value": row.value if row.value == NOT_KNOWN else text})
        for row, text in zip(rows, values, strict=True)
    ]
    letters = {note.letter: note for _, note in sorted(notes.items())}
    return SeriesTable(padded, list(letters.values()), [figure_row(figure, series) for figure in series.published])


def years_in_table(series: IndicatorSeries) -> list[int]:
    """Every year with a value, a yearly plan, a target or the start of the path; without gaps up to today."""
    known = {value.year for value in series.counted} | set(series.yearly_plan) | {year for year, _ in series.path}
    judged = [target for target in series.targets if target.basis != Basis.AVERAGE]
    dues = {target.year for target in judged}
    # A promise for every year has a row for each from its first, whether a figure is known or not.
    starts = {target.from_year for target in judged if target.basis == Basis.EVERY_YEAR and target.from_year}
    past = [year for year in known | starts | dues if year <= series.as_of]
    run = set(range(min(past), series.as_of + 1)) if past else set()
    return sorted(run | dues | {year for year in known if year > series.as_of})


def notes_of(series: IndicatorSeries) -> dict[int, Note]:
    """Year -> the note of its value; values from one source share a letter."""
    by_text: dict[str, Note] = {}
    found = {}
    noted: set[int] = set()
    for value in series.counted:
        text = source_text(value, derived=parts_text(value, series, noted))
        made_up = value.source == ActualSource.ROLLUP and value.illustrative
        if text not in by_text:
            by_text[text] = Note(note_letter(len(by_text)), text, made_up)
        found[value.year] = by_text[text]
    return found


def parts_text(value: IndicatorValue, series: IndicatorSeries, noted: set[int]) -> str:
    """The published figures that a derived value was computed from, each with its publication.

    `noted`: the figures whose remark the page has told already; those told here are added.
    """
    parts = series.parts
    if series.indicator.formula == Formula.CUMULATIVE:
        pieces = cover(series, value.year)
        told = [publication_text(piece, noted) for piece in pieces]
        return f"Đến năm {value.year}: cộng {'; '.join(told)}."
    years = (value.year - 1, value.year) if series.indicator.formula == Formula.GROWTH else (value.year,)
    told = [
        publication_text(part.official, noted, part.indicator.short_name)
        for part in parts.values
        if part.year in years and part.official
    ]
    return f"Năm {value.year} tính từ {'; '.join(told)}."


def cover(series: IndicatorSeries, year: int) -> list[OfficialFigure]:
    """The published figures that add up to a total: the choice that the engine made."""
    singles = [part.official for part in series.parts.values if part.official is not None]
    figures = {
        SpanFigure(figure.from_year, figure.year, figure.value, PIECE_RANK[figure.kind]): figure
        for figure in (*singles, *series.parts.spans)
    }
    return [figures[piece] for piece in best_cover(figures, series.indicator.cumulative_from or year, year)]


def publication_text(figure: OfficialFigure, noted: set[int], name: str = "") -> str:
    """ "472.600 (2023–2024, một phần năm; hanoitimes.vn …, công bố 21/11/2024)"."""
    years = str(figure.year) if figure.from_year == figure.year else f"{figure.from_year}–{figure.year}"
    kind = "" if figure.kind == FigureKind.ACTUAL else f", {FigureKind(figure.kind).label}"
    lead = f"{name} " if name else ""
    remark = f"; {figure.note.rstrip('.')}" if figure.note and figure.pk not in noted else ""
    noted.add(figure.pk)
    where = f"{figure.source}, công bố {published_text(figure)}{remark}"
    return f"{lead}{published_number(figure.value)} ({years}{kind}; {where})"


def year_figures(series: IndicatorSeries, year: int) -> YearFigures:
    """The numbers of a year's row, unrounded; the start of the path has no gap."""
    counted = next((one for one in series.counted if one.year == year), None)
    value = None if counted is None else counted.value
    path = series.path_at(year)
    at_start = bool(series.path) and year == series.path[0][0]
    row = year_standing(series, year)
    status, label = verdict(series, year, value)
    return YearFigures(
        year=year,
        value=value,
        half_width=None if counted is None else counted.half_width,
        targets=targets_for(series, year),
        path=path,
        gap=None if value is None or path is None or at_start else value - path,
        # Of a promise of every year the ratio is of averages, on which no verdict rests.
        ratio=None if row is None or row.years_met is not None else row.ratio,
        status=status,
        label=label,
    )


def year_row(series: IndicatorSeries, year: int, notes: dict[int, Note]) -> YearRow:
    indicator, found = series.indicator, year_figures(series, year)
    standing = year_standing(series, year)
    value, path, gap = side_by_side(found, indicator)
    rough = is_finer_than_known(found.half_width, 1)
    return YearRow(
        year=year,
        value=value,
        letter=notes[year].letter if year in notes else "",
        target=target_of(series, found.targets, year),
        path=path,
        gap=f"{'≈ ' if rough and found.gap is not None else ''}{gap}",
        ratio=NOT_KNOWN if found.ratio is None else f"{'≈ ' if rough else ''}{ratio_text(found.ratio, thresholds())}",
        status=found.status,
        label=found.label,
        plans=", ".join(dict.fromkeys(target.plan.code for target in found.targets)),
        lineage_url="" if standing is None else reverse("lineage", args=[standing.pk]),
    )


def side_by_side(found: YearFigures, indicator: Indicator) -> tuple[str, str, str]:
    """Value, path and gap of a year, with the digits with which the one minus the other is the third."""
    value = terms.figure_text(found.value, indicator, half_width=found.half_width)
    if found.value is None or found.path is None or found.gap is None:
        return value, terms.figure_text(found.path, indicator), NOT_KNOWN
    if counts_single_things(indicator, found.value, found.path):
        return value, part_text(found.path), f"{'+' if found.gap > 0 else ''}{part_text(found.gap)}"
    rate = indicator.is_percentage
    exact_value = found.half_width is not None or precision(found.value) <= max(indicator.decimals, 1)
    decimals = matching_decimals(
        found.path, found.value, indicator, 2 if rate else None, widths=(None, found.half_width)
    )
    return (
        value if exact_value or not rate else number(found.value, decimals),
        number(found.path, min(decimals, precision(found.path, 1 if rate else 0))),
        signed_number(found.gap, decimals),
    )


def targets_for(series: IndicatorSeries, year: int) -> list[Target]:
    """The targets due in a year, and those that hold in every year of a span."""
    return [
        target
        for target in series.targets
        if target.basis != Basis.AVERAGE
        and (
            target.year == year
            or (target.basis == Basis.EVERY_YEAR and (target.from_year or target.year) <= year <= target.year)
        )
    ]


def target_of(series: IndicatorSeries, targets: Sequence[Target], year: int) -> str:
    """What is promised for a year; the yearly plan where no target falls due."""
    if targets:
        return " · ".join(dict.fromkeys(terms.promise_text(target, unit=False) for target in targets))
    planned = series.yearly_plan.get(year)
    return NOT_KNOWN if planned is None else published_number(planned, 1 if series.indicator.is_percentage else 0)


def verdict(series: IndicatorSeries, year: int, value: Decimal | None) -> tuple[str, str]:
    """(status, words) of a year; the start of the path and years without a figure say so."""
    if series.path and year == series.path[0][0]:
        return "", "Gốc"
    row = year_standing(series, year)
    if row is not None:
        return row.display_status, terms.sentence_case(status_short(row.display_status))
    if year > series.as_of:
        return "", ""
    return ("", "") if value is not None else ("no_data", terms.sentence_case(status_short("no_data")))


def figure_row(figure: OfficialFigure, series: IndicatorSeries) -> FigureRow:
    """A published figure with all that is known of it."""
    text = published_number(figure.value)
    if figure.value_high is not None:
        text = f"{text}–{published_number(figure.value_high)}"
    used = {value.official_id for value in series.values if value.source == ActualSource.OFFICIAL}
    return FigureRow(
        years=str(figure.year) if figure.from_year == figure.year else f"{figure.from_year}–{figure.year}",
        value=text,
        kind=FigureKind(figure.kind).label,
        period=figure.period,
        source=figure.source,
        published=published_text(figure),
        note=figure.note,
        counts=figure.pk in used,
    )
