"""Files as officers have them, made for a test: Word with its own numbering, tables and a letterhead, and a scan."""

import io

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

LEVELS = (("upperRoman", "%1."), ("decimal", "%2."), ("lowerLetter", "%3)"), ("bullet", "\uf0b7"))


def word_file(
    lines: list[tuple[int | None, str]], tables: list[list[list[str]]] = (), letterhead: bool = True
) -> bytes:
    """A document whose paragraphs stand on a level of Word's own numbering, None for none; tables come last."""
    document = docx.Document()
    add_numbering(document)
    if letterhead:
        head = document.add_table(rows=1, cols=2)
        head.rows[0].cells[0].text = "ỦY BAN NHÂN DÂN\nTỈNH BÌNH LÂM\nSố: 12/KH-UBND"
        head.rows[0].cells[1].text = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nBình Lâm, ngày 05 tháng 01 năm 2027"
    for level, text in lines:
        paragraph = document.add_paragraph(text)
        if level is not None:
            number(paragraph, level)
    for rows in tables:
        table = document.add_table(rows=len(rows), cols=len(rows[0]))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=True):
                cell.text = text
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def add_numbering(document: Document) -> None:
    root = document.part.numbering_part.element
    rules = OxmlElement("w:abstractNum")
    rules.set(qn("w:abstractNumId"), "77")
    for depth, (kind, pattern) in enumerate(LEVELS):
        level = OxmlElement("w:lvl")
        level.set(qn("w:ilvl"), str(depth))
        for name, value in (("w:start", "1"), ("w:numFmt", kind), ("w:lvlText", pattern)):
            child = OxmlElement(name)
            child.set(qn("w:val"), value)
            level.append(child)
        rules.append(level)
    root.insert(0, rules)
    use = OxmlElement("w:num")
    use.set(qn("w:numId"), "77")
    reference = OxmlElement("w:abstractNumId")
    reference.set(qn("w:val"), "77")
    use.append(reference)
    root.append(use)


def number(paragraph: object, level: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    numbered = OxmlElement("w:numPr")
    for name, value in (("w:ilvl", str(level)), ("w:numId", "77")):
        child = OxmlElement(name)
        child.set(qn("w:val"), value)
        numbered.append(child)
    properties.append(numbered)


SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"trailer<</Root 1 0 R/Size 4>>\nstartxref\n0\n%%EOF\n"
)
