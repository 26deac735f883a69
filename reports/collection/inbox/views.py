"""What waits for an officer of the department."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.collection.inbox.queries import inbox_of


@require_safe
@require(Right.REVIEW)
def inbox(request: HttpRequest) -> HttpResponse:
    """Everything that the officer can finish, oldest first, and what others have to decide."""
    return render(request, "inbox/show.html", {"inbox": inbox_of(request.user, request.GET, now=clock.now())})
