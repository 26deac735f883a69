"""undo: who decided takes it back within ten seconds, as if it had not been; nobody was told."""

from datetime import timedelta

import pytest

from agencies import clock
from agencies.access import Role
from reports.audit.figure_ledger import Ledger
from reports.audit.past import end_of, state_on, submissions_then
from reports.collection.notices.delivery import send_waiting
from reports.collection.notices.queries import notices_of
from reports.collection.review import services as review
from reports.collection.review.past_decisions import asked_before
from reports.collection.review.services import UNDONE, ReviewError, accept, reopen, return_submission, undo
from reports.collection.transitions import StaleVersion, WrongState
from reports.models import (
    UNDO_WITHIN,
    Action,
    AuditEvent,
    Figure,
    FigureRevision,
    Notice,
    Review,
    Stale,
    State,
    Submission,
    Verb,
)
from reports.waiting import unread_count
from tests import factories
from tests.reports.collection.scene import YEAR, number

ALMOST = UNDO_WITHIN - timedelta(milliseconds=1)
COUNTED = ("element__code", "accepted_entry", "accepted_value", "accepted_quality", "accepted_at", "accepted_by")


@pytest.fixture
def now():
    """A moment after everything that a scene has done before the decision."""
    return clock.now() + timedelta(minutes=1)


def take(scene, form, now):
    return accept(submission=form, seen_version=form.version, by=scene.staff, now=now)


def give_back(scene, form, now):
    reasons = {"total": "Kiểm lại"}
    return return_submission(submission=form, seen_version=form.version, by=scene.staff, now=now, reasons=reasons)


def open_again(scene, form, now):
    return reopen(submission=form, seen_version=form.version, by=scene.staff, now=now, reason="Sai số")


def take_back(scene, form, now, **details):
    return undo(**{"submission": form, "seen_version": form.version, "by": scene.staff, "now": now, **details})


def counted():
    return sorted(Figure.objects.values_list(*COUNTED))


@pytest.mark.parametrize("decide", [take, give_back])
def test_a_decision_taken_back_leaves_the_report_waiting_as_it_was(scene, now, decide):
    sent = scene.sent()
    moved = take_back(scene, decide(scene, sent, now), now + ALMOST)
    assert (moved.state, moved.decided_at, moved.decided_by) == (State.SUBMITTED, None, None)
    assert (moved.submitted_at, moved.submitted_by) == (sent.submitted_at, sent.submitted_by)
    assert not Review.objects.exists()
    assert not Figure.objects.exclude(accepted_entry="").exists()
    assert not FigureRevision.objects.filter(accepted=True).exists()


@pytest.mark.slow
def test_what_counted_before_an_acceptance_counts_again(scene, now):
    form = scene.accepted()
    before = counted()
    open_again(scene, form, now)
    scene.save(number("total", "150"), number("rest", "110"))
    again = scene.send()
    Stale.objects.all().delete()
    moved = take(scene, again, now + timedelta(hours=1))
    assert counted() != before
    take_back(scene, moved, now + timedelta(hours=1))
    assert counted() == before
    assert ("trained_total", YEAR) in Stale.objects.values_list("indicator__code", "year")


def test_a_reopening_taken_back_is_accepted_as_before(scene, now):
    form = scene.accepted()
    moved = take_back(scene, open_again(scene, form, now), now + ALMOST)
    assert (moved.state, moved.decided_at, moved.decided_by) == (State.ACCEPTED, form.decided_at, form.decided_by)
    assert Figure.objects.exclude(accepted_entry="").count() == 5


def test_it_is_on_record_as_a_reopening_with_the_fixed_reason(scene, now):
    moved = take_back(scene, take(scene, scene.sent(), now), now)
    event = moved.events.order_by("pk").last()
    assert (event.action, event.by, event.reason) == (Action.UNDONE, scene.staff, "hoàn tác")
    kept = AuditEvent.objects.order_by("pk").last()
    assert (kept.verb, kept.after["reason"], kept.before["state"]) == (Verb.REOPENED, UNDONE, State.ACCEPTED)
    assert AuditEvent.objects.filter(verb=Verb.ACCEPTED).count() == 1


@pytest.mark.slow
def test_the_trail_still_agrees_with_the_figures(scene, now):
    form = scene.accepted()
    open_again(scene, form, now)
    scene.save(number("total", "150"), number("rest", "110"))
    moved = take(scene, scene.send(), now + timedelta(hours=1))
    take_back(scene, moved, now + timedelta(hours=1))
    ledger = Ledger.empty()
    for event in AuditEvent.objects.order_by("pk"):
        ledger.take(event)
    assert list(ledger.faults()) == []


def test_the_past_knows_the_report_as_not_accepted(scene, now):
    moved = take_back(scene, take(scene, scene.sent(), now), now)
    tonight = end_of(clock.today() + timedelta(days=1))
    assert state_on(moved, tonight) == State.SUBMITTED
    assert submissions_then([moved.pk], tonight)[moved.pk].accepted_at is None


@pytest.mark.parametrize("decide", [take, give_back])
def test_ten_seconds_later_it_stands(scene, now, decide):
    moved = decide(scene, scene.sent(), now)
    with pytest.raises(ReviewError, match="quá 10 giây"):
        take_back(scene, moved, now + UNDO_WITHIN)
    assert Submission.objects.get(pk=moved.pk).state == moved.state
    assert Review.objects.exists()


def test_nobody_takes_back_what_a_colleague_decided(scene, now):
    colleague = factories.make_user(Role.STAFF, scene.department, username="colleague")
    moved = take(scene, scene.sent(), now)
    with pytest.raises(ReviewError, match="người vừa kết luận"):
        take_back(scene, moved, now, by=colleague)


def test_a_stale_page_and_what_is_no_decision_are_refused(scene, now):
    sent = scene.sent()
    with pytest.raises(WrongState):
        take_back(scene, sent, now)
    moved = take(scene, sent, now)
    with pytest.raises(StaleVersion):
        take_back(scene, moved, now, seen_version=sent.version)
    take_back(scene, moved, now)
    with pytest.raises(WrongState):
        take_back(scene, Submission.objects.get(pk=moved.pk), now)


def test_once_the_agency_edits_it_is_too_late(scene, now):
    moved = give_back(scene, scene.sent(), now)
    scene.save(number("total", "101"), now=now + timedelta(seconds=2))
    with pytest.raises(ReviewError, match="bắt đầu sửa"):
        take_back(scene, moved, now + timedelta(seconds=3))


@pytest.mark.parametrize("decide", [take, give_back])
def test_the_agency_is_told_after_the_seconds_and_never_of_what_was_taken_back(scene, now, mailoutbox, decide):
    scene.reporter.email = "lan@example.vn"
    scene.reporter.save()
    moved = decide(scene, scene.sent(), now)
    assert unread_count(scene.reporter, now=now + ALMOST) == len(notices_of(scene.reporter, now=now + ALMOST)) == 0
    assert send_waiting(now=now + ALMOST) == 0
    assert unread_count(scene.reporter, now=now + UNDO_WITHIN) == 1
    moved = take_back(scene, moved, now + ALMOST)
    assert unread_count(scene.reporter, now=now + UNDO_WITHIN) == 0
    assert send_waiting(now=now + timedelta(days=1)) == 0
    decide(scene, moved, now + timedelta(minutes=1))
    assert send_waiting(now=now + timedelta(days=1)) == 1
    assert [len(letter.body) > 0 for letter in mailoutbox] == [True]
    assert Notice.objects.filter(user=scene.reporter).count() == 1


def test_the_same_report_is_decided_anew_after_it(scene, now):
    moved = take_back(scene, give_back(scene, scene.sent(), now), now)
    moved = review.accept(submission=moved, seen_version=moved.version, by=scene.staff, now=now)
    assert moved.state == State.ACCEPTED
    assert Figure.objects.exclude(accepted_entry="").count() == 5


def test_a_return_taken_back_asks_for_nothing(scene, now):
    sent = scene.sent()
    back = give_back(scene, sent, now)
    form = undo(submission=back, seen_version=back.version, by=scene.staff, now=now + ALMOST)
    assert asked_before(form, form.events.order_by("pk")).reasons == {}
