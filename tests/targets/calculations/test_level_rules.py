"""Rules of level and composition targets that the worked cases leave open. Numbers are worked out by hand."""

import pytest

from tests.targets.calculations.ask import ask, assert_answer

NUMBERS = [
    "ratio",
    "expected_value",
    "gap",
    "years_ahead",
    "distance_covered",
    "required_per_year",
    "acceleration",
]
NOTHING = dict.fromkeys(NUMBERS)
TEN_YEARS = {"baseline": 0, "target": 100, "target_year": 2030, "as_of": 2025}
FEW = {"comparator": "about", "direction": "none", "baseline": 1, "target": 4}
RISING_RANGE = {"comparator": "range", "direction": "up", "target": None, "min": 75, "max": 80}
FALLING_RANGE = {"comparator": "range", "direction": "down", "target": None, "min": 4, "max": 5, "baseline": 9}
BAND = {"comparator": "range", "target": None, "min": 25, "max": 30, "target_year": 2030, "as_of": 2025}
NO_BASE = {"baseline": None, "baseline_year": None}

LEVEL_RULES = {
    "ratio 0.95 is on track": (
        TEN_YEARS | {"observations": [[2025, 47.5]]},
        {"ratio": 0.95, "status": "on_track"},
    ),
    "a hair under 0.95 counts as 0.95": (
        TEN_YEARS | {"observations": [[2025, 47.49999999995]]},
        {"status": "on_track"},
    ),
    "more than a hair under 0.95 does not": (
        TEN_YEARS | {"observations": [[2025, 47.4999]]},
        {"status": "lagging"},
    ),
    "a hair under 0 is far behind": (
        TEN_YEARS | {"observations": [[2025, -1e-9]]},
        {"status": "far_behind", "acceleration": None},
    ),
    "strict and equal in the year itself is not met": (
        {"comparator": ">", "observations": [[2025, 70]], "as_of": 2025},
        {"status": "not_met", "final": True, "met": False, "ratio": 1.0, "required_per_year": None},
    ),
    "strict and worse than a base on the target moves away": (
        {"comparator": ">", "baseline": 70, "observations": [[2023, 69]]},
        {"status": "wrong_way", "ratio": None, "flags": [], "required_per_year": 0.5},
    ),
    "strict falling target at equality": (
        {"comparator": "<", "baseline": 70, "target": 65, "observations": [[2023, 65]]},
        {"status": "on_track", "met": False, "required_per_year": 0, "acceleration": 0},
    ),
    "zero base": (
        {"baseline": 0, "target": 10, "observations": [[2023, 6]]},
        {"ratio": 1.0, "status": "on_track", "required_per_year": 2},
    ),
    "zero target": (
        {"baseline": 10, "target": 0, "comparator": "<=", "observations": [[2023, 7]]},
        {"ratio": 0.5, "status": "far_behind", "gap": -3, "required_per_year": -3.5, "acceleration": 3.5},
    ),
    "no value and no baseline": (
        NO_BASE | {"observations": [[2022, None]]},
        {"status": "no_data", "final": False, "met": None, "flags": []} | NOTHING,
    ),
    "no value, target year past": (
        {"observations": [], "as_of": 2026},
        {"status": "overdue_no_data", "final": False, "met": None, "flags": []} | NOTHING,
    ),
    "an earlier value gives no verdict once the year is past": (
        {"observations": [[2024, 71]], "as_of": 2026},
        {"status": "overdue_no_data", "final": False, "met": None, "flags": []} | NOTHING,
    ),
    "in the target year an earlier value still counts": (
        {"observations": [[2024, 69]], "as_of": 2025},
        {"status": "on_track", "final": False, "ratio": 1.0, "required_per_year": 1.0},
    ),
    "reporting year before any value": (
        {"observations": [[2023, 68]], "as_of": 2022},
        {"status": "insufficient_data", "met": None} | NOTHING,
    ),
    "values up to the baseline year are ignored": (
        {"observations": [[2019, 1], [2020, 99], [2023, 68]]},
        {"status": "on_track", "ratio": 1.0},
    ),
    "the first of two values becomes the base": (
        NO_BASE | {"observations": [[2021, 60], [2023, 64]], "target_year": 2026},
        {"status": "on_track", "ratio": 1.0, "flags": ["baseline_substituted"], "expected_value": 64},
    ),
    "a baseline year without a value is no baseline": (
        {"baseline": None, "observations": [[2020, 60], [2023, 66]]},
        {"ratio": 1.0, "flags": ["baseline_substituted"]},
    ),
    "a substituted base can have met already": (
        NO_BASE | {"observations": [[2021, 72], [2023, 69]]},
        {"status": "wrong_way", "ratio": None, "flags": ["baseline_substituted", "baseline_already_met"]},
    ),
    "one value, no baseline, met": (
        NO_BASE | {"observations": [[2023, 71]]},
        {"status": "achieved", "final": False, "met": True, "flags": []} | NOTHING | {"required_per_year": 0},
    ),
    "one value, no baseline, final": (
        NO_BASE | {"observations": [[2025, 69]], "as_of": 2025},
        {"status": "not_met", "final": True, "met": False, "flags": []} | NOTHING,
    ),
    "base met, final and lost": (
        {"baseline": 72, "observations": [[2025, 69]], "as_of": 2025},
        {"status": "not_met", "final": True, "ratio": None, "gap": None, "flags": ["baseline_already_met"]},
    ),
    "early under a fifth of the time": (
        TEN_YEARS | {"observations": [[2021, 5]]},
        {"ratio": 0.5, "flags": ["early"]},
    ),
    "a fifth of the time is not early": (
        TEN_YEARS | {"observations": [[2022, 5]]},
        {"ratio": 0.25, "flags": []},
    ),
    "achieved in the first year is still early": (
        TEN_YEARS | {"observations": [[2021, 100]]},
        {"status": "achieved", "ratio": 10.0, "flags": ["early"], "years_ahead": 9.0},
    ),
    "slipping looks at six points, the baseline included": (
        {
            "baseline": 60,
            "target_year": 2030,
            "observations": [[2021, 90], [2022, 88], [2023, 87], [2024, 86], [2025, 85], [2026, 84]],
            "as_of": 2026,
        },
        {"status": "achieved", "flags": ["slipping"]},
    ),
    "with the baseline among the six it has risen": (
        {
            "baseline": 60,
            "target_year": 2030,
            "observations": [[2021, 90], [2022, 88], [2023, 87], [2024, 86], [2025, 85]],
            "as_of": 2025,
        },
        {"status": "achieved", "flags": []},
    ),
    "nothing slips in the target year itself": (
        {"baseline": 80, "observations": [[2025, 75]], "as_of": 2025},
        {"status": "achieved", "final": True, "flags": ["baseline_already_met"], "required_per_year": 0},
    ),
    "above a rising range is exceeded, not failed": (
        RISING_RANGE | {"observations": [[2025, 81]], "as_of": 2025},
        {"status": "achieved", "final": True, "ratio": 1.6},
    ),
    "a falling range is met at its upper end": (
        FALLING_RANGE | {"observations": [[2023, 5]]},
        {"status": "achieved", "met": True, "required_per_year": 0, "distance_covered": 1.0},
    ),
    "the path of a falling range leads to its upper end": (
        FALLING_RANGE | {"observations": [[2023, 7.8]]},
        {"ratio": 0.5, "status": "far_behind", "required_per_year": -1.4, "expected_value": 6.6, "gap": -1.2},
    ),
    "about, rising: met from 95 % of the target": (
        {"comparator": "about", "direction": "up", "baseline": 30, "target": 45, "observations": [[2023, 42.75]]},
        {"status": "achieved", "met": True, "distance_covered": 0.85},
    ),
    "about, falling: met up to 105 % of the target": (
        {"comparator": "about", "direction": "down", "baseline": 30, "target": 20, "observations": [[2023, 21]]},
        {"status": "achieved", "met": True, "ratio": 1.5, "gap": 3.0},
    ),
    "about, falling, beyond 105 %: the path leads to the number itself": (
        {"comparator": "about", "direction": "down", "baseline": 30, "target": 20, "observations": [[2023, 22]]},
        {"status": "on_track", "met": False, "required_per_year": -1, "ratio": 4 / 3},
    ),
    "about a negative number keeps its slack on the near side": (
        {"comparator": "about", "direction": "up", "baseline": -50, "target": -20, "observations": [[2023, -21]]},
        {"status": "achieved", "met": True},
    ),
    "about four is only four, not three": (
        FEW | {"observations": [[2025, 3]], "as_of": 2025},
        {"status": "not_met", "met": False},
    ),
    "about four is only four, not five": (
        FEW | {"observations": [[2025, 5]], "as_of": 2025},
        {"status": "not_met", "met": False},
    ),
    "about four, met": (
        FEW | {"observations": [[2025, 4]], "as_of": 2025},
        {"status": "achieved", "met": True, "expected_value": None, "gap": None, "years_ahead": None},
    ),
    "about without a direction is two-sided": (
        {"comparator": "about", "target": 4, "baseline": 6, "observations": [[2023, 5]]},
        {"ratio": (1.8 - 0.8) / 1.8 / 0.6, "expected_value": None, "required_per_year": -0.4},
    ),
    "equals is two-sided whatever the direction": (
        {"comparator": "=", "direction": "up", "baseline": 2, "target": 4, "observations": [[2023, 5]]},
        {"ratio": 5 / 6, "gap": None, "required_per_year": -0.5},
    ),
    "a band left behind moves away": (
        BAND | {"baseline": 27, "observations": [[2024, 31]]},
        {"status": "wrong_way", "ratio": None, "flags": ["baseline_already_met"], "required_per_year": -1 / 6},
    ),
    "farther from a band than at the start": (
        BAND | {"baseline": 20, "observations": [[2025, 19]]},
        {"status": "wrong_way", "ratio": -0.4, "acceleration": None, "required_per_year": 1.2},
    ),
    "inside a band nothing slips": (
        BAND | {"baseline": 20, "observations": [[2023, 29], [2025, 28]]},
        {"status": "achieved", "flags": [], "ratio": 2.0, "distance_covered": 1.0, "required_per_year": 0},
    ),
    "an explicit direction that agrees changes nothing": (
        {"direction": "up", "observations": [[2023, 68]]},
        {"ratio": 1.0},
    ),
}


@pytest.mark.parametrize(("changes", "expected"), LEVEL_RULES.values(), ids=LEVEL_RULES.keys())
def test_level_rule(changes: dict, expected: dict) -> None:
    assert_answer(ask("level", **changes), expected)


COMPOSITION_RULES = {
    "a zero whole is no value": (
        {"parts": [[2024, 0, 0]]},
        {"status": "insufficient_data", "share": None, "met": None},
    ),
    "an unknown whole is no value": ({"parts": [[2024, 5, None]]}, {"status": "insufficient_data"}),
    "an unknown part is no value": ({"parts": [[2024, None, 100]]}, {"status": "insufficient_data"}),
    "the last known share counts": (
        {"parts": [[2024, 23, 100], [2025, None, None]]},
        {"share": 23.0, "required_per_year": 1 / 3},
    ),
    "no baseline and one share": (
        {"baseline_parts": None, "baseline_year": None},
        {"status": "insufficient_data", "share": 23.0, "required_per_year": 0.4, "met": False},
    ),
    "a baseline without a whole is none": (
        {"baseline_parts": [18, None], "parts": [[2021, 18, 100], [2025, 23, 100]]},
        {"flags": ["baseline_substituted"], "distance_covered": 5 / 7},
    ),
    "inside the band in its year": (
        {"parts": [[2030, 30, 100]], "as_of": 2030},
        {"status": "achieved", "final": True, "share": 30.0},
    ),
    "past without its value": (
        {"as_of": 2031},
        {"status": "overdue_no_data", "share": None, "required_per_year": None},
    ),
}


@pytest.mark.parametrize(("changes", "expected"), COMPOSITION_RULES.values(), ids=COMPOSITION_RULES.keys())
def test_composition_rule(changes: dict, expected: dict) -> None:
    assert_answer(ask("composition", **changes), expected)


SEVERAL_RULES = {
    "a missed 2025 is the base of the 2030 leg": (
        {"observations": [[2025, 62], [2026, 64.6]], "as_of": 2026},
        {"active_target_year": 2030, "base_year": 2025, "base": 62, "ratio": 1.0, "status": "on_track"},
    ),
    "in the target year the verdict is its own": (
        {"observations": [[2025, 62]], "as_of": 2025},
        {"active_target_year": 2025, "status": "not_met", "final": True, "base_year": 2020},
    ),
    "after the last target year the last stays active": (
        {"observations": [[2045, 91]], "as_of": 2047},
        {"active_target_year": 2045, "status": "achieved", "final": True, "base_year": 2020, "base": 55},
    ),
    "only the preceding target year can be the base": (
        {"observations": [[2025, 65], [2031, 76]], "as_of": 2031},
        {"active_target_year": 2045, "base_year": 2020, "base": 55},
    ),
    "no value yet": (
        {"observations": []},
        {"active_target_year": 2025, "status": "insufficient_data", "base": 55, "ratio": None},
    ),
    "a substituted base is the base used": (
        NO_BASE | {"observations": [[2021, 57], [2023, 61]]},
        {"base_year": 2021, "base": 57, "flags": ["baseline_substituted"], "ratio": 1.0},
    ),
    "no base at all": (
        NO_BASE | {"observations": [[2023, 61]]},
        {"base_year": None, "base": None, "status": "insufficient_data", "required_per_year": 2},
    ),
    "flags look from the leg base on": (
        {"observations": [[2022, 80], [2025, 76], [2026, 77]], "as_of": 2026},
        {"status": "achieved", "base": 76, "flags": ["baseline_already_met"]},
    ),
    "ranges have two numbers a year": (
        {"comparator": "range", "direction": "up", "targets": [[2025, 65, 70], [2030, 75, 80]]},
        {"active_target_year": 2025, "ratio": 1.0},
    ),
}


@pytest.mark.parametrize(("changes", "expected"), SEVERAL_RULES.values(), ids=SEVERAL_RULES.keys())
def test_several_targets_rule(changes: dict, expected: dict) -> None:
    assert_answer(ask("multi_target", **changes), expected)
