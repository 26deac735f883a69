"""Look an uploaded XLSX over before anything parses it: is it one, and is it as small as a form has to be.

An XLSX is a ZIP of XML files, and both can be built to hurt: 500 kB that unpack to 150 MB, entities that expand without
end, a lone cell in the last column of the last row. Plain Python without Django: it runs in the limited child process.
"""

import io
import re
import struct
import zipfile
import zlib
from pathlib import PurePosixPath
from xml.sax import SAXException
from xml.sax.handler import ContentHandler

from defusedxml.common import DefusedXmlException
from defusedxml.sax import parseString

MIB = 1024 * 1024
# A form of sixty cells takes 15 kB, and 60 kB unpacked.
MAX_FILE = 5 * MIB
MAX_UNPACKED = 10 * MIB
MAX_PART = 3 * MIB
MAX_ENTRIES = 150
MAX_DIRECTORY = 64 * 1024
MAX_SHEETS = 20
MAX_ROW, MAX_COLUMN = 2000, 60
MAX_CELLS = 20_000

END_OF_DIRECTORY = b"PK\x05\x06"
END_SIZE, LONGEST_COMMENT = 22, 65_535
# What spreadsheet programs write; zipfile knows others that unpack far more for a byte.
STORED_OR_DEFLATED = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
# Pictures and printer settings: openpyxl reads none of them as XML.
NOT_READ = {".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf", ".bin", ".vml"}
# The names that a workbook saved as "Strict Open XML" gives to what every other one names by the year 2006.
STRICT_NAMES = re.compile(rb"""(["'])http://purl\.oclc\.org/ooxml/(\w+)/([^"']*)""")
HYPHENATED = {b"extendedProperties": b"extended-properties", b"customProperties": b"custom-properties"}
ARCHIVES = {".zip", ".xlsx", ".xlsm", ".xls", ".docx", ".pptx", ".gz", ".7z", ".rar", ".jar"}


class BadFile(Exception):
    """The file is refused as a whole; the message says in Vietnamese why and what to do."""


def look_over(data: bytes) -> bytes:
    """A plain copy of a small, whole and harmless XLSX, in which every size is what it says. Raises BadFile."""
    refuse_by_signature(data)
    refuse_by_directory(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            refuse_by_parts(parts)
            contents = contents_of(archive, parts)
    # RuntimeError is how zipfile names a password and a packing method that it does not know.
    except (zipfile.BadZipFile, zlib.error, EOFError, struct.error, RuntimeError, UnicodeError) as error:
        raise BadFile(
            "Tệp bị hỏng, hoặc kích thước khai trong tệp không đúng với nội dung. Tải biểu mới rồi chép số sang"
        ) from error
    refuse_by_content(contents)
    contents = {name: transitional(content) if is_xml(name) else content for name, content in contents.items()}
    copy = io.BytesIO()
    # Stored uncompressed in a directory of our own: openpyxl never sees the sizes that the sender declared.
    with zipfile.ZipFile(copy, "w") as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return copy.getvalue()


def refuse_by_signature(data: bytes) -> None:
    """What the first bytes tell: most wrong files are other kinds of file under this name."""
    if not data:
        raise BadFile("Tệp rỗng")
    if len(data) > MAX_FILE:
        raise BadFile(f"Tệp lớn hơn {MAX_FILE // MIB} MB. Biểu chỉ khoảng 20 kB: xóa ảnh, bảng khác khỏi tệp")
    if data.startswith(b"PK\x03\x04"):
        return
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in data:
            raise BadFile("Tệp đặt mật khẩu. Trong Excel: bỏ mật khẩu mở tệp, lưu lại rồi nạp")
        raise BadFile("Tệp là .xls đời cũ. Trong Excel: lưu thành “Excel Workbook (.xlsx)” rồi nạp")
    if data.startswith(b"%PDF"):
        raise BadFile("Tệp là PDF, không phải .xlsx. Nạp chính tệp Excel tải từ trang này")
    # With the byte order marks and blanks that exports of web systems begin with.
    if data.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\0").startswith(b"<"):
        raise BadFile("Tệp là trang web (HTML) hoặc XML mang đuôi .xlsx. Trong Excel: lưu thành .xlsx rồi nạp")
    raise BadFile("Tệp không phải là .xlsx. Nạp chính tệp Excel tải từ trang này")


def refuse_by_directory(data: bytes) -> None:
    """The end of a ZIP says how many entries it lists; a hundred thousand are not even read."""
    # The comment at the end may be as long as this; the last mark is the one that readers use.
    place = data.rfind(END_OF_DIRECTORY, max(0, len(data) - END_SIZE - LONGEST_COMMENT))
    if place < 0 or len(data) < place + END_SIZE:
        raise BadFile("Tệp bị cắt giữa chừng, thiếu phần cuối. Tải hoặc chép lại tệp rồi nạp")
    entries, size = struct.unpack_from("<HI", data, place + 10)
    if entries > MAX_ENTRIES or size > MAX_DIRECTORY:
        raise BadFile(f"Tệp chứa quá nhiều mục nén (nhiều nhất {MAX_ENTRIES}): không phải biểu của vocplan")


def refuse_by_parts(parts: list[zipfile.ZipInfo]) -> None:
    """What the directory declares: names, kinds and sizes."""
    names = [part.filename for part in parts]
    if len(parts) > MAX_ENTRIES:
        raise BadFile(f"Tệp chứa quá nhiều mục nén (nhiều nhất {MAX_ENTRIES}): không phải biểu của vocplan")
    # Excel tells parts apart without case: two that differ only so would be read differently by others.
    if any(is_unsafe(name) for name in names) or len({name.casefold() for name in names}) < len(names):
        raise BadFile("Tệp có mục mang tên không an toàn (“../”, tên tuyệt đối hoặc trùng tên)")
    if any(PurePosixPath(name).name.casefold().startswith("vbaproject") for name in names):
        raise BadFile("Tệp có macro (.xlsm). Lưu thành .xlsx không có macro rồi nạp")
    if any(PurePosixPath(name).suffix.casefold() in ARCHIVES for name in names):
        raise BadFile("Tệp chứa một tệp nén hoặc tài liệu khác ở trong. Xóa tệp đính kèm rồi nạp")
    if any(part.flag_bits & 1 or part.compress_type not in STORED_OR_DEFLATED for part in parts):
        raise BadFile("Tệp nén theo cách khác thường hoặc có mật khẩu. Lưu lại bằng Excel rồi nạp")
    # A picture may be large, XML that is parsed may not.
    if sum(part.file_size for part in parts) > MAX_UNPACKED or any(
        part.file_size > MAX_PART and is_xml(part.filename) for part in parts
    ):
        raise BadFile(f"Tệp giải nén ra quá lớn (nhiều nhất {MAX_UNPACKED // MIB} MB). Xóa bảng, ảnh khác khỏi tệp")
    if "xl/workbook.xml" not in names or "[Content_Types].xml" not in names:
        raise BadFile("Tệp nén không phải là bảng tính .xlsx. Nạp chính tệp Excel tải từ trang này")


def contents_of(archive: zipfile.ZipFile, parts: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """The parts unpacked, each no further than the size that it declares; a check sum tells most lies."""
    contents = {}
    for part in parts:
        if part.is_dir():
            continue
        with archive.open(part) as packed:
            # With a number: without one the whole part would be unpacked before it is cut.
            contents[part.filename] = packed.read(part.file_size + 1)
    return contents


def refuse_by_content(contents: dict[str, bytes]) -> None:
    """What the parts hold: other archives, macros, entities, sheets larger than a form."""
    scan = Scan()
    for name, content in contents.items():
        if content.startswith(b"PK\x03\x04"):
            raise BadFile("Tệp chứa một tệp nén hoặc tài liệu khác ở trong. Xóa tệp đính kèm rồi nạp")
        if is_xml(name):
            scan.read(content)
    types = ContentTypes()
    parseString(contents["[Content_Types].xml"], types, forbid_dtd=True)
    # Other parts may be called so without any macro being there: SheetJS names a kind of part that it never writes.
    if "macroEnabled" in types.of("/xl/workbook.xml"):
        raise BadFile("Tệp có macro (.xlsm). Lưu thành .xlsx không có macro rồi nạp")


def transitional(content: bytes) -> bytes:
    """A part of a workbook with the names of 2006, which readers of such files know."""

    def named(found: re.Match[bytes]) -> bytes:
        quote, family, rest = found.groups()
        for strict, usual in HYPHENATED.items():
            rest = rest.replace(strict, usual)
        return quote + b"http://schemas.openxmlformats.org/" + family + b"/2006/" + rest

    return STRICT_NAMES.sub(named, content)


def is_unsafe(name: str) -> bool:
    return name.startswith("/") or "\\" in name or ":" in name or ".." in name.split("/") or not name.isprintable()


def is_xml(name: str) -> bool:
    return PurePosixPath(name).suffix.casefold() not in NOT_READ


class ContentTypes(ContentHandler):
    """Which kind of content each part of the package has."""

    def __init__(self) -> None:
        super().__init__()
        self.by_part: dict[str, str] = {}
        self.by_extension: dict[str, str] = {}

    def startElement(self, name: str, attributes) -> None:
        local, kind = name.rpartition(":")[2], attributes.get("ContentType", "")
        if local == "Override":
            self.by_part[attributes.get("PartName", "").casefold()] = kind
        elif local == "Default":
            self.by_extension[attributes.get("Extension", "").casefold()] = kind

    def of(self, part: str) -> str:
        return self.by_part.get(part, self.by_extension.get(part.rpartition(".")[2], ""))


class Scan(ContentHandler):
    """Count sheets, and cells that hold something with how far out they are, while the XML goes by."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets = self.rows = self.cells = 0
        self.address = ""

    def read(self, content: bytes) -> None:
        """Raise BadFile over entities, XML that is not whole, and sheets larger than a form."""
        try:
            parseString(content, self, forbid_dtd=True)
        except DefusedXmlException as error:
            raise BadFile("Tệp khai báo thực thể XML (DTD), không bảng tính nào cần: không đọc") from error
        except (SAXException, ValueError, LookupError) as error:
            raise BadFile("Tệp bị hỏng: một phần XML không đọc được. Tải biểu mới rồi chép số sang") from error

    def startElement(self, name: str, attributes) -> None:
        local = name.rpartition(":")[2]
        if local == "sheet":
            self.sheets += 1
            if self.sheets > MAX_SHEETS:
                raise BadFile(f"Tệp có quá nhiều trang tính (nhiều nhất {MAX_SHEETS}). Xóa các trang khác rồi nạp")
        # Counted while it goes by: a bomb is refused in its first megabytes.
        elif local == "c":
            self.address = attributes.get("r", "")
            self.cells += 1
            if self.cells > MAX_CELLS:
                raise BadFile(f"Tệp có quá nhiều ô (nhiều nhất {MAX_CELLS}). Xóa các bảng khác rồi nạp")
        elif local == "row":
            self.rows += 1
            if self.rows > MAX_CELLS:
                raise BadFile(f"Tệp có quá nhiều dòng (nhiều nhất {MAX_ROW}). Xóa các bảng khác rồi nạp")
        elif local in ("v", "f", "is"):
            refuse_far_out(self.address)
        elif local in ("mergeCell", "hyperlink"):
            # The parser visits every cell of such a range, a sheet of seventeen thousand million included.
            for corner in attributes.get("ref", "").split(":"):
                refuse_far_out(corner)


def refuse_far_out(address: str) -> None:
    """Raise BadFile for a cell like XFD1048576, which no form reaches."""
    letters = address.rstrip("0123456789")
    row = address[len(letters) :]
    column = 0
    # No column has four letters; a name of thousands is not added up.
    for letter in letters[:4]:
        column = column * 26 + ord(letter.upper()) - ord("A") + 1
    if column > MAX_COLUMN or len(row) > 7 or (row and int(row) > MAX_ROW):
        place = f"{letters[:4]}{row[:8]}"
        raise BadFile(f"Có dữ liệu ở ô {place}, ngoài phạm vi biểu ({MAX_ROW} dòng, {MAX_COLUMN} cột). Xóa ô đó")
