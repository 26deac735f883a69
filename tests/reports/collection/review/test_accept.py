"""accept: figures count from now on; nobody accepts her own work."""

from datetime import UTC, date, datetime

import pytest

from agencies.access import Role
from reports.collection.entry.services import Change, submit, withdraw
from reports.collection.review import services as review
from reports.collection.review.services import ReviewError, accept
from reports.collection.transitions import StaleVersion
from reports.models import (
    Action,
    Decision,
    Entry,
    Figure,
    FigureRevision,
    Quality,
    Review,
    Stale,
    State,
    Submission,
    Via,
)
from tests import factories
from tests.reports.collection.scene import YEAR, number

NOW = datetime(2024, 11, 25, 2, 0, tzinfo=UTC)


def take(scene, form, **details):
    return accept(submission=form, seen_version=form.version, by=scene.staff, now=NOW, **details)


def test_accepting_copies_what_the_agency_says_into_what_counts(scene):
    scene.fill()
    scene.save(
        number("total", "100", quality=Quality.ESTIMATE),
        Change("labour_trained", entry=Entry.MISSING, note="chờ điều tra"),
        Change("labour", entry=Entry.NOT_APPLICABLE),
    )
    moved = take(scene, scene.send(), note=" Đủ \x00")
    assert (moved.state, moved.decided_at, moved.decided_by) == (State.ACCEPTED, NOW, scene.staff)
    counted = Figure.objects.values_list("element__code", "accepted_entry", "accepted_value", "accepted_quality")
    assert set(counted) == {
        ("total", Entry.NUMBER, 100, Quality.ESTIMATE),
        ("college", Entry.NUMBER, 40, Quality.FINAL),
        ("rest", Entry.NUMBER, 60, Quality.FINAL),
        ("labour", Entry.NOT_APPLICABLE, None, Quality.FINAL),
        ("labour_trained", Entry.MISSING, None, Quality.FINAL),
    }
    assert set(Figure.objects.values_list("accepted_at", "accepted_by")) == {(NOW, scene.staff.pk)}


def test_the_decision_its_reviewer_and_each_accepted_value_stay_on_record(scene):
    sent = scene.sent()
    moved = take(scene, sent, note="Đủ")
    decision = Review.objects.get()
    assert (decision.decision, decision.by, decision.at, decision.note) == (Decision.ACCEPTED, scene.staff, NOW, "Đủ")
    assert decision.version == sent.version
    event = moved.events.order_by("pk").last()
    assert (event.action, event.by, event.reason) == (Action.ACCEPTED, scene.staff, "Đủ")
    revisions = FigureRevision.objects.filter(accepted=True)
    assert revisions.count() == 5
    assert set(revisions.values_list("via", "by", "version")) == {(Via.REVIEW, scene.staff.pk, 1)}


def test_accepting_makes_what_it_feeds_stale(scene):
    sent = scene.sent()
    Stale.objects.all().delete()
    take(scene, sent)
    assert ("trained_total", YEAR) in Stale.objects.values_list("indicator__code", "year")


def test_figures_that_another_form_holds_are_not_accepted_with_this_one(scene):
    scene.fill()
    factories.fill(scene.other, scene.reporter, teachers="20")
    take(scene, scene.send(scene.other))
    assert list(Figure.objects.exclude(accepted_entry="").values_list("element__code", flat=True)) == ["teachers"]


def test_a_later_final_figure_replaces_the_accepted_estimate_and_both_stay_in_the_history(scene):
    scene.fill()
    scene.save(number("total", "100", quality=Quality.ESTIMATE))
    form = take(scene, scene.send())
    form = review.reopen(submission=form, seen_version=form.version, by=scene.staff, now=NOW, reason="Có số chính thức")
    scene.save(number("total", "110", quality=Quality.FINAL), number("rest", "70"))
    take(scene, scene.send())
    assert (scene.figure().accepted_value, scene.figure().accepted_quality) == (110, Quality.FINAL)
    history = scene.figure().revisions.filter(accepted=True).values_list("value", "quality")
    assert list(history) == [(100, Quality.ESTIMATE), (110, Quality.FINAL)]


def test_a_reporter_of_the_agency_never_decides_on_its_report(scene):
    factories.join(scene.staff, Role.REPORTER, scene.district)
    with pytest.raises(ReviewError, match="không tự thẩm định"):
        take(scene, scene.sent())
    assert not Review.objects.exists()
    assert Submission.objects.get(pk=scene.form.pk).state == State.SUBMITTED


def test_who_sent_it_never_decides_on_it_even_after_leaving_the_agency(scene):
    mover = factories.make_user(agency=scene.district, username="mover")
    scene.fill()
    sent = submit(submission=scene.form, seen_version=1, by=mover, now=NOW)
    mover.memberships.update(valid_to=date(2020, 12, 31))
    factories.join(mover, Role.STAFF, scene.department)
    with pytest.raises(ReviewError, match="không tự thẩm định"):
        accept(submission=sent, seen_version=sent.version, by=type(mover).objects.get(pk=mover.pk), now=NOW)


def test_a_reporter_of_another_agency_may_decide(scene):
    factories.join(scene.staff, Role.REPORTER, factories.make_agency("002"))
    assert take(scene, scene.sent()).state == State.ACCEPTED


def test_what_changed_since_it_was_looked_at_is_not_accepted_blindly(scene):
    seen = scene.sent()
    withdraw(submission=seen, seen_version=seen.version, by=scene.reporter, now=NOW)
    scene.send()
    with pytest.raises(StaleVersion):
        take(scene, seen)
    assert not Review.objects.exists()
    assert not Figure.objects.exclude(accepted_entry="").exists()


def test_an_exception_half_way_leaves_nothing(scene, monkeypatch):
    def breaks(**details):
        raise RuntimeError("disk full")

    sent = scene.sent()
    Stale.objects.all().delete()
    monkeypatch.setattr("reports.collection.entry.services.mark_stale", breaks)
    with pytest.raises(RuntimeError):
        take(scene, sent)
    assert Submission.objects.get(pk=sent.pk).state == State.SUBMITTED
    assert not Review.objects.exists()
    assert not Stale.objects.exists()
    assert not Figure.objects.exclude(accepted_entry="").exists()
