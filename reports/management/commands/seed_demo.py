import os
import secrets

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.demo.second_day import seed_second_day
from reports.demo.services import DemoError, seed_demo


class Command(BaseCommand):
    help = "Nạp tài khoản và số liệu minh họa vào cơ sở dữ liệu chỉ mới có danh mục."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--second-day", action="store_true", help="ngày 22/11/2026, sau các đợt sắp xếp lại, thay cho 22/11/2024"
        )

    def handle(self, *, second_day: bool, **options) -> None:
        password = os.environ.get("VOCPLAN_DEMO_PASSWORD") or secrets.token_urlsafe(9)
        try:
            users = seed_second_day(password=password) if second_day else seed_demo(password=password)
        except DemoError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Đã tạo {len(users)} tài khoản minh họa, mật khẩu chung: {password}")
