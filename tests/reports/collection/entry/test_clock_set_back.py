"""Fault 41: the server's clock steps back by an hour after the deadline, and late stays late."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from reports.models import Submission
from tests.reports.collection.scene import Scene, number

# The first late moment of the scene's plan: 25/12, 00:00 in Viet Nam.
DUE = datetime.fromisoformat("2024-12-25T00:00:00+07:00")
HALF, HOUR = timedelta(minutes=30), timedelta(hours=1)


@pytest.fixture
def reporter(scene: Scene) -> Client:
    with time_machine.travel(DUE - 2 * HOUR, tick=False):
        scene.fill()
        client = Client()
        client.force_login(scene.reporter)
    return client


def something_is_recorded(scene: Scene, at: datetime) -> None:
    with time_machine.travel(at, tick=False):
        scene.save(number("teachers", "12"), form=scene.other)


def send_page(client: Client, scene: Scene) -> None:
    client.post(reverse("submission-submit", args=[scene.form.pk]), {"version": 1})


def send_api(client: Client, scene: Scene) -> None:
    address = f"/api/v1/submissions/{scene.form.pk}/submit/"
    client.post(address, {}, content_type="application/json")


def sent_at(scene: Scene) -> datetime:
    return Submission.objects.get(pk=scene.form.pk).submitted_at


@pytest.mark.parametrize("send", [send_page, send_api])
def test_a_report_sent_after_a_step_back_over_the_deadline_is_late(scene, reporter, send):
    something_is_recorded(scene, DUE + HALF)
    with time_machine.travel(DUE - HALF, tick=False):
        send(reporter, scene)
    assert sent_at(scene) == DUE + HALF
    assert Submission.objects.get(pk=scene.form.pk).is_late()


def test_without_a_step_back_the_clock_decides(scene, reporter):
    something_is_recorded(scene, DUE - HOUR)
    with time_machine.travel(DUE - HALF, tick=False):
        send_page(reporter, scene)
    assert sent_at(scene) == DUE - HALF


def test_a_clock_that_was_a_day_ahead_and_was_put_right_makes_nobody_late(scene, reporter):
    something_is_recorded(scene, DUE + 20 * HOUR)
    with time_machine.travel(DUE - HALF, tick=False):
        send_page(reporter, scene)
    assert sent_at(scene) == DUE - HALF
