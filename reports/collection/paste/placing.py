"""Which line of a pasted block meets which cell of the form: by name where it carries names, else downwards in order.

A blank line, or words, where the form has the heading of a group are that heading and no cell; words above the first
number are headings. Where the lines do not fit the cells nothing is guessed: the block is asked about once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reports.collection.paste.columns import Line, PastedBlock, code_key, is_value, name_key
from reports.collection.paste.questions import Answer, Question
from reports.wording.typed.numbers import visible_number
from targets.models import DataElement

TOP, BOTTOM, WHOLE = "top", "bottom", "whole"
GAPS, EMPTY = "gaps", "empty"
YEAR_IS_HEADING, YEAR_IS_VALUE = "heading", "value"
LONGEST_SHOWN = 60


@dataclass(frozen=True)
class Placed:
    """One line and the cell that it meets, by place from 0; without one `why` says what the line is instead."""

    line: Line
    place: int | None
    why: str = ""


@dataclass
class Walk:
    """A way down the form from one cell: where each line falls, and what speaks against having read it right.

    `met`, `missed`: headings of groups on the way that the block has a line for, or has not; `empty`: blank cells;
    `over`: values below the last cell.
    """

    placed: list[Placed] = field(default_factory=list)
    met: int = 0
    missed: int = 0
    empty: int = 0
    over: int = 0

    @property
    def cells(self) -> int:
        return sum(one.place is not None for one in self.placed)

    @property
    def fits(self) -> bool:
        return not self.over and (not self.missed or not (self.met or self.empty))


def place_lines(
    block: PastedBlock, elements: Sequence[DataElement], start: int, *, year: int, chosen: set[str]
) -> list[Placed] | Question:
    """Each line with its cell, or the question that decides it; `start` is the place of the cell pasted into."""
    if block.is_named:
        return by_name(block.lines, elements)
    lines, apart = block.lines, []
    if YEAR_IS_VALUE not in chosen:
        first = next((line for line in lines if not line.is_blank), lines[0])
        # "2024" above numbers may be the head of a column or somebody's figure: only asking can tell.
        if visible_number(first.text) in (str(year), str(year - 1)) and len(lines) > 1:
            if YEAR_IS_HEADING not in chosen:
                return year_question(first, elements[start])
            apart = [Placed(line, None, "Tiêu đề, không phải ô") for line in lines[: first.number]]
            lines = lines[first.number :]
    return in_order(lines, elements, start, chosen=chosen, apart=apart)


def by_name(lines: Sequence[Line], elements: Sequence[DataElement]) -> list[Placed]:
    """Lines by code, else by name; of cells with one name the one that follows the line before."""
    codes = {element.code.casefold(): place for place, element in enumerate(elements)}
    named: dict[str, list[int]] = {}
    for place, element in enumerate(elements):
        for key in {name_key(element.short_name), name_key(element.name)}:
            named.setdefault(key, []).append(place)
    placed, last = [], -1
    for line in lines:
        places = named.get(name_key(line.name), []) if line.name else []
        place = codes.get(code_key(line.code))
        if place is None and places:
            # Names come again in several groups of a form: going on downwards is how a table is read.
            place = next((one for one in places if one > last), places[0])
        if place is None:
            unknown = f"“{(line.name or line.code or line.text)[:LONGEST_SHOWN]}” không có trong biểu"
            placed.append(Placed(line, None, unknown if is_value(line.text) else "Không phải ô"))
            continue
        last = place
        placed.append(Placed(line, place))
    return placed


def in_order(
    lines: Sequence[Line], elements: Sequence[DataElement], start: int, *, chosen: set[str], apart: list[Placed]
) -> list[Placed] | Question:
    """Lines downwards from a cell, or the question about lines that do not fit."""
    walk = walk_down(lines, elements, start)
    if walk.fits:
        return apart + walk.placed
    values = [line for line in lines if not line.is_blank and not line.is_words]
    room = len(elements) - start
    # All readings are tried before the question is put, so that it offers none that would not fit.
    ways = {
        GAPS: walk_down([line for line in lines if not line.is_blank], elements, start),
        EMPTY: walk_down(lines, elements, start, blank_is_cell=True),
        WHOLE: walk_down(lines, elements, 0),
        TOP: walk,
        BOTTOM: walk_down(values[-room:], elements, start),
    }
    told = next((way for way in ways if way in chosen), None)
    if told is not None:
        return apart + missing_lines(ways[told].placed, lines)
    if not walk.over:
        return Question(
            "Khối dán có dòng trống không ứng với dòng tên nhóm của biểu. Dòng trống là gì?",
            [Answer(EMPTY, "Mỗi dòng trống là một ô để trống"), Answer(GAPS, "Dòng trống không phải là ô: bỏ qua")],
        )
    answers = [
        Answer(TOP, f"Nhận {room} dòng đầu, bỏ {walk.over} dòng cuối"),
        Answer(BOTTOM, f"Nhận {room} số cuối, bỏ các dòng đầu"),
    ]
    if not ways[GAPS].over:
        answers.insert(0, Answer(GAPS, "Dòng trống không phải là ô: bỏ qua"))
    if start and ways[WHOLE].fits and ways[WHOLE].cells == len(elements):
        answers.insert(0, Answer(WHOLE, f"Khối là cả cột của biểu: dán từ ô 1 ({elements[0].short_name})"))
    cells = f"{room} ô" if room > 1 else "1 ô"
    return Question(
        f"Khối dán có {len(values)} số, mà từ ô {start + 1} trở xuống biểu chỉ còn {cells}. Nhận thế nào?", answers
    )


def missing_lines(placed: list[Placed], lines: Sequence[Line]) -> list[Placed]:
    """With the lines that an answer leaves out, each said to be left out."""
    there = {one.line.number for one in placed}
    left_out = [Placed(line, None, "Bỏ qua") for line in lines if line.number not in there]
    return sorted([*placed, *left_out], key=lambda one: one.line.number)


def walk_down(
    lines: Sequence[Line], elements: Sequence[DataElement], start: int, *, blank_is_cell: bool = False
) -> Walk:
    """Give each line its cell from `start` downwards; with `blank_is_cell` every blank line is a cell left blank."""
    walk, place = Walk(), start
    opens_group = start == 0 or elements[start].group != elements[start - 1].group
    head = leading(lines, opens_group=opens_group and not blank_is_cell)
    walk.placed += [Placed(line, None, "Tiêu đề, không phải ô") for line in lines[:head]]
    heading_is_next = False
    for line in lines[head:]:
        if heading_is_next and not blank_is_cell:
            heading_is_next = False
            if line.is_blank or line.is_words:
                walk.met += 1
                walk.placed.append(Placed(line, None, f"Dòng tên nhóm “{elements[place].group}”, không phải ô"))
                continue
            walk.missed += 1
        if place >= len(elements):
            walk.over += not line.is_blank and not line.is_words
            walk.placed.append(Placed(line, None, "Dưới ô cuối của biểu, không phải ô"))
            continue
        walk.empty += line.is_blank
        walk.placed.append(Placed(line, place))
        place += 1
        heading_is_next = place < len(elements) and elements[place].group != elements[place - 1].group
    return walk


def leading(lines: Sequence[Line], *, opens_group: bool) -> int:
    """How many lines stand above the first number: words with the blanks among them, or a group's own blank line."""
    # Without any number there is nothing that the lines could stand above.
    if all(line.is_blank or line.is_words for line in lines):
        return 0
    first = next(place for place, line in enumerate(lines) if not line.is_blank and not line.is_words)
    words = any(line.is_words for line in lines[:first])
    # One blank line is the heading of a group; more of them are cells that were left blank.
    return first if words or (opens_group and first == 1) else 0


def year_question(line: Line, element: DataElement) -> Question:
    return Question(
        f"Dòng đầu của khối là {line.text}. Đó là tiêu đề cột hay số của ô?",
        [
            Answer(YEAR_IS_HEADING, f"Tiêu đề cột: năm {line.text}"),
            Answer(YEAR_IS_VALUE, f"Số của ô: {element.short_name} là {line.text}"),
        ],
    )
