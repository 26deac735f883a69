"""What every page's frame shows: where one can go, who one is, whether the figures are made up."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.safestring import SafeString

from agencies import clock
from agencies.access import Right
from agencies.models import Instance, User
from reports.waiting import MenuCounts, frame_counts, unread_count
from vocplan.addresses import page_address

# More places than these stand under "Thêm".
LONGEST_MENU = 8
AS_COMMUNES = date(2025, 7, 1)


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    current: bool
    count: int = 0
    folded: bool = False


@dataclass(frozen=True)
class Actor:
    label: str
    locality: str


@dataclass(frozen=True)
class Frame:
    is_demo: bool
    today_text: str
    other_day: "OtherDay | None" = None
    csrf_cookie: str = settings.CSRF_COOKIE_NAME


@dataclass(frozen=True)
class OtherDay:
    """The link to the demo's other day."""

    label: str
    url: str


@dataclass(frozen=True)
class Mailbox:
    """The link to one's notices; the number is asked for only where a page shows it."""

    user: User
    counts: MenuCounts | None

    @cached_property
    def unread(self) -> int:
        return self.counts.unread if self.counts else unread_count(self.user, now=clock.now())


def page(request: HttpRequest) -> dict[str, object]:
    """Navigation, actor and instance of a page; a visitor who has not signed in gets an empty frame."""
    installation = getattr(request, "instance", None) or Instance()
    today = clock.today()
    frame = Frame(
        installation.is_demo, f"{today:%d/%m/%Y}", other_day(request, today) if installation.is_demo else None
    )
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": [], "actor": None, "instance": frame, "mailbox": None}
    who = Actor(label=user.access.label, locality=user.access.locality_name)
    counts = frame_counts(request, now=clock.now())
    mailbox = Mailbox(user, counts) if counts or user.access.has(Right.ENTER_FIGURES) else None
    may_unlock = user.access.has(Right.MANAGE_USERS)
    frame_of = {"instance": frame, "actor": who, "may_unlock": may_unlock, "may_manage_users": may_unlock}
    places = navigation(request, counts.waiting if counts else 0)
    return {"nav": places, "menu": menu(tuple(places)), "mailbox": mailbox, **frame_of}


@lru_cache(maxsize=300)
def menu(places: tuple[NavItem, ...]) -> SafeString:
    """The menu of a page, which stands in it twice. It changes with the role, the page and what waits, and is the same
    for most: drawn anew it costs as much as a form's forty rows.
    """
    folded = [item for item in places if item.folded]
    shown = {"nav": places, "folded": bool(folded), "folded_current": any(item.current for item in folded)}
    return render_to_string("_components/nav.html", shown)


def other_day(request: HttpRequest, today: date) -> OtherDay | None:
    """The demo before and after the communes of 01/7/2025, where both are served."""
    if not settings.OTHER_DAY_PORT:
        return None
    host = request.get_host().rpartition(":")[0] or request.get_host()
    label = "Xem Hà Nội sau 01/7/2025" if today < AS_COMMUNES else "Về Hà Nội tháng 11/2024"
    return OtherDay(label, f"{request.scheme}://{host}:{settings.OTHER_DAY_PORT}/")


def navigation(request: HttpRequest, waiting: int) -> list[NavItem]:
    """Where a person can go, the daily places first; what does not fit one line stands under "Thêm".

    `waiting` is the number beside the inbox.
    """
    access = request.user.access
    places: list[tuple[str, str, str]] = []
    more: list[tuple[str, str, str]] = []
    if access.has(Right.REVIEW):
        places.append(("Việc của tôi", "inbox", "/inbox/"))
    if access.has(Right.SEE_PROGRESS) and not access.is_only_reporter:
        places.append(("Tổng quan", "overview", "/"))
    if access.has(Right.MANAGE_USERS):
        places.append(("Quản trị", "administration", "/administration/"))
    if access.has(Right.ENTER_FIGURES):
        label = "Việc của tôi" if access.is_only_reporter else "Báo cáo của đơn vị"
        places.append((label, "submission-list", "/submissions/"))
    if access.has(Right.MANAGE_PERIODS):
        places.append(("Kỳ báo cáo", "period-list", "/reviews/periods/"))
    if access.has(Right.REVIEW):
        places.append(("Thẩm định", "review-list", "/reviews/"))
    if access.is_only_reporter:
        places.append(("Tiến độ chung", "standing", "/standing/"))
    if access.has(Right.SEE_SUBMISSIONS):
        places += [("Nhiệm vụ", "duty-list", "/duties/"), ("Vướng mắc", "obstacle-list", "/obstacles/")]
    if access.has(Right.SEE_PROGRESS):
        places.append(("Chỉ tiêu", "indicator-list", "/indicators/"))
    if access.has(Right.SEE_SUBMISSIONS) and not access.is_only_reporter:
        places.append(("Báo cáo", "issued-report-list", "/reports/"))
    if access.has(Right.SEE_PROGRESS):
        more.append(("Kế hoạch", "plan-list", "/plans/"))
    if access.has(Right.REVIEW):
        more += [
            ("Danh mục", "measure-list", "/catalogue/"),
            ("Số công bố", "official-figure-list", "/official-figures/"),
        ]
    if access.has(Right.SEE_PROGRESS) and not access.is_only_reporter:
        more += [
            ("Mốc", "milestone-index", "/milestones/"),
            ("Mâu thuẫn", "contradiction-list", "/contradictions/"),
        ]
    if access.has(Right.SEE_HISTORY):
        more.append(("Lịch sử", "history", "/history/"))
    more += [("Cách đánh giá", "method", "/method/"), ("Hướng dẫn", "help", "/help/")]
    folded = len(places) + len(more) > LONGEST_MENU
    # The board of a period belongs to the periods, though its address stands below the reviews.
    path = request.path.replace("/reviews/board/", "/reviews/periods/").replace("/reviews/room/", "/reviews/periods/")
    starts = [start for _, _, start in (*places, *more) if start != "/" and path.startswith(start)]
    # The longest wins: a page below /reviews/periods/ is none of /reviews/. All begin as the overview does.
    here = max(starts, key=len, default=path)
    return [
        NavItem(
            label,
            page_address(name, get_script_prefix()),
            start == here,
            waiting if name == "inbox" else 0,
            folded and (label, name, start) in more,
        )
        for label, name, start in (*places, *more)
    ]
