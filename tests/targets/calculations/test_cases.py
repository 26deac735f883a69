"""The worked cases, kept as data beside the tests: each alone, and all in one list."""

import json
from pathlib import Path

import pytest

from targets.calculations.requests import KINDS, assess_many, dump_json, load_json
from tests.targets.calculations.ask import assert_answer

FILE = Path(__file__).parents[2] / "cases" / "progress.json"
CASES = json.loads(FILE.read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_case(case: dict) -> None:
    request = json.dumps({"kind": case["kind"], "inputs": case["inputs"]})
    answer = json.loads(dump_json(assess_many(load_json(request))))
    assert_answer(answer, case["expected"], case["tolerance"])


def test_an_answer_has_exactly_the_fields_of_its_kind() -> None:
    fields = {kind: max((set(case["expected"]) for case in CASES if case["kind"] == kind), key=len) for kind in KINDS}
    for case in CASES:
        answer = assess_many({"kind": case["kind"], "inputs": case["inputs"]})
        assert set(answer) == fields[case["kind"]], case["id"]


def test_a_list_is_answered_in_its_order() -> None:
    requests = [{"kind": case["kind"], "inputs": case["inputs"]} for case in CASES]
    answers = json.loads(dump_json(assess_many(load_json(json.dumps(requests)))))
    assert len(answers) == len(CASES)
    for case, answer in zip(CASES, answers, strict=True):
        assert_answer(answer, case["expected"], case["tolerance"])


def test_every_kind_has_a_case() -> None:
    assert {case["kind"] for case in CASES} == set(KINDS)
