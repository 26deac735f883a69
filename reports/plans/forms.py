"""Forms of a plan's life: the start from a document, a change, an end."""

from typing import Any

from django import forms

from reports.wording.typed.fields import DayField, LineField, LocalityField, TextField
from targets.plan_text.documents.files import LARGEST_FILE
from targets.plan_text.documents.text import LONGEST_PLAN_TEXT


class NewPlanForm(forms.Form):
    """A plan's code, and its document as a file or as pasted text."""

    locality = LocalityField(None, label="Địa phương", empty_label=None)
    code = forms.SlugField(
        label="Mã ngắn của kế hoạch",
        max_length=20,
        help_text="Chữ không dấu, số và gạch nối, ví dụ KH-87. Dùng trong địa chỉ trang và căn cứ.",
        error_messages={"invalid": "Mã chỉ gồm chữ không dấu, số và gạch nối, ví dụ KH-87."},
    )
    file = forms.FileField(
        label="Tệp văn bản",
        required=False,
        help_text="DOCX, PDF có lớp chữ, TXT; hoặc tệp XLSX, YAML của một kế hoạch; đến 20 MB.",
    )
    text = TextField(
        label="Hoặc dán văn bản",
        required=False,
        max_length=LONGEST_PLAN_TEXT,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, *arguments: Any, localities: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["locality"].queryset = localities

    def clean(self) -> dict[str, Any]:
        sent = super().clean()
        file = sent.get("file")
        if not file and not sent.get("text"):
            self.add_error("file", "Chọn tệp, hoặc dán văn bản vào ô bên dưới.")
        if file and file.size > LARGEST_FILE:
            self.add_error("file", "Tệp lớn hơn 20 MB. Bỏ bớt ảnh trong tệp, hoặc dán phần chữ.")
        return sent


class PlanChangeForm(forms.Form):
    """By which document, from which day, and why a plan is amended or ended."""

    document = LineField(label="Văn bản", max_length=300, help_text="Số, ngày và tên văn bản làm căn cứ.")
    day = DayField(label="Từ ngày")
    reason = TextField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class TakeOverForm(PlanChangeForm):
    """The plan of a province that was united with others goes on as one of the new province, by a code of its own."""

    code = forms.SlugField(
        label="Mã ngắn của kế hoạch tiếp nhận",
        max_length=20,
        help_text="Khác mã của kế hoạch cũ, ví dụ KH-CT21-2025.",
        error_messages={"invalid": "Mã chỉ gồm chữ không dấu, số và gạch nối, ví dụ KH-87."},
    )
    field_order = ["code", "document", "day", "reason"]


class AmendmentForm(PlanChangeForm):
    """An amendment brings the document that says what changes, where it is at hand; it is read beside the plan."""

    file = forms.FileField(
        label="Tệp văn bản sửa đổi", required=False, help_text="DOCX, PDF có lớp chữ, TXT; để máy đọc chỗ sửa."
    )
    text = TextField(
        label="Hoặc dán văn bản sửa đổi",
        required=False,
        max_length=LONGEST_PLAN_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file and file.size > LARGEST_FILE:
            raise forms.ValidationError("Tệp lớn hơn 20 MB. Bỏ bớt ảnh trong tệp, hoặc dán phần chữ.")
        return file


class ReasonForm(forms.Form):
    """Why a plan is corrected or taken back."""

    reason = TextField(label="Lý do", max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class InForceForm(forms.Form):
    day = DayField(label="Có hiệu lực từ ngày")
