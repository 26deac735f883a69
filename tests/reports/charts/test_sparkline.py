from decimal import Decimal as D

from reports.charts.sparkline import SparkPoint, sparkline
from tests.reports.charts.drawn import every, inside, parse, words


def points(*values, accepted=True):
    known = [SparkPoint(2020 + step, value, f"v{step}") for step, value in enumerate(values)]
    last = known[-1]
    return [*known[:-1], SparkPoint(last.year, last.value, last.text, accepted)]


def test_first_year_last_year_and_the_last_two_values_are_written():
    assert words(sparkline(points(D(1), D(2), D(3), D(2)), "câu")) == ["v2", "v3", "2020", "2023"]


def test_a_reported_value_is_hollow_and_dashed():
    drawn = sparkline(points(D(1), D(2), D(9), accepted=False), "câu")
    assert len(every(drawn, "estimate")) == 1
    assert len(every(drawn, "estimate-link")) == 1
    assert len(every(drawn, "actual")) == 1


def test_a_missing_year_is_bridged_by_a_dashed_line_and_never_by_a_point():
    drawn = sparkline(points(D(1), None, D(3)), "câu")
    assert len(every(drawn, "actual-dot")) == 2
    assert len(every(drawn, "estimate-link")) == 1


def test_a_single_point_and_equal_values_are_legal():
    assert words(sparkline(points(D(5)), "câu")) == ["v0", "2020"]
    assert inside(sparkline(points(D(5), D(5), D(5)), "câu"))


def test_only_the_last_eight_values_are_drawn():
    assert len(every(sparkline(points(*[D(step) for step in range(12)]), "câu"), "actual-dot")) == 8


def test_nothing_known_draws_nothing():
    assert sparkline([], "câu") == ""
    assert sparkline(points(None, None), "câu") == ""


def test_the_sentence_is_escaped():
    assert parse(sparkline(points(D(1)), '<a "b">')).find("svg").get("aria-label") == '<a "b">'
