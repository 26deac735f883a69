"""The fields of an indicator or data element, and what they say, in the words of the screen."""

from collections.abc import Callable
from typing import Any

from agencies.models import AgencyKind
from reports.wording.formats import number
from reports.wording.terms import DIRECTION_WORDS
from targets.models import Aggregation, Authority, Formula, MeasureChange, MeasureKind, PartRule

FIELD_WORDS = {
    "code": "mã",
    "group": "nhóm trên biểu",
    "name": "tên",
    "short_name": "tên ngắn",
    "definition": "định nghĩa, cách ghi",
    "unit": "đơn vị tính",
    "decimals": "số chữ số lẻ",
    "aggregation": "cách cộng",
    "part_of": "là phần của",
    "part_rule": "quan hệ với tổng",
    "change_threshold": "ngưỡng biến động",
    "kinds": "ai báo cáo",
    "coordinator_only": "chỉ cơ quan đầu mối báo cáo",
    "formula": "công thức",
    "direction": "chiều mong muốn",
    "authority": "số có hiệu lực",
    "numerator": "tử số, số được cộng",
    "denominator": "mẫu số",
    "cumulative_from": "cộng dồn từ năm",
    "source": "nguồn số liệu",
    "headline": "chỉ tiêu chính",
}
MEASURE_WORDS = {MeasureKind.INDICATOR.value: "chỉ tiêu", MeasureKind.ELEMENT.value: "số liệu"}
NOT_SAID = "không có"
Names = dict[str, str]


def field_label(name: str) -> str:
    return FIELD_WORDS[name]


def measure_title(change: MeasureChange) -> str:
    """The entry as sentences name it: "chỉ tiêu “Tỷ lệ lao động qua đào tạo”"."""
    return f"{MEASURE_WORDS[change.kind]} “{change.said['short_name']}”"


def listed_kinds(value: list[str]) -> str:
    # In the order of the list, not of the alphabet of codes.
    labels = [str(kind.label) for kind in AgencyKind if kind in value]
    return "; ".join(labels) or NOT_SAID


TOLD_BY: dict[str, Callable[[Any], str]] = {
    "aggregation": lambda value: str(Aggregation(value).label),
    "part_rule": lambda value: str(PartRule(value).label),
    "formula": lambda value: str(Formula(value).label),
    "authority": lambda value: str(Authority(value).label),
    "direction": DIRECTION_WORDS.__getitem__,
    "kinds": listed_kinds,
    "change_threshold": lambda value: f"{number(value)}%",
}


def told_value(name: str, value: Any, elements: Names) -> str:
    """What a field says. `elements`: short names of data elements by code."""
    if value is None or value in ("", [], ()):
        return NOT_SAID
    if isinstance(value, bool):
        return "có" if value else "không"
    if name in ("numerator", "denominator"):
        return "; ".join(elements.get(code, code) for code in value)
    if name == "part_of":
        return elements.get(value, value)
    if name in TOLD_BY:
        return TOLD_BY[name](value)
    return str(value)
