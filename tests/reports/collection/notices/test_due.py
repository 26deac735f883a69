"""Reminders before and after the deadline: once each, caught up after an outage, never a heap of them."""

from datetime import date, datetime, timedelta
from io import StringIO

import pytest
from django.core import mail
from django.core.management import call_command

from agencies.access import Role
from reports.collection.notices.services import agencies_with_reporter, due_kind, reporters_of, write_due_notices
from reports.models import Delivery, Extension, Notice, NoticeKind, State
from reports.models.period import start_of
from tests import factories
from tests.race import failures, race
from tests.reports.collection.scene import Scene, make_scene

pytestmark = pytest.mark.both

LAST = date(2024, 12, 24)


def at(days_before: int, hour: int = 8) -> datetime:
    """An hour of the day that lies so many days before the last good one."""
    return start_of(LAST - timedelta(days=days_before)) + timedelta(hours=hour)


@pytest.fixture
def round_(scene: Scene) -> Scene:
    """KH-10 alone is open; its reporter has an address."""
    scene.other.delete()
    scene.reporter.email = "lan@example.org"
    scene.reporter.save()
    return scene


def kinds() -> list[str]:
    return list(Notice.objects.order_by("pk").values_list("kind", flat=True))


@pytest.mark.parametrize(
    ("days", "kind"),
    [
        *((15, None), (14, "due_14"), (8, "due_14"), (7, "due_7"), (4, "due_7"), (3, "due_3"), (2, "due_3")),
        *((1, "due_1"), (0, "due_1"), (-1, "overdue"), (-30, "overdue"), (-31, None)),
    ],
)
def test_the_most_urgent_step_is_the_one_with_the_fewest_days(days: int, kind: str | None):
    assert due_kind(days) == kind


@pytest.mark.slow
@pytest.mark.once
def test_from_opening_to_overdue_each_is_written_once_however_often_the_clock_ticks(round_):
    for days in range(20, -6, -1):
        for hour in (0, 8, 23):
            write_due_notices(now=at(days, hour))
    assert kinds() == ["due_14", "due_7", "due_3", "due_1", "overdue"]
    assert set(Notice.objects.values_list("user__username", "delivery")) == {("reporter", Delivery.WAITING)}


@pytest.mark.parametrize(("back", "kind"), [(5, "due_7"), (2, "due_3"), (0, "due_1"), (-9, "overdue")])
def test_after_days_of_outage_only_the_most_urgent_is_caught_up(round_, back: int, kind: str):
    write_due_notices(now=at(14))
    write_due_notices(now=at(back))
    write_due_notices(now=at(back, 20))
    assert kinds() == ["due_14", kind]


@pytest.mark.slow
def test_the_words_tell_the_days_of_today_not_of_the_step(round_):
    write_due_notices(now=at(5))
    assert Notice.objects.get().text == (
        "Báo cáo KH-10 năm 2024 của Đơn vị 001 chưa nộp, còn 5\u00a0ngày. "
        "Hạn nộp: trước ngày 25/12, tức hết 24:00 ngày 24/12/2024 (thứ Ba)."
    )


@pytest.mark.slow
def test_what_is_sent_is_not_reminded_of_and_what_came_back_is(round_):
    round_.sent()
    assert write_due_notices(now=at(3)) == []
    round_.form.refresh_from_db()
    type(round_.form).objects.filter(pk=round_.form.pk).update(
        state=State.RETURNED, decided_at=at(4), decided_by=round_.staff
    )
    assert [notice.kind for notice in write_due_notices(now=at(3))] == [NoticeKind.DUE_3]


def test_an_extension_starts_anew_for_its_own_deadline(round_):
    write_due_notices(now=at(1))
    Extension.objects.create(
        submission=round_.form, due_at=start_of(LAST + timedelta(days=11)), reason="Mưa lũ", by=round_.staff, at=at(0)
    )
    assert write_due_notices(now=at(-1)) != []
    assert write_due_notices(now=at(-2)) == []
    assert [notice.kind for notice in write_due_notices(now=at(-9))] == [NoticeKind.DUE_1]
    assert kinds() == ["due_1", "due_14", "due_1"]


@pytest.mark.slow
def test_periods_that_are_closed_or_not_open_yet_remind_nobody(round_):
    period = round_.form.period
    period.closed_at = at(9)
    period.save()
    assert write_due_notices(now=at(3)) == []
    period.closed_at, period.opens_on = None, LAST
    period.save()
    assert write_due_notices(now=at(3)) == []


def test_memberships_in_force_decide_who_reads_it(round_):
    colleague = factories.make_user(agency=round_.district, username="colleague")
    factories.make_user(agency=round_.district, username="gone", is_active=False)
    former = factories.make_user(None, username="former")
    factories.join(former, Role.REPORTER, round_.district, valid_to=date(2024, 12, 1))
    write_due_notices(now=at(3))
    told = dict(Notice.objects.values_list("user__username", "delivery"))
    assert told == {"reporter": Delivery.WAITING, colleague.username: Delivery.NO_ADDRESS}


def test_a_board_knows_of_the_same_reporters(round_):
    bodies = {name: factories.make_agency(name) for name in ("002", "003", "004", "005")}
    factories.make_user(agency=bodies["002"], username="gone", is_active=False)
    factories.join(factories.make_user(None), Role.REPORTER, bodies["003"], valid_to=date(2024, 12, 1))
    factories.join(factories.make_user(None), Role.REPORTER, bodies["004"], valid_from=date(2024, 12, 25))
    factories.make_user(Role.LEADER, bodies["005"])
    away = factories.make_agency("681", locality=factories.make_locality("68"))
    factories.make_user(agency=away)
    here = round_.district.locality_id
    for day in (date(2024, 12, 1), date(2024, 12, 2), LAST, date(2024, 12, 25)):
        everybody = {body.pk for body in (round_.district, *bodies.values())}
        assert agencies_with_reporter(here, on=day) == set(reporters_of(everybody, on=day))
    assert agencies_with_reporter(away.locality_id, on=date.max) == {away.pk}


@pytest.mark.slow
def test_sixty_agencies_cost_as_many_queries_as_one(round_, django_assert_max_num_queries):
    for number in range(60):
        district = factories.make_agency(f"1{number:02}")
        factories.make_user(agency=district, username=district.code)
        factories.make_submission(round_.form.period, district)
    with django_assert_max_num_queries(7):
        assert len(write_due_notices(now=at(3))) == 61


@pytest.mark.django_db(transaction=True)
def test_two_at_once_write_each_notice_once(transactional_db):
    make_scene()
    results = race(*[lambda: write_due_notices(now=at(3))] * 3)
    assert failures(results) == []
    # KH-10 in three days, KH-CL2239 overdue since the fifteenth.
    assert sorted(kinds()) == ["due_3", "overdue"]


@pytest.mark.slow
def test_the_command_tells_first_and_writes_and_sends_once(round_, monkeypatch):
    monkeypatch.setattr("agencies.clock.now", lambda: at(3))
    told = StringIO()
    call_command("send_reminders", "--dry-run", stdout=told)
    assert "còn 3\u00a0ngày" in told.getvalue()
    assert "Sẽ viết 1 thông báo" in told.getvalue()
    assert (Notice.objects.count(), mail.outbox) == (0, [])
    for _ in range(3):
        call_command("send_reminders", stdout=StringIO())
    assert [letter.to for letter in mail.outbox] == [["lan@example.org"]]
    assert mail.outbox[0].subject == "Còn 3 ngày: KH-10 năm 2024, Đơn vị 001"
    assert Notice.objects.get().delivery == Delivery.SENT
