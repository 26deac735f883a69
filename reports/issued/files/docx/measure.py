"""How wide a text is printed in Times New Roman, to draw lines as long as their text and to break titles evenly.

The widths are those of the typeface (Liberation Serif has the same by design), in thousandths of the letter size.
A mark above or below a letter takes no room.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

DEFAULT_WIDTH = 500
# Not the dash between two years.
NAME_DASH = re.compile(r"(?<!\d) - (?!\d)")
REGULAR = {
    180: "'", 250: " ,.\u00a0", 278: "/:;\\ijlt", 333: "!()-[]`fr·I", 389: "Js", 408: '"', 444: "?acez“”",
    500: "$#*0123456789_bdghknopquvxyđ–", 556: "FPS", 564: "+<=>", 611: "ELTZ", 667: "BCR",
    722: "ADGHKNOQUVXYwĐ", 778: "&m", 833: "%", 889: "M", 921: "@", 944: "W", 1000: "—…",
}  # fmt: skip
BOLD = {
    250: " ,.\u00a0", 278: "'/\\il", 333: "!()-:;[]`fjt·", 389: "Is", 444: "cerz", 556: "Sbdhknpquđ", 570: "+<=>",
    611: "FP", 667: "BELTZ", 722: "ACDNRUVXYwĐ", 778: "GHKOQ", 833: "&m", 930: "@", 944: "M", 1000: "%W—…",
}  # fmt: skip
WIDTHS = {
    is_bold: {letter: width for width, letters in table.items() for letter in letters}
    for is_bold, table in ((False, REGULAR), (True, BOLD))
}


@dataclass(frozen=True)
class Face:
    """How a style prints its letters; `size` in points."""

    size: float
    bold: bool = False


@lru_cache(maxsize=4096)
def text_width(text: str, face: Face) -> int:
    """The width in twips of the text on one line."""
    widths = WIDTHS[face.bold]
    letters = (letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))
    return round(sum(widths.get(letter, DEFAULT_WIDTH) for letter in letters) * face.size * 20 / 1000)


def evenly_broken(text: str, face: Face, room: int) -> list[str]:
    """The text in as few lines as fit into `room` twips, all about equally long, broken between words.

    Worked example: "SỞ GIÁO DỤC VÀ ĐÀO TẠO" in a space for 15 letters is "SỞ GIÁO DỤC", "VÀ ĐÀO TẠO", not
    "SỞ GIÁO DỤC VÀ", "ĐÀO TẠO". A name in two lines breaks at its dash: "SỞ LAO ĐỘNG -", "THƯƠNG BINH VÀ XÃ HỘI".
    """
    at_dash = [f"{part} -" if place == 0 else part for place, part in enumerate(NAME_DASH.split(text, maxsplit=1))]
    fewest = len(filled_lines(text, face, room))
    if fewest == len(at_dash) == 2 and all(text_width(part, face) <= room for part in at_dash):
        return at_dash
    narrow, wide = text_width(text, face) // max(fewest, 1), room
    # Twenty twips are one point, which nobody sees.
    while wide - narrow > 20:
        middle = (narrow + wide) // 2
        narrow, wide = (narrow, middle) if len(filled_lines(text, face, middle)) <= fewest else (middle, wide)
    return filled_lines(text, face, wide)


def filled_lines(text: str, face: Face, room: int) -> list[str]:
    """The lines of the text when each takes as many words as it can; a word that is too long stands alone."""
    lines: list[str] = []
    for word in filter(None, text.replace("\n", " ").split(" ")):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, face) <= room:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines
