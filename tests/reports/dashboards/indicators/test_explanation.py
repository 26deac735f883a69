from dataclasses import replace
from decimal import Decimal

import pytest

from reports.dashboards.indicators.explanation import cagr_note, class_limits, ratio_text, worked_example
from reports.wording.formats import NBSP
from reports.wording.standing import standing_of
from reports.wording.terms import sentence_text
from targets.calculations.statuses import Status
from targets.calculations.thresholds import DEFAULT
from targets.models import Basis, Formula
from tests.reports.dashboards.rows import indicator, progress, target


def explained(row) -> str:
    return sentence_text(worked_example(standing_of(row), DEFAULT)).replace(NBSP, " ")


def test_the_sentence_can_be_checked_with_a_pocket_calculator():
    row = progress(
        "on_track",
        target("75", "80", comparator="range"),
        actual="73",
        actual_year=2023,
        base="70.25",
        base_year=2020,
        expected_value="73.1",
        ratio="0.964912280702",
    )
    assert explained(row) == (
        "Từ 70,25% (2020) đến 75% (2025) là 4,75 điểm %. Sau 3 trên 5 năm phải đi được 2,85; thực tế 2,75. "
        "Tỷ số 2,75 ÷ 2,85 = 0,96, từ 0,95 trở lên là Đúng tiến độ."
    )


def test_a_total_is_explained_by_its_plan():
    promise = target(
        "1150000",
        basis=Basis.CUMULATIVE,
        from_year=2021,
        indicator=indicator(unit="lượt người", decimals=0, formula=Formula.CUMULATIVE),
    )
    row = progress(
        "on_track", promise, actual="938416", actual_year=2024, expected_value="910000", ratio="1.031226373626"
    )
    assert explained(row) == (
        "Cộng các năm 2021–2024: 938.416 lượt người. Kế hoạch của đúng những năm đó: 910.000. "
        "Tỷ số 938.416 ÷ 910.000 = 1,03, từ 0,95 trở lên là Đúng tiến độ."
    )
    row.missing_years = [2022]
    assert "Chưa có số của năm 2022, nên bỏ khỏi cả hai vế." in explained(row)


def test_growth_is_explained_by_growth():
    promise = target("5", basis=Basis.EVERY_YEAR, from_year=2021, indicator=indicator(formula=Formula.GROWTH))
    row = progress("on_track", promise, actual="11.2544", actual_year=2022, base="0", base_year=2021, ratio="2.25088")
    assert explained(row).endswith("Tỷ số 11,25 ÷ 5 = 2,25, từ 0,95 trở lên là Đúng tiến độ.")


def test_a_verdict_is_held_against_the_target_alone():
    row = progress("not_met", actual="69.97", actual_year=2025, final=True)
    assert explained(row) == (
        "Năm mục tiêu 2025 có số liệu: 69,97%, mục tiêu từ 70%. So thẳng với mục tiêu, không xét nhịp độ: Không đạt."
    )


def test_a_baseline_that_had_met_leaves_no_ratio():
    row = progress(
        "wrong_way", actual="69", actual_year=2023, base="72", base_year=2020, flags=["baseline_already_met"]
    )
    assert "không có quãng đường để tính tỷ số" in explained(row)


def test_a_band_is_explained_by_its_distances():
    band = target("25", "30", comparator="range", indicator=indicator(direction="none"))
    row = progress(
        "lagging", band, actual="22", actual_year=2023, base="20", base_year=2021, ratio="0.8", expected_value=None
    )
    assert explained(row) == (
        "Năm 2021 cách khoảng 25–30% 5,0 điểm %, năm 2023 cách 3,0 điểm %. Tỷ số nhịp độ 0,80, "
        "từ 0,60 đến dưới 0,95 là Chậm, cần tăng tốc."
    )


def test_what_is_not_judged_says_why():
    assert explained(progress("no_data")) == "Chưa có số liệu nào để so với mục tiêu từ 70% (2025)."


@pytest.mark.parametrize(
    ("ratio", "expected"), [("0.9499", "0,9499"), ("0.95", "0,95"), ("0.5999", "0,5999"), ("-0.072", "–0,07")]
)
def test_a_ratio_never_reads_like_the_limit_it_misses(ratio, expected):
    assert ratio_text(Decimal(ratio), DEFAULT) == expected


def test_the_limits_in_words_are_the_limits_in_force():
    words = class_limits(replace(DEFAULT, on_track=Decimal("0.9"), lagging=Decimal("0.5")))
    assert words[Status.LAGGING] == "từ 0,50 đến dưới 0,90"


def second(row) -> str:
    return sentence_text(cagr_note(row, DEFAULT)).replace(NBSP, " ")


def test_the_ratio_of_sdg_reports_stands_beside_the_pace_ratio():
    row = progress("on_track", actual="68", actual_year=2023, base="65", base_year=2020, ratio="1")
    # (68/65)^(1/3) - 1 = 1,515 % a year; (70/65)^(1/5) - 1 = 1,493 % a year.
    assert second(row) == "Theo tốc độ tăng bình quân, như báo cáo SDG: 1,01."


def test_another_class_is_said_in_one_sentence():
    # The published Canadian series 9-6-1: 1.083 by compound growth, 0.560 on the straight line.
    promise = target("37929", year=2030, indicator=indicator(unit="xe", decimals=0))
    row = progress("far_behind", promise, actual="15974", actual_year=2026, base="666", base_year=2015, ratio="0.560")
    row.year = 2026
    assert second(row) == (
        "Theo tốc độ tăng bình quân, như báo cáo SDG: 1,08, tức Đúng tiến độ. Khác với ở đây (0,56, Chậm nhiều) vì hệ "
        "thống so theo đường thẳng."
    )


@pytest.mark.parametrize(
    "columns",
    [
        {"base": "0", "ratio": "0.5"},
        {"base": "-5", "ratio": "0.5"},
        {"base": None, "ratio": None},
        {"base": "65", "ratio": "0.9", "final": True},
        {"base": "65", "ratio": None},
    ],
    ids=["zero base", "change of sign", "no base", "verdict", "no pace ratio"],
)
def test_where_compound_growth_has_no_meaning_nothing_is_said(columns):
    assert second(progress("far_behind", actual="68", actual_year=2023, base_year=2020, **columns)) == ""


def test_bands_totals_and_growth_have_no_second_ratio():
    shapes = (
        target("25", "30", comparator="range", indicator=indicator(direction="none")),
        target("1150000", basis=Basis.CUMULATIVE, from_year=2021),
        target("5", basis=Basis.EVERY_YEAR, from_year=2021, indicator=indicator(formula=Formula.GROWTH)),
    )
    for promise in shapes:
        row = progress("lagging", promise, actual="68", actual_year=2023, base="65", base_year=2020, ratio="0.8")
        assert second(row) == ""


def test_of_schools_the_path_runs_through_parts_and_nothing_is_rounded_away():
    schools = indicator(unit="trường", decimals=0, formula=Formula.VALUE)
    row = progress(
        "lagging", target("4", indicator=schools), actual="3", actual_year=2024, base="1", base_year=2021,
        expected_value="3.25", ratio="0.888888888889",
    )  # fmt: skip
    assert explained(row) == (
        "Từ 1 trường (2021) đến 4 trường (2025) là 3 trường. Sau 3 trên 4 năm phải đi được 2,25; thực tế 2. "
        "Tỷ số 2 ÷ 2,25 = 0,89, từ 0,60 đến dưới 0,95 là Chậm, cần tăng tốc."
    )


def test_what_rounding_leaves_open_is_said_after_the_steps():
    row = progress(
        "on_track", target("75", "80", comparator="range"), actual="73", actual_year=2023, base="70.25", base_year=2020,
        expected_value="73.1", ratio="0.964912280702", half_width="0.5",
        flags=["rounding_decides"],
    )  # fmt: skip
    row.status_low, row.status_high, row.display_status = "lagging", "on_track", "undetermined"
    assert explained(row).endswith(
        "là Đúng tiến độ. Nhưng nguồn làm tròn đến 1 %: 73 là từ 72,5 đến 73,5: đúng tiến độ hoặc chậm."
    )
    assert cagr_note(standing_of(row), DEFAULT) == ""
