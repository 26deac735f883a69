"""Localities that unite: the new one has a first day, its parts a last one, and every body of theirs an heir in it.

    60 Bình Thuận (not known here), 67 Đắk Nông (not known here), 68 Lâm Đồng  ->  68 Lâm Đồng since 01/7/2025

What was reported stays with the bodies and the localities of before, and so do their plans.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from agencies.catalogue_files.entries import Field, Fields, Place, one_of, read_entries, read_record, text_for
from agencies.models import Locality, LocalityKind, LocalityPart

CODE_DIGITS = 2
PART: Fields = {
    "code": Field(text_for(LocalityPart, "code")),
    "name": Field(text_for(LocalityPart, "name")),
}
LOCALITY: Fields = {
    "code": Field(text_for(Locality, "code")),
    "name": Field(text_for(Locality, "name")),
    "short_name": Field(text_for(Locality, "short_name")),
    "kind": Field(one_of([LocalityKind.CITY.value, LocalityKind.PROVINCE.value])),
}


@dataclass(frozen=True)
class NewLocality:
    """A locality that begins, and the areas that it is made of as (code, name), by code."""

    code: str
    name: str
    short_name: str
    kind: str
    parts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Part:
    """One of the areas; `locality` is None where it is not known here."""

    code: str
    name: str
    locality: Locality | None


def new_locality_of(raw: Any, parts: Any, place: Place) -> NewLocality:
    """The locality of a step that unites some. Raises CatalogueError."""
    spot = place.under("locality")
    record = read_record(raw, LOCALITY, spot)
    listed = [(entry["code"], entry["name"]) for _, entry in read_entries(parts, PART, place, "parts")]
    for code in (record["code"], *(code for code, _ in listed)):
        if len(code) != CODE_DIGITS or not code.isdigit():
            raise spot.error("code", f'"{code}": mã địa phương gồm hai chữ số.')
    # One comparison for both faults: a code that stands twice, and fewer than two parts.
    if len({code for code, _ in listed}) < max(len(listed), 2):
        raise place.error("parts", "cần ít nhất hai địa phương cũ, mỗi mã một lần.")
    return NewLocality(**record, parts=tuple(sorted(listed)))


def parts_on(new: NewLocality, last_day: date) -> tuple[Part, ...]:
    """The areas as they are known here on the last day of theirs: code and day make the key. One query."""
    rows = Locality.objects.filter(code__in=[code for code, _ in new.parts]).existing_on(last_day)
    known = {row.code: row for row in rows}
    return tuple(Part(code, name, known.get(code)) for code, name in new.parts)


def faults_of_uniting(new: NewLocality, parts: Iterable[Part], place: Locality, day: date) -> Iterable[str]:
    """Why the localities cannot unite, in Vietnamese. `place`: whose reorganisation it is."""
    known = {part.locality.pk for part in parts if part.locality}
    if place.pk not in known:
        yield f"{place} không phải một phần của {new.name} vào ngày {day - timedelta(days=1):%d/%m/%Y}."
    for part in parts:
        if part.locality and part.locality.valid_to not in (None, day - timedelta(days=1)):
            yield f"{part.locality}: đã có ngày kết thúc khác."
    for other in Locality.objects.filter(code=new.code).existing_on(day).exclude(pk__in=known):
        yield f"{new.code}: mã này đang là của {other.name}."


def one_place_on(locality: Locality, day: date) -> list[int]:
    """The localities whose bodies answer for one on a day: itself, what it was united into, and what that was made of.

    No query for a locality that has always been, else one.
    """
    if locality.valid_from is None and (locality.valid_to is None or day <= locality.valid_to):
        return [locality.pk]
    links = LocalityPart.objects.filter(part__isnull=False, whole__valid_from__lte=day)
    return connected(locality.pk, links.values_list("whole_id", "part_id"))


def connected(start: int, links: Iterable[tuple[int, int]]) -> list[int]:
    near: dict[int, set[int]] = {}
    for whole, part in links:
        near.setdefault(whole, set()).add(part)
        near.setdefault(part, set()).add(whole)
    reached, waiting = {start}, [start]
    while waiting:
        for other in near.get(waiting.pop(), set()) - reached:
            reached.add(other)
            waiting.append(other)
    return sorted(reached)
