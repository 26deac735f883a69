"""The real plans judged by published figures alone, as anybody could know them on 22/11/2024.

The expected numbers are worked out by hand as exact fractions of the published figures.
"""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from reports.models import ActualSource, FigureKind, IndicatorValue, Progress, View
from reports.progress.rollup_data import as_stored
from targets.models import Target

DAY = date(2024, 11, 22)
pytestmark = [pytest.mark.usefixtures("published"), pytest.mark.django_db]


def standing(plan: str, indicator: str, seen: int, target: int = 2025) -> Progress:
    """How a target stood, seen at the end of a year."""
    return Progress.objects.get(
        target__plan__code=plan,
        target__indicator__code=indicator,
        target__year=target,
        year=seen,
        view=View.ACCEPTED,
    )


def exactly(numerator: int | str, denominator: int | str = 1) -> Decimal:
    """A fraction as the database keeps a computed number."""
    fraction = Fraction(numerator) / Fraction(denominator)
    return as_stored(Decimal(fraction.numerator) / Decimal(fraction.denominator))


@pytest.mark.parametrize(
    ("indicator", "actual"),
    [
        ("trained_total", 245316),
        ("trained_college", 33682),
        ("trained_intermediate", 27828),
        ("trained_elementary", 183806),
        ("trained_labour_rate", "72.23"),
        ("certified_labour_rate", "52.5"),
    ],
)
def test_all_six_promises_of_kh_72_were_kept_in_2022(indicator, actual):
    row = standing("KH-72", indicator, 2022, 2022)
    assert (row.status, row.met, row.final) == ("achieved", True, True)
    assert (row.actual, row.actual_year, row.actual_source) == (Decimal(actual), 2022, ActualSource.OFFICIAL)


def test_the_intermediate_level_is_met_by_the_five_percent_of_about_alone():
    row = standing("KH-72", "trained_intermediate", 2022, 2022)
    assert row.actual < row.target.low == 28000
    assert row.actual >= row.target.low * Decimal("0.95")


def test_a_verdict_stays_in_every_later_year():
    for year in (2022, 2023, 2024):
        assert standing("KH-72", "trained_total", year, 2022).status == "achieved"


def test_trained_labour_of_2023_is_just_on_track():
    row = standing("KH-10", "trained_labour_rate", 2024)
    assert (row.status, row.final, row.met) == ("on_track", False, False)
    assert (row.base, row.base_year) == (Decimal("70.25"), 2020)
    assert (row.actual, row.actual_year) == (73, 2023)
    assert row.expected_value == Decimal("73.1")
    assert row.gap == Decimal("-0.1")
    assert row.ratio == exactly("2.75", "2.85")
    # 73 is rounded by its source: at 72.5 it would be late.
    assert (row.half_width, row.status_low, row.status_high) == (Decimal("0.5"), "lagging", "on_track")
    assert (row.flags, row.display_status) == (["rounding_decides"], "undetermined")
    assert (row.decided_at, row.required_to_decided) == (75, 1)
    assert row.years_ahead == exactly(Fraction("2.75") / Fraction("2.85") * 3 - 3)
    assert (row.required_per_year, row.achieved_per_year) == (1, exactly("2.75", 3))
    assert row.expected_end == Decimal("70.25") + Decimal("4.75") * 4 / 5


def test_the_same_promise_of_two_plans_stands_the_same():
    for column in ("status", "ratio", "actual", "gap"):
        one, other = (getattr(standing(p, "trained_labour_rate", 2024), column) for p in ("KH-10", "KH-CL2239"))
        assert one == other


def test_certified_labour_lags_in_both_plans_from_the_first_published_year():
    ten, strategy = (standing(plan, "certified_labour_rate", 2024) for plan in ("KH-10", "KH-CL2239"))
    for row in (ten, strategy):
        assert (row.status, row.actual, row.actual_year) == ("lagging", 52, 2023)
        assert (row.base, row.base_year, row.flags) == (
            Decimal("50.2"),
            2021,
            ["baseline_substituted", "rounding_decides"],
        )
        # "About 52" of the press is anything from 51 to 53.
        assert (row.half_width, row.status_low, row.status_high) == (1, "far_behind", "on_track")
        assert row.display_status == "undetermined"
    assert ten.ratio == exactly("1.8", "2.4")
    assert strategy.ratio == exactly("1.8", "2.65")


def test_certified_labour_was_ahead_when_2022_was_the_latest_year():
    row = standing("KH-10", "certified_labour_rate", 2022)
    assert (row.status, row.ratio) == ("on_track", exactly("2.3", "1.2"))


def test_a_forecast_gives_way_to_the_result():
    value = IndicatorValue.objects.get(indicator__code="certified_labour_rate", year=2022, view=View.ACCEPTED)
    assert (value.value, value.kind) == (Decimal("52.5"), FigureKind.ACTUAL)


def test_the_total_of_2024_is_what_was_known_that_day():
    row = standing("KH-CL2239", "trained_cumulative", 2024)
    assert (row.actual, row.actual_year) == (938416, 2024)
    assert (row.status, row.provisional, row.missing_years) == ("on_track", True, [])
    assert (row.status_low, row.status_high, row.display_status) == ("lagging", "on_track", "undetermined")
    assert (row.flags, row.has_estimate) == (["sources_disagree"], True)
    assert row.ratio == exactly(938416, 910000)
    assert row.expected_value == row.expected_end == 910000
    assert row.gap == 28416
    assert row.required_per_year == 1150000 - 938416


def test_a_figure_over_two_years_says_nothing_of_the_first_of_them():
    row = standing("KH-CL2239", "trained_cumulative", 2023)
    assert (row.actual, row.missing_years, row.provisional) == (465816, [2023], True)
    assert row.ratio == exactly(465816, 445000)
    assert not IndicatorValue.objects.filter(indicator__code="trained_total", year=2023).exists()


def test_the_share_of_2022_follows_from_its_published_parts():
    row = standing("KH-10", "college_intermediate_share", 2022)
    assert row.actual == exactly(100 * 61510, 245316)
    assert str(row.actual).startswith("25.07")
    assert (row.status, row.met, row.actual_source, row.provisional) == ("insufficient_data", False, "official", True)


@pytest.mark.parametrize(
    ("seen", "status"), [(2021, "no_data"), (2023, "insufficient_data"), (2024, "insufficient_data")]
)
def test_the_share_of_a_year_without_figures_is_not_known(seen, status):
    row = standing("KH-10", "college_intermediate_share", seen)
    assert (row.status, row.actual_year) == (status, None if seen == 2021 else 2022)
    assert row.missing_years == [year for year in (2021, 2023) if year < seen]


def test_training_grew_by_a_ninth_in_2022():
    value = IndicatorValue.objects.get(indicator__code="trained_growth", year=2022, view=View.ACCEPTED)
    assert value.value == exactly(100 * (245316 - 220500), 220500)
    assert str(value.value).startswith("11.25")
    row = standing("KH-10", "trained_growth", 2024)
    assert (row.status, row.final, row.missing_years) == ("insufficient_data", False, [2021, 2023])
    assert str(row.actual).startswith("11.25")
    assert (row.required_per_year, row.required_to_decided) == (5, Decimal("4.75"))


def test_what_nobody_has_published_stays_unknown():
    known = {
        "trained_total",
        "college_intermediate_share",
        "trained_cumulative",
        "trained_labour_rate",
        "certified_labour_rate",
        "trained_growth",
    }
    rows = Progress.objects.filter(year=2024, view=View.ACCEPTED).exclude(target__plan__code="KH-72")
    unknown = rows.exclude(target__indicator__code__in=known).exclude(target__indicator__formula="qualitative")
    assert unknown.count() > 20
    assert set(unknown.values_list("status", "actual", "met", "ratio")) == {("no_data", None, None, None)}


def test_visions_wait_for_a_person():
    rows = Progress.objects.filter(target__indicator__formula="qualitative")
    assert set(rows.values_list("status", "milestones_done")) == {("not_assessed", 0)}


def test_every_judged_target_has_a_row_for_every_year_of_its_plan_up_to_now_in_both_views():
    for target in Target.objects.judged().select_related("plan"):
        first = max(target.plan.first_year, target.from_year or 0)
        years = [(view, year) for view in sorted(View.values) for year in range(first, 2025)]
        assert sorted(target.progress.values_list("view", "year")) == years


def test_without_reports_both_views_say_the_same():
    columns = ("target", "year", "status", "actual", "ratio", "units_reporting")
    one, other = (set(Progress.objects.filter(view=view).values_list(*columns)) for view in View.values)
    assert one == other


def test_plans_and_ranges_are_no_results():
    assert not IndicatorValue.objects.filter(indicator__code="employment_after_training_rate").exists()
    assert not IndicatorValue.objects.filter(official__kind=FigureKind.PLAN).exists()


def test_what_was_published_later_was_not_known_yet():
    assert not IndicatorValue.objects.filter(official__published_on__gt=DAY).exists()
