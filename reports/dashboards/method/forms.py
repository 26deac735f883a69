"""The form of a decision about the rules: text in the Vietnamese way into domain types. Never saves."""

from django import forms

from targets.calculations.rules import RuleVersion


class RuleDecisionForm(forms.Form):
    """Which edition judges from which day on, and why."""

    version = forms.TypedChoiceField(
        label="Phiên bản quy tắc",
        choices=[(int(one), f"Phiên bản {int(one)}") for one in RuleVersion],
        coerce=lambda typed: RuleVersion(int(typed)),
    )
    effective_on = forms.DateField(
        label="Áp dụng từ ngày",
        input_formats=["%d/%m/%Y", "%Y-%m-%d"],
        error_messages={"required": "Ghi ngày áp dụng.", "invalid": "Gõ ngày như 15/12/2024."},
        help_text="Từ hôm nay trở đi, ví dụ 15/12/2024.",
    )
    reason = forms.CharField(
        label="Lý do",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Văn bản hoặc cuộc họp quyết định.",
        error_messages={"required": "Ghi lý do: văn bản hoặc cuộc họp quyết định đổi quy tắc."},
    )
