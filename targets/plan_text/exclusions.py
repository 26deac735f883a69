"""Why a number of a plan is no target: a year, a document, money, an age, a grade, a result, a comparison ..."""

import re
from enum import StrEnum

from targets.plan_text.quantities import Quantity


class Reason(StrEnum):
    """Why a number is not proposed; the page says it in words."""

    MONEY = "money"
    AGE = "age"
    SPAN = "span"
    GRADE = "grade"
    COMPARISON = "comparison"
    BASE = "base"
    PAST = "past"
    CONDITION = "condition"
    REFERENCE = "reference"
    ELSEWHERE = "elsewhere"


QUOTED = re.compile(r"[“\"«][^”\"»]{0,300}[”\"»]")
DOCUMENTS = re.compile(
    r"(?:quyết\s+định|nghị\s+quyết|nghị\s+định|thông\s+tư|chỉ\s+thị|kế\s+hoạch|kết\s+luận|công\s+văn|tờ\s+trình|"
    r"chương\s+trình|đề\s+án|"
    r"luật|văn\s+bản|thông\s+báo|hướng\s+dẫn|công\s+điện|quy\s+định|pháp\s+lệnh|hiến\s+pháp|báo\s+cáo)\s+(?:số\s+)?"
    r"\d+\s*(?:[-/]\s*[\wĐđ-]+)+(?:\s*,?\s*(?:ban\s+hành\s+)?ngày\s+\d+/\d+/\d+)?|"
    r"\bsố:?\s+\d+\s*[/-]\s*[\wĐđ/-]+|\b\d+(?:/\d{4})?/[A-ZĐ][\wĐ-]*(?:/[\wĐ-]+)?|"
    r"\bngày\s+\d{1,2}(?:\s+tháng\s+\d{1,2}|/\d{1,2})"
    r"(?:\s+năm\s+\d{4}|/\d{4})?|\b\d{1,2}/\d{1,2}/\d{4}|(?:điều|khoản|điểm|mục|phụ\s+lục|biểu|mẫu|"
    r"chương)\s+\d+(?:\.\d+)*|"
    r"(?:tháng|quý|mùng)\s+\d{1,2}(?:/\d{4})?(?![\d.]|\s*%)|(?:trung\s+ương|khóa|khoá)\s+\d+|\bcovid-?\s*19|"
    r"\basean\s*-?\s*\d+|\bg\d+\b|"
    r"\b(?:bậc|cấp\s+độ|mức\s+độ|trình\s+độ|phiên\s+bản|hạng\s+(?=\d/))\s*\d+(?:/\d+)?|\d+h\d*|"
    r"0\d{2,3}[.\s]\d{3}[.\s]?\d+|\b1[89]00\s?\d{4}",
    re.IGNORECASE,
)
OWN_NUMBER = re.compile(r"^\s*(?:\d{1,2}[.)]|[a-zđ]\))\s+(?=\D)")
DATE_WORD = re.compile(r"(?:trước|hết|đến|ngày|chậm nhất|hạn)\s*$", re.IGNORECASE)
DAY_MONTH = re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/%])")
GRADE = re.compile(
    r"(?<!mỗi )(?<!một )(?<!số )\b(?:hạng|loại|cấp|nhóm|lớp|khóa|khoá|lần\s+thứ|thứ|vòng|giai\s+đoạn|tổ|khối|"
    r"hệ\s+số|cỡ|thế\s+hệ)\s*$",
    re.IGNORECASE,
)
# "cấp 3" is a level of school, "cấp 300 thẻ" issues cards.
VERBS_TOO = {"cấp", "tổ", "nhóm"}
# School has twelve grades: a larger number behind such a word counts something.
HIGHEST_GRADE = 12
RANK = re.compile(
    r"(?:\btốp|\btop|thứ\s+hạng|xếp\s+(?:hạng\s+)?thứ|đứng\s+thứ|xếp\s+hạng|xếp\s+vị\s+trí(?:\s+thứ)?|"
    r"vị\s+trí(?:\s+thứ)?|(?<!bằng )\bhạng)\s*$"
    r"|(?:nhóm|trong(?:\s+số)?)\s*$",
    re.IGNORECASE,
)
RANKED = re.compile(
    r"^[^;.\d]{0,40}\b(?:dẫn\s+đầu|đứng\s+đầu|cao\s+nhất|tốt\s+nhất|hàng\s+đầu|đầu\s+(?:cả\s+nước|toàn|bảng))",
    re.IGNORECASE,
)
SPAN_UNIT = re.compile(
    r"^\s*(?:đến\s+\d+\s*)?(?:ngày|tuần|tháng|giờ|năm(?!\s+\d{4})|phút|tiết|quý|buổi)\b", re.IGNORECASE
)
SPAN_SUBJECT = re.compile(r"thời\s+(?:gian|hạn|lượng)|số\s+(?:giờ|ngày|buổi|tiết)", re.IGNORECASE)
SPAN_LEAD = re.compile(r"\b(?:sau|trong(?:\s+vòng)?|trước|cách|kéo\s+dài|thời\s+hạn|suốt|nhất|mỗi)\s*$", re.IGNORECASE)
NOW = re.compile(
    r"\bhiện\s+(?:nay|có|còn|mới|đang|tại|đạt|là|chỉ)\b|\(\s*hiện\b|tính\s+đến\b|đến\s+nay\b|năm\s+(?:trước|"
    r"ngoái)|trước\s+đây|cùng\s+kỳ|"
    r"\bđã\s+(?:có|đạt|mở|tạo|tổ\s+chức|đào\s+tạo|bồi\s+dưỡng|cấp|hỗ\s+trợ|giải\s+quyết|tuyển|hoàn\s+thành|dùng|"
    r"sử\s+dụng)\b|vừa\s+qua\b|mới\s+(?:có|đạt)\b|"
    r"mới\s+chỉ\b|thực\s+hiện\s+được\b",
    re.IGNORECASE,
)
MONEY = re.compile(r"^\s*(?:-\s*)?(?:đồng|vnđ|vnd|usd|đô\s+la|euro|đ\b)", re.IGNORECASE)


def hidden_spans(text: str) -> list[tuple[int, int]]:
    """Parts of a sentence whose digits count nothing: quoted titles, documents, days."""
    spans = [found.span() for pattern in (OWN_NUMBER, QUOTED, DOCUMENTS) for found in pattern.finditer(text)]
    for found in DAY_MONTH.finditer(text):
        day, month = int(found[1]), int(found[2])
        # "1/3" may be a third: a zero in front, or a first number that is not the smaller, makes it a day.
        written_as_day = found[1].startswith("0") or found[2].startswith("0") or day >= month
        if month <= 12 and day <= 31 and (written_as_day or DATE_WORD.search(text[: found.start()])):
            spans.append(found.span())
    return spans


def is_rank(text: str, quantity: Quantity) -> bool:
    """A place in an order: "vào tốp 12", "trong nhóm 15 địa phương dẫn đầu"."""
    lead = RANK.search(text[max(0, quantity.start - 24) : quantity.start])
    if lead is None or quantity.is_share:
        return False
    if re.match(r"(?:nhóm|trong)", lead[0].strip(), re.IGNORECASE):
        return bool(RANKED.match(text[quantity.end :]))
    return True


def reason_against(text: str, quantity: Quantity, following: Quantity | None) -> Reason | None:
    """Why a number is no target, None where nothing speaks against it. `following` is the next number of the clause."""
    before, after = text[: quantity.start], text[quantity.end :]
    part = re.split(r"[,;(]\s", before)[-1]
    if MONEY.match(after) or re.match(r"\s*(?:đồng|usd)", quantity.unit):
        return Reason.MONEY
    if re.match(r"\s*(?:đến\s+\d+\s+)?tuổi\b|\s*tuổi", after, re.IGNORECASE) or quantity.unit.startswith("tuổi"):
        return Reason.AGE
    if re.search(r"độ\s+tuổi\s+(?:từ\s+)?$|từ\s+đủ\s+$", before, re.IGNORECASE):
        return Reason.AGE
    if (
        not quantity.is_share
        and SPAN_UNIT.match(after)
        and (SPAN_LEAD.search(before) or not SPAN_SUBJECT.search(part) or per_period(part))
    ):
        return Reason.SPAN
    if is_grade(before, quantity, after):
        return Reason.GRADE
    if NOW.search(nearest_part(before)):
        return Reason.PAST
    if is_base(after, following, quantity, text):
        return Reason.BASE
    if is_comparison(before, after, quantity):
        return Reason.COMPARISON
    if re.search(r"\btrong\s+(?:tổng\s+)?số\s*$|\bcứ\s*(?:\w+\s+)?$", before, re.IGNORECASE) and not quantity.is_share:
        return Reason.REFERENCE
    if is_condition(before, after, quantity, following, text):
        return Reason.CONDITION
    return None


def per_period(part: str) -> bool:
    """A length that tells how something is held, not how long it may take at most."""
    return bool(re.search(r"mỗi\s+(?:đợt|lớp|khóa|khoá)\b", part, re.IGNORECASE))


def nearest_part(before: str) -> str:
    """The words of the innermost bracket or clause before a number."""
    inner = before.rsplit("(", 1)[-1] if before.count("(") > before.count(")") else re.split(r"[;,]\s", before)[-1]
    return f"({inner}" if before.count("(") > before.count(")") else inner


def is_grade(before: str, quantity: Quantity, after: str) -> bool:
    """A number that names a class of something: "lớp 9", "nhóm 6"; no verb before a count ("cấp 26.300 thẻ")."""
    found = GRADE.search(before)
    if found is None or quantity.is_share or quantity.low > HIGHEST_GRADE:
        return False
    word = " ".join(found[0].lower().split())
    follows = re.match(r"\s*([^\W\d]+)", after)
    counts = follows and not re.match(r"trở|của|và|đến|trong|theo|hoặc|tại", follows[1].lower())
    return not (word in VERBS_TOO and counts)


# Bodies put together, or fewer made of many: the number before is what there was.
MERGES = r"(?:sắp\s+xếp|sáp\s+nhập|hợp\s+nhất|tổ\s+chức\s+lại|cơ\s+cấu\s+lại|thu\s+gọn|tinh\s+gọn|dồn|rút|giảm)"
MERGES_BEFORE = re.compile(rf"\b{MERGES}\b[^,;\d]*$", re.IGNORECASE)
LEAVES = re.compile(r"(?<!trở )\b(?:xuống|còn|thành)\b", re.IGNORECASE)
STOOD = re.compile(r"\bso\s+với(?:\s+(?:mức|con\s+số|tổng\s+số|khoảng|gần|trên))*\s*$", re.IGNORECASE)


def is_base(after: str, following: Quantity | None, quantity: Quantity, text: str) -> bool:
    """The level from which something rises or falls: "từ 34% xuống còn 9%"."""
    before = text[: quantity.start]
    if STOOD.search(before) and not quantity.is_share:
        return True
    if following is not None and following.low < quantity.low and following.unit in ("", quantity.unit):
        between = text[quantity.end : following.start]
        lowers = LEAVES.search(between) and ";" not in between
        if lowers and (MERGES_BEFORE.search(before) or re.search(MERGES, between, re.IGNORECASE)):
            return True
    if (
        not re.search(r"\btừ(?:\s+(?:mức|khoảng|trên|dưới|gần|chỗ|con\s+số))*\s*$", before, re.IGNORECASE)
        or following is None
    ):
        return False
    between = text[quantity.end : following.start]
    return (
        bool(re.search(r"(?<!trở )\b(?:lên|xuống|còn|tới\s+mức|đến\s+mức|thành)\b", between, re.IGNORECASE))
        and ";" not in between
    )


def is_comparison(before: str, after: str, quantity: Quantity) -> bool:
    """How a number stands to a plan or another year; a change that is itself promised is no comparison."""
    if re.match(
        r"\s*(?:so\s+với\s+)?(?:kế\s+hoạch|mức\s+giao|kết\s+quả|dự\s+toán|chỉ\s+tiêu\s+(?:giao|được))",
        after,
        re.IGNORECASE,
    ):
        return (
            bool(re.search(r"\b(?:bằng|tương\s+đương|vượt|đạt|tăng)\s*$", before, re.IGNORECASE)) and quantity.is_share
        )
    return (
        bool(re.search(r"\bbằng\s+$", before, re.IGNORECASE))
        and bool(re.match(r"\s*(?:so\s+với|của|cùng\s+kỳ|năm|mức)", after, re.IGNORECASE))
        and quantity.is_share
    )


def is_condition(before: str, after: str, quantity: Quantity, following: Quantity | None, text: str) -> bool:
    """A number that says which bodies are meant: "các xã có hộ nghèo trên 20% được bố trí ít nhất 03 lớp"."""
    part = re.split(r"[,;:]\s", before)[-1]
    if following is None or not re.search(r"\b(?:có|với|đạt|từ)\b", part, re.IGNORECASE):
        return False
    between = text[quantity.end : following.start]
    if re.search(r"[,;]", between) or re.search(r"^\s*(?:\S+\s+){0,2}$", part):
        return False
    return bool(re.search(r"\b(?:được|phải|thì|sẽ|cần)\b", between)) and bool(
        re.match(r"(?:[-+]\s*)?(?:các|những|mỗi|đối\s+với|\w+)\b[^,;]*\bcó\b", part.strip(), re.IGNORECASE)
    )
