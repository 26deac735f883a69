"""The notices in the app: one's own, unread first, the number in the top bar, marked as read by opening."""

import pytest
from django.test import Client
from django.urls import reverse

from agencies import clock
from reports.collection.notices.services import Event, notify
from reports.models import Notice, NoticeKind
from tests import factories


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


def test_each_decision_is_told_once_and_in_the_transaction_of_the_move(scene):
    scene.returned()
    scene.send()
    factories.take(scene.form, scene.staff)
    assert list(Notice.objects.order_by("pk").values_list("kind", flat=True)) == [
        NoticeKind.RETURNED,
        NoticeKind.ACCEPTED,
    ]


def test_who_reports_for_nobody_has_no_mailbox(scene):
    client = Client()
    client.force_login(scene.staff)
    assert "Thông báo" not in page(client, "review-list")


def test_two_hundred_notices_cost_no_query_each(reader, scene, django_assert_max_num_queries):
    notify([Event(scene.form, NoticeKind.REMINDED, "Nhắc", key=f"n{n}") for n in range(200)], now=clock.now())
    page(reader)
    with django_assert_max_num_queries(7):
        page(reader)
