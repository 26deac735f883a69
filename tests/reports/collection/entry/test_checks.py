"""What a form still has to answer: hard errors, changes to explain, blank cells. No database."""

from decimal import Decimal

import pytest

from reports.collection.entry.checks import CellFinding, CheckedCell, CheckedForm, FindingLevel, findings
from reports.models import Entry
from targets.models import DataElement, PartRule

TOTAL = DataElement(pk=1, code="total", short_name="Tổng số", position=1, change_threshold=Decimal(30))
COLLEGE = DataElement(
    pk=2, code="college", short_name="Cao đẳng", part_of=TOTAL, part_rule=PartRule.SUM, change_threshold=Decimal(30)
)
REST = DataElement(
    pk=3, code="rest", short_name="Còn lại", part_of=TOTAL, part_rule=PartRule.SUM, change_threshold=Decimal(30)
)
WOMEN = DataElement(
    pk=4, code="women", short_name="Nữ", part_of=TOTAL, part_rule=PartRule.AT_MOST, change_threshold=Decimal(30)
)
NOTHING = CheckedCell(Entry.NOT_APPLICABLE)
UNKNOWN = CheckedCell(Entry.MISSING, note="Chờ kết quả điều tra")


def number(value: str, note: str = "") -> CheckedCell:
    return CheckedCell(Entry.NUMBER, Decimal(value), note)


def found(
    cells: dict[str, CheckedCell],
    *,
    before: dict[str, str] | None = None,
    elements=None,
    open_sums: frozenset[str] = frozenset(),
) -> list[CellFinding]:
    """Findings of a form whose elements are those of the cells, unless given."""
    known = [TOTAL, COLLEGE, REST, WOMEN]
    return findings(
        CheckedForm(
            elements=elements or [element for element in known if element.code in cells],
            cells=cells,
            before={code: Decimal(value) for code, value in (before or {}).items()},
            last_year=2023,
            open_sums=open_sums,
        )
    )


def marks(cells: dict[str, CheckedCell], **details) -> list[tuple[str, str]]:
    return [(finding.code, finding.level) for finding in found(cells, **details)]


def test_a_whole_form_has_nothing_to_answer():
    cells = {"total": number("100"), "college": number("40"), "rest": number("60"), "women": number("100")}
    assert found(cells) == []


def test_a_part_above_its_whole_is_an_error_at_the_part_that_names_both_numbers():
    (finding,) = found({"total": number("1000"), "women": number("1001")})
    assert (finding.code, finding.level) == ("women", FindingLevel.HARD)
    assert finding.message == "Nữ (1.001) nhiều hơn tổng số (1.000)."
    assert "ô 1" in finding.advice


def test_a_part_that_equals_its_whole_is_fine():
    assert found({"total": number("100"), "women": number("100")}) == []


def test_parts_that_do_not_add_up_are_an_error_at_the_whole_that_names_the_difference():
    (finding,) = found({"total": number("100"), "college": number("40"), "rest": number("59,5".replace(",", "."))})
    assert (finding.code, finding.level) == ("total", FindingLevel.HARD)
    assert "Tổng số (100) khác tổng các phần (99,5)." in finding.message
    assert "ô 2 đến 3: chênh 0,5" in finding.advice


def test_a_part_that_did_not_happen_adds_nothing():
    assert found({"total": number("60"), "college": NOTHING, "rest": number("60")}) == []
    assert marks({"total": number("61"), "college": NOTHING, "rest": number("60")}) == [("total", FindingLevel.HARD)]


def test_a_part_that_is_not_known_leaves_the_sum_unjudged():
    assert found({"total": number("100"), "college": UNKNOWN, "rest": number("60")}) == []


def test_parts_that_already_exceed_the_whole_are_too_much_whatever_the_unknown_one_is():
    cells = {"total": number("100"), "college": number("60"), "rest": number("60"), "women": UNKNOWN}
    assert marks({**cells, "college": UNKNOWN}) == []
    assert marks(cells) == [("total", FindingLevel.HARD)]


def test_a_form_that_asks_for_some_parts_only_wants_no_more_than_the_whole():
    total = frozenset({"total"})
    cells = {"total": number("100"), "college": number("40"), "rest": number("50")}
    assert found(cells, open_sums=total) == []
    assert marks({**cells, "rest": number("61")}, open_sums=total) == [("total", FindingLevel.HARD)]


def test_a_part_that_is_not_known_does_not_hide_another_above_the_whole():
    assert marks({"total": number("100"), "college": UNKNOWN, "rest": number("101")}) == [("rest", FindingLevel.HARD)]


def test_parts_of_a_whole_that_did_not_happen_cannot_have_happened():
    assert marks({"total": NOTHING, "women": number("5")}) == [("women", FindingLevel.HARD)]
    assert marks({"total": NOTHING, "women": NOTHING}) == []
    assert marks({"total": NOTHING, "women": number("0")}) == []


def test_parts_of_an_unknown_whole_are_not_judged():
    assert found({"total": UNKNOWN, "college": number("40"), "rest": number("60"), "women": number("500")}) == []


def test_at_most_parts_are_not_added_up():
    assert found({"total": number("100"), "women": number("10")}) == []


def test_a_form_without_the_whole_does_not_judge_its_parts():
    assert found({"women": number("10")}, elements=[WOMEN]) == []


@pytest.mark.parametrize(
    ("value", "asked"), [("130", False), ("130.01", True), ("70", False), ("69.99", True), ("100", False), ("0", True)]
)
def test_a_change_beyond_the_threshold_asks_for_a_sentence(value, asked):
    expected = [("total", FindingLevel.SOFT)] if asked else []
    assert marks({"total": number(value)}, before={"total": "100"}) == expected


def test_the_question_names_both_years_and_the_size():
    (up,) = found({"total": number("1500")}, before={"total": "1000"})
    assert up.message == "Tăng 50,0% so với năm 2023 (1.000 thành 1.500)."
    (down,) = found({"total": number("500")}, before={"total": "1000"})
    assert down.message.startswith("Giảm 50,0% so với năm 2023")


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("9999", "Tăng 899,9% so với năm 2023"),
        ("10000", "Gấp 10,0 lần năm 2023 (1.000 thành 10.000), có thể gõ thừa chữ số."),
        ("100", "Chỉ bằng 10,0% năm 2023 (1.000 thành 100), có thể gõ thiếu chữ số."),
        ("101", "Giảm 89,9% so với năm 2023"),
        ("0", "Giảm 100,0% so với năm 2023"),
    ],
)
def test_a_figure_too_many_or_too_few_is_told_as_such(value, words):
    (asked,) = found({"total": number(value)}, before={"total": "1000"})
    assert asked.message.startswith(words)


def test_one_sentence_silences_the_question_but_spaces_do_not():
    before = {"total": "100"}
    assert found({"total": number("500", "Mở thêm hai lớp")}, before=before) == []
    assert marks({"total": number("500", "  ")}, before=before) == [("total", FindingLevel.SOFT)]


def test_after_a_zero_every_other_number_asks():
    (finding,) = found({"total": number("1")}, before={"total": "0"})
    assert finding.level == FindingLevel.SOFT
    assert finding.message == "Năm 2023 là 0, năm 2024 là 1."
    assert found({"total": number("0")}, before={"total": "0"}) == []


def test_what_no_longer_happens_is_a_change_like_any_other():
    assert marks({"total": NOTHING}, before={"total": "100"}) == [("total", FindingLevel.SOFT)]
    assert marks({"total": NOTHING}, before={"total": "0"}) == []


def test_what_is_not_known_is_no_change():
    assert found({"total": UNKNOWN}, before={"total": "100"}) == []


def test_a_blank_cell_is_open_and_is_never_taken_for_zero():
    cells = {"total": number("60"), "college": CheckedCell(), "rest": number("60")}
    assert marks(cells, before={"college": "40"}) == [("college", FindingLevel.BLANK)]


def test_a_cell_that_was_never_touched_is_open():
    assert marks({"total": number("100")}, elements=[TOTAL, WOMEN]) == [("women", FindingLevel.BLANK)]


def test_a_cell_gets_one_finding_and_an_error_goes_before_a_question():
    cells = {"total": number("100"), "women": number("500")}
    assert marks(cells, before={"women": "10"}) == [("women", FindingLevel.HARD)]


def test_findings_come_in_the_order_of_the_cells():
    cells = {"total": number("100"), "college": CheckedCell(), "rest": number("200"), "women": number("60")}
    before = {"women": "10"}
    assert [code for code, _ in marks(cells, before=before)] == ["college", "rest", "women"]
