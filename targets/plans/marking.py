"""The numbers of a plan's document in their places: every digit belongs to a row, so that none is left unseen."""

import re
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

from targets.plan_text.documents.blocks import Block, BlockLevel, read_blocks
from targets.plan_text.exclusions import hidden_spans

DraftRow = dict[str, Any]
# Where a row's number begins and ends in a block, and the row.
MarkSpan = tuple[int, int, DraftRow]

# Digits that do not go on from a letter ("K12"), with what belongs to them: 1.150.000, 55,5%, 10/KH-UBND.
NUMBERISH = re.compile(r"(?<![^\W\d_])\d(?:[\w.,/%:-]*[\w%])?")
# "cách mạng công nghiệp 4.0", "Covid-19", "ASEAN 4": part of a name.
NAMED_BEFORE = re.compile(r"(?:công nghiệp|cách mạng|covid|asean)[\s-]*$", re.IGNORECASE)
YEAR_OR_YEARS = re.compile(r"(?:19|20)\d\d(?:\s*[-–]\s*(?:19|20)\d\d)?")
DAY_OF_YEAR = re.compile(r"\d{1,2}/\d{1,2}(?:/\d{4})?")
DOCUMENT_NUMBER = re.compile(r"\d+[a-z]?(?:/\d{4})?[/-][A-ZĐ][\wĐđ/-]*|\d+/\w*[A-ZĐ][\wĐđ/-]*")
PLACE_BEFORE = re.compile(
    r"(?:điều|khoản|điểm|mục|phụ lục|biểu|mẫu|phần|chương|số:?|chỉ thị|nghị quyết|quyết định|khóa|khoá|lần thứ)\s*$",
    re.IGNORECASE,
)
DAY_BEFORE = re.compile(r"(?:ngày|tháng|mùng|quý)\s*$", re.IGNORECASE)
DAY_OR_END_BEFORE = re.compile(r"(?:ngày|trước|hết|đến|hạn|từ|và|lần lượt)\s*$", re.IGNORECASE)
YEARS_AFTER = re.compile(r"\s*(?:năm|tháng|ngày|tuần|giờ)\b", re.IGNORECASE)
COPIES = re.compile(r"\(\s*$")
COPIES_OF = re.compile(r"lưu\b|\bVT\b|nơi nhận", re.IGNORECASE)
COUNTED_AFTER = re.compile(
    r"\s*(?:lượt\b|người\b|lao động|học\b|giáo viên|nhà giáo|trường\b|cơ sở|doanh nghiệp|hộ\b|lớp\b|%)", re.IGNORECASE
)
MONTHS, DAYS = 12, 31


def block_spans(blocks: Sequence[Block], rows: Sequence[DraftRow]) -> list[list[MarkSpan]]:
    """For each block the numbers in it that belong to a row, in their order, none over another."""
    found: list[list[MarkSpan]] = [[] for _ in blocks]
    for row in rows:
        if not row.get("sentence"):
            continue
        held = row.get("block")
        # Rows of the reader know their sentence and no block: the first block that holds it is theirs.
        for place in [held] if held is not None and held < len(blocks) else range(len(blocks)):
            start = blocks[place].text.find(row["sentence"])
            if start >= 0:
                found[place].append((start + row["start"], start + row["end"], row))
                break
    return [list(without_overlaps(spans)) for spans in found]


def without_overlaps(spans: list[MarkSpan]) -> Iterator[MarkSpan]:
    at = 0
    for start, end, row in sorted(spans, key=lambda span: span[:2]):
        if start >= at and end > start:
            yield start, end, row
            at = end


def other_numbers(text: str, rows: Sequence[DraftRow]) -> list[DraftRow]:
    """Rows for the numbers of a text that no row has: years, days and documents aside, what is left is to be seen."""
    blocks = read_blocks(text)
    numbers = count(1 + max((int(row["key"][1:]) for row in rows if row["key"][0] == "n"), default=0))
    made = []
    for place, (block, spans) in enumerate(zip(blocks, block_spans(blocks, rows), strict=True)):
        for found in unmarked_numbers(block.text, spans):
            reason = why_aside(block, found)
            made.append(
                {
                    "key": f"n{next(numbers)}",
                    "state": "refused" if reason else "offered",
                    "text": found[0],
                    "reason": reason or "elsewhere",
                    "citation": "",
                    "sentence": block.text,
                    "start": found.start(),
                    "end": found.end(),
                    "block": place,
                }
            )
    return made


def unmarked_numbers(text: str, spans: list[MarkSpan]) -> Iterator[re.Match[str]]:
    """The numbers of a text between those that belong to a row."""
    at = 0
    for start, end, _ in [*spans, (len(text), len(text), {})]:
        yield from NUMBERISH.finditer(text, at, start)
        at = end


def why_aside(block: Block, found: re.Match[str]) -> str:
    """Why a number counts nothing: a year, a day, the number of a document or of copies; "" where it may count."""
    text, before, after = found[0], block.text[: found.start()], block.text[found.end() :]
    if YEAR_OR_YEARS.fullmatch(text) and not COUNTED_AFTER.match(after):
        return "year"
    if DOCUMENT_NUMBER.fullmatch(text) or PLACE_BEFORE.search(before):
        return "reference"
    if is_day(text, before):
        return "day"
    if NAMED_BEFORE.search(before) or (COPIES.search(before) and COPIES_OF.search(block.text)):
        return "reference"
    if any(start < found.end() and found.start() < end for start, end in hidden_spans(block.text)):
        return "reference"
    if block.level <= BlockLevel.SUBSECTION and YEARS_AFTER.match(after):
        return "span"
    return ""


def is_day(text: str, before: str) -> bool:
    """Whether it is a day or a month: "20/02/2026", "trước ngày 10/6", "ngày 12"."""
    if text.isdecimal():
        # A year behind "tháng" or "quý" has four digits and is no day.
        return len(text) <= len("31") and bool(DAY_BEFORE.search(before))
    if not DAY_OF_YEAR.fullmatch(text):
        return False
    day, month, *year = (int(part) for part in text.split("/"))
    return 1 <= day <= DAYS and 1 <= month <= MONTHS and bool(year or DAY_OR_END_BEFORE.search(before))
