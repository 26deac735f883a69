"""The head of the trail is in the log and in the mailbox of whoever keeps it."""

import logging

import pytest
from django.core import mail

from agencies import clock
from reports.audit.chain import GENESIS
from reports.audit.head import give_away_head
from reports.audit.services import record
from reports.models import Verb


@pytest.mark.django_db
def test_the_head_is_logged_and_mailed(settings, caplog):
    """It stands in the log of an installation whose other lines begin at warnings."""
    settings.AUDIT_HEAD_TO = ["giu-ma@example.vn"]
    event = record(verb=Verb.SUBMITTED, subject="submission:1", summary="Nộp báo cáo", by=None, now=clock.now())
    assert logging.getLogger().getEffectiveLevel() == logging.WARNING
    assert give_away_head() == event.seal.hash
    assert f"audit trail: 1 rows, head {event.seal.hash}" in caplog.text
    (letter,) = mail.outbox
    assert letter.to == ["giu-ma@example.vn"]
    assert f"--holds {event.seal.hash}" in letter.body


@pytest.mark.django_db
def test_without_an_address_it_is_logged_alone_and_a_dead_mail_server_is_no_fault(settings, caplog):
    assert give_away_head() == GENESIS
    assert mail.outbox == []
    settings.AUDIT_HEAD_TO = ["giu-ma@example.vn"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9
    give_away_head()
    assert "head not mailed" in caplog.text
