"""The periods page: rules in words before they take effect, opening and closing by hand, letters that got lost."""

from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from agencies.access import Role
from reports.collection.notices.services import write_due_notices
from reports.collection.periods.queries import rule_of
from reports.collection.periods.services import open_due_periods
from reports.models import AuditEvent, Delivery, Notice, NoticeKind, PeriodState, ReportingPeriod, Submission, Verb
from reports.models.period import start_of
from targets.models import Frequency
from tests import factories

NOW = start_of(date(2024, 11, 22)) + timedelta(hours=9)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("agencies.clock.now", lambda: NOW)


@pytest.fixture
def plan(db):
    """KH-10, reported by one district whose reporter has an address."""
    plan = factories.make_plan(opens_month=11, opens_day=15)
    factories.make_target(plan, factories.make_indicator(numerator=[factories.make_element("total")]))
    factories.make_user(agency=factories.make_agency(), username="reporter", email="lan@example.org")
    return plan


@pytest.fixture
def staff(plan) -> Client:
    client = Client()
    client.force_login(factories.make_user(Role.STAFF, factories.make_department(), username="staff"))
    return client


def text(answer) -> str:
    """The page with its white space as a reader sees it."""
    return " ".join(answer.content.decode().split())


def test_both_dates_stand_in_words_and_the_setting_says_which_holds(plan):
    plan.due_day = 15
    strict = rule_of(plan, 2024)
    assert strict.strict == "trước ngày 15/12, tức hết 24:00 ngày 14/12/2024 (thứ Bảy)"
    assert strict.moved == "trước ngày 17/12, tức hết 24:00 ngày 16/12/2024 (thứ Hai)"
    assert (strict.holds, strict.data) == ("hết ngày 14/12/2024", "từ 15/12/2023 đến hết 14/12/2024")
    assert strict.opens == "tự mở ngày 15/11/2024 (thứ Sáu)"
    plan.moves_weekend = True
    assert rule_of(plan, 2024).holds == "hết ngày 16/12/2024"
    assert rule_of(plan, 2022).moved == ""


@pytest.mark.slow
def test_the_list_shows_what_comes_and_what_there_is(staff, plan):
    page = text(staff.get(reverse("period-list")))
    assert "hết ngày 24/12/2024" in page
    assert "Chưa có kỳ báo cáo nào." in page
    open_due_periods()
    page = text(staff.get(reverse("period-list")))
    assert "0/1 đã duyệt, 0 chờ thẩm định, 1 chưa xong" in page
    assert "hết ngày 24/12/2025" in page


@pytest.mark.slow
def test_looking_at_a_date_opens_nothing_and_says_what_would_hold(staff, plan):
    page = text(staff.get(reverse("period-open", args=["KH-10"]), {"year": "2024", "before": "08/12/2024"}))
    assert "trước ngày 08/12, tức hết 24:00 ngày 07/12/2024 (thứ Bảy)" in page
    assert "Ngày cuối là ngày nghỉ cuối tuần" in page
    assert "Mở kỳ báo cáo cho 1 đơn vị" in page
    assert not ReportingPeriod.objects.exists()


@pytest.mark.slow
def test_opening_by_hand_makes_drafts_and_tells_the_reporters_once(staff, plan):
    for _ in range(2):
        staff.post(reverse("period-open", args=["KH-10"]), {"year": "2024", "before": "25/12/2024"})
    period = ReportingPeriod.objects.get()
    assert (period.due_at, period.state(now=NOW)) == (start_of(date(2024, 12, 25)), PeriodState.OPEN)
    assert Submission.objects.count() == 1
    notice = Notice.objects.get()
    assert (notice.kind, notice.delivery) == (NoticeKind.OPENED, Delivery.WAITING)
    assert notice.text == (
        "Kỳ báo cáo đã mở: nộp báo cáo KH-10 năm 2024 của Đơn vị 001 "
        "trước ngày 25/12, tức hết 24:00 ngày 24/12/2024 (thứ Ba)."
    )


@pytest.mark.slow
def test_a_plan_without_a_date_asks_for_one(staff, plan):
    type(plan).objects.filter(pk=plan.pk).update(
        frequency=Frequency.NONE, due_month=None, due_day=None, opens_month=None, opens_day=None
    )
    page = text(staff.get(reverse("period-list")))
    assert "Kế hoạch không ấn định ngày báo cáo" in page
    assert "Đặt ngày, mở kỳ" in page
    assert staff.post(reverse("period-open", args=["KH-10"]), {"year": "2024", "before": ""}).status_code == 422
    staff.post(reverse("period-open", args=["KH-10"]), {"year": "2024", "before": "20/12/2024"})
    period = ReportingPeriod.objects.get()
    assert (period.due_at, period.opens_on) == (start_of(date(2024, 12, 20)), date(2024, 11, 22))


@pytest.mark.parametrize(
    ("year", "before", "words"),
    [
        ("2024", "22/11/2024", "Ngày cuối đã qua"),
        ("2024", "12/31/2024", "Gõ ngày như 15/12/2024"),
        ("2024", "25/12/2204", "xa hơn một năm"),
        ("2018", "25/12/2024", "Chỉ mở kỳ của các năm 2019 đến 2025"),
        ("hai", "25/12/2024", "Gõ năm bằng bốn chữ số"),
        ("2020", "25/12/2024", "KH-10 báo cáo các năm 2021 đến 2025: không mở kỳ năm 2020"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_and_opens_nothing(staff, plan, year, before, words):
    answer = staff.post(reverse("period-open", args=["KH-10"]), {"year": year, "before": before})
    assert answer.status_code == 422
    assert words in text(answer)
    assert not ReportingPeriod.objects.exists()


def test_a_closed_period_reminds_nobody_opens_no_more_and_can_be_taken_back(staff, plan):
    open_due_periods()
    period = ReportingPeriod.objects.get()
    near = start_of(date(2024, 12, 22))
    for _ in range(2):
        staff.post(reverse("period-close", args=[period.pk]))
    assert AuditEvent.objects.filter(verb=Verb.PERIOD_CLOSED).count() == 1
    assert write_due_notices(now=near) == []
    factories.make_agency("002")
    assert open_due_periods() == []
    assert Submission.objects.count() == 1
    staff.post(reverse("period-reopen", args=[period.pk]))
    assert [notice.kind for notice in write_due_notices(now=near)] == [NoticeKind.DUE_3]


def test_who_was_told_today_that_it_opened_is_not_reminded_before_tomorrow(plan, monkeypatch):
    late = start_of(date(2024, 12, 20)) + timedelta(hours=9)
    monkeypatch.setattr("agencies.clock.now", lambda: late)
    open_due_periods()
    assert write_due_notices(now=late) == []
    assert [notice.kind for notice in write_due_notices(now=late + timedelta(days=1))] == [NoticeKind.DUE_3]


@pytest.mark.slow
def test_letters_that_did_not_arrive_are_named_to_staff_and_sent_again(staff, plan):
    open_due_periods()
    Notice.objects.update(delivery=Delivery.FAILED, error="Máy chủ thư từ chối: 550")
    away = factories.make_user(
        Role.STAFF, factories.make_department("so-68", locality=factories.make_locality("68")), username="far"
    )
    far = Client()
    far.force_login(away)
    assert "lan@example.org" not in text(far.get(reverse("period-list")))
    far.post(reverse("notice-resend"))
    page = text(staff.get(reverse("period-list")))
    assert "1 thư chưa tới người nhận" in page
    assert "Máy chủ thư từ chối: 550" in page
    staff.post(reverse("notice-resend"))
    assert Notice.objects.get().delivery == Delivery.WAITING


def test_ten_periods_cost_as_many_queries_as_one(staff, plan, django_assert_max_num_queries):
    for year in range(2015, 2025):
        factories.make_period(plan, year, due_at=datetime(year, 12, 24, 17, tzinfo=NOW.tzinfo))
    staff.get(reverse("period-list"))
    with django_assert_max_num_queries(12):
        staff.get(reverse("period-list"))
