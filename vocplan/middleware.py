"""What every request gets around its view: the installation's row and its clock, and a session that goes on."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from agencies import clock
from agencies.models import Instance

View = Callable[[HttpRequest], HttpResponse]
HEALTH = ("/healthz", "/readyz")


def instance(get_response: View) -> View:
    """Read the installation's row once and set the clock by it; health checks do without."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path in HEALTH:
            return get_response(request)
        request.instance = Instance.current()
        clock.set_shift(request.instance.demo_shift)
        return get_response(request)

    return middleware


def session_goes_on(get_response: View) -> View:
    """Move the end of the session on, because somebody does something; a page that asks by itself does not count."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(request, "asked_by_itself", False) or not request.user.is_authenticated:
            return response
        request.session.modified |= request.session.has_fallen_behind
        return response

    return middleware
