"""The ladder of one indicator: what was reached, the rungs that plans promise, and where the present pace leads.

Drawn twice, wide and narrow; the stylesheet shows one. A year beyond the numbers (the 2045 vision) stands behind an
axis break and is never joined to the line.
"""

from decimal import Decimal
from itertools import pairwise

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports.charts import ladder_labels
from reports.charts.ladder_data import Ladder
from reports.charts.ladder_frame import LadderFrame, frame_of
from reports.charts.marks import box, chart, dot, line_mark, mark, pct, px, text, text_px, wrap
from reports.wording.formats import compact

HALF = '<path d="M0-4a4 4 0 0 0 0 8z" class="half"/>'
SQUARE = '<path d="M-4-4h8v8h-8z" class="plan"/>'


def ladder(data: Ladder) -> SafeString:
    """Both drawings; empty text when there is neither a value nor a numeric target."""
    if not data.values:
        return SafeString("")
    return mark_safe(drawing(data, frame_of(data, wide=True)) + drawing(data, frame_of(data, wide=False)))


def drawing(data: Ladder, frame: LadderFrame) -> SafeString:
    # From back to front, since SVG paints in order: the words come after every line that could cross them.
    parts = [
        *ladder_grid(data, frame),
        *axis(data, frame),
        *today_mark(data, frame),
        *reporters_lane(data, frame),
        *pace_band(data, frame),
        *path(data, frame),
        *rungs(data, frame),
        *pace_line(data, frame),
        *actuals(data, frame),
        *ladder_labels.label_marks(data, frame),
        *beyond(data, frame),
    ]
    size = "wide-only" if frame.wide else "narrow-only"
    return chart(f"ladder {size}", frame.height, data.sentence, parts)


def ladder_grid(data: Ladder, frame: LadderFrame) -> list[str]:
    parts = []
    for index, tick in enumerate(reversed(frame.ticks)):
        y = frame.down.at(tick)
        parts.append(line_mark(frame.left, y, frame.right, y, "grid-line"))
        unit = data.unit if index == 0 and data.unit == "%" else ""
        parts.append(text(frame.left - 1, y + 4, compact(tick) + unit, "faint end"))
    return parts


def axis(data: Ladder, frame: LadderFrame) -> list[str]:
    """The axis with a mark each year; target years bold; the break before a year without a number."""
    y = Decimal(frame.floor)
    parts = [line_mark(frame.left, y, frame.right, y, "axis")]
    promised = {rung.year for rung in data.rungs}
    for year in range(frame.first, frame.last + 1):
        x = frame.across.at(year)
        parts.append(line_mark(x, y, x, y + 4, "axis"))
        if year in frame.written_years:
            parts.append(text(x, y + 19, str(year), "strong mid" if year in promised else "faint mid"))
    if data.beyond:
        parts.append(mark(frame.right + 1, y, '<path d="M-5 6 0-6M0 6 5-6" class="axis"/>'))
        parts.append(line_mark(frame.right + 2, y, Decimal(100), y, "axis"))
        parts.append(text(frame.beyond_middle, y + 19, str(data.beyond.year), "strong mid"))
    return parts


def today_mark(data: Ladder, frame: LadderFrame) -> list[str]:
    if data.today is None or not frame.first <= data.today <= frame.last:
        return []
    x = frame.across.at(data.today)
    # On a phone the first two words, "hôm nay": the day would run into the label of the figures.
    words = data.today_text if frame.wide else " ".join(data.today_text.split(" ")[:2])
    half = frame.pct_at(text_px(words)) / 2
    place, side = (Decimal(100), "end") if x + half > 100 else (x, "mid")
    return [line_mark(x, Decimal(18), x, Decimal(frame.floor), "today"), text(place, 12, words, f"faint {side}")]


def reporters_lane(data: Ladder, frame: LadderFrame) -> list[str]:
    """Who reports, below the years, and a line through the drawing on the day from which it is others."""
    parts, top = [], frame.floor + 25
    starts = [frame.left if one.since is None else frame.across.within(one.since) for one in data.reporters]
    for place, (one, start) in enumerate(zip(data.reporters, starts, strict=True)):
        last = place == len(starts) - 1
        end = frame.right if last else starts[place + 1]
        parts.append(box(start, end, top, 20, "lane lane-now" if last else "lane"))
        room = frame.px_at(end - start) - 8
        # The number alone where the whole has no room, and nothing where even that would run over.
        words = next((text for text in (one.words, one.words.split(" ")[0]) if text_px(text) <= room), "")
        parts.append(text((start + end) / 2, top + 14, words, "on-accent mid" if last else "mid"))
        if one.since is not None:
            parts.append(line_mark(start, Decimal(18), start, Decimal(top), "break-line"))
            parts.append(text(start - frame.pct_at(Decimal(5)), 12, one.day, "strong end"))
    return parts


def rungs(data: Ladder, frame: LadderFrame) -> list[str]:
    parts = []
    for rung in data.rungs:
        x, must = frame.across.at(rung.year), frame.down.at(rung.must)
        if rung.other is not None:
            other = frame.down.at(rung.other)
            half = frame.rung_half * Decimal("0.62")
            parts.append(box(x - half, x + half, min(must, other), abs(must - other), "rung-range"))
            parts.append(line_mark(x - half, other, x + half, other, "rung-cap"))
        parts.append(line_mark(x - frame.rung_half, must, x + frame.rung_half, must, "rung"))
    return parts


def path(data: Ladder, frame: LadderFrame) -> list[str]:
    return [
        line_mark(frame.across.at(year), frame.down.at(value), frame.across.at(after), frame.down.at(then), "path-line")
        for (year, value), (after, then) in pairwise(data.path)
    ]


def pace_band(data: Ladder, frame: LadderFrame) -> list[str]:
    """The band of the scenario, a polygon stretched inside its own nested drawing."""
    if not (data.pace and data.actuals):
        return []
    start = data.actuals[-1]
    left, right = frame.across.at(start.year), frame.across.at(data.pace[-1].year)
    span = Decimal(max(1, data.pace[-1].year - start.year))
    upper = [(Decimal(0), start.value)] + [((one.year - start.year) / span, one.high) for one in data.pace]
    lower = [((one.year - start.year) / span, one.low) for one in reversed(data.pace)]
    points = " ".join(f"{px(share * 100)},{px(frame.down.at(value))}" for share, value in upper + lower)
    return [
        f'<svg x="{pct(left)}" y="0" width="{pct(right - left)}" height="{frame.height}" '
        f'viewBox="0 0 100 {frame.height}" preserveAspectRatio="none">'
        f'<polygon points="{points}" class="pace-band"/></svg>'
    ]


def pace_line(data: Ladder, frame: LadderFrame) -> list[str]:
    if not (data.pace and data.actuals):
        return []
    start, end = data.actuals[-1], data.pace[-1]
    return [
        line_mark(
            frame.across.at(start.year),
            frame.down.at(start.value),
            frame.across.at(end.year),
            frame.down.at(end.value),
            "pace",
        )
    ]


def actuals(data: Ladder, frame: LadderFrame) -> list[str]:
    """Yearly plans below, then the line of actuals, then estimates joined to what replaced them, then points."""
    parts = [mark(frame.across.at(year), frame.down.at(value), SQUARE) for year, value in data.yearly_plans]
    for before, after in pairwise(data.actuals):
        # Across a year without a figure nobody knows the way: the line is as thin there as to an estimate.
        full = not after.estimate and after.year == before.year + 1
        ends = (frame.across.at(before.year), frame.down.at(before.value))
        ends += (frame.across.at(after.year), frame.down.at(after.value))
        parts.append(line_mark(*ends, "actual" if full else "estimate-link"))
    for one in data.revisions:
        x = frame.across.at(one.year)
        parts.append(line_mark(x, frame.down.at(one.estimate), x, frame.down.at(one.final), "estimate-link"))
        parts.append(dot(x, frame.down.at(one.estimate), "4", "estimate", f"{one.year}: {one.text}"))
    for one in data.actuals:
        radius, look = ("4.5", "estimate") if one.estimate else ("5", "actual-dot")
        place = (frame.across.at(one.year), frame.down.at(one.value))
        parts.append(dot(*place, radius, look, f"{one.year}: {one.text}"))
        if one.in_parts:
            parts.append(mark(*place, HALF))
    return parts


def beyond(data: Ladder, frame: LadderFrame) -> list[str]:
    """The dashed place of a vision without a number; on a phone only its words."""
    if not data.beyond:
        return []
    left = frame.right + Decimal("2.5")
    room = (100 - left) * frame.width / 100 - 10
    words = wrap(data.beyond.words if frame.wide else data.beyond.short, room)
    # Half a line up for each line, so that all of them stand around the middle.
    start = Decimal(frame.floor) / 2 - 8 * len(words)
    parts = [box(left, Decimal(100), 40, frame.floor - 52, "dashed-box")] if frame.wide else []
    return parts + [text(frame.beyond_middle, start + 17 * index, word, "mid") for index, word in enumerate(words)]


def ladder_legend(data: Ladder, actuals_are: str = "kết quả công bố") -> SafeString:
    """The marks that this ladder uses, in words; `actuals_are` says whose values the line joins."""
    known = (
        (
            any(not one.estimate for one in data.actuals),
            26,
            '<path d="M0 8h26" class="actual"/><circle cx="13" cy="8" r="5" class="actual-dot"/>',
            actuals_are,
        ),
        (
            bool(data.revisions) or any(one.estimate for one in data.actuals),
            14,
            '<circle cx="7" cy="8" r="4.5" class="estimate"/>',
            "số ước, nối tới số thay nó",
        ),
        (
            any(one.in_parts for one in data.actuals),
            14,
            f'<circle cx="7" cy="8" r="5" class="actual-dot"/><g transform="translate(7 8)">{HALF}</g>',
            "năm có hai người nhập",
        ),
        (
            bool(data.yearly_plans),
            12,
            f'<g transform="translate(6 8)">{SQUARE}</g>',
            "kế hoạch từng năm",
        ),
        (
            bool(data.rungs),
            26,
            '<rect x="4" width="18" height="12" class="rung-range"/><path d="M0 13h26" class="rung"/>',
            "mục tiêu: vạch đậm là mức phải đạt",
        ),
        (bool(data.path), 26, '<path d="M0 8h26" class="path-line"/>', "lộ trình"),
        (
            bool(data.pace),
            26,
            '<rect y="1" width="26" height="14" class="pace-band"/><path d="M0 8h26" class="pace"/>',
            "nếu giữ nhịp độ hiện nay",
        ),
    )
    items = "".join(
        f'<li><svg width="{width}" height="16" aria-hidden="true">{shape}</svg>{escape(words)}</li>'
        for used, width, shape, words in known
        if used
    )
    return mark_safe(f'<ul class="legend">{items}</ul>' if items else "")
