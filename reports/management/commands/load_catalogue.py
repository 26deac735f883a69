from argparse import ArgumentParser
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import IntegrityError, transaction

from agencies.catalogue_files.entries import CatalogueError
from reports.collection.catalogue import load_catalogue


class Command(BaseCommand):
    help = (
        "Nạp toàn bộ danh mục từ fixtures/: cơ quan, số liệu đầu vào, chỉ tiêu, kế hoạch, số liệu công bố. "
        "Nạp lại không đổi gì; một tệp sai thì không nạp gì."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="chỉ kiểm tra và đếm, không ghi")
        parser.add_argument(
            "--take",
            choices=["file", "screen"],
            help="kế hoạch đã sửa trên màn hình mà khác tệp: lấy theo tệp, hay giữ như màn hình",
        )
        parser.add_argument(
            "--locality",
            action="append",
            metavar="CODE",
            help="chỉ nạp địa phương này, cùng chỉ tiêu và số liệu đầu vào chung; nêu được nhiều lần",
        )
        parser.add_argument("--directory", type=Path, default=settings.BASE_DIR / "fixtures", help="thư mục fixtures")

    def handle(self, *args, directory: Path, dry_run: bool, take: str | None, locality: list[str] | None, **options):
        try:
            with transaction.atomic():
                tally = load_catalogue(directory, take=take, wanted=locality)
                transaction.set_rollback(dry_run)
        except CatalogueError as error:
            raise CommandError(f"{error} Chưa nạp gì.") from error
        # A constraint says more than the loader checks; the file's place is unknown, the rule's name is told.
        except IntegrityError as error:
            raise CommandError(f"Cơ sở dữ liệu đang có dòng trái với tệp ({error}). Chưa nạp gì.") from error
        for line in tally.lines():
            self.stdout.write(line)
        if dry_run:
            self.stdout.write("Chạy thử: chưa ghi gì.")
