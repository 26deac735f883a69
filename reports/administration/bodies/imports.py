"""A list of bodies: what each line says, which cells cannot be taken and what would be made of the rest."""

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from agencies.models import Agency, AgencyKind, Locality
from agencies.reorganisations.steps import OFFICIAL_DIGITS
from agencies.vietnamese_text import search_key
from reports.administration.imports.tables import CellFault, Line, ListFile, TableFile, read_table
from reports.administration.people.imports import is_email

COLUMNS = {
    "code": "Mã",
    "name": "Tên",
    "short_name": "Tên ngắn",
    "kind": "Loại",
    "official_code": "Mã hành chính",
    "valid_from": "Từ ngày",
    "phone": "Điện thoại",
    "email": "Thư điện tử",
}
REQUIRED = frozenset({"name", "kind"})
# "\Z", since "$" would let a line end pass.
CODE = re.compile(r"^[A-Za-z0-9][A-Za-z0-9_-]{0,39}\Z")
KINDS = {search_key(word): kind for kind in AgencyKind for word in (kind.value, kind.label)}
KINDS |= {search_key(word): AgencyKind.COMMUNE for word in ("phường", "xã", "đặc khu", "phường xã")}
KINDS |= {search_key(word): AgencyKind.DEPARTMENT for word in ("sở", "ngành", "sở ngành")}
KINDS |= {search_key(word): AgencyKind.INSTITUTION for word in ("trường", "trường nghề", "cơ sở gdnn")}
LONGEST = {"name": 200, "short_name": 100, "phone": 40}


@dataclass(frozen=True)
class NewBodyLine:
    """One line that can be taken; `agency` is the body that is there already."""

    row: int
    code: str
    name: str
    short_name: str
    kind: str
    official_code: str
    valid_from: date | None
    phone: str
    email: str
    agency: Agency | None

    @property
    def is_new(self) -> bool:
        return self.agency is None


class BodiesFile(ListFile[NewBodyLine]):
    """A list of bodies, new ones and such as are there already."""

    @property
    def known(self) -> list[NewBodyLine]:
        return [one for one in self.taken if not one.is_new]


def read_bodies(data: bytes, *, name: str, locality: Locality) -> BodiesFile:
    """What a file would do. Raises BadFile for the file as a whole."""
    table = read_table(data, name=name, columns=COLUMNS, required=REQUIRED)
    return bodies_of(table, locality)


def bodies_of(table: TableFile, locality: Locality) -> BodiesFile:
    # Of all localities, since a code names one body everywhere.
    there = {agency.code.casefold(): agency for agency in Agency.objects.select_related("locality")}
    found, faults = [], list(table.faults)
    for line in table.lines:
        body, said = body_on_line(line, locality, there)
        faults += said
        if body is not None:
            found.append(body)
    codes = Counter(one.code.casefold() for one in found)
    twice = [one for one in found if codes[one.code.casefold()] > 1]
    rows = {line.row: line for line in table.lines}
    faults += [rows[one.row].fault("code", COLUMNS["code"], f"Mã “{one.code}” có hai lần trong tệp.") for one in twice]
    return BodiesFile(table.sheet, tuple(found), tuple(faults), len(table.lines))


def body_on_line(
    line: Line, locality: Locality, there: dict[str, Agency]
) -> tuple[NewBodyLine | None, list[CellFault]]:
    """One line read; None with at least one fault where it cannot be taken."""
    values, faults = line.values, []

    def refuse(column: str, message: str, advice: str = "") -> None:
        faults.append(line.fault(column, COLUMNS[column], message, advice))

    for column, longest in LONGEST.items():
        if len(values.get(column, "")) > longest:
            refuse(column, f"Dài quá {longest} ký tự.")
    name, official = values.get("name", ""), values.get("official_code", "")
    if not name:
        refuse("name", "Thiếu tên đơn vị.")
    kind = KINDS.get(search_key(values.get("kind", "")))
    if kind is None:
        refuse("kind", f"Loại chỉ là {', '.join(one.label for one in AgencyKind)}.")
    digits = OFFICIAL_DIGITS.get(kind) if kind else None
    if digits and official:
        # Excel drops the zeros at the front of a number.
        official = official.zfill(digits)
    if kind and official and (digits is None or len(official) != digits or not official.isdigit()):
        refuse("official_code", f"Cần đúng {digits} chữ số." if digits else "Loại đơn vị này không có mã hành chính.")
    code = values.get("code", "") or own_code(locality, name, official)
    if not CODE.fullmatch(code):
        refuse("code", "Mã gồm chữ không dấu, số, gạch nối và gạch dưới, dài nhất 40.")
    begins = day_typed(values.get("valid_from", ""))
    if begins is None and values.get("valid_from"):
        refuse("valid_from", "Ghi ngày/tháng/năm, ví dụ 01/7/2025.")
    email = values.get("email", "")
    if email and not is_email(email):
        refuse("email", "Không phải địa chỉ thư; để trống cũng được.")
    agency = there.get(code.casefold())
    if agency is not None and agency.locality_id != locality.pk:
        refuse("code", f"Mã này là của {agency.name}, {agency.locality}.")
    if faults or kind is None:
        return None, faults
    short = values.get("short_name", "") or name[:100]
    return (
        NewBodyLine(line.row, code, name, short, kind, official, begins, values.get("phone", ""), email, agency),
        [],
    )


def own_code(locality: Locality, name: str, official: str) -> str:
    """A code of our own: "x-00454" for a commune, else the locality and the name without marks."""
    if official and len(official) == OFFICIAL_DIGITS[AgencyKind.COMMUNE]:
        return f"x-{official}"
    # Who bore the locality's code before has bodies of the same names.
    prefix = f"{locality.code}-{locality.valid_from.year}" if locality.valid_from else locality.code
    plain = official or re.sub(r"[^a-z0-9]+", "-", search_key(name)).strip("-")
    return f"{prefix}-{plain}"[:40].rstrip("-")


def day_typed(text: str) -> date | None:
    """A day as people type it (01/7/2025) or as a file gives it (2025-07-01); None for anything else."""
    # The last one is how a cell with a date comes out of a spreadsheet.
    for pattern in ("%d/%m/%Y", "%Y-%m-%d", "%Y-%m-%d %H:%M:%S"):
        try:
            return datetime.strptime(text, pattern).date()
        except ValueError:
            continue
    return None
