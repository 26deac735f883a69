"""The lineage of every roll-up and standing of the demo comes to the stored value."""

import pytest

from agencies import clock
from agencies.models import Locality, User
from reports.dashboards.lineage.agencies import agencies_in, agency_reports, value_of_inputs
from reports.dashboards.lineage.page import lineage_page
from reports.dashboards.lineage.queries import lineage_of, standings_to_follow
from reports.models import IndicatorValue, Progress, View
from reports.progress.queries import recipes
from reports.progress.rollup_data import as_stored

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]


@pytest.fixture
def leader(monkeypatch) -> User:
    monkeypatch.setattr(clock, "set_shift", lambda shift: None)
    return User.objects.get(username="leader")


@pytest.mark.parametrize("view", list(View))
def test_the_cells_of_the_agencies_add_up_to_every_stored_roll_up(leader, view):
    known, locality = recipes(), Locality.objects.get(code="01")
    rows = list(IndicatorValue.objects.filter(locality=locality, view=view, rollup__isnull=False))
    wanted = [(known[row.indicator_id], row.year) for row in rows]
    reports = agency_reports(locality=locality, view=view, user=leader, wanted=wanted)
    assert len(rows) > 40
    for row in rows:
        found = agencies_in(reports, known[row.indicator_id], row.year)
        assert as_stored(value_of_inputs(found.inputs, row.indicator)) == row.rollup, row
        assert len(found.inputs) == row.units_reporting, row
        assert len(found.inputs) + len(found.missing) == row.units_expected, row


def test_the_pieces_of_every_standing_come_to_its_value(leader):
    rows = standings_to_follow(leader).filter(year=2024, view=View.ACCEPTED)
    kinds = set()
    for row in rows:
        lineage = lineage_of(row, leader)
        page = lineage_page(lineage)
        assert page.steps and len(page.pieces) == len(lineage.pieces)
        if row.actual is None:
            continue
        formula, values = row.target.indicator.formula, [piece.value for piece in lineage.pieces]
        kinds.add(formula)
        if formula == "cumulative":
            assert sum(values) == row.actual
        elif formula == "growth":
            assert round(100 * values[-1] / values[0] - 100, 9) == round(row.actual, 9)
        elif len(values) == 1:
            assert values == [row.actual]
    assert kinds == {"value", "ratio", "cumulative", "growth"}


def test_a_rate_that_follows_from_published_sums_names_them(leader):
    row = standings_to_follow(leader).get(
        target__indicator__code="college_intermediate_share", year=2022, view=View.ACCEPTED
    )
    pieces = lineage_of(row, leader).pieces
    assert [(piece.indicator.code, piece.value) for piece in pieces] == [
        ("trained_total", 245316),
        ("trained_college", 33682),
        ("trained_intermediate", 27828),
    ]
    assert all(piece.official is not None and piece.agencies is None for piece in pieces)


def test_every_kind_of_standing_has_a_page(leader, client):
    client.force_login(leader, "django.contrib.auth.backends.ModelBackend")
    rows = Progress.objects.filter(year=2024, target__plan__locality__code="01")
    chosen = {(row.status, row.target.indicator.formula): row.pk for row in rows.select_related("target__indicator")}
    assert len(chosen) > 8
    for pk in chosen.values():
        assert client.get(f"/lineage/{pk}/").status_code == 200
        assert client.get(f"/api/v1/lineage/?progress={pk}").status_code == 200
