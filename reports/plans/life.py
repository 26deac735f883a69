"""What the page of a plan in force shows: what it said from which day on, and which standings a change would move."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from reports.models import Progress, View
from reports.plans.page import BASES, SIGNS, change_sign
from reports.plans.services import put_content
from reports.progress.services import recalculate_all
from reports.wording.formats import published_number, status_label
from targets.models import Plan, PlanDraft
from targets.plans.content import Content, content_differences, content_from_json


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


def life_page(plan: Plan) -> dict[str, Any]:
    """A plan in force: its editions, what differed between them, and what it may become."""
    editions = list(plan.editions.select_related("by"))
    lines = []
    for number, edition in enumerate(editions):
        earlier = content_from_json(editions[number - 1].content) if number else None
        content = content_from_json(edition.content)
        changes = content_differences(earlier, content) if earlier else []
        lines.append({"edition": edition, "changes": [change_line(change) for change in changes]})
    document = plan.drafts.exclude(file=None).defer("file", "text").order_by("pk").first()
    return {"plan": plan, "editions": lines[::-1], "document": document}


def change_line(change: tuple[str, Any, Any]) -> dict[str, str]:
    place, before, after = change
    return {"place": place, "before": told_entry(before), "after": told_entry(after)}


def told_entry(entry: Any) -> str:
    """An entry of a plan in a few words."""
    if entry is None:
        return "không có"
    if not isinstance(entry, dict):
        return str(entry)
    if "comparator" in entry:
        return told_target(entry)
    return str(entry.get("title") or entry.get("value") or entry.get("name") or "")


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
