"""What the board posts, as domain types. Never saves."""

import re
from enum import StrEnum

from django import forms
from django.http import QueryDict

from reports.collection.board.services import MAX_REASON
from reports.wording.typed.fields import TextField

MOST_PICKED = 2000
# Eighteen digits always fit the database's signed 64-bit keys; one more may not, and SQLite then fails.
SEEN = re.compile(r"(?<![0-9])([0-9]{1,18}):([0-9]{1,9})(?![0-9])", re.ASCII)


class Act(StrEnum):
    REMIND = "remind"
    EXTEND = "extend"
    REOPEN = "reopen"


class BoardForm(forms.Form):
    """An act on the ticked reports; a day and a reason where the act needs them."""

    act = forms.ChoiceField(choices=[(act.value, act.value) for act in Act])
    until = forms.DateField(
        required=False,
        input_formats=["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"],
        error_messages={"invalid": "Gõ ngày như 20/12/2024: ngày trước, tháng sau, năm đủ bốn chữ số."},
    )
    reason = TextField(required=False, max_length=MAX_REASON)

    def clean(self) -> dict[str, object]:
        cleaned = super().clean()
        if cleaned.get("act") == Act.EXTEND and not cleaned.get("until") and "until" not in self.errors:
            self.add_error("until", "Ghi ngày: gia hạn đến hết ngày nào.")
        return cleaned


def seen_versions(post: QueryDict) -> dict[int, int]:
    """The version in which the page showed each report: "12:3 15:1" -> {12: 3, 15: 1}."""
    pairs = SEEN.findall(post.get("seen", ""))[:MOST_PICKED]
    return {int(pk): int(version) for pk, version in pairs}


def posted_act(post: QueryDict) -> tuple[BoardForm, frozenset[int]]:
    """The act and the reports it is for: the ticked ones (`pick`), or the one whose own button reminds (`one`)."""
    # The button of one row is pressed within the form of all ticks: it means that row alone.
    one = post.getlist("one")
    given = one or post.getlist("pick")
    rows = frozenset(int(text) for text in given[:MOST_PICKED] if text.isascii() and text.isdigit() and len(text) < 19)
    return BoardForm({"act": Act.REMIND} if one else post), rows
