"""What the pages of a draft and of a plan's life show."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any

from django.db import transaction

from agencies.models import Agency, AgencyKind
from agencies.vietnamese_text import by_name
from reports.models import Progress, View
from reports.plans.services import put_content
from reports.progress.services import recalculate_all
from reports.wording.formats import published_number, status_label
from reports.wording.terms import change_verb
from targets.models import Frequency, Indicator, Plan, PlanDraft
from targets.models.plan import INTERIM_ENDS, INTERIM_WORDS
from targets.plan_text.documents.blocks import read_blocks
from targets.plans.content import Content, content_differences, content_from_json
from targets.plans.work import HEAD_LABELS, OFFERED, REFUSED, TAKEN, Work, bound_value, gaps, signed_low

SIGNS = {
    ">=": "từ", ">": "trên", "<=": "không quá", "<": "dưới", "=": "đúng", "about": "khoảng", "range": "khoảng từ … đến",
}  # fmt: skip
BASES = {
    "year": "riêng năm", "cumulative": "cộng dồn", "every_year": "từng năm", "average_per_year": "bình quân năm",
    "change": "so với năm gốc",
}  # fmt: skip
AMBITIONS = {"committed": "cam kết", "aspired": "phấn đấu"}
STATES = {OFFERED: "chưa xem", TAKEN: "nhận", REFUSED: "không"}
SURE = {
    "clear": "rõ", "year": "xem năm", "basis": "xem cách tính", "base_year": "xem năm gốc",
    "comparator": "xem so sánh",
}  # fmt: skip
REASONS = {
    "money": "tiền", "age": "tuổi", "span": "thời gian", "grade": "bậc, hạng, lớp", "comparison": "so sánh",
    "base": "mức gốc", "past": "kết quả đã qua", "condition": "điều kiện", "reference": "số dẫn chiếu",
    "elsewhere": "ngoài phần mục tiêu, cần xem",
}  # fmt: skip
FREQUENCIES = dict(Frequency.choices)


@dataclass(frozen=True)
class TypedWrong:
    """What somebody typed into a field, and what is wrong with it."""

    typed: str
    message: str


NOTHING: Mapping[str, TypedWrong] = {}


@dataclass(frozen=True)
class TextPiece:
    """A stretch of the document; one that is a number has the row it belongs to and the state of that row."""

    text: str
    key: str = ""
    state: str = ""


def draft_page(draft: PlanDraft, unread: Mapping[str, TypedWrong] = NOTHING) -> dict[str, Any]:
    """Everything that the page of a draft shows; `unread`: what was typed and could not be read, by field."""
    work = draft.work
    known = {
        indicator.code: f"{indicator.short_name}, {indicator.unit}"
        for indicator in Indicator.objects.exclude(formula="qualitative").order_by("position")
    }
    missing = gaps(work)
    return {
        "draft": draft,
        "head": head_fields(work, unread),
        "blocks": marked_blocks(draft),
        "targets": [target_line(row, known, unread) for row in work["targets"]],
        "numbers": [{**row, "why": REASONS.get(row["reason"], "")} for row in work["numbers"]],
        "open_numbers": [row for row in work["numbers"] if row["state"] == OFFERED],
        "milestones": work["milestones"],
        "duties": [duty_shown(row) for row in work["duties"]],
        "reporting": with_unread(work["reporting"], "reporting", unread),
        "deadlines": work["deadlines"],
        "gaps": missing,
        "unseen": unseen(work),
        "counts": {state: decided(work, state) for state in (TAKEN, OFFERED, REFUSED)},
        "known": known,
        "signs": SIGNS,
        "bases": BASES,
        "ambitions": AMBITIONS,
        "states": STATES,
        "frequencies": FREQUENCIES,
        "interims": interim_lines(work["reporting"], unread),
        "kinds": kinds_in(draft),
        "bodies": bodies_in(draft),
        "recipients": [(code, name) for code, name in bodies_in(draft) if not code.startswith("kind:")],
    }


def with_unread(row: Work, key: str, unread: Mapping[str, TypedWrong]) -> Work:
    """The row with what was typed into its fields instead of what it holds, and why that could not be read."""
    own = {name.partition(".")[2]: wrong for name, wrong in unread.items() if name.startswith(f"{key}.")}
    return {**row, **{name: wrong.typed for name, wrong in own.items()}, "wrong": own}


def interim_lines(reporting: Work, unread: Mapping[str, TypedWrong]) -> list[dict[str, Any]]:
    """The reports within the year that the chosen frequency has, with what is known of each."""
    said = reporting.get("interim", [])
    words, ends = (known.get(reporting["frequency"], ()) for known in (INTERIM_WORDS, INTERIM_ENDS))
    return [
        {
            **with_unread(said[place] if place < len(said) else {}, f"interim{place + 1}", unread),
            "key": f"interim{place + 1}",
            "name": words[place].removesuffix(" năm"),
            "usual": f"{ends[place][1]}/{ends[place][0]}",
        }
        for place in range(len(ends))
    ]


def head_fields(work: Work, unread: Mapping[str, TypedWrong]) -> list[dict[str, Any]]:
    fields = []
    for name, label in HEAD_LABELS.items():
        value = work["head"].get(name)
        if name == "issued_on" and value:
            value = f"{date.fromisoformat(value):%d/%m/%Y}"
        wrong = unread.get(f"head.{name}")
        shown = wrong.typed if wrong else "" if value is None else str(value)
        words = label[:1].upper() + label[1:]
        fields.append({"name": name, "label": words, "value": shown, "fixed": name == "code", "wrong": wrong})
    return fields


def target_line(row: Work, known: dict[str, str], unread: Mapping[str, TypedWrong]) -> dict[str, Any]:
    near = [(code, known[code]) for code in row["indicators"] if code in known]
    rest = [(code, name) for code, name in known.items() if code not in row["indicators"]]
    shown = with_unread(row, row["key"], unread)
    return {
        **shown,
        "number": row["key"][1:],
        "shown_low": shown["low"] if "low" in shown["wrong"] else shown_level(row["low"]),
        "shown_high": shown["high"] if "high" in shown["wrong"] else shown_level(row["high"]),
        "near": near,
        "rest": rest,
        "kind": row["kinds"][0] if row["kinds"] else "",
        **told_level(row),
        "when": when(row),
        "told": SURE[row["sure"]] if row["sure"] != "clear" and row["state"] == OFFERED else "",
    }


def told_level(row: Work) -> dict[str, str]:
    """The promise in the row's own words: of a change the way it goes and its size, in percent of the base year."""
    low, high = shown_level(row["low"]), shown_level(row["high"])
    if row["basis"] != "change":
        sign = "khoảng" if row["comparator"] == "range" else SIGNS[row["comparator"]]
        return {"sign": sign, "told_low": low, "told_high": high, "told_unit": row["unit"]}
    size = signed_low(row)
    told = change_sign(row["comparator"], size or Decimal())
    return {"sign": told, "told_low": published_number(abs(size)) if size else low, "told_high": high, "told_unit": "%"}


def change_sign(comparator: str, size: Decimal) -> str:
    """ "giảm từ", "tăng khoảng": what a change against a base year promises, `size` with its sign."""
    rising = {"<=": ">=", "<": ">"}.get(comparator, comparator)
    return f"{change_verb(size)} {SIGNS[rising]}"


def when(row: Work) -> str:
    """For which year and how: "riêng năm 2030", "cộng dồn 2026–2030"."""
    year = "chưa rõ năm" if row["year"] is None else str(row["year"])
    if row["basis"] == "change":
        return f"so với năm {row.get('base_year') or '?'}, đến {year}"
    first = f"{row['from_year']}–" if row["from_year"] else ""
    return f"{BASES.get(row['basis'], row['basis'])} {first}{year}"


def shown_level(text: str) -> str:
    value = bound_value(text)
    return published_number(value) if value is not None else ""


def duty_shown(row: Work) -> dict[str, Any]:
    return {**row, "leads": " ".join(row["lead"]), "others": " ".join(row["cooperating"])}


def decided(work: Work, state: str) -> int:
    return sum(row["state"] == state for name in ("targets", "numbers") for row in work[name])


def unseen(work: Work) -> int:
    """How many rows nobody has decided on yet."""
    return sum(row["state"] == OFFERED for name in ("targets", "numbers", "milestones", "duties") for row in work[name])


def kinds_in(draft: PlanDraft) -> list[tuple[str, str]]:
    """The kinds of bodies that the locality has, for the question who reports a number."""
    there = set(Agency.objects.filter(locality=draft.locality).values_list("kind", flat=True))
    return [(kind.value, kind.label) for kind in AgencyKind if kind.value in there]


def bodies_in(draft: PlanDraft) -> list[tuple[str, str]]:
    bodies = Agency.objects.filter(
        locality=draft.locality, kind__in=["department", "board", "front", "union", "association"]
    )
    return [
        *((f"kind:{kind}", f"Mọi đơn vị loại {label}") for kind, label in kinds_in(draft)),
        *by_name(bodies.values_list("code", "name"), name=itemgetter(1)),
    ]


def marked_blocks(draft: PlanDraft) -> list[dict[str, Any]]:
    """The document's paragraphs with their numbers marked; empty where the draft was not read from a text."""
    rows = [*draft.work["targets"], *draft.work["numbers"]]
    found: dict[str, list[Work]] = {}
    for row in rows:
        found.setdefault(row["sentence"], []).append(row)
    blocks = []
    for block in read_blocks(draft.text) if draft.text else ():
        spans = []
        for sentence, marked in found.items():
            start = block.text.find(sentence) if sentence else -1
            if start >= 0:
                spans += [(start + row["start"], start + row["end"], row) for row in marked]
        title = block.is_title or (block.text.isupper() and len(block.text) < 120)
        mark = f"{block.mark}. " if block.mark and block.mark not in "-+" else "- " if block.mark else ""
        blocks.append({"pieces": [TextPiece(mark), *pieces_of(block.text, spans)], "title": title})
    return blocks


def pieces_of(text: str, spans: list[tuple[int, int, Work]]) -> list[TextPiece]:
    pieces, at = [], 0
    for start, end, row in sorted(spans, key=lambda span: span[:2]):
        if start < at:
            continue
        pieces += [TextPiece(text[at:start]), TextPiece(text[start:end], row["key"], row["state"])]
        at = end
    return [piece for piece in [*pieces, TextPiece(text[at:])] if piece.text]


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
