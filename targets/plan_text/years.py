"""The years that a text names, and what for: the year of a target, a period, a base, a result, a beginning."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

YEAR = r"(?:19[89]|20[0-9])\d"


class YearRole(StrEnum):
    AT = "at"
    BASE = "base"
    PAST = "past"
    SINCE = "since"


@dataclass(frozen=True)
class YearMark:
    """A place that names a year. `from_year` is the first year of a period, else None."""

    start: int
    end: int
    year: int
    from_year: int | None
    role: YearRole = YearRole.AT


PERIOD = re.compile(
    rf"(?:(?:trong|cả|suốt|qua)\s+)?(?:(?:các|\d{{1,2}}|năm)\s+năm\s+)?(?:giai\s+đoạn|thời\s+kỳ|nhiệm\s+kỳ|từ(?:\s+(?:đầu\s+)?năm)?|"
    rf"các\s+năm|năm)?\s*\(?(?P<a>{YEAR})\s*(?:-|–|—|đến|tới)\s*(?:hết\s+)?(?:cuối\s+)?(?:năm\s+)?(?P<b>{YEAR})\b",
    re.IGNORECASE,
)
ONE = re.compile(
    rf"(?P<lead>(?:(?:so(?:\s+với)?|bằng|như|cùng\s+kỳ|kết\s+quả|thực\s+hiện|mức|trước|sau|từ|kể\s+từ|bắt\s+đầu|của|đến|tới|vào|hết|cuối|đầu|"
    rf"thời\s+điểm|nay|trong|giữa|quý\s+[iv\d]+|đạt\s+được|tại|số|liệu|giá\s+trị|ban\s+đầu|tính)\s+)*)"
    rf"(?P<word>năm\s+)?(?P<year>{YEAR})\b(?![.\d/-]*\d)",
    re.IGNORECASE,
)
DAY = re.compile(
    rf"(?P<lead>(?:\w+\s+){{0,3}})\d{{1,2}}\s*(?:/|tháng)\s*\d{{1,2}}\s*(?:/|năm)\s*(?P<year>{YEAR})\b", re.IGNORECASE
)
BASE = re.compile(r"\bso\b|cùng\s+kỳ|kết\s+quả|thực\s+hiện|\bcủa\b|như\b|bằng\b|số\s+liệu|giá\s+trị", re.IGNORECASE)
# "gấp đôi năm 2025": the year of what is multiplied.
MULTIPLE = re.compile(r"\b(?:lần|đôi|rưỡi)\s+$", re.IGNORECASE)
TARGET_DAY = re.compile(r"\b(?:đến|trước|hết|tới|vào)\b", re.IGNORECASE)
PAST_DAY = re.compile(r"tính\s+(?:đến|tới)", re.IGNORECASE)


def year_marks(text: str) -> list[YearMark]:
    """Every year named in a sentence, in order. Days of documents are no years of anything."""
    taken: list[tuple[int, int]] = []
    marks: list[YearMark] = []
    # The longer form first, so that the years of a period or a day are not found once more alone.
    for mark in (*periods(text), *days(text), *single_years(text)):
        if any(mark.start < end and start < mark.end for start, end in taken):
            continue
        taken.append((mark.start, mark.end))
        marks.append(mark)
    return sorted(marks, key=lambda mark: mark.start)


def periods(text: str) -> Iterator[YearMark]:
    """Years from … to …, marked by the last; one that is compared with is a base."""
    for found in PERIOD.finditer(text):
        first, last = int(found["a"]), int(found["b"])
        if first < last:
            based = re.search(r"(?:so với|kết quả|cùng kỳ)\s*$", text[: found.start()].lower())
            yield YearMark(found.start(), found.end(), last, first, YearRole.BASE if based else YearRole.AT)


def days(text: str) -> Iterator[YearMark]:
    """Whole days: a limit names its year, any other day has passed."""
    for found in DAY.finditer(text):
        lead = text[max(0, found.start() - 12) : found.start()] + found["lead"]
        year = int(found["year"])
        if PAST_DAY.search(lead):
            yield YearMark(found.start(), found.end(), year, None, YearRole.PAST)
        elif TARGET_DAY.search(lead):
            yield YearMark(found.start(), found.end(), year, None)
        else:
            yield YearMark(found.start(), found.end(), year, None, YearRole.PAST)


def single_years(text: str) -> Iterator[YearMark]:
    """Years by themselves, with what the words before them make of each."""
    for found in ONE.finditer(text):
        if not found["word"] and not bare_year(text, found):
            continue
        lead, year = found["lead"].lower(), int(found["year"])
        if BASE.search(lead) or MULTIPLE.search(text[: found.start()]):
            role = YearRole.BASE
        elif re.search(r"(?:từ|kể từ|bắt đầu|sau)\s+(?:đầu\s+)?$", lead):
            role = YearRole.SINCE
        else:
            role = YearRole.AT
        # "trước năm 2030" is good until the end of 2029.
        before = role is YearRole.AT and bool(re.search(r"trước\s*$", lead))
        yield YearMark(found.start(), found.end(), year - 1 if before else year, None, role)


def bare_year(text: str, found: re.Match[str]) -> bool:
    """Whether four digits without the word "năm" are a year: nothing countable follows."""
    after = text[found.end() : found.end() + 12].lower()
    before = text[max(0, found.start("year") - 2) : found.start("year")]
    if before.endswith(("/", "-", ".", ",")):
        return False
    return bool(found["lead"].strip()) or re.match(r"\s*(?:[:;,.)|]|$|đạt|là|và|có|phải)", after) is not None


def heading_year(title: str) -> YearMark | None:
    """The year that a heading gives to all below it; of several the last, but a vision never outdoes a target."""
    marks = [mark for mark in year_marks(title) if mark.role is YearRole.AT]
    if not marks:
        return None
    cut = re.search(r"tầm nhìn|hướng tới|định hướng", title.lower())
    before = [mark for mark in marks if cut is None or mark.start < cut.start()]
    return (before or marks)[-1]
