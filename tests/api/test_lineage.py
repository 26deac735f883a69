"""From a standing back to its figures: exactly these fields, as far as the caller may see them."""

import pytest

from reports.progress.services import recalculate_all
from tests import factories
from tests.api.conftest import FEMALE, TRAINED, Call, World

FIELDS = {
    "": (
        "progress plan indicator target_year year view status actual actual_year base base_year base_citation "
        "rule_version computed_at inputs milestones"
    ),
    "inputs": (
        "indicator first_year year value source rollup numerator denominator units_reporting units_expected "
        "publications agencies_in missing all_visible"
    ),
    "agencies_in": "agency numerator denominator cells",
    "cells": (
        "data_element side value status quality submission state entered_by entered_at via accepted_by accepted_at "
        "illustrative"
    ),
    "missing": "agency why reason submission",
}


@pytest.fixture
def standing(world: World, call: Call) -> int:
    """The id of the standing of 2024 that rests on district 001's accepted report alone."""
    world.accept()
    world.submissions["002"].delete()
    recalculate_all(locality_ids=[factories.make_locality().pk])
    (row,) = call("staff", "GET", "progress/?plan=KH-10&indicator=female_share&year=2024").body["results"]
    return row["id"]


def test_a_standing_is_followed_to_the_cells_and_the_hands_behind_it(world: World, call: Call, standing: int):
    body = call("staff", "GET", f"lineage/?progress={standing}").body
    assert set(body) == set(FIELDS[""].split())
    (piece,) = body["inputs"]
    assert set(piece) == set(FIELDS["inputs"].split())
    (given,) = piece["agencies_in"]
    assert {frozenset(given)} == {frozenset(FIELDS["agencies_in"].split())}
    assert {frozenset(cell) for cell in given["cells"]} == {frozenset(FIELDS["cells"].split())}
    assert [(cell["data_element"], cell["side"], cell["value"]) for cell in given["cells"]] == [
        (FEMALE, "numerator", 500),
        (TRAINED, "denominator", 1200),
    ]
    hands = {(cell["entered_by"], cell["via"], cell["accepted_by"], cell["state"]) for cell in given["cells"]}
    assert hands == {("reporter", "form", "staff", "accepted")}
    assert piece["missing"] == [{"agency": "002", "why": "no_form", "reason": "", "submission": None}]
    assert set(piece["missing"][0]) == set(FIELDS["missing"].split())


@pytest.mark.slow
def test_a_neighbour_learns_how_many_there_are_and_nothing_of_their_work(world: World, call: Call, standing: int):
    (piece,) = call("neighbour", "GET", f"lineage/?progress={standing}").body["inputs"]
    assert (piece["agencies_in"], piece["all_visible"]) == ([], False)
    assert [one["agency"] for one in piece["missing"]] == ["002"]
    assert (piece["units_reporting"], piece["units_expected"]) == (1, 2)


@pytest.mark.parametrize(
    "asked", ["", "?progress=", "?progress=x", "?progress=0", "?progress=1.5", "?progress=" + "9" * 30]
)
def test_a_question_that_names_no_standing_is_refused(world: World, call: Call, asked: str):
    answer = call("staff", "GET", f"lineage/{asked}")
    assert (answer.status, set(answer.body["error"]["fields"])) == (400, {"progress"})


def test_a_standing_that_is_not_there_is_not_found(world: World, call: Call):
    assert call("staff", "GET", "lineage/?progress=999999").status == 404
