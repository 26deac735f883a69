"""What a letter says: to whom, at which body, what to do first, what is owed, whom to ask. Never a password."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from agencies.access import Role
from agencies.models import Agency, Coordination, Locality, Membership, User
from agencies.reorganisations.standing import standing_on
from reports.administration.people.queries import place_of
from reports.administration.people.roles import ROLES
from reports.collection.entry.queries import filled_by_agency
from reports.models import Submission
from reports.wording.formats import deadline_vi, number
from targets.carriers import duties_carried

# What each role opens first, and then.
FIRST_PAGES = {
    Role.REPORTER: (
        ("Mở “Việc của tôi”.", "Biểu phải nộp hiện sẵn ở đó từ ngày mở kỳ."),
        ("Điền từng ô, hoặc dán cột từ Excel.", "Ô nào được lưu ngay ô đó. Chưa có số thì ghi lý do, không ghi số 0."),
    ),
    Role.STAFF: (
        ("Mở “Kỳ báo cáo”.", "Ở đó thấy đơn vị nào đã nộp, đơn vị nào còn thiếu, và nhắc được ngay."),
        ("Mở “Thẩm định”.", "Báo cáo đã nộp chờ duyệt hoặc trả lại từng mục."),
    ),
    Role.LEADER: (
        ("Mở “Tổng quan”.", "Chỉ tiêu nào chậm, chậm bao nhiêu, dựa trên số của ai."),
        ("Mở “Báo cáo”.", "Các báo cáo đã ban hành của địa phương."),
    ),
    Role.ADMINISTRATOR: (
        ("Mở “Quản trị”.", "Người dùng, đơn vị, cơ quan đầu mối."),
        ("Nạp người dùng bằng một tệp,", "rồi in thư vào lần đầu cho mọi người một lượt."),
    ),
}
PASSWORD_STEP = ("Đặt mật khẩu", "của riêng mình, từ 12 ký tự. Không ai hỏi và không ai xem được mật khẩu.")
FACTOR_STEP = ("Lập lớp bảo vệ thứ hai", "bằng điện thoại khi được hỏi. Giữ kỹ mã dự phòng.")
STEPS = 3


@dataclass(frozen=True)
class OwedLine:
    """What a body owes in one period, in words."""

    what: str
    year: str
    much: str
    due: str


@dataclass(frozen=True)
class LetterText:
    """One letter without its code. `office` sends it; `asks` says whom to ask, a line each."""

    office: str
    name: str
    title: str
    body: str
    username: str
    intro: str
    steps: tuple[tuple[str, str], ...]
    owed_by: str
    owed: tuple[OwedLine, ...]
    asks: tuple[str, ...]


def letter_texts(people: Iterable[User], *, by: User, day: date, now: datetime) -> list[LetterText]:
    """The letters of some people, in their order; a dozen queries and a few for each open period, however many people.

    `people` come with their memberships, newest first (`people_of_locality`).
    """
    places = [(person, place_of(person, day)) for person in people]
    agencies = {place.agency.pk: place.agency for _, place in places if place is not None}
    owed = owed_by_agency(agencies.values(), day=day, now=now)
    # One query for all localities: an administrator may print for several.
    offices = {row.locality_id: row.agency for row in Coordination.objects.in_force(day).select_related("agency")}
    return [letter_text(person, place, owed, offices, by=by) for person, place in places]


def letter_text(
    person: User,
    place: Membership | None,
    owed: dict[int, list[OwedLine]],
    offices: dict[int, Agency],
    *,
    by: User,
) -> LetterText:
    office = offices.get(place.agency.locality_id) if place else None
    role = Role(place.role) if place else None
    words = next((one for one in ROLES if one.role == role), None)
    intro = f"Vai trò của Ông/Bà ở {place.agency.name}: {words.name}. {words.gives}" if words else ""
    steps = [
        PASSWORD_STEP,
        *([FACTOR_STEP] if role in settings.SECOND_FACTOR_ROLES else []),
        *FIRST_PAGES.get(role, ()),
    ]
    return LetterText(
        office=f"{office.name}, {office.locality}" if office else by.full_name,
        name=person.full_name,
        title=place.title if place else "",
        body=f"{place.agency.name}, {place.agency.locality}" if place else "",
        username=person.username,
        intro=f"{intro} Máy tính hay điện thoại đều được.".strip(),
        # A role that needs a second factor has four steps, of which the last of its own is left out.
        steps=tuple(steps[:STEPS]),
        owed_by=place.agency.name if place else "",
        owed=tuple(owed.get(place.agency_id, ())) if role == Role.REPORTER else (),
        asks=asks_of(office, by),
    )


def asks_of(office: Agency | None, by: User) -> tuple[str, ...]:
    """The coordinating body's own contact where it has one, else whoever gives the letter out."""
    lines = [office.contact, office.phone, office.email] if office else []
    lines = lines if any(lines) else [by.full_name, by.phone, by.email]
    return tuple(line for line in lines if line)


def owed_by_agency(agencies: Iterable[Agency], *, day: date, now: datetime) -> dict[int, list[OwedLine]]:
    """What each body still owes in the periods that are open."""
    bodies = {agency.pk: agency for agency in agencies}
    rows = Submission.objects.owed().filter(agency__in=bodies, period__closed_at=None)
    rows = (
        rows.filter(period__opens_on__lte=day).select_related("period__plan", "agency").prefetch_related("extensions")
    )
    periods: dict[int, list[Submission]] = defaultdict(list)
    for row in rows.order_by("period__due_at", "period_id"):
        periods[row.period_id].append(row)
    found: dict[int, list[OwedLine]] = defaultdict(list)
    # By period, since the cells of a form are found once for all bodies of a kind.
    for submissions in periods.values():
        period = submissions[0].period
        counts = filled_by_agency(period, submissions)
        duties = duty_numbers(period.plan.locality, period)
        for row in submissions:
            due = deadline_vi(row.due_at)
            cells = counts[row.pk][1]
            if cells:
                found[row.agency_id].append(
                    OwedLine(f"Biểu số liệu, {period.plan.code}", period.name, f"{number(cells)} ô", due)
                )
            if mine := duties.get(row.agency_id):
                much = f"{number(len(mine))} việc"
                found[row.agency_id].append(
                    OwedLine(f"Nhiệm vụ {listed(mine)}", period.name, much, "cùng hạn, mỗi việc vài câu")
                )
    return found


def duty_numbers(locality: Locality, period) -> dict[int, list[str]]:
    """The duties that each body leads on the last day of a period, by their numbers in the plan."""
    found: dict[int, list[str]] = defaultdict(list)
    for line in duties_carried([period.plan], standing_on(locality, period.data_to)):
        for body in line.carriers:
            found[body.pk].append(line.duty.number)
    return found


def listed(numbers: list[str]) -> str:
    """ "V.12.1, V.12.2", of many the first three and "…" """
    return ", ".join(numbers[:3]) + (" …" if len(numbers) > 3 else "")
