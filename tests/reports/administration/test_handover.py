"""One desk handed over: the place passes on a day, notices go along, and what was open stands on the receipt."""

from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies import clock
from agencies.access import Right, Role
from agencies.models import User
from reports.administration.handover import views
from reports.models import AuditEvent, Notice, NoticeKind, Verb
from reports.models.notice import Delivery
from tests import factories
from tests.race import failures, race

pytestmark = [pytest.mark.django_db, pytest.mark.both]


class Desk:
    """A reporter with an unread notice, a form to send, and the administrator's browser."""

    def __init__(self) -> None:
        self.department = factories.make_department()
        self.agency = factories.make_agency()
        self.giver = factories.make_user(agency=self.agency, username="lan", last_name="Lê", first_name="Lan")
        self.place = self.giver.memberships.get()
        due_at = timezone.now() + timedelta(days=9)
        self.plan = factories.make_plan()
        self.form = factories.make_submission(factories.make_period(self.plan, due_at=due_at), self.agency)
        factories.make_duty(self.plan, "IV.1", lead=self.agency)
        said = {"submission": self.form, "created_at": timezone.now(), "delivery": Delivery.IN_APP}
        Notice.objects.create(user=self.giver, kind=NoticeKind.REMINDED, text="Nhắc nộp", **said)
        Notice.objects.create(user=self.giver, kind=NoticeKind.OPENED, text="Đã đọc", read_at=timezone.now(), **said)
        self.office = Client()
        self.office.force_login(factories.make_user(Role.ADMINISTRATOR, self.department))

    def give(self, **said: object):
        body = {"day": f"{clock.today():%d/%m/%Y}", **said}
        return self.office.post(reverse("handover", args=[self.place.pk]), body, follow=True)


@pytest.fixture
def desk(db) -> Desk:
    return Desk()


def test_a_new_person_has_the_desk_from_the_day_and_the_old_one_until_the_day_before(desk):
    page = desk.give(full_name="Trần Thị Bình", email="binh@example.vn")
    assert "Lê Lan đã bàn giao cho Trần Thị Bình" in page.content.decode()
    taker = User.objects.get(email="binh@example.vn")
    assert taker.access.reports_for(desk.agency.pk)
    desk.place.refresh_from_db()
    assert desk.place.valid_to == clock.today() - timedelta(days=1)
    assert not User.objects.get(pk=desk.giver.pk).access.reports_for(desk.agency.pk)


@pytest.mark.parametrize(
    ("day", "words"),
    [("01/01/0001", "Gõ ngày như"), ("02/01/0002", "bắt đầu ngày"), ("01/01/2926", "xa hơn một năm")],
)
def test_a_day_before_the_desk_began_or_years_ahead_is_a_slip_and_hands_nothing_over(desk, day, words):
    page = desk.give(full_name="Trần Thị Bình", day=day)
    assert page.status_code == 422 and words in page.content.decode()
    assert not User.objects.filter(first_name="Bình").exists()
    assert not AuditEvent.objects.filter(verb=Verb.HANDED_OVER).exists()


def test_the_only_administrator_hands_her_desk_over_to_a_new_one(desk):
    desk.place = factories.make_user(Role.ADMINISTRATOR, desk.department, username="only").memberships.get()
    User.objects.exclude(username="only").filter(memberships__role=Role.ADMINISTRATOR).update(is_active=False)
    desk.office.force_login(desk.place.user)
    desk.give(full_name="Trần Thị Bình")
    desk.place.refresh_from_db()
    assert desk.place.valid_to == clock.today() - timedelta(days=1)
    assert User.objects.get(first_name="Bình").access.has(Right.MANAGE_USERS)


def test_unread_notices_go_along_and_read_ones_stay(desk):
    taker = factories.make_user(agency=factories.make_agency("002"), username="binh")
    desk.give(to="binh")
    assert list(Notice.objects.filter(user=taker).values_list("text", flat=True)) == ["Nhắc nộp"]


def test_the_receipt_says_what_was_open_and_stays_as_it_was(desk):
    page = desk.give(full_name="Trần Thị Bình").content.decode()
    assert "KH-10 năm 2024" in page and "KH-10 IV.1" in page and "1 thông báo chưa đọc" in page
    desk.form.delete()
    again = desk.office.get(reverse("handover", args=[desk.place.pk])).content.decode()
    assert "KH-10 năm 2024" in again
    (event,) = AuditEvent.objects.filter(verb=Verb.HANDED_OVER)
    assert event.agency_id == desk.agency.pk


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({}, "full_name"),
        ({"full_name": "Bình", "day": "mai"}, "day"),
        ({"full_name": "Bình", "day": "01/01/2020"}, "day"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field_and_nobody_moves(desk, said, field):
    answer = desk.give(**said)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert desk.giver.access.reports_for(desk.agency.pk)
    assert not AuditEvent.objects.exists()


def test_a_place_of_another_locality_is_nobodys_here(desk):
    away = factories.make_user(agency=factories.make_agency("68-x", locality=factories.make_locality("68")))
    address = reverse("handover", args=[away.memberships.get().pk])
    assert desk.office.get(address).status_code == 404


def test_a_desk_is_handed_over_once(desk):
    desk.give(full_name="Trần Thị Bình")
    desk.give(full_name="Hoàng Văn Ba")
    assert not User.objects.filter(first_name="Ba").exists()


@pytest.mark.slow
def test_a_double_click_is_one_handover_and_both_presses_see_its_receipt(transactional_db):
    desk = Desk()
    presses = race(*[partial(desk.give, full_name="Trần Thị Bình")] * 2)
    assert not failures(presses)
    assert ["đã bàn giao cho Trần Thị Bình" in press.content.decode() for press in presses] == [True, True]
    assert User.objects.filter(first_name="Bình").count() == 1
    assert AuditEvent.objects.filter(verb=Verb.HANDED_OVER).count() == 1


def test_a_name_taken_a_moment_ago_is_said_beside_the_new_persons_name(desk, monkeypatch):
    monkeypatch.setattr(views, "username_for", lambda agency, taken: "lan")
    answer = desk.give(full_name="Trần Thị Bình")
    assert "đã có người dùng" in answer.context["form"].errors["full_name"][0]


def test_a_place_that_has_ended_is_handed_over_no_more(desk):
    desk.place.valid_to = clock.today() - timedelta(days=30)
    desk.place.save()
    assert "day" in desk.give(full_name="Trần Thị Bình").context["form"].errors
