"""Whether a number holds for each year, or on average for a year: which words say so, and for which numbers."""

import re

AVERAGE = "average_per_year"
EVERY_YEAR = "every_year"

AVERAGE_WORDS = re.compile(
    r"(?:bình\s+quân|trung\s+bình|tính\s+trung\s+bình)\s*(?:là\s+)?(?:mỗi|hằng|hàng|một|từng|theo|trong|cả|các)?\s*(?:một\s+)?năm\b|"
    r"(?:mỗi|hằng|hàng|một)\s+năm\s+(?:bình\s+quân|trung\s+bình)",
    re.IGNORECASE,
)
EVERY_WORDS = re.compile(
    r"(?:định\s+kỳ\s+)?(?:hằng|hàng|mỗi|từng)\s+năm\b|năm\s+nào\s+cũng|các\s+năm\s+(?:sau|tiếp)|(?<=[%\w])\s*/\s*(?:1\s+)?năm\b|"
    r"\btrong\s+(?:một|1)\s+năm\b|\bmột\s+năm\b",
    re.IGNORECASE,
)
AVERAGE_LEAD = re.compile(
    r"\b(?:bình\s+quân|trung\s+bình)\s*(?:đạt|tăng|giảm|từ|khoảng|trên|ít\s+nhất|là|\s)*$", re.IGNORECASE
)


def governing_rhythm(
    text: str, start: int, end: int, number: tuple[int, int], numbers: list[int], years: list[int]
) -> str | None:
    """The rhythm of a number in the clause text[start:end].

    `numbers` are the places of all numbers in the clause, `years` those of the single years that it names: a year named
    after a number of the rhythm begins something else ("Hằng năm mở 5 lớp, đến năm 2030 đạt 60%").
    """
    number_start, number_end = number
    after = rhythm_after(text, end, number_end, [place for place in numbers if place >= number_end])
    if after == EVERY_YEAR and AVERAGE_LEAD.search(text[start:number_start]):
        return AVERAGE
    if after:
        return after
    spans = [(found.start(), found.end(), AVERAGE) for found in AVERAGE_WORDS.finditer(text, start, number_start)]
    for found in EVERY_WORDS.finditer(text, start, number_start):
        inside = any(first <= found.start() < last for first, last, _ in spans)
        if not inside and not belongs_before(text, found, start, numbers):
            spans.append((found.start(), found.end(), EVERY_YEAR))
    if not spans:
        return None
    # The rhythm that stands nearest before the number governs it.
    _, last, rhythm = max(spans)
    ended = any(last < first < year < number_start for first in numbers for year in years)
    return None if ended else rhythm


def rhythm_after(text: str, end: int, number_end: int, later: list[int]) -> str | None:
    """A rhythm that follows its number within the same part: "3 vụ mỗi năm", "5%/năm"."""
    stop = min([end, *later])
    part = re.split(r"[,;:(](?:\s|$)|\s(?:và|còn)\s", text[number_end:stop])[0]
    if AVERAGE_WORDS.search(part):
        return AVERAGE
    found = EVERY_WORDS.search(text, number_end, number_end + len(part))
    return EVERY_YEAR if found else None


def belongs_before(text: str, found: re.Match[str], start: int, numbers: list[int]) -> bool:
    """Whether "mỗi năm" closes the part of an earlier number, and so says nothing of the later ones."""
    earlier = [place for place in numbers if start <= place < found.start()]
    if not earlier:
        return False
    if re.match(r"\s*/", found[0]):
        return True
    between = text[earlier[-1] : found.start()]
    return not re.search(r"[,:;(]\s|\s(?:và|tính\s+ra)\s", between) or bool(re.match(r"\s*[,;.]", text[found.end() :]))
