"""What the page of a draft shows: its rows, in the groups and with the words of the page."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from operator import itemgetter
from typing import Any

from agencies.models import Agency, AgencyKind
from agencies.vietnamese_text import by_name
from reports.plans.document import ASIDE, REASONS, counted_numbers, document_parts, open_places
from reports.wording.formats import published_number
from reports.wording.terms import change_verb
from targets.models import ElementKind, Frequency, Indicator, IndicatorInput, PlanDraft
from targets.models.plan import INTERIM_ENDS, INTERIM_WORDS
from targets.plans.baselines import BaselineLine, baseline_lines
from targets.plans.gaps import DraftGap, gaps
from targets.plans.questions import is_asked
from targets.plans.work import (
    HEAD_LABELS,
    OFFERED,
    REFUSED,
    TAKEN,
    Work,
    bound_value,
    signed_low,
    taken,
    target_code,
)

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
FREQUENCIES = dict(Frequency.choices)


@dataclass(frozen=True)
class TypedWrong:
    """What somebody typed into a field, and what is wrong with it."""

    typed: str
    message: str


NOTHING: Mapping[str, TypedWrong] = {}
# Lines of levels of single bodies: "u1".
LEVEL_ROW = "u"


def draft_page(draft: PlanDraft, unread: Mapping[str, TypedWrong] = NOTHING) -> dict[str, Any]:
    """Everything that the page of a draft shows; `unread`: what was typed and could not be read, by field."""
    work = draft.work
    known = {
        indicator.code: f"{indicator.short_name}, {indicator.unit}"
        for indicator in Indicator.objects.exclude(formula="qualitative").order_by("position")
    }
    lines = baseline_lines(work, lambda row: target_code(work, row))
    bodies = bodies_in(draft)
    who = who_lines(work, lines)
    missing = gaps(work)
    counts = counted_numbers(work)
    return {
        "draft": draft,
        "head": head_fields(work, unread),
        "parts": document_parts(draft),
        "groups": target_groups(work, known, unread),
        "baselines": [baseline_shown(line, work, known, unread) for line in lines],
        "numbers": [number_shown(row) for row in work["numbers"] if row["reason"] not in ASIDE],
        "milestones": [with_unread(row, row["key"], unread) for row in work["milestones"]],
        "levels": level_lines(draft, known, unread),
        "task_groups": [{**row, "key": f"g{number}"} for number, row in enumerate(work["task_groups"], start=1)],
        "duties": [duty_shown(row) for row in work["duties"]],
        "reporting": with_unread(work["reporting"], "reporting", unread),
        "deadlines": work["deadlines"],
        "who": who,
        "gaps": missing,
        "soft_gaps": soft_gaps(lines, who),
        "counts": counts,
        "open": open_places(work),
        "unseen": sum(open_places(work).values()),
        "done": counts["taken"] + counts["refused"],
        "signs": SIGNS,
        "bases": BASES,
        "ambitions": AMBITIONS,
        "states": STATES,
        "frequencies": FREQUENCIES,
        "interims": interim_lines(work["reporting"], unread),
        "kinds": kinds_in(draft),
        "bodies": bodies,
        "recipients": [(code, name) for code, name in bodies if not code.startswith("kind:")],
        "tabs": tabs(work, lines),
    }


def draft_counts(work: Work) -> dict[str, Any]:
    """What the page counts, without the page: numbers by their answer, rows still open, how far each part is."""
    counts = counted_numbers(work)
    lines = baseline_lines(work, lambda row: target_code(work, row))
    return {
        "counts": counts | {"done": counts["taken"] + counts["refused"]},
        "unseen": sum(open_places(work).values()),
        "tabs": {tab.anchor: f"{tab.done}/{tab.of}" for tab in tabs(work, lines)},
    }


@dataclass(frozen=True)
class DraftTab:
    """A part of the page, with how much of it is done."""

    anchor: str
    label: str
    done: int
    of: int


def tabs(work: Work, lines: list[BaselineLine]) -> list[DraftTab]:
    def decided_of(name: str) -> tuple[int, int]:
        rows = work[name]
        if name == "numbers":
            rows = [row for row in rows if row["reason"] not in ASIDE]
        return sum(row["state"] != OFFERED for row in rows), len(rows)

    filled = sum(work["head"].get(name) not in (None, "") for name in HEAD_LABELS)
    reporting = work["reporting"]["frequency"] == "none" or bool(work["reporting"]["recipient"])
    chosen = kinds_chosen(work)
    # An indicator of the catalogue has its reporters already.
    asked = sum(bool(line.target["indicator"] or chosen.get(target_code(work, line.target))) for line in lines)
    return [
        DraftTab("head", "Đầu văn bản", filled, len(HEAD_LABELS)),
        DraftTab("targets", "Mục tiêu", *decided_of("targets")),
        DraftTab("baselines", "Giá trị gốc", sum(line.held is not None for line in lines), len(lines)),
        DraftTab("milestones", "Mốc", *decided_of("milestones")),
        DraftTab("duties", "Nhiệm vụ", *decided_of("duties")),
        DraftTab("reporting", "Báo cáo", int(reporting), 1),
        DraftTab("who", "Ai nhập gì", asked, len(lines)),
        DraftTab("numbers", "Số khác", *decided_of("numbers")),
    ]


def soft_gaps(lines: list[BaselineLine], who: list[Work]) -> list[DraftGap]:
    """What may stay open, with what it leads to."""
    found = []
    if bare := sum(line.held is None for line in lines):
        message = f"{bare} chỉ tiêu chưa có giá trị gốc: báo cáo đầu tiên sẽ là mức khởi đầu"
        found.append(DraftGap("baselines", message, stops=False))
    if unasked := sum(not line["known"] and not line["chosen"] for line in who):
        message = f"{unasked} chỉ tiêu mới chưa giao ai nhập: chỉ có số công bố mới đánh giá được"
        found.append(DraftGap("who", message, stops=False))
    return found


def target_groups(work: Work, known: dict[str, str], unread: Mapping[str, TypedWrong]) -> list[dict[str, Any]]:
    """The rows of targets by year, in the order of the document."""
    groups: dict[int | None, list[dict[str, Any]]] = {}
    for row in work["targets"]:
        # By the order in which the years first come in the document, which is how the officer reads along.
        groups.setdefault(row["year"], []).append(target_line(row, known, unread))
    return [
        {
            "title": "Chưa rõ năm" if year is None else f"Đến năm {year}",
            "rows": rows,
            "taken": sum(row["state"] == TAKEN for row in rows),
        }
        for year, rows in groups.items()
    ]


def baseline_shown(
    line: BaselineLine, work: Work, known: dict[str, str], unread: Mapping[str, TypedWrong]
) -> dict[str, Any]:
    held = line.held or {"year": None, "value": "", "citation": ""}
    shown = with_unread(held, line.key, unread)
    near = [one for one in work.get("base_proposals", []) if one["target"] == line.target["key"]]
    return {
        **shown,
        "key": line.key,
        "number": line.target["key"][1:],
        "name": indicator_words(line.target, known),
        # What could not be read stays as it was typed: formatted, it would not be what she sees as wrong.
        "shown_value": shown["value"] if "value" in shown["wrong"] else shown_level(str(held["value"])),
        "proposed": [{**one, "shown": shown_level(one["value"])} for one in near],
    }


def indicator_words(row: Work, known: dict[str, str]) -> str:
    """The indicator of a target in words: its name in the catalogue, else the words of the text."""
    phrase = row["phrase"] or row["indicator"]
    return known.get(row["indicator"], "").rpartition(",")[0] or phrase[:1].upper() + phrase[1:]


def who_lines(work: Work, lines: list[BaselineLine]) -> list[dict[str, Any]]:
    """Who reports the figures of each indicator: as the catalogue has it, or as chosen for a new one."""
    codes = {line.target["indicator"] for line in lines if line.target["indicator"]}
    inputs = IndicatorInput.objects.filter(indicator__code__in=codes).values_list("indicator__code", "element_id")
    elements: dict[str, set[int]] = {}
    for code, element in inputs:
        elements.setdefault(code, set()).add(element)
    kinds: dict[int, set[str]] = {}
    # Two queries for all rows of the page.
    for element, kind in ElementKind.objects.filter(
        element_id__in={one for held in elements.values() for one in held}
    ).values_list("element_id", "kind"):
        kinds.setdefault(element, set()).add(kind)
    labels = dict(AgencyKind.choices)
    chosen = kinds_chosen(work)
    return [
        {
            "key": line.target["key"],
            "number": line.target["key"][1:],
            "phrase": line.target["phrase"] or line.target["indicator"],
            "indicator": line.target["indicator"],
            "known": bool(line.target["indicator"]),
            "chosen": chosen.get(target_code(work, line.target), []),
            "words": "; ".join(
                labels[kind]
                for kind in sorted(
                    {kind for one in elements.get(line.target["indicator"], ()) for kind in kinds.get(one, ())}
                )
            ),
        }
        for line in lines
    ]


def kinds_chosen(work: Work) -> dict[str, list[str]]:
    """By indicator the kinds of bodies that report it, chosen beside the first target of it that says any."""
    chosen: dict[str, list[str]] = {}
    for row in work["targets"]:
        if row["state"] != REFUSED and row["kinds"]:
            chosen.setdefault(target_code(work, row), row["kinds"])
    return chosen


def number_shown(row: Work) -> dict[str, Any]:
    return {**row, "why": REASONS.get(row["reason"], "")}


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
    shown = with_unread(row, row["key"], unread)
    return {
        **shown,
        "number": row["key"][1:],
        "name": indicator_words(row, known),
        "shown_low": shown["low"] if "low" in shown["wrong"] else shown_level(row["low"]),
        "shown_high": shown["high"] if "high" in shown["wrong"] else shown_level(row["high"]),
        "near": near,
        "rest": [(code, name) for code, name in known.items() if code not in row["indicators"]],
        **told_level(row, known[row["indicator"]].rpartition(", ")[2] if row["indicator"] in known else row["unit"]),
        "when": when(row),
        "yearly": yearly_text(row.get("yearly_plan", [])) if "yearly" not in shown["wrong"] else shown["yearly"],
        "told": told_doubt(row),
    }


def told_level(row: Work, unit: str) -> dict[str, str]:
    """The promise in the row's own words: of a change the way it goes and its size, in percent of the base year."""
    low, high = shown_level(row["low"]), shown_level(row["high"])
    if row["basis"] != "change":
        sign = "khoảng" if row["comparator"] == "range" else SIGNS[row["comparator"]]
        return {"sign": sign, "told_low": low, "told_high": high, "told_unit": unit}
    size = signed_low(row)
    told = change_sign(row["comparator"], size or Decimal())
    return {"sign": told, "told_low": published_number(abs(size)) if size else low, "told_high": high, "told_unit": "%"}


def change_sign(comparator: str, size: Decimal) -> str:
    """ "giảm từ", "tăng khoảng": what a change against a base year promises, `size` with its sign."""
    # A fall of at least 5 % is kept as "<= -5": of the size it is "at least".
    rising = {"<=": ">=", "<": ">"}.get(comparator, comparator)
    return f"{change_verb(size)} {SIGNS[rising]}"


def told_doubt(row: Work) -> str:
    """What to look at before taking the row: "xem năm gốc", "xem chỉ tiêu"; "rõ" where the text says all of it."""
    if is_asked(row):
        return "chờ trả lời"
    if row["state"] != OFFERED:
        return "rõ" if row["sure"] == "clear" else "đã xem"
    if row["sure"] != "clear":
        return SURE[row["sure"]]
    return "xem chỉ tiêu" if not row["indicator"] and row["indicators"] else "rõ"


def yearly_text(planned: list[Work]) -> str:
    """The yearly plan as it is typed: "2026: 9.400; 2027: 9.600"."""
    return "; ".join(f"{one['year']}: {shown_level(str(one['value']))}" for one in planned)


def when(row: Work) -> str:
    """How it is counted: "riêng năm", "cộng dồn từ 2026", "so với năm 2025"."""
    words = BASES.get(row["basis"], row["basis"])
    if row["basis"] == "change":
        return f"so với năm {row.get('base_year') or '?'}"
    return f"{words} từ {row['from_year']}" if row["from_year"] else words


def shown_level(text: str) -> str:
    value = bound_value(text)
    return published_number(value) if value is not None else ""


def duty_shown(row: Work) -> dict[str, Any]:
    return {**row, "leads": " ".join(row["lead"]), "others": " ".join(row["cooperating"])}


def kinds_in(draft: PlanDraft) -> list[tuple[str, str]]:
    """The kinds of bodies that the locality has, for the question who reports a number."""
    there = set(Agency.objects.filter(locality=draft.locality).values_list("kind", flat=True))
    return [(kind.value, kind.label) for kind in AgencyKind if kind.value in there]


def bodies_in(draft: PlanDraft) -> list[tuple[str, str]]:
    # Who leads and helps by name; hundreds of districts and communes are named by their kind.
    bodies = Agency.objects.filter(
        locality=draft.locality, kind__in=["department", "board", "front", "union", "association"]
    )
    return [
        *((f"kind:{kind}", f"Mọi đơn vị loại {label}") for kind, label in kinds_in(draft)),
        *by_name(bodies.values_list("code", "name"), name=itemgetter(1)),
    ]


def level_lines(draft: PlanDraft, known: Mapping[str, str], unread: Mapping[str, TypedWrong]) -> dict[str, Any]:
    """The lines with what may be chosen in them: the bodies of the locality, the indicators that the plan promises."""
    work = draft.work
    rows = [
        with_unread({**row, "shown_low": shown_level(row["low"]), "shown_high": shown_level(row["high"])}, key, unread)
        | {"key": key}
        for number, row in enumerate(work.get("body_targets", []), start=1)
        if (key := f"{LEVEL_ROW}{number}")
    ]
    promised = {target_code(work, row): row for row in taken(work, "targets")}
    bodies = Agency.objects.filter(locality=draft.locality, valid_to=None).values_list("code", "name")
    return {
        "rows": rows,
        "indicators": [(code, known.get(code) or row["phrase"]) for code, row in promised.items()],
        "bodies": [
            *((f"kind:{kind}", f"Mỗi đơn vị loại {label}") for kind, label in kinds_in(draft)),
            *by_name(bodies, name=itemgetter(1)),
        ],
    }
