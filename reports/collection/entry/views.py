"""Pages of the reporter: what my agency owes, the form, and the addresses its script saves to."""

from collections.abc import Sequence

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.audit.services import time_on_record
from reports.collection.duties.services import save_duty
from reports.collection.entry import services
from reports.collection.entry.forms import DutyForm, MoveForm, changes_from
from reports.collection.entry.grid import KIND_LABELS, Typed, entry_grid, error_summary, grid_update, saved_words
from reports.collection.entry.listing import (
    RefusedDuty,
    duty_rows,
    owed_by,
    owed_first_sentence,
    page_head,
    returned_reasons,
)
from reports.collection.entry.queries import form_elements
from reports.collection.entry.versions import entry_version
from reports.collection.evidence.queries import evidence_of
from reports.collection.history.views import submission_on
from reports.collection.obstacles.queries import raised_with
from reports.collection.transitions import StaleVersion, WrongState
from reports.models import Submission, Via
from reports.wording.typed.text import Unsaved
from targets.models import DataElement, Duty


@require_GET
@require(Right.SEE_SUBMISSIONS)
def submission_list(request: HttpRequest) -> HttpResponse:
    """What I owe, by when, its state; nothing overdue ever vanishes."""
    groups = owed_by(request.user, now=clock.now())
    return render(request, "submissions/list.html", {"groups": groups, "lede": owed_first_sentence(groups)})


@require_http_methods(["GET", "POST"])
@require(Right.SEE_SUBMISSIONS)
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, with `?as_of=` as it stood on a day. POST saves all of it at once, for a browser without scripts."""
    form = visible(request, pk)
    if request.method == "GET" and "as_of" in request.GET:
        return submission_on(request, form)
    if request.method == "GET":
        return render_form(request, form)
    refuse_readers(request, form)
    outcomes = save_posted_cells(request, form, form_elements(form))
    typed = cells_not_taken(request, outcomes)
    if "submit" in request.POST and not typed:
        return send_form(request, form)
    return render_form(request, form, typed=typed, status=422 if typed else 200)


@require_http_methods(["GET", "POST"])
@require(Right.ENTER_FIGURES)
def submission_cells(request: HttpRequest, pk: int) -> HttpResponse:
    """GET: what colleagues have saved since. POST saves cells; answers how each row looks now, saved or not."""
    form = visible(request, pk)
    refuse_readers(request, form)
    if request.method == "GET":
        return cells_now(request, form)
    elements = form_elements(form)
    try:
        outcomes = save_posted_cells(request, form, elements)
    except WrongState:
        return JsonResponse({"error": "Báo cáo đã nộp, không còn nhập được. Tải lại trang để xem."}, status=409)
    typed, returned = cells_not_taken(request, outcomes), returned_reasons(form)
    grid = entry_grid(form, editable=True, elements=elements, typed=typed, returned=returned)
    return JsonResponse(grid_update(grid) | {"saved": saved_words(clock.now())})


def cells_now(request: HttpRequest, form: Submission) -> HttpResponse:
    """The form for a page that asks by itself every now and then: 304 and one query as long as nothing has changed."""
    request.asked_by_itself = True
    etag = f'"{entry_version(form)}"'
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    if not form.is_editable:
        return JsonResponse({"closed": "Báo cáo vừa được nộp, không còn nhập được. Tải lại trang để xem."})
    grid = entry_grid(form, editable=True, returned=returned_reasons(form))
    return JsonResponse(grid_update(grid), headers={"ETag": etag, "Cache-Control": "private, no-cache"})


@require_POST
@require(Right.ENTER_FIGURES)
def submission_submit(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the form for review."""
    form = visible(request, pk)
    refuse_readers(request, form)
    return send_form(request, form)


@require_POST
@require(Right.ENTER_FIGURES)
def submission_withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what nobody has decided on yet."""
    form = visible(request, pk)
    refuse_readers(request, form)
    try:
        services.withdraw(submission=form, seen_version=seen_version(request), by=request.user, now=clock.now())
    except (StaleVersion, WrongState):
        messages.error(request, "Sở đã bắt đầu kết luận báo cáo này nên không rút lại được nữa.")
    return redirect("submission", pk)


@require_POST
@require(Right.ENTER_FIGURES)
def submission_duty(request: HttpRequest, pk: int, duty_pk: int) -> HttpResponse:
    """Store what the agency says of one duty."""
    form = visible(request, pk)
    refuse_readers(request, form)
    duty = get_object_or_404(
        Duty.objects.led_by(form.agency, form.duty_day).filter(plan_id=form.period.plan_id), pk=duty_pk
    )
    answer = DutyForm(request.POST)
    state, text = (str(answer[name].value() or "") for name in ("state", "text"))
    if not answer.is_valid():
        error = str(next(iter(answer.errors.values()))[0])
        return render_form(request, form, duty=RefusedDuty(duty.pk, state, text, error), status=422)
    try:
        save_duty(submission=form, duty=duty, by=request.user, now=clock.now(), **answer.cleaned_data)
    except WrongState:
        messages.error(request, "Báo cáo đã nộp, không còn sửa được.")
        unsaved = [Unsaved(f"{duty.number}. {duty.title}", text)]
        return render_form(request, visible(request, pk), unsaved=unsaved, status=409)
    return redirect(f"{form.get_absolute_url()}#duty-{duty.pk}")


def visible(request: HttpRequest, pk: int) -> Submission:
    """A submission that the user may see; a stranger's does not exist for her."""
    rows = Submission.objects.visible_to(request.user).select_related("period__plan", "agency")
    return get_object_or_404(rows, pk=pk)


def refuse_readers(request: HttpRequest, form: Submission) -> None:
    """403 for those who may see the form but do not report for its agency."""
    require.that(request.user.access.reports_for(form.agency_id))


def save_posted_cells(
    request: HttpRequest, form: Submission, elements: list[DataElement]
) -> list[services.CellOutcome]:
    via = Via.PASTE if request.POST.get("via") == Via.PASTE else Via.FORM
    changes = changes_from(request.POST, [element.code for element in elements])
    return services.save_cells(
        submission=form, changes=changes, by=request.user, via=via, now=clock.now(), elements=elements
    )


def cells_not_taken(request: HttpRequest, outcomes: list[services.CellOutcome]) -> dict[str, Typed]:
    """What was typed and not taken, by cell."""
    return {
        outcome.code: Typed(
            text=request.POST.get(f"v-{outcome.code}", ""),
            kind=kind if (kind := request.POST.get(f"k-{outcome.code}")) in KIND_LABELS else "final",
            note=request.POST.get(f"n-{outcome.code}", ""),
            error=outcome.error,
            theirs=outcome.theirs,
        )
        for outcome in outcomes
        if outcome.error or outcome.theirs
    }


def send_form(request: HttpRequest, form: Submission) -> HttpResponse:
    """Submit and go to what came of it; a form that is not ready comes back with the list of what to mend."""
    try:
        services.submit(submission=form, seen_version=seen_version(request), by=request.user, now=time_on_record())
    except services.NotReady:
        return render_form(request, form, refused=True, status=422)
    except (StaleVersion, WrongState):
        messages.error(request, "Báo cáo vừa được đổi trạng thái ở nơi khác. Trang này đang hiện trạng thái mới nhất.")
    return redirect("submission", form.pk)


def seen_version(request: HttpRequest) -> int:
    form = MoveForm(request.POST)
    return form.cleaned_data["version"] if form.is_valid() else 0


def render_form(
    request: HttpRequest,
    form: Submission,
    *,
    typed: dict[str, Typed] | None = None,
    refused: bool = False,
    duty: RefusedDuty | None = None,
    unsaved: Sequence[Unsaved] = (),
    status: int = 200,
) -> HttpResponse:
    """The form; what was not taken is given back: `typed` of cells, `duty`, `unsaved` where the form has closed."""
    prefetch_related_objects([form], "extensions")
    editable = form.is_editable and request.user.access.reports_for(form.agency_id)
    grid = entry_grid(form, editable=editable, typed=typed, returned=returned_reasons(form))
    context = {
        "submission": form,
        "head": page_head(form, user=request.user, now=clock.now()),
        "grid": grid,
        "editable": editable,
        "duties": duty_rows(form, duty),
        "evidence": evidence_of(form),
        "obstacles": raised_with(form.agency, form.period.plan),
        "may_raise": request.user.access.reports_for(form.agency_id),
        "unsaved": unsaved,
        "refusal": error_summary(grid) if refused else None,
    }
    return render(request, "submissions/edit.html", context, status=status)
