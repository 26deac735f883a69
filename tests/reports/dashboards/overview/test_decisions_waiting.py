"""The overview says what waits for a decision above the department, and to whom."""

from datetime import timedelta

import pytest
from django.test import Client

from agencies import clock
from agencies.access import Role
from reports.collection.obstacles.services import raise_obstacle, reply
from reports.dashboards.overview.decisions_waiting import decisions_waiting
from reports.models import Decider, Obstacle, ObstacleState
from tests import factories


@pytest.fixture
def people(db) -> dict:
    department, district = factories.make_department(), factories.make_agency("001")
    away = factories.make_department("68-so", locality=factories.make_locality("68"))
    return {
        "leader": factories.make_user(Role.LEADER, department),
        "staff": factories.make_user(Role.STAFF, department),
        "reporter": factories.make_user(agency=district),
        "stranger": factories.make_user(Role.LEADER, away),
    }


def pass_up(people: dict, days: int) -> Obstacle:
    """An obstacle that was passed up so many days ago."""
    plan = factories.make_plan(f"KH-{days}")
    agency = people["reporter"].memberships.get().agency
    then = clock.now() - timedelta(days=days)
    row = raise_obstacle(
        agency=agency,
        plan=plan,
        title="x",
        text="x",
        since=then.date() - timedelta(days=9),
        asks=Decider.LOCALITY,
        by=people["reporter"],
        now=then - timedelta(days=5),
    )
    return reply(obstacle=row, to=ObstacleState.PASSED_UP, text="x", seen_version=1, by=people["staff"], now=then)


def test_the_longest_wait_is_counted_from_the_passing_up(people, django_assert_num_queries):
    pass_up(people, 34)
    pass_up(people, 9)
    people["leader"].access  # noqa: B018
    locality = factories.make_locality()
    with django_assert_num_queries(1):
        waiting = decisions_waiting(people["leader"], locality)
    assert (waiting.count, waiting.longest) == ("2 vướng mắc vượt thẩm quyền", "lâu nhất chờ 34\u00a0ngày")
    assert waiting.url == "/obstacles/?state=passed_up"


def test_a_decided_one_waits_no_longer(people):
    row = pass_up(people, 3)
    reply(obstacle=row, to=ObstacleState.CLOSED, text="Đã quyết.", seen_version=2, by=people["staff"], now=clock.now())
    assert decisions_waiting(people["leader"], factories.make_locality()) is None


@pytest.mark.parametrize(("who", "seen"), [("leader", True), ("staff", True), ("reporter", False), ("stranger", False)])
def test_only_who_sees_all_submissions_of_the_locality_is_told(people, who, seen):
    pass_up(people, 3)
    assert (decisions_waiting(people[who], factories.make_locality()) is not None) == seen


def test_the_overview_shows_it_and_is_made_anew_when_it_changes(people):
    client = Client()
    client.force_login(people["leader"])
    first = client.get("/")
    assert "Cần lãnh đạo quyết" not in first.content.decode()
    pass_up(people, 34)
    again = client.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 200
    assert "lâu nhất chờ 34\u00a0ngày" in again.content.decode()
