"""The document beside the rows of a draft: its parts, and each of its numbers with the row that it belongs to."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from targets.models import PlanDraft
from targets.plan_text.documents.blocks import Block, BlockLevel, read_blocks
from targets.plans.marking import DraftRow, MarkSpan, block_spans
from targets.plans.work import OFFERED, REFUSED, TAKEN, Work

REASONS = {
    "money": "tiền", "age": "tuổi", "span": "thời gian", "grade": "bậc, hạng, lớp", "comparison": "số so sánh",
    "base": "mức gốc", "past": "kết quả đã qua", "condition": "điều kiện", "reference": "số dẫn chiếu",
    "elsewhere": "ngoài phần mục tiêu", "year": "năm", "day": "ngày, tháng",
}  # fmt: skip
# Numbers that say when or which: they count nothing, so they are no numbers that somebody has to see.
ASIDE = ("year", "day", "reference")
# From so many numbers of one kind on a part without targets is shown closed.
WORTH_CLOSING = 3
LONGEST_TAB = 24


@dataclass(frozen=True)
class TextPiece:
    """A stretch of the document; one that is a number has its row, the number of that row, and how it is marked."""

    text: str
    key: str = ""
    look: str = ""
    number: str = ""
    title: str = ""


@dataclass(frozen=True)
class TextBlock:
    pieces: list[TextPiece]
    title: bool


@dataclass(frozen=True)
class DocumentPart:
    """A part of the document, as "III. MỤC TIÊU". `closed` says why nothing of it counts, "" where it is open.

    `offered` are proposals that wait, `unseen` numbers that nobody has looked at; `why` what the reader thinks of them.
    """

    anchor: str
    title: str
    short: str
    blocks: list[TextBlock]
    offered: int
    unseen: int
    why: str
    closed: str


def document_parts(draft: PlanDraft) -> list[DocumentPart]:
    """The parts of a draft's document; empty where it was not read from a text."""
    return [made_part(number, blocks, spans) for number, (blocks, spans) in enumerate(parted(draft))]


def part_rows(draft: PlanDraft, anchor: str) -> list[DraftRow]:
    """The numbers of one part of the document that are offered as no target."""
    for number, (_, spans) in enumerate(parted(draft)):
        if f"part{number}" == anchor:
            return [row for found in spans for _, _, row in found if is_unseen(row)]
    return []


def parted(draft: PlanDraft) -> Iterator[tuple[list[Block], list[list[MarkSpan]]]]:
    blocks = read_blocks(draft.text) if draft.text else []
    spans = block_spans(blocks, [*draft.work["targets"], *draft.work["numbers"]])
    starts = [place for place, block in enumerate(blocks) if block.level is BlockLevel.PART]
    # What stands above the first part is one, too; without any part the whole text is.
    edges = [0, *(place for place in starts if place), len(blocks)]
    for first, last in pairwise(edges):
        if first < last:
            yield blocks[first:last], spans[first:last]


def made_part(number: int, blocks: list[Block], spans: list[list[MarkSpan]]) -> DocumentPart:
    rows = [row for found in spans for _, _, row in found]
    unseen = [row for row in rows if is_unseen(row)]
    first = blocks[0]
    named = first.level is BlockLevel.PART
    title = f"{first.mark}. {first.text}" if named else "Đầu văn bản"
    return DocumentPart(
        anchor=f"part{number}",
        title=title[:160],
        short=first.mark if named else "Đầu",
        blocks=[shown_block(block, found) for block, found in zip(blocks, spans, strict=True)],
        offered=sum(row["state"] == OFFERED and not is_number(row) for row in rows),
        unseen=len(unseen),
        why=most_common_reason(unseen),
        closed=why_closed(rows),
    )


def why_closed(rows: list[DraftRow]) -> str:
    """ "24 số là kết quả đã qua" where all numbers of a part were put aside for reasons; "" where one counts."""
    counted = [row for row in rows if row.get("reason") not in ASIDE]
    # One number that counts, or that nobody has looked at, keeps the part open.
    if len(counted) < WORTH_CLOSING or any(row["state"] != REFUSED or not is_number(row) for row in counted):
        return ""
    return f"{len(counted)} số là {most_common_reason(counted)}"


def most_common_reason(rows: list[DraftRow]) -> str:
    reasons = Counter(REASONS.get(row["reason"], "") for row in rows)
    return reasons.most_common(1)[0][0] if reasons else ""


def shown_block(block: Block, spans: list[MarkSpan]) -> TextBlock:
    mark = f"{block.mark}. " if block.mark and block.mark not in "-+" else "- " if block.mark else ""
    # Titles of old documents are often only written in capitals, without any style.
    title = block.is_title or (block.text.isupper() and len(block.text) < 120)
    pieces, at = [TextPiece(mark)], 0
    for start, end, row in spans:
        pieces += [TextPiece(block.text[at:start]), marked_piece(block.text[start:end], row)]
        at = end
    return TextBlock([piece for piece in [*pieces, TextPiece(block.text[at:])] if piece.text], title)


def marked_piece(text: str, row: DraftRow) -> TextPiece:
    if not is_number(row):
        words = {OFFERED: "đề nghị, chờ bạn", TAKEN: "đã nhận", REFUSED: "không phải mục tiêu"}[row["state"]]
        return TextPiece(text, row["key"], row["state"], row["key"][1:], f"Dòng {row['key'][1:]}: {words}")
    if row["reason"] in ASIDE and row["state"] == REFUSED:
        return TextPiece(text, row["key"], "aside", "", REASONS[row["reason"]])
    look = {OFFERED: "unseen", TAKEN: TAKEN, REFUSED: REFUSED}[row["state"]]
    words = "chưa xem" if look == "unseen" else REASONS.get(row["reason"], "không phải mục tiêu")
    return TextPiece(text, row["key"], look, str(row.get("target", ""))[1:], words)


def is_number(row: DraftRow) -> bool:
    """Whether a row is a number that the reader proposes as no target."""
    return bool(row["key"].startswith("n"))


def is_unseen(row: DraftRow) -> bool:
    return is_number(row) and row["state"] == OFFERED


def counted_numbers(work: Work) -> dict[str, int]:
    """How many numbers of the text are taken, offered, put aside and unseen; years, days and documents do not count."""
    targets = [row for row in work["targets"] if row["sentence"]]
    numbers = [row for row in work["numbers"] if row["reason"] not in ASIDE or row["state"] != REFUSED]
    # A number that became a target is counted there.
    alone = [row for row in numbers if not row.get("target")]
    counts = {
        "taken": sum(row["state"] == TAKEN for row in targets),
        "offered": sum(row["state"] == OFFERED for row in targets),
        "refused": sum(row["state"] == REFUSED for row in [*targets, *alone]),
        "unseen": sum(row["state"] == OFFERED for row in alone),
    }
    return counts | {"all": sum(counts.values())}


def open_places(work: Work) -> dict[str, Any]:
    """What still has to be looked at, by kind."""
    return {
        name: sum(row["state"] == OFFERED for row in work[name])
        for name in ("targets", "numbers", "milestones", "duties")
    }
