"""A promise for every year of a period: each year is kept or missed by itself, and a missed one ends it.

In words: "mỗi năm chiếm 25-30 %" for 2021-2025 with 26, 25.07 and 24.6 was broken in 2023, whatever follows. With 26,
25.07 and nothing known of 2023, nobody can say in 2024 that it was kept: it stays undecided until 2023 is known.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from targets.calculations.bounds import Bounds
from targets.calculations.evidence import Point, in_order
from targets.calculations.statuses import Status
from targets.calculations.thresholds import DEFAULT, Thresholds


@dataclass(frozen=True)
class EveryYearAssessment:
    """Standing of a promise for every year. met: kept to the end; None while no year is known.

    missed_years: known and not kept. missing_years: without a value although the year is over. latest: the last value.
    """

    status: Status
    met: bool | None
    final: bool
    years_met: int
    missed_years: tuple[int, ...]
    missing_years: tuple[int, ...]
    latest: Point | None = None


def assess_every_year(
    *,
    first_year: int,
    last_year: int,
    observations: Iterable[Point],
    target: Bounds,
    as_of: int,
    thresholds: Thresholds = DEFAULT,
) -> EveryYearAssessment:
    """Judge a level or share promised for each of first_year..last_year, as it stood in the year `as_of`.

    Values outside the period or after `as_of` are left aside. Raises ValueError when a year is observed twice or the
    period ends before it starts.
    """
    if last_year < first_year:
        raise ValueError("a promise for every year needs a period in order")
    known = [point for point in in_order(observations) if first_year <= point.year <= min(last_year, as_of)]
    reported = {point.year for point in known}
    missed = tuple(point.year for point in known if not target.is_met(point.value, thresholds))
    # The reporting year itself is not over: its value may still come.
    missing = tuple(year for year in range(first_year, min(as_of - 1, last_year) + 1) if year not in reported)
    # The last value may be there within its own year.
    over = as_of > last_year or last_year in reported
    status = _status_of_years(bool(known), bool(missed), bool(missing), over)
    return EveryYearAssessment(
        status=status,
        met=status is Status.ACHIEVED if known else None,
        final=status in {Status.ACHIEVED, Status.NOT_MET},
        years_met=len(known) - len(missed),
        missed_years=missed,
        missing_years=missing,
        latest=known[-1] if known else None,
    )


def _status_of_years(known: bool, missed: bool, missing: bool, over: bool) -> Status:
    if missed:
        return Status.NOT_MET
    if not known:
        return Status.OVERDUE_NO_DATA if over else Status.NO_DATA
    if over:
        return Status.OVERDUE_NO_DATA if missing else Status.ACHIEVED
    # Green needs knowledge: a year that nobody knows may be the one that was missed.
    return Status.INSUFFICIENT_DATA if missing else Status.ON_TRACK
