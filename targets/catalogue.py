"""Load data elements and indicators from fixtures/data_elements.yaml and fixtures/indicators.yaml."""

from collections import defaultdict
from pathlib import Path
from typing import Any

from django.db import transaction

from agencies.catalogue_files.entries import (
    Field,
    Fields,
    Place,
    code_for,
    flag,
    many,
    maybe,
    number,
    one_of,
    read_entries,
    read_file,
    text,
    text_for,
    whole,
    year,
)
from agencies.catalogue_files.rows import Rows, Tally
from agencies.models import AgencyKind
from agencies.vietnamese_text import search_key
from targets.calculations.statuses import Direction
from targets.models import (
    Aggregation,
    Authority,
    DataElement,
    ElementKind,
    Formula,
    Indicator,
    IndicatorInput,
    PartRule,
    Side,
)

Entries = dict[str, tuple[Place, dict[str, Any]]]

ELEMENT: Fields = {
    "code": Field(code_for(DataElement)),
    "group": Field(text_for(DataElement, "group")),
    "name": Field(text_for(DataElement, "name")),
    "short_name": Field(text_for(DataElement, "short_name")),
    "definition": Field(text()),
    "unit": Field(text_for(DataElement, "unit")),
    "decimals": Field(whole(0, 4), 0),
    "aggregation": Field(one_of(Aggregation.values)),
    "part_of": Field(maybe(code_for(DataElement)), None),
    "part_rule": Field(maybe(one_of(PartRule.values)), None),
    "change_threshold": Field(number, 30),
    "kinds": Field(many(one_of(AgencyKind.values))),
    "coordinator_only": Field(flag, False),
}
INDICATOR: Fields = {
    "code": Field(code_for(Indicator)),
    "name": Field(text_for(Indicator, "name")),
    "short_name": Field(text_for(Indicator, "short_name")),
    "unit": Field(text_for(Indicator, "unit")),
    "decimals": Field(whole(0, 4), 0),
    "formula": Field(one_of(Formula.values)),
    "direction": Field(one_of([direction.value for direction in Direction])),
    "authority": Field(one_of(Authority.values)),
    "numerator": Field(many(code_for(DataElement)), ()),
    "denominator": Field(many(code_for(DataElement)), ()),
    "cumulative_from": Field(maybe(year()), None),
    "definition": Field(text()),
    "source": Field(text()),
    "headline": Field(flag, False),
}
INDICATOR_KEY_LENGTH = Indicator._meta.get_field("search_key").max_length


@transaction.atomic
def load_elements(directory: Path, tally: Tally) -> dict[str, DataElement]:
    """Data elements by code, in the order of the form; `directory` is the fixtures folder. Raises CatalogueError."""
    entries = read_all(directory, "data_elements.yaml", ELEMENT)
    for place, entry in entries.values():
        check_element(entry, place, entries)
    check_sums(entries)
    rows = Rows(tally, DataElement.objects.all(), ["code"])
    elements: dict[str, DataElement] = {}
    # A part points to the row of its whole, which must be there first; its place in the form is that of the file.
    for code in wholes_first(entries):
        values = {name: value for name, value in entries[code][1].items() if name not in ("code", "kinds", "part_of")}
        values["part_rule"] = values["part_rule"] or ""
        values["part_of_id"] = elements[entries[code][1]["part_of"]].pk if entries[code][1]["part_of"] else None
        elements[code] = rows.put(code, position=list(entries).index(code), **values)
    kinds = Rows(tally, ElementKind.objects.filter(element__in=elements.values()), ["element_id", "kind"])
    for code, (_, entry) in entries.items():
        for kind in entry["kinds"]:
            kinds.put(elements[code].pk, kind)
    kinds.drop_unlisted()
    rows.report_unlisted(lambda row: row.code)
    return elements


@transaction.atomic
def load_indicators(directory: Path, tally: Tally, elements: dict[str, DataElement]) -> dict[str, Indicator]:
    """Indicators by code. Raises CatalogueError."""
    entries = read_all(directory, "indicators.yaml", INDICATOR)
    rows = Rows(tally, Indicator.objects.all(), ["code"])
    indicators: dict[str, Indicator] = {}
    for position, (code, (place, entry)) in enumerate(entries.items()):
        check_indicator(entry, place, elements)
        values = {name: value for name, value in entry.items() if name not in ("code", *Side.values)}
        key = search_key(f"{entry['name']} {entry['short_name']}")[:INDICATOR_KEY_LENGTH]
        indicators[code] = rows.put(code, position=position, search_key=key, **values)
    inputs = Rows(
        tally, IndicatorInput.objects.filter(indicator__in=indicators.values()), ["indicator_id", "element_id", "side"]
    )
    for code, (_, entry) in entries.items():
        for side in Side.values:
            for element in entry[side]:
                inputs.put(indicators[code].pk, elements[element].pk, side)
    inputs.drop_unlisted()
    rows.report_unlisted(lambda row: row.code)
    return indicators


def read_all(directory: Path, name: str, fields: Fields) -> Entries:
    """The entries of a list file by code, in order; a code twice is refused."""
    raw, place = read_file(directory, name)
    entries: Entries = {}
    for spot, entry in read_entries(raw, fields, place):
        if entry["code"] in entries:
            raise spot.error("code", f'"{entry["code"]}" đã có ở trên.')
        entries[entry["code"]] = (spot, entry)
    return entries


def wholes_first(entries: Entries) -> list[str]:
    """Codes ordered so that a whole stands before its parts."""

    def depth(code: str) -> int:
        part_of = entries[code][1]["part_of"]
        return 0 if part_of is None else depth(part_of) + 1

    return sorted(entries, key=depth)


def check_element(entry: dict[str, Any], place: Place, entries: Entries) -> None:
    """A part names a known whole, without a circle, and everyone who reports the part reports the whole."""
    if entry["change_threshold"] <= 0:
        raise place.error("change_threshold", "cần số lớn hơn 0, tính bằng %.")
    if not entry["kinds"]:
        raise place.error("kinds", "cần ít nhất một loại đơn vị báo cáo.")
    if (entry["part_of"] is None) != (entry["part_rule"] is None):
        raise place.error("part_rule", "part_of và part_rule phải cùng có hoặc cùng trống.")
    above, code = {entry["code"]}, entry["part_of"]
    while code is not None:
        if code not in entries or code in above:
            raise place.error("part_of", f'"{code}" không có trong tệp, hoặc là phần của chính nó.')
        above.add(code)
        code = entries[code][1]["part_of"]
    if entry["part_of"] is None:
        return
    whole_entry = entries[entry["part_of"]][1]
    if not set(entry["kinds"]) <= set(whole_entry["kinds"]):
        raise place.error("kinds", f'có loại đơn vị không báo cáo số tổng "{entry["part_of"]}".')


def check_sums(entries: Entries) -> None:
    """Parts that add up to a whole are at least two, of its unit and way of adding, reported by the same agencies."""
    parts = defaultdict(list)
    for place, entry in entries.values():
        if entry["part_rule"] == PartRule.SUM:
            parts[entry["part_of"]].append((place, entry))
    for code, members in parts.items():
        if len(members) < 2:
            raise members[0][0].error("part_rule", f'"{code}" chỉ có một phần, không thể cộng lại thành tổng.')
        for place, entry in members:
            for name in ("unit", "aggregation", "kinds", "coordinator_only"):
                if entry[name] != entries[code][1][name]:
                    raise place.error(name, f'khác với số tổng "{code}", nên không cộng lại được.')


def check_indicator(entry: dict[str, Any], place: Place, elements: dict[str, DataElement]) -> None:
    """The formula has the inputs it needs, and no others."""
    for side in Side.values:
        for code in entry[side]:
            if code not in elements:
                raise place.error(side, f'không có số liệu đầu vào "{code}".')
    formula = entry["formula"]
    if (formula == Formula.RATIO) != bool(entry["denominator"]):
        raise place.error("denominator", "tỷ lệ cần mẫu số; công thức khác không có mẫu số.")
    if entry["denominator"] and set(entry["numerator"]) == set(entry["denominator"]):
        raise place.error("denominator", "mẫu số trùng tử số, kết quả luôn là 100 %.")
    if formula == Formula.QUALITATIVE and entry["numerator"]:
        raise place.error("numerator", "chỉ tiêu định tính không tính từ số liệu.")
    if formula in (Formula.RATIO, Formula.GROWTH, Formula.CUMULATIVE) and not entry["numerator"]:
        raise place.error("numerator", "công thức này cần số liệu ở tử số.")
    if (formula == Formula.CUMULATIVE) != (entry["cumulative_from"] is not None):
        raise place.error("cumulative_from", "năm đầu đi cùng công thức cộng dồn.")
    if formula == Formula.CUMULATIVE and any(
        elements[code].aggregation != Aggregation.FLOW for code in entry["numerator"]
    ):
        raise place.error("numerator", "số thời điểm không cộng dồn qua các năm được.")
    if formula in (Formula.RATIO, Formula.GROWTH) and entry["unit"] != "%":
        raise place.error("unit", 'tỷ lệ và tốc độ tăng có đơn vị "%".')
