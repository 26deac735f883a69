"""Pages that belong to no room: health checks and refusals."""

import sys

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, OperationalError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils import timezone

from reports.models import Stale
from reports.progress.runner import broker_answers


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 with a text that says what to do while the database cannot be reached."""
    if isinstance(sys.exc_info()[1], OperationalError):
        response = render(request, "503.html", status=503)
        response["Retry-After"] = "10"
        return response
    return render(request, "500.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form whose secret no longer fits, most often a page left open over a sign-in."""
    request.is_stale_form = True
    return render(request, "403.html", {"stale_form": True}, status=403)


@login_not_required
def favicon(request: HttpRequest) -> HttpResponse:
    """Browsers ask here whatever the page says."""
    return redirect(static("favicon.svg"), permanent=True)


@login_not_required
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return JsonResponse({"ok": True})


@login_not_required
def readyz(request: HttpRequest) -> HttpResponse:
    """The process can do its work: database reachable and migrated; a dead broker or old work warns, not fails."""
    try:
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        oldest = Stale.objects.order_by("marked_at").values_list("marked_at", flat=True).first()
    except DatabaseError:
        return JsonResponse({"ok": False, "database": False}, status=503)
    waiting = int((timezone.now() - oldest).total_seconds()) if oldest else 0
    return JsonResponse(
        {
            "ok": pending == 0,
            "database": True,
            "pending_migrations": pending,
            "broker": broker_answers() if settings.REDIS_URL else None,
            "oldest_recalculation_seconds": max(0, waiting),
        },
        status=200 if pending == 0 else 503,
    )
