"""Reading one JSON request: every refusal names the field, in Vietnamese and in English."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NoReturn, TypeVar

FIRST_YEAR, LAST_YEAR = 1900, 2200
# The range of normal double-precision numbers: what JSON readers everywhere can hold.
LARGEST_EXPONENT = 307

Word = TypeVar("Word", bound=StrEnum)


class RequestError(Exception):
    """A request that cannot be answered: `field` is a dotted path, `vi` and `en` say why and how to mend it."""

    def __init__(self, field: str, vi: str, en: str) -> None:
        super().__init__(f"{field}: {en}")
        self.field = field
        self.vi = vi
        self.en = en

    @property
    def body(self) -> dict[str, dict[str, str]]:
        """The error as the interface shows it: {"error": {"field", "vi", "en"}}."""
        return {"error": {"field": self.field, "vi": self.vi, "en": self.en}}


def refuse(field: str, vi: str, en: str) -> NoReturn:
    raise RequestError(field, vi, en)


def to_number(value: object, path: str) -> Decimal:
    """A finite number as Decimal; true and false, text and anything else are refused."""
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        refuse(
            path,
            "Cần một số, không đặt trong ngoặc kép, ví dụ 72.5.",
            "A number is needed, without quotation marks, for example 72.5.",
        )
    if not isinstance(value, int) and not math.isfinite(value):
        refuse(
            path,
            "NaN và vô cực không phải là số liệu; ghi một số, hoặc null nếu chưa có.",
            "NaN and infinity are not figures; give a number, or null if there is none.",
        )
    # The shortest digits that mean this float, which is what its writer wrote: 0.1, not 0.1000000000000000055.
    number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if number and abs(number.adjusted()) > LARGEST_EXPONENT:
        refuse(
            path,
            "Số quá lớn hoặc quá nhỏ để tính; kiểm tra lại số và đơn vị.",
            "The number is too large or too small to work with; check it and its unit.",
        )
    # A zero may be written with any exponent: from here on 0e-400 is the plain one.
    return number or Decimal(0)


def to_year(value: object, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not FIRST_YEAR <= value <= LAST_YEAR:
        refuse(
            path,
            f"Năm phải là số nguyên từ {FIRST_YEAR} đến {LAST_YEAR}, ví dụ 2025.",
            f"A year must be a whole number from {FIRST_YEAR} to {LAST_YEAR}, for example 2025.",
        )
    return value


def to_optional_number(value: object, path: str) -> Decimal | None:
    return None if value is None else to_number(value, path)


@dataclass(frozen=True)
class YearRow:
    """One row of a list: a year and what stands after it. path names the row."""

    path: str
    year: int
    numbers: tuple[Decimal | None, ...]


@dataclass(frozen=True)
class Fields:
    """The fields of one JSON object and where it stands in the request."""

    path: str
    values: Mapping[str, object]

    @classmethod
    def of(cls, value: object, path: str) -> "Fields":
        if not isinstance(value, Mapping):
            refuse(path, "Cần một đối tượng JSON { … }.", "A JSON object { … } is needed.")
        return cls(path, value)

    def at(self, name: str) -> str:
        """The dotted path of a field."""
        return f"{self.path}.{name}" if self.path else name

    def given(self, name: str) -> bool:
        """False when the field is absent or null, which is the same."""
        return self.values.get(name) is not None

    def need(self, name: str) -> object:
        if not self.given(name):
            refuse(
                self.at(name),
                f'Thiếu mục "{name}"; hãy bổ sung.',
                f'The field "{name}" is missing; add it.',
            )
        return self.values[name]

    def number(self, name: str) -> Decimal:
        return to_number(self.need(name), self.at(name))

    def optional_number(self, name: str) -> Decimal | None:
        return to_optional_number(self.values.get(name), self.at(name))

    def year(self, name: str) -> int:
        return to_year(self.need(name), self.at(name))

    def optional_year(self, name: str) -> int | None:
        return self.year(name) if self.given(name) else None

    def word(self, name: str, vocabulary: type[Word]) -> Word:
        return to_word(self.need(name), vocabulary, self.at(name))

    def optional_word(self, name: str, vocabulary: type[Word]) -> Word | None:
        return self.word(name, vocabulary) if self.given(name) else None

    def items(self, name: str) -> Sequence[object]:
        """A list. Its items are still unread."""
        value = self.need(name)
        if not isinstance(value, list | tuple):
            refuse(self.at(name), "Cần một danh sách [ … ].", "A list [ … ] is needed.")
        return value

    def rows(self, name: str, columns: str) -> tuple[YearRow, ...]:
        """Rows such as [year, value]; `columns` names them in messages. Years must increase strictly."""
        width = len(columns.split(","))
        rows: list[YearRow] = []
        for index, item in enumerate(self.items(name)):
            path = f"{self.at(name)}[{index}]"
            if not isinstance(item, list | tuple) or len(item) != width:
                refuse(
                    path,
                    f"Mỗi dòng phải có dạng [{columns}].",
                    f"Each row must have the form [{columns}].",
                )
            year = to_year(item[0], path)
            # Asked for, not made: sorting would hide one year typed for another.
            if rows and year <= rows[-1].year:
                refuse(
                    path,
                    f"Năm {year} bị lặp hoặc sai thứ tự; xếp các năm tăng dần, mỗi năm một dòng.",
                    f"Year {year} is repeated or out of order; list the years upwards, one row each.",
                )
            rows.append(YearRow(path, year, tuple(to_optional_number(cell, path) for cell in item[1:])))
        return tuple(rows)


def to_word(value: object, vocabulary: type[Word], path: str) -> Word:
    words = [str(member) for member in vocabulary]
    if not isinstance(value, str) or value not in words:
        listed = ", ".join(words)
        refuse(path, f"Chỉ nhận một trong các giá trị: {listed}.", f"Must be one of: {listed}.")
    return vocabulary(value)


def year_keys(fields: Fields) -> dict[int, Decimal]:
    """An object whose keys are years and whose values are numbers; a null is left out."""
    plan: dict[int, Decimal] = {}
    for key, value in fields.values.items():
        path = fields.at(printable(key))
        # The keys of an object are text, and Python would also take " 2025" and digits of other scripts for a number.
        digits = isinstance(key, str) and re.fullmatch(r"[0-9]{4}", key)
        year = to_year(int(key) if digits else key, path)
        number = to_optional_number(value, path)
        if number is not None:
            plan[year] = number
    return plan


def printable(key: object) -> str:
    """A key of the request, shortened and safe to print in a message."""
    return str(key)[:60].encode("ascii", "backslashreplace").decode("ascii")


def leaves(value: object, path: str, in_row: bool = False) -> Iterable[tuple[str, object]]:
    """Every plain value under `value` with its path; the cells of a row carry the path of the row."""
    if isinstance(value, Mapping):
        for key, item in value.items():
            name = printable(key)
            yield from leaves(item, f"{path}.{name}" if path else name)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            yield from leaves(item, path if in_row else f"{path}[{index}]", in_row=True)
    else:
        yield path, value


def largest_number(value: object, path: str) -> str:
    """Path of the number farthest from zero: the likeliest cause of a result that is not finite."""
    found = [
        (abs(to_number(item, where)), where)
        for where, item in leaves(value, path)
        if isinstance(item, int | float | Decimal) and not isinstance(item, bool)
    ]
    return max(found, key=lambda pair: pair[0])[1] if found else path
