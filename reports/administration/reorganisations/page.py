"""What the pages of reorganisations show: the list, the strip of five steps, the preview in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from agencies.models import AgencyKind, Locality, Reorganisation, ReorganisationState, User
from agencies.reorganisations.changes import Changes
from agencies.reorganisations.groups import ClosedGroup, Comparability
from agencies.vietnamese_text import by_name
from reports.administration.handover.whole_bodies import handovers_of
from reports.administration.reorganisations.preview import Preview, preview_of
from reports.administration.reorganisations.services import explains_gaps
from reports.administration.reorganisations.shipped import shipped
from reports.models import Submission
from reports.wording.formats import date_vi, number
from targets.models import Plan

NAMED = 9
SQUARES_IN_ROW = 31
FORM_WORDS = {
    "not_opened": ("Chưa mở", "biểu chốt đến ngày cuối, hạn theo kỳ"),
    "draft": ("Đang nhập", "giữ nguyên ô đã nhập, thành biểu chốt"),
    "returned": ("Trả lại", "người cũ sửa, hoặc người nhận bàn giao của họ"),
    "submitted": ("Đã nộp", "thẩm định như thường"),
    "accepted": ("Đã duyệt", "không đổi"),
}


@dataclass(frozen=True)
class Stage:
    """One of the five steps: `state` is done, current or later."""

    name: str
    state: str
    when: str
    who: str


@dataclass(frozen=True)
class GroupLine:
    """A closed group: hollow squares old, solid ones new."""

    number: int
    old_count: int
    old_names: str
    new_count: int
    new_names: str
    mark: str
    words: str
    old_squares: range
    new_squares: range


@dataclass(frozen=True)
class FormLine:
    state: str
    count: int
    fate: str


@dataclass(frozen=True)
class UnitedPart:
    """An area that would end: `known` "" where nobody here knows more of it than its name; its plans stay its own."""

    name: str
    code: str
    known: str
    plans: str


@dataclass(frozen=True)
class ListLine:
    """One reorganisation of the list: a stored one, or a shipped file that nobody has drafted yet.

    `draft`: what the button says that drafts it from the shipped file, "" where there is none or nothing to draft.
    """

    title: str
    effective_on: str
    legal_basis: str
    state: str
    pk: int | None
    code: str
    draft: str


def list_lines(locality: Locality) -> list[ListLine]:
    """Stored reorganisations and shipped files, the latest day first."""
    # What made the locality was decided where its parts were.
    mine = Q(locality=locality) | Q(locality_parts__whole=locality)
    rows = list(Reorganisation.objects.filter(mine).distinct())
    known = {row.code: row for row in rows}
    files = shipped(locality)
    from_file = {one.code for one in files}
    lines = [
        (
            row.effective_on,
            ListLine(
                row.title,
                date_vi(row.effective_on),
                row.legal_basis,
                "Có từ phiên bản trước, chưa bổ sung" if row.inherited else row.get_state_display(),
                row.pk,
                row.code,
                draft_words(row) if row.code in from_file else "",
            ),
        )
        for row in rows
    ]
    lines += [
        (
            one.effective_on,
            ListLine(
                one.title,
                date_vi(one.effective_on),
                one.legal_basis,
                "Có sẵn, chưa soạn",
                None,
                one.code,
                "Soạn và xem trước",
            ),
        )
        for one in files
        if one.code not in known
    ]
    return [line for _, line in sorted(lines, key=lambda pair: pair[0], reverse=True)]


def draft_words(row: Reorganisation) -> str:
    """What an office may still take from the shipped file of a stored reorganisation."""
    if row.inherited:
        return "Bổ sung từ tệp có sẵn"
    return "Soạn lại" if row.state == ReorganisationState.UNDONE else ""


def stages(row: Reorganisation, shown: Preview | None) -> list[Stage]:
    """Draft, preview, second person, apply, undo: with day and person where they are past."""
    state = row.state
    confirmed, applied = state != ReorganisationState.DRAFT, state in ("applied", "undone")
    return [
        Stage("Soạn", "done", day_words(row.drafted_at), actor_words(row.drafted_by)),
        Stage("Xem trước", "done" if confirmed else "current", "tính lại mỗi lần mở", ""),
        Stage(
            "Người thứ hai xác nhận",
            "done" if confirmed else "later",
            day_words(row.confirmed_at) or "chưa",
            actor_words(row.confirmed_by) if confirmed else "",
        ),
        Stage(
            "Áp dụng",
            "done" if applied else "current" if confirmed else "later",
            day_words(row.applied_at) or "chưa",
            actor_words(row.applied_by) if applied else "một lần, hoặc không gì cả",
        ),
        Stage(
            "Đã hoàn lại" if state == "undone" else "Hoàn lại được",
            "done" if state == "undone" else "later",
            day_words(row.undone_at),
            actor_words(row.undone_by) if state == "undone" else "đến khi đơn vị mới làm báo cáo đầu tiên",
        ),
    ]


def day_words(when: datetime | None) -> str:
    return date_vi(when) if when else ""


def actor_words(person: User | None) -> str:
    return person.full_name if person else "Hệ thống"


def group_lines(shown: Preview) -> list[GroupLine]:
    return [group_line(place, group, shown) for place, group in enumerate(shown.groups, start=1)]


def group_line(place: int, group: ClosedGroup[str], shown: Preview) -> GroupLine:
    exact = group.comparability == Comparability.EXACT
    if exact:
        words = "mọi đơn vị cũ nằm trọn trong đơn vị mới: so thẳng được"
    elif len(group.old) == 1:
        words = f"{shown.names[group.old[0]]} = {len(group.new)} đơn vị mới cộng lại, so được từng năm"
    else:
        words = "so được cả nhóm, không so từng đơn vị với quá khứ"
    return GroupLine(
        number=place,
        old_count=len(group.old),
        old_names=listed([shown.names[code] for code in group.old]),
        new_count=len(group.new),
        new_names=listed([shown.names[code] for code in group.new]),
        mark="exact" if exact or len(group.old) == 1 else "group",
        words=words,
        old_squares=range(len(group.old)),
        new_squares=range(len(group.new)),
    )


def listed(names: list[str]) -> str:
    """The first few names, and how many more."""
    short = [name.removeprefix("UBND ") for name in names]
    more = f" và {number(len(short) - NAMED)} đơn vị nữa" if len(short) > NAMED else ""
    return ", ".join(short[:NAMED]) + more


def form_lines(forms: Iterable[Submission], shown: Preview) -> list[FormLine]:
    counts = shown.forms_by_state
    return [FormLine(word, counts[state], fate) for state, (word, fate) in FORM_WORDS.items() if counts[state]]


def united_parts(changes: Changes) -> list[UnitedPart]:
    """The areas of the locality that would begin, by code; one query, none where no localities unite."""
    places = [part.locality.pk for part in changes.parts if part.locality]
    plans: dict[int, list[str]] = {}
    if places:
        rows = Plan.objects.filter(locality__in=places, ended_on=None).order_by("code")
        for place, code in rows.values_list("locality_id", "code"):
            plans.setdefault(place, []).append(code)
    return [
        UnitedPart(
            name=part.name,
            code=part.code,
            known="có ở đây" if part.locality else "",
            plans=", ".join(plans.get(part.locality.pk, [])) if part.locality else "",
        )
        for part in changes.parts
    ]


def kinds_in_words(bodies: Iterable) -> str:
    """ "126 phường, xã" by kind, for the tiles of a preview."""
    counts: dict[str, int] = {}
    for body in bodies:
        counts[body.kind] = counts.get(body.kind, 0) + 1
    return ", ".join(f"{number(count)} {AgencyKind(kind).label.lower()}" for kind, count in sorted(counts.items()))


def reorganisation_page(row: Reorganisation, user: User) -> dict[str, object]:
    """Everything the page of one reorganisation shows."""
    # Computed anew each time while it can still be stopped; afterwards the ledger says what was done.
    shown = preview_of(row) if row.state in (ReorganisationState.DRAFT, ReorganisationState.CONFIRMED) else None
    context: dict[str, object] = {"row": row, "shown": shown, "stages": stages(row, shown), "inherited": row.inherited}
    context["may_undo"] = row.state == ReorganisationState.APPLIED
    if shown is None:
        effects = row.effects
        context["written"] = {
            "begun": effects.filter(table="agencies.agency", before__isnull=True).count(),
            "ended": effects.filter(table="agencies.agency", before__isnull=False).count(),
            "people": effects.filter(table="agencies.membership").count(),
        }
        context["handed_over"] = handovers_of(row).count() if context["may_undo"] else 0
        return context
    changes = shown.changes
    context |= {
        "last_day": date_vi(changes.last_day),
        "new_locality": changes.document.new_locality,
        "united": united_parts(changes),
        "ends_words": kinds_in_words(changes.ends),
        "begins_words": kinds_in_words(changes.begins),
        "coordinator": shown.names.get(changes.coordinator or "", "không đổi"),
        "groups": group_lines(shown),
        "forms": form_lines(shown.forms, shown),
        "moving": [move for move in changes.people if move.to],
        "reading": [move for move in changes.people if not move.to],
        "people": [
            (
                move.membership.user.full_name,
                move.membership.agency.name,
                shown.names.get(move.to, "") if move.to else f"chỉ đọc đến hết {date_vi(move.reads_until)}",
            )
            for move in by_name(changes.people, name=lambda move: move.membership.user.full_name)
        ],
        "is_drafter": row.drafted_by_id == user.pk,
        "explains_gaps": explains_gaps(row, user),
    }
    return context
