"""What the audit trail says of every figure, held against the figures: one changed by SQL differs from its last event.

Figures of the demo were put there without events; what demo accounts did is taken out again without any. Both are
compared only as far as real people's events speak of them.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from agencies.models import User
from reports.models import AuditEvent, Entry, Figure, State, Submission, Verb

CHUNK = 2000
# Agency, year and the code of the element.
Key = tuple[int, int, int, str]


@dataclass(frozen=True, slots=True)
class Said:
    """What the agency said last, in which form, and whether a real person typed it."""

    entry: str
    value: str | None
    quality: str
    note: str
    form: int
    by_person: bool

    @property
    def counts_as(self) -> tuple[str, Decimal | None, str]:
        return self.entry, decimal_of(self.value), self.quality


@dataclass
class Ledger:
    """Fill it with every event in order, then ask for `faults`."""

    forms: dict[int, tuple[int, int, int]] = field(default_factory=dict)
    people: frozenset[int] = frozenset()
    said: dict[Key, Said] = field(default_factory=dict)
    of_form: dict[int, set[Key]] = field(default_factory=lambda: defaultdict(set))
    # What was said when it was accepted, and whether a real person accepted it.
    counted: dict[Key, tuple[Said, bool]] = field(default_factory=dict)
    # By form, what counted before its last acceptance: that may be undone.
    replaced: dict[int, dict[Key, tuple[Said, bool] | None]] = field(default_factory=dict)

    @classmethod
    def empty(cls) -> "Ledger":
        """One that knows the present forms and people."""
        forms = Submission.objects.values_list("pk", "agency_id", "period__year", "period__interim")
        people = User.objects.filter(is_demo=False).values_list("pk", flat=True)
        return cls(forms={pk: tuple(place) for pk, *place in forms}, people=frozenset(people))

    def take(self, event: AuditEvent) -> None:
        if event.verb not in (Verb.FIGURES_SAVED, Verb.ACCEPTED, Verb.REOPENED):
            return
        kind, _, number = event.subject.partition(":")
        form = int(number) if kind == "submission" else 0
        if form not in self.forms:
            return
        by_person = event.actor_id in self.people
        if event.verb == Verb.FIGURES_SAVED:
            for code, cell in event.after["cells"].items():
                self.note_cell((*self.forms[form], code), cell, form=form, by_person=by_person)
            return
        if event.verb == Verb.REOPENED:
            if (event.before["state"], event.after["state"]) == (State.ACCEPTED, State.SUBMITTED):
                self.take_back(form)
            return
        taken = [key for key in self.of_form[form] if self.said[key].entry != Entry.BLANK]
        self.replaced[form] = {key: self.counted.get(key) for key in taken}
        self.counted |= {key: (self.said[key], by_person) for key in taken}

    def take_back(self, form: int) -> None:
        """An acceptance was undone: what counted before it counts again."""
        for key, before in self.replaced.pop(form).items():
            if before is None:
                del self.counted[key]
            else:
                self.counted[key] = before

    def note_cell(self, key: Key, cell: dict[str, Any], *, form: int, by_person: bool) -> None:
        # A blank cell may be filled in another plan's form; from then on it is accepted with that one.
        if key in self.said:
            self.of_form[self.said[key].form].discard(key)
        said = Said(cell["entry"], cell["value"], cell["quality"], cell["note"], form, by_person)
        self.said[key] = said
        self.of_form[form].add(key)

    def faults(self) -> Iterator[str]:
        """One sentence for each figure that is not what its events say."""
        left = dict(self.said)
        rows = Figure.every.select_related("element", "agency").order_by("pk")
        for figure in rows.iterator(chunk_size=CHUNK):
            key = (figure.agency_id, figure.year, figure.interim, figure.element.code)
            if fault := self.fault_of(figure, left.pop(key, None), self.counted.get(key)):
                yield f"{figure.element.code}, {figure.agency.name}, năm {figure.year}: {fault}"
        for (_, year, _, code), said in left.items():
            if said.by_person:
                yield f"{code}, năm {year}, báo cáo số {said.form}: có trong nhật ký mà không còn trong số liệu"

    def fault_of(self, figure: Figure, said: Said | None, counted: tuple[Said, bool] | None) -> str:
        if said is None:
            return "" if figure.illustrative else "không có lần nhập nào trong nhật ký"
        # The trail is written without NUL (as_json).
        if (figure.entry, figure.value, figure.quality) != said.counts_as or figure.note.replace("\0", "") != said.note:
            return f"đang là {cell_text(figure.entry, figure.value)}, nhật ký ghi {cell_text(said.entry, said.value)}"
        now = (figure.accepted_entry, figure.accepted_value, figure.accepted_quality)
        if counted is None:
            return "đang được tính là đã duyệt mà nhật ký không có lần duyệt nào" if figure.accepted_entry else ""
        accepted, by_person = counted
        if now == accepted.counts_as or (not by_person and not figure.accepted_entry):
            return ""
        return f"số đã duyệt đang là {cell_text(*now[:2])}, nhật ký ghi {cell_text(accepted.entry, accepted.value)}"


def decimal_of(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def cell_text(entry: str, value: Decimal | str | None) -> str:
    return (entry or "chưa duyệt") if value is None else f"{Decimal(value).normalize():f}"
