"""Form fields for what people type: words in one clean form, days the Vietnamese way."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.forms.models import ModelChoiceIterator

from agencies import clock
from agencies.models import Locality
from agencies.vietnamese_text import by_name
from reports.wording.typed.text import clean_text


class TextField(forms.CharField):
    """Words as they are kept: cleaned before anything looks at them, so that what is only invisible counts as empty.

    They are counted as a browser counts them: the end of a line is one letter, though it is sent as two.
    """

    default_error_messages = {
        "max_length": "Dài %(show_value)d ký tự, nhiều nhất %(limit_value)d. Rút gọn rồi gửi lại.",
    }

    def to_python(self, value: Any) -> str:
        return super().to_python(clean_text(value) if isinstance(value, str) else value)


class LineField(TextField):
    """One line: line breaks and tabs become spaces."""

    def to_python(self, value: Any) -> str:
        return " ".join(super().to_python(value).split())


class NameChoices(ModelChoiceIterator):
    """The rows of a list of choices in the Vietnamese order of what they are called in it."""

    def __iter__(self) -> Iterator[tuple[Any, str]]:
        if self.field.empty_label is not None:
            yield "", self.field.empty_label
        # Sorted here: how a database orders Vietnamese letters hangs on the machine that it was set up on.
        yield from by_name([self.choice(row) for row in self.queryset], name=lambda choice: str(choice[1]))


class NameChoiceField(forms.ModelChoiceField):
    """A choice among rows that have names."""

    iterator = NameChoices


class LocalityField(forms.ModelChoiceField):
    """A choice among localities by their keys, those that have ended last."""

    def prepare_value(self, value: Any) -> Any:
        # By its key, which names one locality for good, while a code may be borne by another one (ADR 0024).
        return value.key if isinstance(value, Locality) else value

    def to_python(self, value: Any) -> Locality | None:
        if value in self.empty_values:
            return None
        found = self.queryset.keyed(str(value)).first()
        if found is None:
            raise forms.ValidationError(self.error_messages["invalid_choice"], params={"value": value})
        return found


class DayField(forms.DateField):
    """A day typed as 15/12/2026, never month first. The browser's own date field follows the browser's language, so it
    is a line of text."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "placeholder": "ngày/tháng/năm", "autocomplete": "off"})
    default_error_messages = {"invalid": "Gõ ngày như 15/12/2024: ngày trước, tháng sau, năm đủ bốn chữ số."}

    def to_python(self, value: Any) -> date | None:
        day = super().to_python(value)
        if day and not clock.is_everywhere(day):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return day
