"""Who came, who went and who was refused, put on record around the pages of the room below, which cannot record."""

from datetime import timedelta
from typing import Any

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import LogoutView, redirect_to_login
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator

from agencies import clock
from agencies.accounts.client_address import client_address
from agencies.accounts.devices import wipe_browser
from agencies.accounts.limits import Limit, Refusal, begin_try, note_failure, note_right_password
from agencies.models import User
from agencies.views import OwnPassword, SignIn
from reports.administration.first_run.services import is_empty
from reports.audit.services import record, take_turn
from reports.models import AuditEvent, Verb

TRIES = "wrong_own_passwords"
PAGE, API = "trang đăng nhập", "API"
# What was typed as a name and is none may be a password: it is never kept, and guessing names fills no table.
UNKNOWN_NAME, UNKNOWN_SUBJECT = "Tên không có", "sign-in:unknown"
UNKNOWN_PAUSE = timedelta(minutes=1)


class RecordedSignIn(SignIn):
    """The sign-in page; each attempt is counted, and one event. Where nobody can sign in yet it leads to setting up."""

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        return super().get_context_data(**kwargs) | {"nobody_yet": is_empty()}

    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        # As the form takes it: else "lan " would be counted beside "lan".
        name, password = request.POST.get("username", "").strip(), request.POST.get("password", "")
        if not (name and password) or "\0" in name:
            return super().post(request, *args, **kwargs)
        self.attempt = begin_try(request, name)
        if isinstance(self.attempt, Refusal):
            record_refusal(request, name, way=PAGE, refused=self.attempt)
            return refused_page(request, self.attempt)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        """On to the second factor where there is one; what follows is in vocplan/signing_in/flow.py."""
        note_right_password(self.attempt)
        user = form.get_user()
        login = Login(user=user, redirect_url=self.get_redirect_url() or None)
        return perform_password_login(self.request, {"username": user.username}, login)

    def form_invalid(self, form: Form) -> HttpResponse:
        # What had no name or no password was no try.
        if not hasattr(self, "attempt"):
            return super().form_invalid(form)
        locked = note_failure(self.attempt)
        record_refusal(self.request, form.cleaned_data.get("username", ""), way=PAGE, refused=locked)
        return refused_page(self.request, locked) if locked else super().form_invalid(form)


class RecordedSignOut(LogoutView):
    def post(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.user.is_authenticated:
            record_person(Verb.SIGNED_OUT, request.user, summary="Thoát", by=request.user)
        response = super().post(request, *args, **kwargs)
        wipe_browser(response)
        return response


@method_decorator(transaction.atomic, name="form_valid")
class RecordedOwnPassword(OwnPassword):
    def form_valid(self, form: Form) -> HttpResponse:
        person = self.request.user
        record_person(Verb.PASSWORD_SET, person, summary="Tự đổi mật khẩu", by=person)
        return super().form_valid(form)

    def form_invalid(self, form: Form) -> HttpResponse:
        """Whoever found a session open shall not try passwords in it: it ends after as many as lock a name."""
        if form.has_error("old_password", "password_incorrect"):
            person, tries = self.request.user, self.request.session.get(TRIES, 0) + 1
            record_person(Verb.SIGN_IN_FAILED, person, summary="Gõ sai mật khẩu đang dùng, trang mật khẩu", by=person)
            self.request.session[TRIES] = tries
            if tries >= settings.SIGN_IN_TRIES:
                logout(self.request)
                return redirect_to_login(reverse("own-password"))
        return super().form_invalid(form)


def pause_words(seconds: int) -> str:
    """ "40 giây", "3 phút" """
    return f"{seconds} giây" if seconds < 60 else f"{-(-seconds // 60)} phút"


def record_sign_in(request: HttpRequest, user: User, *, way: str) -> None:
    record_person(Verb.SIGNED_IN, user, summary=f"Đăng nhập, {way}", by=user, after={"ip": client_address(request)})


def refused_page(request: HttpRequest, refused: Refusal) -> HttpResponse:
    """429 with the words of the limit, how long it lasts and what to do."""
    context = {"limit": refused.limit, "wait": pause_words(refused.seconds), "tries": settings.SIGN_IN_TRIES}
    response = render(request, "accounts/refused.html", context, status=429)
    response["Retry-After"] = str(refused.seconds)
    return response


@transaction.atomic
def record_refusal(request: HttpRequest, username: str, *, way: str, refused: Refusal | None) -> None:
    """A wrong password (`refused` None), or the limit that refuses; while one holds, further tries add nothing."""
    if refused and refused.limit == Limit.ADDRESS_SLOWED:
        return record_slowing(request)
    user = User.objects.filter(username=username).first()
    after = {"ip": client_address(request)}
    if user is None:
        return record_unknown_name(way=way, after=after)
    if refused is None:
        summary = f"Đăng nhập sai mật khẩu, {way}"
        return record_person(Verb.SIGN_IN_FAILED, user, summary=summary, by=None, after=after)
    if not lately(Verb.LOCKED_OUT, f"user:{user.pk}", settings.SIGN_IN_LOCK):
        summary = {
            Limit.LOCKED: f"Sai mật khẩu {settings.SIGN_IN_TRIES} lần, tạm khóa đăng nhập, {way}",
            Limit.NAME_SLOWED: f"Sai mật khẩu nhiều lần từ nhiều địa chỉ, tạm làm chậm đăng nhập, {way}",
        }[refused.limit]
        record_person(Verb.LOCKED_OUT, user, summary=summary, by=None, after=after)
    return None


def record_unknown_name(*, way: str, after: dict[str, str]) -> None:
    """Once a minute at most, so that guessing names fills no table."""
    if lately(Verb.SIGN_IN_FAILED, UNKNOWN_SUBJECT, UNKNOWN_PAUSE):
        return
    record(
        verb=Verb.SIGN_IN_FAILED,
        subject=UNKNOWN_SUBJECT,
        summary=f"Đăng nhập sai, {way}: tên không có trong hệ thống",
        by=None,
        actor_name=UNKNOWN_NAME,
        now=clock.now(),
        after=after,
    )


def record_slowing(request: HttpRequest) -> None:
    """Once for each span in which an address is slowed down."""
    address = client_address(request)
    if lately(Verb.LOCKED_OUT, f"address:{address}", settings.SIGN_IN_SPAN):
        return
    record(
        verb=Verb.LOCKED_OUT,
        subject=f"address:{address}",
        summary=f"Sai mật khẩu của {settings.SIGN_IN_NAMES_PER_ADDRESS} tên từ một địa chỉ, tạm làm chậm đăng nhập",
        by=None,
        actor_name="Không rõ ai",
        now=clock.now(),
        after={"ip": address},
    )


def lately(verb: Verb, subject: str, span: timedelta) -> bool:
    """Whether such an event is on record within the last span; if not, the transaction's turn to put it there."""
    events = AuditEvent.objects.filter(subject=subject, verb=verb, at__gt=clock.now() - span)
    if events.exists():
        return True
    # Of several at one moment the later ones wait here, and find the first on record.
    take_turn(subject)
    return events.exists()


def record_person(
    verb: Verb,
    user: User,
    *,
    summary: str,
    by: User | None,
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    """An event about a person, in the locality and agency of the first membership; `by` None is whoever typed the name.

    The name that was typed is the person's own, so it is known to exist.
    """
    home = next(iter(user.access.grants), None)
    record(
        verb=verb,
        subject=f"user:{user.pk}",
        summary=summary,
        by=by,
        actor_name="" if by else user.full_name,
        now=clock.now(),
        locality=home.locality_id if home else None,
        agency=home.agency_id if home else None,
        before=before,
        after=after,
    )
