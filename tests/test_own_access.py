"""What a person has open, and that she ends it: tokens one by one, all other sessions at once."""

import pytest
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from agencies.models import User
from reports.models import AuditEvent, Verb
from tests import factories


@pytest.fixture
def lan(db) -> User:
    return factories.make_user(agency=factories.make_agency(), username="lan")


@pytest.fixture
def here(lan: User) -> Client:
    client = Client()
    client.force_login(lan)
    return client


def new_token(client: Client, scope: str = "read", label: str = "Bảng điều khiển của thành phố") -> str:
    answer = client.post(reverse("own-token-new"), {"label": label, "scope": scope})
    assert "no-store" in answer["Cache-Control"]
    return answer.context["token"]


def works(token: str) -> bool:
    return Client().get("/api/v1/plans/", HTTP_AUTHORIZATION=f"Token {token}").status_code == 200


def test_a_token_is_made_shown_once_and_listed_without_its_text(here: Client):
    token = new_token(here)
    assert works(token)
    shown = here.get(reverse("own-access")).content.decode()
    assert "Bảng điều khiển của thành phố" in shown and "chỉ đọc" in shown
    assert token not in shown
    assert AuditEvent.objects.get(verb=Verb.TOKEN_ADDED).summary == "Tạo mã truy cập API, chỉ đọc"
    assert token not in str(AuditEvent.objects.values())


def test_a_token_without_a_word_what_it_is_for_is_not_made(here: Client):
    answer = here.post(reverse("own-token-new"), {"scope": "read"})
    assert answer.status_code == 422
    assert "để sau này nhận ra" in answer.content.decode()
    assert not AuthToken.objects.exists()


def test_its_owner_ends_it_and_nobody_else_can(lan: User, here: Client):
    token = new_token(here, "write")
    key = AuthToken.objects.get().digest[:16]
    stranger = Client()
    stranger.force_login(factories.make_user(username="hoa"))
    assert stranger.post(reverse("own-token-end", args=[key])).status_code == 404
    assert here.post(reverse("own-token-end", args=[key[:3]])).status_code == 404
    assert works(token)
    assert here.post(reverse("own-token-end", args=[key])).status_code == 302
    assert not works(token)
    assert AuditEvent.objects.filter(verb=Verb.ACCESS_ENDED).count() == 1


def test_ending_all_other_sessions_keeps_this_one_and_those_of_others(lan: User, here: Client):
    elsewhere, other = Client(), Client()
    elsewhere.force_login(lan)
    other.force_login(factories.make_user(username="hoa"))
    lan.devices.create(key="0" * 64, seen_at=lan.date_joined)
    assert here.post(reverse("own-sessions-end")).status_code == 302
    assert [client.get("/method/").status_code for client in (here, elsewhere, other)] == [200, 302, 200]
    assert not lan.devices.exists()
