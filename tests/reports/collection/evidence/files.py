"""Small files of every kind, good and bad, made in memory."""

import io
import zipfile

OPEN_XML = "application/vnd.openxmlformats-officedocument"
TYPES = '<Types><Override PartName="/p" ContentType="{}"/></Types>'
WORD_TYPES = TYPES.format(f"{OPEN_XML}.wordprocessingml.document.main+xml")
SHEET_TYPES = TYPES.format(f"{OPEN_XML}.spreadsheetml.sheet.main+xml")
MACRO_TYPES = TYPES.format("application/vnd.ms-excel.sheet.macroEnabled.main+xml")

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 20
JPEG = b"\xff\xd8\xff\xe0" + b"\x00" * 20
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><script>alert(1)</script>"


def packed(**parts: str | bytes) -> bytes:
    """A zip of parts by path; `__` in a name stands for a slash, `types` for the list of content types."""
    return packed_paths({name.replace("__", "/"): content for name, content in parts.items()})


def packed_paths(parts: dict[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    return target.getvalue()


def docx(**more: str | bytes) -> bytes:
    return packed_paths({"[Content_Types].xml": WORD_TYPES, "word/document.xml": "<w/>", **more})


def xlsx(**more: str | bytes) -> bytes:
    return packed_paths({"[Content_Types].xml": SHEET_TYPES, "xl/workbook.xml": "<x/>", **more})


def open_document(kind: str, **more: str | bytes) -> bytes:
    return packed_paths({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": "<x/>", **more})


def bomb() -> bytes:
    """Under 500 kB, unpacks to 210 MiB."""
    return docx(**{"word/media/big.bin": b"\x00" * (210 * 1024 * 1024)})


def locked() -> bytes:
    """A zip whose entries say that they are encrypted."""
    content = bytearray(docx())
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = content.find(mark)
        while place >= 0:
            content[place + offset] |= 1
            place = content.find(mark, place + 4)
    return bytes(content)


def misnamed(content: bytes) -> bytes:
    """A zip whose directory says that its names are UTF-8, which they are not."""
    broken = bytearray(content.replace(b".xml", b".\xff\xfel"))
    place = broken.find(b"PK\x01\x02")
    while place >= 0:
        broken[place + 9] |= 8
        place = broken.find(b"PK\x01\x02", place + 4)
    return bytes(broken)
