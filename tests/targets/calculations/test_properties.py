"""What must hold for every series, not only for the worked ones."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from decimal import Decimal, localcontext

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from targets.calculations.aggregate import UnitShare, aggregate_rate, within_and_mix
from targets.calculations.bounds import Bounds
from targets.calculations.cagr import assess_cagr_ratio
from targets.calculations.cumulative import assess_cumulative
from targets.calculations.evidence import Point
from targets.calculations.growth import assess_growth
from targets.calculations.level import LevelAssessment, assess_level
from targets.calculations.projection import project
from targets.calculations.several import YearTarget, assess_several, finished_legs
from targets.calculations.statuses import SEVERITY, Comparator, Direction, GrowthBasis, GrowthMode, Status

NEAR = Decimal("1e-30")
HAIR = Decimal("1e-20")
MIRROR = {
    Comparator.AT_LEAST: Comparator.AT_MOST,
    Comparator.MORE_THAN: Comparator.LESS_THAN,
    Comparator.AT_MOST: Comparator.AT_LEAST,
    Comparator.LESS_THAN: Comparator.MORE_THAN,
    Comparator.ABOUT: Comparator.ABOUT,
    Comparator.EQUAL: Comparator.EQUAL,
}
OPPOSITE = {Direction.UP: Direction.DOWN, Direction.DOWN: Direction.UP, Direction.NONE: Direction.NONE}
values = st.decimals(-1000, 1000, places=2)
counts = st.decimals(0, 10**6, places=1)


@st.composite
def bounds(draw: st.DrawFn) -> Bounds:
    comparator = draw(st.sampled_from(Comparator))
    direction = draw(st.sampled_from(Direction))
    if comparator is Comparator.RANGE:
        low, high = sorted((draw(values), draw(values)))
        return Bounds.between(low, high, direction)
    stated = direction if comparator is Comparator.ABOUT else Direction.NONE
    return Bounds.single(comparator, draw(values), stated)


@st.composite
def series(draw: st.DrawFn, of: st.SearchStrategy[Decimal] = values) -> list[Point]:
    years = draw(st.lists(st.integers(2015, 2032), unique=True, max_size=9))
    return [Point(year, draw(of)) for year in years]


@st.composite
def questions(draw: st.DrawFn) -> dict:
    return {
        "baseline": draw(st.none() | st.builds(Point, st.integers(2015, 2022), values)),
        "observations": draw(series()),
        "target": draw(bounds()),
        "target_year": draw(st.integers(2023, 2030)),
        "as_of": draw(st.integers(2014, 2033)),
    }


def mapped(points: Sequence[Point], change: object) -> list[Point]:
    return [Point(point.year, change(point.value)) for point in points]


def numbers_of(assessment: object) -> list[Decimal]:
    return [value for value in asdict(assessment).values() if isinstance(value, Decimal)]


@given(questions())
def test_a_level_always_has_a_finite_answer(question: dict) -> None:
    answer = assess_level(**question)
    assert answer.status in Status
    assert all(number.is_finite() for number in numbers_of(answer))
    path = (answer.ratio, answer.distance_covered)
    assert path in {(None, None)} or None not in path
    assert (answer.met is None) == (answer.latest is None)
    assert (answer.status is Status.ACHIEVED) == (answer.met is True)
    assert answer.final == (answer.latest is not None and answer.latest.year == question["target_year"])


@given(questions(), st.decimals("0.1", 50, places=1), values)
def test_another_unit_gives_the_same_verdict(question: dict, factor: Decimal, shift: Decimal) -> None:
    target = question["target"]
    assume(target.comparator is not Comparator.ABOUT)

    def convert(value: Decimal) -> Decimal:
        return factor * value + shift

    base = question["baseline"]
    other = question | {
        "baseline": base and Point(base.year, convert(base.value)),
        "observations": mapped(question["observations"], convert),
        "target": replace(target, low=convert(target.low), high=convert(target.high)),
    }
    assert_same(assess_level(**question), assess_level(**other))


@given(questions())
def test_up_and_down_are_mirror_images(question: dict) -> None:
    target = question["target"]
    mirrored = Bounds(
        MIRROR.get(target.comparator, target.comparator),
        -target.high,
        -target.low,
        OPPOSITE[target.stated_direction],
    )
    base = question["baseline"]
    other = question | {
        "baseline": base and Point(base.year, -base.value),
        "observations": mapped(question["observations"], lambda value: -value),
        "target": mirrored,
    }
    here, there = assess_level(**question), assess_level(**other)
    assert_same(here, there)
    assert here.gap == there.gap


def assert_same(here: LevelAssessment, there: LevelAssessment) -> None:
    assert (here.status, here.final, here.met, here.flags) == (there.status, there.final, there.met, there.flags)
    for name in ("ratio", "years_ahead", "distance_covered", "acceleration"):
        first, second = getattr(here, name), getattr(there, name)
        if first is None or second is None:
            assert first is second
        else:
            assert abs(first - second) <= NEAR * max(1, abs(first))


one_way_bounds = bounds().filter(lambda target: not target.two_sided)


@given(values, st.integers(2021, 2025), values, one_way_bounds, st.decimals("0.01", 100, places=2))
def test_a_better_value_is_never_judged_worse(
    base: Decimal, year: int, value: Decimal, target: Bounds, more: Decimal
) -> None:
    def judge(latest: Decimal) -> LevelAssessment:
        return assess_level(
            baseline=Point(2020, base),
            observations=[Point(year, latest)],
            target=target,
            target_year=2025,
            as_of=2025,
        )

    before, after = judge(value), judge(value + target.sign * more)
    assert SEVERITY.index(after.status) >= SEVERITY.index(before.status)
    if before.ratio is not None:
        assert after.ratio > before.ratio
        assert after.gap > before.gap


@pytest.mark.slow
@given(questions(), st.randoms(use_true_random=False))
def test_the_order_of_observations_does_not_matter(question: dict, chance: object) -> None:
    shuffled = list(question["observations"])
    chance.shuffle(shuffled)
    assert assess_level(**question) == assess_level(**question | {"observations": shuffled})


@given(questions(), st.integers(3, 12))
def test_the_caller_s_decimal_context_does_not_matter(question: dict, digits: int) -> None:
    usual = assess_level(**question)
    with localcontext() as context:
        context.prec = digits
        assert assess_level(**question) == usual


@given(questions(), st.lists(values, min_size=1, max_size=3))
def test_several_targets_cover_every_leg_once(question: dict, targets: list[Decimal]) -> None:
    promised = [
        YearTarget(2025 + 5 * index, Bounds.single(Comparator.AT_LEAST, value)) for index, value in enumerate(targets)
    ]
    given_ = {name: question[name] for name in ("baseline", "observations", "as_of")}
    active = assess_several(**given_, targets=promised)
    finished = finished_legs(**given_, targets=promised)
    years = [leg.target_year for leg in finished] + [active.target_year]
    assert years == [target.year for target in promised][: len(years)]
    assert all(leg.level.final or leg.level.status is Status.OVERDUE_NO_DATA for leg in finished)


@given(series(counts), counts, st.integers(2014, 2033), st.dictionaries(st.integers(2015, 2032), counts))
def test_a_total_always_has_a_finite_answer(
    observations: list[Point], target: Decimal, as_of: int, plan: dict[int, Decimal]
) -> None:
    assume(target > 0)
    whole_plan = {point.year: Decimal(0) for point in observations} | plan
    for yearly_plan in (None, whole_plan):
        answer = assess_cumulative(
            period_start=2020,
            period_end=2026,
            target=target,
            observations=observations,
            as_of=as_of,
            yearly_plan=yearly_plan,
        )
        assert all(number.is_finite() for number in numbers_of(answer))
        assert answer.status is not Status.WRONG_WAY
        assert answer.provisional == bool(answer.missing_years)


levels = st.decimals("0.01", 10**6, places=2)


@given(
    series(levels),
    st.none() | st.builds(Point, st.integers(2015, 2022), levels),
    st.decimals("-0.9", 2, places=3),
    st.sampled_from(GrowthMode),
    st.sampled_from(GrowthBasis),
    st.integers(2014, 2033),
)
def test_growth_always_has_a_finite_answer(
    observations: list[Point],
    baseline: Point | None,
    target: Decimal,
    mode: GrowthMode,
    basis: GrowthBasis,
    as_of: int,
) -> None:
    assume(target != 0)
    asked = {"baseline": baseline, "observations": observations, "target_year": 2027, "as_of": as_of}
    answer = assess_growth(**asked, target=target, mode=mode, basis=basis)
    assert all(number.is_finite() for number in numbers_of(answer))
    assert answer.final == (answer.status in {Status.ACHIEVED, Status.NOT_MET})
    goal = Bounds.single(Comparator.AT_LEAST, Decimal(500))
    compound = assess_cagr_ratio(**asked, target=goal)
    assert compound.status is not Status.NOT_MET
    assert compound.ratio is None or compound.ratio.is_finite()


@given(series(), values, st.integers(2020, 2040), st.sampled_from([Direction.UP, Direction.DOWN]))
def test_a_projection_is_finite_and_its_band_holds_it(
    observations: list[Point], target: Decimal, target_year: int, direction: Direction
) -> None:
    first_year = 2018
    dense = [Point(first_year + index, point.value) for index, point in enumerate(observations)]
    answer = project(observations=dense, target=target, target_year=target_year, direction=direction)
    assert all(number.is_finite() for number in numbers_of(answer))
    if answer.assessable:
        assert answer.low80 <= answer.pace_projection <= answer.high80
        assert 0 <= answer.p_reach <= 1
        assert (answer.damped_projection - dense[-1].value) * answer.drift >= 0


units = st.builds(
    UnitShare,
    num=st.none() | st.integers(0, 500).map(Decimal),
    den=st.none() | st.integers(500, 9000).map(Decimal),
    weight=st.none() | st.integers(1, 9000).map(Decimal),
)


@given(st.lists(units, min_size=1, max_size=9), st.randoms(use_true_random=False))
def test_a_pooled_rate_lies_between_the_rates_it_pools(shares: list[UnitShare], chance: object) -> None:
    pooled = aggregate_rate(shares)
    rates = [100 * unit.num / unit.den for unit in shares if unit.num is not None and unit.den]
    if pooled.rate is None:
        assert not rates
        assert not pooled.assessable
    else:
        assert min(rates) - HAIR <= pooled.rate <= max(rates) + HAIR
    for share in (pooled.coverage.units, pooled.coverage.weight):
        assert share is None or 0 <= share <= 1
    shuffled = list(shares)
    chance.shuffle(shuffled)
    assert aggregate_rate(shuffled) == pooled


fractions = st.builds(
    UnitShare,
    num=st.decimals(0, 10**9, places=6),
    den=st.decimals("0.001", 10**9, places=6),
    weight=st.none(),
)


@given(st.lists(fractions, min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_sums_do_not_depend_on_who_reports_first(shares: list[UnitShare], chance: object) -> None:
    shuffled = list(shares)
    chance.shuffle(shuffled)
    assert aggregate_rate(shuffled) == aggregate_rate(shares)


@given(
    st.dictionaries(st.sampled_from("abcdef"), units, min_size=1),
    st.dictionaries(st.sampled_from("abcdef"), units, min_size=1),
)
def test_within_and_mix_make_up_the_change(old: dict[str, UnitShare], new: dict[str, UnitShare]) -> None:
    split = within_and_mix(old, new)
    before, after = aggregate_rate(list(old.values())).rate, aggregate_rate(list(new.values())).rate
    if split is None:
        assert before is None or after is None
    else:
        assert abs(split.within + split.mix - split.change) < Decimal("1e-20")
        assert abs(split.change - (after - before)) < Decimal("1e-20")
    assert within_and_mix(dict(reversed(old.items())), new) == split


def test_both_districts_rise_and_the_city_falls() -> None:
    old = {"a": UnitShare(Decimal(720), Decimal(800)), "b": UnitShare(Decimal(100), Decimal(200))}
    new = {"a": UnitShare(Decimal(368), Decimal(400)), "b": UnitShare(Decimal(330), Decimal(600))}
    split = within_and_mix(old, new)
    assert (split.change, split.within, split.mix) == (Decimal("-12.2"), Decimal("2.6"), Decimal("-14.8"))
