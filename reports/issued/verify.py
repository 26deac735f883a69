"""Is this file the one that was issued? By its SHA-256, which its bytes alone decide."""

import hashlib
import re
from dataclasses import dataclass
from enum import StrEnum
from typing import IO

from agencies.models import User
from reports.issued.letterhead import number_words
from reports.models import IssuedReport, ReportFile, ReportFormat, ReportState

SHA256 = re.compile(r"[0-9a-f]{64}")
DIGEST_CHUNK = 256 * 1024


class Finding(StrEnum):
    ISSUED = "issued"
    REPLACED = "replaced"
    DRAFT = "draft"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class DigestVerdict:
    """What is known of a digest. `report` is the one the file belongs to, `current` the one that counts today.

    Whoever holds the file may know which document it is; only who may see the report gets its address.
    """

    finding: Finding
    sha256: str
    sentence: str
    report: IssuedReport | None = None
    current: IssuedReport | None = None
    format: str = ""


def digest_of(content: IO[bytes]) -> str:
    """SHA-256 of a file, read piece by piece."""
    digest = hashlib.sha256()
    while chunk := content.read(DIGEST_CHUNK):
        digest.update(chunk)
    return digest.hexdigest()


def clean_digest(typed: str) -> str | None:
    """A typed SHA-256 without spaces and capitals; None for what is none."""
    compact = "".join(typed.split()).lower().removeprefix("sha256:")
    return compact if SHA256.fullmatch(compact) else None


def verify(sha256: str, user: User) -> DigestVerdict:
    """Look a digest up among the files, and the datasets, of reports. A draft is told to those who may see it."""
    found = report_with(sha256, user)
    if found is None:
        return DigestVerdict(
            Finding.UNKNOWN, sha256, "Không phải tệp do vocplan ban hành, hoặc tệp đã bị sửa dù chỉ một ký tự."
        )
    report, form = found
    if report.state != ReportState.ISSUED:
        return DigestVerdict(Finding.DRAFT, sha256, "Đây là tệp của bản chưa ban hành.", report, None, form)
    current = latest_of(report)
    name = f"{report.get_kind_display()} {number_words(report)} của {report.issuing_body}"
    if current.pk == report.pk:
        return DigestVerdict(Finding.ISSUED, sha256, f"Đúng là bản đã ban hành: {name}.", report, current, form)
    replaced = f"Đã ban hành nhưng không còn hiệu lực: {name}, được thay bằng Báo cáo {number_words(current)}."
    return DigestVerdict(Finding.REPLACED, sha256, replaced, report, current, form)


def report_with(sha256: str, user: User) -> tuple[IssuedReport, str] | None:
    """The report of a file or dataset, an issued one before a draft; drafts only where the user sees them.

    Several may have the same file, the description of the data for one: what counts today comes before what was
    replaced.
    """
    seen = IssuedReport.objects.visible_to(user).values("pk")
    # Neither contents nor datasets are read: the hash alone decides.
    rows = ReportFile.objects.filter(sha256=sha256).select_related("report__locality", "report__plan")
    # The newest first; the sort below keeps this order among equals.
    files = rows.defer("content", "report__dataset").order_by("-report_id")
    following = IssuedReport.objects.filter(state=ReportState.ISSUED, supersedes__files__sha256=sha256)
    replaced = set(following.values_list("supersedes_id", flat=True))
    for file in sorted(files, key=lambda file: (file.report.state != ReportState.ISSUED, file.report_id in replaced)):
        if file.report.state == ReportState.ISSUED or seen.filter(pk=file.report_id).exists():
            return file.report, ReportFormat(file.format).label
    issued = IssuedReport.objects.filter(dataset_sha256=sha256, state=ReportState.ISSUED)
    dataset = issued.select_related("locality", "plan").defer("dataset").first()
    return (dataset, "Số liệu của báo cáo") if dataset else None


def latest_of(report: IssuedReport) -> IssuedReport:
    """The issued report that stands in the place of this one today: itself unless a replacement has been issued."""
    current, issued = report, IssuedReport.objects.filter(state=ReportState.ISSUED).defer("dataset")
    while following := issued.filter(supersedes=current).first():
        current = following
    return current
