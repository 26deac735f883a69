"""Load localities and agencies from fixtures/localities.yaml and fixtures/agencies/*.yaml.

Who exists, from when to when, and who took over whose tasks. Loading twice changes nothing; an agency that left the
files is reported and stays, because figures hang on it.
"""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.db import transaction

from agencies.catalogue_files.entries import (
    CatalogueError,
    Field,
    Fields,
    Place,
    as_is,
    code_for,
    day,
    file_names,
    flag,
    maybe,
    one_of,
    read_entries,
    read_file,
    read_record,
    text,
    text_for,
)
from agencies.catalogue_files.rows import Rows, Tally
from agencies.models import Agency, AgencyKind, Locality, LocalityKind, Succession
from agencies.vietnamese_text import search_key

__all__ = ["CatalogueError", "load_agencies"]

LOCALITY: Fields = {
    "code": Field(code_for(Locality)),
    "name": Field(text_for(Locality, "name")),
    "short_name": Field(text_for(Locality, "short_name")),
    "kind": Field(one_of(LocalityKind.values)),
}
AGENCY_FILE: Fields = {"locality": Field(text()), "source": Field(text()), "agencies": Field(as_is)}
AGENCY: Fields = {
    "code": Field(code_for(Agency)),
    "name": Field(text_for(Agency, "name")),
    "short_name": Field(text_for(Agency, "short_name")),
    "kind": Field(one_of(AgencyKind.values)),
    "official_code": Field(text_for(Agency, "official_code"), ""),
    "valid_from": Field(maybe(day)),
    "valid_to": Field(maybe(day)),
    "coordinates": Field(flag, False),
    "successors": Field(as_is),
    "citation": Field(text()),
}
SUCCESSOR: Fields = {
    "code": Field(code_for(Agency)),
    "on": Field(day),
    "note": Field(text_for(Succession, "note")),
}
# Digits of the statistics office's code, by kind of agency; other kinds have none.
OFFICIAL_DIGITS = {AgencyKind.DISTRICT: 3, AgencyKind.COMMUNE: 5}
SEARCH_KEY_LENGTH = Agency._meta.get_field("search_key").max_length


@dataclass(frozen=True)
class Listed:
    """An agency as a file gives it."""

    place: Place
    locality: Locality
    values: dict[str, Any]

    @property
    def successors(self) -> list[tuple[Place, dict[str, Any]]]:
        return list(read_entries(self.values["successors"], SUCCESSOR, self.place, "successors"))


@transaction.atomic
def load_agencies(directory: Path, tally: Tally | None = None) -> Tally:
    """Load localities and agencies, all or nothing. `directory` is the fixtures folder. Raises CatalogueError."""
    tally = tally or Tally()
    localities = load_localities(directory, tally)
    listed = list_agencies(directory, localities)
    rows = Rows(tally, Agency.objects.all(), ["code"])
    agencies = {code: put_agency(rows, one) for code, one in listed.items()}
    put_successions(tally, listed, agencies)
    rows.report_unlisted(lambda row: row.code)
    return tally


def load_localities(directory: Path, tally: Tally) -> dict[str, Locality]:
    """Localities by code."""
    rows = Rows(tally, Locality.objects.all(), ["code"])
    raw, place = read_file(directory, "localities.yaml")
    for spot, entry in read_entries(raw, LOCALITY, place):
        code = entry.pop("code")
        if len(code) != 2 or not code.isdigit():
            raise spot.error("code", "mã địa phương gồm hai chữ số.")
        if rows.has(code):
            raise spot.error("code", f'"{code}" đã có ở trên.')
        rows.put(code, **entry)
    rows.report_unlisted(lambda row: row.code)
    return {code: rows.held[(code,)] for (code,) in rows.listed}


def list_agencies(directory: Path, localities: dict[str, Locality]) -> dict[str, Listed]:
    """Every agency of every file by code, each checked on its own and against the others."""
    listed: dict[str, Listed] = {}
    for name in file_names(directory, "agencies"):
        raw, place = read_file(directory, name)
        whole = read_record(raw, AGENCY_FILE, place)
        locality = localities.get(whole["locality"])
        if locality is None or locality.kind == LocalityKind.COUNTRY:
            raise place.error("locality", f'không có địa phương "{whole["locality"]}" nào có cơ quan.')
        for spot, entry in read_entries(whole["agencies"], AGENCY, place):
            if entry["code"] in listed:
                first = listed[entry["code"]].place.file
                raise spot.error("code", f'"{entry["code"]}" đã có trong tệp {first}.')
            check_agency(entry, spot)
            listed[entry["code"]] = Listed(spot, locality, entry)
    check_together(listed)
    return listed


def check_agency(entry: dict[str, Any], place: Place) -> None:
    """What one agency must keep on its own."""
    begins, ends, code = entry["valid_from"], entry["valid_to"], entry["official_code"]
    if begins and ends and ends < begins:
        raise place.error("valid_to", "ngày kết thúc trước ngày bắt đầu.")
    digits = OFFICIAL_DIGITS.get(entry["kind"])
    if code and digits is None:
        raise place.error("official_code", "chỉ đơn vị hành chính mới có mã này.")
    if digits is not None and (len(code) != digits or not code.isdigit()):
        raise place.error("official_code", f"cần đúng {digits} chữ số.")


def check_together(listed: dict[str, Listed]) -> None:
    """What agencies must keep together: one body at a time per official code, one coordinator per locality."""
    for field, key_of in (("official_code", official_key), ("coordinates", coordinator_key)):
        held: dict[Any, list[Listed]] = {}
        for one in listed.values():
            key = key_of(one)
            if key is None:
                continue
            for other in held.setdefault(key, []):
                if overlap(one.values, other.values):
                    raise one.place.error(field, f'trùng với "{other.values["code"]}" trong cùng thời gian.')
            held[key].append(one)


def official_key(one: Listed) -> tuple[str, str] | None:
    code = one.values["official_code"]
    return (one.values["kind"], code) if code else None


def coordinator_key(one: Listed) -> str | None:
    return one.locality.code if one.values["coordinates"] else None


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two agencies exist on a common day; an unknown end is open."""
    begins = max(one["valid_from"] or date.min, other["valid_from"] or date.min)
    ends = min(one["valid_to"] or date.max, other["valid_to"] or date.max)
    return begins <= ends


def put_agency(rows: Rows, one: Listed) -> Agency:
    values = one.values
    return rows.put(
        values["code"],
        locality_id=one.locality.pk,
        name=values["name"],
        short_name=values["short_name"],
        kind=values["kind"],
        official_code=values["official_code"],
        coordinates=values["coordinates"],
        valid_from=values["valid_from"],
        valid_to=values["valid_to"],
        note=values["citation"],
        search_key=search_key(f"{values['name']} {values['short_name']}")[:SEARCH_KEY_LENGTH],
    )


def put_successions(tally: Tally, listed: dict[str, Listed], agencies: dict[str, Agency]) -> None:
    """The bodies that took over tasks. A link that left an agency's entry is deleted: it is part of that entry."""
    scope = Succession.objects.filter(predecessor__in=agencies.values())
    rows = Rows(tally, scope, ["predecessor_id", "successor_id"])
    for code, one in listed.items():
        for spot, entry in one.successors:
            successor = agencies.get(entry["code"])
            check_succession(agencies[code], successor, entry, spot)
            if rows.has(agencies[code].pk, successor.pk):
                raise spot.error("code", f'"{entry["code"]}" có hai lần.')
            rows.put(agencies[code].pk, successor.pk, on=entry["on"], note=entry["note"])
    rows.drop_unlisted()


def check_succession(agency: Agency, successor: Agency | None, entry: dict[str, Any], place: Place) -> None:
    """The successor exists on the day of the succession, and the agency no longer does."""
    if successor is None or successor == agency:
        raise place.error("code", f'không có cơ quan kế tục "{entry["code"]}".')
    if agency.valid_to is None or entry["on"] <= agency.valid_to:
        raise place.error("on", "ngày kế tục phải sau ngày cuối cùng của cơ quan cũ.")
    if not successor.exists_on(entry["on"]):
        raise place.error("on", f'ngày đó "{entry["code"]}" không tồn tại.')
