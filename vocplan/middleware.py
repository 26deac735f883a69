"""What every request gets before its view: the installation's row and its clock."""

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
