"""Every digit of a plan's document belongs to a row, and years, days and documents are put aside by themselves."""

import re
from pathlib import Path

import pytest

from targets.plan_text.documents.blocks import read_blocks
from targets.plan_text.reading import read_plan_text
from targets.plans.marking import block_spans, other_numbers
from targets.plans.work import work_from

TEXTS = sorted((Path(__file__).parents[2] / "cases/plans").glob("*.txt"))


def rows_of(text):
    work = work_from(read_plan_text(text), code="KH-1")
    rows = [*work["targets"], *work["numbers"]]
    return rows, other_numbers(text, rows)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_no_digit_of_a_document_is_without_a_row(path):
    text = path.read_text(encoding="utf-8")
    rows, others = rows_of(text)
    blocks = read_blocks(text)
    for block, spans in zip(blocks, block_spans(blocks, [*rows, *others]), strict=True):
        # A digit within a word, as in "XH1", is a name.
        for digit in re.finditer(r"(?<![^\W\d_])\d+", block.text):
            assert any(start <= digit.start() and digit.end() <= end for start, end, _ in spans), digit


@pytest.mark.parametrize(
    ("sentence", "number", "reason"),
    [
        ("Căn cứ Nghị quyết số 41/NQ-HĐND của Hội đồng nhân dân tỉnh", "41/NQ-HĐND", "reference"),
        ("Gửi báo cáo định kỳ, hạn trước ngày 10/6", "10/6", "day"),
        ("Bình Lâm, ngày 12 tháng 3 năm 2026", "12", "day"),
        ("Giai đoạn 2026 - 2030 tập trung nâng tay nghề", "2026", "year"),
        ("- Lưu: VT, VX (08b).", "08b", "reference"),
    ],
)
def test_what_says_when_or_which_is_put_aside(sentence, number, reason):
    _, others = rows_of(f"VII. CHẾ ĐỘ BÁO CÁO\n\n{sentence}\n")
    found = next(row for row in others if row["text"] == number)
    assert (found["reason"], found["state"]) == (reason, "refused")


def test_a_number_that_nothing_explains_is_left_to_be_seen():
    rows, others = rows_of("III. MỤC TIÊU\n\n- Duy trì mã vùng (7777).\n")
    assert [row["state"] for row in [*rows, *others]] == ["offered"]


def test_what_is_left_of_a_number_that_is_marked_in_part_is_to_be_seen():
    [row] = other_numbers("44874-12", [{"key": "n1", "sentence": "44874-12", "start": 0, "end": 5, "state": "refused"}])
    assert (row["text"], row["state"]) == ("12", "offered")


def test_the_same_sentence_twice_has_its_numbers_marked_in_both_places():
    line = "- Hỗ trợ thiết bị dùng chung theo mẫu biểu 12 của tỉnh.\n"
    text = f"IV. GIẢI PHÁP\n\n{line}\nV. KINH PHÍ\n\n{line}"
    rows, others = rows_of(text)
    blocks = read_blocks(text)
    marked = [len(spans) for spans in block_spans(blocks, [*rows, *others])]
    assert marked == [0, 1, 0, 1]


def test_a_year_that_is_counted_is_no_year():
    _, others = rows_of("IV. GIẢI PHÁP\n\n- Vận động 2030 hộ tham gia.\n")
    rows, _ = rows_of("IV. GIẢI PHÁP\n\n- Vận động 2030 hộ tham gia.\n")
    assert not any(row["reason"] == "year" for row in others)
    assert [*rows, *others]
