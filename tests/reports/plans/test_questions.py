"""A question to whoever checks a draft: kept with it, shown to the second person, answered before it is checked."""

import pytest
from django.urls import reverse

from agencies import clock
from reports.models import AuditEvent, Verb
from reports.plans import services
from reports.waiting import menu_counts
from targets.models import PlanDraft
from targets.plans.applying import PlanRefused
from tests.reports.plans.test_drafts_in_work import EDIT, autosaved, words
from tests.reports.plans.test_life import drafted, place, taken_work  # noqa: F401 - a fixture
from tests.reports.plans.test_pages import fields_of, move, save, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
QUESTION = "Mức này của năm 2027 hay 2030?"


@pytest.fixture
def asking(place):  # noqa: F811
    """A draft with nothing left to see but one row about which its drafter asks; sent to be checked."""
    _, first, _ = place
    draft = drafted(place)
    services.save_work(draft=draft, work=taken_work(draft), seen_version=1, by=first, now=clock.now())
    client = signed_in(first)
    save(client, "KH-87", **{"t1.state": "offered", "t1.question": QUESTION})
    save(client, "KH-87", "send")
    return client


def row(key="t1"):
    return next(row for row in PlanDraft.objects.get().work["targets"] if row["key"] == key)


def answer(client, text="Của năm 2027.", key="t1"):
    typed = fields_of(client.get(EDIT).content.decode()) | {f"{key}.answer": text, "step": f"answer:{key}"}
    return client.post(EDIT, typed, follow=True)


@pytest.mark.once
def test_a_draft_is_sent_with_a_question_and_not_checked_before_it_is_answered(place, asking):  # noqa: F811
    _, first, second = place
    assert PlanDraft.objects.get().sent_at is not None
    checker = signed_in(second)
    page = words(checker.get(EDIT))
    assert QUESTION in page and 'value="answer:t1"' in page
    assert "Dòng 1: câu hỏi chờ người kiểm tra trả lời" in page
    refused = move(checker, "check", follow=True)
    assert (refused.status_code, "câu hỏi chờ người kiểm tra trả lời" in words(refused)) == (422, True)
    assert answer(checker).status_code == 200
    draft = PlanDraft.objects.get()
    assert (row()["answer"], row()["answered_by"], draft.sent_at is not None) == (
        "Của năm 2027.",
        second.full_name,
        True,
    )
    # Who answered has changed nothing of the plan, so she still checks it once the row is decided.
    assert draft.saved_by == first
    shown = words(asking.get(EDIT))
    assert "Của năm 2027." in shown and "Còn 1 mục tiêu chưa xem" in shown
    save(asking, "KH-87", "send", **{"t1.state": "taken"})
    assert move(checker, "check", follow=True).status_code == 200
    assert PlanDraft.objects.get().state == "checked"


@pytest.mark.once
def test_nobody_answers_what_she_asked_herself(place, asking):  # noqa: F811
    assert 'value="answer:t1"' not in words(asking.get(EDIT))
    refused = answer(asking)
    assert (refused.status_code, "không tự trả lời" in words(refused)) == (422, True)
    assert not row().get("answer")


@pytest.mark.once
def test_a_question_that_is_wiped_is_settled_and_another_one_has_no_answer(place, asking):  # noqa: F811
    answer(signed_in(place[2]))
    save(asking, "KH-87", **{"t1.question": "Còn mức trên?"})
    assert (row()["question"], row()["answer"]) == ("Còn mức trên?", "")
    save(asking, "KH-87", "send", **{"t1.question": "", "t1.state": "taken"})
    assert PlanDraft.objects.get().sent_at is not None
    assert move(signed_in(place[2]), "check", follow=True).status_code == 200


@pytest.mark.once
def test_an_answer_without_words_or_to_no_question_is_refused(place, asking):  # noqa: F811
    checker = signed_in(place[2])
    assert answer(checker, " ").status_code == 422
    assert answer(checker, "Đúng.", key="t2").status_code == 422
    draft = PlanDraft.objects.get()
    told = {"draft": draft, "key": "t1", "by": place[2], "now": clock.now()}
    with pytest.raises(services.StaleDraft):
        services.answer_question(text="Đúng.", seen_version=1, **told)
    with pytest.raises(PlanRefused, match="Ghi câu trả lời"):
        services.answer_question(text=" ", seen_version=draft.version, **told)


@pytest.mark.once
def test_an_answer_to_a_draft_that_has_moved_stays_typed(place, asking):  # noqa: F811
    checker = signed_in(place[2])
    typed = fields_of(checker.get(EDIT).content.decode()) | {"t1.answer": "Của năm 2027.", "step": "answer:t1"}
    autosaved(asking, **{"t2.low": "83"})
    moved = checker.post(EDIT, typed)
    assert (moved.status_code, fields_of(moved.content.decode())["t1.answer"]) == (409, "Của năm 2027.")


def test_the_api_keeps_answers_and_takes_none(place, asking):  # noqa: F811
    answer(signed_in(place[2]))
    draft = PlanDraft.objects.get()
    api = f"/api/v1/plan-drafts/{draft.pk}/"
    targets = draft.work["targets"]
    forged = [{**targets[0], "answer": "Tự đáp"}, {**targets[1], "question": "Gì?", "answer": "Tự đáp"}, *targets[2:]]
    sent = {"version": draft.version, "targets": forged}
    assert asking.patch(api, sent, content_type="application/json").status_code == 200
    assert row()["answer"] == "Của năm 2027."
    assert (row("t2")["question"], row("t2").get("answer")) == ("Gì?", None)


def inbox_of(person):
    return words(signed_in(person).get(reverse("inbox")))


def test_the_drafter_hears_in_her_inbox_that_her_question_was_answered(place, asking):  # noqa: F811
    assert "KH-87" not in inbox_of(place[1])
    answer(signed_in(place[2]), "Của năm 2027.")
    assert "Dự thảo KH-87 có câu trả lời" in inbox_of(place[1])
    assert menu_counts(place[1], now=clock.now()).waiting == 1


def test_the_drafter_hears_that_her_draft_was_sent_back_and_why(place):  # noqa: F811
    drafter, checker = signed_in(place[1]), signed_in(place[2])
    drafted(place)
    PlanDraft.objects.update(sent_at=clock.now())
    version = PlanDraft.objects.get().version
    silent = checker.post(EDIT, {"step": "return", "reply": " ", "version": version})
    assert silent.status_code == 422
    back = checker.post(EDIT, {"step": "return", "reply": "Thiếu mục tiêu 5", "version": version})
    assert back.status_code == 302
    assert "Dự thảo KH-87 bị trả lại" in inbox_of(place[1]) and "Thiếu mục tiêu 5" in inbox_of(place[1])
    assert "Thiếu mục tiêu 5" in words(drafter.get(EDIT))
    again = checker.post(EDIT, {"step": "return", "reply": "Lại thiếu", "version": version})
    assert again.status_code in (409, 422)
    assert AuditEvent.objects.filter(verb=Verb.PLAN_SENT_BACK).count() == 1


def test_the_drafter_hears_that_her_draft_was_checked(place):  # noqa: F811
    drafted(place)
    PlanDraft.objects.update(state="checked", checked_by=place[2], checked_at=clock.now())
    assert "Dự thảo KH-87 đã được kiểm tra" in inbox_of(place[1])
    assert "KH-87" not in inbox_of(place[2])
