"""Evidence of a report: the list with its upload, the download that checks rights, the removal."""

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.collection.entry.views import refuse_readers, visible
from reports.collection.evidence import services
from reports.collection.evidence.checks import MAX_BYTES, MAX_FILES, TAKEN, FileRefused
from reports.collection.evidence.queries import EVIDENCE_LIMITS, evidence_of, evidence_seen_by
from reports.collection.evidence.storage import path_of
from reports.collection.transitions import WrongState
from reports.models import Submission

CLOSED_FOR_EVIDENCE = "Báo cáo đã nộp nên không thêm hay gỡ được minh chứng nữa."


@require_http_methods(["GET", "POST"])
@require(Right.SEE_SUBMISSIONS)
def evidence(request: HttpRequest, pk: int) -> HttpResponse:
    """The files of a report. POST takes those that can be taken and names every other one with the reason."""
    form = visible(request, pk)
    if request.method == "GET":
        return render_evidence(request, form)
    refuse_readers(request, form)
    files = request.FILES.getlist("files")
    if not files:
        return render_evidence(request, form, refused=["Chọn ít nhất một tệp rồi bấm Gửi tệp."])
    try:
        refused, again = take_upload(request, form, files)
    except WrongState:
        messages.error(request, CLOSED_FOR_EVIDENCE)
        return redirect("submission", pk)
    if refused:
        return render_evidence(request, form, refused=refused)
    for name in again:
        messages.info(request, f"“{name}” đã có trong báo cáo, không thêm lần nữa.")
    return redirect(f"{form.get_absolute_url()}#evidence")


def take_upload(request: HttpRequest, form: Submission, files: list) -> tuple[list[str], list[str]]:
    """Keep each posted file; answers the refusals and the names of those that were there already."""
    refused, again = [], []
    for file in files:
        try:
            row, is_new = services.add_evidence(
                submission=form, name=file.name, size=file.size, content=file.file, by=request.user, now=clock.now()
            )
        except FileRefused as error:
            refused.append(str(error))
        else:
            again += [] if is_new else [row.name]
    return refused, again


@require_safe
@require(Right.SEE_SUBMISSIONS)
def evidence_file(request: HttpRequest, pk: int) -> FileResponse:
    """One file, always as a download; what the user may not see does not exist."""
    row = get_object_or_404(evidence_seen_by(request.user), pk=pk)
    try:
        content = path_of(row.stored).open("rb")
    except FileNotFoundError as error:
        raise Http404 from error
    # The sender chose the content: no browser may take it for something else, and no proxy keep it.
    headers = {"X-Content-Type-Options": "nosniff", "Cache-Control": "private, no-store"}
    return FileResponse(content, as_attachment=True, filename=row.name, content_type=row.content_type, headers=headers)


@require_POST
@require(Right.ENTER_FIGURES)
def evidence_remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a file off a report that is still open."""
    row = get_object_or_404(evidence_seen_by(request.user), pk=pk)
    refuse_readers(request, row.submission)
    try:
        services.remove_evidence(evidence=row, by=request.user, now=clock.now())
    except WrongState:
        messages.error(request, CLOSED_FOR_EVIDENCE)
    return redirect(f"{row.submission.get_absolute_url()}#evidence")


def render_evidence(request: HttpRequest, form: Submission, *, refused: list[str] | None = None) -> HttpResponse:
    context = {
        "submission": form,
        "evidence": evidence_of(form),
        "editable": form.is_editable and request.user.access.reports_for(form.agency_id),
        "refused": refused,
        "evidence_limits": EVIDENCE_LIMITS,
        "taken": f"{TAKEN}; mỗi tệp không quá {MAX_BYTES // 1024 // 1024} MB, nhiều nhất {MAX_FILES} tệp",
    }
    return render(request, "evidence/list.html", context, status=422 if refused else 200)
