"""The tasks of the first hour, each with its answer and its link, and the server's check of itself."""

import sys
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connection

from agencies.accounts.second_factor import has_second_factor
from agencies.models import Agency, AgencyKind, Locality, Membership, User
from agencies.reorganisations.standing import Standing, standing_on
from reports.administration.first_run.services import provinces
from reports.administration.people.resets import mail_is_set_up
from reports.models import AuditEvent, ReportingPeriod, Verb
from reports.runner import broker_answers
from reports.self_check import free_bytes, oldest_waiting_seconds
from reports.wording.formats import date_vi, datetime_vi, number
from targets.carriers import Gaps, gaps_of

SLOW_SECONDS = 300
GIBIBYTE = 1 << 30
ROOM = 1


@dataclass(frozen=True)
class Task:
    """One task: what was answered or is to be done, who is touched by it, and where it is done.

    `ways`: links as (words, name of the address, whether the locality goes with it).
    """

    name: str
    answer: str
    touches: str
    done: bool
    ways: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True)
class Fact:
    """One line of the server's own check."""

    name: str
    words: str
    note: str
    good: bool


@dataclass(frozen=True)
class Surroundings:
    """What the tasks look at, read once."""

    standing: Standing
    coordinator: Agency | None
    since: date | None
    gaps: Gaps
    people: int
    periods: tuple[ReportingPeriod, ...]
    mail: AuditEvent | None


def read_surroundings(place: Locality, day: date) -> Surroundings:
    """About fifteen queries, however many bodies."""
    standing = standing_on(place, day)
    row = place.coordinations.in_force(day).select_related("agency").first()
    people = Membership.objects.in_force(day).filter(agency__locality=place).values("user").distinct().count()
    periods = (
        ReportingPeriod.objects.filter(plan__locality=place).select_related("plan").order_by("-year", "plan__code")
    )
    mail = AuditEvent.objects.filter(verb=Verb.MAIL_TESTED, locality=place).order_by("-pk").first()
    return Surroundings(
        standing=standing,
        coordinator=row.agency if row else None,
        since=row.valid_from if row else None,
        gaps=gaps_of(place, standing),
        people=people,
        periods=tuple(periods.order_by("-year", "plan__code")[:20]),
        mail=mail,
    )


def first_tasks(place: Locality, user: User, *, day: date) -> list[Task]:
    """The nine tasks in their order, done ones with their answer."""
    around = read_surroundings(place, day)
    return [
        Task("Địa phương", f"{place.name}, mã {place.code}", "", True, ()),
        coordinator_task(around),
        Task(
            "Quản trị viên",
            f"{user.full_name}, {'đã có' if has_second_factor(user) else 'chưa có'} lớp bảo vệ thứ hai",
            "Chỉ ảnh hưởng cách bạn đăng nhập.",
            has_second_factor(user),
            (("Lớp bảo vệ thứ hai", "mfa_index", False),),
        ),
        mail_task(around, user),
        bodies_task(place, around),
        Task(
            "Người dùng",
            f"{number(around.people)} người có phân công" if around.people > 1 else "Mới có mình bạn",
            "Một tệp XLSX cho mọi người; rồi in thư vào lần đầu. Chưa ai nhận thư nào trước khi bạn in.",
            around.people > 1,
            (("Nạp danh sách", "people-import", True), ("In thư", "people", True)),
        ),
        plans_task(around),
        elements_task(around),
        Task(
            "Mở kỳ đầu tiên",
            f"Đã mở {', '.join(f'{one.plan.code} năm {one.year}' for one in around.periods[:3])}"
            if around.periods
            else "Cán bộ tổng hợp mở ở trang Kỳ báo cáo",
            "Mọi đơn vị được giao việc thấy biểu của mình từ ngày mở.",
            bool(around.periods),
            (),
        ),
    ]


def coordinator_task(around: Surroundings) -> Task:
    since = f", từ {date_vi(around.since)}" if around.since else ""
    answer = f"{around.coordinator.name}{since}" if around.coordinator else "Chưa có"
    touches = "Ai làm đầu mối thì mở kỳ, thẩm định và lập báo cáo."
    return Task("Cơ quan đầu mối", answer, touches, around.coordinator is not None, (("Đổi", "coordination", True),))


def mail_task(around: Surroundings, user: User) -> Task:
    if not mail_is_set_up():
        answer = "Máy chủ chưa đặt EMAIL_URL: mọi thư đều in ra giấy"
    elif around.mail is None:
        answer = f"Chưa thử. Thư thử gửi tới {user.email}" if user.email else "Chưa thử: bạn chưa có thư điện tử"
    else:
        answer = f"{around.mail.summary}, {datetime_vi(around.mail.at)}"
    # Only what the mail server has taken counts; a refused try stays to be mended.
    done = around.mail is not None and bool((around.mail.after or {}).get("sent"))
    return Task("Thư điện tử", answer, "Thư nhắc hạn và thư mời đi bằng đường này.", done, ())


def bodies_task(place: Locality, around: Surroundings) -> Task:
    """Done once as many communes are there as the province has; a list of one's own says how many."""
    bodies = around.standing.bodies.values()
    communes = sum(body.kind == AgencyKind.COMMUNE for body in bodies)
    expected = next((one.communes for one in provinces() if one.code == place.code), 0)
    answer = f"{number(len(bodies))} đơn vị, trong đó {number(communes)} trên {number(expected)} xã, phường, đặc khu"
    return Task(
        "Đơn vị phải báo cáo",
        answer,
        "Thêm đơn vị chưa giao việc cho ai.",
        # A locality that is none of today's provinces has no number to reach.
        communes >= expected > 0,
        (("Nạp danh sách", "bodies-import", True), ("Đợt sắp xếp có sẵn", "reorganisation-list", True)),
    )


def plans_task(around: Surroundings) -> Task:
    plans = ", ".join(plan.code for plan in around.gaps.plans)
    answer = plans or "Chưa có kế hoạch nào còn hiệu lực. Cán bộ tổng hợp soạn từ văn bản, người thứ hai kiểm tra"
    touches = "Kế hoạch có hiệu lực thì các đơn vị được hỏi số liệu của nó."
    return Task("Kế hoạch", answer, touches, bool(plans), (("Vai trò cho gì", "people", True),))


def elements_task(around: Surroundings) -> Task:
    missing = [element.short_name for element in around.gaps.elements]
    if not around.gaps.plans:
        answer = "Chờ kế hoạch"
    elif missing:
        answer = (
            f"{number(len(missing))} số liệu chưa hỏi ai: {', '.join(missing[:3])}{' …' if len(missing) > 3 else ''}"
        )
    else:
        answer = "Số liệu nào cũng có đơn vị được hỏi"
    done = bool(around.gaps.plans) and not missing
    return Task("Ai nhập gì", answer, "Theo loại đơn vị mà số liệu được hỏi.", done, (("Đơn vị", "bodies", True),))


def server_facts(*, secure: bool, host: str, now: datetime) -> list[Fact]:
    """The server's check of itself: database, jobs, room on the disk, address. `now` is the real time."""
    waiting = oldest_waiting_seconds(now)
    # Without Redis the web process works its jobs off itself: there is no broker to ask.
    in_time = (broker_answers() if settings.REDIS_URL else True) and (waiting or 0) < SLOW_SECONDS
    free = free_bytes() / GIBIBYTE
    return [
        Fact("Cơ sở dữ liệu", database_name(), "ghi, đọc được", True),
        Fact(
            "Hàng việc nền",
            "chạy" if in_time else "chậm",
            "không việc nào chờ" if waiting is None else f"việc chờ lâu nhất {number(waiting)} giây",
            in_time,
        ),
        Fact("Ổ đĩa", f"còn {number(int(free))} GB", "cần ít nhất 1 GB", free >= ROOM),
        Fact(
            "Địa chỉ",
            "https" if secure else "http, chưa mã hóa",
            host,
            # Nobody can listen between a browser and its own machine.
            secure or host.partition(":")[0] in ("localhost", "127.0.0.1", "testserver"),
        ),
    ]


def database_name() -> str:
    """ "PostgreSQL 15", "SQLite 3.40" """
    if connection.vendor == "postgresql":
        return f"PostgreSQL {connection.pg_version // 10000}"
    version = ".".join(map(str, connection.Database.sqlite_version_info[:2]))
    return f"SQLite {version}" if "sqlite3" in sys.modules else connection.display_name
