"""Remind, extend, reopen: many at once, all or none, each told once."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from agencies.access import Role
from agencies.models import User
from reports.collection.board.services import BoardError, remind, reopen_many
from reports.collection.entry.services import submit
from reports.collection.extensions.services import extend
from reports.collection.review.services import ReviewError
from reports.models import AuditEvent, Extension, Notice, NoticeKind, State, Submission, Verb
from reports.models.period import start_of
from tests import factories
from tests.race import failures, race
from tests.reports.collection.scene import make_scene

# 25/12/2024, 00:00 in Viet Nam.
DUE = datetime(2024, 12, 24, 17, 0, tzinfo=UTC)
NOW = DUE - timedelta(days=5)
UNTIL = date(2024, 12, 31)


@pytest.fixture
def second(scene) -> Submission:
    """The report of a second district, which nobody enters."""
    return factories.make_submission(scene.form.period, factories.make_agency("002", name="Gia Lâm"))


def give(scene, *rows: Submission, until: date = UNTIL, reason: str = "Mưa lũ", by=None, now: datetime = NOW):
    return extend(submissions=rows, until=until, reason=reason, by=by or scene.staff, now=now)


def fresh(submission: Submission) -> Submission:
    return Submission.objects.select_related("period").get(pk=submission.pk)


def test_an_extension_keeps_who_why_and_until_when_and_tells_the_agency(scene, second):
    give(scene, scene.form, second, reason="  Mưa lũ,\u200b theo công văn 12  ")
    for row in (scene.form, second):
        extension = fresh(row).extension
        assert (extension.by, extension.reason, extension.at) == (scene.staff, "Mưa lũ, theo công văn 12", NOW)
        assert fresh(row).due_at == start_of(date(2025, 1, 1))
    assert fresh(scene.other).extension is None
    (notice,) = Notice.objects.all()
    assert (notice.user, notice.kind) == (scene.reporter, NoticeKind.EXTENDED)
    assert "hết 24:00 ngày 31/12/2024 (thứ Ba). Lý do: Mưa lũ, theo công văn 12" in notice.text
    event = AuditEvent.objects.get(verb=Verb.DEADLINE_EXTENDED)
    assert event.after["agencies"] == ["001", "002"]
    assert "Gia Lâm" in event.summary


@pytest.mark.parametrize(
    ("until", "reason", "now", "field"),
    [
        (UNTIL, "", NOW, "reason"),
        (UNTIL, " \u200b ", NOW, "reason"),
        (UNTIL, "x" * 501, NOW, "reason"),
        (date(2024, 12, 24), "Mưa", NOW, "until"),
        (UNTIL, "Mưa", DUE + timedelta(days=9), "until"),
        (date(2204, 12, 31), "Mưa", NOW, "until"),
    ],
    ids=["none", "nothing visible", "too long", "not after the deadline", "past", "slip of the year"],
)
def test_what_is_wrong_gives_nobody_anything(scene, second, until, reason, now, field):
    with pytest.raises(BoardError) as refused:
        give(scene, scene.form, second, until=until, reason=reason, now=now)
    assert refused.value.field == field
    assert Extension.objects.count() == Notice.objects.count() == 0


def test_one_report_that_has_been_sent_stops_all_and_is_named(scene, second):
    scene.sent()
    with pytest.raises(BoardError, match="Đã nộp, không cần gia hạn: Đơn vị 001"):
        give(scene, scene.form, second)
    assert not Extension.objects.exists()


def test_nobody_gives_the_own_agency_more_time(scene):
    factories.join(scene.staff, Role.REPORTER, scene.district)
    with pytest.raises(BoardError, match="không tự gia hạn"):
        give(scene, scene.form, by=User.objects.get(pk=scene.staff.pk))


def test_a_second_extension_is_told_too_and_the_last_one_counts(scene):
    give(scene, scene.form)
    give(scene, scene.form, until=UNTIL + timedelta(days=5), reason="Bão")
    assert fresh(scene.form).due_at == start_of(date(2025, 1, 6))
    assert Notice.objects.filter(kind=NoticeKind.EXTENDED).count() == 2


def test_sixty_agencies_are_extended_in_as_many_queries_as_one(scene, django_assert_max_num_queries):
    rows = [factories.make_submission(scene.form.period, factories.make_agency(f"1{n:02}")) for n in range(60)]
    with django_assert_max_num_queries(12):
        assert len(give(scene, *rows)) == 60


@pytest.mark.parametrize("step", [timedelta(seconds=-1), timedelta(), timedelta(seconds=1)])
@pytest.mark.django_db(transaction=True)
def test_an_extension_and_a_report_at_the_very_second_of_the_deadline(transactional_db, step):
    scene = make_scene(due_at=DUE)
    scene.fill()
    moment = DUE + step
    send = partial(submit, submission=scene.form, seen_version=1, by=scene.reporter, now=moment)
    sent, given = race(send, partial(give, scene, scene.form, now=moment))
    assert not isinstance(sent, Exception)
    row = fresh(scene.form)
    assert (row.state, row.submitted_at) == (State.SUBMITTED, moment)
    if isinstance(given, BoardError):
        # The report was first: there was nothing left to extend, and its own second decides.
        assert row.is_late() is (step >= timedelta())
    else:
        assert row.is_late() is False


def test_a_reminder_reaches_each_agency_once_a_day(scene, second):
    told = remind(submissions=[scene.form, second], by=scene.staff, now=NOW)
    assert (told.now, told.before, told.nobody) == (["Đơn vị 001"], [], ["Gia Lâm"])
    again = remind(submissions=[scene.form, second], by=scene.staff, now=NOW + timedelta(hours=1))
    assert (again.now, again.before) == ([], ["Đơn vị 001"])
    assert remind(submissions=[scene.form], by=scene.staff, now=NOW + timedelta(days=1)).now == ["Đơn vị 001"]
    assert Notice.objects.filter(kind=NoticeKind.REMINDED).count() == 2
    assert AuditEvent.objects.filter(verb=Verb.REMINDED).count() == 2


def test_what_has_been_sent_is_not_reminded_of(scene):
    scene.sent()
    with pytest.raises(BoardError, match="không cần nhắc"):
        remind(submissions=[scene.form], by=scene.staff, now=NOW)


@pytest.mark.django_db(transaction=True)
def test_two_staff_reminding_at_once_write_one_notice(transactional_db):
    scene = make_scene()
    act = partial(remind, submissions=[scene.form], by=scene.staff, now=NOW)
    assert failures(race(act, act, act)) == []
    assert Notice.objects.filter(kind=NoticeKind.REMINDED).count() == 1


def test_accepted_reports_are_reopened_together_or_not_at_all(scene, second):
    accepted = scene.accepted()
    as_seen = {"seen": {accepted.pk: accepted.version, second.pk: second.version}, "by": scene.staff, "now": NOW}
    with pytest.raises(BoardError, match="Bỏ chọn: Gia Lâm"):
        reopen_many(submissions=[accepted, second], reason="Sai", **as_seen)
    with pytest.raises(ReviewError):
        reopen_many(submissions=[accepted], reason=" ", **as_seen)
    assert fresh(accepted).state == State.ACCEPTED
    reopen_many(submissions=[accepted], reason="Bổ sung lớp", **as_seen)
    assert fresh(accepted).state == State.RETURNED
    assert "Bổ sung lớp" in Notice.objects.get(kind=NoticeKind.REOPENED).text


def test_nothing_ticked_is_said(scene):
    with pytest.raises(BoardError, match="Chọn ít nhất một đơn vị"):
        remind(submissions=[], by=scene.staff, now=NOW)


def test_a_reminder_of_reports_of_two_periods_names_an_agency_once_and_is_on_record_with_each(scene):
    told = remind(submissions=[scene.form, scene.other], by=scene.staff, now=NOW)
    assert told.words == "Đã nhắc 1 đơn vị."
    events = AuditEvent.objects.filter(verb=Verb.REMINDED)
    assert {event.subject for event in events} == {f"period:{form.period_id}" for form in (scene.form, scene.other)}
    for form in (scene.form, scene.other):
        assert form.period.plan.code in events.get(subject=f"period:{form.period_id}").summary
