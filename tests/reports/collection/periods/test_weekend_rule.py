"""Whether a deadline leaves the weekend: set by staff who have read both dates; open periods follow by choice."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from agencies.access import Role
from reports.collection.periods.services import open_period
from reports.models import AuditEvent, ReportingPeriod, Verb
from reports.models.period import start_of
from targets.models import Plan
from tests import factories

NOW = start_of(date(2024, 11, 22)) + timedelta(hours=9)
STRICT, MOVED = start_of(date(2024, 12, 15)), start_of(date(2024, 12, 17))
ADDRESS = "/reviews/periods/rule/KH-10/"


@pytest.fixture(autouse=True)
def today(monkeypatch):
    monkeypatch.setattr("agencies.clock.now", lambda: NOW)


@pytest.fixture
def plan(db) -> Plan:
    """Reports before 15/12: in 2024 the last day is a Saturday."""
    return factories.make_plan(due_day=15, opens_month=11, opens_day=15)


@pytest.fixture
def staff(plan) -> Client:
    client = Client()
    client.force_login(factories.make_user(Role.STAFF, factories.make_department(), username="staff"))
    return client


@pytest.fixture
def period(plan) -> ReportingPeriod:
    return open_period(plan=plan, year=2024, by=None)


def set_rule(client: Client, moves: str, *periods: ReportingPeriod):
    return client.post(ADDRESS, {"moves": moves, "periods": [period.pk for period in periods]})


def due_of(period: ReportingPeriod):
    return ReportingPeriod.objects.get(pk=period.pk).due_at


def test_both_dates_stand_there_and_looking_changes_nothing(staff, plan, period):
    page = staff.get(ADDRESS).content.decode()
    assert "tức hết 24:00 ngày 14/12/2024 (thứ Bảy)" in page
    assert "tức hết 24:00 ngày 16/12/2024 (thứ Hai)" in page
    assert "Kỳ 2024: đang là trước ngày 15/12" in page
    assert not Plan.objects.get().moves_weekend
    assert ADDRESS in staff.get(reverse("period-list")).content.decode()


def test_an_open_period_that_is_chosen_takes_the_new_date(staff, period):
    assert due_of(period) == STRICT
    answer = set_rule(staff, "yes", period)
    assert answer["Location"] == reverse("period-list")
    assert Plan.objects.get().moves_weekend
    assert due_of(period) == MOVED
    set_rule(staff, "no", period)
    assert due_of(period) == STRICT


def test_an_open_period_that_is_not_chosen_keeps_its_date(staff, period):
    set_rule(staff, "yes")
    assert Plan.objects.get().moves_weekend
    assert due_of(period) == STRICT
    page = staff.get(ADDRESS).content.decode()
    assert f'value="{period.pk}" disabled' not in page


def test_a_period_opened_afterwards_follows_the_rule(staff, plan):
    set_rule(staff, "yes")
    plan.refresh_from_db()
    assert open_period(plan=plan, year=2024, by=None).due_at == MOVED


def test_a_deadline_set_by_hand_and_a_closed_period_stay(staff, plan):
    by_hand = open_period(plan=plan, year=2024, by=None, due_at=start_of(date(2025, 1, 10)))
    closed = factories.make_period(plan, 2025, closed_at=NOW, due_at=start_of(date(2025, 12, 15)))
    assert f'value="{by_hand.pk}" disabled' in staff.get(ADDRESS).content.decode()
    for period in (by_hand, closed):
        before = due_of(period)
        assert set_rule(staff, "yes", period).status_code == 422
        assert due_of(period) == before
    assert not Plan.objects.get().moves_weekend


def test_it_is_on_record_with_what_was(staff, period):
    set_rule(staff, "yes", period)
    event = AuditEvent.objects.filter(verb=Verb.PERIOD_RULE_SET).get()
    assert (event.actor.username, event.subject) == ("staff", f"plan:{period.plan_id}")
    assert event.before == {"moves_weekend": False, "last_days": [[2024, "2024-12-14"]]}
    assert event.after == {"moves_weekend": True, "last_days": [[2024, "2024-12-16"]]}
    page = staff.get(reverse("history")).content.decode()
    assert "kỳ 2024: hết ngày 16/12/2024" in page


def test_setting_what_is_set_is_no_event(staff, period):
    set_rule(staff, "no", period)
    assert not AuditEvent.objects.filter(verb=Verb.PERIOD_RULE_SET).exists()


@pytest.mark.parametrize("moves", ["", "maybe"])
def test_without_a_choice_nothing_is_set(staff, period, moves: str):
    answer = set_rule(staff, moves, period)
    assert (answer.status_code, "Chọn một cách tính" in answer.content.decode()) == (422, True)
    assert due_of(period) == STRICT


def test_a_plan_without_a_date_has_no_such_rule(staff):
    factories.make_plan("KH-CT21", frequency="none", due_month=None, due_day=None)
    assert staff.get("/reviews/periods/rule/KH-CT21/").status_code == 404
    assert "/reviews/periods/rule/KH-CT21/" not in staff.get(reverse("period-list")).content.decode()
