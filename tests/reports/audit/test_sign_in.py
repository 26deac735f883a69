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


def person_form(person: User, **changes: str) -> dict[str, str]:
    membership = person.memberships.get()
    return {
        "username": person.username,
        "last_name": person.last_name,
        "first_name": person.first_name,
        "email": person.email,
        "is_active": "on",
        "memberships-TOTAL_FORMS": "1",
        "memberships-INITIAL_FORMS": "1",
        "memberships-MIN_NUM_FORMS": "0",
        "memberships-MAX_NUM_FORMS": "1000",
        "memberships-0-id": str(membership.pk),
        "memberships-0-user": str(person.pk),
        "memberships-0-agency": str(membership.agency_id),
        "memberships-0-role": membership.role,
        "memberships-0-valid_from": "01/01/2020",
        "memberships-0-valid_to": "",
        **changes,
    }


def test_a_membership_that_passes_on_is_on_record_before_and_after(office: Client, lan: User):
    page = reverse("admin:agencies_user_change", args=[lan.pk])
    answer = office.post(page, person_form(lan, **{"memberships-0-valid_to": "31/12/2024"}))
    assert answer.status_code == 302
    (event,) = AuditEvent.objects.all()
    assert (event.verb, event.subject, event.actor.username) == (Verb.PERSON_CHANGED, f"user:{lan.pk}", "admin")
    assert event.before["memberships"] == [["001", "reporter", "2020-01-01", None]]
    assert event.after["memberships"] == [["001", "reporter", "2020-01-01", "2024-12-31"]]


def test_a_refused_form_of_the_administrator_leaves_none(office: Client, lan: User):
    page = reverse("admin:agencies_user_change", args=[lan.pk])
    answer = office.post(page, person_form(lan, **{"memberships-0-role": "king"}))
    assert answer.status_code == 200
    assert events() == []


def test_setting_a_password_is_on_record_without_it(office: Client, lan: User):
    page = reverse("admin:auth_user_password_change", args=[lan.pk])
    secret = "mat-khau-moi-that-dai-77"
    answer = office.post(page, {"password1": secret, "password2": secret, "usable_password": "true"})
    assert answer.status_code == 302
    assert [verb for verb, _ in events()] == [Verb.PASSWORD_SET]
    lan.refresh_from_db()
    assert lan.check_password(secret)
    assert secret not in str(AuditEvent.objects.values()) and lan.password not in str(AuditEvent.objects.values())


def test_a_new_person_and_a_new_agency_are_on_record(office: Client, lan: User):
    secret = "mat-khau-moi-that-dai-77"
    office.post(
        reverse("admin:agencies_user_add"),
        {"username": "hoa", "password1": secret, "password2": secret, "usable_password": "true"}
        | {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"},
    )
    office.post(
        reverse("admin:agencies_agency_add"),
        {"code": "099", "locality": factories.make_locality().pk, "name": "Phường Mới", "short_name": "P. Mới"}
        | {"kind": "commune", "successions-TOTAL_FORMS": "0", "successions-INITIAL_FORMS": "0"},
    )
    assert [verb for verb, _ in events()] == [Verb.PERSON_ADDED, Verb.AGENCY_ADDED]
    assert AuditEvent.objects.filter(before__isnull=True).count() == 2
    assert "Phường Mới" in AuditEvent.objects.last().summary


def test_the_administration_has_no_unrecorded_door(office: Client, lan: User):
    answer = Client().get("/admin/")
    assert answer["Location"].startswith("/admin/login/")
    answer = Client().get(answer["Location"])
    assert answer["Location"] == "/accounts/login/?next=/admin/"
    stranger = Client()
    stranger.force_login(lan)
    assert stranger.get("/admin/login/?next=/admin/").status_code == 403
    assert office.get("/admin/login/")["Location"] == "/admin/"
    office.post("/admin/logout/")
    assert [verb for verb, _ in events()] == [Verb.SIGNED_OUT]


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
