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


def test_a_text_answers_with_proposals(world: World, call: Call):
    answer = call("staff", "POST", "plan-drafts/", {"code": "KH-87", "text": TEXT})
    assert answer.status == 201
    assert set(answer.body) >= PARTS | {"proposals"}
    assert answer.body["proposals"]["head"]["number"] == "87/KH-UBND"
    assert [row["low"] for row in answer.body["proposals"]["targets"][:3]] == [9400, 82, 45]
    assert {row["state"] for row in answer.body["targets"]} == {"offered"}


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


def test_two_people_bring_a_text_into_force(world: World, call: Call, second: str):
    plan = made(call, second)
    assert (plan.due_day, plan.due_month, plan.due_next_year) == (10, 1, True)
    assert set(plan.targets.values_list("comparator", "low")) == {(">=", 12), ("<", 4)}


def test_an_old_version_is_told(world: World, call: Call):
    draft = call("staff", "POST", "plan-drafts/", {"code": "KH-5", "text": NUMBERS_ONLY}).body
    assert call("staff", "PATCH", f"plan-drafts/{draft['id']}/", {"version": 1, "head": HEAD}).status == 200
    answer = call("staff", "PATCH", f"plan-drafts/{draft['id']}/", {"version": 1, "head": HEAD})
    assert (answer.status, answer.body["error"]["code"]) == (409, "stale")


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


def test_nothing_of_a_draft_is_in_any_list(world: World, call: Call):
    call("staff", "POST", "plan-drafts/", {"code": "KH-87", "text": TEXT})
    for who in ("reporter", "leader", "administrator", "stranger", "staff"):
        for path in ("plans/", "targets/", "duties/", "indicators/"):
            assert "KH-87" not in call(who, "GET", path).text
        if who != "staff":
            assert "KH-87" not in call(who, "GET", "audit/").text
