"""The real plans at the end of 2026: later publications replace what was known, and no later year fills a gap."""

from datetime import date
from decimal import Decimal

import pytest

from reports.models import FigureKind, IndicatorValue, Progress, View
from tests.reports.progress.test_published_2024 import exactly, standing

DAY = date(2026, 12, 31)
pytestmark = [pytest.mark.usefixtures("published"), pytest.mark.django_db]


@pytest.mark.slow
def test_once_published_the_total_of_2024_is_the_audited_one():
    row = standing("KH-CL2239", "trained_cumulative", 2024)
    assert (row.actual, row.status, row.provisional) == (971861, "on_track", False)
    assert row.ratio == exactly(971861, 910000)


def test_a_span_from_the_first_year_gives_the_total_of_its_last():
    row = standing("KH-CL2239", "trained_cumulative", 2023)
    assert (row.actual, row.missing_years, row.ratio) == (720493, [], exactly(720493, 675000))


@pytest.mark.parametrize("seen", [2025, 2026])
def test_a_total_whose_last_year_is_missing_is_overdue_and_not_missed(seen):
    row = standing("KH-CL2239", "trained_cumulative", seen)
    assert (row.status, row.final, row.missing_years) == ("overdue_no_data", False, [2025])
    assert (row.actual, row.actual_year) == (971861, 2024)


def test_growth_over_a_missing_year_leaves_every_year_open():
    row = standing("KH-10", "trained_growth", 2024)
    assert str(row.actual).startswith("11.25")
    assert str(row.ratio).startswith("0.89")
    assert (row.status, row.missing_years) == ("insufficient_data", [2021, 2023])
    assert not IndicatorValue.objects.filter(indicator__code="trained_growth", year__in=(2023, 2024)).exists()


def test_the_target_year_without_its_figure_is_judged_by_the_latest_until_it_has_passed():
    assert standing("KH-10", "trained_labour_rate", 2025).status == "on_track"
    late = standing("KH-10", "trained_labour_rate", 2026)
    assert (late.status, late.actual, late.ratio, late.final) == ("overdue_no_data", None, None, False)


def test_the_next_leg_starts_from_the_old_baseline_while_2025_is_not_known():
    row = standing("KH-CL2239", "trained_labour_rate", 2026, 2030)
    assert (row.base, row.base_year, row.current) == (Decimal("70.25"), 2020, True)
    assert (row.ratio, row.status) == (exactly("2.75", "2.925"), "lagging")
    assert not standing("KH-CL2239", "trained_labour_rate", 2026, 2025).current
    assert standing("KH-CL2239", "trained_labour_rate", 2025, 2025).current


def test_the_promises_of_2022_keep_their_verdicts():
    rows = Progress.objects.filter(target__plan__code="KH-72", year=2026, view=View.ACCEPTED)
    assert set(rows.values_list("status", "final")) == {("achieved", True)}
    assert rows.count() == 6


def test_figures_of_the_whole_country_are_kept_apart():
    country = IndicatorValue.objects.filter(locality__code="00", view=View.ACCEPTED)
    labour = country.filter(indicator__code="trained_labour_rate").values_list("year", "value")
    assert dict(labour) == {2020: Decimal("64.5"), 2025: 70}
    assert not Progress.objects.filter(target__plan__locality__code="00").exists()


def test_a_plan_for_2026_is_no_result_of_2026():
    city = IndicatorValue.objects.filter(locality__code="01", view=View.ACCEPTED)
    assert not city.filter(indicator__code="certified_labour_rate", year__gt=2023).exists()
    values = city.filter(indicator__code="trained_total")
    assert dict(values.values_list("year", "kind")) == {
        2021: FigureKind.ESTIMATE,
        2022: FigureKind.PROVISIONAL,
        2024: FigureKind.ACTUAL,
    }
