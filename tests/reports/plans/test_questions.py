"""A question to whoever checks a draft: kept with it, shown to the second person, answered before it is checked."""

import pytest

from agencies import clock
from reports.plans import services
from targets.models import PlanDraft
from targets.plans.applying import PlanRefused
from tests.reports.plans.test_drafts_in_work import EDIT, autosaved, words
from tests.reports.plans.test_life import drafted, place, taken_work  # noqa: F401 - a fixture
from tests.reports.plans.test_pages import fields_of, move, save, signed_in

pytestmark = pytest.mark.django_db
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


@pytest.mark.slow
@pytest.mark.once
def test_a_draft_is_sent_with_a_question_and_not_checked_before_it_is_answered(place, asking):  # noqa: F811
    _, first, second = place
    assert PlanDraft.objects.get().sent_at is not None
    checker = signed_in(second)
    page = words(checker.get(EDIT))
    assert QUESTION in page and 'value="answer:t1"' in page
    assert "Dòng 1: câu hỏi chờ người kiểm tra trả lời" in page
    refused = move(checker, "check")
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
    assert move(checker, "check").status_code == 200
    assert PlanDraft.objects.get().state == "checked"


@pytest.mark.slow
@pytest.mark.once
def test_nobody_answers_what_she_asked_herself(place, asking):  # noqa: F811
    assert 'value="answer:t1"' not in words(asking.get(EDIT))
    refused = answer(asking)
    assert (refused.status_code, "không tự trả lời" in words(refused)) == (422, True)
    assert not row().get("answer")


@pytest.mark.slow
@pytest.mark.once
def test_a_question_that_is_wiped_is_settled_and_another_one_has_no_answer(place, asking):  # noqa: F811
    answer(signed_in(place[2]))
    save(asking, "KH-87", **{"t1.question": "Còn mức trên?"})
    assert (row()["question"], row()["answer"]) == ("Còn mức trên?", "")
    save(asking, "KH-87", "send", **{"t1.question": "", "t1.state": "taken"})
    assert PlanDraft.objects.get().sent_at is not None
    assert move(signed_in(place[2]), "check").status_code == 200


@pytest.mark.slow
@pytest.mark.once
def test_an_answer_without_words_or_to_no_question_is_refused(place, asking):  # noqa: F811
    checker = signed_in(place[2])
    assert answer(checker, " ").status_code == 422
    assert answer(checker, "Đúng.", key="t2").status_code == 422
    draft = PlanDraft.objects.get()
    with pytest.raises(services.StaleDraft):
        services.answer_question(draft=draft, key="t1", text="Đúng.", seen_version=1, by=place[2])
    with pytest.raises(PlanRefused, match="Ghi câu trả lời"):
        services.answer_question(draft=draft, key="t1", text=" ", seen_version=draft.version, by=place[2])


@pytest.mark.slow
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
