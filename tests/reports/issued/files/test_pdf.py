"""The PDF: made by the real LibreOffice, and what is said when it is absent, hangs, fails or is killed."""

import os
import re
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

import pytest

from reports import pdf_files as pdf
from reports.issued.files.docx.head import MOTTO
from reports.issued.files.docx.measure import Face, text_width
from reports.issued.files.docx.write import write_docx
from reports.pdf_files import PdfError, to_pdf
from tests.reports.issued.documents import document

PATIENCE = 120


def told(program: str, *arguments: str, file: Path) -> str:
    """What one of poppler's programs says of the file."""
    out = ["-"] if program == "pdftotext" else []
    return subprocess.run([program, *arguments, file, *out], check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="module")
def printed(tmp_path_factory) -> Path:
    """The short report as LibreOffice prints it."""
    if shutil.which("soffice") is None or shutil.which("pdftotext") is None:
        pytest.skip("needs LibreOffice and poppler: make test installs them where it can")
    file = tmp_path_factory.mktemp("printed") / "report.pdf"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("folders")))
        file.write_bytes(to_pdf(write_docx(document()), timeout=PATIENCE))
        assert list(Path(tempfile.tempdir).iterdir()) == []
    return file


@pytest.fixture
def folders(tmp_path, monkeypatch) -> Path:
    """Where the temporary folders of this test are made, to see that none is left."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def program(tmp_path_factory):
    """A function that writes a shell script to be run in place of LibreOffice, which first notes its process id."""

    def write(script: str) -> str:
        file = tmp_path_factory.mktemp("program") / "soffice"
        file.write_text(f'#!/bin/sh\necho $$ > "$0.pid"\n{script}\n')
        file.chmod(0o755)
        return str(file)

    return write


def alive(pid: int) -> bool:
    """True while the process runs; one that has ended and is only not yet buried does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.slow
def test_the_pages_are_a4_and_the_wide_annex_lies_on_its_side(printed):
    sizes = [line.split(":")[1].split("(")[0].strip() for line in pages(printed)]
    upright, wide = "595.304 x 841.89 pts", "841.89 x 595.304 pts"
    assert sizes == [upright] * (len(sizes) - sizes.count(wide)) + [wide] * sizes.count(wide)
    assert wide in sizes
    assert "Tagged:          yes" in told("pdfinfo", file=printed)


def pages(file: Path) -> list[str]:
    """One line for each page with its size."""
    return [line for line in told("pdfinfo", "-l", "99", file=file).splitlines() if re.match(r"Page +\d+ size:", line)]


def test_the_fonts_travel_with_the_file_and_have_the_measures_of_times_new_roman(printed):
    fonts = [line.split() for line in told("pdffonts", file=printed).splitlines()[2:]]
    assert fonts
    assert {font[0].partition("+")[2].partition("-")[0] for font in fonts} <= {"LiberationSerif", "TimesNewRomanPSMT"}
    assert {font[-5] for font in fonts} == {"yes"}


def test_the_words_can_be_copied_out_with_every_mark(printed):
    text = " ".join(told("pdftotext", "-layout", file=printed).split())
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "SỞ GIÁO DỤC VÀ ĐÀO TẠO",
        "Tỷ lệ lao động qua đào tạo năm 2023 đạt 73,0%, tăng 0,8 điểm % so với",
        "Nguyễn Văn Minh Họa",
    ):
        assert words in text


def test_words_are_as_wide_on_paper_as_they_are_measured(printed):
    """The lines under Tiêu ngữ and the titles are drawn by that measure."""
    boxes = re.findall(r'xMin="([\d.]+)".*?xMax="([\d.]+)".*?>(.*?)</word>', told("pdftotext", "-bbox", file=printed))
    words = [word for _, _, word in boxes]
    first, last = words.index("Độc"), words.index("phúc")
    width = float(boxes[last][1]) - float(boxes[first][0])
    assert " ".join(words[first : last + 1]) == MOTTO
    assert text_width(MOTTO, Face(13, bold=True)) / 20 == pytest.approx(width, rel=0.02)


def test_page_numbers_begin_on_the_second_page_and_anew_in_each_annex(printed):
    tops = [
        told("pdftotext", "-f", str(number), "-l", str(number), "-layout", file=printed).split("\n")[0].strip()
        for number in range(1, len(pages(printed)) + 1)
    ]
    numbers = [top if top.isdigit() else "" for top in tops]
    assert numbers == ["", "2", "", "2", "", "2", "3"]


def test_without_libreoffice_it_says_so(folders, settings, monkeypatch):
    monkeypatch.setenv("PATH", str(folders))
    settings.LIBREOFFICE = ""
    with pytest.raises(PdfError, match="chưa cài LibreOffice"):
        to_pdf(b"", timeout=1)
    settings.LIBREOFFICE = str(folders / "not-there")
    with pytest.raises(PdfError, match="chưa cài LibreOffice"):
        to_pdf(b"", timeout=1)
    assert list(folders.iterdir()) == []


@pytest.mark.slow
def test_one_that_hangs_is_ended_in_time_with_all_it_started(folders, program):
    hanging = program('trap "" TERM\nsleep 600 &\necho $! > "$0.child"\nwait')
    started = time.monotonic()
    with pytest.raises(PdfError, match=r"không xong trong 0\.5 giây"):
        to_pdf(b"", timeout=0.5, program=hanging)
    assert time.monotonic() - started < 5
    assert not alive(int(Path(f"{hanging}.pid").read_text()))
    assert not alive(int(Path(f"{hanging}.child").read_text()))
    assert list(folders.iterdir()) == []


@pytest.mark.slow
def test_what_a_finished_one_leaves_running_is_ended_too(folders, program):
    leaving = program('sleep 600 &\necho $! > "$0.child"\nexit 0')
    with pytest.raises(PdfError, match="không cho ra bản PDF"):
        to_pdf(b"", timeout=5, program=leaving)
    assert not alive(int(Path(f"{leaving}.child").read_text()))


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("exit 1", r"báo lỗi \(mã 1\)"),
        ("kill -9 $$", r"bị dừng giữa chừng \(tín hiệu 9\)"),
        ("exit 137", r"bị dừng giữa chừng \(tín hiệu 9\)"),
        ("exit 0", "không cho ra bản PDF"),
        (": > report.pdf", "không cho ra bản PDF"),
        ("printf '%%PDF-1.7 half a file' > report.pdf", "không cho ra bản PDF"),
    ],
)
def test_one_that_fails_is_said_plainly_and_leaves_nothing(script, reason, folders, program):
    with pytest.raises(PdfError, match=reason) as caught:
        to_pdf(b"", timeout=5, program=program(script))
    assert "Bản Word vẫn tải được" in str(caught.value)
    assert list(folders.iterdir()) == []


def test_no_process_of_it_is_left_unburied(program):
    hanging = program("exec sleep 600")
    with pytest.raises(PdfError):
        to_pdf(b"", timeout=0.2, program=hanging)
    assert not Path("/proc", Path(f"{hanging}.pid").read_text().strip()).exists()


def test_it_is_told_no_secret(folders, program, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "not for a program that reads documents")
    asking = program('env > "$0.env"')
    with pytest.raises(PdfError):
        to_pdf(b"", timeout=5, program=asking)
    assert "SECRET_KEY" not in Path(f"{asking}.env").read_text()


def test_two_at_once_do_not_share_a_profile(folders, program):
    asking = program('echo "$@" >> "$0.arguments"')
    for _ in range(2):
        with pytest.raises(PdfError):
            to_pdf(b"", timeout=5, program=asking)
    profiles = [line.split()[0] for line in Path(f"{asking}.arguments").read_text().splitlines()]
    assert len(set(profiles)) == 2


def test_the_folder_of_a_killed_worker_is_swept_by_a_later_run(folders, program):
    old, fresh, other = (folders / name for name in (f"{pdf.PREFIX}old", f"{pdf.PREFIX}fresh", "other"))
    for folder in (old, fresh, other):
        folder.mkdir()
    long_ago = time.time() - pdf.LEFT_BEHIND_SECONDS - 1
    os.utime(old, (long_ago, long_ago))
    os.utime(other, (long_ago, long_ago))
    with pytest.raises(PdfError):
        to_pdf(b"", timeout=5, program=program("exit 1"))
    assert set(folders.iterdir()) == {fresh, other}
