"""The template of the repository: page, styles and headers that an office may change in Word, and the file made of it.

The code asks the template for everything that has a measure, so that a change made in Word holds everywhere. Its own
contents, one sample of each style, are for the eye of whoever edits it and are left out.
"""

import io
import re
import zipfile
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, time

from django.conf import settings
from docx import Document as open_docx
from docx.document import Document as Docx
from docx.oxml.ns import qn
from docx.oxml.section import CT_SectPr
from lxml import etree

from reports.issued.content.schema import Letterhead
from reports.issued.files.docx.measure import Face
from reports.issued.files.docx.xml_parts import Xml, paragraph, printable_text

TEMPLATE = settings.BASE_DIR / "templates" / "documents" / "nd30.docx"
REMARK = "Dấu hiệu"
STYLE_MARK = re.compile(r'(<w:(?:pStyle|tblStyle) w:val=)"([^"]+)"')
EMPTY = b"<w:body/>"
# The same document gives the same bytes: a ZIP cannot be older than this.
ZIP_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True)
class DocumentTemplate:
    """The opened template, without its samples. `page` is its section: paper, margins, headers, first page apart."""

    docx: Docx
    page: CT_SectPr
    faces: dict[str, Face]

    def room(self, *, landscape: bool = False) -> int:
        """The width between the margins, in twips."""
        size, margins = self.page.find(qn("w:pgSz")), self.page.find(qn("w:pgMar"))
        across = int(size.get(qn("w:h") if landscape else qn("w:w")))
        return across - int(margins.get(qn("w:left"))) - int(margins.get(qn("w:right")))


def open_form(letterhead: Letterhead, remarks: tuple[str, ...]) -> DocumentTemplate:
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
    return DocumentTemplate(docx, page, faces)


def section(form: DocumentTemplate, *, first: bool, landscape: bool = False) -> Xml:
    """What ends a section: the template's page, on its side if asked; all but the first share the first's headers."""
    made = deepcopy(form.page)
    if not first:
        for reference in made.findall(qn("w:headerReference")):
            made.remove(reference)
    if landscape:
        size = made.find(qn("w:pgSz"))
        width, height = size.get(qn("w:w")), size.get(qn("w:h"))
        for name, value in (("w", height), ("h", width), ("orient", "landscape")):
            size.set(qn(f"w:{name}"), value)
    return etree.tostring(made, encoding="unicode")


def section_break(page: Xml) -> Xml:
    """A paragraph too small to be seen that ends a section before the last."""
    return paragraph("Ngắt phần", properties=page)


def put_remarks(docx: Docx, remarks: tuple[str, ...]) -> None:
    """The remarks on top of every page, below its number, in place of the template's sample of them."""
    header = docx.sections[0]
    for part in (header.first_page_header, header.header):
        for sample in part.paragraphs:
            if sample.style.name == REMARK and remarks:
                sample.text = printable_text(" · ".join(remarks))
            elif sample.style.name == REMARK:
                part._element.remove(sample._p)
        # Word holds a header without a paragraph for damaged.
        if not part.paragraphs:
            part.add_paragraph()


def put_properties(docx: Docx, letterhead: Letterhead) -> None:
    """What a file manager shows. The day is the day of issue: when the file was made would change its bytes."""
    properties = docx.core_properties
    properties.title = printable_text(f"{letterhead.kind_name} {letterhead.subject}")[:255]
    properties.author = printable_text(letterhead.issuing_body)[:255]
    properties.language = "vi-VN"
    if letterhead.signed_on is not None:
        properties.created = properties.modified = datetime.combine(letterhead.signed_on, time(), tzinfo=UTC)


def document_bytes(form: DocumentTemplate, contents: Iterable[Xml]) -> bytes:
    """The finished file with these contents."""
    draft, final = io.BytesIO(), io.BytesIO()
    form.docx.save(draft)
    main = form.docx.part.partname.membername
    with zipfile.ZipFile(draft) as parts, zipfile.ZipFile(final, "w") as archive:
        for name in parts.namelist():
            data = parts.read(name)
            if name == main:
                # As text: moving a hundred thousand elements into the template's tree takes longer than all the rest.
                data = data.replace(EMPTY, f"<w:body>{with_style_ids(''.join(contents), form.docx)}</w:body>".encode())
            archive.writestr(zipfile.ZipInfo(name, ZIP_EPOCH), data, zipfile.ZIP_DEFLATED)
    return final.getvalue()


def with_style_ids(contents: Xml, docx: Docx) -> Xml:
    """The contents with Word's own ids of their styles, which it makes up from the names when it saves the template."""
    ids = {style.name: style.style_id for style in docx.styles}
    return STYLE_MARK.sub(lambda mark: f'{mark[1]}"{ids[mark[2]]}"', contents)
