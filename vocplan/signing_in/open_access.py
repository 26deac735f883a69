"""What people have open, as their administrator sees and ends it: sessions and tokens of the API."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth import logout
from django.db import transaction
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from agencies.access import Right
from agencies.accounts import endings
from agencies.accounts.devices import wipe_browser
from agencies.accounts.people import people_managed_by
from agencies.models import User
from agencies.vietnamese_text import by_name
from agencies.web.guards import require
from reports.models import Verb
from reports.wording.formats import datetime_vi
from vocplan.signing_in.sign_in import record_person


@dataclass(frozen=True)
class OpenLine:
    """One person with something open: how many sessions and tokens, and until when the last token works."""

    person: User
    sessions: int
    tokens: int
    tokens_until: str


def open_lines(people: QuerySet[User]) -> list[OpenLine]:
    """Those of some people who have anything open, by name; two queries however many."""
    sessions = endings.open_sessions()
    working = Q(auth_token_set__expiry__gt=timezone.now())
    counted = people.annotate(
        tokens=Count("auth_token_set", filter=working, distinct=True),
        last=Max("auth_token_set__expiry", filter=working),
    )
    rows = counted.filter(Q(pk__in=sessions) | Q(tokens__gt=0))
    return [
        OpenLine(row, len(sessions.get(row.pk, [])), row.tokens, datetime_vi(row.last) if row.last else "")
        for row in by_name(rows, name=lambda one: one.full_name)
    ]


@require_POST
@require(Right.MANAGE_USERS)
@transaction.atomic
def end_sessions_of(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign a person out on every machine; no device is known any more. Doing it twice changes nothing."""
    person = get_object_or_404(people_managed_by(request.user), pk=pk)
    ended = endings.end_sessions(person)
    person.devices.all().delete()
    if ended:
        record_person(Verb.ACCESS_ENDED, person, summary=f"Cho {person.full_name} thoát khỏi mọi máy", by=request.user)
    if person == request.user:
        # Her session's row is gone: what this request still had to keep of it could be kept nowhere.
        logout(request)
        messages.success(request, "Đã thoát khỏi mọi máy, cả máy này.")
        response = redirect("login")
        wipe_browser(response)
        return response
    messages.success(request, f"Đã cho {person.full_name} thoát khỏi mọi máy.")
    return redirect("sign-in-person", pk=pk)


@require_POST
@require(Right.MANAGE_USERS)
@transaction.atomic
def end_tokens_of(request: HttpRequest, pk: int) -> HttpResponse:
    """End every token of a person."""
    person = get_object_or_404(people_managed_by(request.user), pk=pk)
    if endings.end_tokens(person):
        said = f"Kết thúc mọi mã truy cập API của {person.full_name}"
        record_person(Verb.ACCESS_ENDED, person, summary=said, by=request.user)
    messages.success(request, f"Mã truy cập của {person.full_name} đã kết thúc.")
    return redirect("sign-in-person", pk=pk)
