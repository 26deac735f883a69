"""What the page of handing over posts, as domain types. Never saves."""

from django import forms

from agencies.models import User
from reports.administration.people.forms import DAY_FORMATS, WIDE
from reports.administration.people.imports import LONGEST_NAME, LONGEST_PHONE
from reports.wording.typed.fields import DayField, NameChoiceField


class HandoverForm(forms.Form):
    """To somebody who is here already, or to a new person; from which day."""

    to = NameChoiceField(
        User.objects.none(),
        label="Người nhận đã có tài khoản",
        to_field_name="username",
        required=False,
        empty_label="Người mới, ghi bên dưới",
    )
    full_name = forms.CharField(
        label="Họ và tên người mới", max_length=LONGEST_NAME, required=False, widget=forms.TextInput(WIDE)
    )
    email = forms.EmailField(label="Thư điện tử", required=False, widget=forms.EmailInput(WIDE))
    phone = forms.CharField(label="Điện thoại", max_length=LONGEST_PHONE, required=False, widget=forms.TextInput(WIDE))
    day = DayField(
        label="Người nhận làm từ ngày",
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(WIDE, format="%d/%m/%Y"),
    )

    def __init__(self, *args, people, **options) -> None:
        super().__init__(*args, **options)
        self.fields["to"].queryset = people
        self.fields["to"].label_from_instance = lambda person: f"{person.full_name} ({person.username})"

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and data.get("to") is None and not data.get("full_name"):
            self.add_error("full_name", "Chọn người nhận, hoặc ghi họ và tên người mới.")
        return data
