"""Tokens: how one is got, how it ends, and what happens to those who guess."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from tests.api.conftest import Call, World
from tests.factories import PASSWORD
from vocplan.rest.schema import DocumentedGenerator

pytestmark = pytest.mark.usefixtures("through_proxies")


def ask(username: str = "reporter", password: str = PASSWORD, scope: str | None = None, **headers: str):
    body = {"username": username, "password": password} | ({"scope": scope} if scope else {})
    return Client().post("/api/v1/token/", body, content_type="application/json", **headers)


def use(token: str, path: str = "plans/"):
    return Client().get(f"/api/v1/{path}", HTTP_AUTHORIZATION=f"Token {token}")


def test_a_password_buys_a_token_for_twelve_hours(world: World):
    response = ask()
    assert (response.status_code, response.json().keys()) == (200, {"token", "expiry"})
    assert "no-store" in response["Cache-Control"]
    assert use(response.json()["token"]).status_code == 200
    assert abs(AuthToken.objects.get().expiry - timezone.now() - timedelta(hours=12)) < timedelta(minutes=1)


def test_a_token_is_stored_as_a_digest_only(world: World):
    token = ask().json()["token"]
    assert token not in str(AuthToken.objects.values())


@pytest.mark.parametrize(("minutes", "status"), [(-1, 200), (1, 401)])
def test_a_token_ends_at_its_hour(world: World, minutes: int, status: int):
    token = ask().json()["token"]
    with time_machine.travel(timezone.now() + timedelta(hours=12, minutes=minutes), tick=False):
        assert use(token).status_code == status


def test_a_revoked_token_is_refused(world: World):
    token = ask().json()["token"]
    world.people["reporter"].auth_token_set.all().delete()
    response = use(token)
    assert (response.status_code, response.json()["error"]["code"]) == (401, "authentication_failed")
    assert response["WWW-Authenticate"] == "Token"


def test_a_disabled_account_loses_its_tokens_at_once_and_gets_no_new_ones(world: World):
    token = ask().json()["token"]
    world.people["reporter"].is_active = False
    world.people["reporter"].save(update_fields=["is_active"])
    assert use(token).status_code == 401
    assert ask().status_code == 401


@pytest.mark.once
def test_a_moved_person_sees_the_new_agency_with_the_old_token(world: World):
    token = ask().json()["token"]
    world.people["reporter"].memberships.update(agency=world.agencies["002"])
    rows = use(token, "submissions/").json()["results"]
    assert [row["agency"] for row in rows] == ["002"]


@pytest.mark.once
@pytest.mark.parametrize(
    "header", ["Token", "Token a b", "Token \u00e9\u00e8", "Token nonsense", "Bearer x", "Token \xff", "Basic x"]
)
def test_a_header_that_is_no_token_is_refused(world: World, header: str):
    response = Client().get("/api/v1/plans/", HTTP_AUTHORIZATION=header)
    assert response.status_code == 401
    assert response.json()["error"]["code"] in ("authentication_failed", "not_authenticated")


def test_wrong_password_and_unknown_name_are_told_in_the_same_words(world: World):
    wrong, unknown = ask(password="wrong"), ask("no-such-person")
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.json() == unknown.json()
    assert wrong.json()["error"]["code"] == "wrong_password"


def test_five_wrong_passwords_lock_the_name_even_for_the_right_one(world: World):
    for _ in range(4):
        assert ask(password="wrong").status_code == 401
    assert ask(password="wrong").status_code == 429
    response = ask()
    assert (response.status_code, response.json()["error"]["code"]) == (429, "locked")
    assert response["Retry-After"] == "900"
    assert not AuthToken.objects.exists()


def test_the_lock_is_on_the_real_peer_whatever_the_header_says(world: World):
    for number in range(5):
        ask(password="wrong", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}")
    assert ask(HTTP_X_FORWARDED_FOR="10.9.9.9").json()["error"]["code"] == "locked"


@pytest.mark.slow
@pytest.mark.once
def test_a_right_password_forgets_the_wrong_ones_before_it(world: World):
    for _ in range(2):
        for _ in range(4):
            ask(password="wrong")
        assert ask().status_code == 200


@pytest.mark.slow
def test_many_names_from_one_address_are_slowed_down(world: World):
    statuses = [ask(f"name-{number}", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}").status_code for number in range(21)]
    assert set(statuses[:20]) == {401}
    assert statuses[20] == 429
    response = ask("name-30")
    assert response.json()["error"]["code"] == "throttled"
    assert int(response["Retry-After"]) > 0


@pytest.mark.slow
def test_the_oldest_token_gives_way_to_the_eleventh(world: World):
    tokens = [ask().json()["token"] for _ in range(11)]
    assert AuthToken.objects.count() == 10
    assert [use(tokens[0]).status_code, use(tokens[1]).status_code, use(tokens[10]).status_code] == [401, 200, 200]


@pytest.mark.once
@pytest.mark.parametrize(
    "body",
    [
        "",
        "{}",
        "[]",
        "x",
        '{"username": 1}',
        '{"username": "a", "password": "\\u0000"}',
        '{"username": "a\\u0000", "password": "b"}',
    ],
)
def test_a_request_without_name_and_password_is_refused(world: World, body: str):
    response = Client().post("/api/v1/token/", body, content_type="application/json")
    assert response.status_code == 400
    assert response.json()["error"]["fields"]


def test_a_token_of_the_api_is_no_session(world: World, call: Call):
    response = Client().get("/submissions/", HTTP_AUTHORIZATION=f"Token {ask().json()['token']}")
    assert response.status_code == 302


def change(token: str, world: World, method: str = "post"):
    path = f"/api/v1/submissions/{world.form.pk}/withdraw/"
    return getattr(Client(), method)(path, {}, content_type="application/json", HTTP_AUTHORIZATION=f"Token {token}")


def test_a_token_that_only_reads_reads_and_changes_nothing(world: World):
    token = ask(scope="read").json()["token"]
    assert use(token).status_code == 200
    refused = change(token, world)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "read_only_token")
    assert change(ask().json()["token"], world).status_code != 403


@pytest.mark.slow
@pytest.mark.once
def test_every_writing_address_refuses_a_token_that_only_reads(world: World):
    """But for those that store nothing: assess and verify, and token, which lets a token end itself."""
    token = ask(scope="read").json()["token"]
    storing = []
    for path, operations in DocumentedGenerator(urlconf="vocplan.rest.urls").get_schema(public=True)["paths"].items():
        address = "/api/v1" + re.sub(r"\{[^}]+\}", str(world.form.pk), path)
        for method in operations.keys() & {"post", "put", "patch", "delete"} - {"delete" if path == "/token/" else ""}:
            answer = getattr(Client(), method)(
                address, {}, content_type="application/json", HTTP_AUTHORIZATION=f"Token {token}"
            )
            if answer.status_code != 403 or answer.json()["error"]["code"] != "read_only_token":
                storing.append(path.removeprefix("/api/v1"))
    assert sorted(set(storing)) == ["/assess/", "/token/", "/verify/"]


def test_an_unknown_scope_is_refused(world: World):
    assert ask(scope="all").json()["error"]["fields"].keys() == {"scope"}


@pytest.mark.parametrize("scope", ["read", "write"])
def test_a_token_ends_itself(world: World, scope: str):
    token = ask(scope=scope).json()["token"]
    ended = Client().delete("/api/v1/token/", HTTP_AUTHORIZATION=f"Token {token}")
    assert ended.status_code == 204
    assert use(token).status_code == 401
    assert Client().delete("/api/v1/token/", HTTP_AUTHORIZATION=f"Token {token}").status_code == 401


def test_a_session_of_the_pages_is_no_token_to_end(world: World):
    client = Client()
    client.force_login(world.people["reporter"])
    assert client.delete("/api/v1/token/").status_code == 401


def test_an_old_token_in_the_header_does_not_hinder_a_new_one(world: World):
    assert ask(HTTP_AUTHORIZATION="Token ended-long-ago").status_code == 200
