"""Every state and every action: only the moves of the table start, and a refused one leaves no trace."""

from collections.abc import Callable

import pytest

from agencies import clock
from reports.collection.entry import services as entry
from reports.collection.review import services as review
from reports.collection.transitions import WrongState
from reports.models import Action, FigureRevision, Review, Stale, State, Submission, SubmissionEvent
from reports.models.submission import SUBMISSION_MOVES
from tests.reports.collection.scene import Scene


def submit_answered(scene: Scene, form: Submission) -> Submission:
    if form.state == State.RETURNED:
        scene.answer()
    return entry.submit(submission=form, seen_version=form.version, by=scene.reporter, now=clock.now())


ACTIONS: dict[Action, Callable[[Scene, Submission], Submission]] = {
    Action.SUBMITTED: lambda scene, form: submit_answered(scene, form),
    Action.WITHDRAWN: lambda scene, form: entry.withdraw(
        submission=form, seen_version=form.version, by=scene.reporter, now=clock.now()
    ),
    Action.RETURNED: lambda scene, form: review.return_submission(
        submission=form, seen_version=form.version, by=scene.staff, now=clock.now(), reasons={}, note="Xem lại"
    ),
    Action.ACCEPTED: lambda scene, form: review.accept(
        submission=form, seen_version=form.version, by=scene.staff, now=clock.now()
    ),
    Action.REOPENED: lambda scene, form: review.reopen(
        submission=form, seen_version=form.version, by=scene.staff, now=clock.now(), reason="Số mới"
    ),
    Action.UNDONE: lambda scene, form: review.undo(
        submission=form, seen_version=form.version, by=scene.staff, now=clock.now()
    ),
}
EXPECTED = {
    (State.DRAFT, Action.SUBMITTED): State.SUBMITTED,
    (State.RETURNED, Action.SUBMITTED): State.SUBMITTED,
    (State.SUBMITTED, Action.WITHDRAWN): State.DRAFT,
    (State.SUBMITTED, Action.RETURNED): State.RETURNED,
    (State.SUBMITTED, Action.ACCEPTED): State.ACCEPTED,
    (State.ACCEPTED, Action.REOPENED): State.RETURNED,
    (State.ACCEPTED, Action.UNDONE): State.SUBMITTED,
    (State.RETURNED, Action.UNDONE): State.SUBMITTED,
}


def brought_to(scene: Scene, state: str) -> Submission:
    if state == State.DRAFT:
        scene.fill()
        return Submission.objects.get(pk=scene.form.pk)
    return {State.RETURNED: scene.returned, State.SUBMITTED: scene.sent, State.ACCEPTED: scene.accepted}[state]()


def traces() -> tuple[int, ...]:
    return tuple(model.objects.count() for model in (SubmissionEvent, Review, FigureRevision, Stale))


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("state", State.values)
def test_a_move_starts_only_from_its_states(scene, state, action):
    form = brought_to(scene, state)
    before = traces()
    if (state, action) in EXPECTED:
        moved = ACTIONS[action](scene, form)
        assert (moved.state, moved.version) == (EXPECTED[state, action], form.version + 1)
        last = SubmissionEvent.objects.order_by("pk").last()
        assert (last.action, last.version) == (action, moved.version)
        return
    with pytest.raises(WrongState) as refused:
        ACTIONS[action](scene, form)
    assert refused.value.submission.state == state
    kept = Submission.objects.get(pk=form.pk)
    assert (kept.state, kept.version) == (state, form.version)
    assert traces() == before


def test_the_table_of_moves_is_the_one_tested_here():
    table = {(start, action): end for action, (starts, end) in SUBMISSION_MOVES.items() for start in starts}
    assert table == EXPECTED
    assert set(Action) - set(ACTIONS) == {Action.OPENED}


def test_a_whole_life_leaves_one_event_per_move(scene):
    form = scene.returned()
    scene.answer()
    form = scene.send()
    form = ACTIONS[Action.ACCEPTED](scene, form)
    form = ACTIONS[Action.REOPENED](scene, form)
    form = scene.send()
    form = ACTIONS[Action.WITHDRAWN](scene, form)
    events = list(form.events.values_list("action", "version"))
    assert events == [
        (Action.SUBMITTED, 2),
        (Action.RETURNED, 3),
        (Action.SUBMITTED, 4),
        (Action.ACCEPTED, 5),
        (Action.REOPENED, 6),
        (Action.SUBMITTED, 7),
        (Action.WITHDRAWN, 8),
    ]
