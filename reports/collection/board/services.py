"""What staff do with many reports of one period at once: remind, extend, reopen. All or nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import attrgetter

from django.db import transaction
from django.utils import timezone

from agencies.models import User
from reports.audit.services import record
from reports.collection.notices import wording
from reports.collection.notices.services import Event, notify, reporters_of
from reports.collection.review.services import reopen, undo
from reports.models import Action, Notice, NoticeKind, ReportingPeriod, Submission, SubmissionEvent, Verb
from reports.models.submission import EDITABLE
from reports.wording.typed.refusals import InputError

MAX_REASON = 500
NOTHING_CHOSEN = "Chọn ít nhất một đơn vị."


class BoardError(InputError):
    """Nothing was done; `message` says why in Vietnamese, `field` is pick, until or reason."""


@dataclass(frozen=True)
class Reminded:
    """Names of the agencies that were reminded now, had been today, and have nobody to remind."""

    now: list[str]
    before: list[str]
    nobody: list[str]

    @property
    def words(self) -> str:
        """ "Đã nhắc 5 đơn vị. Hôm nay đã nhắc rồi: Ba Vì. Chưa có người nhập để nhắc: Mê Linh." """
        words = [f"Đã nhắc {len(self.now)} đơn vị." if self.now else "Chưa nhắc thêm đơn vị nào."]
        if self.before:
            words.append(f"Hôm nay đã nhắc rồi: {first_names(self.before)}.")
        if self.nobody:
            words.append(f"Chưa có người nhập để nhắc: {first_names(self.nobody)}.")
        return " ".join(words)


@transaction.atomic
def remind(*, submissions: Iterable[Submission], by: User, now: datetime) -> Reminded:
    """Write a reminder to the reporters of each report that is still to be sent, at most one a day.

    The reports may be of several periods; each has its line on record. Raises BoardError where one has been sent
    already. Four queries, and one for each period.
    """
    rows = locked_submissions(submissions)
    refuse_sent(rows, "không cần nhắc")
    today = timezone.localdate(now)
    key = today.isoformat()
    # Read under the lock: of two officers who remind at the same moment, the second finds the notices of the first.
    told = set(
        Notice.objects.filter(submission__in=rows, kind=NoticeKind.REMINDED, key=key).values_list(
            "submission_id", flat=True
        )
    )
    readers = reporters_of({row.agency_id for row in rows}, on=today)
    new = [row for row in rows if row.agency_id in readers and row.pk not in told]
    # The day is the key of the notice: the database, too, holds a report to one reminder a day.
    notify([Event(row, NoticeKind.REMINDED, wording.reminder_notice(row, now), key) for row in new], now=now)
    by_period = attrgetter("period_id")
    for _, of_period in groupby(sorted(new, key=by_period), key=by_period):
        record_board_act(Verb.REMINDED, list(of_period), "", by=by, now=now)
    return Reminded(
        now=names(new),
        before=names(row for row in rows if row.pk in told),
        nobody=names(row for row in rows if row.agency_id not in readers),
    )


@transaction.atomic
def reopen_many(
    *, submissions: Iterable[Submission], seen: Mapping[int, int], reason: str, by: User, now: datetime
) -> list[Submission]:
    """Give accepted reports back to their agencies, all for one reason; `seen` are the versions that the page showed.

    Raises BoardError where none is chosen, one has moved since or is not accepted, ReviewError, WrongState or
    StaleVersion; then none has been opened.
    """
    rows = list(submissions)
    if not rows:
        raise BoardError("pick", NOTHING_CHOSEN)
    moved = [row for row in rows if seen.get(row.pk) != row.version]
    if moved:
        why = (
            f"Vừa đổi sau khi bảng này mở: {first_names(names(moved))}. Chưa mở lại báo cáo nào; xem lại bảng rồi chọn."
        )
        raise BoardError("pick", why)
    closed = [row for row in rows if row.state != "accepted"]
    if closed:
        raise BoardError("pick", f"Chỉ mở lại báo cáo đã duyệt. Bỏ chọn: {first_names(names(closed))}.")
    return [reopen(submission=row, seen_version=row.version, by=by, now=now, reason=reason) for row in rows]


@transaction.atomic
def undo_reopening(*, period: ReportingPeriod, opened_at: datetime, by: User, now: datetime) -> list[Submission]:
    """Take back what one opened again in a period at one moment, all or none, within the seconds of `undo`.

    Raises BoardError where there is nothing of the kind, ReviewError, WrongState or StaleVersion; then all stay open.
    """
    moves = SubmissionEvent.objects.filter(
        submission__period=period, action=Action.REOPENED, by=by, at=opened_at
    ).order_by("submission_id")
    opened = list(moves.select_related("submission__agency", "submission__period__plan"))
    if not opened:
        raise BoardError("pick", "Không có báo cáo nào để hoàn tác.")
    return [undo(submission=one.submission, seen_version=one.version, by=by, now=now) for one in opened]


def record_board_act(
    verb: Verb, rows: list[Submission], words: str, *, by: User, now: datetime, **after: object
) -> None:
    """One event for all the reports of an act; it names the agencies."""
    period = rows[0].period
    what = f"{verb.label} {len(rows)} đơn vị, {period.plan.code} {period.name} ({first_names(names(rows))}) {words}"
    record(
        verb=verb,
        subject=f"period:{period.pk}",
        summary=what.strip(),
        by=by,
        now=now,
        locality=period.plan.locality_id,
        after={"agencies": [row.agency.code for row in rows], **after},
    )


def locked_submissions(submissions: Iterable[Submission]) -> list[Submission]:
    """The reports as they stand now, locked in one order against those who send them at this moment."""
    rows = (
        Submission.objects.select_for_update(of=("self",))
        # Always by key, so that two acts on overlapping rows wait for each other instead of locking up.
        .filter(pk__in=[row.pk for row in submissions])
        .select_related("period__plan", "agency")
        .prefetch_related("extensions")
        .order_by("pk")
    )
    found = list(rows)
    if not found:
        raise BoardError("pick", NOTHING_CHOSEN)
    return found


def refuse_sent(rows: list[Submission], need: str) -> None:
    sent = [row for row in rows if row.state not in EDITABLE]
    if sent:
        raise BoardError("pick", f"Đã nộp, {need}: {first_names(names(sent))}. Bỏ chọn rồi làm lại.")


def names(rows: Iterable[Submission]) -> list[str]:
    """The agencies of reports, each once."""
    # One body may have several reports among the rows.
    return list(dict.fromkeys(row.agency.short_name for row in rows))


def first_names(found: list[str], most: int = 5) -> str:
    """ "Ba Vì, Mê Linh và 3 đơn vị khác"."""
    rest = len(found) - most
    return ", ".join(found[:most]) + (f" và {rest} đơn vị khác" if rest > 0 else "")
