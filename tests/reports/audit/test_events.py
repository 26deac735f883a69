"""Every action that matters leaves exactly one event; a refused or rolled back one leaves none."""

from collections.abc import Callable
from functools import partial
from unittest import mock

import pytest
from django.db import transaction

from agencies import clock
from agencies.access import Role
from reports.audit.chain import unsealed_fault, walk
from reports.audit.sealing import seal
from reports.collection.duties.services import save_duty
from reports.collection.entry.services import submit, withdraw
from reports.collection.periods.services import open_due_periods, open_period
from reports.collection.review import services as review
from reports.collection.transitions import WrongState
from reports.models import AuditEvent, DutyState, Figure, FigureRevision, Stale, SubmissionEvent, Verb, Via
from tests import factories
from tests.race import failures, race
from tests.reports.collection.scene import Scene, number


def events() -> list[str]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", flat=True))


def last() -> AuditEvent:
    return AuditEvent.objects.order_by("-pk")[0]


MOVES: dict[Verb, Callable[[Scene], object]] = {
    Verb.SUBMITTED: lambda scene: scene.fill() or partial(submit, submission=scene.form, by=scene.reporter),
    Verb.WITHDRAWN: lambda scene: partial(withdraw, submission=scene.sent(), by=scene.reporter),
    Verb.ACCEPTED: lambda scene: partial(review.accept, submission=scene.sent(), by=scene.staff),
    Verb.RETURNED: lambda scene: partial(
        review.return_submission, submission=scene.sent(), by=scene.staff, reasons={"total": "Kiểm lại"}, note="Xem lại"
    ),
    Verb.REOPENED: lambda scene: partial(
        review.reopen, submission=scene.accepted(), by=scene.staff, reason="Có số mới"
    ),
}


@pytest.mark.parametrize("verb", MOVES)
def test_each_move_leaves_one_event_that_says_who_what_and_why(scene: Scene, verb: Verb):
    act = MOVES[verb](scene)
    before, form = AuditEvent.objects.count(), act.keywords["submission"]
    act(seen_version=form.version, now=clock.now())
    assert AuditEvent.objects.count() == before + 1
    event = last()
    assert (event.verb, event.subject) == (verb, f"submission:{form.pk}")
    assert (event.actor_id, event.agency_id) == (act.keywords["by"].pk, scene.district.pk)
    assert event.locality_id == scene.district.locality_id
    assert event.before["state"] != event.after["state"]
    assert event.after["version"] == form.version + 1
    reason = act.keywords.get("reason") or act.keywords.get("note") or ""
    assert reason in event.summary
    assert "KH-10 năm 2024" in event.summary


def test_a_refused_move_leaves_none(scene: Scene):
    with pytest.raises(WrongState):
        withdraw(submission=scene.form, seen_version=1, by=scene.reporter, now=clock.now())
    assert events() == []


def test_one_save_is_one_event_with_each_cell_before_and_after(scene: Scene):
    scene.save(number("total", "100"), number("college", "40"))
    scene.save(number("total", "1.234"), number("college", "40"), via=Via.PASTE)
    assert events() == [Verb.FIGURES_SAVED] * 2
    event = last()
    assert event.before == {"total": {"entry": "number", "value": "100", "quality": "final", "note": "", "version": 1}}
    assert event.after["cells"]["total"] | {"version": 2, "value": "1234"} == event.after["cells"]["total"]
    assert event.after["via"] == Via.PASTE
    assert "Ghi 1 ô" in event.summary and "1.234" in event.summary and "Dán từ Excel" in event.summary


def test_a_save_that_changes_nothing_or_is_refused_leaves_none(scene: Scene):
    scene.save(number("total", "100"))
    scene.save(number("total", "100"))
    scene.save(number("total", "72.23"), number("nowhere", "1"))
    scene.save(number("total", "7"), number("college", "x"), whole=True)
    assert len(events()) == 1


def test_a_duty_is_recorded_once_and_not_again_when_it_says_the_same(scene: Scene):
    duty = factories.make_duty(scene.plan, lead=scene.district)
    say = partial(save_duty, submission=scene.form, duty=duty, by=scene.reporter)
    say(state=DutyState.IN_PROGRESS, text="Đang làm", now=clock.now())
    say(state=DutyState.IN_PROGRESS, text="Đang làm", now=clock.now())
    say(state=DutyState.DONE, text="Xong", now=clock.now())
    assert events() == [Verb.DUTY_SAVED] * 2
    assert last().before == {"state": "in_progress", "text": "Đang làm"}
    assert "Hoàn thành" in last().summary


def test_opening_a_period_is_one_event_and_repeating_it_none(scene: Scene):
    year = factories.YEAR + 1
    open_period(plan=scene.plan, year=year, by=scene.staff)
    open_period(plan=scene.plan, year=year, by=scene.staff)
    assert events() == [Verb.PERIOD_OPENED]
    assert last().after["drafts"] == 1
    factories.make_agency("002")
    open_period(plan=scene.plan, year=year, by=None)
    assert [event.actor_name for event in AuditEvent.objects.all()] == [scene.staff.full_name, "Hệ thống"]
    assert "Thêm đơn vị" in last().summary


def test_the_hourly_opening_adds_nothing_once_all_is_open(scene: Scene):
    open_due_periods(plans=[scene.plan])
    before = AuditEvent.objects.count()
    open_due_periods(plans=[scene.plan])
    assert AuditEvent.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_fault_44_an_exception_half_way_in_accepting_leaves_no_trace_at_all(scene: Scene):
    sent = scene.sent()
    Stale.objects.all().delete()
    before = (AuditEvent.objects.count(), SubmissionEvent.objects.count(), FigureRevision.objects.count())
    with (
        mock.patch.object(review, "after_move", side_effect=RuntimeError("disk")),
        pytest.raises(RuntimeError),
    ):
        review.accept(submission=sent, seen_version=sent.version, by=scene.staff, now=clock.now())
    assert (AuditEvent.objects.count(), SubmissionEvent.objects.count(), FigureRevision.objects.count()) == before
    assert not Stale.objects.exists()
    assert not Figure.objects.exclude(accepted_entry="").exists()
    assert unsealed_fault() == ""
    seal()
    assert [link.fault for link in walk()] == [""] * before[0]


@pytest.mark.django_db(transaction=True)
def test_fault_44_a_save_rolled_back_leaves_no_event(scene: Scene):
    with pytest.raises(RuntimeError), transaction.atomic():
        scene.save(number("total", "5"))
        raise RuntimeError
    assert not AuditEvent.objects.exists()
    assert not Figure.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_many_agencies_saving_at_once_keep_one_chain(scene: Scene):
    districts = [factories.make_agency(f"01{place}") for place in range(4)]
    forms = [factories.make_submission(scene.form.period, district) for district in districts]
    users = [factories.make_user(agency=district, username=district.code) for district in districts]

    def write_often(form, by) -> None:
        for place in range(1, 8):
            scene.save(number("total", str(place)), form=form, by=by)

    results = race(*(partial(write_often, form, by) for form, by in zip(forms, users, strict=True)))
    assert failures(results) == []
    assert AuditEvent.objects.count() == 28
    seal()
    assert [link.fault for link in walk()] == [""] * 28


@pytest.mark.django_db(transaction=True)
def test_a_double_accept_is_one_event(scene: Scene):
    sent = scene.sent()
    second = factories.make_user(Role.STAFF, scene.department, username="second")
    race(
        *(
            partial(review.accept, submission=sent, seen_version=sent.version, by=by, now=clock.now())
            for by in (scene.staff, second)
        )
    )
    assert events().count(Verb.ACCEPTED) == 1
