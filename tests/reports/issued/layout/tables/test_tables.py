"""The tables of a laid-out report: what each row says, what is gathered, what is compared."""

from dataclasses import replace
from decimal import Decimal

from reports.issued.content.schema import OtherSubmission, TableCell, YearPlan
from targets.models import Basis
from tests.reports.issued.datasets import (
    COUNTS,
    RATES,
    count,
    dataset,
    duty,
    element,
    explanation,
    figure,
    lagging,
    line,
    many_agencies,
    published,
    result,
    several_years,
    standing,
    value,
    whole,
)
from tests.reports.issued.laying_out import laid_out, tables, texts


def test_the_results_table_says_everything_of_an_indicator():
    table = tables(laid_out(whole()))["results"]
    assert texts(table.rows[0]) == [
        "1", "Tỷ lệ lao động qua đào tạo", "%", "72,2", "73,0", "+0,8 điểm %", "2025: 75–80%", "Chậm, cần tăng tốc",
        "Chậm 1,1 năm so với lộ trình; cần tăng 2,0 điểm % trong năm 2025, hiện đạt 0,7; kém lộ trình 1,1 điểm %",
        "28/30 đơn vị", "tổng hợp, tạm tính",
    ]  # fmt: skip
    assert table.rows[0][4] == TableCell("73,0", Decimal(73), 1, ref=("trained_labour_rate", 2024))
    assert texts(table.rows[5])[-1] == "công bố; tổng hợp 54,2% (số tổng hợp thấp hơn 1,3 điểm %)"
    assert "“ước”: số ước, chưa phải số chính thức." in table.notes


def test_an_average_is_promised_for_its_years_and_not_for_the_last_of_them():
    promise = standing("no_data", basis=Basis.AVERAGE, from_year=2021, low="70")
    table = tables(laid_out(dataset(indicators=(result(values=(value(2024, "73"),), targets=(promise,)),))))["results"]
    assert texts(table.rows[0])[6] == "bình quân mỗi năm 2021–2025: từ 70%"


def test_a_second_target_has_a_row_below_the_first():
    targets = (lagging(), standing("no_data", basis="every_year", from_year=2021, low="70"))
    table = tables(laid_out(dataset(indicators=(result(values=(value(2024, "73"),), targets=targets),))))["results"]
    assert texts(table.rows[1])[:8] == ["", "", "", "", "", "", "mỗi năm 2021–2025: từ 70%", "Chưa có số liệu"]


def test_the_plan_of_the_year_has_its_columns_where_there_is_one():
    source = "KH 73/KH-UBND; công bố 06/03/2024."
    now = count(values=COUNTS, numerator=("trained",), plans=(YearPlan(2024, Decimal(230000), source),))
    last = count("b", values=COUNTS[:2], plans=(YearPlan(2023, Decimal(240000), ""),))
    for kind in ("yearly", "interim"):
        table = tables(laid_out(whole(kind, indicators=(now, last, result(values=RATES)))))["results"]
        place = [column.title for column in table.columns].index("Kế hoạch năm 2024")
        assert table.columns[place + 1].title == "So với kế hoạch"
        assert [texts(row)[place : place + 2] for row in table.rows] == [
            ["230.000", "đạt 102,2% kế hoạch"],
            ["240.000 (năm 2023)", "thấp hơn kế hoạch 10.000 lượt người"],
            ["—", "—"],
        ]
        assert f"Kế hoạch Số lượt người đào tạo 2024: {source}" in table.notes


def test_sources_of_published_values_stand_under_the_table_once():
    source = "Niên giám thống kê 2023; công bố 12/2023."
    rates = (published(2023, "72", source_text=source), published(2024, "73", source_text=source))
    table = tables(laid_out(dataset(indicators=(result(values=rates),))))["results"]
    assert f"Lao động qua đào tạo 2023, Lao động qua đào tạo 2024: {source}" in table.notes


def test_several_years_have_a_column_each_and_verdicts_of_their_own():
    shown = tables(laid_out(several_years()))
    assert [column.title for column in shown["results"].columns][3:8] == [f"Năm {year}" for year in range(2021, 2026)]
    assert texts(shown["results"].rows[0])[3:8] == ["71,1", "72,23", "—", "—", "75,2"]
    assert texts(shown["verdicts"].rows[0])[2:5] == ["2025: từ 75%", "75,2% (2025)", "Đã đạt"]


def test_tables_name_how_many_agencies_they_rest_on():
    shown = tables(laid_out(whole()))
    assert shown["results"].as_of == "Số liệu tính đến hết ngày 14/12/2024; 27/30 đơn vị đã được duyệt."
    provisional = tables(laid_out(whole(view="provisional")))["results"]
    assert provisional.as_of.endswith("27/30 đơn vị đã được duyệt; gồm cả số liệu chờ duyệt.")
    own = tables(laid_out(whole("agency", submissions=(line(1),))))["own-figures"]
    assert own.as_of == "Số liệu tính đến hết ngày 14/12/2024; báo cáo đã được duyệt."


def test_a_year_with_126_agencies_has_a_row_for_each():
    shown = tables(laid_out(many_agencies()))
    assert len(shown["submissions-2024"].rows) == 126
    assert len(shown["figures-2024-1"].rows) == 128
    assert [texts(row) for row in shown["figures-2024-1"].rows[-2:]] == [
        ["", "Cộng", "586.530"],
        ["", "Số đơn vị có số", "126"],
    ]


def test_a_sheet_of_126_agencies_has_a_row_for_each():
    shown = tables(laid_out(many_agencies(kind="sheet")))
    assert len(shown["figures-trained"].rows) == 127
    assert len(shown["figures-trained"].columns) == 4
    assert texts(shown["figures-trained"].rows[-1]) == ["", "Cộng", "586.530", "126/126 đơn vị có số"]


def test_each_kind_of_cell_is_told_apart():
    cells = (
        figure(1, "4655", quality="estimate"),
        figure(2, None, entry="missing"),
        figure(3, None, entry="not_applicable"),
        figure(4, "0", accepted_at=None),
        figure(4, "4", 2023),
        figure(5, "4655.5", illustrative=True),
    )
    table = tables(laid_out(whole("sheet", figures=cells)))["figures-trained"]
    assert [texts(row)[2:] for row in table.rows] == [
        ["—", "ước 4.655", "—", "ước"],
        ["—", "chưa có số liệu", "—", "—"],
        ["—", "không phát sinh", "—", "—"],
        ["4", "0", "–100,0%", "chính thức, chờ duyệt"],
        ["—", "4.655,5", "—", "chính thức, minh họa"],
        ["4", "9.310,5", "—", "3/5 đơn vị có số"],
    ]
    assert table.notes == (
        "“—”: chưa có số liệu.",
        "“ước”: số ước, chưa phải số chính thức.",
        "Số liệu minh họa, không phải số liệu chính thức.",
    )


def test_sums_are_compared_only_when_the_same_agencies_stand_behind_them():
    both = (figure(1, "100", 2023), figure(1, "110"), figure(2, "100", 2023), figure(2, "130"))
    table = tables(laid_out(whole("sheet", figures=both)))["figures-trained"]
    assert texts(table.rows[-1]) == ["", "Cộng", "200", "240", "+20,0%", "2/2 đơn vị có số"]
    table = tables(laid_out(whole("sheet", figures=both[:-1])))["figures-trained"]
    assert texts(table.rows[-1]) == ["", "Cộng", "200", "110", "—", "1/2 đơn vị có số"]


def test_percentages_of_agencies_are_never_added():
    table = tables(laid_out(whole("sheet", elements=(element(unit="%"),))))["figures-trained"]
    assert "Cộng" not in [cell.text for row in table.rows for cell in row]


def test_reports_for_other_plans_that_hold_shared_figures_are_listed():
    other = OtherSubmission(7, "KH-10", 2024, "quan-1", "UBND quận số 1", "accepted", 2)
    another = replace(other, id=8, agency_code="quan-2", agency_name="UBND quận số 2")
    table = tables(laid_out(whole(other_submissions=(other, another))))["other-submissions"]
    assert texts(table.rows[0]) == ["KH-10", "2024", "Đã duyệt", "2", "UBND quận số 1; UBND quận số 2"]


def test_explanations_are_gathered_under_their_cause():
    table = tables(laid_out(whole()))["explanations"]
    assert [cell.text for row in table.rows for cell in row if cell.bold] == [
        "Thiếu số liệu: Số lượt người được đào tạo",
        "Số liệu biến động hoặc chênh lệch: Số lượt người được đào tạo",
    ]
    assert all(row[0].columns == len(table.columns) for row in table.rows if row[0].bold)


def test_equal_explanations_stand_once_with_the_agencies_that_gave_them():
    gone = explanation(4, "not_applicable", value=None, previous=None, text="Không có trường trên địa bàn.")
    same = [explanation(place, "missing", text=f"Chờ  kết quả điều tra{'.' * (place % 2)}") for place in range(1, 29)]
    other = explanation(29, "missing", text="Sổ sách còn ở đơn vị cũ.")
    table = tables(laid_out(whole(explanations=(other, *same, explanation(1), gone))))["explanations"]
    assert [(row[0].text, row[2].text) for row in table.rows if not row[0].bold] == [
        ("Chờ  kết quả điều tra.", "28"),
        ("Sổ sách còn ở đơn vị cũ.", "1"),
        ("Mở thêm hai lớp theo đặt hàng của doanh nghiệp.", "1"),
        ("Không có trường trên địa bàn.", "1"),
    ]
    assert table.rows[1][-1].text == "; ".join(f"UBND quận số {place}" for place in range(1, 29))
    assert table.rows[-2][-1].text == "UBND quận số 1 (3.318 → 4.655)"
    assert table.rows[-1][-1].text == "UBND quận số 4 (không phát sinh)"


def test_an_agencys_own_explanations_stand_one_by_one_with_their_figures():
    table = tables(laid_out(whole("agency", explanations=(explanation(), explanation()))))["every-explanation"]
    assert [texts(row) for row in table.rows] == [
        ["Số lượt người được đào tạo", "2024", "3.318", "4.655", "Mở thêm hai lớp theo đặt hàng của doanh nghiệp."]
    ] * 2


def test_every_report_of_a_duty_names_its_number_again():
    reports = tuple(replace(duty("V.1").reports[0], agency_name=f"UBND quận số {place}") for place in range(1, 31))
    table = tables(laid_out(whole(duties=(replace(duty("V.1"), reports=reports), duty("V.2", None)))))["duties"]
    assert texts(table.rows[0])[0] == "V.1. Nhiệm vụ V.1 (KH-CL2239, mục V.1); chủ trì: Sở LĐTBXH"
    assert table.rows[0][0].columns == len(table.columns)
    assert [row[0].text for row in table.rows[1:31]] == ["V.1"] * 30
    assert texts(table.rows[-1]) == ["V.2", "—", "chưa có báo cáo", ""]


def test_obstacles_are_gathered_by_who_decides():
    table = tables(laid_out(whole()))["obstacles"]
    assert [cell.text for row in table.rows for cell in row if cell.bold] == [
        "Thuộc thẩm quyền của lãnh đạo địa phương",
        "Thuộc thẩm quyền của bộ, ngành trung ương",
        "Thuộc thẩm quyền của cơ quan tổng hợp",
    ]
    assert texts(table.rows[3])[2:] == ["04/03/2024", "đã trình cấp trên", "Đã giao Sở Nội vụ xem xét."]
