"""The rows of an indicator in a locality, by queries built once: its values, promises, standings, figures and bases."""

from datetime import date

from agencies.prepared_queries import Prepared
from reports.models import IndicatorValue, OfficialFigure, Progress
from targets.models import Baseline, Target

SERIES_VALUES = Prepared(
    int,
    int,
    str,
    build=lambda indicator, locality, view: (
        IndicatorValue.objects.filter(indicator=indicator, locality=locality, view=view)
        .select_related("official")
        .order_by("year")
    ),
)
SERIES_TARGETS = Prepared(
    int,
    int,
    build=lambda indicator, locality: (
        Target.objects.filter(indicator=indicator, plan__locality=locality)
        .select_related("plan", "indicator")
        .order_by("year", "-plan__issued_on", "basis")
    ),
)
SERIES_STANDINGS = Prepared(
    int,
    int,
    str,
    build=lambda indicator, locality, view: Progress.objects.filter(
        target__indicator=indicator, target__plan__locality=locality, view=view
    ).select_related("target__plan", "target__indicator"),
)
SERIES_PUBLISHED = Prepared(
    int,
    int,
    date,
    build=lambda indicator, locality, day: (
        OfficialFigure.objects.filter(indicator=indicator, locality=locality)
        .published_by(day)
        .order_by("year", "from_year", "published_on", "pk")
    ),
)
SERIES_BASELINES = Prepared(
    int,
    int,
    build=lambda indicator, locality: Baseline.objects.filter(
        indicator=indicator, plan__locality=locality
    ).select_related("plan"),
)
