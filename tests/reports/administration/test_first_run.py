"""From an empty database to an administrator who can come in and sees what is next, by screen alone."""

import logging
import shutil
import smtplib

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from agencies.access import Right, Role
from agencies.models import Agency, AgencyKind, Coordination, Locality, User
from reports.administration.first_run import views
from reports.administration.first_run.services import set_up_code
from reports.models import AuditEvent, Verb
from targets.models import DataElement, Plan
from tests import factories

pytestmark = pytest.mark.django_db
NEW = "cau dai de nho 77"


@pytest.fixture(autouse=True)
def nobody_yet(db) -> None:
    cache.clear()


def said(**changed: object) -> dict[str, object]:
    return {
        "code": set_up_code().lower(),
        "locality_code": "48",
        "coordinator_name": "Sở Giáo dục và Đào tạo",
        "since": "01/03/2025",
        "full_name": "Vũ Thị Lan",
        "username": "lan.vt",
        "email": "lan@example.vn",
        **changed,
    }


@pytest.mark.slow
def test_an_empty_installation_leads_from_the_door_to_the_list_of_tasks(caplog):
    client = Client()
    assert f'href="{reverse("first-run-begin")}"' in client.get("/accounts/login/").content.decode()
    with caplog.at_level(logging.WARNING):
        page = client.get(reverse("first-run-begin"))
    assert set_up_code() in caplog.text and set_up_code() not in page.content.decode()
    letter = client.post(reverse("first-run-begin"), said())
    body = {"code": letter["Location"].partition("?code=")[2], "new_password1": NEW, "new_password2": NEW}
    client.post(reverse("letter-use"), body)
    administration = client.get(reverse("administration"), follow=True)
    assert "Lập bản mới cho Thành phố Đà Nẵng" in administration.content.decode()
    assert "Tiếp theo: Quản trị viên" in " ".join(administration.content.decode().split())
    lan = User.objects.get()
    assert lan.access.has(Right.MANAGE_USERS)
    assert set(Locality.objects.values_list("code", flat=True)) == {"00", "48"}
    assert DataElement.objects.exists() and not Plan.objects.exists()


@pytest.mark.parametrize(
    ("changed", "field", "why"),
    [
        ({"code": "AAAA-BBBB-CCCC-DDDD"}, "code", "Mã này không đúng"),
        ({"locality_code": ""}, "locality_code", "bắt buộc"),
        ({"username": "L"}, "username", "Từ 3 đến 40"),
        ({"since": "hôm qua"}, "since", "ngày"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field_and_nothing_is_lost(changed, field, why):
    answer = Client().post(reverse("first-run-begin"), said(**changed))
    assert answer.status_code == 422
    assert why in " ".join(answer.context["form"].errors[field])
    assert 'value="Vũ Thị Lan"' in answer.content.decode()
    assert not User.objects.exists() and not Locality.objects.exists()


def test_once_somebody_can_sign_in_nobody_sets_it_up_again():
    factories.make_user()
    assert reverse("first-run-begin") not in Client().get("/accounts/login/").content.decode()
    assert Client().post(reverse("first-run-begin"), said())["Location"] == reverse("first-run")
    assert User.objects.count() == 1


@pytest.mark.slow
def test_ha_noi_begins_with_its_126_communes_and_who_coordinates_now():
    answer = Client().post(reverse("first-run-begin"), said(locality_code="01", with_shipped="on"))
    assert answer.status_code == 302, answer.context["form"].errors
    assert Agency.objects.filter(kind=AgencyKind.COMMUNE, valid_to=None).count() == 126
    (now,) = Coordination.objects.filter(valid_to=None)
    assert now.agency.name == "Sở Giáo dục và Đào tạo"
    assert set(Locality.objects.values_list("code", flat=True)) == {"00", "01"}


def office() -> Client:
    client = Client()
    client.force_login(factories.make_user(Role.ADMINISTRATOR, factories.make_department(), email="lan@example.vn"))
    return client


def test_the_mail_test_says_whether_the_mail_left_and_stays_on_the_page(settings, monkeypatch):
    client = office()
    monkeypatch.setattr(views, "send_mail", refuse)
    assert "máy chủ thư không nhận" in client.post(reverse("mail-test"), follow=True).content.decode()
    monkeypatch.undo()
    client.post(reverse("mail-test"))
    assert mail.outbox[0].to == ["lan@example.vn"]
    assert "máy chủ thư đã nhận" in client.get(reverse("first-run")).content.decode()
    assert AuditEvent.objects.filter(verb=Verb.MAIL_TESTED).count() == 2


def refuse(*_: object) -> None:
    raise smtplib.SMTPServerDisconnected("down")


def test_the_disk_that_is_looked_at_is_the_one_with_the_data(settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    asked = []
    usage = type(shutil.disk_usage(tmp_path))(1 << 40, 0, 5 << 30)
    monkeypatch.setattr(shutil, "disk_usage", lambda place: asked.append(place) or usage)
    assert "còn 5 GB" in office().get(reverse("first-run")).content.decode()
    Client().get("/readyz")
    assert asked == [tmp_path, tmp_path]


def test_the_page_asks_no_more_for_more_bodies(django_assert_max_num_queries):
    client = office()
    for number in range(30):
        factories.make_agency(f"x-{number}", kind=AgencyKind.COMMUNE)
    with django_assert_max_num_queries(40):
        page = client.get(reverse("first-run"))
    assert "30 trên 126 xã, phường" in page.content.decode()
