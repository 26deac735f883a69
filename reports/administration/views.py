"""Where the administration begins."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from agencies.access import Right
from agencies.web.guards import require


@require_safe
@require(Right.REORGANISE)
def administration(request: HttpRequest) -> HttpResponse:
    """People for whoever manages them, reorganisations for coordinating staff."""
    return redirect("people" if request.user.access.has(Right.MANAGE_USERS) else "reorganisation-list")
