"""What the entry page posts, as domain types. Never saves."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django import forms

from reports.collection.duties.rows import duty_code
from reports.collection.entry.number_kinds import entry_word
from reports.collection.entry.services import Change
from reports.models import DutyState, Entry, Quality
from reports.wording.typed.fields import TextField
from targets.models import Duty

MAX_DUTY_TEXT = 4000
# Below half a minute the server was only busy: no waiting for a line that staff should know of.
SHORTEST_HELD = 30
# Thirty days: a browser that says more is not believed.
LONGEST_HELD = 30 * 24 * 3600


class DutyForm(forms.Form):
    """Tình hình một nhiệm vụ; a text may come before its state."""

    state = forms.ChoiceField(label="Tình hình", choices=DutyState.choices, required=False)
    text = TextField(label="Kết quả", max_length=MAX_DUTY_TEXT, required=False, widget=forms.Textarea)


@dataclass(frozen=True)
class PostedDuty:
    """What was typed of one duty; `error` says why it cannot be taken, `seen_version` as of a cell."""

    duty: Duty
    state: str
    text: str
    seen_version: int | None
    error: str = ""


class PartForm(forms.Form):
    """Of which part of the year the flows of a form are: the whole of it, or that of its body alone."""

    part = forms.ChoiceField(choices=[("whole", "whole"), ("part", "part")])


class MoveForm(forms.Form):
    """The version of the submission that the actor saw."""

    version = forms.IntegerField(min_value=1)


class HeldForm(forms.Form):
    """For how many seconds a pressed "Nộp báo cáo" waited in the browser for a line; a busy moment is no waiting."""

    # A length of time and no moment: the clock of her machine may be wrong, its pace is not.
    held_seconds = forms.IntegerField(min_value=SHORTEST_HELD, max_value=LONGEST_HELD)


def changes_from(post: Mapping[str, str], codes: list[str]) -> list[Change]:
    """The cells of a posted form: v- text, k- kind, n- note, s- seen version; cells that are not in it stay out."""
    return [change_from(post, code) for code in codes if f"v-{code}" in post]


def change_from(post: Mapping[str, str], code: str) -> Change:
    text, kind = post.get(f"v-{code}", ""), post.get(f"k-{code}", "final")
    typed = entry_word(text)
    # A word typed into the field counts more than the kind that stood beside it before.
    entry = typed or (Entry(kind) if kind in (Entry.NOT_APPLICABLE, Entry.MISSING) else Entry.NUMBER)
    if entry != Entry.NUMBER and typed is None and text.strip():
        # A number typed over "Không phát sinh" means the number.
        entry = Entry.NUMBER
    return Change(
        code=code,
        text=text if entry == Entry.NUMBER else "",
        entry=entry,
        quality=Quality.ESTIMATE if kind == "estimate" else Quality.FINAL,
        note=post.get(f"n-{code}", ""),
        seen_version=seen_version_of(post, code),
    )


def posted_duties(post: Mapping[str, str], duties: Iterable[Duty]) -> list[PostedDuty]:
    """The duties of a posted form, named like its cells: v- text, k- state, s- seen version."""
    return [posted_duty(post, duty) for duty in duties if f"v-{duty_code(duty.pk)}" in post]


def posted_duty(post: Mapping[str, str], duty: Duty) -> PostedDuty:
    code = duty_code(duty.pk)
    said = {"state": post.get(f"k-{code}", ""), "text": post.get(f"v-{code}", "")}
    answer = DutyForm(said)
    error = "" if answer.is_valid() else str(next(iter(answer.errors.values()))[0])
    taken = said if error else answer.cleaned_data
    # A state that no page offers is given back as none: there would be no word for it.
    state = taken["state"] if taken["state"] in DutyState.values else ""
    return PostedDuty(duty, state, taken["text"], seen_version_of(post, code), error)


def seen_version_of(post: Mapping[str, str], code: str) -> int | None:
    seen = post.get(f"s-{code}", "")
    # isdigit() alone takes signs such as "²", which int() refuses; nine digits fit the column.
    return int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else None
