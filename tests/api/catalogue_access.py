"""Who may do what with changes of the catalogue through the API: rows of the table of all addresses."""

from targets.models import Indicator
from tests import factories
from tests.api.conftest import World
from tests.drafted_rows import draft_measure

NEW_NAME = {"kind": "indicator", "code": "trained_total", "entry": {"short_name": "Số khác"}, "reason": "rõ hơn"}
OTHER_SOURCE = {"version": 1, "entry": {"source": "x"}, "reason": "x"}
# The catalogue is one for all: whoever is staff anywhere.
STAFF_ANYWHERE = "401 403 403 403 {0} 403 403 {0} 403"


def as_it_is(world: World) -> None:
    """Nobody is changing anything."""


def measured(world: World) -> None:
    """A change of an indicator that was sent by somebody of no place here."""
    draft_measure(Indicator.objects.get(code="trained_total"), factories.make_user(None))


CHANGES_OF_THE_CATALOGUE = {
    "api-catalogue-changes-list": ("GET", "catalogue-changes/", measured, None, STAFF_ANYWHERE.format(200)),
    "api-catalogue-changes-list POST": (
        "POST", "catalogue-changes/", as_it_is, NEW_NAME, STAFF_ANYWHERE.format(201),
    ),
    "api-catalogue-changes-detail": (
        "GET", "catalogue-changes/{measure_change}/", measured, None, STAFF_ANYWHERE.format(200),
    ),
    "api-catalogue-changes-detail PATCH": (
        "PATCH", "catalogue-changes/{measure_change}/", measured, OTHER_SOURCE,
        STAFF_ANYWHERE.format(200),
    ),
    "api-catalogue-change-effect": (
        "GET", "catalogue-changes/{measure_change}/effect/", measured, None, STAFF_ANYWHERE.format(200),
    ),
    "api-catalogue-change-send": (
        "POST", "catalogue-changes/{measure_change}/send/", measured, {"version": 1}, STAFF_ANYWHERE.format(200),
    ),
    "api-catalogue-change-return": (
        "POST", "catalogue-changes/{measure_change}/return/", measured, {"version": 1, "reply": "x"},
        STAFF_ANYWHERE.format(200),
    ),
    # It concerns both places, and neither has drafted it.
    "api-catalogue-change-check": (
        "POST", "catalogue-changes/{measure_change}/check/", measured, {"version": 1}, STAFF_ANYWHERE.format(400),
    ),
    "api-catalogue-change-drop": (
        "POST", "catalogue-changes/{measure_change}/drop/", measured, {"version": 1}, STAFF_ANYWHERE.format(200),
    ),
}  # fmt: skip
