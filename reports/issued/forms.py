"""What the pages of reports post, as domain types. Never saves."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.models import Agency
from reports.issued.editing import MAX_WORDS
from reports.issued.letterhead import EDITABLE
from reports.issued.services import MAX_REASON, SEVERAL_YEARS, ReportRequest
from reports.issued.verify import clean_digest
from reports.models import ReportKind, View
from reports.wording.typed.fields import DayField, LineField, NameChoiceField, TextField
from targets.models import Plan

NOT_THERE = "Chọn một dòng trong danh sách."
YEAR = {"invalid": "Gõ năm đủ bốn chữ số, ví dụ 2024.", "required": "Ghi năm của báo cáo."}
LONG = {"addressees": 6, "recipients": 6}
HINTS = {
    "parent_body": "Để trống nếu không có.",
    "symbol": "Ví dụ BC-SLĐTBXH.",
    "addressees": "Mỗi nơi một dòng. Để trống nếu không ghi Kính gửi.",
    "recipients": "Mỗi nơi một dòng, dòng cuối là nơi lưu.",
    "authority": "Ví dụ TM. ỦY BAN NHÂN DÂN, KT. GIÁM ĐỐC. Để trống nếu người đứng đầu ký.",
    "signer": "Chỉ họ tên, không ghi học hàm, học vị. Để trống nếu chưa biết.",
}


def year_field(label: str, **options: Any) -> forms.IntegerField:
    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4})
    return forms.IntegerField(
        label=label, min_value=1900, max_value=2200, widget=widget, error_messages=YEAR, **options
    )


class DraftForm(forms.Form):
    """A new report."""

    kind = forms.ChoiceField(label="Loại báo cáo", choices=ReportKind.choices, initial=ReportKind.YEARLY)
    plan = forms.ModelChoiceField(Plan.objects.none(), label="Kế hoạch", to_field_name="code", empty_label=None)
    year = year_field("Năm", help_text="Năm cuối của báo cáo.")
    first_year = year_field("Từ năm", required=False, help_text="Chỉ ghi cho báo cáo sơ kết, tổng kết.")
    agency = NameChoiceField(
        Agency.objects.none(),
        label="Đơn vị",
        to_field_name="code",
        required=False,
        empty_label="Không chọn",
        help_text="Chỉ chọn cho báo cáo của một đơn vị.",
    )
    as_of = DayField(
        label="Số liệu tính đến hết ngày",
        help_text="Số duyệt sau ngày này không vào báo cáo.",
        error_messages={"required": "Ghi ngày chốt số liệu, ví dụ 14/12/2024."},
    )
    view = forms.ChoiceField(label="Số liệu", choices=View.choices, initial=View.ACCEPTED)

    def __init__(self, *args: Any, plans: QuerySet[Plan], agencies: QuerySet[Agency], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["plan"].queryset, self.fields["agency"].queryset = plans, agencies
        self.fields["plan"].label_from_instance = lambda plan: f"{plan.code}: {plan.short_title}"
        self.fields["agency"].label_from_instance = lambda agency: agency.name
        for name in ("plan", "agency"):
            self.fields[name].error_messages["invalid_choice"] = NOT_THERE

    def wanted(self) -> ReportRequest:
        """What a valid form asks for; the years of a review begin with the plan unless told otherwise."""
        data = self.cleaned_data
        start = data["plan"].first_year if data["kind"] in SEVERAL_YEARS else data["year"]
        return ReportRequest(
            kind=ReportKind(data["kind"]),
            plan=data["plan"],
            first_year=data["first_year"] or start,
            year=data["year"],
            agency=data["agency"],
            as_of=data["as_of"],
            view=View(data["view"]),
        )


class PassageForm(forms.Form):
    words = TextField(max_length=MAX_WORDS, error_messages={"required": "Ghi nội dung, hoặc bấm Về lời sinh sẵn."})
    version = forms.IntegerField(min_value=1)


class LetterheadForm(forms.Form):
    """The official parts, in their order on the page."""

    def __init__(self, *args: Any, columns: dict[str, Any], **options: Any) -> None:
        super().__init__(*args, **options)
        for name in EDITABLE:
            column = columns[name]
            shape = {"label": column.verbose_name.capitalize(), "help_text": HINTS.get(name, "")}
            if name in LONG:
                self.fields[name] = TextField(
                    required=False, max_length=2000, widget=forms.Textarea({"rows": 4}), **shape
                )
            else:
                self.fields[name] = LineField(required=not column.blank, max_length=column.max_length, **shape)
        self.fields["version"] = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class VersionForm(forms.Form):
    """Every move names the version that its writer saw."""

    seen_version = forms.IntegerField(min_value=1, error_messages={"required": "Tải lại trang rồi làm lại."})


class CheckForm(VersionForm):
    seen_dataset = forms.RegexField(r"^[0-9a-f]{64}$", error_messages={"required": "Tải lại trang rồi làm lại."})


class ReasonForm(VersionForm):
    reason = TextField(max_length=MAX_REASON, error_messages={"required": "Ghi lý do để người soạn biết sửa chỗ nào."})


class NumberForm(VersionForm):
    number = forms.IntegerField(
        min_value=1, error_messages={"required": "Ghi số văn bản.", "invalid": "Ghi số văn bản bằng chữ số."}
    )
    issued_on = DayField(error_messages={"required": "Ghi ngày ban hành, ví dụ 20/12/2024."})


class IssueForm(VersionForm):
    without_pdf = forms.BooleanField(required=False)


class SupersedeForm(forms.Form):
    """A replacement starts from what was issued, which has no later version."""

    reason = TextField(max_length=MAX_REASON, error_messages={"required": "Ghi lý do thay thế."})
    as_of = DayField(error_messages={"required": "Ghi ngày chốt số liệu của bản mới."})


class VerifyForm(forms.Form):
    """A file, or its SHA-256."""

    file = forms.FileField(label="Tệp", required=False, allow_empty_file=True)
    # 64 letters, and room for the spaces and the "sha256:" that are copied along.
    sha256 = forms.CharField(label="Mã SHA-256", required=False, max_length=200, help_text="64 ký tự, 0–9 và a–f.")

    def clean_sha256(self) -> str:
        typed = self.cleaned_data["sha256"]
        digest = clean_digest(typed) if typed else ""
        if digest is None:
            raise forms.ValidationError("Mã SHA-256 gồm đúng 64 ký tự từ 0–9 và a–f. Chép lại cả mã.")
        return digest

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors and not cleaned.get("file") and not cleaned.get("sha256"):
            self.add_error("file", "Chọn một tệp, hoặc gõ mã SHA-256.")
        return cleaned
