"""Starting years and values in the work on a plan: one for each indicator that the plan sets a target for."""

from dataclasses import dataclass
from typing import Any

from targets.plan_text.proposals import Proposals
from targets.plans.content import Content


@dataclass(frozen=True)
class BaselineLine:
    """An indicator of the plan by the first target that names it, and its starting value where there is one."""

    target: Content
    held: Content | None

    @property
    def key(self) -> str:
        return f"b{self.target['key']}"


def base_proposals(proposals: Proposals, targets: list[Content]) -> list[Content]:
    """The starting values that the text names, each with the target of the same sentence and unit it may start."""
    found = []
    for base in proposals.baselines:
        # "từ 34% xuống còn 9%" names both in one sentence; of two units there the base is that of its own.
        same = [row for row in targets if row["sentence"] == base.sentence and row["unit"] == base.unit]
        for row in same[:1]:
            found.append(
                {"target": row["key"], "year": base.year, "value": f"{base.value.normalize():f}"}
                | {"citation": base.citation, "sentence": base.sentence}
            )
    return found


def baseline_lines(work: Content, code_of: Any) -> list[BaselineLine]:
    """A line for each indicator of targets that are not refused; `code_of` gives the indicator's code of a target."""
    held = {baseline_code(row, work, code_of): row for row in work["baselines"]}
    lines: dict[str, BaselineLine] = {}
    for row in work["targets"]:
        if row["state"] != "refused":
            code = code_of(row)
            # A plan has one base for each indicator, however many years it promises something for.
            lines.setdefault(code, BaselineLine(row, held.get(code)))
    return list(lines.values())


def baseline_code(base: Content, work: Content, code_of: Any) -> str:
    """The indicator of a starting value: named, or that of the target it was typed beside."""
    if base.get("indicator"):
        return str(base["indicator"])
    target = next((row for row in work["targets"] if row["key"] == base.get("target")), None)
    return str(code_of(target)) if target is not None else ""


def baseline_entries(work: Content, code_of: Any, number_of: Any) -> list[Content]:
    """The plan's document says of each starting value its indicator, year, value and place; none twice.

    One whose indicator no taken target has starts nothing and is left out.
    """
    started = {code_of(row) for row in work["targets"] if row["state"] == "taken"}
    found: dict[str, Content] = {}
    for base in work["baselines"]:
        code = baseline_code(base, work, code_of)
        if code not in started:
            continue
        found[code] = {
            "indicator": code,
            "year": base["year"],
            "value": number_of(str(base["value"])),
            "citation": base.get("citation") or "Văn bản không nêu",
        }
    return list(found.values())
