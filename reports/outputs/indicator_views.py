"""What stands beside an indicator's page: what if. Each view is a guard, one dataset, one answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agencies.access import Right
from agencies.guards import require
from reports.outputs.filters import chosen_place
from reports.outputs.what_if import what_if_page
from targets.models import Indicator


@require_safe
@require(Right.SEE_PROGRESS)
def what_if(request: HttpRequest, code: str) -> HttpResponse:
    """A target with other numbers, all of them in the address; what cannot be read stands with its reason."""
    measured = get_object_or_404(Indicator, code=code)
    chosen = chosen_place(request.path, request.user, request.GET)
    page = what_if_page(measured, chosen, request.GET)
    return render(request, "indicators/what_if.html", {"page": page, "code": code})
