"""The page of a standing's lineage: a guard, one dataset, one answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agencies.access import Right
from agencies.web.guards import require
from reports.dashboards.lineage.page import lineage_page
from reports.dashboards.lineage.queries import lineage_of, standings_to_follow
from reports.models import Progress


@require_safe
@require(Right.SEE_PROGRESS)
def lineage(request: HttpRequest, pk: int) -> HttpResponse:
    """What one standing was made of; one of another locality, or of a view that the reader has not, does not exist."""
    row: Progress = get_object_or_404(standings_to_follow(request.user), pk=pk)
    return render(request, "lineage/show.html", {"page": lineage_page(lineage_of(row, request.user))})
