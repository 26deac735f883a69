"""The catalogue through the API: an entry drafted, its effect asked for, kept by a second person."""

import pytest

from agencies.access import Role
from targets.measures.content import measure_content
from targets.models import DataElement, MeasureChange
from tests import factories
from tests.api.conftest import TRAINED, Call, World

NEW_UNIT = {"kind": "element", "code": TRAINED, "entry": {"unit": "người"}, "reason": "theo Thông tư 5"}
WIDER = {**NEW_UNIT, "entry": {"kinds": ["district", "department"]}}


@pytest.fixture
def second(world: World) -> str:
    world.people["second"] = factories.make_user(Role.STAFF, world.agencies["so-01"], username="second")
    # The element is asked for in Lâm Đồng, too.
    factories.join(world.people["second"], Role.STAFF, world.agencies["so-68"])
    return "second"


def drafted(call: Call, body=WIDER) -> dict:
    answer = call("staff", "POST", "catalogue-changes/", body)
    assert answer.status == 201, answer.body
    return answer.body


@pytest.mark.slow
def test_a_change_is_drafted_its_effect_asked_and_kept_by_a_second_person(world: World, call: Call, second: str):
    made = drafted(call)
    assert (made["state"], made["version"], made["changed"]) == ("draft", 1, ["kinds"])
    path = f"catalogue-changes/{made['id']}"
    effect = call("staff", "GET", f"{path}/effect/").body
    assert effect["plans"] == ["KH-10"]
    assert [(line["gained"], line["plans"]) for line in effect["forms"]] == [(True, ["KH-10"])]
    assert effect["elsewhere"] == ["Tỉnh 68"]
    assert call(second, "POST", f"{path}/check/", {"version": 1}).status == 400
    assert call("staff", "POST", f"{path}/send/", {"version": 1}).body["version"] == 2
    assert call("staff", "POST", f"{path}/check/", {"version": 2}).status == 400
    kept = call(second, "POST", f"{path}/check/", {"version": 2})
    assert (kept.status, kept.body["state"]) == (200, "in_force")
    assert measure_content("element", TRAINED)["kinds"] == ["department", "district"]
    assert call("staff", "GET", f"{path}/effect/").status == 409


def test_what_cannot_be_is_refused_by_its_field(world: World, call: Call):
    world.accept()
    for entry, field in (({"unit": "người"}, "unit"), ({"colour": "đỏ"}, "colour"), ({"decimals": 9}, "decimals")):
        answer = call("staff", "POST", "catalogue-changes/", {**NEW_UNIT, "entry": entry})
        assert (answer.status, list(answer.body["error"]["fields"])) == (400, [field])
    assert not MeasureChange.objects.exists()


@pytest.mark.slow
def test_a_stale_version_is_409_and_changes_nothing(world: World, call: Call, second: str):
    made = drafted(call)
    path = f"catalogue-changes/{made['id']}/"
    again = {"version": 1, "entry": {"kinds": ["district", "union"]}, "reason": "khác"}
    assert call(second, "PATCH", path, again).body["version"] == 2
    assert call("staff", "PATCH", path, again).status == 409
    assert call("staff", "POST", "catalogue-changes/", WIDER).status == 409
    assert call("staff", "POST", f"{path}send/", {"version": 1}).status == 409


def test_a_change_comes_back_with_a_reason_and_may_be_dropped(world: World, call: Call, second: str):
    path = f"catalogue-changes/{drafted(call)['id']}"
    call("staff", "POST", f"{path}/send/", {"version": 1})
    back = call(second, "POST", f"{path}/return/", {"version": 2, "reply": "Ghi rõ năm"})
    assert (back.body["reply"], back.body["sent_at"]) == ("Ghi rõ năm", None)
    assert call("staff", "POST", f"{path}/drop/", {"version": 3}).body["state"] == "dropped"
    assert call("staff", "POST", f"{path}/send/", {"version": 4}).status == 409


def test_a_new_entry_is_sent_whole(world: World, call: Call):
    entry = {**measure_content("element", TRAINED), "short_name": "Người học mới"}
    del entry["code"]
    entry["change_threshold"] = 30
    made = drafted(call, {**NEW_UNIT, "code": "trained_2", "entry": entry})
    assert set(made["changed"]) >= {"code", "name", "unit"}
    assert not DataElement.objects.filter(code="trained_2").exists()
