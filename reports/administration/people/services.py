"""Add people and give them places, on record. A new account has no password: a letter lets its person set one."""

import hashlib
from collections.abc import Collection
from datetime import date, datetime

from django.db import IntegrityError, transaction

from agencies.access import Role
from agencies.accounts import endings
from agencies.accounts.people import administrator_remains, may_give_role
from agencies.models import Agency, Membership, User
from reports.administration.people.imports import NewPerson, PeopleFile
from reports.administration.people.roles import ROLE_NAMES, last_day_of_role, role_refusal
from reports.administration.records import PERSON_COLUMNS, person_state, record_person_change
from reports.models import Verb
from reports.wording.typed.refusals import InputError


class PersonError(InputError):
    """What was asked cannot be done; `field` names the place, the message says why in Vietnamese."""


class PersonChanged(Exception):
    """Somebody else has changed the person since the page was shown. Nothing was written."""


def mark_of(person: User) -> str:
    """A word that is another as soon as anything is that the page of a person lets change."""
    return hashlib.sha256(repr([getattr(person, name) for name in PERSON_COLUMNS]).encode()).hexdigest()[:16]


@transaction.atomic
def take_people(*, file: PeopleFile, by: User | None, now: datetime, day: date) -> list[User]:
    """Take a list whole; returns the people who are new. Raises PersonError when a line has become wrong meanwhile."""
    if not file.can_be_taken:
        raise PersonError("file", "Tệp còn ô chưa nhận được nên chưa ghi gì.")
    return [person for line in file.taken if (person := take_line(line, by=by, now=now, day=day)) is not None]


def take_line(line: NewPerson, *, by: User | None, now: datetime, day: date) -> User | None:
    if line.person is not None:
        # A list may name whom everybody knows: her place is left as it is.
        if not line.holds_it:
            give_role(person=line.person, agency=line.agency, role=line.role, title=line.title, day=day, by=by, now=now)
        return None
    return add_person(
        username=line.username,
        full_name=line.full_name,
        email=line.email,
        phone=line.phone,
        agency=line.agency,
        role=line.role,
        title=line.title,
        day=day,
        by=by,
        now=now,
    )


@transaction.atomic
def add_person(
    *,
    username: str,
    full_name: str,
    email: str,
    phone: str,
    agency: Agency,
    role: Role,
    title: str,
    day: date,
    by: User | None,
    now: datetime,
) -> User:
    """A new account with one place. Raises PersonError for a name that is taken or a role that makes no sense there."""
    refused = role_refusal(role, agency, day)
    if refused:
        raise PersonError("role", refused)
    refuse_taken_name(username)
    # The given name stands last in Vietnamese, and is what people are called and sorted by.
    *family, given = full_name.split() or [username]
    person = User(
        username=username,
        first_name=given,
        last_name=" ".join(family),
        email=email,
        phone=phone,
        entered_in_id=agency.locality_id,
    )
    person.set_unusable_password()
    save_under_name(person)
    Membership.objects.create(
        user=person, agency=agency, role=role, title=title, valid_from=day, valid_to=last_day_of_role(agency, day)
    )
    record_person_change(Verb.PERSON_ADDED, person, agency=agency, before=None, by=by, now=now)
    return person


def refuse_taken_name(username: str, *, but: User | None = None) -> None:
    """Raises PersonError where another person signs in by this name, however it is written."""
    # "Lan" and "lan" would be two people at the door for whoever types either.
    others = User.objects.filter(username__iexact=username)
    if (others.exclude(pk=but.pk) if but else others).exists():
        raise PersonError("username", f"Tên đăng nhập “{username}” đã có người dùng.")


def save_under_name(person: User, columns: Collection[str] | None = None) -> None:
    """Save all, or some columns. Raises PersonError where another has been given the name at the same moment."""
    try:
        # A savepoint: after an IntegrityError nothing more could be asked within the outer transaction.
        with transaction.atomic():
            person.save(update_fields=columns)
    except IntegrityError:
        raise PersonError("username", f"Tên đăng nhập “{person.username}” vừa có người dùng.") from None


@transaction.atomic
def give_role(
    *, person: User, agency: Agency, role: Role, title: str, day: date, by: User | None, now: datetime
) -> Membership:
    """Another place for a person, from a day on. Raises PersonError."""
    # Of two who give the same at once the second finds it given.
    person = User.objects.select_for_update().get(pk=person.pk)
    refused = role_refusal(role, agency, day)
    if refused:
        raise PersonError("role", refused)
    if by is not None and not may_give_role(by, person, role):
        raise PersonError("role", f"Không ai tự nhận vai trò {ROLE_NAMES[role]}: nhờ một quản trị viên khác.")
    if Membership.objects.filter(user=person, agency=agency, role=role).in_force(day).exists():
        raise PersonError("role", f"{person.full_name} đã có vai trò này ở {agency.name}.")
    before = person_state(person)
    row = Membership.objects.create(
        user=person, agency=agency, role=role, title=title, valid_from=day, valid_to=last_day_of_role(agency, day)
    )
    record_person_change(Verb.PERSON_CHANGED, person, agency=agency, before=before, by=by, now=now)
    # A token was given for the places that she had then.
    endings.end_tokens(person)
    return row


@transaction.atomic
def end_role(*, membership: Membership, last: date, by: User | None, now: datetime) -> None:
    """The last day of a place; tokens end with it. Raises PersonError for a day before its first or past its last, and
    where the locality would have no administrator left: only who set vocplan up, or the program, may do that.
    """
    # As it stands now: an end that somebody has set since is not put off.
    membership = (
        Membership.objects.select_for_update(of=("self",)).select_related("user", "agency").get(pk=membership.pk)
    )
    if last < membership.valid_from:
        raise PersonError("last", f"Phân công này bắt đầu ngày {membership.valid_from:%d/%m/%Y}.")
    if membership.valid_to is not None and last > membership.valid_to:
        said = f"Phân công này đã kết thúc ngày {membership.valid_to:%d/%m/%Y}. Làm tiếp thì thêm phân công mới."
        raise PersonError("last", said)
    person = membership.user
    if membership.role == Role.ADMINISTRATOR and by is not None and not by.is_superuser:
        locality = membership.agency.locality
        if not administrator_remains(locality, last=last, without=membership):
            left = f"Sau ngày {last:%d/%m/%Y} {locality.name} không còn quản trị viên nào"
            raise PersonError("last", f"{left}: giao vai trò này cho người khác trước.")
    before = person_state(person)
    Membership.objects.filter(pk=membership.pk).update(valid_to=last)
    record_person_change(Verb.PERSON_CHANGED, person, agency=membership.agency, before=before, by=by, now=now)
    endings.end_tokens(person)


@transaction.atomic
def change_person(
    *,
    person: User,
    username: str,
    full_name: str,
    email: str,
    phone: str,
    is_active: bool,
    shown: str = "",
    by: User,
    now: datetime,
) -> None:
    """New particulars of a person; a disabled one is signed out everywhere. Raises PersonError.

    `shown`: the mark of what the writer saw (`mark_of`); PersonChanged where somebody else has written since.
    """
    person = User.objects.select_for_update().get(pk=person.pk)
    if shown and shown != mark_of(person):
        raise PersonChanged
    refuse_taken_name(username, but=person)
    if not is_active and person.pk == by.pk:
        raise PersonError("is_active", "Không ai tự khóa tài khoản của mình.")
    before = person_state(person)
    *family, given = full_name.split()
    person.first_name, person.last_name = given, " ".join(family)
    person.username, person.email, person.phone, person.is_active = username, email, phone, is_active
    save_under_name(person, PERSON_COLUMNS)
    if before == person_state(person):
        return
    place = person.memberships.select_related("agency").order_by("-valid_from", "-pk").first()
    record_person_change(
        Verb.PERSON_CHANGED, person, agency=place.agency if place else None, before=before, by=by, now=now
    )
    if not is_active:
        endings.end_tokens(person)
        endings.end_sessions(person)
