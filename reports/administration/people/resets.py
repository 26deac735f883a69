"""Links by mail: for who forgot a password, and for whom an administrator invites.

Asking for oneself writes one row, whoever the name is, and is answered at once, alike; looking at the person, writing
the code and talking to the mail server is done afterwards by a worker, so that neither words nor time tell who exists.
"""

import logging
import smtplib
from datetime import datetime, timedelta

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.http import urlencode

from agencies import clock
from agencies.accounts.letters import (
    LIFETIME,
    RESET_LIFETIME,
    end_letters,
    forget_letter,
    write_invitation,
    write_reset,
)
from agencies.models import ResetRequest, User
from reports.audit.services import record
from reports.calling import wake_up
from reports.models import Verb
from reports.wording.formats import datetime_vi

logger = logging.getLogger(__name__)
PRINTS_ONLY = "django.core.mail.backends.console.EmailBackend"
LINKS_PER_ROUND = 100
# Nobody's mailbox is filled by who asks in her name.
MAIL_PAUSE = timedelta(minutes=5)
RETRY = timedelta(minutes=1)
WAITS_FOR = timedelta(hours=1)
INVITATION_WAITS_FOR = timedelta(days=1)


def mail_is_set_up() -> bool:
    """Whether letters leave this machine: without EMAIL_URL they are only printed."""
    return settings.EMAIL_BACKEND != PRINTS_ONLY


@transaction.atomic
def ask_for_reset(username: str, *, page: str, now: datetime) -> None:
    """Note that the person of a typed name wants a link to `page`; the same work where there is no such person."""
    # Nobody of this name: the row is written all the same, so that the answer takes as long.
    person = User.objects.filter(username=username).first()
    ResetRequest.objects.create(user=person, page=page, asked_at=now, try_after=now)
    wake_up("send_resets")


def send_resets(*, now: datetime) -> int:
    """Send the links that were asked for, oldest first, LINKS_PER_ROUND at most; how many were sent.

    No fault of the mail is raised.
    """
    # A link that one has asked for is wanted now; an invitation may wait for a mail server until tomorrow.
    ResetRequest.objects.filter(asked_by=None, asked_at__lte=now - WAITS_FOR).delete()
    ResetRequest.objects.filter(asked_at__lte=now - INVITATION_WAITS_FOR).delete()
    waiting = ResetRequest.objects.filter(try_after__lte=now).select_related("user", "asked_by").order_by("pk")
    sent = 0
    for request in waiting[:LINKS_PER_ROUND]:
        if not may_have_link(request, now=now):
            request.delete()
            continue
        # As a notice is claimed: of two workers one sends it.
        claimed = ResetRequest.objects.filter(pk=request.pk, try_after=request.try_after)
        if not claimed.update(try_after=now + RETRY):
            continue
        try:
            send_link(request, now=now)
        # One address was refused; the others may go.
        except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused) as error:
            logger.warning("mail server refused a link for a new password, tried again in a minute: %s", error)
            continue
        # Nobody answers: the rest of the round would only wait for it as well.
        except (OSError, smtplib.SMTPException) as error:
            logger.warning("mail server not reachable, links for new passwords are tried again: %s", error)
            break
        sent += 1
    return sent


def may_have_link(request: ResetRequest, *, now: datetime) -> bool:
    """Who has an address, and whom an administrator invites or who has a password to forget and got no link just now.

    Whoever asks for herself and never had a password was not let in yet, or comes by single sign-on alone.
    """
    person = request.user
    if person is None or not (person.is_active and person.email):
        return False
    if request.asked_by is not None:
        return True
    lately = person.letters.filter(written_by=None, written_at__gt=now - MAIL_PAUSE)
    return person.has_usable_password() and not lately.exists()


def send_link(request: ResetRequest, *, now: datetime) -> None:
    """Write a code, mail it and put that on record; raises OSError and SMTPException, then there is no code."""
    person, by = request.user, request.asked_by
    if by is None:
        code, lifetime = write_reset(person, now=now), RESET_LIFETIME
        subject, template = "Đặt lại mật khẩu vocplan", "accounts/reset_mail.txt"
        summary = f"Gửi đường dẫn đặt lại mật khẩu của {person.full_name} qua thư điện tử, do có người báo quên"
    else:
        code, lifetime = write_invitation(person, by=by, now=now), LIFETIME
        subject, template = "Mời vào vocplan", "accounts/letter_mail.txt"
        summary = f"Cấp giấy mời cho {person.full_name} ({person.username}), gửi qua thư điện tử"
    link = f"{request.page}?{urlencode({'code': code})}"
    context = {"person": person, "link": link, "until": datetime_vi(now + lifetime)}
    try:
        send_mail(subject, render_to_string(template, context), None, [person.email])
    # A code that nobody has been sent must not be valid.
    except (OSError, smtplib.SMTPException):
        forget_letter(code)
        raise
    with transaction.atomic():
        request.delete()
        # Only now, when the new one is on its way, do her earlier letters end.
        if by is not None:
            end_letters(person, now=now, but=code)
        home = next(iter(person.access.grants), None)
        record(
            verb=Verb.LETTER_WRITTEN,
            subject=f"user:{person.pk}",
            summary=summary,
            by=by,
            now=clock.now(),
            locality=home.locality_id if home else None,
            agency=home.agency_id if home else None,
        )
