"""The document of a reorganisation: read strictly, from a file of fixtures/reorganisations/ or from a draft.

One step is one change among few bodies:

    rename    one body becomes another                        1 -> 1
    merge     several become one                              n -> 1
    split     one becomes several                             1 -> n
    redraw    several become several, with a table of what went where   n -> m
    transfer  a field of work passes, both bodies live on     `gives` -> `heirs`
    end       bodies end and nobody takes over                n -> 0
    begin     bodies begin and took over from nobody          0 -> n
    unite     localities become one; `locality` and `parts`, see uniting.py. What begins in the same document begins in
              the new one, and a body that no step names goes on in it under its own name

`ends` are codes of bodies that end the day before; `begins` new bodies; `heirs` bodies there already that take over.
`from` of a new body names those it came from with the number of their old communes that it took wholly and in part, and
where an office has counted it a third number, of the people who live in what it took.
`kinds` says which kind of body takes over the work of which: {district: commune}. `coordinator` is who coordinates the
locality's vocational education from the day on. `people` names who goes where: {username, to}.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any

from agencies.catalogue_files.entries import (
    CatalogueError,
    Field,
    Fields,
    Place,
    as_is,
    code_for,
    day,
    flag,
    many,
    maybe,
    one_of,
    read_entries,
    read_file,
    read_record,
    text,
    text_for,
    whole,
)
from agencies.models import Agency, AgencyKind, Locality, Reorganisation, Succession, User
from agencies.reorganisations.uniting import NewLocality, new_locality_of


class StepKind(StrEnum):
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    REDRAW = "redraw"
    TRANSFER = "transfer"
    END = "end"
    BEGIN = "begin"
    UNITE = "unite"

    @property
    def label(self) -> str:
        return {
            StepKind.RENAME: "Đổi tên",
            StepKind.MERGE: "Hợp nhất",
            StepKind.SPLIT: "Chia tách",
            StepKind.REDRAW: "Vẽ lại địa giới",
            StepKind.TRANSFER: "Chuyển lĩnh vực",
            StepKind.END: "Kết thúc",
            StepKind.BEGIN: "Thành lập",
            StepKind.UNITE: "Hợp nhất địa phương",
        }[self]


# Digits of the statistics office's code, by kind of body; other kinds have none.
OFFICIAL_DIGITS = {AgencyKind.DISTRICT: 3, AgencyKind.COMMUNE: 5}
MOST_OLD_COMMUNES = 999
MOST_PEOPLE = 99_999_999
# How many bodies each kind of step takes and gives; None = any number from one on.
SIZES: dict[StepKind, tuple[int | None, int | None]] = {
    StepKind.RENAME: (1, 1),
    StepKind.MERGE: (None, 1),
    StepKind.SPLIT: (1, None),
    StepKind.REDRAW: (None, None),
    StepKind.TRANSFER: (None, None),
    StepKind.END: (None, 0),
    StepKind.BEGIN: (0, None),
    # Whose bodies end and begin follows from who is there, not from the step.
    StepKind.UNITE: (0, 0),
}


@dataclass(frozen=True)
class Overlap:
    """How many old communes came wholly and in part, and how many people live in them; None where nobody counted."""

    whole: int
    part: int
    people: int | None = None


@dataclass(frozen=True)
class NewBody:
    """A body that begins; `overlaps`: old body -> what of it came to this one.

    `goes_on`: the body whose office it is, in another locality; "" for a new one.
    """

    code: str
    name: str
    short_name: str
    kind: str
    official_code: str
    citation: str
    carries_duties: bool
    overlaps: Mapping[str, Overlap]
    goes_on: str = ""


@dataclass(frozen=True)
class Heir:
    """A body that is there already and takes over; without `carries_duties` what passes is other work."""

    code: str
    note: str
    carries_duties: bool


@dataclass(frozen=True)
class Step:
    kind: StepKind
    ends: tuple[str, ...]
    gives: tuple[str, ...]
    begins: tuple[NewBody, ...]
    heirs: tuple[Heir, ...]
    kinds: Mapping[str, str]
    coordinator: str | None
    people: Mapping[str, str]
    citation: str
    note: str
    locality: NewLocality | None = None

    @property
    def takers(self) -> tuple[str, ...]:
        """Codes of all bodies that take over, new ones first."""
        return tuple(one.code for one in (*self.begins, *self.heirs))

    @property
    def duty_takers(self) -> tuple[str, ...]:
        """Codes of those to whom the work in vocational education passes."""
        return tuple(one.code for one in (*self.begins, *self.heirs) if one.carries_duties)


@dataclass(frozen=True)
class Document:
    """A reorganisation as it is written down. `raw` is its steps as they were given, for keeping."""

    code: str
    locality: str
    title: str
    legal_basis: str
    effective_on: date
    source: str
    steps: tuple[Step, ...]
    accepted: Mapping[str, str] = field(default_factory=dict)
    raw: tuple[dict[str, Any], ...] = ()

    @property
    def new_locality(self) -> NewLocality | None:
        """The locality that begins, where localities unite."""
        return next((step.locality for step in self.steps if step.locality), None)


DOCUMENT: Fields = {
    "code": Field(code_for(Reorganisation)),
    "locality": Field(text()),
    "title": Field(text_for(Reorganisation, "title")),
    "legal_basis": Field(text_for(Reorganisation, "legal_basis")),
    "effective_on": Field(day),
    "source": Field(text(blank=True), ""),
    "steps": Field(as_is),
    "accepted": Field(as_is, []),
}
STEP: Fields = {
    "kind": Field(one_of([kind.value for kind in StepKind])),
    "ends": Field(many(code_for(Agency)), []),
    "gives": Field(many(code_for(Agency)), []),
    "begins": Field(as_is, []),
    "heirs": Field(as_is, []),
    "kinds": Field(as_is, {}),
    "coordinator": Field(maybe(code_for(Agency)), None),
    "people": Field(as_is, []),
    "citation": Field(text_for(Succession, "note"), ""),
    "note": Field(text(blank=True), ""),
    "locality": Field(as_is, None),
    "parts": Field(as_is, []),
}
BODY: Fields = {
    "code": Field(code_for(Agency)),
    "name": Field(text_for(Agency, "name")),
    "short_name": Field(text_for(Agency, "short_name")),
    "kind": Field(one_of(AgencyKind.values)),
    "official_code": Field(text_for(Agency, "official_code"), ""),
    "citation": Field(text(blank=True), ""),
    "carries_duties": Field(flag, True),
    "from": Field(as_is, {}),
}
HEIR: Fields = {
    "code": Field(code_for(Agency)),
    "note": Field(text_for(Succession, "note"), ""),
    "carries_duties": Field(flag, True),
}
PERSON: Fields = {"username": Field(text_for(User, "username")), "to": Field(code_for(Agency))}
ACCEPTED: Fields = {"gap": Field(text()), "reason": Field(text(500))}


def read_document(directory: Path, name: str) -> Document:
    """The reorganisation of a YAML file. Raises CatalogueError with file, entry and field."""
    raw, place = read_file(directory, name)
    return document_of(raw, place)


def document_of(raw: Any, place: Place) -> Document:
    """A reorganisation from plain values. Raises CatalogueError."""
    record = read_record(raw, DOCUMENT, place)
    if not Locality.objects.keyed(record["locality"]).exists():
        raise place.error("locality", f'không có địa phương "{record["locality"]}".')
    steps = [step_of(entry, spot) for spot, entry in read_entries(record["steps"], STEP, place, "steps")]
    if not steps:
        raise place.error("steps", "cần ít nhất một bước.")
    if sum(step.kind == StepKind.UNITE for step in steps) > 1:
        raise place.error("steps", "một đợt hợp nhất nhiều nhất một địa phương mới.")
    gaps = read_entries(record["accepted"], ACCEPTED, place, "accepted")
    return Document(
        **{name: record[name] for name in ("code", "locality", "title", "legal_basis", "effective_on", "source")},
        steps=tuple(steps),
        accepted={entry["gap"]: entry["reason"] for _, entry in gaps},
        raw=tuple(record["steps"]),
    )


def document_from(row: Reorganisation) -> Document:
    """The document that a stored reorganisation holds. Raises CatalogueError."""
    return document_of(
        {
            "code": row.code,
            "locality": row.locality.key,
            "title": row.title,
            "legal_basis": row.legal_basis,
            "effective_on": row.effective_on,
            "source": row.source,
            "steps": row.steps,
            "accepted": row.accepted,
        },
        Place(row.title),
    )


def step_of(entry: dict[str, Any], place: Place) -> Step:
    begins = [new_body(body, spot) for spot, body in read_entries(entry["begins"], BODY, place, "begins")]
    heirs = [Heir(**heir) for _, heir in read_entries(entry["heirs"], HEIR, place, "heirs")]
    people = [person for _, person in read_entries(entry["people"], PERSON, place, "people")]
    step = Step(
        kind=StepKind(entry["kind"]),
        ends=tuple(entry["ends"]),
        gives=tuple(entry["gives"]),
        begins=tuple(begins),
        heirs=tuple(heirs),
        kinds=kinds_of(entry["kinds"], place),
        coordinator=entry["coordinator"],
        people={person["username"]: person["to"] for person in people},
        citation=entry["citation"],
        note=entry["note"],
        locality=new_locality_of(entry["locality"], entry["parts"], place) if entry["kind"] == StepKind.UNITE else None,
    )
    if step.locality is None and (entry["locality"] is not None or entry["parts"]):
        raise place.error("locality", "chỉ dùng cho hợp nhất địa phương.")
    check_step(step, place)
    return step


def new_body(entry: dict[str, Any], place: Place) -> NewBody:
    code, digits = entry["official_code"], OFFICIAL_DIGITS.get(entry["kind"])
    if code and digits is None:
        raise place.error("official_code", "chỉ đơn vị hành chính mới có mã này.")
    if digits is not None and (len(code) != digits or not code.isdigit()):
        raise place.error("official_code", f"cần đúng {digits} chữ số.")
    if not isinstance(entry["from"], dict):
        raise place.error("from", "cần các cặp mã đơn vị cũ: [số xã vào trọn, số xã vào một phần, dân số nếu biết].")
    values = {name: entry[name] for name in BODY if name != "from"}
    return NewBody(**values, overlaps={old: overlap_of(old, pair, place) for old, pair in entry["from"].items()})


def overlap_of(old: str, numbers: Any, place: Place) -> Overlap:
    count, people = whole(0, MOST_OLD_COMMUNES), whole(1, MOST_PEOPLE)
    if not isinstance(numbers, list) or len(numbers) not in (2, 3):
        raise place.error("from", f'"{old}" cần hai số: số xã cũ vào trọn và vào một phần; số thứ ba là dân số.')
    try:
        taken = Overlap(count(numbers[0]), count(numbers[1]), people(numbers[2]) if len(numbers) == 3 else None)
    except ValueError as error:
        raise place.error("from", f'"{old}": {error}') from None
    if not taken.whole and not taken.part:
        raise place.error("from", f'"{old}": không có xã nào thì không ghi.')
    return taken


def kinds_of(raw: Any, place: Place) -> dict[str, str]:
    if not isinstance(raw, dict):
        raise place.error("kinds", "cần các cặp loại cũ: loại mới.")
    read = one_of(AgencyKind.values)
    try:
        return {read(old): read(new) for old, new in raw.items()}
    except ValueError as error:
        raise place.error("kinds", str(error)) from None


def check_step(step: Step, place: Place) -> None:
    """What a step must keep on its own: as many bodies as its kind takes and gives."""
    givers = step.gives if step.kind == StepKind.TRANSFER else step.ends
    if step.kind == StepKind.TRANSFER and (step.ends or step.begins):
        raise place.error("ends", "chuyển lĩnh vực thì hai bên cùng tồn tại: không có đơn vị kết thúc hay bắt đầu.")
    if step.kind != StepKind.TRANSFER and step.gives:
        raise place.error("gives", "chỉ dùng cho chuyển lĩnh vực.")
    for name, wanted, found in zip(("ends", "begins"), SIZES[step.kind], (givers, step.takers), strict=True):
        if wanted is None and not found:
            raise place.error(name, f"{step.kind.label.lower()} cần ít nhất một đơn vị.")
        if wanted is not None and len(found) != wanted:
            raise place.error(name, f"{step.kind.label.lower()} cần đúng {wanted} đơn vị, đang có {len(found)}.")
    known = set(givers)
    for body in step.begins:
        strangers = body.overlaps.keys() - known
        if strangers:
            raise place.error("begins", f'{body.code}: "{sorted(strangers)[0]}" không kết thúc ở bước này.')
    # Without any table each of the new bodies took from each of the old ones.
    if step.kind == StepKind.REDRAW and any(body.overlaps for body in step.begins):
        reached = {old for body in step.begins for old in body.overlaps}
        lost = [code for code in step.ends if code not in reached]
        if lost:
            raise place.error("ends", f'"{lost[0]}" không về đơn vị nào.')


__all__ = ["CatalogueError", "Document", "Heir", "NewBody", "Step", "StepKind", "document_from", "document_of"]
