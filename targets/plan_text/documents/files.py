"""The text of a plan's file: DOCX, PDF with a text layer, or plain text; read in a limited child process."""

from dataclasses import dataclass

from agencies.child_process import ChildEnded, read_in_child

LARGEST_FILE = 20 * 1024 * 1024


class UnreadableFile(Exception):
    """The file cannot be read as a plan; the message says in Vietnamese why and what to do."""


@dataclass(frozen=True)
class FileText:
    """The text of a file, what kind of file it is, and how many pages where the file says so."""

    text: str
    kind: str
    pages: int | None


def read_plan_file(data: bytes) -> FileText:
    """The text of a file's content, whatever its name. Raises UnreadableFile."""
    if len(data) > LARGEST_FILE:
        raise UnreadableFile("Tệp lớn hơn 20 MB. Bỏ bớt ảnh trong tệp, hoặc dán phần chữ vào ô")
    try:
        found = read_in_child("targets.plan_text.documents.file_process", data)
    except ChildEnded as error:
        raise UnreadableFile(
            "Tệp cần quá nhiều bộ nhớ hoặc thời gian để đọc. Dán phần chữ của văn bản vào ô"
        ) from error
    if "refused" in found:
        raise UnreadableFile(found["refused"])
    return FileText(found["text"], found["kind"], found["pages"])
