"""A report as a Word document in the form of Nghị định 30/2020/NĐ-CP, Phụ lục I. Text in, bytes out; no database."""

from collections.abc import Iterable, Iterator

from reports.outputs.issued.docx_foot import foot
from reports.outputs.issued.docx_form import Form, open_form, section, section_break, written
from reports.outputs.issued.docx_head import SHARE_OF_NAME, day_or_open, head, number_line, titled, underlined
from reports.outputs.issued.docx_tables import data_table
from reports.outputs.issued.docx_xml import Element, W, element, paragraph
from reports.outputs.issued.numbering import annex_name, numbered, section_title
from reports.outputs.issued.shape import Annex, Block, Document, Letterhead, Paragraph

STYLES = {"body": "Nội dung", "bullet": "Gạch đầu dòng", "heading1": "Khoản", "heading2": "Điểm", "note": "Lưu ý"}


def write_docx(document: Document) -> bytes:
    """The document as DOCX; the same document always gives the same bytes."""
    form = open_form(document.letterhead, document.remarks)
    body = form.docx.element.body
    body.extend(main_part(document, form))
    page = section(form, first=True)
    for place, annex in enumerate(document.annexes, 1):
        body.append(section_break(page))
        body.extend(annex_part(document, place, annex, form))
        page = section(form, first=False, landscape=annex.landscape)
    body.append(paragraph("Ngắt phần"))
    body.append(page)
    return written(form)


def main_part(document: Document, form: Form) -> Iterator[Element]:
    """All that stands before the annexes, in the order of the decree."""
    yield from head(document.letterhead, form)
    contents = [*blocks(document.opening, form, form.room())]
    for place, part in enumerate(document.sections, 1):
        contents.append(paragraph("Mục", section_title(place, part.title)))
        contents += blocks(part.blocks, form, form.room())
    if contents and contents[-1].tag == f"{W}p":
        keep_with_next(contents[-1])
    yield from contents
    yield foot(document.letterhead, form)


def annex_part(document: Document, place: int, annex: Annex, form: Form) -> Iterator[Element]:
    """One annex: its number, its name, the report it belongs to, its contents."""
    room = form.room(landscape=annex.landscape)
    yield paragraph("Phụ lục", annex_name(place, len(document.annexes)))
    yield from titled(annex.title.upper(), "Tên phụ lục", form, room)
    yield from underlined(belongs_to(document.letterhead), "Kèm theo văn bản", form, room, SHARE_OF_NAME)
    yield from blocks(annex.blocks, form, room)


def belongs_to(letterhead: Letterhead) -> str:
    """ "(Kèm theo Báo cáo số 05/BC-SGDĐT ngày 05 tháng 01 năm 2024 của Sở Giáo dục và Đào tạo)"."""
    number = number_line(letterhead).removeprefix("Số").removeprefix(":").strip(" ")
    day = day_or_open(letterhead.signed_on)
    return f"(Kèm theo {letterhead.kind_name.capitalize()} số {number} {day} của {letterhead.issuing_body})"


def blocks(contents: Iterable[Block], form: Form, room: int) -> Iterator[Element]:
    for block in numbered(tuple(contents)):
        if isinstance(block, Paragraph):
            yield paragraph(STYLES[block.style], block.text)
        else:
            yield from data_table(block, form, room)


def keep_with_next(last: Element) -> None:
    """The last words stay on the page of the signature, so that it never stands alone."""
    last.find(f"{W}pPr/{W}pStyle").addnext(element("keepNext"))
