"""Small pieces of WordprocessingML: a paragraph, a line to draw, a table. They know styles by name and no report.

The names are those that an office sees in Word when it opens the template; `docx_form` turns them into Word's own ids
at the end. Lengths are twips, twentieths of a point: 1 mm is 56,7 of them.
"""

import unicodedata
from collections.abc import Iterable, Sequence

from lxml import etree

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{NAMESPACE}}}"
VAL = f"{W}val"
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
PRESERVE = {SPACE: "preserve"}

Element = etree._Element
# Control and format characters and lone halves of surrogate pairs: XML forbids some, the others mislead a reader.
INVISIBLE = {"Cc", "Cf", "Cs"}
NO_LETTERS = {"\ufffe", "\uffff"}


def printed(text: str) -> str:
    """The text as it can stand on paper: NFC, line breaks kept, tabs as spaces, nothing that no page shows."""
    text = unicodedata.normalize("NFC", text)
    if text.isprintable():
        return text
    lines = (line.replace("\t", " ") for line in text.splitlines())
    return "\n".join("".join(letter for letter in line if is_shown(letter)) for line in lines)


def is_shown(letter: str) -> bool:
    return unicodedata.category(letter) not in INVISIBLE and letter not in NO_LETTERS


def element(name: str, *children: Element, **attributes: str | int) -> Element:
    """<w:name w:attribute="…">children</w:name>"""
    made = etree.Element(f"{W}{name}", {f"{W}{key}": str(value) for key, value in attributes.items()})
    made.extend(children)
    return made


def paragraph(
    style: str,
    text: str = "",
    *,
    bold: bool = False,
    keep_next: bool = False,
    indents: tuple[int, int] | None = None,
) -> Element:
    """One paragraph; `indents` from the left and the right edge replace those of the style."""
    made = etree.Element(f"{W}p")
    properties = etree.SubElement(made, f"{W}pPr")
    etree.SubElement(properties, f"{W}pStyle", {VAL: style})
    if keep_next:
        etree.SubElement(properties, f"{W}keepNext")
    if indents is not None:
        properties.append(element("ind", left=indents[0], right=indents[1], firstLine=0))
    if text:
        made.append(run(text, bold=bold))
    return made


def run(text: str, *, bold: bool = False) -> Element:
    """Letters of one kind; "\\n" breaks the line."""
    made = etree.Element(f"{W}r")
    if bold:
        properties = etree.SubElement(made, f"{W}rPr")
        etree.SubElement(properties, f"{W}b")
        etree.SubElement(properties, f"{W}bCs")
    for number, line in enumerate(printed(text).split("\n")):
        if number:
            etree.SubElement(made, f"{W}br")
        etree.SubElement(made, f"{W}t", PRESERVE).text = line
    return made


def rule(length: int, room: int) -> Element:
    """A drawn line of this length in the middle of a space `room` wide."""
    side = max(0, (room - length) // 2)
    return paragraph("Đường kẻ", indents=(side, side))


def table(widths: Sequence[int], rows: Iterable[Element], *, style: str | None = None) -> Element:
    """A table whose columns are exactly that wide; without a style it has no borders."""
    properties = element("tblPr")
    if style is not None:
        properties.append(element("tblStyle", val=style))
    properties.append(element("tblW", w=sum(widths), type="dxa"))
    properties.append(element("tblLayout", type="fixed"))
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    return element("tbl", properties, grid, *rows)


def row(cells: Iterable[Element], *, repeated: bool = False) -> Element:
    """A row that stays whole at the end of a page; a repeated one stands again on top of the next."""
    properties = element("trPr", element("cantSplit"))
    if repeated:
        properties.append(element("tblHeader"))
    return element("tr", properties, *cells)


def cell(width: int, contents: Iterable[Element], *, middle: bool = False) -> Element:
    properties = element("tcPr", element("tcW", w=width, type="dxa"))
    if middle:
        properties.append(element("vAlign", val="center"))
    return element("tc", properties, *contents)
