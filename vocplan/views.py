"""Pages that belong to no room: health checks and refusals."""

import sys
from functools import cache

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import RequestDataTooBig
from django.db import DatabaseError, InterfaceError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone

from agencies.web.uploads import MAX_BODY
from reports.runner import broker_answers
from reports.self_check import free_bytes, oldest_waiting_seconds
from vocplan.faults import Fault, disk_was_full_lately, fault_of
from vocplan.rest.errors import MESSAGES

COME_BACK = {"Retry-After": "10"}
LEAST_FREE_BYTES = 100 * 1024 * 1024


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with the time to wait and what to do; JSON below /api/. Asks the database for nothing."""
    fault = fault_of(sys.exc_info()[1])
    if is_api(request):
        return api_refusal(503, fault, headers=COME_BACK) if fault else api_refusal(500, "server_error")
    # Without the request: who is signed in stands in the database.
    told = {"disk_full": fault == Fault.DISK_FULL, "may_reload": request.method == "GET"}
    page = render_to_string("503.html" if fault else "500.html", told)
    return HttpResponse(page, status=503 if fault else 500, headers=COME_BACK if fault else None)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: what was sent is no request of any page, or more than any page takes: then with what to do.

    Whose session was ended beside her own request is asked to sign in, as at her next one.
    """
    if isinstance(exception, SessionInterrupted):
        return api_refusal(401, "not_authenticated") if is_api(request) else redirect_to_login(request.get_full_path())
    if is_api(request):
        return api_refusal(400, "invalid")
    if isinstance(exception, RequestDataTooBig):
        limit = {"megabytes": MAX_BODY // 1024 // 1024, "path": request.path}
        return HttpResponse(render_to_string("too_large.html", limit), status=400)
    return HttpResponse(render_to_string("400.html"), status=400)


def too_many(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """503 for a request that nothing was done for, with the time after which to ask again."""
    headers = {"Retry-After": str(seconds)}
    if is_api(request):
        return api_refusal(503, "busy", headers=headers, seconds=seconds)
    return HttpResponse(busy_page(seconds, may_reload=request.method == "GET"), status=503, headers=headers)


@cache
def busy_page(seconds: int, *, may_reload: bool) -> str:
    """Drawn once: it is asked for when there is no time to draw."""
    return render_to_string("busy.html", {"seconds": seconds, "may_reload": may_reload})


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith("/api/")


def api_refusal(status: int, code: str, *, headers: dict[str, str] | None = None, **words: object) -> JsonResponse:
    """A refusal of the API in its one shape, for what never reaches a view of it."""
    body = {"error": {"code": code, "message": MESSAGES[code].format(**words), "fields": {}}}
    return JsonResponse(body, status=status, headers=headers, json_dumps_params={"ensure_ascii": False})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret no longer fits, most often a page left open over a sign-in."""
    request.is_stale_form = True
    return render(request, "403.html", {"stale_form": True}, status=403)


@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask here whatever the page says."""
    return redirect(static("favicon.svg"), permanent=True)


@login_not_required
def worker(request: HttpRequest) -> HttpResponse:
    """The service worker, at the root: a script below /static/ may not answer for the form."""
    content = (settings.BASE_DIR / "static" / "js" / "worker.js").read_bytes()
    return HttpResponse(content, content_type="text/javascript", headers={"Cache-Control": "no-cache"})


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """The process can do its work: database reachable and migrated, room on the disk; the rest warns, not fails."""
    disk_full = disk_was_full_lately() or free_bytes() < LEAST_FREE_BYTES
    try:
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        waiting = oldest_waiting_seconds(timezone.now())
    except (DatabaseError, InterfaceError):
        return JsonResponse({"ok": False, "database": False, "disk_full": disk_full}, status=503)
    ready = pending == 0 and not disk_full
    return JsonResponse(
        {
            "ok": ready,
            "database": True,
            "disk_full": disk_full,
            "pending_migrations": pending,
            "broker": broker_answers() if settings.REDIS_URL else None,
            "oldest_recalculation_seconds": waiting or 0,
        },
        status=200 if ready else 503,
    )
