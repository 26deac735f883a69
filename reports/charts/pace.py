"""Two bars, per year: how much was achieved and how much is needed. A negative pace goes left of zero."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from reports.charts.marks import Scale, box, chart, line_mark, text, text_px

PACE_HEIGHT = 46
LABELS_END, RIGHT = Decimal(30), Decimal(97)
BAR_HEIGHT = 16
PACE_WIDTH = Decimal(240)
CROWDED = Decimal(84)  # right of this a number would leave the drawing
ROWS = ((4, "pace-got", "đã đạt"), (28, "pace-need", "cần có"))


@dataclass(frozen=True)
class Pace:
    """Changes per year in the unit of the indicator, positive = the direction of the plan's numbers."""

    achieved: Decimal | None
    needed: Decimal | None
    achieved_text: str
    needed_text: str
    sentence: str


def pace_bars(data: Pace) -> SafeString:
    """46 px high; a pace that is not known is written, not drawn."""
    known = [value for value in (data.achieved, data.needed) if value is not None]
    low, high = min([*known, Decimal(0)]), max([*known, Decimal(0)])
    # Two paces of nothing leave no length; the zero line then stands at the left.
    across = Scale(low, high if high > low else low + 1, LABELS_END, RIGHT)
    zero = across.at(Decimal(0))
    parts = [line_mark(zero, Decimal(1), zero, Decimal(PACE_HEIGHT), "base-mark")] if low < 0 else []
    for (top, look, word), value, written in zip(
        ROWS, (data.achieved, data.needed), (data.achieved_text, data.needed_text), strict=True
    ):
        parts.append(text(Decimal(0), top + 13, word))
        parts += pace_bar(zero, across.at(value) if value is not None else zero, top, look, written)
    return chart("pace-bars", PACE_HEIGHT, data.sentence, parts)


def pace_bar(zero: Decimal, end: Decimal, top: int, look: str, written: str) -> list[str]:
    """The number stands in its bar where it fits, else beside it."""
    room = abs(end - zero) * PACE_WIDTH / 100
    fits = room > text_px(written) + 16
    parts = [box(zero, end, top, BAR_HEIGHT, look)] if end != zero else []
    if fits:
        return [*parts, text(min(zero, end) + 3, top + 13, written, "on-bar" if look == "pace-got" else "strong")]
    right = max(zero, end)
    place = (right + 2, "strong") if right < CROWDED else (min(zero, end) - 2, "strong end")
    return [*parts, text(place[0], top + 13, written, place[1])]
