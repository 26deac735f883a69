"""On a shared computer nothing of a person outlives her sign-out: by header on every page, and in a real browser."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page

from reports.models import Submission
from tests import factories
from tests.factories import PASSWORD
from tests.test_urls import CASES, World, made_world

OWN_WORDS = {
    "overview": {"no-cache", "private"},
    "standing": {"no-cache", "private"},
    "submission": {"no-cache", "private"},
    "submission-cells": {"no-cache", "private"},
    "issued-report-file": {"no-cache", "private"},
}
# Nothing of the person is on them.
PUBLIC = {"favicon", "healthz", "readyz", "worker"}


@pytest.fixture
def world(db: None) -> World:
    return made_world()


@pytest.mark.slow
@pytest.mark.parametrize("role", ["reporter", "staff", "leader", "administrator"])
def test_every_page_of_a_person_is_stored_nowhere_but_for_the_overview_and_the_form(world: World, role: str):
    client = Client()
    client.force_login(world.people[role])
    found = {}
    for name, method in CASES:
        if method == "GET" and name not in PUBLIC:
            answer = client.get(reverse(name, args=world.arguments(name)))
            if answer.status_code == 200:
                found[name] = set(answer["Cache-Control"].replace(" ", "").split(","))
    assert {name for name, words in found.items() if "no-store" not in words} <= OWN_WORDS.keys()
    for name in OWN_WORDS.keys() & found.keys():
        assert found[name] == OWN_WORDS[name]


def test_a_refusal_and_an_error_page_are_stored_nowhere_either(world: World):
    client = Client()
    client.force_login(world.people["reporter"])
    for address in ("/khong/co/", reverse("review-list")):
        assert "no-store" in client.get(address)["Cache-Control"]


def test_signing_out_wipes_what_the_browser_keeps_and_so_does_another_person(db):
    agency = factories.make_agency()
    for name in ("lan", "hoa"):
        factories.make_user(agency=agency, username=name)
    browser = Client()

    def sign_in(name: str):
        return browser.post(reverse("login"), {"username": name, "password": PASSWORD})

    assert "Clear-Site-Data" not in sign_in("lan")
    browser.cookies.pop("sessionid")
    assert "Clear-Site-Data" not in sign_in("lan")
    browser.cookies.pop("sessionid")
    assert sign_in("hoa")["Clear-Site-Data"] == '"cache", "storage"'
    assert browser.post(reverse("logout"))["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in sign_in("hoa")


@pytest.fixture
def form(transactional_db) -> Submission:
    agency = factories.make_agency()
    for name in ("lan", "hoa"):
        factories.make_user(agency=agency, username=name)
    return factories.make_submission(factories.make_period(factories.make_plan()), agency)


@pytest.mark.browser
def test_the_next_person_at_the_computer_finds_nothing_typed_and_no_page(page: Page, form: Submission):
    def sign_in(name: str) -> None:
        page.goto("/accounts/login/")
        page.fill("#id_username", name)
        page.fill("#id_password", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/submissions/")

    sign_in("lan")
    page.goto(reverse("submission", args=[form.pk]))
    page.evaluate('localStorage.setItem(\'vocplan:1-1\', \'{"pupils": {"v": "12"}}\')')
    # The session ends without a sign-out, as after a night; somebody else sits down.
    page.context.clear_cookies(name="sessionid")
    sign_in("hoa")
    assert page.evaluate("localStorage.length") == 0
    page.evaluate("localStorage.setItem('vocplan:1-2', '{}')")
    page.locator("details.account summary").click()
    page.get_by_role("button", name="Thoát").click()
    page.wait_for_url("**/accounts/login/")
    assert page.evaluate("localStorage.length") == 0
    page.go_back()
    page.wait_for_url("**/accounts/login/**")
