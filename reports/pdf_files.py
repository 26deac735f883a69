"""A PDF: LibreOffice prints a DOCX, in a folder, a profile and a process group of its own.

It may be absent, hang, crash or be killed; the caller then gets a reason in plain words and still has the DOCX.
"""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from django.conf import settings

PREFIX = "vocplan-pdf-"
# What a worker that was killed in the middle left behind is swept by a later run.
LEFT_BEHIND_SECONDS = 3600
# A killed process is gone in a moment; one that nobody buries stays listed and is not waited for any longer.
GROUP_END_SECONDS = 0.5
# Tagged, so that a screen reader finds headings and tables in the PDF, too.
TAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
PROGRAMS = ("soffice", "libreoffice")


class PdfError(Exception):
    """There is no PDF; the message says why, in Vietnamese, for the person who asked for it."""


def to_pdf(docx: bytes, *, timeout: float, program: str | None = None) -> bytes:
    """The DOCX as PDF, at the latest after `timeout` seconds. Raises PdfError.

    `program`: the LibreOffice to run; by default the one that the setting LIBREOFFICE names, else that of the PATH.
    """
    program = program or libreoffice()
    remove_leftover_folders()
    with tempfile.TemporaryDirectory(prefix=PREFIX) as name:
        folder = Path(name)
        (folder / "report.docx").write_bytes(docx)
        run_converter(command(program, folder), folder, timeout)
        return printed_file(folder / "report.pdf")


def libreoffice() -> str:
    """The path of the program. Raises PdfError when there is none."""
    found = settings.LIBREOFFICE or next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None:
        raise absent()
    return found


def absent() -> PdfError:
    return PdfError("Máy chủ chưa cài LibreOffice nên không có bản PDF. Bản Word vẫn tải được")


def command(program: str, folder: Path) -> list[str]:
    # A profile of its own: LibreOffice locks the profile, and a second run with the same one may end without having
    # printed.
    profile = (folder / "profile").as_uri()
    quiet = ["--headless", "--norestore", "--nodefault", "--nolockcheck"]
    files = ["--convert-to", TAGGED, "--outdir", str(folder), str(folder / "report.docx")]
    return [program, f"-env:UserInstallation={profile}", *quiet, *files]


def run_converter(arguments: list[str], folder: Path, timeout: float) -> None:
    """Run to the end; whatever happens, no process of it lives on. Raises PdfError."""
    # The program's own launcher starts others: all of them are one group that ends together. No secret of the
    # application goes there.
    environment = {"PATH": os.defpath, "HOME": str(folder), "TMPDIR": str(folder), "LANG": "C.UTF-8"}
    quiet = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    try:
        process = subprocess.Popen(arguments, cwd=folder, env=environment, start_new_session=True, **quiet)  # noqa: S603
    except OSError as error:
        raise absent() from error
    try:
        code = process.wait(timeout)
    except subprocess.TimeoutExpired as error:
        raise PdfError(
            f"LibreOffice không xong trong {timeout:g} giây nên bị dừng, không có bản PDF. Bản Word vẫn tải được"
        ) from error
    finally:
        end_group(process)
    if code:
        # Its launcher says by 128 and more which signal ended the program itself.
        number = -code if code < 0 else code - 128
        how = f"bị dừng giữa chừng (tín hiệu {number})" if number > 0 else f"báo lỗi (mã {code})"
        raise PdfError(f"LibreOffice {how}, không có bản PDF. Bản Word vẫn tải được")


def end_group(process: subprocess.Popen) -> None:
    """Kill what is left of the group and let it be gone, so that nothing writes into a folder that is being removed."""
    deadline = time.monotonic() + GROUP_END_SECONDS
    with contextlib.suppress(ProcessLookupError, PermissionError):
        while time.monotonic() < deadline:
            os.killpg(process.pid, signal.SIGKILL)
            # A dead child stays in the group until it is waited for, and the loop would not end before its deadline.
            process.poll()
            time.sleep(0.01)


def printed_file(path: Path) -> bytes:
    """The finished file. Raises PdfError when it is not there or not whole: LibreOffice ends with 0 all the same."""
    data = path.read_bytes() if path.exists() else b""
    # The end mark may be followed by some bytes; a file that was cut off has none near its end.
    if not data.startswith(b"%PDF-") or b"%%EOF" not in data[-1024:]:
        raise PdfError("LibreOffice chạy xong nhưng không cho ra bản PDF. Bản Word vẫn tải được")
    return data


def remove_leftover_folders() -> None:
    """Remove the folders that killed workers left behind."""
    oldest = time.time() - LEFT_BEHIND_SECONDS
    for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
        with contextlib.suppress(OSError):
            if folder.stat().st_mtime < oldest:
                shutil.rmtree(folder)
