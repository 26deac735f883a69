"""A column or block copied from Excel, matched with the cells of the form below the one it was pasted into.

Nothing is written: each pasted cell comes back as taken, changed, same, skipped or refused, and the page sends those
that the official takes through the same door as typed ones. One column is numbers, a second "Loại số", a third notes,
as in the XLSX form.
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from agencies.models import User
from agencies.vietnamese_text import search_key
from reports.collection.entry.forms import ENTRY_LETTERS
from reports.collection.entry.grid import KIND_LABELS, figure_text, last_year
from reports.collection.entry.queries import accepted_before, figures_of, form_elements
from reports.collection.entry.services import Change, weigh
from reports.models import Entry, Figure, Quality, Submission
from targets.models import DataElement

MAX_TEXT = 200_000
MAX_LINES = 500
PASTE_COLUMNS = ("số", "loại số", "ghi chú")
KINDS_BY_LABEL = {search_key(label): kind for kind, label in KIND_LABELS.items()}


class PasteError(Exception):
    """The block cannot be matched at all; the message says in Vietnamese why and what to copy instead."""


class Match(StrEnum):
    TAKEN = "taken"
    CHANGED = "changed"
    SAME = "same"
    SKIPPED = "skipped"
    REFUSED = "refused"


@dataclass(frozen=True)
class Pasted:
    """One line of the preview; `text`, `kind` and `note` are what the cell gets when it is taken."""

    place: str
    code: str
    shown: str
    match: Match
    message: str
    text: str = ""
    kind: str = "final"
    note: str = ""
    version: int = 0

    @property
    def is_taken(self) -> bool:
        return self.match in (Match.TAKEN, Match.CHANGED)

    @property
    def icon(self) -> str:
        return {Match.REFUSED: "must", Match.SKIPPED: "noted", Match.SAME: "noted"}.get(self.match, "saved")


@dataclass(frozen=True)
class PastePreview:
    """The whole block: a heading that says where it went, its lines, and how many can be taken."""

    heading: str
    lines: list[Pasted]

    @property
    def taken(self) -> list[Pasted]:
        return [line for line in self.lines if line.is_taken]


def paste_preview(submission: Submission, *, text: str, start: str, by: User, now: datetime) -> PastePreview:
    """Match a pasted block with the form from the cell `start` downwards; few queries, nothing written.

    Raises PasteError for a block of another shape than the form's, and for a start cell that is not in it.
    """
    elements = form_elements(submission)
    first = next((place for place, element in enumerate(elements) if element.code == start), None)
    if first is None:
        raise PasteError("Chọn ô đầu tiên của biểu để dán vào")
    block = cells_in(text)
    held, before = figures_of(submission), accepted_before(submission)
    lines = []
    for offset, line in enumerate(block):
        place = first + offset
        if place >= len(elements):
            shown = " · ".join(part for part in line if part)[:60]
            lines.append(
                Pasted(f"Dòng {offset + 1}", "", shown, Match.REFUSED, "Không nhận: biểu không còn ô nào ở dưới")
            )
            continue
        element = elements[place]
        lines.append(match_line(line, place + 1, element, held.get(element.code), before, submission, by=by, now=now))
    last = min(first + len(block), len(elements))
    where = f"ô {first + 1}" if last == first + 1 else f"ô {first + 1} đến {last}"
    return PastePreview(f"Xem trước: dán {len(block)} dòng từ Excel vào {where}", lines)


def cells_in(text: str) -> list[list[str]]:
    """The lines and columns of what Excel puts on the clipboard, without empty lines at the end. Raises PasteError."""
    if len(text) > MAX_TEXT:
        raise PasteError("Khối dán quá dài. Chỉ chép các ô số liệu của biểu")
    try:
        # Excel quotes a cell that holds a line break.
        lines = list(csv.reader(io.StringIO(text.replace("\0", ""), newline=""), delimiter="\t"))
    except csv.Error as error:
        raise PasteError("Khối dán không đọc được. Chép lại các ô từ Excel") from error
    lines = [[part.strip() for part in line] for line in lines]
    while lines and not any(lines[-1]):
        lines.pop()
    if not lines:
        raise PasteError("Không có gì để dán. Chép một cột số từ Excel rồi dán lại")
    if len(lines) > MAX_LINES:
        raise PasteError(f"Khối dán có {len(lines)} dòng, nhiều hơn {MAX_LINES}. Chỉ chép các ô số liệu của biểu")
    widest = max(len(line) for line in lines)
    if widest > len(PASTE_COLUMNS):
        raise PasteError(
            f"Khối dán có {widest} cột; biểu nhận một cột số, thêm được cột loại số và cột ghi chú. Chép lại đúng cột"
        )
    return [line + [""] * (widest - len(line)) for line in lines]


def match_line(
    line: list[str],
    number: int,
    element: DataElement,
    held: Figure | None,
    before: Mapping[str, Figure],
    form: Submission,
    *,
    by: User,
    now: datetime,
) -> Pasted:
    """What becomes of one line in the cell that it meets."""
    text, kind_text, note = (*line, "", "")[:3]
    place, version = f"Ô {number}", held.version if held is not None else 0
    shown = (text or kind_text)[:60]
    last = last_year(before.get(element.code))
    now_held = figure_text(held) if held is not None and held.entry != Entry.BLANK else ""
    if not text and not kind_text:
        kept = f"giữ {now_held}" if now_held else "giữ ô trống"
        return Pasted(place, element.code, "ô trống", Match.SKIPPED, f"Dòng trống, {kept}")
    kind = kind_of(text, kind_text, held)
    if kind is None:
        return Pasted(
            place, element.code, shown, Match.REFUSED, f"Không nhận: “{kind_text[:30]}” không phải là loại số"
        )
    entry = Entry(kind) if kind in (Entry.NOT_APPLICABLE, Entry.MISSING) else Entry.NUMBER
    typed = text if entry == Entry.NUMBER else ""
    change = Change(
        element.code,
        text=typed,
        entry=entry,
        quality=Quality.ESTIMATE if kind == Quality.ESTIMATE else Quality.FINAL,
        note=note or (held.note if held is not None else ""),
        seen_version=version,
    )
    outcome = weigh(change, element, held, form, by=by, now=now)
    if outcome.theirs is not None and text == now_held:
        return Pasted(place, element.code, shown, Match.SAME, "Đã nhập ở kế hoạch khác, đúng số này")
    if outcome.error:
        return Pasted(place, element.code, shown, Match.REFUSED, f"Không nhận: {outcome.error}")
    if not outcome.saved:
        return Pasted(place, element.code, shown, Match.SAME, "Đang có đúng số này")
    year = form.period.year - 1
    message = f"thay {now_held}; năm {year}: {last}" if now_held else f"năm {year}: {last}"
    match = Match.CHANGED if now_held else Match.TAKEN
    return Pasted(place, element.code, shown, match, message, typed, kind, change.note, version)


def kind_of(text: str, kind_text: str, held: Figure | None) -> str | None:
    """The kind of a pasted cell: from its column, a word or key instead of the number, else what it has; or None."""
    if search_key(kind_text):
        return KINDS_BY_LABEL.get(search_key(kind_text))
    key = search_key(text)
    if key in ENTRY_LETTERS:
        return ENTRY_LETTERS[key]
    if KINDS_BY_LABEL.get(key) in (Entry.NOT_APPLICABLE, Entry.MISSING):
        return KINDS_BY_LABEL[key]
    was_estimate = held is not None and held.entry == Entry.NUMBER and held.quality == Quality.ESTIMATE
    return Quality.ESTIMATE if was_estimate else Quality.FINAL
