"""Lists: pages, order, filters, conditional requests, query counts."""

import gzip
import json

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from agencies.models import Agency
from reports.progress.services import recalculate_all
from tests import factories
from tests.api.conftest import FEMALE, TRAINED, Call, World

LISTS = (
    "localities/", "agencies/", "plans/", "indicators/", "data-elements/", "targets/", "duties/", "official-figures/",
    "periods/", "submissions/", "figures/", "progress/",
)  # fmt: skip
DETAILS = ("localities/01/", "agencies/001/", "plans/KH-10/", "indicators/trained_total/", f"data-elements/{TRAINED}/")
MOST_QUERIES = 15


@pytest.fixture
def many(world: World) -> World:
    """Thirty more districts with a submission each, and the standings."""
    world.accept()
    period = world.form.period
    for number in range(100, 130):
        factories.make_submission(period, factories.make_agency(str(number)))
    recalculate_all(locality_ids=[factories.make_locality().pk])
    return world


@pytest.mark.slow
@pytest.mark.parametrize("path", ["agencies/", "submissions/", "progress/"])
def test_pages_together_are_the_whole_list_once(many: World, call: Call, path: str):
    whole = call("staff", "GET", f"{path}?page_size=500").body
    assert whole["next"] is None and whole["count"] == len(whole["results"])
    rows, address, pages = [], f"{path}?page_size=7", 0
    while address:
        page = call("staff", "GET", address).body
        rows, pages = rows + page["results"], pages + 1
        address = page["next"] and page["next"].partition("/api/v1/")[2]
    assert rows == whole["results"]
    assert pages == -(-whole["count"] // 7)


@pytest.mark.slow
def test_a_page_holds_a_hundred_rows_and_never_more_than_five_hundred(many: World, call: Call):
    Agency.objects.bulk_create(
        [
            Agency(code=f"x{n:03}", locality=factories.make_locality(), name="x", short_name="x", kind="commune")
            for n in range(600)
        ]
    )
    assert len(call("staff", "GET", "agencies/").body["results"]) == 100
    assert len(call("staff", "GET", "agencies/?page_size=100000").body["results"]) == 500


@pytest.mark.parametrize("page", ["0", "-1", "99", "x", "9" * 30, "1.5", "%00"])
def test_a_page_that_does_not_exist_is_not_found(world: World, call: Call, page: str):
    assert call("staff", "GET", f"plans/?page={page}").status == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("agencies/?kind=district", 2),
        ("agencies/?code=001", 1),
        ("agencies/?locality=01", 3),
        ("agencies/?valid_on=2024-12-14", 3),
        ("agencies/?name=don vi 001", 1),
        ("indicators/?formula=ratio", 1),
        (f"indicators/?numerator={FEMALE}&denominator={TRAINED}", 1),
        (f"indicators/?denominator={FEMALE}", 0),
        ("data-elements/?aggregation=flow", 3),
        ("targets/?plan=KH-10&indicator=female_share", 1),
        ("targets/?year=2025", 2),
        ("targets/?low=45.5", 1),
        ("duties/?lead=so-01", 1),
        ("periods/?plan=KH-10&state=open", 1),
        ("periods/?state=closed", 0),
        ("submissions/?status=accepted", 1),
        ("submissions/?late=true", 1),
        ("submissions/?late=false", 0),
        ("submissions/?year=2024&agency=002", 1),
        ("submissions/?due_at_after=2024-12-24T00:00:00Z&due_at_before=2024-12-26T00:00:00Z", 2),
        (f"figures/?data_element={TRAINED}&state=accepted", 1),
        ("figures/?year=2023", 0),
    ],
)
def test_lists_are_filtered_by_their_fields(world: World, call: Call, query: str, expected: int):
    world.accept()
    Agency.objects.filter(code="001").update(search_key="don vi 001")
    assert call("staff", "GET", query).body["count"] == expected


@pytest.mark.once
@pytest.mark.parametrize(
    "query",
    [
        "agencies/?kind=nonsense",
        "agencies/?valid_from=31/12/2026",
        "agencies/?valid_on=x",
        "agencies/?code=%00",
        "targets/?year=2024.5",
        "targets/?year=abc",
        "targets/?low=NaN",
        "progress/?status=fine",
        "progress/?met=perhaps",
        "submissions/?due_at_after=yesterday",
        "periods/?state=x",
    ],
)
def test_a_filter_that_makes_no_sense_is_refused_by_name(world: World, call: Call, query: str):
    answer = call("staff", "GET", query)
    if query == "progress/?met=perhaps":
        assert answer.status == 200
        return
    assert (answer.status, answer.body["error"]["code"]) == (400, "invalid")
    assert answer.body["error"]["fields"]


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("path", [*LISTS, *DETAILS, "series/?indicator=trained_total"])
def test_what_has_not_changed_is_not_sent_again(many: World, call: Call, path: str):
    first = call("staff", "GET", path)
    tag = first.headers["ETag"]
    again = call("staff", "GET", path, HTTP_IF_NONE_MATCH=tag)
    assert (again.status, again.text, again.headers["ETag"]) == (304, "", tag)
    assert call("staff", "GET", path, HTTP_IF_NONE_MATCH='"other"').status == 200
    assert first.headers["Cache-Control"] == "private, no-cache"
    assert "Authorization" in first.headers["Vary"]


@pytest.mark.slow
def test_a_change_changes_the_tag(many: World, call: Call):
    tag = call("staff", "GET", "submissions/").headers["ETag"]
    factories.fill(many.submissions["002"], many.people["neighbour"], **{TRAINED: "5"})
    assert call("staff", "GET", "submissions/", HTTP_IF_NONE_MATCH=tag).status == 200


def test_a_tag_survives_compression(many: World, world: World):
    client = Client(headers={"accept-encoding": "gzip"})
    client.force_login(world.people["staff"])
    first = client.get("/api/v1/agencies/")
    assert first["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(first.content))["count"] == 33
    assert client.get("/api/v1/agencies/", headers={"if-none-match": first["ETag"]}).status_code == 304


@pytest.mark.once
@pytest.mark.parametrize("path", [*LISTS, "series/?indicator=trained_total"])
def test_queries_do_not_grow_with_the_rows(many: World, path: str):
    client = Client()
    client.force_login(many.people["staff"])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert client.get(f"/api/v1/{path}").status_code == 200
    assert len(queries) <= (22 if path.startswith("series") else MOST_QUERIES)
