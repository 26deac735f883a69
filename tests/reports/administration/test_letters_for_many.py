"""Letters for all who have not come in yet: a page each, by body, or by mail; a reprint ends the codes before."""

import smtplib
from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from agencies.access import Role
from agencies.accounts.letters import letter_of, write_letter
from agencies.child_process import ChildEnded
from agencies.models import AgencyKind, SignInLetter, User
from reports.administration.letters import services
from reports.administration.people import resets
from reports.models import AuditEvent, Verb
from reports.tasks import send_resets
from tests import factories
from tests.printed_letters import codes_in, pages_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def department():
    return factories.make_department(name="Sở Giáo dục và Đào tạo", contact="Bà Hương", phone="024 0000 0000")


@pytest.fixture
def office(department) -> Client:
    client = Client()
    client.force_login(factories.make_user(Role.ADMINISTRATOR, department, username="admin"))
    return client


def newcomer(name: str, agency, role: Role = Role.REPORTER, **columns) -> User:
    *family, given = name.split()
    person = factories.make_user(role, agency, first_name=given, last_name=" ".join(family), **columns)
    person.set_unusable_password()
    person.save()
    return person


def communes(count: int) -> list[User]:
    return [
        newcomer(f"Lê Thị {chr(65 + row % 26)}", factories.make_agency(f"x-{row:05d}", name=f"UBND xã {row:03d}"))
        for row in range(count)
    ]


def letters(office: Client, **chosen: object) -> bytes:
    answer = office.post(reverse("people-letters"), chosen)
    assert answer["Content-Type"] == "application/pdf", answer.content.decode()
    return answer.content


@pytest.mark.slow
@pytest.mark.once
def test_everybody_who_has_not_come_in_gets_a_page_with_a_code_that_works_once(office: Client):
    people = communes(3)
    factories.make_user(Role.REPORTER, factories.make_agency("old"), username="da-vao")
    pages = pages_of(letters(office, everyone="1"))
    assert [f"Thư {position} trong 3" in page for position, page in enumerate(pages, start=1)] == [True] * 3
    for person, page in zip(people, pages, strict=True):
        assert person.full_name in page and person.username in page and "testserver/vao" in page
    codes = codes_in(letters(office, everyone="1"))
    assert [letter_of(code, now=timezone.now()).user for code in codes] == people


@pytest.mark.slow
def test_a_letter_says_who_asks_what_first_what_is_owed_and_no_password(office: Client, department):
    commune = factories.make_agency("x-00001", name="UBND xã Thư Lâm", kind=AgencyKind.COMMUNE)
    element = factories.make_element(kinds=[AgencyKind.COMMUNE])
    indicator = factories.make_indicator(numerator=[element])
    plan = factories.make_plan()
    factories.make_target(plan, indicator)
    factories.make_duty(plan, lead=commune)
    factories.make_submission(factories.make_period(plan), commune)
    person = newcomer("Lê Thị Hạnh", commune)
    (page,) = pages_of(letters(office, person=person.pk))
    for said in (
        "Sở Giáo dục và Đào tạo, Hà Nội",
        "Giao tận tay",
        "UBND xã Thư Lâm, Hà Nội",
        "1 Đặt mật khẩu của riêng mình",
        "2 Mở “Việc của tôi”.",
        "3 Điền từng ô",
        "UBND xã Thư Lâm phải nộp",
        "Biểu số liệu, KH-10 năm 2024 1 ô trước ngày",
        "1 việc",
        "Bà Hương",
        "024 0000 0000",
        "Mã cũ bị hủy ngay khi in thư mới",
    ):
        assert said in page
    assert factories.PASSWORD not in page


@pytest.mark.slow
@pytest.mark.once
def test_what_is_printed_again_ends_the_code_before(office: Client):
    (person,) = communes(1)
    (first,), (second,) = codes_in(letters(office, person=person.pk)), codes_in(letters(office, person=person.pk))
    assert letter_of(first, now=timezone.now()) is None
    assert letter_of(second, now=timezone.now()).user == person


@pytest.mark.slow
def test_nothing_is_written_or_locked_while_the_letters_are_drawn(office: Client, monkeypatch):
    (person,) = communes(1)
    (paper,) = codes_in(letters(office, person=person.pk))
    before = (SignInLetter.objects.count(), AuditEvent.objects.count())

    def refuses(*_: object, **__: object) -> bytes:
        assert (SignInLetter.objects.count(), AuditEvent.objects.count()) == before
        raise ChildEnded("no room")

    monkeypatch.setattr(services, "read_in_child", refuses)
    answer = office.post(reverse("people-letters"), {"person": person.pk}, follow=True)
    assert "chưa vẽ được các thư" in answer.content.decode()
    assert (SignInLetter.objects.count(), AuditEvent.objects.count()) == before
    assert letter_of(paper, now=timezone.now()).user == person


@pytest.mark.slow
def test_each_letter_is_on_record_without_its_code(office: Client):
    communes(2)
    codes = codes_in(letters(office, everyone="1"))
    rows = AuditEvent.objects.filter(verb=Verb.LETTER_WRITTEN).values()
    assert len(rows) == 2
    assert not any(code in str(rows) for code in codes)


def test_nobody_of_another_locality_gets_one(office: Client):
    away = newcomer("Trần Văn Xa", factories.make_agency("68-x", locality=factories.make_locality("68")))
    answer = office.post(reverse("people-letters"), {"person": away.pk}, follow=True)
    assert "Chưa chọn ai." in answer.content.decode()
    assert not SignInLetter.objects.exists()


@pytest.mark.slow
@pytest.mark.once
def test_the_reads_of_a_letter_do_not_grow_with_the_people(office: Client):
    """Writing a code and its record is five statements for each person; reading what letters say is none."""
    communes(2)
    few = statements(office)
    communes_more = [newcomer(f"Bùi Văn {n}", factories.make_agency(f"y-{n}")) for n in range(6)]
    assert (statements(office) - few) % len(communes_more) == 0
    assert (statements(office) - few) / len(communes_more) <= 8


def statements(office: Client) -> int:
    with CaptureQueriesContext(connection) as seen:
        letters(office, everyone="1")
    return len(seen)


def test_the_list_says_when_a_letter_was_given_and_when_it_ended(office: Client):
    (person,) = communes(1)
    write_letter(person, by=None, now=timezone.now())
    assert f"Đã cấp thư {timezone.localdate():%d/%-m/%Y}, còn 7 ngày".replace("/0", "/") in plain(office)
    SignInLetter.objects.update(ends_at=timezone.now() - timedelta(days=1))
    assert "Thư hết hạn" in plain(office)


def plain(office: Client) -> str:
    return office.get(reverse("people")).content.decode()


@pytest.mark.slow
def test_who_has_an_address_gets_a_mail_that_ends_the_letter_on_paper(office: Client):
    person, other = communes(2)
    User.objects.filter(pk=person.pk).update(email="lan@example.vn")
    (paper,) = codes_in(letters(office, person=person.pk))
    answer = office.post(reverse("people-letters"), {"person": [person.pk, other.pk], "way": "mail"}, follow=True)
    assert "1 thư điện tử đang được gửi đi" in answer.content.decode()
    send_resets()
    (sent,) = mail.outbox
    assert sent.to == ["lan@example.vn"]
    code = sent.body.partition("?code=")[2].split()[0]
    assert letter_of(code, now=timezone.now()).user == person
    assert letter_of(paper, now=timezone.now()) is None


@pytest.mark.slow
def test_a_mail_server_that_refuses_leaves_the_letter_on_paper_good_and_is_asked_again(office: Client, monkeypatch):
    (person,) = communes(1)
    User.objects.filter(pk=person.pk).update(email="lan@example.vn")
    (paper,) = codes_in(letters(office, person=person.pk))
    office.post(reverse("people-letters"), {"person": person.pk, "way": "mail"})
    now = timezone.now()
    with monkeypatch.context() as broken:
        broken.setattr(resets, "send_mail", refuse)
        assert resets.send_resets(now=now) == 0
    assert letter_of(paper, now=now).user == person
    with time_machine.travel(now + timedelta(minutes=2), tick=False):
        assert resets.send_resets(now=timezone.now()) == 1


def refuse(*_: object) -> None:
    raise smtplib.SMTPServerDisconnected("down")


@pytest.mark.once
@pytest.mark.slow
@pytest.mark.parametrize("many", [12, pytest.param(126, marks=pytest.mark.deep)])
def test_the_letters_of_a_whole_city_are_printed_in_seconds(office: Client, many: int):
    communes(many)
    pages = pages_of(letters(office, everyone="1"))
    assert len(pages) == many


@pytest.mark.parametrize("picked", ["9" * 18, "9" * 19, "9" * 5000, "-1", "\0", "٣"])
def test_who_is_nobodys_key_gets_no_letter(office, picked):
    assert office.post(reverse("people-letters"), {"person": [picked]}).status_code == 302
    assert not SignInLetter.objects.exists()


@pytest.mark.slow
def test_mails_asked_for_twice_are_one_to_each(office, department, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    people = [newcomer(f"Lê {name}", department, email=f"{name}@example.vn") for name in ("an", "ba")]
    for chosen in ([people[0].pk], [one.pk for one in people], [one.pk for one in people]):
        office.post(reverse("people-letters"), {"person": chosen, "way": "mail"})
    office.post(reverse("sign-in-letter", args=[people[0].pk]), {"way": "mail"})
    send_resets()
    assert sorted(one.to[0] for one in mail.outbox) == ["an@example.vn", "ba@example.vn"]
