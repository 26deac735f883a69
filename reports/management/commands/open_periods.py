from django.core.management.base import BaseCommand
from django.db import transaction

from agencies import clock
from agencies.models import Instance
from reports.collection.periods.services import open_due_periods
from reports.plans.editions import apply_due_editions


class Command(BaseCommand):
    help = "Mở các kỳ báo cáo đã đến ngày mở và tạo biểu cho các đơn vị còn thiếu; chạy lại không tạo trùng."

    def add_arguments(self, parser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="chỉ nêu kỳ sẽ mở, không ghi")

    def handle(self, *, dry_run: bool, **options) -> None:
        # A command is a process of its own and has not asked which day the installation lives on.
        clock.set_shift(Instance.current().demo_shift)
        with transaction.atomic():
            # Before the rounds: an amendment of today may change what they ask and when they are due.
            if count := apply_due_editions(now=clock.now()):
                self.stdout.write(f"Sửa đổi kế hoạch đến ngày có hiệu lực: {count}")
            for period in open_due_periods():
                count = period.submissions.count()
                self.stdout.write(f"{period.plan.code} {period.name}: {count} đơn vị, hạn {period.last_day:%d/%m/%Y}")
            transaction.set_rollback(dry_run)
