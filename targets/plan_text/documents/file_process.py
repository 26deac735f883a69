"""The child process that takes the text out of a plan's file: the file on standard input, JSON on standard output."""

import io
import re
import zipfile
from typing import Any

import docx
import pypdf

from agencies.child_process import answer_parent
from targets.plan_text.documents.docx_text import document_text

MIB = 1024 * 1024
MEMORY, PROCESSOR_SECONDS = 400 * MIB, 15
LARGEST_FILE, LARGEST_UNPACKED, MOST_PARTS = 20 * MIB, 80 * MIB, 2000
MOST_PAGES = 300
# Fewer letters a page are what stands around the picture of a scan.
LETTERS_OF_A_PAGE = 40
OLD_WORD = b"\xd0\xcf\x11\xe0"


class Refused(Exception):
    """The file is refused; the message is for the officer."""


def taken_text(data: bytes) -> dict[str, Any]:
    """{"text", "kind", "pages"}, or {"refused": sentence}."""
    try:
        # By what it holds, whatever its name says.
        if data.startswith(b"PK"):
            return read_docx(data)
        if b"%PDF" in data[:1024]:
            return read_pdf(data)
        if data.startswith(OLD_WORD):
            raise Refused("Tệp .doc đời cũ. Mở bằng Word, lưu lại thành .docx rồi nạp")
        return {"text": plain_text(data), "kind": "txt", "pages": None}
    except Refused as error:
        return {"refused": str(error)}
    except MemoryError:
        return {"refused": "Tệp cần quá nhiều bộ nhớ để đọc. Dán phần chữ của văn bản vào ô"}


def read_docx(data: bytes) -> dict[str, Any]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if "word/document.xml" not in archive.namelist():
                raise Refused("Tệp không phải là văn bản Word (.docx)")
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
                raise Refused("Tệp Word bung ra quá lớn. Bỏ bớt ảnh trong tệp rồi nạp")
        text = document_text(docx.Document(io.BytesIO(data)))
    except (Refused, MemoryError):
        raise
    # The libraries raise whatever they stumble over in a broken file, and nothing else is done here.
    except Exception as error:
        raise Refused("Tệp Word bị hỏng hoặc có mật khẩu. Mở bằng Word, lưu lại rồi nạp") from error
    if not text.strip():
        raise Refused("Tệp Word không có chữ, chỉ có ảnh. Cần bản có chữ")
    return {"text": text, "kind": "docx", "pages": None}


def read_pdf(data: bytes) -> dict[str, Any]:
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("Tệp PDF có mật khẩu. Gỡ mật khẩu rồi nạp")
        if len(reader.pages) > MOST_PAGES:
            raise Refused(f"Tệp PDF dài hơn {MOST_PAGES} trang. Tách phần kế hoạch rồi nạp")
        pages = [page_text(page.extract_text()) for page in reader.pages]
    except (Refused, MemoryError):
        raise
    except Exception as error:
        raise Refused("Tệp PDF bị hỏng. Mở bằng trình đọc PDF, in lại thành PDF rồi nạp") from error
    letters = sum(len(re.findall(r"[^\W\d_]", page)) for page in pages)
    if letters < LETTERS_OF_A_PAGE * max(len(pages), 1):
        raise Refused("Tệp PDF là bản quét ảnh, không có lớp chữ. Nhận dạng chữ (OCR) rồi nạp, hoặc dán phần chữ vào ô")
    return {"text": "\n".join(pages), "kind": "pdf", "pages": len(pages)}


def page_text(text: str) -> str:
    """A page without its number, which would cut a sentence that goes on over the page."""
    lines = text.split("\n")
    if lines and re.fullmatch(r"\s*(?:trang\s+)?\d{1,3}(?:/\d{1,3})?\s*", lines[0], re.IGNORECASE):
        lines = lines[1:]
    if lines and re.fullmatch(r"\s*(?:trang\s+)?\d{1,3}(?:/\d{1,3})?\s*", lines[-1], re.IGNORECASE):
        lines = lines[:-1]
    return "\n".join(lines)


def plain_text(data: bytes) -> str:
    """Text in UTF-8, UTF-16 with its mark, or the old Vietnamese page of Windows."""
    # The old page takes nearly any bytes, so that it comes last; UTF-16 is known by its mark alone.
    encodings = ("utf-16",) if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ("utf-8-sig", "cp1258")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Refused("Không đọc được tệp này. Nạp DOCX, PDF có lớp chữ hoặc TXT (UTF-8)")


if __name__ == "__main__":
    answer_parent(taken_text, memory=MEMORY, seconds=PROCESSOR_SECONDS, largest=LARGEST_FILE)
