"""Places of a draft by the names of their fields, in words, and where what is saved differs from what was typed."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from agencies.models import AgencyKind
from reports.plans.page import AMBITIONS, BASES, FREQUENCIES, LEVEL_ROW, SIGNS, STATES, shown_level, yearly_text
from reports.plans.telling import PlanNames
from targets.plans.baselines import baseline_lines
from targets.plans.work import HEAD_LABELS, Work, target_code

DRAFT_ROWS = {"targets": "Dòng", "numbers": "Số khác", "milestones": "Mốc", "duties": "Nhiệm vụ"}
DRAFT_FIELDS = {
    "state": "trạng thái", "indicator": "chỉ tiêu", "phrase": "tên", "kinds": "ai nhập", "comparator": "so sánh",
    "low": "mức", "high": "mức cao nhất", "year": "năm", "basis": "cách tính", "from_year": "từ năm",
    "base_year": "năm gốc", "ambition": "cam kết hay phấn đấu", "title": "nội dung", "lead": "chủ trì",
    "cooperating": "phối hợp", "citation": "căn cứ", "unit": "đơn vị", "yearly": "kế hoạch từng năm",
    "number": "số", "question": "câu hỏi",
}  # fmt: skip
# What a row keeps under another name than its field.
KEPT_AS = {"yearly": "yearly_plan"}
LEVEL_WORDS = {
    "body": "đơn vị", "indicator": "chỉ tiêu", "comparator": "so sánh", "low": "mức", "high": "mức cao nhất",
    "from_year": "từ năm", "year": "năm", "citation": "căn cứ",
}  # fmt: skip
GROUP_WORDS = {"number": "số", "title": "tên", "citation": "căn cứ"}
REPORTING_WORDS = {
    "frequency": "kỳ báo cáo", "due_day": "hạn, ngày", "due_month": "hạn, tháng", "due_next_year": "hạn ở năm sau",
    "opens_day": "mở từ ngày", "opens_month": "mở từ tháng", "first_year": "từ năm", "last_year": "đến năm",
    "recipient": "nơi nhận",
}  # fmt: skip
INTERIM_WORDS_OF_FIELDS = {
    "due_day": "hạn, ngày", "due_month": "hạn, tháng", "data_day": "số liệu đến hết ngày",
    "data_month": "số liệu đến hết tháng",
}  # fmt: skip
INTERIM_ROW, GROUP_ROW = "interim", "g"
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
    if row.startswith(LEVEL_ROW):
        return f"Mức của đơn vị {row.removeprefix(LEVEL_ROW)}, {LEVEL_WORDS[field]}"
    if row.startswith(GROUP_ROW):
        return f"Nhóm nhiệm vụ {row.removeprefix(GROUP_ROW)}, {GROUP_WORDS[field]}"
    if row.startswith(BASELINE_ROW):
        return f"Giá trị gốc của dòng {row.removeprefix(BASELINE_ROW)}, {BASELINE_WORDS[field]}"
    if row.startswith(INTERIM_ROW):
        number = row.removeprefix(INTERIM_ROW)
        return f"Chế độ báo cáo, báo cáo trong năm lần {number}: {INTERIM_WORDS_OF_FIELDS[field]}"
    return f"{DRAFT_ROWS[DRAFT_KEYS[row[0]]]} {row[1:]}, {DRAFT_FIELDS[field]}"


def draft_differences(saved: Work, typed: Work, names: PlanNames) -> list[Differing]:
    """Where the two differ in what the page can change; rows that only what was typed has are left out."""
    found: list[Differing] = []
    for part, fields in (("head", HEAD_LABELS), ("reporting", REPORTING_WORDS)):
        found += row_differences(part, fields, saved[part], typed[part], names)
    found += numbered_differences(
        INTERIM_ROW,
        INTERIM_WORDS_OF_FIELDS,
        saved["reporting"].get("interim", []),
        typed["reporting"].get("interim", []),
        names,
    )
    for part in DRAFT_ROWS:
        mine = {row["key"]: row for row in typed[part]}
        for row in saved[part]:
            if row["key"] in mine:
                found += row_differences(row["key"], DRAFT_FIELDS, row, mine[row["key"]], names)
    started = {line.key: line.held for line in baseline_lines(typed, lambda row: target_code(typed, row))}
    for line in baseline_lines(saved, lambda row: target_code(saved, row)):
        if line.key in started:
            found += row_differences(line.key, BASELINE_WORDS, line.held or {}, started[line.key] or {}, names)
    levels = (saved.get("body_targets", []), typed.get("body_targets", []))
    found += numbered_differences(LEVEL_ROW, LEVEL_WORDS, *levels, names)
    return found + numbered_differences(GROUP_ROW, GROUP_WORDS, saved["task_groups"], typed["task_groups"], names)


def numbered_differences(
    row: str, fields: Iterable[str], saved: list[Work], typed: list[Work], names: PlanNames
) -> list[Differing]:
    """Rows without a key, each by its number; one that only the saved work has differs in all it says."""
    both = enumerate(zip_longest(saved, typed[: len(saved)], fillvalue={}), start=1)
    return [
        one for number, (held, mine) in both for one in row_differences(f"{row}{number}", fields, held, mine, names)
    ]


def row_differences(anchor: str, fields: Iterable[str], saved: Work, typed: Work, names: PlanNames) -> list[Differing]:
    """The fields of one row that differ; nothing, whether empty or left out, is the same."""
    held = [(field, KEPT_AS.get(field, field)) for field in fields]
    return [
        Differing(anchor, words_of_place(f"{anchor}.{field}"), shown(field, saved.get(name), names))
        for field, name in held
        if (saved.get(name) or None) != (typed.get(name) or None)
    ]


def shown(name: str, value: Any, names: PlanNames) -> str:
    """What a field holds, as the page would say it."""
    if name in ("low", "high", "value"):
        return shown_level(str(value or ""))
    if name == "yearly":
        return yearly_text(value or [])
    if name in ("lead", "cooperating"):
        return names.all_of(value or [])
    if name == "recipient":
        return names.body(value or "")
    if name == "indicator":
        return names.indicator(value) if value else "chỉ tiêu mới"
    if name == "kinds":
        return "; ".join(str(AgencyKind(kind).label) for kind in value or [] if kind in AgencyKind.values)
    if name in VALUE_WORDS:
        return VALUE_WORDS[name].get(value, str(value))
    if isinstance(value, bool):
        return "có" if value else "không"
    return " ".join(value) if isinstance(value, list) else "" if value is None else str(value)
