"""What is asked of the history, as domain types."""

from datetime import date

from django import forms

from agencies.models import Agency, User
from reports.collection.history.queries import agencies_seen_by, people_seen_by
from reports.models import Verb
from reports.wording.typed.fields import DayField, NameChoiceField

WRONG_DAY = {"invalid": "Gõ ngày kiểu 15/12/2025."}


class DayInput(forms.DateInput):
    """A day typed the Vietnamese way: a browser's own calendar would show 12/15 to who runs it in English."""

    def __init__(self) -> None:
        attributes = {"placeholder": "ngày/tháng/năm", "autocomplete": "off", "maxlength": 10}
        super().__init__(format="%d/%m/%Y", attrs=attributes)


class SearchForm(forms.Form):
    """Search of the history by person, verb, agency, words and days; `before` is where a page begins."""

    text = forms.CharField(label="Tìm chữ", max_length=100, required=False)
    actor = NameChoiceField(label="Người", queryset=User.objects.none(), required=False, empty_label="Mọi người")
    verb = forms.ChoiceField(label="Việc", choices=[("", "Mọi việc"), *Verb.choices], required=False)
    agency = NameChoiceField(label="Đơn vị", queryset=Agency.objects.none(), required=False, empty_label="Mọi đơn vị")
    since = DayField(label="Từ ngày", required=False, widget=DayInput(), error_messages=WRONG_DAY)
    until = DayField(label="Đến hết ngày", required=False, widget=DayInput(), error_messages=WRONG_DAY)
    subject = forms.CharField(max_length=80, required=False, widget=forms.HiddenInput())
    before = forms.IntegerField(min_value=1, required=False, widget=forms.HiddenInput())

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        # The choices are the reader's own: a name in a list is already something to see.
        self.fields["actor"].queryset = people_seen_by(user)
        self.fields["agency"].queryset = agencies_seen_by(user)

    def clean(self) -> dict[str, object]:
        """Days in order, and rows as keys: the search knows no forms."""
        asked = super().clean()
        since, until = asked.get("since"), asked.get("until")
        if since and until and until < since:
            self.add_error("until", "Ngày cuối trước ngày đầu.")
        return asked

    def asked(self) -> dict[str, object]:
        """The arguments of `events_found`; what could not be read is left out."""
        found = dict(self.cleaned_data)
        for name in ("actor", "agency"):
            row = found.get(name)
            found[name] = row.pk if row else None
        return {name: value for name, value in found.items() if value not in (None, "")}


class DayForm(forms.Form):
    """The day as of which a form is shown, not after today."""

    as_of = DayField(
        label="Xem như ngày",
        widget=DayInput(),
        error_messages={**WRONG_DAY, "required": "Chọn ngày muốn xem, ví dụ 15/12/2025."},
    )

    def __init__(self, *args: object, today: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_as_of(self) -> date:
        day = self.cleaned_data["as_of"]
        if day > self.today:
            raise forms.ValidationError(f"Ngày {day:%d/%m/%Y} chưa tới: chọn từ hôm nay trở về trước.")
        return day
