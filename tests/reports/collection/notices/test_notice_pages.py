"""The notices in the app: one's own, unread first, the number in the top bar, marked as read by opening."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from agencies import clock
from agencies.access import Role
from reports.collection.notices.services import Event, notify
from reports.models import Delivery, Notice, NoticeKind
from tests import factories
from tests.reports.collection.scene import make_scene


@pytest.fixture
def reader(scene) -> Client:
    notify([Event(scene.form, NoticeKind.REMINDED, f"Nhắc lần {n}", key=str(n)) for n in (1, 2)], now=clock.now())
    client = Client()
    client.force_login(scene.reporter)
    return client


def page(client: Client, address: str = "notice-list") -> str:
    return client.get(reverse(address)).content.decode()


def test_the_top_bar_counts_what_is_unread(reader):
    assert "Thông báo (2)" in page(reader, "submission-list")
    reader.post(reverse("notice-read"))
    assert "Thông báo (" not in page(reader, "submission-list")
    assert Notice.objects.filter(read_at=None).count() == 0


def test_opening_one_marks_it_and_leads_to_the_report(reader, scene):
    newest, oldest = Notice.objects.all()
    answer = reader.post(reverse("notice-open", args=[newest.pk]))
    assert answer.headers["Location"] == f"/submissions/{scene.form.pk}/"
    text = page(reader)
    assert "1 thông báo chưa đọc" in text
    # What is new stands above what has been read, although it is older.
    assert text.index(oldest.text) < text.index(newest.text)


def test_a_notice_of_somebody_else_does_not_exist(reader, scene):
    colleague = factories.make_user(agency=scene.district, username="colleague")
    client = Client()
    client.force_login(colleague)
    assert client.post(reverse("notice-open", args=[Notice.objects.first().pk])).status_code == 404
    client.post(reverse("notice-read"))
    assert Notice.objects.filter(read_at=None).count() == 2
    assert "Nhắc lần" not in page(client)


@pytest.mark.slow
def test_each_decision_is_told_once_and_in_the_transaction_of_the_move(scene):
    scene.returned()
    scene.answer()
    scene.send()
    factories.take(scene.form, scene.staff)
    assert list(Notice.objects.filter(user=scene.reporter).order_by("pk").values_list("kind", flat=True)) == [
        NoticeKind.RETURNED,
        NoticeKind.ACCEPTED,
    ]


@pytest.mark.slow
def test_who_neither_reports_nor_reviews_has_no_mailbox(scene):
    client = Client()
    client.force_login(factories.make_user(Role.LEADER, scene.department, username="leader"))
    assert "Thông báo" not in page(client, "overview")
    assert client.get(reverse("notice-list")).status_code == 403


@pytest.mark.slow
@pytest.mark.parametrize(
    ("deadline", "kind", "words"),
    [
        (timedelta(days=1), NoticeKind.SENT, "vừa được nộp."),
        (-timedelta(days=1), NoticeKind.SENT_LATE, "vừa được nộp sau hạn."),
    ],
)
def test_staff_are_told_of_what_comes_in_in_the_app_alone(db, deadline, kind, words):
    scene = make_scene(due_at=clock.now() + deadline)
    scene.staff.email = "so@example.vn"
    scene.staff.save()
    scene.sent()
    notice = Notice.objects.get(user=scene.staff)
    assert (notice.kind, notice.delivery) == (kind, Delivery.IN_APP)
    client = Client()
    client.force_login(scene.staff)
    assert words in page(client)
    opened = client.post(reverse("notice-open", args=[notice.pk]))
    assert opened.url == reverse("review", args=[scene.form.pk])


@pytest.mark.slow
def test_staff_are_told_when_a_returned_report_has_been_answered(scene):
    scene.returned()
    scene.answer()
    scene.send()
    kinds = Notice.objects.filter(user=scene.staff).order_by("pk").values_list("kind", flat=True)
    assert list(kinds)[1:] == [NoticeKind.SENT_AGAIN]


def test_staff_of_another_place_and_of_yesterday_are_not_told(scene):
    elsewhere = factories.make_department("68-so", locality=factories.make_locality("68"))
    factories.make_user(Role.STAFF, elsewhere, username="elsewhere")
    factories.make_user(Role.STAFF, scene.district, username="misplaced")
    gone = factories.make_user(Role.STAFF, scene.department, username="gone")
    gone.memberships.update(valid_to=date(2020, 12, 31))
    scene.sent()
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"staff"}


@pytest.mark.slow
def test_two_hundred_notices_cost_no_query_each(reader, scene, django_assert_max_num_queries):
    notify([Event(scene.form, NoticeKind.REMINDED, "Nhắc", key=f"n{n}") for n in range(200)], now=clock.now())
    page(reader)
    with django_assert_max_num_queries(7):
        page(reader)
