"""A change against a base year is no level of any year; what a level starts from is no target."""

from decimal import Decimal

import pytest

from targets.plan_text.reading import read_plan_text
from targets.plans.content import entry_key
from targets.plans.gaps import gaps
from targets.plans.work import content_of, work_from

# (text, (comparator, low, unit) as the text says it, the base year, whether it falls)
CHANGES = [
    ("Giảm 20% số vụ tai nạn so với năm 2025.", (">=", "20", "%"), 2025, True),
    ("Giảm tối thiểu 10% số giờ học lại so với năm 2024.", (">=", "10", "%"), 2024, True),
    ("So với năm 2023, số lò rèn phải đóng cửa giảm trên 35%.", (">", "35", "%"), 2023, True),
    ("Sản lượng của xưởng tăng ít nhất 30% so với mức của năm 2025.", (">=", "30", "%"), 2025, False),
    ("Số thợ học nâng bậc tăng gấp 1,5 lần so với năm 2020.", (">=", "1.5", "lần"), 2020, False),
    ("Số giờ mô phỏng gấp đôi năm 2025.", (">=", "2", "lần"), 2025, False),
    ("Chi phí sửa chữa cắt giảm khoảng 15% so với cùng kỳ năm 2026.", ("about", "15", "%"), 2026, True),
    ("Thu nhập của thợ cao hơn 25% so với năm 2025.", (">", "25", "%"), 2025, False),
    ("Giảm 3 trường so với năm 2025.", (">=", "3", "trường"), 2025, True),
    ("Số xã chưa có lớp nghề giảm một nửa so với năm 2025.", (">=", "50", "%"), 2025, True),
]
# (text, (comparator, low), the value that it starts from and its year)
FROM_BASES = [
    ("Sắp xếp 12 trường trung cấp, giảm còn 8 trường.", ("<=", "8"), ("12", None)),
    ("Sáp nhập 15 trung tâm thành 9 trung tâm.", (">=", "9"), ("15", None)),
    ("Tinh gọn 20 đầu mối xuống còn tối đa 14 đầu mối.", ("<=", "14"), ("20", None)),
    ("Số phòng thi từ 12 xuống còn 8.", ("<=", "8"), ("12", None)),
    ("Rút 30 trạm giảm còn 24 trạm.", ("<=", "24"), ("30", None)),
    ("Số trường giảm còn 8 trường so với 12 trường năm 2025.", ("<=", "8"), ("12", 2025)),
    ("Giảm tỷ lệ thôn chưa có tổ nghề từ 34% năm 2024 xuống còn 9%.", ("<=", "9"), ("34", 2024)),
    ("Từ 40 lớp năm 2025 tăng lên 65 lớp.", (">=", "65"), ("40", 2025)),
]
LEVELS = [
    "Thành lập 12 trung tâm, còn 8 trung tâm chuyển về xã.",
    "Số xưởng giảm còn 8 so với năm 2025.",
    "Tỷ lệ đúng hạn tăng lên 60% so với năm 2025.",
]


def read(text):
    return read_plan_text(f"- {text}", heading="II. Mục tiêu đến năm 2030", year=2030)


@pytest.mark.parametrize(("text", "told", "base", "falls"), CHANGES)
def test_a_change_names_its_base_year_and_its_direction(text, told, base, falls):
    [target] = read(text).targets
    assert (target.comparator, f"{target.low.normalize():f}", target.unit) == told
    assert (target.basis, target.year, target.base_year, target.falls) == ("change", 2030, base, falls)


@pytest.mark.parametrize(("text", "level", "base"), FROM_BASES)
def test_what_a_level_starts_from_is_a_base_and_no_target(text, level, base):
    found = read(text)
    [target] = found.targets
    assert (target.comparator, str(target.low), target.basis, target.year) == (*level, "year", 2030)
    assert [(str(one.value), one.year) for one in found.baselines] == [base]


@pytest.mark.parametrize("text", LEVELS)
def test_a_level_beside_a_base_year_stays_a_level(text):
    assert {target.basis for target in read(text).targets} == {"year"}


def test_a_level_that_something_is_lowered_to_bears_the_name_of_what_was_there():
    [target] = read("Sắp xếp lại 12 cơ sở dạy nghề công lập giảm còn 8 cơ sở vào năm 2030.").targets
    assert "cơ sở dạy nghề công lập" in target.phrase


@pytest.mark.parametrize(
    ("text", "comparator", "low"),
    [
        ("Giảm tối thiểu 20% số vụ tai nạn so với năm 2025.", "<=", Decimal(-20)),
        ("Số vụ tai nạn giảm trên 20% so với năm 2025.", "<", Decimal(-20)),
        ("Số vụ tai nạn giảm khoảng 20% so với năm 2025.", "about", Decimal(-20)),
        ("Số giờ mô phỏng tăng gấp 1,5 lần so với năm 2025.", ">=", Decimal(50)),
        ("Số giờ mô phỏng tăng 12,5% so với năm 2025.", ">=", Decimal("12.5")),
    ],
)
def test_a_change_that_is_taken_is_in_percent_of_its_base_with_its_sign(text, comparator, low):
    work = work_from(read(text), code="KH-1")
    [row] = work["targets"]
    row["state"] = "taken"
    work["head"].update(issued_on="2026-01-01", first_year=2026, last_year=2030)
    [entry] = content_of(work, locality="01")["targets"]
    assert (entry["comparator"], entry["low"], entry["base_year"]) == (comparator, low, 2025)
    assert entry_key("targets", entry).endswith("2030 change committed")


def test_a_change_in_whole_things_waits_for_the_level_that_is_left():
    work = work_from(read("Giảm 3 trường so với năm 2025."), code="KH-1")
    [row] = work["targets"]
    row["state"] = "taken"
    assert any("không phải %" in gap.message and gap.stops for gap in gaps(work))
    row.update(basis="year", low="9", comparator="<=")
    assert not any(gap.place == row["key"] for gap in gaps(work))
