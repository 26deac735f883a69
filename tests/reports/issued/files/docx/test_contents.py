"""What stands in the DOCX: tables, whatever text people type, and the same bytes for the same document."""

import io
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from docx.oxml.ns import qn

from reports.issued.content.schema import Annex, Paragraph, ReportSection, TableCell, TableColumn
from reports.issued.files.docx.measure import Face, text_width
from reports.issued.files.docx.write import write_docx
from reports.issued.files.docx.xml_parts import printable_text
from tests.reports.issued.documents import AS_OF, document, letterhead, table
from tests.reports.issued.paper import look, opened, paragraphs, plain, texts

PEOPLES_WORDS = ("parent_body", "issuing_body", "symbol", "place", "subject", "signer")
# As typed and, where that differs, as printed.
HOSTILE = [
    ("Trường <b>Nghề</b> & Cộng sự", None),
    ("</w:t></w:r></w:p> và <!-- ]]>", None),
    ("{{ 7*7 }} {% raw %} [[field]] ${x}", None),
    ("“Nháy kép” 'nháy đơn' \"thẳng\"", None),
    ("Học viên 🎓 và 👍🏽", None),
    ("Tên " + "rất dài " * 37 + "hết", None),
    ("Ạ" * 300, None),
    ("Trươ\u0300ng Nghê\u0300 Đa\u0323i", "Trường Nghề Đại"),
    ("chuông\x07 và \x00không\x1f và \ufffe", "chuông và không và "),
    ("đảo\u202echiều\u200b", "đảochiều"),
    ("nửa\ud800cặp", "nửacặp"),
    ("một\ttab", "một tab"),
    ("hai\r\ndòng\u2028ba", "hai\ndòng\nba"),
    ("=1+1", None),
    ("+84 24 3000", None),
    ("-5", None),
    ("@SUM(A1)", None),
    ("＝1+1", None),
]


@pytest.mark.parametrize(("typed", "seen"), HOSTILE, ids=[repr(typed[:20]) for typed, _ in HOSTILE])
def test_what_people_type_is_printed_as_text_everywhere(typed, seen):
    wanted = typed if seen is None else seen
    cell = (TableCell(typed), TableCell("1", Decimal(1), 0), TableCell("2", Decimal(2), 0))
    made = document(
        letterhead=letterhead(**dict.fromkeys(PEOPLES_WORDS, typed)),
        opening=(Paragraph(typed),),
        sections=(ReportSection(typed, (Paragraph(typed, "bullet"), table(rows=(cell,), title=typed, as_of=typed))),),
        annexes=(Annex(typed, (Paragraph(typed),)),),
        remarks=(typed,),
    )
    docx = opened(made)
    lines = [one.text for one in paragraphs(docx)]
    assert lines.count(wanted) >= 4
    assert docx.tables[1].rows[1].cells[0].text == wanted
    # Titles are broken into lines and set in capitals, but no letter is lost.
    assert plain(wanted.upper()) in [plain(line) for line in lines]
    assert docx.sections[0].header.paragraphs[-1].text == wanted
    assert docx.core_properties.title.startswith("Báo cáo")


def test_every_kind_of_block_keeps_its_words_and_its_place():
    docx = opened(document())
    words = [line for line in texts(docx) if line.startswith(("Tỷ lệ", "Thực hiện", "Số liệu của hai", "Trên đây"))]
    assert [line[:10] for line in words] == ["Thực hiện ", "Tỷ lệ lao ", "Tỷ lệ lao ", "Số liệu củ", "Trên đây l"]


def test_a_table_has_its_title_above_and_what_its_numbers_rest_on_below():
    docx = opened(document(annexes=()))
    before, after = docx.tables[1]._tbl.getprevious(), docx.tables[1]._tbl.getnext()
    assert before.text == "Bảng 1. Số người được đào tạo"
    assert [after.text, after.getnext().text] == [AS_OF, "Số liệu minh họa."]


def test_the_head_of_a_table_is_repeated_and_no_row_is_torn_apart():
    rows = opened(document()).tables[3].rows
    assert len(rows) == 41
    assert rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert [row for row in rows if row._tr.trPr.find(qn("w:cantSplit")) is None] == []
    assert [row for row in rows[1:] if row._tr.trPr.find(qn("w:tblHeader")) is not None] == []


def test_numbers_stand_at_the_right_and_words_at_the_left():
    head, row, *_ = opened(document()).tables[1].rows
    assert [look(cell.paragraphs[0]).alignment for cell in row.cells] == ["LEFT", "RIGHT", "RIGHT"]
    assert [look(cell.paragraphs[0]).alignment for cell in head.cells] == ["CENTER"] * 3
    assert all(look(cell.paragraphs[0]).bold for cell in head.cells)


def test_a_bold_cell_is_bold():
    sum_row = (TableCell("Tổng", bold=True), TableCell("2", Decimal(2), 0, bold=True), TableCell("—"))
    _, row = opened(document(annexes=(Annex("Phụ", (table(rows=(sum_row,)),)),))).tables[3].rows
    assert [look(cell.paragraphs[0]).bold for cell in row.cells] == [True, True, False]


def test_only_tables_of_numbers_have_borders():
    styles = [one.style.name for one in opened(document()).tables]
    assert styles == ["Normal Table", "Bảng số liệu", "Normal Table", "Bảng số liệu", "Bảng số liệu"]


@pytest.mark.parametrize("landscape", [False, True])
def test_a_table_is_as_wide_as_the_text_and_divides_it_by_the_shares(landscape):
    docx = opened(document(annexes=(Annex("Phụ", (table(),), landscape=landscape),)))
    section = docx.sections[-1]
    room = (section.page_width - section.left_margin - section.right_margin) // 635
    widths = [int(column.get(qn("w:w"))) for column in docx.tables[3]._tbl.tblGrid]
    assert abs(sum(widths) - room) <= 5
    assert widths[0] == pytest.approx(room / 2, abs=5)


def test_a_narrow_column_is_widened_so_that_its_numbers_do_not_break():
    numbers = tuple(TableColumn(f"Năm {year}", 1, True) for year in range(2021, 2026))
    row = (TableCell("Tỷ lệ lao động qua đào tạo"), *(TableCell("1.150.000", Decimal(1150000), 0) for _ in numbers))
    data = table(columns=(TableColumn("Chỉ tiêu", 20), *numbers), rows=(row,))
    docx = opened(document(annexes=(Annex("Phụ", (data,)),)))
    widths = [int(column.get(qn("w:w"))) for column in docx.tables[3]._tbl.tblGrid]
    # Nine letters of 12 points: seven digits of 500 and two dots of 250, and the air of the cell.
    assert min(widths[1:]) >= (7 * 500 + 2 * 250) * 12 * 20 // 1000 + 2 * 85
    assert widths[0] > max(widths[1:])


def test_columns_take_from_those_with_air_what_lets_most_rows_stand_on_one_line():
    columns = (TableColumn("Đơn vị", 8), TableColumn("Số người", 2, True), TableColumn("Loại số", 1))
    rows = ((TableCell("UBND quận Ba Đình"), TableCell("10.503"), TableCell("chính thức, minh họa")),) * 30
    docx = opened(document(annexes=(Annex("Phụ", (table(columns=columns, rows=rows),)),)))
    agency, number, kind = (int(column.get(qn("w:w"))) for column in docx.tables[3]._tbl.tblGrid)
    assert kind >= text_width("chính thức, minh họa", Face(12)) + 2 * 85
    assert agency > kind > number


def test_one_long_cell_does_not_press_the_others_together():
    columns = (TableColumn("Đơn vị", 3), TableColumn("Số người", 2, True), TableColumn("Giải trình", 5))
    usual = (TableCell("UBND quận Ba Đình"), TableCell("10.503"), TableCell("Chờ kết quả điều tra"))
    long = (TableCell("UBND quận Tây Hồ"), TableCell("6.209"), TableCell("Chờ kết quả điều tra. " * 60))
    shapes = []
    for rows in ((usual,) * 30, (*(usual,) * 29, long)):
        docx = opened(document(annexes=(Annex("Phụ", (table(columns=columns, rows=rows),)),)))
        shapes.append([int(column.get(qn("w:w"))) for column in docx.tables[3]._tbl.tblGrid])
    assert shapes[0] == shapes[1]


def test_a_cell_over_all_columns_is_a_heading_that_stays_with_its_rows():
    heading = (TableCell("Nhiệm vụ giao tại mục V.1", bold=True, columns=3), TableCell(""), TableCell(""))
    usual = (TableCell("V.1.1"), TableCell("1"), TableCell(""))
    sum_row = (TableCell("Cộng", bold=True), TableCell("1", bold=True), TableCell(""))
    docx = opened(document(annexes=(Annex("Phụ", (table(rows=(heading, usual, sum_row)),)),)))
    rows = docx.tables[3].rows
    assert [len(row._tr.tc_lst) for row in rows] == [3, 1, 3, 3]
    assert rows[1]._tr.tc_lst[0].grid_span == 3
    assert rows[1].cells[0].paragraphs[0].paragraph_format.keep_with_next


def test_only_a_row_longer_than_a_few_lines_may_go_on_over_the_page():
    rows = [(TableCell(text), TableCell("1"), TableCell("")) for text in ("UBND quận Ba Đình", "UBND xã; " * 126)]
    docx = opened(document(annexes=(Annex("Phụ", (table(rows=tuple(rows)),)),)))
    assert ["w:cantSplit" in row._tr.xml for row in docx.tables[3].rows] == [True, True, False]


def test_a_table_of_many_columns_has_smaller_letters():
    columns = tuple(TableColumn(f"Năm {year}", 1, True) for year in range(2018, 2026))
    many = table(columns=columns, rows=((TableCell("1"),) * 8,))
    few = table(columns=columns[:7], rows=((TableCell("1"),) * 7,))
    docx = opened(document(annexes=(Annex("Phụ", (many, few), landscape=True),)))
    assert [look(docx.tables[place].rows[1].cells[0].paragraphs[0]).size for place in (3, 4)] == [10, 12]
    assert [look(docx.tables[place].rows[0].cells[0].paragraphs[0]).size for place in (3, 4)] == [10, 12]


def test_a_table_does_not_repeat_the_name_of_its_annex():
    docx = opened(document(annexes=(Annex("Kết quả", (table(title="Kết quả"), table(title="Khác"))),)))
    lines = texts(docx)
    assert "KẾT QUẢ" in lines
    assert "Kết quả" not in lines
    assert "Khác" in lines


def test_a_table_with_too_many_columns_for_the_page_keeps_to_the_page():
    columns = tuple(TableColumn("Rất-dài-không-ngắt-được", 1) for _ in range(20))
    data = table(columns=columns, rows=((TableCell("x"),) * 20,))
    docx = opened(document(annexes=(Annex("Phụ", (data,)),)))
    widths = [int(column.get(qn("w:w"))) for column in docx.tables[3]._tbl.tblGrid]
    assert sum(widths) <= 9300
    assert max(widths) - min(widths) <= 1


def test_a_row_of_another_length_than_the_head_is_refused():
    with pytest.raises(ValueError, match="zip"):
        write_docx(document(annexes=(Annex("Phụ", (table(rows=((TableCell("x"),),)),)),)))


def test_a_table_without_rows_or_notes_still_stands():
    data = table(rows=(), as_of="", notes=(), title="")
    assert len(opened(document(annexes=(Annex("Phụ", (data,)),))).tables[3].rows) == 1


def test_an_agency_for_each_commune_is_a_row_for_each():
    docx = opened(document(annexes=(Annex("Phụ", (table(186),)),)))
    assert len(docx.tables[3].rows) == 187


def test_the_same_document_gives_the_same_bytes():
    assert write_docx(document()) == write_docx(document())
    changed = replace(document(), opening=(Paragraph("Khác"),))
    assert write_docx(changed) != write_docx(document())


def test_the_file_tells_its_title_its_author_and_the_day_of_issue_but_no_person():
    docx = opened(document())
    properties = docx.core_properties
    assert properties.title.startswith("Báo cáo Kết quả thực hiện Kế hoạch số 177/KH-UBND")
    assert properties.author == "Sở Giáo dục và Đào tạo"
    assert properties.modified.date() == date(2024, 1, 5)
    assert properties.last_modified_by == ""
    draft = opened(document(letterhead=letterhead(signed_on=None)))
    assert draft.core_properties.modified is None


def test_every_part_of_the_file_has_the_same_old_date_and_nothing_runs_or_leads_outside():
    with zipfile.ZipFile(io.BytesIO(write_docx(document()))) as archive:
        assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = archive.namelist()
        relations = b"".join(archive.read(name) for name in names if name.endswith(".rels"))
    assert b"External" not in relations
    assert not [name for name in names if "vba" in name.lower() or "embeddings" in name]


@pytest.mark.slow
def test_the_samples_of_the_template_are_not_printed():
    assert "Quốc hiệu" not in texts(opened(document()))
    assert {one.style.name for one in paragraphs(opened(document()))} >= {"Quốc hiệu", "Ô số", "Ngắt phần"}


def test_text_that_needs_no_cleaning_stays_the_same_object():
    text = "Tỷ lệ lao động"
    assert printable_text(text) is text
