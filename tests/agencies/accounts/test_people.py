"""Whose account an administrator may touch, and what she may give: by the pages that do it."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from agencies.access import Role
from agencies.accounts.people import people_managed_by
from agencies.models import Agency, Membership, User
from tests import factories

NEW = "cau dai de nho 77"
LONG_AGO, ENDED = date(2015, 1, 1), date(2020, 12, 31)


@pytest.fixture
def department(db) -> Agency:
    return factories.make_department()


@pytest.fixture
def away(db) -> Agency:
    return factories.make_department("68-bcsd", locality=factories.make_locality("68"))


@pytest.fixture
def administrator(department: Agency) -> User:
    return factories.make_user(Role.ADMINISTRATOR, department, username="admin")


def session_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def set_password(by: User, person: User) -> bool:
    page = reverse("admin:auth_user_password_change", args=[person.pk])
    session_of(by).post(page, {"password1": NEW, "password2": NEW, "usable_password": "true"})
    person.refresh_from_db()
    return person.check_password(NEW)


def worked(person: User, agency: Agency, until: date | None = ENDED, since: date = LONG_AGO) -> None:
    Membership.objects.create(user=person, agency=agency, role=Role.LEADER, valid_from=since, valid_to=until)


def test_the_founder_is_out_of_reach_of_every_administrator(administrator: User, department: Agency):
    founder = User.objects.create_superuser("founder", password=factories.PASSWORD)
    assert not set_password(administrator, founder)
    worked(founder, department, until=None)
    assert not set_password(administrator, founder)
    assert "founder" not in session_of(administrator).get("/admin/agencies/user/").content.decode()


def test_who_left_the_locality_and_works_elsewhere_is_out_of_reach(administrator: User, department, away: Agency):
    person = factories.make_user(Role.LEADER, away)
    worked(person, department)
    assert not set_password(administrator, person)


def test_who_works_in_two_localities_is_for_the_founder_alone(administrator: User, department, away: Agency):
    person = factories.make_user(Role.LEADER, away)
    worked(person, department, until=None)
    assert not set_password(administrator, person)
    assert set_password(User.objects.create_superuser("founder", password=factories.PASSWORD), person)


def test_who_worked_elsewhere_before_and_only_here_now_is_the_administrators(administrator, department, away):
    person = factories.make_user(Role.LEADER, department)
    worked(person, away)
    assert set_password(administrator, person)


def test_who_left_and_works_nowhere_is_the_administrators_unless_she_ever_worked_elsewhere(administrator, away):
    agency = factories.make_agency()
    gone, other = factories.make_user(None), factories.make_user(None)
    worked(gone, agency)
    worked(other, agency)
    worked(other, away)
    assert set_password(administrator, gone)
    assert not set_password(administrator, other)


def test_an_account_without_membership_is_the_one_localitys_that_entered_it(administrator: User, away: Agency):
    page = reverse("admin:agencies_user_add")
    body = {"username": "hoa", "password1": NEW, "password2": NEW, "usable_password": "true"}
    rows = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
    session_of(administrator).post(page, body | rows)
    hoa = User.objects.get(username="hoa")
    elsewhere = factories.make_user(Role.ADMINISTRATOR, away)
    assert hoa in people_managed_by(administrator)
    assert hoa not in people_managed_by(elsewhere)
    assert factories.make_user(None) not in people_managed_by(administrator)


def test_a_reporter_there_and_administrator_here_manages_only_here(administrator: User, away: Agency):
    factories.join(administrator, Role.REPORTER, away)
    stranger = factories.make_user(Role.STAFF, away)
    assert not set_password(User.objects.get(pk=administrator.pk), stranger)


def test_the_role_alone_opens_the_administration_and_its_end_closes_it(administrator: User):
    client = session_of(administrator)
    assert client.get("/admin/").status_code == 200
    Membership.objects.update(valid_to=date.today() - timedelta(days=1))
    assert client.get("/admin/").status_code == 302


def test_the_flag_of_django_opens_nothing(department: Agency):
    client = session_of(factories.make_user(Role.STAFF, department, is_staff=True))
    assert client.get("/admin/").status_code == 302


def grant(by: User, person: User, role: Role, agency: Agency) -> bool:
    """Give a role by the page of a person; whether it is given afterwards."""
    held = list(person.memberships.order_by("pk"))
    form = {"username": person.username, "first_name": "", "last_name": "", "email": "", "is_active": "on"}
    form |= {"memberships-TOTAL_FORMS": str(len(held) + 1), "memberships-INITIAL_FORMS": str(len(held))}
    for place, row in enumerate(held):
        form |= row_form(place, person, row.agency, row.role) | {f"memberships-{place}-id": str(row.pk)}
        form[f"memberships-{place}-valid_from"] = f"{row.valid_from:%d/%m/%Y}"
    form |= row_form(len(held), person, agency, role)
    session_of(by).post(reverse("admin:agencies_user_change", args=[person.pk]), form)
    return person.memberships.filter(role=role).exists()


def row_form(place: int, person: User, agency: Agency, role: str) -> dict[str, str]:
    names = {"user": person.pk, "agency": agency.pk, "role": role, "valid_from": "01/01/2021", "valid_to": ""}
    return {f"memberships-{place}-{name}": str(value) for name, value in names.items()}


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEADER, Role.REPORTER])
def test_nobody_gives_herself_a_role_over_figures_a_second_administrator_does(administrator, department, role: Role):
    assert not grant(administrator, administrator, role, department)
    second = factories.make_user(Role.ADMINISTRATOR, department, username="admin-2")
    assert grant(second, administrator, role, department)


def test_an_ended_role_over_figures_is_not_prolonged_by_its_holder(administrator: User, department: Agency):
    worked(administrator, department)
    held = administrator.memberships.get(role=Role.LEADER)
    form = {"username": "admin", "first_name": "", "last_name": "", "email": "", "is_active": "on"}
    form |= {"memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "1", "memberships-0-id": str(held.pk)}
    form |= row_form(0, administrator, department, Role.LEADER)
    session_of(administrator).post(reverse("admin:agencies_user_change", args=[administrator.pk]), form)
    held.refresh_from_db()
    assert held.valid_to == ENDED


def test_the_founder_too_needs_somebody_else(department: Agency):
    founder = User.objects.create_superuser("founder", password=factories.PASSWORD)
    assert not grant(founder, founder, Role.STAFF, department)
