"""The board of a period and its extensions as JSON: fields, numbers, all or none, foreign agencies."""

from datetime import timedelta

import pytest

from agencies import clock
from reports.models import Extension, Notice
from tests import factories
from tests.api.conftest import FEMALE, TRAINED, Call, World

FIELDS = (
    "submission agency status late filled required duties_reported duties errors explanations_missing last_activity "
    "last_reminder due_at"
)


def address(world: World, tail: str) -> str:
    return f"periods/{world.form.period_id}/{tail}/"


def soon(days: int = 30) -> str:
    return (clock.today() + timedelta(days=days)).isoformat()


def test_the_board_has_exactly_these_fields_agency_by_agency(world: World, call: Call):
    factories.fill(world.form, world.people["reporter"], **{TRAINED: "100", FEMALE: "500"})
    body = call("staff", "GET", address(world, "board")).body
    assert [row["agency"] for row in body["results"]] == ["001", "002"]
    first = body["results"][0]
    assert " ".join(first) == FIELDS
    assert (first["status"], first["filled"], first["required"], first["errors"]) == ("draft", 2, 2, 1)
    assert (first["late"], first["due_at"]) == (True, "2024-12-25T00:00:00+07:00")
    assert body["results"][1]["status"] == "not_opened"


@pytest.mark.slow
def test_the_board_is_answered_page_by_page_in_few_queries(world: World, call: Call, django_assert_max_num_queries):
    for place in range(60):
        factories.make_submission(world.form.period, factories.make_agency(f"1{place:02}"))
    with django_assert_max_num_queries(21):
        body = call("staff", "GET", f"{address(world, 'board')}?page_size=10").body
    assert (len(body["results"]), body["next"] is not None) == (10, True)


@pytest.mark.slow
def test_more_time_shows_in_the_board_and_in_the_submission(world: World, call: Call):
    wanted = {"agencies": ["002", "001"], "until": soon(), "reason": "Mưa lũ"}
    answer = call("staff", "POST", address(world, "extensions"), wanted)
    assert answer.status == 201
    assert [row["agency"] for row in answer.body["results"]] == ["001", "002"]
    due_at = f"{soon(31)}T00:00:00+07:00"
    assert {row["due_at"] for row in answer.body["results"]} == {due_at}
    row = call("staff", "GET", address(world, "board")).body["results"][0]
    assert (row["due_at"], row["late"]) == (due_at, None)
    assert call("reporter", "GET", f"submissions/{world.form.pk}/").body["due_at"] == due_at
    assert call("staff", "GET", f"submissions/?due_at_min={soon()}T00:00:00Z").body["count"] == 2
    assert Notice.objects.filter(kind="extended").count() == 3


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"agencies": ["001", "681"]}, "agencies", "Không có trong kỳ này: 681."),
        ({"agencies": ["001", "no-such"]}, "agencies", "Không có trong kỳ này: no-such."),
        ({"agencies": []}, "agencies", ""),
        ({"until": "2024-12-31"}, "until", "đã qua"),
        ({"until": "31/12/2030"}, "until", ""),
        ({"until": None}, "until", ""),
        ({"reason": "  "}, "reason", ""),
        ({"reason": "x" * 501}, "reason", ""),
    ],
)
def test_one_wrong_part_gives_nobody_more_time(world: World, call: Call, change, field, words):
    wanted = {"agencies": ["001"], "until": soon(), "reason": "Mưa lũ", **change}
    answer = call("staff", "POST", address(world, "extensions"), wanted)
    assert answer.status == 400
    assert words in answer.body["error"]["fields"][field]
    assert not Extension.objects.exists()


@pytest.mark.slow
def test_a_late_report_is_on_time_once_its_deadline_was_extended(world: World, call: Call):
    world.fill_and_send()
    assert call("staff", "GET", "submissions/?late=true").body["count"] == 1
    Extension.objects.create(
        submission=world.form,
        due_at=clock.now() + timedelta(days=1),
        reason="Mưa lũ",
        by=world.people["staff"],
        at=clock.now(),
    )
    assert call("staff", "GET", "submissions/?late=true").body["count"] == 0
    assert call("staff", "GET", f"submissions/{world.form.pk}/").body["late"] is False
