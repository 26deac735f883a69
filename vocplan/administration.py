"""The administrator's pages (agencies/admin.py) with every change put on record, as it was and as it is."""

from typing import Any

from django.contrib.admin import AdminSite
from django.contrib.admin.models import LogEntry
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator

from agencies import clock
from agencies.accounts import endings
from agencies.accounts.limits import unlock
from agencies.accounts.second_factor import forget_remembered_devices
from agencies.admin import AgencyAdmin, PersonAdmin
from agencies.models import Agency, User
from reports.audit.services import record
from reports.models import Verb

State = dict[str, Any]


class Recorded:
    """Adds one event to each change of a row, in its transaction; `state_of` says what of the row goes on record."""

    def save_model(self, request: HttpRequest, obj: Any, form: object, change: bool) -> None:
        request.state_before = state_of(type(obj).objects.get(pk=obj.pk)) if change else None
        super().save_model(request, obj, form, change)

    def log_addition(self, request: HttpRequest, obj: Any, message: object) -> LogEntry:
        added = Verb.AGENCY_ADDED if isinstance(obj, Agency) else Verb.PERSON_ADDED
        if isinstance(obj, User):
            keep_for_one_sign_in(obj, by=request.user)
        record_change(request, obj, added, before=None)
        return super().log_addition(request, obj, message)

    def log_change(self, request: HttpRequest, obj: Any, message: object) -> LogEntry:
        before = getattr(request, "state_before", None)
        if isinstance(obj, Agency):
            record_change(request, obj, Verb.AGENCY_CHANGED, before=before)
        else:
            # Only the page that sets a password changes a person without having read the row before.
            record_change(request, obj, Verb.PERSON_CHANGED if before else Verb.PASSWORD_SET, before=before)
            end_what_was_granted(obj, before=before)
            if before is None:
                unlock(obj)
                forget_remembered_devices(obj)
                keep_for_one_sign_in(obj, by=request.user)
        return super().log_change(request, obj, message)


class RecordedPersonAdmin(Recorded, PersonAdmin):
    @method_decorator(transaction.atomic)
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        return super().user_change_password(request, id, form_url)


class RecordedAgencyAdmin(Recorded, AgencyAdmin):
    pass


def put_on_record(site: AdminSite) -> None:
    """Let the pages of people and agencies record what they change."""
    for model, page in ((User, RecordedPersonAdmin), (Agency, RecordedAgencyAdmin)):
        site.unregister(model)
        site.register(model, page)


def state_of(row: User | Agency) -> State:
    """What of a person or an agency goes on record, with the rows that the page edits beside it; never a password."""
    if isinstance(row, Agency):
        plain = (
            "code",
            "name",
            "short_name",
            "kind",
            "official_code",
            "valid_from",
            "valid_to",
            "contact",
        )
        state = {name: getattr(row, name) for name in plain}
        successions = row.successions.order_by("pk").values_list("successor__code", "on", "note")
        return state | {"successions": [list(one) for one in successions]}
    state = {name: getattr(row, name) for name in ("username", "first_name", "last_name", "email", "is_active")}
    memberships = row.memberships.order_by("pk").values_list("agency__code", "role", "valid_from", "valid_to")
    return state | {"memberships": [list(one) for one in memberships]}


def record_change(request: HttpRequest, obj: User | Agency, verb: Verb, *, before: State | None) -> None:
    """One event about a person or an agency, by the administrator, in the locality that it belongs to."""
    agency = obj if isinstance(obj, Agency) else agency_of(obj)
    by = request.user
    own = next(iter(by.access.locality_ids), None)
    kind = "agency" if isinstance(obj, Agency) else "user"
    name = obj.name if isinstance(obj, Agency) else f"{obj.full_name} ({obj.username})"
    record(
        verb=verb,
        subject=f"{kind}:{obj.pk}",
        summary=f"{verb.label}: {name}",
        by=by,
        now=clock.now(),
        locality=agency.locality_id if agency else own,
        agency=agency,
        before=before,
        after=None if verb == Verb.PASSWORD_SET else state_of(obj),
    )


def end_what_was_granted(person: User, *, before: State | None) -> None:
    """Tokens end with a new password, a new place and a disabled account; a disabled one is signed out, too.

    Rights of a session are read anew with each request, and a session knows the password that it was opened with.
    """
    if before is None or not person.is_active or before["memberships"] != state_of(person)["memberships"]:
        endings.end_tokens(person)
    if not person.is_active:
        endings.end_sessions(person)


def keep_for_one_sign_in(person: User, *, by: User) -> None:
    """A password that the administrator typed is good for signing in and setting one's own."""
    if person.pk != by.pk:
        User.objects.filter(pk=person.pk).update(password_is_temporary=True)


def agency_of(person: User) -> Agency | None:
    """The agency of the person's latest membership, in force or not."""
    latest = person.memberships.select_related("agency").order_by("-valid_from", "-pk").first()
    return latest.agency if latest else None
