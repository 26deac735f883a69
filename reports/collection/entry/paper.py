"""A sent report on paper: a Word document with room for signatures, and the PDF that LibreOffice prints of it."""

import io
import threading

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

from reports.collection.entry.after_sending.sent import Sent
from reports.collection.entry.closing import part_of_year
from reports.collection.entry.grid import FormSection
from reports.models import Submission
from reports.pdf_files import PdfError, to_pdf

PRINT_SECONDS = 60
# LibreOffice takes a core and some seconds: one at a time in a process, so that saving goes on beside it. Who comes
# meanwhile is told so at once: waiting would hold a thread that others need.
ONE_AT_A_TIME = threading.Lock()
COLUMN_WIDTHS = (Cm(1), Cm(8), Cm(2.3), Cm(3.05), Cm(3.05))
TABLE_SIZE = Pt(11)
ROOM_TO_SIGN = 4
ILLUSTRATIVE_ONLY = "Số liệu minh họa, không phải số liệu chính thức."
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
    if submission.illustrative:
        add(document, ILLUSTRATIVE_ONLY, size=11)
    add(document, f"BIỂU BÁO CÁO {period.name.upper()}", bold=True, align=CENTER, size=14, before=8)
    add(document, f"{period.plan.code}. {period.plan.title}", align=CENTER)
    add(document, f"{sent.title}. Số biên nhận {sent.receipt}. Người nộp: {sent.sender}.", align=CENTER, size=11)
    if part := part_of_year(submission).says:
        add(document, part, align=CENTER, size=11)
    if any(section.rows for section in sent.sections):
        cells_table(document, sent.sections, period.year)
    duties_part(document, sent)
    heading_with_lines(document, "Giải thích kèm theo", sent.notes)
    heading_with_lines(document, "Vướng mắc đã nêu", sent.obstacles)
    heading_with_lines(document, "Minh chứng", [f"{file.name} ({file.size})" for file in sent.files])
    signatures(document)
    page_foot(
        page, f"{submission.agency.name} · {period.plan.code}, {period.name} · số biên nhận {sent.receipt} · trang "
    )
    result = io.BytesIO()
    document.save(result)
    return result.getvalue()


def add(
    place, text: str, *, bold: bool = False, align: int | None = None, size: float | None = None, before: float = 0
) -> Paragraph:
    part = place.add_paragraph()
    run = part.add_run(text)
    run.bold = bold
    part.alignment = align
    part.paragraph_format.space_before = Pt(before)
    if size:
        run.font.size = Pt(size)
    return part


def heading_with_lines(document, heading: str, lines: list[str]) -> None:
    """A heading with a line each, never parted from the first; nothing without lines."""
    if not lines:
        return
    add(document, heading, bold=True, before=8).paragraph_format.keep_with_next = True
    for line in lines:
        add(document, line)


def cells_table(document, sections: list[FormSection], year: int) -> None:
    """The cells under the headings of their groups; no line is parted by the end of a page."""
    table = document.add_table(rows=1, cols=len(COLUMN_WIDTHS), style="Table Grid")
    table.autofit = False
    # LibreOffice goes by the grid of the table, Word by its cells.
    for column, width in zip(table.columns, COLUMN_WIDTHS, strict=True):
        column.width = width
    write_row(table, ("Ô", "Số liệu", "Đơn vị", f"Năm {year - 1}", f"Năm {year}"), bold=True)
    mark_row(table, "w:tblHeader")
    for section in sections:
        if section.title:
            table.add_row()
            heading = table.rows[-1].cells[0].merge(table.rows[-1].cells[-1]).paragraphs[0]
            run = heading.add_run(section.title)
            run.bold, run.font.size = True, TABLE_SIZE
            heading.paragraph_format.space_after, heading.paragraph_format.keep_with_next = Pt(1), True
            mark_row(table, "w:cantSplit")
        for row in section.rows:
            table.add_row()
            # On the screen the words of an empty cell are its placeholder; on paper they stand in it.
            value = f"{row.text or row.placeholder.lower() or '—'}{f' ({row.mark})' if row.mark else ''}"
            write_row(table, (str(row.number), row.name, row.unit, row.last, value), indent=row.is_part)
            mark_row(table, "w:cantSplit")


def write_row(table: Table, texts: tuple[str, ...], *, bold: bool = False, indent: bool = False) -> None:
    """Fill the last row of the table."""
    for column, (cell, text) in enumerate(zip(table.rows[-1].cells, texts, strict=True)):
        cell.width = COLUMN_WIDTHS[column]
        part = cell.paragraphs[0]
        part.paragraph_format.space_after = Pt(1)
        part.alignment = RIGHT if column > 2 else None
        if indent and column == 1:
            part.paragraph_format.left_indent = Cm(0.5)
        run = part.add_run(text)
        run.bold, run.font.size = bold, TABLE_SIZE


def mark_row(table: Table, name: str) -> None:
    """Say of the last row that it stands on every page (w:tblHeader), or on one whole (w:cantSplit)."""
    mark = OxmlElement(name)
    mark.set(qn("w:val"), "true")
    table.rows[-1]._tr.get_or_add_trPr().append(mark)


def page_foot(page, text: str) -> None:
    """What the page is of, and its number."""
    part = page.footer.paragraphs[0]
    part.alignment = CENTER
    part.add_run(text).font.size = Pt(9)
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    shown = part.add_run("1")
    shown.font.size = Pt(9)
    number.append(shown._r)
    part._p.append(number)


def duties_part(document, sent: Sent) -> None:
    lines = [f"{duty.number}. {duty.title}: {duty.label.lower()}. {duty.text}".strip() for duty in sent.duties]
    heading_with_lines(document, "Nhiệm vụ đơn vị chủ trì", lines)


def signatures(document) -> None:
    """Who made it and who signs for the body, side by side with room to sign, never on a page of their own."""
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    add(document, "").paragraph_format.keep_with_next = True
    table = document.add_table(rows=2, cols=2)
    heads = (("", "…, ngày … tháng … năm …"), ("NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ"))
    for place, texts in enumerate(heads):
        for cell, text in zip(table.rows[place].cells, texts, strict=True):
            part = cell.paragraphs[0]
            part.alignment, part.paragraph_format.keep_with_next = CENTER, True
            run = part.add_run(text)
            run.bold, run.italic = bool(place), not place
    for cell, text in zip(table.rows[1].cells, ("(Ký, ghi rõ họ tên)", "(Ký tên, đóng dấu)"), strict=True):
        for words in (text, *("",) * ROOM_TO_SIGN):
            part = cell.add_paragraph(words)
            part.alignment, part.paragraph_format.keep_with_next = CENTER, True
    mark_row(table, "w:cantSplit")
