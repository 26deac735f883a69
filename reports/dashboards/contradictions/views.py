"""The page of contradictions: a guard, one dataset, one answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.access import Right
from agencies.web.guards import require
from reports.dashboards.contradictions.page import contradiction_page
from reports.dashboards.filters import chosen_place


@require_safe
@require(Right.SEE_PROGRESS)
def contradiction_list(request: HttpRequest) -> HttpResponse:
    """What disagrees in the reader's locality."""
    chosen = chosen_place(request.path, request.user, request.GET)
    return render(request, "contradictions/list.html", {"page": contradiction_page(chosen, request.GET)})
