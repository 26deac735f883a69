"""A written DOCX as its reader sees it: every paragraph in order, with the look that it has in the end."""

import io
from collections.abc import Iterator
from dataclasses import dataclass

from docx import Document as open_docx
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.shared import Emu
from docx.text.paragraph import Paragraph

from reports.issued.content.schema import Document
from reports.issued.files.docx.write import write_docx


@dataclass(frozen=True)
class Look:
    """How a paragraph is printed. Sizes and spaces in points, indents in centimetres."""

    size: float
    bold: bool
    italic: bool
    underlined: bool
    alignment: str
    first_line: float
    before: float
    after: float
    line: float


def opened(document: Document) -> Docx:
    return open_docx(io.BytesIO(write_docx(document)))


def paragraphs(docx: Docx) -> list[Paragraph]:
    """All of the body in the order of the page, those in tables too."""
    return [Paragraph(element, docx) for element in docx.element.body.iter(qn("w:p"))]


def texts(docx: Docx) -> list[str]:
    return [one.text for one in paragraphs(docx) if one.text]


def find(docx: Docx, beginning: str) -> Paragraph:
    """The first paragraph that begins with these words, line breaks and hard spaces taken as spaces."""
    return next(one for one in paragraphs(docx) if plain(one.text).startswith(beginning))


def plain(text: str) -> str:
    return " ".join(text.split())


def look(paragraph: Paragraph) -> Look:
    """What the paragraph, its style and the styles below say, nearest first."""
    run = paragraph.runs[0].font if paragraph.runs else None
    fonts = [*([run] if run else []), *(style.font for style in chain(paragraph))]
    shapes = [paragraph.paragraph_format, *(style.paragraph_format for style in chain(paragraph))]

    def nearest(things, name, default):
        return next((value for thing in things if (value := getattr(thing, name)) is not None), default)

    size, first = nearest(fonts, "size", None), nearest(shapes, "first_line_indent", None)
    before, after = nearest(shapes, "space_before", None), nearest(shapes, "space_after", None)
    alignment = nearest(shapes, "alignment", None)
    return Look(
        size=size.pt if size else 14.0,
        bold=bool(nearest(fonts, "bold", False)),
        italic=bool(nearest(fonts, "italic", False)),
        underlined=bool(nearest(fonts, "underline", False)),
        alignment=alignment.name if alignment is not None else "LEFT",
        first_line=round(first.cm, 2) if first else 0,
        before=before.pt if before else 0,
        after=after.pt if after else 0,
        line=nearest(shapes, "line_spacing", 1.0),
    )


def chain(paragraph: Paragraph) -> Iterator:
    style = paragraph.style
    while style is not None:
        yield style
        style = style.base_style


def rule_lengths(docx: Docx) -> list[tuple[str, int]]:
    """Each drawn line as (the words above it, its length in twips)."""
    found, above = [], ""
    for one in paragraphs(docx):
        if one.style.name == "Đường kẻ":
            indent = one._p.pPr.find(qn("w:ind"))
            sides = int(indent.get(qn("w:left"))) + int(indent.get(qn("w:right")))
            found.append((above, room_around(one, docx) - sides))
        above = one.text or above
    return found


def room_around(paragraph: Paragraph, docx: Docx) -> int:
    """The width of the cell or of the page's text around the paragraph, in twips."""
    holder = paragraph._p.getparent()
    if holder.tag == qn("w:tc"):
        return int(holder.find(f"{qn('w:tcPr')}/{qn('w:tcW')}").get(qn("w:w")))
    section = docx.sections[0]
    return Emu(section.page_width - section.left_margin - section.right_margin).twips
