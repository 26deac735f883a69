import os
import secrets

from django.core.management.base import BaseCommand, CommandError

from reports.demo.services import DemoError, seed_demo


class Command(BaseCommand):
    help = "Nạp tài khoản và số liệu minh họa vào cơ sở dữ liệu chỉ mới có danh mục."

    def handle(self, **options) -> None:
        password = os.environ.get("VOCPLAN_DEMO_PASSWORD") or secrets.token_urlsafe(9)
        try:
            users = seed_demo(password=password)
        except DemoError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Đã tạo {len(users)} tài khoản minh họa, mật khẩu chung: {password}")
