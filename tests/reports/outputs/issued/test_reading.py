"""The dataset of a report: what counts, who said it, and nothing that the report may not know."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from agencies import clock
from reports.models import IssuedReport, ReportKind, View
from reports.outputs.issued.frozen import from_json, to_json
from reports.outputs.issued.reading import ReadingError, read_dataset
from reports.outputs.issued.shape import Dataset
from targets.models import Plan
from tests import factories
from tests.reports.collection.scene import YEAR, Scene, make_scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def scene(db) -> Scene:
    return make_scene()


def report(plan: Plan, **columns: Any) -> IssuedReport:
    """A yearly report of a plan on the scene's year, as of today; the row is not saved."""
    return IssuedReport(
        **{
            "kind": ReportKind.YEARLY,
            "plan": plan,
            "locality": plan.locality,
            "first_year": columns.get("year", YEAR),
            "year": YEAR,
            "as_of": clock.today(),
            **columns,
        }
    )


def read(plan: Plan, **columns: Any) -> Dataset:
    return read_dataset(report(plan, **columns))


def test_only_accepted_figures_count(scene):
    scene.sent()
    assert read(scene.plan).figures == ()
    factories.take(scene.form, scene.staff)
    found = {figure.element_code: figure.value for figure in read(scene.plan).figures}
    assert found == {
        code: Decimal(v)
        for code, v in {"total": 100, "college": 40, "rest": 60, "labour": 1000, "labour_trained": 700}.items()
    }


def test_the_provisional_view_takes_what_is_under_review_and_says_that_nobody_accepted_it(scene):
    scene.sent()
    figure = read(scene.plan, view=View.PROVISIONAL).figures[0]
    assert (figure.value, figure.accepted_by, figure.accepted_at) == (100, "", None)


def test_a_dataset_can_be_frozen_and_read_back(scene):
    scene.accepted()
    made = read(scene.plan)
    assert from_json(to_json(made)) == made


def test_a_day_to_come_cannot_be_told(scene):
    with pytest.raises(ReadingError, match="Chưa tới ngày"):
        read(scene.plan, as_of=date(2999, 1, 1))
