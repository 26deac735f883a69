"""Opening a period: the strict deadline, the agencies concerned, and nothing twice."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from agencies import clock
from agencies.models import AgencyKind
from reports.collection.periods.services import (
    PeriodError,
    agencies_asked,
    due_moment,
    open_due_periods,
    open_period,
    opening_day,
)
from reports.models import Action, PeriodState, ReportingPeriod, Submission, SubmissionEvent
from targets.models import DutyParty, Frequency, Indicator, PartyRole
from tests import factories

YEAR = factories.YEAR
ZONE = timezone.get_default_timezone()


@pytest.fixture
def plan(db):
    """KH-10: districts report people trained, before 25/12, from 2021 to 2025."""
    plan = factories.make_plan(opens_month=11, opens_day=15)
    factories.make_target(plan, factories.make_indicator(numerator=[factories.make_element("total")]))
    return plan


def codes(plan, year=YEAR):
    return [agency.code for agency in agencies_asked(plan, year)]


def test_before_a_day_means_the_day_before_until_midnight_in_viet_nam(plan):
    assert due_moment(plan, 2024) == datetime(2024, 12, 24, 17, 0, tzinfo=UTC)
    assert ReportingPeriod(due_at=due_moment(plan, 2024)).last_day == date(2024, 12, 24)


@pytest.mark.parametrize(
    ("year", "last_day"),
    [(2021, date(2021, 12, 24)), (2022, date(2022, 12, 26)), (2023, date(2023, 12, 25)), (2024, date(2024, 12, 24))],
    ids=["Friday", "Saturday", "Sunday", "Tuesday"],
)
def test_where_the_plan_says_so_a_last_day_at_the_weekend_becomes_monday(plan, year, last_day):
    strict = ReportingPeriod(due_at=due_moment(plan, year)).last_day
    assert strict == date(year, 12, 24)
    plan.moves_weekend = True
    assert ReportingPeriod(due_at=due_moment(plan, year)).last_day == last_day


def test_a_period_opens_with_its_dates_and_a_draft_for_each_agency(plan):
    district = factories.make_agency()
    period = open_period(plan=plan, year=YEAR, by=None)
    assert (period.due_at, period.opens_on) == (due_moment(plan, YEAR), date(YEAR, 11, 15))
    assert (period.data_from, period.data_to) == (date(YEAR - 1, 12, 15), date(YEAR, 12, 14))
    draft = Submission.objects.get()
    assert (draft.period, draft.agency, draft.state, draft.version) == (period, district, "draft", 1)
    event = SubmissionEvent.objects.get()
    assert (event.submission, event.action, event.by, event.version) == (draft, Action.OPENED, None, 1)


def test_who_opened_it_by_hand_is_on_record(plan):
    factories.make_agency()
    staff = factories.make_user(None)
    open_period(plan=plan, year=YEAR, by=staff)
    assert SubmissionEvent.objects.get().by == staff


def test_opening_it_again_changes_nothing(plan):
    factories.make_agency()
    first = open_period(plan=plan, year=YEAR, by=None)
    plan.due_day = 10
    again = open_period(plan=plan, year=YEAR, by=None)
    assert (again.pk, again.due_at) == (first.pk, first.due_at)
    assert Submission.objects.count() == SubmissionEvent.objects.count() == 1


def test_opening_it_again_gives_an_agency_that_joined_its_draft(plan):
    factories.make_agency("001")
    open_period(plan=plan, year=YEAR, by=None)
    factories.make_agency("002")
    open_period(plan=plan, year=YEAR, by=None)
    assert sorted(Submission.objects.values_list("agency__code", flat=True)) == ["001", "002"]


def test_a_year_that_the_plan_does_not_ask_for_is_refused(plan):
    with pytest.raises(PeriodError, match="KH-10 không yêu cầu báo cáo năm 2026"):
        open_period(plan=plan, year=2026, by=None)
    assert not ReportingPeriod.objects.exists()


def test_a_plan_without_a_date_wants_a_deadline(plan):
    plan.frequency, plan.due_month, plan.due_day = Frequency.NONE, None, None
    plan.report_first_year = plan.report_last_year = None
    plan.save()
    with pytest.raises(PeriodError, match="KH-10 không yêu cầu báo cáo năm 2024"):
        open_period(plan=plan, year=YEAR, by=None)
    with pytest.raises(PeriodError, match="không ấn định ngày báo cáo: nhập hạn nộp"):
        due_moment(plan, YEAR)
    due = timezone.now() + timedelta(days=30)
    period = open_period(plan=plan, year=YEAR, by=None, due_at=due)
    assert (period.due_at, period.opens_on) == (due, clock.today())


@pytest.mark.parametrize(("year", "words"), [(2020, "các năm 2021 đến 2025"), (2026, "các năm 2021 đến 2025")])
def test_no_period_opens_outside_the_years_of_reporting_even_with_a_deadline(plan, year, words):
    with pytest.raises(PeriodError, match=f"KH-10 báo cáo {words}: không mở kỳ năm {year}"):
        open_period(plan=plan, year=year, by=None, due_at=timezone.now() + timedelta(days=30))
    assert not ReportingPeriod.objects.exists()


def test_a_plan_without_years_of_reporting_is_reported_in_its_own(plan):
    plan.frequency, plan.due_month, plan.due_day = Frequency.NONE, None, None
    plan.report_first_year = None
    plan.save()
    due = timezone.now() + timedelta(days=30)
    with pytest.raises(PeriodError, match="không mở kỳ năm 2020"):
        open_period(plan=plan, year=2020, by=None, due_at=due)
    assert open_period(plan=plan, year=2021, by=None, due_at=due).year == 2021


def test_no_period_is_due_before_the_plan_was_issued(plan):
    plan.issued_on = date(2022, 1, 14)
    for due in (datetime(2021, 12, 25, tzinfo=ZONE), datetime(2022, 1, 14, tzinfo=ZONE)):
        with pytest.raises(PeriodError, match="ban hành ngày 14/01/2022: hạn nộp phải sau ngày đó") as refused:
            open_period(plan=plan, year=2021, by=None, due_at=due)
        assert refused.value.field == "before"
    with pytest.raises(PeriodError, match="ban hành ngày"):
        open_period(plan=plan, year=2021, by=None)
    assert open_period(plan=plan, year=2021, by=None, due_at=datetime(2022, 1, 15, tzinfo=ZONE)).year == 2021


def test_a_plan_issued_after_its_first_due_day_holds_no_other_plan_up(plan):
    factories.make_agency("001")
    late = factories.make_plan("KH-LATE", issued_on=date(2024, 12, 28), report_first_year=2024)
    factories.make_target(late, Indicator.objects.get())
    opened = open_due_periods(on=date(2024, 12, 29))
    assert [(period.plan.code, period.year) for period in opened] == [("KH-10", 2024)]


def test_a_plan_that_has_ended_says_since_when(plan):
    plan.ended_on = date(2023, 6, 30)
    with pytest.raises(PeriodError, match="đã kết thúc ngày 30/06/2023: không mở kỳ năm 2024"):
        open_period(plan=plan, year=YEAR, by=None, due_at=timezone.now() + timedelta(days=30))


def test_a_given_deadline_goes_before_the_plans(plan):
    due = timezone.now() + timedelta(days=30)
    assert open_period(plan=plan, year=YEAR, by=None, due_at=due).due_at == due


def test_without_a_day_of_its_own_a_period_opens_a_month_before_its_deadline(plan):
    plan.opens_month = plan.opens_day = None
    assert opening_day(plan, YEAR) == date(YEAR, 11, 25)


def test_agencies_of_the_kinds_that_report_an_element_are_concerned(plan):
    factories.make_agency("district")
    factories.make_agency("press", kind=AgencyKind.PRESS)
    factories.make_department("department")
    assert codes(plan) == ["district"]


def test_elements_of_the_coordinating_agency_concern_no_other_of_its_kind(plan):
    colleges = factories.make_element("colleges", kinds=[AgencyKind.DEPARTMENT], coordinator_only=True)
    factories.make_target(plan, factories.make_indicator("colleges", numerator=[colleges]), low="4")
    factories.make_department("so-ldtbxh")
    factories.make_agency("so-tc", kind=AgencyKind.DEPARTMENT)
    assert codes(plan) == ["so-ldtbxh"]


def test_who_leads_a_duty_reports_and_who_cooperates_does_not(plan):
    finance = factories.make_agency("so-tc", kind=AgencyKind.DEPARTMENT)
    planning = factories.make_agency("so-khdt", kind=AgencyKind.DEPARTMENT)
    duty = factories.make_duty(plan, lead=finance)
    DutyParty.objects.create(duty=duty, role=PartyRole.COOPERATING, agency=planning)
    assert codes(plan) == ["so-tc"]


def test_a_duty_of_a_whole_kind_concerns_each_agency_of_it(plan):
    factories.make_agency("union-1", kind=AgencyKind.UNION)
    factories.make_agency("union-2", kind=AgencyKind.UNION)
    factories.make_agency("press", kind=AgencyKind.PRESS)
    duty = factories.make_duty(plan)
    DutyParty.objects.create(duty=duty, role=PartyRole.LEAD, kind=AgencyKind.UNION)
    DutyParty.objects.create(duty=duty, role=PartyRole.COOPERATING, kind=AgencyKind.PRESS)
    assert codes(plan) == ["union-1", "union-2"]


def test_duties_and_elements_of_another_plan_concern_nobody_here(plan):
    other = factories.make_plan("KH-72")
    factories.make_duty(other, lead=factories.make_agency("so-tc", kind=AgencyKind.DEPARTMENT))
    assert codes(plan) == []


def test_another_locality_is_not_concerned(plan):
    factories.make_agency("68-672", locality=factories.make_locality("68"))
    assert codes(plan) == []


@pytest.mark.parametrize(
    ("valid_from", "valid_to", "in_it"),
    [
        (None, date(2024, 12, 13), False),
        (None, date(2024, 12, 14), True),
        (date(2024, 12, 14), None, True),
        (date(2024, 12, 15), None, False),
        (date(2021, 1, 1), date(2023, 12, 31), False),
    ],
)
def test_only_who_exists_at_the_cut_off_of_14_december_is_concerned(plan, valid_from, valid_to, in_it):
    factories.make_agency("001", valid_from=valid_from, valid_to=valid_to)
    assert codes(plan) == (["001"] if in_it else [])


def test_a_district_abolished_before_the_cut_off_gets_no_draft(plan):
    factories.make_agency("old", valid_to=date(2024, 6, 30))
    factories.make_agency("new", valid_from=date(2024, 7, 1))
    open_period(plan=plan, year=2024, by=None)
    assert list(Submission.objects.values_list("agency__code", flat=True)) == ["new"]


@pytest.mark.parametrize(("day", "opened"), [(date(2024, 11, 14), 0), (date(2024, 11, 15), 1), (date(2024, 12, 31), 1)])
def test_a_period_opens_by_itself_on_its_day(plan, day, opened):
    assert len(open_due_periods(on=day)) == opened


def test_a_plan_that_asks_for_no_report_never_opens_by_itself(plan):
    factories.make_plan("KH-CT21", frequency=Frequency.NONE, due_month=None, due_day=None, report_first_year=None)
    assert [period.plan for period in open_due_periods(on=date(2024, 12, 31))] == [plan]


def test_the_last_hours_of_the_year_in_utc_belong_to_the_next_year_in_viet_nam(plan, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2024, 12, 31, 16, 59, 59, tzinfo=UTC))
    assert clock.today() == date(2024, 12, 31)
    monkeypatch.setattr(timezone, "now", lambda: datetime(2024, 12, 31, 17, 0, tzinfo=UTC))
    assert clock.today() == date(2025, 1, 1)
    assert open_due_periods() == []


def test_lateness_never_closes_a_period(plan):
    period = open_period(plan=plan, year=2024, by=None)
    states = [period.state(now=datetime(2024, month, day, tzinfo=UTC)) for month, day in ((11, 14), (11, 15), (12, 31))]
    assert states == [PeriodState.PLANNED, PeriodState.OPEN, PeriodState.OPEN]
    period.closed_at = clock.now()
    assert period.state() == PeriodState.CLOSED


def test_days_left_count_whole_days_to_the_last_good_one(plan):
    period = open_period(plan=plan, year=2024, by=None)
    midnight = datetime(2024, 12, 24, 17, 0, tzinfo=UTC)
    left = [
        period.days_left(now=midnight + offset) for offset in (-timedelta(days=1, seconds=1), -timedelta(seconds=1))
    ]
    assert left == [1, 0]
    assert period.days_left(now=midnight) == -1
