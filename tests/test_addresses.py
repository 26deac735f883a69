"""Addresses and menus that are made once: they stay those of the person, the page and the place of the installation."""

import re

import pytest
from django.template import engines
from django.test import Client
from django.urls import reverse, set_script_prefix

from agencies.access import Role
from tests import factories


def drawn(text: str, **context: object) -> str:
    return engines["django"].from_string(text).render(context)


def menu_of(user, path: str) -> list[tuple[str, str]]:
    """(address, what the link says of itself) of the menu, as it stands twice on a page."""
    client = Client()
    client.force_login(user)
    page = client.get(path).content.decode()
    bar, panel = re.findall(r'<nav class="nav" aria-label="Danh mục">(.*?)</nav>', page, re.DOTALL)
    assert bar == panel
    return re.findall(r'<a href="([^"]*)"( aria-current="page"| ?)>', bar)


def test_a_page_without_arguments_has_its_own_address():
    assert drawn("{% url 'login' %} {% url 'login' %} {% url 'help' %}") == "/accounts/login/ /accounts/login/ /help/"


def test_addresses_lie_below_the_prefix_of_the_request():
    try:
        assert drawn("{% url 'help' %}") == "/help/"
        set_script_prefix("/office/")
        assert drawn("{% url 'help' %}") == "/office/help/"
    finally:
        set_script_prefix("/")
    assert drawn("{% url 'help' %}") == "/help/"


def test_what_is_asked_for_otherwise_is_djangos_own():
    assert drawn("{% url 'board' 3 %} {% url 'board' 4 %}") == "/reviews/board/3/ /reviews/board/4/"
    assert drawn("{% url name %}", name="help") == "/help/"
    assert drawn("{% url 'nowhere' as there %}[{{ there }}]{% url 'help' as there %}[{{ there }}]") == "[][/help/]"


@pytest.mark.slow
@pytest.mark.django_db
def test_each_has_the_menu_of_the_own_role_with_the_page_that_is_open():
    staff, leader = factories.make_user(Role.STAFF), factories.make_user(Role.LEADER)
    places = {user: [address for address, _ in menu_of(user, "/help/")] for user in (staff, leader)}
    assert reverse("review-list") in places[staff] and reverse("review-list") not in places[leader]
    for path in ("/help/", "/method/", "/help/"):
        open_ones = [address for address, mark in menu_of(staff, path) if mark.strip()]
        assert open_ones == [path]
