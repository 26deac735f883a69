"""What the page of a plan in force shows: what it said from which day on, and which standings a change would move."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from reports.models import Progress, View
from reports.plans.page import BASES, FREQUENCIES, SIGNS, change_sign
from reports.plans.services import put_content
from reports.progress.services import recalculate_all
from reports.wording.formats import published_number, status_label
from targets.models import Indicator, Plan, PlanDraft, PlanEdition
from targets.plans.content import Content, content_differences, content_from_json, plan_content
from targets.plans.work import HEAD_LABELS, content_of


@dataclass(frozen=True)
class ChangedStanding:
    """One standing as it is and as it would be."""

    name: str
    year: int
    before: str
    after: str


def changed_standings(draft: PlanDraft, *, on: date) -> list[ChangedStanding]:
    """The standings that would differ with the draft in force, computed and taken back. Raises PlanRefused."""
    locality = draft.locality_id
    before = statuses_now(locality)
    with transaction.atomic():
        put_content(draft, on=on)
        recalculate_all(locality_ids=[locality])
        after = statuses_now(locality)
        transaction.set_rollback(True)
    return [
        ChangedStanding(name, year, told_status(before.get((name, year))), told_status(after.get((name, year))))
        for name, year in sorted({*before, *after})
        if before.get((name, year)) != after.get((name, year))
    ]


def statuses_now(locality_id: int) -> dict[tuple[str, int], str]:
    rows = Progress.objects.filter(target__plan__locality_id=locality_id, view=View.ACCEPTED, current=True)
    newest: dict[tuple[str, int], str] = {}
    for plan, name, target_year, status in rows.order_by("year").values_list(
        "target__plan__code", "target__indicator__short_name", "target__year", "status"
    ):
        newest[(f"{plan}: {name}", target_year)] = status
    return newest


def told_status(status: str | None) -> str:
    return "không có" if status is None else status_label(status)


@dataclass(frozen=True)
class PlanStage:
    """A stage of a plan's life: done, current or to come; when and by whom."""

    label: str
    when: str
    who: str
    state: str


@dataclass(frozen=True)
class ChangedPlace:
    """A place of a plan that a change moves: what is said now, what then, and by which citation."""

    place: str
    before: str
    after: str
    citation: str


def life_page(plan: Plan, *, today: date) -> dict[str, Any]:
    """A plan in force: its stages, its editions, what differed between them, and what it may become."""
    editions = list(plan.editions.select_related("by", "draft").defer("draft__file", "draft__text", "draft__work"))
    drafts = plan.drafts.defer("file", "text", "work").select_related("drafted_by", "checked_by")
    first = next((draft for draft in drafts.order_by("pk") if not draft.is_amendment), None)
    names = indicator_short_names()
    lines = []
    for number, edition in enumerate(editions):
        earlier = content_from_json(editions[number - 1].content) if number else None
        content = content_from_json(edition.content)
        changes = content_differences(earlier, content) if earlier else []
        lines.append({"edition": edition, "changes": [changed_place(change, names) for change in changes]})
    now = [line for line in lines if line["edition"].applied_at]
    return {
        "plan": plan,
        "stages": plan_stages(plan, first, editions, today),
        "editions": lines[::-1],
        "current": now[-1]["edition"].pk if now else None,
        "document": plan.drafts.exclude(file=None).defer("file", "text", "work").order_by("pk").first(),
    }


def plan_stages(plan: Plan, first: PlanDraft | None, editions: list[PlanEdition], today: date) -> list[PlanStage]:
    """Drafted, checked, in force, amended, ended."""
    changes = [edition for edition in editions if edition.draft and edition.draft.is_amendment]
    last = changes[-1] if changes else None
    ended = plan.ended_on is not None and plan.ended_on <= today
    in_force = editions[0].in_force_from if editions else plan.issued_on
    return [
        PlanStage("Dự thảo", f"{localtime(first.drafted_at):%d/%m/%Y}", first.drafted_by.full_name, "done")
        if first
        else PlanStage("Dự thảo", "", "nạp từ tệp danh mục", "done"),
        PlanStage("Đã kiểm tra", f"{localtime(first.checked_at):%d/%m/%Y}", first.checked_by.full_name, "done")
        if first and first.checked_by and first.checked_at
        else PlanStage("Đã kiểm tra", "", "theo tệp danh mục", "done"),
        PlanStage("Có hiệu lực", f"từ {in_force:%d/%m/%Y}", "", "done" if last or ended else "current"),
        PlanStage(
            f"Sửa đổi lần {len(changes)}",
            f"{'từ' if last.applied_at else 'chờ đến'} {last.in_force_from:%d/%m/%Y}",
            last.by.full_name if last.by else "",
            "done" if ended else "current",
        )
        if last
        else PlanStage("Sửa đổi", "chưa sửa đổi lần nào", "", "coming"),
        PlanStage("Kết thúc", f"{plan.ended_on:%d/%m/%Y}", plan.end_reason, "current" if ended else "coming")
        if plan.ended_on
        else PlanStage("Kết thúc", f"31/12/{plan.last_year}", "theo văn bản", "coming"),
    ]


def amended(draft: PlanDraft) -> dict[str, Any]:
    """What an amendment or a correction changes, place by place, and how much of each kind stays as it is."""
    before = plan_content(draft.plan)
    try:
        after = content_of(draft.work, locality=draft.locality.code)
    except (KeyError, TypeError, ValueError):
        # Work that the API has left half done; its gaps say what is missing.
        return {"places": [], "kept": ""}
    changes = [change for change in content_differences(before, after) if any(change[1:])]
    names = indicator_short_names()
    places = [changed_place(change, names) for change in changes]
    changed_entries = Counter(place.partition(":")[0] for place, old, _ in changes if old is not None)
    kept = [
        f"{len(before[name]) - changed_entries[name]} {label}"
        for name, label in (("targets", "mục tiêu"), ("duties", "nhiệm vụ"), ("baselines", "giá trị gốc"))
        if before[name]
    ]
    return {"places": places, "kept": ", ".join(kept)}


def indicator_short_names() -> dict[str, str]:
    return dict(Indicator.objects.values_list("code", "short_name"))


def changed_place(change: tuple[str, Any, Any], names: Mapping[str, str]) -> ChangedPlace:
    place, before, after = change
    named = after if isinstance(after, dict) else before if isinstance(before, dict) else {}
    citation = str(named.get("citation", ""))
    return ChangedPlace(place_words(place, named, names), told_entry(before), told_entry(after), citation)


PLACE_WORDS = {
    "targets": "Mục tiêu", "duties": "Nhiệm vụ", "baselines": "Giá trị gốc", "task_groups": "Nhóm nhiệm vụ",
    "corrections": "Chỗ đã sửa so với bản quét", "party_document": "Văn bản của Đảng",
}  # fmt: skip
REPORTING_PLACES = {
    "frequency": "Kỳ báo cáo", "due_day": "Hạn báo cáo, ngày", "due_month": "Hạn báo cáo, tháng",
    "due_next_year": "Hạn báo cáo ở năm sau", "opens_day": "Mở kỳ, ngày", "opens_month": "Mở kỳ, tháng",
    "first_year": "Báo cáo từ năm", "last_year": "Báo cáo đến năm", "recipient": "Nơi nhận báo cáo",
    "citation": "Căn cứ chế độ báo cáo", "interim": "Báo cáo trong năm",
}  # fmt: skip


def place_words(place: str, entry: Content, names: Mapping[str, str]) -> str:
    """ "targets: it_skills_rate 2030 year committed" -> "Mục tiêu Tỷ lệ …, năm 2030"; a field by its label."""
    part, _, rest = place.partition(": ")
    if part == "targets":
        code = entry.get("indicator", rest.split(" ")[0])
        return f"{names.get(code, code)}, năm {entry.get('year', '')}"
    if part == "baselines":
        return f"Giá trị gốc: {names.get(rest, rest)}"
    if part.startswith("reporting."):
        return REPORTING_PLACES.get(part.partition(".")[2], part)
    label = PLACE_WORDS.get(part) or HEAD_LABELS.get(part, part)
    return f"{label[:1].upper()}{label[1:]} {rest}".strip()


def told_entry(entry: Any) -> str:
    """An entry of a plan in a few words."""
    if entry is None:
        return "không có"
    if isinstance(entry, bool):
        return "có" if entry else "không"
    if isinstance(entry, date):
        return f"{entry:%d/%m/%Y}"
    if not isinstance(entry, dict):
        return "; ".join(map(str, entry)) if isinstance(entry, list) else FREQUENCIES.get(entry, str(entry))
    if "comparator" in entry:
        return told_target(entry)
    if "lead" in entry:
        helpers = f"; phối hợp {', '.join(entry['cooperating'])}" if entry["cooperating"] else ""
        return f"{entry['title']} (chủ trì {', '.join(entry['lead'])}{helpers})"
    if "value" in entry:
        return f"{published_number(Decimal(entry['value']))}, năm {entry['year']}"
    return str(entry.get("title") or entry.get("name") or "")


def told_target(entry: Content) -> str:
    if entry.get("low") is None:
        return "các mốc"
    if entry["basis"] == "change":
        low = Decimal(entry["low"])
        sign = change_sign(entry["comparator"], low)
        return f"{sign} {published_number(abs(low))}% so với năm {entry['base_year']}, {entry['year']}"
    high = f"–{published_number(Decimal(entry['high']))}" if entry.get("high") is not None else ""
    sign = "khoảng" if entry["comparator"] == "range" else SIGNS[entry["comparator"]]
    basis = BASES.get(entry["basis"], entry["basis"])
    return f"{sign} {published_number(Decimal(entry['low']))}{high}, {basis} {entry['year']}"
