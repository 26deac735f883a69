"""Rules of totals, growth, aggregates, projections and compound ratios that the worked cases leave open."""

import pytest

from tests.targets.calculations.ask import ask, assert_answer

FIVE_YEARS = [[2021, 225000], [2022, 230000], [2023, 235000], [2024, 240000], [2025, 220000]]
PLAN = {"2021": 0, "2022": 200000, "2023": 250000, "2024": 350000, "2025": 350000}

CUMULATIVE_RULES = {
    "reached in the last year": (
        {"observations": FIVE_YEARS, "as_of": 2025},
        {"status": "achieved", "final": True, "total": 1150000, "share": 1.0, "required_per_year": 0},
    ),
    "one trainee short is not met": (
        {"observations": [*FIVE_YEARS[:4], [2025, 219999]], "as_of": 2026},
        {"status": "not_met", "final": True, "required_per_year": None, "total": 1149999},
    ),
    "over, short, with a gap": (
        {"observations": FIVE_YEARS[1:], "as_of": 2025},
        {
            "status": "overdue_no_data",
            "final": False,
            "missing_years": [2021],
            "provisional": True,
            "total": 925000,
            "expected_to_date": 920000,
            "required_per_year": None,
        },
    ),
    "reached in spite of a gap": (
        {"observations": [[2021, 600000], [2023, 600000]], "as_of": 2025},
        {"status": "achieved", "final": True, "missing_years": [2022, 2024, 2025], "required_per_year": 0},
    ),
    "nothing reported": (
        {"observations": [[2022, None]], "as_of": 2022},
        {
            "status": "no_data",
            "final": False,
            "total": None,
            "expected_to_date": None,
            "ratio": None,
            "share": None,
            "required_per_year": None,
            "missing_years": [2021, 2022],
            "provisional": True,
        },
    ),
    "nothing reported and over": ({"observations": [], "as_of": 2025}, {"status": "overdue_no_data", "final": False}),
    "before the period": (
        {"observations": [], "as_of": 2020},
        {"status": "no_data", "missing_years": [], "provisional": False},
    ),
    "the reporting year without its value is missing": (
        {"as_of": 2024},
        {"missing_years": [2024], "expected_to_date": 690000, "required_per_year": 515000},
    ),
    "outside the period and after the reporting year": (
        {"observations": [[2020, 9e9], [2021, 230000], [2023, 9e9]], "as_of": 2022},
        {"total": 230000, "ratio": 1.0, "missing_years": [2022]},
    ),
    "nothing was planned yet": (
        {"observations": [[2021, 0]], "as_of": 2021, "yearly_plan": PLAN},
        {"ratio": None, "status": "on_track", "expected_to_date": 0, "share": 0},
    ),
    "the plan may hold fewer years than the period": (
        {"observations": [[2022, 150000]], "as_of": 2022, "yearly_plan": {"2022": 200000}},
        {"ratio": 0.75, "status": "lagging"},
    ),
    "a corrected total below zero is far behind, never the wrong way": (
        {"observations": [[2021, -5]], "as_of": 2021},
        {"status": "far_behind", "total": -5},
    ),
}


@pytest.mark.parametrize(("changes", "expected"), CUMULATIVE_RULES.values(), ids=CUMULATIVE_RULES.keys())
def test_cumulative_rule(changes: dict, expected: dict) -> None:
    assert_answer(ask("cumulative", **changes), expected)


SHRINKING = {"target": -0.05, "observations": [[2021, 94000], [2022, 90250]]}
THREE_YEARS = {"baseline": None, "baseline_year": None, "target_year": 2023, "as_of": 2023}

GROWTH_RULES = {
    "nothing is achieved before the end": (
        {"observations": [[2022, 200000]]},
        {"status": "on_track", "final": False, "required_growth": (1.2762815625 / 2) ** (1 / 3) - 1},
    ),
    "achieved at the end": (
        {"observations": [[2025, 127628.15625]], "as_of": 2025},
        {"status": "achieved", "final": True, "ratio": 1.0, "required_growth": None},
    ),
    "falling growth": (
        SHRINKING,
        {"ratio": 1.0, "status": "on_track", "years_met": 1, "annual": {"2021": -0.06, "2022": 90250 / 94000 - 1}},
    ),
    "growth against a shrinking target": ({"target": -0.05}, {"ratio": -1.0, "status": "wrong_way"}),
    "every year missed before the end is classified by the average": (
        {"mode": "each_year", "observations": [[2021, 100000], [2022, 112000]], "rule_version": 1},
        {"status": "on_track", "years_met": 1, "final": False},
    ),
    "every year met": (
        {"mode": "each_year", "target_year": 2022},
        {"status": "achieved", "final": True, "years_met": 2},
    ),
    "every year, one unknown, none known to fail": (
        {"mode": "each_year", "observations": [[2022, 112000]], "target_year": 2022},
        {"status": "insufficient_data", "final": False, "required_growth": None, "years_met": 0},
    ),
    "every year, one unknown, a known one failed": (
        {"mode": "each_year", "observations": [[2021, 101000], [2023, 130000]], "target_year": 2023, "as_of": 2023},
        {"status": "not_met", "final": True},
    ),
    "every year, one unknown, the average failed": (
        {"mode": "each_year", "observations": [[2022, 104000]], "target_year": 2022},
        {"status": "not_met", "final": True},
    ),
    "a substituted base is used without a flag": (
        THREE_YEARS | {"observations": [[2021, 100], [2022, 105], [2023, 110.25]]},
        {"status": "achieved", "average": 0.05, "index_level": 110.25, "annual": {"2022": 0.05, "2023": 0.05}},
    ),
    "one value and no base": (
        THREE_YEARS | {"observations": [[2022, 100]]},
        {"status": "insufficient_data", "average": None, "ratio": None, "index_level": None, "annual": {}},
    ),
    "no value": (
        {"observations": []},
        {"status": "insufficient_data", "average": None, "required_growth": None, "years_met": None},
    ),
    "no value and no base": (THREE_YEARS | {"observations": [], "as_of": 2022}, {"status": "no_data"}),
    "past without its value": (
        {"as_of": 2026},
        {"status": "overdue_no_data", "final": False, "average": None, "annual": {}},
    ),
    "a share in percent": ({"unit": "%", "basis": "percent"}, {"average": 0.05, "status": "on_track"}),
    "a share in percentage points": (
        {
            "unit": "%",
            "basis": "points",
            "baseline": 40,
            "observations": [[2021, 42], [2022, 43]],
            "target": 0.02,
        },
        {
            "annual": {"2021": 0.02, "2022": 0.01},
            "average": 0.015,
            "ratio": 0.75,
            "status": "lagging",
            "years_met": 1,
            "required_growth": 0.07 / 3,
            "index_level": 44,
        },
    ),
}


@pytest.mark.parametrize(("changes", "expected"), GROWTH_RULES.values(), ids=GROWTH_RULES.keys())
def test_growth_rule(changes: dict, expected: dict) -> None:
    assert_answer(ask("growth", **changes), expected)


SILENT = {"num": None, "den": None}
AGGREGATE_RULES = {
    "a rate with its denominator": (
        [{"rate": 90, "den": 1000}, {"num": 50, "den": 100}],
        {"rate": 950 / 11, "numerator": 950, "denominator": 1100},
    ),
    "nothing of nothing is a report": (
        [{"num": 0, "den": 0}, {"num": 50, "den": 100}],
        {"rate": 50.0, "mean_of_rates": 50.0, "coverage_units": 1.0, "provisional": False, "assessable": True},
    ),
    "nothing reported": (
        [SILENT, SILENT | {"weight": 4}],
        {
            "rate": None,
            "mean_of_rates": None,
            "numerator": None,
            "denominator": None,
            "coverage_units": 0,
            "coverage_weight": None,
            "provisional": True,
            "assessable": False,
        },
    ),
    "an unknown weight leaves the count to decide": (
        [{"num": 1, "den": 2}] * 4 + [SILENT],
        {"coverage_weight": None, "coverage_units": 0.8, "assessable": True, "provisional": True},
    ),
    "just under four fifths": (
        [{"num": 1, "den": 2}, SILENT | {"weight": 0.50001}],
        {"coverage_weight": 2 / 2.50001, "assessable": False},
    ),
    "a known denominator is a weight, not a report": (
        [{"num": 8, "den": 9}, {"num": None, "den": 1}],
        {"coverage_weight": 0.9, "coverage_units": 0.5, "rate": 800 / 9, "assessable": True},
    ),
    "a numerator alone is not a report": (
        [{"num": 8, "den": 10}, {"num": 3}],
        {"coverage_units": 0.5, "coverage_weight": None, "numerator": 8, "assessable": False},
    ),
}


@pytest.mark.parametrize(("units", "expected"), AGGREGATE_RULES.values(), ids=AGGREGATE_RULES.keys())
def test_aggregate_rule(units: list, expected: dict) -> None:
    assert_answer(ask("aggregate_rate", units=units), expected)


NO_NUMBER = {"drift": None, "se": None, "p_reach": None, "damping": None, "ols_slope": None, "low80": None}


def yearly(first_year: int, *values: float | None) -> list[list[float | None]]:
    return [[first_year + index, value] for index, value in enumerate(values)]


PROJECTION_RULES = {
    "four points are enough": (
        {"observations": yearly(2022, 60, 61, 62, 63)},
        {"assessable": True, "drift": 1.0, "pace_projection": 68.0, "se": 0.5 * (5 * (1 + 5 / 3)) ** 0.5},
    ),
    "a gap cuts the run": (
        {"observations": yearly(2019, 1, None, 60, 61, 62)},
        {"assessable": False, "likelihood": "insufficient_data"} | NO_NUMBER,
    ),
    "only the run after the gap counts": (
        {"observations": yearly(2018, 1, None, 60, 61, 62, 63)},
        {"assessable": True, "drift": 1.0},
    ),
    "only the last six points count": (
        {"observations": yearly(2017, 1, 2, 3, 60, 61, 62, 63, 64, 65)},
        {"drift": 1.0, "p_reach": 0.236713682629},
    ),
    "no value at all": ({"observations": [[2020, None]]}, {"assessable": False, "likelihood": "insufficient_data"}),
    "the target year must lie ahead": (
        {"target_year": 2025},
        {"assessable": False, "likelihood": None} | NO_NUMBER,
    ),
    "a flat line on its target arrives": (
        {"observations": yearly(2021, 70, 70, 70, 70)},
        {"damping": 0.25, "se": 0, "p_reach": 1, "likelihood": "high", "low80": 70, "high80": 70},
    ),
    "a flat line under its target does not": (
        {"observations": yearly(2021, 69, 69, 69, 69)},
        {"p_reach": 0, "likelihood": "low"},
    ),
    "falling is the mirror image": (
        {"observations": yearly(2020, -60, -61, -62, -63, -64, -65), "target": -70, "direction": "down"},
        {"p_reach": 0.236713682629, "likelihood": "medium", "pace_projection": -70.0},
    ),
    "a noisy trend is damped more": (
        {"observations": yearly(2020, 60, 64, 60, 66, 61, 65)},
        {"drift": 1.0, "damping": 0.25, "damped_projection": 66.25},
    ),
    "one wild year is unstable": (
        {"observations": yearly(2020, 60, 61, 62, 95, 63, 64), "target": 66},
        {"assessable": True, "likelihood": "unstable"},
    ),
    "the median slope disagrees in sign": (
        {"observations": yearly(2020, 60, 59, 58, 57, 56, 60.5), "target": 200},
        {"likelihood": "unstable", "drift": 0.1, "assessable": True},
    ),
    "near enough to be likely": (
        {"observations": yearly(2020, 60, 61, 62, 63, 64, 65), "target": 68},
        {"likelihood": "high"},
    ),
}


@pytest.mark.parametrize(("changes", "expected"), PROJECTION_RULES.values(), ids=PROJECTION_RULES.keys())
def test_projection_rule(changes: dict, expected: dict) -> None:
    assert_answer(ask("projection", **changes), expected)


RISING = {"comparator": ">=", "direction": "up"}
CAGR_RULES = {
    "a zero target": ({"target": 0}, {"ratio": None, "status": "insufficient_data", "met": False}),
    "a zero value": ({"target": -1, "observations": [[2023, 0]]}, {"ratio": None, "status": "insufficient_data"}),
    "a zero base": (RISING | {"baseline": 0, "target": 20}, {"ratio": None, "status": "insufficient_data"}),
    "a change of sign": ({"target": -3}, {"ratio": None, "status": "insufficient_data"}),
    "undefined but met": ({"baseline": 0, "target": 12}, {"ratio": None, "status": "achieved", "met": True}),
    "base on a strict target": (
        {"comparator": "<", "target": 14.5, "observations": [[2023, 15]]},
        {"ratio": None, "status": "insufficient_data", "met": False},
    ),
    "a negative base": (
        RISING
        | {"baseline": -16, "target": -4, "baseline_year": 2022, "target_year": 2026, "observations": [[2023, -8]]},
        {"ratio": 0.5 / (1 - 0.5**0.5), "status": "on_track", "met": False},
    ),
    "the ratio is given when achieved": (
        {"observations": [[2023, 7.25]]},
        {"status": "achieved", "met": True, "ratio": (1 - 0.5 ** (1 / 8)) / (1 - 0.5 ** (1 / 15))},
    ),
    "the target year has a class, never not_met": (
        {"observations": [[2030, 7.3]], "as_of": 2030},
        {"status": "on_track", "met": False},
    ),
    "past without its value": ({"as_of": 2031}, {"status": "overdue_no_data", "met": None, "ratio": None}),
    "no value": ({"observations": []}, {"status": "insufficient_data", "met": None, "ratio": None}),
    "two-sided has no ratio": (
        {"comparator": "=", "direction": None},
        {"ratio": None, "status": "insufficient_data", "met": False},
    ),
    "a substituted base": (
        {"baseline": None, "observations": [[2015, 14.5], [2023, 10.4]]},
        {"ratio": 0.9010899546976208, "status": "lagging"},
    ),
}


@pytest.mark.parametrize(("changes", "expected"), CAGR_RULES.values(), ids=CAGR_RULES.keys())
def test_cagr_rule(changes: dict, expected: dict) -> None:
    assert_answer(ask("cagr_ratio", **changes), expected)


def test_milestones_may_be_absent() -> None:
    assert_answer(ask("qualitative", milestones=None), {"milestones": 0, "milestones_done": 0, "ratio": None})
