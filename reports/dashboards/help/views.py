"""The guide inside the product."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from reports.dashboards.help.guide import guide_parts


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """What each kind of reader does here, step by step; for everybody who has signed in."""
    return render(request, "help/show.html", {"parts": guide_parts()})
