"""Everything computed, as plain values to compare: all columns but the ids and the time of computing."""

from typing import Any

from reports.models import IndicatorValue, Progress

IGNORED = {"id", "computed_at"}


def everything_computed(*, years_from: int = 0) -> dict[tuple, dict[str, Any]]:
    """Rows of IndicatorValue and Progress by their natural keys."""
    keys = {IndicatorValue: ("locality_id", "indicator_id", "year", "view"), Progress: ("target_id", "year", "view")}
    return {
        (model.__name__, *(row[name] for name in key)): {name: v for name, v in row.items() if name not in IGNORED}
        for model, key in keys.items()
        for row in model.objects.filter(year__gte=years_from).values()
    }
