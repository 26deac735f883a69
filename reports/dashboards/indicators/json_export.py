"""The dataset behind an indicator's chart, as JSON: the same rows as on the page, unrounded.

The probability behind the likelihood word is left out on purpose: a reader would take it for more than it is.
"""

from decimal import Decimal
from typing import Any

from rest_framework import serializers

from agencies.reorganisations.groups import Comparability
from agencies.web.json_api import Number
from reports.dashboards.body_changes import body_changes
from reports.dashboards.indicators.past_in_units import UnitValue
from reports.dashboards.series import AgencyYear, IndicatorSeries
from reports.models import ActualSource, FigureKind, IndicatorValue, View
from reports.progress.rollup_data import as_stored
from targets.calculations.statuses import Comparator, Likelihood, Status
from targets.models import Basis, Target
from targets.models.target import MILESTONE

UNFINISHED = (FigureKind.ESTIMATE, FigureKind.PROVISIONAL)


class ActualOut(serializers.Serializer):
    """The value that counts in a year. `kind` of a published value, `coverage` of a sum over agencies; else null."""

    year = serializers.IntegerField()
    value = Number()
    source = serializers.ChoiceField(ActualSource.choices)
    kind = serializers.ChoiceField(FigureKind.choices, allow_null=True)
    coverage = Number(allow_null=True)
    provisional = serializers.BooleanField()
    illustrative = serializers.BooleanField()
    comparability = serializers.ChoiceField(
        [one.value for one in Comparability],
        required=False,
        help_text="Với units=as_now: so được với địa bàn hiện nay không.",
    )


class PublishedOut(serializers.Serializer):
    from_year = serializers.IntegerField()
    year = serializers.IntegerField()
    value = Number()
    value_high = Number(allow_null=True)
    kind = serializers.ChoiceField(FigureKind.choices)
    source = serializers.CharField()
    published_on = serializers.DateField()


class PromiseOut(serializers.Serializer):
    """A target with where it stands in the year of looking; without a standing the last four are null."""

    plan = serializers.CharField()
    year = serializers.IntegerField()
    from_year = serializers.IntegerField(allow_null=True)
    comparator = serializers.ChoiceField([*[comparator.value for comparator in Comparator], MILESTONE])
    low = Number(allow_null=True)
    high = Number(allow_null=True)
    basis = serializers.ChoiceField(Basis.choices)
    citation = serializers.CharField()
    status = serializers.ChoiceField([status.value for status in Status], allow_null=True)
    met = serializers.BooleanField(allow_null=True)
    final = serializers.BooleanField(allow_null=True)
    ratio = Number(allow_null=True)


class BaselineOut(serializers.Serializer):
    plan = serializers.CharField(source="plan.code")
    year = serializers.IntegerField()
    value = Number()
    citation = serializers.CharField()


class PointOut(serializers.Serializer):
    year = serializers.IntegerField()
    value = Number()


class PacePointOut(PointOut):
    low = Number()
    high = Number()


class PaceOut(serializers.Serializer):
    """Where the present pace leads, with its band of 80 %, and one word for the chance."""

    likelihood = serializers.ChoiceField([word.value for word in Likelihood], allow_null=True)
    achieved_per_year = Number(allow_null=True)
    points = PacePointOut(many=True)


class AgencyFigureOut(serializers.Serializer):
    agency = serializers.CharField(source="agency.code")
    value = Number(allow_null=True)
    numerator = Number(allow_null=True)
    denominator = Number(allow_null=True)


class AgencyYearOut(serializers.Serializer):
    """Agencies of one year: all of them, or only those that the caller may see."""

    year = serializers.IntegerField()
    all_visible = serializers.BooleanField()
    illustrative = serializers.BooleanField()
    figures = AgencyFigureOut(many=True)


class UnitValueOut(serializers.Serializer):
    """A body or a closed group in a year; `counts`: it is in the total. `agencies` are codes of bodies of today; none:
    the whole of a locality into which others were united, `why` says how many of them it is made of."""

    agencies = serializers.ListField(child=serializers.CharField())
    name = serializers.CharField()
    year = serializers.IntegerField()
    value = Number(allow_null=True)
    numerator = Number(allow_null=True)
    denominator = Number(allow_null=True)
    comparability = serializers.ChoiceField([one.value for one in Comparability])
    counts = serializers.BooleanField()
    why = serializers.CharField()


class SeriesOut(serializers.Serializer):
    indicator = serializers.CharField()
    locality = serializers.CharField()
    view = serializers.ChoiceField(View.choices)
    as_of = serializers.IntegerField()
    unit = serializers.CharField()
    decimals = serializers.IntegerField()
    illustrative = serializers.BooleanField()
    actuals = ActualOut(many=True)
    official_figures = PublishedOut(many=True)
    targets = PromiseOut(many=True)
    baselines = BaselineOut(many=True)
    yearly_plan = PointOut(many=True)
    path = PointOut(many=True)
    pace = PaceOut(allow_null=True)
    agencies = AgencyYearOut(allow_null=True)
    units = UnitValueOut(many=True, required=False)


def series_body(
    series: IndicatorSeries, units: list[UnitValue] | None = None, *, as_now: bool = False
) -> dict[str, Any]:
    """The dataset as SeriesOut writes it; `units` are the rows of ?units=, left out where they were not asked for.

    `as_now`: each year says how its area compares with that of today.
    """
    asked = {} if units is None else {"units": units}
    return asked | {
        "indicator": series.indicator.code,
        "locality": series.locality.key,
        "view": series.view,
        "as_of": series.as_of,
        "unit": series.indicator.unit,
        "decimals": series.indicator.decimals,
        "illustrative": series.illustrative,
        "actuals": actual_rows(series, with_marks=as_now),
        "official_figures": series.published,
        "targets": [target_record(series, target) for target in series.targets],
        "baselines": series.baselines,
        "yearly_plan": [{"year": year, "value": value} for year, value in series.yearly_plan.items()],
        "path": [{"year": year, "value": value} for year, value in series.path],
        "pace": pace_record(series),
        "agencies": agencies(series.agencies),
    }


def actual_rows(series: IndicatorSeries, *, with_marks: bool) -> list[dict[str, Any]]:
    """Each year's value; where units are asked for with how the area of then compares with today's, as on the map."""
    rows = [actual(value) for value in series.counted]
    if not with_marks:
        return rows
    changes = body_changes(series.locality)
    marks = {True: Comparability.EXACT, False: Comparability.NONE}
    return [row | {"comparability": marks[changes.is_comparable(row["year"])]} for row in rows]


def actual(value: IndicatorValue) -> dict[str, Any]:
    rolled_up = value.source == ActualSource.ROLLUP
    reporting, expected = value.units_reporting, value.units_expected
    partial = rolled_up and (value.has_estimate or reporting < expected)
    return {
        "year": value.year,
        "value": value.value,
        "source": value.source,
        "kind": value.kind or None,
        # A quotient has no end; it is given with the digits that a stored number has.
        "coverage": as_stored(Decimal(reporting) / expected) if rolled_up and expected else None,
        "provisional": value.kind in UNFINISHED or partial,
        # The row also knows the roll-up beside a published value; made up is only what counts here.
        "illustrative": rolled_up and value.illustrative,
    }


def target_record(series: IndicatorSeries, target: Target) -> dict[str, Any]:
    standing = series.standing(target)
    return {
        "plan": target.plan.code,
        "year": target.year,
        "from_year": target.from_year,
        "comparator": target.comparator,
        "low": target.low,
        "high": target.high,
        "basis": target.basis,
        "citation": target.citation,
        "status": standing.status if standing else None,
        "met": standing.met if standing else None,
        "final": standing.final if standing else None,
        "ratio": standing.ratio if standing else None,
    }


def pace_record(series: IndicatorSeries) -> dict[str, Any] | None:
    outlook = series.outlook
    if outlook is None:
        return None
    points = [
        {"year": p.year, "value": as_stored(p.value), "low": as_stored(p.low), "high": as_stored(p.high)}
        for p in series.pace
    ]
    return {"likelihood": outlook.likelihood, "achieved_per_year": as_stored(outlook.drift), "points": points}


def agencies(shown: AgencyYear | None) -> dict[str, Any] | None:
    if shown is None:
        return None
    return {
        "year": shown.year,
        "all_visible": shown.all_visible,
        "illustrative": shown.illustrative,
        "figures": [
            {
                "agency": figure.agency,
                "value": as_stored(figure.value),
                "numerator": figure.numerator,
                "denominator": figure.denominator,
            }
            for figure in shown.figures
        ],
    }
