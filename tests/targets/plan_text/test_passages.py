"""Passages as plans are written, each held against what it promises; no rule knows any of them."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from targets.plan_text.reading import read_plan_text
from tests.targets.plan_text.own_cases import DEADLINES, DUTIES, NOTHING, PASSAGES

OPEN = json.loads((Path(__file__).parents[2] / "cases/plan_passages.json").read_text(encoding="utf-8"))
CERTAIN = [case for case in OPEN if not case.get("doubt")]


@pytest.mark.parametrize(("heading", "year", "text", "wanted"), PASSAGES, ids=[row[2][:50] for row in PASSAGES])
def test_a_passage_promises_what_it_says(heading, year, text, wanted):
    found = [
        (target.comparator, target.low, target.high, target.year, target.basis, target.from_year)
        for target in read_plan_text(text, heading=heading, year=year).targets
    ]
    assert found == [
        (sign, Decimal(low), Decimal(high) if high else None, year, basis, first)
        for sign, low, high, year, basis, first in wanted
    ]


@pytest.mark.parametrize(("heading", "year", "text"), NOTHING, ids=[row[2][:50] for row in NOTHING])
def test_results_means_money_and_conditions_are_no_targets(heading, year, text):
    assert read_plan_text(text, heading=heading, year=year).targets == ()


@pytest.mark.parametrize(("heading", "text", "wanted"), DEADLINES, ids=[row[1][:50] for row in DEADLINES])
def test_a_deadline_is_read(heading, text, wanted):
    [found] = read_plan_text(text, heading=heading).deadlines
    assert (found.frequency, set(found.dates), found.strict, found.year_offset) == wanted


@pytest.mark.parametrize(("heading", "text", "lead", "cooperating"), DUTIES, ids=[row[1][:50] for row in DUTIES])
def test_a_duty_names_who_leads_and_who_cooperates(heading, text, lead, cooperating):
    [found] = read_plan_text(text, heading=heading).duties
    assert list(found.lead) == lead
    assert cooperating is None or list(found.cooperating) == cooperating


@pytest.mark.parametrize("case", CERTAIN, ids=[case["id"] for case in CERTAIN])
def test_a_published_case_is_read(case):
    found = read_plan_text(case["text"], heading=case["context_heading"], year=case["context_year"])
    if case["kind"] in ("target", "none"):
        wanted = [
            (t["comparator"], t["low"], t["high"], t["year"], t["basis"], t["from_year"])
            for t in case["truth"]
            if t["comparator"] != "milestone"
        ]
        assert [
            (t.comparator, float(t.low), None if t.high is None else float(t.high), t.year, t.basis, t.from_year)
            for t in found.targets
        ] == wanted
    elif case["kind"] == "deadline":
        [deadline] = found.deadlines
        assert (deadline.frequency, deadline.strict) == (case["truth"]["frequency"], case["truth"]["strict"])
        assert deadline.year_offset == max(case["truth"]["year_offset"])
        assert len(deadline.dates) == len(case["truth"]["dates"])
    else:
        [duty] = found.duties
        assert sorted(duty.lead) == sorted(case["truth"]["lead"])
        assert sorted(duty.cooperating) == sorted(case["truth"]["cooperating"])


def test_a_milestone_keeps_its_year_and_its_words():
    found = read_plan_text(
        "- Ban hành bộ tiêu chí nghề xanh; có 4 trường áp dụng.", heading="a) Đến năm 2027", year=2027
    )
    assert [(milestone.phrase, milestone.year) for milestone in found.milestones] == [
        ("Ban hành bộ tiêu chí nghề xanh", 2027)
    ]
    assert [target.low for target in found.targets] == [4]


def test_a_base_is_kept_as_a_baseline_and_said_to_be_none():
    found = read_plan_text("- Nâng tỷ lệ thợ có thẻ từ 41,5% năm 2025 lên 57% năm 2030.", heading="2. Mục tiêu")
    assert [(base.value, base.year) for base in found.baselines] == [(Decimal("41.5"), 2025)]
    assert [(number.text, number.reason) for number in found.numbers] == [("41,5%", "base")]
    assert [(target.low, target.year) for target in found.targets] == [(57, 2030)]


def test_what_was_inferred_says_so():
    text = "Đến năm 2030 đào tạo 12.000 lượt người, bình quân mỗi năm 3.000 lượt."
    total, average = read_plan_text(text, heading="2. Mục tiêu").targets
    assert (total.basis, total.from_year, total.sure) == ("cumulative", 2027, "basis")
    assert (average.basis, average.from_year) == ("average_per_year", 2027)


def test_a_year_is_never_made_up():
    [target] = read_plan_text("- Xây dựng 03 bộ học liệu số.", heading="2. Mục tiêu cụ thể").targets
    assert (target.year, target.sure) == (None, "year")


def test_a_level_striven_for_beside_a_committed_one_is_aspired():
    first, second = read_plan_text("Đạt 36%, phấn đấu 40%.", heading="Đến năm 2030", year=2030).targets
    assert (first.ambition, second.ambition) == ("committed", "aspired")


TABLE = """
| TT | Chỉ tiêu | Đơn vị tính | Thực hiện 2025 | Năm 2026 | Năm 2028 | Năm 2030 |
|---|---|---|---|---|---|---|
| 1 | Lao động qua đào tạo | % | 61,5 | 63 | 66,5 | ≥ 70 |
| 2 | Lớp nghề lưu động | lớp | 40 | 55 | 60 - 70 | 80 |
"""


def test_a_table_gives_a_target_for_each_year_to_come():
    found = read_plan_text(TABLE, heading="2. Chỉ tiêu cụ thể").targets
    assert [(t.phrase, t.comparator, t.low, t.high, t.unit, t.year) for t in found] == [
        ("Lao động qua đào tạo", ">=", 63, None, "%", 2026),
        ("Lao động qua đào tạo", ">=", Decimal("66.5"), None, "%", 2028),
        ("Lao động qua đào tạo", ">=", 70, None, "%", 2030),
        ("Lớp nghề lưu động", ">=", 55, None, "lớp", 2026),
        ("Lớp nghề lưu động", "range", 60, 70, "lớp", 2028),
        ("Lớp nghề lưu động", ">=", 80, None, "lớp", 2030),
    ]


TASKS = """
| STT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian |
| 1 | Khảo sát nhu cầu thợ | Sở Công Thương | Sở Nội vụ; UBND các xã, phường | Quý II |
"""


def test_a_table_of_tasks_gives_duties():
    [duty] = read_plan_text(TASKS, heading="Phụ lục").duties
    assert (duty.lead, duty.cooperating) == (("Sở Công Thương",), ("Sở Nội vụ", "UBND các xã, phường"))
    assert duty.sentence == "Khảo sát nhu cầu thợ"
