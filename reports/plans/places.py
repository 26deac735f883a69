"""Places of a draft by the names of their fields, in words, and where what is saved differs from what was typed."""

from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from reports.plans.page import AMBITIONS, BASES, FREQUENCIES, SIGNS, STATES, shown_level
from targets.plans.work import HEAD_LABELS, Work

DRAFT_ROWS = {"targets": "Dòng", "numbers": "Số khác", "milestones": "Mốc", "duties": "Nhiệm vụ"}
DRAFT_FIELDS = {
    "state": "trạng thái", "indicator": "chỉ tiêu", "phrase": "tên", "kinds": "ai nhập", "comparator": "so sánh",
    "low": "mức", "high": "mức cao nhất", "year": "năm", "basis": "cách tính", "from_year": "từ năm",
    "base_year": "năm gốc", "ambition": "cam kết hay phấn đấu", "title": "nội dung", "lead": "chủ trì",
    "cooperating": "phối hợp", "citation": "căn cứ", "unit": "đơn vị", "yearly": "kế hoạch từng năm",
    "number": "số",
}  # fmt: skip
REPORTING_WORDS = {
    "frequency": "kỳ báo cáo", "due_day": "hạn, ngày", "due_month": "hạn, tháng", "due_next_year": "hạn ở năm sau",
    "opens_day": "mở từ ngày", "opens_month": "mở từ tháng", "first_year": "từ năm", "last_year": "đến năm",
    "recipient": "nơi nhận",
}  # fmt: skip
INTERIM_WORDS_OF_FIELDS = {
    "due_day": "hạn, ngày", "due_month": "hạn, tháng", "data_day": "số liệu đến hết ngày",
    "data_month": "số liệu đến hết tháng",
}  # fmt: skip
INTERIM_ROW = "interim"
# Starting values stand beside a target: "bt3" beside "t3".
BASELINE_ROW = "bt"
BASELINE_WORDS = {"year": "năm", "value": "mức", "citation": "căn cứ"}
DRAFT_KEYS = {"t": "targets", "n": "numbers", "m": "milestones", "d": "duties"}
VALUE_WORDS = {"state": STATES, "comparator": SIGNS, "basis": BASES, "ambition": AMBITIONS, "frequency": FREQUENCIES}


@dataclass(frozen=True)
class Differing:
    """A place where what is saved is not what was typed; `anchor` is its row on the page."""

    anchor: str
    place: str
    saved: str


def words_of_place(name: str) -> str:
    """ "t3.low" -> "Dòng 3, mức"; "head.issued_on" -> "Ngày ban hành"; "interim2.due_day" -> "Chế độ báo cáo, …"."""
    row, _, field = name.partition(".")
    if row == "head":
        return HEAD_LABELS[field][:1].upper() + HEAD_LABELS[field][1:]
    if row == "reporting":
        return f"Chế độ báo cáo: {REPORTING_WORDS[field]}"
    if row.startswith(BASELINE_ROW):
        return f"Giá trị gốc của dòng {row.removeprefix(BASELINE_ROW)}, {BASELINE_WORDS[field]}"
    if row.startswith(INTERIM_ROW):
        number = row.removeprefix(INTERIM_ROW)
        return f"Chế độ báo cáo, báo cáo trong năm lần {number}: {INTERIM_WORDS_OF_FIELDS[field]}"
    return f"{DRAFT_ROWS[DRAFT_KEYS[row[0]]]} {row[1:]}, {DRAFT_FIELDS[field]}"


def draft_differences(saved: Work, typed: Work) -> list[Differing]:
    """Where the two differ in what the page can change; rows that only one of them has are left out."""
    found = [
        Differing(part, words_of_place(f"{part}.{name}"), shown(name, saved[part].get(name)))
        for part, names in (("head", HEAD_LABELS), ("reporting", REPORTING_WORDS))
        for name in names
        if saved[part].get(name) != typed[part].get(name)
    ]
    found += interim_differences(saved["reporting"].get("interim", []), typed["reporting"].get("interim", []))
    for part in DRAFT_ROWS:
        mine = {row["key"]: row for row in typed[part]}
        found += [
            Differing(row["key"], words_of_place(f"{row['key']}.{name}"), shown(name, row.get(name)))
            for row in saved[part]
            for name in DRAFT_FIELDS
            if row["key"] in mine and row.get(name) != mine[row["key"]].get(name)
        ]
    return found


def interim_differences(saved: list[Work], typed: list[Work]) -> list[Differing]:
    """The reports within the year, each by its number; one that only the saved work has differs in all it says."""
    rows = enumerate(zip_longest(saved, typed[: len(saved)], fillvalue={}), start=1)
    return [
        Differing(f"{INTERIM_ROW}{number}", words_of_place(f"{INTERIM_ROW}{number}.{name}"), shown(name, one.get(name)))
        for number, (one, mine) in rows
        for name in INTERIM_WORDS_OF_FIELDS
        if one.get(name) != mine.get(name)
    ]


def shown(name: str, value: Any) -> str:
    if name in ("low", "high"):
        return shown_level(value)
    if name in VALUE_WORDS:
        return VALUE_WORDS[name].get(value, str(value))
    if isinstance(value, bool):
        return "có" if value else "không"
    return " ".join(value) if isinstance(value, list) else "" if value is None else str(value)
