"""Half-yearly and quarterly reports: rounds within the year, each with its own data, beside the one on the year."""

from datetime import date
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from agencies import clock
from agencies.access import Role
from reports.audit.figure_ledger import Ledger
from reports.collection.entry.checks import findings
from reports.collection.entry.queries import filled_and_asked, form_of
from reports.collection.entry.versions import page_version
from reports.collection.periods.services import PeriodError, due_moment, open_due_periods, open_period
from reports.collection.review.effects import effects_of
from reports.collection.workbook.form import form_workbook
from reports.models import AuditEvent, Figure, Progress, ReportingPeriod, Submission
from reports.progress.services import recalculate_stale
from targets.models import Aggregation
from tests import factories

pytestmark = pytest.mark.django_db
HALF = [{"due_day": 10, "due_month": 6, "data_day": 31, "data_month": 5}]
QUARTERS = [{"due_day": 20, "due_month": month, "data_day": None, "data_month": None} for month in (3, 6, 9)]


@pytest.fixture
def half():
    """A plan that wants reports of half a year and of the year; a flow and a stock of one district."""
    plan = factories.make_plan("KH-87", frequency="half_yearly", interim_reports=HALF, due_day=10)
    flow = factories.make_element("flow", position=1)
    stock = factories.make_element("stock", position=2, aggregation=Aggregation.STOCK)
    for element in (flow, stock):
        factories.make_target(plan, factories.make_indicator(f"of-{element.code}", numerator=[element]), low="100")
    return plan


def round_of(plan, interim, district, year=2024):
    period = open_period(plan=plan, year=year, by=None, interim=interim)
    return Submission.objects.get(period=period, agency=district)


@pytest.fixture
def people():
    district = factories.make_agency()
    return district, factories.make_user(agency=district), factories.make_user(Role.STAFF, factories.make_department())


def test_each_round_has_its_own_name_deadline_and_data(half):
    quarterly = factories.make_plan("KH-88", frequency="quarterly", interim_reports=QUARTERS)
    rounds = [open_period(plan=plan, year=2024, by=None, interim=n) for plan, n in
              ((half, 1), (half, 0), (quarterly, 1), (quarterly, 2), (quarterly, 3), (quarterly, 0))]  # fmt: skip
    assert [(one.name, one.last_day, one.data_from, one.data_to) for one in rounds] == [
        ("6 tháng đầu năm 2024", date(2024, 6, 9), date(2023, 12, 15), date(2024, 5, 31)),
        ("năm 2024", date(2024, 12, 9), date(2023, 12, 15), date(2024, 12, 14)),
        ("quý I năm 2024", date(2024, 3, 19), date(2023, 12, 15), date(2024, 3, 14)),
        ("quý II năm 2024", date(2024, 6, 19), date(2024, 3, 15), date(2024, 6, 14)),
        ("quý III năm 2024", date(2024, 9, 19), date(2024, 6, 15), date(2024, 9, 14)),
        ("năm 2024", date(2024, 12, 24), date(2023, 12, 15), date(2024, 12, 14)),
    ]
    with pytest.raises(PeriodError):
        open_period(plan=half, year=2024, by=None, interim=2)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReportingPeriod.objects.filter(plan=half).update(interim=0)


@pytest.mark.slow
def test_rounds_open_by_themselves_a_month_before_each_is_due(half, on):
    def opened(day):
        on(day)
        open_due_periods(on=day)
        return sorted(ReportingPeriod.objects.values_list("interim", flat=True))

    assert opened(date(2024, 5, 10)) == []
    assert opened(date(2024, 5, 11)) == [1]
    assert opened(date(2024, 11, 9)) == [1]
    assert opened(date(2024, 11, 10)) == [0, 1]


@pytest.mark.slow
def test_a_figure_within_the_year_is_no_figure_of_the_year(half, people):
    district, reporter, staff = people
    first, whole = round_of(half, 1, district), round_of(half, 0, district)
    seen = page_version(whole)
    factories.fill(first, reporter, flow="120", stock="40")
    assert page_version(whole) == seen
    assert filled_and_asked(district, [first, whole]) == {first.pk: (2, 2), whole.pk: (0, 2)}
    sent = factories.send(first, reporter)
    assert effects_of(sent) == []
    factories.take(sent, staff)
    recalculate_stale()
    assert not Figure.objects.exists() and Figure.every.count() == 2
    assert not Progress.objects.exclude(status="no_data").exists()
    factories.fill(whole, reporter, flow="300", stock="50")
    factories.take(factories.send(whole, reporter), staff)
    recalculate_stale()
    values = Progress.objects.filter(view="accepted", year=2024).values_list("target__indicator__code", "actual")
    assert dict(values) == {"of-flow": 300, "of-stock": 50}
    ledger = Ledger.empty()
    for event in AuditEvent.objects.order_by("pk"):
        ledger.take(event)
    assert list(ledger.faults()) == []


@pytest.mark.slow
def test_a_year_with_less_than_its_parts_wants_a_sentence(half, people):
    district, reporter, _ = people
    first, whole = round_of(half, 1, district), round_of(half, 0, district)
    factories.fill(first, reporter, flow="120", stock="40")
    factories.fill(whole, reporter, flow="100", stock="30")
    [finding] = findings(form_of(Submission.objects.get(pk=whole.pk)))
    assert (finding.code, finding.message) == (
        "flow",
        "Cả năm (100) ít hơn các kỳ trong năm đã báo cáo cộng lại (120).",
    )


@pytest.mark.slow
def test_pages_and_workbook_say_which_round_it_is(half, people):
    district, reporter, staff = people
    first = round_of(half, 1, district)
    client = Client()
    client.force_login(reporter)
    for page in (reverse("submission", args=[first.pk]), reverse("submission-list")):
        assert "6 tháng đầu năm 2024" in client.get(page).content.decode()
    sheet = load_workbook(BytesIO(form_workbook(first))).worksheets[0]
    assert "6 tháng đầu năm 2024" in " ".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    client.force_login(staff)
    board = client.get(reverse("board", args=[first.period_id])).content.decode()
    assert "6 tháng đầu năm 2024" in board
    [period] = client.get("/api/v1/periods/?plan=KH-87").json()["results"]
    assert (period["interim"], period["name"]) == (1, "6 tháng đầu năm 2024")
    factories.fill(first, reporter, flow="120", stock="40")
    factories.send(first, reporter)
    assert "Báo cáo 6 tháng đầu năm 2024, KH-87" in client.get(reverse("inbox")).content.decode()
    client.force_login(reporter)
    assert "Báo cáo 6 tháng đầu năm 2024" in client.get(reverse("submission-sent", args=[first.pk])).content.decode()


def test_staff_open_a_round_within_the_year_by_hand(half, people):
    client = Client()
    client.force_login(people[2])
    page = client.get(reverse("period-open", args=["KH-87"])).content.decode()
    assert "6 tháng đầu năm" in page
    year = clock.today().year
    due = f"{due_moment(half, year + 1, 1):%d/%m/%Y}"
    half.report_last_year = half.last_year = year + 1
    half.save()
    client.post(reverse("period-open", args=["KH-87"]), {"year": year + 1, "before": due, "interim": "1"})
    assert ReportingPeriod.objects.get().name == f"6 tháng đầu năm {year + 1}"
