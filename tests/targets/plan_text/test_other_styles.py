"""Plans written in another style than those of the cases: parts by letters, a committee of the Party as the issuer."""

from targets.plan_text.reading import read_plan_text

LETTERED = """TỈNH ỦY CÀ MAU
Số 45-KH/TU
Cà Mau, ngày 20 tháng 02 năm 2026

KẾ HOẠCH
thực hiện Nghị quyết về phát triển nguồn nhân lực chất lượng cao đến năm 2030

A. MỤC TIÊU
1. Đến năm 2030
1.1. Tỷ lệ lao động qua đào tạo đạt tối thiểu 75%, trong đó có bằng, chứng chỉ đạt 40%.

B. NHIỆM VỤ VÀ GIẢI PHÁP
1. Đổi mới chương trình đào tạo.

C. TỔ CHỨC THỰC HIỆN
1. Ban Tuyên giáo và Dân vận Tỉnh ủy chủ trì tuyên truyền.
2. Đảng ủy UBND tỉnh lãnh đạo xây dựng kế hoạch chi tiết.
"""


def test_parts_by_letters_are_parts():
    read = read_plan_text(LETTERED)
    assert [(target.low, target.year, target.citation) for target in read.targets] == [
        (75, 2030, "A.1.1"),
        (40, 2030, "A.1.1"),
    ]
    assert [(duty.number, duty.lead) for duty in read.duties] == [
        ("C.1", ("Ban Tuyên giáo và Dân vận Tỉnh ủy",)),
        ("C.2", ("Đảng ủy UBND tỉnh",)),
    ]


def test_the_title_ends_where_the_first_part_begins():
    head = read_plan_text(LETTERED).head
    assert head.title == "thực hiện Nghị quyết về phát triển nguồn nhân lực chất lượng cao đến năm 2030"
    assert head.issuer == "Tỉnh ủy Cà Mau"


def test_a_letter_before_running_text_is_no_part():
    read = read_plan_text("III. MỤC TIÊU\n\nA. Nguyễn Văn A\n\n- Đến năm 2030, mở 12 lớp.\n")
    assert [target.citation for target in read.targets] == ["III, gạch đầu dòng 1"]
