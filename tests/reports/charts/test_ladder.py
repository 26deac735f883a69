from dataclasses import replace
from datetime import date
from decimal import Decimal as D

import pytest

from reports.charts.ladder import ladder, ladder_legend
from reports.charts.ladder_data import Actual, Beyond, Ladder, PaceYear, Reporters, Revision, Rung, year_position
from tests.reports.charts.drawn import every, inside, parse, percent, words

TRAINED = Ladder(
    sentence="Từ 70,25% năm 2020 lên 73,0% năm 2023; mục tiêu 75–80% năm 2025",
    unit="%",
    actuals=(
        Actual(2020, D("70.25"), "70,25"),
        Actual(2021, D("71.1"), "71,1"),
        Actual(2022, D("72.23"), "72,23"),
        Actual(2023, D(73), "73,0"),
    ),
    rungs=(Rung(2025, D(75), "75–80%", D(80), "KH-CL2239, KH-10"), Rung(2030, D(80), "80–85%", D(85), "KH-CL2239")),
    path=((2020, D("70.25")), (2025, D(75)), (2030, D(80))),
    yearly_plans=((2021, D("71.5")), (2024, D("74.2"))),
    pace=(PaceYear(2024, D("73.9"), D("72.9"), D("74.9")), PaceYear(2025, D("74.8"), D("73.3"), D("76.4"))),
    pace_text="74,8%",
    today=D("2023.89"),
    today_text="hôm nay 22/11/2024",
    beyond=Beyond(2045, "Tầm nhìn không kèm con số"),
)


def test_both_widths_are_drawn_with_the_same_sentence():
    wide, narrow = parse(ladder(TRAINED)).findall("svg")
    assert "wide-only" in wide.get("class")
    assert "narrow-only" in narrow.get("class")
    assert wide.get("aria-label") == narrow.get("aria-label") == TRAINED.sentence


def test_points_rungs_plans_pace_and_vision_are_all_there():
    drawn = ladder(TRAINED)
    assert len(every(drawn, "actual-dot")) == 2 * 4
    assert len(every(drawn, "rung")) == len(every(drawn, "rung-range")) == 2 * 2
    assert len(every(drawn, "plan")) == 2 * 2
    assert len(every(drawn, "pace")) == len(every(drawn, "pace-band")) == 2
    said = words(drawn)
    assert {"73,0", "75–80%", "80–85%", "nếu giữ nhịp độ hiện nay", "hôm nay 22/11/2024", "2045"} <= set(said)
    assert inside(drawn)


def test_the_vision_stands_behind_the_break_and_never_on_the_line():
    drawn = parse(ladder(TRAINED)).find("svg")
    last = max(percent(node, "x2") for node in drawn.iter("line") if node.get("class") == "path-line")
    vision = next(node for node in drawn.iter("text") if node.text == "2045")
    assert percent(vision, "x") > last + 5


def test_labels_never_lie_on_each_other():
    drawn = parse(ladder(TRAINED)).find("svg")
    taken = [(node.get("x"), node.get("y")) for node in drawn.iter("text")]
    assert len(taken) == len(set(taken))


def test_an_estimate_is_hollow_and_joined_to_what_replaced_it():
    data = Ladder(
        sentence="câu",
        unit="lượt",
        actuals=(Actual(2021, D(220500), "220.500"), Actual(2022, D(465816), "465.816"), Actual(2024, D(9), "9", True)),
        revisions=(Revision(2022, D(440000), D(465816), "440.000"),),
    )
    drawn = ladder(data)
    assert len(every(drawn, "estimate")) == 2 * 2
    assert len(every(drawn, "estimate-link")) == 2 * 2
    assert "số ước" in ladder_legend(data)


@pytest.mark.parametrize(
    "data",
    [
        Ladder("câu", "%", actuals=(Actual(2023, D("12.4"), "12,4"),)),
        Ladder("câu", "%", rungs=(Rung(2025, D(80), "từ 80%"),)),
        Ladder("câu", "%", actuals=(Actual(2023, D(0), "0"),), rungs=(Rung(2023, D(0), "đúng 0"),)),
        Ladder("câu", "lượt", actuals=(Actual(1990, D("-5e9"), "a"), Actual(2060, D("5e9"), "b"))),
        replace(TRAINED, pace=(), path=(), beyond=None, today=D(1999)),
        replace(TRAINED, actuals=()),
    ],
)
def test_single_points_missing_parts_and_extremes_are_legal(data):
    assert inside(ladder(data), margin=3)
    parse(ladder_legend(data))


def test_a_single_value_is_written_once_in_each_width():
    assert words(ladder(Ladder("câu", "%", actuals=(Actual(2023, D("12.4"), "12,4"),)))).count("12,4") == 2


def test_nothing_known_draws_nothing():
    empty = Ladder("câu", "%", beyond=Beyond(2045, "định tính"))
    assert ladder(empty) == ""
    assert ladder_legend(empty) == ""


def test_names_are_escaped():
    drawn = ladder(replace(TRAINED, sentence='<"&>', rungs=(Rung(2025, D(75), "<b>", note="&<i>"),)))
    assert "<b>" in words(drawn)
    assert parse(drawn).find("svg").get("aria-label") == '<"&>'


def test_a_day_stands_before_the_end_of_its_year():
    assert round(year_position(date(2024, 11, 22)), 2) == D("2023.89")
    assert year_position(date(2024, 1, 1)) == 2023


def test_who_reports_stands_below_the_years_with_a_line_on_the_day_from_which_it_is_others():
    sets = (Reporters("30 quận, huyện, thị xã"), Reporters("126 phường, xã", D("2022.5"), "01/07/2023"))
    actuals = tuple(replace(one, in_parts=one.year == 2023) for one in TRAINED.actuals)
    drawn = ladder(replace(TRAINED, reporters=sets, actuals=actuals))
    wide = parse(drawn).find("svg")
    lanes = [node for node in wide.iter("rect") if "lane" in node.get("class", "")]
    line = next(node for node in wide.iter("line") if node.get("class") == "break-line")
    assert [percent(lanes[1], "x")] == [percent(line, "x1")]
    assert {"01/07/2023", "126 phường, xã"} <= set(words(drawn))
    assert len(every(drawn, "half")) == 2
    assert inside(drawn)
    assert "năm có hai người nhập" in ladder_legend(replace(TRAINED, actuals=actuals))
    assert every(ladder(TRAINED), "lane") == []
