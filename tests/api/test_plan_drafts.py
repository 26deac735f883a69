"""A plan through the API: from its text into force by two people, changed by a document, taken back, ended."""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from knox.models import AuthToken

from agencies.access import Role
from targets.models import Plan
from tests import factories
from tests.api.conftest import Call, World
from tests.targets.plan_text.test_files import LINES, word_file

TEXT = (Path(__file__).parents[1] / "cases/plans/made-up-87.txt").read_text(encoding="utf-8")
PARTS = {"targets", "baselines", "milestones", "duties", "task_groups", "reporting", "head", "state", "version", "gaps"}
NUMBERS_ONLY = (
    "II. MỤC TIÊU\n1. Đến năm 2028\n- Mở 12 lớp nghề.\n- Dưới 4% người học bỏ học.\nIII. CHẾ ĐỘ BÁO CÁO\n"
    "Các xã báo cáo hằng năm trước ngày 10/01 năm sau."
)
HEAD = {
    "title": "Dạy nghề", "short_title": "Dạy nghề", "number": "5/KH-UBND", "issued_on": "2025-12-01",
    "issuer": "UBND", "signer": "Người ký", "first_year": 2026, "last_year": 2028,
}  # fmt: skip


@pytest.fixture
def second(world: World) -> str:
    world.people["second"] = factories.make_user(Role.STAFF, world.agencies["so-01"], username="second")
    return "second"


def made(call: Call, second: str) -> Plan:
    draft = call("staff", "POST", "plan-drafts/", {"code": "KH-5", "text": NUMBERS_ONLY}).body
    for row in draft["targets"]:
        row["state"] = "taken"
    reporting = {**draft["reporting"], "recipient": "so-01", "first_year": 2026, "last_year": 2028}
    sent = {"version": 1, "head": HEAD, "targets": draft["targets"], "reporting": reporting}
    patched = call("staff", "PATCH", f"plan-drafts/{draft['id']}/", sent)
    assert (patched.status, patched.body["gaps"]) == (200, [])
    assert call(second, "POST", f"plan-drafts/{draft['id']}/check/").body["state"] == "checked"
    answer = call("staff", "POST", f"plan-drafts/{draft['id']}/put-in-force/", {"day": "2026-01-01"})
    assert (answer.status, answer.body) == (200, {"plan": "KH-5", "in_force_from": "2026-01-01"})
    return Plan.objects.get(code="KH-5")


@pytest.mark.slow
@pytest.mark.once
def test_a_text_answers_with_proposals(world: World, call: Call):
    answer = call("staff", "POST", "plan-drafts/", {"code": "KH-87", "text": TEXT})
    assert answer.status == 201
    assert set(answer.body) >= PARTS | {"proposals"}
    assert answer.body["proposals"]["head"]["number"] == "87/KH-UBND"
    assert [row["low"] for row in answer.body["proposals"]["targets"][:3]] == [9400, 82, 45]
    assert {row["state"] for row in answer.body["targets"]} == {"offered"}


@pytest.mark.slow
@pytest.mark.once
def test_a_file_is_read_and_kept(world: World):
    token = AuthToken.objects.create(user=world.people["staff"])[1]
    file = SimpleUploadedFile("ke-hoach.docx", word_file(LINES))
    answer = Client().post(
        "/api/v1/plan-drafts/", {"code": "KH-12", "file": file}, headers={"Authorization": f"Token {token}"}
    )
    assert answer.status_code == 201
    assert answer.json()["head"]["number"] == "12/KH-UBND"


def test_a_scan_is_refused_by_name(world: World):
    token = AuthToken.objects.create(user=world.people["staff"])[1]
    file = SimpleUploadedFile("scan.pdf", b"%PDF-1.4 no text here")
    answer = Client().post(
        "/api/v1/plan-drafts/", {"code": "KH-12", "file": file}, headers={"Authorization": f"Token {token}"}
    )
    assert (answer.status_code, "PDF" in answer.json()["error"]["fields"]["file"]) == (400, True)


@pytest.mark.slow
def test_two_people_bring_a_text_into_force(world: World, call: Call, second: str):
    plan = made(call, second)
    assert (plan.due_day, plan.due_month, plan.due_next_year) == (10, 1, True)
    assert set(plan.targets.values_list("comparator", "low")) == {(">=", 12), ("<", 4)}


@pytest.mark.slow
@pytest.mark.once
def test_an_old_version_is_told(world: World, call: Call):
    draft = call("staff", "POST", "plan-drafts/", {"code": "KH-5", "text": NUMBERS_ONLY}).body
    assert call("staff", "PATCH", f"plan-drafts/{draft['id']}/", {"version": 1, "head": HEAD}).status == 200
    answer = call("staff", "PATCH", f"plan-drafts/{draft['id']}/", {"version": 1, "head": HEAD})
    assert (answer.status, answer.body["error"]["code"]) == (409, "stale")


@pytest.mark.slow
def test_a_plan_is_amended_ended_and_not_withdrawn_once_there_is_a_round(world: World, call: Call, second: str):
    plan = made(call, second)
    change = {"document": "QĐ 9/QĐ-UBND", "day": "2026-06-01", "citation": "Điều 1", "reason": "Nâng mức."}
    draft = call("staff", "POST", "plans/KH-5/amend/", change).body
    [row] = [row for row in draft["targets"] if row["low"] == "12"]
    row["low"] = "15"
    sent = {"version": draft["version"], "targets": draft["targets"]}
    assert call("staff", "PATCH", f"plan-drafts/{draft['id']}/", sent).body["gaps"] == []
    assert call(second, "POST", f"plan-drafts/{draft['id']}/check/").status == 200
    assert call("staff", "POST", f"plan-drafts/{draft['id']}/put-in-force/", {"day": "2026-06-01"}).status == 200
    assert plan.targets.filter(low=15).exists() and not plan.targets.filter(low=12).exists()
    ended = call("staff", "POST", "plans/KH-5/end/", {**change, "day": "2027-01-01"})
    assert ended.body == {"plan": "KH-5", "ended_on": "2027-01-01"}
    assert call("staff", "POST", "plans/KH-5/withdraw/", {"reason": "Nhầm."}).status == 200


@pytest.mark.slow
@pytest.mark.once
def test_nothing_of_a_draft_is_in_any_list(world: World, call: Call):
    call("staff", "POST", "plan-drafts/", {"code": "KH-87", "text": TEXT})
    for who in ("reporter", "leader", "administrator", "stranger", "staff"):
        for path in ("plans/", "targets/", "duties/", "indicators/"):
            assert "KH-87" not in call(who, "GET", path).text
        if who != "staff":
            assert "KH-87" not in call(who, "GET", "audit/").text


def drafted(call: Call) -> dict:
    return call("staff", "POST", "plan-drafts/", {"code": "KH-87", "text": TEXT}).body


SHAPES = [
    ("targets", 0, {"low": "nhiều"}, "targets[0].low", "số"),
    ("targets", 0, {"low": ["9"]}, "targets[0].low", "số"),
    ("targets", 1, {"year": "năm sau"}, "targets[1].year", "năm"),
    ("targets", 1, {"state": "seen"}, "targets[1].state", "offered, taken, refused"),
    ("targets", 1, {"comparator": "!="}, "targets[1].comparator", ">="),
    ("targets", 1, {"basis": "monthly"}, "targets[1].basis", "every_year"),
    ("targets", 1, {"kinds": "commune"}, "targets[1].kinds", "danh sách"),
    ("targets", 1, {"kinds": ["street"]}, "targets[1].kinds[0]", "commune"),
    ("targets", 1, {"key": "x1"}, "targets[1].key", "t1"),
    ("targets", 1, {"key": "t1"}, "targets[1].key", "hai lần"),
    ("targets", 1, {"yearly_plan": [{"year": 2027}]}, "targets[1].yearly_plan[0].value", "số"),
    ("numbers", 0, {"sentence": None}, "numbers[0].sentence", "chữ"),
    ("milestones", 0, {"phrase": ["a"]}, "milestones[0].phrase", "chữ"),
    ("duties", 0, {"lead": "75-0"}, "duties[0].lead", "danh sách"),
    ("duties", 0, {"number": None}, "duties[0].number", "chữ"),
    ("task_groups", 0, {"title": None}, "task_groups[0].title", "chữ"),
    ("baselines", 0, {"value": "cao"}, "baselines[0].value", "số"),
    ("head", None, {"issued_on": "12/03/2026"}, "head.issued_on", "2026-03-12"),
    ("head", None, {"first_year": "26"}, "head.first_year", "năm"),
    ("head", None, {"title": None}, "head.title", "chữ"),
    ("reporting", None, {"frequency": "weekly"}, "reporting.frequency", "yearly"),
    ("reporting", None, {"due_day": 32}, "reporting.due_day", "31"),
    ("reporting", None, {"interim": [{"due_day": "mười"}]}, "reporting.interim[0].due_day", "số"),
    ("reporting", None, {"recipient": ["75"]}, "reporting.recipient", "chữ"),
]


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize(("part", "place", "said", "field", "words"), SHAPES)
def test_a_row_of_another_shape_is_refused_by_its_field(world: World, call: Call, part, place, said, field, words):
    draft = drafted(call)
    extra = {
        "baselines": [{"target": "t1", "year": 2025, "value": "9", "citation": ""}],
        "task_groups": [{"number": "1", "title": "Nhóm", "citation": ""}],
    }
    held = extra.get(part) or draft[part]
    sent = (
        {**held, **said} if place is None else [{**one, **(said if n == place else {})} for n, one in enumerate(held)]
    )
    answer = call("staff", "PATCH", f"plan-drafts/{draft['id']}/", {"version": 1, part: sent})
    assert answer.status == 400, answer.body
    assert list(answer.body["error"]["fields"]) == [field]
    assert words in answer.body["error"]["fields"][field]
    assert call("staff", "GET", f"plan-drafts/{draft['id']}/").body["version"] == 1


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("part", ["targets", "numbers", "milestones", "duties"])
def test_what_the_draft_says_is_taken_back_and_a_short_row_is_filled_up(world: World, call: Call, part):
    draft = drafted(call)
    address = f"plan-drafts/{draft['id']}/"
    same = call("staff", "PATCH", address, {"version": 1, part: draft[part]})
    assert (same.status, same.body[part]) == (200, draft[part])
    short = {"key": f"{part[0]}1", "state": "taken"} | ({"phrase": "Có xưởng", "low": 5} if part == "targets" else {})
    assert call("staff", "PATCH", address, {"version": 2, part: [short]}).status == 200
    world.people["staff"].refresh_from_db()
    client = Client()
    client.force_login(world.people["staff"])
    assert client.get("/plans/KH-87/edit/").status_code == 200
