"""Which value counts: the published one or the roll-up of agencies (ADR 0006)."""

from decimal import Decimal

from reports.models import ActualSource, IndicatorValue
from reports.progress.queries import PublishedValue, Recipe
from reports.progress.rollup_data import RollupData, as_stored
from targets.models import Authority, Formula


def choose_value(ground: RollupData, recipe: Recipe, row: IndicatorValue, official: Decimal | None, kind: str) -> None:
    """Set which value counts: where both exist, the indicator says; else the one there is.

    A roll-up of too few agencies is shown where nothing else is and decides nothing (`counts`); made-up figures never
    stand in a row of published ones.
    """
    usable = row.rollup is not None
    if row.illustrative and is_published(ground, recipe):
        usable = False
    prefers_official = recipe.indicator.authority == Authority.OFFICIAL
    if official is not None and (prefers_official or not usable or not row.assessable):
        row.half_width = row.official.half_width if row.official is not None else None
        row.value, row.source, row.kind = as_stored(official), ActualSource.OFFICIAL, kind
    elif usable:
        row.value, row.source = row.rollup, ActualSource.ROLLUP


def is_published(ground: RollupData, recipe: Recipe) -> bool:
    """Whether the indicator, or every part of its rate, has official figures in some year."""
    elements = recipe.numerator | recipe.denominator if recipe.indicator.formula == Formula.RATIO else frozenset()
    parts = [
        other.indicator.pk
        for other in ground.recipes.values()
        if other.indicator.formula == Formula.VALUE and len(other.numerator) == 1 and other.numerator <= elements
    ]
    known = [pk for pk in parts if pk in ground.published and ground.published[pk].by_year]
    own = ground.published.get(recipe.indicator.pk, PublishedValue()).by_year
    return bool(own) or (bool(elements) and len(known) == len(elements))
