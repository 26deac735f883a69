"""submit and withdraw: a whole form is sent, late or not, and can be taken back until somebody decides on it."""

from datetime import UTC, datetime, timedelta

import pytest

from agencies import clock
from reports.collection.entry.checks import FindingLevel
from reports.collection.entry.queries import unanswered_returns
from reports.collection.entry.services import Change, NotReady, submit, withdraw
from reports.collection.transitions import StaleVersion, WrongState
from reports.models import Action, Entry, Figure, Stale, State, Submission, SubmissionEvent
from tests import factories
from tests.reports.collection.scene import YEAR, make_scene, number

DUE = datetime(2024, 12, 14, 17, 0, tzinfo=UTC)  # 15/12 00:00 in Viet Nam
SECOND = timedelta(seconds=1)


def test_a_whole_form_is_sent(scene):
    scene.fill()
    now = clock.now()
    moved = submit(submission=scene.form, seen_version=1, by=scene.reporter, now=now)
    assert (moved.state, moved.version) == (State.SUBMITTED, 2)
    assert (moved.submitted_at, moved.submitted_by) == (now, scene.reporter)
    assert (moved.decided_at, moved.decided_by, moved.illustrative) == (None, None, False)
    event = SubmissionEvent.objects.get()
    assert (event.submission, event.action, event.by, event.at) == (moved, Action.SUBMITTED, scene.reporter, now)
    assert event.version == 2


def test_sending_makes_what_it_feeds_stale(scene):
    scene.sent()
    stale = Stale.objects.values_list("indicator__code", "year")
    assert set(stale) == {
        (code, YEAR) for code in ("trained_total", "share", "trained_elementary", "trained_labour_rate")
    }


def test_a_form_with_blank_cells_is_not_ready_and_says_which(scene):
    factories.fill(scene.form, scene.reporter, total="100", college="40")
    with pytest.raises(NotReady) as refused:
        scene.send()
    assert [(finding.code, finding.level) for finding in refused.value.findings] == [
        ("rest", FindingLevel.BLANK),
        ("labour", FindingLevel.BLANK),
        ("labour_trained", FindingLevel.BLANK),
    ]
    scene.form.refresh_from_db()
    assert (scene.form.state, SubmissionEvent.objects.count()) == (State.DRAFT, 0)


def test_a_part_above_its_whole_keeps_the_form_back(scene):
    scene.fill(labour_trained="1001")
    with pytest.raises(NotReady):
        scene.send()


def test_a_plan_that_asks_for_one_part_of_a_sum_does_not_take_it_for_the_whole(scene):
    """In a period opened before forms asked for all parts of a total."""
    scene.plan.targets.filter(indicator__code="trained_elementary").delete()
    scene.form.period.asks_all_parts = False
    scene.form.period.save()
    factories.fill(scene.form, scene.reporter, total="100", college="40", labour="1000", labour_trained="700")
    assert scene.send().state == State.SUBMITTED


@pytest.mark.slow
def test_a_leap_wants_one_sentence_and_then_goes(scene):
    scene.accepted_last_year(total="50", labour="1000")
    scene.fill()
    with pytest.raises(NotReady) as refused:
        scene.send()
    assert [(finding.code, finding.level) for finding in refused.value.findings] == [("total", FindingLevel.SOFT)]
    scene.save(number("total", "100", note="Mở thêm hai cơ sở"))
    assert scene.send().state == State.SUBMITTED


@pytest.mark.slow
def test_an_emptied_cell_that_was_accepted_once_keeps_the_form_back(scene):
    scene.returned()
    scene.save(number("total", ""))
    with pytest.raises(NotReady) as refused:
        scene.send()
    assert [finding.code for finding in refused.value.findings] == ["total"]


def test_not_applicable_and_not_known_with_its_reason_are_answers(scene):
    scene.fill()
    scene.save(
        Change("labour_trained", entry=Entry.MISSING, note="chờ điều tra"), Change("rest", entry="not_applicable")
    )
    scene.save(number("total", "40"))
    assert scene.send().state == State.SUBMITTED


def test_a_figure_in_the_other_plans_form_answers_here_too(scene):
    scene.fill(scene.form)
    factories.fill(scene.other, scene.reporter, teachers="20")
    assert scene.send(scene.other).state == State.SUBMITTED
    assert Figure.objects.filter(element__code="total").count() == 1


@pytest.mark.parametrize(("offset", "late"), [(-SECOND, False), (timedelta(), True), (SECOND, True)])
def test_before_the_day_is_strict_to_the_second(db, offset, late):
    scene = make_scene(due_at=DUE)
    scene.fill()
    moved = submit(submission=scene.form, seen_version=1, by=scene.reporter, now=DUE + offset)
    assert moved.is_late() is late


def test_a_late_form_is_taken_and_lateness_is_not_stored(scene):
    moved = scene.sent()
    assert moved.is_late()
    moved.period.due_at = clock.now() + timedelta(days=1)
    assert not moved.is_late()


def test_a_draft_is_neither_late_nor_in_time_but_can_be_overdue(db):
    scene = make_scene(due_at=DUE)
    assert scene.form.is_late() is None
    overdue = [scene.form.is_overdue(moment) for moment in (DUE - SECOND, DUE, DUE + SECOND)]
    assert overdue == [False, True, True]
    scene.fill()
    assert not scene.send().is_overdue(DUE + SECOND)


def test_a_form_seen_before_it_was_returned_is_not_sent_blindly(scene):
    returned = scene.returned()
    scene.answer()
    with pytest.raises(StaleVersion) as refused:
        submit(submission=returned, seen_version=1, by=scene.reporter, now=clock.now())
    assert refused.value.submission.version == returned.version
    assert SubmissionEvent.objects.filter(action=Action.SUBMITTED).count() == 1


def test_sending_a_second_time_is_refused(scene):
    sent = scene.sent()
    with pytest.raises(WrongState):
        submit(submission=sent, seen_version=sent.version, by=scene.reporter, now=clock.now())
    assert SubmissionEvent.objects.count() == 1


@pytest.mark.slow
def test_sending_again_after_a_return_clears_the_decision(scene):
    scene.returned()
    scene.answer()
    again = scene.send()
    assert (again.state, again.version) == (State.SUBMITTED, 4)
    assert (again.decided_at, again.decided_by) == (None, None)


def test_what_a_demo_account_sends_is_made_up(scene):
    scene.fill()
    scene.reporter.is_demo = True
    assert scene.send().illustrative


def test_a_sent_form_can_be_taken_back(scene):
    sent = scene.sent()
    Stale.objects.all().delete()
    back = withdraw(submission=sent, seen_version=sent.version, by=scene.reporter, now=clock.now())
    assert (back.state, back.version) == (State.DRAFT, 3)
    assert list(SubmissionEvent.objects.values_list("action", flat=True)) == [Action.SUBMITTED, Action.WITHDRAWN]
    assert Stale.objects.filter(indicator__code="trained_total", year=YEAR).exists()
    scene.save(number("total", "100", note="sửa"))
    assert scene.figure().note == "sửa"


@pytest.mark.parametrize("state", ["returned", "accepted"])
def test_a_form_that_has_been_decided_on_cannot_be_taken_back(scene, state):
    decided = getattr(scene, state)()
    with pytest.raises(WrongState):
        withdraw(submission=decided, seen_version=decided.version, by=scene.reporter, now=clock.now())
    assert Submission.objects.get(pk=decided.pk).version == decided.version


def test_taking_back_what_was_seen_in_an_older_state_is_refused(scene):
    sent = scene.sent()
    with pytest.raises(StaleVersion):
        withdraw(submission=sent, seen_version=sent.version - 1, by=scene.reporter, now=clock.now())


def test_a_return_is_answered_where_another_report_holds_the_figure(scene):
    form = scene.returned()
    figure = scene.figure()
    assert unanswered_returns(form, {"total": figure}) == {"total": "Kiểm lại tổng số"}
    Figure.objects.filter(pk=figure.pk).update(submission=scene.other)
    assert unanswered_returns(form, {"total": scene.figure()}) == {}
    Figure.objects.filter(pk=figure.pk).update(entry="blank", value=None)
    assert unanswered_returns(form, {"total": scene.figure()}) == {"total": "Kiểm lại tổng số"}
