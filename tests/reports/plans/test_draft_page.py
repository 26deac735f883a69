"""The page of a draft: what an officer does on it, and what of it is kept."""

import re

import pytest
from django.urls import reverse

from agencies import clock
from reports.models import AuditEvent, Verb
from reports.plans import services
from reports.plans.document import document_parts
from targets.models import DraftState, PlanDraft
from targets.plans.applying import PlanRefused
from targets.plans.gaps import gaps
from targets.plans.work import content_of
from tests.reports.plans.test_life import drafted, in_force, place, taken_work  # noqa: F401 - a fixture
from tests.reports.plans.test_pages import fields_of, save, signed_in, started

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


def work():
    return PlanDraft.objects.latest("pk").work


def shown(client, code="KH-87"):
    return client.get(reverse("plan-edit", args=[code])).content.decode()


def test_every_number_of_the_text_is_marked_and_what_nobody_saw_is_counted(place):  # noqa: F811
    client = signed_in(place[1])
    page = started(client, follow=True).content.decode()
    assert "<b>Còn 4 số chưa xem</b>" in page
    looks = re.findall(r'class="mark is-(\w+)"\s+href', page)
    assert (looks.count("unseen"), looks.count("offered")) == (4, 21)
    closed = [part for part in document_parts(PlanDraft.objects.get()) if part.closed]
    assert [(part.short, part.closed) for part in closed] == [
        ("II", "18 số là kết quả đã qua"),
        ("V", "6 số là tiền"),
    ]


@pytest.mark.once
def test_the_numbers_of_one_part_are_put_aside_together(place):  # noqa: F811
    client = signed_in(place[1])
    started(client)
    part = next(part for part in document_parts(PlanDraft.objects.get()) if part.short == "IV")
    answer = save(client, "KH-87", f"refuse:{part.anchor}", follow=True)
    assert "<b>Còn 1 số chưa xem</b>" in answer.content.decode()
    left = [row["text"] for row in work()["numbers"] if row["state"] == "offered"]
    assert left == ["70%"]


@pytest.mark.once
def test_a_number_put_aside_can_become_a_target(place):  # noqa: F811
    client = signed_in(place[1])
    started(client)
    key = next(row["key"] for row in work()["numbers"] if row["text"] == "200")
    save(client, "KH-87", **{f"{key}.state": "taken"})
    row = work()["targets"][-1]
    assert (row["low"], row["state"], row["year"]) == ("200", "offered", None)
    assert "doanh nghiệp" in row["sentence"]


@pytest.mark.once
def test_starting_values_are_typed_beside_their_indicator_and_reach_the_plan(place):  # noqa: F811
    client = signed_in(place[1])
    started(client)
    [row] = [row for row in work()["targets"] if row["year"] == 2030 and row["low"] == "36"]
    key = f"b{row['key']}"
    save(client, "KH-87", "take-clear", **{f"{key}.year": "2025", f"{key}.value": "27,9", f"{key}.citation": "II.1"})
    [entry] = content_of(work(), locality="75")["baselines"]
    assert (entry["year"], str(entry["value"]), entry["citation"]) == (2025, "27.9", "II.1")
    assert fields_of(shown(client))[f"{key}.value"] == "27,9"
    save(client, "KH-87", **{f"{key}.year": "", f"{key}.value": ""})
    assert content_of(work(), locality="75")["baselines"] == []


@pytest.mark.once
def test_half_a_starting_value_is_a_gap(place):  # noqa: F811
    client = signed_in(place[1])
    started(client)
    save(client, "KH-87", **{"bt1.value": "9.000"})
    assert "Giá trị gốc của dòng 1: cần cả năm và mức" in [gap.message for gap in gaps(work())]


@pytest.mark.once
def test_groups_of_tasks_are_named_added_and_taken_away(place):  # noqa: F811
    client = signed_in(place[1])
    started(client)
    assert fields_of(shown(client))["g1.title"] == "Đổi mới cách xác định nhu cầu"
    save(client, "KH-87", "add:task_groups", **{"g1.title": "Xác định nhu cầu", "g2.title": "", "g2.number": ""})
    titles = [group["title"] for group in work()["task_groups"]]
    assert titles == ["Xác định nhu cầu", "Ứng dụng công nghệ số", ""]


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "first", "typed"),
    [("targets", "t22", "phrase"), ("milestones", "m3", "phrase"), ("duties", "d23", "title")],
)
def test_a_row_that_the_text_does_not_have_is_added_by_hand(place, name, first, typed):  # noqa: F811
    client = signed_in(place[1])
    started(client)
    save(client, "KH-87", f"add:{name}")
    save(client, "KH-87", **{f"{first}.{typed}": "Mở lớp ở vùng cao"})
    row = work()[name][-1]
    assert (row["key"], row["state"], row[typed]) == (first, "taken", "Mở lớp ở vùng cao")


def test_a_milestone_without_a_year_is_a_gap_and_breaks_no_preview(place):  # noqa: F811
    client = signed_in(place[1])
    started(client)
    save(client, "KH-87", "add:milestones", **{"m1.year": ""})
    messages = [gap.message for gap in gaps(work())]
    assert "Mốc 3: văn bản không nêu năm, cần ghi" in messages
    assert client.get(f"{reverse('plan-edit', args=['KH-87'])}?standings=1").status_code == 200


BLOCKS = {
    "in the order of the page": "Thợ có chứng chỉ\ttừ\t36 %\t2030\triêng năm\tIII.2.b\n"
    "Phiên giao dịch\ttừ\t6\t2030\ttừng năm 2026\u20132030\tIII.2.b",
    "under names of its own": "Chỉ tiêu\tĐVT\tMức\tĐến năm\n"
    "Thợ có chứng chỉ\t%\t36\t2030\nVụ tai nạn\tvụ\tkhông quá 3\t2030",
    "a column for each year": "TT\tChỉ tiêu\tĐơn vị\tNăm 2026\tNăm 2027\n1\tLao động qua đào tạo\t%\t60\t62\n",
}


@pytest.mark.once
@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (
            "in the order of the page",
            [(">=", "36", 2030, "year", "%", None), (">=", "6", 2030, "every_year", "", 2026)],
        ),
        ("under names of its own", [(">=", "36", 2030, "year", "%", None), ("<=", "3", 2030, "year", "vụ", None)]),
        ("a column for each year", [(">=", "60", 2026, "year", "%", None), (">=", "62", 2027, "year", "%", None)]),
    ],
)
def test_a_pasted_table_becomes_rows_to_be_seen(place, block, expected):  # noqa: F811
    client = signed_in(place[1])
    started(client)
    save(client, "KH-87", "paste", paste=BLOCKS[block])
    rows = work()["targets"][21:]
    told = [(row["comparator"], row["low"], row["year"], row["basis"], row["unit"], row["from_year"]) for row in rows]
    assert told == expected
    assert {row["state"] for row in rows} == {"offered"}


@pytest.mark.once
def test_what_is_no_table_adds_nothing(place):  # noqa: F811
    client = signed_in(place[1])
    started(client)
    for text in ("", "\n\t\n", "không có số", "a\tb\tc"):
        save(client, "KH-87", "paste", paste=text)
    assert len(work()["targets"]) == 21


@pytest.mark.once
def test_the_plan_of_single_years_is_typed_in_one_field(place):  # noqa: F811
    client = signed_in(place[1])
    started(client)
    [row] = [row for row in work()["targets"] if row["basis"] == "cumulative"]
    name = f"{row['key']}.yearly"
    save(client, "KH-87", **{name: "2026: 9.400; 2027: 9.600,5"})
    [row] = [row for row in work()["targets"] if row["basis"] == "cumulative"]
    assert [(one["year"], one["value"]) for one in row["yearly_plan"]] == [(2026, "9400"), (2027, "9600.5")]
    assert fields_of(shown(client))[name] == "2026: 9.400; 2027: 9.600,5"
    assert "gõ như 2026: 9.400" in save(client, "KH-87", **{name: "mỗi năm một ít"}, follow=True).content.decode()


def test_what_is_typed_is_kept_while_one_works(place):  # noqa: F811
    client = signed_in(place[1])
    page = started(client, follow=True).content.decode()
    typed = {**fields_of(page), "t1.state": "taken", "t2.low": "tám mươi"}
    edit = reverse("plan-edit", args=["KH-87"])
    answer = client.post(edit, typed, headers={"Accept": "application/json"})
    said = answer.json()
    assert (said["version"], said["counts"]["taken"], said["tabs"]["targets"]) == (2, 1, "1/21")
    assert list(said["unread"]) == ["t2.low"]
    again = client.post(edit, typed, headers={"Accept": "application/json"})
    assert again.status_code == 409
    assert "Người khác vừa lưu" in again.json()["message"]


@pytest.mark.once
def test_sending_says_what_is_missing_and_then_that_it_is_sent(place):  # noqa: F811
    _, first, _ = place
    client = signed_in(first)
    started(client)
    answer = save(client, "KH-87", "send", follow=True)
    assert answer.status_code == 422
    assert "Còn 21 mục tiêu chưa xem" in answer.content.decode()
    draft = PlanDraft.objects.get()
    services.save_work(draft=draft, work=taken_work(draft), seen_version=draft.version, by=first, now=clock.now())
    assert save(client, "KH-87", "send", follow=True).status_code == 200
    draft.refresh_from_db()
    assert draft.sent_at is not None
    assert AuditEvent.objects.filter(verb=Verb.PLAN_SENT).count() == 1


def test_whoever_changed_a_draft_last_does_not_check_it(place):  # noqa: F811
    _, first, second = place
    draft = drafted(place)
    draft = services.save_work(draft=draft, work=taken_work(draft), seen_version=1, by=second, now=clock.now())
    with pytest.raises(PlanRefused, match="không tự kiểm tra phần mình sửa"):
        services.check_draft(draft=draft, by=second, now=clock.now())
    draft = services.save_work(draft=draft, work=draft.work, seen_version=2, by=first, now=clock.now())
    assert services.check_draft(draft=draft, by=second, now=clock.now()).state == DraftState.CHECKED


def test_two_rows_of_one_promise_are_named_before_the_check(place):  # noqa: F811
    draft = drafted(place)
    rows = taken_work(draft)
    copy = {**rows["targets"][0], "key": "t99", "low": "1"}
    rows["targets"].append(copy)
    assert any("Dòng 1 và dòng 99 cùng chỉ tiêu" in gap.message for gap in gaps(rows))


def test_the_page_of_a_plan_in_force_opens_for_a_change_with_all_that_it_says(place):  # noqa: F811
    plan = in_force(place)
    client = signed_in(place[1])
    edit = reverse("plan-edit", args=[plan.code])
    client.post(edit, {"step": "amend", "document": "QĐ 1/QĐ-UBND", "day": "01/05/2026", "reason": "nâng mức"})
    page = shown(client)
    assert "Hoàn thành kho dữ liệu tay nghề" in page
    before = plan.targets.filter(comparator="milestone").count()
    save(client, plan.code)
    entries = content_of(work(), locality="75")["targets"]
    assert sum(entry["comparator"] == "milestone" for entry in entries) == before
    codes = {one["code"] for entry in entries for one in entry.get("milestones", [])}
    assert codes == set(plan.targets.filter(comparator="milestone").values_list("milestones__code", flat=True))


def test_the_page_of_a_draft_asks_few_queries(place, django_assert_max_num_queries):  # noqa: F811
    client = signed_in(place[1])
    started(client)
    with django_assert_max_num_queries(14):
        shown(client)
