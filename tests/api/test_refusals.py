"""Every refusal has one shape and Vietnamese words; nothing that is sent makes a server error."""

from functools import cache
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.validation import validate_schema

from tests.api.conftest import TRAINED, Call, World
from vocplan.rest.schema import DocumentedGenerator

WORDS = (
    "",
    "x",
    "%00",
    "%ff",
    "-1",
    "0",
    "1e999",
    "9" * 40,
    "NaN",
    "true",
    "null",
    "../..",
    "' OR 1=1 --",
    "%F0%9F%98%80",
)
BODIES = (
    "",
    "{}",
    "[]",
    "null",
    "7",
    '"x"',
    "{",
    "\ufeff{}",
    '{"version": 1e99}',
    '{"version": true}',
    "[" * 2000,
    '{"a":1,"a":2}',
)


def refused(answer, status: int, code: str) -> dict:
    error = answer.body["error"]
    assert (answer.status, error["code"]) == (status, code)
    assert error["message"].endswith((".", "/.", "…"))
    assert isinstance(error["fields"], dict)
    return error


def test_refusals_have_one_shape(world: World, call: Call):
    refused(call(None, "GET", "plans/"), 401, "not_authenticated")
    refused(call("leader", "POST", f"submissions/{world.form.pk}/submit/"), 403, "permission_denied")
    refused(call("staff", "GET", "plans/KH-99/"), 404, "not_found")
    refused(call("staff", "GET", "no/such/address"), 404, "not_found")
    assert "DELETE" in refused(call("staff", "DELETE", "plans/"), 405, "method_not_allowed")["message"]
    refused(call("staff", "GET", "plans/", HTTP_ACCEPT="text/html"), 406, "not_acceptable")
    refused(call("reporter", "POST", f"submissions/{world.form.pk}/submit/", "{"), 400, "parse_error")


XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.mark.parametrize(
    ("who", "path", "accept", "status", "code"),
    [
        ("staff", "issued-reports/999999/files/pdf/", "*/*", 404, "not_found"),
        ("administrator", "submissions/{form}/workbook/", XLSX, 403, "permission_denied"),
        ("staff", "submissions/999999/workbook/", XLSX, 404, "not_found"),
    ],
)
def test_a_refusal_is_json_where_a_file_was_asked_for_too(
    world: World, call: Call, who: str, path: str, accept: str, status: int, code: str
):
    answer = call(who, "GET", path.format(form=world.form.pk), HTTP_ACCEPT=accept)
    assert answer.headers["Content-Type"] == "application/json"
    refused(answer, status, code)


def test_a_body_that_is_no_json_is_refused_by_its_type(world: World, call: Call):
    client = Client()
    client.force_login(world.people["reporter"])
    for path in (f"submissions/{world.form.pk}/submit/", "assess/", "token/"):
        response = client.post(f"/api/v1/{path}", {"version": 1})
        assert (response.status_code, response.json()["error"]["code"]) == (415, "unsupported_media_type")


def test_a_body_that_is_too_large_is_refused_unread(world: World, call: Call, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 1000
    path = f"submissions/{world.form.pk}/figures/"
    refused(call("reporter", "PATCH", path, '{"version": 1, "figures": "' + "x" * 2000 + '"}'), 413, "too_large")


@pytest.mark.usefixtures("through_proxies")
def test_too_many_requests_say_when_to_come_back(world: World, call: Call):
    with patch("rest_framework.throttling.UserRateThrottle.THROTTLE_RATES", {"user": "3/min"}):
        statuses = [call("staff", "GET", "plans/").status for _ in range(4)]
        answer = call("staff", "GET", "plans/")
    assert statuses == [200, 200, 200, 429]
    refused(answer, 429, "throttled")
    assert 0 < int(answer.headers["Retry-After"]) <= 60


def test_a_database_that_is_away_is_told_as_such(world: World, call: Call):
    with patch("targets.api.Plans.get_queryset", side_effect=OperationalError("server closed the connection")):
        answer = call("staff", "GET", "plans/")
    refused(answer, 503, "unavailable")
    assert answer.headers["Retry-After"] == "10"


@cache
def operations() -> list[tuple[str, str, list[str]]]:
    """Method, path and query parameters of everything in the OpenAPI document."""
    document = DocumentedGenerator().get_schema(request=None, public=True)
    return [
        (method.upper(), path, [p["name"] for p in operation.get("parameters", []) if p["in"] == "query"])
        for path, methods in document["paths"].items()
        for method, operation in methods.items()
    ]


def addresses(template: str, form: int) -> list[str]:
    """An address with real names in it, and with all that one could write instead."""
    real = template.replace("{id}", str(form)).replace("{code}", "KH-10")
    strange = [template.replace("{id}", word).replace("{code}", word) for word in WORDS if word and "{" in template]
    return [path.removeprefix("/api/v1/") for path in (real, *strange)]


@pytest.mark.slow
def test_nothing_that_is_asked_makes_a_server_error(world: World, call: Call):
    world.fill_and_send()
    for method, template, names in operations():
        who = "reporter" if template.endswith(("/figures/", "/submit/", "/withdraw/")) else "staff"
        real, *strange = addresses(template, world.form.pk)
        for path in strange:
            assert call(who, method, path).status < 500, (method, path)
        for body in BODIES if method != "GET" else []:
            assert call(who, method, real, body).status < 500, (method, real, body)
        for word in WORDS if names else []:
            query = "&".join(f"{name}={word}" for name in names)
            assert call(who, method, f"{real}?{query}").status < 500, (real, word)


OTHERS = ("x", "0349-08-07T19:38:36-21:39", "9999-12-31T23:59:59-23:00", "9999-12-31", "0001-01-01")


@pytest.mark.slow
@pytest.mark.parametrize(
    "word",
    [
        *("%00", "NaN", "9" * 40, "0001-01-01T00:00:00%2B23:59"),
        *(pytest.param(word, marks=pytest.mark.deep) for word in OTHERS),
    ],
)
def test_no_single_filter_makes_a_server_error(world: World, call: Call, word: str):
    """One at a time: together, the first bad one hides the others."""
    for method, template, names in operations():
        for name in names if "{" not in template else []:
            path = template.removeprefix("/api/v1/")
            assert call("staff", method, f"{path}?{name}={word}&indicator=trained_total").status < 500, (path, name)


@pytest.mark.once
@pytest.mark.slow
def test_the_document_is_valid_openapi_and_nothing_in_it_is_guessed(world: World, call: Call):
    GENERATOR_STATS.reset()
    document = call("staff", "GET", "schema/").body
    validate_schema(document)
    assert not GENERATOR_STATS
    assert document["paths"]["/api/v1/submissions/{id}/figures/"]["patch"]["responses"].keys() >= {
        "200", "400", "401", "403", "404", "409", "413", "415", "429",
    }  # fmt: skip
    assert document["components"]["schemas"]["FormIn"]["required"] == ["figures", "version"]


@pytest.mark.slow
def test_the_document_names_every_status_that_is_answered(world: World, call: Call):
    document = call("staff", "GET", "schema/").body

    def documented(method: str, path: str) -> set[str]:
        return set(document["paths"][f"/api/v1/{path}"][method]["responses"])

    cells = {"version": 99, "figures": [{"data_element": TRAINED, "value": 1}]}
    form = world.form.pk
    for who, method, path, template, body in (
        ("reporter", "PATCH", f"submissions/{form}/figures/", "submissions/{id}/figures/", cells),
        ("leader", "POST", f"submissions/{form}/submit/", "submissions/{id}/submit/", {}),
        ("staff", "POST", f"submissions/{form}/accept/", "submissions/{id}/accept/", {}),
        (None, "GET", "plans/", "plans/", None),
        ("staff", "GET", "plans/?page=99", "plans/", None),
        ("staff", "GET", "targets/?year=x", "targets/", None),
    ):
        assert str(call(who, method, path, body).status) in documented(method.lower(), template)
