"""return_submission: sent back with reasons that the agency reads word for word."""

from datetime import UTC, datetime

import pytest

from agencies.access import Role
from reports.collection.review.services import ReviewError, return_submission
from reports.models import Action, Decision, Figure, Review, ReviewItem, State, Submission
from tests import factories

NOW = datetime(2024, 11, 25, 2, 0, tzinfo=UTC)


def give_back(scene, form, reasons=None, **details):
    return return_submission(
        submission=form, seen_version=form.version, by=scene.staff, now=NOW, reasons=reasons or {}, **details
    )


def test_a_form_goes_back_with_its_reasons(scene):
    sent = scene.sent()
    moved = give_back(scene, sent, {"total": " Kiểm lại\x00 tổng ", "rest": "Thiếu sơ cấp"}, note=" Nộp lại sớm ")
    assert (moved.state, moved.decided_at, moved.decided_by) == (State.RETURNED, NOW, scene.staff)
    decision = Review.objects.get()
    assert (decision.decision, decision.version, decision.note) == (Decision.RETURNED, sent.version, "Nộp lại sớm")
    items = ReviewItem.objects.values_list("element__code", "reason")
    assert list(items) == [("total", "Kiểm lại tổng"), ("rest", "Thiếu sơ cấp")]
    assert moved.events.order_by("pk").last().action == Action.RETURNED


def test_a_general_remark_alone_is_reason_enough(scene):
    assert give_back(scene, scene.sent(), note="Xem lại cả biểu").state == State.RETURNED


@pytest.mark.parametrize(
    ("reasons", "note", "field"),
    [
        ({}, "", "note"),
        ({}, " \u200b ", "note"),
        ({"total": "  "}, "", "total"),
        ({"total": "Kiểm lại", "rest": ""}, "", "rest"),
        ({"teachers": "Kiểm lại"}, "", "teachers"),
        ({"nothing": "Kiểm lại"}, "", "nothing"),
    ],
)
def test_without_a_reason_for_each_item_nothing_goes_back(scene, reasons, note, field):
    with pytest.raises(ReviewError) as refused:
        give_back(scene, scene.sent(), reasons, note=note)
    assert refused.value.field == field
    assert Submission.objects.get(pk=scene.form.pk).state == State.SUBMITTED
    assert not Review.objects.exists()


def test_what_goes_back_does_not_count(scene):
    give_back(scene, scene.sent(), note="Xem lại")
    assert not Figure.objects.exclude(accepted_entry="").exists()


def test_each_round_of_returning_has_its_own_review(scene):
    give_back(scene, scene.sent(), {"total": "Lần một"})
    give_back(scene, scene.send(), {"total": "Lần hai"})
    assert list(ReviewItem.objects.order_by("pk").values_list("reason", flat=True)) == ["Lần một", "Lần hai"]
    assert list(Review.objects.values_list("version", flat=True)) == [2, 4]


def test_a_reporter_of_the_agency_never_sends_it_back_herself(scene):
    factories.join(scene.staff, Role.REPORTER, scene.district)
    with pytest.raises(ReviewError, match="không tự thẩm định"):
        give_back(scene, scene.sent(), note="Xem lại")
