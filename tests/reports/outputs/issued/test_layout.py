"""The laid-out report: parts in order, tables with their as-of line, people's words untouched, one set of numbers."""

from dataclasses import replace
from decimal import Decimal

import pytest

from reports.formats import NBSP
from reports.outputs.issued.fields import UnknownField
from reports.outputs.issued.layout import lay_out
from reports.outputs.issued.shape import (
    Annex,
    Block,
    Cell,
    Dataset,
    Document,
    OtherSubmission,
    Paragraph,
    Section,
    Table,
)
from reports.outputs.issued.wording import generated
from tests.reports.outputs.issued.agreement import NUMBER, said_without_table
from tests.reports.outputs.issued.datasets import (
    count,
    dataset,
    duty,
    element,
    explanation,
    figure,
    lagging,
    line,
    many_agencies,
    obstacle,
    published,
    result,
    several_years,
    standing,
    value,
    whole,
)
from tests.reports.outputs.issued.documents import letterhead

NASTY = 'Hội <b>A&B</b> [[year]] {{ x }} {% if %} "=1+1" 🙂 ' + "dài " * 75


def laid_out(data: Dataset, **edited: str) -> Document:
    """The report with its generated words; `edited` replaces passages, "." in their keys written as "__"."""
    words = {key.replace("__", "."): text for key, text in edited.items()}
    return lay_out(
        letterhead(), data, [(one.key, one.title, words.get(one.key, one.template)) for one in generated(data)]
    )


def blocks(document: Document) -> list[Block]:
    parts: list[Section | Annex] = [*document.sections, *document.annexes]
    return [*document.opening, *(block for part in parts for block in part.blocks)]


def tables(document: Document) -> dict[str, Table]:
    found = [block for block in blocks(document) if isinstance(block, Table)]
    assert len({table.key for table in found}) == len(found)
    return {table.key: table for table in found}


def paragraphs(document: Document) -> list[Paragraph]:
    return [block for block in blocks(document) if isinstance(block, Paragraph)]


def texts(row: tuple[Cell, ...]) -> list[str]:
    return [cell.text.replace(NBSP, " ") for cell in row]


SHAPES = [
    whole(),
    whole("sheet"),
    whole("agency"),
    several_years("interim"),
    several_years("final"),
    many_agencies(),
    dataset(),
    whole(view="provisional", illustrative=True),
]


@pytest.mark.parametrize("data", SHAPES, ids=lambda data: f"{data.kind}-{len(data.submissions)}-{data.view}")
def test_every_table_is_whole_and_names_its_time(data):
    for table in tables(laid_out(data)).values():
        assert table.as_of.startswith("Số liệu tính đến hết ngày 14/12/20"), table.key
        assert table.rows, table.key
        assert all(len(row) == len(table.columns) for row in table.rows), table.key
        for row in table.rows:
            assert all("None" not in cell.text and "[[" not in cell.text for cell in row), table.key


@pytest.mark.parametrize("data", SHAPES, ids=lambda data: f"{data.kind}-{len(data.submissions)}-{data.view}")
def test_a_cell_with_a_number_shows_that_number(data):
    for table in tables(laid_out(data)).values():
        for cell in (cell for row in table.rows for cell in row if cell.value is not None):
            shown = NUMBER.search(cell.text)
            assert shown, cell
            exact = Decimal(shown[0].replace(".", "").replace(",", "."))
            assert abs(exact - abs(cell.value)) <= Decimal(5).scaleb(-cell.decimals - 1), cell


@pytest.mark.parametrize("data", [whole(), several_years(), several_years("final"), many_agencies()])
def test_every_number_that_is_said_of_an_indicator_stands_in_a_table(data):
    document = laid_out(data)
    assert sum(block.key.startswith("results.") for block in paragraphs(document)) > 2
    assert said_without_table(document) == []


def test_a_number_that_no_table_shows_is_found():
    assert said_without_table(laid_out(whole(), results__trained_total="Đã đạt 987.654 lượt người.")) == [
        "- Đã đạt 987.654 lượt người."
    ]


def test_the_parts_of_a_yearly_report_stand_in_order():
    document = laid_out(whole())
    assert [section.title for section in document.sections] == [
        "Tình hình chỉ đạo và thực hiện chế độ báo cáo",
        "Kết quả thực hiện các chỉ tiêu",
        "Kết quả thực hiện nhiệm vụ, giải pháp",
        "Tồn tại, hạn chế và nguyên nhân",
        "Khó khăn, vướng mắc và kiến nghị",
        "Phương hướng và nhịp độ cần đạt",
    ]
    assert [(annex.title, annex.landscape) for annex in document.annexes] == [
        ("Kết quả thực hiện các chỉ tiêu", True),
        ("Tình hình nộp báo cáo của các đơn vị", False),
        ("Kết quả thực hiện nhiệm vụ của các đơn vị", False),
        ("Số liệu của các đơn vị", False),
    ]


def test_wide_tables_lie_on_their_side():
    figures = tuple(figure(1, year=year) for year in range(2018, 2025))
    assert laid_out(whole("sheet", first_year=2018, figures=figures)).annexes[-1].landscape


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        ("yearly", "về kết quả năm 2024 thực hiện Kế hoạch số 177/KH-UBND, {superiors}./."),
        (
            "interim",
            "sơ kết giai đoạn 2021–2024 thực hiện Kế hoạch số 177/KH-UBND, {superiors}./.",
        ),
        ("sheet", "tổng hợp số liệu năm 2024 của các đơn vị, {superiors}./."),
        ("agency", "về kết quả năm 2024 thực hiện Kế hoạch số 177/KH-UBND, kính gửi {to} tổng hợp./."),
    ],
)
def test_the_last_words_before_the_signature_say_what_is_asked_of_whom(kind, asked):
    last = laid_out(whole(kind, first_year=2021 if kind == "interim" else 2024)).sections[-1].blocks[-1]
    to = "Ủy ban nhân dân thành phố Hà Nội"
    words = asked.format(to=to, superiors=f"kính báo cáo {to} xem xét, chỉ đạo")
    assert last == Paragraph(f"Trên đây là báo cáo của Sở Giáo dục và Đào tạo {words}", key="closing.end")


def test_the_last_words_know_several_addressees_and_none():
    data = whole(plan_number="")
    words = [(one.key, one.title, one.template) for one in generated(data)]
    several = letterhead(addressees=("- Tỉnh ủy;", "- UBND tỉnh."), issuing_body="")
    lasts = [lay_out(head, data, words).sections[-1].blocks[-1].text for head in (several, letterhead(addressees=()))]
    assert lasts[0].startswith(
        "Trên đây là báo cáo của cơ quan lập báo cáo về kết quả năm 2024 thực hiện Kế hoạch thực"
    )
    assert lasts[0].endswith(", kính báo cáo Tỉnh ủy, UBND tỉnh xem xét, chỉ đạo./.")
    assert lasts[1].endswith(", kính báo cáo cấp có thẩm quyền xem xét, chỉ đạo./.")


def test_a_report_whose_other_words_were_all_emptied_still_ends_with_its_last():
    document = lay_out(letterhead(), dataset(), [("closing.end", "Lời kết", "Trên đây là báo cáo./.")])
    assert [[block.text for block in section.blocks] for section in document.sections] == [["Trên đây là báo cáo./."]]


def test_a_sheet_is_mostly_annexes_and_an_agency_has_none():
    sheet = laid_out(whole("sheet"))
    assert len(sheet.sections) == 1
    assert [annex.title for annex in sheet.annexes] == [
        "Tình hình nộp báo cáo của các đơn vị",
        "Số liệu của các đơn vị",
    ]
    own = laid_out(whole("agency"))
    assert not own.annexes
    assert [section.title for section in own.sections] == [
        "Tình hình nộp báo cáo",
        "Số liệu của đơn vị",
        "Kết quả thực hiện nhiệm vụ, giải pháp",
        "Giải trình số liệu",
        "Khó khăn, vướng mắc và kiến nghị",
    ]


def test_indicators_are_gathered_by_how_they_stand():
    section = laid_out(whole()).sections[1]
    headings = [block.text for block in section.blocks if isinstance(block, Paragraph) and block.style == "heading1"]
    assert headings[:3] == ["Chỉ tiêu đã đạt", "Chỉ tiêu đúng tiến độ", "Chỉ tiêu chậm, đi ngược hoặc không đạt"]
    place = [block.key or block.text for block in section.blocks if isinstance(block, Paragraph)]
    assert place.index("results.leaver_rate") > place.index("Chỉ tiêu chậm, đi ngược hoặc không đạt")
    assert place.index("results.certified_labour_rate") < place.index("Chỉ tiêu đúng tiến độ")


def test_an_edited_passage_keeps_its_numbers_as_fields():
    document = laid_out(whole(), results__summary="Nhìn chung [[trained_labour_rate.change]].\n\n- một ý\n- hai ý")
    first = [block for block in paragraphs(document) if block.key == "results.summary"]
    assert [(block.text.replace(NBSP, " "), block.style) for block in first] == [
        ("Nhìn chung tăng 0,8 điểm %.", "body"),
        ("- một ý", "bullet"),
        ("- hai ý", "bullet"),
    ]


def test_a_passage_that_names_an_unknown_number_is_refused_by_name():
    with pytest.raises(UnknownField) as caught:
        laid_out(whole(), results__summary="[[no_such.actual]]")
    assert caught.value.names == ["no_such.actual"]


def test_an_edited_passage_whose_indicator_is_gone_is_still_printed():
    document = lay_out(letterhead(), dataset(), [("results.gone", "Kết quả", "Đoạn đã viết tay.")])
    assert "- Đoạn đã viết tay." in [block.text for block in paragraphs(document)]


def test_an_emptied_passage_leaves_nothing():
    document = laid_out(whole(), results__trained_total="  \n ")
    assert not [block for block in paragraphs(document) if block.key == "results.trained_total"]


def test_what_people_wrote_stays_as_they_wrote_it():
    said = replace(duty("1").reports[0], agency_name="Sở B", text=NASTY)
    data = whole(
        duties=(replace(duty("1"), title=NASTY, reports=(said,)),),
        explanations=(explanation(text=NASTY, agency_name=NASTY),),
        obstacles=(obstacle(text=NASTY, title=NASTY),),
        figures=(figure(1, agency_name=NASTY),),
        submissions=(line(1, agency_name=NASTY, late=True),),
        indicators=(result(name=NASTY, values=(value(2024, "73"),)),),
        elements=(element(name=NASTY),),
        plan_title=NASTY,
    )
    document = laid_out(data)
    shown = tables(document)
    assert shown["explanations"].rows[1][0].text == NASTY
    assert shown["explanations"].rows[1][-1].text == f"{NASTY} (3.318 → 4.655)"
    assert NASTY in shown["obstacles"].rows[1][1].text
    assert NASTY in shown["duties"].rows[0][0].text
    assert shown["duties"].rows[1][-1].text == NASTY
    assert shown["results"].rows[0][1].text == NASTY
    assert shown["figures-alone"].rows[0][1].text == shown["figures-alone"].rows[0][3].text == NASTY
    assert NASTY in next(block.text for block in paragraphs(document) if block.key == "reporting.late")
    assert NASTY in document.opening[0].text


def test_duties_quote_the_agencies_while_they_are_few():
    said = duty("1").reports[0]
    other = replace(said, agency_name="Sở B", text="Đã tập huấn\ncho 30 người.")
    two = replace(duty("1"), reports=(said, other))
    many = replace(duty("2"), reports=tuple(replace(said, agency_name=f"Sở {n}") for n in range(5)))
    lines = [block.text for block in laid_out(whole(duties=(two, many))).sections[2].blocks if block.style == "bullet"]
    assert lines == [
        "- Nhiệm vụ 1 (chủ trì: Sở LĐTBXH): đã hoàn thành; “Đã ban hành văn bản hướng dẫn”; "
        "Sở B: “Đã tập huấn cho 30 người”.",
        "- Nhiệm vụ 2 (chủ trì: Sở LĐTBXH): 5 đơn vị đã hoàn thành.",
    ]


def test_the_results_table_says_everything_of_an_indicator():
    table = tables(laid_out(whole()))["results"]
    assert texts(table.rows[0]) == [
        "1", "Tỷ lệ lao động qua đào tạo", "%", "72,2", "73,0", "+0,8 điểm %", "2025: 75–80%", "Chậm, cần tăng tốc",
        "Chậm 1,1 năm so với lộ trình; cần tăng 2,0 điểm % mỗi năm, hiện đạt 0,7; kém lộ trình 1,1 điểm %",
        "28/30 đơn vị", "tổng hợp, tạm tính",
    ]  # fmt: skip
    assert table.rows[0][4] == Cell("73,0", Decimal(73), 1, ref=("trained_labour_rate", 2024))
    assert texts(table.rows[5])[-1] == "công bố; tổng hợp 54,2% (số tổng hợp thấp hơn 1,3 điểm %)"
    assert "“ước”: số ước, chưa phải số chính thức." in table.notes


def test_a_second_target_has_a_row_below_the_first():
    targets = (lagging(), standing("no_data", basis="every_year", from_year=2021, low="70"))
    table = tables(laid_out(dataset(indicators=(result(values=(value(2024, "73"),), targets=targets),))))["results"]
    assert texts(table.rows[1])[:8] == ["", "", "", "", "", "", "mỗi năm 2021–2025: từ 70%", "Chưa có số liệu"]


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


def test_empty_parts_are_one_sentence_and_no_table():
    document = laid_out(dataset())
    assert all(section.blocks for section in document.sections)
    assert not document.annexes
    assert not tables(document)


def test_what_the_report_cannot_tell_stands_before_the_results():
    document = laid_out(dataset(limits=("Danh mục lấy theo hôm nay.",), party_document=True, illustrative=True))
    assert [(block.key, block.style) for block in document.opening] == [
        ("opening.plan", "body"),
        ("opening.form", "note"),
        ("opening.illustrative", "note"),
        ("opening.basis", "body"),
        ("", "note"),
        ("opening.follows", "body"),
    ]


def test_made_up_and_provisional_numbers_are_remarked_above_everything():
    assert laid_out(whole(illustrative=True, view="provisional")).remarks == ("Số liệu tạm tính", "Số liệu minh họa")
    assert laid_out(whole()).remarks == ()


def test_a_large_report_is_laid_out_without_counting_an_indicator_twice():
    names = [f"indicator_{place}" for place in range(60)]
    many = tuple(count(name, values=(value(2024, "5"),)) for name in names)
    keys = [block.key for block in paragraphs(laid_out(dataset(indicators=many)))]
    assert [key for key in keys if key.startswith("results.indicator")] == [f"results.{name}" for name in names]
