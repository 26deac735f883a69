"""The head of the audit trail leaves the house every day: whoever rewrites the whole trail cannot rewrite a mailbox."""

import logging
import smtplib

from django.conf import settings
from django.core.mail import send_mail

from reports.audit.chain import GENESIS, last_seal
from reports.audit.sealing import seal

logger = logging.getLogger(__name__)
# In the log of every installation, whatever the level of the rest.
logger.setLevel(logging.INFO)
SUBJECT = "vocplan: mã băm cuối của nhật ký"
BODY = """Nhật ký có {rows} dòng, dòng cuối lúc {at}.

Mã băm cuối: {head}

Giữ thư này. Khi nghi nhật ký bị sửa, chạy trên máy chủ: python manage.py verify_audit --holds {head}
Lệnh báo lỗi nếu mã này không còn trong nhật ký.
"""


def give_away_head() -> str:
    """Seal what waits, log the last hash and mail it to AUDIT_HEAD_TO; returns it.

    A mail that cannot be sent is in the log instead.
    """
    seal()
    last = last_seal()
    head, rows = (last.hash, last.place) if last else (GENESIS, 0)
    logger.info("audit trail: %d rows, head %s", rows, head)
    if settings.AUDIT_HEAD_TO:
        at = last.event.at.isoformat(timespec="seconds") if last else "-"
        try:
            send_mail(SUBJECT, BODY.format(rows=rows, at=at, head=head), None, settings.AUDIT_HEAD_TO)
        except (OSError, smtplib.SMTPException) as error:
            logger.error("audit trail: head not mailed: %s", error)
    return head
