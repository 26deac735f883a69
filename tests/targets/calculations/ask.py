"""Shared by the tests of the engine: ask one question through the same door as the outside does."""

import json
from collections.abc import Mapping

from targets.assess.requests import assess_many, dump_json, load_json

LEVEL = {
    "baseline_year": 2020,
    "baseline": 65,
    "observations": [],
    "target": 70,
    "target_year": 2025,
    "comparator": ">=",
    "as_of": 2023,
}
COMPOSITION = {
    "baseline_year": 2020,
    "baseline_parts": [18, 100],
    "parts": [[2025, 23, 100]],
    "min": 25,
    "max": 30,
    "comparator": "range",
    "direction": "none",
    "target_year": 2030,
    "as_of": 2025,
}
CUMULATIVE = {
    "period_start": 2021,
    "period_end": 2025,
    "target": 1150000,
    "observations": [[2021, 180000], [2022, 210000], [2023, 245000]],
    "as_of": 2023,
}
GROWTH = {
    "baseline_year": 2020,
    "baseline": 100000,
    "observations": [[2021, 105000], [2022, 110250]],
    "target": 0.05,
    "target_year": 2025,
    "as_of": 2022,
    "mode": "average",
}
MULTI_TARGET = {
    "baseline_year": 2020,
    "baseline": 55,
    "targets": [[2025, 65], [2030, 75], [2045, 90]],
    "comparator": ">=",
    "observations": [[2021, 57], [2023, 61]],
    "as_of": 2023,
}
AGGREGATE_RATE = {"units": [{"num": 900, "den": 1000}, {"num": 50, "den": 100}]}
PROJECTION = {
    "observations": [[2020, 60], [2021, 61], [2022, 62], [2023, 63], [2024, 64], [2025, 65]],
    "target": 70,
    "target_year": 2030,
    "direction": "up",
}
QUALITATIVE = {"milestones": ["done", "doing", "todo"]}
CAGR_RATIO = {
    "baseline_year": 2015,
    "baseline": 14.5,
    "observations": [[2023, 10.4]],
    "target": 7.25,
    "target_year": 2030,
    "comparator": "<=",
    "as_of": 2023,
}
EVERY_YEAR = {
    "first_year": 2021,
    "last_year": 2025,
    "observations": [[2021, 26], [2022, 25.07]],
    "min": 25,
    "max": 30,
    "comparator": "range",
    "as_of": 2022,
}
AVERAGE = {
    "period_start": 2021,
    "period_end": 2025,
    "target": 230000,
    "observations": [[2021, 220500], [2022, 245316]],
    "as_of": 2022,
}
CHANGE = {
    "base_year": 2020,
    "base": 400,
    "observations": [[2022, 350], [2023, 300]],
    "target": -20,
    "comparator": "<=",
    "target_year": 2025,
    "as_of": 2023,
}
REQUESTS = {
    "level": LEVEL,
    "composition": COMPOSITION,
    "cumulative": CUMULATIVE,
    "growth": GROWTH,
    "every_year": EVERY_YEAR,
    "average": AVERAGE,
    "change": CHANGE,
    "multi_target": MULTI_TARGET,
    "aggregate_rate": AGGREGATE_RATE,
    "projection": PROJECTION,
    "qualitative": QUALITATIVE,
    "cagr_ratio": CAGR_RATIO,
}


def ask(kind: str, rule_version: int | None = None, **changes: object) -> dict[str, object]:
    """Answer of the usual request of a kind with some inputs changed, after a round trip through JSON text."""
    text = json.dumps({"kind": kind, "rule_version": rule_version, "inputs": {**REQUESTS[kind], **changes}})
    return json.loads(dump_json(assess_many(load_json(text))))


def differs(want: object, got: object, tolerance: float = 1e-6) -> bool:
    """True when an answer is not the expected one; numbers compare within the tolerance, all else exactly."""
    if isinstance(want, bool) or want is None or isinstance(want, str):
        return want is not got if isinstance(want, bool) else want != got
    if isinstance(want, int | float):
        number = isinstance(got, int | float) and not isinstance(got, bool)
        return not number or not abs(want - got) <= tolerance * max(1, abs(want), abs(got))
    if isinstance(want, Mapping):
        return (
            not isinstance(got, Mapping)
            or set(want) != set(got)
            or any(differs(want[key], got[key], tolerance) for key in want)
        )
    return (
        not isinstance(got, list)
        or len(want) != len(got)
        or any(differs(a, b, tolerance) for a, b in zip(want, got, strict=True))
    )


def assert_answer(answer: Mapping[str, object], expected: Mapping[str, object], tolerance: float = 1e-6) -> None:
    """Every expected field is there and right; the message lists those that are not."""
    wrong = {
        name: (want, answer.get(name, "nothing"))
        for name, want in expected.items()
        if name not in answer or differs(want, answer[name], tolerance)
    }
    assert not wrong, f"want, got: {wrong}"
