"""What every page's frame shows: where one can go, who one is, whether the figures are made up."""

from dataclasses import dataclass
from functools import cached_property

from django.http import HttpRequest
from django.urls import reverse

from agencies import clock
from agencies.access import Right
from agencies.models import Instance, User
from reports.collection.notices.queries import unread_count


@dataclass(frozen=True)
class NavItem:
    label: str
    url: str
    current: bool


@dataclass(frozen=True)
class Actor:
    label: str
    locality: str


@dataclass(frozen=True)
class Frame:
    is_demo: bool
    today_text: str


@dataclass(frozen=True)
class Mailbox:
    """The link to one's notices; the number is asked for only where a page shows it."""

    user: User

    @cached_property
    def unread(self) -> int:
        return unread_count(self.user, now=clock.now())


def page(request: HttpRequest) -> dict[str, object]:
    """Navigation, actor and instance of a page; a visitor who has not signed in gets an empty frame."""
    installation = getattr(request, "instance", None) or Instance()
    frame = Frame(is_demo=installation.is_demo, today_text=f"{clock.today():%d/%m/%Y}")
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"nav": [], "actor": None, "instance": frame, "mailbox": None}
    who = Actor(label=user.access.label, locality=user.access.locality_name)
    reads = user.access.has(Right.ENTER_FIGURES) or user.access.has(Right.REVIEW)
    mailbox = Mailbox(user) if reads else None
    may_unlock = user.access.has(Right.MANAGE_USERS)
    frame_of = {"instance": frame, "actor": who, "may_unlock": may_unlock, "may_manage_users": may_unlock}
    return {"nav": navigation(request), "mailbox": mailbox, **frame_of}


def navigation(request: HttpRequest) -> list[NavItem]:
    access = request.user.access
    places = []
    if access.has(Right.SEE_PROGRESS) and not access.is_only_reporter:
        places.append(("Tổng quan", "overview", "/"))
    if access.has(Right.MANAGE_USERS):
        places.append(("Quản trị", "administration", "/administration/"))
    if access.has(Right.ENTER_FIGURES):
        label = "Việc của tôi" if access.is_only_reporter else "Báo cáo của đơn vị"
        places.append((label, "submission-list", "/submissions/"))
    if access.has(Right.REVIEW):
        places.append(("Thẩm định", "review-list", "/reviews/"))
    if access.has(Right.MANAGE_PERIODS):
        places.append(("Kỳ báo cáo", "period-list", "/reviews/periods/"))
    if access.is_only_reporter:
        places.append(("Tiến độ chung", "standing", "/standing/"))
    if access.has(Right.SEE_SUBMISSIONS) and not access.is_only_reporter:
        places.append(("Báo cáo", "issued-report-list", "/reports/"))
    if access.has(Right.SEE_PROGRESS):
        places += [("Kế hoạch", "plan-list", "/plans/"), ("Chỉ tiêu", "indicator-list", "/indicators/")]
    if access.has(Right.SEE_SUBMISSIONS):
        places += [("Nhiệm vụ", "duty-list", "/duties/"), ("Vướng mắc", "obstacle-list", "/obstacles/")]
    if access.has(Right.SEE_HISTORY):
        places.append(("Lịch sử", "history", "/history/"))
    places.append(("Cách đánh giá", "method", "/method/"))
    # The board of a period belongs to the periods, though its address stands below the reviews.
    path = request.path.replace("/reviews/board/", "/reviews/periods/")
    here = max((start for _, _, start in places if start != "/" and path.startswith(start)), key=len, default=path)
    return [NavItem(label, reverse(name), start == here) for label, name, start in places]
