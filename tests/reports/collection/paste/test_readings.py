"""How a block is read before any cell is weighed: quotes, columns, names, English marks, parts and wholes."""

import pytest

from reports.collection.paste.clipboard import PasteError, cells_in
from reports.collection.paste.pasted import Match
from reports.models import Entry
from targets.models import DataElement
from tests.reports.collection.paste.test_paste import look, matches, taken
from tests.reports.collection.scene import Scene, number


@pytest.fixture
def two_groups(scene: Scene) -> Scene:
    """The form with a heading before its fourth cell."""
    DataElement.objects.filter(code__startswith="labour").update(group="C. Lực lượng lao động")
    return scene


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('1\t"Ước theo sổ\n2\tb', [["1", '"Ước theo sổ'], ["2", "b"]]),
        ('"hai\ndòng"\t1', [["hai\ndòng", "1"]]),
        ('"nói ""thế"""\t1', [['nói "thế"', "1"]]),
        ('"a" và b\n2', [['"a" và b'], ["2"]]),
        ('1\t"Sổ\n2\tghi "chú"', [["1", '"Sổ'], ["2", 'ghi "chú"']]),
        ('1\t"Sổ\n2\tghi chú"\n3\t', [["1", '"Sổ'], ["2", 'ghi chú"'], ["3", ""]]),
        ("1\r2\r\n3", [["1"], ["2"], ["3"]]),
        ('"', [['"']]),
        ("1\u20282\x0b3\x854", [["1"], ["2"], ["3"], ["4"]]),
        ("Nhà\x0bgiáo\t1\nb\t2", [["Nhà giáo", "1"], ["b", "2"]]),
        ('"a; b";1\nc;2\n\n', [["a; b", "1"], ["c", "2"]]),
        ("a;b\t1\nc\t2", [["a;b", "1"], ["c", "2"]]),
        ("a; b\n1", [["a; b"], ["1"]]),
    ],
)
def test_a_quote_holds_a_cell_only_where_it_closes_at_its_end(text, cells):
    assert cells_in(text) == cells


@pytest.mark.parametrize("heading", ["", "C. Lực lượng lao động"], ids=["blank", "words"])
def test_a_line_where_the_form_has_a_heading_is_no_cell(two_groups, heading):
    preview = look(two_groups, f"100\n40\n60\n{heading}\n1000\n700\n")
    assert taken(preview) == {"total": 100, "college": 40, "rest": 60, "labour": 1000, "labour_trained": 700}
    assert [line.message for line in preview.apart] == ["Dòng tên nhóm “C. Lực lượng lao động”, không phải ô"]


def test_the_forms_own_column_with_its_header_and_first_heading_falls_into_place(two_groups):
    preview = look(two_groups, "Năm 2024\n\n100\n40\n60\n\n1000\n700\n")
    assert taken(preview)["total"] == 100
    assert taken(preview)["labour_trained"] == 700


def test_a_groups_own_blank_line_above_its_first_number_is_no_cell(two_groups):
    assert taken(look(two_groups, "\n1000\n700", start="labour")) == {"labour": 1000, "labour_trained": 700}


def test_a_blank_line_that_fits_no_heading_is_asked_about(two_groups):
    block = "40\n\n1000\n700"
    asked = look(two_groups, block, start="college")
    assert {one.code for one in asked.question.answers} == {"empty", "gaps"}
    empty = look(two_groups, block, start="college", answer="empty")
    assert matches(empty)[1] == ("rest", Match.SKIPPED)
    gaps = look(two_groups, block, start="college", answer="gaps")
    assert taken(gaps) == {"college": 40, "rest": 1000, "labour": 700}


@pytest.mark.parametrize("head", ["Năm 2024", "Số liệu\n(người)", "Kết quả thực hiện\n(1)", "Biểu A\n\n%"])
def test_words_above_the_first_number_are_headings(scene, head):
    assert taken(look(scene, f"{head}\n100\n40")) == {"total": 100, "college": 40}


def test_a_number_with_the_unit_of_its_cell_is_that_number(scene):
    assert taken(look(scene, "1.000 người\n700", start="labour")) == {"labour": 1000, "labour_trained": 700}
    assert matches(look(scene, "100 người"))[0] == ("total", Match.REFUSED)


@pytest.mark.parametrize("first", ["khoảng 100", "100 người", "#N/A", "~100", "không có"])
def test_what_may_be_meant_for_the_cell_never_moves_the_next_ones_up(scene, first):
    preview = look(scene, f"{first}\n40")
    assert matches(preview) == [("total", Match.REFUSED), ("college", Match.TAKEN)]


def test_a_year_above_the_numbers_is_asked_about(scene):
    asked = look(scene, "2024\n100\n40")
    assert [one.code for one in asked.question.answers] == ["heading", "value"]
    assert taken(look(scene, "2024\n100\n40", answer="heading")) == {"total": 100, "college": 40}
    assert taken(look(scene, "2024\n100\n1924", answer="value")) == {"total": 2024, "college": 100, "rest": 1924}


def test_words_below_the_last_cell_are_no_cells(scene):
    preview = look(scene, "1000\n700\n\nNgười lập biểu\n", start="labour")
    assert taken(preview) == {"labour": 1000, "labour_trained": 700}
    assert len(preview.apart) == 2


@pytest.mark.parametrize(
    "block",
    [
        "Trong đó: cao đẳng (người)\t40\nTổng số\t100",
        "trong do cao dang\t40\n1. TỔNG SỐ\t100",
        "college\t40\ntotal\t100",
        "STT\tSố liệu\tĐVT\tNăm 2023\tNăm 2024\n1\tTổng số\tngười\t90\t100\n2\tTrong đó cao đẳng\tngười\t\t40",
        "total\t1\tTổng số\tngười\t90\t100\t\t\t0\ncollege\t2\tx\tngười\t\t40\tSố ước\tsổ\t0",
        "Tổng số\tngười\t90\t100\nTrong đó cao đẳng\tngười\t\t40",
    ],
    ids=["names", "no marks", "codes", "a table", "the form's own rows", "from the name onwards"],
)
def test_names_and_codes_say_which_cell_a_line_is(scene, block):
    DataElement.objects.filter(code="total").update(short_name="Tổng số", unit="người")
    DataElement.objects.filter(code="college").update(short_name="Trong đó cao đẳng", unit="người")
    scene.accepted_last_year(total="90")
    assert taken(look(scene, block, start="labour")) == {"total": 100, "college": 40}


@pytest.mark.parametrize("block", ["co\u200bllege\t40\n\ufefftotal\u00a0\t100", "40\n\u200b\n"])
def test_what_no_screen_shows_hides_neither_names_nor_blank_lines(scene, block):
    preview = look(scene, block, start="college")
    assert taken(preview)["college"] == 40
    assert [line for line in preview.lines if line.match == Match.REFUSED] == []


def test_the_forms_own_rows_bring_kind_and_note_along(scene):
    preview = look(scene, "total\t1\tTổng số\tngười\t90\t100\tSố ước\tsổ quý IV\t0")
    (line,) = preview.taken
    assert (line.kind, line.change.note) == ("estimate", "sổ quý IV")


def test_a_name_that_two_cells_bear_is_the_one_after_the_line_before(scene):
    DataElement.objects.filter(code__in=["college", "labour_trained"]).update(short_name="Trong đó nữ")
    DataElement.objects.filter(code="total").update(short_name="Tổng số")
    DataElement.objects.filter(code="labour").update(short_name="Lao động")
    block = "Tổng số\t100\nTrong đó nữ\t40\nLao động\t1000\nTrong đó nữ\t700"
    assert taken(look(scene, block)) == {"total": 100, "college": 40, "labour": 1000, "labour_trained": 700}


def test_a_line_that_no_cell_bears_the_name_of_is_told_and_left(scene):
    preview = look(scene, "total\t100\nCộng\t9999")
    assert taken(preview) == {"total": 100}
    assert preview.apart[0].message == "“Cộng” không có trong biểu"


def test_a_cell_that_two_lines_claim_is_given_to_none(scene):
    preview = look(scene, "total\t100\ntotal\t200\ncollege\t40")
    assert taken(preview) == {"college": 40}
    assert "hai dòng" in preview.lines[0].message


def test_two_columns_of_numbers_are_asked_about_and_counting_is_none(scene):
    asked = look(scene, "90\t100\n30\t40")
    assert [one.code for one in asked.question.answers] == ["column-1", "column-2"]
    assert taken(look(scene, "90\t100\n30\t40", answer="column-2")) == {"total": 100, "college": 40}
    assert taken(look(scene, "1\t100\n2\t40")) == {"total": 100, "college": 40}


@pytest.mark.parametrize("block", ["Tên lạ\t100", "Tên lạ\t100\nTên khác\t40"])
def test_names_that_are_all_unknown_are_refused_and_not_taken_in_order(scene, block):
    with pytest.raises(PasteError, match="không có tên nào của biểu"):
        look(scene, block)


def test_english_marks_are_asked_once_for_the_block(scene):
    block = "1,320\n320\n1,000"
    asked = look(scene, block)
    assert [one.code for one in asked.question.answers] == ["english", "vietnamese"]
    assert "“1,320” là 1.320" in asked.question.answers[0].text
    assert taken(look(scene, block, answer="english")) == {"total": 1320, "college": 320, "rest": 1000}
    vietnamese = look(scene, block, answer="vietnamese")
    assert [line.match for line in vietnamese.lines] == [Match.REFUSED, Match.TAKEN, Match.REFUSED]


def test_two_commas_have_one_reading_and_tell_that_of_the_block(scene):
    assert taken(look(scene, "1,234,567\n320")) == {"total": 1234567, "college": 320}
    assert taken(look(scene, "1,234,567\n1,320")) == {"total": 1234567, "college": 1320}
    assert look(scene, "1,234,567\n1,320\n1.000").question is not None


def test_two_questions_about_one_block_keep_their_answers(scene):
    block = "1,000\n700\n5"
    first = look(scene, block, start="labour").question
    second = look(scene, block, start="labour", answer=first.answers[0].code).question
    assert [one.code for one in second.answers] == ["top english", "top vietnamese"]
    both = look(scene, block, start="labour", answer=second.answers[0].code)
    assert taken(both) == {"labour": 1000, "labour_trained": 700}


@pytest.mark.parametrize("text", ["-", "–", "K", "Không phát sinh", "KHONG PHAT SINH\u200b"])
def test_the_signs_of_yearbooks_are_understood(scene, text):
    (line,) = look(scene, text).lines
    assert (line.match, line.status) == (Match.TAKEN, Entry.NOT_APPLICABLE)


def test_a_sign_for_not_known_asks_for_its_reason_and_takes_it_from_the_note(scene):
    preview = look(scene, "…\t\n...\tchờ kết quả điều tra")
    assert [line.match for line in preview.lines] == [Match.REFUSED, Match.TAKEN]
    assert preview.lines[1].status == Entry.MISSING


def test_parts_that_do_not_make_their_whole_refuse_the_whole(scene):
    preview = look(scene, "100\n40\n50")
    assert matches(preview) == [("total", Match.REFUSED), ("college", Match.TAKEN), ("rest", Match.TAKEN)]
    assert "khác tổng các phần" in preview.lines[0].message


def test_a_part_above_its_whole_on_the_form_is_refused(scene):
    scene.save(number("labour", "1000"))
    (line,) = look(scene, "1200", start="labour_trained").lines
    assert (line.match, "nhiều hơn" in line.message) == (Match.REFUSED, True)


def test_what_contradicts_a_cell_outside_of_the_block_is_told_and_taken(scene):
    scene.save(number("labour", "1000"), number("labour_trained", "700"))
    (line,) = look(scene, "600", start="labour").lines
    assert line.is_taken
    assert "Rồi phải sửa" in line.message
