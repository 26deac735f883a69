"""Which role makes sense at which body, and what it gives, in words."""

from dataclasses import dataclass
from datetime import date

from agencies.access import Role
from agencies.models import Agency, AgencyKind
from agencies.reorganisations.changes import reads_until
from agencies.vietnamese_text import search_key


@dataclass(frozen=True)
class RoleWords:
    """A role as a list names it, what it gives and where it is offered."""

    role: Role
    name: str
    gives: str
    where: str


ROLES = (
    RoleWords(
        Role.REPORTER,
        "Nhập liệu",
        "Điền, nộp biểu của đơn vị mình; xem tiến độ chung.",
        "mọi đơn vị được giao việc",
    ),
    RoleWords(
        Role.STAFF, "Tổng hợp", "Mở kỳ, thẩm định, nhắc, lập báo cáo của cả địa phương.", "chỉ cơ quan đầu mối hiện nay"
    ),
    RoleWords(
        Role.LEADER,
        "Lãnh đạo",
        "Xem mọi số đã duyệt, trang từng đơn vị, báo cáo; không sửa gì.",
        "cơ quan đầu mối, UBND cấp tỉnh",
    ),
    RoleWords(
        Role.ADMINISTRATOR,
        "Quản trị",
        "Người dùng, đơn vị, cơ quan đầu mối, sắp xếp lại. Không xem và không sửa số liệu.",
        "chỉ cơ quan đầu mối hiện nay",
    ),
)
ROLE_NAMES = {one.role: one.name for one in ROLES}
BY_WORD = {search_key(word): one.role for one in ROLES for word in (one.name, one.role.label, one.role.value)}


def role_named(text: str) -> Role | None:
    """The role of a word in a list: "Nhập liệu", "Cán bộ nhập liệu" or "reporter", with or without marks."""
    return BY_WORD.get(search_key(text))


def last_day_of_role(agency: Agency, day: date) -> date | None:
    """When a role that is given on a day ends by itself: at a body that has ended, with the time for reading on."""
    return reads_until(agency.valid_to) if agency.valid_to is not None and agency.valid_to < day else None


def role_refusal(role: Role, agency: Agency, day: date) -> str:
    """Why a role makes no sense at a body on a day, in Vietnamese; "" where it does."""
    if not agency.exists_on(day):
        if agency.valid_to is not None and agency.valid_to < day:
            # Somebody must be able to answer for the last reports of a body that has ended.
            if role == Role.REPORTER and day <= reads_until(agency.valid_to):
                return ""
            return f"{agency.name} đã kết thúc ngày {agency.valid_to:%d/%m/%Y}."
        return f"{agency.name} bắt đầu ngày {agency.valid_from:%d/%m/%Y}."
    if role == Role.REPORTER or agency.coordinates_on(day):
        return ""
    if role == Role.LEADER and agency.kind == AgencyKind.CITY_GOVERNMENT:
        return ""
    return f"Vai trò {ROLE_NAMES[role]} chỉ có nghĩa ở cơ quan đầu mối; {agency.name} không phải."
