"""Whatever is posted to a page, in any field of any of its forms: taken or refused, never a server error."""

from collections.abc import Iterator

import lxml.html
import pytest
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from tests.test_urls import TABLE, World, made_world

WORDS = (
    "\0", "", "x", "-1", "9" * 19, "9" * 5000, "NaN", "1e999", "٣", "01/01/0001", "31/12/9999", "9999-12-31", "[]",
    "à" * 5000, "{}",
)  # fmt: skip
Fields = dict[str, list[str]]


@pytest.fixture
def world(db: None) -> World:
    return made_world()


def forms_of(page: str, path: str) -> Iterator[tuple[str, Fields]]:
    """The forms of a page that post: to where, and what stands in each of their fields."""
    for form in lxml.html.fromstring(page).forms if page.strip().startswith("<") else ():
        values: Fields = {one.name: [] for one in form.inputs if getattr(one, "name", None)}
        for name, value in form.form_values():
            values[name].append(value)
        if form.method == "POST":
            yield form.get("action") or path, values


def bodies_of(values: Fields) -> Iterator[tuple[str, str, Fields]]:
    """Which field is strange, with which word, and the whole body: each with each, all with one, each left out."""
    for word in WORDS:
        yield "all", word, {name: [word] for name in values}
    for name in values:
        yield name, "missing", {key: value for key, value in values.items() if key != name}
        for word in WORDS:
            yield name, word, values | {name: [word]}
            yield name, f"twice {word}", values | {name: [word, *values[name]]}


@pytest.mark.deep
@pytest.mark.parametrize("who", ["visitor", "reporter", "staff", "administrator"])
def test_nothing_that_is_posted_makes_a_server_error(world: World, who: str):
    client = Client(raise_request_exception=False)
    failed, seen = [], set()

    def come_in() -> None:
        if world.people[who] is not None:
            client.force_login(world.people[who])

    for name in set(TABLE) - {"logout"}:
        try:
            path = reverse(name, args=world.arguments(name))
        except NoReverseMatch:
            continue
        come_in()
        first = client.get(path)
        is_page = first.status_code == 200 and first.get("Content-Type", "").startswith("text/html")
        found = list(forms_of(first.content.decode(), path)) if is_page else []
        for action, values in found:
            if reverse("logout") in action or (place := (action.partition("?")[0], frozenset(values))) in seen:
                continue
            seen.add(place)
            for field, word, body in bodies_of(values):
                come_in()
                cache.clear()
                with transaction.atomic():
                    status = client.post(action, body).status_code
                    transaction.set_rollback(True)
                failed += [(action, field, word[:20])] if status >= 500 else []
    assert failed == []
