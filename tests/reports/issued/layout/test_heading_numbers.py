"""The numbers of parts, headings and annexes."""

import pytest

from reports.issued.content.schema import Paragraph
from reports.issued.layout.heading_numbers import annex_name, roman, section_title, with_heading_numbers


@pytest.mark.parametrize(
    ("number", "written"),
    [(1, "I"), (4, "IV"), (6, "VI"), (9, "IX"), (14, "XIV"), (44, "XLIV"), (61, "LXI")],
)
def test_roman_numbers(number, written):
    assert roman(number) == written


def test_a_part_has_a_roman_number_and_capitals_unless_it_brings_its_own():
    assert section_title(2, "Kết quả thực hiện") == "II. KẾT QUẢ THỰC HIỆN"
    assert section_title(2, "IV. Kiến nghị") == "IV. KIẾN NGHỊ"
    assert section_title(1, "Việc làm") == "I. VIỆC LÀM"


def test_a_lone_annex_has_no_number():
    assert annex_name(1, 1) == "Phụ lục"
    assert [annex_name(place, 3) for place in (1, 2, 3)] == ["Phụ lục I", "Phụ lục II", "Phụ lục III"]


def test_headings_count_by_level_and_the_lower_level_begins_anew():
    styles = ["heading1", "heading2", "body", "heading2", "heading1", "heading2"]
    texts = [block.text for block in with_heading_numbers([Paragraph("Lời", style) for style in styles])]
    assert texts == ["1. Lời", "a) Lời", "Lời", "b) Lời", "2. Lời", "a) Lời"]


def test_points_follow_the_vietnamese_alphabet():
    texts = [block.text for block in with_heading_numbers([Paragraph("x", "heading2")] * 10)]
    assert [text[0] for text in texts] == list("abcdđeghik")


@pytest.mark.parametrize("text", ["3. Có số sẵn", "b) Có chữ sẵn", "2) Có số sẵn"])
def test_a_heading_keeps_a_number_of_its_own(text):
    assert [block.text for block in with_heading_numbers([Paragraph(text, "heading1")])] == [text]


def test_a_heading_that_begins_with_a_year_is_no_number():
    assert [block.text for block in with_heading_numbers([Paragraph("2024 là năm cuối", "heading1")])] == [
        "1. 2024 là năm cuối"
    ]
