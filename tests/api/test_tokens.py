"""Tokens: how one is got, how it ends, and what happens to those who guess."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from knox.models import AuthToken

from tests.api.conftest import Call, World
from tests.factories import PASSWORD


def ask(username: str = "reporter", password: str = PASSWORD, **headers: str):
    body = {"username": username, "password": password}
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


def test_a_moved_person_sees_the_new_agency_with_the_old_token(world: World):
    token = ask().json()["token"]
    world.people["reporter"].memberships.update(agency=world.agencies["002"])
    rows = use(token, "submissions/").json()["results"]
    assert [row["agency"] for row in rows] == ["002"]


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


def test_a_right_password_forgets_the_wrong_ones_before_it(world: World):
    for _ in range(2):
        for _ in range(4):
            ask(password="wrong")
        assert ask().status_code == 200


def test_many_names_from_one_address_are_slowed_down(world: World):
    statuses = [ask(f"name-{number}", HTTP_X_FORWARDED_FOR=f"10.0.0.{number}").status_code for number in range(21)]
    assert set(statuses[:20]) == {401}
    assert statuses[20] == 429
    response = ask("name-30")
    assert response.json()["error"]["code"] == "throttled"
    assert int(response["Retry-After"]) > 0


def test_the_oldest_token_gives_way_to_the_eleventh(world: World):
    tokens = [ask().json()["token"] for _ in range(11)]
    assert AuthToken.objects.count() == 10
    assert [use(tokens[0]).status_code, use(tokens[1]).status_code, use(tokens[10]).status_code] == [401, 200, 200]


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
