"""Everything computed, as plain values to compare: all columns but the ids and the time of computing."""

from typing import Any

from agencies import clock
from reports.models import IndicatorValue, Progress, View
from reports.progress.judging import is_judged, judge
from reports.progress.places import parts_of_years
from reports.progress.pooling import pooled_reports
from reports.progress.queries import agencies_of, published_by_indicator, recipes, unit_reports
from reports.progress.rollup import compute_values
from reports.progress.rollup_data import RollupData
from reports.progress.rules import rules_in_force
from reports.progress.services import baselines_of, case_of, targets_of, years_to_compute

IGNORED = {"id", "computed_at"}
KEYS = {IndicatorValue: ("locality_id", "indicator_id", "year", "view"), Progress: ("target_id", "year", "view")}


def everything_computed(*, years_from: int = 0) -> dict[tuple, dict[str, Any]]:
    """Rows of IndicatorValue and Progress by their natural keys."""
    return {
        (model.__name__, *(row[name] for name in key)): {name: v for name, v in row.items() if name not in IGNORED}
        for model, key in KEYS.items()
        for row in model.objects.filter(year__gte=years_from).values()
    }


def each_view_by_itself(locality_id: int) -> dict[tuple, dict[str, Any]]:
    """The same, computed the plain way: agency by agency, and nothing of one view taken over from the other."""
    known, years = recipes(), years_to_compute(locality_id, None)
    agencies = agencies_of(locality_id)
    parts = parts_of_years(agencies, years)
    targets, baselines = targets_of(locality_id, list(known)), baselines_of(locality_id)
    rows: list[IndicatorValue | Progress] = []
    for view in View:
        reports = unit_reports(locality_id=locality_id, wanted=known, view=view)
        ground = RollupData(
            locality_id=locality_id,
            view=view,
            recipes=known,
            pooled=pooled_reports(recipes=known.values(), agencies=agencies, years=years, reports=reports, parts=parts),
            published=published_by_indicator(locality_id=locality_id, on=clock.today()),
            rules=rules_in_force(locality_id, clock.today()),
        )
        rows += compute_values(ground, known, years)
        for target in (one for one in targets if is_judged(one, ground.rules.version)):
            case = case_of(ground, target, targets, baselines)
            first = max(target.plan.first_year, target.from_year or 0)
            rows += [judge(case, year) for year in range(first, clock.today().year + 1)]
    return {
        (type(row).__name__, *(getattr(row, name) for name in KEYS[type(row)])): {
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if field.name not in IGNORED
        }
        for row in rows
    }
