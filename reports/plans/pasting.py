"""Rows of targets pasted from a table: in the order of the page's own columns, under their names, or by year."""

import re
from typing import Any

from agencies.vietnamese_text import search_key
from reports.plans.page import BASES, SIGNS
from reports.plans.posted import BLANK_TARGET, next_key, typed_level
from targets.plan_text.documents.files import UnreadableFile
from targets.plan_text.documents.text import read_plan_apart
from targets.plan_text.indicators import IndicatorNames
from targets.plans.work import OFFERED, Work, bound_text

PASTED_COLUMNS = ("phrase", "comparator", "low", "year", "basis", "citation")
PASTED_NAMES = {
    "chi tieu": "phrase", "muc tieu": "phrase", "ten": "phrase", "noi dung": "phrase", "so sanh": "comparator",
    "dau": "comparator", "muc": "low", "gia tri": "low", "ke hoach": "low", "nam": "year", "den nam": "year",
    "cach tinh": "basis", "can cu": "citation", "don vi": "unit", "don vi tinh": "unit", "dvt": "unit",
}  # fmt: skip
SIGN_WORDS = {
    **{search_key(words): sign for sign, words in SIGNS.items()}, **{sign: sign for sign in SIGNS}, "≥": ">=",
    "≤": "<=", "it nhat": ">=", "toi thieu": ">=", "dat": ">=", "tu": ">=", "toi da": "<=", "bang": "=", "hon": ">",
}  # fmt: skip
BASIS_WORDS = {search_key(words): basis for basis, words in BASES.items()}
TYPED_LEVEL = re.compile(r"(\D{0,20}?)\s*(\d[\d.,]*)\s*(?:[-–]\s*(\d[\d.,]*))?\s*(.{0,40})")
YEAR_SPAN = re.compile(r"(?:((?:19|20)\d\d)\s*[-–]\s*)?((?:19|20)\d\d)")
MOST_ROWS = 500


def paste_rows(text: str, work: Work, indicators: IndicatorNames) -> int:
    """Put what was pasted at the end of the targets, all of it still to be seen; how many rows."""
    lines = [line.split("\t") for line in text.splitlines() if line.strip()][:MOST_ROWS]
    # A table with a column a year is what plans themselves contain; their own reader knows it.
    rows = named_rows(lines) or rows_by_year(text, indicators)
    for row in rows:
        if "indicators" not in row:
            best, near = indicators.nearest(row["phrase"], row["unit"], row["basis"])
            row |= {"indicator": best or "", "indicators": list(near)}
        key = next_key(work, "targets")
        work["targets"].append({**BLANK_TARGET, **row, "key": key, "state": OFFERED})
    return len(rows)


def named_rows(lines: list[list[str]]) -> list[Work]:
    """Rows under the names of columns, or without names in the order of the page; empty where it is another table."""
    if not lines:
        return []
    head = [PASTED_NAMES.get(search_key(cell).strip(), "") for cell in lines[0]]
    if "phrase" in head and "low" in head:
        return [row for line in lines[1:] if (row := pasted_row(dict(zip(head, line, strict=False))))]
    # Years in place of signs or levels: the other kind of table.
    if any(YEAR_SPAN.fullmatch(cell.strip()) for cell in lines[0][1:3]):
        return []
    named = [dict(zip(PASTED_COLUMNS, line, strict=False)) for line in lines]
    return [row for cells in named if (row := pasted_row(cells))]


def pasted_row(cells: dict[str, str]) -> Work | None:
    """One target from the texts of its cells; None where nothing names a level."""
    level = TYPED_LEVEL.fullmatch(cells.get("low", "").strip())
    if not cells.get("phrase", "").strip() or level is None:
        return None
    wrong: dict[str, str] = {}
    low, high = (typed_level("level", {"level": part or ""}, "", wrong) for part in level.group(2, 3))
    # "Từ 70" in the column of levels says the sign as well.
    sign = SIGN_WORDS.get(search_key(cells.get("comparator", "") or level[1]).strip(), "")
    years = YEAR_SPAN.search(cells.get("basis", "")) or YEAR_SPAN.search(cells.get("year", ""))
    basis = next((one for words, one in BASIS_WORDS.items() if words in search_key(cells.get("basis", ""))), "year")
    row: dict[str, Any] = {
        "phrase": " ".join(cells["phrase"].split())[:200],
        # A bare number in a plan is a floor: "04 trường" is at least four.
        "comparator": "range" if high else sign or ">=",
        "low": low,
        "high": high,
        "unit": (cells.get("unit") or level[4]).strip()[:30],
        "year": int(years[2]) if years else None,
        "basis": basis,
        "citation": " ".join(cells.get("citation", "").split())[:200],
        "sure": "clear" if years else "year",
    }
    if years and years[1] and basis not in ("year", "change"):
        row["from_year"] = int(years[1])
    return row


def rows_by_year(text: str, indicators: IndicatorNames) -> list[Work]:
    """A table with a column for each year, read as one of a plan's own tables."""
    try:
        read = read_plan_apart(text, heading="Mục tiêu", indicators=indicators)
    except UnreadableFile:
        # As of any other block in which no target is found.
        return []
    return [
        {
            **{name: getattr(one, name) for name in ("phrase", "comparator", "unit", "year", "basis", "from_year")},
            "low": bound_text(one.low),
            "high": bound_text(one.high),
            "indicator": one.indicator or "",
            "indicators": list(one.indicators),
            "sure": one.sure.value,
            "citation": "Bảng đã dán",
        }
        for one in read.targets
    ]
