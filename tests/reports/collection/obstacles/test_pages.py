"""The list and the page of obstacles: who sees what, in which order, at which price."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import clock
from reports.models import Obstacle, ObstacleReply, ObstacleState
from tests import factories

LIST = "/obstacles/"


def titles(answer) -> list[str]:
    return [row.title for row in answer.context["page"].rows]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("who", "status"),
    [("reporter", 200), ("staff", 200), ("leader", 200), ("neighbour", 404), ("stranger", 404), ("nobody", 403)],
)
def test_one_obstacle_is_seen_by_its_agency_and_its_locality(world, who, status):
    assert world.client(who).get(reverse("obstacle", args=[world.raised().pk])).status_code == status


@pytest.mark.slow
def test_the_list_holds_the_own_agency_or_the_locality(world):
    world.raised()
    seen = {
        who: titles(world.client(who).get(LIST)) for who in ("reporter", "staff", "leader", "neighbour", "stranger")
    }
    assert {who for who, rows in seen.items() if rows} == {"reporter", "staff", "leader"}
    assert world.client("administrator").get(LIST).status_code == 403


@pytest.mark.slow
def test_leaders_see_first_what_has_waited_longest_for_them(world):
    now = clock.now()
    for days, title in ((3, "mới trình"), (34, "trình đã lâu")):
        row = world.raised(title, now=now - timedelta(days=60))
        world.moved(row, ObstacleState.PASSED_UP, now=now - timedelta(days=days))
    world.raised("chờ Sở", now=now - timedelta(days=90))
    answer = world.client("leader").get(LIST)
    assert titles(answer) == ["trình đã lâu", "mới trình", "chờ Sở"]
    assert titles(world.client("staff").get(LIST))[0] == "chờ Sở"
    assert "2 vướng mắc vượt thẩm quyền chờ cấp trên quyết, lâu nhất 34 ngày" in answer.content.decode()
    assert "chờ cấp trên quyết 34 ngày" in answer.content.decode()


@pytest.mark.slow
def test_the_filters_live_in_the_address(world):
    factories.make_plan("KH-CL2239")
    world.raised("mở")
    world.moved(world.raised("xong"), ObstacleState.CLOSED)
    staff = world.client("staff")
    assert titles(staff.get(LIST)) == ["mở"]
    assert titles(staff.get(LIST + "?state=closed")) == ["xong"]
    assert sorted(titles(staff.get(LIST + "?state=all"))) == ["mở", "xong"]
    assert titles(staff.get(LIST + "?state=no-such-state&plan=KH-99&agency=zzz&page=x")) == ["mở"]
    assert "Không có vướng mắc nào khớp" in staff.get(LIST + "?state=passed_up").content.decode()


def test_an_agency_can_be_chosen(world):
    other = world.people["neighbour"].memberships.get().agency
    world.raised("của Ba Đình")
    world.raised("của đơn vị khác", agency=other, by=world.people["neighbour"])
    assert titles(world.client("staff").get(f"{LIST}?agency={other.code}")) == ["của đơn vị khác"]


def test_an_empty_list_says_what_to_do(world):
    assert "Đơn vị chưa nêu vướng mắc nào" in world.client("reporter").get(LIST).content.decode()
    assert "Chưa có đơn vị nào nêu vướng mắc" in world.client("staff").get(LIST).content.decode()


@pytest.mark.slow
def test_the_list_costs_the_same_for_many(world):
    staff = world.client("staff")
    world.raised()
    with CaptureQueriesContext(connection) as few:
        staff.get(LIST)
    for number in range(60):
        world.raised(f"vướng mắc {number}")
    with CaptureQueriesContext(connection) as many:
        page = staff.get(LIST)
    assert len(many) == len(few) <= 8
    assert len(titles(page)) == 50
    assert len(titles(staff.get(f"{LIST}?page=2"))) == 11


@pytest.mark.slow
def test_one_page_costs_the_same_for_many_answers(world, django_assert_max_num_queries):
    row = world.raised()
    said = {"obstacle": row, "state": ObstacleState.ANSWERED, "text": "x", "by": world.people["staff"]}
    ObstacleReply.objects.bulk_create([ObstacleReply(at=clock.now(), **said) for _ in range(30)])
    staff = world.client("staff")
    with django_assert_max_num_queries(8):
        staff.get(reverse("obstacle", args=[row.pk]))


def test_a_get_changes_nothing(world):
    row = world.raised()
    world.client("staff").get(reverse("obstacle", args=[row.pk]) + "?to=closed&text=x&version=1")
    assert Obstacle.objects.get().state == ObstacleState.OPEN


def test_other_methods_are_refused(world):
    staff = world.client("staff")
    assert staff.put(LIST).status_code == 405
    assert staff.delete(reverse("obstacle", args=[world.raised().pk])).status_code == 405
