"""What must hold of the second version's rules for every series."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from targets.calculations.bounds import STRICT, Bounds
from targets.calculations.change import CHANGE_COMPARATORS, assess_change, change_bounds
from targets.calculations.cumulative import assess_cumulative
from targets.calculations.every_year import assess_every_year
from targets.calculations.evidence import Point
from targets.calculations.growth import assess_growth
from targets.calculations.level import assess_level
from targets.calculations.rules import RuleVersion
from targets.calculations.statuses import NOT_ASSESSABLE, Comparator, Flag, GrowthMode, Status
from targets.calculations.thresholds import DEFAULT
from targets.calculations.uncertainty import (
    UNDETERMINED,
    FlowRange,
    assess_disputed_total,
    assess_rounded_level,
    display_status,
)
from targets.calculations.yearly_average import AVERAGE_COMPARATORS, assess_average
from tests.targets.calculations.test_properties import bounds, counts, levels, numbers_of, questions, series

widths = st.decimals(0, 5, places=2)


@given(questions(), widths)
def test_rounding_only_adds_to_a_level(question: dict, half_width: Decimal) -> None:
    plain, rounded = assess_level(**question), assess_rounded_level(half_width=half_width, **question)
    untouched = replace(rounded, status_low=None, status_high=None, flags=plain.flags)
    assert untouched == plain
    hangs = Flag.ROUNDING_DECIDES in rounded.flags
    assert rounded.flags == (*plain.flags, Flag.ROUNDING_DECIDES) if hangs else rounded.flags == plain.flags
    assert hangs == (len({rounded.status, rounded.status_low, rounded.status_high}) > 1)
    assert not (hangs and (half_width == 0 or plain.status in NOT_ASSESSABLE))
    assert display_status(rounded.status, rounded.flags) == (UNDETERMINED if hangs else plain.status)


@given(questions())
def test_a_level_is_decided_on_the_line_that_is_named(question: dict) -> None:
    target, answer = question["target"], assess_level(**question)
    line = target.decided_at(DEFAULT)
    assert (answer.decided_at, line is None) == (line, target.two_sided)
    if line is None:
        return
    hair = target.sign * Decimal("1e-9")
    assert target.is_met(line, DEFAULT) == (target.comparator not in STRICT)
    assert target.is_met(line + hair, DEFAULT) and not target.is_met(line - hair, DEFAULT)
    if answer.required_to_decided is not None and answer.met is False:
        arrived = answer.latest.value + answer.required_to_decided * (question["target_year"] - answer.latest.year)
        assert abs(arrived - line) < Decimal("1e-20")
        assert target.sign * answer.required_to_decided <= target.sign * answer.required_per_year


@given(series(counts), counts, st.integers(2014, 2033), st.lists(st.tuples(counts, counts), max_size=8))
def test_a_dispute_only_adds_to_a_total(
    observations: list[Point], target: Decimal, as_of: int, spans: list[tuple[Decimal, Decimal]]
) -> None:
    assume(target > 0)
    asked = {
        "period_start": 2020, "period_end": 2026, "target": target, "observations": observations, "as_of": as_of,
    }  # fmt: skip
    ranges = [FlowRange(2019 + index, min(span), max(span)) for index, span in enumerate(spans)]
    plain, disputed = assess_cumulative(**asked), assess_disputed_total(ranges=ranges, **asked)
    assert replace(disputed, status_low=None, status_high=None, flags=()) == plain
    assert bool(disputed.flags) == (disputed.status_low != disputed.status_high)
    if not ranges:
        assert disputed.status_low == disputed.status_high == plain.status


@given(series(levels), st.decimals("-0.9", 2, places=3), st.integers(2014, 2033))
def test_growth_of_every_year_is_green_only_by_knowledge(
    observations: list[Point], target: Decimal, as_of: int
) -> None:
    assume(target != 0)
    asked = {"baseline": Point(2019, Decimal(100)), "target": target, "target_year": 2027, "mode": GrowthMode.EACH_YEAR}
    answer = assess_growth(observations=observations, as_of=as_of, **asked)
    assert all(number.is_finite() for number in numbers_of(answer))
    assert answer.final == (answer.status in {Status.ACHIEVED, Status.NOT_MET})
    assert answer.status not in {Status.LAGGING, Status.FAR_BEHIND, Status.WRONG_WAY}
    if answer.status in {Status.ON_TRACK, Status.ACHIEVED}:
        assert answer.years_met == len(answer.annual)
        assert set(range(2020, min(as_of, 2028))) <= set(answer.annual)
    if answer.status is Status.NOT_MET and answer.years_met < len(answer.annual):
        later = assess_growth(observations=observations, as_of=as_of + 1, **asked)
        assert (later.status, later.final) == (Status.NOT_MET, True)


@pytest.mark.slow
@given(series(levels), st.decimals("-0.9", 2, places=3), st.integers(2014, 2033))
def test_both_versions_give_growth_the_same_numbers(observations: list[Point], target: Decimal, as_of: int) -> None:
    assume(target != 0)
    asked = {"baseline": Point(2019, Decimal(100)), "target": target, "target_year": 2027, "mode": GrowthMode.EACH_YEAR}
    first, second = (
        assess_growth(observations=observations, as_of=as_of, version=version, **asked) for version in RuleVersion
    )
    if first.latest is not None:
        same = {"status": None, "final": None, "required_growth": None}
        assert replace(first, **same) == replace(second, **same)


@given(series(), bounds(), st.integers(2014, 2033))
def test_a_promise_for_every_year_counts_each_year_once(observations: list[Point], target: Bounds, as_of: int) -> None:
    answer = assess_every_year(first_year=2020, last_year=2026, observations=observations, target=target, as_of=as_of)
    due = range(2020, min(as_of, 2027))
    known = [point.year for point in observations if 2020 <= point.year <= min(2026, as_of)]
    assert answer.years_met + len(answer.missed_years) == len(known)
    assert set(answer.missing_years) == set(due) - set(known)
    assert (answer.met is None) == (not known)
    assert answer.final == (answer.status in {Status.ACHIEVED, Status.NOT_MET})
    assert (answer.status is Status.NOT_MET) == bool(answer.missed_years)
    if answer.status in {Status.ON_TRACK, Status.ACHIEVED}:
        assert not answer.missing_years and known


@given(series(counts), counts, st.sampled_from(sorted(AVERAGE_COMPARATORS)), st.integers(2014, 2033))
def test_what_an_average_still_needs_is_enough(
    observations: list[Point], target: Decimal, comparator: Comparator, as_of: int
) -> None:
    assume(target > 0)
    asked = {"period_start": 2020, "period_end": 2026, "target": target, "comparator": comparator}
    answer = assess_average(observations=observations, as_of=as_of, **asked)
    assert all(number.is_finite() for number in numbers_of(answer))
    assert answer.status is not Status.WRONG_WAY
    assert answer.final == (answer.status in {Status.ACHIEVED, Status.NOT_MET})
    assert answer.provisional == bool(answer.missing_years)
    if answer.required_per_year and not answer.missing_years and comparator is Comparator.AT_LEAST:
        known = [point for point in observations if 2020 <= point.year <= as_of]
        filled = [*known, *(Point(year, answer.required_per_year) for year in range(as_of + 1, 2027))]
        average = assess_average(observations=filled, as_of=2026, **asked).average
        assert abs(average - target) < Decimal("1e-20")


@given(
    series(counts),
    st.decimals(1, 1000, places=1),
    st.decimals("0.1", 90, places=1),
    st.sampled_from(sorted(CHANGE_COMPARATORS)),
    st.integers(2014, 2033),
)
def test_a_change_does_not_depend_on_the_unit(
    observations: list[Point], base: Decimal, size: Decimal, comparator: Comparator, as_of: int
) -> None:
    target = change_bounds(comparator, -size if comparator in {Comparator.AT_MOST, Comparator.LESS_THAN} else size)
    asked = {"target": target, "target_year": 2027, "as_of": as_of}
    here = assess_change(base=Point(2019, base), observations=observations, **asked)
    doubled = [Point(point.year, 2 * point.value) for point in observations]
    there = assess_change(base=Point(2019, 2 * base), observations=doubled, **asked)
    assert here == there
    assert here.change == (here.level.latest.value if here.level.latest else None)
