"""Small charts inside pages of other folders: the page hands over plain points and knows nothing of drawing."""

from decimal import Decimal

from django import template
from django.utils.safestring import SafeString

from reports.charts.sparkline import SparkPoint, sparkline
from reports.wording.formats import compact, number

register = template.Library()


@register.simple_tag
def trend(points: list[tuple[int, Decimal]], name: str, accepted: bool = False) -> SafeString | str:
    """A sparkline of (year, value) points, the last one hollow unless it is accepted; nothing for one point."""
    if len(points) < 2:
        return ""
    last = len(points) - 1
    drawn = [
        SparkPoint(year=year, value=value, text=compact(value), accepted=accepted or place < last)
        for place, (year, value) in enumerate(points)
    ]
    (first_year, first), (last_year, final) = points[0], points[-1]
    sentence = f"{name}: {number(first, 0)} năm {first_year}, {number(final, 0)} năm {last_year}"
    return sparkline(drawn, sentence)


@register.filter
def of(mapping: dict, key: str) -> str:
    """The text that a mapping holds for a code, or nothing."""
    return mapping.get(key, "")
