"""Looking ahead: where the present pace leads, how wide the band is, and one word for the chance.

In words: 60 in 2020 rising by one a year to 65 in 2025, target 70 in 2030. The pace scenario is 70, but the band
runs from 67.6 to 72.4, because yearly changes do not stay as they were. The trend is damped for the chance only.
The band and the word rest on a back-test on published yearly series (docs/method.md); the textbook line and its
interval are given for comparison, being known as overconfident.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations, pairwise

from targets.calculations.evidence import Point, in_order
from targets.calculations.numbers.precision import exact
from targets.calculations.numbers.student_t import cdf, quantile
from targets.calculations.statuses import Direction, Likelihood
from targets.calculations.thresholds import DEFAULT, Thresholds

# As the German strategy has them: four years in a row at least, and no more than the last six.
FEWEST_POINTS = 4
MOST_POINTS = 6
# An 80 % band leaves a tenth on either side.
BAND_QUANTILE = 0.90
# Even a perfect line is given half its drift as uncertainty.
LEAST_NOISE = Decimal("0.5")
# A drift of twice its standard error counts as steady, and more of it is believed.
STEADY_T = 2
# Wider than this many times the distance, and than this share of the target, a band says nothing.
WIDEST_TO_DISTANCE = 3
WIDEST_TO_TARGET = Decimal("0.2")


@dataclass(frozen=True)
class Projection:
    """Outlook for one target year; numbers in the indicator's unit and unrounded, None when not assessable.

    drift: average yearly change. pace_projection with low80..high80: the pace scenario and its band. damping: the part
    of the drift that is believed; damped_projection: the value it leads to. se: standard error. p_reach: probability
    behind the word, for tests, never for a screen. ols_*: least-squares line with its textbook interval. theil_sen_*:
    median slope, from the latest value. likelihood: None when the target year is not ahead of the latest value.
    """

    assessable: bool
    likelihood: Likelihood | None
    drift: Decimal | None = None
    pace_projection: Decimal | None = None
    damped_projection: Decimal | None = None
    damping: Decimal | None = None
    se: Decimal | None = None
    low80: Decimal | None = None
    high80: Decimal | None = None
    p_reach: Decimal | None = None
    ols_slope: Decimal | None = None
    ols_projection: Decimal | None = None
    ols_low80: Decimal | None = None
    ols_high80: Decimal | None = None
    theil_sen_slope: Decimal | None = None
    theil_sen_projection: Decimal | None = None


@dataclass(frozen=True)
class _Line:
    slope: Decimal
    projection: Decimal
    half_band: Decimal


@exact
def project(
    *,
    observations: Iterable[Point],
    target: Decimal,
    target_year: int,
    direction: Direction,
    thresholds: Thresholds = DEFAULT,
) -> Projection:
    """Project the unbroken run of years that ends at the latest value, its last six points, to `target_year`.

    Under four points nothing is projected. Raises ValueError for a year observed twice or a direction of `none`.
    """
    if direction is Direction.NONE:
        raise ValueError("a projection needs a direction, up or down")
    run = recent_run(in_order(observations))
    last = run[-1] if run else None
    # Without any value the year counts as ahead, so that the word says what is lacking.
    horizon = target_year - last.year if last else 1
    if last is None or horizon < 1 or len(run) < FEWEST_POINTS:
        likelihood = Likelihood.INSUFFICIENT_DATA if horizon >= 1 else None
        return Projection(assessable=False, likelihood=likelihood)
    steps = len(run) - 1
    drift = (last.value - run[0].value) / steps
    variance = _variance(run, drift)
    noise = max(variance.sqrt(), LEAST_NOISE * abs(drift))
    # Of a random walk whose drift is itself an estimate from so many changes.
    se = noise * (horizon * (1 + Decimal(horizon) / steps)).sqrt()
    half_band = _number(quantile(BAND_QUANTILE, steps - 1)) * se
    damping = thresholds.damping_noisy
    if drift != 0 and drift * drift * steps >= STEADY_T * STEADY_T * variance:
        damping = thresholds.damping_steady
    pace = last.value + drift * horizon
    damped = last.value + damping * drift * horizon
    sign = 1 if direction is Direction.UP else -1
    probability = _probability(sign * (damped - target), se, steps - 1)
    line = _least_squares(run, target_year)
    median_slope = theil_sen_slope(run)
    unstable = (
        half_band > max(WIDEST_TO_DISTANCE * abs(target - last.value), WIDEST_TO_TARGET * abs(target))
        # Where mean and median lead different ways, a single leap makes the trend.
        or drift * median_slope < 0
    )
    return Projection(
        assessable=True,
        likelihood=Likelihood.UNSTABLE if unstable else thresholds.likelihood(probability),
        drift=drift,
        pace_projection=pace,
        damped_projection=damped,
        damping=damping,
        se=se,
        low80=pace - half_band,
        high80=pace + half_band,
        p_reach=probability,
        ols_slope=line.slope,
        ols_projection=line.projection,
        ols_low80=line.projection - line.half_band,
        ols_high80=line.projection + line.half_band,
        theil_sen_slope=median_slope,
        theil_sen_projection=last.value + median_slope * horizon,
    )


def recent_run(points: Sequence[Point]) -> tuple[Point, ...]:
    """The consecutive years that end at the latest of `points` (by year), at most the last six."""
    run = list(points[-1:])
    for point in reversed(points[:-1]):
        if point.year != run[0].year - 1 or len(run) == MOST_POINTS:
            break
        run.insert(0, point)
    return tuple(run)


@exact
def theil_sen_slope(points: Sequence[Point]) -> Decimal:
    """Median of the slopes between all pairs of points, per year; at least two points."""
    slopes = sorted(
        (after.value - before.value) / (after.year - before.year) for before, after in combinations(points, 2)
    )
    middle = len(slopes) // 2
    if len(slopes) % 2:
        return slopes[middle]
    return (slopes[middle - 1] + slopes[middle]) / 2


def _variance(run: Sequence[Point], drift: Decimal) -> Decimal:
    changes = [after.value - before.value for before, after in pairwise(run)]
    squares = sum(((change - drift) ** 2 for change in changes), Decimal(0))
    return squares / (len(changes) - 1)


def _probability(margin: Decimal, se: Decimal, degrees: int) -> Decimal:
    """Chance that the value ends at or beyond the target; `margin` is how far beyond it the damped trend leads."""
    if se == 0:
        return Decimal(1 if margin >= 0 else 0)
    return _number(cdf(float(margin / se), degrees))


def _least_squares(run: Sequence[Point], target_year: int) -> _Line:
    count = len(run)
    mean_year = Decimal(sum(point.year for point in run)) / count
    mean_value = sum((point.value for point in run), Decimal(0)) / count
    spread = sum(((point.year - mean_year) ** 2 for point in run), Decimal(0))
    slope = sum(((point.year - mean_year) * (point.value - mean_value) for point in run), Decimal(0)) / spread
    residuals = (point.value - mean_value - slope * (point.year - mean_year) for point in run)
    noise = sum((residual**2 for residual in residuals), Decimal(0)) / (count - 2)
    ahead = target_year - mean_year
    se = (noise * (1 + Decimal(1) / count + ahead**2 / spread)).sqrt()
    return _Line(
        slope=slope,
        projection=mean_value + slope * ahead,
        half_band=_number(quantile(BAND_QUANTILE, count - 2)) * se,
    )


def _number(value: float) -> Decimal:
    return Decimal(repr(value))
