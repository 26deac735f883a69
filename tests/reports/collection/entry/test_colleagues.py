"""A page of the form that asks by itself what colleagues have saved: cheap, and no sign of anybody being there."""

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from reports.collection.entry import views
from tests import factories
from tests.reports.collection.scene import number


@pytest.fixture
def client(scene) -> Client:
    client = Client()
    client.force_login(scene.reporter)
    return client


@pytest.fixture
def colleague(scene):
    return factories.make_user(agency=scene.district, username="colleague")


def look(client: Client, scene, version: int):
    address = reverse("submission-cells", args=[scene.form.pk])
    return client.get(address, headers={"If-None-Match": f'W/"{version}"'})


def test_nothing_new_is_304_without_a_body(scene, client):
    scene.save(number("total", "100"))
    version = look(client, scene, 0).json()["version"]
    answer = look(client, scene, version)
    assert (answer.status_code, answer.content) == (304, b"")


def test_the_page_and_a_save_tell_the_version_that_the_next_look_asks_with(scene, client):
    page = client.get(reverse("submission", args=[scene.form.pk])).content.decode()
    assert 'data-version="1"' in page
    assert look(client, scene, 1).status_code == 304
    saved = client.post(reverse("submission-cells", args=[scene.form.pk]), {"v-total": "100", "s-total": "0"})
    assert look(client, scene, saved.json()["version"]).status_code == 304


def test_a_colleagues_cell_comes_with_value_note_and_version(scene, client, colleague):
    scene.save(number("total", "1.150", note="đủ"), by=colleague)
    answer = look(client, scene, 1)
    row = next(row for row in answer.json()["rows"] if row["code"] == "total")
    assert (row["text"], row["note"], row["version"], row["unsaved"]) == ("1.150", "đủ", 1, False)
    assert (answer.json()["filled"], answer.json()["version"]) == (1, 2)
    assert answer["ETag"] == '"2"'


def test_a_figure_entered_in_another_plans_form_is_news_too(scene, client):
    scene.save(number("total", "7"), form=scene.other)
    row = next(row for row in look(client, scene, 1).json()["rows"] if row["code"] == "total")
    assert "KH-CL2239" in row["state"]


def test_a_form_that_a_colleague_has_sent_says_so(scene, client):
    scene.sent()
    assert "vừa được nộp" in look(client, scene, 1).json()["closed"]


def test_nothing_new_costs_one_query_beyond_who_asks_and_for_which_form(scene, client):
    version = look(client, scene, 0).json()["version"]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        look(client, scene, version)
    tables = [query["sql"].partition(' FROM "')[2].partition('"')[0] for query in asked]
    assert tables[-1] == "reports_figure"
    assert tables.count("reports_figure") == 1
    assert len(asked) <= 7


@pytest.mark.slow
def test_asking_by_itself_does_not_keep_the_session_alive(scene, client):
    before = Session.objects.get().expire_date
    with time_machine.travel(timezone.now() + timezone.timedelta(hours=1), tick=False):
        look(client, scene, 0)
        assert Session.objects.get().expire_date == before
        client.get(reverse("submission", args=[scene.form.pk]))
        assert Session.objects.get().expire_date > before


@pytest.mark.slow
def test_what_is_saved_while_the_form_is_read_is_asked_for_once_more(scene, client, colleague, monkeypatch):
    """A save between reading the version and reading the rows: the answer bears the version of before."""
    read = views.grid_of

    def after_another_save(form, **details):
        scene.save(number("total", "7"), by=colleague)
        return read(form, **details)

    monkeypatch.setattr(views, "grid_of", after_another_save)
    answer = look(client, scene, 0)
    assert answer["ETag"] == f'"{answer.json()["version"]}"' == '"1"'
