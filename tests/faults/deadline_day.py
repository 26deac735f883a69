"""The database of a deadline day: 200 people of 200 bodies with ten years of figures, each with her form open."""

import json
import sys
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password

from agencies.access import Role
from agencies.accounts.sessions import SessionStore
from agencies.models import Membership, User
from benchmarks.nation import Size, fill
from reports.collection.entry.queries import form_elements
from reports.models import Figure, ReportingPeriod, State, Submission

PEOPLE = 200
# Two bodies in a hundred ended some years ago.
SIZE = Size(localities=1, communes=130, institutions=80)


def print_people() -> None:
    """Fill the empty database, and print as JSON for each person the key of her session, her form and its cells."""
    fill(SIZE)
    period = ReportingPeriod.objects.latest("year")
    Submission.objects.filter(period=period).update(
        state=State.DRAFT, submitted_at=None, submitted_by=None, decided_at=None, decided_by=None
    )
    unaccepted = {"accepted_entry": "", "accepted_value": None, "accepted_quality": "", "accepted_at": None}
    Figure.objects.filter(year=period.year).update(**unaccepted)
    forms = list(Submission.objects.filter(period=period).select_related("agency", "period").order_by("pk")[:PEOPLE])
    secret = make_password("not-asked-for-here")
    users = [User(username=f"reporter-{form.agency.code}", password=secret) for form in forms]
    for user, form in zip(User.objects.bulk_create(users), forms, strict=True):
        since = date(period.year - 1, 1, 1)
        Membership.objects.create(user=user, agency=form.agency, role=Role.REPORTER, valid_from=since)
    json.dump([person(user, form) for user, form in zip(users, forms, strict=True)], sys.stdout)


def person(user: User, form: Submission) -> dict[str, Any]:
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    codes = [element.code for element in form_elements(form)]
    return {"session": session.session_key, "form": f"/submissions/{form.pk}/", "codes": codes}
