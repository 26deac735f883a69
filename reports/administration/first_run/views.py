"""The page of the first hour, for the administrator; it stays as the list of what an installation needs."""

import smtplib

from django.contrib import messages
from django.core.mail import send_mail
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.administration.first_run.queries import first_tasks, server_facts
from reports.administration.places import administered_place, managed_localities
from reports.audit.services import record
from reports.models import Verb


@never_cache
@require_safe
@require(Right.MANAGE_USERS)
def first_run(request: HttpRequest) -> HttpResponse:
    """What is done and what is next; each task with its answer and its link."""
    place, places = administered_place(request, managed_localities(request.user))
    tasks = first_tasks(place, request.user, day=clock.today())
    context = {
        "place": place,
        "places": places,
        "tasks": tasks,
        "done": sum(task.done for task in tasks),
        "next": next((task for task in tasks if not task.done), None),
        "facts": server_facts(secure=request.is_secure(), host=request.get_host(), now=timezone.now()),
    }
    return render(request, "administration/first_run.html", context)


@require_POST
@require(Right.MANAGE_USERS)
def mail_test(request: HttpRequest) -> HttpResponse:
    """Send one mail to the administrator herself; whether it left is on record."""
    place, _ = administered_place(request, managed_localities(request.user))
    back = f"{reverse('first-run')}?locality={place.key}"
    if not request.user.email:
        messages.error(request, "Bạn chưa có thư điện tử. Ghi địa chỉ ở trang của mình trong Người dùng.")
        return redirect(back)
    try:
        sent = bool(send_mail("Thư thử của vocplan", MAIL_TEXT, None, [request.user.email]))
    # The try itself is what was asked for: a refusal is its answer and goes on record.
    except (OSError, smtplib.SMTPException):
        sent = False
    summary = f"Thư thử tới {request.user.email}: {'máy chủ thư đã nhận' if sent else 'máy chủ thư không nhận'}"
    record(
        verb=Verb.MAIL_TESTED,
        subject=f"user:{request.user.pk}",
        summary=summary,
        by=request.user,
        now=clock.now(),
        locality=place,
        after={"sent": sent},
    )
    (messages.success if sent else messages.error)(request, f"{summary}.")
    return redirect(back)


MAIL_TEXT = "Thư này cho biết vocplan gửi được thư điện tử. Không cần trả lời.\n"
