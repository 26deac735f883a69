"""How wide the columns of a table are: as wished, unless words would break or cells would pile up."""

from collections.abc import Sequence

from reports.issued.content.schema import Table, TableCell, TableColumn
from reports.issued.files.docx.measure import Face, text_width
from reports.issued.files.docx.xml_parts import printable_text

# What a cell keeps free at its sides, and a little for letters that are wider than measured.
PADDING = 2 * 85 + 30
# Only the longest words by letters are measured: a table of a thousand rows has too many words to measure all.
MEASURED = 8
# In how many lines most cells of a column should fit; beyond that a table is long anyway.
LINES = (1, 2, 3, 4, 6)
# Of the cells of a column so many hundredths must fit; a few long ones must not press all others together.
MOST = 90
RAGGED = 1.15


def column_widths(data: Table, room: int, *, head: Face, body: Face) -> list[int]:
    """The columns' shares of the room, in twips, widened where their contents need it at the cost of those with air.

    A column needs its longest word, and as much as lets most of its cells stand in as few lines as the table can have.
    """
    rows = [cells for cells in data.rows if cells[0].columns == 1]
    cells = list(zip(*rows, strict=True)) or [()] * len(data.columns)
    pairs = list(zip(data.columns, cells, strict=True))
    words = [longest_word(column, texts, head, body) for column, texts in pairs]
    usual = [usual_width(column, texts, body) for column, texts in pairs]
    needs = (least(words, usual, lines) for lines in LINES)
    needed = next((widths for widths in needs if sum(widths) <= room), words)
    total = sum(column.share for column in data.columns)
    wished = [room * column.share // total for column in data.columns]
    return wished if sum(needed) > room else fitted_widths(wished, needed, room)


def fitted_widths(wished: Sequence[int], needed: Sequence[int], room: int) -> list[int]:
    """Each what it wishes and at least what it needs; what is too much is taken from those that have more than that."""
    widths = [max(pair) for pair in zip(wished, needed, strict=True)]
    spare = [width - need for width, need in zip(widths, needed, strict=True)]
    excess = max(0, sum(widths) - room)
    return [width - (excess * part // sum(spare) if excess else 0) for width, part in zip(widths, spare, strict=True)]


def least(words: Sequence[int], usual: Sequence[int], lines: int) -> list[int]:
    """What each column needs when its usual cells may have so many lines; lines of words are never quite full."""
    ragged = RAGGED if lines > 1 else 1
    return [max(word, round(width * ragged / lines) + PADDING) for word, width in zip(words, usual, strict=True)]


def longest_word(column: TableColumn, cells: Sequence[TableCell], head: Face, body: Face) -> int:
    """The width that the column needs so that no word or number in it breaks."""
    letters = Face(body.size, bold=any(one.bold for one in cells))
    words = {word for one in cells for word in printable_text(one.text).replace("\n", " ").split(" ")}
    longest = sorted(words, key=lambda word: (len(word), word))[-MEASURED:]
    titles = [text_width(word, head) for word in column.title.split(" ")]
    return max([*titles, *(text_width(word, letters) for word in longest)]) + PADDING


def usual_width(column: TableColumn, cells: Sequence[TableCell], body: Face) -> int:
    """The width of most cells on one line; of all cells where they are numbers."""
    texts = sorted((printable_text(one.text) for one in cells), key=lambda text: (len(text), text))
    if not texts:
        return 0
    place = -1 if column.numeric else (len(texts) - 1) * MOST // 100
    return text_width(texts[place], body)
