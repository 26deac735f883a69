"""Where things of the ladder stand: its two widths, its scales and the years that are written."""

from dataclasses import dataclass
from decimal import Decimal

from reports.charts.ladder_data import Ladder
from reports.charts.marks import Scale, text_px, ticks
from reports.wording.formats import compact

# Above the plot stand the words of today, and of a day on which bodies changed.
CEILING = Decimal(34)
# Below the years, who reports them: a lane with room above it.
LANE = 30


@dataclass(frozen=True)
class LadderFrame:
    """Percent across, pixels down.

    `width` is the pixel width that labels are placed for, `lane` the room below the axis for who reports.
    """

    wide: bool
    width: Decimal
    height: int
    left: Decimal
    right: Decimal
    first: int
    last: int
    across: Scale
    down: Scale
    ticks: list[Decimal]
    lane: int
    written_years: frozenset[int]

    @property
    def floor(self) -> int:
        """The pixel line of the axis of years."""
        return self.height - 28 - self.lane

    @property
    def rung_half(self) -> Decimal:
        """Half a rung, in percent: at most two fifths of a year's room, so that its neighbours never touch it."""
        room = (self.right - self.left) / max(1, self.last - self.first + 1)
        return min(room * Decimal("0.4"), Decimal("2.6") if self.wide else Decimal("3.2"))

    @property
    def beyond_middle(self) -> Decimal:
        return (self.right + Decimal("2.5") + 100) / 2

    def px_at(self, x: Decimal) -> Decimal:
        """Percent to pixels of the assumed width."""
        return x * self.width / 100

    def pct_at(self, x: Decimal) -> Decimal:
        return x * 100 / self.width


def frame_of(data: Ladder, wide: bool) -> LadderFrame:
    """The frame for one of the two widths; `data` holds at least one value."""
    lane = LANE if data.reporters else 0
    width, height = (Decimal(640), 400 + lane) if wide else (Decimal(320), 330 + lane)
    low, high, marks = value_range(data)
    first, last = min(data.years), max(data.years)
    # As far in as the widest number of the axis needs.
    left = (max(text_px(compact(tick)) for tick in marks) + 14) * 100 / width
    # What lies right of it belongs to a vision without a number, behind the break of the axis.
    right = Decimal(84 if wide else 83) if data.beyond else Decimal(96)
    # A twenty-fourth of the span, half a year of twelve, keeps the first and last marks off the edges of the plot.
    air = Decimal(last - first) / 24 if last > first else Decimal(1)
    across = Scale(first - air, last + air, left, right)
    return LadderFrame(
        wide=wide,
        width=width,
        height=height,
        left=left,
        right=right,
        first=first,
        last=last,
        across=across,
        down=Scale(low, high, Decimal(height - 28 - lane), CEILING),
        ticks=marks,
        lane=lane,
        written_years=years_written(data, across, width),
    )


def value_range(data: Ladder) -> tuple[Decimal, Decimal, list[Decimal]]:
    """Lowest and highest shown value with air around them, and the round values that get a line."""
    low, high = min(data.values), max(data.values)
    air = (high - low) / 12 if high > low else abs(high) / 10 or Decimal(1)
    low, high = low - air * 3 / 2, high + air  # the words of the lowest point stand below it
    # No rate lies below zero, so that air there would only press the rest together.
    if data.unit == "%" and min(data.values) >= 0:
        low = max(low, Decimal(0))
    return low, high, ticks(low, high, 4)


def years_written(data: Ladder, across: Scale, width: Decimal) -> frozenset[int]:
    """Target years first, then the ends, the last value and the rest as far as their numbers do not touch."""
    first, last = min(data.years), max(data.years)
    latest = [data.actuals[-1].year] if data.actuals else []
    wanted = [*sorted({rung.year for rung in data.rungs}), first, last, *latest, *range(first, last + 1)]
    beyond = [] if data.beyond is None else [(Decimal(84) + 100) / 2 * width / 100]
    taken: dict[int, Decimal] = {}
    for year in wanted:
        x = across.at(year) * width / 100
        # A year takes 28 pixels; what is left keeps two of them apart.
        if all(abs(x - other) >= 36 for other in (*taken.values(), *beyond)):
            taken[year] = x
    return frozenset(taken)
