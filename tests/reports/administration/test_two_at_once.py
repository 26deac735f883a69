"""Two who do the same, or its contrary, at the same moment or from pages of different age."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, AgencyKind, Membership, Reorganisation
from reports.administration.bodies.services import BodyError, add_body
from reports.administration.people.services import PersonError, end_role, give_role
from reports.administration.reorganisations.services import draft_reorganisation
from reports.plans.drafting import draft_plan
from targets.models import PlanDraft
from targets.plans.applying import PlanRefused
from tests import factories
from tests.race import failures, race
from tests.reports.administration.test_second_person import document

pytestmark = pytest.mark.both

at_once = pytest.mark.django_db(transaction=True)


@at_once
def test_a_role_given_twice_at_once_is_given_once():
    agency, person = factories.make_agency(), factories.make_user(None)
    said = {"person": person, "agency": agency, "role": Role.REPORTER, "title": "", "day": clock.today()}
    results = race(*[lambda: give_role(**said, by=None, now=clock.now())] * 3)
    assert [type(one) for one in failures(results)] == [PersonError] * 2
    assert Membership.objects.count() == 1


@at_once
def test_two_administrators_who_end_each_other_at_once_do_not_both_go():
    office = factories.make_department()
    people = [factories.make_user(Role.ADMINISTRATOR, office, username=name) for name in ("lan", "minh")]
    rows = [Membership.objects.get(user=person) for person in people]
    results = race(
        *[
            lambda row=row, by=by: end_role(membership=row, last=clock.today(), by=by, now=clock.now())
            for row, by in zip(rows, reversed(people), strict=True)
        ]
    )
    assert [type(one) for one in failures(results)] == [PersonError]
    assert Membership.objects.filter(valid_to=None).count() == 1


@at_once
def test_a_body_entered_twice_at_once_is_entered_once():
    place = factories.make_locality()
    said = {"code": "x-1", "name": "x", "short_name": "x", "kind": AgencyKind.COMMUNE}
    results = race(*[lambda: add_body(locality=place, by=None, now=clock.now(), **said)] * 3)
    assert [type(one) for one in failures(results)] == [BodyError] * 2
    assert Agency.objects.count() == 1


@at_once
def test_a_reorganisation_drafted_twice_at_once_is_one_draft():
    department = factories.make_department()
    factories.make_agency("001")
    staff = factories.make_user(Role.STAFF, department)
    results = race(*[lambda: draft_reorganisation(document=document(), by=staff, now=clock.now())] * 3)
    assert failures(results) == []
    assert [row.version for row in Reorganisation.objects.all()] == [3]


@pytest.mark.slow
@at_once
def test_a_plan_begun_twice_while_its_document_is_read_is_one_draft():
    department = factories.make_department()
    staff, place = factories.make_user(Role.STAFF, department), department.locality
    said = {"locality": place, "code": "KH-9", "text": "Đến năm 2030 đào tạo 1.000 người."}
    # Two: a process reads no more documents at a time, and tells a third one to come back.
    results = race(*[lambda: draft_plan(**said, by=staff, now=clock.now())] * 2)
    assert [type(one) for one in failures(results)] == [PlanRefused]
    assert PlanDraft.objects.count() == 1


@pytest.mark.django_db
def test_an_end_that_another_has_set_is_not_put_off_from_an_older_page():
    person = factories.make_user(agency=factories.make_agency())
    first, second = (Membership.objects.select_related("user", "agency").get() for _ in range(2))
    today = clock.today()
    end_role(membership=first, last=today, by=None, now=clock.now())
    with pytest.raises(PersonError, match="đã kết thúc"):
        end_role(membership=second, last=today + timedelta(days=90), by=None, now=clock.now())
    assert person.memberships.get().valid_to == today


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("day", ["01/01/0001", "31/12/9999"])
def test_a_day_that_is_none_everywhere_is_no_day_of_the_administration(day: str):
    department, other = factories.make_department(), factories.make_agency("001")
    administrator = factories.make_user(Role.ADMINISTRATOR, department)
    client = Client(raise_request_exception=False)
    client.force_login(administrator)
    held = administrator.memberships.get()
    sent = {
        reverse("coordination"): {"agency": other.code, "since": day, "citation": "x"},
        reverse("body", args=[other.code]): {"name": "x", "short_name": "x", "kind": other.kind, "valid_from": day},
        reverse("person-role-end", args=[administrator.pk]): {"membership": held.pk, "last": day},
        reverse("handover", args=[held.pk]): {"full_name": "Lê Lan", "day": day},
    }
    assert {path: client.post(path, body).status_code for path, body in sent.items()} == dict.fromkeys(sent, 422)
