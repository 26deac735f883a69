"""The workbook holds the report's tables as real numbers, never runs a text, and is ready to print."""

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from reports.issued.content.schema import (
    Annex,
    Dataset,
    Document,
    Letterhead,
    Paragraph,
    ReportSection,
    Table,
    TableCell,
    TableColumn,
)
from reports.issued.files.annex_xlsx import MADE_UP, MATRIX, write_xlsx
from reports.issued.layout.tables.voices import EVERY_EXPLANATION
from tests.reports.issued import datasets

LETTERHEAD = Letterhead(
    parent_body="UBND thành phố Hà Nội",
    issuing_body="Sở Lao động - Thương binh và Xã hội",
    number=5,
    symbol="BC-SLĐTBXH",
    place="Hà Nội",
    signed_on=date(2025, 1, 5),
    kind_name="BÁO CÁO",
    subject="Kết quả thực hiện Kế hoạch năm 2024",
    addressees=(),
    authority="",
    position="",
    signer="",
    recipients=(),
)
AS_OF = "Số liệu tính đến hết ngày 14/12/2024; 28/30 đơn vị đã được duyệt."


def table(*rows: tuple[TableCell, ...], title: str = "Kết quả") -> Table:
    columns = (TableColumn("Chỉ tiêu", 3), TableColumn("Số liệu", 1, numeric=True))
    return Table("results", title, columns, rows, AS_OF, ("“—”: chưa có số liệu.",))


def document(*tables: Table, **columns) -> Document:
    """One table in the body, the others in one annex."""
    return Document(
        **{
            "letterhead": LETTERHEAD,
            "opening": (),
            "sections": (ReportSection("Kết quả", (Paragraph("Lời dẫn."), *tables[:1])),),
            "annexes": (Annex("Số liệu", tables[1:], landscape=True),) if tables[1:] else (),
            **columns,
        }
    )


def opened(dataset: Dataset, made: Document) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(write_xlsx(dataset, made)))


def head_row(sheet: Worksheet) -> int:
    return int(sheet.print_title_rows.split(":")[0].strip("$"))


def body(sheet: Worksheet) -> list[list]:
    """The rows below the table's head, to the first empty line."""
    rows = []
    for row in sheet.iter_rows(min_row=head_row(sheet) + 1):
        if all(cell.value is None for cell in row):
            break
        rows.append(list(row))
    return rows


def test_every_table_of_the_body_and_of_the_annexes_is_a_sheet():
    made = document(table(title="Kết quả"), table(title="Đơn vị"), replace(table(title="đơn vị"), as_of=""))
    assert opened(datasets.whole(), made).sheetnames == ["Kết quả", "Đơn vị", "đơn vị 2", MATRIX, EVERY_EXPLANATION]


def test_explanations_that_the_paper_gathers_stand_one_by_one_with_their_figures():
    same = tuple(datasets.explanation(place) for place in (1, 2))
    sheet = opened(datasets.dataset(explanations=same), document())[EVERY_EXPLANATION]
    assert [[cell.value for cell in row] for row in body(sheet)] == [
        [f"UBND quận số {place}", same[0].element_name, "2024", 3318, 4655, same[0].text] for place in (1, 2)
    ]


def test_a_heading_over_all_columns_runs_on_over_the_empty_cells():
    heading = (TableCell("Nhiệm vụ giao tại mục V.1", columns=2), TableCell(""))
    first, second = body(
        opened(datasets.dataset(), document(table(heading, (TableCell("V.1.1"), TableCell("2"))))).worksheets[0]
    )
    assert [bool(row[0].alignment.wrap_text) for row in (first, second)] == [False, True]


def test_tables_alike_that_follow_each_other_share_a_sheet_each_under_its_title():
    made = document(*(table((TableCell(name), TableCell("1", Decimal(1), 0)), title=f"Bảng {name}") for name in "abc"))
    first, second = opened(datasets.dataset(), made).worksheets[:2]
    assert [first.title, second.title] == ["Bảng a", "Phụ lục. Số liệu"]
    assert [[cell.value for cell in row] for row in body(second)] == [
        ["Bảng b", None],
        ["b", 1],
        ["Bảng c", None],
        ["c", 1],
    ]


@pytest.mark.parametrize(
    ("cell", "value", "number_format"),
    [
        (TableCell("73,0", Decimal("73.0449"), 1), 73.0449, "#,##0.0"),
        (TableCell("1.150.000", Decimal(1150000), 0), 1150000, "#,##0"),
        (TableCell("73,0%", Decimal("73.0449"), 1), 73.0449, '#,##0.0"%"'),
        (TableCell("235.000 ước", Decimal(235000), 0), 235000, '#,##0" ước"'),
        (TableCell("+0,8", Decimal("0.8"), 1), 0.8, "+#,##0.0;-#,##0.0;#,##0.0"),
        (TableCell("–1,05", Decimal("-1.05"), 2), -1.05, "#,##0.00"),
    ],
)
def test_a_number_is_a_number_with_all_its_digits_and_looks_as_on_paper(cell, value, number_format):
    shown = body(opened(datasets.dataset(), document(table((TableCell("x"), cell)))).worksheets[0])[0][1]
    assert (shown.value, shown.number_format, shown.data_type) == (value, number_format, "n")


TEXTS = ["=1+1", "+84 24", "-", "@x", "\t=1", "＝1", "'=1", "0123", "x" * 300, "<&{{ }}\x07 🙂"]


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_a_text_whatever_it_begins_with(text):
    shown = body(opened(datasets.dataset(), document(table((TableCell(text), TableCell(""))))).worksheets[0])[0][0]
    assert shown.data_type == "s" and shown.value == text.replace("\x07", "")
    assert shown.quotePrefix or not text.startswith(("=", "+", "-", "@"))


def test_a_sheet_says_which_report_it_is_of_and_when_its_numbers_held():
    made = document(table((TableCell("x"), TableCell("1"))), remarks=("DỰ THẢO", "Số liệu minh họa"))
    sheet = opened(datasets.dataset(), made).worksheets[0]
    above = [sheet.cell(row, 1).value for row in range(1, head_row(sheet))]
    assert above[0] == "BÁO CÁO Kết quả thực hiện Kế hoạch năm 2024"
    assert {"DỰ THẢO", "Số liệu minh họa", AS_OF} <= set(above)


def test_a_sheet_is_ready_to_print_and_keeps_its_head_in_sight():
    for sheet in opened(datasets.whole(), document(table((TableCell("x"), TableCell("1"))))).worksheets:
        head = head_row(sheet)
        assert sheet.freeze_panes.endswith(str(head + 1))
        assert sheet.page_setup.orientation == "landscape" and sheet.page_setup.paperSize == 9
        assert sheet.sheet_properties.pageSetUpPr.fitToPage and sheet.page_setup.fitToHeight == 0
        assert sheet.print_area.endswith(f"${sheet.max_row}")
        assert sheet.print_title_rows == f"${head}:${head}"


def test_agencies_stand_downwards_and_elements_across():
    made = datasets.many_agencies()
    sheet = opened(made, document()).worksheets[0]
    header = [cell.value for cell in sheet[head_row(sheet)]]
    assert header[:4] == ["Mã đơn vị", "Đơn vị", "Năm", "Số lượt người được đào tạo (lượt người) [trained]"]
    found = {row[0].value: row[3].value for row in body(sheet)}
    assert found == {figure.agency_code: int(figure.value) for figure in made.figures} and len(found) == 126


def test_an_agency_without_a_report_has_an_empty_line():
    made = datasets.dataset(
        elements=(datasets.element(),),
        figures=(datasets.figure(1, quality="estimate"), datasets.figure(3, None, entry="not_applicable")),
        submissions=(datasets.line(1), datasets.line(2, late=None, state="draft"), datasets.line(3)),
    )
    rows = body(opened(made, document()).worksheets[0])
    assert [row[3].value for row in rows] == [4655, None, "không phát sinh"]
    assert rows[0][3].number_format == '#,##0" ước"'


def test_a_wide_table_goes_on_to_more_pages_with_its_agencies_repeated():
    elements = tuple(datasets.element(f"element-{place}") for place in range(30))
    sheet = opened(datasets.dataset(elements=elements), document()).worksheets[0]
    assert sheet.page_setup.fitToWidth > 1 and sheet.print_title_cols == "$A:$C"


def test_a_row_is_as_high_as_its_longest_text():
    sheet = opened(datasets.dataset(), document(table((TableCell("dài " * 100), TableCell("1"))))).worksheets[0]
    head = head_row(sheet)
    assert sheet.row_dimensions[head + 1].height > 3 * 14 and sheet.row_dimensions[head].height is None


def test_what_is_made_up_is_said_on_the_sheet_of_agencies():
    sheet = opened(datasets.dataset(illustrative=True), document()).worksheets[0]
    assert MADE_UP in [row[0].value for row in sheet.iter_rows(max_row=head_row(sheet))]


def test_the_same_report_always_gives_the_same_bytes():
    made, laid_out = datasets.whole(), document(table((TableCell("x"), TableCell("1"))))
    assert write_xlsx(made, laid_out) == write_xlsx(made, laid_out)
    later = replace(made, computed_at=made.computed_at.replace(year=2025))
    properties = openpyxl.load_workbook(io.BytesIO(write_xlsx(later, laid_out))).properties
    assert properties.created.year == properties.modified.year == 2025
