"""Pages of consolidated reports: the list, a new one, one with its work, its numbers and files, the verification."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.issued import editing, services
from reports.issued.content.lineage import figure_lineage
from reports.issued.content.stored import stored_dataset
from reports.issued.downloads import download
from reports.issued.forms import DraftForm, LetterheadForm, PassageForm, VerifyForm
from reports.issued.letterhead import EDITABLE
from reports.issued.page_view import render_report
from reports.issued.queries import (
    agencies_to_report,
    build_of,
    plans_to_report,
    report_title,
    reports_page,
    reports_seen_by,
)
from reports.issued.verify import digest_of, verify
from reports.models import IssuedReport, ReportFile, ReportPassage
from reports.wording.formats import date_vi
from reports.wording.typed.text import Unsaved

REPORT_WAS_CHANGED = (
    "Có người vừa đổi báo cáo này. Trang đang hiện bản mới nhất; nội dung bạn gõ còn ở ô bên dưới, chưa ghi."
)
PASSAGE_IS_GONE = "Lời của đoạn đã không còn trong báo cáo, vì số liệu mới không còn nói tới"


@require_safe
@require(Right.SEE_SUBMISSIONS)
def report_list(request: HttpRequest) -> HttpResponse:
    """Reports that the user may see: drafts too for staff."""
    page = reports_page(request.user, request.GET, path=request.path)
    return render(request, "issued_reports/list.html", {"page": page, "may_write": may_write(request)})


@require_http_methods(["GET", "POST"])
@require(Right.WRITE_REPORTS)
def report_new(request: HttpRequest) -> HttpResponse:
    """Start a draft; ?kind=, ?plan=, ?year= and ?agency= choose what the form starts with."""
    today = clock.today()
    start = {"year": today.year, "as_of": f"{today:%d/%m/%Y}"}
    start |= {name: request.GET[name] for name in ("kind", "plan", "year", "agency") if name in request.GET}
    choices = {"plans": plans_to_report(request.user), "agencies": agencies_to_report(request.user)}
    form = DraftForm(request.POST if request.method == "POST" else None, initial=start, **choices)
    if form.is_valid():
        try:
            report = services.draft_report(wanted=form.wanted(), by=request.user, now=clock.now())
        except services.ReportError as error:
            form.add_error(error.field, error.message)
        else:
            return redirect("issued-report", report.pk)
    return render(request, "issued_reports/new.html", {"form": form}, status=422 if form.is_bound else 200)


@require_safe
@require(Right.SEE_SUBMISSIONS)
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """One report: where it stands, what is to do, its document, its files."""
    return render_report(request, report_seen(request, pk))


@require_safe
@require(Right.WRITE_REPORTS)
def report_progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The line that says what the worker is doing, as a fragment that the page asks for."""
    # The page asks, not its reader: that keeps nobody signed in.
    request.asked_by_itself = True
    row = get_object_or_404(IssuedReport.objects.editable_by(request.user).defer("dataset"), pk=pk)
    response = render(request, "issued_reports/_progress.html", {"build": build_of(row)})
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "POST"])
@require(Right.WRITE_REPORTS)
def report_letterhead(request: HttpRequest, pk: int) -> HttpResponse:
    """The official parts of a draft. What cannot be taken stays typed."""
    columns = {name: IssuedReport._meta.get_field(name) for name in EDITABLE}
    # Taken before anything is looked up: every way out of here has to give it back.
    typed = [Unsaved(column.verbose_name.capitalize(), request.POST.get(name, "")) for name, column in columns.items()]
    row = reports_to_work_on(request).filter(pk=pk).first()
    if row is None:
        return no_draft(request, typed, status=404)
    start = {name: getattr(row, name) for name in (*EDITABLE, "version")}
    form = LetterheadForm(request.POST if request.method == "POST" else None, initial=start, columns=columns)
    status, moved = 422 if form.is_bound else 200, None
    if form.is_valid():
        seen = form.cleaned_data.pop("version")
        try:
            services.edit_letterhead(
                report=row, values=form.cleaned_data, seen_version=seen, by=request.user, now=clock.now()
            )
        except services.ReportError as error:
            form.add_error(error.field, error.message)
        except services.ReportMoved as error:
            status, moved = 409, error.report
        except IssuedReport.DoesNotExist:
            return no_draft(request, typed, status=410)
        else:
            return redirect("issued-report", pk)
    theirs = [] if moved is None else [(form.fields[name].label, getattr(moved, name)) for name in EDITABLE]
    context = {"report": moved or row, "title": report_title(row), "form": form, "moved": moved, "theirs": theirs}
    return render(request, "issued_reports/letterhead.html", context, status=status)


@require_http_methods(["POST"])
@require(Right.WRITE_REPORTS)
def report_passage(request: HttpRequest, pk: int, passage_pk: int) -> HttpResponse:
    """Save the words of one passage, or go back to the generated ones. What cannot be taken stays typed."""
    words = request.POST.get("words", "")
    row = reports_to_work_on(request).filter(pk=pk).first()
    if row is None:
        return no_draft(request, [Unsaved("Lời của đoạn", words)], status=404)
    passages = ReportPassage.objects.select_related("report__plan", "report__locality", "report__agency")
    passage = passages.filter(report=row, pk=passage_pk).first()
    if passage is None:
        return render_report(request, row, unsaved=[Unsaved(PASSAGE_IS_GONE, words)], status=404)
    form = PassageForm(request.POST)
    reset = "reset" in request.POST
    typed = {"passage": passage_pk, "words": words}
    # Who goes back to the generated words need not have typed any.
    if not form.is_valid() and not (reset and "version" in form.cleaned_data):
        return render_report(request, row, typed={**typed, "error": first_error(form)}, status=422)
    seen = {"seen_version": form.cleaned_data["version"], "by": request.user, "now": clock.now()}
    try:
        if reset:
            editing.reset_passage(passage=passage, **seen)
        else:
            editing.edit_passage(passage=passage, words=form.cleaned_data["words"], **seen)
    except services.ReportError as error:
        return render_report(request, row, typed={**typed, "error": error.message}, status=422)
    except (services.ReportMoved, editing.PassageMoved):
        return render_report(
            request, report_seen(request, pk), typed={**typed, "error": REPORT_WAS_CHANGED, "moved": True}, status=409
        )
    except ReportPassage.DoesNotExist:
        return render_report(request, report_seen(request, pk), unsaved=[Unsaved(PASSAGE_IS_GONE, words)], status=409)
    except IssuedReport.DoesNotExist:
        return no_draft(request, [Unsaved("Lời của đoạn", words)], status=410)
    return redirect(f"{row.get_absolute_url()}#passage-{passage_pk}")


def no_draft(request: HttpRequest, typed: list[Unsaved], *, status: int) -> HttpResponse:
    """There is no such draft for this person, or no longer: 410 where it was dropped while she saved."""
    if not any(one.text for one in typed):
        raise Http404
    unsaved = [one for one in typed if one.text]
    return render(request, "issued_reports/gone.html", {"unsaved": unsaved}, status=status)


def first_error(form) -> str:
    return next((str(errors[0]) for errors in form.errors.values()), "")


@require_safe
@require(Right.SEE_SUBMISSIONS)
def report_file(request: HttpRequest, pk: int, form: str) -> HttpResponse:
    """One file as it was built, always as a download under its Vietnamese name; unchanged, it is not sent again."""
    row = get_object_or_404(ReportFile.objects.filter(report__in=reports_seen(request)), report__pk=pk, format=form)
    return download(request, row)


@require_safe
@require(Right.SEE_SUBMISSIONS)
def report_number(request: HttpRequest, pk: int, indicator: str, year: int) -> HttpResponse:
    """What one number of a report rests on, as it was when the report was made."""
    row = report_seen(request, pk)
    dataset = stored_dataset(row)
    found = figure_lineage(dataset, indicator, year) if dataset else None
    if found is None:
        raise Http404
    context = {"report": row, "title": report_title(row), "number": found, "as_of": date_vi(row.as_of)}
    return render(request, "issued_reports/number.html", context)


@require_http_methods(["GET", "POST"])
def report_verify(request: HttpRequest) -> HttpResponse:
    """Whether a file, or a typed SHA-256, is what was issued; for everyone who is signed in."""
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm()
    verdict = None
    if form.is_valid():
        file = form.cleaned_data["file"]
        sha256 = digest_of(file) if file else form.cleaned_data["sha256"]
        verdict = verify(sha256, request.user)
    seen = {*reports_seen(request).values_list("pk", flat=True)} if verdict else set()
    links = [row for row in (verdict.report, verdict.current) if row and row.pk in seen] if verdict else []
    context = {"form": form, "verdict": verdict, "links": list(dict.fromkeys(links)), "file": form.files.get("file")}
    return render(request, "issued_reports/verify.html", context, status=422 if form.errors else 200)


def may_write(request: HttpRequest) -> bool:
    return request.user.access.has(Right.WRITE_REPORTS)


def reports_seen(request: HttpRequest):
    return IssuedReport.objects.visible_to(request.user)


def report_seen(request: HttpRequest, pk: int) -> IssuedReport:
    return get_object_or_404(reports_seen_by(request.user), pk=pk)


def reports_to_work_on(request: HttpRequest):
    """The reports that the user may work on; others do not exist here."""
    return reports_seen_by(request.user).editable_by(request.user)
