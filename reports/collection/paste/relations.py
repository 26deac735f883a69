"""What the cells of a pasted block say of each other and of the form: parts and wholes, leaps since last year.

A part above its whole is refused at the part; parts that do not make their whole at the whole, where the block holds
them all. What contradicts a cell outside of the block is told and left to the form, where either may be mended.
"""

from dataclasses import dataclass, replace

from reports.collection.entry.checks import (
    CellFinding,
    CheckedCell,
    CheckedForm,
    changes,
    parts_above_whole,
    sums_that_differ,
)
from reports.collection.paste.pasted import Match, Pasted
from reports.models import Entry
from targets.models import DataElement, PartRule


@dataclass(frozen=True)
class Relations:
    """The form as it is before anything of the block is taken."""

    form: CheckedForm

    def weighed(self, lines: list[Pasted]) -> list[Pasted]:
        """The lines once those are refused that cannot be taken together; the others say what they would cause."""
        # Every round refuses at least one taken line, so it ends.
        while refused := self.refusals(lines):
            # What is refused leaves the form's own number, which may speak against another line.
            lines = [refused_line(line, refused[line.code]) if line.code in refused else line for line in lines]
        told = self.warnings(lines)
        return [replace(line, message=joined(line.message, told.get(line.code, ""))) for line in lines]

    def after(self, lines: list[Pasted]) -> CheckedForm:
        taken = {line.code: checked(line) for line in lines if line.is_taken}
        return replace(self.form, cells={**self.form.cells, **taken})

    def refusals(self, lines: list[Pasted]) -> dict[str, CellFinding]:
        """By code, the taken lines that speak against the rest of the block, or against a whole on the form."""
        form, taken = self.after(lines), {line.code for line in lines if line.is_taken}
        # A line that says what the form holds anyhow belongs to the block as well.
        held = {line.code for line in lines if line.is_taken or line.match == Match.SAME}
        found = [finding for finding in parts_above_whole(form) if finding.code in taken]
        for finding in sums_that_differ(form):
            parts = {part.code for part in self.form.elements if self.is_summand(part, finding.code)}
            if finding.code in taken and parts <= held:
                found.append(finding)
        return {finding.code: finding for finding in found}

    def warnings(self, lines: list[Pasted]) -> dict[str, str]:
        """What taking a line would leave to mend or to explain, by code."""
        form, taken = self.after(lines), [line.code for line in lines if line.is_taken]
        codes = {element.code: element for element in form.elements}
        wholes = {part.code: whole.code for part, whole in form.together.parts}
        told: dict[str, str] = {}
        for finding in parts_above_whole(form):
            whole = wholes[finding.code]
            if whole in taken:
                told.setdefault(whole, f"Rồi phải sửa: {finding.message}")
        for finding in sums_that_differ(form):
            near = [code for code in taken if code == finding.code or self.is_summand(codes[code], finding.code)]
            if near:
                told.setdefault(near[-1], f"Rồi phải sửa: {finding.message}")
        for finding in changes(form):
            if finding.code in taken:
                told.setdefault(finding.code, f"Rồi cần giải thích: {finding.message}")
        return told

    def is_summand(self, part: DataElement, whole: str) -> bool:
        summed = part.part_rule == PartRule.SUM
        return summed and any(one.pk == part.part_of_id and one.code == whole for one in self.form.elements)


def checked(line: Pasted) -> CheckedCell:
    entry = line.change.entry if line.change else Entry.BLANK
    return CheckedCell(entry=entry, value=line.value, note=line.change.note if line.change else "")


def refused_line(line: Pasted, finding: CellFinding) -> Pasted:
    message = f"Không nhận: {finding.message} {finding.advice}"
    return replace(line, match=Match.REFUSED, change=None, message=message)


def joined(*parts: str) -> str:
    return ". ".join(part.removesuffix(".") for part in parts if part)
