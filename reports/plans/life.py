"""What the page of a plan in force shows: what it said from which day on, and which standings a change would move."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime

from reports.plans.services import draft_content, put_content
from reports.plans.telling import PlanNames, names_in, place_words, told_place
from reports.progress.moved_standings import ChangedStanding, moved_standings, standings_now
from reports.progress.services import recalculate_all
from targets.models import Plan, PlanDraft, PlanEdition
from targets.plans.content import Content, content_differences, content_from_json, plan_content


def changed_standings(draft: PlanDraft, *, on: date) -> list[ChangedStanding]:
    """The standings that would differ with the draft in force, computed and taken back. Raises PlanRefused."""
    locality = draft.locality_id
    before = standings_now([locality])
    with transaction.atomic():
        put_content(draft, on=on)
        recalculate_all(locality_ids=[locality])
        after = standings_now([locality])
        transaction.set_rollback(True)
    return moved_standings(before, after)


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
    names = names_in(plan.locality_id)
    lines = []
    for number, edition in enumerate(editions):
        earlier = content_from_json(editions[number - 1].content) if number else None
        content = content_from_json(edition.content)
        changes = content_differences(earlier, content) if earlier else []
        lines.append({"edition": edition, "changes": [changed_place(change, names) for change in changes]})
    # What waits for its day is listed and is not yet what the plan says.
    now = [line for line in lines if line["edition"].applied_at]
    return {
        "plan": plan,
        "stages": plan_stages(plan, first, editions, today),
        "editions": lines[::-1],
        "current": now[-1]["edition"].pk if now else None,
        "document": plan.drafts.first_documents().exists(),
    }


def plan_stages(plan: Plan, first: PlanDraft | None, editions: list[PlanEdition], today: date) -> list[PlanStage]:
    """Drafted, checked, in force, amended, ended; a correction is a stage of its own in none of them."""
    drafted = [(edition, edition.draft) for edition in editions if edition.draft]
    # A correction is no change of the plan: what was typed wrongly was never promised.
    changes = [edition for edition, draft in drafted if draft.is_amendment and not draft.is_correction]
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
        after = draft_content(draft, before=before)
    except (KeyError, TypeError, ValueError):
        # Work that the API has left half done; its gaps say what is missing.
        return {"places": [], "kept": ""}
    changes = [change for change in content_differences(before, after) if any(change[1:])]
    names = names_in(draft.locality_id, draft.work)
    places = [changed_place(change, names) for change in changes]
    changed_entries = Counter(place.partition(":")[0] for place, old, _ in changes if old is not None)
    kept = [
        f"{len(before[name]) - changed_entries[name]} {label}"
        for name, label in (("targets", "mục tiêu"), ("duties", "nhiệm vụ"), ("baselines", "giá trị gốc"))
        if before[name]
    ]
    return {"places": places, "kept": ", ".join(kept)}


def changed_place(change: tuple[str, Any, Any], names: PlanNames) -> ChangedPlace:
    """A changed place in words; where only its citation or a note changed, these tell the two apart."""
    place, before, after = change
    named = after if isinstance(after, dict) else before if isinstance(before, dict) else {}
    told = [told_place(place, said, names) for said in (before, after)]
    if told[0] == told[1]:
        told = [f"{words} ({added_words(said)})" for words, said in zip(told, (before, after), strict=True)]
    return ChangedPlace(place_words(place, named, names), *told, citation=str(named.get("citation", "")))


def added_words(entry: Content) -> str:
    return "; ".join(str(entry[name]) for name in ("citation", "note") if entry.get(name)) or "không ghi căn cứ"
