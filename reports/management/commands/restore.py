"""Fill an empty installation from a backup."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from reports.backup.parts import BackupError
from reports.backup.services import restore_backup
from reports.wording.formats import number


class Command(BaseCommand):
    help = "Phục hồi từ tệp của lệnh backup vào cơ sở dữ liệu trống: tất cả hoặc không gì cả."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="tệp do lệnh backup ghi")
        parser.add_argument("--secret-file", type=Path, help="tệp chứa SECRET_KEY của nơi đã sao lưu, nếu khác nơi này")
        parser.add_argument("--unsigned", action="store_true", help="nhận bản sao lưu không ký của phiên bản 0.1.0")
        parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra, không ghi gì")

    def handle(
        self, *, file: Path, secret_file: Path | None, unsigned: bool, dry_run: bool, verbosity: int, **options: object
    ) -> None:
        try:
            with file.open("rb") as source:
                manifest = restore_backup(
                    source,
                    dry_run=dry_run,
                    # From a file and not from the command line, where others on the machine could read it.
                    secret=secret_file.read_text().strip() if secret_file else None,
                    unsigned=unsigned,
                    report=self.tell if verbosity > 1 else lambda name, rows: None,
                )
        except OSError as error:
            raise CommandError(f"Không đọc được {file}: {error.strerror}.") from error
        except BackupError as error:
            raise CommandError(str(error), returncode=1) from error
        rows = number(sum(part.rows or 0 for part in manifest.parts))
        verb = "Kiểm tra xong, chưa ghi gì" if dry_run else "Đã phục hồi"
        self.stdout.write(f"{verb}: {rows} dòng. Mã băm cuối: {manifest.audit_head}")

    def tell(self, name: str, rows: int) -> None:
        self.stdout.write(f"{name}: {number(rows)}")
