"""Requests about promises over several years: totals, yearly averages, growth, and what is to hold every year."""

from collections.abc import Collection
from decimal import Decimal

from targets.assess.answers import Answer, fields_answered
from targets.assess.fields import Fields, refuse
from targets.assess.inputs import (
    read_baseline,
    read_bounds,
    read_growth_basis,
    read_growth_rate,
    read_observations,
    read_ranges,
    read_target_year,
    read_yearly_plan,
)
from targets.calculations.cumulative import TOTAL_COMPARATORS, assess_cumulative
from targets.calculations.every_year import assess_every_year
from targets.calculations.growth import assess_growth
from targets.calculations.rules import Rules, RuleVersion
from targets.calculations.statuses import Comparator, GrowthMode
from targets.calculations.uncertainty import assess_disputed_total
from targets.calculations.yearly_average import AVERAGE_COMPARATORS, assess_average

# What the first version of the rules did not say of a total.
OF_DISPUTED_TOTALS = frozenset({"status_low", "status_high", "flags"})


def cumulative_answer(inputs: Fields, rules: Rules) -> Answer:
    start, end = _period(inputs, "period_start", "period_end")
    observations, as_of = read_observations(inputs), inputs.year("as_of")
    # Only years that count must stand in the plan: what lies beyond the period or the reporting year is left aside.
    reported = [point.year for point in observations if start <= point.year <= min(end, as_of)]
    asked = {
        "period_start": start,
        "period_end": end,
        "target": _positive_target(inputs),
        "observations": observations,
        "as_of": as_of,
        "yearly_plan": read_yearly_plan(inputs, reported),
        "comparator": _one_of(inputs, TOTAL_COMPARATORS, "Mức cộng dồn", "A total"),
        "thresholds": rules.thresholds,
    }
    if rules.version == RuleVersion.FIRST:
        return fields_answered(assess_cumulative(**asked), OF_DISPUTED_TOTALS)
    return fields_answered(assess_disputed_total(ranges=read_ranges(inputs), **asked))


def _one_of(inputs: Fields, known: Collection[Comparator], what: str, what_en: str) -> Comparator:
    """The comparator of a request, at least where none is given; refused where it has no sense for what is promised."""
    comparator = inputs.optional_word("comparator", Comparator) or Comparator.AT_LEAST
    if comparator not in known:
        listed = ", ".join(word for word in Comparator if word in known)
        refuse(
            inputs.at("comparator"),
            f"{what} chỉ nhận một trong các phép so sánh: {listed}.",
            f"{what_en} takes one of these comparators: {listed}.",
        )
    return comparator


def average_answer(inputs: Fields, rules: Rules) -> Answer:
    start, end = _period(inputs, "period_start", "period_end")
    comparator = _one_of(inputs, AVERAGE_COMPARATORS, "Mức bình quân", "An average")
    assessment = assess_average(
        period_start=start,
        period_end=end,
        target=_positive_target(inputs),
        comparator=comparator,
        observations=read_observations(inputs),
        as_of=inputs.year("as_of"),
        thresholds=rules.thresholds,
    )
    return fields_answered(assessment)


def every_year_answer(inputs: Fields, rules: Rules) -> Answer:
    start, end = _period(inputs, "first_year", "last_year")
    assessment = assess_every_year(
        first_year=start,
        last_year=end,
        observations=read_observations(inputs),
        target=read_bounds(inputs),
        as_of=inputs.year("as_of"),
        thresholds=rules.thresholds,
    )
    return fields_answered(assessment)


def growth_answer(inputs: Fields, rules: Rules) -> Answer:
    assessment = assess_growth(
        baseline=read_baseline(inputs, positive=True),
        observations=read_observations(inputs, positive=True),
        target=read_growth_rate(inputs),
        target_year=read_target_year(inputs),
        as_of=inputs.year("as_of"),
        mode=inputs.word("mode", GrowthMode),
        basis=read_growth_basis(inputs),
        thresholds=rules.thresholds,
        version=rules.version,
    )
    return fields_answered(assessment)


def _period(inputs: Fields, first: str, last: str) -> tuple[int, int]:
    start, end = inputs.year(first), inputs.year(last)
    if end < start:
        refuse(
            inputs.at(last),
            f"Năm cuối của giai đoạn phải từ năm đầu ({start}) trở đi.",
            f"The period cannot end before it starts ({start}).",
        )
    return start, end


def _positive_target(inputs: Fields) -> Decimal:
    target = inputs.number("target")
    if target <= 0:
        refuse(
            inputs.at("target"),
            "Mục tiêu cộng dồn hoặc bình quân phải lớn hơn 0.",
            "The target of a total or an average must be above 0.",
        )
    return target
