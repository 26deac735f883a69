"""Files built to hurt, and files of another kind under this name: each refused by name, fast and in little memory.

Time and memory are those of the child process that reads the file, as it measured them itself.
"""

import io
import json
import struct
import subprocess
import sys
import zlib
from itertools import pairwise
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

import pytest
from openpyxl import Workbook

from reports.collection.workbook.file_check import MAX_FILE
from reports.collection.workbook.layout import STAMP_SHEET
from tests.reports.collection.evidence.files import misnamed
from tests.reports.collection.workbook.conftest import edited, parts_of, repacked, zipped

pytestmark = pytest.mark.slow

SECOND, MEMORY_KIB = 1.0, 200 * 1024
SHEET_XML = "xl/worksheets/sheet1.xml"
ROOT = Path(__file__).resolve().parents[4]


def read(data: bytes) -> dict:
    """What the child process answers to a file."""
    child = subprocess.run(
        [sys.executable, "-m", "reports.collection.workbook.reader_process"], input=data, capture_output=True, cwd=ROOT
    )
    assert child.returncode == 0, child.stderr.decode()
    return json.loads(child.stdout)


def bomb() -> bytes:
    """Under 500 kB that unpack to 300 MiB."""
    return zipped({"[Content_Types].xml": b"<a/>", "xl/workbook.xml": b"<a/>", SHEET_XML: bytes(300 * 1024 * 1024)})


def lying(data: bytes, declared: int) -> bytes:
    """A part that unpacks to 100 MiB and declares less, in its own header and in the directory."""
    content = bytes(100 * 1024 * 1024)
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, part in parts_of(data).items():
            archive.writestr(name, part)
        archive.writestr("xl/media/image1.png", content)
    return out.getvalue().replace(struct.pack("<I", len(content)), struct.pack("<I", declared))


def lying_well(data: bytes) -> bytes:
    """A sheet that declares only its beginning, with the check sum of that beginning: the rest is a bomb."""
    start = parts_of(data)[SHEET_XML]
    whole = start + b" " * (100 * 1024 * 1024)
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, part in {**parts_of(data), SHEET_XML: whole}.items():
            archive.writestr(name, part)
    sizes = {struct.pack("<I", len(whole)): struct.pack("<I", len(start))}
    sums = {struct.pack("<I", zlib.crc32(whole)): struct.pack("<I", zlib.crc32(start))}
    lie = out.getvalue()
    for true, false in {**sizes, **sums}.items():
        lie = lie.replace(true, false)
    return lie


def nested(data: bytes) -> bytes:
    return repacked(data, xl__media__image1_dot_png=zipped({"a": b"a"}))


def embedded(data: bytes) -> bytes:
    return repacked(data, xl__embeddings__book1_dot_xlsx=b"x")


def many_entries(data: bytes) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_STORED) as archive:
        for number in range(100_000):
            archive.writestr(ZipInfo(f"{number}"), b"")
    return out.getvalue()[:MAX_FILE] if len(out.getvalue()) <= MAX_FILE else shrunk(out.getvalue())


def shrunk(data: bytes) -> bytes:
    """The end of a large archive behind a start that looks like one: its directory still lists all entries."""
    return data[:1000] + data[-(MAX_FILE - 1000) :]


def climbing(data: bytes) -> bytes:
    return zipped({**parts_of(data), "../../etc/cron.d/x": b"x"})


def absolute(data: bytes) -> bytes:
    return zipped({**parts_of(data), "/etc/x": b"x"})


def twice_named(data: bytes) -> bytes:
    return zipped({**parts_of(data), "XL/workbook.XML": b"<a/>"})


def sheet_with(data: bytes, rows: bytes) -> bytes:
    head = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    return zipped({**parts_of(data), SHEET_XML: head + rows + b"</sheetData></worksheet>"})


def sparse(data: bytes) -> bytes:
    return sheet_with(data, b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def far_merge(data: bytes) -> bytes:
    return zipped(
        {**parts_of(data), SHEET_XML: parts_of(sheet_with(data, b""))[SHEET_XML].replace(
            b"</worksheet>", b'<mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells></worksheet>'
        )}
    )  # fmt: skip


def million_rows(data: bytes) -> bytes:
    return sheet_with(data, b"<row><c><v>1</v></c></row>" * 1_000_000)


def many_rows(data: bytes) -> bytes:
    return sheet_with(data, b"<row/>" * 100_000)


def many_cells(data: bytes) -> bytes:
    return sheet_with(data, b"<row>" + b"<c><v>1</v></c>" * 100_000 + b"</row>")


def many_sheets(data: bytes) -> bytes:
    def add(book: Workbook) -> None:
        for number in range(100):
            book.create_sheet(f"T{number}")

    return edited(data, add)


def two_hundred_sheets(data: bytes) -> bytes:
    def add(book: Workbook) -> None:
        for number in range(200):
            book.create_sheet(f"T{number}")

    return edited(data, add)


def laughs(data: bytes) -> bytes:
    names = "abcdefghi"
    entities = '<!ENTITY a "ha">' + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">' for before, name in pairwise(names)
    )
    return zipped({**parts_of(data), "xl/sharedStrings.xml": f"<!DOCTYPE x [{entities}]><x>&i;</x>".encode()})


def outside_entity(data: bytes) -> bytes:
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    return zipped({**parts_of(data), "docProps/core.xml": entity})


def laughs_in_utf16(data: bytes) -> bytes:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE x [<!ENTITY a "ha">]><x>&a;</x>'
    return zipped({**parts_of(data), "xl/sharedStrings.xml": text.encode("utf-16")})


def broken_xml(data: bytes) -> bytes:
    return zipped({**parts_of(data), SHEET_XML: b"<worksheet><sheetData>"})


def macro(data: bytes) -> bytes:
    return zipped({**parts_of(data), "xl/vbaProject.bin": b"x"})


def macro_type(data: bytes) -> bytes:
    parts = parts_of(data)
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace(b"sheet.main", b"sheet.macroEnabled.main")
    return zipped(parts)


def wrong_sum(data: bytes) -> bytes:
    """One byte of a part changed under its check sum."""
    content = b"a" * 50
    packed = zipped({**parts_of(data), "xl/media/a.png": content})
    return packed.replace(struct.pack("<I", zlib.crc32(content)), b"\1\2\3\4")


BAD = {
    "bomb": (lambda data: bomb(), "giải nén ra quá lớn"),
    "declares less than it is": (lambda data: lying(data, 1000), "kích thước khai trong tệp không đúng"),
    "declares nothing": (lambda data: lying(data, 0), "kích thước khai trong tệp không đúng"),
    "wrong check sum": (wrong_sum, "bị hỏng"),
    "names in no alphabet": (misnamed, "bị hỏng"),
    "nested zip": (nested, "chứa một tệp nén"),
    "embedded workbook": (embedded, "chứa một tệp nén"),
    "100k entries": (many_entries, "quá nhiều mục nén"),
    "../ names": (climbing, "không an toàn"),
    "absolute names": (absolute, "không an toàn"),
    "names twice": (twice_named, "trùng tên"),
    "sparse to XFD1048576": (sparse, "ở ô XFD1048576, ngoài phạm vi"),
    "merged to XFD1048576": (far_merge, "ngoài phạm vi"),
    "1M rows": (million_rows, "giải nén ra quá lớn"),
    "100k empty rows": (many_rows, "quá nhiều dòng"),
    "100k cells": (many_cells, "quá nhiều ô"),
    "100 sheets": (many_sheets, "quá nhiều trang tính"),
    "200 sheets": (two_hundred_sheets, "quá nhiều mục nén"),
    "entity expansion": (laughs, "thực thể XML"),
    "external entity": (outside_entity, "thực thể XML"),
    "entity in UTF-16": (laughs_in_utf16, "thực thể XML"),
    "broken XML": (broken_xml, "XML không đọc được"),
    "HTML": (lambda data: b"\xef\xbb\xbf <html><table><tr><td>1</td></tr></table></html>", "trang web (HTML)"),
    "PDF": (lambda data: b"%PDF-1.7 x", "PDF"),
    "xls": (lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xls đời cũ"),
    "encrypted": (
        lambda data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"),
        "mật khẩu",
    ),
    "macro": (macro, "macro (.xlsm)"),
    "macro by its type": (macro_type, "macro (.xlsm)"),
    "truncated": (lambda data: data[: len(data) // 2], "cắt giữa chừng"),
    "empty": (lambda data: b"", "Tệp rỗng"),
    "text": (lambda data: b"1;2;3", "không phải là .xlsx"),
    "another zip": (lambda data: zipped({"word/document.xml": b"<a/>"}), "không phải là bảng tính"),
    "too large": (lambda data: bytes(MAX_FILE + 1), "lớn hơn 5 MB"),
    "no form": (lambda data: edited(data, lambda book: book.remove(book[STAMP_SHEET])), "thiếu trang"),
}


@pytest.mark.once
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_by_name_within_a_second_and_200_mib(blank, name):
    make, reason = BAD[name]
    data = make(blank)
    answer = read(data)
    assert reason in answer["refused"]
    assert answer["used"]["seconds"] < SECOND
    assert answer["used"]["memory_kib"] < MEMORY_KIB


def test_the_bomb_is_small_to_send():
    assert len(bomb()) < 500_000


def test_the_child_cannot_take_more_memory_than_its_limit():
    greedy = (
        "import io, sys; from reports.collection.workbook import reader_process; "
        "reader_process.read_workbook = lambda data: {'refused': str(len(bytes(300 * 1024 * 1024)))}; "
        "reader_process.main()"
    )
    child = subprocess.run([sys.executable, "-c", greedy], input=b"", capture_output=True, cwd=ROOT)
    assert child.returncode
    assert b"MemoryError" in child.stderr


@pytest.mark.once
def test_what_a_part_holds_beyond_its_declared_size_is_never_unpacked(blank):
    answer = read(lying_well(blank))
    assert [row["CODE"]["text"] for row in answer["rows"]] == ["total", "college", "rest", "labour", "labour_trained"]
    assert answer["used"]["seconds"] < SECOND
    assert answer["used"]["memory_kib"] < MEMORY_KIB / 2


def test_the_form_itself_is_read_within_the_same_limits(blank):
    answer = read(blank)
    assert [row["CODE"]["text"] for row in answer["rows"]] == ["total", "college", "rest", "labour", "labour_trained"]
    assert answer["used"]["seconds"] < SECOND
    assert answer["used"]["memory_kib"] < MEMORY_KIB
