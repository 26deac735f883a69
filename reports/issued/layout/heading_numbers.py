"""The numbers that official documents give their parts: I., 1., a) and "Phụ lục I". Pure Python.

What already carries a number of its own keeps it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from reports.issued.content.schema import Block, Paragraph

ROMAN = ((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
# Points follow the Vietnamese alphabet: f, j, w and z are not in it, marked vowels are not used.
HEADING_LETTERS = "abcdđeghiklmnopqrstuvxy"
OWN_NUMBER = re.compile(r"([IVXLC]+|\d+)\.\s|(\d+|[a-zđ])\)\s")


def roman(number: int) -> str:
    """4 -> "IV"."""
    written = ""
    for value, sign in ROMAN:
        written += sign * (number // value)
        number %= value
    return written


def section_title(place: int, title: str) -> str:
    """The heading of the part at this place, from 1: "II. KẾT QUẢ THỰC HIỆN"."""
    return (title if OWN_NUMBER.match(title) else f"{roman(place)}. {title}").upper()


def annex_name(place: int, count: int) -> str:
    """Roman numerals when there are two annexes or more; a lone one has none."""
    return f"Phụ lục {roman(place)}" if count > 1 else "Phụ lục"


def with_heading_numbers(blocks: Sequence[Block]) -> Iterator[Block]:
    """The blocks of one part, its headings numbered 1., 2. and below each a), b)."""
    first = second = 0
    for block in blocks:
        number = ""
        if isinstance(block, Paragraph) and block.style == "heading1":
            first, second = first + 1, 0
            number = f"{first}. "
        elif isinstance(block, Paragraph) and block.style == "heading2":
            number = f"{HEADING_LETTERS[second % len(HEADING_LETTERS)]}) "
            second += 1
        yield replace(block, text=number + block.text) if number and not OWN_NUMBER.match(block.text) else block
