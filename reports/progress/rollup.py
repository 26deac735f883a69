"""From agencies to the locality: one value per indicator and year, with what it rests on and which source counts."""

from collections.abc import Iterable
from decimal import Decimal

from reports.models import ActualSource, FigureKind, IndicatorValue
from reports.progress.pooling import Pooled
from reports.progress.queries import OFFICIAL_RANK, PublishedValue, Recipe, level_indicator
from reports.progress.rollup_data import RollupData, as_stored
from reports.progress.which_value_counts import choose_value
from targets.calculations.numbers.precision import exact
from targets.calculations.spans import SpanFigure, best_cover
from targets.models import Authority, Formula

# Quality of a piece of a total, best first: an actual, a complete roll-up, an estimate, a part of a year.
PIECE_RANK = {FigureKind.ACTUAL: 0, "": 1, FigureKind.ESTIMATE: 2, FigureKind.PROVISIONAL: 3}


def compute_values(ground: RollupData, wanted: Iterable[int], years: Iterable[int]) -> list[IndicatorValue]:
    """The values of the wanted indicators in the given years, in an order that lets each stand on the one before.

    Plain sums first, then rates (which may rest on published sums), then growth and totals over years.
    """
    order = {Formula.VALUE: 0, Formula.RATIO: 1, Formula.GROWTH: 2, Formula.CUMULATIVE: 2}
    chosen = [ground.recipes[pk] for pk in wanted if ground.recipes[pk].indicator.formula in order]
    computed = []
    years = sorted(years)
    for recipe in sorted(chosen, key=lambda r: (order[r.indicator.formula], r.indicator.pk)):
        series = ground.values.setdefault(recipe.indicator.pk, {})
        for year in years:
            value = indicator_value(ground, recipe, year)
            series.pop(year, None)
            if value is not None:
                series[year] = value
                computed.append(value)
    return computed


def indicator_value(ground: RollupData, recipe: Recipe, year: int) -> IndicatorValue | None:
    """One value, or None where nothing at all is known of the year."""
    formula = recipe.indicator.formula
    if formula == Formula.GROWTH:
        return growth_value(ground, recipe, year)
    if formula == Formula.CUMULATIVE:
        return total_value(ground, recipe, year)
    row = rolled_up(ground, recipe, year)
    official, kind = official_value(ground, recipe, year, row)
    if official is None and row.numerator is None:
        return None
    choose_value(ground, recipe, row, official, kind)
    return row


def blank(ground: RollupData, recipe: Recipe, year: int) -> IndicatorValue:
    return IndicatorValue.made(
        {"indicator": recipe.indicator},
        locality_id=ground.locality_id,
        indicator_id=recipe.indicator.pk,
        year=year,
        view=ground.view,
    )


def rolled_up(ground: RollupData, recipe: Recipe, year: int) -> IndicatorValue:
    """Sum numerators, sum denominators, then divide; with the coverage of the places expected that year."""
    row, found = blank(ground, recipe, year), ground.pooled.get((recipe.indicator.pk, year), Pooled(0))
    row.units_expected, row.units_reporting = found.expected, found.reporting
    if not found.bodies:
        return row
    row.has_estimate, row.illustrative = found.has_estimate, found.illustrative
    row.numerator = found.numerator
    coverage = found.coverage
    row.assessable = coverage.suffices(ground.thresholds)
    if recipe.indicator.formula == Formula.VALUE:
        row.rollup = as_stored(row.numerator)
        return row
    row.denominator = found.denominator
    row.coverage_weight = as_stored(coverage.weight)
    if found.denominator:
        row.rollup = as_stored(quotient(found.numerator, found.denominator))
    return row


def official_value(ground: RollupData, recipe: Recipe, year: int, row: IndicatorValue) -> tuple[Decimal | None, str]:
    """The published value of a year and its kind; a rate may follow from its published parts."""
    found = ground.published.get(recipe.indicator.pk, PublishedValue()).by_year.get(year)
    if found is not None:
        row.official = found
        return found.value, found.kind
    if recipe.indicator.formula != Formula.RATIO or not ground.published:
        return None, ""
    numerator = [published_part(ground, element, year) for element in recipe.numerator]
    denominator = [published_part(ground, element, year) for element in recipe.denominator]
    parts = [part for part in (*numerator, *denominator) if part is not None]
    below = sum((part[0] for part in denominator if part is not None), Decimal())
    # A rate of which one input is not published would be a rate of something else.
    if len(parts) < recipe.input_count or below == 0:
        return None, ""
    above = sum((part[0] for part in numerator if part is not None), Decimal())
    return quotient(above, below), max((part[1] for part in parts), key=lambda kind: OFFICIAL_RANK[kind])


@exact
def quotient(numerator: Decimal, denominator: Decimal) -> Decimal:
    return 100 * numerator / denominator


def published_part(ground: RollupData, element_id: int, year: int) -> tuple[Decimal, str] | None:
    """The official figure of the plain sum of one data element."""
    for recipe in ground.recipes.values():
        if recipe.indicator.formula == Formula.VALUE and recipe.numerator == {element_id}:
            figure = ground.published.get(recipe.indicator.pk, PublishedValue()).by_year.get(year)
            if figure is not None:
                return figure.value, figure.kind
    return None


def growth_value(ground: RollupData, recipe: Recipe, year: int) -> IndicatorValue | None:
    """Change of the plain sum on the year before, in percent; as published where the indicator goes by that.

    What was published of part of a year against the same part of the year before is no growth of the year.
    """
    base = level_indicator(recipe, ground.recipes)
    levels = ground.counted(base.indicator.pk) if base else {}
    now, before = levels.get(year), levels.get(year - 1)
    row = blank(ground, recipe, year)
    published = ground.published.get(recipe.indicator.pk, PublishedValue()).by_year.get(year)
    if published is not None and published.kind == FigureKind.PROVISIONAL:
        published = None
    computable = now is not None and before is not None and bool(before.value)
    if published is not None and (recipe.indicator.authority == Authority.OFFICIAL or not computable):
        row.official, row.half_width, row.assessable = published, published.half_width, True
        row.value, row.source, row.kind = as_stored(published.value), ActualSource.OFFICIAL, published.kind
        return row
    if now is None or before is None or not before.value or now.value is None:
        return None
    row.value = as_stored(quotient(now.value, before.value) - 100)
    inherit(row, [now, before])
    return row


def total_value(ground: RollupData, recipe: Recipe, year: int) -> IndicatorValue | None:
    """Sum since the indicator's first year, where some figure ends in this year."""
    first = recipe.indicator.cumulative_from or year
    cover = best_cover(pieces(ground, recipe), first, year)
    if not cover or cover[-1].last_year != year:
        return None
    row = blank(ground, recipe, year)
    row.value = as_stored(sum((piece.value for piece in cover), Decimal()))
    base = level_indicator(recipe, ground.recipes)
    levels = ground.counted(base.indicator.pk) if base else {}
    # A figure published over several years is no part of what was reported for its last one.
    singles = [piece.last_year for piece in cover if piece.first_year == piece.last_year]
    inherit(row, [levels[one] for one in singles if one in levels])
    worst = max(piece.rank for piece in cover)
    row.kind = next(kind for kind, rank in PIECE_RANK.items() if rank == worst)
    row.source = ActualSource.ROLLUP if row.kind == "" else ActualSource.OFFICIAL
    return row


def pieces(ground: RollupData, recipe: Recipe) -> list[SpanFigure]:
    """What a total may be added up from: the counted value of each year, and figures published over several."""
    base = level_indicator(recipe, ground.recipes)
    if base is None:
        return []
    single = [
        SpanFigure(year, year, value.value, PIECE_RANK[value.kind])
        for year, value in ground.counted(base.indicator.pk).items()
        if value.value is not None
    ]
    spans = ground.published.get(base.indicator.pk, PublishedValue()).spans
    return single + [SpanFigure(f.from_year, f.year, f.value, PIECE_RANK[f.kind]) for f in spans]


def inherit(row: IndicatorValue, parts: list[IndicatorValue]) -> None:
    """What a derived value takes over from those it is made of: the weakest of each."""
    # "rollup" sorts after "official": one part added up from agencies makes the whole rest on them.
    row.source = max((part.source for part in parts), default=ActualSource.OFFICIAL)
    row.kind = max((part.kind for part in parts), key=lambda kind: PIECE_RANK[kind], default="")
    row.illustrative = any(part.illustrative and part.source == ActualSource.ROLLUP for part in parts)
    row.has_estimate = any(part.has_estimate for part in parts)
    rolled = [part for part in parts if part.source == ActualSource.ROLLUP]
    if rolled:
        weakest = min(rolled, key=lambda part: part.units_reporting - part.units_expected)
        row.units_reporting, row.units_expected = weakest.units_reporting, weakest.units_expected
    row.assessable = True
