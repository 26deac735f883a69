"""The notices of a person, and the letters that staff have sent again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_POST

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.collection.notices.delivery import send_again
from reports.collection.notices.queries import notices_of, notices_of_localities
from reports.collection.notices.services import TOLD_TO_STAFF, mark_read
from reports.models import Notice


@require_GET
@require(Right.ENTER_FIGURES, Right.REVIEW)
def notice_list(request: HttpRequest) -> HttpResponse:
    """What happened to my reports, or what came in for review; unread first."""
    lines = notices_of(request.user, now=clock.now())
    return render(request, "notices/list.html", {"lines": lines, "unread": sum(line.is_new for line in lines)})


@require_POST
@require(Right.ENTER_FIGURES, Right.REVIEW)
def notice_open(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice as read and go to its report."""
    # What is held back until an undoing is too late does not exist yet.
    notice = get_object_or_404(Notice, pk=pk, user=request.user, created_at__lte=clock.now())
    mark_read(user=request.user, now=clock.now(), pk=pk)
    return redirect("review" if notice.kind in TOLD_TO_STAFF else "submission", notice.submission_id)


@require_POST
@require(Right.ENTER_FIGURES, Right.REVIEW)
def notice_read(request: HttpRequest) -> HttpResponse:
    """Mark all of them as read."""
    mark_read(user=request.user, now=clock.now())
    return redirect("notice-list")


@require_POST
@require(Right.MANAGE_PERIODS)
def notice_resend(request: HttpRequest) -> HttpResponse:
    """Let the letters that did not get through be tried anew."""
    count = send_again(notices_of_localities(request.user), now=clock.now())
    messages.success(request, f"{count} thư sẽ được gửi lại trong vài phút.")
    return redirect("period-list")
