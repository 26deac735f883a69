"""Lists of people and bodies: all or nothing, every cell that cannot be taken named by its address."""

import io
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from openpyxl import Workbook

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, AgencyKind, Membership, User
from reports.administration.bodies.imports import day_typed, read_bodies
from reports.administration.bodies.services import take_bodies
from reports.administration.people.imports import read_people
from reports.administration.people.services import take_people
from reports.collection.workbook.file_check import BadFile
from reports.models import AuditEvent, Verb
from tests import factories

pytestmark = pytest.mark.django_db
HEAD = ["Họ và tên", "Chức vụ", "Đơn vị", "Vai trò", "Tên đăng nhập", "Thư điện tử"]
DAY = date(2026, 11, 22)


def xlsx(*rows: list[str]) -> bytes:
    book, file = Workbook(), io.BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


@pytest.fixture
def here():
    department = factories.make_department("so-gddt", name="Sở Giáo dục và Đào tạo", short_name="Sở GDĐT")
    for code, name in (("x-00475", "Thư Lâm"), ("x-00454", "Đông Anh")):
        commune = {"kind": AgencyKind.COMMUNE, "official_code": code[2:], "valid_from": date(2025, 7, 1)}
        factories.make_agency(code, name=f"UBND xã {name}", short_name=f"Xã {name}", **commune)
    factories.make_agency("017", name="UBND huyện Đông Anh", short_name="Đông Anh", valid_to=date(2025, 6, 30))
    return department.locality


def read(here, *rows: list[str], name: str = "danh-sach.xlsx"):
    return read_people(xlsx(HEAD, *rows), name=name, locality=here, day=DAY)


@pytest.mark.slow
def test_a_list_gives_accounts_without_password_and_names_of_our_own(here):
    file = read(
        here,
        ["Lê Thị Hạnh", "Công chức VH-XH", "UBND xã Thư Lâm", "Nhập liệu", None, "hanh@hanoi.example"],
        ["Trần Văn Nam", "", "ubnd xa thu lam", "cán bộ nhập liệu", "", ""],
        ["Vũ Thị Lan", "Văn phòng", "so-gddt", "Quản trị", "lan.vt", ""],
    )
    assert file.faults == ()
    made = take_people(file=file, by=None, now=clock.now(), day=DAY)
    assert [person.username for person in made] == ["xa-thu-lam", "xa-thu-lam-2", "lan.vt"]
    first = User.objects.get(username="xa-thu-lam")
    assert (first.full_name, first.email, first.has_usable_password()) == ("Lê Thị Hạnh", "hanh@hanoi.example", False)
    place = first.memberships.get()
    assert (place.agency.code, place.role, place.title, place.valid_from) == (
        *("x-00475", Role.REPORTER, "Công chức VH-XH"), DAY
    )  # fmt: skip
    assert AuditEvent.objects.filter(verb=Verb.PERSON_ADDED).count() == 3


def test_a_cell_merged_over_several_people_is_refused_and_never_read_as_empty(here):
    book, file = Workbook(), io.BytesIO()
    rows = [HEAD, ["A B", "Văn phòng", "x-00475", "Nhập liệu"], ["C D", "", "x-00475", "Nhập liệu"]]
    for row in rows:
        book.active.append(row)
    book.active.merge_cells("B2:B3")
    book.save(file)
    found = read_people(file.getvalue(), name="a.xlsx", locality=here, day=DAY)
    assert [(fault.address, fault.message) for fault in found.faults] == [
        ("B2", "Ô này là ô gộp; gõ chữ hoặc số thường.")
    ]


FAULTS = [
    (["A B", "", "UBND xã Hòa Lạc", "Nhập liệu", "", ""], "C2", "Không có đơn vị này."),
    (["A B", "", "UBND xã Thư Lam2", "Nhập liệu", "", ""], "C2", "Gần nhất: UBND xã Thư Lâm"),
    (["A B", "", "UBND huyện Đông Anh", "Nhập liệu", "", ""], "C2", "đã kết thúc ngày 30/06/2025"),
    (["A B", "", "x-00475", "Cán bộ", "", ""], "D2", "Vai trò chỉ là"),
    (["A B", "", "x-00475", "Tổng hợp", "", ""], "D2", "chỉ có nghĩa ở cơ quan đầu mối"),
    (["A B", "", "x-00475", "Nhập liệu", "", "vtlan@@hanoi.vn"], "F2", "Không phải địa chỉ thư"),
    (["A B", "", "x-00475", "Nhập liệu", "á", ""], "E2", "Từ 3 đến 40"),
    (["", "x", "x-00475", "Nhập liệu", "", ""], "?2", "Thiếu họ và tên."),
]


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize(("row", "address", "message"), FAULTS)
def test_a_cell_that_cannot_be_taken_is_named_and_nothing_is_written(here, row, address, message):
    file = read(here, row, ["Đúng Cả", "", "x-00454", "Nhập liệu", "dung.ca", ""])
    (fault,) = file.faults
    assert fault.address == address.replace("?", "A")
    assert message in fault.message
    assert not file.can_be_taken


@pytest.mark.slow
def test_names_that_are_there_twice_are_told_apart_by_code(here):
    factories.make_agency("x-99999", kind=AgencyKind.COMMUNE, name="UBND xã Thư Lâm", short_name="Xã Thư Lâm")
    (fault,) = read(here, ["A B", "", "UBND xã Thư Lâm", "Nhập liệu", "", ""]).faults
    assert "x-00475" in fault.message and "x-99999" in fault.message


@pytest.mark.slow
def test_one_name_twice_and_one_person_twice_are_refused(here):
    same = ["A B", "", "x-00475", "Nhập liệu", "a.b", ""]
    assert [fault.address for fault in read(here, same, same).faults] == ["E2", "E3", "A3"]


@pytest.mark.slow
def test_somebody_elses_name_is_not_taken_and_ones_own_gets_another_place(here):
    person = factories.make_user(
        Role.REPORTER, Agency.objects.get(code="x-00454"), username="nam", last_name="Trần Văn", first_name="Nam"
    )
    (fault,) = read(here, ["Lê Thị Hạnh", "", "x-00475", "Nhập liệu", "nam", ""]).faults
    assert fault.message == "Tên này đã là của người khác."
    file = read(here, ["Tran Van Nam", "", "x-00475", "Nhập liệu", "nam", ""])
    assert take_people(file=file, by=None, now=clock.now(), day=DAY) == []
    assert set(Membership.objects.filter(user=person).values_list("agency__code", flat=True)) == {"x-00454", "x-00475"}
    assert read(here, ["Tran Van Nam", "", "x-00475", "Nhập liệu", "nam", ""]).moved == []


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([["Tên", "Đơn vị", "Vai trò"]], "không có cột “Tên”"),
        ([["Họ và tên", "Đơn vị"]], "Thiếu cột “Vai trò”"),
        ([["Họ và tên", "Họ và tên", "Đơn vị", "Vai trò"]], "có hai lần"),
        ([], "không có dòng nào"),
    ],
)
def test_a_file_that_is_no_list_is_refused_as_a_whole(here, rows, message):
    with pytest.raises(BadFile, match=message):
        read_people(xlsx(*rows), name="a.xlsx", locality=here, day=DAY)


@pytest.mark.slow
def test_a_formula_is_named_and_not_computed(here):
    (fault, *_) = read(here, ["=A1", "", "x-00475", "Nhập liệu", "", ""]).faults
    assert (fault.address, fault.message) == ("A2", "Ô này là công thức; gõ chữ hoặc số thường.")


@pytest.mark.parametrize(
    "text", ["Họ và tên,Đơn vị\rLan,001\r", 'Họ và tên,Đơn vị\n"' + "a" * 200_000], ids=["ends", "quote"]
)
def test_a_csv_that_is_no_table_is_refused_in_words(here, text):
    with pytest.raises(BadFile, match="CSV"):
        read_people(text.encode(), name="a.csv", locality=here, day=DAY)


def test_a_csv_with_semicolons_is_read_the_same(here):
    text = "Họ và tên;Đơn vị;Vai trò\nLê Thị Hạnh;x-00475;Nhập liệu\n"
    file = read_people(text.encode("utf-8-sig"), name="a.csv", locality=here, day=DAY)
    assert [one.username for one in file.taken] == ["xa-thu-lam"]
    with pytest.raises(BadFile, match="không phải UTF-8"):
        read_people("Họ".encode("utf-16"), name="a.csv", locality=here, day=DAY)


@pytest.mark.slow
def test_the_command_previews_refuses_and_takes(here, tmp_path: Path, capsys):
    file = tmp_path / "nguoi.xlsx"
    file.write_bytes(xlsx(HEAD, ["Lê Thị Hạnh", "", "x-00475", "Nhập liệu", "", ""]))
    call_command("import_people", file, dry_run=True)
    assert not User.objects.exists()
    call_command("import_people", file)
    assert User.objects.get().username == "xa-thu-lam"
    file.write_bytes(xlsx(HEAD, ["A", "", "x-1", "Nhập liệu", "", ""]))
    with pytest.raises(CommandError, match="1 ô chưa nhận được"):
        call_command("import_people", file)
    assert "C2 (Đơn vị)" in capsys.readouterr().out


@pytest.mark.slow
def test_bodies_of_any_province_come_from_one_file(here):
    head = ["Mã", "Tên", "Tên ngắn", "Loại", "Mã hành chính", "Từ ngày", "Điện thoại", "Thư điện tử"]
    place = factories.make_locality("48")
    data = xlsx(
        head,
        [None, "UBND phường Hải Châu", "Phường Hải Châu", "Phường", 20194, "01/7/2025", "0236 000", "hc@dn.example"],
        ["cd-nghe", "Trường Cao đẳng nghề", "", "Trường", None, None, None, None],
    )
    file = read_bodies(data, name="dv.xlsx", locality=place)
    assert file.faults == ()
    assert take_bodies(file=file, locality=place, by=None, now=clock.now()) == 2
    ward = Agency.objects.get(code="x-20194")
    assert (ward.kind, ward.valid_from, ward.phone, ward.email) == (
        *(AgencyKind.COMMUNE, date(2025, 7, 1)), "0236 000", "hc@dn.example"
    )  # fmt: skip
    again = read_bodies(data, name="dv.xlsx", locality=place)
    assert (len(again.added), len(again.known)) == (0, 2)
    assert take_bodies(file=again, locality=place, by=None, now=clock.now()) == 0


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize(
    ("row", "address", "message"),
    [
        (["x-00475", "UBND", "", "Phường", "00475", "", "", ""], "A2", "là của UBND xã Thư Lâm, Hà Nội"),
        (["", "UBND", "", "Làng", "", "", "", ""], "D2", "Loại chỉ là"),
        (["", "UBND", "", "Phường", "12345678", "", "", ""], "E2", "Cần đúng 5 chữ số."),
        (["", "Sở", "", "Sở", "123", "", "", ""], "E2", "không có mã hành chính"),
        (["", "Sở", "", "Sở", "", "hôm qua", "", ""], "F2", "ngày/tháng/năm"),
        (["mã có dấu", "Sở", "", "Sở", "", "", "", ""], "A2", "chữ không dấu"),
    ],
)
def test_a_line_of_bodies_that_cannot_be_taken_is_named(here, row, address, message):
    head = ["Mã", "Tên", "Tên ngắn", "Loại", "Mã hành chính", "Từ ngày", "Điện thoại", "Thư điện tử"]
    file = read_bodies(xlsx(head, row), name="dv.xlsx", locality=factories.make_locality("48"))
    (fault,) = file.faults
    assert (fault.address, message in fault.message) == (address, True)


def test_days_are_read_as_people_type_them_and_as_excel_keeps_them():
    assert day_typed("01/7/2025") == day_typed("2025-07-01") == day_typed("2025-07-01 00:00:00") == date(2025, 7, 1)
    assert day_typed("7/2025") is None
