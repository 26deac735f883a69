"""One JSON request, {"kind", "inputs"}, or a list of them: checked, judged, answered as a plain dict.

The same functions stand behind the assess command and the assess address of the API. Nothing is rounded: an answer
holds whole numbers where a result is whole and floats of full precision elsewhere.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import fields as fields_of
from decimal import Decimal

from targets.calculations.aggregate import aggregate_rate
from targets.calculations.cagr import CagrAssessment, assess_cagr_ratio
from targets.calculations.composition import assess_composition
from targets.calculations.cumulative import CumulativeAssessment, assess_cumulative
from targets.calculations.growth import GrowthAssessment, assess_growth
from targets.calculations.json_text import WHOLE, dump_json, load_json
from targets.calculations.level import LevelAssessment, assess_level
from targets.calculations.projection import Projection, project
from targets.calculations.qualitative import assess_qualitative
from targets.calculations.request_fields import (
    Fields,
    RequestError,
    largest_number,
    refuse,
    to_word,
)
from targets.calculations.request_inputs import (
    read_baseline,
    read_baseline_parts,
    read_bounds,
    read_growth_basis,
    read_growth_rate,
    read_observations,
    read_parts,
    read_target_year,
    read_targets,
    read_units,
    read_yearly_plan,
)
from targets.calculations.several import assess_several
from targets.calculations.statuses import Direction, GrowthMode, MilestoneState
from targets.calculations.thresholds import DEFAULT, Thresholds

__all__ = ["KINDS", "RequestError", "assess_many", "assess_one", "dump_json", "load_json"]

Answer = dict[str, object]
Assessment = LevelAssessment | CumulativeAssessment | GrowthAssessment | CagrAssessment | Projection

# The two points that were compared are for screens; the answer of a request does not repeat them.
NOT_ANSWERED = frozenset({"base", "latest"})
LARGEST_WHOLE = 10**15


def assess_many(payload: object, *, thresholds: Thresholds = DEFAULT) -> list[Answer] | Answer:
    """Answer one request or a list of them, in order. payload is what `load_json` returns.

    Raises RequestError, with the position of the request in a list; one bad request refuses the whole list.
    """
    if isinstance(payload, list | tuple):
        return [assess_one(item, path=f"[{index}]", thresholds=thresholds) for index, item in enumerate(payload)]
    return assess_one(payload, thresholds=thresholds)


def assess_one(request: object, *, path: str = "", thresholds: Thresholds = DEFAULT) -> Answer:
    """Answer one request. path: where it stands in the whole text. Raises RequestError."""
    fields = Fields(path, Fields.of(request, path or WHOLE).values)
    kind = fields.need("kind")
    judge = KINDS.get(kind) if isinstance(kind, str) else None
    if judge is None:
        listed = ", ".join(KINDS)
        refuse(fields.at("kind"), f"Chỉ nhận một trong các loại: {listed}.", f"The kind must be one of: {listed}.")
    inputs = Fields.of(fields.need("inputs"), fields.at("inputs"))
    try:
        return {name: _plain(value) for name, value in judge(inputs, thresholds).items()}
    except ArithmeticError as error:
        raise RequestError(
            largest_number(inputs.values, inputs.path),
            "Kết quả vượt quá khả năng tính; kiểm tra lại số này và đơn vị.",
            "The result is not a finite number; check this number and its unit.",
        ) from error


def _plain(value: object) -> object:
    """JSON value of a result. Raises OverflowError when a number does not fit into a float."""
    if isinstance(value, Decimal):
        if abs(value) < LARGEST_WHOLE and value == value.to_integral_value():
            return int(value)
        number = float(value)
        if not math.isfinite(number):
            raise OverflowError("not finite")
        return number
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return str(value) if isinstance(value, str) else value


def _answer(assessment: Assessment) -> Answer:
    names = [item.name for item in fields_of(assessment)]
    return {name: getattr(assessment, name) for name in names if name not in NOT_ANSWERED}


def _level(inputs: Fields, thresholds: Thresholds) -> Answer:
    assessment = assess_level(
        baseline=read_baseline(inputs),
        observations=read_observations(inputs),
        target=read_bounds(inputs),
        target_year=read_target_year(inputs),
        as_of=inputs.year("as_of"),
        thresholds=thresholds,
    )
    return _answer(assessment)


def _composition(inputs: Fields, thresholds: Thresholds) -> Answer:
    assessment = assess_composition(
        baseline=read_baseline_parts(inputs),
        observations=read_parts(inputs),
        target=read_bounds(inputs),
        target_year=read_target_year(inputs),
        as_of=inputs.year("as_of"),
        thresholds=thresholds,
    )
    return {**_answer(assessment.level), "share": assessment.share}


def _cumulative(inputs: Fields, thresholds: Thresholds) -> Answer:
    start, end = inputs.year("period_start"), inputs.year("period_end")
    if end < start:
        refuse(
            inputs.at("period_end"),
            f"Năm cuối của giai đoạn phải từ năm đầu ({start}) trở đi.",
            f"The period cannot end before it starts ({start}).",
        )
    target = inputs.number("target")
    if target <= 0:
        refuse(
            inputs.at("target"),
            "Mục tiêu cộng dồn phải lớn hơn 0.",
            "The target of a total must be above 0.",
        )
    observations, as_of = read_observations(inputs), inputs.year("as_of")
    reported = [point.year for point in observations if start <= point.year <= min(end, as_of)]
    assessment = assess_cumulative(
        period_start=start,
        period_end=end,
        target=target,
        observations=observations,
        as_of=as_of,
        yearly_plan=read_yearly_plan(inputs, reported),
        thresholds=thresholds,
    )
    return _answer(assessment)


def _growth(inputs: Fields, thresholds: Thresholds) -> Answer:
    assessment = assess_growth(
        baseline=read_baseline(inputs, positive=True),
        observations=read_observations(inputs, positive=True),
        target=read_growth_rate(inputs),
        target_year=read_target_year(inputs),
        as_of=inputs.year("as_of"),
        mode=inputs.word("mode", GrowthMode),
        basis=read_growth_basis(inputs),
        thresholds=thresholds,
    )
    return _answer(assessment)


def _multi_target(inputs: Fields, thresholds: Thresholds) -> Answer:
    leg = assess_several(
        baseline=read_baseline(inputs),
        observations=read_observations(inputs),
        targets=read_targets(inputs),
        as_of=inputs.year("as_of"),
        thresholds=thresholds,
    )
    return {
        **_answer(leg.level),
        "active_target_year": leg.target_year,
        "base_year": leg.base.year if leg.base else None,
        "base": leg.base.value if leg.base else None,
    }


def _aggregate_rate(inputs: Fields, thresholds: Thresholds) -> Answer:
    pooled = aggregate_rate(read_units(inputs), thresholds=thresholds)
    return {
        "rate": pooled.rate,
        "mean_of_rates": pooled.mean_of_rates,
        "numerator": pooled.numerator,
        "denominator": pooled.denominator,
        "coverage_units": pooled.coverage.units,
        "coverage_weight": pooled.coverage.weight,
        "provisional": pooled.coverage.provisional,
        "assessable": pooled.assessable,
    }


def _projection(inputs: Fields, thresholds: Thresholds) -> Answer:
    direction = inputs.word("direction", Direction)
    if direction is Direction.NONE:
        refuse(
            inputs.at("direction"),
            'Dự báo cần một chiều: "up" (tăng) hoặc "down" (giảm).',
            'A projection needs a direction: "up" or "down".',
        )
    projection = project(
        observations=read_observations(inputs),
        target=inputs.number("target"),
        target_year=inputs.year("target_year"),
        direction=direction,
        thresholds=thresholds,
    )
    return _answer(projection)


def _qualitative(inputs: Fields, thresholds: Thresholds) -> Answer:
    states = inputs.items("milestones") if inputs.given("milestones") else ()
    counted = assess_qualitative(
        [to_word(state, MilestoneState, f"{inputs.at('milestones')}[{index}]") for index, state in enumerate(states)]
    )
    return {
        "status": counted.status,
        "ratio": None,
        "milestones_done": counted.milestones_done,
        "milestones": counted.milestones,
    }


def _cagr_ratio(inputs: Fields, thresholds: Thresholds) -> Answer:
    assessment = assess_cagr_ratio(
        baseline=read_baseline(inputs),
        observations=read_observations(inputs),
        target=read_bounds(inputs),
        target_year=read_target_year(inputs),
        as_of=inputs.year("as_of"),
        thresholds=thresholds,
    )
    return _answer(assessment)


KINDS: Mapping[str, Callable[[Fields, Thresholds], Answer]] = {
    "level": _level,
    "composition": _composition,
    "cumulative": _cumulative,
    "growth": _growth,
    "multi_target": _multi_target,
    "aggregate_rate": _aggregate_rate,
    "projection": _projection,
    "qualitative": _qualitative,
    "cagr_ratio": _cagr_ratio,
}
