"""What an officer works on while a plan is drafted: the reader's proposals, taken, refused or still to be seen.

Plain data that JSON can hold; numbers are texts such as "55.5". `content_of` turns what was taken into the plan's
document.
"""

import hashlib
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from agencies.vietnamese_text import search_key
from targets.models import Formula
from targets.plan_text.proposals import Proposals, ProposedDeadline, ProposedTarget
from targets.plans.baselines import base_proposals, baseline_entries
from targets.plans.content import Content
from targets.plans.milestones import (
    milestone_entries,
    milestone_indicator,
    milestone_rows,
    new_milestone_years,
    qualitative_heads,
)
from targets.plans.new_indicators import NewIndicator, direction_for
from targets.plans.reporting import last_named_year, reporting_from

OFFERED, TAKEN, REFUSED = "offered", "taken", "refused"
Work = dict[str, Any]
LISTS = ("targets", "numbers", "baselines", "milestones", "duties", "task_groups", "body_targets")
LONGEST_TITLE = 390
# Comparators that ask a change to fall; they bear the sign, so that its size is typed without one.
FALLS = ("<=", "<")
FALLING_SIGNS = {">=": "<=", ">": "<"}


def work_from(proposals: Proposals, *, code: str) -> Work:
    """The first state of the work: everything that was read, nothing of it taken yet."""
    head = proposals.head
    work = {
        "head": {
            "code": code,
            "title": head.title or "",
            "short_title": (head.title or "")[:110],
            "number": head.number or "",
            "issued_on": head.issued_on or "",
            "issuer": head.issuer or "",
            "signer": head.signer or "",
            "first_year": head.first_year,
            "last_year": last_named_year(proposals),
        },
        "targets": [
            {
                "key": f"t{number}",
                "state": OFFERED,
                "phrase": target.phrase,
                "indicator": target.indicator or "",
                "indicators": list(target.indicators),
                "kinds": [],
                **measured(target),
                "year": target.year,
                "basis": target.basis,
                "from_year": target.from_year,
                "base_year": target.base_year,
                "ambition": target.ambition,
                "citation": target.citation,
                "sentence": target.sentence,
                "start": target.start,
                "end": target.end,
                "sure": target.sure.value,
            }
            for number, target in enumerate(proposals.targets, start=1)
        ],
        "numbers": [
            {"key": f"n{number}", "state": REFUSED if one.reason != "elsewhere" else OFFERED, **vars(one)}
            for number, one in enumerate(proposals.numbers, start=1)
        ],
        "milestones": [
            {"key": f"m{number}", "state": OFFERED, **vars(one)}
            for number, one in enumerate(proposals.milestones, start=1)
        ],
        "duties": [duty_work(number, one) for number, one in enumerate(proposals.duties, start=1)],
        "task_groups": [vars(one) for one in proposals.task_groups],
        "deadlines": [deadline_row(one) for one in proposals.deadlines],
        "reporting": reporting_from(proposals),
        "baselines": [],
        "objectives": list(proposals.objectives),
    }
    work["base_proposals"] = base_proposals(proposals, work["targets"])
    return work


def measured(target: ProposedTarget) -> Work:
    """Comparator, bounds and unit; of a change its size in percent, with a comparator that says its way."""
    comparator, low, unit = target.comparator, target.low, target.unit
    if target.basis == "change" and unit == "lần" and low is not None:
        # "gấp 1,5 lần" is half as much more: +50 %.
        low, unit = 100 * (low - 1), "%"
    if target.falls:
        comparator = FALLING_SIGNS.get(comparator, comparator)
        # A fall that is told by no sign of its own bears it in its number.
        low = -low if comparator not in FALLS and low is not None else low
    return {"comparator": comparator, "low": bound_text(low), "high": bound_text(target.high), "unit": unit}


def bound_text(value: Decimal | None) -> str:
    return "" if value is None else f"{value.normalize():f}"


def duty_work(number: int, duty: Any) -> Work:
    return {
        "key": f"d{number}",
        "state": OFFERED,
        "number": duty.number,
        "title": duty.sentence[:LONGEST_TITLE],
        "lead": list(duty.lead_match),
        "cooperating": [code for code in duty.cooperating_match if code not in duty.lead_match],
        "lead_names": list(duty.lead),
        "cooperating_names": list(duty.cooperating),
        "citation": duty.citation,
        "sentence": duty.sentence,
    }


def deadline_row(deadline: ProposedDeadline) -> Work:
    return {**vars(deadline), "dates": list(deadline.dates), "data_until": list(deadline.data_until)}


# Codes are ASCII and have room for forty-eight letters with the plan's own code before them.
LONGEST_CODE, CODE_OF_WORDS, MARK_OF_THE_REST = 48, 30, 4


def indicator_code(plan: str, row: Work) -> str:
    """A code for an indicator that the plan brings: of the plan and its words, the same each time."""
    words = re.sub(r"[^a-z0-9]+", "-", search_key(row["phrase"])).strip("-")
    head, total = f"{plan.lower()}-", "-cong-don" if row["basis"] == "cumulative" else ""
    room = min(CODE_OF_WORDS, LONGEST_CODE - len(head) - len(total))
    if len(words) > room:
        # Two promises may differ in their last words alone: what is cut off still tells their codes apart.
        mark = hashlib.sha256(words.encode()).hexdigest()[:MARK_OF_THE_REST]
        words = f"{words[: room - MARK_OF_THE_REST - 1].strip('-')}-{mark}"
    return f"{head}{words}{total}"


def new_indicators(work: Work) -> list[NewIndicator]:
    """The indicators that taken targets need and the catalogue does not have, each once."""
    plan = work["head"]["code"]
    found: dict[str, NewIndicator] = {}
    for row in taken(work, "targets"):
        if row["indicator"]:
            continue
        code = indicator_code(plan, row)
        # The percent of a change are of its base year: what they are of has a unit of its own.
        unit = "" if row["basis"] == "change" else row["unit"]
        share = unit.startswith("%")
        formula = Formula.CUMULATIVE if row["basis"] == "cumulative" else Formula.VALUE
        if share and row["kinds"]:
            formula = Formula.RATIO
        found.setdefault(
            code,
            NewIndicator(
                code=code,
                name=row["phrase"][:1].upper() + row["phrase"][1:],
                unit="%" if share else unit or "số",
                formula=formula.value,
                direction=direction_for(
                    row["comparator"], falling=row["basis"] == "change" and (signed_low(row) or 0) < 0
                ),
                kinds=tuple(row["kinds"]),
                flow=row["basis"] != "year" or row["unit"].startswith("lượt"),
                first_year=row["from_year"],
                decimals=2 if share else 0,
            ),
        )
    for year in new_milestone_years(work):
        code = milestone_indicator(plan, year)
        found[code] = NewIndicator(
            code, f"Các mốc đến năm {year} của {plan}", "mốc", Formula.QUALITATIVE.value, direction_for("=")
        )
    return list(found.values())


def taken(work: Work, name: str) -> list[Work]:
    return [row for row in work[name] if row["state"] == TAKEN]


HEAD_LABELS = {
    "code": "mã", "title": "tên", "short_title": "tên ngắn", "number": "số, ký hiệu", "issued_on": "ngày ban hành",
    "issuer": "cơ quan ban hành", "signer": "người ký", "first_year": "năm đầu", "last_year": "năm cuối",
}  # fmt: skip


def signed_low(row: Work) -> Decimal | None:
    """The level as the rules take it: a fall against a base year, typed as the text says it, is below zero."""
    low = bound_value(row["low"])
    falls = row["basis"] == "change" and row["comparator"] in FALLS
    # Whether it was typed as 20 or as -20: the comparator says already that it is to fall.
    return -abs(low) if falls and low is not None else low


def target_code(work: Work, row: Work) -> str:
    """The indicator of a target: one of the catalogue, or the code that a new one will have."""
    return row["indicator"] or indicator_code(work["head"]["code"], row)


def day_of(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def bound_value(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def content_of(work: Work, *, locality: str) -> Content:
    """The plan's document from what was taken. Errors of content show when it is applied."""
    head = work["head"]
    return {
        **{name: head[name] for name in HEAD_LABELS},
        "issued_on": day_of(head["issued_on"]),
        "locality": locality,
        "party_document": bool(head.get("party_document", False)),
        "source_file": f"{head['code']}.txt",
        "corrections": head.get("corrections", []),
        "reporting": {**work["reporting"], "recipient": work["reporting"]["recipient"] or None},
        "baselines": baseline_entries(work, lambda row: target_code(work, row), bound_value),
        "targets": [
            *map(target_entry(head["code"]), taken(work, "targets")),
            *milestone_entries(work, cited),
        ],
        "task_groups": [
            {"number": row["number"][:20], "title": row["title"][:300], "citation": cited(row["citation"])}
            for row in work["task_groups"]
        ],
        "duties": [duty_entry(row) for row in taken(work, "duties")],
        **({"body_targets": [*map(body_target_entry, levels)]} if (levels := work.get("body_targets")) else {}),
    }


def body_target_entry(row: Work) -> Content:
    """The level of a body: of one year, or of every year where it names the first."""
    entry: Content = {
        **{name: row[name] for name in ("indicator", "body", "year", "comparator")},
        "low": bound_value(row["low"]),
        "basis": "every_year" if row["from_year"] else "year",
        "citation": cited(row["citation"]) or "Văn bản không nêu",
    }
    if row["comparator"] == "range":
        entry["high"] = bound_value(row["high"])
    if row["from_year"]:
        entry["from_year"] = row["from_year"]
    return entry


def target_entry(plan: str) -> Any:
    def entry(row: Work) -> Content:
        made = {
            "indicator": row["indicator"] or indicator_code(plan, row),
            "year": row["year"],
            "comparator": row["comparator"],
            "low": signed_low(row),
            "basis": row["basis"],
            "citation": cited(row["citation"], plan),
        }
        if row["comparator"] == "range":
            made["high"] = bound_value(row["high"])
        if row["basis"] not in ("year", "change"):
            made["from_year"] = row["from_year"]
        for name in ("note", "wording_percent"):
            if row.get(name):
                made[name] = row[name]
        if row["basis"] == "change":
            made["base_year"] = row["base_year"]
        if row.get("yearly_plan"):
            made["yearly_plan"] = [{**one, "value": bound_value(one["value"])} for one in row["yearly_plan"]]
        if row["ambition"] != "committed":
            made["ambition"] = row["ambition"]
        return made

    return entry


def cited(place: str, plan: str = "") -> str:
    """A place in the document as a citation; one that is a citation already stays as it is."""
    if ", mục " in place or not re.match(r"[IVX\d]+[.,\d]|[IVX]+$|đoạn|gạch|bảng", place):
        return place[:200]
    return ", ".join(filter(None, [plan, f"mục {place}"]))[:200]


def duty_entry(row: Work) -> Content:
    return {
        "number": row["number"][:20],
        "title": row["title"][:400],
        "lead": row["lead"],
        "cooperating": [code for code in row["cooperating"] if code not in row["lead"]],
        "citation": cited(row["citation"]),
    }


def work_from_content(content: Content) -> Work:
    """What a plan says already, as work in which everything is taken."""
    plan = content["code"]
    numeric = [entry for entry in content["targets"] if entry["comparator"] != "milestone"]
    return {
        "head": {name: content[name] for name in (*HEAD_LABELS, "party_document", "corrections")},
        "targets": [entry_row(number, entry, plan) for number, entry in enumerate(numeric, start=1)],
        "qualitative": qualitative_heads(content),
        "numbers": [],
        "milestones": milestone_rows(content),
        "duties": [
            {
                **entry,
                "key": f"d{number}",
                "state": TAKEN,
                "lead_names": entry["lead"],
                "cooperating_names": entry["cooperating"],
                "sentence": entry["title"],
            }
            for number, entry in enumerate(content["duties"], start=1)
        ],
        "task_groups": content["task_groups"],
        "body_targets": [
            {"from_year": None, **row, "low": str(row["low"]), "high": str(row.get("high", ""))}
            for row in content.get("body_targets", [])
        ],
        "deadlines": [],
        "reporting": {**content["reporting"], "recipient": content["reporting"]["recipient"] or ""},
        "baselines": [{**row, "value": str(row["value"])} for row in content["baselines"]],
        "objectives": [],
    }


def entry_row(number: int, entry: Content, plan: str) -> Work:
    return {
        "key": f"t{number}",
        "state": TAKEN,
        "phrase": entry.get("note", ""),
        "indicators": [entry["indicator"]],
        "kinds": [],
        "unit": "",
        "from_year": None,
        "ambition": "committed",
        **entry,
        # As it was typed: see `signed_low`.
        "low": str(abs(entry["low"]) if entry["basis"] == "change" and entry["comparator"] in FALLS else entry["low"]),
        "high": str(entry.get("high", "")),
        "yearly_plan": [{**one, "value": str(one["value"])} for one in entry.get("yearly_plan", [])],
        "sentence": "",
        "start": 0,
        "end": 0,
        "sure": "clear",
    }
