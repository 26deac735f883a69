"""Rules of the second version that its worked cases leave open."""

import pytest

from tests.targets.calculations.ask import ask, assert_answer

KEPT = [[2021, 106000], [2022, 112500]]
GROWTH_RULES = {
    "a missed year stays the verdict when later ones are good": (
        {"observations": [[2021, 101000], [2022, 120000], [2023, 140000]], "as_of": 2024},
        {"status": "not_met", "final": True, "years_met": 2, "required_growth": None},
    ),
    "a missed year stays the verdict when the last one was never reported": (
        {"observations": [[2021, 101000]], "as_of": 2026},
        {"status": "not_met", "final": True, "annual": {"2021": 0.01}},
    ),
    "nothing missed and the last year never reported": (
        {"observations": KEPT, "as_of": 2026},
        {"status": "overdue_no_data", "final": False, "average": None, "required_growth": None},
    ),
    "the year of looking may still be out": (
        {"observations": KEPT, "as_of": 2023},
        {"status": "on_track", "required_growth": 0.05},
    ),
    "the year before it may not": (
        {"observations": KEPT, "as_of": 2024},
        {"status": "insufficient_data", "required_growth": 0.05, "ratio": 0.0606601717798212 / 0.05},
    ),
    "a gap is a gap although the average over it is good": (
        {"observations": [[2022, 130000]], "as_of": 2022},
        {"status": "insufficient_data", "final": False, "years_met": 0},
    ),
    "a year that has come too early to be due still needs those before it": (
        {"observations": [[2021, 106000], [2023, 130000]], "as_of": 2023},
        {"status": "insufficient_data"},
    ),
    "kept to the end": (
        {"observations": KEPT, "target_year": 2022},
        {"status": "achieved", "final": True, "required_growth": None},
    ),
    "a gap at the end, and the average proves that a year was missed": (
        {"observations": [[2022, 104000]], "target_year": 2022},
        {"status": "not_met", "final": True},
    ),
    "one value and no base": (
        {"baseline": None, "baseline_year": None, "observations": [[2022, 104000]]},
        {"status": "insufficient_data", "average": None, "years_met": 0, "required_growth": 0.05},
    ),
    "nothing known": (
        {"observations": []},
        {"status": "insufficient_data", "required_growth": None, "annual": {}},
    ),
}


@pytest.mark.parametrize(("changes", "expected"), GROWTH_RULES.values(), ids=GROWTH_RULES.keys())
def test_growth_of_every_year(changes: dict, expected: dict) -> None:
    assert_answer(ask("growth", mode="each_year", **changes), expected)


def test_an_average_growth_is_judged_alike_by_both() -> None:
    for observations in (KEPT, [[2022, 104000]], []):
        assert ask("growth", observations=observations) == ask("growth", 1, observations=observations)


FIVE = [[2021, 26], [2022, 27], [2023, 28], [2024, 29], [2025, 30]]
EVERY_YEAR_RULES = {
    "kept so far": (
        {"as_of": 2023},
        {"status": "on_track", "met": False, "final": False, "years_met": 2, "missing_years": []},
    ),
    "nothing known": (
        {"observations": [], "as_of": 2023},
        {"status": "no_data", "met": None, "final": False, "years_met": 0, "missing_years": [2021, 2022]},
    ),
    "nothing known and over": (
        {"observations": [[2020, 26]], "as_of": 2026},
        {"status": "overdue_no_data", "met": None, "final": False, "missing_years": [2021, 2022, 2023, 2024, 2025]},
    ),
    "kept to the end": ({"observations": FIVE, "as_of": 2025}, {"status": "achieved", "met": True, "final": True}),
    "the last year is out and not over": (
        {"observations": FIVE[:4], "as_of": 2025},
        {"status": "on_track", "final": False, "missing_years": []},
    ),
    "the last year never came": (
        {"observations": FIVE[:4], "as_of": 2026},
        {"status": "overdue_no_data", "met": False, "final": False, "missing_years": [2025]},
    ),
    "a gap at the end": (
        {"observations": [*FIVE[:2], *FIVE[3:]], "as_of": 2025},
        {"status": "overdue_no_data", "met": False, "final": False, "missing_years": [2023]},
    ),
    "missed beside a gap": (
        {"observations": [[2022, 31]], "as_of": 2024},
        {"status": "not_met", "final": True, "missed_years": [2022], "missing_years": [2021, 2023]},
    ),
    "after the year of looking": (
        {"observations": [*FIVE[:2], [2023, 99]], "as_of": 2022},
        {"status": "on_track", "missed_years": []},
    ),
    "one end only": (
        {"comparator": "about", "target": 30, "direction": "up", "observations": [[2021, 28.5], [2022, 28.4]]},
        {"status": "not_met", "years_met": 1, "missed_years": [2022]},
    ),
}


@pytest.mark.parametrize(("changes", "expected"), EVERY_YEAR_RULES.values(), ids=EVERY_YEAR_RULES.keys())
def test_a_promise_for_every_year(changes: dict, expected: dict) -> None:
    assert_answer(ask("every_year", **changes), expected)


ALL = [[2021, 230000], [2022, 230000], [2023, 230000], [2024, 230000], [2025, 218500]]
AVERAGE_RULES = {
    "nothing is achieved before the end": (
        {"observations": [[2021, 999999], [2022, 999999]]},
        {"status": "on_track", "final": False, "required_per_year": 0},
    ),
    "at the end and complete": (
        {"observations": [*ALL[:4], [2025, 230000]], "as_of": 2025},
        {"status": "achieved", "final": True, "ratio": 1, "required_per_year": None},
    ),
    "missed by a hair": (
        {"observations": ALL, "as_of": 2025},
        {"status": "not_met", "final": True, "average": 227700, "ratio": 0.99},
    ),
    "and the same about it": (
        {"observations": ALL, "as_of": 2026, "comparator": "about"},
        {"status": "achieved", "final": True},
    ),
    "equal is not more": (
        {"observations": [*ALL[:4], [2025, 230000]], "as_of": 2025, "comparator": ">"},
        {"status": "not_met"},
    ),
    "at the end with a gap the numbers are given": (
        {"observations": ALL[1:], "as_of": 2025},
        {
            "status": "overdue_no_data",
            "final": False,
            "average": 227125,
            "missing_years": [2021],
            "provisional": True,
            "required_per_year": None,
        },
    ),
    "nothing reported": (
        {"observations": []},
        {"status": "no_data", "average": None, "ratio": None, "required_per_year": None, "missing_years": [2021, 2022]},
    ),
    "nothing reported and over": ({"observations": [], "as_of": 2025}, {"status": "overdue_no_data", "final": False}),
    "before the period": ({"observations": [], "as_of": 2020}, {"status": "no_data", "provisional": False}),
    "little is late, and less than nothing is no other way": (
        {"observations": [[2021, 138000]], "as_of": 2021},
        {"status": "lagging", "ratio": 0.6},
    ),
    "a corrected sum below zero": ({"observations": [[2021, -5]], "as_of": 2021}, {"status": "far_behind"}),
    "small is good": (
        {"observations": [[2021, 250000]], "as_of": 2021, "comparator": "<="},
        {"ratio": 0.92, "status": "lagging", "required_per_year": 225000},
    ),
    "nothing at all is good": (
        {"observations": [[2021, 0]], "as_of": 2021, "comparator": "<"},
        {"ratio": None, "status": "on_track", "average": 0},
    ),
}


@pytest.mark.parametrize(("changes", "expected"), AVERAGE_RULES.values(), ids=AVERAGE_RULES.keys())
def test_a_yearly_average(changes: dict, expected: dict) -> None:
    assert_answer(ask("average", **changes), expected)


CHANGE_RULES = {
    "no value": ({"observations": []}, {"status": "insufficient_data", "change": None, "ratio": None}),
    "nothing changed": ({"observations": [[2022, 400]]}, {"status": "far_behind", "ratio": 0, "change": 0}),
    "the wrong way": ({"observations": [[2022, 500]]}, {"status": "wrong_way", "change": 25}),
    "half as much again": (
        {"target": 50, "comparator": ">=", "observations": [[2025, 600]], "as_of": 2025},
        {"status": "achieved", "final": True, "change": 50},
    ),
    "about a fifth less counts from nineteen": (
        {"comparator": "about", "observations": [[2025, 324]], "as_of": 2025},
        {"status": "achieved", "change": -19},
    ),
    "and not before": (
        {"comparator": "about", "direction": "down", "observations": [[2025, 325]], "as_of": 2025},
        {"status": "not_met", "change": -18.75},
    ),
    "the last year never came": ({"as_of": 2026}, {"status": "overdue_no_data", "change": None}),
}


@pytest.mark.parametrize(("changes", "expected"), CHANGE_RULES.values(), ids=CHANGE_RULES.keys())
def test_a_change_against_a_base_year(changes: dict, expected: dict) -> None:
    assert_answer(ask("change", **changes), expected)


LEVEL_RULES = {
    "at least": ({"observations": [[2023, 68]]}, {"decided_at": 70, "required_to_decided": 1}),
    "about, falling": (
        {"comparator": "about", "direction": "down", "target": 40, "observations": [[2023, 50]]},
        {"decided_at": 42, "required_to_decided": -4, "required_per_year": -5},
    ),
    "about a negative number": (
        {"comparator": "about", "direction": "up", "baseline": -50, "target": -20, "observations": [[2023, -41]]},
        {"decided_at": -21, "required_to_decided": 10},
    ),
    "a falling range": (
        {"comparator": "range", "direction": "down", "min": 40, "max": 50, "observations": [[2023, 60]]},
        {"decided_at": 50, "required_to_decided": -5},
    ),
    "a band has two sides": (
        {"comparator": "range", "min": 75, "max": 80, "observations": [[2023, 60]]},
        {"decided_at": None, "required_to_decided": None, "required_per_year": 7.5},
    ),
    "met": ({"observations": [[2023, 70]]}, {"required_to_decided": 0, "status_low": "achieved"}),
    "missed": (
        {"observations": [[2025, 69]], "as_of": 2025, "half_width": 0.5},
        {"required_to_decided": None, "status_low": "not_met", "status_high": "not_met", "flags": []},
    ),
    "nothing known": (
        {"observations": [], "half_width": 5},
        {"decided_at": 70, "required_to_decided": None, "status_low": "insufficient_data", "flags": []},
    ),
    "the target year hangs on a digit": (
        {"observations": [[2025, 70]], "as_of": 2025, "half_width": 0.5},
        {"status": "achieved", "status_low": "not_met", "status_high": "achieved", "flags": ["rounding_decides"]},
    ),
    "a band may be left on either side": (
        {"comparator": "range", "min": 75, "max": 80, "observations": [[2025, 77]], "as_of": 2025, "half_width": 4},
        {"status": "achieved", "status_low": "not_met", "status_high": "not_met", "flags": ["rounding_decides"]},
    ),
    "the flag is the last": (
        {
            "observations": [[2021, 68]],
            "baseline": 67,
            "target": 72,
            "as_of": 2021,
            "half_width": 0.5,
            "target_year": 2027,
        },
        {"status": "on_track", "flags": ["early", "rounding_decides"]},
    ),
    "without half a width nothing hangs": (
        {"observations": [[2025, 70]], "as_of": 2025},
        {"status_low": "achieved", "status_high": "achieved", "flags": []},
    ),
}


@pytest.mark.parametrize(("changes", "expected"), LEVEL_RULES.values(), ids=LEVEL_RULES.keys())
def test_where_a_level_is_decided(changes: dict, expected: dict) -> None:
    assert_answer(ask("level", **changes), expected)


def test_the_first_version_says_nothing_of_the_deciding_line_and_of_rounding() -> None:
    asked = {"observations": [[2025, 70]], "as_of": 2025, "half_width": 0.5}
    first, second = ask("level", 1, **asked), ask("level", 2, **asked)
    assert set(second) - set(first) == {"decided_at", "required_to_decided", "status_low", "status_high"}
    assert (first["flags"], second["flags"]) == ([], ["rounding_decides"])


TOTAL_RULES = {
    "without ranges": ({}, {"status_low": "lagging", "status_high": "lagging", "flags": []}),
    "a range that changes nothing": (
        {"ranges": [[2022, 209000, 211000]]},
        {"status": "lagging", "status_low": "lagging", "status_high": "lagging", "flags": []},
    ),
    "a range that would turn it": (
        {"ranges": [[2021, 100000, 250000]]},
        {"status": "lagging", "status_low": "lagging", "status_high": "on_track", "flags": ["sources_disagree"]},
    ),
    "a range of a year without a value, outside, and after the year of looking": (
        {"observations": [[2021, 180000], [2024, 9e9]], "ranges": [[2020, 0, 9e9], [2022, 0, 9e9], [2024, 0, 9e9]]},
        {"status_low": "lagging", "status_high": "lagging", "missing_years": [2022, 2023], "flags": []},
    ),
    "nothing reported": (
        {"observations": [], "ranges": [[2021, 1, 2]]},
        {"status": "no_data", "status_low": "no_data", "status_high": "no_data", "flags": []},
    ),
}


@pytest.mark.parametrize(("changes", "expected"), TOTAL_RULES.values(), ids=TOTAL_RULES.keys())
def test_a_total_with_a_disputed_year(changes: dict, expected: dict) -> None:
    assert_answer(ask("cumulative", **changes), expected)
