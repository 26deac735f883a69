"""Pages of the history: the search, one cell's life, a form as it stood on a day."""

from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.collection.entry.queries import form_elements
from reports.collection.history.export import history_file
from reports.collection.history.forms import DayForm, SearchForm
from reports.collection.history.queries import EventPage, cell_steps, events_found, form_on
from reports.list_files import list_response, wanted_file
from reports.models import Submission
from reports.wording.formats import date_vi


@require_GET
@require(Right.SEE_HISTORY)
def history(request: HttpRequest) -> HttpResponse:
    """Who did what, newest first; what is asked for stands in the address."""
    form = SearchForm(request.GET, user=request.user)
    if form.is_valid() and (kind := wanted_file(request.GET)):
        return list_response(history_file(request.user, **form.asked()), kind)
    page = events_found(request.user, **form.asked()) if form.is_valid() else EventPage([], older=None)
    kept = {name: value for name, value in request.GET.items() if value and name not in ("before", "file")}
    context = {
        "form": form,
        "page": page,
        "searched": bool(kept),
        "newest": f"?{urlencode(kept)}" if request.GET.get("before") else "",
        "older": f"?{urlencode(kept | {'before': page.older})}" if page.older else "",
    }
    return render(request, "history/list.html", context, status=200 if form.is_valid() else 422)


@require_GET
@require(Right.SEE_SUBMISSIONS)
def cell_history(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The life of one cell: a page of its own, or with `?fragment=1` the part that stands beside the cell."""
    rows = Submission.objects.visible_to(request.user).select_related("period__plan", "agency")
    submission = get_object_or_404(rows, pk=pk)
    element = next((element for element in form_elements(submission) if element.code == code), None)
    if element is None:
        raise Http404
    context = {"submission": submission, "element": element, "steps": cell_steps(submission, element)}
    fragment = "fragment" in request.GET
    return render(request, "history/_cell.html" if fragment else "history/cell.html", context)


def submission_on(request: HttpRequest, submission: Submission) -> HttpResponse:
    """A form as it stood at the end of a day, `?as_of=2025-12-15`: read-only, and marked as the past."""
    form = DayForm(request.GET, today=clock.today())
    context: dict[str, object] = {"submission": submission, "form": form}
    if not form.is_valid():
        return render(request, "history/past.html", context, status=422)
    day = form.cleaned_data["as_of"]
    state, rows = form_on(submission, day)
    context |= {"day": date_vi(day), "state": state, "rows": rows, "changed": sum(row.differs for row in rows)}
    return render(request, "history/past.html", context)
