"""Every refusal names its field, in both languages, and nothing else than a RequestError ever comes out."""

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.assess.requests import REQUEST_KINDS, RequestError, assess_many, dump_json, load_json
from tests.targets.calculations.ask import REQUESTS

NAN = float("nan")
LONG_RANGE = {"comparator": "range", "target": None}

REFUSED = [
    ("level", {"observations": None}, "inputs.observations"),
    ("level", {"observations": {}}, "inputs.observations"),
    ("level", {"observations": [[2021, 66], [2021, 67]]}, "inputs.observations[1]"),
    ("level", {"observations": [[2021, 66], [2022, 66], [2020, 67]]}, "inputs.observations[2]"),
    ("level", {"observations": [[2021, "66"]]}, "inputs.observations[0]"),
    ("level", {"observations": [[2021, True]]}, "inputs.observations[0]"),
    ("level", {"observations": [[2021, NAN]]}, "inputs.observations[0]"),
    ("level", {"observations": [[2021.5, 66]]}, "inputs.observations[0]"),
    ("level", {"observations": [["2021", 66]]}, "inputs.observations[0]"),
    ("level", {"observations": [[True, 66]]}, "inputs.observations[0]"),
    ("level", {"observations": [[1899, 66]]}, "inputs.observations[0]"),
    ("level", {"observations": [[2201, 66]]}, "inputs.observations[0]"),
    ("level", {"observations": [[2021]]}, "inputs.observations[0]"),
    ("level", {"observations": [2021, 66]}, "inputs.observations[0]"),
    ("level", {"target": None}, "inputs.target"),
    ("level", {"target": "70"}, "inputs.target"),
    ("level", {"target": True}, "inputs.target"),
    ("level", {"target": [70]}, "inputs.target"),
    ("level", {"target": float("inf")}, "inputs.target"),
    ("level", {"target": -float("inf")}, "inputs.target"),
    ("level", {"target": 10**400}, "inputs.target"),
    ("level", {"baseline": False}, "inputs.baseline"),
    ("level", {"baseline_year": None}, "inputs.baseline_year"),
    ("level", {"baseline_year": 2025}, "inputs.target_year"),
    ("level", {"target_year": 2019}, "inputs.target_year"),
    ("level", {"target_year": None}, "inputs.target_year"),
    ("level", {"as_of": None}, "inputs.as_of"),
    ("level", {"as_of": "2023"}, "inputs.as_of"),
    ("level", {"comparator": None}, "inputs.comparator"),
    ("level", {"comparator": "=>"}, "inputs.comparator"),
    ("level", {"comparator": "qualitative"}, "inputs.comparator"),
    ("level", {"comparator": 5}, "inputs.comparator"),
    ("level", {"direction": "down"}, "inputs.direction"),
    ("level", {"direction": "down", "comparator": ">"}, "inputs.direction"),
    ("level", {"direction": "up", "comparator": "<="}, "inputs.direction"),
    ("level", {"direction": "up", "comparator": "<"}, "inputs.direction"),
    ("level", {"direction": "sideways"}, "inputs.direction"),
    ("level", LONG_RANGE | {"min": 3}, "inputs.max"),
    ("level", LONG_RANGE | {"max": 3}, "inputs.min"),
    ("level", LONG_RANGE | {"min": 30, "max": 25}, "inputs.min"),
    ("composition", {"parts": None}, "inputs.parts"),
    ("composition", {"parts": [[2024, 3, 9], [2025, 101, 100]]}, "inputs.parts[1]"),
    ("composition", {"parts": [[2025, 23]]}, "inputs.parts[0]"),
    ("composition", {"parts": [[2025, -1, 100]]}, "inputs.parts[0]"),
    ("composition", {"baseline_parts": [101, 100]}, "inputs.baseline_parts"),
    ("composition", {"baseline_parts": [18]}, "inputs.baseline_parts"),
    ("composition", {"baseline_parts": 18}, "inputs.baseline_parts"),
    ("composition", {"baseline_year": None}, "inputs.baseline_year"),
    ("composition", {"min": 31}, "inputs.min"),
    ("cumulative", {"target": 0}, "inputs.target"),
    ("cumulative", {"target": -1}, "inputs.target"),
    ("cumulative", {"period_end": 2020}, "inputs.period_end"),
    ("cumulative", {"period_start": None}, "inputs.period_start"),
    ("cumulative", {"yearly_plan": {"2021": 1, "2022": 1}}, "inputs.yearly_plan.2023"),
    ("cumulative", {"yearly_plan": {"2021": 1, "2022": 1, "2023": None}}, "inputs.yearly_plan.2023"),
    ("cumulative", {"yearly_plan": {"2021": "1"}}, "inputs.yearly_plan.2021"),
    ("cumulative", {"yearly_plan": {"2021": -1}}, "inputs.yearly_plan.2021"),
    ("cumulative", {"yearly_plan": {"year": 1}}, "inputs.yearly_plan.year"),
    ("cumulative", {"yearly_plan": [[2021, 1]]}, "inputs.yearly_plan"),
    ("growth", {"target": 0}, "inputs.target"),
    ("growth", {"target": -1}, "inputs.target"),
    ("growth", {"baseline": 0}, "inputs.baseline"),
    ("growth", {"observations": [[2021, 105000], [2022, -3]]}, "inputs.observations[1]"),
    ("growth", {"mode": None}, "inputs.mode"),
    ("growth", {"mode": "yearly"}, "inputs.mode"),
    ("growth", {"unit": "%"}, "inputs.basis"),
    ("growth", {"unit": "%", "basis": "half"}, "inputs.basis"),
    ("growth", {"basis": "points"}, "inputs.basis"),
    ("growth", {"unit": 5}, "inputs.unit"),
    ("growth", {"target": 1e200}, "inputs.target"),
    ("level", {"half_width": -0.5}, "inputs.half_width"),
    ("level", {"half_width": "0.5"}, "inputs.half_width"),
    ("cumulative", {"ranges": 5}, "inputs.ranges"),
    ("cumulative", {"ranges": [[2021, 143000]]}, "inputs.ranges[0]"),
    ("cumulative", {"ranges": [[2021, 220500, 143000]]}, "inputs.ranges[0]"),
    ("cumulative", {"ranges": [[2021, 143000, None]]}, "inputs.ranges[0]"),
    ("cumulative", {"ranges": [[2021, 1, 2], [2021, 1, 2]]}, "inputs.ranges[1]"),
    ("every_year", {"last_year": 2020}, "inputs.last_year"),
    ("every_year", {"min": 31}, "inputs.min"),
    ("every_year", {"comparator": ">=", "direction": "down", "target": 25}, "inputs.direction"),
    ("average", {"period_end": 2020}, "inputs.period_end"),
    ("average", {"target": 0}, "inputs.target"),
    ("average", {"comparator": "range"}, "inputs.comparator"),
    ("average", {"comparator": "="}, "inputs.comparator"),
    ("change", {"base": 0}, "inputs.base"),
    ("change", {"base": -400}, "inputs.base"),
    ("change", {"target": 0}, "inputs.target"),
    ("change", {"target": 20}, "inputs.comparator"),
    ("change", {"comparator": ">="}, "inputs.comparator"),
    ("change", {"comparator": "="}, "inputs.comparator"),
    ("change", {"comparator": "about", "direction": "up"}, "inputs.direction"),
    ("change", {"target_year": 2020}, "inputs.target_year"),
    ("multi_target", {"targets": []}, "inputs.targets"),
    ("multi_target", {"targets": [[2025, 65], [2025, 75]]}, "inputs.targets[1]"),
    ("multi_target", {"targets": [[2025, None]]}, "inputs.targets[0]"),
    ("multi_target", {"targets": [[2020, 65], [2025, 70]]}, "inputs.targets[0]"),
    ("multi_target", {"comparator": "range"}, "inputs.targets[0]"),
    ("multi_target", {"comparator": "range", "targets": [[2025, 9, 8]]}, "inputs.targets[0]"),
    ("aggregate_rate", {"units": None}, "inputs.units"),
    ("aggregate_rate", {"units": []}, "inputs.units"),
    ("aggregate_rate", {"units": [3]}, "inputs.units[0]"),
    ("aggregate_rate", {"units": [{"num": 1, "den": 2}, {"rate": 90}]}, "inputs.units[1].den"),
    ("aggregate_rate", {"units": [{"num": True, "den": 2}]}, "inputs.units[0].num"),
    ("aggregate_rate", {"units": [{"num": 1, "den": -2}]}, "inputs.units[0].den"),
    ("aggregate_rate", {"units": [{"num": 1, "den": 2, "weight": -1}]}, "inputs.units[0].weight"),
    ("projection", {"direction": None}, "inputs.direction"),
    ("projection", {"direction": "none"}, "inputs.direction"),
    ("projection", {"target": None}, "inputs.target"),
    ("qualitative", {"milestones": "done"}, "inputs.milestones"),
    ("qualitative", {"milestones": ["done", "finished"]}, "inputs.milestones[1]"),
    ("qualitative", {"milestones": ["done", None]}, "inputs.milestones[1]"),
    ("cagr_ratio", {"direction": "up"}, "inputs.direction"),
    ("cagr_ratio", {"observations": None}, "inputs.observations"),
]


def refusal(payload: object) -> RequestError:
    with pytest.raises(RequestError) as caught:
        assess_many(payload)
    error = caught.value
    assert set(error.body["error"]) == {"field", "vi", "en"}
    assert error.vi.endswith(".") and error.en.endswith(".") and error.vi != error.en
    return error


@pytest.mark.parametrize(("kind", "changes", "field"), REFUSED, ids=lambda part: str(part)[:60])
def test_a_bad_input_is_refused_by_name(kind: str, changes: dict, field: str) -> None:
    request = {"kind": kind, "inputs": REQUESTS[kind] | changes}
    assert refusal(request).field == field
    assert refusal([{"kind": kind, "inputs": REQUESTS[kind]}, request]).field == f"[1].{field}"


@pytest.mark.parametrize(
    ("payload", "field"),
    [
        ({"inputs": {}}, "kind"),
        ({"kind": "speed", "inputs": {}}, "kind"),
        ({"kind": ["level"], "inputs": {}}, "kind"),
        ({"kind": "level"}, "inputs"),
        ({"kind": "level", "inputs": []}, "inputs"),
        ({"kind": "level", "inputs": {}, "rule_version": 3}, "rule_version"),
        ({"kind": "level", "inputs": {}, "rule_version": "2"}, "rule_version"),
        ({"kind": "level", "inputs": {}, "rule_version": True}, "rule_version"),
        ({"kind": "every_year", "inputs": {}, "rule_version": 1}, "kind"),
        (5, "request"),
        (None, "request"),
        ("level", "request"),
        ([[]], "[0]"),
        ([{"kind": "level", "inputs": 3}], "[0].inputs"),
    ],
)
def test_a_bad_envelope_is_refused_by_name(payload: object, field: str) -> None:
    assert refusal(payload).field == field


@pytest.mark.parametrize("kind", REQUEST_KINDS)
def test_every_field_that_is_required_is_asked_for(kind: str) -> None:
    optional = {"baseline", "baseline_parts", "direction", "milestones"}
    for name in set(REQUESTS[kind]) - optional:
        if kind == "projection" or name != "direction":
            inputs = {key: value for key, value in REQUESTS[kind].items() if key != name}
            assert refusal({"kind": kind, "inputs": inputs}).field == f"inputs.{name}"


def test_unknown_fields_are_ignored() -> None:
    request = {"kind": "projection", "inputs": REQUESTS["projection"], "id": 7}
    extended = {"kind": "projection", "inputs": REQUESTS["projection"] | {"title": "a", "about_tolerance": 0.5}}
    assert assess_many(request) == assess_many(extended)


def test_a_request_cannot_move_the_limits() -> None:
    inputs = REQUESTS["level"] | {"comparator": "about", "direction": "up", "observations": [[2023, 66.4]]}
    loose = inputs | {"about_tolerance": 0.5, "thresholds": {"about_tolerance": 0.5}}
    assert assess_many({"kind": "level", "inputs": loose})["met"] is False


def test_an_empty_list_has_an_empty_answer() -> None:
    assert assess_many([]) == []


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("", "request"),
        ("{", "request"),
        (b"\xff\xfe", "request"),
        ("[" * 100_000, "request"),
        ('{"kind": NaN}', "kind"),
        ('{"a": 1, "a": 2}', "a"),
        ('[{"inputs": {"target": 1, "target": 1}}]', "[0].inputs.target"),
        ('[{}, {"inputs": {"target": Infinity}}]', "[1].inputs.target"),
        ('{"inputs": {"target": -Infinity}}', "inputs.target"),
        ('{"inputs": {"observations": [[2021, 1], [2022, NaN]]}}', "inputs.observations[1]"),
        ('{"inputs": {"target": 1e400}}', "inputs.target"),
        ('{"inputs": {"target": 1e99999999999999999999999}}', "inputs.target"),
        ('{"inputs": {"target": 1' + "0" * 5000 + "}}", "inputs.target"),
    ],
    ids=lambda part: str(part)[:40],
)
def test_text_that_is_not_a_request_is_refused(text: str | bytes, field: str) -> None:
    with pytest.raises(RequestError) as caught:
        load_json(text)
    assert caught.value.field == field
    assert json.loads(dump_json(caught.value.body))["error"]["field"] == field


def test_numbers_are_read_as_written() -> None:
    assert load_json('{"a": 0.10000000000000000000001, "b": 3}') == {
        "a": Decimal("0.10000000000000000000001"),
        "b": 3,
    }
    assert load_json(b"\xef\xbb\xbf[1]") == [1]


def test_answers_are_plain_json() -> None:
    answer = assess_many({"kind": "level", "inputs": REQUESTS["level"] | {"observations": [[2023, 68]]}})
    assert json.loads(dump_json(answer)) == answer
    assert {type(value) for value in answer.values()} <= {str, int, float, bool, list, type(None)}


YEARS = st.integers(1890, 2210)
NUMBERS = st.one_of(
    st.integers(-1000, 1000), st.floats(), st.integers(), st.floats(-1e3, 1e3), st.sampled_from([1e307, 1e-307, 0])
)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), NUMBERS, st.text(max_size=5)),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=5), inner, max_size=4)),
    max_leaves=12,
)
ROWS = st.lists(st.tuples(YEARS, st.one_of(st.none(), NUMBERS)).map(list), max_size=8).map(
    lambda rows: sorted(rows, key=lambda row: row[0])
)
WORDS = st.sampled_from([">=", ">", "<=", "<", "=", "about", "range", "up", "down", "none", "average", "each_year"])
VALUES = st.one_of(ANYTHING, YEARS, NUMBERS, ROWS, WORDS)


@st.composite
def near_requests(draw: st.DrawFn) -> dict:
    """A good request with some inputs replaced by anything at all."""
    kind = draw(st.sampled_from(sorted(REQUEST_KINDS)))
    changes = draw(st.dictionaries(st.sampled_from(sorted(REQUESTS[kind])), VALUES, max_size=4))
    return {"kind": kind, "inputs": REQUESTS[kind] | changes}


@pytest.mark.slow
@given(st.one_of(ANYTHING, near_requests(), st.lists(near_requests(), max_size=2)))
def test_anything_is_answered_or_refused(payload: object) -> None:
    try:
        answer = assess_many(load_json(json.dumps(payload)))
    except RequestError as error:
        assert error.field
        dump_json(error.body).encode()
    else:
        json.loads(dump_json(answer))
    try:
        dump_json(assess_many(payload))
    except RequestError as error:
        assert error.field
