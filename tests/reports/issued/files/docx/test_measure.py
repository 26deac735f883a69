"""How wide words are printed, and where titles break."""

import pytest

from reports.issued.files.docx.measure import Face, evenly_broken, filled_lines, text_width

TITLE = Face(14, bold=True)


@pytest.mark.parametrize(
    ("text", "face", "width"),
    [
        # Widths of Times in thousandths of the size: A 722, 1 500, space 250; a point is 20 twips.
        ("A1 1", Face(10), (722 + 500 + 250 + 500) * 10 * 20 // 1000),
        ("A1 1", Face(10, bold=True), (722 + 500 + 250 + 500) * 10 * 20 // 1000),
        ("", TITLE, 0),
    ],
)
def test_the_width_is_the_sum_of_the_letters(text, face, width):
    assert text_width(text, face) == pytest.approx(width, abs=1)


def test_marks_take_no_room_whatever_their_form():
    assert text_width("ệ", TITLE) == text_width("e", TITLE) == text_width("e\u0323\u0302", TITLE)
    assert text_width("Đ", TITLE) == text_width("D", TITLE)


def test_bold_letters_are_wider_and_twice_the_size_is_twice_as_wide():
    words = "Kết quả thực hiện"
    assert text_width(words, Face(14, bold=True)) > text_width(words, Face(14))
    assert text_width(words, Face(28)) == pytest.approx(2 * text_width(words, Face(14)), abs=1)


def test_a_title_breaks_between_words_into_lines_about_equally_long():
    room = text_width("SỞ GIÁO DỤC VÀ ĐÀO", TITLE)
    assert evenly_broken("SỞ GIÁO DỤC VÀ ĐÀO TẠO", TITLE, room) == ["SỞ GIÁO DỤC", "VÀ ĐÀO TẠO"]
    assert filled_lines("SỞ GIÁO DỤC VÀ ĐÀO TẠO", TITLE, room) == ["SỞ GIÁO DỤC VÀ ĐÀO", "TẠO"]


def test_a_name_in_two_lines_breaks_at_its_dash_but_years_do_not():
    name = "SỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI"
    room = text_width("THƯƠNG BINH VÀ XÃ HỘI", TITLE)
    assert evenly_broken(name, TITLE, room) == ["SỞ LAO ĐỘNG -", "THƯƠNG BINH VÀ XÃ HỘI"]
    assert evenly_broken(name, TITLE, 99_999) == [name]
    years = "Kế hoạch giai đoạn 2021 - 2025"
    assert evenly_broken(years, TITLE, text_width("Kế hoạch giai đoạn", TITLE)) == ["Kế hoạch giai", "đoạn 2021 - 2025"]


def test_a_title_that_fits_stays_on_one_line_and_no_words_are_no_lines():
    assert evenly_broken("BÁO CÁO", TITLE, 9000) == ["BÁO CÁO"]
    assert evenly_broken("", TITLE, 9000) == []
    assert evenly_broken("  một   hai ", TITLE, 9000) == ["một hai"]


def test_a_word_wider_than_the_room_stands_alone():
    word = "m" * 300
    assert evenly_broken(f"Tên {word} dài", TITLE, 3000) == ["Tên", word, "dài"]


def test_a_hard_space_never_breaks():
    assert filled_lines("ngày\u00a028 tháng", TITLE, text_width("ngày", TITLE)) == ["ngày\u00a028", "tháng"]
