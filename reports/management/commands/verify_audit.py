"""Walk the audit trail from its first row and compare every hash."""

from argparse import ArgumentParser
from itertools import islice

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from reports.audit import triggers
from reports.audit.chain import GENESIS, Link, walk
from reports.audit.figure_ledger import Ledger
from reports.wording.formats import datetime_vi, number

PROGRESS_ROWS = 10_000
MOST_NAMED = 50


class Command(BaseCommand):
    help = "Kiểm tra nhật ký còn nguyên vẹn: mã 0 là nguyên vẹn, mã 1 là có chỗ bị sửa hoặc thiếu trigger."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--holds",
            metavar="HASH",
            help="mã băm cuối đã ghi lại ở lần kiểm tra trước: báo nếu không còn trong nhật ký",
        )

    def handle(self, *, holds: str | None, **options: object) -> None:
        rows, head, met, ledger = 0, GENESIS, holds in (None, GENESIS), Ledger.empty()
        for link in walk():
            if link.fault:
                raise CommandError(broken_link_sentence(link), returncode=1)
            ledger.take(link.event)
            rows, head = link.place, link.event.hash
            met = met or head == holds
            if rows % PROGRESS_ROWS == 0:
                self.stdout.write(f"Đã kiểm {number(rows)} dòng, đến {datetime_vi(link.event.at)}.")
        if not met:
            raise CommandError(f"Mã {holds} không còn trong nhật ký: phần cuối đã bị cắt hoặc viết lại.", returncode=1)
        absent = triggers.missing_triggers(connection)
        if absent:
            raise CommandError(f"Nhật ký nguyên vẹn nhưng thiếu trigger bảo vệ: {', '.join(absent)}.", returncode=1)
        changed = list(islice(ledger.faults(), MOST_NAMED + 1))
        if changed:
            named = "\n".join(changed[:MOST_NAMED]) + ("\n…" if len(changed) > MOST_NAMED else "")
            raise CommandError(f"Nhật ký nguyên vẹn nhưng có số liệu khác nhật ký:\n{named}", returncode=1)
        self.stdout.write(f"Nhật ký nguyên vẹn: {number(rows)} dòng. Mã băm cuối, nên ghi lại ở nơi khác: {head}")


def broken_link_sentence(link: Link) -> str:
    event = link.event
    return (
        f"Nhật ký đứt ở dòng thứ {link.place} (số {event.pk}, {datetime_vi(event.at)}, {event.verb}, "
        f"{event.subject}): {link.fault}."
    )
