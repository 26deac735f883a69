"""What the pages of people post, as domain types. Never saves."""

import base64

from django import forms
from django.core import signing

from agencies.access import Role
from agencies.models import Agency, Locality, User
from reports.administration.people.imports import LONGEST_NAME, LONGEST_PHONE, LONGEST_TITLE, USERNAME
from reports.administration.people.roles import ROLES
from reports.collection.workbook.file_check import MAX_FILE

SALT = "reports.administration.imports"
GOOD_FOR_SECONDS = 4 * 60 * 60
WIDE = {"class": "input"}
DAY_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]


class ListFileForm(forms.Form):
    """A list, chosen for its preview."""

    file = forms.FileField(
        label="Tệp danh sách (.xlsx hoặc .csv)",
        allow_empty_file=True,
        error_messages={"required": "Chọn tệp danh sách rồi bấm Xem trước."},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv", "class": "input"}),
    )


class ExpiredList(Exception):
    """The list that comes back is not this person's, or was shown hours ago."""


def sealed_file(data: bytes, *, name: str, locality: Locality, by: User) -> str:
    """A list that was previewed, to come back with the confirmation; nothing is kept on the server."""
    body = {"user": by.pk, "locality": locality.pk, "name": name, "data": base64.b64encode(data[:MAX_FILE]).decode()}
    return signing.dumps(body, salt=SALT, compress=True)


def unsealed_file(text: str, *, locality: Locality, by: User) -> tuple[str, bytes]:
    """Name and content of the list that was confirmed. Raises ExpiredList."""
    try:
        body = signing.loads(text, salt=SALT, max_age=GOOD_FOR_SECONDS)
    except signing.BadSignature as error:
        raise ExpiredList from error
    if (body["user"], body["locality"]) != (by.pk, locality.pk):
        raise ExpiredList
    return body["name"], base64.b64decode(body["data"])


class RoleForm(forms.Form):
    """A place for a person: which body, which role, since when."""

    agency = forms.ModelChoiceField(
        Agency.objects.none(), label="Đơn vị", to_field_name="code", empty_label="Chọn đơn vị"
    )
    role = forms.ChoiceField(label="Vai trò", choices=[(one.role.value, one.name) for one in ROLES])
    title = forms.CharField(
        label="Chức vụ, bộ phận", max_length=LONGEST_TITLE, required=False, widget=forms.TextInput(WIDE)
    )

    def __init__(self, *args, agencies, **options) -> None:
        super().__init__(*args, **options)
        self.fields["agency"].queryset = agencies
        self.fields["agency"].label_from_instance = told_apart

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


def told_apart(agency: Agency) -> str:
    """A body in a list of choices: with its code, since names repeat."""
    return f"{agency.name} ({agency.code})"


class PersonForm(forms.Form):
    """Particulars of a person."""

    full_name = forms.CharField(label="Họ và tên", max_length=LONGEST_NAME, widget=forms.TextInput(WIDE))
    email = forms.EmailField(label="Thư điện tử", required=False, widget=forms.EmailInput(WIDE))
    phone = forms.CharField(label="Điện thoại", max_length=LONGEST_PHONE, required=False, widget=forms.TextInput(WIDE))


class ChangeForm(PersonForm):
    is_active = forms.BooleanField(label="Được đăng nhập", required=False)


class NewPersonForm(PersonForm, RoleForm):
    """A new account with its first place."""

    field_order = ["full_name", "agency", "role", "title", "username", "email", "phone"]
    username = forms.RegexField(
        USERNAME,
        label="Tên đăng nhập",
        required=False,
        help_text="Để trống thì đặt theo tên đơn vị.",
        error_messages={"invalid": "Từ 3 đến 40 chữ thường không dấu, số, dấu chấm hoặc gạch nối."},
        widget=forms.TextInput(WIDE),
    )


class EndRoleForm(forms.Form):
    """The last day of a place."""

    membership = forms.IntegerField(min_value=1)
    last = forms.DateField(label="Ngày cuối", input_formats=DAY_FORMATS)
