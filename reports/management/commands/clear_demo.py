from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from reports.demo.clearing import clear_demo
from reports.demo.services import DemoError


class Command(BaseCommand):
    help = "Xóa toàn bộ tài khoản, báo cáo và số liệu minh họa; giữ danh mục, số công bố và số thật đã nhập."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="chỉ đếm, không xóa")

    def handle(self, *, dry_run: bool, **options) -> None:
        try:
            with transaction.atomic():
                counts = clear_demo()
                # Done and taken back, so that a trial counts exactly what would go.
                transaction.set_rollback(dry_run)
        except DemoError as error:
            raise CommandError(str(error)) from error
        counted = ", ".join(f"{count} {name}" for name, count in counts.items())
        self.stdout.write(f"{'Sẽ xóa' if dry_run else 'Đã xóa'}: {counted}.")
