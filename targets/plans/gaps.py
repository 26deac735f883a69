"""What is still missing in the work on a plan before somebody else can check it, each with its place on the page."""

from dataclasses import dataclass
from typing import Any

from targets.calculations.change import change_bounds
from targets.calculations.statuses import Comparator
from targets.plans.baselines import baseline_lines
from targets.plans.questions import is_asked, open_questions
from targets.plans.work import (
    HEAD_LABELS,
    OFFERED,
    Work,
    bound_value,
    day_of,
    signed_low,
    taken,
    target_code,
)


@dataclass(frozen=True)
class DraftGap:
    """Something that keeps a draft from being checked; `stops` False where it may go on without.

    `asks`: a question to whoever checks it, with which it may be sent.
    """

    place: str
    message: str
    stops: bool = True
    asks: bool = False


def gaps(work: Work) -> list[DraftGap]:
    """What is still missing before somebody else can check the draft."""
    found = [
        DraftGap(f"head.{name}", f"Đầu văn bản: còn thiếu {label}")
        for name, label in HEAD_LABELS.items()
        if work["head"].get(name) in (None, "") or (name == "issued_on" and day_of(work["head"][name]) is None)
    ]
    if work["reporting"]["frequency"] != "none" and not work["reporting"]["recipient"]:
        found.append(DraftGap("reporting", "Báo cáo: chọn nơi nhận báo cáo"))
    for name, label in (("targets", "mục tiêu"), ("numbers", "số"), ("milestones", "mốc"), ("duties", "nhiệm vụ")):
        open_rows = [row for row in work[name] if row["state"] == OFFERED and not is_asked(row)]
        if open_rows:
            found.append(DraftGap(name, f"Còn {len(open_rows)} {label} chưa xem"))
    found += [
        DraftGap(row["key"], f"{label}: câu hỏi chờ người kiểm tra trả lời", asks=True)
        for label, row in open_questions(work)
    ]
    for row in taken(work, "targets"):
        found += target_gaps(row)
    for row in taken(work, "milestones"):
        if row["year"] is None:
            found.append(DraftGap(row["key"], f"Mốc {row['key'][1:]}: văn bản không nêu năm, cần ghi"))
    found += [
        DraftGap(line.key, f"Giá trị gốc của dòng {line.target['key'][1:]}: cần cả năm và mức")
        for line in baseline_lines(work, lambda row: target_code(work, row))
        if line.held and is_half(line.held)
    ]
    found += [
        DraftGap(f"u{number}", f"Mức của đơn vị, dòng {number}: cần đơn vị, chỉ tiêu, mức và năm")
        for number, row in enumerate(work.get("body_targets", []), start=1)
        if not (row["body"] and row["indicator"] and row["year"] and bound_value(row["low"]) is not None)
    ]
    found += same_targets(work)
    for row in taken(work, "duties"):
        if not row["lead"]:
            found.append(DraftGap(row["key"], f"Nhiệm vụ {row['number']}: chưa khớp đơn vị chủ trì"))
    if not taken(work, "targets") and not taken(work, "milestones"):
        found.append(DraftGap("targets", "Chưa nhận mục tiêu nào"))
    return found


def is_half(base: Work) -> bool:
    return base["year"] is None or bound_value(str(base["value"])) is None


def target_gaps(row: Work) -> list[DraftGap]:
    found = []
    label = f"Mục tiêu {row['key'][1:]}"
    if not row["indicator"] and not row["phrase"].strip():
        found.append(DraftGap(row["key"], f"{label}: chọn chỉ tiêu, hoặc ghi tên chỉ tiêu mới"))
    if row["year"] is None:
        found.append(DraftGap(row["key"], f"{label}: văn bản không nêu năm, cần ghi"))
    if bound_value(row["low"]) is None:
        found.append(DraftGap(row["key"], f"{label}: thiếu mức"))
    if row["comparator"] == "range" and bound_value(row["high"]) is None:
        found.append(DraftGap(row["key"], f"{label}: khoảng cần mức trên"))
    if row["basis"] == "change" and not row.get("base_year"):
        found.append(DraftGap(row["key"], f"{label}: mức thay đổi cần năm gốc"))
    if row["basis"] == "change" and row["unit"] not in ("", "%"):
        # "Giảm 3 trường so với năm 2025": what is judged is a share of the base, or the level that is left.
        found.append(
            DraftGap(
                row["key"],
                f"{label}: thay đổi tính bằng {row['unit']}, không phải %: chọn cách tính “riêng năm” và ghi mức còn "
                "lại, hoặc ghi phần trăm và đơn vị %",
            )
        )
    if row["basis"] == "change" and not is_judgeable_change(row):
        found.append(
            DraftGap(
                row["key"], f"{label}: mức thay đổi là một số khác 0; ghi “từ” nếu phải tăng, “không quá” nếu giảm"
            )
        )
    # Every year, on average or added up: all of them begin somewhere.
    if row["basis"] not in ("year", "change") and row["from_year"] is None:
        found.append(DraftGap(row["key"], f"{label}: cách tính này cần năm đầu"))
    return found


def is_judgeable_change(row: Work) -> bool:
    """Whether a change has one sign, and a comparator that goes with it; one without a level is asked for that."""
    low = signed_low(row)
    if low is None:
        return True
    try:
        change_bounds(Comparator(row["comparator"]), low)
    except ValueError:
        return False
    return True


def same_targets(work: Work) -> list[DraftGap]:
    """Taken targets that promise twice for one indicator, year, basis and level: one of them has to go."""
    seen: dict[tuple[Any, ...], str] = {}
    found = []
    for row in taken(work, "targets"):
        key = (target_code(work, row), row["year"], row["basis"], row["ambition"])
        if key in seen:
            message = f"Dòng {seen[key][1:]} và dòng {row['key'][1:]} cùng chỉ tiêu, năm, cách tính: bỏ một dòng"
            found.append(DraftGap(row["key"], message))
        seen.setdefault(key, row["key"])
    return found
