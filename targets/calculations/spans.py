"""Totals published in pieces: which figures add up to the period without counting a year twice.

In words: 220,500 for 2021, 245,316 for 2022 and 472,600 for 2023-2024 cover four years, 938,416; when 720,493 for
2021-2023 and 251,368 for 2024 come out as actuals, the same four years are better known, 971,861.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal

from targets.calculations.evidence import Point
from targets.calculations.numbers.precision import exact


@dataclass(frozen=True, order=True)
class SpanFigure:
    """A sum over first_year..last_year, both included. rank: 0 is the best quality, higher is worse."""

    first_year: int
    last_year: int
    value: Decimal
    rank: int

    @property
    def years(self) -> range:
        return range(self.first_year, self.last_year + 1)


@dataclass(frozen=True, order=True)
class _Cover:
    """A choice of figures. The order of the fields is the order of what is preferred, smaller first."""

    uncovered: int
    rank_years: int
    pieces: int
    figures: tuple[SpanFigure, ...]

    def then(self, figure: SpanFigure) -> "_Cover":
        length = len(figure.years)
        return _Cover(
            uncovered=self.uncovered - length,
            rank_years=self.rank_years + figure.rank * length,
            pieces=self.pieces + 1,
            figures=(*self.figures, figure),
        )


def best_cover(figures: Iterable[SpanFigure], first_year: int, as_of: int) -> tuple[SpanFigure, ...]:
    """The figures to add up for first_year..as_of, by year; none overlap, none reach outside.

    Most years covered first, then the best quality (rank times years, lowest), then the fewest pieces; what is still
    equal is settled by the earlier and then the smaller figure, so that the order of input never matters.
    """
    ending: dict[int, list[SpanFigure]] = {}
    for figure in figures:
        if first_year <= figure.first_year <= figure.last_year <= as_of:
            ending.setdefault(figure.last_year, []).append(figure)
    empty = _Cover(uncovered=max(0, as_of - first_year + 1), rank_years=0, pieces=0, figures=())
    best = {first_year - 1: empty}
    for year in range(first_year, as_of + 1):
        choices = [best[figure.first_year - 1].then(figure) for figure in ending.get(year, ())]
        # The best cover up to a year leaves it out, or ends with a figure that ends in it.
        best[year] = min([best[year - 1], *choices])
    # A period that has not begun is covered by nothing.
    return best[max(as_of, first_year - 1)].figures


@exact
def as_observations(
    cover: Iterable[SpanFigure],
    first_year: int,
    as_of: int,
    yearly_plan: Mapping[int, Decimal] | None = None,
) -> tuple[Point, ...]:
    """One point per covered year, so that a total sees no missing year where a figure covers several.

    A figure of several years is split in proportion to the yearly plan when it holds all of them (and is not zero),
    else evenly; the points of a figure add up to it exactly. The split is a device of the sum: it is never shown, and
    no year of it is a known value. Figures that reach outside first_year..as_of are left out.
    """
    points: list[Point] = []
    for figure in sorted(cover):
        if first_year <= figure.first_year and figure.last_year <= as_of:
            points.extend(_split(figure, yearly_plan or {}))
    return tuple(points)


def _split(figure: SpanFigure, yearly_plan: Mapping[int, Decimal]) -> list[Point]:
    years = list(figure.years)
    weights = [yearly_plan[year] for year in years if year in yearly_plan]
    if len(weights) < len(years) or sum(weights) <= 0:
        weights = [Decimal(1)] * len(years)
    # Shares are cut to a few decimals and the last year takes the rest: the sum then stays short and exact.
    exponent = figure.value.as_tuple().exponent
    step = Decimal(1).scaleb(min(int(exponent), 0) - 6)
    shares = [(figure.value * weight / sum(weights)).quantize(step, rounding=ROUND_DOWN) for weight in weights[:-1]]
    shares.append(figure.value - sum(shares, Decimal(0)))
    return [Point(year, share) for year, share in zip(years, shares, strict=True)]
