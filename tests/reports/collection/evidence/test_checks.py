"""Which files are taken, and every bad one refused by its name with the reason."""

import io
import time
import unicodedata

import pytest

from reports.collection.evidence.checks import MAX_BYTES, FileRefused, check_file
from tests.reports.collection.evidence import files

GOOD = {
    "báo cáo.pdf": files.PDF,
    "ảnh.PNG": files.PNG,
    "ảnh.jpg": files.JPEG,
    "ảnh.jpeg": files.JPEG,
    "tờ trình.docx": files.docx(),
    "biểu.xlsx": files.xlsx(),
    "tờ trình.odt": files.open_document("text"),
    "biểu.ods": files.open_document("spreadsheet"),
}
BAD = {
    "báo cáo.pdf.exe": (b"MZ\x90\x00", "loại .exe không được nhận"),
    "hình.svg": (files.SVG, "SVG có thể chứa mã chạy"),
    "trang.html": (files.HTML, "HTML có thể chứa mã chạy"),
    "dữ liệu.xml": (b"<x/>", "XML có thể chứa mã chạy"),
    "biểu.xlsm": (files.xlsx(), "macro"),
    "tờ trình.docm": (files.docx(), "macro"),
    "biểu.xls": (b"\xd0\xcf\x11\xe0", "XLS cũ không được nhận"),
    "gói.zip": (files.docx(), "tệp nén không được nhận"),
    "không đuôi": (files.PDF, "không rõ loại"),
    ".pdf": (files.PDF, "không rõ loại"),
    "rỗng.pdf": (b"", "tệp rỗng"),
    "giả.pdf": (b"MZ\x90\x00" * 10, "nội dung không phải"),
    "trang web.pdf": (files.HTML, "nội dung không phải"),
    "giả.png": (files.SVG, "nội dung không phải"),
    "giả.docx": (files.PDF, "nội dung không phải"),
    "nén.docx": (files.packed(a="x"), "không mở được như một tệp DOCX"),
    "biểu đội tên.docx": (files.xlsx(), "không mở được như một tệp DOCX"),
    "thư đội tên.ods": (files.open_document("text"), "không mở được như một tệp ODS"),
    "cụt.docx": (files.docx()[:80], "không mở được như một tệp DOCX"),
    "tên lạ.docx": (files.misnamed(files.docx()), "không mở được như một tệp DOCX"),
    "có macro.xlsx": (files.xlsx(**{"xl/vbaProject.bin": b"x"}), "có macro"),
    "khai macro.xlsx": (files.packed_paths({"[Content_Types].xml": files.MACRO_TYPES}), "có macro"),
    "macro cũ.xlsx": (files.xlsx(**{"xl/macrosheets/sheet1.xml": "<x/>"}), "có macro"),
    "macro.odt": (files.open_document("text", **{"Basic/Standard/Module1.xml": "<x/>"}), "có macro"),
    "đường dẫn.docx": (files.docx(**{"../../etc/cron.d/x": "x"}), "đường dẫn lạ"),
    "khóa.docx": (files.locked(), "mật khẩu"),
    "đông.docx": (files.docx(**{f"word/{n}.xml": "" for n in range(5001)}), "bung ra quá lớn"),
}


def check(name: str, content: bytes):
    return check_file(name, len(content), io.BytesIO(content))


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_is_taken_under_its_name(name):
    kind = check(name, GOOD[name])
    assert kind.name == name
    assert kind.content_type.startswith(("application/", "image/"))


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_by_name_with_the_reason(name):
    content, says = BAD[name]
    with pytest.raises(FileRefused) as refusal:
        check(name, content)
    assert refusal.value.name == name
    assert says in refusal.value.message


def test_one_byte_too_many_is_refused_before_the_file_is_read():
    with pytest.raises(FileRefused, match="lớn hơn 10 MB"):
        check_file("lớn.pdf", MAX_BYTES + 1, io.BytesIO(files.PDF))
    assert check_file("vừa.pdf", MAX_BYTES, io.BytesIO(files.PDF))


@pytest.mark.slow
def test_a_bomb_is_refused_from_its_directory_within_a_second():
    content = files.bomb()
    assert len(content) < 500_000
    start = time.perf_counter()
    with pytest.raises(FileRefused, match="bung ra quá lớn"):
        check("bom.docx", content)
    assert time.perf_counter() - start < 1


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (unicodedata.normalize("NFD", "Báo cáo quý.pdf"), "Báo cáo quý.pdf"),
        ("../../etc/báo cáo.pdf", "báo cáo.pdf"),
        ("C:\\Users\\lan\\báo cáo.pdf", "báo cáo.pdf"),
        ("báo\x00 cáo\r\n.pdf", "báo cáo .pdf"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("<script>.pdf", "<script>.pdf"),
    ],
)
def test_the_name_is_kept_clean(given, kept):
    assert check(given, files.PDF).name == kept


def test_a_name_turned_around_shows_what_it_is():
    with pytest.raises(FileRefused) as refusal:
        check("bao cao\u202efdp.exe", files.PDF)
    assert refusal.value.name == "bao caofdp.exe"
