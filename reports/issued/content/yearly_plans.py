"""What the locality planned for single years: published yearly plans, and the yearly split of a total."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

from reports.issued.content.schema import YearPlan
from reports.issued.content.scope import Scope
from reports.models import FigureKind, OfficialFigure
from reports.wording.provenance import published_text
from targets.calculations.numbers.precision import exact, without_trailing_zeros
from targets.models import Basis, Formula, Indicator
from targets.plans.then import TargetThen

Plans = Mapping[int, tuple[YearPlan, ...]]


def plans_until(scope: Scope, indicators: Iterable[Indicator], targets: Iterable[TargetThen]) -> Plans:
    """Indicator -> its plans up to the report's year, in order; one query. Of several for a year the last published."""
    found: dict[int, dict[int, YearPlan]] = {one.pk: {} for one in indicators}
    # A range is no number that a result could be held against.
    rows = OfficialFigure.objects.filter(
        locality=scope.locality, indicator__in=list(found), kind=FigureKind.PLAN, value_high__isnull=True
    )
    for figure in rows.published_by(scope.as_of).order_by("published_on", "pk"):
        if figure.from_year == figure.year:
            source = f"{figure.source}; công bố {published_text(figure)}."
            found[figure.indicator_id][figure.year] = YearPlan(
                figure.year, without_trailing_zeros(figure.value), source
            )
    for target in targets:
        if target.basis == Basis.CUMULATIVE:
            # The plan's own split goes before what was published of it.
            found[target.indicator_id] |= split_of(target)
    return {pk: tuple(plans[year] for year in sorted(plans) if year <= scope.year) for pk, plans in found.items()}


@exact
def split_of(target: TargetThen) -> dict[int, YearPlan]:
    """The plan of each year of a total; of an indicator that itself adds up, what is added up by then."""
    adds_up, total, plans = target.indicator.formula == Formula.CUMULATIVE, Decimal(), {}
    for row in sorted(target.yearly_plan, key=lambda row: row.year):
        total += row.value
        plans[row.year] = YearPlan(row.year, without_trailing_zeros(total if adds_up else row.value), row.citation)
    return plans
