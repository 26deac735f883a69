"""The journey of one target: from its baseline on the left to the promise on the right.

All bullets of a table share their geometry, so that rows compare: the baseline stands at 7 %, the weakest end of
the target at 78 %. Moving away goes left of the baseline. A target whose baseline already met it, or that has no
baseline, has no distance to cover: only the side of the mark on which the value lies is drawn.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.safestring import SafeString

from reports.charts.marks import box, chart, line_mark, mark, px, text, text_px
from targets.calculations.statuses import Status

BULLET_HEIGHT = 46
LEFT, BASE, TARGET, RIGHT = Decimal(1), Decimal(7), Decimal(78), Decimal(99)
TRACK_TOP, TRACK_HEIGHT = 12, 12
LABEL_BASELINE = 43
# The narrowest place a bullet is drawn in: labels wider than their room are pushed to the edge.
BULLET_WIDTH = Decimal(270)
NO_VALUE = frozenset({Status.NO_DATA, Status.OVERDUE_NO_DATA, Status.INSUFFICIENT_DATA, Status.NOT_ASSESSED})


@dataclass(frozen=True)
class Bullet:
    """All values in the unit of the indicator, unrounded; None = not known.

    `target` is the weakest end of the promise and `range_end` its other end. `expected_now` is the path in the
    year of the figure (it decides the status), `expected_end_of_year` the path at the end of this year.
    For sums `baseline` is zero.
    """

    sentence: str
    status: str
    baseline: Decimal | None
    target: Decimal
    value: Decimal | None
    range_end: Decimal | None = None
    expected_now: Decimal | None = None
    expected_end_of_year: Decimal | None = None
    rising: bool = True
    baseline_text: str = ""
    target_text: str = ""

    @property
    def has_distance(self) -> bool:
        if self.baseline is None:
            return False
        return self.baseline < self.target if self.rising else self.baseline > self.target

    def at(self, value: Decimal) -> Decimal:
        """The position of a value in percent, not yet held at the edges."""
        share = (value - self.baseline) / (self.target - self.baseline)
        return BASE + (TARGET - BASE) * share

    def held(self, value: Decimal) -> Decimal:
        return min(max(self.at(value), LEFT), RIGHT)

    @property
    def is_met(self) -> bool:
        return self.value >= self.target if self.rising else self.value <= self.target


def bullet(data: Bullet) -> SafeString:
    """The drawing of one bullet, 46 px high, as wide as its place."""
    known = data.value is not None and data.status not in NO_VALUE
    parts = journey(data, known) if data.has_distance else side_only(data, known)
    # Painted in order: the promise lies above the bar that reaches or passes it.
    parts.append(line_mark(TARGET, Decimal(7), TARGET, Decimal(29), "target-mark"))
    parts += labels(data)
    return chart("bullet", BULLET_HEIGHT, data.sentence, parts)


def journey(data: Bullet, known: bool) -> list[str]:
    parts = [
        box(BASE, TARGET, TRACK_TOP, TRACK_HEIGHT, "track" if known else "track dashed-box"),
        *pale_range(data),
        line_mark(BASE, Decimal(8), BASE, Decimal(28), "base-mark"),
    ]
    if known:
        parts += bar(data)
    for value, height, shape in (
        (data.expected_now, 5, '<path d="M-4.5-1h9L0 4.5zM0 2v22" class="pin"/>'),
        (data.expected_end_of_year, 27, '<path d="M0 0 4.5 6h-9z" class="hollow"/>'),
    ):
        if known and value is not None:
            parts.append(mark(data.held(value), height, shape))
    return parts


def pale_range(data: Bullet) -> list[str]:
    if data.range_end is None:
        return []
    return [box(TARGET, data.held(data.range_end), TRACK_TOP, TRACK_HEIGHT, "range")]


def bar(data: Bullet) -> list[str]:
    """The covered part; what runs past the left edge ends in an arrow head."""
    end = data.held(data.value)
    parts = [f'<g class="s-{data.status}">', box(BASE, end, TRACK_TOP + 3, TRACK_HEIGHT - 6, "bar")]
    if abs(end - BASE) < 1:  # a step too small to see still has a side
        parts[1] = box(BASE, BASE + (1 if data.at(data.value) >= BASE else -1), TRACK_TOP + 3, 6, "bar")
    if data.at(data.value) < LEFT:
        parts.append(mark(LEFT, TRACK_TOP + 6, '<path d="M-5 0 1-6.5v13z" class="bar"/>'))
    return [*parts, "</g>"]


def side_only(data: Bullet, known: bool) -> list[str]:
    """No distance to cover: a dashed track and the value on its side of the mark, without a scale."""
    parts = [box(BASE, RIGHT, TRACK_TOP, TRACK_HEIGHT, "dashed-box")]
    if known:
        # Ten percent aside: the side is meant, and no distance.
        side = TARGET + (10 if data.is_met else -10)
        middle = px(Decimal(TRACK_TOP) + Decimal(TRACK_HEIGHT) / 2)
        parts.append(f'<g class="s-{data.status}"><circle cx="{side}%" cy="{middle}" r="5.5" class="bar"/></g>')
    return parts


def labels(data: Bullet) -> list[str]:
    """Baseline and target below the track, pushed inwards where they would leave the drawing."""
    parts = []
    if data.baseline_text:
        # Half of a centred text has to find room between its mark and the edge.
        room = BULLET_WIDTH * BASE / 100
        fits = text_px(data.baseline_text) / 2 <= room
        x, side = (BASE, "faint mid") if fits else (Decimal(0), "faint")
        parts.append(text(x, LABEL_BASELINE, data.baseline_text, side))
    if data.target_text:
        room = BULLET_WIDTH * (100 - TARGET) / 100
        fits = text_px(data.target_text) / 2 <= room
        x, side = (TARGET, "mid") if fits else (Decimal(100), "end")
        parts.append(text(x, LABEL_BASELINE, data.target_text, side))
    return parts


LEGEND = SafeString(
    '<ul class="legend">'
    '<li><svg width="22" height="8" aria-hidden="true"><rect width="22" height="6" y="1" class="pin"/></svg>'
    "đã đi được</li>"
    '<li><svg width="10" height="20" aria-hidden="true"><path d="M.5 1h9L5 7zM5 5v14" class="pin"/></svg>'
    "phải có ở năm của số liệu</li>"
    '<li><svg width="12" height="9" aria-hidden="true"><path d="M6 1l4.5 6.5h-9z" class="hollow"/></svg>'
    "phải có hết năm nay</li>"
    '<li><svg width="26" height="16" aria-hidden="true"><rect x="4" y="2" width="22" height="12" class="range"/>'
    '<path d="M3 0v16" class="target-mark"/></svg>mục tiêu; phần nhạt: đến hết khoảng</li>'
    "</ul>"
)
