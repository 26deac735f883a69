"""What the entry page posts, as domain types. Never saves."""

from collections.abc import Mapping

from django import forms

from reports.collection.entry.number_kinds import entry_word
from reports.collection.entry.services import Change
from reports.models import DutyState, Entry, Quality
from reports.wording.typed.fields import TextField

MAX_DUTY_TEXT = 4000


class DutyForm(forms.Form):
    """Tình hình một nhiệm vụ."""

    state = forms.ChoiceField(label="Tình hình", choices=DutyState.choices)
    text = TextField(label="Kết quả", max_length=MAX_DUTY_TEXT, required=False, widget=forms.Textarea)


class MoveForm(forms.Form):
    """The version of the submission that the actor saw."""

    version = forms.IntegerField(min_value=1)


def changes_from(post: Mapping[str, str], codes: list[str]) -> list[Change]:
    """The cells of a posted form: v- text, k- kind, n- note, s- seen version; cells that are not in it stay out."""
    return [change_from(post, code) for code in codes if f"v-{code}" in post]


def change_from(post: Mapping[str, str], code: str) -> Change:
    text, kind = post.get(f"v-{code}", ""), post.get(f"k-{code}", "final")
    typed = entry_word(text)
    entry = typed or (Entry(kind) if kind in (Entry.NOT_APPLICABLE, Entry.MISSING) else Entry.NUMBER)
    if entry != Entry.NUMBER and typed is None and text.strip():
        # A number typed over "Không phát sinh" means the number.
        entry = Entry.NUMBER
    seen = post.get(f"s-{code}", "")
    return Change(
        code=code,
        text=text if entry == Entry.NUMBER else "",
        entry=entry,
        quality=Quality.ESTIMATE if kind == "estimate" else Quality.FINAL,
        note=post.get(f"n-{code}", ""),
        seen_version=int(seen) if seen.isascii() and seen.isdigit() else None,
    )
