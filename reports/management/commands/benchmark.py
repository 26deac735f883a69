"""`make bench` from an installation: the rows are measured in databases of their own, never in this one."""

import subprocess
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

NEEDED = (
    "Không có thư mục benchmarks/ và tests/ bên cạnh manage.py. Lệnh này chạy từ mã nguồn đầy đủ, "
    "với các gói trong requirements-dev.txt: make bench."
)


class Command(BaseCommand):
    help = "Đo tốc độ so với các mốc đối chiếu (benchmarks/), trên cơ sở dữ liệu tạm; mã thoát khác 0 nếu không đạt."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("rows", nargs="*", metavar="MỤC", help="tên mục cần đo, ví dụ D1 D3; bỏ trống là đo tất cả")

    def handle(self, *, rows: list[str], **options) -> None:
        if not all((settings.BASE_DIR / folder / "__init__.py").exists() for folder in ("benchmarks", "tests")):
            raise CommandError(NEEDED)
        command = [sys.executable, "-m", "benchmarks.run", *rows]
        code = subprocess.run(command, cwd=settings.BASE_DIR).returncode  # noqa: S603  (no shell, own program)
        if code:
            raise CommandError("Có mục không đạt, hoặc tên mục không đúng: xem bên trên.", returncode=code)
