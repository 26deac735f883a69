"""What the page of an empty installation posts, as domain types. Never saves."""

from datetime import date

from django import forms

from reports.administration.first_run.services import USUAL_COORDINATOR, is_set_up_code, provinces
from reports.administration.people.forms import DAY_FORMATS, WIDE
from reports.administration.people.imports import LONGEST_NAME, USERNAME
from reports.wording.typed.fields import DayField

# Vocational education passed to the departments of education on this day in most provinces.
USUAL_SINCE = date(2025, 3, 1)


class BeginForm(forms.Form):
    """The locality, who coordinates it since when, and the first administrator."""

    code = forms.CharField(
        label="Mã lập bản",
        max_length=40,
        help_text="Nhật ký của máy chủ in mã này mỗi khi trang này được mở. Hỏi người cài đặt máy chủ.",
        widget=forms.TextInput({**WIDE, "autocomplete": "off", "placeholder": "XXXX-XXXX-XXXX-XXXX"}),
    )
    locality_code = forms.ChoiceField(label="Tỉnh, thành phố")
    with_shipped = forms.BooleanField(
        label="Nhận các đợt sắp xếp đơn vị có sẵn của năm 2025",
        required=False,
        initial=True,
        help_text="Hà Nội: 126 phường, xã. Lâm Đồng: 124 phường, xã, đặc khu. Tỉnh khác nạp danh sách bằng một tệp.",
    )
    coordinator_name = forms.CharField(
        label="Cơ quan đầu mối", max_length=200, initial=USUAL_COORDINATOR[0], widget=forms.TextInput(WIDE)
    )
    since = DayField(
        label="Làm đầu mối từ ngày",
        input_formats=DAY_FORMATS,
        initial=USUAL_SINCE,
        widget=forms.DateInput(WIDE, format="%d/%m/%Y"),
    )
    full_name = forms.CharField(label="Họ và tên quản trị viên", max_length=LONGEST_NAME, widget=forms.TextInput(WIDE))
    username = forms.RegexField(
        USERNAME,
        label="Tên đăng nhập",
        initial="quan-tri",
        error_messages={"invalid": "Từ 3 đến 40 chữ thường không dấu, số, dấu chấm hoặc gạch nối."},
        widget=forms.TextInput(WIDE),
    )
    email = forms.EmailField(label="Thư điện tử", required=False, widget=forms.EmailInput(WIDE))

    def __init__(self, *args, **options) -> None:
        super().__init__(*args, **options)
        self.fields["locality_code"].choices = [("", "Chọn tỉnh, thành phố")] + [
            (one.code, f"{one.name} ({one.communes} xã, phường, đặc khu)") for one in provinces()
        ]

    def clean_code(self) -> str:
        # Whoever can read the server's log may set it up: until then there is nobody who could sign in.
        if not is_set_up_code(self.cleaned_data["code"]):
            raise forms.ValidationError("Mã này không đúng. Xem dòng cuối của nhật ký máy chủ.")
        return self.cleaned_data["code"]
