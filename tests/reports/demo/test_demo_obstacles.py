"""The demo's obstacles: labelled, in several states, and gone with the demo."""

import pytest

from agencies import clock
from agencies.models import Instance
from reports.demo.clearing import clear_demo
from reports.models import Obstacle, ObstacleReply, ObstacleState

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def _clock():
    clock.set_shift(Instance.current().demo_shift)
    yield
    clock.set_shift(Instance.current().demo_shift)


def test_they_are_labelled_and_stand_in_several_states():
    rows = list(Obstacle.objects.all())
    assert {row.state for row in rows} == {ObstacleState.OPEN, ObstacleState.ANSWERED, ObstacleState.PASSED_UP}
    assert all(row.illustrative and "(Nội dung minh họa.)" in row.text for row in rows)
    assert all("(Nội dung minh họa.)" in step.text for step in ObstacleReply.objects.all())
    assert all(step.at < clock.now() for step in ObstacleReply.objects.all())


@pytest.mark.once
@pytest.mark.slow
def test_they_go_with_the_demo():
    assert Obstacle.objects.exists()
    clear_demo()
    assert not Obstacle.objects.exists()
    assert not ObstacleReply.objects.exists()
