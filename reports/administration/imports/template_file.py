"""The empty lists to fill in: one sheet for the list, one with the names of the bodies to copy from."""

from datetime import datetime

from django.utils import timezone

from agencies.models import Agency, AgencyKind, Locality
from agencies.vietnamese_text import by_name
from reports.administration.bodies.imports import COLUMNS as BODY_COLUMNS
from reports.administration.people.imports import COLUMNS as PEOPLE_COLUMNS
from reports.administration.people.roles import ROLES
from reports.spreadsheets import Sheet, SheetRow, workbook


def people_template(locality: Locality, now: datetime) -> bytes:
    """The list of people of a locality, with its living bodies on the second sheet."""
    agencies = Agency.objects.filter(locality=locality).existing_on(timezone.localdate(now))
    rows = [SheetRow((agency.code, agency.name, agency.get_kind_display())) for agency in by_name(agencies)]
    roles = [SheetRow((one.name, one.gives, one.where)) for one in ROLES]
    return plain_list(
        PEOPLE_COLUMNS.values(),
        title="Danh sách người dùng",
        now=now,
        others=[
            Sheet("Đơn vị", [], ("Mã", "Tên", "Loại"), (16, 60, 30), rows),
            Sheet("Vai trò", [], ("Vai trò", "Cho gì", "Ở đâu"), (16, 60, 40), roles),
        ],
    )


def bodies_template(locality: Locality, now: datetime) -> bytes:
    """The list of bodies, with the kinds on the second sheet."""
    kinds = [SheetRow((kind.label,)) for kind in AgencyKind]
    return plain_list(
        BODY_COLUMNS.values(), title="Danh sách đơn vị", now=now, others=[Sheet("Loại", [], ("Loại",), (50,), kinds)]
    )


def plain_list(headings, *, title: str, now: datetime, others: list[Sheet]) -> bytes:
    """A workbook whose first sheet has its headings in the first row, as the reader wants them."""
    headings = tuple(headings)
    first = Sheet("Danh sách", [], headings, tuple(max(18, len(one) + 4) for one in headings), [])
    return workbook([first, *others], title=title, made_at=now)
