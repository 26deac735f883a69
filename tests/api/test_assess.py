"""The engine from outside: POST assess/ and `manage.py assess` give the same answers and the same refusals."""

import io
import json
import math
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.api.conftest import Call, World

CASES = json.loads((Path(__file__).parent.parent / "cases" / "progress.json").read_text(encoding="utf-8"))["cases"]
REQUESTS = [{"kind": case["kind"], "inputs": case["inputs"]} for case in CASES]
BAD = [
    ("", "request"),
    ("{", "request"),
    ("7", "request"),
    ("{}", "kind"),
    ('{"kind": "x", "inputs": {}}', "kind"),
    ('{"kind": "level"}', "inputs"),
    ('{"kind": "qualitative", "inputs": {"milestones": ["done"]}, "kind": "level"}', "kind"),
    ('{"kind": "cumulative", "inputs": {"period_start": 2021, "period_end": 2025, "target": NaN}}', "inputs.target"),
    ('[{"kind": "qualitative", "inputs": {}}, {"kind": "x", "inputs": {}}]', "[1].kind"),
]


class Typed:
    """Standard input that holds these bytes."""

    def __init__(self, text: str) -> None:
        self.buffer = io.BytesIO(text.encode())


def run(monkeypatch: pytest.MonkeyPatch, text: str) -> tuple[int, str, str]:
    """Exit status, output and errors of `manage.py assess`."""
    out, err = io.StringIO(), io.StringIO()
    monkeypatch.setattr(sys, "stdin", Typed(text))
    monkeypatch.setattr(sys, "stderr", err)
    try:
        call_command("assess", stdout=out)
    except SystemExit as end:
        return int(end.code), out.getvalue(), err.getvalue()
    return 0, out.getvalue(), err.getvalue()


def differs(want: Any, got: Any, tolerance: float) -> bool:
    if isinstance(want, dict):
        return set(want) != set(got) or any(differs(want[key], got[key], tolerance) for key in want)
    if isinstance(want, list):
        return len(want) != len(got) or any(differs(w, g, tolerance) for w, g in zip(want, got, strict=True))
    if isinstance(want, bool) or not isinstance(want, int | float):
        return want != got
    return not math.isclose(want, got, rel_tol=tolerance, abs_tol=tolerance)


def failed(answers: list[dict]) -> list[str]:
    return [
        case["id"]
        for case, answer in zip(CASES, answers, strict=True)
        if any(differs(want, answer[name], case.get("tolerance", 1e-6)) for name, want in case["expected"].items())
    ]


def test_the_address_answers_every_worked_case(world: World, call: Call):
    answer = call("nobody", "POST", "assess/", REQUESTS)
    assert (answer.status, failed(answer.body)) == (200, [])


def test_the_command_answers_every_worked_case(monkeypatch: pytest.MonkeyPatch):
    status, output, errors = run(monkeypatch, json.dumps(REQUESTS))
    assert (status, errors, failed(json.loads(output))) == (0, "", [])


def test_one_request_gets_one_answer(world: World, call: Call):
    assert (
        call("leader", "POST", "assess/", REQUESTS[0]).body == call("leader", "POST", "assess/", REQUESTS[:1]).body[0]
    )


@pytest.mark.parametrize(("text", "field"), BAD)
def test_both_refuse_the_same_and_name_the_field(
    world: World, call: Call, monkeypatch: pytest.MonkeyPatch, text: str, field: str
):
    status, output, errors = run(monkeypatch, text)
    assert (status, output) == (2, "")
    told = json.loads(errors)
    assert told["error"].keys() == {"field", "vi", "en"}
    assert told["error"]["field"] == field
    answer = call("staff", "POST", "assess/", text)
    assert answer.status == 400
    assert answer.body == told or text == ""


def test_the_tolerance_of_about_is_the_installations(world: World, call: Call, settings):
    inputs = {
        "baseline": 10, "baseline_year": 2020, "target_year": 2025, "as_of": 2025, "comparator": "about",
        "direction": "up", "target": 100, "observations": [[2025, 90]],
    }  # fmt: skip
    request = {"kind": "level", "inputs": inputs}
    assert call("staff", "POST", "assess/", request).body["status"] == "not_met"
    settings.ABOUT_TOLERANCE = "0.10"
    assert call("staff", "POST", "assess/", request).body["status"] == "achieved"


def test_more_than_two_hundred_requests_or_half_a_megabyte_at_a_time_are_refused(world: World, call: Call):
    assert call("reporter", "POST", "assess/", REQUESTS[:1] * 200).status == 200
    answer = call("reporter", "POST", "assess/", REQUESTS[:1] * 201)
    assert (answer.status, answer.body["error"]["field"]) == (400, "request")
    assert "200" in answer.body["error"]["vi"]
    assert call("reporter", "POST", "assess/", f"[{' ' * 600_000}]").status == 413


@pytest.mark.slow
@pytest.mark.once
def test_whoever_reckons_without_end_is_slowed_down_and_can_go_on_reading(world: World, call: Call):
    statuses = {call("reporter", "POST", "assess/", REQUESTS[0]).status for _ in range(60)}
    assert statuses == {200}
    slowed = call("reporter", "POST", "assess/", REQUESTS[0])
    assert slowed.status == 429
    assert int(slowed.headers["Retry-After"]) > 0
    assert call("reporter", "GET", "plans/").status == 200
    assert call("staff", "POST", "assess/", REQUESTS[0]).status == 200
