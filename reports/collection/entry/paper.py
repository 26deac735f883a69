"""A sent report on paper: a Word document with room for signatures, and the PDF that LibreOffice prints of it."""

import io
import threading

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table

from reports.collection.entry.rows import FormRow
from reports.collection.entry.sent import Sent
from reports.models import Submission
from reports.pdf_files import PdfError, to_pdf

PRINT_SECONDS = 60
# LibreOffice takes a core and some seconds: one at a time in a process, so that saving goes on beside it. Who comes
# meanwhile is told so at once: waiting would hold a thread that others need.
ONE_AT_A_TIME = threading.Lock()
COLUMN_WIDTHS = (Cm(1), Cm(8.4), Cm(2.2), Cm(2.9), Cm(2.9))
RIGHT, CENTER = WD_ALIGN_PARAGRAPH.RIGHT, WD_ALIGN_PARAGRAPH.CENTER


def form_pdf(docx: bytes) -> bytes:
    """The document as PDF. Raises PdfError when it cannot be printed, or others are printing."""
    if not ONE_AT_A_TIME.acquire(blocking=False):
        raise PdfError("Máy chủ đang in nhiều bản nên chưa có bản PDF. Bản Word vẫn tải được")
    try:
        return to_pdf(docx, timeout=PRINT_SECONDS)
    finally:
        ONE_AT_A_TIME.release()


def form_docx(submission: Submission, sent: Sent) -> bytes:
    """The form as it was sent, as DOCX on A4."""
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin, page.right_margin, page.top_margin, page.bottom_margin = Cm(2.2), Cm(1.4), Cm(1.8), Cm(1.8)
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Times New Roman", Pt(12)
    document.styles["Normal"].paragraph_format.space_after = Pt(4)
    period = submission.period
    add(document, submission.agency.name.upper(), bold=True)
    add(document, f"BIỂU BÁO CÁO {period.name.upper()}", bold=True, align=CENTER, size=14)
    add(document, f"{period.plan.code}. {period.plan.title}", align=CENTER)
    add(document, f"{sent.title}. Số biên nhận {sent.receipt}. Người nộp: {sent.sender}.", align=CENTER, size=11)
    rows = [row for column in sent.columns for row in column]
    if rows:
        cells_table(document, rows, period.year)
    duties_part(document, sent)
    if sent.notes:
        add(document, "Giải thích kèm theo", bold=True)
        for note in sent.notes:
            add(document, note)
    if sent.files:
        add(document, f"Minh chứng: {'; '.join(f'{file.name} ({file.size})' for file in sent.files)}.")
    signatures(document)
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


def add(place, text: str, *, bold: bool = False, align: int | None = None, size: float | None = None) -> None:
    part = place.add_paragraph()
    run = part.add_run(text)
    run.bold = bold
    part.alignment = align
    if size:
        run.font.size = Pt(size)


def cells_table(document, rows: list[FormRow], year: int) -> None:
    table = document.add_table(rows=1, cols=len(COLUMN_WIDTHS), style="Table Grid")
    table.autofit = False
    write_row(table, 0, ("Ô", "Số liệu", "Đơn vị", f"Năm {year - 1}", f"Năm {year}"), bold=True)
    repeat_on_each_page(table)
    for place, row in enumerate(rows, 1):
        table.add_row()
        value = f"{row.text or row.placeholder.lower() or '—'}{f' ({row.mark})' if row.mark else ''}"
        write_row(table, place, (str(row.number), row.name, row.unit, row.last, value))
    document.add_paragraph()


def write_row(table: Table, place: int, texts: tuple[str, ...], *, bold: bool = False) -> None:
    for column, (cell, text) in enumerate(zip(table.rows[place].cells, texts, strict=True)):
        cell.width = COLUMN_WIDTHS[column]
        part = cell.paragraphs[0]
        part.paragraph_format.space_after = Pt(1)
        part.alignment = RIGHT if column > 2 else None
        part.add_run(text).bold = bold


def repeat_on_each_page(table: Table) -> None:
    """The head of the table stands on every page."""
    mark = OxmlElement("w:tblHeader")
    mark.set(qn("w:val"), "true")
    table.rows[0]._tr.get_or_add_trPr().append(mark)


def duties_part(document, sent: Sent) -> None:
    if not sent.duties:
        return
    add(document, "Nhiệm vụ đơn vị chủ trì", bold=True)
    for duty in sent.duties:
        add(document, f"{duty.number}. {duty.title} – {duty.label}. {duty.text}".strip())


def signatures(document) -> None:
    """Who made it and who signs for the body, side by side, never apart from each other."""
    table = document.add_table(rows=2, cols=2)
    day = "…, ngày … tháng … năm …"
    for column, (head, below) in enumerate((("NGƯỜI LẬP BIỂU", "(Ký, ghi rõ họ tên)"), ("THỦ TRƯỞNG ĐƠN VỊ", day))):
        for place, text in enumerate((head, below)):
            part = table.rows[place].cells[column].paragraphs[0]
            part.alignment, part.paragraph_format.keep_with_next = CENTER, True
            part.add_run(text).bold = not place
    table.rows[1].cells[1].add_paragraph("(Ký tên, đóng dấu)").alignment = CENTER
