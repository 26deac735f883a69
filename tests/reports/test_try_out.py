"""`make run`: fills an empty database once, keeps a filled one, and says what to do."""

import os
import socket
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from agencies.models import Instance, Locality, User
from reports.management.commands import try_out
from tests import services

# It is for SQLite; what it seeds, other tests seed on PostgreSQL.
pytestmark = pytest.mark.once

SQLITE = {"ENGINE": "django.db.backends.sqlite3"}


@pytest.fixture
def served(monkeypatch, settings, tmp_path):
    """What the web server was asked to serve, instead of serving; the data folder is the test's own, as is the door."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setenv("VOCPLAN_DEMO_PASSWORD", "mat-khau-cua-toi")
    asked: list[tuple[str, str, dict[str, str]]] = []
    monkeypatch.setattr(try_out, "become_web_server", lambda *said: asked.append(said))
    # What waits there is proved in tests/test_second_door.py.
    monkeypatch.setattr(try_out, "open_second_door", lambda host, port: {"OTHER_DAY_PORT": str(port + 1)})
    return asked


def run(port: int) -> str:
    output = StringIO()
    call_command("try_out", port=port, stdout=output)
    return output.getvalue()


@pytest.mark.slow
@pytest.mark.django_db
def test_the_first_run_fills_the_database_and_names_the_accounts(served):
    port = services.free_port()
    said = run(port)
    second = {"OTHER_DAY_PORT": str(port + 1)} if connection.vendor == "sqlite" else {}
    assert served == [(f"127.0.0.1:{port}", "127.0.0.1", second)]
    assert (f"Hà Nội sau 01/7/2025 ở  http://127.0.0.1:{port + 1}/" in said) == bool(second)
    assert f"http://127.0.0.1:{port}/" in said
    assert "mat-khau-cua-toi" in said
    for username in ("staff", "leader", "administrator", "reporter-017", "staff-68", "leader-68"):
        assert username in said
        assert User.objects.get(username=username).check_password("mat-khau-cua-toi")
    assert Instance.current().is_demo


def test_there_is_one_day_where_the_next_port_is_taken_or_the_database_is_shared():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        assert not try_out.may_have_second_day(SQLITE, "127.0.0.1", other.getsockname()[1])
    assert not try_out.may_have_second_day({"ENGINE": "vocplan.postgresql"}, "127.0.0.1", services.free_port())
    assert try_out.may_have_second_day(SQLITE, "127.0.0.1", services.free_port())
    assert not try_out.may_have_second_day(SQLITE, "127.0.0.1", 65536)


@pytest.mark.slow
@pytest.mark.django_db
def test_the_second_day_says_that_it_is_filled_and_serves_at_the_open_door(served):
    reading, writing = os.pipe()
    Locality.objects.create(code="01", name="Hà Nội", short_name="Hà Nội", kind="city")
    with socket.socket() as door:
        try_out.serve_second_day(door.fileno(), writing)
        assert door.get_inheritable()
        assert [bind for bind, *_ in served] == [f"fd://{door.fileno()}"]
    assert os.read(reading, 1) == b""


@pytest.mark.slow
@pytest.mark.django_db
def test_a_database_that_holds_something_is_left_alone(served):
    Locality.objects.create(code="01", name="Hà Nội", short_name="Hà Nội", kind="city")
    said = run(services.free_port())
    assert len(served) == 1
    assert not User.objects.exists()
    assert "Tài khoản minh họa" not in said


@pytest.mark.slow
@pytest.mark.django_db
def test_a_first_run_that_breaks_off_leaves_the_database_empty(served, monkeypatch):
    def breaks(name: str, **options) -> None:
        if name == "seed_demo":
            raise CommandError("hết chỗ trên đĩa")
        call_command(name, **options)

    monkeypatch.setattr(try_out, "call_command", breaks)
    with pytest.raises(CommandError):
        run(services.free_port())
    assert not Locality.objects.exists()
    assert served == []


def test_a_taken_port_is_refused_in_one_line_before_any_work(served):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(CommandError, match="chọn cổng khác: make run PORT="):
            run(other.getsockname()[1])
    assert served == []


@pytest.mark.parametrize("port", [-1, 0, 65536, 10**12])
def test_a_port_that_does_not_exist_is_refused_in_one_line(served, port: int):
    with pytest.raises(CommandError, match=f"Không có cổng {port}: cổng là số từ 1 đến 65535"):
        run(port)
    assert served == []


def test_the_second_day_takes_no_jobs_from_the_queue_that_the_shell_names(monkeypatch, tmp_path):
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:6379/0")
    monkeypatch.setenv("CACHE_URL", "redis://127.0.0.1:6379/1")
    there = try_out.second_day_environment("127.0.0.1", 8000, tmp_path)
    assert (there["REDIS_URL"], there["CACHE_URL"], there["OTHER_DAY_PORT"]) == ("", "", "8000")


def test_the_demo_password_is_made_once_and_kept_private(served, monkeypatch, tmp_path):
    monkeypatch.delenv("VOCPLAN_DEMO_PASSWORD")
    first = try_out.demo_password()
    assert len(first) >= 12
    assert try_out.demo_password() == first
    assert (tmp_path / "demo_password").stat().st_mode & 0o077 == 0


def test_a_database_that_others_could_read_is_closed_to_them(tmp_path):
    files = [tmp_path / f"vocplan.sqlite3{end}" for end in ("", "-wal", "-shm")]
    for file in files:
        file.touch()
        file.chmod(0o644)
    try_out.keep_private({"ENGINE": "django.db.backends.sqlite3", "NAME": str(files[0])})
    assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
