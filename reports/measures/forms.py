"""What staff type of an indicator or a data element, as the entry that the catalogue keeps. Never saves."""

from collections.abc import Collection
from typing import Any

from django import forms

from agencies.models import AgencyKind
from reports.collection.measure_meaning import SAME_MEANING
from reports.measures.words import FIELD_WORDS
from reports.wording.terms import DIRECTION_WORDS
from reports.wording.typed.fields import LineField, TextField
from targets.models import Aggregation, Authority, DataElement, Formula, Indicator, MeasureKind, PartRule
from targets.plans.content import Content, trimmed_number

LONGEST_WORDS = 2000
WHOLE_ERRORS = {"invalid": "Gõ một số nguyên."}


def field_title(name: str) -> str:
    return FIELD_WORDS[name][:1].upper() + FIELD_WORDS[name][1:]


def line_field(model: type[DataElement] | type[Indicator], name: str, **options: Any) -> LineField:
    return LineField(label=field_title(name), max_length=model._meta.get_field(name).max_length, **options)


def text_field(name: str, **options: Any) -> TextField:
    return LineField(
        label=field_title(name), max_length=LONGEST_WORDS, widget=forms.Textarea(attrs={"rows": 3}), **options
    )


def digits_field() -> forms.IntegerField:
    errors = WHOLE_ERRORS | {"min_value": "Từ 0 đến 4 chữ số lẻ.", "max_value": "Từ 0 đến 4 chữ số lẻ."}
    return forms.IntegerField(label=field_title("decimals"), min_value=0, max_value=4, initial=0, error_messages=errors)


class MeasureForm(forms.Form):
    """What both kinds of entries have: why, and whether the meaning stays. `said` is the entry that was typed."""

    kind: MeasureKind
    code = forms.SlugField(
        label="Mã",
        max_length=50,
        help_text="Chữ không dấu, số, gạch nối; đặt một lần, không đổi được.",
        error_messages={"invalid": "Mã chỉ gồm chữ không dấu, số, gạch nối và gạch dưới."},
    )
    reason = TextField(
        label="Lý do sửa",
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Văn bản, hướng dẫn hoặc chỗ sai làm phải sửa; ghi vào lịch sử.",
        error_messages={"required": "Ghi lý do sửa."},
    )
    same_meaning = forms.BooleanField(
        label="Chỉ viết rõ hơn, nghĩa không đổi",
        required=False,
        help_text="Cần đánh dấu khi sửa tên hoặc định nghĩa của mục đã có số. Nghĩa đổi thì lập mục mới.",
    )

    def __init__(self, *arguments: Any, code: str = "", elements: list[tuple[str, Any]], **options: Any) -> None:
        """`code`: of the entry that is there already, "" for a new one. `elements`: choices by group of the form."""
        super().__init__(*arguments, **options)
        self.held_code = code
        for name, field in self.fields.items():
            field.error_messages.setdefault("required", "Chưa ghi.")
            field.error_messages["required"] = {
                "name": "Ghi tên.", "unit": "Ghi đơn vị tính, ví dụ lượt người.", "kinds": "Chọn ai báo cáo.",
            }.get(name, field.error_messages["required"])  # fmt: skip
        if code:
            del self.fields["code"]

    def said(self) -> Content:
        """The entry as typed; of a form that is valid."""
        typed = {name: value for name, value in self.cleaned_data.items() if name not in ("reason", SAME_MEANING)}
        # A field left empty says nothing; files write that as null.
        return {"code": self.held_code, **{name: None if value == "" else value for name, value in typed.items()}}

    def refuse(self, field: str, message: str) -> None:
        """Put what the catalogue refuses beside its field, or above all where the page has none of it."""
        self.add_error(field if field in self.fields else None, message)


class ElementForm(MeasureForm):
    kind = MeasureKind.ELEMENT
    name = line_field(DataElement, "name")
    short_name = line_field(DataElement, "short_name", help_text="Như trên biểu nhập.")
    group = line_field(DataElement, "group", help_text="Tiêu đề nhóm trên biểu, ví dụ A. Tuyển sinh và đào tạo.")
    definition = text_field("definition", help_text="Đơn vị báo cáo đọc câu này cạnh ô nhập.")
    unit = line_field(DataElement, "unit")
    decimals = digits_field()
    aggregation = forms.ChoiceField(
        label=field_title("aggregation"),
        choices=Aggregation.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn cách cộng."},
    )
    kinds = forms.MultipleChoiceField(
        label="Ai báo cáo",
        choices=AgencyKind.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Mọi đơn vị thuộc các loại được chọn có dòng này trên biểu.",
    )
    coordinator_only = forms.BooleanField(label="Chỉ cơ quan đầu mối báo cáo, cho cả địa phương", required=False)
    part_of = forms.ChoiceField(label="Là phần của số tổng", required=False)
    part_rule = forms.ChoiceField(
        label="Quan hệ với số tổng",
        required=False,
        choices=[("", "không là phần của số nào"), *PartRule.choices],
    )
    change_threshold = forms.DecimalField(
        label="Ngưỡng biến động, % so với năm trước",
        localize=True,
        max_digits=6,
        decimal_places=2,
        initial=30,
        help_text="Vượt ngưỡng thì biểu hỏi đơn vị một câu giải thích.",
        error_messages={"invalid": "Gõ một số, phần lẻ sau dấu phẩy."},
    )
    field_order = [
        "code", "name", "short_name", "group", "definition", "unit", "decimals", "aggregation", "kinds",
        "coordinator_only", "part_of", "part_rule", "change_threshold", SAME_MEANING, "reason",
    ]  # fmt: skip

    def __init__(self, *arguments: Any, elements: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*arguments, elements=elements, **options)
        # An element cannot be part of itself.
        others = [(group, [one for one in members if one[0] != self.held_code]) for group, members in elements]
        self.fields["part_of"].choices = [("", "không là phần của số nào"), *others]

    def said(self) -> Content:
        entry = super().said()
        # 30 and 30.00 are one threshold: without this an untouched form would be a change.
        return {**entry, "change_threshold": trimmed_number(entry["change_threshold"])}


class IndicatorForm(MeasureForm):
    kind = MeasureKind.INDICATOR
    name = line_field(Indicator, "name")
    short_name = line_field(Indicator, "short_name", help_text="Như trên các trang và báo cáo.")
    unit = line_field(Indicator, "unit")
    decimals = digits_field()
    formula = forms.ChoiceField(label=field_title("formula"), choices=Formula.choices, widget=forms.RadioSelect)
    numerator = forms.MultipleChoiceField(
        label="Tử số, hoặc số được cộng",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Nhiều số thì cộng lại. Chỉ tiêu chỉ có số công bố thì để trống.",
    )
    denominator = forms.MultipleChoiceField(
        label="Mẫu số", required=False, widget=forms.CheckboxSelectMultiple, help_text="Chỉ với tỷ lệ."
    )
    cumulative_from = forms.IntegerField(
        label="Cộng dồn từ năm",
        required=False,
        min_value=1900,
        max_value=2200,
        help_text="Chỉ với công thức cộng dồn.",
        error_messages={
            "invalid": "Gõ năm bằng bốn chữ số.", "min_value": "Gõ năm bằng bốn chữ số.",
            "max_value": "Gõ năm bằng bốn chữ số.",
        },
    )  # fmt: skip
    direction = forms.ChoiceField(
        label=field_title("direction"), choices=[*DIRECTION_WORDS.items()], widget=forms.RadioSelect
    )
    authority = forms.ChoiceField(
        label="Khi có cả số công bố và số tổng hợp thì tính theo", choices=Authority.choices, widget=forms.RadioSelect
    )
    headline = forms.BooleanField(label="Chỉ tiêu chính, đứng trên trang tổng quan", required=False)
    definition = text_field("definition")
    source = text_field("source")
    field_order = [
        "code", "name", "short_name", "unit", "decimals", "formula", "numerator", "denominator", "cumulative_from",
        "direction", "authority", "headline", "definition", "source", SAME_MEANING, "reason",
    ]  # fmt: skip

    def __init__(self, *arguments: Any, elements: list[tuple[str, Any]], **options: Any) -> None:
        super().__init__(*arguments, elements=elements, **options)
        for name in ("numerator", "denominator"):
            # Of what was posted, so that a refused form shows what was chosen.
            chosen = self.data.getlist(name) if self.is_bound else self.initial.get(name, [])
            self.fields[name].choices = chosen_first(elements, chosen)


def chosen_first(choices: list[tuple[str, Any]], chosen: Collection[str]) -> list[tuple[str, Any]]:
    """The choices by group with those that are chosen above them all, where a long list shows them."""
    taken = [one for _, members in choices for one in members if one[0] in chosen]
    others = [(group, [one for one in members if one[0] not in chosen]) for group, members in choices]
    return [*([("Đang chọn", taken)] if taken else []), *[one for one in others if one[1]]]


FORMS = {form.kind: form for form in (ElementForm, IndicatorForm)}
