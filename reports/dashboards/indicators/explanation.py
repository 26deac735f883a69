"""How a verdict came about, with the row's own numbers: the worked sentence of an indicator's page.

Sentences carry the two stars of reports/wording/sentences.py.
"""

from decimal import Decimal

from reports.wording.formats import apart, number, precision, published_number, status_label
from reports.wording.paces import falls, part_text, single_things
from reports.wording.sentences import WITHOUT_VALUE, standing_sentence
from reports.wording.standing import Standing
from reports.wording.terms import (
    difference_number,
    figure_text,
    first_letter_lower,
    plain_goal,
    promise_text,
    step_text,
    value_said,
    with_unit,
)
from reports.wording.uncertain import possible_words, why_undetermined
from reports.wording.yearly import years_listed
from targets.calculations.cagr import assess_cagr_ratio
from targets.calculations.evidence import Point
from targets.calculations.numbers.precision import exact
from targets.calculations.statuses import Comparator, Flag, Status
from targets.calculations.thresholds import Thresholds
from targets.calculations.uncertainty import UNDETERMINED
from targets.models import Basis, Formula, Indicator
from targets.target_bounds import bounds_of


def class_limits(limits: Thresholds) -> dict[Status, str]:
    """Each class of the pace ratio in words: "từ 0,60 đến dưới 0,95"."""
    high, low = number(limits.on_track, 2), number(limits.lagging, 2)
    return {
        Status.ON_TRACK: f"từ {high} trở lên",
        Status.LAGGING: f"từ {low} đến dưới {high}",
        Status.FAR_BEHIND: f"từ 0 đến dưới {low}",
        Status.WRONG_WAY: "dưới 0",
    }


def ratio_text(ratio: Decimal, limits: Thresholds) -> str:
    """The pace ratio with as many digits as it takes not to read like a limit that it misses."""
    decimals = max(apart(ratio, limit, 2) for limit in (limits.on_track, limits.lagging, Decimal(0)))
    # Nearer than a millionth to a limit nobody divides by hand.
    return number(ratio, min(decimals, 6))


def verdict_of_ratio(row: Standing, limits: Thresholds) -> str:
    """ "từ 0,95 trở lên là **Đúng tiến độ**"."""
    return f"{class_limits(limits)[Status(row.status)]} là **{status_label(row.status)}**"


def worked_example(row: Standing, limits: Thresholds) -> str:
    """The judgement of one row step by step, in words that an official can check with a pocket calculator.

    Of an undetermined one the steps hold for the number in use alone; then both words are told.
    """
    steps = worked_steps(row, limits)
    if row.display_status != UNDETERMINED or row.status in WITHOUT_VALUE:
        return steps
    return f"{steps} Nhưng {why_undetermined(row)}: {first_letter_lower(possible_words(row))}."


def worked_steps(row: Standing, limits: Thresholds) -> str:
    if row.status in WITHOUT_VALUE or row.actual is None:
        return f"{standing_sentence(row)}."
    if row.target.basis == Basis.CUMULATIVE:
        return worked_total(row, limits)
    # Before growth: one that was promised for every year is held against its years and not their average.
    if row.years_met is not None:
        return worked_years(row)
    if row.target.indicator.formula == Formula.GROWTH:
        return worked_growth(row, limits)
    if row.target.basis == Basis.AVERAGE:
        return worked_average(row, limits)
    target = row.target
    value = value_said(row, bounds_of(target).path_target)
    if row.status in (Status.ACHIEVED, Status.NOT_MET):
        when = f"Năm mục tiêu {row.actual_year}" if row.final else f"Năm {row.actual_year}"
        return (
            f"{when} có số liệu: {value}, mục tiêu {promise_text(target)}. So thẳng với mục tiêu, không xét nhịp độ: "
            f"**{status_label(row.status, row.final)}**."
        )
    if row.ratio is None or row.base is None:
        return without_ratio(row)
    if row.expected_value is None:
        return worked_band(row, limits)
    return worked_level(row, limits)


@exact
def worked_level(row: Standing, limits: Thresholds) -> str:
    target, indicator = row.target, row.measure
    distance = bounds_of(target).path_target - row.base
    if single_things(row):
        return worked_things(row, distance, limits)
    due, done = row.expected_value - row.base, row.actual - row.base
    # With one decimal fewer the reader's own division would give another ratio.
    decimals = 2 if indicator.is_percentage else 0
    years, passed = target.year - row.base_year, row.actual_year - row.base_year
    way = (
        f"Năm gốc {row.base_year} là mốc 0, mục tiêu {plain_goal(target)} ({target.year})"
        if target.basis == Basis.CHANGE
        else f"Từ {fine(row.base, indicator)} ({row.base_year}) đến {plain_goal(target)} ({target.year}) là "
        f"{step_text(distance, indicator, decimals)}"
    )
    return (
        f"{way}. Sau {passed} trên {years} năm phải đi được "
        f"{signed_step(due, row, decimals)}; thực tế {signed_step(done, row, decimals)}. "
        f"Tỷ số {signed_step(done, row, decimals)} ÷ {signed_step(due, row, decimals)} = "
        f"{ratio_text(row.ratio, limits)}, {verdict_of_ratio(row, limits)}."
    )


@exact
def worked_things(row: Standing, distance: Decimal, limits: Thresholds) -> str:
    """The same of schools: whole ones, and a path that runs through parts of them."""
    target, unit = row.target, row.target.indicator.unit
    due, done = (part_text(value - row.base) for value in (row.expected_value, row.actual))
    return (
        f"Từ {part_text(row.base)} {unit} ({row.base_year}) đến {plain_goal(target)} ({target.year}) là "
        f"{part_text(distance)} {unit}. Sau {row.actual_year - row.base_year} trên {target.year - row.base_year} năm "
        f"phải đi được {due}; thực tế {done}. Tỷ số {done} ÷ {due} = {ratio_text(row.ratio, limits)}, "
        f"{verdict_of_ratio(row, limits)}."
    )


def fine(value: Decimal, indicator: Indicator) -> str:
    """A value with the digits that a check of the sentence needs: a computed rate to two decimals."""
    if indicator.is_percentage and precision(value) > 2:
        return f"{number(value, 2)}%"
    return with_unit(value, indicator)


def signed_step(value: Decimal, row: Standing, decimals: int) -> str:
    """A part of the way without its unit; the sign tells a fall."""
    sign = "–" if value < 0 else ""
    return sign + difference_number(value, row.measure, decimals)


@exact
def worked_band(row: Standing, limits: Thresholds) -> str:
    """A band is approached from outside: distances to its nearest edge."""
    target, indicator = row.target, row.measure
    limits_of_target = bounds_of(target)
    start, now = (abs(limits_of_target.remaining(value, limits)) for value in (row.base, row.actual))
    goal = f"{'mức' if target.comparator == Comparator.ABOUT else 'khoảng'} {promise_text(target)}"
    return (
        f"Năm {row.base_year} cách {goal} {step_text(start, indicator)}, "
        f"năm {row.actual_year} cách {step_text(now, indicator)}. "
        f"Tỷ số nhịp độ {ratio_text(row.ratio, limits)}, {verdict_of_ratio(row, limits)}."
    )


def without_ratio(row: Standing) -> str:
    target, indicator = row.target, row.measure
    if Flag.BASELINE_ALREADY_MET in row.flags:
        return (
            f"Năm gốc {row.base_year} ({with_unit(row.base, indicator)}) đã đạt {promise_text(target)} nên không có "
            f"quãng đường để tính tỷ số; nay {with_unit(row.actual, indicator)} không còn đạt: "
            f"**{status_label(row.status)}**."
        )
    return f"{standing_sentence(row)}. Không tính được tỷ số nhịp độ: **{status_label(row.status)}**."


def worked_total(row: Standing, limits: Thresholds) -> str:
    indicator, target = row.target.indicator, row.target
    text = f"Cộng các năm {target.from_year}–{row.actual_year}: {with_unit(row.actual, indicator)}."
    if row.missing_years:
        text += f" Chưa có số của năm {', '.join(str(year) for year in row.missing_years)}, nên bỏ khỏi cả hai vế."
    if row.status in (Status.ACHIEVED, Status.NOT_MET):
        return f"{text} Mục tiêu {promise_text(target)}: **{status_label(row.status, row.final)}**."
    if row.ratio is None or row.expected_value is None:
        return f"{text} **{status_label(row.status)}**."
    planned = figure_text(row.expected_value, indicator)
    return (
        f"{text} Kế hoạch của đúng những năm đó: {planned}. Tỷ số {figure_text(row.actual, indicator)} ÷ {planned} = "
        f"{ratio_text(row.ratio, limits)}, {verdict_of_ratio(row, limits)}."
    )


def worked_years(row: Standing) -> str:
    """A promise that each year has to keep by itself: no ratio decides, only how many years did."""
    years = [f"{row.years_met} năm có số giữ được mức {promise_text(row.target)}"]
    years.append(f"hụt {years_listed(row.missed_years)}" if row.missed_years else "không năm nào hụt")
    if row.missing_years:
        years.append(f"chưa có số liệu của {years_listed(row.missing_years)}")
    return f"Xét riêng từng năm: {', '.join(years)}. **{status_label(row.status, row.final)}**."


def worked_average(row: Standing, limits: Thresholds) -> str:
    """An average is held against the promise itself; what a year brings does not rise along a path."""
    target, indicator = row.target, row.target.indicator
    got, aim = figure_text(row.actual, indicator), published_number(target.low)
    text = f"Bình quân mỗi năm {target.from_year}–{row.actual_year}: {with_unit(row.actual, indicator)}"
    if row.missing_years:
        text += f", không tính {years_listed(row.missing_years)} chưa có số"
    if row.ratio is None or row.status in (Status.ACHIEVED, Status.NOT_MET):
        return f"{text}; mục tiêu {promise_text(target)}: **{status_label(row.status, row.final)}**."
    parts = f"{aim} ÷ {got}" if falls(row) else f"{got} ÷ {aim}"
    return f"{text}. Tỷ số {parts} = {ratio_text(row.ratio, limits)}, {verdict_of_ratio(row, limits)}."


def worked_growth(row: Standing, limits: Thresholds) -> str:
    size, aim = number(row.actual, 2), published_number(row.target.low)
    text = f"Tăng bình quân từ {row.base_year} đến {row.actual_year}: {size}% mỗi năm, mục tiêu {aim}%."
    if row.ratio is None or row.status in (Status.ACHIEVED, Status.NOT_MET):
        return f"{text} **{status_label(row.status, row.final)}**."
    return f"{text} Tỷ số {size} ÷ {aim} = {ratio_text(row.ratio, limits)}, {verdict_of_ratio(row, limits)}."


def cagr_note(row: Standing, limits: Thresholds) -> str:
    """The ratio of compound growth beside the pace ratio, for readers of SDG reports; "" where either has none.

    A verdict, a band, a total and a growth target are not compared: the second ratio is defined for the way of a level.
    Nor is what rounding leaves open: two decimals of a second ratio would say more than the source knew.
    """
    target = row.target
    # Compound growth is the growth of a level: a total, a band and a growth have none.
    level = target.basis == Basis.YEAR and target.indicator.formula != Formula.GROWTH
    level = level and row.display_status != UNDETERMINED
    if not level or row.final or row.ratio is None or row.base is None or row.actual is None:
        return ""
    answer = assess_cagr_ratio(
        baseline=Point(row.base_year, row.base),
        observations=[Point(row.actual_year, row.actual)],
        target=bounds_of(target),
        target_year=target.year,
        as_of=row.year,
        thresholds=limits,
    )
    if answer.ratio is None:
        return ""
    text = f"Theo tốc độ tăng bình quân, như báo cáo SDG: {ratio_text(answer.ratio, limits)}"
    if answer.status == row.status:
        return f"{text}."
    return (
        f"{text}, tức **{status_label(answer.status)}**. Khác với ở đây ({ratio_text(row.ratio, limits)}, "
        f"**{status_label(row.status)}**) vì hệ thống so theo đường thẳng."
    )
