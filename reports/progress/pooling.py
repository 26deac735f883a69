"""What the agencies of a locality reported for an indicator in a year, added up: before any rate and any judgement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from agencies.models import Agency
from reports.progress.places import ONE_PART, YearParts
from reports.progress.queries import Recipe, UnitReport
from targets.calculations.aggregate import Coverage, coverage_of_sums
from targets.models import Formula


@dataclass(frozen=True)
class Pooled:
    """Of the agencies expected to report, only those with every input count as reporting.

    expected, reporting: places, each once (places.py). bodies: how many report. numerator, denominator: sums over
    those. missing: of a rate that somebody reports, the sum of the last known denominators of those that do not; None
    where one of them has never reported.
    """

    expected: int
    reporting: int = 0
    bodies: int = 0
    numerator: Decimal = Decimal()
    denominator: Decimal = Decimal()
    missing: Decimal | None = None
    has_estimate: bool = False
    illustrative: bool = False

    @property
    def coverage(self) -> Coverage:
        """By count, and by weight where all sizes are known."""
        return coverage_of_sums(
            units=self.expected, reporting=self.reporting, covered=self.denominator, missing=self.missing
        )


UnitReports = Mapping[tuple[int, int], Mapping[int, UnitReport]]


def pooled_reports(
    *,
    recipes: Iterable[Recipe],
    agencies: Sequence[Agency],
    years: Iterable[int],
    reports: UnitReports,
    parts: Mapping[int, YearParts],
) -> dict[tuple[int, int], Pooled]:
    """(indicator, year) -> what its agencies reported; `reports` as `unit_reports` gives them.

    The plain way, agency by agency. The recalculation gets the same from the database, in sums.py.
    """
    years = list(years)
    return {
        (recipe.indicator.pk, year): pooled_sums(recipe, agencies, year, reports, parts.get(year, ONE_PART))
        for recipe in recipes
        if recipe.indicator.formula in (Formula.VALUE, Formula.RATIO)
        for year in years
    }


def pooled_sums(
    recipe: Recipe, agencies: Sequence[Agency], year: int, reports: UnitReports, parts: YearParts
) -> Pooled:
    expected = [agency.pk for agency in agencies if recipe.expects(agency, year)]
    found = reports.get((recipe.indicator.pk, year), {})
    present = [found[pk] for pk in expected if pk in found]
    missing = [pk for pk in parts.owed(expected) if pk not in found] if recipe.denominator and present else []
    places, complete = parts.counts(expected, [report.agency_id for report in present])
    sizes = [last_known_size(recipe, pk, year, reports) for pk in missing]
    return Pooled(
        expected=places,
        reporting=complete,
        bodies=len(present),
        numerator=sum((report.numerator for report in present), Decimal()),
        denominator=sum((report.denominator for report in present), Decimal()),
        missing=None if None in sizes else sum(sizes, Decimal()),
        has_estimate=any(report.has_estimate for report in present),
        illustrative=any(report.illustrative for report in present),
    )


def last_known_size(recipe: Recipe, agency_id: int, year: int, reports: UnitReports) -> Decimal | None:
    """The denominator of an agency's last complete report before a year; None where it never made one."""
    pk = recipe.indicator.pk
    known = [y for (indicator, y), units in reports.items() if indicator == pk and y < year and agency_id in units]
    return reports[pk, max(known)][agency_id].denominator if known else None
