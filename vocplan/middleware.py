"""What every request gets around its view.

The installation's row and its clock; a session that goes on; pages that no shared computer keeps; and a record of who
was refused what.
"""

import codecs
import random
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from agencies import clock
from agencies.accounts.second_factor import HAS_FACTOR, has_second_factor, wants_second_factor
from agencies.child_process import ManyFilesAtOnce
from agencies.models import Instance
from vocplan.postgresql.patience import is_away
from vocplan.refusals import is_on_record, record_refused
from vocplan.views import api_refusal, bad_request, is_api, too_many
from vocplan.web_server import WAITED

NextView = Callable[[HttpRequest], HttpResponse]
# The entry form may be kept by the browser of the person who opened it, so that she goes on without a line. What she
# typed is stored there under the form and her name; both go when she signs out or another person signs in.
KEPT_PAGES = frozenset({"submission"})
# What a person may open before she has set her own password and, where her role wants one, her second factor.
OPEN_AT_FIRST = frozenset(
    {
        *("own-password", "logout", "favicon", "healthz", "readyz"),
        *("account_reauthenticate", "mfa_reauthenticate", "mfa_reauthenticate_webauthn"),
        *("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes"),
    }
)
HEALTH = ("/healthz", "/readyz")
# In seconds of waiting for a thread. A form that is refused is kept by its page and sent again.
PAGE_PATIENCE, SAVE_PATIENCE = 0.5, 2.0


def shed(get_response: NextView) -> NextView:
    """Above what the machine can serve: tell those who waited long to come back, before any work is done for them.

    Pages give way first, so that saving goes on; a save is refused only where even saves alone are too many. Who comes
    back is told a moment of her own, so that they do not all come back together.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        patience = PAGE_PATIENCE if request.method in ("GET", "HEAD") else SAVE_PATIENCE
        late = request.META.get(WAITED, 0.0) > patience and request.path not in HEALTH
        # Who waited because the database is away is told that, by whatever asks it in vain.
        if late and not is_away():
            return too_many(request, seconds=return_after())
        return get_response(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return too_many(request, seconds=return_after()) if isinstance(exception, ManyFilesAtOnce) else None

    middleware.process_exception = process_exception
    return middleware


def return_after() -> int:
    """In so many seconds somebody is asked to come back; each another time."""
    return random.randint(5, 15)  # noqa: S311  (no secret hangs on it)


def refuse_unreadable(get_response: NextView) -> NextView:
    """400 for what no page of vocplan and no program by its document sends.

    A path with the character NUL, which no name has and PostgreSQL cannot even be asked for; in a query it is text that
    somebody typed: its field refuses it, or nothing is found. A cookie with it, which is in none of ours. And what is
    declared to be in another encoding than UTF-8.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        has_nul = "\0" in request.path or any("\0" in value for value in request.COOKIES.values())
        if has_nul or not is_utf8(request.content_params.get("charset", "utf-8")):
            return bad_request(request)
        return get_response(request)

    return middleware


def is_utf8(name: str) -> bool:
    """By any of its names; what is the name of no encoding says nothing and is let pass."""
    try:
        return codecs.lookup(name).name == "utf-8"
    except (LookupError, ValueError):
        return True


def instance(get_response: NextView) -> NextView:
    """Read the installation's row once and set the clock by it; health checks do without."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path in HEALTH:
            return get_response(request)
        request.instance = Instance.current()
        clock.set_shift(request.instance.demo_shift)
        return get_response(request)

    return middleware


def session_goes_on(get_response: NextView) -> NextView:
    """Move the end of the session on, because somebody does something; a page that asks by itself does not count."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        # Asking who is there would read the session, which may be what does not answer.
        if request.path in HEALTH:
            return response
        if getattr(request, "asked_by_itself", False) or not request.user.is_authenticated:
            return response
        request.session.modified |= request.session.has_fallen_behind
        return response

    return middleware


def private_pages(get_response: NextView) -> NextView:
    """What a person sees is stored by no browser and no proxy, unless the page says itself how it may be kept."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path in HEALTH:
            return response
        if request.user.is_authenticated and not response.has_header("Cache-Control"):
            name = request.resolver_match.view_name if request.resolver_match else ""
            kept = name in KEPT_PAGES and request.method == "GET"
            response["Cache-Control"] = "private, no-cache" if kept else "private, no-store"
        return response

    return middleware


def refusals(get_response: NextView) -> NextView:
    """Put on record who was refused a row: a person's try at what is another office's."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code in (403, 404) and is_on_record(request):
            record_refused(request, response.status_code)
        return response

    return middleware


def first_things_first(get_response: NextView) -> NextView:
    """A password of one's own comes before everything else, then the second factor where the role wants one."""

    def process_view(request: HttpRequest, view: NextView, args: tuple, kwargs: dict) -> HttpResponse | None:
        person, name = request.user, request.resolver_match.view_name
        if name in OPEN_AT_FIRST or not person.is_authenticated:
            return None
        if person.password_is_temporary:
            return to_be_done_first(request, "password_temporary", page="own-password")
        # Seen once a session: her roles and factors are not read again for each of its pages.
        if not settings.SECOND_FACTOR_ROLES or request.session.get(HAS_FACTOR) or not wants_second_factor(person):
            return None
        if not has_second_factor(person):
            return to_be_done_first(request, "second_factor_missing", page="mfa_index")
        request.session[HAS_FACTOR] = True
        return None

    def middleware(request: HttpRequest) -> HttpResponse:
        return get_response(request)

    middleware.process_view = process_view
    return middleware


def to_be_done_first(request: HttpRequest, code: str, *, page: str) -> HttpResponse:
    """On to the page where it is done; a program cannot go there and is told so. Nobody tried what is another's."""
    request.comes_too_early = True
    return api_refusal(403, code) if is_api(request) else redirect(page)
