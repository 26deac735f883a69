"""Where the administration begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from agencies.access import Right
from agencies.web.guards import require
from reports.administration.places import managed_localities
from reports.models import ReportingPeriod


@require_safe
@require(Right.REORGANISE)
def administration(request: HttpRequest) -> HttpResponse:
    """Reorganisations for coordinating staff; for the administrator people, or what the first hour still needs."""
    if not request.user.access.has(Right.MANAGE_USERS):
        return redirect("reorganisation-list")
    opened = ReportingPeriod.objects.filter(plan__locality__in=managed_localities(request.user))
    return redirect("people" if opened.exists() else "first-run")
