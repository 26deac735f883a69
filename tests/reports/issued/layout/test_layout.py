"""The laid-out report: parts in order, tables with their as-of line, people's words untouched, one set of numbers."""

from dataclasses import replace
from decimal import Decimal

import pytest

from reports.issued.content.schema import Paragraph
from reports.issued.layout.document import lay_out
from reports.issued.words import generated_passages
from reports.issued.words.fields import UnknownField
from reports.wording.formats import NBSP
from targets.calculations.statuses import Flag, Status
from targets.calculations.uncertainty import DISPLAY_ORDER, UNDETERMINED
from tests.reports.issued.agreement import NUMBER, said_without_table
from tests.reports.issued.datasets import (
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
    result,
    several_years,
    value,
    whole,
)
from tests.reports.issued.documents import letterhead
from tests.reports.issued.laying_out import laid_out, paragraphs, tables

NASTY = 'Hội <b>A&B</b> [[year]] {{ x }} {% if %} "=1+1" 🙂 ' + "dài " * 75


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


@pytest.mark.parametrize("shown", DISPLAY_ORDER)
def test_every_indicator_is_told_however_it_stands(shown):
    undetermined = shown == UNDETERMINED
    flags = (Flag.ROUNDING_DECIDES,) if undetermined else ()
    stands = replace(
        lagging(flags=flags), status=str(Status.LAGGING) if undetermined else shown, half_width=Decimal("0.5")
    )
    data = whole(indicators=(result(values=(value(2024, "73"),), targets=(stands,)),))
    told = [block.text for block in paragraphs(laid_out(data)) if block.key == "results.trained_labour_rate"]
    assert len(told) == 1


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
    words = [(one.key, one.title, one.template) for one in generated_passages(data)]
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
