"""What the pages of bodies post, as domain types. Never saves."""

from django import forms

from agencies.models import Agency, AgencyKind
from agencies.reorganisations.steps import OFFICIAL_DIGITS
from reports.administration.bodies.imports import CODE
from reports.administration.people.forms import DAY_FORMATS, WIDE, told_apart
from reports.wording.typed.fields import DayField, NameChoiceField


class BodyForm(forms.Form):
    """Particulars of a body that an administrator may change: all but its code."""

    name = forms.CharField(label="Tên", max_length=200, widget=forms.TextInput(WIDE))
    short_name = forms.CharField(label="Tên ngắn", max_length=100, widget=forms.TextInput(WIDE))
    kind = forms.ChoiceField(label="Loại", choices=AgencyKind.choices)
    official_code = forms.CharField(
        label="Mã hành chính", required=False, help_text="Chỉ quận, huyện, phường, xã.", widget=forms.TextInput(WIDE)
    )
    valid_from = DayField(
        label="Từ ngày", required=False, input_formats=DAY_FORMATS, widget=forms.DateInput(WIDE, format="%d/%m/%Y")
    )
    phone = forms.CharField(label="Điện thoại cơ quan", max_length=40, required=False, widget=forms.TextInput(WIDE))
    email = forms.EmailField(label="Thư điện tử cơ quan", required=False, widget=forms.EmailInput(WIDE))
    contact = forms.CharField(label="Người liên hệ", max_length=200, required=False, widget=forms.TextInput(WIDE))

    def clean(self) -> dict:
        data = super().clean()
        digits, official = OFFICIAL_DIGITS.get(data.get("kind")), data.get("official_code", "")
        if official and (digits is None or len(official) != digits or not official.isdigit()):
            said = f"Cần đúng {digits} chữ số." if digits else "Loại đơn vị này không có mã hành chính."
            self.add_error("official_code", said)
        return data


class NewBodyForm(BodyForm):
    """A new body."""

    field_order = ["name", "short_name", "kind", "code", "official_code", "valid_from", "phone", "email", "contact"]
    code = forms.RegexField(
        CODE,
        label="Mã",
        help_text="Chữ không dấu, số, gạch nối. Không đổi được về sau.",
        error_messages={"invalid": "Mã gồm chữ không dấu, số, gạch nối và gạch dưới."},
        widget=forms.TextInput(WIDE),
    )


class CoordinatorForm(forms.Form):
    """Who coordinates from which day on, and by which decision."""

    agency = NameChoiceField(Agency.objects.none(), label="Đơn vị", to_field_name="code", empty_label="Chọn đơn vị")
    since = DayField(label="Từ ngày", input_formats=DAY_FORMATS, widget=forms.DateInput(WIDE, format="%d/%m/%Y"))
    citation = forms.CharField(label="Căn cứ", max_length=300, widget=forms.TextInput(WIDE))

    def __init__(self, *args, agencies, **options) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].queryset = agencies
        self.fields["agency"].label_from_instance = told_apart
