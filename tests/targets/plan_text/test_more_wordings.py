"""Places in an order, shares told in words, two reports of one sentence, heads of several kinds of schools."""

from decimal import Decimal

import pytest

from targets.plan_text.reading import read_plan_text

RANKS = [
    ("Kỹ năng nghề của tỉnh nằm trong 10 tỉnh, thành phố đứng đầu cả nước.", "10"),
    ("Năng suất xưởng thuộc nhóm 5 tỉnh dẫn đầu vùng.", "5"),
    ("Chỉ số mở lớp trong số 15 địa phương, đơn vị cao nhất nước.", "15"),
    ("Số giải thợ giỏi vào nhóm 8 tỉnh, thành phố hàng đầu.", "8"),
]
SHARES = [
    ("Một phần ba số xưởng có máy mới.", ">=", "33.33"),
    ("Hai phần ba thợ học việc có thẻ nghề.", ">=", "66.67"),
    ("Ít nhất ba phần tư số lớp mở ở xã.", ">=", "75"),
    ("Không quá một phần năm số lớp phải ghép.", "<=", "20"),
    ("Quá nửa số hợp tác xã thuê thợ có chứng chỉ.", ">", "50"),
    ("Hơn nửa số làng nghề có trang bán hàng.", ">", "50"),
    ("Khoảng hai phần năm số thợ là nữ.", "about", "40"),
]


def targets(text):
    return read_plan_text(f"- {text}", heading="II. Mục tiêu đến năm 2030", year=2030).targets


@pytest.mark.parametrize(("text", "place"), RANKS)
def test_a_place_among_the_first_is_at_most_that_place(text, place):
    assert [(one.comparator, str(one.low), one.unit) for one in targets(text)] == [("<=", place, "hạng")]


@pytest.mark.parametrize(("text", "comparator", "share"), SHARES)
def test_a_share_in_words_is_a_percentage(text, comparator, share):
    assert [(one.comparator, one.low, one.unit) for one in targets(text)] == [(comparator, Decimal(share), "%")]


@pytest.mark.parametrize("text", ["Lớp kéo dài hơn nửa năm.", "Học xong trong nửa đầu năm 2027."])
def test_half_a_length_of_time_is_no_share(text):
    assert targets(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        "Các xưởng gửi báo cáo 6 tháng đầu năm trước ngày 15/6 và cả năm trước ngày 15/12.",
        "Các xã báo cáo 06 tháng đầu năm trước ngày 15/6, báo cáo năm trước ngày 15/12 hằng năm.",
    ],
)
def test_a_half_year_and_its_year_are_two_days_of_one_deadline(text):
    [found] = read_plan_text(text, heading="Chế độ báo cáo").deadlines
    assert (found.frequency, found.dates, found.strict) == ("half-year", ("15/6", "15/12"), True)


@pytest.mark.parametrize(
    ("text", "lead"),
    [
        (
            "Hiệu trưởng các trường cao đẳng, trung cấp chịu trách nhiệm rà soát nội quy xưởng.",
            "Hiệu trưởng các trường cao đẳng, trung cấp",
        ),
        (
            "Các trường trung cấp, cao đẳng và trung tâm giáo dục thường xuyên lập sổ tay an toàn.",
            "Các trường trung cấp, cao đẳng và trung tâm giáo dục thường xuyên",
        ),
    ],
)
def test_kinds_of_schools_in_one_breath_are_one_lead(text, lead):
    [duty] = read_plan_text(f"- {text}", heading="V. Tổ chức thực hiện").duties
    assert duty.lead == (lead,)
