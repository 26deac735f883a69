"""The list of people: whose account, where, since when, what needs doing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Prefetch, QuerySet
from django.utils import timezone

from agencies.accounts.people import people_managed_by
from agencies.models import AgencyKind, Locality, Membership, SignInLetter, User
from agencies.vietnamese_text import search_key, sort_key
from reports.administration.people.resets import mail_is_set_up
from reports.administration.people.roles import ROLE_NAMES
from reports.filter_links import FilterBar, Pager, chosen, links, one_page
from reports.wording.formats import date_vi, datetime_vi, number

PAGE = 50
NEVER, DISABLED, READING, NONE_LEFT = "never", "disabled", "reading", "none"
PERSON_GROUPS = {
    "offices": (
        "Sở, ngành",
        {AgencyKind.DEPARTMENT, AgencyKind.BOARD, AgencyKind.CITY_GOVERNMENT, AgencyKind.PARTY_BODY},
    ),
    "places": ("Xã, phường, huyện", {AgencyKind.COMMUNE, AgencyKind.DISTRICT}),
    "others": (
        "Trường, hội, đoàn thể",
        set(AgencyKind)
        - {AgencyKind.DEPARTMENT, AgencyKind.BOARD, AgencyKind.CITY_GOVERNMENT, AgencyKind.PARTY_BODY}
        - {AgencyKind.COMMUNE, AgencyKind.DISTRICT},
    ),
}
NEEDS = {NEVER: "Chưa vào", NONE_LEFT: "Không còn phân công", READING: "Đơn vị đã kết thúc", DISABLED: "Đã khóa"}
# What needs doing stands first.
ORDER = (NEVER, NONE_LEFT, READING, DISABLED, "")


@dataclass(frozen=True)
class PersonLine:
    """One person of the list, in words."""

    pk: int
    name: str
    username: str
    agency: str
    second: str
    role: str
    last_sign_in: str
    need: str
    need_words: str
    verb: str


@dataclass(frozen=True)
class PeoplePage:
    """The list; `waiting` people can be sent a first letter, by `mail` too where a mail server is set up."""

    lede: str
    waiting: str
    mail: bool
    filters: list[FilterBar]
    words: str
    lines: list[PersonLine]
    pager: Pager


def people_of_locality(user: User, locality: Locality) -> QuerySet[User]:
    """People whom the administrator manages, with a place or an account in the locality."""
    rows = people_managed_by(user)
    # Also who has no place any more, or not yet: the account was made here.
    here = rows.filter(memberships__agency__locality=locality) | rows.filter(entered_in=locality)
    return people_with_letters(here.distinct())


def people_with_letters(rows: QuerySet[User]) -> QuerySet[User]:
    """People with their places and the letters they have not used, newest first."""
    places = Membership.objects.select_related("agency__locality").order_by("-valid_from", "-pk")
    # A letter that was used says nothing to the list any more.
    letters = SignInLetter.objects.filter(used_at=None).order_by("-pk")
    return rows.prefetch_related(
        Prefetch("memberships", queryset=places), Prefetch("letters", queryset=letters, to_attr="unused_letters")
    )


def people_page(user: User, locality: Locality, query: Mapping[str, str], *, path: str, day: date) -> PeoplePage:
    """The list, filtered by group, need and words; four queries however many people."""
    everyone = [(person, place_of(person, day)) for person in people_of_locality(user, locality)]
    lines = [(person_line(person, place, day), place) for person, place in everyone]
    group_options = [("", f"Tất cả {number(len(lines))}"), *((key, label) for key, (label, _) in PERSON_GROUPS.items())]
    need_options = [("", "Mọi người"), *((key, f"{word} {number(count(lines, key))}") for key, word in NEEDS.items())]
    state = {
        "locality": locality.key,
        "group": chosen("group", group_options, query),
        "need": chosen("need", need_options, query),
        "words": " ".join(query.get("words", "").split())[:100],
    }
    shown = [line for line, place in lines if matches(line, place, state)]
    shown.sort(key=lambda line: (ORDER.index(line.need), sort_key(line.agency), sort_key(line.name)))
    rows, pager = one_page(shown, PAGE, query, path=path, state=state)
    bodies = len({place.agency_id for _, place in lines if place is not None})
    never = count(lines, NEVER)
    return PeoplePage(
        lede=f"{number(len(lines))} người ở {number(bodies)} đơn vị."
        + (f" {number(never)} người chưa vào lần nào." if never else ""),
        waiting=number(never) if never else "",
        mail=mail_is_set_up(),
        filters=[
            links("Đơn vị", "group", group_options, path=path, state=state),
            links("Cần làm", "need", need_options, path=path, state=state),
        ],
        words=state["words"],
        lines=rows,
        pager=pager,
    )


def count(lines: list[tuple[PersonLine, Membership | None]], need: str) -> int:
    return sum(line.need == need for line, _ in lines)


def matches(line: PersonLine, place: Membership | None, state: Mapping[str, str]) -> bool:
    if state["need"] and line.need != state["need"]:
        return False
    if state["group"] and (place is None or place.agency.kind not in PERSON_GROUPS[state["group"]][1]):
        return False
    words = search_key(state["words"])
    return not words or words in search_key(f"{line.name} {line.username} {line.agency} {line.second}")


def place_of(person: User, day: date) -> Membership | None:
    """The place in force that began last, else the last one there was; memberships come newest first."""
    rows = list(person.memberships.all())
    in_force = [row for row in rows if row.valid_from <= day and (row.valid_to is None or day <= row.valid_to)]
    # At a living body before one that has ended and is only read on.
    living = [row for row in in_force if row.agency.exists_on(day)]
    return next(iter(living or in_force or rows), None)


def person_line(person: User, place: Membership | None, day: date) -> PersonLine:
    need, words = need_of(person, place, day)
    if need == NEVER:
        words = letter_words(person) or words
    return PersonLine(
        pk=person.pk,
        name=person.full_name,
        username=person.username,
        agency=place.agency.name if place else "chưa có đơn vị",
        second=second_of(place),
        role=ROLE_NAMES.get(place.role, "") if place else "",
        last_sign_in=datetime_vi(person.last_login) if person.last_login else "chưa vào lần nào",
        need=need,
        need_words=words,
        verb={NEVER: "In thư", NONE_LEFT: "Phân công", READING: "Bàn giao", DISABLED: "Mở lại"}.get(need, "Xem"),
    )


def letter_words(person: User) -> str:
    """ "Đã cấp thư 20/11, còn 7 ngày", "Thư hết hạn 15/11", "" where none was written."""
    newest = next(iter(person.unused_letters), None)
    if newest is None:
        return ""
    # Sign-in keeps the real time, in a demo database too.
    left = newest.ends_at - timezone.now()
    if left <= timedelta():
        return f"Thư hết hạn {date_vi(newest.ends_at)}"
    return f"Đã cấp thư {date_vi(newest.written_at)}, còn {number(left.days + 1)} ngày"


def second_of(place: Membership | None) -> str:
    """What tells equal names apart: province, and the days of a body that is not there any more or not yet long."""
    if place is None:
        return ""
    agency = place.agency
    days = f"kết thúc {date_vi(agency.valid_to)}" if agency.valid_to else ""
    return " · ".join(part for part in (place.title, str(agency.locality), days) if part)


def need_of(person: User, place: Membership | None, day: date) -> tuple[str, str]:
    if not person.is_active:
        return DISABLED, "Đã khóa"
    if place is None or (place.valid_to is not None and place.valid_to < day):
        return NONE_LEFT, "Không còn phân công nào"
    if not place.agency.exists_on(day):
        until = f"; đọc đến hết {date_vi(place.valid_to)}" if place.valid_to else ""
        return READING, f"Đơn vị đã kết thúc{until}"
    if person.last_login is None and not person.has_usable_password():
        return NEVER, "Chưa đặt mật khẩu"
    return "", ""
