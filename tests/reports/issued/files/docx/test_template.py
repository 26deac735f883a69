"""Every measure of Nghị định 30/2020/NĐ-CP, Phụ lục I, read back from the finished DOCX."""

from datetime import date

import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from reports.issued.content.schema import Annex, Paragraph
from reports.issued.files.docx.measure import Face, text_width
from tests.reports.issued.documents import document, letterhead
from tests.reports.issued.paper import find, look, opened, paragraphs, plain, rule_lengths, texts

TIMES = "Times New Roman"
UPRIGHT, BOLD, ITALIC, BOLD_ITALIC = (False, False), (True, False), (False, True), (True, True)
# The words as they stand on the page, the sizes that the decree allows, the style.
PARTS = [
    ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", (12, 13), BOLD, "CENTER"),
    ("Độc lập - Tự do - Hạnh phúc", (13, 14), BOLD, "CENTER"),
    ("ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI", (12, 13), UPRIGHT, "CENTER"),
    ("SỞ GIÁO DỤC VÀ ĐÀO TẠO", (12, 13), BOLD, "CENTER"),
    ("Số: 05/BC-SGDĐT", (13, 13), UPRIGHT, "CENTER"),
    ("Hà Nội, ngày 05 tháng 01 năm 2024", (13, 14), ITALIC, "CENTER"),
    ("BÁO CÁO", (13, 14), BOLD, "CENTER"),
    ("Kết quả thực hiện Kế hoạch số 177/KH-UBND ngày 28/6/2022", (13, 14), BOLD, "CENTER"),
    ("Kính gửi: Ủy ban nhân dân thành phố Hà Nội", (13, 14), UPRIGHT, "CENTER"),
    ("Tỷ lệ lao động qua đào tạo năm 2023", (13, 14), UPRIGHT, "JUSTIFY"),
    ("I. TÌNH HÌNH BÁO CÁO", (13, 14), BOLD, "JUSTIFY"),
    ("1. Về chỉ tiêu", (13, 14), BOLD, "JUSTIFY"),
    ("a) Lao động qua đào tạo", (13, 14), UPRIGHT, "JUSTIFY"),
    ("- Một gạch đầu dòng;", (13, 14), UPRIGHT, "JUSTIFY"),
    ("KT. GIÁM ĐỐC", (13, 14), BOLD, "CENTER"),
    ("PHÓ GIÁM ĐỐC", (13, 14), BOLD, "CENTER"),
    ("Nguyễn Văn Minh Họa", (13, 14), BOLD, "CENTER"),
    ("Nơi nhận:", (12, 12), BOLD_ITALIC, "LEFT"),
    ("- Như trên;", (11, 11), UPRIGHT, "LEFT"),
    ("- Lưu: VT, GDTX.", (11, 11), UPRIGHT, "LEFT"),
    ("Phụ lục I", (14, 14), BOLD, "CENTER"),
    ("CÁC ĐƠN VỊ ĐÃ BÁO CÁO", (13, 14), BOLD, "CENTER"),
    ("(Kèm theo Báo cáo số 05/BC-SGDĐT ngày 05 tháng 01 năm 2024 của Sở", (13, 14), ITALIC, "CENTER"),
]


@pytest.fixture(scope="module")
def docx():
    return opened(document())


@pytest.mark.parametrize(("words", "sizes", "style", "alignment"), PARTS, ids=[part[0][:30] for part in PARTS])
def test_each_part_has_its_letters_size_and_style(words, sizes, style, alignment, docx):
    seen = look(find(docx, words))
    assert sizes[0] <= seen.size <= sizes[1]
    assert (seen.bold, seen.italic) == style
    assert seen.alignment == alignment
    assert not seen.underlined


def test_the_parts_stand_in_the_order_of_the_decree(docx):
    order = [
        "ỦY BAN NHÂN DÂN", "SỞ GIÁO DỤC", "CỘNG HÒA", "Độc lập", "Số: 05", "Hà Nội, ngày", "BÁO CÁO", "Kết quả thực",
        "Kính gửi", "Thực hiện Kế hoạch", "I. TÌNH HÌNH", "II. KẾT QUẢ", "Trên đây", "Nơi nhận", "KT. GIÁM", "PHÓ",
        "Nguyễn Văn", "Phụ lục I", "Phụ lục II",
    ]  # fmt: skip
    lines = [plain(text) for text in texts(docx)]
    places = [next(place for place, line in enumerate(lines) if line.startswith(words)) for words in order]
    assert places == sorted(places)
    assert len(set(places)) == len(order)


def test_who_issues_stands_on_the_left_and_the_nation_on_the_right_of_one_line(docx):
    table = docx.tables[0]
    assert [len(row.cells) for row in table.rows] == [2, 2]
    left, right = table.rows[0].cells
    assert plain(left.text) == "ỦY BAN NHÂN DÂN THÀNH PHỐ HÀ NỘI SỞ GIÁO DỤC VÀ ĐÀO TẠO"
    assert plain(right.text) == "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM Độc lập - Tự do - Hạnh phúc"
    number, day = table.rows[1].cells
    assert (number.text, day.text) == ("Số: 05/BC-SGDĐT", "Hà Nội, ngày 05 tháng 01 năm 2024")


def test_the_page_is_a4_with_the_margins_of_the_decree_in_every_section(docx):
    assert len(docx.sections) == 3
    for section in docx.sections:
        assert sorted([round(section.page_width.mm), round(section.page_height.mm)]) == [210, 297]
        assert 20 <= section.top_margin.mm <= 25
        assert 20 <= section.bottom_margin.mm <= 25
        assert 30 <= section.left_margin.mm <= 35
        assert 15 <= section.right_margin.mm <= 20


def test_only_the_annex_that_asks_for_it_lies_on_its_side(docx):
    shapes = [(section.orientation, section.page_width > section.page_height) for section in docx.sections]
    upright = (WD_ORIENT.PORTRAIT, False)
    assert shapes == [upright, upright, (WD_ORIENT.LANDSCAPE, True)]


def test_all_letters_are_black_times_new_roman_for_every_script(docx):
    named = [docx.styles.element, docx.element.body]
    named += [part._element for part in (docx.sections[0].header, docx.sections[0].first_page_header)]
    fonts = [fonts for root in named for fonts in root.iter(qn("w:rFonts"))]
    assert fonts
    for one in fonts:
        given = {one.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")}
        assert given == {TIMES}
        assert not any(name.endswith("Theme") for name in one.keys())  # noqa: SIM118
    defaults = docx.styles.element.find(f"{qn('w:docDefaults')}//{qn('w:rFonts')}")
    assert defaults is not None
    assert {color.get(qn("w:val")) for root in named for color in root.iter(qn("w:color"))} == {"000000"}
    languages = {language.get(qn("w:val")) for root in named for language in root.iter(qn("w:lang"))}
    assert languages == {"vi-VN"}


def test_every_paragraph_of_the_contents_is_set_as_the_decree_says(docx):
    inside = [
        one for one in paragraphs(docx) if one.style.name in {"Nội dung", "Gạch đầu dòng", "Mục", "Khoản", "Điểm"}
    ]
    assert len(inside) == 10
    for one in inside:
        seen = look(one)
        assert seen.first_line in (1.0, 1.27)
        assert max(seen.before, seen.after) >= 6
        assert seen.after >= 6
        assert 1.0 <= seen.line <= 1.5


def test_a_heading_never_stands_alone_at_the_end_of_a_page(docx):
    for words in ("I. TÌNH HÌNH", "1. Về", "a) Lao động", "Bảng 1.", "Phụ lục I", "CÁC ĐƠN VỊ"):
        assert find(docx, words).style.paragraph_format.keep_with_next, words


def test_page_numbers_stand_in_the_middle_of_the_top_margin_from_page_two(docx):
    first = docx.sections[0]
    number = first.header.paragraphs[0]
    assert "".join(field.text for field in number._p.iter(qn("w:instrText"))).strip() == "PAGE"
    seen = look(number)
    assert 13 <= seen.size <= 14
    assert (seen.bold, seen.italic, seen.alignment) == (False, False, "CENTER")
    assert first.header_distance < first.top_margin
    assert list(first.first_page_header._element.iter(qn("w:instrText"))) == []
    assert all(section.different_first_page_header_footer for section in docx.sections)
    assert all(section.footer.is_linked_to_previous for section in docx.sections)


def test_each_annex_counts_its_own_pages_with_the_same_headers(docx):
    starts = [section._sectPr.find(qn("w:pgNumType")).get(qn("w:start")) for section in docx.sections]
    assert starts == ["1", "1", "1"]
    assert [section.header.is_linked_to_previous for section in docx.sections] == [False, True, True]
    assert [section.start_type.name for section in docx.sections] == ["NEW_PAGE"] * 3


@pytest.mark.parametrize(
    ("annexes", "names"),
    [(0, []), (1, ["Phụ lục"]), (2, ["Phụ lục I", "Phụ lục II"]), (5, ["Phụ lục I", "Phụ lục IV", "Phụ lục V"])],
)
def test_annexes_have_roman_numerals_when_there_are_two_or_more(annexes, names):
    made = opened(document(annexes=tuple(Annex("Tên", (Paragraph("Lời"),)) for _ in range(annexes))))
    lines = [line for line in texts(made) if line.startswith("Phụ lục")]
    assert len(lines) == annexes
    assert set(names) <= set(lines)
    assert len(made.sections) == annexes + 1


@pytest.mark.parametrize(
    ("number", "day", "number_line", "day_line"),
    [
        (1, date(2024, 1, 9), "Số: 01/BC-SGDĐT", "Hà Nội, ngày 09 tháng 01 năm 2024"),
        (9, date(2024, 2, 10), "Số: 09/BC-SGDĐT", "Hà Nội, ngày 10 tháng 02 năm 2024"),
        (10, date(2024, 3, 1), "Số: 10/BC-SGDĐT", "Hà Nội, ngày 01 tháng 3 năm 2024"),
        (1234, date(2026, 12, 31), "Số: 1234/BC-SGDĐT", "Hà Nội, ngày 31 tháng 12 năm 2026"),
    ],
)
def test_a_zero_stands_before_small_numbers_days_and_the_first_two_months(number, day, number_line, day_line):
    lines = texts(opened(document(letterhead=letterhead(number=number, signed_on=day))))
    assert number_line in lines
    assert day_line in lines


def test_the_places_of_number_and_day_stay_open_on_a_draft():
    lines = texts(opened(document(letterhead=letterhead(number=None, signed_on=None))))
    number = next(line for line in lines if line.startswith("Số:"))
    assert number.endswith("/BC-SGDĐT")
    assert number.count("\u00a0") >= 5
    day = next(line for line in lines if line.startswith("Hà Nội, "))
    assert plain(day) == "Hà Nội, ngày tháng năm"
    assert day.count("\u00a0") >= 15
    assert not any(character.isdigit() for character in number + day)


def test_the_lines_below_the_words_are_as_long_as_the_decree_says(docx):
    lengths = rule_lengths(docx)
    wanted = {
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO": (Face(12, True), 1 / 3, 1 / 2),
        "Độc lập - Tự do - Hạnh phúc": (Face(13, True), 0.97, 1.03),
        "ngày\u00a028/6/2022 của Ủy ban nhân dân Thành phố năm\u00a02023": (Face(14, True), 1 / 3, 1 / 2),
    }
    measured = {words.split("\n")[-1]: length for words, length in lengths}
    for words, (face, least, most) in wanted.items():
        assert least <= measured[words] / text_width(words, face) <= most, words


@pytest.mark.slow
def test_addressees_stand_on_the_line_of_kinh_gui_or_below_it():
    one = texts(opened(document()))
    assert "Kính gửi: Ủy ban nhân dân thành phố Hà Nội" in one
    several = document(letterhead=letterhead(addressees=("UBND Thành phố", "- Bộ Giáo dục và Đào tạo;", "Bộ Nội vụ")))
    docx = opened(several)
    lines = texts(docx)
    place = lines.index("Kính gửi:")
    assert lines[place + 1 : place + 4] == ["- UBND Thành phố;", "- Bộ Giáo dục và Đào tạo;", "- Bộ Nội vụ."]
    below = {look(find(docx, line)) for line in lines[place + 1 : place + 4]}
    assert {(seen.size, seen.bold, seen.italic) for seen in below} == {(14, False, False)}
    nobody = texts(opened(document(letterhead=letterhead(addressees=()))))
    assert not any(line.startswith("Kính gửi") for line in nobody)


def test_the_foot_is_one_row_of_two_columns_that_no_page_tears_apart(docx):
    foot = docx.tables[2]
    assert len(foot.rows) == 1
    left, right = foot.rows[0].cells
    assert [one.text for one in left.paragraphs] == [
        "Nơi nhận:", "- Như trên;", "- Bộ Giáo dục và Đào tạo;", "- Các sở, ban, ngành;", "- Lưu: VT, GDTX.",
    ]  # fmt: skip
    assert [one.text for one in right.paragraphs] == ["KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Nguyễn Văn Minh Họa"]
    assert foot.rows[0]._tr.trPr.find(qn("w:cantSplit")) is not None
    assert look(right.paragraphs[-1]).before >= 60


def test_the_signature_never_stands_alone_on_a_page(docx):
    assert find(docx, "Trên đây").paragraph_format.keep_with_next


@pytest.mark.parametrize(
    ("recipients", "lines"),
    [
        (("Như trên;", "Lưu: VT, GDTX."), ["- Như trên;", "- Lưu: VT, GDTX."]),
        (("- Lưu: VT", "- Như trên"), ["- Như trên;", "- Lưu: VT."]),
        (("Như trên",), ["- Như trên;", "- Lưu: VT."]),
        ((), ["- Lưu: VT."]),
    ],
)
def test_the_list_of_recipients_ends_with_where_the_paper_is_kept(recipients, lines):
    foot = opened(document(letterhead=letterhead(recipients=recipients))).tables[2]
    assert [one.text for one in foot.rows[0].cells[0].paragraphs] == ["Nơi nhận:", *lines]


@pytest.mark.parametrize("authority", ["TM. ỦY BAN NHÂN DÂN", "KT. GIÁM ĐỐC", "TL. GIÁM ĐỐC", "TUQ. GIÁM ĐỐC", ""])
def test_the_capacity_of_the_signer_stands_above_the_position(authority):
    foot = opened(document(letterhead=letterhead(authority=authority, position="Q. Chủ tịch"))).tables[2]
    above = [one.text for one in foot.rows[0].cells[1].paragraphs]
    assert above == [*([authority] if authority else []), "Q. CHỦ TỊCH", "Nguyễn Văn Minh Họa"]


def test_remarks_stand_on_top_of_every_page_and_nothing_stands_there_without_them(docx):
    for part in (docx.sections[0].header, docx.sections[0].first_page_header):
        assert part.paragraphs[-1].text == "DỰ THẢO · Số liệu minh họa"
    bare = opened(document(remarks=()))
    assert [one.text for one in bare.sections[0].first_page_header.paragraphs] == [""]
    assert len(bare.sections[0].header.paragraphs) == 1


def test_a_party_document_has_a_plainer_form_without_the_nations_name():
    docx = opened(document(letterhead=letterhead(party_document=True, number=7, symbol="BC/TU")))
    lines = texts(docx)
    assert "ĐẢNG CỘNG SẢN VIỆT NAM" in lines
    assert not [line for line in lines if "CỘNG HÒA" in line or "Độc lập" in line]
    assert look(find(docx, "ĐẢNG CỘNG SẢN VIỆT NAM")).underlined
    assert docx.tables[0].rows[0].cells[1].text == "ĐẢNG CỘNG SẢN VIỆT NAM"
    assert "Số 07-BC/TU" in lines
    assert "(Kèm theo Báo cáo số 07-BC/TU ngày 05 tháng 01 năm 2024" in plain(find(docx, "(Kèm theo").text)
