"""What can be listed in a file: people, and bodies. One table for the pages and for the API."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from agencies import clock
from agencies.models import Locality, User
from reports.administration.bodies.imports import BodiesFile, read_bodies
from reports.administration.bodies.services import take_bodies
from reports.administration.imports.tables import ListFile
from reports.administration.imports.template_file import bodies_template, people_template
from reports.administration.people.imports import PeopleFile, read_people
from reports.administration.people.services import take_people


@dataclass(frozen=True)
class Register:
    """One kind of list. `room` and `one` as in the names of addresses; the other words as on the screen.

    `read` raises BadFile; `take` gives how many rows were written and raises InputError. `after` is the part of the
    list that shows what was written.
    """

    room: str
    one: str
    things: str
    one_thing: str
    file_name: str
    template: Callable[[Locality, datetime], bytes]
    read: Callable[[bytes, str, Locality], ListFile[Any]]
    take: Callable[[Any, Locality, User], int]
    done: str
    after: str = ""


def people_in(data: bytes, name: str, place: Locality) -> PeopleFile:
    return read_people(data, name=name, locality=place, day=clock.today())


def people_taken(file: PeopleFile, place: Locality, by: User) -> int:
    return len(take_people(file=file, by=by, now=clock.now(), day=clock.today()))


def bodies_in(data: bytes, name: str, place: Locality) -> BodiesFile:
    return read_bodies(data, name=name, locality=place)


def bodies_taken(file: BodiesFile, place: Locality, by: User) -> int:
    return take_bodies(file=file, locality=place, by=by, now=clock.now())


PEOPLE = Register(
    room="people",
    one="person",
    things="người dùng",
    one_thing="người",
    file_name="nguoi-dung-{code}.xlsx",
    template=people_template,
    read=people_in,
    take=people_taken,
    done="Đã nạp {count} người mới từ {name}.",
    after="&need=never",
)
BODIES = Register(
    room="bodies",
    one="body",
    things="đơn vị",
    one_thing="đơn vị",
    file_name="don-vi.xlsx",
    template=bodies_template,
    read=bodies_in,
    take=bodies_taken,
    done="Đã ghi {count} đơn vị từ {name}.",
)
