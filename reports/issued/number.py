"""The number of a report: given once its words are checked, refused where it is taken or its day does not fit."""

from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils import timezone

from agencies.models import User
from reports.calling import wake_up
from reports.issued.services import MAX_NUMBER, ReportError, build_request_columns, change, record_report
from reports.models import IssuedReport, ReportState, Verb
from reports.wording.formats import date_vi


@transaction.atomic
def give_number(
    *, report: IssuedReport, number: int, issued_on: date, seen_version: int, by: User, now: datetime
) -> IssuedReport:
    """Put number and date on a checked report: its files are built with both, from the data that was checked.

    Raises ReportError, also when the number of this symbol and year is taken, and ReportMoved.
    """
    refuse_odd_number(report, number, issued_on, timezone.localdate(now))
    # Numbers start again each January: the year belongs to what must be unique.
    numbered = {"number": number, "number_year": issued_on.year, "issued_on": issued_on}
    try:
        with transaction.atomic():
            final = change(
                report, at=ReportState.CHECKED, seen_version=seen_version, **numbered, **build_request_columns(now)
            )
    except IntegrityError as error:
        taken = f"Số {number:02}/{report.symbol} của năm {issued_on.year} đã dùng cho báo cáo khác. Chọn số khác."
        raise ReportError("number", taken) from error
    record_report(final, Verb.REPORT_EDITED, "Cho số", by=by, now=now, after=numbered)
    wake_up("build_reports")
    return final


def refuse_odd_number(report: IssuedReport, number: int, issued_on: date, today: date) -> None:
    if not 1 <= number <= MAX_NUMBER:
        raise ReportError("number", f"Ghi số văn bản từ 1 đến {MAX_NUMBER}.")
    if not report.as_of <= issued_on <= today:
        span = f"từ ngày chốt số liệu {date_vi(report.as_of)} đến hôm nay {date_vi(today)}"
        raise ReportError("issued_on", f"Ghi ngày ban hành trong khoảng {span}.")
