"""A filled workbook beside the form: taken, changed, same or refused, each with its cell, and nothing written."""

import json
from datetime import date
from decimal import Decimal

import pytest

from agencies import clock
from reports.collection.workbook import reading
from reports.collection.workbook.comparing import CellVerdict, WorkbookComparison, compare
from reports.collection.workbook.file_check import BadFile
from reports.collection.workbook.form import form_workbook
from reports.collection.workbook.layout import SHEET, STAMP_SHEET
from reports.collection.workbook.reader_process import read_workbook
from reports.models import Entry, Figure, FigureRevision, Quality
from tests import factories
from tests.reports.collection.scene import Scene, number
from tests.reports.collection.workbook.conftest import ROWS, edited, with_cells


@pytest.fixture(autouse=True)
def read_in_this_process(monkeypatch):
    """To start Python takes longer than all the rest; test_upload.py and test_bad_files.py read in the real child."""
    used = {"memory_kib": 0, "seconds": 0.0}
    monkeypatch.setattr(reading, "in_child", lambda data: json.loads(json.dumps({**read_workbook(data), "used": used})))


def look(scene: Scene, data: bytes, **details) -> WorkbookComparison:
    form = details.pop("form", scene.form)
    return compare(data, name="biểu.xlsx", submission=form, by=scene.reporter, now=clock.now(), **details)


def verdicts(comparison: WorkbookComparison) -> dict[str, str]:
    return {one.cell.code: one.verdict for one in comparison.cells}


def refusal(scene: Scene, data: bytes) -> str:
    with pytest.raises(BadFile) as refused:
        look(scene, data)
    return str(refused.value)


def test_a_form_that_comes_back_as_it_went_changes_nothing(scene, blank):
    comparison = look(scene, blank)
    assert verdicts(comparison) == dict.fromkeys(ROWS, CellVerdict.SAME)
    assert (comparison.changes, comparison.can_be_taken) == ([], False)


def test_a_filled_form_that_comes_back_as_it_went_changes_nothing(scene):
    scene.accepted_last_year(total="90")
    scene.save(
        number("total", "1.150", quality=Quality.ESTIMATE, note="=1+1"),
        number("college", "0"),
        number("labour", "231850", note="hai dòng\nghi chú"),
    )
    scene.fill(rest=None, total="1.151")
    assert set(verdicts(look(scene, form_workbook(scene.form))).values()) == {CellVerdict.SAME}


def test_what_was_typed_is_taken_and_what_was_there_is_changed(scene):
    scene.save(number("total", "7"))
    comparison = look(
        scene, with_cells(form_workbook(scene.form), F6=100, F7="1.040", G7="Số ước", G8="Không phát sinh")
    )
    assert verdicts(comparison) == {
        "total": CellVerdict.CHANGED, "college": CellVerdict.TAKEN, "rest": CellVerdict.TAKEN,
        "labour": CellVerdict.SAME, "labour_trained": CellVerdict.SAME,
    }  # fmt: skip
    assert [(change.entry, change.value, change.quality) for change in comparison.changes] == [
        (Entry.NUMBER, Decimal(100), Quality.FINAL),
        (Entry.NUMBER, Decimal(1040), Quality.ESTIMATE),
        (Entry.NOT_APPLICABLE, None, Quality.FINAL),
    ]
    assert [one.place for one in comparison.of(CellVerdict.CHANGED)] == ["Biểu nhập!F6"]
    assert (Figure.objects.count(), FigureRevision.objects.count()) == (1, 1)


def test_an_emptied_cell_is_a_change_to_blank_and_not_to_zero(scene):
    scene.save(number("total", "7"))
    (change,) = look(scene, with_cells(form_workbook(scene.form), F6=None, G6=None)).changes
    assert (change.code, change.value, change.entry) == ("total", None, Entry.NUMBER)


@pytest.mark.once
@pytest.mark.parametrize(
    ("cells", "address", "reason"),
    [
        ({"F6": "=1+1"}, "F6", "công thức"),
        ({"F6": "#REF!"}, "F6", "#REF!"),
        ({"F6": date(2024, 12, 10)}, "F6", "ngày tháng"),
        ({"F6": True}, "F6", "TRUE"),
        ({"F6": "1.2.3"}, "F6", "đặt dấu chưa rõ"),
        ({"F6": "72.23"}, "F6", "72,23 hay 7.223"),
        ({"F6": "１２３"}, "F6", "toàn khổ"),
        ({"F6": 72.5}, "F6", "phần lẻ"),
        ({"F6": -3}, "F6", "âm"),
        ({"F6": 1e300}, "F6", "chữ số"),
        ({"F6": 12345678901234567}, "F6", "chữ số"),
        ({"G6": "Gần đúng"}, "G6", "không phải là loại số"),
        ({"F6": 5, "G6": "Không phát sinh"}, "F6", "xóa một trong hai"),
        ({"G6": "Chưa có số liệu"}, "F6", "lý do"),
        ({"F6": 5, "H6": "=HYPERLINK(A1)"}, "H6", "công thức"),
        ({"F6": 5, "H6": "x" * 2001}, "F6", "2001 ký tự"),
    ],
    ids=str,
)
def test_a_cell_that_cannot_be_taken_says_why_with_its_address(scene, blank, cells, address, reason):
    comparison = look(scene, with_cells(blank, **{"F7": 40, **cells}))
    (refused,) = comparison.of(CellVerdict.REFUSED)
    assert refused.place == f"{SHEET}!{address}"
    assert reason in refused.message
    assert verdicts(comparison)["college"] == CellVerdict.TAKEN
    assert not comparison.can_be_taken


def test_a_percent_cell_is_refused_because_it_holds_another_number_than_it_shows(scene, blank):
    def fill(book):
        book[SHEET]["F6"] = 0.5523
        book[SHEET]["F6"].number_format = "0.00%"

    (refused,) = look(scene, edited(blank, fill)).of(CellVerdict.REFUSED)
    assert (refused.cell.address, "phần trăm" in refused.message) == ("F6", True)


def test_a_merged_cell_and_a_hidden_row_are_refused_cell_by_cell(scene, blank):
    def fill(book):
        book[SHEET].merge_cells("F6:F7")
        book[SHEET].row_dimensions[9].hidden = True

    reasons = {one.cell.address: one.message for one in look(scene, edited(blank, fill)).of(CellVerdict.REFUSED)}
    assert {address: reasons[address][:14] for address in reasons} == {
        "F6": "Ô bị gộp với ô", "F7": "Ô bị gộp với ô", "F9": "Dòng 9 đang ẩn",
    }  # fmt: skip


def test_a_file_of_an_older_layout_is_refused_by_that_name(scene, blank):
    data = edited(blank, lambda book: book[STAMP_SHEET].__setitem__("B1", "0"))
    assert "Mẫu biểu cũ" in refusal(scene, data)


def test_a_workbook_that_never_was_a_form_is_refused(scene, blank):
    assert "không phải là biểu tải từ vocplan" in refusal(
        scene, edited(blank, lambda book: book.remove(book[STAMP_SHEET]))
    )


def test_a_moved_column_is_refused_with_both_places(scene, blank):
    message = refusal(scene, edited(blank, lambda book: book[SHEET].insert_cols(6)))
    assert "“Năm 2024” phải ở F4, tệp có ở G4" in message


def test_a_duplicate_row_is_refused_by_name(scene, blank):
    assert "“total” có 2 lần" in refusal(scene, with_cells(blank, A7="total"))


def test_a_row_of_another_form_is_refused_by_name(scene, blank):
    assert "“teachers” không thuộc biểu" in refusal(scene, with_cells(blank, A7="teachers"))
    assert "mất mã dòng" in refusal(scene, with_cells(blank, A7=None, F7=5))


def test_another_agencys_file_is_refused_by_name(scene):
    neighbour = factories.make_agency("002")
    theirs = form_workbook(factories.make_submission(scene.form.period, neighbour))
    assert "đơn vị 002, còn báo cáo này của đơn vị 001" in refusal(scene, theirs)


def test_a_file_of_another_plan_is_refused_by_name(scene):
    assert "kế hoạch KH-CL2239" in refusal(scene, form_workbook(scene.other))


def test_a_colleagues_later_number_is_not_written_over_and_is_named(scene, blank):
    colleague = factories.make_user(agency=scene.district, username="colleague", last_name="Trần", first_name="Bình")
    scene.save(number("total", "1.150"), number("college", "9"), by=colleague)
    comparison = look(scene, with_cells(blank, F6=1105, F7=9))
    (refused,) = comparison.of(CellVerdict.REFUSED)
    assert refused.cell.code == "total"
    assert "ghi 1.150 lúc" in refused.message
    assert verdicts(comparison)["college"] == CellVerdict.SAME


def test_a_cell_the_file_left_alone_does_not_undo_what_was_typed_since(scene):
    scene.save(number("total", "7"))
    data = form_workbook(scene.form)
    scene.save(number("total", "8"))
    (same,) = [one for one in look(scene, data).cells if one.cell.code == "total"]
    assert same.verdict == CellVerdict.SAME
    assert "giữ số trên biểu" in same.message


def test_a_figure_of_another_plans_form_is_shown_and_not_taken(scene):
    scene.save(number("total", "1.150"))
    data = form_workbook(scene.other)
    # The other plan wants the total: its form asks for the parts of it, too.
    asked = ("total", "college", "rest", "teachers")
    assert verdicts(look(scene, data, form=scene.other)) == dict.fromkeys(asked, CellVerdict.SAME)
    (refused,) = look(scene, with_cells(data, F6=9), form=scene.other).of(CellVerdict.REFUSED)
    assert "KH-10" in refused.message


def test_the_checks_of_the_page_name_the_cell_of_the_file(scene, blank):
    comparison = look(scene, with_cells(blank, F6=100, F7=40, F8=50))
    (found,) = comparison.findings
    assert (found[0].place, "khác tổng các phần (90)" in found[1].message) == ("Biểu nhập!F6", True)


def test_looking_costs_few_queries_however_many_cells(scene, blank, django_assert_max_num_queries):
    data = with_cells(blank, F6=100, F7=40, F8=60, F9=1000, F10=700)
    with django_assert_max_num_queries(12):
        assert len(look(scene, data).changes) == 5


def test_what_a_return_asked_and_the_file_leaves_unanswered_is_said_before_it_is_taken(scene):
    form = scene.returned()
    found = {one.cell.code: finding.message for one, finding in look(scene, form_workbook(form), form=form).findings}
    assert "Kiểm lại tổng số" in found["total"]
