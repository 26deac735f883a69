"""The numbers of the demo: the same whenever and in whatever order they are asked for, and possible ones."""

import random

import pytest

from reports.demo import figures

YEARS = range(figures.FIRST_YEAR, figures.FIRST_YEAR + 4)
CODES = ("001", "017", "so-ldtbxh", "271")
ELEMENTS = [*figures.SIZES, *figures.WHOLES, "trained_total", *figures.DEPARTMENT]


def test_the_order_of_asking_changes_no_number():
    asked = [(code, element, year) for code in CODES for element in ELEMENTS for year in YEARS]
    first = {key: figures.demo_figure(*key) for key in asked}
    random.Random(1).shuffle(asked)  # noqa: S311
    assert {key: figures.demo_figure(*key) for key in asked} == first


def test_some_numbers_are_known_by_heart_so_that_every_machine_makes_the_same_demo():
    assert [figures.demo_figure("001", "labour_force", year) for year in YEARS] == [165426, 166166, 170220, 170253]
    assert [figures.demo_figure("001", "trained_total", year) for year in YEARS] == [10057, 10503, 10866, 10874]


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("year", YEARS)
def test_no_part_is_more_than_its_whole(code, year):
    for part, whole in figures.WHOLES.items():
        assert 0 <= figures.demo_figure(code, part, year) <= figures.demo_figure(code, whole, year)
    parts = ("trained_college", "trained_intermediate", "trained_elementary")
    assert figures.demo_figure(code, "trained_total", year) == sum(
        figures.demo_figure(code, part, year) for part in parts
    )


def test_what_nobody_can_say_stays_unknown():
    assert figures.demo_figure("001", "labour_it_skills", 2024) is None
    assert figures.demo_figure("001", "nothing", 2024) is None
