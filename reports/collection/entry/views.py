"""Pages of the reporter: what my agency owes, the form, and the addresses its script saves to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.audit.services import time_on_record
from reports.collection.duties.asked import duties_asked
from reports.collection.duties.rows import TypedDuty, duty_rows
from reports.collection.duties.services import DutyWrittenMeanwhile, save_duty
from reports.collection.entry import services
from reports.collection.entry.after_sending.sent import other_forms
from reports.collection.entry.forms import HeldForm, MoveForm, PartForm, PostedDuty, changes_from, posted_duties
from reports.collection.entry.grid import KIND_LABELS, Grid, Typed, entry_grid
from reports.collection.entry.listing import owed_by, owed_first_sentence, page_head, returned_reasons
from reports.collection.entry.queries import form_elements, form_seen_by
from reports.collection.entry.summary import error_summary
from reports.collection.entry.updates import grid_update, saved_words
from reports.collection.entry.versions import page_version
from reports.collection.entry.whole_year import ClosingReported, say_whole_year
from reports.collection.evidence.queries import EVIDENCE_LIMITS, evidence_of
from reports.collection.history.views import submission_on
from reports.collection.obstacles.drafts import drafts_with
from reports.collection.obstacles.queries import raised_with
from reports.collection.transitions import StaleVersion, WrongState
from reports.models import Figure, Submission, Via
from reports.wording.typed.text import Unsaved
from targets.models import DataElement

FORM_IS_CLOSED = "Báo cáo đã nộp, không còn nhập được."
SOMEBODY_ELSE = "Máy này vừa đăng nhập bằng tài khoản khác nên chưa ghi ô nào. Đăng nhập lại bằng tài khoản của bạn."


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
    try:
        typed = save_posted(request, form)
    except WrongState:
        messages.error(request, FORM_IS_CLOSED)
        return render_form(request, visible(request, pk), unsaved=words_not_kept(request, form), status=409)
    # Nothing is sent while something on the page was not taken.
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
    # Two people at one machine: what the first has typed must not be saved in the second's name.
    if request.POST.get("by", str(request.user.pk)) != str(request.user.pk):
        return JsonResponse({"error": SOMEBODY_ELSE, "somebody_else": True}, status=409)
    try:
        typed = save_posted(request, form)
    except WrongState:
        return JsonResponse({"error": f"{FORM_IS_CLOSED} Tải lại trang để xem."}, status=409)
    grid = grid_of(form, editable=True, typed=typed)
    return JsonResponse(grid_update(grid) | {"saved": saved_words(clock.now()) if typed.taken else ""})


def cells_now(request: HttpRequest, form: Submission) -> HttpResponse:
    """The form for a page that asks by itself every now and then: 304 and one query as long as nothing has changed."""
    request.asked_by_itself = True
    # Read before the grid: what is saved between the two is only asked for once more.
    version = page_version(form)
    etag = f'"{version}"'
    # An unchanged form is the usual answer while people read: it costs one query and no body.
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    if not form.is_editable:
        return JsonResponse({"closed": "Báo cáo vừa được nộp, không còn nhập được. Tải lại trang để xem."})
    # Kept by the browser for the ETag alone; never by a proxy between.
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    return JsonResponse(grid_update(grid_of(form, editable=True)) | {"version": version}, headers=headers)


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
def submission_part(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that the flows of an heir's form are of the whole year, or of its own part alone."""
    form = visible(request, pk)
    refuse_readers(request, form)
    said = PartForm(request.POST)
    try:
        if said.is_valid():
            whole = said.cleaned_data["part"] == "whole"
            say_whole_year(submission=form, whole=whole, by=request.user, now=clock.now())
    except ClosingReported as error:
        messages.error(request, str(error))
    except WrongState:
        messages.error(request, FORM_IS_CLOSED)
    return redirect("submission", pk)


def visible(request: HttpRequest, pk: int) -> Submission:
    """A submission that the user may see; a stranger's does not exist for her."""
    found = form_seen_by(request.user, pk)
    if found is None:
        raise Http404
    return found


def refuse_readers(request: HttpRequest, form: Submission) -> None:
    """403 for those who may see the form but do not report for its agency."""
    require.that(request.user.access.reports_for(form.agency_id))


@dataclass(frozen=True)
class NotTaken:
    """What was typed and not saved: cells by code, duties by primary key; `taken`: whether anything else was saved;
    `elements`, `figures`: those of the form as it was left, where something was to be saved."""

    cells: dict[str, Typed] = field(default_factory=dict)
    duties: dict[int, TypedDuty] = field(default_factory=dict)
    taken: bool = True
    elements: list[DataElement] | None = None
    figures: dict[str, Figure] | None = None

    def __bool__(self) -> bool:
        return bool(self.cells or self.duties)


def save_posted(request: HttpRequest, form: Submission) -> NotTaken:
    """Save the cells and duties of a posted form. Raises WrongState when the form is no longer open."""
    elements = form_elements(form)
    # A save of cells alone, the usual one, reads no duty.
    duties = duties_asked(form) if any(name.startswith("v-duty-") for name in request.POST) else []
    # Anything else that a request claims is the form: only the page's own paste says so.
    via = Via.PASTE if request.POST.get("via") == Via.PASTE else Via.FORM
    changes = changes_from(request.POST, [element.code for element in elements])
    saved = services.save_form(
        submission=form, changes=changes, by=request.user, via=via, now=clock.now(), elements=elements
    )
    said = posted_duties(request.POST, duties)
    refused = {change.duty.pk: back for change in said if (back := save_said(request, form, change))}
    cells = cells_not_taken(request, saved.outcomes)
    taken = len(cells) + len(refused) < len(changes) + len(said)
    return NotTaken(cells, refused, taken=taken, elements=elements, figures=saved.figures)


def save_said(request: HttpRequest, form: Submission, change: PostedDuty) -> TypedDuty | None:
    """Save what was typed of one duty; what cannot be taken comes back."""
    if change.error:
        return TypedDuty(change.state, change.text, change.error)
    said = {"state": change.state, "text": change.text, "seen_version": change.seen_version}
    try:
        save_duty(submission=form, duty=change.duty, by=request.user, now=clock.now(), **said)
    except DutyWrittenMeanwhile as error:
        return TypedDuty(change.state, change.text, theirs=error.theirs)
    return None


def words_not_kept(request: HttpRequest, form: Submission) -> list[Unsaved]:
    """What was typed into a form that has closed meanwhile and differs from what it holds."""
    # What stands there anyhow was not lost.
    held = {row.code: row.text for row in grid_of(form, editable=False).rows}
    names = {element.code: element.short_name for element in form_elements(form)}
    typed = [(code, request.POST.get(f"v-{code}", "").strip()) for code in names]
    cells = [Unsaved(names[code], text) for code, text in typed if text and text != held.get(code)]
    said = posted_duties(request.POST, duties_asked(form))
    return [*cells, *(Unsaved(f"{one.duty.number}. {one.duty.title}", one.text) for one in said if one.text)]


def grid_of(form: Submission, *, editable: bool, typed: NotTaken | None = None) -> Grid:
    """The form with its duties as they stand, `typed` laid over them."""
    typed = NotTaken() if typed is None else typed
    duties = duty_rows(form, typed.duties)
    read = {"elements": typed.elements, "figures": typed.figures, "returned": returned_reasons(form), "duties": duties}
    return entry_grid(form, editable=editable, typed=typed.cells, **read)


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
    now = time_on_record()
    pressed = {"pressed_at": pressed_at(request, now)}
    try:
        services.submit(submission=form, seen_version=seen_version(request), by=request.user, now=now, **pressed)
    except services.NotReady:
        return render_form(request, form, refused=True, status=422)
    except services.ReportedByHeir as error:
        messages.error(request, error.words)
        return redirect("submission", form.pk)
    except (StaleVersion, WrongState):
        messages.error(request, "Báo cáo vừa được đổi trạng thái ở nơi khác. Trang này đang hiện trạng thái mới nhất.")
        return redirect("submission", form.pk)
    return redirect("submission-sent", form.pk)


def pressed_at(request: HttpRequest, now: datetime) -> datetime | None:
    """When the button was pressed, where the report had to wait for a line; by how long ago, not by her clock."""
    held = HeldForm(request.POST)
    return now - timedelta(seconds=held.cleaned_data["held_seconds"]) if held.is_valid() else None


def seen_version(request: HttpRequest) -> int:
    form = MoveForm(request.POST)
    # No report has version 0, so what cannot be read is refused as stale.
    return form.cleaned_data["version"] if form.is_valid() else 0


def render_form(
    request: HttpRequest,
    form: Submission,
    *,
    typed: NotTaken | None = None,
    refused: bool = False,
    unsaved: Sequence[Unsaved] = (),
    status: int = 200,
) -> HttpResponse:
    """The form; what was not taken is given back: `typed`, or `unsaved` where the form has closed."""
    own = request.user.access.reports_for(form.agency_id)
    editable = form.is_editable and own
    grid = grid_of(form, editable=editable, typed=typed)
    context = {
        "submission": form,
        "head": page_head(form, user=request.user, now=clock.now()),
        "grid": grid,
        "editable": editable,
        "evidence": evidence_of(form),
        "evidence_limits": EVIDENCE_LIMITS,
        "obstacles": raised_with(form.agency, form.period.plan),
        "may_raise": own,
        "obstacle_drafts": drafts_with(form.agency, form.period.plan) if own else [],
        "unsaved": unsaved,
        "refusal": error_summary(grid) if refused else None,
        "is_faulty": refused or bool(typed),
        "other_forms": other_forms(form, request.user),
        # Who reports for several bodies sees at the top for which one she works here.
        "actor": {
            "label": request.user.access.label_at(form.agency_id),
            "locality": request.user.access.locality_name,
        },
    }
    return render(request, "submissions/edit.html", context, status=status)
