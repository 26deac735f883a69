"""Build the files of reports in the background: claim one, read its data, write its words, make the files.

What waits is rows of the table, so that a killed process loses nothing: its lease runs out and the next one starts the
report over. A claim is told apart by the moment of the asking and the number of the attempt; whoever finds that it no
longer holds stops without a trace. Files and data are replaced in one transaction each, never half.
"""

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet

from agencies import clock
from reports.issued.content.read import ReadingError, read_dataset
from reports.issued.content.schema import Dataset, Passage
from reports.issued.content.stored import stored_dataset
from reports.issued.files.annex_xlsx import write_xlsx
from reports.issued.files.docx.write import write_docx
from reports.issued.files.open_data import dataset_json, dictionary_csv, figures_csv
from reports.issued.frozen import digest, to_json
from reports.issued.layout.stored_document import document_of
from reports.issued.lease import renewed_lease
from reports.issued.words import generated_passages
from reports.issued.words.fields import UnknownField
from reports.models import BuildState, IssuedReport, ReportFile, ReportFormat, ReportPassage, ReportState
from reports.pdf_files import PdfError, to_pdf
from reports.wording.typed.text import clean_text

logger = logging.getLogger(__name__)
# Renewed every few seconds as long as the builder lives: a report whose builder was killed waits no longer than this
# and the next round of whoever looks for work.
LEASE = timedelta(seconds=25)
# Longer than the lease, which is renewed meanwhile from a thread of its own.
PDF_SECONDS = 90.0
MAX_ATTEMPTS = 3
STEPS = 6
GIVEN_UP = (
    f"Máy chủ dừng giữa chừng {MAX_ATTEMPTS} lần khi dựng văn bản. Bấm Dựng lại; nếu vẫn vậy, báo bộ phận kỹ thuật."
)
UNEXPECTED = (
    "Có lỗi ngoài dự kiến khi dựng văn bản, đã ghi vào nhật ký máy chủ. Bấm Dựng lại, hoặc báo bộ phận kỹ thuật."
)
OTHER_RELEASE = (
    "Số liệu đã kiểm tra do phiên bản trước của vocplan ghi, không dựng lại được. Trả lại dự thảo để đọc lại."
)
NAMES = {ReportFormat.DICTIONARY: "Mô tả số liệu - {name}.csv", ReportFormat.XLSX: "Phụ lục - {name}.xlsx"}


class Lost(Exception):
    """The claim no longer holds: the report was asked for anew, or the lease ran out and another builds it."""


@dataclass(frozen=True)
class Claim:
    """One report that this process builds."""

    report: IssuedReport

    @property
    def held(self) -> QuerySet[IssuedReport]:
        """The report's row as long as the claim holds."""
        return IssuedReport.objects.filter(
            pk=self.report.pk,
            build_state=BuildState.RUNNING,
            build_asked_at=self.report.build_asked_at,
            build_attempts=self.report.build_attempts,
        )

    def put(self, **columns: Any) -> None:
        """Change the row. Raises Lost."""
        if not self.held.update(**columns):
            raise Lost

    def tell(self, step: str, done: int) -> None:
        """Say on the page what is being done, and go on holding the claim."""
        self.put(build_step=step, build_done=done, build_lease_until=clock.now() + LEASE)

    def renew(self) -> None:
        """Go on holding the claim; where it no longer holds, the next step finds out."""
        self.held.update(build_lease_until=clock.now() + LEASE)


def build_waiting() -> int:
    """Build every report that waits or whose builder died, one after the other. Returns how many were built."""
    built = 0
    while claim := claim_next(clock.now()):
        built += build(claim)
    return built


def claim_next(now: datetime) -> Claim | None:
    """Take the report that waits longest; of two that try at once, one gets it. Gives up on one that kills builders."""
    died = Q(build_state=BuildState.RUNNING, build_lease_until__lt=now)
    # Whoever looks for work every minute must not read megabytes of data to find none.
    open_reports = IssuedReport.objects.exclude(state=ReportState.ISSUED).defer("dataset")
    for report in open_reports.filter(Q(build_state=BuildState.WAITING) | died).order_by("build_asked_at", "pk"):
        same = IssuedReport.objects.filter(
            pk=report.pk,
            build_state=report.build_state,
            build_attempts=report.build_attempts,
            build_asked_at=report.build_asked_at,
        )
        if report.build_attempts >= MAX_ATTEMPTS:
            same.update(build_state=BuildState.FAILED, build_error=GIVEN_UP, build_lease_until=None)
            continue
        taken = {"build_lease_until": now + LEASE, "build_attempts": F("build_attempts") + 1}
        if same.update(build_state=BuildState.RUNNING, build_total=STEPS, build_done=0, build_error="", **taken):
            # Read again: the number of the attempt, by which the claim is known, has just been counted up.
            return Claim(with_relations().get(pk=report.pk))
    return None


def with_relations() -> QuerySet[IssuedReport]:
    return IssuedReport.objects.select_related("plan", "locality", "agency", "supersedes")


def build(claim: Claim) -> bool:
    """Build one report; says whether it was done. What fails is said on the row; a lost claim leaves no trace."""
    try:
        with renewed_lease(claim.renew):
            make(claim)
    except Lost:
        return False
    except DatabaseError:
        # Nothing can be written now: the lease runs out and the next round starts over.
        logger.warning("report %s: build postponed", claim.report.pk, exc_info=True)
        return False
    except ReadingError as error:
        return fail(claim, str(error))
    except UnknownField as error:
        return fail(claim, f"Một đoạn đã sửa dùng trường mà số liệu không còn: {', '.join(error.names)}. Sửa đoạn đó.")
    except Exception:
        # One report that cannot be built must not keep the others waiting.
        logger.exception("report %s: build failed", claim.report.pk)
        return fail(claim, UNEXPECTED)
    return True


def fail(claim: Claim, reason: str) -> bool:
    # Where the claim was lost in the meantime, whoever holds it now says what becomes of the report.
    claim.held.update(build_state=BuildState.FAILED, build_error=reason[:500], build_step="", build_lease_until=None)
    return False


def make(claim: Claim) -> None:
    """All steps in order. Raises Lost, ReadingError, UnknownField, DatabaseError."""
    # Each step is named before it begins: one that hangs stands on the page by its name.
    claim.tell("Đọc số liệu", 0)
    dataset = dataset_for(claim)
    claim.tell("Viết lời và bảng", 1)
    # With its official parts as they stand now; who edits them meanwhile asks for another build, and this one is lost.
    report = with_relations().get(pk=claim.report.pk)
    document = document_of(report, dataset, report.passages.all())
    claim.tell("Văn bản Word", 2)
    files = {ReportFormat.DOCX: write_docx(document)}
    claim.tell("Bản in PDF", 3)
    pdf_error = add_pdf(files)
    claim.tell("Phụ lục Excel", 4)
    files[ReportFormat.XLSX] = write_xlsx(dataset, document)
    claim.tell("Số liệu mở", 5)
    files |= open_files(dataset)
    finish(claim, files, pdf_error)


def dataset_for(claim: Claim) -> Dataset:
    """The data: of a draft read now, with its words written anew; of a checked report those that were checked."""
    # What was checked is what is issued, to the last digit (ADR 0012).
    if claim.report.state != ReportState.DRAFT:
        dataset = stored_dataset(claim.report)
        if dataset is None:
            raise ReadingError(OTHER_RELEASE)
        return dataset
    dataset = read_dataset(claim.report)
    passages = generated_passages(dataset)
    with transaction.atomic():
        # The claim before the words: it locks the row, and where it no longer holds no passage is touched.
        claim.put(dataset=to_json(dataset), dataset_sha256=digest(dataset), rule_version=dataset.rule_version)
        put_passages(claim.report, passages)
    return dataset


def put_passages(report: IssuedReport, passages: list[Passage]) -> None:
    """Renew the generated words; edited ones stay, also where the data no longer gives rise to the passage."""
    kept = {row.key: row for row in report.passages.all()}
    report.passages.filter(text=None).exclude(key__in=[one.key for one in passages]).delete()
    rows = []
    for position, one in enumerate(passages, 1):
        row = kept.get(one.key) or ReportPassage(report=report, key=one.key)
        row.position, row.title, row.template = position, one.title[:300], one.template
        rows.append(row)
    fresh = [row for row in rows if row.pk is None]
    ReportPassage.objects.bulk_create(fresh)
    known = [row for row in rows if row.pk is not None and row not in fresh]
    ReportPassage.objects.bulk_update(known, ["position", "title", "template"], batch_size=200)


def add_pdf(files: dict[ReportFormat, bytes]) -> str:
    """The PDF of the DOCX, or in plain words why there is none."""
    try:
        files[ReportFormat.PDF] = to_pdf(files[ReportFormat.DOCX], timeout=PDF_SECONDS)
    except PdfError as error:
        return f"{error}."
    return ""


def open_files(dataset: Dataset) -> dict[ReportFormat, bytes]:
    writers: dict[ReportFormat, Callable[[Dataset], bytes]] = {
        ReportFormat.CSV: figures_csv,
        ReportFormat.JSON: dataset_json,
        ReportFormat.DICTIONARY: dictionary_csv,
    }
    return {form: write(dataset) for form, write in writers.items()}


@transaction.atomic
def finish(claim: Claim, files: dict[ReportFormat, bytes], pdf_error: str) -> None:
    """Put the new files in the place of the old ones, all or none. Raises Lost."""
    now = clock.now()
    claim.put(
        build_state=BuildState.DONE,
        build_step="",
        build_done=STEPS,
        # Built all the same: a machine without LibreOffice has its report, and the reason why there is no PDF.
        build_error=pdf_error[:500],
        build_lease_until=None,
        built_at=now,
    )
    ReportFile.objects.filter(report=claim.report).delete()
    ReportFile.objects.bulk_create(
        ReportFile(
            report=claim.report,
            format=form,
            name=file_name(claim.report, form),
            content=files[form],
            sha256=hashlib.sha256(files[form]).hexdigest(),
            size=len(files[form]),
            made_at=now,
        )
        for form in ReportFormat
        if form in files
    )


def file_name(report: IssuedReport, form: ReportFormat) -> str:
    """ "Báo cáo năm 2023 KH-CL2239.docx"; a replacement says which issue it is."""
    span = str(report.year) if report.first_year == report.year else f"{report.first_year}-{report.year}"
    whose = f" {report.agency.short_name}" if report.agency else ""
    again = f", lần {report.revision}" if report.revision > 1 else ""
    name = clean_text(f"{report.get_kind_display()} {span} {report.plan.code}{whose}{again}")
    # What Windows does not take in the name of a file.
    safe = "".join(" " if letter in '\\/:*?"<>|' else letter for letter in name)[:150]
    return NAMES.get(form, f"{{name}}.{form}").format(name=safe)
