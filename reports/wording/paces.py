"""How fast and how far: the needed pace against the one so far, and the distance to the path, in words.

A source that rounds gives no exact distance: it is said as "khoảng", or not told from the path. Of single things
(schools) a distance is of whole ones; only a pace has a part ("0,7 trường mỗi năm").
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from reports.wording.differences import counts_single_things
from reports.wording.formats import apart, number, precision
from reports.wording.standing import Standing
from reports.wording.terms import (
    change_verb,
    difference_number,
    line_text,
    step_decimals,
    step_text,
    with_unit,
)
from reports.wording.uncertain import is_finer_than_known
from targets.calculations.numbers.precision import exact
from targets.models import Basis, Formula
from targets.target_bounds import bounds_of


def single_things(row: Standing) -> bool:
    """Whether a standing counts single things: schools, occupations."""
    target = row.target
    return target.basis == Basis.YEAR and counts_single_things(target.indicator, target.low, row.actual)


def roughly(row: Standing, value: Decimal) -> str:
    """ "khoảng " before a number computed from a value whose source knew it less exactly than the number is printed."""
    return "khoảng " if is_finer_than_known(row.half_width, step_decimals(value, row.measure)) else ""


def pace_words(row: Standing) -> str:
    """ "cần tăng 1,2 điểm % mỗi năm, hiện đạt 0,6"; empty when nothing is needed any more."""
    needed, got = row.required_per_year, row.achieved_per_year
    if not needed:
        return ""
    text = f"cần {needed_step(row)}{each_year(row)}{nearer_need(row)}"
    if got is None:
        return text
    if row.target.basis == Basis.CUMULATIVE:
        return f"{text}, hiện bình quân {got_number(row)}"
    return f"{text}, {pace_so_far(row, needed, got)}"


def one_year_left(row: Standing) -> bool:
    """Whether all that is needed falls into the year that is due."""
    # The rest of a total falls to the years after the one that is looked at, that of a level to those after its figure.
    since = row.actual_year if row.target.basis in (Basis.YEAR, Basis.CHANGE) else row.year
    return since is not None and row.target.year - since <= 1


def each_year(row: Standing) -> str:
    """ " mỗi năm" where more than one year is left, else the year itself: " trong năm 2025"."""
    if one_year_left(row):
        return f" trong năm {row.target.year}"
    left = whole_need(row)
    word = "bớt" if row.required_per_year and row.required_per_year < 0 else "thêm"
    return f" mỗi năm{f', tức {word} {left} đến năm {row.target.year}' if left else ''}"


def whole_need(row: Standing) -> str:
    """What is missing to the end in whole things, beside a pace in parts of them; "" where the pace is whole."""
    needed = row.required_per_year
    if not needed or not single_things(row) or needed == needed.to_integral_value() or row.actual_year is None:
        return ""
    left = bounds_of(row.target).remaining(row.actual, row.limits)
    return step_text(abs(left).to_integral_value(ROUND_CEILING), row.measure, 0)


def nearer_need(row: Standing) -> str:
    """Beside the need of the number itself, that of the line from which "khoảng" counts; "" where they are one."""
    near, indicator = row.required_to_decided, row.measure
    if not near or near == row.required_per_year or row.decided_at is None:
        return ""
    side = "không quá" if falls(row) else "từ"
    return f" (để được coi là đạt, {side} {line_text(row.decided_at, indicator)}: {near_number(row)})"


def near_number(row: Standing) -> str:
    near = row.required_to_decided
    if single_things(row) and one_year_left(row):
        # The size is rounded up, not the signed number: of 1.7 schools too many two have to go.
        return difference_number(abs(near).to_integral_value(ROUND_CEILING), row.measure, 0)
    return difference_number(near, row.measure, pace_decimals(row)[0])


def pace_decimals(row: Standing) -> tuple[int, int]:
    """The decimals of the needed pace and of the one so far, at which they do not read the same unless they are."""
    needed, got, indicator = row.required_per_year or Decimal(), row.achieved_per_year, row.measure
    own = step_decimals(needed, indicator)
    if got is None:
        return own, own
    others = step_decimals(got, indicator) if got else 0
    if single_things(row):
        # Of single things the paces keep their own digits where these differ: "1" and "0,7" never read the same.
        return (own, others) if own != others else (apart(abs(needed), abs(got), own),) * 2
    return (apart(abs(needed), abs(got), max(own, others)),) * 2


def needed_step(row: Standing) -> str:
    """ "tăng 1,2 điểm %"; of a total "thêm nhiều nhất 211.584 lượt người" while a year of it is not known."""
    needed, indicator = row.required_per_year, row.measure
    if row.target.basis == Basis.AVERAGE and row.target.indicator.formula != Formula.GROWTH:
        # Each year left brings so many: nothing rises by them.
        return step_text(needed, indicator, 0)
    word = "thêm" if row.target.basis == Basis.CUMULATIVE else change_verb(needed)
    # A year that is not known may have brought some of it already.
    most = " nhiều nhất" if row.missing_years else ""
    if single_things(row) and one_year_left(row):
        return f"{word} {step_text(abs(needed).to_integral_value(ROUND_CEILING), indicator, 0)}"
    return f"{word}{most} {roughly(row, needed)}{step_text(needed, indicator, pace_decimals(row)[0])}"


def got_number(row: Standing) -> str:
    """The pace so far, without its sign and unit."""
    got = row.achieved_per_year
    decimals = pace_decimals(row)[1] if row.required_per_year else None
    return f"{roughly(row, got)}{difference_number(got, row.measure, decimals)}"


def pace_so_far(row: Standing, needed: Decimal, got: Decimal) -> str:
    if got == 0:
        return "hiện chưa thay đổi"
    if got * needed > 0:
        return f"hiện {change_verb(got) if got < 0 else 'đạt'} {got_number(row)}"
    return f"hiện lại {change_verb(got)} {got_number(row)}"


def path_note(row: Standing) -> str:
    """Against the path of the figure's own year: "vượt lộ trình 0,2 điểm %"; empty without a path.

    A distance within what rounding leaves open is none: "xấp xỉ lộ trình 73,1%". Of schools: "thiếu 1 trường so với
    lộ trình".
    """
    gap, indicator = row.gap, row.measure
    if gap is None:
        return ""
    plan = "kế hoạch" if row.target.basis == Basis.CUMULATIVE else "lộ trình"
    if row.half_width is not None and row.expected_value is not None and gap and abs(gap) < row.half_width:
        return f"xấp xỉ {plan} {with_unit(row.expected_value, indicator, row.actual)}"
    if gap == 0:
        return f"đúng {plan}"
    if single_things(row):
        return whole_path_note(row, gap)
    return f"{'vượt' if gap > 0 else 'kém'} {plan} {roughly(row, gap)}{step_text(gap, indicator)}"


def whole_path_note(row: Standing, gap: Decimal) -> str:
    """Of what should become fewer there are too many where it lags, and fewer than the path where it leads."""
    indicator, falling = row.measure, falls(row)
    if gap < 0:
        word = "thừa" if falling else "thiếu"
        # Away from the path: where a quarter of a school is missing, one school has to be founded.
        return f"{word} {step_text(gap.to_integral_value(ROUND_FLOOR), indicator, 0)} so với lộ trình"
    ahead = gap.to_integral_value(ROUND_FLOOR)
    if ahead:
        return f"{'ít hơn' if falling else 'vượt'} lộ trình {step_text(ahead, indicator, 0)}"
    return f"{'ít hơn' if falling else 'hơn'} lộ trình ({part_text(row.expected_value)}) chưa đến 1 {indicator.unit}"


def falls(row: Standing) -> bool:
    """Whether the value of a standing should go down."""
    return bounds_of(row.target).sign < 0


@exact
def off_path(row: Standing) -> Decimal:
    """Value minus path, as a reader would subtract them; `row.gap`, which is known, is above 0 on the good side."""
    return -row.gap if falls(row) else row.gap


def part_text(value: Decimal) -> str:
    """A path or a pace of single things, which runs through parts of them: "3,25"."""
    return number(value, min(2, precision(value)))
