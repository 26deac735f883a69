"""The text of a Word document with the numbers and dashes that Word itself writes before paragraphs."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from docx.document import Document
from docx.oxml.ns import qn
from docx.table import Table
from docx.text.paragraph import Paragraph

LETTERHEAD_COLUMNS = 2
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))


def document_text(document: Document) -> str:
    """Paragraphs and tables in their order, one line each; cells of a table apart by bars."""
    numbering = Numbering(document)
    lines: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Paragraph):
            lines += paragraph_lines(block, numbering)
        else:
            lines += table_lines(block, numbering)
    return "\n".join(lines)


def paragraph_lines(paragraph: Paragraph, numbering: "Numbering") -> list[str]:
    text = paragraph.text.strip()
    if not text:
        return [""]
    first, *others = text.split("\n")
    return [f"{numbering.mark(paragraph)}{first}", *others]


def table_lines(table: Table, numbering: "Numbering") -> Iterator[str]:
    """A letterhead or a signature block is set in a table of two cells side by side: its cells follow one another."""
    grid = [row_cells(row) for row in table.rows]
    if grid and all(len(row) <= LETTERHEAD_COLUMNS for row in grid) and len(grid) <= 3:
        for column in range(LETTERHEAD_COLUMNS):
            for row in grid:
                if column < len(row):
                    yield from (
                        line for paragraph in row[column].paragraphs for line in paragraph_lines(paragraph, numbering)
                    )
        return
    yield ""
    for row in grid:
        cells = [" ".join(cell.text.split()) for cell in row]
        yield f"| {' | '.join(cells)} |"
    yield ""


def row_cells(row: Any) -> list[Any]:
    """The cells of a row, a merged one once."""
    seen: list[Any] = []
    for cell in row.cells:
        if all(cell._tc is not other._tc for other in seen):
            seen.append(cell)
    return seen


class Numbering:
    """What Word writes before a numbered paragraph: counted here, because the file holds only the rule."""

    def __init__(self, document: Document) -> None:
        self.levels: dict[tuple[str, int], tuple[str, str, int]] = {}
        self.counts: dict[str, dict[int, int]] = defaultdict(dict)
        part = next(
            (rel.target_part for rel in document.part.rels.values() if rel.reltype.endswith("/numbering")), None
        )
        if part is None:
            return
        root = part.element
        abstract = {node.get(qn("w:abstractNumId")): node for node in root.findall(qn("w:abstractNum"))}
        for number in root.findall(qn("w:num")):
            reference = number.find(qn("w:abstractNumId"))
            rules = abstract.get(reference.get(qn("w:val"))) if reference is not None else None
            for level in rules.findall(qn("w:lvl")) if rules is not None else ():
                key = (number.get(qn("w:numId")), int(level.get(qn("w:ilvl"))))
                self.levels[key] = (
                    value(level, "w:numFmt", "decimal"),
                    value(level, "w:lvlText", ""),
                    int(value(level, "w:start", "1")),
                )

    def mark(self, paragraph: Paragraph) -> str:
        """ "II. ", "a) ", "- " or nothing."""
        found = list_position(paragraph)
        if found is None or found not in self.levels:
            return ""
        number, depth = found
        kind, pattern, start = self.levels[found]
        if kind == "bullet":
            return "+ " if self.levels.get((number, depth - 1), ("",))[0] == "bullet" else "- "
        if kind == "none":
            return ""
        counts = self.counts[number]
        counts[depth] = counts.get(depth, start - 1) + 1
        # Below each new number the deeper ones begin anew.
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        mark = pattern
        for level in range(depth + 1):
            level_kind, _, level_start = self.levels.get((number, level), ("decimal", "", 1))
            mark = mark.replace(f"%{level + 1}", list_mark(counts.get(level, level_start), level_kind))
        return f"{mark} "


def list_position(paragraph: Paragraph) -> tuple[str, int] | None:
    """The list and the depth of a paragraph, by itself or by its style."""
    properties = [paragraph._p.pPr]
    style = paragraph.style
    while style is not None:
        properties.append(style.element.find(qn("w:pPr")))
        style = style.base_style
    for node in properties:
        numbered = node.find(qn("w:numPr")) if node is not None else None
        if numbered is not None and numbered.find(qn("w:numId")) is not None:
            return value(numbered, "w:numId", "0"), int(value(numbered, "w:ilvl", "0"))
    return None


def value(node: Any, name: str, otherwise: str) -> str:
    child = node.find(qn(name))
    return otherwise if child is None else child.get(qn("w:val"), otherwise)


def list_mark(number: int, kind: str) -> str:
    """A number in letters or Roman figures, as the list wants it."""
    if kind in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (number - 1) % 26)
        return letter.upper() if kind == "upperLetter" else letter
    if kind in ("upperRoman", "lowerRoman"):
        text, left = "", number
        for size, sign in ROMAN:
            while left >= size:
                text, left = text + sign, left - size
        return text if kind == "upperRoman" else text.lower()
    return str(number)
