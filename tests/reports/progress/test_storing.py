"""Computed rows come back from their table letter for letter, whatever stands in them."""

from decimal import Decimal

import pytest
from django.db import DataError, connection, transaction

from agencies import clock
from reports.models import Progress, View
from reports.progress.services import PROGRESS_KEY
from reports.progress.storing import own_columns, replace
from tests import factories

ODD = ['a"b', "\\", "{x,y}", "NULL", "", "dấu\n", "a'b"]


@pytest.fixture
def target(db):
    return factories.make_target(factories.make_plan(), factories.make_indicator("people"), year=2025, low="40")


def standing(target, **columns) -> Progress:
    return Progress.made(
        **{
            "target_id": target.pk,
            "year": 2024,
            "view": View.ACCEPTED,
            "status": "on_track",
            "display_status": "on_track",
            "rule_version": "2",
            "computed_at": clock.now(),
        }
        | columns
    )


def said(row: Progress) -> list[object]:
    return [getattr(row, name) for name in [*own_columns(Progress), "computed_at"]]


def test_every_column_comes_back_as_it_was(target):
    rows = [standing(target, year=2000 + place, rule_version=text) for place, text in enumerate(ODD)]
    rows += [
        standing(target, year=2020, flags=ODD, disputed=[[2019, "1.5", "2"]], missing_years=[2018], met=True),
        standing(target, year=2021, met=False, final=True, actual=Decimal("-0.000000000001"), actual_year=2020),
        standing(target, year=2022, met=None, actual=Decimal("123456789012345678.123456789012"), actual_year=2021),
    ]
    replace(Progress.objects.all(), rows, PROGRESS_KEY)
    stored = {row.year: said(row) for row in Progress.objects.all()}
    if connection.vendor != "postgresql":
        # SQLite keeps fifteen digits of a decimal.
        del stored[2022]
        rows.pop()
    assert stored == {row.year: said(row) for row in rows}


def test_what_came_out_otherwise_takes_the_place_of_what_was_there(target):
    replace(Progress.objects.all(), [standing(target), standing(target, year=2023)], PROGRESS_KEY)
    before = dict(Progress.objects.values_list("year", "pk"))
    replace(Progress.objects.all(), [standing(target, status="lagging", display_status="lagging")], PROGRESS_KEY)
    assert list(Progress.objects.values_list("year", "pk", "status")) == [(2024, before[2024], "lagging")]


def test_a_text_too_long_for_its_column_is_refused_and_not_cut(target):
    if connection.vendor == "postgresql":
        with pytest.raises(DataError), transaction.atomic():
            replace(Progress.objects.all(), [standing(target, rule_version="2" * 11)], PROGRESS_KEY)
        assert not Progress.objects.exists()
