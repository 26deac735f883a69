"""What is said of a verdict that rounding or a second source would turn: both words, and why."""

from decimal import Decimal

from reports.wording.formats import number, precision, published_number, status_label, status_short
from reports.wording.standing import Standing
from targets.calculations.statuses import Flag, Status
from targets.calculations.uncertainty import possible_statuses


def possible_ways(row: Standing) -> list[Status]:
    """The statuses that the target may deserve, better first."""
    found = possible_statuses(
        Status(row.status), *(Status(end) if end else None for end in (row.status_low, row.status_high))
    )
    return list(reversed(found)) if row.status_low != row.status_high else list(found)


def possible_words(row: Standing) -> str:
    """ "Đúng tiến độ hoặc chậm": the words that the target may deserve, better first."""
    best, *others = possible_ways(row)
    *middle, last = [status_label(best), *(status_short(other) for other in others)]
    return f"{', '.join(middle)} hoặc {last}" if middle else last


def why_undetermined(row: Standing) -> str:
    """The reason, with its numbers: "nguồn làm tròn đến 1 %: 73 là từ 72,5 đến 73,5"."""
    if Flag.SOURCES_DISAGREE in row.flags:
        return "; ".join(
            f"các nguồn lệch nhau về năm {span.year}: {published_number(span.lowest)} hoặc "
            f"{published_number(span.highest)}"
            for span in row.disputed
        )
    if row.half_width is None or row.actual is None:
        return "nguồn làm tròn"
    low, high = (number(row.actual + step, precision(row.half_width)) for step in (-row.half_width, row.half_width))
    value, step = number(row.actual, source_decimals(row.half_width)), 2 * row.half_width
    unit = " %" if row.target.indicator.is_percentage else f" {row.target.indicator.unit}"
    how = f"nguồn làm tròn đến {published_number(step)}{unit}" if is_one_digit(step) else "nguồn chỉ ghi “khoảng”"
    return f"{how}: {value} là từ {low} đến {high}"


def is_finer_than_known(half_width: Decimal | None, decimals: int) -> bool:
    """Whether a number with so many decimals would say more than a source that may be half a width off knew."""
    return half_width is not None and half_width > Decimal(5).scaleb(-decimals - 1)


def source_decimals(half_width: Decimal) -> int:
    """The decimals that a source printed: half a point is none, 0.05 one."""
    return precision(2 * half_width)


def is_one_digit(step: Decimal) -> bool:
    """Whether a width is one unit of some digit: 1, 0.1, 0.01; "about 52" is two wide."""
    return step.normalize().as_tuple().digits == (1,)
