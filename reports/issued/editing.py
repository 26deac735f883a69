"""Edit the words of a draft, passage by passage; numbers stay fields that follow the data."""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from agencies.models import User
from reports.calling import wake_up
from reports.issued.content.stored import stored_dataset
from reports.issued.services import ReportError, build_request_columns, change, record_report
from reports.issued.words.fields import fields, unknown
from reports.models import IssuedReport, ReportPassage, ReportState, Verb
from reports.wording.typed.text import clean_text

MAX_WORDS = 10_000


class PassageMoved(Exception):
    """Somebody changed the passage after it was seen; `passage` is as it stands now. Nothing has changed."""

    def __init__(self, passage: ReportPassage) -> None:
        super().__init__(f"passage is at version {passage.version}")
        self.passage = passage


@transaction.atomic
def edit_passage(*, passage: ReportPassage, words: str, seen_version: int, by: User, now: datetime) -> ReportPassage:
    """Put other words into a passage; words that are the generated ones make it follow the data as a whole again.

    Raises ReportError for too long ones and for fields that the report does not have, PassageMoved, ReportMoved.
    """
    words = clean_text(words)
    if not words or len(words) > MAX_WORDS:
        raise ReportError("words", f"Ghi nội dung của đoạn, không quá {MAX_WORDS} ký tự.")
    refuse_unknown_fields(passage.report, words)
    return put_passage(passage, None if words == passage.template else words, seen_version=seen_version, by=by, now=now)


@transaction.atomic
def reset_passage(*, passage: ReportPassage, seen_version: int, by: User, now: datetime) -> ReportPassage:
    """Go back to the generated words. Raises PassageMoved, ReportMoved."""
    return put_passage(passage, None, seen_version=seen_version, by=by, now=now)


def put_passage(
    passage: ReportPassage, text: str | None, *, seen_version: int, by: User, now: datetime
) -> ReportPassage:
    # The report before its passage, as a build locks them, so that neither waits for the other. Its own version does
    # not count here: another passage may have been edited since.
    edited = change(passage.report, at=ReportState.DRAFT, seen_version=None, edited_by=by, **build_request_columns(now))
    rows = ReportPassage.objects.filter(pk=passage.pk, version=seen_version)
    changed = rows.update(text=text, version=F("version") + 1, edited_by=by, edited_at=now)
    now_there = ReportPassage.objects.select_related("report__plan", "edited_by").get(pk=passage.pk)
    if not changed:
        # Within the transaction, which takes the change of the report back as well.
        raise PassageMoved(now_there)
    before, after = {passage.key: passage.words}, {passage.key: now_there.words}
    record_report(edited, Verb.REPORT_EDITED, "Sửa lời", by=by, now=now, before=before, after=after)
    wake_up("build_reports")
    return now_there


def refuse_unknown_fields(report: IssuedReport, words: str) -> None:
    dataset = stored_dataset(report)
    if dataset is None:
        raise ReportError("words", "Số liệu của báo cáo chưa đọc xong. Chờ dựng xong rồi sửa lời.")
    strange = unknown(words, fields(dataset))
    if strange:
        named = ", ".join(f"[[{name}]]" for name in strange)
        raise ReportError("words", f"Báo cáo không có trường {named}. Chọn trường trong danh sách, hoặc gõ lời khác.")
