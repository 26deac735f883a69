"""reopen: an accepted form goes back to its agency; what was accepted counts until it is accepted anew."""

from datetime import UTC, datetime

import pytest

from agencies import clock
from agencies.access import Role
from reports.collection.entry.listing import returned_reasons
from reports.collection.review.past_decisions import asked_before
from reports.collection.review.services import ReviewError, reopen
from reports.models import Action, Figure, IndicatorValue, State, Submission, View
from reports.progress.services import recalculate_stale
from tests import factories
from tests.reports.collection.scene import YEAR, number

NOW = datetime(2024, 11, 26, 2, 0, tzinfo=UTC)


def open_again(scene, form, reason="Đơn vị báo sai số"):
    return reopen(submission=form, seen_version=form.version, by=scene.staff, now=NOW, reason=reason)


def counted_total():
    recalculate_stale()
    rows = IndicatorValue.objects.filter(indicator__code="trained_total", year=YEAR)
    return dict(rows.values_list("view", "numerator"))


def test_an_accepted_form_goes_back_with_the_reason(scene):
    moved = open_again(scene, scene.accepted())
    assert (moved.state, moved.decided_at, moved.decided_by) == (State.RETURNED, NOW, scene.staff)
    event = moved.events.order_by("pk").last()
    assert (event.action, event.reason) == (Action.REOPENED, "Đơn vị báo sai số")


@pytest.mark.parametrize("reason", ["", "  ", "\u200b\x00"])
def test_without_a_reason_it_stays_accepted(scene, reason):
    form = scene.accepted()
    with pytest.raises(ReviewError) as refused:
        open_again(scene, form, reason)
    assert refused.value.field == "reason"
    assert Submission.objects.get(pk=form.pk).state == State.ACCEPTED


@pytest.mark.slow
def test_what_was_accepted_counts_until_it_is_accepted_anew(scene):
    open_again(scene, scene.accepted())
    scene.save(number("total", "150"), number("rest", "110"))
    assert set(Figure.objects.values_list("accepted_entry", flat=True)) == {"number"}
    assert counted_total() == {View.ACCEPTED: 100, View.PROVISIONAL: 100}
    again = scene.send()
    assert counted_total() == {View.ACCEPTED: 100, View.PROVISIONAL: 150}
    factories.take(again, scene.staff)
    assert counted_total() == {View.ACCEPTED: 150, View.PROVISIONAL: 150}


@pytest.mark.slow
def test_an_accepted_number_counts_even_while_its_cell_is_empty(scene):
    open_again(scene, scene.accepted())
    scene.save(number("total", ""))
    assert counted_total()[View.ACCEPTED] == 100


def test_a_reporter_of_the_agency_never_opens_it_again_herself(scene):
    form = scene.accepted()
    factories.join(scene.staff, Role.REPORTER, scene.district)
    scene.staff = type(scene.staff).objects.get(pk=scene.staff.pk)
    with pytest.raises(ReviewError, match="không tự thẩm định"):
        open_again(scene, form)


def test_who_sent_it_cannot_open_it_again(scene):
    form = scene.accepted()
    with pytest.raises(ReviewError, match="không tự thẩm định"):
        reopen(submission=form, seen_version=form.version, by=scene.reporter, now=clock.now(), reason="Sai")


def test_an_older_return_is_not_what_a_reopened_report_has_to_answer(scene):
    """Returned, answered, accepted, opened again: the first return's reasons are settled."""
    scene.returned()
    scene.answer()
    accepted = factories.take(scene.send(), scene.staff)
    opened = open_again(scene, accepted)
    assert returned_reasons(opened) == {}
    assert asked_before(opened, opened.events.order_by("pk")).reasons == {}


def test_what_a_return_asked_stays_before_the_reviewer_until_decided_anew(scene):
    form = scene.returned()
    assert returned_reasons(form) == {"total": "Kiểm lại tổng số"}
    scene.answer()
    again = scene.send()
    assert asked_before(again, again.events.order_by("pk")).reasons == {"total": "Kiểm lại tổng số"}
