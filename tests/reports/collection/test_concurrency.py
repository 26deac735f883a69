"""Two at once: exactly one wins, the other is told, nothing is lost. Real threads, real transactions."""

from collections.abc import Callable
from functools import partial

import pytest

from agencies import clock
from agencies.access import Role
from reports.collection.entry.services import CellOutcome, NotReady, submit, withdraw
from reports.collection.periods.services import open_period
from reports.collection.review.services import accept, return_submission
from reports.collection.transitions import StaleVersion, WrongState
from reports.models import Action, Figure, FigureRevision, ReportingPeriod, Review, State, Submission, SubmissionEvent
from tests import factories
from tests.race import failures, race
from tests.reports.collection.scene import FILLED, YEAR, Scene, make_scene, number

pytestmark = pytest.mark.both

ROUNDS = 2
REFUSED = (StaleVersion, WrongState)


@pytest.fixture
def scene(transactional_db) -> Scene:
    return make_scene()


@pytest.fixture
def colleague(scene):
    return factories.make_user(agency=scene.district, username="colleague")


def writer(scene: Scene, text: str, by, *, seen: int, form: Submission | None = None) -> Callable[[], CellOutcome]:
    return lambda: scene.save(number("total", text, seen_version=seen), by=by, form=form)[0]


def one_won(results: list[CellOutcome]) -> CellOutcome:
    """The outcome that was saved; the other one must have been told of it and nothing else."""
    assert failures(results) == []
    won, lost = sorted(results, key=lambda outcome: not outcome.saved)
    assert won.saved
    assert not lost.saved
    assert lost.theirs is not None
    assert lost.theirs.value == won.figure.value
    return won


@pytest.mark.parametrize("_", range(ROUNDS))
def test_two_writers_of_a_new_cell(scene, colleague, _):
    won = one_won(race(writer(scene, "1.150", scene.reporter, seen=0), writer(scene, "1.105", colleague, seen=0)))
    assert (scene.figure().value, scene.figure().version) == (won.figure.value, 1)
    assert FigureRevision.objects.count() == 1


@pytest.mark.parametrize("_", range(ROUNDS))
def test_two_writers_of_a_cell_that_is_there(scene, colleague, _):
    scene.save(number("total", "1"))
    won = one_won(race(writer(scene, "1.150", scene.reporter, seen=1), writer(scene, "1.105", colleague, seen=1)))
    assert (scene.figure().value, scene.figure().version) == (won.figure.value, 2)
    assert FigureRevision.objects.count() == 2


@pytest.mark.parametrize("_", range(ROUNDS))
def test_the_forms_of_two_plans_at_once_enter_a_figure_once(scene, colleague, _):
    results = race(
        writer(scene, "1.150", scene.reporter, seen=0, form=scene.form),
        writer(scene, "1.105", colleague, seen=0, form=scene.other),
    )
    won = one_won(results)
    assert Figure.objects.count() == FigureRevision.objects.count() == 1
    assert scene.figure().submission_id == won.figure.submission_id


def test_two_writers_of_different_cells_both_win(scene, colleague):
    first, second = race(
        lambda: scene.save(number("total", "100", seen_version=0)),
        lambda: scene.save(number("college", "40", seen_version=0), by=colleague),
    )
    assert first[0].saved
    assert second[0].saved
    assert Figure.objects.count() == 2


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_double_click_sends_once(scene, _):
    scene.fill()
    send = partial(submit, submission=scene.form, seen_version=1, by=scene.reporter, now=clock.now())
    results = race(send, send)
    (lost,) = failures(results)
    assert isinstance(lost, REFUSED)
    assert lost.submission.state == State.SUBMITTED
    assert list(SubmissionEvent.objects.values_list("action", flat=True)) == [Action.SUBMITTED]


@pytest.mark.parametrize("_", range(ROUNDS))
def test_two_reviewers_accept_once(scene, _):
    sent = scene.sent()
    second = factories.make_user(Role.STAFF, scene.department, username="second")
    results = race(
        *(
            partial(accept, submission=sent, seen_version=sent.version, by=by, now=clock.now())
            for by in (scene.staff, second)
        )
    )
    (lost,) = failures(results)
    assert isinstance(lost, REFUSED)
    assert Review.objects.count() == 1
    assert SubmissionEvent.objects.filter(action=Action.ACCEPTED).count() == 1
    assert FigureRevision.objects.filter(accepted=True).count() == len(FILLED)
    assert Submission.objects.get(pk=sent.pk).decided_by == Review.objects.get().by


@pytest.mark.parametrize("_", range(ROUNDS))
def test_accepting_against_taking_back(scene, _):
    sent = scene.sent()
    seen = {"submission": sent, "seen_version": sent.version, "now": clock.now()}
    results = race(partial(accept, by=scene.staff, **seen), partial(withdraw, by=scene.reporter, **seen))
    (lost,) = failures(results)
    assert isinstance(lost, REFUSED)
    now = Submission.objects.get(pk=sent.pk)
    accepted = now.state == State.ACCEPTED
    assert now.state in (State.ACCEPTED, State.DRAFT)
    assert now.version == sent.version + 1
    assert SubmissionEvent.objects.count() == 2
    assert Review.objects.exists() is accepted
    assert Figure.objects.exclude(accepted_entry="").exists() is accepted


@pytest.mark.parametrize("_", range(ROUNDS))
def test_accepting_against_returning(scene, _):
    sent = scene.sent()
    seen = {"submission": sent, "seen_version": sent.version, "by": scene.staff, "now": clock.now()}
    results = race(partial(accept, **seen), partial(return_submission, reasons={"total": "Kiểm lại"}, **seen))
    (lost,) = failures(results)
    assert isinstance(lost, REFUSED)
    assert Review.objects.count() == 1


@pytest.mark.parametrize("_", range(ROUNDS))
def test_a_cell_saved_while_the_form_is_sent_is_either_in_it_or_refused(scene, colleague, _):
    scene.fill()
    send = partial(submit, submission=scene.form, seen_version=1, by=scene.reporter, now=clock.now())
    sent, saved = race(send, lambda: scene.save(number("labour", "5000", seen_version=1), by=colleague))
    assert not isinstance(sent, Exception)
    assert isinstance(saved, WrongState) or saved[0].saved
    assert scene.figure("labour").value == (1000 if isinstance(saved, WrongState) else 5000)
    assert scene.figure("labour").updated_at <= clock.now()


@pytest.mark.parametrize("_", range(ROUNDS))
def test_an_emptied_cell_never_slips_into_a_sent_form(scene, colleague, _):
    scene.fill()
    send = partial(submit, submission=scene.form, seen_version=1, by=scene.reporter, now=clock.now())
    sent, emptied = race(send, lambda: scene.save(number("labour", "", seen_version=1), by=colleague))
    if isinstance(sent, NotReady):
        assert scene.figure("labour").value is None
        assert emptied[0].saved
    else:
        assert scene.figure("labour").value == 1000
        assert isinstance(emptied, WrongState)


@pytest.mark.slow
def test_a_period_opened_by_two_at_once_has_each_draft_once(scene):
    factories.make_agency("002")
    for year in (YEAR, YEAR + 1):
        opening = partial(open_period, plan=scene.plan, year=year, by=scene.staff)
        assert failures(race(opening, opening, opening)) == []
        period = ReportingPeriod.objects.get(plan=scene.plan, year=year)
        assert sorted(period.submissions.values_list("agency__code", flat=True)) == ["001", "002"]


@pytest.mark.slow
def test_four_writers_with_many_transactions_never_find_the_database_locked(scene):
    districts = [factories.make_agency(f"01{place}") for place in range(4)]
    forms = [factories.make_submission(scene.form.period, district) for district in districts]
    users = [factories.make_user(agency=district, username=district.code) for district in districts]
    rounds = 30

    def write_often(form: Submission, by) -> int:
        return sum(
            scene.save(number("total", str(place), seen_version=place - 1), form=form, by=by)[0].saved
            for place in range(1, rounds + 1)
        )

    results = race(*(partial(write_often, form, by) for form, by in zip(forms, users, strict=True)))
    assert results == [rounds] * 4
    assert FigureRevision.objects.count() == 4 * rounds
    assert set(Figure.objects.values_list("value", "version")) == {(rounds, rounds)}
