"""The room of the last week: who owes, who is typing, what arrives, and reminders that leave out who need none."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from agencies import clock
from reports.collection.duties.services import save_duty
from reports.collection.extensions.services import extend
from reports.collection.room.queries import room_of, time_left
from reports.models import Delivery, DutyState, DutyUpdate, Figure, Notice, NoticeKind, SubmissionEvent
from reports.models.period import start_of
from targets.models import Duty
from tests import factories
from tests.reports.collection.scene import Scene, make_scene, number


@pytest.fixture
def scene(db) -> Scene:
    """The two rounds due tomorrow and later; two districts owe both."""
    made = make_scene(due_at=clock.now() + timedelta(hours=37))
    made.other.period.due_at = clock.now() + timedelta(days=11)
    made.other.period.save()
    made.reporter.email = "lan@example.vn"
    made.reporter.save()
    return made


@pytest.fixture
def neighbour(scene):
    """A second district with its reporter, which owes KH-10."""
    agency = factories.make_agency("002", name="UBND huyện Mỹ Đức", short_name="Mỹ Đức", phone="0900 000 282")
    factories.make_user(agency=agency, username="duc", email="duc@example.vn")
    return factories.make_submission(scene.form.period, agency)


@pytest.fixture
def client(scene) -> Client:
    client = Client()
    client.force_login(scene.staff)
    return client


def shown(scene, now=None):
    return room_of(scene.staff, now=now or clock.now())


def words(client: Client) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", client.get(reverse("deadline-room")).content.decode()).split())


def test_both_deadlines_count_down_with_the_sentence_above(scene, neighbour, client):
    text = words(client)
    assert "2 đơn vị còn nợ KH-10, 2 chưa mở biểu" in text
    assert text.index("36 giờ") < text.index("KH-CL2239")
    assert [one.plan for one in shown(scene).rounds] == ["KH-10", "KH-CL2239"]


def test_a_countdown_says_days_and_near_the_end_hours_and_minutes():
    assert time_left(timedelta(days=11, hours=3)) == [("11", "ngày")]
    assert time_left(timedelta(hours=37, minutes=18)) == [("37", "giờ"), ("18", "phút")]
    assert time_left(-timedelta(hours=2)) == [("1", "ngày quá hạn")]


@pytest.mark.slow
def test_each_agency_that_owes_is_a_row_with_what_and_its_phone(scene, neighbour, client):
    assert [(one.name, one.what) for one in shown(scene).owing] == [
        ("Đơn vị 001", "cả hai, chưa mở"),
        ("Mỹ Đức", "KH-10, chưa mở"),
    ]
    assert 'href="tel:0900000282"' in client.get(reverse("deadline-room")).content.decode()
    assert "chưa nhắc" in words(client)


def test_who_types_is_seen_and_not_reminded(scene, neighbour, client):
    scene.save(number("total", "100"))
    room = shown(scene)
    assert [(one.name, one.what) for one in room.typing] == [("Đơn vị 001", "KH-10, 1/5 ô")]
    assert {one.name: one.why_not for one in room.owing} == {"Đơn vị 001": "đang gõ", "Mỹ Đức": ""}
    client.post(reverse("deadline-room-remind"))
    assert set(Notice.objects.filter(kind=NoticeKind.REMINDED).values_list("user__username", flat=True)) == {"duc"}
    assert shown(scene, now=clock.now() + timedelta(minutes=11)).typing == []


def test_duties_count_in_how_far_an_agency_is_and_in_who_is_at_work(scene):
    duties = [factories.make_duty(scene.plan, number, lead=scene.district) for number in ("V.1", "V.2", "V.3")]
    said = {"state": DutyState.IN_PROGRESS, "text": "Đang làm", "by": scene.reporter, "now": clock.now()}
    save_duty(submission=scene.form, duty=duties[0], **said)
    room = shown(scene)
    assert [one.what for one in room.typing] == ["KH-10, 0/5 ô · 1/3 nhiệm vụ"]
    assert [one.what for one in room.owing] == ["cả hai, 0/9 ô · 1/3 nhiệm vụ"]
    for duty in duties[1:]:
        save_duty(submission=scene.form, duty=duty, **said)
    assert [one.what for one in shown(scene).typing] == ["KH-10, 0/5 ô · 3/3 nhiệm vụ"]


def test_who_has_duties_alone_is_as_far_as_they_are(scene, neighbour):
    school = factories.make_agency("so-x", kind="association", short_name="Hội")
    factories.make_submission(scene.form.period, school)
    factories.make_duty(scene.plan, "V.1", lead=school)
    DutyUpdate.objects.create(
        submission=school.submissions.get(), duty=Duty.objects.get(), text="Đang", updated_at=clock.now()
    )
    assert [(one.name, one.what) for one in shown(scene).typing] == [("Hội", "KH-10, 0/1 nhiệm vụ")]


@pytest.mark.slow
def test_an_own_deadline_is_let_be_and_one_tap_reminds_by_notice_and_letter(scene, neighbour, client):
    until = clock.today() + timedelta(days=20)
    extend(submissions=[neighbour], until=until, reason="Nghỉ thai sản", by=scene.staff, now=clock.now())
    Notice.objects.all().delete()
    text = words(client)
    assert "Nhắc 1 đơn vị" in text and "không nhắc" in text
    client.post(reverse("deadline-room-remind"))
    told = Notice.objects.filter(kind=NoticeKind.REMINDED)
    assert set(told.values_list("user__username", "delivery")) == {("reporter", Delivery.WAITING)}
    assert told.count() == 2
    assert "nhắc 1 lần" in words(client)


def test_one_agency_alone_can_be_reminded(scene, neighbour, client):
    client.post(reverse("deadline-room-remind"), {"agency": "002"})
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"duc"}


def test_arrivals_stand_beside_the_same_hour_of_the_year_before(scene, neighbour):
    today = clock.today()
    before = factories.make_period(scene.plan, scene.form.period.year - 1)
    before.due_at = scene.form.period.due_at - timedelta(days=366)
    before.save()
    old = factories.make_submission(before, scene.district)
    nine = start_of(today) - timedelta(days=366, hours=-9)
    SubmissionEvent.objects.create(submission=old, action="submitted", by=scene.reporter, version=2, at=nine)
    scene.sent()
    room = shown(scene)
    assert room.charts[0][0].endswith("1 báo cáo, năm trước 1")
    assert "Giờ này năm trước: 1/1" in room.rounds[0].words or "Giờ này năm trước: 0/1" in room.rounds[0].words
    assert room.events[0][1] == "Đơn vị 001 nộp KH-10"


def test_the_fragment_is_the_part_that_changes(scene, client):
    page = client.get(reverse("deadline-room"), {"fragment": "1"}).content.decode()
    assert "<html" not in page and "Ai còn nợ" in page


@pytest.mark.slow
def test_many_agencies_cost_no_more(scene, client, django_assert_max_num_queries):
    for place in range(10, 30):
        form = factories.make_submission(scene.form.period, factories.make_agency(f"{place:03}"))
        factories.fill(form, scene.reporter, total="1")
    Figure.objects.update(updated_at=clock.now())
    with django_assert_max_num_queries(45):
        client.get(reverse("deadline-room"))
