"""The form of a decision about the rules: text in the Vietnamese way into domain types. Never saves."""

from decimal import Decimal

from django import forms

from reports.wording.formats import published_number
from reports.wording.typed.fields import DayField, LineField, TextField
from reports.wording.typed.numbers import NumberError, parse_number
from targets.calculations.rules import LATEST, RuleVersion

VERSIONS = [(int(one), f"Phiên bản {int(one)}") for one in RuleVersion]
EXAMPLE = "Gõ số phần trăm từ 0 đến dưới 100, ví dụ 10 hoặc 7,5."


class ReplayForm(forms.Form):
    """What is held against what: two editions of the rules, and another limit on the second side.

    `about`: how far "khoảng" may fall short, typed in percent (7,5); cleaned to a share, None where it stays.
    """

    before = forms.TypedChoiceField(
        label="So", choices=VERSIONS, coerce=lambda typed: RuleVersion(int(typed)), required=False
    )
    after = forms.TypedChoiceField(
        label="Với", choices=VERSIONS, coerce=lambda typed: RuleVersion(int(typed)), required=False
    )
    about = LineField(
        label="và “khoảng” cho phép kém, %",
        max_length=8,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def clean_before(self) -> RuleVersion:
        return self.cleaned_data["before"] or RuleVersion.FIRST

    def clean_after(self) -> RuleVersion:
        return self.cleaned_data["after"] or LATEST

    def clean_about(self) -> Decimal | None:
        typed = self.cleaned_data["about"].removesuffix("%").strip()
        if not typed:
            return None
        try:
            share = parse_number(typed, decimals=2, percentage=True) / 100
        except NumberError as error:
            raise forms.ValidationError(f"{error}. {EXAMPLE}") from None
        # With all of it forgiven, nothing at all would be enough.
        if share >= 1:
            raise forms.ValidationError(EXAMPLE)
        return share


def replay_form(query, about_in_force: Decimal) -> ReplayForm:
    """The form as the address asks; an address without a choice holds the first edition against the latest."""
    asked = {"before": str(int(RuleVersion.FIRST)), "after": str(int(LATEST))}
    asked |= {name: query[name] for name in ("before", "after", "about") if name in query}
    form = ReplayForm(asked)
    form.fields["about"].help_text = f"Đang dùng {published_number(100 * about_in_force)}%; để trống là giữ nguyên."
    return form


class RuleDecisionForm(forms.Form):
    """Which edition judges from which day on, and why."""

    version = forms.TypedChoiceField(
        label="Phiên bản quy tắc",
        choices=VERSIONS,
        coerce=lambda typed: RuleVersion(int(typed)),
    )
    effective_on = DayField(
        label="Áp dụng từ ngày",
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        error_messages={"required": "Ghi ngày áp dụng.", "invalid": "Gõ ngày như 15/12/2024."},
        help_text="Từ hôm nay trở đi, ví dụ 15/12/2024.",
    )
    reason = TextField(
        label="Lý do",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Văn bản hoặc cuộc họp quyết định.",
        error_messages={"required": "Ghi lý do: văn bản hoặc cuộc họp quyết định đổi quy tắc."},
    )
