"""The consolidated report of some forty pages as DOCX, held against docxtpl filling a template with the same text."""

import io
import time
from dataclasses import replace

from docx import Document as open_docx
from docxtpl import DocxTemplate

from benchmarks.timing import Measured, in_turns
from reports.issued.content.schema import Annex, Document, Paragraph, ReportSection
from reports.issued.files.docx.write import write_docx
from tests.reports.issued import documents

# Some forty pages of A4: twenty parts of prose with a table each, and an annex of ten pages.
PARTS, SENTENCES, LINES, ANNEX_LINES = 20, 14, 12, 260


def w1() -> Measured:
    """Processor seconds of both; the yardstick sets no form, no foot, no page of its own."""
    document, template = long_document(), bare_template()
    context = texts(document)
    return in_turns(lambda: write_docx(document), lambda: rendered(template, context), clock=time.process_time)


def long_document() -> Document:
    prose = tuple(Paragraph(documents.SENTENCE) for _ in range(SENTENCES))
    sections = tuple(ReportSection(f"Phần {number}", (*prose, documents.table(LINES))) for number in range(PARTS))
    annexes = (Annex("Số liệu của các đơn vị", (documents.table(ANNEX_LINES),)),)
    return replace(documents.document(), sections=sections, annexes=annexes)


def texts(document: Document) -> dict[str, object]:
    """The words and numbers of the document, part by part."""
    return {"parts": [text_of(part) for part in (*document.sections, *document.annexes)]}


def text_of(part: ReportSection | Annex) -> dict[str, object]:
    [table] = [block for block in part.blocks if not isinstance(block, Paragraph)]
    return {
        "title": part.title,
        "prose": [block.text for block in part.blocks if isinstance(block, Paragraph)],
        "rows": [[cell.text for cell in row] for row in table.rows],
    }


def bare_template() -> bytes:
    """Three loops: parts, their sentences, the rows of their table."""
    made = open_docx()
    for line in (
        *("{%p for part in parts %}", "{{ part.title }}", "{%p for text in part.prose %}", "{{ text }}"),
        "{%p endfor %}",
    ):
        made.add_paragraph(line)
    table = made.add_table(rows=3, cols=3)
    table.rows[0].cells[0].text = "{%tr for row in part.rows %}"
    for place, cell in enumerate(table.rows[1].cells):
        cell.text = f"{{{{ row[{place}] }}}}"
    table.rows[2].cells[0].text = "{%tr endfor %}"
    made.add_paragraph("{%p endfor %}")
    return saved(made)


def rendered(template: bytes, context: dict[str, object]) -> bytes:
    document = DocxTemplate(io.BytesIO(template))
    document.render(context)
    return saved(document)


def saved(document: object) -> bytes:
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()
