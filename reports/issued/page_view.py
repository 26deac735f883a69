"""Lay out the page of one report, also with what was just typed and could not be taken."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from agencies import clock
from agencies.access import Right
from reports.issued.content.stored import stored_dataset
from reports.issued.differences import report_differences, reworded_passages, since_then
from reports.issued.letterhead import number_words
from reports.issued.page import preview_blocks
from reports.issued.queries import PILLS, build_of, context_line, files_of, report_title
from reports.issued.services import wrote_in
from reports.models import BuildState, IssuedReport, ReportFormat, ReportState
from reports.wording.formats import day_in_words
from reports.wording.typed.text import Unsaved


def render_report(
    request: HttpRequest,
    report: IssuedReport,
    *,
    typed: dict[str, Any] | None = None,
    error: dict[str, str] | None = None,
    values: dict[str, str] | None = None,
    unsaved: Sequence[Unsaved] = (),
    status: int = 200,
) -> HttpResponse:
    """`typed`: passage, words and error of an edit that was not taken; `error`, `values`: those of a move."""
    dataset = stored_dataset(report)
    passages = list(report.passages.select_related("edited_by"))
    works = report.locality_id in request.user.access.localities_with(Right.WRITE_REPORTS)
    files = files_of(report)
    following = getattr(report, "superseded_by", None)
    context = {
        "report": report,
        "title": report_title(report),
        "context_line": context_line(report),
        "number": number_words(report),
        "number_text": f"{report.number:02}" if report.number else "",
        "day_text": day_in_words(report.issued_on) if report.issued_on else "ngày … tháng … năm …",
        "day_typed": f"{report.issued_on or clock.today():%d/%m/%Y}",
        "lede": lede_of(report),
        "pill": PILLS[ReportState(report.state)],
        "build": build_of(report),
        "files": files,
        "has_pdf": any(one.format == ReportFormat.PDF for one in files),
        "preview": preview_blocks(report, dataset, passages, editable=works and report.is_editable)
        if dataset
        else None,
        # Of a draft there is nothing to tell: it is read anew whenever somebody asks. What was checked keeps its data.
        "since": since_then(report, dataset) if dataset and works and report.state != ReportState.DRAFT else [],
        # A replacement that is still being written is shown to its writers alone.
        "following": following if following and (works or following.state == ReportState.ISSUED) else None,
        "following_words": number_words(following) if following else "",
        "old": report.supersedes,
        "old_words": number_words(report.supersedes) if report.supersedes else "",
        "changes": replaced_words(report, dataset, passages),
        "works": works,
        # Written by another release: the files are there to be had, and the page says why there is no text.
        "unreadable": dataset is None and bool(report.dataset),
        "moves": moves_of(request, report) if works else {},
        "typed": typed or {},
        "error": error or {},
        "values": values or {},
        "unsaved": [*unsaved, *words_without_form(report, typed, has_form=bool(dataset) and works)],
        "today": f"{clock.today():%d/%m/%Y}",
        "progress_url": reverse("issued-report-progress", args=[report.pk]) if works else "",
    }
    return render(request, "issued_reports/show.html", context, status=status)


def words_without_form(report: IssuedReport, typed: dict[str, Any] | None, *, has_form: bool) -> list[Unsaved]:
    """The words of an edit that was not taken, where the page no longer has the form that they were typed into."""
    if not typed or (has_form and report.is_editable):
        return []
    return [Unsaved(typed["error"] or "Lời của đoạn", typed["words"])]


def replaced_words(report: IssuedReport, dataset: Any, passages: list) -> dict[str, list]:
    """What a replacement says that the report it replaces does not."""
    old = report.supersedes
    before = stored_dataset(old) if old is not None else None
    if before is None or dataset is None:
        return {}
    return {
        "numbers": report_differences(before, dataset),
        "words": reworded_passages(old.passages.all(), passages),
    }


def moves_of(request: HttpRequest, report: IssuedReport) -> dict[str, bool]:
    """The moves that the page offers to this person now."""
    draft, checked = report.state == ReportState.DRAFT, report.state == ReportState.CHECKED
    built = report.build_state == BuildState.DONE
    wrote = draft and built and wrote_in(report, request.user)
    return {
        "edit": draft,
        "check": draft and built and not wrote,
        "wait_for_second": draft and built and wrote,
        "send_back": checked,
        "number": checked,
        "issue": checked and built and report.number is not None,
        "build": report.state != ReportState.ISSUED,
        "drop": draft,
        "supersede": report.state == ReportState.ISSUED and getattr(report, "superseded_by", None) is None,
    }


def lede_of(report: IssuedReport) -> str:
    """Where the report stands and what comes next, in a sentence."""
    number = number_words(report)
    if report.state == ReportState.ISSUED:
        return f"Báo cáo {number}. Tệp và số liệu được giữ nguyên từ lúc ban hành."
    if report.build_state == BuildState.FAILED:
        return "Văn bản chưa dựng được; lý do ở bên cạnh."
    if report.build_state != BuildState.DONE:
        return "Đang đọc số liệu và dựng văn bản."
    if report.state == ReportState.CHECKED:
        return (
            f"Bản chính thức {number} đã dựng xong, chờ ban hành."
            if number
            else "Đã kiểm tra, chờ số và ngày ban hành."
        )
    return "Dự thảo đã dựng xong: đọc, sửa lời, rồi nhờ người thứ hai kiểm tra."
