"""The pages of a person: what an administrator does there ends what the person had open, and gives himself nothing."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from knox.models import AuthToken

from agencies import clock
from agencies.access import Role
from agencies.models import Membership, User
from reports.administration.people.services import PersonError, end_role
from tests import factories


@pytest.fixture
def lan(db) -> User:
    return factories.make_user(agency=factories.make_agency(), username="lan", last_name="Nguyễn", first_name="Lan")


@pytest.fixture
def administrator(lan: User) -> User:
    return factories.make_user(Role.ADMINISTRATOR, factories.make_department(), username="admin")


@pytest.fixture
def office(administrator: User) -> Client:
    return session_of(administrator)


def session_of(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def post(office: Client, name: str, person: User, **fields: str):
    return office.post(reverse(name, args=[person.pk]), fields)


def test_a_disabled_person_finds_nothing_open_when_she_is_let_in_again(lan: User, office: Client):
    open_session, _ = session_of(lan), AuthToken.objects.create(lan)
    assert post(office, "person", lan, username="lan", full_name="Nguyễn Lan").status_code == 302
    User.objects.filter(pk=lan.pk).update(is_active=True)
    assert open_session.get("/method/").status_code == 302
    assert not AuthToken.objects.exists()


def test_tokens_end_with_a_place_and_with_a_new_one(lan: User, office: Client):
    membership = lan.memberships.get()
    coordinator = Membership.objects.get(role=Role.ADMINISTRATOR).agency.code
    for name, fields in (
        ("person-role", {"agency": coordinator, "role": Role.LEADER}),
        ("person-role-end", {"membership": str(membership.pk), "last": "31/12/2023"}),
    ):
        AuthToken.objects.create(lan)
        assert post(office, name, lan, **fields).status_code == 302, name
        assert not AuthToken.objects.exists(), name
    membership.refresh_from_db()
    assert membership.valid_to == date(2023, 12, 31)


def test_a_new_name_ends_nothing(lan: User, office: Client):
    AuthToken.objects.create(lan)
    assert post(office, "person", lan, username="lan", full_name="Nguyễn Thị Lan", is_active="on").status_code == 302
    assert AuthToken.objects.count() == 1


def test_an_administrator_gives_himself_no_role_over_figures_there(administrator: User, office: Client):
    agency = administrator.memberships.get().agency.code
    answer = post(office, "person-role", administrator, agency=agency, role=Role.STAFF)
    assert (answer.status_code, "Không ai tự nhận vai trò" in answer.content.decode()) == (422, True)
    assert administrator.memberships.count() == 1


def test_an_administrator_does_not_lock_himself_out(administrator: User, office: Client):
    answer = post(office, "person", administrator, username=administrator.username, full_name="Quản Trị")
    assert (answer.status_code, "Không ai tự khóa tài khoản của mình" in answer.content.decode()) == (422, True)


def administrators(office: Client) -> tuple[User, Membership]:
    """The one administrator of the place, and her role."""
    role = Membership.objects.select_related("user").get(role=Role.ADMINISTRATOR)
    return role.user, role


def test_the_last_administrator_of_a_locality_is_not_ended_before_there_is_another(office: Client):
    person, role = administrators(office)
    last = clock.today()
    answer = office.post(
        reverse("person-role-end", args=[person.pk]), {"membership": role.pk, "last": f"{last:%d/%m/%Y}"}, follow=True
    )
    assert "không còn quản trị viên nào" in answer.content.decode()
    role.refresh_from_db()
    assert role.valid_to is None
    # One who cannot sign in, one whose role is over by then and one elsewhere are none.
    locked = factories.make_user(Role.ADMINISTRATOR, role.agency, username="locked")
    User.objects.filter(pk=locked.pk).update(is_active=False)
    passing = factories.make_user(Role.ADMINISTRATOR, role.agency, username="passing")
    Membership.objects.filter(user=passing).update(valid_to=last)
    elsewhere = factories.make_department("68-bcsd", locality=factories.make_locality("68"))
    factories.make_user(Role.ADMINISTRATOR, elsewhere, username="elsewhere")
    with pytest.raises(PersonError, match="không còn quản trị viên nào"):
        end_role(membership=role, last=last, by=person, now=clock.now())
    factories.make_user(Role.ADMINISTRATOR, role.agency, username="second")
    end_role(membership=role, last=last, by=person, now=clock.now())
    role.refresh_from_db()
    assert role.valid_to == last


def test_who_set_vocplan_up_may_end_the_last_administrator(office: Client):
    _, role = administrators(office)
    founder = factories.make_user(None, username="founder")
    founder.is_superuser = True
    end_role(membership=role, last=clock.today(), by=founder, now=clock.now())
    role.refresh_from_db()
    assert role.valid_to == clock.today()
