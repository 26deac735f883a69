"""The contract of each address: exactly these fields, numbers as numbers, dates as dates."""

import re
from datetime import date
from decimal import Decimal

import pytest

from reports.models import FigureKind, OfficialFigure
from reports.progress.services import recalculate_all
from targets.models import Baseline, Indicator
from tests import factories
from tests.api.conftest import FEMALE, TRAINED, Call, World

FIELDS = {
    "localities/": "code key name kind locality valid_from valid_to successors parts",
    "agencies/": "code name kind locality valid_from valid_to successors phone email",
    "plans/": "code title number issued_on locality first_year last_year due_month due_day",
    "indicators/": "code name unit decimals formula direction numerator denominator definition source",
    "data-elements/": (
        "code name unit decimals formula direction numerator denominator definition source aggregation reported_by"
    ),
    "targets/": "plan indicator year comparator low high basis from_year base_year ambition agency kind citation",
    "duties/": "plan number title lead cooperating citation",
    "official-figures/": "indicator locality year value kind source published_on from_year value_high half_width",
    "periods/": "id plan year interim name opens_on due_at data_from data_to state",
    "submissions/": "id plan year interim agency status due_at submitted_at late version completeness",
    "figures/": (
        "data_element agency year value quality state accepted_at status accepted_value illustrative"
    ),
    "history/": "data_element agency year interim version status value quality note accepted via by at",
    "audit/": "id at actor verb subject summary locality agency before after previous_hash hash",
    "progress/": (
        "plan indicator target_year year actual actual_source met final status ratio expected_value gap years_ahead "
        "required_per_year coverage_units provisional flags computed_at rule_version ambition decided_at "
        "required_to_decided status_low status_high display_status missing_years missed_years years_met "
        "actual_year basis illustrative id"
    ),
    "contradictions/": "rule plans indicator year values sentence first_year compatible illustrative",
}  # fmt: skip
SERIES = {
    "": (
        "indicator locality view as_of unit decimals illustrative actuals official_figures targets baselines "
        "yearly_plan path pace agencies"
    ),
    "actuals": "year value source kind coverage provisional illustrative",
    "official_figures": "from_year year value value_high kind source published_on",
    "targets": "plan year from_year comparator low high basis citation status met final ratio",
    "baselines": "plan year value citation",
}


@pytest.fixture
def full(world: World) -> World:
    """The world with an accepted report, published figures, a baseline and computed standings."""
    world.accept()
    total = Indicator.objects.get(code="trained_total")
    for year, value, published in ((2021, "72.23", 2022), (2022, "73", 2023), (2022, "74.5", 2024)):
        OfficialFigure.objects.create(
            indicator=total,
            locality=factories.make_locality(),
            from_year=year,
            year=year,
            value=Decimal(value),
            kind=FigureKind.ACTUAL,
            source=f"Niên giám {published}",
            published_on=date(published, 6, 1),
        )
    Baseline.objects.create(
        plan=world.plans["KH-10"], indicator=total, year=2020, value=Decimal("60"), citation="Mục I"
    )
    recalculate_all(locality_ids=[factories.make_locality().pk])
    return world


@pytest.mark.once
@pytest.mark.parametrize("path", FIELDS)
def test_a_list_has_exactly_the_fields_of_the_contract(full: World, call: Call, path: str):
    answer = call("staff", "GET", path)
    assert answer.status == 200
    assert set(answer.body) == {"count", "next", "previous", "results"}
    assert answer.body["results"]
    assert {frozenset(row) for row in answer.body["results"]} == {frozenset(FIELDS[path].split())}


@pytest.mark.slow
def test_the_series_has_exactly_the_fields_of_the_contract(full: World, call: Call):
    body = call("staff", "GET", "series/?indicator=trained_total&locality=01").body
    assert set(body) == set(SERIES.pop("").split())
    for name, fields in SERIES.items():
        assert {frozenset(row) for row in body[name]} == {frozenset(fields.split())}, name
    assert "p_reach" not in str(body)


@pytest.mark.slow
def test_numbers_are_json_numbers_without_noise(full: World, call: Call):
    figures = call("staff", "GET", "figures/?agency=001").text
    assert '"value":1200,' in figures
    published = call("staff", "GET", "official-figures/").text
    assert '"value":72.23,' in published and '"value":73,' in published
    assert '"low":45.5,' in call("staff", "GET", "targets/?plan=KH-10").text
    standings = call("staff", "GET", "progress/").text
    assert not re.search(r":-?\d+(\.\d*)?[eE]|:-?\d+\.\d*0[,}]", standings)


def test_dates_are_iso_dates_and_moments_carry_their_offset(full: World, call: Call):
    period = call("staff", "GET", "periods/").body["results"][0]
    assert (period["opens_on"], period["due_at"]) == ("2024-11-01", "2024-12-25T00:00:00+07:00")
    assert period["state"] == "open"


@pytest.mark.slow
def test_a_submission_says_where_it_stands(full: World, call: Call):
    first, second = call("staff", "GET", "submissions/").body["results"]
    assert (first["agency"], first["status"], first["late"], first["completeness"]) == ("001", "accepted", True, 1)
    assert (second["agency"], second["status"], second["late"], second["completeness"]) == ("002", "draft", None, 0)
    assert call("staff", "GET", f"submissions/{first['id']}/").body == first


def test_cells_carry_value_status_quality_and_note(full: World, call: Call):
    body = call("staff", "GET", f"submissions/{full.form.pk}/figures/").body
    assert set(body) == {"version", "figures"}
    assert body["figures"] == [
        {"data_element": TRAINED, "value": 1200, "status": "number", "quality": "final", "note": ""},
        {"data_element": FEMALE, "value": 500, "status": "number", "quality": "final", "note": ""},
    ]


def test_a_cell_that_nobody_filled_is_null_and_not_zero(world: World, call: Call):
    body = call("neighbour", "GET", f"submissions/{world.submissions['002'].pk}/figures/").body
    assert body["figures"][0] == {"data_element": TRAINED, "value": None, "status": None, "quality": None, "note": ""}


@pytest.mark.slow
def test_a_standing_says_what_it_rests_on(full: World, call: Call):
    second, neighbour = full.submissions["002"], full.people["neighbour"]
    factories.fill(second, neighbour, **{TRAINED: "800", FEMALE: "300"})
    factories.take(factories.send(second, neighbour), full.people["staff"])
    recalculate_all(locality_ids=[factories.make_locality().pk])
    (row,) = call("leader", "GET", "progress/?plan=KH-10&indicator=female_share&year=2024").body["results"]
    assert (row["actual"], row["actual_year"], row["actual_source"]) == (40, 2024, "rollup")
    assert (row["coverage_units"], row["provisional"], row["illustrative"]) == (1, False, False)
    assert (row["met"], row["status"], row["required_per_year"]) == (False, "insufficient_data", 5.5)


@pytest.mark.slow
def test_standings_of_the_provisional_view_come_on_request_only(full: World, call: Call):
    accepted = call("leader", "GET", "progress/").body["count"]
    assert call("leader", "GET", "progress/?view=accepted").body["count"] == accepted
    assert call("leader", "GET", "progress/?view=provisional").body["count"] == accepted
    assert call("leader", "GET", "progress/?view=nonsense").status == 400


@pytest.mark.slow
def test_the_series_shows_revisions_side_by_side(full: World, call: Call):
    published = call("staff", "GET", "series/?indicator=trained_total").body["official_figures"]
    assert [row["value"] for row in published if row["year"] == 2022] == [73, 74.5]


@pytest.mark.slow
@pytest.mark.once
def test_the_series_shows_agencies_only_to_those_who_may_see_them(full: World, call: Call):
    def agencies(who: str) -> list[str]:
        shown = call(who, "GET", "series/?indicator=trained_total").body["agencies"]
        return [figure["agency"] for figure in shown["figures"]]

    assert agencies("staff") == agencies("leader") == ["001", "002"]
    assert agencies("reporter") == ["001"]
    assert agencies("neighbour") == ["002"]


def test_the_series_needs_a_locality_of_the_caller(full: World, call: Call):
    assert call("staff", "GET", "series/?indicator=trained_total&locality=68").status == 404
    assert call("staff", "GET", "series/?indicator=unheard").status == 404
    assert call("staff", "GET", "series/").body["error"]["fields"].keys() == {"indicator"}


def test_an_agency_names_its_successors(full: World, call: Call):
    full.agencies["001"].successions.create(successor=full.agencies["002"], on=date(2025, 7, 1))
    rows = call("staff", "GET", "agencies/?successors=002").body["results"]
    assert [(row["code"], row["successors"]) for row in rows] == [("001", ["002"])]


@pytest.mark.slow
def test_a_duty_names_agencies_and_kinds(full: World, call: Call):
    duty = factories.make_duty(full.plans["KH-10"], "2")
    duty.parties.create(role="cooperating", kind="district")
    rows = call("staff", "GET", "duties/?cooperating=kind:district").body["results"]
    assert [(row["number"], row["lead"], row["cooperating"]) for row in rows] == [("2", [], ["kind:district"])]
    assert call("staff", "GET", "duties/?lead=so-01").body["count"] == 1
