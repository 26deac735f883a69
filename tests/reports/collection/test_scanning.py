"""The virus scanner for uploads: what it finds is refused by name, and while it does not answer nothing is taken."""

import socketserver
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from reports.collection.workbook.form import form_workbook
from reports.models import AuditEvent, Evidence, Figure, Verb
from tests.reports.collection.evidence.files import PDF
from tests.reports.collection.workbook.conftest import with_cells
from tests.services import free_port

# The scanners' own harmless test text, in two parts so that no scanner takes this file for it.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD" + b"-ANTIVIRUS-TEST-FILE!$H+H*"
INFECTED = PDF + EICAR


class Clamd(socketserver.StreamRequestHandler):
    """As much of clamd as answers one INSTREAM."""

    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack("!I", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        self.server.seen.append(content)
        self.wfile.write(self.server.answer(content))


class Server(socketserver.ThreadingTCPServer):
    daemon_threads = True


class UnixServer(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


def verdict(content: bytes) -> bytes:
    return b"stream: Eicar-Test-Signature FOUND\0" if EICAR in content else b"stream: OK\0"


def serve(server: socketserver.BaseServer, answer: Callable[[bytes], bytes] = verdict) -> socketserver.BaseServer:
    server.answer, server.seen = answer, []
    threading.Thread(target=server.serve_forever, args=[0.05], daemon=True).start()
    return server


@pytest.fixture
def scanner(settings) -> Iterator[Server]:
    with serve(Server(("127.0.0.1", 0), Clamd)) as server:
        settings.SCANNER = f"127.0.0.1:{server.server_address[1]}"
        yield server
        server.shutdown()


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def reporter(scene) -> Client:
    client = Client()
    client.force_login(scene.reporter)
    return client


def send(client: Client, scene, content: bytes, name: str = "minh chứng.pdf") -> tuple[int, str]:
    address = reverse("submission-evidence", args=[scene.form.pk])
    answer = client.post(address, {"files": [SimpleUploadedFile(name, content)]})
    return answer.status_code, answer.content.decode()


def send_workbook(client: Client, scene, data: bytes) -> tuple[int, str]:
    address = reverse("submission-workbook-upload", args=[scene.form.pk])
    answer = client.post(address, {"file": SimpleUploadedFile("biểu.xlsx", data)})
    return answer.status_code, answer.content.decode()


def test_fault_35_a_file_with_the_test_signature_is_refused_by_name(scene, reporter, scanner, media):
    status, page = send(reporter, scene, INFECTED)
    assert status == 422
    assert "“minh chứng.pdf”: máy quét phát hiện mã độc Eicar-Test-Signature" in page
    assert not Evidence.objects.exists()
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_what_was_found_goes_on_record(scene, reporter, scanner):
    send(reporter, scene, INFECTED)
    event = AuditEvent.objects.get()
    assert (event.verb, event.actor, event.agency) == (Verb.FILE_REFUSED, scene.reporter, scene.district)
    assert event.after == {"name": "minh chứng.pdf", "found": "Eicar-Test-Signature"}


def test_a_clean_file_is_seen_whole_by_the_scanner_and_kept(scene, reporter, scanner):
    large = PDF + bytes(300_000)
    assert send(reporter, scene, large)[0] == 302
    assert scanner.seen == [large]
    assert Evidence.objects.get().size == len(large)


def test_a_scanner_behind_a_socket_is_asked_the_same_way(scene, reporter, settings, tmp_path):
    settings.SCANNER = str(tmp_path / "clamd.ctl")
    with serve(UnixServer(settings.SCANNER, Clamd)) as server:
        assert send(reporter, scene, INFECTED)[0] == 422
        assert send(reporter, scene, PDF)[0] == 302
        server.shutdown()


@pytest.mark.slow
@pytest.mark.once
def test_a_workbook_is_scanned_before_it_is_read(scene, reporter, scanner):
    data = with_cells(form_workbook(scene.form), F6=100)
    status, page = send_workbook(reporter, scene, data + EICAR)
    assert status == 422
    assert "Máy quét phát hiện mã độc Eicar-Test-Signature" in page
    assert send_workbook(reporter, scene, data)[0] == 200
    assert scanner.seen == [data + EICAR, data]


def refused_as_down(status: int, page: str) -> bool:
    return status == 422 and "áy quét mã độc chưa trả lời" in page


def test_a_scanner_that_is_down_takes_no_file(scene, reporter, settings):
    settings.SCANNER = f"127.0.0.1:{free_port()}"
    assert refused_as_down(*send(reporter, scene, PDF))
    assert refused_as_down(*send_workbook(reporter, scene, form_workbook(scene.form)))
    settings.SCANNER = "/nowhere/clamd.ctl"
    assert refused_as_down(*send(reporter, scene, PDF))
    assert not Evidence.objects.exists() and not Figure.objects.exists()


def test_a_scanner_that_is_slow_takes_no_file(scene, reporter, settings, scanner):
    settings.SCANNER_SECONDS = 0.2
    release = threading.Event()
    scanner.answer = lambda content: b"stream: OK\0" if release.wait(10) else b""
    assert refused_as_down(*send(reporter, scene, PDF))
    release.set()


@pytest.mark.parametrize(
    "answer",
    [b"", b"INSTREAM size limit exceeded. ERROR\0", b"OK\0", b"stream: OK but\0", b"\xff" * 5000, b"stream: \xff\0"],
)
def test_an_answer_that_is_not_understood_takes_no_file(scene, reporter, scanner, answer: bytes):
    scanner.answer = lambda content: answer
    assert refused_as_down(*send(reporter, scene, PDF))


def test_the_name_of_a_virus_cannot_forge_a_line(scene, reporter, scanner):
    scanner.answer = lambda content: b"stream: <b>x</b>\nDuyet bao cao" + b"y" * 500 + b" FOUND\0"
    status, page = send(reporter, scene, PDF)
    assert status == 422
    assert "&lt;b&gt;x&lt;/b&gt; Duyet bao cao" in page
    assert len(AuditEvent.objects.get().after["found"]) <= 80


def test_without_a_scanner_nobody_is_asked(scene, reporter, settings):
    assert settings.SCANNER == ""
    assert send(reporter, scene, PDF)[0] == 302
