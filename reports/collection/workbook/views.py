"""The form as a file: download it, see what a filled one would change, take all of it or nothing."""

from hashlib import sha256

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.collection.entry.versions import StaleForm
from reports.collection.entry.views import refuse_readers, visible
from reports.collection.transitions import WrongState
from reports.collection.workbook.comparing import CellVerdict, WorkbookComparison, compare
from reports.collection.workbook.file_check import MAX_FILE, BadFile
from reports.collection.workbook.form import file_name, form_workbook
from reports.collection.workbook.forms import ExpiredPreview, UploadForm, opened_comparison, sealed_comparison
from reports.collection.workbook.services import AlreadyApplied, CellsRefused, apply_workbook, earlier_import
from reports.models import Submission, WorkbookImport
from reports.wording.formats import datetime_vi

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CLOSED_FOR_FILES = "Báo cáo đã nộp, không còn nạp tệp được."


@never_cache
@require_GET
@require(Right.SEE_SUBMISSIONS)
def workbook(request: HttpRequest, pk: int) -> HttpResponse:
    """The form as XLSX, filled with what is known."""
    form = visible(request, pk)
    return as_download(form, form_workbook(form))


def as_download(form: Submission, content: bytes) -> HttpResponse:
    disposition = content_disposition_header(True, file_name(form))
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


@never_cache
@require_http_methods(["GET", "POST"])
@require(Right.ENTER_FIGURES)
def workbook_upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a filled form; POST shows what it would change and writes nothing."""
    form = visible(request, pk)
    refuse_readers(request, form)
    if not form.is_editable:
        messages.error(request, CLOSED_FOR_FILES)
        return redirect("submission", pk)
    upload = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if not upload.is_valid():
        status = 422 if upload.is_bound else 200
        return render(request, "workbooks/upload.html", {"submission": form, "upload": upload}, status=status)
    file = upload.cleaned_data["file"]
    data = file.read(MAX_FILE + 1)
    try:
        comparison = compare(data, name=file.name, submission=form, by=request.user, now=clock.now())
    except BadFile as error:
        upload.add_error("file", f"{error}.")
        context = {"submission": form, "upload": upload, "name": file.name}
        return render(request, "workbooks/upload.html", context, status=422)
    return render_comparison(request, form, comparison, digest=sha256(data).hexdigest(), name=file.name)


def render_comparison(
    request: HttpRequest, form: Submission, comparison: WorkbookComparison, *, digest: str, name: str
) -> HttpResponse:
    """The comparison, and the button that takes it when it can be taken."""
    earlier = earlier_import(form, digest)
    # No seal for what cannot be taken, so that no button leads to a refusal.
    ready = comparison.can_be_taken and earlier is None
    taken, changed = comparison.of(CellVerdict.TAKEN), comparison.of(CellVerdict.CHANGED)
    same = comparison.of(CellVerdict.SAME)
    counts = {"ghi mới": len(taken), "đổi": len(changed), "giữ nguyên": len(same)}
    context = {
        "submission": form,
        "name": name,
        "comparison": comparison,
        "refused": comparison.of(CellVerdict.REFUSED),
        "written": [*changed, *taken],
        "same": same,
        "summary": ", ".join(f"{verb} {count} ô" for verb, count in counts.items() if count),
        "earlier": earlier_words(earlier) if earlier else "",
        "sealed": sealed_comparison(form, request.user, comparison, sha256=digest, name=name) if ready else "",
    }
    status = 422 if comparison.of(CellVerdict.REFUSED) else 200
    return render(request, "workbooks/preview.html", context, status=status)


def earlier_words(earlier: WorkbookImport) -> str:
    return f"Tệp này đã nạp lúc {datetime_vi(earlier.at)} ({earlier.by.full_name}), không ghi thêm lần nữa."


@require_POST
@require(Right.ENTER_FIGURES)
def workbook_apply(request: HttpRequest, pk: int) -> HttpResponse:
    """Take what the preview showed, all of it or nothing."""
    form = visible(request, pk)
    refuse_readers(request, form)
    try:
        confirmed = opened_comparison(request.POST.get("sealed", ""), submission=form, by=request.user)
        applied = apply_workbook(
            submission=form,
            changes=confirmed.changes,
            seen_form=confirmed.seen_form,
            sha256=confirmed.sha256,
            name=confirmed.name,
            by=request.user,
            now=clock.now(),
        )
    except ExpiredPreview:
        messages.error(request, "Bản xem trước đã cũ. Nạp lại tệp để xem và nhận; chưa ghi gì.")
        return redirect("submission-workbook-upload", pk)
    except AlreadyApplied as error:
        messages.info(request, earlier_words(error.earlier))
    except StaleForm as error:
        names = ", ".join(figure.element.short_name for figure in error.changed) or "trạng thái báo cáo"
        messages.error(request, f"Biểu vừa đổi sau khi xem trước ({names}). Nạp lại tệp để xem; chưa ghi gì.")
        return redirect("submission-workbook-upload", pk)
    except CellsRefused as error:
        reasons = "; ".join(f"{one.code}: {one.error or 'đồng nghiệp vừa ghi số khác'}" for one in error.outcomes)
        messages.error(request, f"Chưa ghi gì. {reasons}")
        return redirect("submission-workbook-upload", pk)
    except WrongState:
        messages.error(request, CLOSED_FOR_FILES)
    else:
        messages.success(request, f"Đã nhận {applied.cells} ô từ tệp {applied.name}.")
    return redirect("submission", pk)
