"""Numbers and words that sentences are made of: values with their units, promises, steps of a difference.

Texts may hold **two stars** around the words to stress: `marked` turns them into HTML, `said` drops them.
"""

import re
from decimal import Decimal

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports.models import IndicatorValue
from reports.wording.formats import MINUS, NBSP, apart, number, precision, published_number, rounded, target_text
from reports.wording.standing import Standing
from reports.wording.uncertain import is_one_digit, source_decimals
from targets.calculations.statuses import Comparator
from targets.calculations.thresholds import Thresholds
from targets.models import Basis
from targets.models.target import MILESTONE
from targets.target_bounds import Measured, Promised, bounds_of, thresholds

WORD_JOINER = "\u2060"
# A browser may break a line behind the dash; the joiner after it forbids that.
DASH = re.compile(f"{MINUS}(?=\\d)")
# Which way an indicator should go.
DIRECTION_WORDS = {"up": "càng cao càng tốt", "down": "càng thấp càng tốt", "none": "giữ trong mức đã định"}
COUNT_WORDS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")


def sentence_html(text: str) -> SafeString:
    """The sentence as HTML; everything is escaped but the stressed words' own tag. No line breaks within "–0,1"."""
    pieces = DASH.sub(f"{MINUS}{WORD_JOINER}", escape(text)).split("**")
    return mark_safe("".join(f"<strong>{piece}</strong>" if index % 2 else piece for index, piece in enumerate(pieces)))  # noqa: S308


def sentence_text(text: str) -> str:
    """The sentence without marks: for labels, files and tests."""
    return text.replace("**", "")


def figure_text(
    value: Decimal | None,
    indicator: Measured,
    beside: Decimal | None = None,
    half_width: Decimal | None = None,
) -> str:
    """A value without its unit: with the digits its source gave where they are few, else to one decimal (counts: none).

    `beside`: a value that must not read the same when it is another one. `half_width`: how exactly its source knew it.
    """
    return number(None) if value is None else number(value, figure_decimals(value, indicator, beside, half_width))


def figure_decimals(
    value: Decimal, indicator: Measured, beside: Decimal | None = None, half_width: Decimal | None = None
) -> int:
    """The decimals at which `figure_text` writes a value."""
    least = 1 if indicator.is_percentage else 0
    if half_width is not None:
        return max(source_decimals(half_width), precision(value))
    if precision(value) <= max(indicator.decimals, least):
        return precision(value, least)
    # A computed count below ten keeps one decimal, or 0.7 schools a year would read as one.
    shown = least if indicator.is_percentage or abs(value) >= 10 else 1
    return shown if beside is None else apart(value, beside, shown)


def with_unit(
    value: Decimal | None,
    indicator: Measured,
    beside: Decimal | None = None,
    half_width: Decimal | None = None,
) -> str:
    """ "73%", "938.416 lượt người"; "khoảng 52%" where the source itself says no more."""
    text = figure_text(value, indicator, beside, half_width)
    if value is None:
        return text
    about = "khoảng " if half_width is not None and not is_one_digit(2 * half_width) else ""
    return f"{about}{text}%" if indicator.is_percentage else f"{about}{text}{NBSP}{indicator.unit}"


def with_decimals(value: Decimal, indicator: Measured, decimals: int) -> str:
    """A value with its unit and so many decimals."""
    text = number(value, decimals)
    return f"{text}%" if indicator.is_percentage else f"{text}{NBSP}{indicator.unit}"


def line_text(value: Decimal, indicator: Measured) -> str:
    """A number of a rule, not of a measurement: "76%", "23,75%", with no digit that it does not have."""
    return with_decimals(value, indicator, precision(value))


def value_said(row: Standing, beside: Decimal | None = None) -> str:
    """The value a standing rests on, with the digits that its source gave."""
    text = with_unit(row.actual, row.measure, beside, row.half_width)
    if row.target.basis != Basis.CHANGE or row.actual is None:
        return text
    return f"{change_verb(row.actual)} {with_unit(abs(row.actual), row.measure)}"


def counted_value(value: IndicatorValue, indicator: Measured) -> str:
    """A year's value with its unit and the digits that its source gave."""
    return with_unit(value.value, indicator, half_width=value.half_width)


def step_decimals(value: Decimal, indicator: Measured) -> int:
    """Decimals of a difference: one for rates, none for large counts, more where it would read as nothing."""
    least = 1 if indicator.is_percentage else 0
    if not indicator.is_percentage and abs(value) < 10 and value != value.to_integral_value():
        least = 1
    while value and not rounded(value, least) and least < 4:
        least += 1
    return least


def difference_number(value: Decimal, indicator: Measured, decimals: int | None = None) -> str:
    """The size of a difference without sign and unit."""
    return number(abs(value), step_decimals(value, indicator) if decimals is None else decimals)


def step_text(value: Decimal, indicator: Measured, decimals: int | None = None) -> str:
    """The size of a difference with its unit: "1,2 điểm %", "28.416 lượt người"."""
    unit = f"điểm{NBSP}%" if indicator.is_percentage else indicator.unit
    return f"{difference_number(value, indicator, decimals)}{NBSP}{unit}"


def promised(row: Standing) -> str:
    """What the target of a standing asks for, with the line of the rules that it was judged by."""
    return promise_text(row.target, limits=row.limits)


def promise_text(target: Promised, unit: bool = True, line: bool = True, limits: Thresholds | None = None) -> str:
    """What a target asks for: "75–80%", "từ 4 trường", "định tính"; `limits` where others than those in force hold."""
    if target.comparator == MILESTONE:
        return "định tính"
    if target.basis == Basis.CHANGE:
        return change_promised(target, limits or thresholds())
    shown = target.indicator.unit if unit else ""
    text = target_text(target.comparator, target.low, target.high, shown)
    return f"{text}{counts_from(target, limits or thresholds())}" if unit and line else text


def change_promised(target: Promised, limits: Thresholds) -> str:
    """ "giảm từ 20% so với năm 2020", "tăng khoảng 50% so với năm 2025 (đạt từ 47,5%)"."""
    size = abs(target.low)
    # "At most -20 %" is said as a fall of at least 20 %: the size carries no sign.
    at_least = {Comparator.AT_MOST: Comparator.AT_LEAST, Comparator.LESS_THAN: Comparator.MORE_THAN}
    comparator = at_least.get(Comparator(target.comparator), Comparator(target.comparator))
    line = size * (1 - limits.about_tolerance)
    counts = f" (đạt từ {published_number(line)}%)" if comparator == Comparator.ABOUT else ""
    text = target_text(comparator, size, None, "%")
    return f"{change_verb(target.low)} {text} so với năm {target.base_year}{counts}"


def counts_from(target: Promised, limits: Thresholds) -> str:
    """ " (đạt từ 76%)" after a promise with "khoảng", "" after any other: from where on it counts."""
    if target.comparator != Comparator.ABOUT:
        return ""
    low, high = bounds_of(target).accepted(limits)
    mark = "%" if target.indicator.is_percentage else ""
    if low is not None and high is not None:
        return f" (đạt trong {published_number(low)}–{published_number(high)}{mark})"
    return (
        f" (đạt từ {published_number(low)}{mark})"
        if high is None
        else f" (đạt khi không quá {published_number(high)}{mark})"
    )


def unit_promised(target: Promised) -> str:
    """What the number of a promise is in: the indicator's unit; a change is in percent of its base year."""
    if target.comparator == MILESTONE:
        return ""
    return f"% so với năm {target.base_year}" if target.basis == Basis.CHANGE else target.indicator.unit


def goal_text(target: Promised) -> str:
    """The number at the end of the way: "mức thấp nhất 75%" of a range, "từ 30%" else."""
    if target.comparator == Comparator.RANGE and not bounds_of(target).two_sided:
        end = "thấp nhất" if bounds_of(target).path_target == target.low else "cao nhất"
        return f"mức {end} {plain_goal(target)}"
    return promise_text(target)


def plain_goal(target: Promised) -> str:
    """The same number alone: "75%", "1.150.000 lượt người", "giảm 20%"."""
    if target.basis == Basis.CHANGE:
        return f"{change_verb(target.low)} {published_number(abs(target.low))}%"
    end = bounds_of(target).path_target
    return f"{published_number(end)}%" if target.indicator.is_percentage else with_unit(end, target.indicator)


def change_verb(change: Decimal) -> str:
    return "giảm" if change < 0 else "tăng"


def time_of_value(row: Standing) -> str:
    """The time a value belongs to: "Năm 2023", "Từ 2021 đến 2024"."""
    if row.target.basis == Basis.CUMULATIVE:
        return f"Từ {row.target.from_year} đến {row.actual_year}"
    return f"Năm {row.actual_year}"


def count_word(count: int) -> str:
    """Small numbers in words, as office texts write them: 3 -> "ba"."""
    return COUNT_WORDS[count] if 0 <= count < len(COUNT_WORDS) else str(count)


def sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]


def first_letter_lower(text: str) -> str:
    return text[:1].lower() + text[1:]
