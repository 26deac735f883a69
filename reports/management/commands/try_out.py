"""`make run`: vocplan on one machine, filled with the demo on the first run, with a word on what to click first."""

import os
import secrets
import socket
import sys
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


class Command(BaseCommand):
    help = "Chuẩn bị cơ sở dữ liệu, nạp dữ liệu minh họa nếu còn trống, rồi chạy máy chủ web (make run)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--host", default="127.0.0.1", help="địa chỉ lắng nghe")
        parser.add_argument("--port", type=int, default=8000, help="cổng lắng nghe")

    def handle(self, *, host: str, port: int, **options) -> None:
        refuse_taken_port(host, port)
        keep_private(settings.DATABASES["default"])
        call_command("migrate", verbosity=0)
        if not Locality.objects.exists():
            self.stdout.write("Lần chạy đầu: đang nạp danh mục và dữ liệu minh họa ...")
            self.stdout.flush()
            fill_empty_database()
        self.stdout.write(ADDRESS.format(host=host, port=port))
        if Instance.current().is_demo:
            self.stdout.write(ACCOUNTS.format(password=demo_password()))
        self.stdout.flush()
        become_web_server(host, port)


def refuse_taken_port(host: str, port: int) -> None:
    """Say so in one line, before any work is done, when something else listens there."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Không mở được cổng {port} ({error.strerror}); chọn cổng khác: make run PORT=8010"
            ) from error


def fill_empty_database() -> None:
    """Load the catalogue and the demo figures: both or, when broken off, neither, so that the next run starts over."""
    os.environ["VOCPLAN_DEMO_PASSWORD"] = demo_password()
    with transaction.atomic():
        call_command("load_catalogue", stdout=StringIO())
        call_command("seed_demo", stdout=StringIO())


def demo_password() -> str:
    """The password the demo accounts were made with: VOCPLAN_DEMO_PASSWORD of the first run, else a random one."""
    kept = settings.DATA_DIR / "demo_password"
    if not kept.exists():
        kept.parent.mkdir(exist_ok=True)
        kept.write_text(os.environ.get("VOCPLAN_DEMO_PASSWORD") or secrets.token_urlsafe(9))
        kept.chmod(0o600)
    return kept.read_text().strip()


def become_web_server(host: str, port: int) -> None:
    """Replace this process by gunicorn: one process, whose embedded runner works the jobs off, and eight threads.

    It serves as an office's does, without DEBUG: what goes wrong is told in Vietnamese, and nothing of the settings.
    """
    names = {*settings.ALLOWED_HOSTS, host} if settings.DEBUG else settings.ALLOWED_HOSTS
    served = {
        "DEBUG": "false",
        "SECRET_KEY": settings.SECRET_KEY,
        "ALLOWED_HOSTS": ",".join(sorted(names)),
        # Nobody has a certificate for this machine's own name, and nobody collects static files for a trial.
        "HTTPS": os.environ.get("HTTPS", "false"),
        "COLLECTED_STATIC": os.environ.get("COLLECTED_STATIC", "false"),
    }
    config = settings.BASE_DIR / "deploy" / "gunicorn.py"
    server = ["-m", "gunicorn", "vocplan.wsgi", "--config", str(config), "--bind", f"{host}:{port}"]
    server += ["--workers", "1", "--threads", "8", "--graceful-timeout", "5"]
    os.execve(sys.executable, [sys.executable, *server], os.environ | served)  # noqa: S606  (fixed program, no shell)


def keep_private(database: dict[str, Any]) -> None:
    """SQLite's file holds password hashes: nobody else on the machine may open it, nor the ones it makes beside it."""
    if not database["ENGINE"].endswith("sqlite3"):
        return
    place = Path(database["NAME"])
    place.touch(mode=0o600)
    for file in place.parent.glob(f"{place.name}*"):
        file.chmod(0o600)
