"""Promises without a number in the work on a plan, and how the plan's document groups them by indicator and year."""

from collections.abc import Container, Iterable
from itertools import chain, count
from typing import Any

from targets.plans.content import Content


def milestone_rows(content: Content) -> list[Content]:
    """The milestones that a plan has already, all taken; each knows its indicator and code."""
    found = [(entry, one) for entry in qualitative(content) for one in entry["milestones"]]
    return [
        {
            "key": f"m{number}",
            "state": "taken",
            "phrase": one["name"],
            "year": entry["year"],
            "citation": one["citation"],
            "sentence": "",
            "indicator": entry["indicator"],
            "code": one["code"],
        }
        for number, (entry, one) in enumerate(found, start=1)
    ]


def qualitative(content: Content) -> list[Content]:
    return [entry for entry in content["targets"] if entry["comparator"] == "milestone"]


def qualitative_heads(content: Content) -> list[Content]:
    """The targets that hold milestones, without them."""
    return [{name: value for name, value in one.items() if name != "milestones"} for one in qualitative(content)]


def milestone_indicator(plan: str, year: int) -> str:
    return f"{plan.lower()}-moc-{year}"


def new_milestone_years(work: Content) -> list[int]:
    """Years for which the plan brings an indicator of its own."""
    rows = [row for row in work["milestones"] if row["state"] == "taken" and not row.get("indicator")]
    return sorted({row["year"] for row in rows if row["year"] is not None})


def milestone_codes(contents: Iterable[Content]) -> list[str]:
    """The codes of all milestones in these contents of a plan."""
    entries = [entry for content in contents for entry in qualitative(content)]
    return sorted({one["code"] for entry in entries for one in entry["milestones"]})


def unborne_code(row: Content, borne: Container[str]) -> str:
    """A code for a milestone that comes new: of its row, and none of those that were borne before."""
    numbered = (f"moc-{row['key']}-{number}" for number in count(2))
    return next(code for code in chain([f"moc-{row['key']}"], numbered) if code not in borne)


def milestone_entries(work: Content, cited: Any) -> list[Content]:
    """Targets with their milestones; `cited` turns a place of the text into a citation."""
    plan = work["head"]["code"]
    heads = {(head["indicator"], head["year"]): head for head in work.get("qualitative", [])}
    grouped: dict[tuple[str, int], list[Content]] = {}
    # Codes of all editions: whatever was judged or reported under one must never mean another milestone.
    borne = {*work.get("milestone_codes", []), *(row["code"] for row in work["milestones"] if row.get("code"))}
    for row in work["milestones"]:
        if row["state"] != "taken" or row["year"] is None:
            continue
        key = (row.get("indicator") or milestone_indicator(plan, row["year"]), row["year"])
        entry = {"code": row.get("code") or unborne_code(row, borne), "name": row["phrase"][:300]}
        grouped.setdefault(key, []).append(entry | {"citation": cited(row["citation"]) or plan})
    return [
        {
            "indicator": indicator,
            "year": year,
            "comparator": "milestone",
            "basis": "year",
            "citation": f"{plan}, các mốc năm {year}",
            **heads.get((indicator, year), {}),
            "milestones": milestones,
        }
        for (indicator, year), milestones in grouped.items()
    ]
