"""From a stored report to its document: the dataset as it is kept, the words as they stand, the official parts."""

from collections.abc import Iterable
from dataclasses import replace

from reports.issued.content.schema import Dataset, Document, Paragraph
from reports.issued.layout.document import lay_out
from reports.issued.letterhead import letterhead_of, number_words
from reports.models import IssuedReport, ReportPassage

DRAFT_REMARK = "DỰ THẢO"
MADE_UP_REMARK = "Số liệu minh họa"


def document_of(report: IssuedReport, dataset: Dataset, passages: Iterable[ReportPassage]) -> Document:
    """The report as it is printed. Without a number it says that it is a draft, a replacement says what it replaces.

    Raises UnknownField where an edited passage names a number that the data no longer has.
    """
    written = [(one.key, one.title, one.words) for one in passages if one.words.strip()]
    document = lay_out(letterhead_of(report), dataset, written)
    remarks = [remark for remark in document.remarks if remark != MADE_UP_REMARK]
    if report.number is None:
        remarks.insert(0, DRAFT_REMARK)
    # What is written in a demo is marked, though every figure in it be a published one.
    if report.illustrative or MADE_UP_REMARK in document.remarks:
        remarks.append(MADE_UP_REMARK)
    return replace(document, remarks=tuple(remarks), opening=(*document.opening, *replacement_note(report)))


def replacement_note(report: IssuedReport) -> Iterable[Paragraph]:
    if report.supersedes is not None:
        yield Paragraph(f"Báo cáo này thay Báo cáo {number_words(report.supersedes)}. Lý do: {report.reason}")
