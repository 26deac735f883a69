"""E-mails: at most once each, whatever the mail server and the processes do; staff see what did not get through."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection as database

from agencies import clock
from reports.collection.notices.delivery import BATCH, PAUSES, send_again, send_waiting, undelivered
from reports.collection.notices.services import Event, notify
from reports.models import UNDO_WITHIN, Delivery, Notice, NoticeKind, State
from tests import databases, factories, services, smtp
from tests.race import failures, race
from tests.reports.collection.scene import Scene, make_scene

pytestmark = pytest.mark.both

ROOT = Path(__file__).resolve().parents[4]
NOW = datetime(2024, 12, 1, 2, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
DAYS = timedelta(days=30)


@pytest.fixture
def server(settings):
    """A mail server that takes everything, and the settings that lead to it."""
    with smtp.running() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        settings.EMAIL_TIMEOUT = 5
        yield running


def write(scene: Scene, count: int = 1) -> None:
    scene.reporter.email = "lan@example.org"
    scene.reporter.save()
    notify([Event(scene.form, NoticeKind.REMINDED, f"Nhắc {n}", key=str(n)) for n in range(count)], now=NOW)


def stands() -> list[tuple[str, int]]:
    return list(Notice.objects.order_by("pk").values_list("delivery", "attempts"))


def test_each_letter_goes_out_once_and_carries_the_notices_own_number(scene, server):
    write(scene, 3)
    assert send_waiting(now=NOW) == 3
    assert send_waiting(now=NOW + DAYS) == 0
    assert stands() == [(Delivery.SENT, 1)] * 3
    assert [letter["To"] for letter in server.letters] == ["lan@example.org"] * 3
    assert len({letter["Message-ID"] for letter in server.letters}) == 3
    assert "Nhắc 0" in server.letters[0].get_content()
    assert server.letters[0]["Subject"].strip() == "Nhắc nộp báo cáo: KH-10 năm 2024, Đơn vị 001"


@pytest.mark.slow
def test_a_line_break_in_a_name_forges_no_header(scene, server):
    scene.district.short_name = "Quận\r\nBcc: all@example.org"
    scene.district.save()
    scene.form.refresh_from_db()
    write(scene)
    assert send_waiting(now=NOW) == 1
    assert server.letters[0]["Bcc"] is None


@pytest.mark.slow
def test_a_server_that_is_away_is_asked_again_with_growing_pauses_until_staff_must_act(scene, settings, server):
    settings.EMAIL_PORT = services.free_port()
    write(scene)
    moment, asked = NOW, 0
    while Notice.objects.get().delivery == Delivery.WAITING:
        assert send_waiting(now=moment) == 0
        waiting = Notice.objects.get()
        asked += 1
        assert undelivered(Notice.objects.all(), now=moment).count() == 1
        assert "Không kết nối được máy chủ thư" in waiting.error
        if waiting.delivery == Delivery.WAITING:
            assert waiting.try_after == moment + PAUSES[asked - 1] * MINUTE
            assert send_waiting(now=waiting.try_after - timedelta(seconds=1)) == 0
            moment = waiting.try_after
    assert asked == len(PAUSES) + 1
    settings.EMAIL_PORT = server.port
    assert send_waiting(now=moment + DAYS) == 0
    assert send_again(Notice.objects.all(), now=moment) == 1
    assert send_waiting(now=moment) == 1
    assert undelivered(Notice.objects.all(), now=moment + DAYS).count() == 0


@pytest.mark.slow
def test_a_server_that_comes_back_gets_the_letter_once(scene, settings, server):
    settings.EMAIL_PORT = services.free_port()
    write(scene, 2)
    send_waiting(now=NOW)
    settings.EMAIL_PORT = server.port
    assert send_waiting(now=NOW + MINUTE) == 2
    assert stands() == [(Delivery.SENT, 2)] * 2
    assert Notice.objects.exclude(error="").count() == 0


@pytest.mark.slow
@pytest.mark.parametrize("verb", ["MAIL", "RCPT", "DATA"])
def test_not_now_is_tried_again_and_never_is_not(scene, server, verb):
    write(scene)
    server.answers[verb] = "451 later"
    assert send_waiting(now=NOW) == 0
    assert stands() == [(Delivery.WAITING, 1)]
    server.answers[verb] = "550 no such person"
    assert send_waiting(now=NOW + MINUTE) == 0
    assert stands() == [(Delivery.FAILED, 2)]
    server.answers.clear()
    assert send_waiting(now=NOW + DAYS) == 0
    assert "550" in undelivered(Notice.objects.all(), now=NOW).get().error


@pytest.mark.slow
def test_one_wrong_address_does_not_hold_up_the_others(scene, server):
    write(scene)
    colleague = factories.make_user(agency=scene.district, username="colleague", email="colleague@example.org")
    server.answers["RCPT"] = "550 no such person"
    send_waiting(now=NOW)
    server.answers.clear()
    notify([Event(scene.form, NoticeKind.REMINDED, "Nhắc", key="again")], now=NOW)
    assert send_waiting(now=NOW) == 2
    assert {letter["To"] for letter in server.letters} == {"lan@example.org", colleague.email}


def test_a_conversation_cut_off_in_the_middle_is_not_begun_again(scene, server):
    write(scene, 2)
    server.answers["END"] = True
    assert send_waiting(now=NOW) == 0
    server.answers.clear()
    assert send_waiting(now=NOW + DAYS) == 0
    assert stands() == [(Delivery.FAILED, 1)] * 2
    assert "không rõ thư đã tới chưa" in undelivered(Notice.objects.all(), now=NOW).first().error


def test_a_dead_mail_server_never_breaks_the_step(scene, settings, server):
    settings.EMAIL_PORT = services.free_port()
    scene.reporter.email = "lan@example.org"
    scene.reporter.save()
    accepted = scene.accepted()
    assert accepted.state == State.ACCEPTED
    assert send_waiting(now=clock.now() + UNDO_WITHIN) == 0
    assert Notice.objects.get(user=scene.reporter).kind == NoticeKind.ACCEPTED
    settings.EMAIL_PORT = server.port
    assert send_waiting(now=clock.now() + DAYS) == 1


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_four_senders_at_once_send_each_letter_once(transactional_db, server):
    write(make_scene(), 20)
    results = race(*[lambda: send_waiting(now=NOW)] * 4)
    assert failures(results) == []
    assert sum(results) == len(server.letters) == 20
    assert len({letter["Message-ID"] for letter in server.letters}) == 20


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_a_sender_killed_half_way_loses_no_waiting_letter_and_doubles_none(transactional_db, server, tmp_path):
    write(make_scene(), 6)
    sender = start_sender(server.port, kill_after=3, server=server)
    assert sender.wait(60) == -signal.SIGKILL
    assert len(server.letters) == 3
    assert send_waiting(now=NOW + DAYS) == 3
    assert len({letter["Message-ID"] for letter in server.letters}) == 6
    # The third was taken, but nobody lived to note it: it is not sent again, and staff see that.
    uncertain = undelivered(Notice.objects.all(), now=NOW + DAYS).get()
    assert (uncertain.delivery, uncertain.try_after) == (Delivery.WAITING, None)
    assert send_waiting(now=NOW + 2 * DAYS) == 0


def start_sender(port: int, *, kill_after: int, server: smtp.Server) -> subprocess.Popen:
    """A process that sends what waits; the server kills it as soon as it has taken so many letters."""
    code = (
        "import django; django.setup()\n"
        "from datetime import datetime, UTC\n"
        "from reports.collection.notices.delivery import send_waiting\n"
        "send_waiting(now=datetime(2024, 12, 1, 3, 0, tzinfo=UTC))\n"
    )
    database.close()
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "vocplan.settings",
        "DATABASE_URL": databases.address(),
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }
    sender = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, env=environment)

    def shoot() -> None:
        if len(server.letters) == kill_after:
            server.on_letter = lambda: None
            os.kill(sender.pid, signal.SIGKILL)

    server.on_letter = shoot
    return sender


@pytest.mark.slow
def test_a_heap_of_letters_goes_out_in_bounded_rounds(scene, server):
    write(scene, BATCH + 5)
    assert [send_waiting(now=NOW), send_waiting(now=NOW), send_waiting(now=NOW)] == [BATCH, 5, 0]
