"""`make run`: vocplan on one machine, filled with the demo on the first run, with a word on what to click first."""

import os
import secrets
import socket
import subprocess
import sys
from argparse import SUPPRESS
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from agencies.models import Instance, Locality

ADDRESS = """
  vocplan đang chạy tại  http://{host}:{port}/
  Dừng: Ctrl-C. Dữ liệu được giữ trong thư mục data/.
"""
SECOND = """
  Hà Nội sau 01/7/2025 ở  http://{host}:{port}/  (ngày minh họa 22/11/2026; lần mở đầu dựng mất khoảng một phút).
  Cùng mật khẩu; thêm reporter-x-00118, phường Bồ Đề, biểu đang nhập dở.
"""
ACCOUNTS = """
  Tài khoản minh họa, mật khẩu chung: {password}
    staff                  cán bộ Sở, Hà Nội
    staff-2                cán bộ thứ hai của Sở, người kiểm tra báo cáo mà staff soạn
    leader                 lãnh đạo, Hà Nội
    reporter-017           cán bộ nhập liệu của huyện Đông Anh, biểu đang nhập dở
    administrator          quản trị người dùng và cơ quan
    staff-68, leader-68    cán bộ Sở và lãnh đạo, Lâm Đồng

  Thử trước: đăng nhập bằng leader để xem tình hình thực hiện trong năm; bằng reporter-017 để nhập và gửi báo cáo;
  bằng staff để thẩm định báo cáo vừa gửi, rồi lập báo cáo năm ở mục Báo cáo.
"""
LAST_PORT = 65535


class Command(BaseCommand):
    help = "Chuẩn bị cơ sở dữ liệu, nạp dữ liệu minh họa nếu còn trống, rồi chạy máy chủ web (make run)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="địa chỉ lắng nghe")
        parser.add_argument("--port", type=int, default=8000, help="cổng lắng nghe")
        parser.add_argument("--second-day", nargs=2, type=int, metavar=("DOOR", "PIPE"), help=SUPPRESS)

    def handle(self, *, host: str, port: int, second_day: list[int] | None, **options) -> None:
        if second_day is not None:
            serve_second_day(*second_day)
            return
        refuse_taken_port(host, port)
        keep_private(settings.DATABASES["default"])
        call_command("migrate", verbosity=0)
        if not Locality.objects.exists():
            self.stdout.write("Lần chạy đầu: đang nạp danh mục và dữ liệu minh họa ...")
            self.stdout.flush()
            fill_empty_database("seed_demo")
        self.stdout.write(ADDRESS.format(host=host, port=port))
        if Instance.current().is_demo:
            self.stdout.write(ACCOUNTS.format(password=demo_password()))
        other = {}
        if Instance.current().is_demo and may_have_second_day(settings.DATABASES["default"], host, port + 1):
            other = open_second_door(host, port)
            self.stdout.write(SECOND.format(host=host, port=port + 1))
        self.stdout.flush()
        become_web_server(f"{host}:{port}", host, other)


def refuse_taken_port(host: str, port: int) -> None:
    """Say so in one line, before any work is done, when something else listens there or there is no such port."""
    if not 0 < port <= LAST_PORT:
        raise CommandError(f"Không có cổng {port}: cổng là số từ 1 đến {LAST_PORT}; ví dụ: make run PORT=8010")
    with socket.socket() as probe:
        # As gunicorn binds: a port whose last server ended a second ago is not taken.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Không mở được cổng {port} ({error.strerror}); chọn cổng khác: make run PORT=8010"
            ) from error


def fill_empty_database(*seeding: str) -> None:
    """Load the catalogue and the demo figures: both or, when broken off, neither, so that the next run starts over."""
    # The nested command reads it from there, as from a shell.
    os.environ["VOCPLAN_DEMO_PASSWORD"] = demo_password()
    with transaction.atomic():
        call_command("load_catalogue", stdout=StringIO())
        call_command(*seeding, stdout=StringIO())


def may_have_second_day(database: dict[str, Any], host: str, port: int) -> bool:
    """Whether the demo's second day can be offered: beside a SQLite file, and where its port is free."""
    if not database["ENGINE"].endswith("sqlite3"):
        return False
    try:
        refuse_taken_port(host, port)
    except CommandError:
        return False
    return True


def open_second_door(host: str, port: int) -> dict[str, str]:
    """Start what waits for the second day's first visitor; what the first day's server is told of it.

    It ends with this process, whatever program that becomes: it reads the pipe whose writing end stays open here.
    """
    place = settings.DATA_DIR / "second-day"
    # Password hashes lie in it.
    place.mkdir(mode=0o700, exist_ok=True)
    alive, held = os.pipe()
    os.set_inheritable(held, True)
    door = [sys.executable, str(settings.BASE_DIR / "deploy" / "second_day.py"), host, str(port + 1), str(alive)]
    subprocess.Popen(door, pass_fds=(alive,), env=second_day_environment(host, port, place))  # noqa: S603
    os.close(alive)
    return {"OTHER_DAY_PORT": str(port + 1)}


def second_day_environment(host: str, port: int, place: Path) -> dict[str, str]:
    """That of the first day but for what is the second day's own: data in the folder `place`, names of cookies."""
    own = {
        "DATABASE_URL": f"sqlite:///{place / 'vocplan.sqlite3'}",
        "MEDIA_ROOT": str(place / "media"),
        "COOKIE_SUFFIX": "_second_day",
        # A queue of the shell's is the first day's: what another takes from it, it looks for in its own database.
        "REDIS_URL": "",
        "CACHE_URL": "",
        "OTHER_DAY_PORT": str(port),
    }
    return os.environ | served_as(host) | own


def serve_second_day(door: int, pipe: int) -> None:
    """Fill the second day's database where it is empty, say so by closing the pipe, and serve at the open door."""
    keep_private(settings.DATABASES["default"])
    call_command("migrate", verbosity=0)
    if not Locality.objects.exists():
        fill_empty_database("seed_demo", "--second-day")
    os.close(pipe)
    os.set_inheritable(door, True)
    become_web_server(f"fd://{door}", settings.ALLOWED_HOSTS[0], {})


def demo_password() -> str:
    """The password the demo accounts were made with: VOCPLAN_DEMO_PASSWORD of the first run, else a random one."""
    kept = settings.DATA_DIR / "demo_password"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(os.environ.get("VOCPLAN_DEMO_PASSWORD") or secrets.token_urlsafe(9))
        kept.chmod(0o600)
    return kept.read_text().strip()


def become_web_server(bind: str, host: str, other: dict[str, str]) -> None:
    """Replace this process by gunicorn: one process, whose embedded runner works the jobs off, and eight threads."""
    config = settings.BASE_DIR / "deploy" / "gunicorn.py"
    server = ["-m", "gunicorn", "vocplan.wsgi", "--config", str(config), "--bind", bind]
    server += ["--workers", "1", "--threads", "8", "--graceful-timeout", "5"]
    # Found or not, whitenoise looks there, and would tell a newcomer of a missing folder under the first address.
    settings.STATIC_ROOT.mkdir(exist_ok=True)
    environment = os.environ | served_as(host) | other
    # No parent stays behind, so that Ctrl-C and a supervisor's signals reach the server itself.
    os.execve(sys.executable, [sys.executable, *server], environment)  # noqa: S606  (fixed program, no shell)


def served_as(host: str) -> dict[str, str]:
    """As an office's server, without DEBUG: what goes wrong is told in Vietnamese, and nothing of the settings."""
    names = {*settings.ALLOWED_HOSTS, host} if settings.DEBUG else settings.ALLOWED_HOSTS
    return {
        "DEBUG": "false",
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": ",".join(sorted(names)),
        # Nobody has a certificate for this machine's own name, and nobody collects static files for a trial.
        "HTTPS": os.environ.get("HTTPS", "false"),
        "COLLECTED_STATIC": os.environ.get("COLLECTED_STATIC", "false"),
    }


def keep_private(database: dict[str, Any]) -> None:
    """SQLite's file holds password hashes: nobody else on the machine may open it, nor the ones it makes beside it."""
    if not database["ENGINE"].endswith("sqlite3"):
        return
    place = Path(database["NAME"])
    # Made before SQLite would make it with the umask's rights.
    place.touch(mode=0o600)
    for file in place.parent.glob(f"{place.name}*"):
        file.chmod(0o600)
