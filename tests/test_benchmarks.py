"""The benchmarks can still be run: every row has its function, and the data of a nation fit the present tables."""

import importlib

import pytest

from benchmarks.nation import FIGURES
from benchmarks.rows import ROWS
from reports.models import Figure

# Their yardsticks are libraries that `make bench` alone installs.
WITH_LIBRARIES = ("recompute", "report")


@pytest.mark.parametrize("row", [row for row in ROWS if row.module not in WITH_LIBRARIES], ids=lambda row: row.name)
def test_every_row_has_its_function(row):
    module = importlib.import_module(f"benchmarks.{row.module}")
    assert callable(getattr(module, row.name.removesuffix("-pg").lower().replace("-", "_")))


def test_names_of_rows_are_their_own():
    assert len({row.name for row in ROWS}) == len(ROWS)


def test_the_made_up_figures_fill_every_column_that_wants_a_value():
    listed = FIGURES.split("INSERT INTO reports_figure (")[1].split(")")[0]
    filled = {name.strip() for name in listed.split(",")}
    wanted = {field.column for field in Figure._meta.concrete_fields if not (field.null or field.primary_key)}
    assert wanted - filled == set()
