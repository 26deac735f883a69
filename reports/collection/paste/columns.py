"""Which column of a pasted block is which: code, name, number, kind of number, note.

A block of one column is numbers. Names and codes of the form say of what each line is, in whatever order; so do the
headings of a table. What could be meant twice is asked.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from agencies.vietnamese_text import search_key
from reports.collection.entry.number_kinds import entry_word, kind_of
from reports.collection.paste.clipboard import PasteError
from reports.collection.paste.questions import Answer, Question
from reports.wording.typed.numbers import visible_number
from reports.wording.typed.text import clean_text
from targets.models import DataElement

# The columns of the XLSX form, in its order; a row of it may be copied along whole, the hidden columns too.
FORM = ("code", "place", "name", "unit", "last", "value", "kind", "note", "version")
# Number, kind and note: what a block may hold without saying of which cells it is.
UNNAMED = 3
# "#" and "=" are Excel's errors and formulas: meant as a value, and to be refused at their own cell.
LOOKS_LIKE_NUMBER = re.compile(r"[-+~≈<>(]?\s*[.,]?\d|[#=]")
# "khoảng 320", "chưa có": no number that can be taken, yet meant for the cell; "Ước 2024" is the head of a column.
MEANT_AS_VALUE = re.compile(r"(?:khoang|uoc|gan|hon|tren|duoi|chung)\s+(?!(?:19|20)\d\d\b)\d|(?:khong|chua)\b")
# "(1)" and "%" stand in the head of a table.
HEAD_SIGN = re.compile(r"\((?:[1-9]|1\d|[A-Za-z])\)|%")
NUMBERING = re.compile(r"^\W*(?:(?:\d+(?:\.\d+)*|[ivx]+|[a-z])[.)/:]+\s*)?\W*")
BRACKETS = re.compile(r"\s*\([^)]*\)\W*$")
INCLUDED = re.compile(r"^trong do\W*")
SHOWN_VALUES = 3


@dataclass(frozen=True)
class Line:
    """One line of the block by what its cells are; `number` counts from 1."""

    number: int
    text: str
    kind: str = ""
    note: str = ""
    code: str = ""
    name: str = ""

    @property
    def is_blank(self) -> bool:
        return not visible_number(self.text) and not self.kind

    @property
    def is_words(self) -> bool:
        """Running text where a number is expected: a heading or a remark, as long as it is no word of the form."""
        return is_words(self.text)


@dataclass(frozen=True)
class PastedBlock:
    """The lines of a block; `is_named`: a code or a name says of which cell each of them is."""

    lines: list[Line]
    is_named: bool


def is_value(text: str) -> bool:
    """A number, or what stands in the place of one; also what was meant as one and cannot be taken."""
    shown = visible_number(text)
    if HEAD_SIGN.fullmatch(shown):
        return False
    return bool(entry_word(shown) or LOOKS_LIKE_NUMBER.match(shown) or MEANT_AS_VALUE.match(search_key(shown)))


def is_words(text: str) -> bool:
    letters = any(letter.isalpha() for letter in text)
    return bool(HEAD_SIGN.fullmatch(text)) or (letters and not is_value(text))


def name_key(text: str) -> str:
    """A name as names are compared: without marks, numbering, unit in brackets and the words "trong đó"."""
    bare = BRACKETS.sub("", NUMBERING.sub("", search_key(clean_text(text))))
    return INCLUDED.sub("", bare).strip(" .:;–-")


def code_key(text: str) -> str:
    return clean_text(text).casefold()


def read_block(
    rows: list[list[str]], elements: Sequence[DataElement], last_year: Mapping[str, str], year: int, chosen: set[str]
) -> PastedBlock | Question:
    """The block by the meaning of its columns, or the question that decides it. Raises PasteError.

    `last_year`: last year's accepted figures in words by element code; `chosen`: codes of answers given before.
    """
    return Columns(rows, elements, last_year, year).read(chosen)


class Columns:
    """The columns of a block beside the elements of a form."""

    def __init__(
        self, rows: list[list[str]], elements: Sequence[DataElement], last_year: Mapping[str, str], year: int
    ) -> None:
        self.rows, self.width, self.year, self.last_year = rows, len(rows[0]), year, last_year
        codes = {element.code.casefold(): element for element in elements}
        names = {name_key(text): element for element in elements for text in (element.short_name, element.name)}
        self.code = self.best(lambda text: code_key(text) in codes)
        # Where codes look like names the same column must not serve as both.
        self.name = self.best(lambda text: name_key(text) in names, but=self.code)
        self.labels = [place for place in (self.code, self.name) if place is not None]
        self.found: list[DataElement | None] = [self.element(row, codes, names) for row in rows]

    def element(
        self, row: list[str], codes: Mapping[str, DataElement], names: Mapping[str, DataElement]
    ) -> DataElement | None:
        by_code = codes.get(code_key(row[self.code])) if self.code is not None else None
        # The code is what no official retypes; a name may have been mended by hand.
        return by_code or (names.get(name_key(row[self.name])) if self.name is not None else None)

    def column(self, place: int) -> list[str]:
        return [row[place] for row in self.rows if row[place]]

    def best(self, fits: Callable[[str], bool], but: int | None = None) -> int | None:
        """The column in which most cells fit, the first of several; None where no cell does."""
        counts = [sum(fits(text) for text in self.column(place)) for place in range(self.width)]
        ranked = sorted((place for place in range(self.width) if place != but), key=lambda place: -counts[place])
        return ranked[0] if ranked and counts[ranked[0]] else None

    def read(self, chosen: set[str]) -> PastedBlock | Question:
        if not self.labels and self.width > UNNAMED:
            raise PasteError(
                f"Khối dán có {self.width} cột mà không có cột tên hay cột mã của biểu; chỉ chép một cột số, thêm được "
                "cột loại số và cột ghi chú"
            )
        value = self.own_layout()
        if value is None:
            candidates = self.number_columns()
            told = [place for place in candidates if f"column-{place + 1}" in chosen]
            if len(candidates) > 1 and not told:
                return self.which_column(candidates)
            value = (told or candidates)[0]
            kind = self.first_right_of(value, lambda text: bool(text) and kind_of(text) is not None)
            note = self.first_right_of(value, lambda text: not is_value(text), but=kind)
        else:
            kind, note = (place if place < self.width else None for place in (value + 1, value + 2))
        lines = [
            Line(
                number=number,
                text=row[value],
                kind=row[kind] if kind is not None else "",
                note=row[note] if note is not None else "",
                code=row[self.code] if self.code is not None else "",
                name=row[self.name] if self.name is not None else "",
            )
            for number, row in enumerate(self.rows, start=1)
        ]
        return PastedBlock(lines, is_named=bool(self.labels))

    def own_layout(self) -> int | None:
        """The place of the numbers where the block is a piece of the XLSX form, from its code or its name onwards."""
        wide = FORM.index("value")
        if self.code is not None and self.code + wide < self.width:
            return self.code + wide
        if self.name is None or self.name + wide - FORM.index("name") >= self.width:
            return None
        # Only with the form's units beside its names: another table has something else three columns further.
        units = [row[self.name + 1] == found.unit for row, found in zip(self.rows, self.found, strict=True) if found]
        return self.name + wide - FORM.index("name") if all(units) else None

    def number_columns(self) -> list[int]:
        """Where the numbers may stand: one place as a rule."""
        right = max(self.labels, default=-1)
        places = [place for place in range(right + 1, self.width) if self.mostly_values(place)]
        if not places and self.labels:
            raise PasteError("Khối dán có tên hoặc mã mà không có cột số bên phải. Chép thêm cột số của năm")
        if not places and self.width > 1 and is_words(self.rows[-1][0]):
            raise PasteError("Khối dán không có cột số. Chép một cột số, thêm được cột tên hoặc mã của biểu")
        if not self.labels and places and any(is_words(row[0]) and is_value(row[places[0]]) for row in self.rows):
            raise PasteError("Cột tên không có tên nào của biểu. Chỉ chép cột số, hoặc chép tên như trên biểu")
        # Each rule narrows the columns only where something is left, the surest first.
        for fewer in (self.with_digits, self.of_this_year, self.not_of_last_year, self.not_counting):
            kept = [place for place in places if fewer(place)]
            places = kept if kept else places
        return places or [0]

    def mostly_values(self, place: int) -> bool:
        texts = self.column(place)
        return sum(map(is_value, texts)) * 2 >= len(texts) > 0

    def with_digits(self, place: int) -> bool:
        return any(letter.isdigit() for text in self.column(place) for letter in text)

    def headings(self, place: int) -> list[str]:
        """What stands in a column above its first number that is none of a year."""
        texts = []
        for text in self.column(place):
            if is_value(text) and visible_number(text) not in (str(self.year), str(self.year - 1)):
                break
            texts.append(search_key(text))
        return texts

    def of_this_year(self, place: int) -> bool:
        return any(str(self.year) in text or "nam nay" in text for text in self.headings(place))

    def not_of_last_year(self, place: int) -> bool:
        if any(str(self.year - 1) in text or "nam truoc" in text for text in self.headings(place)):
            return False
        pairs = [(row[place], found) for row, found in zip(self.rows, self.found, strict=True) if found and row[place]]
        # A column that repeats last year's accepted figures is last year's, whatever its heading.
        return not pairs or any(self.last_year.get(found.code) != text for text, found in pairs)

    def not_counting(self, place: int) -> bool:
        """Not 1, 2, 3 … down the lines, as the first column of a table is."""
        texts = [text for text in self.column(place) if is_value(text)]
        start = int(texts[0]) if re.fullmatch(r"[0-9]{1,3}", texts[0]) else None
        return start is None or len(texts) < 2 or texts != [str(start + step) for step in range(len(texts))]

    def first_right_of(self, value: int, fits: Callable[[str], bool], but: int | None = None) -> int | None:
        """The first column right of the numbers of which at least half of what it holds fits."""
        for place in range(value + 1, self.width):
            texts = self.column(place)
            if place != but and texts and sum(map(fits, texts)) * 2 >= len(texts):
                return place
        return None

    def which_column(self, candidates: list[int]) -> Question:
        answers = []
        for place in candidates:
            shown = [text for text in self.column(place) if is_value(text)][:SHOWN_VALUES]
            answers.append(Answer(f"column-{place + 1}", f"Cột {place + 1}: {'; '.join(shown)} …"))
        return Question(f"Khối dán có {len(candidates)} cột số. Lấy cột nào cho năm {self.year}?", answers)
