"""Lines of a text as it was typed, scanned or copied, put together again as paragraphs, bullets and headings."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum


class BlockLevel(IntEnum):
    """How deep a mark stands in an official document; a table's row and a paragraph without mark stand lowest."""

    PART = 1
    SECTION = 2
    SUBSECTION = 3
    POINT = 4
    BULLET = 5
    SUB_BULLET = 6
    PLAIN = 7
    ROW = 8


@dataclass(frozen=True)
class Block:
    """One paragraph. `mark` is "III", "2", "2.1", "a" or "-"; `line` counts from 0; `emphasised` by the typist."""

    text: str
    mark: str
    level: BlockLevel
    line: int
    emphasised: bool = False

    @property
    def is_title(self) -> bool:
        """A numbered line that names what follows, and is no statement itself."""
        if self.level > BlockLevel.POINT:
            return False
        statement = self.text.endswith((".", ";", "./.")) and len(self.text.split()) > 3
        return not statement and len(self.text.split()) <= 45


MARKS = (
    (BlockLevel.PART, re.compile(r"(?:PHẦN(?: THỨ)?\s+)?([IVX]{1,6})[.)/]\s*(?=\S)")),
    (BlockLevel.PART, re.compile(r"(?:Chương|CHƯƠNG|Phần|PHẦN|Điều|ĐIỀU)\s+([IVX]{1,6}|\d{1,2})[.:]?\s+(?=\S)")),
    (BlockLevel.SUBSECTION, re.compile(r"((?:[IVX]{1,6}\.)?\d{1,2}(?:\.\d{1,2})+)[.)]?\s+(?=\D)")),
    (BlockLevel.SECTION, re.compile(r"(\d{1,2})[.)/](?!\d)\s*(?=\S)")),
    (BlockLevel.POINT, re.compile(r"([a-zđ])[.)]\s*(?=\S)")),
    (BlockLevel.BULLET, re.compile(r"([-–—•*·])\s+(?=\S)|([-–•])(?=[^\W\d])")),
    (BlockLevel.SUB_BULLET, re.compile(r"([+o○])\s+(?=\S)|(\+)(?=\w)")),
)
# "A. MỤC TIÊU": a letter before a line of capitals heads a part as a Roman number does.
LETTERED_PART = re.compile(r"([A-HĐ])[.)/]\s+(?=\S)")
EMPHASIS = re.compile(r"\*{1,3}|_{2,}")
# Spaces of no width, soft hyphens, marks of direction and of byte order: text that was copied has them within words.
HIDDEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"))
FULL_STOPS = (".", ";", ":", "!", "?", "/")
# A line longer than any page is wide: then no line was broken to fit one.
UNWRAPPED = 170


@dataclass(frozen=True)
class TextLine:
    text: str
    number: int
    after_gap: bool
    emphasised: bool


def read_blocks(text: str) -> list[Block]:
    """The paragraphs of a text in their order; wrapped lines are joined, emphasis and page breaks are dropped."""
    lines = list(clean_lines(text))
    width = wrap_width(lines)
    blocks: list[Block] = []
    before: TextLine | None = None
    for line in lines:
        level, mark, rest = read_mark(line.text)
        if before and blocks and level is BlockLevel.PLAIN and continues(blocks[-1], before, line, width):
            blocks[-1] = with_line(blocks[-1], line)
        else:
            blocks.append(Block(rest, mark, level, line.number, line.emphasised))
        before = line
    return blocks


def clean_lines(text: str) -> Iterator[TextLine]:
    normal = unicodedata.normalize("NFC", text).translate(HIDDEN).replace("\u00a0", " ").replace("\r\n", "\n")
    gap = True
    for number, raw in enumerate(normal.replace("\r", "\n").replace("\f", "\n").split("\n")):
        emphasised = bool(re.match(r"\s*(#{1,6}\s|\*\*)", raw))
        line = EMPHASIS.sub("", re.sub(r"^\s*#{1,6}\s+", "", raw)) if not is_row(raw) else raw
        line = line.strip() if is_row(raw) else " ".join(line.split())
        if not line or re.fullmatch(r"[-_=.*\s|:]+", line):
            gap = True
            continue
        yield TextLine(line, number, gap, emphasised)
        gap = False


def is_row(line: str) -> bool:
    """A line of a table: cells apart by a bar or a tab."""
    return line.count("|") >= 2 or len(re.findall(r"\S[ ]*\t+[ ]*\S", line)) >= 2


def read_mark(line: str) -> tuple[BlockLevel, str, str]:
    """BlockLevel, mark and text of a line; a number that begins a sentence ("15 trường ...") is no mark."""
    if is_row(line):
        return BlockLevel.ROW, "", line
    lettered = LETTERED_PART.match(line)
    if lettered and line[lettered.end() :].isupper() and " " in line[lettered.end() :].strip():
        return BlockLevel.PART, lettered[1], line[lettered.end() :].strip()
    for level, pattern in MARKS:
        if found := pattern.match(line):
            mark = next(part for part in found.groups() if part)
            return level, "-" if level is BlockLevel.BULLET else mark, line[found.end() :].strip()
    return BlockLevel.PLAIN, "", line


def wrap_width(lines: list[TextLine]) -> int:
    """Where a wrapped text breaks its lines; 0 where each line is a paragraph of its own."""
    lengths = sorted(len(line.text) for line in lines if not is_row(line.text))
    if len(lengths) < 8 or lengths[-1] > UNWRAPPED:
        return 0
    # Nine lines in ten are at most so long; a few may hang over.
    return lengths[len(lengths) * 9 // 10]


def continues(block: Block, before: TextLine, line: TextLine, width: int) -> bool:
    """Whether a line without a mark goes on with the paragraph before it."""
    if block.level is BlockLevel.ROW or before.text.endswith("./."):
        return False
    first = line.text[0]
    if before.text.endswith(FULL_STOPS):
        full_line = bool(width) and not line.after_gap and len(before.text) >= width * 0.72
        return full_line and (first.islower() or len(before.text) >= width)
    if line.text.isupper():
        return before.text.isupper() and block.level < BlockLevel.POINT and not line.after_gap
    if before.text.endswith((",", "-", "–", " và", " hoặc", " của")):
        return True
    if first.islower() or first in "(%":
        return True
    wrapped = bool(width) and len(before.text) >= width * 0.72 and not before.text.isupper()
    return wrapped and (not line.after_gap or block.level >= BlockLevel.BULLET or first.isdigit())


def with_line(block: Block, line: TextLine) -> Block:
    glue = "" if re.search(r"\w-$", block.text) else " "
    return Block(f"{block.text}{glue}{line.text}", block.mark, block.level, block.line, block.emphasised)


def sentences(text: str) -> list[str]:
    """The sentences of a paragraph; a point inside a number or a short form ends none."""
    parts = re.split(r"(?<=[.!?…])\s+(?=[A-ZĐÀ-ỸÁÂĂÊÔƠƯ“\"(]|\d{1,2}[.)]\s+[A-ZĐ])", text)
    whole: list[str] = []
    for part in parts:
        if whole and re.search(r"(?:^\d{1,2}|\b(?:TP|Tp|ThS|TS|PGS|GS|Q|P|TX|TT|st|tr)|\.\.)\.$", whole[-1]):
            whole[-1] = f"{whole[-1]} {part}"
        else:
            whole.append(part)
    return whole
