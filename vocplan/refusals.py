"""Who was refused what: a signed-in person's tries at rows that are not hers, each once an hour in the audit trail."""

from datetime import timedelta

from django.db import transaction
from django.http import HttpRequest

from agencies import clock
from agencies.accounts.client_address import client_address
from agencies.models import User
from reports.audit.services import take_turn
from reports.models import AuditEvent, Verb
from vocplan.signing_in.sign_in import record_person

SPAN = timedelta(hours=1)
# Enough to see what somebody is after; a script that walks through all ids fills no table.
MOST_PER_SPAN = 20
CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})
REFUSAL_WORDS = {403: "không có quyền", 404: "không có, hoặc của đơn vị khác"}


def is_on_record(request: HttpRequest) -> bool:
    """Whether a refusal of this request names a row: in its address, or in what it would have changed.

    A mistyped address is nobody's row; a page left open over a sign-in is no try, nor is coming before one's password
    is one's own.
    """
    if getattr(request, "is_stale_form", False) or getattr(request, "comes_too_early", False):
        return False
    match = request.resolver_match
    if match is None or not request.user.is_authenticated:
        return False
    return bool(match.kwargs or match.args) or (request.method in CHANGING and match.view_name != "api-nowhere")


@transaction.atomic
def record_refused(request: HttpRequest, status: int) -> None:
    person, what = request.user, f"{request.method} {request.path}"[:300]
    summary = f"{what}: {REFUSAL_WORDS[status]}"
    if is_known(person, summary):
        return
    # Several tries at one moment take turns, and the later ones find the first on record.
    take_turn(f"user:{person.pk}")
    if not is_known(person, summary):
        record_person(Verb.REFUSED, person, summary=summary, by=person, after={"ip": client_address(request)})


def is_known(person: User, summary: str) -> bool:
    """Whether the try, or as many others as are kept, is on record within the span."""
    lately = AuditEvent.objects.filter(subject=f"user:{person.pk}", verb=Verb.REFUSED, at__gt=clock.now() - SPAN)
    return lately.count() >= MOST_PER_SPAN or lately.filter(summary=summary).exists()
