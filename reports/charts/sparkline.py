"""Five to eight yearly values of one figure; the last one may be reported and not yet accepted."""

from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from django.utils.safestring import SafeString

from reports.charts.marks import Scale, chart, dot, line_mark, text

SPARKLINE_HEIGHT = 66
LEFT, RIGHT = Decimal(6), Decimal(94)
TOP, BOTTOM = Decimal(20), Decimal(46)
MOST = 8


@dataclass(frozen=True)
class SparkPoint:
    """`value` None leaves a gap; `text` is the finished number; not `accepted` is drawn hollow and dashed."""

    year: int
    value: Decimal | None
    text: str = ""
    accepted: bool = True


def sparkline(points: list[SparkPoint], sentence: str) -> SafeString:
    """First year, last year, the last value and the one before it are written; empty text without any value."""
    # Older years would press the last ones together.
    known = [point for point in points if point.value is not None][-MOST:]
    if not known:
        return SafeString("")
    values = [point.value for point in known]
    across = Scale(Decimal(known[0].year), Decimal(known[-1].year), LEFT, RIGHT)
    # Pixels run downwards: the smallest value stands lowest.
    down = Scale(min(values), max(values), BOTTOM, TOP)
    parts = [segment(before, after, across, down) for before, after in pairwise(known)]
    for point in known:
        radius, look = ("3", "actual-dot") if point.accepted else ("3.6", "estimate")
        title = f"{point.year}: {point.text}"
        parts.append(dot(across.at(point.year), down.at(point.value), radius, look, title))
    return chart("sparkline", SPARKLINE_HEIGHT, sentence, parts + sparkline_labels(known, across, down))


def segment(before: SparkPoint, after: SparkPoint, across: Scale, down: Scale) -> str:
    """Full between accepted values of neighbouring years, dashed to a reported one or over a gap."""
    full = before.accepted and after.accepted and after.year == before.year + 1
    return line_mark(
        across.at(before.year),
        down.at(before.value),
        across.at(after.year),
        down.at(after.value),
        "actual" if full else "estimate-link",
    )


def sparkline_labels(known: list[SparkPoint], across: Scale, down: Scale) -> list[str]:
    last = known[-1]
    parts = [text(across.at(last.year), down.at(last.value) - 8, last.text, "strong end halo")]
    if len(known) == 1:
        return [*parts, text(across.at(last.year), SPARKLINE_HEIGHT - 3, str(last.year), "faint mid")]
    before = known[-2]
    parts.insert(0, text(across.at(before.year), down.at(before.value) - 8, before.text, "end halo"))
    parts.append(text(Decimal(0), SPARKLINE_HEIGHT - 3, str(known[0].year), "faint"))
    parts.append(text(Decimal(100), SPARKLINE_HEIGHT - 3, str(last.year), "faint end"))
    return parts
