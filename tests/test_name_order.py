"""Names in every list and every select of every page stand in the Vietnamese order: Đ after D, Ă after A.

What is ordered by something else first (state, time, severity) stands in ORDERED_OTHERWISE with the reason.
"""

from collections.abc import Iterator

import lxml.html
import pytest
from django.test import Client, override_settings

from agencies import clock
from agencies.models import Agency, Instance, Locality, User
from agencies.vietnamese_text import by_name, sort_key
from tests.databases import copied, in_use
from tests.furnished_demo import PAGES, PEOPLE, Demo, furnished
from tests.reports.issued.conftest import printing_program

pytestmark = pytest.mark.slow

ORDERED_OTHERWISE = {
    "people: tbody table stacked": "by what a person needs, then by body and name",
    "bodies: tbody table stacked": "by kind, then by name",
    "history: tbody table stacked history": "by time",
    "coordination: tbody table stacked": "by the day on which each began",
    "reorganisation: ol": "by the steps of its life",
    "review-list: tbody table round stacked": "those that wait by time, the others by state, then by name",
    "board: tbody table board": "the latest first; by name where that is chosen",
    "duty-list: ul": "by the number of the duty",
    "duty-list: ul duty-many": "what is undone first, then by name",
    "deadline-room: ul": "who types and what arrives by time, who owes by state and then by name",
    "issued-report: tbody table": "a paper lists bodies as the state does, by their official codes",
}


@pytest.fixture(scope="module")
def demo(demo_database, django_db_blocker, tmp_path_factory) -> Iterator[Demo]:
    folder = tmp_path_factory.mktemp("name_order")
    settled = override_settings(MEDIA_ROOT=folder / "media", LIBREOFFICE=printing_program(folder))
    with django_db_blocker.unblock(), settled, copied(demo_database.name) as name, in_use(name):
        clock.set_shift(Instance.current().demo_shift)
        yield furnished("")
        clock.set_shift(None)


@pytest.fixture(scope="module")
def names(demo: Demo) -> set[str]:
    """What bodies, places and people are called."""
    bodies = {name for pair in Agency.objects.values_list("name", "short_name") for name in pair}
    people = {user.full_name for user in User.objects.all()}
    return (bodies | people | {place.name for place in Locality.objects.all()}) - {""}


def named(text: str, names: set[str]) -> str | None:
    """The name that a choice or a cell shows, alone or with its code."""
    shown = " ".join(text.split())
    bare = shown.rsplit(" (", 1)[0]
    return shown if shown in names else bare if bare in names else None


def lists(page: lxml.html.HtmlElement, names: set[str]) -> Iterator[tuple[str, list[str]]]:
    """Each select, table and list of a page with the names that its rows begin with."""
    for select in page.iter("select"):
        for group in (select, *select.iter("optgroup")):
            options = [named(each.text_content(), names) for each in group.iterchildren("option")]
            yield f"select {select.get('name')}", [name for name in options if name]
    for body in page.iter("tbody", "ul", "ol"):
        found = [first_name(row, names) for row in body.iterchildren("tr", "li")]
        yield f"{body.tag} {body.getparent().get('class') or ''}".strip(), [name for name in found if name]


def first_name(row: lxml.html.HtmlElement, names: set[str]) -> str | None:
    """The name in the cell that heads a row, or that a line begins with."""
    head = next(iter([*row.iterchildren("th"), *row.iterchildren("td")]), row)
    texts = (each.text_content() for each in head.iter() if isinstance(each.tag, str))
    return next((name for text in texts if (name := named(text, names))), None)


@pytest.mark.parametrize("name", PAGES)
def test_names_stand_in_vietnamese_order(name: str, demo: Demo, names: set[str], settings):
    settings.DEBUG = name == "components"
    wrong = []
    for role, username in PEOPLE.items():
        client = Client()
        if username:
            client.force_login(demo.people[username])
        for address in demo.walk(name, role):
            answer = client.get(address)
            if answer.status_code != 200 or "html" not in answer["Content-Type"]:
                continue
            page = lxml.html.fromstring(answer.content.decode())
            wrong += [
                (address, where, found)
                for where, found in lists(page, names)
                if found != by_name(found, name=str) and f"{name}: {where}" not in ORDERED_OTHERWISE
            ]
    assert wrong == []


def test_the_order_is_that_of_the_dictionary():
    ordered = ["Ba Đình", "Ba Vì", "Cầu Giấy", "Duy Tiên", "Đan Phượng", "Đông Anh", "Đống Đa", "Gia Lâm", "Hà Đông"]
    assert by_name(reversed(ordered), name=str) == ordered
    assert sort_key("Đống Đa") > sort_key("Dương Nội")
