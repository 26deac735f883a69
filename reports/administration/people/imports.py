"""A list of people: what each line says, which cells cannot be taken and what would be made of the rest."""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from agencies.access import Role
from agencies.models import Agency, Locality, Membership, User
from agencies.vietnamese_text import search_key
from reports.administration.imports.tables import CellFault, Line, ListFile, TableFile, read_table
from reports.administration.people.roles import ROLE_NAMES, ROLES, role_named, role_refusal

COLUMNS = {
    "full_name": "Họ và tên",
    "title": "Chức vụ",
    "agency": "Đơn vị",
    "role": "Vai trò",
    "username": "Tên đăng nhập",
    "email": "Thư điện tử",
    "phone": "Điện thoại",
}
REQUIRED = frozenset({"full_name", "agency", "role"})
# "\Z" and not "$", which lets a line end pass.
USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{2,39}\Z")
LONGEST_NAME, LONGEST_TITLE, LONGEST_PHONE = 150, 150, 40
PREFIXES = ("ubnd ", "truong ", "so ")


@dataclass(frozen=True)
class NewPerson:
    """One line that can be taken. `person` is the account that is there already; `made_up` a username of our own."""

    row: int
    full_name: str
    title: str
    agency: Agency
    role: Role
    username: str
    made_up: bool
    email: str
    phone: str
    person: User | None
    holds_it: bool

    @property
    def is_new(self) -> bool:
        return self.person is None


class PeopleFile(ListFile[NewPerson]):
    """A list of people, new ones and such as have an account."""

    @property
    def moved(self) -> list[NewPerson]:
        """Accounts that are there and get another place."""
        return [one for one in self.taken if not one.is_new and not one.holds_it]


@dataclass
class Surroundings:
    """What a locality has already: read once, three queries."""

    locality: Locality
    day: date
    agencies: list[Agency]
    users: dict[str, User]
    held: set[tuple[int, int, str]]

    @classmethod
    def read(cls, locality: Locality, day: date) -> "Surroundings":
        agencies = Agency.objects.filter(locality=locality).prefetch_related("coordinations").order_by("code")
        rows = Membership.objects.in_force(day).values_list("user_id", "agency_id", "role")
        # Of all localities: a name to sign in with is one for the whole installation.
        return cls(
            locality, day, list(agencies), {user.username.casefold(): user for user in User.objects.all()}, set(rows)
        )


def read_people(data: bytes, *, name: str, locality: Locality, day: date) -> PeopleFile:
    """What a file would do. Raises BadFile for the file as a whole."""
    table = read_table(data, name=name, columns=COLUMNS, required=REQUIRED)
    return people_of(table, Surroundings.read(locality, day))


def people_of(table: TableFile, around: Surroundings) -> PeopleFile:
    found, faults = [], list(table.faults)
    taken = set(around.users)
    for line in table.lines:
        person, said = person_of(line, around, taken)
        faults += said
        if person is not None:
            # Two lines of one body must not be given the same made-up name.
            taken.add(person.username)
            found.append(person)
    faults += repeated(table.lines)
    return PeopleFile(table.sheet, tuple(found), tuple(faults), len(table.lines))


def person_of(line: Line, around: Surroundings, taken: set[str]) -> tuple[NewPerson | None, list[CellFault]]:
    """One line read; None with at least one fault where it cannot be taken."""
    values, faults = line.values, []
    for column, longest in (("full_name", LONGEST_NAME), ("title", LONGEST_TITLE), ("phone", LONGEST_PHONE)):
        if len(values.get(column, "")) > longest:
            faults.append(line.fault(column, COLUMNS[column], f"Dài quá {longest} ký tự."))
    if not values.get("full_name"):
        faults.append(line.fault("full_name", COLUMNS["full_name"], "Thiếu họ và tên."))
    agency, said = agency_named(values.get("agency", ""), around)
    if agency is None:
        faults.append(line.fault("agency", COLUMNS["agency"], *said))
    role = role_named(values.get("role", ""))
    if role is None:
        words = ", ".join(one.name for one in ROLES)
        faults.append(line.fault("role", COLUMNS["role"], f"Vai trò chỉ là {words}.", ROLE_NAMES[Role.REPORTER]))
    elif agency is not None and (refused := role_refusal(role, agency, around.day)):
        faults.append(line.fault("role", COLUMNS["role"], refused, ROLE_NAMES[Role.REPORTER]))
    email = values.get("email", "")
    if email and not is_email(email):
        faults.append(line.fault("email", COLUMNS["email"], "Không phải địa chỉ thư; để trống cũng được."))
    username = values.get("username", "").casefold()
    if username and not USERNAME.fullmatch(username):
        faults.append(
            line.fault("username", COLUMNS["username"], "Từ 3 đến 40 chữ không dấu, số, dấu chấm hoặc gạch nối.")
        )
    person = around.users.get(username) if username else None
    # A known name with another person's full name is a slip, never a second role for a stranger.
    if person is not None and search_key(person.full_name) != search_key(values.get("full_name", "")):
        faults.append(line.fault("username", COLUMNS["username"], "Tên này đã là của người khác."))
    if faults or agency is None or role is None:
        return None, faults
    return (
        NewPerson(
            row=line.row,
            full_name=values["full_name"],
            title=values.get("title", ""),
            agency=agency,
            role=role,
            username=username or username_for(agency, taken),
            made_up=not username,
            email=email,
            phone=values.get("phone", ""),
            person=person,
            holds_it=person is not None and (person.pk, agency.pk, role.value) in around.held,
        ),
        [],
    )


def agency_named(text: str, around: Surroundings) -> tuple[Agency | None, tuple[str, str]]:
    """The living body of a code or a name; else why not, and the nearest names."""
    wanted = search_key(text)
    if not wanted:
        return None, ("Thiếu đơn vị.", "")
    living = [agency for agency in around.agencies if agency.exists_on(around.day)]
    for agency in living:
        # The code first: a code is never somebody else's name.
        if agency.code.casefold() == text.casefold():
            return agency, ("", "")
    found = [agency for agency in living if wanted in (search_key(agency.name), search_key(agency.short_name))]
    if len(found) == 1:
        return found[0], ("", "")
    if found:
        named = ", ".join(f"{agency.name} ({agency.code})" for agency in found)
        return None, (f"Có {len(found)} đơn vị cùng tên; ghi mã: {named}.", found[0].code)
    for agency in around.agencies:
        if wanted == search_key(agency.name) and agency.valid_to is not None:
            return None, (f"Đơn vị này đã kết thúc ngày {agency.valid_to:%d/%m/%Y}.", "")
    names = {search_key(agency.name): agency.name for agency in living}
    near = [names[key] for key in difflib.get_close_matches(wanted, names, n=2, cutoff=0.6)]
    return None, ("Không có đơn vị này." + (f" Gần nhất: {', '.join(near)}." if near else ""), near[0] if near else "")


def username_for(agency: Agency, taken: Iterable[str]) -> str:
    """A name to sign in with, after the body: "xa-thu-lam", then "xa-thu-lam-2"."""
    plain = search_key(agency.short_name)
    start = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:34] or agency.code.casefold()
    start = start if len(start) >= 3 else f"{start}-vao"
    number, name = 1, start
    while name in taken:
        number += 1
        name = f"{start}-{number}"
    return name


def repeated(lines: Iterable[Line]) -> list[CellFault]:
    """Lines that give one username twice, or one person the same place twice."""
    lines = list(lines)
    faults = []
    names = Counter(line.values.get("username", "").casefold() for line in lines)
    for line in lines:
        username = line.values.get("username", "").casefold()
        if username and names[username] > 1:
            faults.append(line.fault("username", COLUMNS["username"], "Tên này có hai lần trong tệp."))
    places = Counter(same_line_key(line.values) for line in lines)
    seen: set[tuple[str, ...]] = set()
    for line in lines:
        place = same_line_key(line.values)
        # Told at the second line, the first is the one to keep.
        if places[place] > 1 and place in seen:
            faults.append(line.fault("full_name", COLUMNS["full_name"], "Người này ở đơn vị này đã có ở dòng trên."))
        seen.add(place)
    return faults


def same_line_key(values: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(search_key(values.get(name, "")) for name in ("full_name", "agency", "role", "username"))


def is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
