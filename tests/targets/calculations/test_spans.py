"""Totals published in pieces: the choice of figures, and their split over years."""

from decimal import Decimal
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.calculations.cumulative import assess_cumulative
from targets.calculations.spans import SpanFigure, as_observations, best_cover
from targets.calculations.statuses import Status

ESTIMATE, PART_YEAR, ACTUAL = 2, 1, 0
FIRST = [
    SpanFigure(2021, 2021, Decimal(220500), ESTIMATE),
    SpanFigure(2022, 2022, Decimal(245316), PART_YEAR),
    SpanFigure(2023, 2024, Decimal(472600), ACTUAL),
]
LATER = [
    SpanFigure(2021, 2023, Decimal(720493), ACTUAL),
    SpanFigure(2024, 2024, Decimal(251368), ACTUAL),
]


def total(cover: tuple[SpanFigure, ...]) -> Decimal:
    return sum((figure.value for figure in cover), Decimal(0))


def test_pieces_add_up() -> None:
    cover = best_cover(FIRST, 2021, 2024)
    assert cover == tuple(FIRST)
    assert total(cover) == 938416


def test_better_figures_replace_worse_ones() -> None:
    cover = best_cover(FIRST + LATER, 2021, 2024)
    assert cover == tuple(LATER)
    assert total(cover) == 971861


def test_more_years_win_over_better_quality() -> None:
    one_good_year = SpanFigure(2022, 2022, Decimal(1), ACTUAL)
    two_poor_years = SpanFigure(2021, 2022, Decimal(2), 9)
    assert best_cover([one_good_year, two_poor_years], 2021, 2022) == (two_poor_years,)


def test_one_piece_wins_over_two_of_the_same_quality() -> None:
    pieces = [SpanFigure(2021, 2021, Decimal(1), 0), SpanFigure(2022, 2022, Decimal(1), 0)]
    whole = SpanFigure(2021, 2022, Decimal(3), 0)
    assert best_cover([*pieces, whole], 2021, 2022) == (whole,)


def test_figures_that_reach_outside_do_not_count() -> None:
    before, after = SpanFigure(2020, 2021, Decimal(1), 0), SpanFigure(2023, 2024, Decimal(1), 0)
    assert best_cover([before, after], 2021, 2023) == ()
    assert best_cover(FIRST, 2025, 2024) == ()
    assert as_observations([before, after], 2021, 2023) == ()


def test_a_split_hides_no_missing_year_from_a_total() -> None:
    cover = best_cover(FIRST, 2021, 2024)
    assessment = assess_cumulative(
        period_start=2021,
        period_end=2025,
        target=Decimal(1150000),
        observations=as_observations(cover, 2021, 2024),
        as_of=2024,
    )
    assert assessment.total == 938416
    assert assessment.missing_years == ()
    assert assessment.expected_to_date == 920000
    assert assessment.status is Status.ON_TRACK


def test_a_split_follows_the_yearly_plan() -> None:
    plan = {2023: Decimal(100), 2024: Decimal(300)}
    points = as_observations([SpanFigure(2023, 2024, Decimal(1000), 0)], 2021, 2024, plan)
    assert [(point.year, point.value) for point in points] == [(2023, 250), (2024, 750)]


@pytest.mark.parametrize("plan", [None, {}, {2023: Decimal(1)}, {2023: Decimal(0), 2024: Decimal(0)}])
def test_without_a_whole_plan_the_split_is_even(plan: dict[int, Decimal] | None) -> None:
    points = as_observations([SpanFigure(2023, 2024, Decimal(1000), 0)], 2021, 2024, plan)
    assert [point.value for point in points] == [500, 500]


@st.composite
def span_figures(draw: st.DrawFn) -> SpanFigure:
    first = draw(st.integers(2018, 2028))
    last = first + draw(st.integers(0, 3))
    value = draw(st.decimals(-10_000, 10_000_000, places=2))
    return SpanFigure(first, last, value, draw(st.integers(0, 3)))


def quality(cover: tuple[SpanFigure, ...]) -> tuple[int, int, int]:
    return (
        -sum(len(figure.years) for figure in cover),
        sum(figure.rank * len(figure.years) for figure in cover),
        len(cover),
    )


def overlaps(cover: tuple[SpanFigure, ...]) -> bool:
    years = [year for figure in cover for year in figure.years]
    return len(years) != len(set(years))


@given(st.lists(span_figures(), max_size=7), st.randoms(use_true_random=False))
def test_the_cover_is_the_best_of_all_choices(figures: list[SpanFigure], chance: object) -> None:
    inside = [figure for figure in figures if figure.first_year >= 2020 and figure.last_year <= 2026]
    choices = (choice for size in range(len(inside) + 1) for choice in combinations(inside, size))
    best = min(quality(choice) for choice in choices if not overlaps(choice))
    cover = best_cover(figures, 2020, 2026)
    assert not overlaps(cover)
    assert quality(cover) == best
    shuffled = list(figures)
    chance.shuffle(shuffled)
    assert best_cover(shuffled, 2020, 2026) == cover


@given(span_figures(), st.dictionaries(st.integers(2018, 2031), st.decimals(0, 10**6, places=1)))
def test_a_split_keeps_the_sum_to_the_last_digit(figure: SpanFigure, plan: dict[int, Decimal]) -> None:
    points = as_observations([figure], 2018, 2031, plan)
    assert [point.year for point in points] == list(figure.years)
    assert sum(point.value for point in points) == figure.value
