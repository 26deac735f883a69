"""The form of one judgement: text into domain types. Never saves."""

from typing import Any

from django import forms

from reports.collection.milestones.services import MAX_EVIDENCE
from reports.models import MILESTONE_STATES
from reports.wording.typed.fields import DayField, TextField
from targets.calculations.statuses import MilestoneState


class JudgementForm(forms.Form):
    """How far a milestone is, on which day, and what shows it."""

    state = forms.ChoiceField(
        label="Tình hình",
        choices=MILESTONE_STATES,
        error_messages={"required": "Chọn tình hình.", "invalid_choice": "Chọn một dòng trong danh sách."},
    )
    judged_on = DayField(
        label="Tính đến ngày", help_text="Ví dụ 14/12/2024.", error_messages={"required": "Ghi ngày được xét."}
    )
    evidence = TextField(
        label="Căn cứ, minh chứng",
        max_length=MAX_EVIDENCE,
        help_text="Văn bản, số liệu hoặc việc đã làm.",
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Ghi căn cứ: văn bản, số liệu hoặc việc đã làm cho thấy điều này."},
    )

    def judgement(self) -> dict[str, Any]:
        """What a valid form says, as the service takes it."""
        return {**self.cleaned_data, "state": MilestoneState(self.cleaned_data["state"])}
