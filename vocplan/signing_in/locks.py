"""Who is kept from signing in, and an administrator's hand that lets her in at once."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from agencies.access import Right
from agencies.accounts.limits import EVERYWHERE, locks_in_force, unlock
from agencies.accounts.people import people_managed_by
from agencies.models import SignInTries, User
from agencies.web.guards import require
from reports.models import Verb
from reports.wording.formats import datetime_vi
from vocplan.signing_in.open_access import open_lines
from vocplan.signing_in.sign_in import record_person


@dataclass(frozen=True)
class LockLine:
    """One person kept out at one place, in words."""

    person: User
    where: str
    failures: int
    since: str
    until: str


@require_GET
@require(Right.MANAGE_USERS)
def sign_in_locks(request: HttpRequest) -> HttpResponse:
    """The people of the administrator who are locked or slowed down now, and who has what open."""
    now = timezone.now()
    people = people_managed_by(request.user)
    lines = [lock_line(row, now) for row in locks_in_force(people)]
    return render(request, "accounts/locks.html", {"lines": lines, "open_lines": open_lines(people)})


@require_POST
@require(Right.MANAGE_USERS)
@transaction.atomic
def unlock_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Lift all locks of one person; on record. Doing it twice changes nothing."""
    person = get_object_or_404(people_managed_by(request.user), pk=pk)
    if unlock(person):
        record_person(Verb.UNLOCKED, person, summary=f"Mở khóa đăng nhập: {person.full_name}", by=request.user)
    messages.success(request, f"Đã mở khóa cho {person.full_name}. Người này đăng nhập được ngay.")
    return redirect("sign-in-locks")


def lock_line(row: SignInTries, now: datetime) -> LockLine:
    if row.until and row.until > now:
        until = f"đến {datetime_vi(row.until)}"
    else:
        until = "từng lượt thử cách nhau, đến khi một giờ không ai gõ sai"
    places = {EVERYWHERE: "mọi máy lạ", "device": "máy đã biết, từ"}
    kind = row.source.partition(":")[0]
    where = places[EVERYWHERE] if row.source == EVERYWHERE else f"{places.get(kind, 'máy lạ, từ')} {row.address}"
    return LockLine(row.user, where, row.failures, datetime_vi(row.tried_at), until)
