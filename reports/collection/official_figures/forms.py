"""The form of a published figure: text in the Vietnamese way into domain types. Never saves."""

import re
from datetime import date
from typing import Any

from django import forms
from django.db.models import QuerySet

from agencies.models import Locality
from reports.collection.official_figures.rules import day_of_precision
from reports.collection.official_figures.services import MAX_NOTE, MAX_PERIOD, MAX_SOURCE, Published
from reports.models import FigureKind, OfficialFigure, Precision
from reports.wording.typed.fields import LineField, LocalityField, TextField
from reports.wording.typed.numbers import NumberError, parse_value
from targets.models import Formula, Indicator

# The most exact first; what only names a month or a year says how exactly the day is known.
SHAPES = (
    (re.compile(r"(?P<day>\d{1,2})[/-](?P<month>\d{1,2})[/-](?P<year>\d{4})", re.ASCII), Precision.DAY),
    (re.compile(r"(?P<month>\d{1,2})[/-](?P<year>\d{4})", re.ASCII), Precision.MONTH),
    (re.compile(r"(?P<year>\d{4})", re.ASCII), Precision.YEAR),
)


NUMBERS = ("value", "value_high", "half_width")


class PublishedOnField(forms.CharField):
    """A date as far as it is known: "15/12/2024", "12/2024" or "2024" -> (the last day of it, precision)."""

    def to_python(self, value: Any) -> tuple[date, Precision] | None:
        typed = super().to_python(value)
        for shape, precision in SHAPES:
            found = shape.fullmatch(typed)
            if found:
                parts = {name: int(text) for name, text in found.groupdict().items()}
                return self.day_of(parts, precision), precision
        if typed:
            raise forms.ValidationError("Gõ ngày như 15/12/2024; chỉ biết tháng thì 12/2024, chỉ biết năm thì 2024.")
        return None

    def day_of(self, parts: dict[str, int], precision: Precision) -> date:
        try:
            return day_of_precision(date(parts["year"], parts.get("month", 1), parts.get("day", 1)), precision)
        except ValueError as error:
            raise forms.ValidationError("Không có ngày này trong lịch. Gõ lại ngày, tháng, năm.") from error


class YearField(forms.IntegerField):
    """A year in four digits, whatever the language groups."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 4}),
            error_messages={"invalid": "Gõ năm đủ bốn chữ số, ví dụ 2024.", "required": "Ghi năm của số liệu."},
            **options,
        )

    def to_python(self, value: Any) -> int | None:
        typed = str(value or "").strip()
        if typed and not re.fullmatch(r"\d{4}", typed, re.ASCII):
            raise forms.ValidationError(self.error_messages["invalid"])
        return int(typed) if typed else None


class OfficialFigureForm(forms.Form):
    """One published figure of one of the user's localities."""

    locality = LocalityField(Locality.objects.none(), label="Địa phương", empty_label=None)
    indicator = forms.ModelChoiceField(
        Indicator.objects.exclude(formula=Formula.QUALITATIVE),
        label="Chỉ tiêu",
        to_field_name="code",
        empty_label="Chọn chỉ tiêu",
        error_messages={"required": "Chọn chỉ tiêu.", "invalid_choice": "Chọn một dòng trong danh sách."},
    )
    year = YearField(label="Năm")
    from_year = YearField(label="Từ năm", required=False, help_text="Chỉ ghi khi là một số cho nhiều năm.")
    value = forms.CharField(
        label="Giá trị",
        max_length=40,
        error_messages={"required": "Ghi số như nguồn công bố, ví dụ 72,23 hoặc 230.000."},
    )
    value_high = forms.CharField(
        label="Giá trị trên", max_length=40, required=False, help_text="Chỉ ghi khi nguồn công bố một khoảng."
    )
    half_width = forms.CharField(
        label="Sai số của nguồn",
        max_length=40,
        required=False,
        help_text="Nguồn viết “khoảng” thì ghi 1; để trống: nửa đơn vị của chữ số cuối.",
    )
    kind = forms.ChoiceField(label="Loại số", choices=FigureKind.choices, initial=FigureKind.ACTUAL)
    period = LineField(label="Thời gian", required=False, max_length=MAX_PERIOD, help_text="Ví dụ: 9 tháng; đến 15/10.")
    source = LineField(
        label="Nguồn",
        max_length=MAX_SOURCE,
        help_text="Tên văn bản hoặc ấn phẩm, số hiệu, trang.",
        error_messages={"required": "Ghi nguồn: tên văn bản hoặc ấn phẩm, số hiệu, trang."},
    )
    published_on = PublishedOnField(
        label="Công bố ngày",
        max_length=10,
        help_text="15/12/2024; chỉ biết tháng thì 12/2024, chỉ biết năm thì 2024.",
        error_messages={"required": "Ghi ngày công bố, hoặc chỉ tháng hay năm."},
    )
    note = TextField(label="Ghi chú", required=False, max_length=MAX_NOTE, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, localities: QuerySet[Locality], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["locality"].queryset = localities
        for name in NUMBERS:
            self.fields[name].widget.attrs.update(inputmode="decimal", autocomplete="off")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        # How many digits and what bounds are right depends on the indicator, so the numbers are read last.
        if indicator := cleaned.get("indicator"):
            for name in NUMBERS:
                if cleaned.get(name):
                    self.read_number(name, cleaned, indicator)
        return cleaned

    def read_number(self, name: str, cleaned: dict[str, Any], indicator: Indicator) -> None:
        try:
            cleaned[name] = parse_value(cleaned[name], indicator)
        except NumberError as error:
            self.add_error(name, f"{error}.")

    def figure(self) -> Published:
        """What a valid form says."""
        cleaned = dict(self.cleaned_data)
        published_on, precision = cleaned.pop("published_on")
        # One year is a span of one, as the rows have it.
        cleaned["from_year"] = cleaned["from_year"] or cleaned["year"]
        cleaned["value_high"] = cleaned["value_high"] or None
        cleaned["half_width"] = cleaned["half_width"] or None
        cleaned["kind"] = FigureKind(cleaned["kind"])
        return Published(published_on=published_on, published_precision=precision, **cleaned)


def started_from(row: OfficialFigure) -> dict[str, object]:
    """What the form of a revision starts with: the same thing in the same years; value, source and date are new."""
    return {
        "locality": row.locality.key,
        "indicator": row.indicator.code,
        "year": row.year,
        "from_year": row.from_year if row.from_year < row.year else "",
        "kind": row.kind,
        "period": row.period,
    }
