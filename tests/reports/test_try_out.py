"""`make run`: fills an empty database once, keeps a filled one, and says what to do."""

import socket
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from agencies.models import Instance, Locality, User
from reports.management.commands import try_out
from tests import services


@pytest.fixture
def served(monkeypatch, settings, tmp_path):
    """Addresses that the web server was asked to serve, instead of serving; the data folder is the test's own."""
    settings.DATA_DIR = tmp_path
    monkeypatch.setenv("VOCPLAN_DEMO_PASSWORD", "mat-khau-cua-toi")
    asked: list[tuple[str, int]] = []
    monkeypatch.setattr(try_out, "become_web_server", lambda host, port: asked.append((host, port)))
    return asked


def run(port: int) -> str:
    output = StringIO()
    call_command("try_out", port=port, stdout=output)
    return output.getvalue()


@pytest.mark.django_db
def test_the_first_run_fills_the_database_and_names_the_accounts(served):
    port = services.free_port()
    said = run(port)
    assert served == [("127.0.0.1", port)]
    assert f"http://127.0.0.1:{port}/" in said
    assert "mat-khau-cua-toi" in said
    for username in ("staff", "leader", "administrator", "reporter-017", "staff-68", "leader-68"):
        assert username in said
        assert User.objects.get(username=username).check_password("mat-khau-cua-toi")
    assert Instance.current().is_demo


@pytest.mark.django_db
def test_a_database_that_holds_something_is_left_alone(served):
    Locality.objects.create(code="01", name="Hà Nội", short_name="Hà Nội", kind="city")
    said = run(services.free_port())
    assert len(served) == 1
    assert not User.objects.exists()
    assert "Tài khoản minh họa" not in said


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
