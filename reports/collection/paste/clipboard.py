"""What Excel, Calc or a browser puts on the clipboard, as lines of cells. Plain Python; nothing of the form is known.

A cell stands in quotes only if they close where the cell ends, with marks doubled between them and never a tab, as
Excel quotes. Excel leaves a lone leading mark as it is, and a reader of CSV would swallow the lines after it.
"""

import re

# A form has some forty lines; the bounds are for a whole workbook copied by mistake.
MAX_TEXT = 200_000
MAX_LINES = 500
QUOTED_CELL = {
    "\t": re.compile(r'"((?:[^"\t]|"")*)"(?=\t|\n|$)'),
    ";": re.compile(r'"((?:[^"\n]|"")*)"(?=;|\n|$)'),
}
# Line ends of other programs: between cells they end a line, within a line that has several cells they are a space.
OTHER_LINE_ENDS = re.compile("[\x0b\x0c\x85\u2028\u2029]")


class PasteError(Exception):
    """The block cannot be matched at all; the message says in Vietnamese why and what to copy instead."""


def cells_in(text: str) -> list[list[str]]:
    """The lines of a block, all as wide as the widest, without blank lines at the end. Raises PasteError."""
    if len(text) > MAX_TEXT:
        raise PasteError("Khối dán quá dài. Chỉ chép các ô số liệu của biểu")
    # Halves of surrogate pairs, which JSON lets through, have no place in an answer.
    whole = text.replace("\0", "").encode("utf-8", "ignore").decode()
    usual = whole.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = split_cells("\n".join(OTHER_LINE_ENDS.sub(" " if "\t" in line else "\n", line) for line in usual))
    while lines and not any(lines[-1]):
        lines.pop()
    if not lines:
        raise PasteError("Không có gì để dán. Chép một cột số từ Excel rồi dán lại")
    if len(lines) > MAX_LINES:
        raise PasteError(f"Khối dán có {len(lines)} dòng, nhiều hơn {MAX_LINES}. Chỉ chép các ô số liệu của biểu")
    widest = max(len(line) for line in lines)
    return [line + [""] * (widest - len(line)) for line in lines]


def split_cells(text: str) -> list[list[str]]:
    """Cells by tabs and line ends, those in quotes whole with the line ends inside them.

    Without any tab, semicolons in every line part the cells: so a CSV file of Vietnamese settings looks in an editor.
    """
    mark = ";" if "\t" not in text and all(";" in line for line in text.split("\n") if line.strip()) else "\t"
    lines: list[list[str]] = [[]]
    place = 0
    while place <= len(text):
        if quoted := QUOTED_CELL[mark].match(text, place):
            cell, end = quoted[1].replace('""', '"'), quoted.end()
        else:
            end = min((at for end_mark in (mark, "\n") if (at := text.find(end_mark, place)) >= 0), default=len(text))
            cell = text[place:end]
        lines[-1].append(cell.strip())
        if text[end : end + 1] == "\n":
            lines.append([])
        place = end + 1
    return lines
