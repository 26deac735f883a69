"""A table of the report: its title, its rows with the head repeated on each page, and what its numbers rest on."""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.issued.content.schema import Table, TableCell, TableColumn
from reports.issued.files.docx.columns import column_widths
from reports.issued.files.docx.template import DocumentTemplate
from reports.issued.files.docx.xml_parts import Xml, cell_xml, paragraph, row, table

STYLE = "Bảng số liệu"
# From so many columns on the letters are smaller.
MANY_COLUMNS = 8
# A row with a longer text may go on over the page: kept whole, it would leave half a page empty.
LONGEST_WHOLE = 600


@dataclass(frozen=True)
class Styles:
    """The template's styles of one table."""

    head: str
    words: str
    number: str


USUAL = Styles("Đầu bảng", "Ô chữ", "Ô số")
SMALL = Styles("Đầu bảng nhỏ", "Ô chữ nhỏ", "Ô số nhỏ")


def data_table(data: Table, form: DocumentTemplate, room: int, *, keep_next: bool = False) -> list[Xml]:
    """Title, table and the lines below it, `room` twips wide; `keep_next`: these stay with what follows."""
    styles = USUAL if len(data.columns) < MANY_COLUMNS else SMALL
    widths = column_widths(data, room, head=form.faces[styles.head], body=form.faces[styles.words])
    titles = zip(data.columns, widths, strict=True)
    head = row(
        [cell_xml(width, [paragraph(styles.head, column.title)], middle=True) for column, width in titles],
        repeated=True,
    )
    rows = [data_row(cells, data.columns, widths, styles) for cells in data.rows]
    title = [paragraph("Tên bảng", data.title)] if data.title else []
    below = [text for text in (data.as_of, *data.notes) if text] or [""]
    return [
        *title,
        table(widths, [head, *rows], style=STYLE),
        *(paragraph("Dưới bảng", text, keep_next=keep_next) for text in below),
    ]


def data_row(cells: Sequence[TableCell], columns: Sequence[TableColumn], widths: Sequence[int], styles: Styles) -> Xml:
    """One row; a cell over several columns is the heading of the rows below and stays on their page."""
    first = cells[0]
    if first.columns > 1:
        heading = paragraph(styles.words, first.text, bold=first.bold, keep_next=True)
        return row([cell_xml(sum(widths), [heading], columns=len(columns))])
    shown = (
        cell_xml(width, [paragraph(styles.number if column.numeric else styles.words, one.text, bold=one.bold)])
        for one, column, width in zip(cells, columns, widths, strict=True)
    )
    return row(shown, whole=all(len(one.text) <= LONGEST_WHOLE for one in cells))
