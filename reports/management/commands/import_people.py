from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from agencies import clock
from agencies.models import Locality, User
from reports.administration.people.imports import COLUMNS, read_people
from reports.administration.people.services import PersonError, take_people
from reports.collection.workbook.file_check import BadFile


class Command(BaseCommand):
    help = (
        "Nạp danh sách người dùng từ XLSX hoặc CSV, được cả hoặc không gì cả. Các cột: "
        + ", ".join(COLUMNS.values())
        + ". --dry-run in bản xem trước. Người mới chưa có mật khẩu: in thư vào lần đầu ở /administration/people/."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        parser.add_argument("--locality", default=None, help="mã địa phương; không cần khi chỉ có một nơi có đơn vị")
        parser.add_argument("--by", default=None, help="tên đăng nhập của quản trị viên, để ghi vào lịch sử")
        parser.add_argument("--dry-run", action="store_true", help="chỉ xem trước, không ghi")

    def handle(self, *args, file: Path, locality: str | None, by: str | None, dry_run: bool, **options) -> None:
        place, person = locality_named(locality), chosen_person(by)
        day, now = clock.today(), clock.now()
        try:
            found = read_people(file.read_bytes(), name=file.name, locality=place, day=day)
        except OSError as error:
            raise CommandError(f"Không đọc được tệp {file}: {error.strerror}. Chưa ghi gì.") from error
        except BadFile as error:
            raise CommandError(f"{error}. Chưa ghi gì.") from error
        self.stdout.write(
            f"{found.lines} dòng: {len(found.added)} người mới, {len(found.moved)} người đã có nhận thêm vai trò"
        )
        for fault in found.faults:
            advice = f" Có thể: {fault.advice}." if fault.advice else ""
            self.stdout.write(f"  {fault.address} ({fault.column}) “{fault.given}”: {fault.message}{advice}")
        if found.faults:
            raise CommandError(f"{len(found.faults)} ô chưa nhận được. Chưa ghi gì.")
        try:
            with transaction.atomic():
                # Also of a trial: what the services refuse is said before the real run.
                made = take_people(file=found, by=person, now=now, day=day)
                transaction.set_rollback(dry_run)
        except PersonError as error:
            raise CommandError(f"{error} Chưa ghi gì.") from error
        self.stdout.write("Chạy thử: chưa ghi gì." if dry_run else f"Đã nạp {len(made)} người mới.")


def locality_named(code: str | None) -> Locality:
    """The locality named, or the only one that has bodies. Raises CommandError."""
    rows = Locality.objects.filter(agencies__isnull=False).distinct()
    # Without a code only where there is no doubt which locality is meant.
    rows = rows.named(code, clock.today()) if code else rows.existing_on(clock.today())
    found = list(rows.order_by("code")[:2])
    if len(found) != 1:
        raise CommandError("Nêu một địa phương có đơn vị bằng --locality. Chưa ghi gì.")
    return found[0]


def chosen_person(username: str | None) -> User | None:
    if username is None:
        return None
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise CommandError(f'Không có người dùng "{username}". Chưa ghi gì.')
    return found
