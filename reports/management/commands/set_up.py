from argparse import ArgumentParser
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from agencies import clock
from agencies.accounts.letters import LIFETIME, write_letter
from reports.administration.first_run.services import SetUpError, set_up


class Command(BaseCommand):
    help = (
        "Lập một bản mới: địa phương (một trong 34 tỉnh, thành phố), cơ quan đầu mối từ ngày nào, quản trị viên đầu "
        "tiên. In mã vào lần đầu, dùng được một lần. Chạy lại chỉ in mã mới cho quản trị viên đã có."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--locality", required=True, help="mã tỉnh, thành phố, hai chữ số")
        parser.add_argument("--coordinator", required=True, help="mã cơ quan đầu mối; chưa có thì được thêm")
        parser.add_argument("--coordinator-name", default="", help="tên của cơ quan đầu mối khi được thêm")
        parser.add_argument("--since", required=True, type=date.fromisoformat, help="đầu mối từ ngày, năm-tháng-ngày")
        parser.add_argument("--administrator", required=True, help="tên đăng nhập của quản trị viên")
        parser.add_argument("--full-name", default="", help="họ và tên của quản trị viên")

    @transaction.atomic
    def handle(self, *args, locality: str, coordinator: str, since: date, administrator: str, **options) -> None:
        try:
            made = set_up(
                locality_code=locality,
                coordinator_code=coordinator,
                coordinator_name=options["coordinator_name"],
                since=since,
                username=administrator,
                full_name=options["full_name"],
                day=clock.today(),
                now=clock.now(),
            )
        except SetUpError as error:
            raise CommandError(f"{error} Chưa ghi gì.") from error
        # Sign-in keeps the real time, in a demo database too.
        code = write_letter(made.administrator, by=None, now=timezone.now())
        self.stdout.write(f"{made.locality.name}: {made.coordinator.name} làm đầu mối từ {since:%d/%m/%Y}.")
        self.stdout.write(f"Quản trị viên {made.administrator.username}, mã vào lần đầu {code}")
        self.stdout.write(f"Mã dùng một lần trong {LIFETIME.days} ngày, gõ ở địa chỉ /accounts/letter/.")
