"""Guessing one password for many names from one address: slowed down, at both doors together.

An office may share one address, so nothing is locked: whoever comes from there waits until fewer than
SIGN_IN_NAMES_PER_ADDRESS names were tried with a wrong password within SIGN_IN_SPAN. Attempts while waiting count for
nothing, so the wait never grows.
"""

from math import ceil

from axes.helpers import get_client_ip_address
from axes.models import AccessAttempt
from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from agencies import clock
from reports.audit.services import record
from reports.models import AuditEvent, Verb


def seconds_to_wait(request: HttpRequest) -> int:
    """How long the caller's address has to wait before it may try another password; 0 = not at all. One query."""
    now = timezone.now()
    tried = AccessAttempt.objects.filter(
        ip_address=get_client_ip_address(request), attempt_time__gt=now - settings.SIGN_IN_SPAN
    )
    latest: dict[str, timezone.datetime] = {}
    for name, at in tried.order_by("-attempt_time").values_list("username", "attempt_time"):
        latest.setdefault(name, at)
    newest = list(latest.values())[: settings.SIGN_IN_NAMES_PER_ADDRESS]
    if len(newest) < settings.SIGN_IN_NAMES_PER_ADDRESS:
        return 0
    return ceil((newest[-1] + settings.SIGN_IN_SPAN - now).total_seconds())


def record_slowing(request: HttpRequest) -> None:
    """Once for each time that an address is slowed down, so that guessing fills no table."""
    subject = f"address:{get_client_ip_address(request)}"
    since = clock.now() - settings.SIGN_IN_SPAN
    if AuditEvent.objects.filter(subject=subject, verb=Verb.LOCKED_OUT, at__gt=since).exists():
        return
    record(
        verb=Verb.LOCKED_OUT,
        subject=subject,
        summary=f"Sai mật khẩu của {settings.SIGN_IN_NAMES_PER_ADDRESS} tên từ một địa chỉ, tạm làm chậm đăng nhập",
        by=None,
        actor_name="Không rõ ai",
        now=clock.now(),
        after={"ip": get_client_ip_address(request)},
    )
