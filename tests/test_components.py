"""The page of components: for developers only, each component with a sample, whole and fit for a screen reader."""

from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import Page

from tests.journeys.browser import beyond, sideways
from vocplan.components import FOLDER, HEAD_COMMENT, SAMPLES

FILES = sorted(Path(__file__).resolve().parent.parent.joinpath("templates", FOLDER).glob("*.html"))


def test_it_is_not_there_on_an_installation(db):
    assert Client().get("/components/").status_code == 404


def test_every_component_is_there_with_a_sample_and_what_it_asks_for(db, settings):
    settings.DEBUG = True
    answer = Client().get("/components/")
    assert answer.status_code == 200
    shown = {each.name: each for each in answer.context["components"]}
    assert list(shown) == [path.stem for path in FILES]
    assert sorted(SAMPLES) == sorted(shown)
    assert [name for name, each in shown.items() if not each.samples and name != "sprite"] == []
    page = answer.content.decode()
    assert [sign for sign in ("achieved", "draft", "must") if f"#i-{sign}" not in page] == []


@pytest.mark.parametrize(
    "path", [path for path in FILES if "{{" in path.read_text(encoding="utf-8")], ids=lambda path: path.stem
)
def test_a_component_that_is_given_something_says_what(path: Path):
    assert HEAD_COMMENT.search(path.read_text(encoding="utf-8"))


@pytest.mark.browser
@pytest.mark.once
@pytest.mark.django_db(transaction=True)
def test_it_is_whole_at_every_width_and_fit_for_a_screen_reader(page: Page, accessibility_faults, settings):
    settings.DEBUG = True
    assert page.goto("/components/").status == 200
    assert sideways(page) == []
    assert accessibility_faults(page) == []
    assert beyond(page, 360) == 0
