"""Write everything this installation holds into one file."""

import os
from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reports.backup.services import write_backup
from reports.wording.formats import number


class Command(BaseCommand):
    help = "Sao lưu cơ sở dữ liệu và tệp tải lên vào một tệp; phục hồi bằng restore, trên SQLite hay PostgreSQL."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="tệp sẽ ghi; không ghi đè tệp đã có")

    def handle(self, *, file: Path, verbosity: int, **options: object) -> None:
        if file.exists():
            raise CommandError(f"Đã có {file}. Chọn tên khác.")
        half = file.with_name(f"{file.name}.part")
        try:
            # The archive holds password hashes: nobody else on the machine may open it, from its first byte.
            with open(half, "xb", opener=lambda path, flags: os.open(path, flags, 0o600)) as target:
                # Within: a half file that another backup is writing is not this one's to take away.
                try:
                    manifest = write_backup(target, report=self.tell if verbosity > 1 else lambda name, rows: None)
                    target.flush()
                    # On the disk before it has its name, so that a file of this name is always a whole backup.
                    os.fsync(target.fileno())
                    half.replace(file)
                finally:
                    half.unlink(missing_ok=True)
        except OSError as error:
            raise CommandError(f"Không ghi được {file}: {error.strerror}.") from error
        rows = sum(part.rows or 0 for part in manifest.parts)
        files = sum(part.rows is None for part in manifest.parts)
        self.stdout.write(f"Đã sao lưu {number(rows)} dòng, {number(files)} tệp. Mã băm cuối: {manifest.audit_head}")

    def tell(self, name: str, rows: int) -> None:
        self.stdout.write(f"{name}: {number(rows)}")
