"""A column or block copied from Excel, matched with the cells of the form, each cell weighed as if it had been typed.

Nothing is written: each pasted cell comes back as taken, changed, same, skipped or refused, and what is taken goes
through the same door as typed cells. What the cells would say of each other is checked before anything is taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from agencies.models import User
from reports.collection.entry.grid import figure_text, last_year
from reports.collection.entry.number_kinds import entry_word, kind_of
from reports.collection.entry.queries import accepted_before, figures_of, form_elements, form_of
from reports.collection.entry.services import Change, weigh
from reports.collection.paste.clipboard import PasteError, cells_in
from reports.collection.paste.columns import Line, read_block
from reports.collection.paste.pasted import Match, Pasted, PastePreview
from reports.collection.paste.placing import Placed, place_lines
from reports.collection.paste.questions import Question, chosen_answers
from reports.collection.paste.relations import Relations
from reports.collection.paste.separators import Readings
from reports.models import Entry, Figure, Quality, Submission
from reports.wording.typed.numbers import NumberError, number_to_type
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.models import DataElement


def paste_preview(
    submission: Submission, *, text: str, start: str, by: User, now: datetime, answer: str = ""
) -> PastePreview:
    """Match a pasted block with the form from the cell `start` downwards; few queries, nothing written.

    `answer` holds the codes of the answers given to questions about the same block. Raises PasteError for a block of
    another shape than the form's, and for a start cell that is not in it.
    """
    elements = form_elements(submission)
    first = next((place for place, element in enumerate(elements) if element.code == start), None)
    if first is None:
        raise PasteError("Chọn ô đầu tiên của biểu để dán vào")
    rows, chosen, year = cells_in(text), chosen_answers(answer), submission.period.year
    held, before = figures_of(submission, elements), accepted_before(submission, elements)
    last = {code: last_year(figure) for code, figure in before.items()}
    block = read_block(rows, elements, last, year, chosen)
    placed = block if isinstance(block, Question) else place_lines(block, elements, first, year=year, chosen=chosen)
    readings = placed if isinstance(placed, Question) else Readings.of(placed, elements, chosen)
    if isinstance(readings, Question):
        heading = f"Cần bạn chọn cách đọc khối {len(rows)} dòng"
        return PastePreview(heading, [], year - 1, readings.after(chosen))
    form = form_of(submission, elements=elements, figures=held, before=before)
    matcher = Matcher(submission, elements, held, before, readings, by, now)
    lines = Relations(form).weighed([matcher.match(one) for one in twice_refused(placed)])
    return PastePreview(heading_of(lines, elements), lines, year - 1)


def twice_refused(placed: Sequence[Placed]) -> list[Placed]:
    """Lines with what speaks against them before they are weighed: a cell that two lines claim is given to none."""
    claimed = [one.place for one in placed if one.place is not None and not one.line.is_blank]
    return [
        replace(one, why="Khối dán có hai dòng cho ô này") if claimed.count(one.place) > 1 else one for one in placed
    ]


def heading_of(lines: list[Pasted], elements: list[DataElement]) -> str:
    """ "Xem trước: dán 8 dòng từ Excel vào ô 11 đến 18" """
    numbers = {element.code: number for number, element in enumerate(elements, start=1)}
    places = sorted(numbers[line.code] for line in lines if line.code)
    if not places:
        return f"Xem trước: {len(lines)} dòng từ Excel, không dòng nào ứng với ô của biểu"
    where = f"ô {places[0]}" if places[0] == places[-1] else f"ô {places[0]} đến {places[-1]}"
    return f"Xem trước: dán {len(lines)} dòng từ Excel vào {where}"


@dataclass(frozen=True)
class Matcher:
    """What becomes of one line in the cell that it meets."""

    form: Submission
    elements: list[DataElement]
    held: Mapping[str, Figure]
    before: Mapping[str, Figure]
    readings: Readings
    by: User
    now: datetime

    def match(self, placed: Placed) -> Pasted:
        line = placed.line
        if placed.place is None:
            shown = " · ".join(part for part in (line.name or line.code, line.text) if part)[:60]
            return Pasted(line.number, f"Dòng {line.number}", shown or "trống", Match.SKIPPED, placed.why)
        element = self.elements[placed.place]
        held = self.held.get(element.code)
        filled = held is not None and held.entry != Entry.BLANK
        empty = Pasted(
            number=line.number,
            place=f"Ô {placed.place + 1}",
            shown=(line.text or line.kind)[:60],
            match=Match.REFUSED,
            message=placed.why,
            element=element,
            last=last_year(self.before.get(element.code)),
            before=figure_text(held) if held is not None and filled else "",
            before_value=without_trailing_zeros(held.value) if held is not None else None,
        )
        if placed.why:
            return empty
        if line.is_blank:
            kept = f"giữ {empty.before}" if filled else "giữ ô trống"
            # A blank in a pasted column never wipes a number: in Excel most blanks mean "not here".
            return replace(empty, shown="ô trống", match=Match.SKIPPED, message=f"Dòng trống, {kept}")
        return self.weigh_line(line, element, held, empty)

    def weigh_line(self, line: Line, element: DataElement, held: Figure | None, empty: Pasted) -> Pasted:
        kind = kind_of(line.kind)
        if kind is None:
            return replace(empty, message=f"Không nhận: “{line.kind[:30]}” không phải là loại số")
        # What stands in the place of the number says more than the kind beside it.
        entry, quality = entry_word(line.text) or kind[0], kind[1]
        value = None
        if entry == Entry.NUMBER:
            try:
                value = self.readings.number(line.text, element)
            except NumberError as error:
                return replace(empty, message=f"Không nhận: {error}")
        elif line.text and entry_word(line.text) is None:
            return replace(empty, message=f"Không nhận: dòng vừa có số vừa ghi “{line.kind[:30]}”")
        was = held.quality if held is not None and held.entry == Entry.NUMBER else Quality.FINAL
        change = Change(
            element.code,
            value=value,
            text=number_to_type(value, decimals=element.decimals) if value is not None else "",
            entry=entry,
            # A block without a column of kinds leaves an estimate an estimate.
            quality=quality or was,
            note=line.note or (held.note if held is not None else ""),
            seen_version=held.version if held is not None else 0,
        )
        empty = replace(empty, entry=entry, value=value)
        outcome = weigh(change, element, held, self.form, by=self.by, now=self.now)
        if outcome.theirs is not None and value is not None and value == empty.before_value:
            return replace(empty, match=Match.SAME, message="Đã nhập ở kế hoạch khác, đúng số này")
        if outcome.error:
            return replace(empty, message=f"Không nhận: {outcome.error}")
        if not outcome.saved:
            return replace(empty, match=Match.SAME, message="Đang có đúng số này")
        match, message = (Match.CHANGED, f"thay {empty.before}") if empty.before else (Match.TAKEN, "")
        return replace(empty, match=match, message=message, change=change)
