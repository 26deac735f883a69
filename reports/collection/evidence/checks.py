"""Whether a file may stand as evidence: its name, its size, its first bytes and, for office files, what is inside.

Only a file whose extension and content agree is taken. Office files are looked at through the directory of their zip
and one small part, read up to a limit, so that a bomb costs nothing.
"""

import re
import zipfile
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO
from zlib import error as BadStream

from reports.wording.typed.text import clean_text

MAX_BYTES = 10 * 1024 * 1024
MAX_FILES = 20
MAX_NAME = 200
# A document has some dozens of parts; a bomb has thousands, or one that claims gigabytes.
MAX_ENTRIES = 5000
MAX_UNPACKED = 200 * 1024 * 1024
MAX_PART = 1024 * 1024
TAKEN = "PDF, PNG, JPEG, DOCX, XLSX, ODT, ODS"
OPEN_XML = "application/vnd.openxmlformats-officedocument"
OPEN_DOCUMENT = "application/vnd.oasis.opendocument"
CONTENT_TYPES = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "docx": f"{OPEN_XML}.wordprocessingml.document",
    "xlsx": f"{OPEN_XML}.spreadsheetml.sheet",
    "odt": f"{OPEN_DOCUMENT}.text",
    "ods": f"{OPEN_DOCUMENT}.spreadsheet",
}
SIGNATURES = {
    "pdf": b"%PDF-",
    "png": b"\x89PNG\r\n\x1a\n",
    "jpg": b"\xff\xd8\xff",
    "jpeg": b"\xff\xd8\xff",
    "docx": b"PK\x03\x04",
    "xlsx": b"PK\x03\x04",
    "odt": b"PK\x03\x04",
    "ods": b"PK\x03\x04",
}
# Named so that the refusal can say what to do; whatever is not in CONTENT_TYPES is refused in any case.
MACRO_FILES = {"docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm"}
OLD_OFFICE = {"doc", "xls", "ppt"}
WEB_FILES = {"svg", "html", "htm", "xhtml", "xml", "js", "mhtml"}
ARCHIVES = {"zip", "rar", "7z", "gz", "tar"}
# Macros of Excel and Word, of Excel 4, and of LibreOffice.
MACRO_PART = re.compile(r"(^|/)(vbaproject\.bin$|macrosheets/)|^(basic|scripts)/")


class FileRefused(ValueError):
    """The file is not taken; `name` is the file, the message says in Vietnamese why and what to do."""

    def __init__(self, name: str, message: str) -> None:
        super().__init__(message)
        self.name = name
        self.message = message

    def __str__(self) -> str:
        return f"“{self.name}”: {self.message}"


@dataclass(frozen=True)
class Kind:
    """A file that may be taken: its name as it is kept and its content type by our own table."""

    name: str
    content_type: str


def check_file(given_name: str, size: int, content: IO[bytes]) -> Kind:
    """Look at a file from its first byte; leaves `content` at any place. Raises FileRefused."""
    name = kept_name(given_name)
    check_name_and_size(name, size)
    extension = extension_of(name)
    content.seek(0)
    signature = SIGNATURES[extension]
    if content.read(len(signature)) != signature:
        raise FileRefused(name, f"tên là {extension.upper()} nhưng nội dung không phải. Lưu lại đúng loại rồi gửi.")
    if signature.startswith(b"PK"):
        look_inside(name, extension, content)
    return Kind(name, CONTENT_TYPES[extension])


def check_name_and_size(name: str, size: int) -> None:
    """What is known of a file before any of it has come. Raises FileRefused."""
    refuse_extension(name, extension_of(name))
    if size <= 0:
        raise FileRefused(name, "tệp rỗng, không có nội dung. Kiểm tra lại tệp trên máy.")
    if size > MAX_BYTES:
        raise FileRefused(name, f"lớn hơn {MAX_BYTES // 1024 // 1024} MB. Giảm dung lượng hoặc tách thành nhiều tệp.")


def kept_name(given: str) -> str:
    """The last part of a path, in one Unicode form, without what no screen shows; long ones lose their middle."""
    name = " ".join(clean_text(given).replace("\\", "/").rsplit("/", 1)[-1].split()) or "không tên"
    if len(name) <= MAX_NAME:
        return name
    # The end keeps its suffix, by which the kind is told.
    tail = PurePosixPath(name).suffix[-20:]
    return f"{name[: MAX_NAME - len(tail)]}{tail}"


def extension_of(name: str) -> str:
    return PurePosixPath(name).suffix.lstrip(".").lower()


def refuse_extension(name: str, extension: str) -> None:
    """Say by kind why a file is not taken."""
    if extension in CONTENT_TYPES:
        return
    if extension in MACRO_FILES:
        why = "tệp có macro không được nhận. Lưu lại thành DOCX hoặc XLSX không macro."
    elif extension in OLD_OFFICE:
        why = f"định dạng {extension.upper()} cũ không được nhận. Lưu lại thành DOCX, XLSX hoặc PDF."
    elif extension in WEB_FILES:
        why = f"tệp {extension.upper()} có thể chứa mã chạy nên không được nhận. Xuất ra PDF hoặc ảnh PNG."
    elif extension in ARCHIVES:
        why = "tệp nén không được nhận. Giải nén rồi gửi từng tệp."
    elif extension:
        why = f"loại .{extension[:20]} không được nhận. Chỉ nhận {TAKEN}."
    else:
        why = f"tên không có phần đuôi nên không rõ loại. Chỉ nhận {TAKEN}."
    raise FileRefused(name, why)


def look_inside(name: str, extension: str, content: IO[bytes]) -> None:
    """An office file holds the part that makes it one, no macro, and unpacks to a sane size."""
    not_office = FileRefused(
        name, f"không mở được như một tệp {extension.upper()}. Mở bằng phần mềm văn phòng và lưu lại."
    )
    try:
        # The directory is looked at before any part is unpacked.
        with zipfile.ZipFile(content) as archive:
            refuse_odd_directory(name, archive)
            declared = "mimetype" if extension in ("odt", "ods") else "[Content_Types].xml"
            text = part(archive, declared)
    except (zipfile.BadZipFile, KeyError, EOFError, OSError, RuntimeError, UnicodeError, BadStream) as error:
        raise not_office from error
    # A macro file under a harmless name says so in its own list of contents.
    if b"macroEnabled" in text or b"vbaProject" in text:
        raise FileRefused(name, "bên trong có macro nên không được nhận. Lưu lại thành tệp không macro.")
    if extension in ("odt", "ods"):
        right = text.strip() == CONTENT_TYPES[extension].encode()
    else:
        right = f"{CONTENT_TYPES[extension]}.main+xml".encode() in text
    if not right:
        raise not_office


def refuse_odd_directory(name: str, archive: zipfile.ZipFile) -> None:
    """From the directory alone: too much inside, locked, leading out of its folder, or with macros."""
    entries = archive.infolist()
    if len(entries) > MAX_ENTRIES or sum(entry.file_size for entry in entries) > MAX_UNPACKED:
        raise FileRefused(name, "bung ra quá lớn so với một tài liệu thường. Xuất ra PDF rồi gửi.")
    if any(entry.flag_bits & 1 for entry in entries):
        raise FileRefused(name, "tệp đặt mật khẩu không được nhận. Bỏ mật khẩu rồi gửi lại.")
    paths = [entry.filename.lower() for entry in entries]
    if any(path.startswith("/") or ".." in path.split("/") or "\\" in path for path in paths):
        raise FileRefused(name, "bên trong có đường dẫn lạ. Mở bằng phần mềm văn phòng và lưu lại.")
    if any(MACRO_PART.search(path) for path in paths):
        raise FileRefused(name, "bên trong có macro nên không được nhận. Lưu lại thành tệp không macro.")


def part(archive: zipfile.ZipFile, path: str) -> bytes:
    """One part of the archive up to a limit, whatever size the directory claims."""
    with archive.open(path) as stream:
        # Read to a limit, because the size in the directory is the sender's word.
        return stream.read(MAX_PART)
