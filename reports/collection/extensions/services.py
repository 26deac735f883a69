"""More time for the reports of one period, for one agency or many, with one reason. All or nothing."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from agencies.models import User
from reports.collection.board.services import (
    MAX_REASON,
    BoardError,
    first_names,
    locked_submissions,
    names,
    record_board_act,
    refuse_sent,
)
from reports.collection.notices import wording
from reports.collection.notices.services import Event, notify
from reports.models import Extension, NoticeKind, Submission, Verb
from reports.models.period import start_of
from reports.wording.typed.text import clean_text

# Longer than that is a slip of the year, not a grace.
LONGEST_EXTENSION = timedelta(days=366)


@transaction.atomic
def extend(*, submissions: Iterable[Submission], until: date, reason: str, by: User, now: datetime) -> list[Extension]:
    """Give each report until the end of a day, with one reason; the agencies are told. Six queries however many.

    The day must lie ahead and after the deadline that each had before any extension. A report that was sent needs no
    more time, but for one that was held up on its way: it may be given the day on which it arrived. Raises BoardError;
    then nobody has been given anything.
    """
    rows, reason = locked_submissions(submissions), clean_text(reason)
    if not reason:
        raise BoardError("reason", "Ghi lý do gia hạn: đơn vị và bộ phận thẩm định đều đọc.")
    if len(reason) > MAX_REASON:
        raise BoardError("reason", f"Lý do dài {len(reason)} ký tự, nhiều nhất {MAX_REASON}.")
    refuse_sent([row for row in rows if not row.was_held_up], "không cần gia hạn")
    refuse_own(rows, by)
    refuse_day(rows, until, now)
    # "Đến hết ngày" is the first moment of the day after, as everywhere else.
    due_at = start_of(until + timedelta(days=1))
    # A row for each, also where one is there: the last one given counts and the others tell the history.
    given = Extension.objects.bulk_create(
        [Extension(submission=row, due_at=due_at, reason=reason, by=by, at=now) for row in rows]
    )
    notify(
        [
            Event(row, NoticeKind.EXTENDED, wording.extension_notice(row, due_at, reason), key=str(extension.pk))
            for row, extension in zip(rows, given, strict=True)
        ],
        now=now,
    )
    words = f"đến hết ngày {until:%d/%m/%Y}: “{reason}”"
    record_board_act(Verb.DEADLINE_EXTENDED, rows, words, by=by, now=now, due_at=due_at, reason=reason)
    return given


def refuse_own(rows: list[Submission], by: User) -> None:
    """Whoever reports for an agency does not give it more time herself."""
    own = [row for row in rows if by.access.reports_for(row.agency_id)]
    if own:
        raise BoardError("pick", f"Người nhập báo cáo không tự gia hạn cho đơn vị mình: {first_names(names(own))}.")


def refuse_day(rows: list[Submission], until: date, now: datetime) -> None:
    # The latest of all: one day has to be later than every deadline that it is to replace.
    last = max(row.last_day_first for row in rows)
    # A day that is over helps only who arrived on it; with anybody else among them it must lie ahead.
    if all(row.was_held_up for row in rows):
        earliest, first = max(timezone.localdate(row.submitted_at) for row in rows), "ngày báo cáo đến"
    else:
        earliest, first = timezone.localdate(now), "hôm nay"
    if until <= last:
        which = "chung" if last == rows[0].period.last_day else "của báo cáo kết thúc"
        raise BoardError("until", f"Hạn {which} là hết ngày {last:%d/%m/%Y}: chọn một ngày sau đó.")
    if until < earliest:
        raise BoardError("until", f"Ngày {until:%d/%m/%Y} đã qua: chọn {first} hoặc một ngày sau.")
    if until > max(last, timezone.localdate(now)) + LONGEST_EXTENSION:
        raise BoardError("until", f"Ngày {until:%d/%m/%Y} xa hơn một năm. Kiểm tra lại năm.")
