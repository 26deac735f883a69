"""Whose account an administrator may touch, and what she may give: by the pages that do it."""

from datetime import date, timedelta

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from agencies import clock
from agencies.access import Role
from agencies.accounts.people import people_managed_by
from agencies.models import Agency, Membership, User
from reports.administration.people.services import PersonError, add_person
from tests import factories
from tests.race import failures, race

pytestmark = pytest.mark.both

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


def reaches(by: User, person: User) -> bool:
    """Whether an administrator can open and change a person's account."""
    client = session_of(by)
    answers = [client.get(reverse(name, args=[person.pk])).status_code for name in ("person", "sign-in-person")]
    answers.append(client.post(reverse("sign-in-tokens-end", args=[person.pk])).status_code)
    assert answers in ([200, 200, 302], [404, 404, 404])
    return answers[0] == 200


def worked(person: User, agency: Agency, until: date | None = ENDED, since: date = LONG_AGO) -> None:
    Membership.objects.create(user=person, agency=agency, role=Role.LEADER, valid_from=since, valid_to=until)


def test_the_founder_is_out_of_reach_of_every_administrator(administrator: User, department: Agency):
    founder = User.objects.create_superuser("founder", password=factories.PASSWORD)
    assert not reaches(administrator, founder)
    worked(founder, department, until=None)
    assert not reaches(administrator, founder)
    assert "founder" not in session_of(administrator).get(reverse("people")).content.decode()


def test_who_left_the_locality_and_works_elsewhere_is_out_of_reach(administrator: User, department, away: Agency):
    person = factories.make_user(Role.LEADER, away)
    worked(person, department)
    assert not reaches(administrator, person)


def test_who_works_in_two_localities_is_for_the_founder_alone(administrator: User, department, away: Agency):
    person = factories.make_user(Role.LEADER, away)
    worked(person, department, until=None)
    assert not reaches(administrator, person)
    assert reaches(User.objects.create_superuser("founder", password=factories.PASSWORD), person)


def test_who_worked_elsewhere_before_and_only_here_now_is_the_administrators(administrator, department, away):
    person = factories.make_user(Role.LEADER, department)
    worked(person, away)
    assert reaches(administrator, person)


def test_who_left_and_works_nowhere_is_the_administrators_unless_she_ever_worked_elsewhere(administrator, away):
    agency = factories.make_agency()
    gone, other = factories.make_user(None), factories.make_user(None)
    worked(gone, agency)
    worked(other, agency)
    worked(other, away)
    assert reaches(administrator, gone)
    assert not reaches(administrator, other)


def test_an_account_without_membership_is_the_one_localitys_that_entered_it(administrator: User, away: Agency):
    hoa = factories.make_user(None, entered_in=administrator.memberships.get().agency.locality)
    elsewhere = factories.make_user(Role.ADMINISTRATOR, away)
    assert hoa in people_managed_by(administrator)
    assert hoa not in people_managed_by(elsewhere)
    assert factories.make_user(None) not in people_managed_by(administrator)


def test_who_adds_a_person_enters_her_in_the_bodys_locality(administrator: User):
    agency = factories.make_agency()
    body = {"full_name": "Lê Thị Hoa", "agency": agency.code, "role": "reporter", "username": "hoa"}
    assert session_of(administrator).post(reverse("person-new"), body).status_code == 302
    assert User.objects.get(username="hoa").entered_in_id == agency.locality_id


def test_a_reporter_there_and_administrator_here_manages_only_here(administrator: User, away: Agency):
    factories.join(administrator, Role.REPORTER, away)
    stranger = factories.make_user(Role.STAFF, away)
    assert not reaches(User.objects.get(pk=administrator.pk), stranger)


def test_the_role_alone_opens_the_administration_and_its_end_closes_it(administrator: User):
    client = session_of(administrator)
    assert client.get(reverse("people")).status_code == 200
    Membership.objects.update(valid_to=date.today() - timedelta(days=1))
    assert client.get(reverse("people")).status_code == 403


def test_the_flag_of_django_opens_nothing(department: Agency):
    client = session_of(factories.make_user(Role.STAFF, department, is_staff=True))
    assert client.get(reverse("people")).status_code == 403


def test_there_is_no_other_administration(administrator: User):
    client = session_of(administrator)
    for address in ("/admin/", "/admin/login/", "/admin/agencies/user/"):
        assert client.get(address).status_code == 404
    assert "admin" not in {app.label for app in apps.get_app_configs()}


def grant(by: User, person: User, role: Role, agency: Agency) -> bool:
    """Give a role by the page of a person; whether it is given afterwards."""
    body = {"agency": agency.code, "role": role.value}
    session_of(by).post(reverse("person-role", args=[person.pk]), body)
    return person.memberships.filter(role=role).exists()


@pytest.mark.parametrize("role", [Role.STAFF, Role.LEADER, Role.REPORTER])
def test_nobody_gives_herself_a_role_over_figures_a_second_administrator_does(administrator, department, role: Role):
    assert not grant(administrator, administrator, role, department)
    second = factories.make_user(Role.ADMINISTRATOR, department, username="admin-2")
    assert grant(second, administrator, role, department)


def test_an_ended_role_over_figures_is_not_prolonged_by_its_holder(administrator: User, department: Agency):
    worked(administrator, department)
    held = administrator.memberships.get(role=Role.LEADER)
    body = {"membership": held.pk, "last": "31/12/2030"}
    page = session_of(administrator).post(reverse("person-role-end", args=[administrator.pk]), body, follow=True)
    assert "đã kết thúc ngày 31/12/2020" in page.content.decode()
    held.refresh_from_db()
    assert held.valid_to == ENDED


@pytest.mark.slow
def test_a_name_to_sign_in_by_is_put_right_unless_another_has_it(administrator: User):
    lan = factories.make_user(agency=factories.make_agency(), username="Lan_Cũ")
    client, page = session_of(administrator), reverse("person", args=[lan.pk])
    said = {"full_name": "Nguyễn Lan", "is_active": "on"}
    assert client.post(page, said | {"username": "Lan_Cũ"}).status_code == 302
    for name, why in (("ADMIN", "chữ thường"), ("admin", "đã có người dùng"), ("lan cũ", "chữ thường")):
        refused = client.post(page, said | {"username": name})
        assert refused.status_code == 422 and why in refused.context["form"].errors["username"][0]
    assert client.post(page, said | {"username": "lan"}).status_code == 302
    assert User.objects.get(pk=lan.pk).username == "lan"


def test_the_founder_too_needs_somebody_else(department: Agency):
    founder = User.objects.create_superuser("founder", password=factories.PASSWORD)
    assert not grant(founder, founder, Role.STAFF, department)


def test_a_page_left_open_does_not_let_in_whom_another_has_locked(administrator: User):
    lan = factories.make_user(agency=factories.make_agency(), username="lan")
    client, page = session_of(administrator), reverse("person", args=[lan.pk])
    typed = client.get(page).context["form"].initial | {"phone": "0900", "is_active": "on"}
    User.objects.filter(pk=lan.pk).update(is_active=False)
    answer = client.post(page, typed)
    assert answer.status_code == 409 and "tài khoản đang bị khóa" in answer.content.decode()
    lan.refresh_from_db()
    assert (lan.is_active, lan.phone) == (False, "")
    # What was typed is still there, and saving it now is a choice.
    again = {name: answer.context["form"][name].value() for name in typed}
    assert client.post(page, again).status_code == 302
    lan.refresh_from_db()
    assert (lan.is_active, lan.phone) == (True, "0900")


@pytest.mark.django_db(transaction=True)
def test_of_two_people_given_one_name_at_once_the_second_is_refused_in_words():
    agency = factories.make_agency()
    said = {"username": "lan", "full_name": "Lê Lan", "email": "", "phone": "", "agency": agency, "title": ""}
    said |= {"role": Role.REPORTER, "day": clock.today(), "by": None, "now": clock.now()}
    results = race(*[lambda: add_person(**said)] * 4)
    assert [type(one) for one in failures(results)] == [PersonError] * 3
    assert User.objects.count() == 1
