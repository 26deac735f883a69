"""One JSON request, {"kind", "inputs"}, or a list of them: checked, judged, answered as a plain dict.

The same functions stand behind the assess command and the assess address of the API. Nothing is rounded: an answer
holds whole numbers where a result is whole and floats of full precision elsewhere.
"""

from collections.abc import Callable, Mapping

from targets.assess.answers import Answer, answer_value, fields_answered
from targets.assess.fields import Fields, RequestError, largest_number, refuse, to_word
from targets.assess.inputs import (
    read_base,
    read_baseline,
    read_baseline_parts,
    read_bounds,
    read_change,
    read_half_width,
    read_observations,
    read_parts,
    read_target_year,
    read_targets,
    read_units,
)
from targets.assess.json_text import WHOLE_REQUEST, dump_json, load_json
from targets.assess.periods import average_answer, cumulative_answer, every_year_answer, growth_answer
from targets.calculations.aggregate import aggregate_rate
from targets.calculations.cagr import assess_cagr_ratio
from targets.calculations.change import assess_change
from targets.calculations.composition import assess_composition
from targets.calculations.evidence import Point
from targets.calculations.level import assess_level
from targets.calculations.projection import project
from targets.calculations.qualitative import assess_qualitative
from targets.calculations.rules import LATEST, Rules, RuleVersion
from targets.calculations.several import assess_several
from targets.calculations.statuses import Direction, MilestoneState
from targets.calculations.thresholds import DEFAULT, Thresholds
from targets.calculations.uncertainty import assess_rounded_level

__all__ = ["REQUEST_KINDS", "RequestError", "assess_many", "assess_one", "dump_json", "load_json"]

# What the first version of the rules did not say of a level.
OF_THE_DECIDING_LINE = frozenset({"decided_at", "required_to_decided", "status_low", "status_high"})
Judge = Callable[[Fields, Rules], Answer]


def assess_many(payload: object, *, thresholds: Thresholds = DEFAULT) -> list[Answer] | Answer:
    """Answer one request or a list of them, in order. payload is what `load_json` returns.

    Raises RequestError, with the position of the request in a list; one bad request refuses the whole list.
    """
    if isinstance(payload, list | tuple):
        return [assess_one(item, path=f"[{index}]", thresholds=thresholds) for index, item in enumerate(payload)]
    return assess_one(payload, thresholds=thresholds)


def assess_one(request: object, *, path: str = "", thresholds: Thresholds = DEFAULT) -> Answer:
    """Answer one request. path: where it stands in the whole text. Raises RequestError."""
    # A request that is no object is refused as "request"; its fields are named from their own names on.
    fields = Fields(path, Fields.of(request, path or WHOLE_REQUEST).values)
    kind = fields.need("kind")
    rules = Rules(_version(fields), thresholds)
    kinds = judges_of(rules.version)
    judge = kinds.get(kind) if isinstance(kind, str) else None
    if judge is None:
        listed = ", ".join(kinds)
        refuse(fields.at("kind"), f"Chỉ nhận một trong các loại: {listed}.", f"The kind must be one of: {listed}.")
    inputs = Fields.of(fields.need("inputs"), fields.at("inputs"))
    try:
        return {name: answer_value(value) for name, value in judge(inputs, rules).items()}
    except ArithmeticError as error:
        raise RequestError(
            largest_number(inputs.values, inputs.path),
            "Kết quả vượt quá khả năng tính; kiểm tra lại số này và đơn vị.",
            "The result is not a finite number; check this number and its unit.",
        ) from error


def _version(fields: Fields) -> RuleVersion:
    """The edition of the rules that is asked for; the latest unless the request names one."""
    asked = fields.values.get("rule_version")
    if asked is None:
        return LATEST
    # True is 1 in Python, and would ask for the first edition.
    if isinstance(asked, bool) or not isinstance(asked, int) or asked not in set(RuleVersion):
        listed = ", ".join(str(int(version)) for version in RuleVersion)
        refuse(
            fields.at("rule_version"),
            f"Phiên bản quy tắc là một trong các số: {listed}.",
            f"The rule version is one of these numbers: {listed}.",
        )
    return RuleVersion(asked)


def _level(inputs: Fields, rules: Rules) -> Answer:
    asked = {
        "baseline": read_baseline(inputs),
        "observations": read_observations(inputs),
        "target": read_bounds(inputs),
        "target_year": read_target_year(inputs),
        "as_of": inputs.year("as_of"),
        "thresholds": rules.thresholds,
    }
    if rules.version == RuleVersion.FIRST:
        return fields_answered(assess_level(**asked), OF_THE_DECIDING_LINE)
    return fields_answered(assess_rounded_level(half_width=read_half_width(inputs), **asked))


def _change(inputs: Fields, rules: Rules) -> Answer:
    base = Point(inputs.year("base_year"), read_base(inputs))
    assessment = assess_change(
        base=base,
        observations=read_observations(inputs),
        target=read_change(inputs),
        target_year=read_target_year(inputs, "base_year"),
        as_of=inputs.year("as_of"),
        thresholds=rules.thresholds,
    )
    return {**fields_answered(assessment.level, OF_THE_DECIDING_LINE), "change": assessment.change}


def _composition(inputs: Fields, rules: Rules) -> Answer:
    assessment = assess_composition(
        baseline=read_baseline_parts(inputs),
        observations=read_parts(inputs),
        target=read_bounds(inputs),
        target_year=read_target_year(inputs),
        as_of=inputs.year("as_of"),
        thresholds=rules.thresholds,
    )
    return {**fields_answered(assessment.level, OF_THE_DECIDING_LINE), "share": assessment.share}


def _multi_target(inputs: Fields, rules: Rules) -> Answer:
    leg = assess_several(
        baseline=read_baseline(inputs),
        observations=read_observations(inputs),
        targets=read_targets(inputs),
        as_of=inputs.year("as_of"),
        thresholds=rules.thresholds,
    )
    return {
        **fields_answered(leg.level, OF_THE_DECIDING_LINE),
        "active_target_year": leg.target_year,
        "base_year": leg.base.year if leg.base else None,
        "base": leg.base.value if leg.base else None,
    }


def _aggregate_rate(inputs: Fields, rules: Rules) -> Answer:
    pooled = aggregate_rate(read_units(inputs), thresholds=rules.thresholds)
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


def _projection(inputs: Fields, rules: Rules) -> Answer:
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
        thresholds=rules.thresholds,
    )
    return fields_answered(projection)


def _qualitative(inputs: Fields, rules: Rules) -> Answer:
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


def _cagr_ratio(inputs: Fields, rules: Rules) -> Answer:
    assessment = assess_cagr_ratio(
        baseline=read_baseline(inputs),
        observations=read_observations(inputs),
        target=read_bounds(inputs),
        target_year=read_target_year(inputs),
        as_of=inputs.year("as_of"),
        thresholds=rules.thresholds,
    )
    return fields_answered(assessment)


REQUEST_KINDS: Mapping[str, Judge] = {
    "level": _level,
    "composition": _composition,
    "cumulative": cumulative_answer,
    "growth": growth_answer,
    "every_year": every_year_answer,
    "average": average_answer,
    "change": _change,
    "multi_target": _multi_target,
    "aggregate_rate": _aggregate_rate,
    "projection": _projection,
    "qualitative": _qualitative,
    "cagr_ratio": _cagr_ratio,
}
SINCE_SECOND = frozenset({"every_year", "average", "change"})


def judges_of(version: RuleVersion) -> Mapping[str, Judge]:
    """What a version of the rules can judge."""
    return {
        kind: judge
        for kind, judge in REQUEST_KINDS.items()
        if version >= RuleVersion.SECOND or kind not in SINCE_SECOND
    }
