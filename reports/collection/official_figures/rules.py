"""What holds for every published figure, from a file as from the form."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from reports.models import FigureKind, Precision
from targets.models import Formula, Indicator
from targets.plan_checks import HIGHEST_SHARE


def faults(entry: Mapping[str, Any], indicator: Indicator) -> Iterator[tuple[str, str]]:
    """What is wrong with a figure, as (field, sentence): years and bounds in order, shares between 0 and 100, a result
    not published before its year, a date known by month or year on its last day."""
    if entry["from_year"] > entry["year"]:
        yield "from_year", "năm đầu sau năm cuối."
    bounds = [entry["value"], entry["value"] if entry["value_high"] is None else entry["value_high"]]
    if bounds[1] < bounds[0]:
        yield "value_high", "mức trên thấp hơn mức dưới."
    if indicator.formula == Formula.RATIO and is_no_rate(bounds, indicator):
        yield "value", "tỷ lệ nằm trong khoảng 0 đến 100; chỉ tỷ lệ mà tử số không nằm trong mẫu số mới vượt 100."
    half_width = entry.get("half_width")
    if half_width is not None and half_width <= 0:
        yield "half_width", "nửa khoảng làm tròn phải lớn hơn 0; số đúng thì để trống."
    published = entry["published_on"]
    # A plan may be published long before its year; a result or an estimate may not.
    if entry["kind"] != FigureKind.PLAN and published.year < entry["year"]:
        yield "published_on", "kết quả không thể được công bố trước năm của nó."
    # A fixed day for what is known only by month or year, so that the same publication sorts the same everywhere.
    if published != day_of_precision(published, Precision(entry["published_precision"])):
        yield "published_on", "chỉ biết tháng hoặc năm thì ghi ngày cuối tháng hoặc ngày cuối năm."


def is_no_rate(bounds: list[Decimal], indicator: Indicator) -> bool:
    """Whether a number can be no rate: below 0, or above 100 although it is a part of a whole."""
    return min(bounds) < 0 or (max(bounds) > HIGHEST_SHARE and not indicator.may_exceed_whole())


def day_of_precision(day: date, precision: Precision) -> date:
    """The day that stands for a date known only so far: of a month its last day, of a year 31 December."""
    match precision:
        case Precision.MONTH:
            return day.replace(day=monthrange(day.year, day.month)[1])
        case Precision.YEAR:
            return date(day.year, 12, 31)
    return day
