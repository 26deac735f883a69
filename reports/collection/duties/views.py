"""The page of duties: what each plan gave to whom, and what has become of it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies.access import Right
from agencies.web.guards import require
from reports.collection.duties.export import duties_file
from reports.collection.duties.queries import duties_page
from reports.list_files import list_response, wanted_file


@require_safe
@require(Right.SEE_SUBMISSIONS)
def duty_list(request: HttpRequest) -> HttpResponse:
    """All duties of the locality, or those of the own agency."""
    if kind := wanted_file(request.GET):
        return list_response(duties_file(request.user, request.GET), kind)
    return render(request, "duties/list.html", {"page": duties_page(request.user, request.GET, path=request.path)})
