"""What the parts of a plan file must keep for the rules that judge promises to be able to judge them."""

from datetime import date
from decimal import Decimal
from typing import Any

from agencies.catalogue_files.entries import Place
from targets.calculations.change import change_bounds
from targets.calculations.statuses import Comparator, Direction
from targets.models import Basis, Formula, Frequency, Indicator, IndicatorInput
from targets.models.plan import INTERIM_ENDS
from targets.models.target import MILESTONE

RISING = (Comparator.AT_LEAST, Comparator.MORE_THAN)
FALLING = (Comparator.AT_MOST, Comparator.LESS_THAN)
# Any year that has a 29 February, so that the calendar is as wide as it gets.
LEAP_YEAR = 2024
# A part is at most the whole, in percent.
HIGHEST_SHARE = Decimal(100)
# A change of a level that cannot be below zero, in percent of its base.
LARGEST_FALL = Decimal(-100)

Entry = dict[str, Any]


def check_years(plan: Entry, place: Place) -> None:
    """A plan's years are in order, and it was issued before it ends."""
    if plan["last_year"] < plan["first_year"]:
        raise place.error("last_year", "năm cuối trước năm đầu.")
    if plan["issued_on"].year > plan["last_year"]:
        raise place.error("issued_on", "ngày ban hành sau năm cuối của kế hoạch.")


def check_reporting(reporting: Entry, plan: Entry, place: Place) -> None:
    """A report with a date has all of it; one without has none. It opens before it is due, within the plan's years."""
    dated = ("due_month", "due_day", "opens_month", "opens_day", "first_year", "last_year")
    if reporting["frequency"] == Frequency.NONE:
        for name in dated:
            if reporting[name] is not None:
                raise place.error(name, "kế hoạch không ấn định ngày báo cáo thì để trống.")
        if reporting["due_next_year"]:
            raise place.error("due_next_year", "kế hoạch không ấn định ngày báo cáo thì để trống.")
        return
    for name in (*dated, "recipient"):
        if reporting[name] is None:
            raise place.error(name, "kế hoạch có ngày báo cáo thì phải ghi.")
    # In one calendar year; with a date in the next year any day of opening lies before it.
    opens = calendar_day(reporting, "opens", place)
    if opens >= calendar_day(reporting, "due", place) and not reporting["due_next_year"]:
        raise place.error("opens_day", "ngày mở kỳ phải trước hạn.")
    if not plan["first_year"] <= reporting["first_year"] <= reporting["last_year"] <= plan["last_year"]:
        raise place.error("last_year", "các năm báo cáo phải theo thứ tự và nằm trong kế hoạch.")
    if reporting["frequency"] == Frequency.ONCE and reporting["first_year"] != reporting["last_year"]:
        raise place.error("last_year", "báo cáo một lần thì năm đầu và năm cuối là một.")


def check_interims(reporting: Entry, interims: list[Entry], place: Place) -> None:
    """One report within the year for a half-year, three for quarters, none else; each after its data, in order."""
    ends = INTERIM_ENDS.get(reporting["frequency"], ())
    wanted = len(ends)
    if len(interims) != wanted:
        raise place.error("interim", f"kỳ báo cáo này cần đúng {wanted} báo cáo trong năm, ở đây có {len(interims)}.")
    last = (0, 0)
    for one, default in zip(interims, ends, strict=True):
        spot = place.under("interim")
        due = calendar_day(one, "due", spot)
        if (one["data_month"] is None) != (one["data_day"] is None):
            raise spot.error("data_day", "ngày chốt số liệu cần cả ngày và tháng, hoặc để trống cả hai.")
        end = calendar_day(one, "data", spot) if one["data_month"] else date(LEAP_YEAR, *default)
        if (end.month, end.day) <= last:
            raise spot.error("data_day", "ngày chốt số liệu phải sau ngày chốt của kỳ trước.")
        last = (end.month, end.day)
        if not reporting["due_next_year"] and due >= calendar_day(reporting, "due", place):
            raise spot.error("due_day", "hạn của báo cáo trong năm phải trước hạn của báo cáo năm.")


def calendar_day(reporting: Entry, which: str, place: Place) -> date:
    try:
        return date(LEAP_YEAR, reporting[f"{which}_month"], reporting[f"{which}_day"])
    except ValueError:
        raise place.error(f"{which}_day", "không có ngày này trong tháng.") from None


def check_baseline(entry: Entry, place: Place, targets: list[Entry]) -> None:
    """A baseline starts a target of the plan and lies before it."""
    years = [target["year"] for target in targets if target["indicator"] == entry["indicator"]]
    if not years:
        raise place.error("indicator", f'kế hoạch không có mục tiêu nào cho "{entry["indicator"]}".')
    # Before the first of them: a base within the way would leave the targets before it without one.
    if entry["year"] >= min(years):
        raise place.error("year", "năm gốc phải trước năm của mục tiêu đầu tiên.")


def check_target(entry: Entry, place: Place, plan: Entry, indicator: Indicator) -> None:
    """One target: its bounds fit the comparator, its years the basis and the plan, its basis the indicator."""
    check_bounds(entry, place, indicator)
    check_period(entry, place, plan)
    check_basis(entry, place, indicator)
    check_wording(entry, place, indicator)


def check_bounds(entry: Entry, place: Place, indicator: Indicator) -> None:
    comparator, low, high = entry["comparator"], entry["low"], entry["high"]
    if (comparator == MILESTONE) != (indicator.formula == Formula.QUALITATIVE):
        raise place.error("comparator", f'"{MILESTONE}" đi cùng chỉ tiêu định tính, và chỉ với chỉ tiêu định tính.')
    if comparator == MILESTONE:
        for name in ("low", "high"):
            if entry[name] is not None:
                raise place.error(name, "mục tiêu theo mốc không có mức bằng số.")
        if not entry["milestones"]:
            raise place.error("milestones", "mục tiêu định tính cần ít nhất một mốc.")
        return
    if entry["milestones"]:
        raise place.error("milestones", "chỉ mục tiêu định tính mới có mốc.")
    if low is None:
        raise place.error("low", "cần một số.")
    if (comparator == Comparator.RANGE) != (high is not None):
        raise place.error("high", "chỉ mục tiêu dạng khoảng có mức trên, và phải có.")
    if high is not None and high < low:
        raise place.error("high", "mức trên thấp hơn mức dưới.")
    # An indicator without a wanted direction may be promised either way.
    refused = {Direction.DOWN: RISING, Direction.UP: FALLING}.get(Direction(indicator.direction), ())
    if comparator in refused:
        raise place.error("comparator", "ngược với chiều mong muốn của chỉ tiêu.")
    if entry["basis"] == Basis.CHANGE:
        check_change(entry, place, indicator)
    elif indicator.formula == Formula.RATIO:
        check_share(low, high or low, place, indicator)


def check_share(low: Decimal, high: Decimal, place: Place, indicator: Indicator) -> None:
    """A rate is not below 0, and above 100 only where what is counted is no part of what it is held against."""
    if low < 0:
        raise place.error("low", "tỷ lệ không nhỏ hơn 0.")
    if high > HIGHEST_SHARE and not indicator.may_exceed_whole():
        raise place.error(
            "low",
            "tỷ lệ này là phần của một tổng nên không quá 100%; chỉ tỷ lệ mà tử số không nằm trong mẫu số, như mức "
            "thực hiện kế hoạch, mới vượt 100%.",
        )


def check_change(entry: Entry, place: Place, indicator: Indicator) -> None:
    """A change is in percent of its base year, signed: of a share, too, where it may be more than 100."""
    try:
        bounds = change_bounds(Comparator(entry["comparator"]), entry["low"])
    except ValueError:
        raise place.error(
            "comparator",
            'mức thay đổi phải tăng là ">=", ">" hoặc "about" một số lớn hơn 0, phải giảm là "<=", "<" hoặc "about" '
            "một số âm.",
        ) from None
    if entry["low"] < LARGEST_FALL:
        raise place.error("low", "không gì giảm được quá 100% so với năm gốc.")
    if Direction(indicator.direction) not in (bounds.direction, Direction.NONE):
        raise place.error("comparator", "ngược với chiều mong muốn của chỉ tiêu.")


def check_period(entry: Entry, place: Place, plan: Entry) -> None:
    first, last = entry["from_year"], entry["year"]
    if not plan["first_year"] <= last <= plan["last_year"]:
        raise place.error("year", "năm nằm ngoài kế hoạch.")
    if (entry["basis"] in (Basis.YEAR, Basis.CHANGE)) != (first is None):
        raise place.error("from_year", "năm đầu đi cùng mục tiêu nhiều năm, và chỉ với mục tiêu nhiều năm.")
    if (entry["basis"] == Basis.CHANGE) != (entry["base_year"] is not None):
        raise place.error("base_year", "năm gốc đi cùng mức thay đổi so với năm gốc (change), và chỉ với mức đó.")
    if entry["base_year"] is not None and entry["base_year"] >= last:
        raise place.error("base_year", "năm gốc phải trước năm của mục tiêu.")
    if first is not None and not plan["first_year"] <= first <= last:
        raise place.error("from_year", "năm đầu phải trong kế hoạch và không sau năm cuối.")


def check_basis(entry: Entry, place: Place, indicator: Indicator) -> None:
    basis, formula = entry["basis"], indicator.formula
    if entry["comparator"] == MILESTONE and basis != Basis.YEAR:
        raise place.error("basis", "mục tiêu định tính đánh giá tại một năm.")
    if (basis == Basis.CUMULATIVE) != (formula == Formula.CUMULATIVE):
        raise place.error("basis", "mục tiêu cộng dồn đi cùng chỉ tiêu cộng dồn.")
    if basis == Basis.CUMULATIVE:
        if entry["comparator"] not in (Comparator.AT_LEAST, Comparator.ABOUT) or entry["low"] <= 0:
            raise place.error("comparator", 'mục tiêu cộng dồn là ">=" hoặc "about" một số lớn hơn 0.')
        if indicator.direction != Direction.UP:
            raise place.error("comparator", "mục tiêu cộng dồn đi cùng chỉ tiêu tăng là tốt.")
        if entry["from_year"] != indicator.cumulative_from:
            raise place.error("from_year", f"chỉ tiêu này cộng dồn từ năm {indicator.cumulative_from}.")
    elif entry["yearly_plan"]:
        raise place.error("yearly_plan", "chỉ mục tiêu cộng dồn có kế hoạch từng năm.")
    if basis == Basis.AVERAGE and formula not in (Formula.VALUE, Formula.GROWTH):
        raise place.error("basis", "bình quân mỗi năm chỉ có nghĩa với số cộng được hoặc tốc độ tăng.")
    if basis == Basis.CHANGE and formula not in (Formula.VALUE, Formula.RATIO):
        raise place.error("basis", "mức thay đổi so với năm gốc chỉ tính được của một số hoặc một tỷ lệ.")
    if basis == Basis.YEAR and formula == Formula.GROWTH:
        raise place.error(
            "basis",
            'tốc độ tăng không đạt vào một năm: ghi "every_year" nếu năm nào cũng phải tăng, "average_per_year" nếu là '
            "tốc độ tăng bình quân; so với một năm gốc thì là mức thay đổi (change).",
        )


def check_wording(entry: Entry, place: Place, indicator: Indicator) -> None:
    """Growth of a share must say what its percent is of; only growth relative to the level is computed."""
    grows_share = indicator.formula == Formula.GROWTH and any(
        row.element.unit == "%" for row in indicator.inputs.select_related("element")
    )
    if grows_share and entry["wording_percent"] != "percent":
        raise place.error("wording_percent", 'mức tăng của một tỷ lệ phải ghi rõ "percent"; điểm % không tính được.')
    if not grows_share and entry["wording_percent"] is not None:
        raise place.error("wording_percent", "chỉ ghi với mức tăng của một tỷ lệ.")


def check_body_target(entry: Entry, place: Place, plan: Entry, indicator: Indicator, kind: str) -> None:
    """The level of a body of some kind: of a number or a rate that such a body reports, in one year or every year."""
    if indicator.formula not in (Formula.VALUE, Formula.RATIO):
        raise place.error("indicator", "mức của một đơn vị chỉ đặt cho một số hoặc một tỷ lệ mà đơn vị báo cáo.")
    if entry["basis"] not in (Basis.YEAR, Basis.EVERY_YEAR):
        raise place.error("basis", 'mức của một đơn vị là "year" hoặc "every_year".')
    reporting = [{row.kind for row in one.element.kinds.all()} for one in inputs_with_kinds(indicator)]
    if not reporting or not all(kind in kinds for kinds in reporting):
        raise place.error("body", "đơn vị này không báo cáo số liệu của chỉ tiêu.")
    # Levels of bodies have no milestones and no base year: the checks of targets are given none.
    check_bounds({**entry, "milestones": []}, place, indicator)
    check_period({**entry, "base_year": None}, place, plan)


def inputs_with_kinds(indicator: Indicator) -> list[IndicatorInput]:
    return list(indicator.inputs.select_related("element").prefetch_related("element__kinds"))


def check_planned(entry: Entry, place: Place, target: Entry, earlier: list[int]) -> None:
    """A year of a yearly plan lies within the target's years, in order, with something planned."""
    if not target["from_year"] <= entry["year"] <= target["year"]:
        raise place.error("year", "năm nằm ngoài giai đoạn của mục tiêu.")
    if earlier and entry["year"] <= earlier[-1]:
        raise place.error("year", "các năm phải tăng dần, mỗi năm một lần.")
    if entry["value"] <= Decimal(0):
        raise place.error("value", "kế hoạch của một năm phải lớn hơn 0.")
