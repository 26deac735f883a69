from datetime import date

import pytest

from reports.collection.periods.services import open_due_periods
from tests import factories

pytestmark = pytest.mark.django_db


def test_the_29th_of_february_is_the_last_day_of_february_in_other_years():
    plan = factories.make_plan(due_month=2, due_day=29)
    assert (plan.due_date(2024), plan.due_date(2025)) == (date(2024, 2, 29), date(2025, 2, 28))


def test_a_report_may_be_due_in_the_next_year():
    plan = factories.make_plan(due_month=1, due_day=10, due_next_year=True, opens_month=12, opens_day=15)
    assert plan.due_date(2025) == date(2026, 1, 10)


def test_a_plan_of_february_stops_no_other_from_opening():
    february = factories.make_plan(
        "KH-FEB", due_month=2, due_day=29, opens_month=1, opens_day=5, report_first_year=2025, report_last_year=2025
    )
    december = factories.make_plan("KH-DEC", report_first_year=2025, report_last_year=2025)
    opened = open_due_periods(on=date(2025, 12, 1), plans=[february, december])
    assert [period.plan.code for period in opened] == ["KH-FEB", "KH-DEC"]


def test_a_round_of_last_year_opens_until_its_day_in_this_one():
    plan = factories.make_plan(
        "KH-JAN",
        due_month=1,
        due_day=20,
        due_next_year=True,
        opens_month=12,
        opens_day=15,
        report_first_year=2025,
        report_last_year=2025,
    )
    [period] = open_due_periods(on=date(2026, 1, 4), plans=[plan])
    assert (period.year, period.last_day) == (2025, date(2026, 1, 19))
    assert open_due_periods(on=date(2026, 1, 20), plans=[plan]) == []


def test_a_plan_that_has_ended_asks_for_nothing_more():
    plan = factories.make_plan(
        report_first_year=2024, report_last_year=2030, last_year=2030, ended_on=date(2025, 6, 30)
    )
    assert [year for year in range(2023, 2030) if plan.asks_for_report(year)] == [2024, 2025]
