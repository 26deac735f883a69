"""What the pages of reports show: the list with its filters, and one report with its work, files and past."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.text import capfirst

from agencies.access import Right
from agencies.models import Agency, User
from reports.filter_links import FilterBar, Pager, chosen, links, one_page
from reports.issued.letterhead import number_words
from reports.models import BuildState, IssuedReport, ReportFile, ReportFormat, ReportKind, ReportState
from reports.wording.formats import NOT_KNOWN, date_vi, datetime_vi, number, size_words
from targets.models import Plan

REPORTS_PER_PAGE = 50
# The pill of a workflow state that looks like what it means here.
PILLS = {ReportState.DRAFT: "draft", ReportState.CHECKED: "submitted", ReportState.ISSUED: "accepted"}
REPORT_STATE_OPTIONS = [("", "Tất cả"), *((state.value, state.label) for state in ReportState)]
KIND_OPTIONS = [("", "Tất cả"), *((kind.value, kind.label.removeprefix("Báo cáo ")) for kind in ReportKind)]
BUILD_PENDING = (BuildState.WAITING, BuildState.RUNNING)


@dataclass(frozen=True)
class ReportRow:
    """One report in the list."""

    pk: int
    title: str
    about: str
    number: str
    state: str
    pill: str
    note: str
    illustrative: bool


@dataclass(frozen=True)
class ReportList:
    lede: str
    filters: list[FilterBar]
    rows: list[ReportRow]
    pager: Pager
    any_at_all: bool


@dataclass(frozen=True)
class Build:
    """Where the work of the background stands, for the progress line; `written`: there are words to read by now."""

    pk: int
    state: str
    label: str
    step: str
    done: int
    total: int
    error: str
    pending: bool
    failed: bool
    written: bool
    built: str


@dataclass(frozen=True)
class FileLine:
    format: str
    label: str
    name: str
    size: str
    sha256: str


def reports_seen_by(user: User) -> QuerySet[IssuedReport]:
    """What a user may see, without the stored dataset and letters, which lists do not need."""
    rows = IssuedReport.objects.visible_to(user).select_related("plan", "locality", "agency", "supersedes")
    return rows.select_related("created_by", "edited_by", "checked_by", "issued_by", "superseded_by")


def plans_to_report(user: User) -> QuerySet[Plan]:
    """The plans about which the user may write reports."""
    places = user.access.localities_with(Right.WRITE_REPORTS)
    return Plan.objects.filter(locality__in=places).select_related("locality").order_by("locality__code", "-issued_on")


def agencies_to_report(user: User) -> QuerySet[Agency]:
    """The agencies whose own reports the user may write: those that were asked to report."""
    places = user.access.localities_with(Right.WRITE_REPORTS)
    return Agency.objects.filter(locality__in=places, submissions__isnull=False).distinct()


def reports_page(user: User, query: Mapping[str, str], *, path: str) -> ReportList:
    """The page of the list; filters come from the address, a bad value gives all. Few queries however many rows."""
    visible = reports_seen_by(user).defer("dataset", "superseded_by__dataset", "supersedes__dataset")
    # One query for the choices of two filters and for the first sentence.
    known = list(visible.values_list("plan__code", "year", "state"))
    plans = [("", "Tất cả"), *((code, code) for code in sorted({code for code, _, _ in known}))]
    years = [("", "Tất cả"), *((str(year), str(year)) for year in sorted({year for _, year, _ in known}, reverse=True))]
    options = {"state": REPORT_STATE_OPTIONS, "kind": KIND_OPTIONS, "plan": plans, "year": years}
    state = {name: chosen(name, choices, query) for name, choices in options.items()}
    columns = {"state": "state", "kind": "kind", "plan": "plan__code", "year": "year"}
    wanted = visible.filter(**{columns[name]: value for name, value in state.items() if value})
    rows, pager = one_page(wanted.order_by("-year", "-pk"), REPORTS_PER_PAGE, query, path=path, state=state)
    labels = {"state": "Trạng thái", "kind": "Loại", "plan": "Kế hoạch", "year": "Năm"}
    only_issued = not user.access.has(Right.WRITE_REPORTS)
    # Who sees issued reports alone has no states to choose from.
    # With a single choice beside "all" there is nothing to choose.
    shown = [name for name in options if len(options[name]) > 2 and not (only_issued and name == "state")]
    return ReportList(
        lede=reports_first_sentence([one for _, _, one in known]),
        filters=[links(labels[name], name, options[name], path=path, state=state) for name in shown],
        rows=[report_row(row) for row in rows],
        pager=pager,
        any_at_all=bool(known),
    )


def reports_first_sentence(states: list[str]) -> str:
    """The page's first sentence: how many are issued, and how many wait for whom."""
    issued, checked, drafts = (
        states.count(state) for state in (ReportState.ISSUED, ReportState.CHECKED, ReportState.DRAFT)
    )
    parts = [f"{number(issued)} báo cáo đã ban hành"]
    if checked:
        parts.append(f"{number(checked)} đã kiểm tra, chờ cho số và ban hành")
    if drafts:
        parts.append(f"{number(drafts)} dự thảo")
    return f"{'; '.join(parts)}."


def report_title(report: IssuedReport) -> str:
    """ "Báo cáo năm 2023, KH-CL2239" """
    span = str(report.year) if report.first_year == report.year else f"{report.first_year}–{report.year}"
    whose = f", {report.agency.name}" if report.agency else ""
    return f"{report.get_kind_display()} {span}, {report.plan.code}{whose}"


def report_row(report: IssuedReport) -> ReportRow:
    return ReportRow(
        pk=report.pk,
        title=report_title(report),
        about=f"Số liệu {report.get_view_display().lower()}, đến hết ngày {date_vi(report.as_of)}",
        number=capfirst(number_words(report)) or NOT_KNOWN,
        state=report.get_state_display(),
        pill=PILLS[ReportState(report.state)],
        note=standing_note(report),
        illustrative=report.illustrative,
    )


def standing_note(report: IssuedReport) -> str:
    """What else one should know in the list: replaced, replacing, or what the worker is doing."""
    following = getattr(report, "superseded_by", None)
    if following is not None and following.state == ReportState.ISSUED:
        return f"đã được thay bằng báo cáo {number_words(following)}"
    if report.supersedes is not None:
        return f"thay báo cáo {number_words(report.supersedes)}"
    return "" if report.build_state == BuildState.DONE else report.get_build_state_display().lower()


def build_of(report: IssuedReport) -> Build:
    return Build(
        pk=report.pk,
        state=report.build_state,
        label=report.get_build_state_display(),
        step=report.build_step,
        done=report.build_done,
        total=report.build_total or 1,
        error=report.build_error,
        pending=report.build_state in BUILD_PENDING,
        failed=report.build_state == BuildState.FAILED,
        # The words are kept as soon as the data are read, before there is a file.
        written=report.dataset_sha256 != "",
        built=datetime_vi(report.built_at) if report.built_at else "",
    )


def files_of(report: IssuedReport) -> list[FileLine]:
    """The files as they were built, without their content."""
    order = list(ReportFormat)
    rows = sorted(ReportFile.objects.filter(report=report).defer("content"), key=lambda row: order.index(row.format))
    return [
        FileLine(row.format, ReportFormat(row.format).label, row.name, size_words(row.size), row.sha256) for row in rows
    ]


def context_line(report: IssuedReport) -> str:
    """One line under the title: which data, made by whom, checked and issued by whom."""
    parts = [
        f"Số liệu {report.get_view_display().lower()}, đến hết ngày {date_vi(report.as_of)}",
        f"lập {datetime_vi(report.created_at)}, {report.created_by.full_name}",
    ]
    if report.checked_by and report.checked_at:
        parts.append(f"kiểm tra {datetime_vi(report.checked_at)}, {report.checked_by.full_name}")
    if report.issued_by and report.issued_at:
        parts.append(f"ban hành {datetime_vi(report.issued_at)}, {report.issued_by.full_name}")
    return " · ".join(parts)
