"""Load localities and agencies from fixtures/localities.yaml and fixtures/agencies/*.yaml.

Who exists and since when. Loading twice changes nothing; an agency that left the files is reported and stays, because
figures hang on it. Ends, heirs and who coordinates after whom are no part of the catalogue: they come from applied
reorganisations alone, and loading never writes an end. What an administrator has changed on a screen stays as it is.
"""

from collections.abc import Collection
from dataclasses import dataclass
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
from agencies.models import Agency, AgencyKind, Coordination, Locality, LocalityKind, ReorganisationEffect
from agencies.models.agency import MAX_SEARCH_KEY
from agencies.reorganisations.steps import OFFICIAL_DIGITS
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
    "valid_from": Field(maybe(day), None),
    # Files of version 0.1.0 had these two; what they may hold now is nothing.
    "valid_to": Field(as_is, None),
    "successors": Field(as_is, None),
    "coordinates": Field(flag, False),
    "citation": Field(text()),
}
CITATION_LENGTH = Coordination._meta.get_field("citation").max_length


@dataclass(frozen=True)
class Listed:
    """An agency as a file gives it."""

    place: Place
    locality: Locality
    values: dict[str, Any]


@transaction.atomic
def load_agencies(directory: Path, tally: Tally | None = None, wanted: Collection[str] | None = None) -> Tally:
    """Load localities and agencies, all or nothing. `directory` is the fixtures folder. Raises CatalogueError.

    `wanted`: the codes of the only localities to load; None for all.
    """
    tally = tally or Tally()
    localities = load_localities(directory, tally, wanted)
    listed = list_agencies(directory, localities, wanted)
    rows = Rows(tally, Agency.objects.all(), ["code"])
    agencies = {code: put_agency(rows, one) for code, one in listed.items()}
    put_coordinators(tally, [(agencies[code], one) for code, one in listed.items() if one.values["coordinates"]])
    known = begun_otherwise()
    rows.report_unlisted(lambda row: "" if row.pk in known or row.edited else row.code)
    return tally


def load_localities(directory: Path, tally: Tally, wanted: Collection[str] | None) -> dict[str, Locality]:
    """The wanted localities by code."""
    # Files know the provinces that bore a code first; later ones come from reorganisations.
    rows = Rows(tally, Locality.objects.filter(valid_from=None), ["code"])
    raw, place = read_file(directory, "localities.yaml")
    for spot, entry in read_entries(raw, LOCALITY, place):
        code = entry.pop("code")
        if len(code) != 2 or not code.isdigit():
            raise spot.error("code", "mã địa phương gồm hai chữ số.")
        if rows.has(code):
            raise spot.error("code", f'"{code}" đã có ở trên.')
        if wanted is None or code in wanted:
            rows.put(code, **entry)
    rows.report_unlisted(lambda row: row.code)
    return {code: rows.held[(code,)] for (code,) in rows.listed}


def list_agencies(
    directory: Path, localities: dict[str, Locality], wanted: Collection[str] | None
) -> dict[str, Listed]:
    """Every agency of every wanted file by code, each checked on its own and against the others."""
    listed: dict[str, Listed] = {}
    for name in file_names(directory, "agencies"):
        raw, place = read_file(directory, name)
        whole = read_record(raw, AGENCY_FILE, place)
        if wanted is not None and whole["locality"] not in wanted:
            continue
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
    for name in ("valid_to", "successors"):
        if entry[name]:
            raise place.error(name, "danh mục không ghi đơn vị kết thúc: việc đó nằm ở một tệp của reorganisations/.")
    code = entry["official_code"]
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
                raise one.place.error(field, f'trùng với "{other.values["code"]}".')
            held[key].append(one)


def official_key(one: Listed) -> tuple[str, str] | None:
    code = one.values["official_code"]
    return (one.values["kind"], code) if code else None


def coordinator_key(one: Listed) -> str | None:
    return one.locality.key if one.values["coordinates"] else None


def put_agency(rows: Rows, one: Listed) -> Agency:
    values = one.values
    kept = rows.held.get((values["code"],))
    if kept is not None and kept.edited:
        return rows.keep(values["code"])
    return rows.put(
        values["code"],
        locality_id=one.locality.pk,
        name=values["name"],
        short_name=values["short_name"],
        kind=values["kind"],
        official_code=values["official_code"],
        valid_from=values["valid_from"],
        note=values["citation"],
        search_key=search_key(f"{values['name']} {values['short_name']}")[:MAX_SEARCH_KEY],
    )


def put_coordinators(tally: Tally, listed: list[tuple[Agency, Listed]]) -> None:
    """Who coordinates where nobody has yet; what reorganisations and administrators have said since stays."""
    rows = Rows(tally, Coordination.objects.all(), ["locality_id"])
    taken = set(Coordination.objects.values_list("locality_id", flat=True))
    for agency, one in listed:
        if agency.locality_id not in taken:
            rows.put(
                agency.locality_id,
                agency_id=agency.pk,
                valid_from=agency.valid_from,
                citation=one.values["citation"][:CITATION_LENGTH],
            )


def begun_otherwise() -> set[int]:
    """The agencies that began by a reorganisation: no file lists them, and nothing is wrong with that."""
    begun = ReorganisationEffect.objects.filter(table=Agency._meta.label_lower, before__isnull=True)
    return set(begun.values_list("row", flat=True))
