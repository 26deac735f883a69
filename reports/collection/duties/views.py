"""The page of duties: what each plan gave to whom, what has become of it, and one button to remind of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.collection.board.services import BoardError, remind
from reports.collection.duties.export import duties_file
from reports.collection.duties.table import duties_table, silent_reports
from reports.list_files import list_response, wanted_file
from targets.models import Duty


@require_safe
@require(Right.SEE_SUBMISSIONS)
def duty_list(request: HttpRequest) -> HttpResponse:
    """All duties of the locality, or those of the own agency."""
    if kind := wanted_file(request.GET):
        return list_response(duties_file(request.user, request.GET), kind)
    page = duties_table(request.user, request.GET, path=request.path, now=clock.now())
    return render(request, "duties/list.html", {"page": page})


@require_POST
@require(Right.MANAGE_PERIODS)
def duty_remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind the bodies that have said nothing of a duty in a report still to be sent; back to the list as it was."""
    # Read and written anew: only a query can come of it, never another address.
    back = f"{reverse('duty-list')}?{QueryDict(request.POST.get('view', '')).urlencode()}".rstrip("?")
    localities = request.user.access.localities_with(Right.MANAGE_PERIODS)
    duty = get_object_or_404(Duty.objects.filter(plan__locality__in=localities).select_related("plan"), pk=pk)
    reports = silent_reports(duty, request.user, now=clock.now())
    if not reports:
        messages.info(request, f"Không còn đơn vị nào cần nhắc về nhiệm vụ {duty.number}.")
        return redirect(back)
    try:
        told = remind(submissions=reports, by=request.user, now=clock.now())
        messages.success(request, f"Nhiệm vụ {duty.number}: {told.words}")
    except BoardError as error:
        messages.error(request, error.message)
    return redirect(back)
