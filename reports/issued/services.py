"""What becomes of a report: drafted, edited, checked by a second person, numbered, issued, replaced by a new one.

Every change is a conditional update on state and version that looks at the row count: of two that try at once, one
wins. Whatever changes what the files say asks for them to be built again; building.py does that in the background.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from agencies.models import Agency, Instance, User
from reports.audit.services import record
from reports.calling import wake_up
from reports.issued.letterhead import EDITABLE, number_words, starting_letterhead
from reports.models import (
    AuditEvent,
    BuildState,
    IssuedReport,
    ReportFormat,
    ReportKind,
    ReportPassage,
    ReportState,
    Verb,
    View,
)
from reports.models.issued import REPORT_MOVES
from reports.wording.formats import date_vi
from reports.wording.typed.refusals import InputError
from reports.wording.typed.text import clean_text
from targets.models import Plan

MAX_REASON, MAX_NUMBER = 2000, 99_999
SEVERAL_YEARS = frozenset({ReportKind.INTERIM, ReportKind.FINAL})
COPIED = ("kind", "locality", "plan", "agency", "first_year", "year", "view", *EDITABLE)


class ReportError(InputError):
    """What was typed cannot be taken; `field` names the place, `message` says in Vietnamese how to mend it."""


class ReportMoved(Exception):
    """The report is not where the writer saw it; `report` is as it stands now. Nothing has changed."""

    def __init__(self, report: IssuedReport) -> None:
        super().__init__(f"report is {report.state} at version {report.version}")
        self.report = report


class NotTheSecond(Exception):
    """Who wrote a report does not check it: author, last editor, who ever set an official part, whose words stand."""


@dataclass(frozen=True)
class ReportRequest:
    """What a new report is to be about; `agency` for the report of one agency alone."""

    kind: ReportKind
    plan: Plan
    first_year: int
    year: int
    agency: Agency | None
    as_of: date
    view: View


@transaction.atomic
def draft_report(*, wanted: ReportRequest, by: User, now: datetime) -> IssuedReport:
    """Start a draft; the worker reads the data and writes it. Raises ReportError."""
    refuse_what_cannot_be_told(wanted, timezone.localdate(now))
    plan, agency = wanted.plan, wanted.agency
    several = {"first_year": wanted.first_year, "year": wanted.year}
    # As of today and not of the report's day: who signs it is in office now.
    head = starting_letterhead(kind=wanted.kind, plan=plan, agency=agency, on=timezone.localdate(now), **several)
    report = IssuedReport.objects.create(
        kind=wanted.kind,
        locality=plan.locality,
        plan=plan,
        agency=agency,
        as_of=wanted.as_of,
        view=wanted.view,
        created_by=by,
        created_at=now,
        build_asked_at=now,
        illustrative=Instance.current().is_demo,
        **several,
        **head,
    )
    record_report(report, Verb.REPORT_DRAFTED, "Lập dự thảo", by=by, now=now)
    wake_up("build_reports")
    return report


def refuse_what_cannot_be_told(wanted: ReportRequest, today: date) -> None:
    """Years of the plan that have begun, a day that has come, an agency where the kind is about one."""
    plan = wanted.plan
    if not plan.first_year <= wanted.year <= min(plan.last_year, today.year):
        raise ReportError("year", f"Chọn năm từ {plan.first_year} đến {min(plan.last_year, today.year)}.")
    if wanted.kind in SEVERAL_YEARS and not plan.first_year <= wanted.first_year < wanted.year:
        raise ReportError("first_year", f"Chọn năm đầu từ {plan.first_year} đến trước năm {wanted.year}.")
    if wanted.kind not in SEVERAL_YEARS and wanted.first_year != wanted.year:
        raise ReportError("first_year", "Loại báo cáo này chỉ nói về một năm.")
    if wanted.as_of > today:
        raise ReportError("as_of", "Ngày này chưa tới. Ghi ngày chốt số liệu từ hôm nay trở về trước.")
    if wanted.as_of.year < wanted.year:
        raise ReportError("as_of", f"Ngày chốt số liệu phải từ năm {wanted.year} trở đi.")
    if (wanted.kind == ReportKind.AGENCY) != (wanted.agency is not None):
        raise ReportError("agency", "Chọn đơn vị cho báo cáo của đơn vị; các loại khác không chọn đơn vị.")
    if wanted.agency is not None and wanted.agency.locality_id != plan.locality_id:
        raise ReportError("agency", "Đơn vị này không thuộc địa phương của kế hoạch.")


def build_request_columns(now: datetime) -> dict[str, Any]:
    """The columns that put a report into the queue, whatever the worker is doing with it."""
    return {
        "build_state": BuildState.WAITING,
        "build_asked_at": now,
        "build_lease_until": None,
        "build_attempts": 0,
        "build_step": "",
        "build_done": 0,
        "build_error": "",
    }


def change(report: IssuedReport, *, at: str, seen_version: int | None, **columns: Any) -> IssuedReport:
    """The one door: change a report that is at a state and, where it was seen, at that version. Raises ReportMoved."""
    rows = IssuedReport.objects.filter(pk=report.pk, state=at)
    if seen_version is not None:
        rows = rows.filter(version=seen_version)
    # One statement asks and changes: between a read and a write somebody else may move the report.
    changed = rows.update(version=F("version") + 1, **columns)
    now_there = IssuedReport.objects.select_related("plan", "locality", "agency").get(pk=report.pk)
    if not changed:
        raise ReportMoved(now_there)
    return now_there


@transaction.atomic
def ask_build(*, report: IssuedReport, by: User, now: datetime) -> IssuedReport:
    """Read the data of a draft anew and build its files; one that is checked keeps its data. Raises ReportMoved."""
    if report.state == ReportState.ISSUED:
        raise ReportMoved(report)
    again = change(report, at=report.state, seen_version=None, **build_request_columns(now))
    wake_up("build_reports")
    return again


@transaction.atomic
def edit_letterhead(
    *, report: IssuedReport, values: dict[str, str], seen_version: int, by: User, now: datetime
) -> IssuedReport:
    """Set the official parts of a draft. Raises ReportError, ReportMoved."""
    values = {name: clean_text(values.get(name, "")) for name in EDITABLE}
    if not values["subject"] or not values["issuing_body"]:
        raise ReportError("subject", "Ghi trích yếu và cơ quan ban hành.")
    before = {name: getattr(report, name) for name in EDITABLE if getattr(report, name) != values[name]}
    # Nothing to build anew, and nothing to put on record.
    if not before:
        return report
    edited = change(
        report, at=ReportState.DRAFT, seen_version=seen_version, edited_by=by, **values, **build_request_columns(now)
    )
    after = {name: values[name] for name in before}
    record_report(edited, Verb.REPORT_EDITED, "Sửa thể thức", by=by, now=now, before=before, after=after)
    wake_up("build_reports")
    return edited


@transaction.atomic
def check(*, report: IssuedReport, seen_version: int, seen_dataset: str, by: User, now: datetime) -> IssuedReport:
    """A second person stands for what she saw: words of `seen_version`, data with the digest `seen_dataset`.

    Raises NotTheSecond, ReportError while files or official parts are missing, ReportMoved when either has changed.
    """
    if wrote_in(report, by):
        raise NotTheSecond
    if report.state == ReportState.DRAFT and report.build_state != BuildState.DONE:
        raise ReportError("build", "Văn bản chưa dựng xong. Chờ dựng xong rồi xem lại trước khi xác nhận.")
    if report.state == ReportState.DRAFT and lacks_parts(report):
        raise ReportError("by", "Thể thức còn thiếu ký hiệu hoặc địa danh. Sửa thể thức rồi nhờ kiểm tra.")
    from_state, to_state = REPORT_MOVES["check"]
    # The row is locked, so that no build can put other data under the check.
    locked = IssuedReport.objects.select_for_update().get(pk=report.pk)
    # The digest of the data is part of the check (ADR 0012).
    if (locked.dataset_sha256, locked.build_state) != (seen_dataset, BuildState.DONE):
        raise ReportMoved(locked)
    checked = change(report, at=from_state, seen_version=seen_version, state=to_state, checked_by=by, checked_at=now)
    record_report(checked, Verb.REPORT_CHECKED, "Kiểm tra", by=by, now=now, after={"dataset": seen_dataset})
    return checked


def wrote_in(report: IssuedReport, user: User) -> bool:
    """Whether the user made the report, edited it last, ever set an official part, or has words standing in it."""
    if user.pk in (report.created_by_id, report.edited_by_id):
        return True
    if report.passages.filter(text__isnull=False, edited_by=user).exists():
        return True
    # From the trail: the row names the last editor alone, and an earlier one's parts may still stand.
    edits = AuditEvent.objects.filter(subject=f"report:{report.pk}", verb=Verb.REPORT_EDITED, actor=user)
    return any(not set(EDITABLE).isdisjoint(after or ()) for after in edits.values_list("after", flat=True))


@transaction.atomic
def send_back(*, report: IssuedReport, reason: str, seen_version: int, by: User, now: datetime) -> IssuedReport:
    """Make a checked report a draft again; a number that was given is free again. Raises ReportError, ReportMoved."""
    reason = clean_text(reason)
    if not reason or len(reason) > MAX_REASON:
        raise ReportError("reason", f"Ghi lý do để người soạn biết sửa chỗ nào, không quá {MAX_REASON} ký tự.")
    from_state, to_state = REPORT_MOVES["send_back"]
    unchecked = {"checked_by": None, "checked_at": None, "number": None, "number_year": None, "issued_on": None}
    draft = change(
        report, at=from_state, seen_version=seen_version, state=to_state, **unchecked, **build_request_columns(now)
    )
    record_report(draft, Verb.REPORT_SENT_BACK, "Trả lại", by=by, now=now, reason=reason)
    wake_up("build_reports")
    return draft


def lacks_parts(report: IssuedReport) -> bool:
    """Whether a part is missing that no document goes out without; a symbol that begins "BC-" may wait for its end."""
    return not report.place or not report.symbol or report.symbol.endswith("-")


@transaction.atomic
def issue(*, report: IssuedReport, seen_version: int, without_pdf: bool, by: User, now: datetime) -> IssuedReport:
    """Issue a checked and numbered report whose files are built: from now on nothing of it changes.

    Raises ReportError while number or files are missing, or the PDF unless it is done `without_pdf`; ReportMoved.
    """
    from_state, to_state = REPORT_MOVES["issue"]
    locked = IssuedReport.objects.select_for_update().get(pk=report.pk)
    # A report that has moved on is told so by `change` below, and not that it is unfinished.
    if locked.state == from_state:
        refuse_unfinished(locked, without_pdf=without_pdf)
    # Only closes what was built and seen; nothing is made anew here (ADR 0012).
    issued = change(report, at=from_state, seen_version=seen_version, state=to_state, issued_by=by, issued_at=now)
    files = dict(issued.files.values_list("format", "sha256"))
    facts = {"files": files, "dataset": issued.dataset_sha256, "rules": issued.rule_version}
    record_report(issued, Verb.REPORT_ISSUED, f"Ban hành {number_words(issued)}", by=by, now=now, after=facts)
    return issued


def refuse_unfinished(report: IssuedReport, *, without_pdf: bool) -> None:
    if report.number is None:
        raise ReportError("number", "Ghi số và ngày ban hành trước.")
    if report.build_state != BuildState.DONE:
        raise ReportError("build", "Văn bản chưa dựng xong với số và ngày. Chờ dựng xong, xem lại rồi ban hành.")
    if not without_pdf and not report.files.filter(format=ReportFormat.PDF).exists():
        raise ReportError("without_pdf", "Chưa có bản PDF. Dựng lại, hoặc chọn ban hành không có PDF.")


@transaction.atomic
def supersede(*, report: IssuedReport, reason: str, as_of: date, by: User, now: datetime) -> IssuedReport:
    """Start the report that replaces an issued one: the same selection, letterhead and edited words, today's data.

    Raises ReportError without a reason or when a replacement has been started, ReportMoved for one not issued.
    """
    reason = clean_text(reason)
    if report.state != ReportState.ISSUED:
        raise ReportMoved(report)
    if not reason or len(reason) > MAX_REASON:
        raise ReportError("reason", f"Ghi lý do thay thế, không quá {MAX_REASON} ký tự. Lý do được in trong bản mới.")
    # A replacement never tells of an earlier day than what it replaces: less was known then.
    if not report.as_of <= as_of <= timezone.localdate(now):
        raise ReportError("as_of", f"Ghi ngày chốt số liệu từ {date_vi(report.as_of)} đến hôm nay.")
    copied = {name: getattr(report, name) for name in COPIED}
    new = {"as_of": as_of, "reason": reason, "supersedes": report, "revision": report.revision + 1}
    made = {"created_by": by, "created_at": now, "build_asked_at": now, "illustrative": report.illustrative}
    try:
        with transaction.atomic():
            draft = IssuedReport.objects.create(**copied, **new, **made)
    except IntegrityError as error:
        raise ReportError("reason", "Đã có bản thay thế đang soạn. Mở bản đó để làm tiếp.") from error
    edited = report.passages.exclude(text=None)
    ReportPassage.objects.bulk_create(
        ReportPassage(report=draft, key=one.key, position=one.position, title=one.title, text=one.text)
        for one in edited
    )
    record_report(draft, Verb.REPORT_DRAFTED, f"Soạn bản thay {number_words(report)}", by=by, now=now, reason=reason)
    wake_up("build_reports")
    return draft


@transaction.atomic
def drop_draft(*, report: IssuedReport, seen_version: int, by: User, now: datetime) -> None:
    """Remove a draft for good; what it was stays on record. Raises ReportMoved."""
    rows = IssuedReport.objects.filter(pk=report.pk, state=ReportState.DRAFT, version=seen_version)
    # Locked before the audit trail is, as everywhere, and so that nobody checks what is being removed.
    locked = rows.select_for_update().defer("dataset").first()
    if locked is None:
        raise ReportMoved(IssuedReport.objects.select_related("plan", "locality", "agency").get(pk=report.pk))
    record_report(report, Verb.REPORT_DROPPED, "Bỏ dự thảo", by=by, now=now)
    locked.delete()


def record_report(
    report: IssuedReport,
    verb: Verb,
    what: str,
    *,
    by: User,
    now: datetime,
    reason: str = "",
    before: dict[str, Any] | None = None,
    after: dict[str, Any] | None = None,
) -> None:
    about = f"{report.get_kind_display()} {report.plan.code} năm {report.year}"
    said = {"reason": reason} if reason else {}
    record(
        verb=verb,
        subject=f"report:{report.pk}",
        summary=f"{what}: {about}" + (f": “{reason}”" if reason else ""),
        by=by,
        now=now,
        locality=report.locality_id,
        before=before,
        after={**said, **(after or {})} or None,
    )
