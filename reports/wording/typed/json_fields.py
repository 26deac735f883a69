"""Words that come as JSON, counted and kept as those that are typed into a form."""

from typing import Any

from rest_framework import serializers

from reports.wording.typed.text import clean_text


class TextValue(serializers.CharField):
    """A text in one clean form before its length is looked at: the end of a line is one letter."""

    def to_internal_value(self, data: Any) -> str:
        return super().to_internal_value(clean_text(data) if isinstance(data, str) else data)
