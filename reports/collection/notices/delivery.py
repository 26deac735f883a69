"""Send the e-mails of notices, each at most once.

A notice waits with the moment from which it may be tried. Whoever sends it first claims it by emptying that moment, a
conditional update that one of many wins, and hands it over in the next breath. What a mail server has refused or what
never reached one goes back to waiting, with a longer pause each time. What a dying process left claimed, and what was
cut off in mid-conversation, is not sent a second time: nobody gets the same message twice, the notice stands in the
app in any case, and staff see it and may send it again. The Message-ID belongs to the notice, so that a mail program
that does get two shows one.
"""

import logging
import smtplib
from datetime import datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import F, Q, QuerySet

from reports.collection.notices import wording
from reports.models import Delivery, Notice, NoticeKind

logger = logging.getLogger(__name__)
BATCH = 100
# Minutes to wait after the first, second, … failure; after the last one staff must act.
PAUSES = (1, 5, 15, 60, 120, 240, 480, 720, 1440)
UNCERTAIN = timedelta(minutes=10)
CUT_OFF = "Mất kết nối khi đang gửi, không rõ thư đã tới chưa; không tự gửi lại để tránh trùng."


def send_waiting(*, now: datetime) -> int:
    """Send what may be tried now, oldest first, at most BATCH; how many were sent. No fault of the mail is raised."""
    due = due_now(now)
    if not due:
        return 0
    connection, sent = get_connection(), 0
    try:
        for place, notice in enumerate(due):
            try:
                # Nothing happens where the conversation with the server is open already.
                connection.open()
            except (OSError, smtplib.SMTPException) as error:
                logger.warning("mail server not reachable: %s", error)
                # All that are left: the server would be asked in vain for each of them.
                put_off(due[place:], error=f"Không kết nối được máy chủ thư: {error}", now=now)
                break
            sent += send(notice, connection, now=now)
    finally:
        hang_up(connection)
    return sent


def due_now(now: datetime) -> list[Notice]:
    rows = Notice.objects.filter(delivery=Delivery.WAITING, try_after__lte=now).order_by("try_after", "pk")
    return list(rows.select_related("user", "submission__period__plan", "submission__agency")[:BATCH])


def send(notice: Notice, connection: BaseEmailBackend, *, now: datetime) -> bool:
    """Claim one notice and hand it over; False where another process has it or the server would not take it."""
    waiting = Notice.objects.filter(pk=notice.pk, delivery=Delivery.WAITING, try_after=notice.try_after)
    # The moment that was seen is part of the condition: who was put off or sent again meanwhile is not claimed.
    if not waiting.update(try_after=None, attempts=F("attempts") + 1):
        return False
    claimed = Notice.objects.filter(pk=notice.pk)
    notice.attempts += 1
    try:
        connection.send_messages([letter(notice)])
    # These say no with a number: the letter was not taken, so trying again makes no second copy.
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
        note_refusal(notice, error, now=now)
        # A server that refuses may also hang up: the next letter gets a conversation of its own.
        hang_up(connection)
        return False
    except (OSError, smtplib.SMTPException) as error:
        # Nobody knows whether it arrived: at most once means that it is not tried by itself (ADR 0009).
        claimed.update(delivery=Delivery.FAILED, error=clipped_error(f"{CUT_OFF} ({error})"))
        hang_up(connection)
        return False
    # An address or subject with a line end: no server has seen it, and the same again would fail the same.
    except ValueError as error:
        claimed.update(delivery=Delivery.FAILED, error=clipped_error(f"Không tạo được thư: {error}"))
        return False
    claimed.update(delivery=Delivery.SENT, error="")
    return True


def letter(notice: Notice) -> EmailMessage:
    """The e-mail of a notice; its Message-ID is the notice's own and stays the same for every attempt."""
    # Of the sender and not of the machine, so that a notice has one Message-ID from whatever host it goes.
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return EmailMessage(
        subject=wording.subject(NoticeKind(notice.kind), notice.submission),
        body=f"{notice.text}\n\nĐăng nhập vocplan, mục “Thông báo” hoặc “Việc của tôi”, để xem và làm tiếp.\n",
        to=[notice.user.email],
        headers={
            "Message-ID": f"<vocplan.{notice.pk}.{notice.created_at:%Y%m%d%H%M%S}@{host}>",
            # Keeps holiday answers away (RFC 3834).
            "Auto-Submitted": "auto-generated",
        },
    )


def note_refusal(notice: Notice, error: smtplib.SMTPException, *, now: datetime) -> None:
    """The server said no: for good (5xx), or for now, then it is tried again after a pause."""
    codes = (
        [code for code, _ in error.recipients.values()]
        if isinstance(error, smtplib.SMTPRecipientsRefused)
        else [error.smtp_code]
    )
    for_good = all(500 <= code < 600 for code in codes) or notice.attempts > len(PAUSES)
    Notice.objects.filter(pk=notice.pk).update(
        delivery=Delivery.FAILED if for_good else Delivery.WAITING,
        try_after=None if for_good else now + pause(notice.attempts),
        error=clipped_error(f"Máy chủ thư từ chối: {error}"),
    )


def put_off(notices: list[Notice], *, error: str, now: datetime) -> None:
    """No conversation took place: all of them wait for another attempt; one query for each number of attempts."""
    # By the number of attempts, since the pause grows with it.
    for attempts in {notice.attempts for notice in notices}:
        rows = Notice.objects.filter(
            pk__in=[notice.pk for notice in notices if notice.attempts == attempts],
            delivery=Delivery.WAITING,
            # What another process has claimed in the meantime is in its hands.
            try_after__isnull=False,
            attempts=attempts,
        )
        if attempts >= len(PAUSES):
            rows.update(delivery=Delivery.FAILED, try_after=None, error=clipped_error(error))
        else:
            rows.update(attempts=attempts + 1, try_after=now + pause(attempts + 1), error=clipped_error(error))


def pause(attempts: int) -> timedelta:
    return timedelta(minutes=PAUSES[min(attempts, len(PAUSES)) - 1])


def clipped_error(text: str) -> str:
    return " ".join(text.split())[:300]


def hang_up(connection: BaseEmailBackend) -> None:
    try:
        connection.close()
    except (OSError, smtplib.SMTPException):
        logger.warning("mail server went away before the end of the conversation")


def undelivered(notices: QuerySet[Notice], *, now: datetime) -> QuerySet[Notice]:
    """E-mails that staff should know of."""
    return notices.filter(is_undelivered(now))


def is_undelivered(now: datetime) -> Q:
    """Refused, put off, or claimed long ago without an answer."""
    # A claim has no time of its own; a notice this old has had its moment.
    left_claimed = Q(delivery=Delivery.WAITING, try_after__isnull=True, created_at__lt=now - UNCERTAIN)
    return Q(delivery=Delivery.FAILED) | Q(delivery=Delivery.WAITING) & ~Q(error="") | left_claimed


def send_again(notices: QuerySet[Notice], *, now: datetime) -> int:
    """Let e-mails that did not get through be tried anew, as staff asked for; how many."""
    # Whoever has lost her address meanwhile would only fail again.
    wanted = undelivered(notices, now=now).exclude(user__email="").values_list("pk", flat=True)
    return Notice.objects.filter(pk__in=list(wanted)).update(
        delivery=Delivery.WAITING, try_after=now, attempts=0, error=""
    )
