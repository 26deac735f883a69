"""A table of the report: its title, its rows with the head repeated on each page, and what its numbers rest on."""

from collections.abc import Sequence

from reports.outputs.issued.docx_form import Form
from reports.outputs.issued.docx_measure import Face, text_width
from reports.outputs.issued.docx_xml import Xml, cell, paragraph, printed, row, table
from reports.outputs.issued.shape import Cell, Column, Table

STYLE = "Bảng số liệu"
# What a cell keeps free at its sides, and a little for letters that are wider than measured.
PADDING = 2 * 85 + 30
MEASURED = 8


def data_table(data: Table, form: Form, room: int, *, keep_next: bool = False) -> list[Xml]:
    """Title, table and the lines below it, `room` twips wide; `keep_next`: these stay with what follows."""
    widths = column_widths(data, form, room)
    head = row(
        [
            cell(width, [paragraph("Đầu bảng", column.title)], middle=True)
            for column, width in zip(data.columns, widths, strict=True)
        ],
        repeated=True,
    )
    rows = [data_row(cells, data.columns, widths) for cells in data.rows]
    title = [paragraph("Tên bảng", data.title)] if data.title else []
    below = [text for text in (data.as_of, *data.notes) if text] or [""]
    return [
        *title,
        table(widths, [head, *rows], style=STYLE),
        *(paragraph("Dưới bảng", text, keep_next=keep_next) for text in below),
    ]


def data_row(cells: Sequence[Cell], columns: Sequence[Column], widths: Sequence[int]) -> Xml:
    return row(
        cell(width, [paragraph("Ô số" if column.numeric else "Ô chữ", one.text, bold=one.bold)])
        for one, column, width in zip(cells, columns, widths, strict=True)
    )


def column_widths(data: Table, form: Form, room: int) -> list[int]:
    """The columns' shares of the room; none narrower than its longest word, as long as all of these fit."""
    total = sum(column.share for column in data.columns)
    wanted = [room * column.share // total for column in data.columns]
    contents = list(zip(*data.rows, strict=True)) or [()] * len(data.columns)
    least = [longest_word(column, cells, form) for column, cells in zip(data.columns, contents, strict=True)]
    if sum(least) > room:
        return wanted
    widths = [max(pair) for pair in zip(wanted, least, strict=True)]
    spare = [width - needed for width, needed in zip(widths, least, strict=True)]
    too_much = sum(widths) - room
    if too_much <= 0:
        return widths
    return [width - too_much * part // sum(spare) for width, part in zip(widths, spare, strict=True)]


def longest_word(column: Column, cells: Sequence[Cell], form: Form) -> int:
    """The width that the column needs so that no word or number in it breaks."""
    letters = Face(form.faces["Ô chữ"].size, bold=any(one.bold for one in cells))
    words = {word for one in cells for word in printed(one.text).replace("\n", " ").split(" ")}
    # Only the longest by letters are measured: a table of a thousand rows has too many words to measure all.
    longest = sorted(words, key=lambda word: (len(word), word))[-MEASURED:]
    head = [text_width(word, form.faces["Đầu bảng"]) for word in column.title.split(" ")]
    return max([*head, *(text_width(word, letters) for word in longest)]) + PADDING
