"""What staff type to open a period, as domain types. Never saves."""

from datetime import date, timedelta

from django import forms

from targets.models import Plan

YEARS_BACK, YEARS_AHEAD = 5, 1
LONGEST_AFTER = timedelta(days=366)


class WeekendForm(forms.Form):
    """Whether a deadline leaves the weekend, and the open periods, by key, that take the new date."""

    moves = forms.TypedChoiceField(
        choices=[("no", "no"), ("yes", "yes")],
        coerce=lambda text: text == "yes",
        error_messages={"required": "Chọn một cách tính.", "invalid_choice": "Chọn một cách tính."},
    )
    periods = forms.TypedMultipleChoiceField(coerce=int, required=False)

    def __init__(self, *args: object, offered: list[int], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["periods"].choices = [(pk, str(pk)) for pk in offered]
        self.fields["periods"].error_messages["invalid_choice"] = "Kỳ này không còn mở. Xem lại rồi chọn."


class OpeningForm(forms.Form):
    """A year, and the day before which reports must arrive: "trước ngày", so that the day before it is the last."""

    year = forms.IntegerField(
        label="Báo cáo của năm",
        error_messages={"invalid": "Gõ năm bằng bốn chữ số.", "required": "Ghi năm báo cáo."},
    )
    before = forms.DateField(
        label="Nộp trước ngày",
        input_formats=["%d/%m/%Y", "%d-%m-%Y", "%Y-%m-%d"],
        error_messages={
            "invalid": "Gõ ngày như 15/12/2024: ngày trước, tháng sau, năm đủ bốn chữ số.",
            "required": "Kế hoạch này không ấn định ngày: ghi ngày phải nộp trước.",
        },
    )

    interim = forms.TypedChoiceField(label="Kỳ", coerce=int, required=False, empty_value=0)

    def __init__(self, *args: object, today: date, plan: Plan, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.today = today
        self.fields["interim"].choices = [
            (0, "Cả năm"),
            *((number, plan.round_name(today.year, number).removesuffix(f" {today.year}")) for number in plan.interims),
        ]
        if not plan.interims:
            self.fields["interim"].widget = forms.HiddenInput()

    @property
    def date_fields(self) -> list[forms.BoundField]:
        return [self["year"], self["before"]]

    def clean_year(self) -> int:
        year, low, high = self.cleaned_data["year"], self.today.year - YEARS_BACK, self.today.year + YEARS_AHEAD
        if not low <= year <= high:
            raise forms.ValidationError(f"Chỉ mở kỳ của các năm {low} đến {high}.")
        return year

    def clean_before(self) -> date:
        before = self.cleaned_data["before"]
        if before <= self.today:
            raise forms.ValidationError("Ngày cuối đã qua: mọi báo cáo sẽ là muộn. Chọn một ngày sau hôm nay.")
        if before > self.today + LONGEST_AFTER:
            raise forms.ValidationError("Ngày này xa hơn một năm. Kiểm tra lại năm.")
        return before
