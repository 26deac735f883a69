"""The numbers that a reader supposes: text in the Vietnamese way into domain types; an empty field changes nothing."""

from decimal import Decimal
from typing import Any

from django import forms

from reports.progress.supposed.scenario import Movable, ScenarioQuestion, Supposed, movables
from reports.wording import terms
from reports.wording.differences import counts_single_things
from reports.wording.paces import part_text
from reports.wording.typed.numbers import STORED_DECIMALS, NumberError, parse_number, parse_value
from targets.models import Basis, Formula, Target
from targets.plan_checks import LARGEST_FALL

LONGEST = 40


class WhatIfForm(forms.Form):
    """One field for each value that can be moved, and for each end of the target. Sent by GET, never saved."""

    def __init__(self, *args: Any, question: ScenarioQuestion, **options: Any) -> None:
        super().__init__(*args, **options)
        self.question = question
        for one in movables(question):
            self.fields[f"value_{one.year}"] = field(value_label(one, question), value_hint(one, question))
        target = question.target
        if target.basis == Basis.CHANGE:
            hint = f"hiện nay {terms.promise_text(target)}"
            self.fields["low"] = field(f"Mức của mục tiêu, % so với năm {target.base_year}", hint)
            return
        ends = {"low": target.low, "high": target.high}
        words = {"low": "Mức thấp nhất", "high": "Mức cao nhất"} if target.high is not None else {"low": "Mức"}
        for name, word in words.items():
            hint = f"hiện nay {terms.with_unit(ends[name], target.indicator)}"
            self.fields[name] = field(f"{word} của mục tiêu, {target.indicator.unit}", hint)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        target = self.question.target
        # A copy, since `add_error` takes the field out of what is walked through.
        for name, typed in list(cleaned.items()):
            cleaned[name] = None
            if typed:
                try:
                    cleaned[name] = read_moved(name, typed, self.question)
                except NumberError as error:
                    self.add_error(name, f"{error}.")
        self.check_target(cleaned, target)
        return cleaned

    def check_target(self, cleaned: dict[str, Any], target: Target) -> None:
        """What no plan could promise: an empty total, no growth at all, a range upside down."""
        low, high = cleaned.get("low"), cleaned.get("high")
        if low is not None and target.basis == Basis.CUMULATIVE and low <= 0:
            self.add_error("low", "Tổng phải đạt lớn hơn 0. Gõ số khác.")
        # A fall by all of it leaves nothing that could grow again.
        if low is not None and target.indicator.formula == Formula.GROWTH and (low == 0 or low <= -100):
            self.add_error("low", "Mức tăng khác 0 và lớn hơn –100%. Gõ số khác.")
        if low is not None and target.basis == Basis.CHANGE and not LARGEST_FALL <= low != 0:
            self.add_error("low", "Mức giảm lớn hơn 0 và không quá 100%, mức tăng lớn hơn 0. Gõ số khác.")
        if target.high is not None:
            bottom, top = target.low if low is None else low, target.high if high is None else high
            if bottom is not None and bottom > top:
                self.add_error(
                    "low" if low is not None else "high", "Mức thấp nhất lớn hơn mức cao nhất. Sửa một trong hai."
                )

    def supposed(self) -> Supposed:
        """What a valid form says."""
        values = {
            int(name.removeprefix("value_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("value_") and value is not None
        }
        return Supposed(values=values, low=self.cleaned_data.get("low"), high=self.cleaned_data.get("high"))


def read_moved(name: str, typed: str, question: ScenarioQuestion) -> Decimal:
    """A typed value in the unit of what is moved; the size of a change takes the sign of the promise."""
    target = question.target
    if name not in ("low", "high"):
        return parse_value(typed, question.moved)
    if target.basis != Basis.CHANGE:
        return parse_value(typed, target.indicator)
    size = parse_number(typed, decimals=STORED_DECIMALS)
    return -size if target.low < 0 else size


def field(label: str, hint: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
    return forms.CharField(label=label, help_text=hint, max_length=LONGEST, required=False, widget=widget)


def value_label(one: Movable, question: ScenarioQuestion) -> str:
    """ "Giá trị năm 2024, %"; for what stands behind a total or a growth, the name of that."""
    moved = question.moved
    when = f"năm {one.year}" if one.from_year == one.year else f"{one.from_year}–{one.year}"
    what = "Giá trị" if moved.pk == question.target.indicator_id else moved.short_name
    return f"{what} {when}, {moved.unit}"


def value_hint(one: Movable, question: ScenarioQuestion) -> str:
    """What counts now and what the path asks for."""
    now = "chưa có số" if one.value is None else f"hiện nay {terms.with_unit(one.value, question.moved)}"
    if one.due is None:
        return now
    plan = "kế hoạch" if question.target.basis == Basis.CUMULATIVE else "lộ trình"
    if counts_single_things(question.moved, one.due, one.value):
        return f"{now}; {plan} là {part_text(one.due)}"
    return f"{now}; {plan} là {terms.with_unit(one.due, question.moved, one.value)}"
