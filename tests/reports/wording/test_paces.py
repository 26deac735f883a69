"""Counts of single things, rounded sources, one year left: what may be said of a distance and of a pace."""

import pytest

from reports.dashboards.indicators.facts import gap_span, whole_gap
from reports.issued.words.indicator_fields import needed_words
from reports.wording import sentences, terms
from reports.wording.formats import NBSP
from reports.wording.paces import off_path, path_note
from reports.wording.standing import standing_of
from targets.models import Formula
from tests.reports.dashboards.rows import indicator, progress, target

SCHOOLS = indicator(unit="trường", decimals=0, formula=Formula.VALUE)


def said(row) -> str:
    return terms.sentence_text(sentences.standing_sentence(standing_of(row))).replace(NBSP, " ")


def opened(row) -> str:
    return terms.sentence_text(sentences.opening_sentence(standing_of(row))).replace(NBSP, " ")


def schools(status="lagging", **columns):
    """The colleges of the demo in 2024: three of four, where the straight line asks for three and a quarter."""
    numbers = {
        "year": 2024, "actual": "3", "actual_year": 2024, "base": "1", "base_year": 2021, "ratio": "0.888889",
        "expected_value": "3.25", "gap": "-0.25", "years_ahead": "-0.333333", "required_per_year": "1",
        "achieved_per_year": "0.666667",
    }  # fmt: skip
    return progress(status, target("4", indicator=SCHOOLS), **(numbers | columns))


def test_of_schools_whole_ones_are_missing():
    assert said(schools()) == (
        "Thiếu 1 trường so với lộ trình tính đến năm 2024; cần tăng 1 trường trong năm 2025, hiện đạt 0,7"
    )
    assert opened(schools()) == (
        "Năm 2024 đạt 3 trường, thiếu 1 trường so với lộ trình. Để đạt từ 4 trường vào năm 2025, năm 2025 phải tăng "
        "1 trường; ba năm qua bình quân 0,7."
    )
    assert sentences.short_words(standing_of(schools())).replace(NBSP, " ") == "Thiếu 1 trường so với lộ trình"


def test_a_pace_of_schools_keeps_its_part_and_says_how_many_that_makes():
    row = schools(year=2022, actual="2", actual_year=2022, required_per_year="0.666667", achieved_per_year="1")
    assert said(row).endswith("cần tăng 0,7 trường mỗi năm, tức thêm 2 trường đến năm 2025, hiện đạt 1")


@pytest.mark.parametrize(
    ("gap", "path", "words"),
    [
        ("0.25", "1.75", "hơn lộ trình (1,75) chưa đến 1 trường"),
        ("1.25", "1.75", "vượt lộ trình 1 trường"),
        ("0", "3", "đúng lộ trình"),
        ("-1", "3", "thiếu 1 trường so với lộ trình"),
        ("-1.2", "3.2", "thiếu 2 trường so với lộ trình"),
    ],
)
def test_no_part_of_a_school_is_ahead_or_missing(gap, path, words):
    assert path_note(standing_of(schools(gap=gap, expected_value=path))).replace(NBSP, " ") == words


def rounded_rate(**columns):
    """The published 73 of 2023, of which the path asks 73.1."""
    numbers = {
        "actual": "73", "actual_year": 2023, "base": "70.25", "base_year": 2020, "ratio": "0.965",
        "expected_value": "73.1", "gap": "-0.1", "years_ahead": "-0.1", "required_per_year": "1",
        "achieved_per_year": "0.916667", "half_width": "0.5",
    }  # fmt: skip
    return progress("on_track", target("75"), **(numbers | columns))


def test_a_distance_within_the_rounding_of_the_source_is_none():
    assert said(rounded_rate()) == (
        "Năm 2023 được 73%, xấp xỉ lộ trình 73,1%; cần tăng khoảng 1,0 điểm % mỗi năm, hiện đạt khoảng 0,9"
    )


def test_a_distance_beyond_it_is_about_so_much():
    row = rounded_rate(gap="-1.1", expected_value="74.1")
    assert "kém lộ trình khoảng 1,1 điểm %" in said(row)


def test_being_late_within_the_rounding_is_not_told_in_years():
    assert "năm so với lộ trình" not in said(rounded_rate()).replace("Chậm", "")
    late = progress("lagging", target("75"), **columns_of(rounded_rate()))
    assert not said(late).startswith("Chậm")


def columns_of(row):
    names = (
        "actual", "actual_year", "base", "base_year", "ratio", "expected_value", "gap", "years_ahead",
        "required_per_year", "achieved_per_year", "half_width",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names}


def test_a_source_that_says_about_is_repeated_with_its_word():
    assert "được khoảng 52%" in said(rounded_rate(actual="52", half_width="1", gap="-0.85", expected_value="52.85"))


def test_the_need_for_the_line_of_about_has_the_digits_of_the_rule():
    about = target("80", comparator="about")
    row = progress(
        "lagging", about, year=2024, actual="72", actual_year=2024, base="58.3", base_year=2021, gap="-2.6",
        years_ahead="-0.5", required_per_year="8", required_to_decided="4", decided_at="76", achieved_per_year="4.6",
    )  # fmt: skip
    assert "tăng 8,0 điểm % trong năm 2025 (để được coi là đạt, từ 76%: 4,0), hiện đạt 4,6" in said(row)


FEWER = indicator(unit="trường", decimals=0, formula=Formula.VALUE, direction="down")


def fewer_schools(status="lagging", **columns):
    """Ten schools of 2021 are to become six by 2025; in 2024 there are eight, where the path asks for seven."""
    numbers = {
        "year": 2024, "actual": "8", "actual_year": 2024, "base": "10", "base_year": 2021, "ratio": "0.666667",
        "expected_value": "7", "gap": "-1", "years_ahead": "-1", "required_per_year": "-2",
        "achieved_per_year": "-0.666667",
    }  # fmt: skip
    return progress(status, target("6", comparator="<=", indicator=FEWER), **(numbers | columns))


def test_of_what_should_become_fewer_there_are_too_many():
    assert said(fewer_schools()) == (
        "Thừa 1 trường so với lộ trình tính đến năm 2024; cần giảm 2 trường trong năm 2025, hiện giảm 0,7"
    )
    assert opened(fewer_schools()) == (
        "Năm 2024 đạt 8 trường, thừa 1 trường so với lộ trình. Để đạt không quá 6 trường vào năm 2025, năm 2025 phải "
        "giảm 2 trường; ba năm qua bình quân giảm 0,7."
    )
    row = standing_of(fewer_schools())
    assert (whole_gap(row), off_path(row)) == ("thừa 1", 1)
    assert needed_words(row).replace(NBSP, " ") == "giảm 2 trường"


def test_a_pace_of_fewer_schools_says_how_many_must_go():
    row = fewer_schools(year=2022, actual_year=2022, required_per_year="-0.666667", achieved_per_year="-2")
    assert "cần giảm 0,7 trường mỗi năm, tức bớt 2 trường đến năm 2025, hiện giảm 2" in said(row)


@pytest.mark.parametrize(
    ("gap", "path", "words", "short"),
    [
        ("1", "9", "ít hơn lộ trình 1 trường", "ít hơn 1"),
        ("0.25", "8.25", "ít hơn lộ trình (8,25) chưa đến 1 trường", "ít hơn chưa đến 1"),
        ("0", "8", "đúng lộ trình", "đúng"),
        ("-0.5", "7.5", "thừa 1 trường so với lộ trình", "thừa 1"),
    ],
)
def test_no_part_of_a_school_is_too_many(gap, path, words, short):
    row = standing_of(fewer_schools(gap=gap, expected_value=path))
    assert (path_note(row).replace(NBSP, " "), whole_gap(row)) == (words, short)


def test_a_falling_rate_that_lies_under_its_limit_is_not_beyond_it():
    limit = target("5", comparator="<=", indicator=indicator(direction="down"))
    row = standing_of(progress("achieved", limit, actual="3", actual_year=2025, final=True))
    assert sentences.short_words(row).replace(NBSP, " ") == "Thấp hơn mức đề ra 2,0 điểm %"
    assert needed_words(
        standing_of(progress("achieved", limit, actual="3", actual_year=2023, required_per_year="0"))
    ) == ("không phải giảm thêm")


def test_a_falling_rate_is_held_against_its_path_as_a_reader_subtracts():
    """9.0 where the path asks 8.5 is half a point above it, however bad that is."""
    limit = target("5", comparator="<=", indicator=indicator(direction="down"))
    row = standing_of(
        progress("lagging", limit, actual="9", actual_year=2023, expected_value="8.5", gap="-0.5", base="10")
    )
    assert gap_span(row, 1) == "+0,5"


def test_the_need_for_the_line_of_about_counts_whole_schools_downwards_too():
    about = target("6", comparator="about", indicator=FEWER)
    numbers = {"required_to_decided": "-1.7", "decided_at": "6.3", "base": "10", "base_year": 2021}
    row = progress("lagging", about, year=2024, actual="8", actual_year=2024, required_per_year="-2", **numbers)
    assert "giảm 2 trường trong năm 2025 (để được coi là đạt, không quá 6,3 trường: 2)" in said(row)


def test_a_pace_of_nothing_is_no_rise():
    row = schools(actual="1", gap="-2.25", achieved_per_year="0", required_per_year="3")
    assert opened(row).endswith("năm 2025 phải tăng 3 trường; ba năm qua chưa thay đổi.")
