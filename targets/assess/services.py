"""Assessments with this installation's settings, as JSON text: behind the command and the API alike."""

from targets.assess.requests import assess_many, dump_json
from targets.target_bounds import thresholds


def answers_to(payload: object) -> str:
    """The answers to one request, {"kind", "inputs"}, or to a list of them, in order. Raises RequestError."""
    return dump_json(assess_many(payload, thresholds=thresholds()))
