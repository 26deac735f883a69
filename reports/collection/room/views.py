"""The room of the last week: every open deadline on one page that refreshes itself, and reminders with one tap."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.collection.board.services import BoardError, remind
from reports.collection.room.queries import reports_to_remind, room_of


@require_safe
@require(Right.MANAGE_PERIODS)
def deadline_room(request: HttpRequest) -> HttpResponse:
    """Who owes what, who is typing, what arrives; with `fragment` only the part that changes."""
    template = "room/_content.html" if "fragment" in request.GET else "room/show.html"
    return render(request, template, {"room": room_of(request.user, now=clock.now())})


@require_POST
@require(Right.MANAGE_PERIODS)
def room_remind(request: HttpRequest) -> HttpResponse:
    """Remind one agency, or all that owe, by notice and e-mail; who is typing or has an own deadline is let be."""
    now = clock.now()
    reports = reports_to_remind(request.user, request.POST.get("agency", ""), now=now)
    if not reports:
        messages.info(request, "Không còn đơn vị nào cần nhắc: đã nộp, đang nhập hoặc có hạn riêng.")
        return redirect("deadline-room")
    try:
        messages.success(request, remind(submissions=reports, by=request.user, now=now).words)
    except BoardError as error:
        messages.error(request, error.message)
    return redirect("deadline-room")
