"""Reports that arrive hour by hour: bars of this year, a tick for the same hour of the year before."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.safestring import SafeString

from reports.charts.marks import Scale, box, chart, pct, px

FIRST_HOUR, LAST_HOUR = 6, 24
HEIGHT, TOP, FOOT = 150, 10, 128


def arrivals(now: Mapping[int, int], before: Mapping[int, int], sentence: str) -> SafeString:
    """`now` and `before`: how many arrived in each hour of a day, 0 to 23. Earlier hours stand at the left edge."""
    # Four at least: the first report of an hour must not fill the whole height.
    most = Decimal(max([4, *now.values(), *before.values()]))
    across = Scale(Decimal(FIRST_HOUR), Decimal(LAST_HOUR), Decimal(5), Decimal(99))
    down = Scale(Decimal(), most, Decimal(FOOT), Decimal(TOP))
    parts = [f'<line class="axis" x1="5%" x2="99%" y1="{FOOT}" y2="{FOOT}"/>']
    # Three or four lines, each at a whole number: of reports there are no parts.
    for level in range(0, int(most) + 1, max(1, int(most) // 3)):
        y = px(down.at(level))
        parts.append(f'<line class="grid-line" x1="5%" x2="99%" y1="{y}" y2="{y}"/>')
        parts.append(f'<text class="end faint" x="4%" y="{y}" dy="4">{level}</text>')
    for hour in range(FIRST_HOUR, LAST_HOUR):
        left, right = across.at(hour), across.at(hour + 1)
        # Every second hour: with all of them the numbers would touch on a phone.
        if hour % 2:
            parts.append(f'<text class="mid faint" x="{pct((left + right) / 2)}" y="{HEIGHT - 6}">{hour}</text>')
        if count := of_hour(now, hour):
            top = down.at(count)
            parts.append(box(left + Decimal("0.5"), right - Decimal("0.5"), int(top), FOOT - int(top), "part-accepted"))
        if count := of_hour(before, hour):
            y = px(down.at(count))
            parts.append(f'<line class="target-mark" x1="{pct(left)}" x2="{pct(right)}" y1="{y}" y2="{y}"/>')
    return chart("arrivals", HEIGHT, sentence, parts)


def of_hour(counts: Mapping[int, int], hour: int) -> int:
    """What an hour shows: the first one also what came in the night."""
    if hour == FIRST_HOUR:
        return sum(count for one, count in counts.items() if one <= hour)
    return counts.get(hour, 0)
