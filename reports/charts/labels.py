"""Puts labels where they hide nothing: each brings its possible places, the first free one is taken."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property

from reports.charts.marks import text_px

# Of letters of 12 px: from one baseline to the next, and how far a letter reaches above its own.
LINE_HEIGHT = 15
ASCENT = 11
SIDES = {"": Decimal(0), "mid": Decimal("0.5"), "end": Decimal(1)}


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels of the assumed width."""

    left: Decimal
    top: Decimal
    right: Decimal
    bottom: Decimal

    def hits(self, other: "Box") -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def overlap(self, other: "Box") -> Decimal:
        """Common area in square pixels."""
        wide = min(self.right, other.right) - max(self.left, other.left)
        high = min(self.bottom, other.bottom) - max(self.top, other.top)
        return wide * high if wide > 0 and high > 0 else Decimal(0)


@dataclass(frozen=True)
class LabelPlace:
    """Where the first baseline would stand, and which side of the text is held there ("", "mid", "end")."""

    x: Decimal
    y: Decimal
    side: str = ""


@dataclass(frozen=True)
class Label:
    """Lines of (text, classes). A label that is not `needed` is left out when no place is free."""

    lines: tuple[tuple[str, str], ...]
    places: tuple[LabelPlace, ...]
    needed: bool = False

    @cached_property
    def width(self) -> Decimal:
        return max(text_px(line, 12, bold="strong" in look or "actual" in look) for line, look in self.lines)

    def box(self, place: LabelPlace) -> Box:
        left = place.x - self.width * SIDES[place.side]
        top = place.y - ASCENT
        return Box(left - 1, top, left + self.width + 1, top + LINE_HEIGHT * len(self.lines))


@dataclass
class LabelBoard:
    """The drawing as far as it is taken."""

    bounds: Box
    taken: list[Box] = field(default_factory=list)

    def block(self, boxes: Iterable[Box]) -> None:
        self.taken += boxes

    def block_line(self, x1: Decimal, y1: Decimal, x2: Decimal, y2: Decimal, half: int = 2) -> None:
        """A slanting line as a chain of small boxes."""
        # A box every eight pixels: a label is fifteen high and slips through none of the gaps.
        count = max(1, int(max(abs(x2 - x1), abs(y2 - y1)) / 8))
        for index in range(count + 1):
            x, y = x1 + (x2 - x1) * index / count, y1 + (y2 - y1) * index / count
            self.taken.append(Box(x - half, y - half, x + half, y + half))

    def is_free(self, box: Box) -> bool:
        """Whether a label there stays inside and hides nothing."""
        edge = self.bounds
        inside = edge.left <= box.left and box.right <= edge.right and edge.top <= box.top and box.bottom <= edge.bottom
        return inside and not any(box.hits(other) for other in self.taken)

    def cost(self, box: Box) -> Decimal:
        """How many square pixels of the label are in the way, those outside twice."""
        whole = (box.right - box.left) * (box.bottom - box.top)
        hidden = sum((box.overlap(other) for other in self.taken if box.hits(other)), Decimal(0))
        # What is cut off at the edge is lost to the reader, what is crossed by a line can still be made out.
        return (whole - box.overlap(self.bounds)) * 2 + hidden

    def settle(self, label: Label) -> LabelPlace | None:
        """The first free place; for a needed label else the least bad one; the place is then taken."""
        boxes = [(place, label.box(place)) for place in label.places]
        found = next(((place, box) for place, box in boxes if self.is_free(box)), None)
        if found is None and label.needed:
            found = min(boxes, key=lambda pair: self.cost(pair[1]))
        if found is None:
            return None
        place, box = found
        self.taken.append(box)
        return place
