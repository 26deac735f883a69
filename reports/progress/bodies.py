"""How single bodies stand against the levels that plans set for them: their own figures, by the rules of the locality.

Nothing of it is stored: a page or the API reads it when it is asked. A level of a kind holds for each of its bodies
that has no level of its own for the same indicator and year.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agencies import clock
from agencies.models import Agency
from reports.models import View
from reports.progress.queries import UnitReport, recipes, unit_reports
from reports.progress.rollup import quotient
from reports.progress.rules import rules_in_force
from targets.calculations.every_year import assess_every_year
from targets.calculations.evidence import Point
from targets.calculations.level import assess_level
from targets.calculations.statuses import Status
from targets.calculations.thresholds import Thresholds
from targets.models import Basis, BodyTarget
from targets.target_bounds import bounds_of


@dataclass(frozen=True)
class BodyStanding:
    """How one body stands at the end of a year; `actual` in the unit of the indicator, None without a figure."""

    target: BodyTarget
    agency: Agency
    status: Status
    final: bool
    actual: Decimal | None
    actual_year: int | None


def body_standings(targets: Sequence[BodyTarget], *, locality_id: int, view: View, year: int) -> list[BodyStanding]:
    """Each body of some targets of a locality, with indicator and agency loaded; six queries, none without a target."""
    if not targets:
        return []
    wanted = recipes({target.indicator_id for target in targets})
    reports = unit_reports(locality_id=locality_id, wanted=wanted, view=view)
    agencies = list(Agency.objects.filter(locality_id=locality_id).order_by("code"))
    limits = rules_in_force(locality_id, clock.today()).thresholds
    return [
        standing_of_body(target, agency, own_points(target, agency, reports), year, limits)
        for target in targets
        for agency in bodies_bound(target, agencies, targets, year)
    ]


def bodies_bound(
    target: BodyTarget, agencies: Iterable[Agency], targets: Iterable[BodyTarget], year: int
) -> list[Agency]:
    """The one that is named; of a kind all that are there at the cut-off, but those that are named beside it."""
    if not target.kind:
        return [agency for agency in agencies if agency.pk == target.agency_id]
    same = (target.plan_id, target.indicator_id, target.year, target.basis)
    named = {one.agency_id for one in targets if (one.plan_id, one.indicator_id, one.year, one.basis) == same}
    day = date(min(year, target.year), 12, 14)
    return [
        agency for agency in agencies if agency.kind == target.kind and agency.pk not in named and agency.exists_on(day)
    ]


def own_points(
    target: BodyTarget, agency: Agency, reports: Mapping[tuple[int, int], Mapping[int, UnitReport]]
) -> list[Point]:
    """The body's own values, by year: what it counted, or its rate."""
    points = []
    for (indicator, year), by_agency in sorted(reports.items()):
        report = by_agency.get(agency.pk)
        if indicator != target.indicator_id or report is None:
            continue
        if target.indicator.formula != "ratio":
            points.append(Point(year, report.numerator))
        elif report.denominator:
            points.append(Point(year, quotient(report.numerator, report.denominator)))
    return points


def standing_of_body(
    target: BodyTarget, agency: Agency, points: Sequence[Point], year: int, limits: Thresholds
) -> BodyStanding:
    bounds = bounds_of(target)
    if target.basis == Basis.EVERY_YEAR:
        answer = assess_every_year(
            first_year=target.from_year,
            last_year=target.year,
            observations=points,
            target=bounds,
            as_of=year,
            thresholds=limits,
        )
    else:
        answer = assess_level(
            baseline=None,
            observations=points,
            target=bounds,
            target_year=target.year,
            as_of=year,
            thresholds=limits,
        )
    latest = answer.latest
    return BodyStanding(
        target=target,
        agency=agency,
        status=answer.status,
        final=answer.final,
        actual=latest.value if latest else None,
        actual_year=latest.year if latest else None,
    )
