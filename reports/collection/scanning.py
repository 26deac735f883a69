"""Ask the office's virus scanner about an uploaded file, where SCANNER names one, by clamd's INSTREAM.

Fails closed: while the scanner that was set up does not answer, no file is taken. Without SCANNER nothing is asked.
"""

import logging
import socket
import struct
import time
from datetime import datetime
from typing import IO

from django.conf import settings

from agencies.models import User
from reports.audit.events import submission_subject, words_of
from reports.audit.services import one_line, record
from reports.models import Submission, Verb

logger = logging.getLogger(__name__)
SCAN_CHUNK = 64 * 1024
LONGEST_ANSWER, LONGEST_NAME = 1024, 80
DOWN = "máy quét mã độc chưa trả lời nên chưa nhận được tệp nào. Thử lại sau ít phút hoặc báo quản trị."
FOUND = "máy quét phát hiện mã độc {name} nên không nhận. Quét lại máy của bạn rồi lập tệp mới."


class ScanRefused(Exception):
    """The file is not taken; the message says in Vietnamese why and what to do."""


class ScannerDown(Exception):
    """The scanner could not be reached, was too slow or did not understand."""


def refuse_infected(content: IO[bytes], *, name: str, submission: Submission, by: User, now: datetime) -> None:
    """Have a file scanned that somebody sends to a report; leaves `content` at any place. Raises ScanRefused.

    What was found goes on record: it tells of a sick computer, or of somebody who tries.
    """
    if not settings.SCANNER:
        return
    try:
        found = scan(content)
    except (OSError, ScannerDown) as error:
        logger.exception("scanner does not answer, file refused")
        raise ScanRefused(DOWN) from error
    if found:
        record(
            verb=Verb.FILE_REFUSED,
            subject=submission_subject(submission),
            summary=f"{Verb.FILE_REFUSED.label} “{name}” ({found}): {words_of(submission)}",
            by=by,
            now=now,
            locality=submission.agency.locality_id,
            agency=submission.agency_id,
            after={"name": name, "found": found},
        )
        raise ScanRefused(FOUND.format(name=found))


def scan(content: IO[bytes]) -> str:
    """The name of what the scanner found, "" for nothing. Raises ScannerDown or OSError."""
    # One limit for the whole talk: a scanner that answers drop by drop must not hold a thread for ever.
    until = time.monotonic() + settings.SCANNER_SECONDS
    with scanner_connection(until) as scanner:
        # The "z" asks for an answer that ends in NUL instead of a line end.
        scanner.sendall(b"zINSTREAM\0")
        content.seek(0)
        while chunk := content.read(SCAN_CHUNK):
            scanner.settimeout(seconds_until(until))
            scanner.sendall(struct.pack("!I", len(chunk)) + chunk)
        # A chunk of length zero ends the stream.
        scanner.sendall(struct.pack("!I", 0))
        answer = read_answer(scanner, until)
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return one_line(answer.removeprefix("stream: ").removesuffix(" FOUND"), LONGEST_NAME) or "không rõ tên"
    # Whatever else it answers, too large or an error of its own, is no "OK": fails closed.
    raise ScannerDown(answer[:LONGEST_ANSWER])


def scanner_connection(until: float) -> socket.socket:
    """A connection to "/path/of/a/socket" or "host:port"."""
    if settings.SCANNER.startswith("/"):
        scanner = socket.socket(socket.AF_UNIX)
        scanner.settimeout(seconds_until(until))
        try:
            scanner.connect(settings.SCANNER)
        except OSError:
            scanner.close()
            raise
        return scanner
    host, _, port = settings.SCANNER.rpartition(":")
    return socket.create_connection((host.strip("[]"), int(port)), timeout=seconds_until(until))


def read_answer(scanner: socket.socket, until: float) -> str:
    """One answer, ended by NUL or by the end of the connection."""
    answer = b""
    while b"\0" not in answer and len(answer) < LONGEST_ANSWER:
        scanner.settimeout(seconds_until(until))
        part = scanner.recv(LONGEST_ANSWER)
        if not part:
            break
        answer += part
    return answer.partition(b"\0")[0].decode("utf-8", "replace").strip()


def seconds_until(until: float) -> float:
    """Seconds until a moment. Raises ScannerDown once it has passed."""
    seconds = until - time.monotonic()
    if seconds <= 0:
        raise ScannerDown("too slow")
    return seconds
