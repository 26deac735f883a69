"""What the pages of obstacles post, as domain types. Never saves."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.models import Agency
from reports.collection.obstacles.services import MAX_TEXT, MAX_TITLE
from reports.models import Decider, ObstacleState
from reports.wording.typed.fields import DayField, LineField, NameChoiceField, TextField
from targets.models import Plan

NOT_THERE = "Chọn một dòng trong danh sách."


class ObstacleForm(forms.Form):
    """A new obstacle of one of the writer's agencies."""

    agency = NameChoiceField(Agency.objects.none(), label="Đơn vị", empty_label=None)
    plan = forms.ModelChoiceField(Plan.objects.none(), label="Kế hoạch", to_field_name="code", empty_label=None)
    title = LineField(
        label="Vướng mắc, trong một câu",
        max_length=MAX_TITLE,
        error_messages={"required": "Ghi vướng mắc trong một câu."},
    )
    since = DayField(label="Từ ngày", error_messages={"required": "Ghi ngày vướng mắc bắt đầu, ví dụ 01/09/2024."})
    text = TextField(
        label="Mô tả và đề nghị",
        help_text="Vướng ở đâu, đã làm gì, đề nghị xử lý thế nào.",
        max_length=MAX_TEXT,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Mô tả vướng mắc và ghi đề nghị."},
    )
    asks = forms.ChoiceField(
        label="Đề nghị ai quyết",
        choices=Decider.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn nơi có thẩm quyền quyết định."},
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], plans: QuerySet[Plan], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].queryset, self.fields["plan"].queryset = agencies, plans
        for name in ("agency", "plan"):
            self.fields[name].error_messages["invalid_choice"] = NOT_THERE
        self.fields["plan"].label_from_instance = lambda plan: f"{plan.code}: {plan.short_title}"
        self.fields["agency"].label_from_instance = lambda agency: agency.name


class ReplyForm(forms.Form):
    """One step: where it leads, what is said, and the version that the writer saw."""

    to = forms.ChoiceField(choices=ObstacleState.choices, error_messages={"required": "Chọn việc cần làm."})
    text = TextField(max_length=MAX_TEXT, error_messages={"required": "Ghi nội dung để bên kia đọc được."})
    version = forms.IntegerField(min_value=1)
