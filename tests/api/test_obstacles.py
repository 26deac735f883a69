"""Obstacles and duties through the API: the same services, the same refusals."""

from datetime import date

import pytest

from agencies import clock
from reports.collection.obstacles.services import raise_obstacle
from reports.models import AuditEvent, Decider, DutyUpdate, Notice, NoticeKind, Obstacle, Verb
from tests import factories
from tests.api.conftest import Call, World

OBSTACLE = {
    "agency": "001",
    "plan": "KH-10",
    "title": "Thiếu giáo viên",
    "text": "Đề nghị bổ sung.",
    "since": "2024-09-01",
    "asks": "locality",
}
FIELDS = "id agency plan title text since asks state version raised_by raised_at illustrative replies"
UPDATE_FIELDS = "id plan duty agency year submission state text updated_at"


def step(version: int, **changes) -> dict:
    return {"state": "answered", "text": "Sở bổ sung trong tháng 12.", "version": version, **changes}


def test_an_obstacle_travels_from_the_agency_to_the_answer(world: World, call: Call):
    made = call("reporter", "POST", "obstacles/", OBSTACLE)
    assert (made.status, made.body["state"], made.body["version"]) == (201, "open", 1)
    assert set(made.body) == set(FIELDS.split())
    answered = call("staff", "PATCH", f"obstacles/{made.body['id']}/", step(1))
    assert (answered.status, answered.body["state"], answered.body["version"]) == (200, "answered", 2)
    assert answered.body["replies"][0]["by"] == world.people["staff"].full_name
    assert call("reporter", "GET", f"obstacles/{made.body['id']}/").body == answered.body


def test_a_stale_step_is_refused_with_where_it_stands(world: World, call: Call):
    pk = call("reporter", "POST", "obstacles/", OBSTACLE).body["id"]
    call("staff", "PATCH", f"obstacles/{pk}/", step(1))
    late = call("staff", "PATCH", f"obstacles/{pk}/", step(1, state="closed"))
    assert (late.status, late.body["error"]["code"]) == (409, "obstacle_moved")
    assert (late.body["error"]["status"], late.body["error"]["version"]) == ("answered", 2)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": ""}, "title"),
        ({"title": "\u200b"}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"text": "\u202e"}, "text"),
        ({"since": "01/09/2024"}, "since"),
        ({"since": "2190-01-01"}, "since"),
        ({"since": "1900-01-01"}, "since"),
        ({"asks": "everybody"}, "asks"),
    ],
)
def test_what_is_wrong_is_named_by_field(world: World, call: Call, changes: dict, field: str):
    answer = call("reporter", "POST", "obstacles/", {**OBSTACLE, **changes})
    assert (answer.status, list(answer.body["error"]["fields"])) == (400, [field])
    assert not Obstacle.objects.exists()


def test_another_agency_and_plan_do_not_exist_for_a_reporter(world: World, call: Call):
    for changes in ({"agency": "002"}, {"agency": "681"}, {"plan": "KH-CT21"}):
        assert call("reporter", "POST", "obstacles/", {**OBSTACLE, **changes}).status == 404


def test_the_list_costs_the_same_for_many(world: World, call: Call, django_assert_max_num_queries):
    for number in range(20):
        raise_obstacle(
            agency=world.agencies["001"],
            plan=world.plans["KH-10"],
            title=f"Việc {number}",
            text="x",
            since=date(2024, 9, 1),
            asks=Decider.LOCALITY,
            by=world.people["reporter"],
            now=clock.now(),
        )
    call("staff", "GET", "obstacles/")
    with django_assert_max_num_queries(9):
        assert call("staff", "GET", "obstacles/?state=open&agency=001").body["count"] == 20


def test_an_answer_is_noticed_and_every_step_is_on_record(world: World, call: Call):
    pk = call("reporter", "POST", "obstacles/", OBSTACLE).body["id"]
    call("staff", "PATCH", f"obstacles/{pk}/", step(1))
    told = Notice.objects.filter(kind=NoticeKind.ANSWERED)
    assert {notice.user.username for notice in told} == {"reporter", "colleague"}
    assert "Sở bổ sung trong tháng 12." in told.first().text
    verbs = AuditEvent.objects.filter(subject=f"obstacle:{pk}").values_list("verb", flat=True)
    assert list(verbs) == [Verb.OBSTACLE_RAISED, Verb.OBSTACLE_MOVED]


def test_a_duty_is_said_and_said_anew(world: World, call: Call):
    factories.make_duty(world.plans["KH-10"], "9", lead=world.agencies["001"])
    sent = {"submission": world.form.pk, "duty": "9", "state": "in_progress", "text": "Đang làm."}
    made = call("reporter", "POST", "duty-updates/", sent)
    assert made.status == 201
    assert set(made.body) == set(UPDATE_FIELDS.split())
    changed = call("reporter", "PATCH", f"duty-updates/{made.body['id']}/", {"state": "done", "text": "Xong."})
    assert (changed.status, changed.body["state"], changed.body["text"]) == (200, "done", "Xong.")
    assert DutyUpdate.objects.count() == 1
    assert call("staff", "GET", "duty-updates/?agency=001&year=2024&state=done").body["results"] == [changed.body]


def test_a_duty_of_somebody_else_cannot_be_said(world: World, call: Call):
    sent = {"submission": world.form.pk, "duty": "1", "state": "done"}
    assert call("reporter", "POST", "duty-updates/", sent).status == 404


def test_a_sent_report_takes_no_more_words(world: World, call: Call):
    factories.make_duty(world.plans["KH-10"], "9", lead=world.agencies["001"])
    world.fill_and_send()
    sent = {"submission": world.form.pk, "duty": "9", "state": "done"}
    answer = call("reporter", "POST", "duty-updates/", sent)
    assert (answer.status, answer.body["error"]["code"]) == (409, "wrong_state")
