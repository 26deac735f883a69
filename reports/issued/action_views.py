"""The moves of a report as its page posts them: one form each, one service call each."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.issued import services
from reports.issued.forms import CheckForm, IssueForm, NumberForm, ReasonForm, SupersedeForm, VersionForm
from reports.issued.number import give_number
from reports.issued.page_view import render_report
from reports.issued.queries import reports_seen_by
from reports.models import IssuedReport
from reports.wording.typed.text import Unsaved

Move = Callable[[IssuedReport, dict[str, Any], dict[str, Any]], IssuedReport | None]
REPORT_HAS_MOVED = (
    "Có người vừa đổi báo cáo này, hoặc số liệu vừa được đọc lại. Xem lại bản mới nhất rồi làm tiếp; chưa ghi gì."
)
NOT_THE_SECOND = "Người soạn, người đã sửa thể thức hay có lời đang dùng không tự kiểm tra. Nhờ người khác kiểm tra."


def ask_build(report: IssuedReport, data: dict[str, Any], who: dict[str, Any]) -> IssuedReport:
    return services.ask_build(report=report, **who)


def drop(report: IssuedReport, data: dict[str, Any], who: dict[str, Any]) -> None:
    services.drop_draft(report=report, seen_version=data["seen_version"], **who)


REPORT_ACTS: dict[str, tuple[type[forms.Form], Move]] = {
    "build": (VersionForm, ask_build),
    "check": (CheckForm, lambda report, data, who: services.check(report=report, **data, **who)),
    "send_back": (ReasonForm, lambda report, data, who: services.send_back(report=report, **data, **who)),
    "number": (NumberForm, lambda report, data, who: give_number(report=report, **data, **who)),
    "issue": (IssueForm, lambda report, data, who: services.issue(report=report, **data, **who)),
    "drop": (VersionForm, drop),
    "supersede": (SupersedeForm, lambda report, data, who: services.supersede(report=report, **data, **who)),
}


@require_POST
@require(Right.WRITE_REPORTS)
def report_act(request: HttpRequest, pk: int) -> HttpResponse:
    """One move, named by `move`; what cannot be taken stays typed, with the reason beside it."""
    report = get_object_or_404(reports_seen_by(request.user).editable_by(request.user), pk=pk)
    name = request.POST.get("move", "")
    if name not in REPORT_ACTS:
        return report_refused(request, report, "", "Chọn việc cần làm.")
    form_class, move = REPORT_ACTS[name]
    form = form_class(request.POST)
    if not form.is_valid():
        # One sentence at a time, beside the first field that needs it.
        field, sentences = next(iter(form.errors.items()))
        return report_refused(request, report, f"{name}-{field}", str(sentences[0]))
    try:
        made = move(report, form.cleaned_data, {"by": request.user, "now": clock.now()})
    except services.ReportError as error:
        return report_refused(request, report, f"{name}-{error.field}", error.message)
    except services.NotTheSecond:
        return report_refused(request, report, f"{name}-by", NOT_THE_SECOND)
    except services.ReportMoved:
        moved = get_object_or_404(reports_seen_by(request.user), pk=pk)
        # Of the report as it stands by now: the move may no longer be offered, and the page has to show why.
        return report_refused(request, moved, f"{name}-reason", REPORT_HAS_MOVED, status=409)
    except IssuedReport.DoesNotExist as error:
        # A draft that somebody dropped meanwhile.
        raise Http404 from error
    return redirect("issued-report", made.pk) if made else redirect("issued-report-list")


def report_refused(
    request: HttpRequest, report: IssuedReport, field: str, message: str, *, status: int = 422
) -> HttpResponse:
    """The page with what was typed in its form; also beside it, where the report has moved and the form may be gone."""
    error, values = {"field": field, "message": message}, request.POST.dict()
    unsaved = [Unsaved("Lý do", values["reason"])] if status == 409 and values.get("reason") else []
    return render_report(request, report, error=error, values=values, unsaved=unsaved, status=status)
