"""The template of the repository: page, styles and headers that an office may change in Word, and the file made of it.

The code asks the template for everything that has a measure, so that a change made in Word holds everywhere. Its own
contents, one sample of each style, are for the eye of whoever edits it and are left out.
"""

import io
import zipfile
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.conf import settings
from docx import Document as open_docx
from docx.document import Document as Docx

from reports.outputs.issued.docx_measure import Face
from reports.outputs.issued.docx_xml import VAL, Element, W, element, paragraph, printed
from reports.outputs.issued.shape import Letterhead

TEMPLATE = settings.BASE_DIR / "templates" / "documents" / "nd30.docx"
REMARK = "Dấu hiệu"
STYLE_MARKS = {f"{W}pStyle", f"{W}tblStyle"}
# The same document gives the same bytes: a ZIP cannot be older than this.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class Form:
    """The opened template, without its samples. `page` is its section: paper, margins, headers, first page apart."""

    docx: Docx
    page: Element
    faces: dict[str, Face]

    def room(self, *, landscape: bool = False) -> int:
        """The width between the margins, in twips."""
        size, margins = self.page.find(f"{W}pgSz"), self.page.find(f"{W}pgMar")
        across = int(size.get(f"{W}h" if landscape else f"{W}w"))
        return across - int(margins.get(f"{W}left")) - int(margins.get(f"{W}right"))


def open_form(letterhead: Letterhead, remarks: tuple[str, ...]) -> Form:
    """The template, empty, with what does not stand in its body already said."""
    docx = open_docx(str(TEMPLATE))
    put_properties(docx, letterhead)
    put_remarks(docx, remarks)
    body = docx.element.body
    page = body.sectPr
    for sample in list(body):
        body.remove(sample)
    faces = {
        style.name: Face(style.font.size.pt, bool(style.font.bold))
        for style in docx.styles
        if style.type is not None and hasattr(style, "font") and style.font.size is not None
    }
    return Form(docx, page, faces)


def section(form: Form, *, first: bool, landscape: bool = False) -> Element:
    """What ends a section: the template's page, on its side if asked; all but the first share the first's headers."""
    made = deepcopy(form.page)
    if not first:
        for reference in made.findall(f"{W}headerReference"):
            made.remove(reference)
    if landscape:
        size = made.find(f"{W}pgSz")
        width, height = size.get(f"{W}w"), size.get(f"{W}h")
        for name, value in (("w", height), ("h", width), ("orient", "landscape")):
            size.set(f"{W}{name}", value)
    return made


def section_break(page: Element) -> Element:
    """A paragraph too small to be seen that ends a section before the last."""
    made = paragraph("Ngắt phần")
    made.find(f"{W}pPr").append(page)
    return made


def put_remarks(docx: Docx, remarks: tuple[str, ...]) -> None:
    """The remarks on top of every page, below its number; the template's sample of them is replaced."""
    header = docx.sections[0]
    for part in (header.first_page_header, header.header):
        for sample in part.paragraphs:
            if sample.style.name == REMARK:
                put_remark(sample._p, " · ".join(remarks))
        if not part.paragraphs:
            part._element.append(element("p"))


def put_remark(sample: Element, text: str) -> None:
    if text:
        sample.getparent().replace(sample, paragraph(REMARK, text))
    else:
        sample.getparent().remove(sample)


def put_properties(docx: Docx, letterhead: Letterhead) -> None:
    """What a file manager shows. The day is the day of issue: when the file was made would change its bytes."""
    properties = docx.core_properties
    properties.title = printed(f"{letterhead.kind_name} {letterhead.subject}")[:255]
    properties.author = printed(letterhead.issuing_body)[:255]
    properties.language = "vi-VN"
    if letterhead.signed_on is not None:
        properties.created = properties.modified = datetime.combine(letterhead.signed_on, time(), tzinfo=UTC)


def written(form: Form) -> bytes:
    """The finished file."""
    name_styles(form)
    draft, final = io.BytesIO(), io.BytesIO()
    form.docx.save(draft)
    with zipfile.ZipFile(draft) as parts, zipfile.ZipFile(final, "w") as archive:
        for name in parts.namelist():
            archive.writestr(zipfile.ZipInfo(name, ZIP_EPOCH), parts.read(name), zipfile.ZIP_DEFLATED)
    return final.getvalue()


def name_styles(form: Form) -> None:
    """Word knows a style by an id that it makes up from the name when it saves the template."""
    ids = {style.name: style.style_id for style in form.docx.styles}
    header = form.docx.sections[0]
    for part in (form.docx.element.body, header.first_page_header._element, header.header._element):
        for mark in part.iter(*STYLE_MARKS):
            mark.set(VAL, ids.get(mark.get(VAL), mark.get(VAL)))
