"""The demo's round has been steered: reminders and an extension stand on the board and in the notices."""

import pytest

from agencies import clock
from reports.collection.board.page import BoardFilter, board_of
from reports.models import AuditEvent, Extension, Notice, NoticeKind, ReportingPeriod, Verb

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db]


def test_the_board_shows_who_was_reminded_and_who_has_more_time(demo):
    period = ReportingPeriod.objects.get(plan__code="KH-CL2239", year=2024)
    rows = board_of(period, demo["staff"], BoardFilter(), now=clock.now()).rows
    reminded = [row for row in rows if row.reminded != "—"]
    extended = [row for row in rows if row.extended]
    assert len(reminded) == 4
    assert [row.due for row in extended] == ["20/12"]
    assert "minh họa" in extended[0].extended


def test_the_agencies_have_been_told_and_it_is_on_record_before_the_demos_day(demo):
    told = Notice.objects.filter(kind__in=[NoticeKind.REMINDED, NoticeKind.EXTENDED])
    assert set(told.values_list("kind", flat=True)) == {NoticeKind.REMINDED, NoticeKind.EXTENDED}
    assert not told.filter(created_at__gt=clock.now()).exists()
    assert not Extension.objects.exclude(reason__contains="minh họa").exists()
    steered = AuditEvent.objects.filter(verb__in=[Verb.REMINDED, Verb.DEADLINE_EXTENDED])
    assert {event.actor for event in steered} == {demo["staff"]}
