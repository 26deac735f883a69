"""What a report's frozen data says of each target: the value that sentences read, and which targets it speaks of."""

from reports.issued.content.schema import Dataset, IndicatorResult, YearValue
from reports.issued.content.target_schema import TargetStanding
from reports.models import FigureKind
from reports.wording.standing import Measure, Promise, Standing
from targets.calculations.thresholds import Thresholds
from targets.calculations.uncertainty import DISPLAY_ORDER
from targets.models import Aggregation, Basis, Formula

AS_FROZEN = (
    "status", "met", "final", "current", "flags", "actual", "actual_year", "actual_source", "base", "base_year",
    "ratio", "expected_value", "gap", "years_ahead", "required_per_year", "achieved_per_year", "units_reporting",
    "units_expected", "provisional", "illustrative", "milestones_done", "milestones", "missing_years",
    "status_low", "status_high", "half_width", "decided_at", "required_to_decided", "has_estimate", "years_met",
    "missed_years", "disputed",
)  # fmt: skip


def measure_of(result: IndicatorResult) -> Measure:
    """The indicator as far as words need it."""
    return Measure(
        name=result.name,
        short_name=result.short_name,
        unit=result.unit,
        decimals=result.decimals,
        formula=result.formula,
        direction=result.direction,
    )


def frozen_standing(result: IndicatorResult, standing: TargetStanding, dataset: Dataset) -> Standing:
    """One standing of the dataset as sentences read it."""
    promise = Promise(
        indicator=measure_of(result),
        year=standing.year,
        from_year=standing.from_year,
        basis=standing.basis,
        comparator=standing.comparator,
        low=standing.low,
        high=standing.high,
        base_year=standing.base_year_of_change,
        ambition=standing.ambition,
    )
    # Where the path stands at the end of this year is drawn on screens alone, and no report holds it.
    values = {name: getattr(standing, name) for name in AS_FROZEN}
    return Standing(
        target=promise,
        year=dataset.year,
        expected_end=None,
        # A report of an earlier release froze no word of its own for what is counted: then it is what was judged.
        display_status=standing.display_status,
        rule_version=dataset.rule_version,
        limits=Thresholds(about_tolerance=dataset.about_tolerance),
        **values,
    )


def target_key(result: IndicatorResult, standing: TargetStanding) -> str:
    """The name of a target in fields: "trained_labour_rate.2025", "trained_cumulative.2025-cumulative"."""
    basis = "" if standing.basis == Basis.YEAR else f"-{standing.basis}"
    return f"{result.code}.{standing.year}{basis}"


def targets_in_report(result: IndicatorResult, dataset: Dataset) -> list[TargetStanding]:
    """The targets that the report speaks of: those that fell due in its years, and the ones it is on the way to."""
    return [standing for standing in result.targets if is_in_report(standing, dataset)]


def is_in_report(standing: TargetStanding, dataset: Dataset) -> bool:
    if standing.basis == Basis.YEAR:
        return standing.current or standing.year in dataset.years
    return standing.year >= dataset.first_year and (standing.from_year or 0) <= dataset.year


def main_target(result: IndicatorResult, dataset: Dataset) -> TargetStanding | None:
    """The one target that stands for the indicator: the current one, of a single year before one over years."""
    return min(
        targets_in_report(result, dataset),
        key=lambda standing: (not standing.current, standing.basis != Basis.YEAR, standing.year),
        default=None,
    )


def still_needed(result: IndicatorResult, dataset: Dataset) -> list[TargetStanding]:
    """The targets ahead that ask for something in each of the years left."""
    return [
        standing
        for standing in targets_in_report(result, dataset)
        if standing.required_per_year and not standing.final and standing.year > dataset.year
    ]


def gravest_status(result: IndicatorResult, dataset: Dataset) -> str | None:
    """The gravest standing among the targets that the report speaks of; None without a target."""
    statuses = [standing.display_status for standing in targets_in_report(result, dataset)]
    return min(statuses, key=DISPLAY_ORDER.index, default=None)


def latest_value(result: IndicatorResult, dataset: Dataset) -> YearValue | None:
    """The value of the report's year, or of the last year before it that has one."""
    known = [value for value in result.values if value.year <= dataset.year]
    return max(known, key=lambda value: value.year, default=None)


def earliest_value(result: IndicatorResult, dataset: Dataset) -> YearValue | None:
    """The first value within the report's years."""
    known = [value for value in result.values if value.year in dataset.years]
    return min(known, key=lambda value: value.year, default=None)


def is_estimate(value: YearValue) -> bool:
    """Whether the whole value is an estimate of its publication; a roll-up only holds estimates of agencies."""
    return value.kind == FigureKind.ESTIMATE


def comparable(result: IndicatorResult, old: YearValue, new: YearValue) -> bool:
    """A sum over part of a year or of the agencies is a lower bound: it is set beside no other year.

    What the same agencies had in both years always is.
    """
    if new.paired_with(old.year) is not None:
        return True
    return result.formula != Formula.VALUE or not (is_partial(old) or is_partial(new))


def starts_at_zero(result: IndicatorResult, dataset: Dataset) -> bool:
    """Whether a year's value is all that was added up in it: only then does it reach a share of a plan."""
    if result.formula == Formula.CUMULATIVE:
        return True
    flows = {element.code for element in dataset.elements if element.aggregation == Aggregation.FLOW}
    return result.formula == Formula.VALUE and bool(result.numerator) and set(result.numerator) <= flows


def is_partial(value: YearValue) -> bool:
    """Whether the value is known to cover less than its year or its agencies."""
    missing = value.source == "rollup" and value.units_reporting < value.units_expected
    return value.kind == FigureKind.PROVISIONAL or missing
