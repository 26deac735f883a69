from django.core.management.base import BaseCommand
from django.db import transaction

from agencies import clock
from agencies.models import Instance
from reports.collection.notices.delivery import send_waiting
from reports.collection.notices.services import write_due_notices


class Command(BaseCommand):
    help = (
        "Viết các thông báo đến hạn (còn 14, 7, 3, 1 ngày, quá hạn), mỗi thông báo một lần, rồi gửi thư còn chờ; "
        "chạy lại không gửi trùng, chạy muộn chỉ gửi thông báo gấp nhất."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="chỉ nêu thông báo sẽ viết, không ghi, không gửi")

    def handle(self, *, dry_run: bool, **options) -> None:
        clock.set_shift(Instance.current().demo_shift)
        # The notices alone: mail is sent outside, since a letter cannot be rolled back.
        with transaction.atomic():
            notices = write_due_notices(now=clock.now())
            for notice in notices:
                self.stdout.write(f"{notice.user.username}: {notice.text}")
            transaction.set_rollback(dry_run)
        if dry_run:
            self.stdout.write(f"Sẽ viết {len(notices)} thông báo; chưa ghi gì.")
            return
        sent = 0
        # Until a round sends nothing: what was put off waits for its own moment.
        while batch := send_waiting(now=clock.now()):
            sent += batch
        self.stdout.write(f"Đã viết {len(notices)} thông báo, đã gửi {sent} thư.")
