"""Single sign-on against a provider that really runs: the whole way, as a browser goes it."""

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from agencies.access import Role
from agencies.models import User
from reports.models import AuditEvent, Verb
from tests import factories
from tests.office_sign_on import CLIENT, CLIENT_SECRET, Provider, running_provider

pytestmark = pytest.mark.slow

DOOR = "/accounts/office/login/"


@pytest.fixture
def provider(settings) -> Iterator[Provider]:
    cache.clear()
    with running_provider() as found:
        found.callback = f"http://testserver{DOOR}callback/"
        app = {"provider_id": "office", "name": "Cổng của thành phố", "client_id": CLIENT, "secret": CLIENT_SECRET}
        settings.OIDC_URL, settings.OIDC_NAME = found.url, app["name"]
        settings.SOCIALACCOUNT_PROVIDERS = {
            "openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app | {"settings": {"server_url": found.url}}]}
        }
        yield found


@pytest.fixture
def lan(db) -> User:
    return factories.make_user(agency=factories.make_agency(), username="lan")


def go(client: Client, provider: Provider, sub: str = "a1", **claims: str):
    """To the provider and back; the answer of vocplan to what the provider sent."""
    provider.person = {"sub": sub, "preferred_username": "lan", "email": "lan@example.vn", **claims}
    return client.get(back(client))


def back(client: Client) -> str:
    """Where the provider sends the browser of a person who signs in there."""
    there = client.post(DOOR)
    assert there.status_code == 302
    answer = requests.get(there["Location"], allow_redirects=False, timeout=10)
    url = urlsplit(answer.headers["Location"])
    return f"{url.path}?{url.query}"


def is_in(client: Client) -> bool:
    return client.get("/method/").status_code == 200


def test_the_page_offers_it_only_where_it_is_set_up(db, settings):
    assert DOOR not in Client().get(reverse("login")).content.decode()
    settings.OIDC_URL, settings.OIDC_NAME = "https://sso.example", "Cổng của thành phố"
    page = Client().get(reverse("login")).content.decode()
    assert f'href="{DOOR}"' in page and "Cổng của thành phố" in page


def test_a_person_known_by_name_is_in_and_it_is_on_record(lan: User, provider: Provider):
    client = Client()
    assert client.get(DOOR).status_code == 200
    assert go(client, provider)["Location"] == "/"
    assert is_in(client)
    event = AuditEvent.objects.get(verb=Verb.SIGNED_IN)
    assert (event.actor, event.summary) == (lan, "Đăng nhập, đăng nhập một lần")


def test_afterwards_the_providers_own_key_counts_whatever_she_is_called_there(lan: User, provider: Provider):
    go(Client(), provider, sub="a1")
    client, other = Client(), Client()
    go(client, provider, sub="a1", preferred_username="hoa-moi-cuoi")
    assert is_in(client)
    assert go(other, provider, sub="b2").status_code == 403
    assert not is_in(other)


def test_nobody_is_entered_by_it_and_a_disabled_person_and_the_founder_stay_out(lan: User, provider: Provider):
    User.objects.create_superuser("founder", password=factories.PASSWORD)
    factories.make_user(Role.STAFF, factories.make_department(), username="gone", is_active=False)
    for name in ("stranger", "founder", "gone", ""):
        client = Client()
        answer = go(client, provider, sub=f"x-{name}", preferred_username=name)
        assert answer.status_code == 403
        assert "Chưa có tài khoản trong vocplan" in answer.content.decode()
        assert not is_in(client)
    assert User.objects.count() == 3
    assert not SocialAccount.objects.exists()


def test_a_person_disabled_later_stays_out(lan: User, provider: Provider):
    go(Client(), provider)
    User.objects.update(is_active=False)
    client = Client()
    go(client, provider)
    assert not is_in(client)


def test_a_refusal_there_a_forged_state_and_a_code_used_twice_let_nobody_in(lan: User, provider: Provider):
    refused = Client()
    refused_at = back(refused)
    provider.person = None
    refused.get(back(refused))
    assert not is_in(refused)
    provider.person = {"sub": "a1", "preferred_username": "lan"}
    client, thief = Client(), Client()
    address = back(client)
    forged = f"{urlsplit(address).path}?code={parse_qs(urlsplit(address).query)['code'][0]}&state=forged"
    thief.get(forged)
    thief.get(address)
    assert not is_in(thief)
    client.get(address)
    assert is_in(client)
    client.post(reverse("logout"))
    client.get(address)
    refused.get(refused_at)
    assert not is_in(client) and not is_in(refused)


def test_a_provider_that_is_away_is_said_in_words(lan: User, provider: Provider, settings):
    provider.server_close()
    client = Client()
    answer = client.post(DOOR)
    assert "Trang đăng nhập của cơ quan chưa xác nhận" in answer.content.decode()
    assert answer.status_code == 503


def test_the_second_factor_is_asked_for_after_it_too(lan: User, provider: Provider):
    lan.authenticator_set.create(type="totp", data={"secret": "x"})
    client = Client()
    assert go(client, provider)["Location"] == reverse("mfa_authenticate")
    assert not is_in(client)
