"""Results as plain values for JSON: whole numbers where a result is whole, floats of full precision elsewhere."""

import math
from collections.abc import Mapping
from dataclasses import fields as fields_of
from decimal import Decimal

from targets.calculations.cagr import CagrAssessment
from targets.calculations.cumulative import CumulativeAssessment
from targets.calculations.every_year import EveryYearAssessment
from targets.calculations.growth import GrowthAssessment
from targets.calculations.level import LevelAssessment
from targets.calculations.projection import Projection
from targets.calculations.yearly_average import AverageAssessment

Answer = dict[str, object]
Assessment = (
    LevelAssessment
    | CumulativeAssessment
    | GrowthAssessment
    | CagrAssessment
    | Projection
    | EveryYearAssessment
    | AverageAssessment
)

# The two points that were compared are for screens; the answer of a request does not repeat them.
NOT_ANSWERED = frozenset({"base", "latest"})
# Readers of JSON hold numbers as doubles: whole ones of more than fifteen digits would not come back the same.
LARGEST_WHOLE = 10**15


def fields_answered(assessment: Assessment, without: frozenset[str] = frozenset()) -> Answer:
    """The fields of a result by name, but for its points and those in `without`."""
    names = [item.name for item in fields_of(assessment)]
    return {name: getattr(assessment, name) for name in names if name not in NOT_ANSWERED | without}


def answer_value(value: object) -> object:
    """JSON value of a result. Raises OverflowError when a number does not fit into a float."""
    if isinstance(value, Decimal):
        if abs(value) < LARGEST_WHOLE and value == value.to_integral_value():
            return int(value)
        # A result out of the range of doubles is refused by `assess_one`, which names the likeliest number.
        number = float(value)
        if not math.isfinite(number):
            raise OverflowError("not finite")
        return number
    if isinstance(value, Mapping):
        return {str(key): answer_value(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [answer_value(item) for item in value]
    return str(value) if isinstance(value, str) else value
