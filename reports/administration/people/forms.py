"""What the pages of people post, as domain types. Never saves."""

from django import forms

from agencies.access import Role
from agencies.models import Agency
from reports.administration.people.imports import LONGEST_NAME, LONGEST_PHONE, LONGEST_TITLE, USERNAME
from reports.administration.people.roles import ROLES
from reports.wording.typed.fields import DayField, NameChoiceField

WIDE = {"class": "input"}
DAY_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]
USERNAME_WORDS = {
    "error_messages": {"invalid": "Từ 3 đến 40 chữ thường không dấu, số, dấu chấm hoặc gạch nối."},
    "widget": forms.TextInput(WIDE),
}


class RoleForm(forms.Form):
    """A place for a person: which body, which role, since when."""

    agency = NameChoiceField(Agency.objects.none(), label="Đơn vị", to_field_name="code", empty_label="Chọn đơn vị")
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
    """What may be changed of an account. A name of long ago may have other letters: it may stay."""

    field_order = ["full_name", "username", "email", "phone", "is_active"]
    username = forms.CharField(label="Tên đăng nhập", **USERNAME_WORDS)
    is_active = forms.BooleanField(label="Được đăng nhập", required=False)
    # What the page showed: an account that another administrator has locked since is not opened by an old page.
    shown = forms.CharField(required=False, max_length=16, widget=forms.HiddenInput)

    def clean_username(self) -> str:
        name = self.cleaned_data["username"]
        if name != self.initial.get("username") and not USERNAME.fullmatch(name):
            raise forms.ValidationError(USERNAME_WORDS["error_messages"]["invalid"])
        return name


class NewPersonForm(PersonForm, RoleForm):
    """A new account with its first place."""

    field_order = ["full_name", "agency", "role", "title", "username", "email", "phone"]
    username = forms.RegexField(
        USERNAME,
        label="Tên đăng nhập",
        required=False,
        help_text="Để trống thì đặt theo tên đơn vị.",
        **USERNAME_WORDS,
    )


class EndRoleForm(forms.Form):
    """The last day of a place."""

    membership = forms.IntegerField(min_value=1)
    last = DayField(label="Ngày cuối", input_formats=DAY_FORMATS)
