"""The heat map names the days on which bodies changed in the years that it shows, and no others."""

from datetime import date

import pytest

from agencies.models import Locality
from reports.dashboards.body_changes import BodyChanges
from reports.dashboards.filters import Chosen
from reports.dashboards.overview.heat_map import heat_map
from reports.models import View


@pytest.mark.parametrize(
    ("days", "note"),
    [
        ((date(2022, 7, 1), date(2025, 7, 1)), "đổi đơn vị từ 01/07/2022"),
        ((date(2018, 12, 20),), "đổi đơn vị từ 20/12/2018"),
        ((date(2018, 12, 14), date(2023, 12, 15)), ""),
    ],
)
def test_only_changes_within_the_years_shown_are_named(days, note):
    place = Locality(pk=1, code="01")
    chosen = Chosen(path="/", locality=place, localities=(place,), view=View.ACCEPTED, year=2023)
    shown = heat_map([], {}, chosen, BodyChanges(days, None))
    assert (shown.note, bool(shown.filters)) == (note, bool(note))
