"""Walk the audit trail from its first row and compare every hash."""

from argparse import ArgumentParser
from itertools import islice

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from reports.audit import triggers
from reports.audit.chain import GENESIS, Link, unsealed_fault, walk
from reports.audit.figure_ledger import Ledger
from reports.audit.sealing import LONGEST_UNSEALED, unsealed_events, unsealed_too_long
from reports.snapshot import one_moment
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
        """Nothing is written here: whether sealing has come to a stop is one of the questions."""
        with one_moment():
            rows, waiting, head = self.checked(holds)
        more = f", thêm {number(waiting)} dòng vừa ghi đang chờ nối" if waiting else ""
        self.stdout.write(f"Nhật ký nguyên vẹn: {number(rows)} dòng{more}. Mã băm cuối, nên ghi lại ở nơi khác: {head}")

    def checked(self, holds: str | None) -> tuple[int, int, str]:
        """How many rows the chain has, how many wait for it, and its last hash. Raises CommandError for a fault."""
        # An empty trail holds what comes before its first row.
        rows, head, met, ledger = 0, GENESIS, holds in (None, GENESIS), Ledger.empty()
        for link in walk():
            if link.fault:
                raise CommandError(broken_link_sentence(link), returncode=1)
            ledger.take(link.event)
            rows, head = link.place, link.hash
            met = met or head == holds
            if rows % PROGRESS_ROWS == 0:
                self.stdout.write(f"Đã kiểm {number(rows)} dòng, đến {datetime_vi(link.event.at)}.")
        # Before anything else is compared: a trail cut at its end is whole in itself.
        if not met:
            raise CommandError(f"Mã {holds} không còn trong nhật ký: phần cuối đã bị cắt hoặc viết lại.", returncode=1)
        if fault := unsealed_fault():
            raise CommandError(f"Nhật ký đứt ngoài chuỗi: {fault}.", returncode=1)
        if late := unsealed_too_long():
            raise CommandError(stopped_sentence(late), returncode=1)
        absent = triggers.missing_triggers(connection)
        if absent:
            raise CommandError(f"Nhật ký nguyên vẹn nhưng thiếu trigger bảo vệ: {', '.join(absent)}.", returncode=1)
        waiting = unsealed_events()
        for event in waiting:
            ledger.take(event)
        # One more than is named tells that there are others.
        changed = list(islice(ledger.faults(), MOST_NAMED + 1))
        if changed:
            named = "\n".join(changed[:MOST_NAMED]) + ("\n…" if len(changed) > MOST_NAMED else "")
            raise CommandError(f"Nhật ký nguyên vẹn nhưng có số liệu khác nhật ký:\n{named}", returncode=1)
        return rows, len(waiting), head


def broken_link_sentence(link: Link) -> str:
    event = link.event
    named = "" if event is None else f" (số {event.pk}, {datetime_vi(event.at)}, {event.verb}, {event.subject})"
    return f"Nhật ký đứt ở dòng thứ {link.place}{named}: {link.fault}."


def stopped_sentence(late: int) -> str:
    minutes = int(LONGEST_UNSEALED.total_seconds()) // 60
    return (
        f"Nhật ký có {number(late)} dòng chờ nối vào chuỗi quá {minutes} phút: việc nối đã ngừng, sửa các dòng ấy "
        "không để lại dấu vết. Chạy lại worker (trên một máy: chạy lại vocplan), đợi một phút, kiểm tra lại."
    )
