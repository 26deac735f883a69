"""Limits are settings, vocabularies are closed, and typed callers are told what they did wrong."""

from dataclasses import replace
from decimal import Decimal

import pytest

from targets.assess.requests import assess_many
from targets.calculations.aggregate import coverage_of
from targets.calculations.bounds import Bounds
from targets.calculations.cumulative import assess_cumulative
from targets.calculations.evidence import Point
from targets.calculations.growth import assess_growth
from targets.calculations.level import assess_level
from targets.calculations.several import YearTarget, active_target, finished_legs
from targets.calculations.statuses import (
    NOT_ASSESSABLE,
    SEVERITY,
    Comparator,
    Direction,
    GrowthMode,
    Status,
)
from targets.calculations.thresholds import DEFAULT
from tests.targets.calculations.ask import LEVEL

SEVENTY = Bounds.single(Comparator.AT_LEAST, Decimal(70))
BASE = Point(2020, Decimal(65))


def test_every_status_has_one_place_in_the_order() -> None:
    assert sorted(SEVERITY) == sorted(Status)
    assert Status.NOT_MET is SEVERITY[0]
    assert {Status.ACHIEVED, Status.ON_TRACK}.isdisjoint(NOT_ASSESSABLE)


def test_an_installation_may_set_its_own_limits() -> None:
    question = {"kind": "level", "inputs": LEVEL | {"observations": [[2023, 66.5]]}}
    assert assess_many(question)["status"] == "far_behind"
    assert assess_many(question, thresholds=replace(DEFAULT, lagging=Decimal("0.5")))["status"] == "lagging"
    about = Bounds.single(Comparator.ABOUT, Decimal(45), Direction.UP)
    assert about.accepted(DEFAULT) == (Decimal("42.75"), None)
    assert about.accepted(replace(DEFAULT, about_tolerance=Decimal("0.1"))) == (Decimal("40.5"), None)


def test_counts_have_a_coverage_too() -> None:
    coverage = coverage_of([(True, Decimal(3)), (False, Decimal(1))])
    assert (coverage.units, coverage.weight) == (Decimal("0.5"), Decimal("0.75"))
    assert coverage.provisional and not coverage.suffices()
    assert not coverage_of([]).suffices()
    assert coverage_of([(True, None)]).suffices()


def test_finished_legs_keep_their_verdicts() -> None:
    targets = [
        YearTarget(year, replace(SEVENTY, low=Decimal(low), high=Decimal(low)))
        for year, low in ((2022, 66), (2025, 70), (2030, 75))
    ]
    observations = [Point(2022, Decimal(67)), Point(2025, Decimal(69)), Point(2026, Decimal(71))]
    legs = finished_legs(baseline=BASE, observations=observations, targets=targets, as_of=2026)
    assert [(leg.target_year, leg.level.status, leg.base.year) for leg in legs] == [
        (2022, Status.ACHIEVED, 2020),
        (2025, Status.NOT_MET, 2022),
    ]
    assert active_target(targets, 2026).year == 2030


def test_typed_callers_are_told_what_is_wrong() -> None:
    asked = {"observations": [], "target_year": 2025, "as_of": 2023}
    with pytest.raises(ValueError, match="target year"):
        assess_level(baseline=Point(2025, Decimal(65)), target=SEVENTY, **asked)
    with pytest.raises(ValueError, match="twice"):
        assess_level(baseline=None, target=SEVENTY, **asked | {"observations": [BASE, BASE]})
    with pytest.raises(ValueError, match="low end"):
        Bounds.between(Decimal(2), Decimal(1))
    with pytest.raises(ValueError, match="two numbers"):
        Bounds.single(Comparator.RANGE, Decimal(1))
    with pytest.raises(ValueError, match="contradicts"):
        Bounds.single(Comparator.AT_LEAST, Decimal(1), Direction.DOWN)
    with pytest.raises(ValueError, match="above 0"):
        assess_growth(baseline=Point(2020, Decimal(0)), target=Decimal("0.05"), mode=GrowthMode.AVERAGE, **asked)
    with pytest.raises(ValueError, match="at least one"):
        active_target([], 2023)
    with pytest.raises(ValueError, match="lacks the reported year 2021"):
        assess_cumulative(
            period_start=2021,
            period_end=2025,
            target=Decimal(10),
            observations=[Point(2021, Decimal(1))],
            as_of=2021,
            yearly_plan={2022: Decimal(1)},
        )
