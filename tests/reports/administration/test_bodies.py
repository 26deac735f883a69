"""What an administrator puts right of a body: names, kind, official code, first day; never what a step of 2025 said."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from agencies.access import Role
from agencies.models import Agency, AgencyKind, Succession
from reports.administration.bodies.services import refuse_taken_code
from reports.models import AuditEvent, Verb
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Client:
    client = Client()
    client.force_login(factories.make_user(Role.ADMINISTRATOR, factories.make_department()))
    return client


def said(body: Agency, **changes: str) -> dict[str, str]:
    return {
        "name": body.name,
        "short_name": body.short_name,
        "kind": body.kind,
        "official_code": body.official_code,
        "valid_from": f"{body.valid_from:%d/%m/%Y}" if body.valid_from else "",
        **changes,
    }


@pytest.mark.slow
def test_kind_code_and_first_day_that_were_typed_wrong_are_put_right_on_record(office: Client):
    body = factories.make_agency("phuong-moi", name="Phường Mới")
    changes = {"kind": "commune", "official_code": "00004", "valid_from": "01/07/2025"}
    assert office.post(reverse("body", args=[body.code]), said(body, **changes)).status_code == 302
    body.refresh_from_db()
    assert (body.kind, body.official_code, body.valid_from) == (AgencyKind.COMMUNE, "00004", date(2025, 7, 1))
    event = AuditEvent.objects.get(verb=Verb.AGENCY_CHANGED)
    assert (event.before["kind"], event.after["kind"]) == ("district", "commune")


@pytest.mark.parametrize(
    ("changes", "field", "why"),
    [
        ({"official_code": "002"}, "official_code", "đang là của Đơn vị 002"),
        ({"official_code": "00002"}, "official_code", "3 chữ số"),
        ({"kind": "department", "official_code": "001"}, "official_code", "không có mã hành chính"),
        ({"valid_from": "01/01/2026"}, "valid_from", "đã kết thúc ngày 30/06/2025"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(office: Client, changes: dict, field: str, why: str):
    body = factories.make_agency("001", official_code="001", valid_to=date(2025, 6, 30))
    factories.make_agency("002", official_code="002")
    answer = office.post(reverse("body", args=["001"]), said(body, name="Tên khác", **changes))
    assert answer.status_code == 422
    assert why in answer.context["form"].errors[field][0]
    assert "<h1>Đơn vị 001</h1>" in answer.content.decode()
    assert Agency.objects.get(code="001").name == "Đơn vị 001"


def test_the_first_day_of_an_heir_is_its_reorganisations(office: Client):
    heir, old = factories.make_agency("x", valid_from=date(2025, 7, 1)), factories.make_agency("001")
    Succession.objects.create(predecessor=old, successor=heir, on=date(2025, 7, 1))
    answer = office.post(reverse("body", args=["x"]), said(heir, valid_from="02/07/2025"))
    assert "sắp xếp lại" in answer.context["form"].errors["valid_from"][0]


def test_a_body_that_inherited_later_may_have_its_first_day_put_right(office: Client):
    heir, old = factories.make_agency("x", valid_from=date(2020, 1, 1)), factories.make_agency("001")
    Succession.objects.create(predecessor=old, successor=heir, on=date(2025, 7, 1))
    assert office.post(reverse("body", args=["x"]), said(heir, valid_from="02/01/2020")).status_code == 302


def taken(office: Client, body: Agency, **changes: str) -> str:
    """Why the official code of a body is refused, "" where it is taken as typed."""
    answer = office.post(reverse("body", args=[body.code]), said(body, **changes))
    return "" if answer.status_code == 302 else answer.context["form"].errors["official_code"][0]


def test_a_code_of_a_body_that_has_ended_is_refused_for_the_same_days_and_free_afterwards(office: Client):
    factories.make_agency("001", official_code="001", valid_to=date(2025, 6, 30))
    body = factories.make_agency("002", valid_from=date(2025, 7, 1))
    assert taken(office, body, official_code="001") == ""
    assert taken(office, body, official_code="001", valid_from="30/06/2025") == (
        "Mã hành chính 001 đang là của Đơn vị 001 đến hết 30/06/2025."
    )
    assert "Đơn vị 001" in taken(office, body, official_code="001", valid_from="")
    new = {"name": "Mới", "short_name": "Mới", "kind": "district", "code": "003", "official_code": "001"}
    assert "Đơn vị" in office.post(reverse("body-new"), new).context["form"].errors["official_code"][0]


def test_a_body_without_an_official_code_asks_nobody_about_it(office: Client, django_assert_num_queries):
    with django_assert_num_queries(0):
        refuse_taken_code(Agency(kind=AgencyKind.DEPARTMENT))


@pytest.mark.parametrize("code", ["phường mới", "x y z", "đ-1", "-a"])
def test_a_code_of_other_letters_is_refused_since_no_address_could_hold_it(office: Client, code: str):
    body = {"name": "Phường Mới", "short_name": "P. Mới", "kind": "commune", "code": code}
    assert "code" in office.post(reverse("body-new"), body).context["form"].errors
    person = {"full_name": "Lê Lan", "agency": "so-ldtbxh", "role": "staff", "username": code}
    assert "username" in office.post(reverse("person-new"), person).context["form"].errors
