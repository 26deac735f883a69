from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from agencies import clock
from agencies.catalogue_files.entries import CatalogueError
from agencies.models import Reorganisation, ReorganisationState, User
from agencies.reorganisations.services import ReorganisationError
from agencies.reorganisations.steps import Document, read_document
from reports.administration.reorganisations.preview import Preview, preview
from reports.administration.reorganisations.services import (
    add_counted_people,
    apply_reorganisation,
    complete_reorganisation,
    confirm_reorganisation,
    draft_reorganisation,
    gives_people,
)


class Command(BaseCommand):
    help = (
        "Áp dụng các đợt sắp xếp lại từ tệp (mẫu: fixtures/reorganisations/), theo thứ tự đã nêu, được cả hoặc không "
        "gì cả. Đợt đã áp dụng thì bỏ qua. --dry-run in bản xem trước."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--dry-run", action="store_true", help="chỉ xem trước, không ghi")
        parser.add_argument("--drafted-by", default=None, help="tên đăng nhập của người soạn")
        parser.add_argument("--confirmed-by", default=None, help="tên đăng nhập của người thứ hai xác nhận")

    def handle(self, *args, files: list[Path], dry_run: bool, **options) -> None:
        drafter, second = (person_named(options[name]) for name in ("drafted_by", "confirmed_by"))
        try:
            with transaction.atomic():
                for file in files:
                    # In the order given, each upon what the one before has written; one transaction for all.
                    self.apply_file(file, drafter, second)
                transaction.set_rollback(dry_run)
        except (CatalogueError, ReorganisationError) as error:
            raise CommandError(f"{error} Chưa ghi gì.") from error
        if dry_run:
            self.stdout.write("Chạy thử: chưa ghi gì.")

    def apply_file(self, file: Path, drafter: User | None, second: User | None) -> None:
        document = read_document(file.parent, file.name)
        there = Reorganisation.objects.filter(code=document.code, state=ReorganisationState.APPLIED).first()
        if there is not None and not there.inherited and gives_people(document):
            add_counted_people(reorganisation=there, document=document, by=second, now=clock.now())
            self.stdout.write(f"{document.code}: đã áp dụng, nhận dân số.")
            return
        if there is not None and not there.inherited:
            self.stdout.write(f"{document.code}: đã áp dụng, bỏ qua.")
            return
        for line in preview_lines(document, preview(document)):
            self.stdout.write(line)
        now = clock.now()
        if there is not None:
            complete_reorganisation(document=document, by=second, now=now)
            self.stdout.write(f"{document.code}: bổ sung cho đợt có từ phiên bản trước.")
            return
        row = draft_reorganisation(document=document, by=drafter, now=now)
        row = confirm_reorganisation(reorganisation=row, version=row.version, by=second, now=now)
        apply_reorganisation(reorganisation=row, version=row.version, by=second, now=now)
        self.stdout.write(f"{document.code}: đã áp dụng.")


def person_named(username: str | None) -> User | None:
    if username is None:
        return None
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise CommandError(f'Không có người dùng "{username}". Chưa ghi gì.')
    return found


def preview_lines(document: Document, shown: Preview) -> list[str]:
    """The preview in words, one fact a line."""
    changes = shown.changes
    ends, begins = len(changes.ends), len(changes.begins)
    lines = [
        f"{document.title}, từ ngày {document.effective_on:%d/%m/%Y} ({document.legal_basis})",
        f"  {ends} đơn vị kết thúc, {begins} đơn vị bắt đầu, {len(shown.groups)} nhóm khép kín",
        f"  {len(shown.forms)} biểu đang mở, {len(changes.people)} người, {len(shown.duties)} nhiệm vụ đổi người mang",
        f"  đầu mối: {changes.coordinator or 'không đổi'}",
    ]
    lines += [f"  LỖI: {fault}" for fault in shown.faults]
    lines += [f"  {'TRỐNG' if gap.stops else 'chấp nhận'}: {gap.words}" for gap in shown.gaps]
    return lines
