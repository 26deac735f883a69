from decimal import Decimal

import pytest

from reports.dashboards.indicators.explanation import worked_example
from reports.wording import sentences, terms
from reports.wording.formats import NBSP
from reports.wording.standing import standing_of
from reports.wording.terms import sentence_text
from targets.calculations.thresholds import DEFAULT
from targets.models import Basis, Formula
from tests.reports.dashboards.rows import indicator, progress, target

COUNT = {"unit": "trường", "decimals": 0, "formula": Formula.VALUE}
TOTAL = {"unit": "lượt người", "decimals": 0, "formula": Formula.CUMULATIVE}
GROWTH = {"formula": Formula.GROWTH}


def said(row) -> str:
    return terms.sentence_text(sentences.standing_sentence(standing_of(row))).replace(NBSP, " ")


def short(row) -> str:
    return sentences.short_words(standing_of(row)).replace(NBSP, " ")


def behind(status="far_behind", promise=None, **columns):
    numbers = {
        "actual": "66.5",
        "actual_year": 2023,
        "base": "65",
        "base_year": 2020,
        "ratio": "0.5",
        "expected_value": "68",
        "gap": "-1.5",
        "years_ahead": "-1.5",
        "required_per_year": "1.75",
        "achieved_per_year": "0.5",
    }
    return progress(status, promise, **(numbers | columns))


def test_behind_says_how_many_years_and_what_it_takes():
    assert said(behind()) == "Chậm 1,5 năm so với lộ trình; cần tăng 1,8 điểm % mỗi năm, hiện đạt 0,5"
    assert short(behind()) == "Chậm 1,5 năm"


def test_lagging_is_said_the_same_way():
    row = behind("lagging", years_ahead="-0.64", required_per_year="1.2", achieved_per_year="0.6")
    assert said(row) == "Chậm 0,6 năm so với lộ trình; cần tăng 1,2 điểm % mỗi năm, hiện đạt 0,6"


def test_on_track_never_says_late_though_it_lies_just_under_the_path():
    row = behind(
        "on_track", actual="73", gap="-0.1", years_ahead="-0.1", required_per_year="1", achieved_per_year="0.917"
    )
    assert said(row) == "Năm 2023 được 73,0%, kém lộ trình 0,1 điểm %; cần tăng 1,0 điểm % mỗi năm, hiện đạt 0,9"
    assert "Chậm" not in said(row)
    assert short(row) == "Kém lộ trình 0,1 điểm %"


def test_on_track_ahead_of_the_path():
    assert short(behind("on_track", gap="0.3")) == "Vượt lộ trình 0,3 điểm %"
    assert short(behind("on_track", gap="0")) == "Đúng lộ trình"


def test_paces_that_differ_never_read_the_same():
    row = behind("on_track", gap="0.1", required_per_year="1.351", achieved_per_year="1.388")
    assert said(row).endswith("cần tăng 1,35 điểm % mỗi năm, hiện đạt 1,39")


def test_a_falling_target_asks_for_a_fall():
    falling = target("5", comparator="<=", indicator=indicator(direction="down"))
    row = behind(promise=falling, actual="9", base="10", required_per_year="-2", achieved_per_year="-0.5")
    assert said(row) == "Chậm 1,5 năm so với lộ trình; cần giảm 2,0 điểm % mỗi năm, hiện giảm 0,5"


def test_a_pace_against_the_needed_one_is_named():
    assert said(behind(achieved_per_year="-0.3")).endswith("hiện lại giảm 0,3")
    assert said(behind(achieved_per_year="0")).endswith("hiện chưa thay đổi")


def test_moving_away_says_from_where_to_where():
    row = behind(
        "wrong_way", target("30"), actual="11.3", base="12", required_per_year="9.35", achieved_per_year="-0.35"
    )
    assert said(row) == "Giảm từ 12,0% (2020) xuống 11,3% (2023). Muốn đạt 30% phải tăng 9,4 điểm % mỗi năm"
    assert short(row) == "Giảm 0,7 điểm %"


def test_moving_away_from_a_falling_target_is_a_rise():
    falling = target("5", comparator="<=", indicator=indicator(direction="down"))
    row = behind("wrong_way", falling, actual="11", base="10", required_per_year="-3", achieved_per_year="0.3")
    assert said(row) == "Tăng từ 10,0% (2020) lên 11,0% (2023). Muốn đạt 5% phải giảm 3,0 điểm % mỗi năm"


def test_a_baseline_that_had_met_and_was_lost():
    row = behind("wrong_way", base="72", actual="69", ratio=None, years_ahead=None, flags=["baseline_already_met"])
    assert said(row).startswith("Năm 2020 đã đạt (72,0%), năm 2023 chỉ còn 69,0%. Muốn trở lại từ 70% phải tăng")


@pytest.mark.parametrize(
    ("final", "expected"),
    [
        (True, "Đạt: năm 2023 được 72,23%, mục tiêu từ 70%"),
        (False, "Đạt trước hạn: năm 2023 đã được 72,23%, mục tiêu từ 70% vào năm 2025"),
    ],
)
def test_achieved(final, expected):
    row = progress("achieved", actual="72.23", actual_year=2023, final=final, required_per_year="0")
    assert said(row) == expected
    assert short(row) == "Vượt 2,2 điểm %"


def test_achieved_early_but_slipping_says_which_way():
    row = progress("achieved", actual="72", actual_year=2023, flags=["slipping"])
    assert said(row).endswith("; nhưng đang giảm")
    falling = target("5", comparator="<=", indicator=indicator(direction="down"))
    assert said(progress("achieved", falling, actual="4", actual_year=2023, flags=["slipping"])).endswith(
        "đang tăng trở lại"
    )


def test_about_may_be_met_a_little_under_the_number():
    row = progress("achieved", target("45", comparator="about"), actual="43", actual_year=2025, final=True)
    assert short(row) == "Trong mức cho phép của “khoảng”"


def test_not_met_says_what_is_missing_and_never_rounds_it_away():
    row = progress("not_met", actual="69.96543", actual_year=2025, final=True)
    assert said(row) == "Không đạt: năm 2025 được 69,97%, mục tiêu từ 70%, thiếu 0,03 điểm %"
    assert short(row) == "Thiếu 0,03 điểm %"


def test_a_band_is_missed_on_either_side():
    band = target("25", "30", comparator="range", indicator=indicator(direction="none"))
    over = progress("not_met", band, actual="33", actual_year=2025, final=True)
    assert said(over) == "Không đạt: năm 2025 được 33,0%, mục tiêu 25–30%, thừa 3,0 điểm %"
    inside = progress("achieved", band, actual="27", actual_year=2025, final=True)
    assert short(inside) == "Trong khoảng cho phép"


def test_a_two_sided_target_has_no_years_late():
    four = target("4", comparator="=", indicator=indicator(direction="none", **COUNT))
    row = behind("lagging", four, actual="2", base="0", gap=None, years_ahead=None, required_per_year="1")
    assert said(row) == "Còn cách mục tiêu đúng 4 trường 2 trường; cần tăng 1 trường mỗi năm, hiện đạt 0,5"


def test_a_strict_target_met_by_touching_has_not_moved():
    strict = target("30", comparator=">")
    row = behind(
        "far_behind", strict, actual="30", base="30", ratio=None, gap=None, years_ahead=None, required_per_year="0"
    )
    assert said(row) == "Chưa nhích khỏi mức gốc 30,0%, mục tiêu trên 30%"


def total(status, **columns):
    promise = target("1150000", basis=Basis.CUMULATIVE, from_year=2021, indicator=indicator(**TOTAL))
    numbers = {
        "actual": "635000",
        "actual_year": 2023,
        "base": "0",
        "base_year": 2020,
        "expected_value": "690000",
        "gap": "-55000",
        "required_per_year": "257500",
        "achieved_per_year": "211666.6667",
        "missing_years": [],
    }
    return progress(status, promise, **(numbers | columns))


def test_a_total_is_held_against_its_plan():
    assert said(total("lagging")) == (
        "Kém kế hoạch 55.000 lượt người tính đến năm 2023; cần thêm 257.500 lượt người mỗi năm, hiện bình quân 211.667"
    )
    assert short(total("lagging")) == "Kém kế hoạch 55.000 lượt người"


def test_a_total_with_a_year_unknown_needs_at_most_so_much():
    assert "cần thêm nhiều nhất 257.500 lượt người mỗi năm" in said(total("lagging", missing_years=[2022]))


def test_a_total_that_was_missed():
    row = total("not_met", actual="1149999", actual_year=2025, final=True)
    assert said(row) == (
        "Không đạt: từ 2021 đến 2025 được 1.149.999 lượt người, mục tiêu từ 1.150.000 lượt người, thiếu 1 lượt người"
    )


def growth(status, **columns):
    promise = target("5", comparator="about", basis=Basis.EVERY_YEAR, from_year=2021, indicator=indicator(**GROWTH))
    numbers = {"actual": "3.2", "actual_year": 2023, "base": "0", "base_year": 2021, "gap": "-1.8", "ratio": "0.64"}
    return progress(status, promise, **(numbers | columns))


def test_growth_is_compared_with_growth():
    row = growth("lagging", required_per_year="6.8")
    assert said(row) == (
        "Bình quân mỗi năm từ 2021 đến 2023 tăng 3,2%, mục tiêu khoảng 5% (đạt từ 4,75%) mỗi năm; "
        "từ nay cần tăng 6,8% mỗi năm"
    )
    assert short(row) == "Bình quân tăng 3,2%"


def test_growth_over_a_single_year_is_no_average():
    row = growth("on_track", actual="11.2544", actual_year=2022)
    assert said(row) == "Năm 2022 tăng 11,3%, mục tiêu khoảng 5% (đạt từ 4,75%) mỗi năm"


def test_growth_that_fell_and_growth_that_was_missed():
    assert said(growth("wrong_way", actual="-2")).startswith("Bình quân mỗi năm từ 2021 đến 2023 giảm 2,0%")
    assert said(growth("not_met", final=True)).startswith("Không đạt: bình quân mỗi năm")


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (progress("no_data"), "Chưa có số liệu nào để so với mục tiêu từ 70% (2025)"),
        (progress("overdue_no_data"), "Năm 2025 đã qua, chưa có số liệu của năm đó để kết luận"),
        (progress("insufficient_data"), "Mới có giá trị gốc, chưa có kết quả của năm nào sau đó"),
        (
            progress("insufficient_data", actual="66", actual_year=2023, required_per_year="2"),
            "Mới có một số liệu (năm 2023: 66,0%), chưa đủ để tính nhịp độ; cần tăng 2,0 điểm % mỗi năm",
        ),
        (
            progress("not_assessed", target(None, comparator="milestone"), milestones=6, milestones_done=2),
            "Xét theo mốc, do người đánh giá: 2 trên 6 mốc đã xong",
        ),
        (
            progress("no_data", target("25", "30", comparator="range", basis=Basis.EVERY_YEAR, from_year=2021)),
            "Chưa có số liệu của năm 2023 để so với mục tiêu 25–30% mỗi năm",
        ),
    ],
)
def test_what_cannot_be_judged_says_why(row, expected):
    assert said(row) == expected
    assert short(row) == ""


def test_flags_are_words_after_the_status():
    row = behind(provisional=True, flags=["early"])
    assert sentences.flag_words(row) == "tạm tính, mới đầu kỳ"
    assert sentences.flag_words(behind(flags=["baseline_substituted"])) == ""


def test_the_opening_names_the_weakest_end_and_the_past_years():
    wide = target("75", "80", comparator="range")
    row = behind(
        "on_track", wide, actual="73", base="70.25", gap="-0.1", required_per_year="1", achieved_per_year="0.9167"
    )
    assert terms.sentence_text(sentences.opening_sentence(standing_of(row))).replace(NBSP, " ") == (
        "Năm 2023 đạt 73,0%, kém lộ trình 0,1 điểm %, trong mức cho phép. Để đạt mức thấp nhất 75% vào năm 2025, mỗi "
        "năm phải tăng 1,0 điểm %; ba năm qua bình quân 0,9."
    )


def test_the_opening_of_a_late_one_says_so():
    opening = terms.sentence_text(sentences.opening_sentence(standing_of(behind()))).replace(NBSP, " ")
    assert opening.startswith(
        "Năm 2023 đạt 66,5%, kém lộ trình 1,5 điểm %, tức chậm 1,5 năm. Để đạt từ 70% vào năm 2025"
    )


def test_published_digits_stay_and_computed_ones_are_rounded():
    assert terms.figure_text(Decimal("72.230000000000"), indicator()) == "72,23"
    assert terms.figure_text(Decimal("73.000000000000"), indicator()) == "73,0"
    assert terms.figure_text(Decimal("36.609578179512"), indicator()) == "36,6"
    assert terms.figure_text(Decimal("69.96543"), indicator(), Decimal(70)) == "69,97"
    assert terms.with_unit(Decimal("938416"), indicator(**TOTAL)) == f"938.416{NBSP}lượt người"
    assert terms.figure_text(None, indicator()) == "—"


def test_marks_become_strong_and_everything_else_is_escaped():
    assert terms.sentence_html("**a** <b> & c") == "<strong>a</strong> &lt;b&gt; &amp; c"
    assert terms.sentence_text("**a** b") == "a b"
    assert terms.sentence_html("–0,1") == "–\u20600,1"


def change(low, comparator, status="lagging", **columns):
    promise = target(low, comparator=comparator, basis=Basis.CHANGE, base_year=2020, indicator=indicator(**TOTAL))
    numbers = {
        "actual": "-8", "actual_year": 2023, "base": "0", "base_year": 2020, "gap": "-4", "expected_value": "-12",
        "required_per_year": "-6", "achieved_per_year": "-2.666667",
    }  # fmt: skip
    return progress(status, promise, **(numbers | columns))


def test_a_change_against_a_base_year_is_told_in_percent_of_that_year():
    assert said(change("-20", "<=")) == (
        "Năm 2023 giảm 8,0% so với năm 2020, kém lộ trình 4,0 điểm %; cần giảm 6,0 điểm % mỗi năm, hiện giảm 2,7; "
        "mục tiêu giảm từ 20% so với năm 2020, hạn năm 2025"
    )
    met = change("50", "about", "achieved", actual="48", final=True)
    assert said(met) == (
        "Đạt: năm 2023 tăng 48,0% so với năm 2020, mục tiêu tăng khoảng 50% so với năm 2020 (đạt từ 47,5%), "
        "hạn năm 2025"
    )
    unknown = change("-20", "<=", "no_data", actual=None, actual_year=None)
    assert said(unknown).startswith("Năm 2025 chưa đủ số liệu, chưa so được với năm gốc 2020; mục tiêu giảm từ 20%")


def yearly(status, **columns):
    """Growth kept for one year alone, as the catalogue took it once."""
    promise = target("5", indicator=indicator(**GROWTH))
    return progress(status, promise, **({"years_met": 0, "missed_years": [], "missing_years": []} | columns))


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (yearly("no_data"), "Chưa có số liệu của năm 2025; mục tiêu từ 5%"),
        (
            yearly("overdue_no_data", missing_years=[2025]),
            "Năm 2025 đã qua, chưa có số liệu của năm đó để kết luận; mục tiêu từ 5%",
        ),
        (
            yearly("not_met", actual="3", actual_year=2025, missed_years=[2025], final=True),
            "Không đạt: năm 2025 tăng 3,0%, mục tiêu từ 5%",
        ),
        (
            yearly("achieved", actual="6", actual_year=2025, years_met=1, final=True),
            "Đạt: năm 2025 tăng 6,0%, mục tiêu từ 5%",
        ),
    ],
)
def test_a_promise_of_growth_for_one_year_speaks_of_no_period(row, expected):
    assert said(row) == expected
    assert "None" not in sentence_text(worked_example(standing_of(row), DEFAULT))


def test_growth_of_the_last_year_is_no_average():
    """The demo's growth of 2022, the only year of four that is known."""
    promise = target("5", comparator="about", basis=Basis.EVERY_YEAR, from_year=2021, indicator=indicator(**GROWTH))
    row = progress(
        "insufficient_data", promise, year=2024, actual="11.2544", actual_year=2022, base="0", base_year=2021,
        ratio="2.25088", years_met=1, missing_years=[2021, 2023], missed_years=[],
    )  # fmt: skip
    assert (
        short(progress("on_track", promise, actual="11.2544", actual_year=2022, years_met=1)) == "Năm 2022 tăng 11,3%"
    )
    row.status = "on_track"
    assert sentence_text(worked_example(standing_of(row), DEFAULT)).replace(NBSP, " ") == (
        "Xét riêng từng năm: 1 năm có số giữ được mức khoảng 5% (đạt từ 4,75%), không năm nào hụt, chưa có số liệu "
        "của các năm 2021 và 2023. Đúng tiến độ."
    )


def test_an_average_is_worked_out_from_itself():
    """The demo's 234.604 a year beside the 230.000 that KH-CL2239 names."""
    promise = target("230000", comparator="about", basis=Basis.AVERAGE, from_year=2021, indicator=indicator(**TOTAL))
    row = progress(
        "on_track", promise, year=2024, actual="234604", actual_year=2024, ratio="1.020017", gap="4604",
        required_per_year="211584",
    )  # fmt: skip
    assert sentence_text(worked_example(standing_of(row), DEFAULT)).replace(NBSP, " ") == (
        "Bình quân mỗi năm 2021–2024: 234.604 lượt người. Tỷ số 234.604 ÷ 230.000 = 1,02, từ 0,95 trở lên là Đúng "
        "tiến độ."
    )
