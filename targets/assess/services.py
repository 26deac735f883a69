"""Assessments with this installation's settings, as JSON text: behind the command and the API alike."""

from decimal import Decimal

from django.conf import settings

from targets.assess.requests import assess_many, dump_json
from targets.calculations.thresholds import Thresholds


def answers_to(payload: object) -> str:
    """The answers to one request, {"kind", "inputs"}, or to a list of them, in order. Raises RequestError."""
    limits = Thresholds(about_tolerance=Decimal(settings.ABOUT_TOLERANCE))
    return dump_json(assess_many(payload, thresholds=limits))
