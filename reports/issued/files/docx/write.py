"""A report as a Word document in the form of Nghị định 30/2020/NĐ-CP, Phụ lục I. Text in, bytes out; no database."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from reports.issued.content.schema import Annex, Block, Document, Letterhead, Paragraph, Table
from reports.issued.files.docx.foot import foot
from reports.issued.files.docx.head import (
    SHARE_OF_NAME,
    day_or_open,
    head,
    number_line,
    title_paragraphs,
    underlined_paragraphs,
)
from reports.issued.files.docx.tables import data_table
from reports.issued.files.docx.template import DocumentTemplate, document_bytes, open_form, section, section_break
from reports.issued.files.docx.xml_parts import Xml, paragraph
from reports.issued.layout.heading_numbers import annex_name, section_title, with_heading_numbers

STYLES = {"body": "Nội dung", "bullet": "Gạch đầu dòng", "heading1": "Khoản", "heading2": "Điểm", "note": "Lưu ý"}


def write_docx(document: Document) -> bytes:
    """The document as DOCX; the same document always gives the same bytes."""
    form = open_form(document.letterhead, document.remarks)
    return document_bytes(form, written_parts(document, form))


def written_parts(document: Document, form: DocumentTemplate) -> Iterator[Xml]:
    """The report, then each annex; the page of a section stands at its end."""
    yield from main_part(document, form)
    page = section(form, first=True)
    for place, annex in enumerate(document.annexes, 1):
        yield section_break(page)
        yield from annex_part(document, place, annex, form)
        page = section(form, first=False, landscape=annex.landscape)
    # Word wants a paragraph behind a table that ends the text.
    yield paragraph("Ngắt phần")
    yield page


def main_part(document: Document, form: DocumentTemplate) -> Iterator[Xml]:
    """All that stands before the annexes, in the order of the decree."""
    room, last = form.room(), len(document.sections)
    yield from head(document.letterhead, form)
    yield from written_blocks(document.opening, form, room, to_foot=not last)
    for place, part in enumerate(document.sections, 1):
        yield paragraph("Mục", section_title(place, part.title))
        yield from written_blocks(part.blocks, form, room, to_foot=place == last)
    yield foot(document.letterhead, form)


def annex_part(document: Document, place: int, annex: Annex, form: DocumentTemplate) -> Iterator[Xml]:
    """One annex: its number, its name, the report it belongs to, its contents."""
    room = form.room(landscape=annex.landscape)
    yield paragraph("Phụ lục", annex_name(place, len(document.annexes)))
    yield from title_paragraphs(annex.title.upper(), "Tên phụ lục", form, room)
    yield from underlined_paragraphs(belongs_to(document.letterhead), "Kèm theo văn bản", form, room, SHARE_OF_NAME)
    yield from written_blocks([without_repeated_title(block, annex.title) for block in annex.blocks], form, room)


def without_repeated_title(block: Block, title: str) -> Block:
    """A table that only repeats the name of its annex does without a title of its own."""
    return replace(block, title="") if isinstance(block, Table) and block.title == title else block


def belongs_to(letterhead: Letterhead) -> str:
    """ "(Kèm theo Báo cáo số 05/BC-SGDĐT ngày 05 tháng 01 năm 2024 của Sở Giáo dục và Đào tạo)"."""
    # Plain spaces alone are taken off: the open place of a number is made of those that do not break.
    number = number_line(letterhead).removeprefix("Số").removeprefix(":").strip(" ")
    day = day_or_open(letterhead.signed_on)
    return f"(Kèm theo {letterhead.kind_name.capitalize()} số {number} {day} của {letterhead.issuing_body})"


def written_blocks(
    given: Sequence[Block], form: DocumentTemplate, room: int, *, to_foot: bool = False
) -> Iterator[Xml]:
    """The blocks of one part. `to_foot`: the last stays on the page of the signature, which never stands alone."""
    for place, block in enumerate(with_heading_numbers(given), 1):
        keep = to_foot and place == len(given)
        if isinstance(block, Paragraph):
            yield paragraph(STYLES[block.style], block.text, keep_next=keep)
        else:
            yield from data_table(block, form, room, keep_next=keep)
