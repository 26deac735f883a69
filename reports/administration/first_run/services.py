"""Set up an installation: the locality, who coordinates it, its bodies of today and its first administrator."""

import secrets
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac

from agencies.access import Role
from agencies.accounts.letters import CODE_SIGNS, GROUP, GROUPS
from agencies.catalogue_files.entries import (
    CatalogueError,
    Field,
    Fields,
    as_is,
    one_of,
    read_entries,
    read_file,
    text,
    whole,
)
from agencies.models import Agency, AgencyKind, Coordination, Locality, LocalityKind, User
from agencies.reorganisations.services import ReorganisationError
from agencies.vietnamese_text import search_key
from reports.administration.bodies.imports import own_code
from reports.administration.bodies.services import BodyError, add_body, set_coordinator
from reports.administration.people.services import PersonError, add_person
from reports.administration.reorganisations.services import (
    apply_reorganisation,
    confirm_reorganisation,
    draft_reorganisation,
)
from reports.administration.reorganisations.shipped import shipped
from reports.collection.catalogue import load_catalogue

COUNTRY = "00"
FIXTURES = settings.BASE_DIR / "fixtures"
PROVINCE: Fields = {
    "code": Field(text(2)),
    "name": Field(text(100)),
    "short_name": Field(text(50)),
    "kind": Field(one_of([LocalityKind.CITY, LocalityKind.PROVINCE])),
    "parts": Field(as_is),
    "communes": Field(whole(1, 999)),
}
# Who coordinates vocational education in every province since March 2025 (Nghị định 37/2025/NĐ-CP and each one's own
# decision); what the screen and the command offer where nothing else is said.
USUAL_COORDINATOR = ("Sở Giáo dục và Đào tạo", "Sở GDĐT")


class SetUpError(ValueError):
    """The installation cannot be set up so; the message says why in Vietnamese."""


@dataclass(frozen=True)
class Province:
    """One of the 34 provinces to choose from; `communes` is how many it has."""

    code: str
    name: str
    short_name: str
    kind: str
    parts: tuple[str, ...]
    communes: int


@dataclass(frozen=True)
class Installed:
    """What setting up made."""

    locality: Locality
    coordinator: Agency
    administrator: User
    is_new: bool


def provinces(directory: Path = FIXTURES) -> list[Province]:
    """The 34 provinces by code. Raises CatalogueError."""
    raw, place = read_file(directory, "provinces.yaml")
    rows = [entry for _, entry in read_entries(raw, PROVINCE, place)]
    return [Province(**{**row, "parts": tuple(row["parts"])}) for row in sorted(rows, key=lambda row: row["code"])]


def is_empty() -> bool:
    """Whether nobody can sign in here yet."""
    return not User.objects.exists()


def set_up_code() -> str:
    """What whoever runs the server knows and a passer-by does not, "K7QM-2F9D-XT4B-8WNC"; the same until it is done."""
    # From the installation's own secret: every worker knows it, and nothing has to be stored.
    digest = salted_hmac("vocplan.first_run", "set up", algorithm="sha256").digest()
    signs = "".join(CODE_SIGNS[byte % len(CODE_SIGNS)] for byte in digest[: GROUP * GROUPS])
    return "-".join(signs[start : start + GROUP] for start in range(0, len(signs), GROUP))


def is_set_up_code(typed: str) -> bool:
    """Whether what was typed is the code, however it was spaced."""
    # However it was spaced or written: people copy it from a log by hand.
    plain = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())
    # In constant time, since whoever guesses would otherwise be told how far she is right.
    return secrets.compare_digest(plain, set_up_code().replace("-", ""))


@transaction.atomic
def begin(
    *,
    locality_code: str,
    coordinator_name: str,
    since: date,
    full_name: str,
    username: str,
    email: str,
    with_shipped: bool,
    now: datetime,
    day: date,
) -> Installed:
    """Fill an empty installation: what all share of the catalogue, the locality with its own, its first administrator.

    `with_shipped`: apply the locality's reorganisations that come with vocplan, while there is no figure yet. Raises
    SetUpError.
    """
    try:
        load_catalogue(FIXTURES, wanted=[COUNTRY, locality_code])
        place = Locality.objects.named(locality_code, day).first() or new_locality(locality_code)
        for document in shipped(place) if with_shipped else ():
            row = draft_reorganisation(document=document, by=None, now=now)
            # Nobody is there yet who could be a first and a second person; the installation vouches for what it ships.
            row = confirm_reorganisation(reorganisation=row, version=row.version, by=None, now=now)
            apply_reorganisation(reorganisation=row, version=row.version, by=None, now=now)
        # One of them may have united it with others into the province of today.
        place = Locality.objects.named(locality_code, day).get()
        if place.valid_from is not None:
            # Who coordinates it is said here, and nobody has done so yet.
            Coordination.objects.filter(locality=place).delete()
            since = max(since, place.valid_from)
    except (CatalogueError, ReorganisationError) as error:
        raise SetUpError(str(error)) from error
    return set_up(
        locality_code=locality_code,
        coordinator_code=coordinator_code_of(place, coordinator_name),
        coordinator_name=coordinator_name,
        since=since,
        username=username,
        full_name=full_name,
        email=email,
        now=now,
        day=day,
    )


def coordinator_code_of(place: Locality, name: str) -> str:
    """The code of a living body of this name, else one to be made for it."""
    wanted = search_key(name)
    if wanted == search_key(USUAL_COORDINATOR[0]):
        return coordinator_code_for(place.code)
    for agency in Agency.objects.filter(locality=place, valid_to__isnull=True):
        if search_key(agency.name) == wanted:
            return agency.code
    return own_code(place, name, "")


@transaction.atomic
def set_up(
    *,
    locality_code: str,
    coordinator_code: str,
    since: date,
    username: str,
    now: datetime,
    day: date,
    full_name: str = "",
    email: str = "",
    coordinator_name: str = "",
    by: User | None = None,
) -> Installed:
    """A locality with its coordinator and an administrator who has yet to set a password. Safe to repeat.

    A locality that is not there comes from the 34 provinces; a coordinator that is not there is made with the name
    given, or the usual one. Raises SetUpError.
    """
    locality = Locality.objects.named(locality_code, day).exclude(kind=LocalityKind.COUNTRY).first()
    if locality is None:
        locality = new_locality(locality_code)
    # Codes are one for all localities, so that a body elsewhere is found and named in the refusal.
    agency = Agency.objects.filter(code=coordinator_code).first()
    try:
        if agency is None:
            name = coordinator_name or USUAL_COORDINATOR[0]
            short = USUAL_COORDINATOR[1] if name == USUAL_COORDINATOR[0] else name[:100]
            columns = {"name": name, "short_name": short, "kind": AgencyKind.DEPARTMENT}
            agency = add_body(locality=locality, code=coordinator_code, by=by, now=now, **columns)
        if agency.locality_id != locality.pk:
            raise SetUpError(f"{agency.name} ({agency.code}) là của {agency.locality}, không phải {locality}.")
        set_coordinator(locality=locality, agency=agency, since=since, citation="Lập bản mới", by=by, now=now)
        person, is_new = administrator(username, full_name, email, agency, day=day, by=by, now=now)
    except (BodyError, PersonError) as error:
        raise SetUpError(error.message) from error
    return Installed(locality, agency, person, is_new)


def new_locality(code: str) -> Locality:
    found = next((one for one in provinces() if one.code == code), None)
    if found is None:
        raise SetUpError(f"Không có tỉnh, thành phố mã “{code}”.")
    return Locality.objects.create(code=code, name=found.name, short_name=found.short_name, kind=found.kind)


def administrator(
    username: str, full_name: str, email: str, agency: Agency, *, day: date, by: User | None, now: datetime
) -> tuple[User, bool]:
    """The administrator of this name at the coordinator, and whether the account is new."""
    person = User.objects.filter(username__iexact=username).first()
    if person is None:
        name = full_name or f"Quản trị {agency.short_name}"
        made = add_person(
            username=username,
            full_name=name,
            email=email,
            phone="",
            agency=agency,
            role=Role.ADMINISTRATOR,
            title="",
            day=day,
            by=by,
            now=now,
        )
        return made, True
    there = person.memberships.filter(agency=agency, role=Role.ADMINISTRATOR).in_force(day)
    # Run again it only finds what is there; a name that is somebody else's is never made an administrator.
    if not there.exists():
        raise SetUpError(f"Tên đăng nhập “{username}” đã là của {person.full_name}.")
    return person, False


def coordinator_code_for(code: str) -> str:
    """The code under which the usual coordinator of a locality stands: the catalogue's, else one of our own."""
    wanted = search_key(USUAL_COORDINATOR[0])
    for agency in Agency.objects.filter(locality__code=code, valid_to__isnull=True):
        if search_key(agency.name) == wanted:
            return agency.code
    return f"{code}-so-gddt"
