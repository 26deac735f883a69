"""Small pieces of WordprocessingML: a paragraph, a line to draw, a table. They know styles by name and no report.

A piece is text, because a large table is written ten times as fast that way as element by element. What people typed
enters at one place, `run`, which escapes it; everything else is this package's own.

The names are those that an office sees in Word when it opens the template; `docx_form` turns them into Word's own ids
at the end. Lengths are twips, twentieths of a point: 1 mm is 56,7 of them.
"""

import unicodedata
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

Xml = str
# Control and format characters and lone halves of surrogate pairs: XML forbids some, the others mislead a reader.
INVISIBLE = {"Cc", "Cf", "Cs"}
NO_LETTERS = {"\ufffe", "\uffff"}


def printable_text(text: str) -> str:
    """The text as it can stand on paper: NFC, line breaks kept, tabs as spaces, nothing that no page shows."""
    text = unicodedata.normalize("NFC", text)
    # Most texts: only where a letter is no plain one is it worth looking at each.
    if text.isprintable():
        return text
    lines = (line.replace("\t", " ") for line in text.splitlines())
    return "\n".join("".join(letter for letter in line if is_shown(letter)) for line in lines)


def is_shown(letter: str) -> bool:
    return unicodedata.category(letter) not in INVISIBLE and letter not in NO_LETTERS


def paragraph(style: str, text: str = "", *, bold: bool = False, keep_next: bool = False, properties: Xml = "") -> Xml:
    """One paragraph; its own `properties` come after those of the style."""
    # Word wants these in the order of the schema: style, keepNext, then whatever else.
    kept = "<w:keepNext/>" if keep_next else ""
    words = run(text, bold=bold) if text else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{kept}{properties}</w:pPr>{words}</w:p>'


def run(text: str, *, bold: bool = False) -> Xml:
    """Letters of one kind; "\\n" breaks the line."""
    look = "<w:rPr><w:b/><w:bCs/></w:rPr>" if bold else ""
    # Without xml:space="preserve" Word drops the blanks at the ends of a piece.
    words = escape(printable_text(text)).replace("\n", '</w:t><w:br/><w:t xml:space="preserve">')
    return f'<w:r>{look}<w:t xml:space="preserve">{words}</w:t></w:r>'


def rule(length: int, room: int) -> Xml:
    """A drawn line of this length in the middle of a space `room` wide."""
    side = max(0, (room - length) // 2)
    return paragraph("Đường kẻ", properties=f'<w:ind w:left="{side}" w:right="{side}"/>')


def table(widths: Sequence[int], rows: Iterable[Xml], *, style: str | None = None) -> Xml:
    """A table whose columns are exactly that wide; without a style it has no borders."""
    look = "" if style is None else f'<w:tblStyle w:val="{style}"/>'
    width = f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl><w:tblPr>{look}{width}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def row(cells: Iterable[Xml], *, repeated: bool = False, whole: bool = True) -> Xml:
    """A row that stays whole at the end of a page; a repeated one stands again on top of the next."""
    kept = "<w:cantSplit/>" if whole else ""
    again = "<w:tblHeader/>" if repeated else ""
    return f"<w:tr><w:trPr>{kept}{again}</w:trPr>{''.join(cells)}</w:tr>"


def cell_xml(width: int, contents: Iterable[Xml], *, columns: int = 1, middle: bool = False) -> Xml:
    """A cell over one column or several."""
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    height = '<w:vAlign w:val="center"/>' if middle else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{height}</w:tcPr>{"".join(contents)}</w:tc>'
