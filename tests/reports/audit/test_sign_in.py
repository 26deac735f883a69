"""Who came, who went, who was refused, and what the administrator changed: on record, and no secret with it."""

import logging

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies.access import Role
from agencies.models import User
from reports.audit.services import record
from reports.models import AuditEvent, Verb
from tests import factories
from tests.factories import PASSWORD

pytestmark = pytest.mark.usefixtures("through_proxies")


@pytest.fixture
def lan(db) -> User:
    cache.clear()
    return factories.make_user(agency=factories.make_agency(), username="lan", last_name="Nguyễn", first_name="Lan")


def events() -> list[tuple[str, str]]:
    return list(AuditEvent.objects.order_by("pk").values_list("verb", "actor_name"))


def sign_in(password: str = PASSWORD, username: str = "lan", client: Client | None = None):
    return (client or Client()).post(reverse("login"), {"username": username, "password": password})


def ask_token(password: str = PASSWORD, username: str = "lan"):
    body = {"username": username, "password": password}
    return Client().post("/api/v1/token/", body, content_type="application/json")


def test_signing_in_and_out_is_two_events(lan: User):
    client = Client()
    sign_in(client=client)
    client.post(reverse("logout"))
    client.post(reverse("logout"))
    assert events() == [(Verb.SIGNED_IN, "Nguyễn Lan"), (Verb.SIGNED_OUT, "Nguyễn Lan")]
    event = AuditEvent.objects.first()
    assert (event.actor_id, event.agency.code, event.subject) == (lan.pk, "001", f"user:{lan.pk}")


def test_a_token_is_recorded_like_a_sign_in(lan: User):
    assert ask_token().status_code == 200
    assert events() == [(Verb.SIGNED_IN, "Nguyễn Lan")]
    assert "API" in AuditEvent.objects.get().summary


@pytest.mark.parametrize("attempt", [sign_in, ask_token])
def test_wrong_passwords_are_recorded_and_the_lock_once(lan: User, attempt):
    for _ in range(7):
        attempt("wrong-password")
    assert events() == [(Verb.SIGN_IN_FAILED, "Nguyễn Lan")] * 4 + [(Verb.LOCKED_OUT, "Nguyễn Lan")]
    assert not AuditEvent.objects.exclude(actor=None).exists()
    attempt()
    assert Verb.SIGNED_IN not in dict(events())


def test_an_unknown_name_is_not_kept_because_it_may_be_a_password(lan: User):
    for name in ("Mat-khau-cua-toi-1", "Mat-khau-cua-toi-2"):
        sign_in("x", name)
    assert events() == [(Verb.SIGN_IN_FAILED, "Tên không có")]
    assert "mat-khau" not in str(AuditEvent.objects.values()).lower()


def test_an_empty_form_is_no_attempt(lan: User):
    sign_in("", "lan")
    sign_in("x", "")
    assert events() == []


def test_fault_58_no_secret_reaches_log_or_trail_and_no_name_forges_a_line(lan: User, caplog):
    caplog.set_level(logging.DEBUG)
    client = Client()
    sign_in("sai-mat-khau-9", client=client)
    sign_in("sai-mat-khau-9", "lan\n2024-12-14 INFO staff: Duyệt báo cáo", client=client)
    sign_in(client=client)
    token = ask_token().json()["token"]
    cookie = client.cookies["sessionid"].value
    formatter = logging.Formatter("{asctime} {levelname} {name} {message!r}", style="{")
    lines = [formatter.format(record) for record in caplog.records]
    assert all("\n" not in line.partition("Traceback")[0] for line in lines)
    trail = str(list(AuditEvent.objects.values()))
    for secret in (PASSWORD, "sai-mat-khau-9", token, cookie, lan.password):
        assert secret not in "\n".join(lines)
        assert secret not in trail
    assert "Duyệt báo cáo" not in trail


@pytest.fixture
def office(lan: User) -> Client:
    """The administrator of the locality, signed in without an event."""
    department = factories.make_department()
    client = Client()
    client.force_login(factories.make_user(Role.ADMINISTRATOR, department, username="admin"))
    return client


def end_place(office: Client, lan: User, **said: object):
    body = {"membership": lan.memberships.get().pk, "last": "31/12/2024"} | said
    return office.post(reverse("person-role-end", args=[lan.pk]), body)


def test_a_membership_that_passes_on_is_on_record_before_and_after(office: Client, lan: User):
    assert end_place(office, lan).status_code == 302
    (event,) = AuditEvent.objects.all()
    assert (event.verb, event.subject, event.actor.username) == (Verb.PERSON_CHANGED, f"user:{lan.pk}", "admin")
    assert event.before["memberships"] == [["001", "reporter", "2020-01-01", None]]
    assert event.after["memberships"] == [["001", "reporter", "2020-01-01", "2024-12-31"]]


def test_a_refused_form_of_the_administrator_leaves_none(office: Client, lan: User):
    assert end_place(office, lan, last="31/12/2010").status_code == 302
    assert end_place(office, lan, last="mai").status_code == 422
    assert events() == []


def test_a_new_person_and_a_new_agency_are_on_record(office: Client, lan: User):
    person = {"full_name": "Lê Hoa", "agency": "001", "role": "reporter", "username": "hoa"}
    office.post(reverse("person-new"), person)
    office.post(reverse("body-new"), {"code": "099", "name": "Phường Mới", "short_name": "P. Mới", "kind": "commune"})
    assert [verb for verb, _ in events()] == [Verb.PERSON_ADDED, Verb.AGENCY_ADDED]
    assert AuditEvent.objects.filter(before__isnull=True).count() == 2
    assert "Phường Mới" in AuditEvent.objects.last().summary


def test_who_set_vocplan_up_reads_who_came_and_went_everywhere_and_no_figure(office: Client, lan: User):
    sign_in()
    founder = User.objects.create_superuser("founder", password=PASSWORD)
    record(
        verb=Verb.FIGURES_SAVED,
        subject="submission:1",
        summary="Ghi 1 ô",
        by=lan,
        now=timezone.now(),
        locality=factories.make_locality(),
        after={"cells": {}},
    )
    client = Client()
    client.force_login(founder)
    answer = client.get(reverse("history"))
    assert answer.status_code == 200
    assert "Nguyễn Lan" in answer.content.decode()
    assert "Ghi 1 ô" not in answer.content.decode()
    assert client.get(reverse("submission-list")).status_code == 403
    assert client.get(reverse("standing")).status_code == 403
    assert client.get("/", follow=True).redirect_chain[-1] == (reverse("first-run"), 302)
