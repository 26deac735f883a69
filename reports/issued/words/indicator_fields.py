"""The numbers of indicators and targets as a report prints them, each under the name of its field.

A difference carries its verb ("tăng 0,8 điểm %"), so that an edited sentence stays true when the data turn round.
"""

from decimal import Decimal

from reports.issued.content.schema import Dataset, IndicatorResult, YearValue
from reports.issued.content.standings import (
    comparable,
    earliest_value,
    frozen_standing,
    is_partial,
    latest_value,
    main_target,
    measure_of,
    starts_at_zero,
    target_key,
)
from reports.issued.content.target_schema import TargetStanding
from reports.models import ActualSource
from reports.wording import sentences, terms
from reports.wording.differences import matching_decimals
from reports.wording.formats import NBSP, number, precision, rounded, status_label, years
from reports.wording.paces import falls, got_number, needed_step, path_note
from reports.wording.standing import Standing
from reports.wording.uncertain import is_finer_than_known, possible_words, why_undetermined
from targets.calculations.numbers.precision import exact
from targets.calculations.statuses import Flag, Status
from targets.calculations.uncertainty import UNDETERMINED
from targets.models import Basis, Formula
from targets.models.target import MILESTONE
from targets.target_bounds import bounds_of

VALUE_UNKNOWN = "chưa có số liệu"
NO_COMPARISON = "chưa có số liệu để so sánh"
INCOMPARABLE = "chưa đủ số liệu để so sánh"
NOT_COMPUTED = "chưa tính được"
NO_YEAR = "chưa rõ"
UNCHANGED = "không thay đổi"
MOST_DECIMALS = 4
FEW = 100  # counts below it change by so many, with the percentage in brackets


def indicator_fields(dataset: Dataset) -> dict[str, str]:
    """Every field of every indicator; those of its main target also stand under the indicator's own name."""
    found: dict[str, str] = {}
    for result in dataset.indicators:
        found |= value_fields(result, dataset)
        chosen = main_target(result, dataset)
        for standing in result.targets:
            texts = target_fields(result, standing, dataset)
            found |= {f"{target_key(result, standing)}.{name}": text for name, text in texts.items()}
            if standing is chosen:
                # Not the value: the indicator's own is that of the report's year, the target's may be an older one.
                found |= {f"{result.code}.{name}": text for name, text in texts.items() if name not in VALUE_NAMES}
    return found


VALUE_NAMES = frozenset({"actual", "actual_year"})


def value_fields(result: IndicatorResult, dataset: Dataset) -> dict[str, str]:
    """What was reached: `actual` is the value of the report's year or of the last year before it."""
    now = latest_value(result, dataset)
    before = result.value(now.year - 1) if now else None
    first = earliest_value(result, dataset)
    plan = result.plan(now.year) if now else None
    digits = digits_beside(result, now, before, first)
    texts = {
        "name": result.name,
        "short_name": result.short_name,
        "unit": result.unit,
        "actual": value_words(result, now, digits),
        "actual_year": year_text(now),
        "previous": value_words(result, before, digits),
        "previous_year": str(now.year - 1) if now else NO_YEAR,
        "change": change_words(result, before, now),
        "paired_units": paired_units(before, now),
        "coverage": coverage(now),
        "lacking": now.lacking if now and now.lacking else VALUE_UNKNOWN,
        "reporting": reporting_count(result, dataset),
        "source": now.source_text if now and now.source_text else VALUE_UNKNOWN,
        "rollup": known_text(result, now.rollup if now else None),
        "official": official_words(result, now),
        "difference": difference_words(result, now),
        "plan": known_text(result, plan.value if plan else None),
        "plan_result": plan_result(result, now, dataset),
        "first": value_words(result, first, digits),
        "first_year": year_text(first),
        "span_change": change_words(result, first, now),
        "span_paired_units": paired_units(first, now),
        "span_average": average_change(result, first, now),
    }
    named = {f"{result.code}.{name}": text for name, text in texts.items()}
    for value in result.values:
        named[f"{result.code}.value-{value.year}"] = value_words(result, value)
    return named


def value_words(result: IndicatorResult, value: YearValue | None, digits: int = 0) -> str:
    """A year's value with the digits of its source; a computed rate with `digits` where those are more."""
    if value is None:
        return VALUE_UNKNOWN
    measure = measure_of(result)
    if result.unit == "%" and not is_exact(result, value) and digits:
        return terms.with_decimals(value.value, measure, digits)
    return terms.with_unit(value.value, measure, half_width=value.half_width)


def is_exact(result: IndicatorResult, value: YearValue) -> bool:
    """Whether a value is printed with all its digits, as a source gave it."""
    return value.half_width is not None or precision(value.value) <= max(result.decimals, 1)


def digits_beside(result: IndicatorResult, now: YearValue | None, *others: YearValue | None) -> int:
    """The decimals with which a rate and its changes since other years can stand in one sentence."""
    known = [
        other
        for other in others
        if other is not None and now is not None and other.year < now.year and now.paired_with(other.year) is None
    ]
    if now is None or result.unit != "%" or not known:
        return 0
    return max(step_digits(result, other, now) for other in known)


def step_digits(result: IndicatorResult, old: YearValue, new: YearValue) -> int:
    widths = (old.half_width, new.half_width)
    return matching_decimals(old.value, new.value, measure_of(result), widths=widths)


def paired_units(old: YearValue | None, new: YearValue | None) -> str:
    """How many agencies a change is computed over, where they are not all the same in both years."""
    pair = new.paired_with(old.year) if old is not None and new is not None else None
    return "không" if pair is None else number(pair.units)


def known_text(result: IndicatorResult, value: Decimal | None) -> str:
    return VALUE_UNKNOWN if value is None else terms.with_unit(value, measure_of(result))


def official_words(result: IndicatorResult, value: YearValue | None) -> str:
    """The published value; with the digits of its source where it is the one that counts."""
    if value is None or value.official is None:
        return VALUE_UNKNOWN
    width = value.half_width if value.source == ActualSource.OFFICIAL else None
    return terms.with_unit(value.official, measure_of(result), half_width=width)


def year_text(value: YearValue | None) -> str:
    return NO_YEAR if value is None else str(value.year)


def coverage(value: YearValue | None) -> str:
    """ "28/30"; of a published value the agencies do not matter."""
    if value is None or not value.units_expected:
        return VALUE_UNKNOWN
    return f"{number(value.units_reporting)}/{number(value.units_expected)}"


def reporting_count(result: IndicatorResult, dataset: Dataset) -> str:
    """ "5/30": how many have reported in the report's year, also where they are too few for a value."""
    few = next((year for year in result.too_few if year.year == dataset.year), None)
    if few is None:
        return coverage(result.value(dataset.year))
    return f"{number(few.units_reporting)}/{number(few.units_expected)}"


@exact
def plan_result(result: IndicatorResult, value: YearValue | None, dataset: Dataset) -> str:
    """The value against the plan of its year: "đạt 102,3% kế hoạch" of sums, else "thấp hơn kế hoạch 0,2 điểm %"."""
    plan = result.plan(value.year) if value else None
    if value is None or plan is None:
        return NOT_COMPUTED
    partial = result.formula in (Formula.VALUE, Formula.CUMULATIVE) and is_partial(value)
    # A sum that holds an estimate may be too high as well as too low: it is no lower bound.
    totals = result.targets if result.formula == Formula.CUMULATIVE else ()
    lower_bound = partial and not any(standing.has_estimate for standing in totals)
    if starts_at_zero(result, dataset) and plan.value:
        word = "đạt" if result.direction == "up" else "bằng"
        counted = "theo số đang dùng " if any(Flag.SOURCES_DISAGREE in standing.flags for standing in totals) else ""
        share = number(100 * value.value / plan.value, 1)
        return f"{counted}{word} {'ít nhất ' if lower_bound else ''}{share}% kế hoạch"
    if lower_bound:
        return "chưa so sánh được với kế hoạch vì số liệu chưa đầy đủ"
    step = value.value - plan.value
    if step == 0:
        return "đúng bằng kế hoạch"
    if value.half_width is not None and abs(step) <= value.half_width:
        return "xấp xỉ kế hoạch, chênh lệch nằm trong sai số làm tròn của nguồn"
    return f"{'cao hơn' if step > 0 else 'thấp hơn'} kế hoạch {terms.step_text(step, measure_of(result))}"


@exact
def difference_words(result: IndicatorResult, value: YearValue | None) -> str:
    """The roll-up against the published figure: "thấp hơn 0,8 điểm %"."""
    if value is None or value.rollup is None or value.official is None:
        return NOT_COMPUTED
    step = value.rollup - value.official
    if step == 0:
        return "bằng nhau"
    word = "cao hơn" if step > 0 else "thấp hơn"
    return f"{word} {terms.step_text(step, measure_of(result))}"


def change_words(result: IndicatorResult, old: YearValue | None, new: YearValue | None) -> str:
    """ "tăng 0,8 điểm %" of rates, "giảm 6,6%" of counts, "thêm 251.368 lượt người" of sums over years."""
    if old is None or new is None:
        return NO_COMPARISON
    if not comparable(result, old, new):
        return INCOMPARABLE
    pair = new.paired_with(old.year)
    first, last = (old.value, new.value) if pair is None else (pair.before, pair.after)
    if first == last:
        return UNCHANGED
    word = "thêm" if result.formula == Formula.CUMULATIVE else terms.change_verb(last - first)
    if is_finer_than_known((old.half_width or 0) + (new.half_width or 0), 1):
        return f"{word} khoảng {change_size(result, first, last)}"
    digits = step_digits(result, old, new) if result.unit == "%" and pair is None else None
    return f"{word} {change_size(result, first, last, digits)}"


@exact
def change_size(result: IndicatorResult, old: Decimal, new: Decimal, digits: int | None = None) -> str:
    """The size of a change without its sign: points of rates, percent of counts, as it is of sums over years.

    Counts that start from nothing have no percentage: their change is a number too. Of small ones both are told.
    """
    if result.unit == "%" or result.formula == Formula.CUMULATIVE or not old:
        step, measure = new - old, measure_of(result)
        return terms.step_text(
            step, measure, None if digits is None else max(digits, terms.step_decimals(step, measure))
        )
    share = 100 * abs(new - old) / abs(old)
    percent = f"{number(share, share_decimals(share))}%"
    if max(abs(old), abs(new)) < FEW:
        return f"{terms.step_text(new - old, measure_of(result))} ({percent})"
    return percent


def share_decimals(share: Decimal) -> int:
    """One decimal, more where a change would read as none."""
    decimals = 1
    while share and not rounded(share, decimals) and decimals < MOST_DECIMALS:
        decimals += 1
    return decimals


@exact
def average_change(result: IndicatorResult, old: YearValue | None, new: YearValue | None) -> str:
    """The change for each year between two: "tăng 1,0 điểm %", of counts in their unit."""
    if old is None or new is None or old.year >= new.year:
        return NO_COMPARISON
    if not comparable(result, old, new):
        return INCOMPARABLE
    pair = new.paired_with(old.year)
    first, last = (old.value, new.value) if pair is None else (pair.before, pair.after)
    step = (last - first) / (new.year - old.year)
    return f"{terms.change_verb(step)} {terms.step_text(step, measure_of(result))}" if step else UNCHANGED


def target_fields(result: IndicatorResult, standing: TargetStanding, dataset: Dataset) -> dict[str, str]:
    """One target and how it stands. The names follow the columns of Progress."""
    row = frozen_standing(result, standing, dataset)
    return {
        # The sentences put it into brackets: none of its own within.
        "target": terms.promise_text(row.target).replace(" (", ", ").removesuffix(")"),
        "goal": terms.goal_text(row.target),
        "year": str(standing.year),
        "from_year": str(standing.from_year) if standing.from_year else NO_YEAR,
        "status": status_label(standing.display_status, standing.final),
        "possible": possible_words(row).lower(),
        "why_open": why_undetermined(row) if row.display_status == UNDETERMINED else "không",
        "actual": VALUE_UNKNOWN if row.actual is None else terms.value_said(row),
        "actual_year": str(standing.actual_year or NO_YEAR),
        "base": VALUE_UNKNOWN if standing.base is None else terms.with_unit(standing.base, row.measure),
        "base_year": str(standing.base_year or NO_YEAR),
        "moved": change_from_base(row),
        "gap": path_note(row) or NOT_COMPUTED,
        "years_behind": years_behind(standing),
        "needed": needed_words(row),
        "achieved": achieved_words(row),
        "distance": distance(row),
        "next": next_level(row),
        "citation": standing.citation,
        "milestones_done": number(standing.milestones_done or 0),
        "milestones": number(standing.milestones or 0),
        "missing_years": ", ".join(str(year) for year in standing.missing_years) or "không có",
    }


def years_behind(standing: TargetStanding) -> str:
    """How late, as a span: "0,6 năm"; who is not late is "không chậm"."""
    if standing.years_ahead is None:
        return NOT_COMPUTED
    return years(standing.years_ahead) if standing.years_ahead < 0 else "không chậm"


def change_from_base(row: Standing) -> str:
    """From the start of the way to now: "giảm 1,2 điểm %"; of growth how much a year was gained on average."""
    if row.actual is None:
        return VALUE_UNKNOWN
    if row.target.indicator.formula == Formula.GROWTH:
        beside = abs(row.target.low) if row.target.low is not None else None
        return f"{terms.change_verb(row.actual)} {terms.with_unit(abs(row.actual), row.target.indicator, beside)}"
    if row.target.basis == Basis.CHANGE:
        return terms.value_said(row) if row.actual else UNCHANGED
    if row.base is None:
        return NOT_COMPUTED
    step = row.actual - row.base
    return f"{terms.change_verb(step)} {terms.step_text(step, row.target.indicator)}" if step else UNCHANGED


def needed_words(row: Standing) -> str:
    """What each remaining year must bring: "tăng 1,2 điểm %", "thêm 178.139 lượt người"."""
    if row.required_per_year is None:
        return NOT_COMPUTED
    if not row.required_per_year:
        word = "giảm" if falls(row) else "tăng"
        return f"không phải {word} thêm" if row.status == Status.ACHIEVED else NOT_COMPUTED
    if row.target.indicator.formula == Formula.GROWTH:
        size = terms.with_unit(abs(row.required_per_year), row.target.indicator)
        return f"{terms.change_verb(row.required_per_year)} {size}"
    return needed_step(row)


def achieved_words(row: Standing) -> str:
    """What each year has brought so far: "tăng 0,6 điểm %"; of a total the plain number."""
    got, indicator = row.achieved_per_year, row.measure
    if got is None:
        return NOT_COMPUTED
    if row.target.indicator.formula == Formula.GROWTH:
        return change_from_base(row)
    unit = f"điểm{NBSP}%" if indicator.is_percentage else indicator.unit
    if row.target.basis in (Basis.CUMULATIVE, Basis.AVERAGE):
        return f"{got_number(row)}{NBSP}{unit}"
    return f"{terms.change_verb(got)} {got_number(row)}{NBSP}{unit}" if got else UNCHANGED


def distance(row: Standing) -> str:
    """How far beyond or short of the promise: "vượt 0,2 điểm %", "thiếu 2,2 điểm %"."""
    if row.actual is None or row.target.comparator == MILESTONE:
        return NOT_COMPUTED
    if row.status == Status.ACHIEVED:
        return terms.first_letter_lower(sentences.margin_words(row))
    return sentences.shortfall_words(row) or "vừa chạm mức mục tiêu"


@exact
def next_level(row: Standing) -> str:
    """The level that next year needs at the required pace; none for sums over years and growth."""
    pace, target = row.required_per_year, row.target
    usable = target.basis == Basis.YEAR and target.indicator.formula != Formula.GROWTH and row.year < target.year
    if not usable or not pace or row.actual is None or row.actual_year is None:
        return NOT_COMPUTED
    if row.year + 1 == target.year and not bounds_of(target).two_sided:
        return terms.plain_goal(target)
    return terms.with_unit(row.actual + pace * (row.year + 1 - row.actual_year), target.indicator)
