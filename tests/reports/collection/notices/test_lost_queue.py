"""Reminders survive their queue: Redis and the worker killed, no letter is lost and none goes out twice."""

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest
import redis

from reports.models import Delivery, Notice
from tests import databases, services, smtp
from tests.conftest import end_group
from tests.reports.collection.notices.test_delivery import stands, write
from tests.reports.collection.scene import make_scene

ROOT = Path(__file__).resolve().parents[4]
LETTERS = 6
LONGEST_WAIT = 60


def celery(arguments: list[str], queue: str, port: int) -> subprocess.Popen:
    """A celery process on a queue of its own, with the mail server of the test."""
    environment = os.environ | {
        "DATABASE_URL": databases.address(),
        "REDIS_URL": queue,
        "EMAIL_URL": f"smtp://127.0.0.1:{port}",
    }
    command = [sys.executable, "-m", "celery", "-A", "vocplan", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, start_new_session=True)


def ask_to_send(queue: str, port: int) -> None:
    """What beat does each minute."""
    assert celery(["call", "reports.tasks.send_notices"], queue, port).wait(LONGEST_WAIT) == 0


def kill(queue: str) -> None:
    with redis.Redis.from_url(queue) as server:
        os.kill(server.info("server")["process_id"], signal.SIGKILL)


@pytest.mark.broker
def test_redis_and_worker_killed_lose_no_letter_and_double_none(transactional_db):
    with smtp.running() as mail, ExitStack() as ends:
        write(make_scene(), LETTERS)
        first = services.private_redis(ends)
        ask_to_send(first, mail.port)
        kill(first)
        assert mail.letters == []

        second = services.private_redis(ends)
        workers = [celery(["worker", "-c", "2"], second, mail.port)]
        ends.callback(lambda: [end_group(worker) for worker in workers])
        ask_to_send(second, mail.port)
        deadline = time.monotonic() + LONGEST_WAIT
        while Notice.objects.filter(delivery=Delivery.WAITING).exists():
            assert time.monotonic() < deadline, stands()
            time.sleep(0.05)
        os.killpg(workers[0].pid, signal.SIGKILL)
        workers.append(celery(["worker", "-c", "2"], second, mail.port))
        ask_to_send(second, mail.port)
        ask_to_send(second, mail.port)
        assert stands() == [(Delivery.SENT, 1)] * LETTERS
        assert len({letter["Message-ID"] for letter in mail.letters}) == len(mail.letters) == LETTERS
