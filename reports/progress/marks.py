"""What the number of a standing rests on: published or added up, from how many agencies, partial or made up.

A number that is made of several years (an average, a growth, a change) bears the marks of the weakest of them.
"""

from collections.abc import Sequence
from decimal import Decimal

from reports.models import ActualSource, FigureKind, IndicatorValue, Progress
from reports.progress.cases import Case
from reports.progress.judging_years import cover_of
from reports.progress.rollup import PIECE_RANK
from reports.progress.rollup_data import as_stored
from targets.models import Basis, Formula

PARTIAL = frozenset({FigureKind.ESTIMATE, FigureKind.PROVISIONAL})
PARTIAL_RANKS = frozenset(PIECE_RANK[kind] for kind in PARTIAL)


def describe_source(row: Progress, case: Case) -> None:
    """Write onto a standing what its number rests on; nothing where it has none."""
    if row.actual_year is None:
        return
    if case.target.basis == Basis.AVERAGE and case.target.indicator.formula != Formula.GROWTH:
        describe_average(row, case)
        return
    parts = parts_behind(case, row)
    if not parts:
        row.actual_source = ActualSource.OFFICIAL
        return
    describe_parts(row, parts)


def describe_average(row: Progress, case: Case) -> None:
    """An average rests on the pieces that it was added up from, whatever else is known of its last year."""
    pieces = cover_of(case, row.year)
    # A figure published over several years is no part of what was reported for its last one.
    singles = [piece.last_year for piece in pieces if piece.first_year == piece.last_year]
    describe_parts(row, [case.series[year] for year in singles if year in case.series])
    row.provisional = row.provisional or any(piece.rank in PARTIAL_RANKS for piece in pieces)


def parts_behind(case: Case, row: Progress) -> list[IndicatorValue]:
    """The values a standing is made of: one of a level, of a growth that nobody published and of a change two."""
    value, years = case.series.get(row.actual_year), (row.base_year, row.actual_year)
    if case.target.indicator.formula == Formula.GROWTH and (value is None or value.official_id is None):
        return [case.levels[year] for year in years if year in case.levels]
    if case.target.basis == Basis.CHANGE:
        return [case.series[year] for year in years if year in case.series]
    return [] if value is None else [value]


def describe_parts(row: Progress, parts: Sequence[IndicatorValue]) -> None:
    """The weakest of each: one part added up from agencies makes the whole rest on them."""
    rolled = [part for part in parts if part.source == ActualSource.ROLLUP]
    row.actual_source = ActualSource.ROLLUP if rolled else ActualSource.OFFICIAL
    partial = any(part.kind in PARTIAL for part in parts)
    if rolled:
        write_units(row, min(rolled, key=lambda part: part.units_reporting - part.units_expected))
        row.illustrative = any(part.illustrative for part in rolled)
        partial = partial or any(is_unfinished(part) for part in rolled)
    row.provisional = row.provisional or partial


def is_unfinished(part: IndicatorValue) -> bool:
    return part.has_estimate or part.units_reporting < part.units_expected


def write_units(row: Progress, value: IndicatorValue) -> None:
    row.units_reporting, row.units_expected = value.units_reporting, value.units_expected
    if value.units_expected:
        row.coverage_units = as_stored(Decimal(value.units_reporting) / value.units_expected)
