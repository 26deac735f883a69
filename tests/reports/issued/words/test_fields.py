"""Fields: a sentence gets its numbers once, from the dataset, and says which names it does not know."""

from dataclasses import replace
from decimal import Decimal

import pytest

from reports.issued.words.fields import UnknownField, fields, unknown, with_numbers
from reports.wording.formats import NBSP
from tests.reports.issued.datasets import (
    count,
    dataset,
    duty,
    lagging,
    line,
    published,
    result,
    several_years,
    standing,
    value,
    whole,
)


def known(*indicators, **columns) -> dict[str, str]:
    return {name: text.replace(NBSP, " ") for name, text in fields(dataset(indicators=indicators, **columns)).items()}


def test_a_sentence_gets_its_numbers():
    assert with_numbers("đạt [[rate.actual]] ([[ rate.year ]])", {"rate.actual": "73,0%", "rate.year": "2025"}) == (
        "đạt 73,0% (2025)"
    )


def test_names_that_are_no_fields_are_all_told_and_nothing_is_filled():
    words = "[[có]] và [[rate.actual]], [[x.y]], lại [[x.y]]"
    assert unknown(words, {"rate.actual": "73,0%"}) == ["có", "x.y"]
    with pytest.raises(UnknownField) as caught:
        with_numbers(words, {"rate.actual": "73,0%"})
    assert caught.value.names == ["có", "x.y"]


def test_what_people_named_like_a_field_stays_as_they_wrote_it():
    lines = (line(1, late=True, agency_name="Hội [[year]] {{ year }} <b>"),)
    names = fields(dataset(submissions=lines))
    assert with_numbers("[[submissions.late.names]]", names) == "Hội [[year]] {{ year }} <b>"


def test_brackets_that_hold_no_name_are_not_filled_in():
    assert with_numbers("a [ b ] [[ chưa đóng", {}) == "a [ b ] [[ chưa đóng"
    assert unknown("[[]]", {}) == [""]


def test_field_names_can_be_typed_without_a_vietnamese_keyboard():
    for name in fields(whole()) | fields(several_years()):
        assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789_.-"), name


def test_no_field_prints_nothing_or_a_python_word():
    for name, text in (fields(whole()) | fields(several_years()) | fields(dataset())).items():
        assert text and "None" not in text and "Decimal" not in text, name


def test_an_indicator_has_its_value_its_change_and_its_target_by_name():
    names = known(result(values=(value(2023, "72.2"), value(2024, "73", units_reporting=28)), targets=(lagging(),)))
    told = {name.removeprefix("trained_labour_rate."): text for name, text in names.items()}
    assert told["actual"] == "73,0%"
    assert (told["actual_year"], told["previous"], told["previous_year"]) == ("2024", "72,2%", "2023")
    assert told["change"] == "tăng 0,8 điểm %"
    assert told["coverage"] == "28/30"
    assert (told["target"], told["goal"], told["year"]) == ("75–80%", "mức thấp nhất 75%", "2025")
    assert (told["needed"], told["achieved"]) == ("tăng 2,0 điểm %", "tăng 0,7 điểm %")
    assert (told["gap"], told["years_behind"]) == ("kém lộ trình 1,1 điểm %", "1,1 năm")
    assert told["2025.needed"] == told["needed"]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("72.2", "73", "tăng 0,8 điểm %"),
        ("73", "72.2", "giảm 0,8 điểm %"),
        ("73", "73", "không thay đổi"),
        ("73", "73.04", "tăng 0,04 điểm %"),
    ],
)
def test_rates_change_by_points(old, new, words):
    assert known(result(values=(value(2023, old), value(2024, new))))["trained_labour_rate.change"] == words


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("8640", "9210", "tăng 6,6%"),
        ("9210", "8640", "giảm 6,2%"),
        ("100000", "100040", "tăng 0,04%"),
        ("0", "5", "tăng 5 lượt người"),
        ("1", "3", "tăng 2 lượt người (200,0%)"),
        ("5", "0", "giảm 5 lượt người (100,0%)"),
        ("99", "100", "tăng 1,0%"),
    ],
)
def test_counts_change_by_percent_and_from_nothing_by_their_number(old, new, words):
    assert known(count(values=(value(2023, old), value(2024, new))))["trained_total.change"] == words


def test_a_sum_over_years_grows_by_what_the_year_added():
    total = count("sum", formula="cumulative", values=(published(2023, "720493"), published(2024, "971861")))
    assert known(total)["sum.change"] == "thêm 251.368 lượt người"


def test_what_is_not_known_is_said_in_words_that_fit():
    names = known(result(targets=(standing("no_data"),)))
    told = {name.removeprefix("trained_labour_rate."): text for name, text in names.items()}
    assert told["actual"] == told["previous"] == told["rollup"] == told["official"] == "chưa có số liệu"
    assert told["change"] == "chưa có số liệu để so sánh"
    assert told["needed"] == told["gap"] == told["years_behind"] == "chưa tính được"


def test_a_published_zero_is_a_number():
    assert known(count(values=(published(2024, "0"),)))["trained_total.official"] == "0 lượt người"


def test_two_sources_say_how_far_apart_they_are():
    higher = value(2024, "73", official="71.8")
    assert known(result(values=(higher,)))["trained_labour_rate.difference"] == "cao hơn 1,2 điểm %"
    lower = published(2024, "73", rollup="71.8")
    assert known(result(values=(lower,)))["trained_labour_rate.difference"] == "thấp hơn 1,2 điểm %"


def test_who_is_not_late_has_no_years_behind():
    names = known(result(targets=(lagging(years_ahead="0.4", gap="0.2"),)))
    assert names["trained_labour_rate.years_behind"] == "không chậm"
    assert names["trained_labour_rate.gap"] == "vượt lộ trình 0,2 điểm %"


def test_needed_and_past_pace_never_read_the_same_when_they_differ():
    names = known(result(targets=(lagging(required_per_year="2.04", achieved_per_year="2.01"),)))
    assert names["trained_labour_rate.needed"] == "tăng 2,04 điểm %"
    assert names["trained_labour_rate.achieved"] == "tăng 2,01 điểm %"


def test_next_years_level_follows_the_needed_pace_and_ends_at_the_goal():
    far = lagging(year=2030, low="80", comparator=">=", high=None, required_per_year="1.166667")
    assert known(result(targets=(far,)))["trained_labour_rate.next"] == "74,2%"
    near = lagging(required_per_year="1.9999999999")
    assert known(result(targets=(near,)))["trained_labour_rate.next"] == "75%"


def test_targets_of_one_year_and_over_years_have_names_of_their_own():
    each = standing("on_track", basis="every_year", from_year=2021, low="80")
    names = known(result(targets=(standing("no_data", low="75"), each)))
    assert names["trained_labour_rate.2025.target"] == "từ 75%"
    assert names["trained_labour_rate.2025-every_year.target"] == "từ 80%"
    assert names["trained_labour_rate.target"] == "từ 75%"


def test_reports_are_counted_by_time_and_state():
    lines = (line(1), line(2, late=True), line(3, "submitted"), line(4, "draft", late=None), line(5, year=2023))
    names = known(submissions=lines, first_year=2023)
    counts = {name: names[f"submissions.{name}"] for name in ("total", "sent", "on_time", "late", "missing", "waiting")}
    assert counts == {"total": "4", "sent": "3", "on_time": "2", "late": "1", "missing": "1", "waiting": "1"}
    assert names["submissions.missing.names"] == "UBND quận số 4"
    assert names["submissions.late.names"] == "UBND quận số 2"
    assert names["submissions.2023.total"] == "1"


def test_an_extension_of_one_agency_does_not_move_the_day_that_is_told():
    later = replace(line(3), due_at=line(3).due_at.replace(day=20))
    assert known(submissions=(line(1), line(2), later))["submissions.due"] == "14/12/2024"


def test_names_with_commas_are_kept_apart():
    lines = (line(1, late=True, agency_name="Ban A, B"), line(2, late=True, agency_name="Ban C"))
    assert known(submissions=lines)["submissions.late.names"] == "Ban A, B; Ban C"


def test_a_duty_is_done_only_when_all_who_spoke_say_so():
    said = duty("1").reports[0]
    both = replace(duty("1"), reports=(said, replace(said, state="in_progress")))
    dropped = replace(duty("2"), reports=(said, replace(said, state="not_relevant")))
    names = known(duties=(both, dropped, duty("3", "not_started", "B"), duty("4", None, "B")))
    assert [names[f"duties.{state}"] for state in ("done", "in_progress", "not_started", "silent", "left")] == [
        "1", "1", "1", "1", "3",
    ]  # fmt: skip
    assert (names["duties.g1.total"], names["duties.g2.total"], names["duties.g2.title"]) == ("2", "2", "B")


def test_large_decimals_are_not_rounded_before_they_are_compared():
    exact = Decimal("12345678901234567890.1234")
    old, new = value(2023, str(exact)), value(2024, str(exact))
    assert known(count(values=(old, new)))["trained_total.change"] == "không thay đổi"
