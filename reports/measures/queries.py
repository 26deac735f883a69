"""What the pages of the catalogue show: its entries in their order, one with its past, a change from and to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count
from django.utils.timezone import localtime

from agencies.access import Right
from agencies.models import User
from agencies.vietnamese_text import search_key
from reports.measures.services import seen_token
from reports.measures.words import field_label, told_value
from targets.measures.content import measure_content, measure_differences
from targets.models import DataElement, DraftState, Indicator, MeasureChange, MeasureEdition, MeasureKind, Plan, Side
from targets.plans.content import Content, content_from_json


@dataclass(frozen=True)
class MeasureLine:
    """One entry in the list: what it is called, how it is counted, who reports it or what it is made of, its use."""

    kind: str
    code: str
    name: str
    unit: str
    more: str
    used: str
    waits: bool


@dataclass(frozen=True)
class FieldChange:
    """One field of an entry: what it says now, and what it is to say."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class EditionLine:
    """What an entry said from a day on: what differed from before, who, why."""

    since: str
    who: str
    at: datetime
    reason: str
    changes: list[FieldChange]


def element_names() -> dict[str, str]:
    """Short names of data elements by code; one query."""
    return dict(DataElement.objects.values_list("code", "short_name"))


def element_choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """Code and name of every data element by group, in form order; one query."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for group, code, name in DataElement.objects.order_by("position", "code").values_list(
        "group", "code", "short_name"
    ):
        groups.setdefault(group, []).append((code, name))
    return list(groups.items())


def measure_lines(user: User, sought: str) -> dict[str, Any]:
    """The catalogue in its order, what is being changed in it first; nine queries."""
    changes = list(MeasureChange.objects.open().visible_to(user).select_related("drafted_by"))
    waiting = {(change.kind, change.code) for change in changes}
    mine = user.access.localities_with(Right.REVIEW)
    found = search_key(sought)
    return {
        "changes": changes,
        "indicators": [one for one in indicator_lines(waiting, mine) if found in search_key(f"{one.name} {one.code}")],
        "groups": [
            (group, rows)
            for group, lines in element_lines_by_group(waiting)
            if (rows := [one for one in lines if found in search_key(f"{one.name} {one.code}")])
        ],
    }


def indicator_lines(waiting: set[tuple[str, str]], localities: frozenset[int]) -> list[MeasureLine]:
    names = element_names()
    plans: dict[str, list[str]] = {}
    asked = Plan.objects.filter(locality__in=localities).order_by("code")
    for code, plan in asked.values_list("targets__indicator__code", "code").distinct():
        plans.setdefault(code, []).append(plan)
    lines = []
    for row in Indicator.objects.prefetch_related("inputs__element").order_by("position", "code"):
        sides = {
            side: [names[one.element.code] for one in row.inputs.all() if one.side == side] for side in Side.values
        }
        made_of = " / ".join(" + ".join(part) for part in sides.values() if part) or str(row.get_formula_display())
        used = ", ".join(plans.get(row.code, [])) or "chưa kế hoạch nào"
        kind = MeasureKind.INDICATOR.value
        lines.append(MeasureLine(kind, row.code, row.name, row.unit, made_of, used, (kind, row.code) in waiting))
    return lines


def element_lines_by_group(waiting: set[tuple[str, str]]) -> list[tuple[str, list[MeasureLine]]]:
    groups: dict[str, list[MeasureLine]] = {}
    rows = DataElement.objects.annotate(uses=Count("used_in__indicator", distinct=True)).prefetch_related("kinds")
    kind = MeasureKind.ELEMENT.value
    for row in rows.order_by("position", "code"):
        who = told_value("kinds", sorted(one.kind for one in row.kinds.all()), {})
        who = f"{who} (chỉ cơ quan đầu mối)" if row.coordinator_only else who
        used = f"{row.uses} chỉ tiêu" if row.uses else "chưa chỉ tiêu nào"
        line = MeasureLine(kind, row.code, row.name, row.unit, who, used, (kind, row.code) in waiting)
        groups.setdefault(row.group, []).append(line)
    return list(groups.items())


def field_changes(before: Content | None, after: Content) -> list[FieldChange]:
    """The fields that differ, in words; of a new entry all that it says."""
    names = element_names()
    return [
        FieldChange(field_label(name), told_value(name, old, names) if before else "", told_value(name, new, names))
        for name, old, new in measure_differences(before, after)
    ]


def edition_lines(kind: str, code: str) -> list[EditionLine]:
    """What an entry said from which day on, the latest first; none where nobody has changed it on screen."""
    editions = list(MeasureEdition.objects.filter(kind=kind, code=code).select_related("by").order_by("number"))
    lines = []
    for number, edition in enumerate(editions):
        earlier = content_from_json(editions[number - 1].content) if number else None
        since = f"Từ {edition.in_force_from:%d/%m/%Y}" if edition.in_force_from else "Từ đầu"
        who = edition.by.full_name if edition.by else "tệp danh mục"
        changes = field_changes(earlier, content_from_json(edition.content)) if earlier else []
        lines.append(EditionLine(since, who, localtime(edition.at), edition.reason, changes))
    return lines[::-1]


def change_page(change: MeasureChange) -> dict[str, Any]:
    """A change from and to, and whether the entry has moved under it."""
    before = content_from_json(change.before)
    is_open = change.state == DraftState.DRAFT
    # By content: whatever has changed the entry since, a file or another change, the effect is no longer that one.
    moved = is_open and seen_token(None, measure_content(change.kind, change.code)) != seen_token(None, before)
    return {
        "change": change,
        "title": change.said["short_name"],
        "is_new": before is None,
        "fields": field_changes(before, content_from_json(change.said)),
        "moved": moved,
        "open": is_open,
    }
