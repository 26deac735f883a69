"""The worked cases of both rule versions, kept as data beside the tests: each alone, and all in one list."""

import json
from pathlib import Path

import pytest

from targets.assess.requests import REQUEST_KINDS, SINCE_SECOND, assess_many, dump_json, judges_of, load_json
from targets.calculations.rules import RuleVersion
from tests.targets.calculations.ask import assert_answer

FOLDER = Path(__file__).parents[2] / "cases"


def cases_in(name: str) -> list[dict]:
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))["cases"]


FIRST, SECOND = cases_in("progress.json"), cases_in("progress_2.json")
# What the first version's cases ask is judged alike by the second, but for what the second file is about.
ASKED = (
    [(case, None) for case in [*FIRST, *SECOND]]
    + [(case, RuleVersion.FIRST) for case in FIRST]
    + [(case, RuleVersion.SECOND) for case in SECOND]
)


def request_of(case: dict, version: int | None) -> dict:
    return {"kind": case["kind"], "inputs": case["inputs"], "rule_version": version}


@pytest.mark.parametrize(("case", "version"), ASKED, ids=lambda part: part["id"] if isinstance(part, dict) else part)
def test_case(case: dict, version: int | None) -> None:
    request = json.dumps(request_of(case, version))
    answer = json.loads(dump_json(assess_many(load_json(request))))
    assert_answer(answer, case["expected"], case["tolerance"])


@pytest.mark.parametrize(
    ("cases", "version"), [(FIRST, RuleVersion.FIRST), (SECOND, RuleVersion.SECOND)], ids=["first", "second"]
)
def test_an_answer_has_exactly_the_fields_of_its_kind(cases: list[dict], version: RuleVersion) -> None:
    for case in cases:
        fields = max((set(other["expected"]) for other in cases if other["kind"] == case["kind"]), key=len)
        assert set(assess_many(request_of(case, version))) == fields, case["id"]


def test_a_list_is_answered_in_its_order() -> None:
    requests = [request_of(case, version) for case, version in ASKED]
    answers = json.loads(dump_json(assess_many(load_json(json.dumps(requests)))))
    assert len(answers) == len(ASKED)
    for (case, _), answer in zip(ASKED, answers, strict=True):
        assert_answer(answer, case["expected"], case["tolerance"])


def test_every_kind_has_a_case() -> None:
    assert {case["kind"] for case in FIRST} == set(judges_of(RuleVersion.FIRST))
    assert {case["kind"] for case in [*FIRST, *SECOND]} == set(REQUEST_KINDS)
    assert set(REQUEST_KINDS) - set(judges_of(RuleVersion.FIRST)) == SINCE_SECOND
