"""Every move of an obstacle, from every state and by everybody."""

import itertools

import pytest
from django.urls import reverse

from reports.collection.obstacles.services import OBSTACLE_MOVES, NotYours, ObstacleError, ObstacleMoved
from reports.models import Obstacle, ObstacleReply, ObstacleState

ALL_MOVES = list(itertools.product(ObstacleState, ObstacleState))


def bring_to(world, state: ObstacleState) -> Obstacle:
    row = world.raised()
    Obstacle.objects.filter(pk=row.pk).update(state=state)
    row.refresh_from_db()
    return row


@pytest.mark.once
@pytest.mark.parametrize(("start", "to"), ALL_MOVES)
def test_only_the_moves_of_the_table_are_made(world, start, to):
    row = bring_to(world, start)
    by = "reporter" if to == ObstacleState.OPEN else "staff"
    if start in OBSTACLE_MOVES[to]:
        moved = world.moved(row, to, by=by, text="Sẽ bổ sung.")
        step = ObstacleReply.objects.get()
        assert (moved.state, moved.version) == (to, 2)
        assert (step.state, step.text, step.by) == (to, "Sẽ bổ sung.", world.people[by])
    else:
        with pytest.raises(ObstacleMoved):
            world.moved(row, to, by=by)
        row.refresh_from_db()
        assert (row.state, row.version, ObstacleReply.objects.count()) == (start, 1, 0)


@pytest.mark.parametrize("who", ["neighbour", "leader", "administrator", "stranger", "nobody", "both", "reporter"])
def test_only_staff_answer_and_never_for_their_own_agency(world, who):
    with pytest.raises(NotYours):
        world.moved(world.raised(), ObstacleState.ANSWERED, by=who)


def test_only_the_agency_asks_again(world):
    row = bring_to(world, ObstacleState.ANSWERED)
    for who in ("staff", "neighbour", "leader"):
        with pytest.raises(NotYours):
            world.moved(row, ObstacleState.OPEN, by=who)
    assert world.moved(row, ObstacleState.OPEN, by="reporter").state == ObstacleState.OPEN


@pytest.mark.parametrize("text", ["", "  ", "\u200b\u202e", "x" * 4001])
def test_a_step_says_something(world, text):
    with pytest.raises(ObstacleError):
        world.moved(world.raised(), ObstacleState.ANSWERED, text=text)


def test_of_two_who_answer_at_once_one_wins(world):
    row = world.raised()
    world.moved(row, ObstacleState.ANSWERED, seen_version=1)
    with pytest.raises(ObstacleMoved) as refusal:
        world.moved(row, ObstacleState.CLOSED, seen_version=1)
    assert refusal.value.obstacle.state == ObstacleState.ANSWERED
    assert ObstacleReply.objects.count() == 1


def answer(world, who: str, row: Obstacle, to: str = "answered", text: str = "Sở bổ sung trong tháng 12.", version=1):
    address = reverse("obstacle", args=[row.pk])
    return world.client(who).post(address, {"to": to, "text": text, "version": version})


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("staff", 302),
        ("reporter", 403),
        ("both", 403),
        ("leader", 403),
        ("administrator", 403),
        ("nobody", 403),
        ("neighbour", 404),
        ("stranger", 404),
    ],
)
def test_the_page_takes_an_answer_from_staff_alone(world, who, status):
    row = world.raised()
    assert answer(world, who, row).status_code == status
    assert ObstacleReply.objects.count() == (1 if status == 302 else 0)


def test_the_agency_reads_the_answer_with_name_and_time(world):
    row = world.raised()
    answer(world, "staff", row)
    page = world.client("reporter").get(reverse("obstacle", args=[row.pk])).content.decode()
    step = ObstacleReply.objects.get()
    assert "Sở bổ sung trong tháng 12." in page
    assert "Trần Minh" in page
    assert f"{step.at.astimezone():%Y}" in page and "ngày" in page


def test_a_stale_answer_is_refused_and_stays_typed(world):
    row = world.raised()
    answer(world, "staff", row)
    late = answer(world, "staff", row, to="closed", text="Đã giải quyết rồi.")
    assert late.status_code == 409
    assert "Đã giải quyết rồi." in late.content.decode()
    assert ObstacleReply.objects.count() == 1


@pytest.mark.slow
def test_a_double_click_is_one_answer(world):
    row = world.raised()
    assert [answer(world, "staff", row).status_code for _ in range(2)] == [302, 409]
    assert ObstacleReply.objects.count() == 1


def test_an_answer_without_words_is_asked_for_in_place(world):
    row = world.raised()
    refused = answer(world, "staff", row, text="")
    assert refused.status_code == 422
    assert "Ghi nội dung" in refused.content.decode()
