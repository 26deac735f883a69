"""The XLSX form through the API: the same file, the same refusals, as JSON."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from knox.models import AuthToken
from openpyxl import load_workbook

from reports.models import Figure, FigureRevision, Via, WorkbookImport
from tests.api.conftest import TRAINED, World


@pytest.fixture
def blank(world: World) -> bytes:
    answer = ask(world, "reporter", "get")
    assert answer.status_code == 200
    return answer.content


def ask(world: World, who: str, method: str, **details):
    token = AuthToken.objects.create(user=world.people[who])[1]
    address = f"/api/v1/submissions/{world.form.pk}/workbook/"
    return getattr(Client(), method)(address, HTTP_AUTHORIZATION=f"Token {token}", **details)


def post(world: World, data: bytes, who: str = "reporter", **fields: str):
    return ask(world, who, "post", data={"file": SimpleUploadedFile("form.xlsx", data), **fields})


def filled(data: bytes, value: object) -> bytes:
    book = load_workbook(io.BytesIO(data))
    book["Biểu nhập"]["F6"] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def test_the_form_can_be_asked_for_by_its_type(world: World):
    wanted = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    answer = ask(world, "leader", "get", HTTP_ACCEPT=wanted)
    assert (answer.status_code, answer["Content-Type"]) == (200, wanted)


@pytest.mark.slow
@pytest.mark.once
def test_a_preview_tells_each_cell_and_writes_nothing(world: World, blank: bytes):
    answer = post(world, filled(blank, 1200), preview="true")
    assert answer.status_code == 200
    (first, *_), applied = answer.json()["cells"], answer.json()["applied"]
    assert first == {
        "sheet": "Biểu nhập", "address": "F6", "data_element": TRAINED, "verdict": "taken", "before": "ô trống",
        "value": "1.200", "message": "",
    }  # fmt: skip
    assert not applied
    assert not Figure.objects.exists()


@pytest.mark.slow
@pytest.mark.once
def test_without_preview_the_file_is_applied_whole_and_once(world: World, blank: bytes):
    data = filled(blank, 1200)
    for _ in range(2):
        answer = post(world, data)
        assert (answer.status_code, answer.json()["applied"]) == (200, True)
    assert FigureRevision.objects.get().via == Via.FILE
    assert WorkbookImport.objects.count() == 1


@pytest.mark.slow
@pytest.mark.once
def test_a_refused_cell_is_named_by_sheet_and_address_and_nothing_is_written(world: World, blank: bytes):
    answer = post(world, filled(blank, "72.23"))
    assert answer.status_code == 400
    assert "72,23 hay 7.223" in answer.json()["error"]["fields"]["Biểu nhập!F6"]
    assert not Figure.objects.exists()


@pytest.mark.slow
def test_a_bad_file_is_refused_by_name(world: World):
    answer = post(world, b"%PDF-1.7", preview="true")
    assert (answer.status_code, "PDF" in answer.json()["error"]["fields"]["file"]) == (400, True)
    assert ask(world, "reporter", "post", data={}).json()["error"]["fields"].keys() == {"file"}


def test_a_body_of_26_mb_is_refused(world: World):
    answer = post(world, bytes(26 * 1024 * 1024))
    assert (answer.status_code, answer.json()["error"]["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("who", "get", "send"),
    [("staff", 200, 403), ("leader", 200, 403), ("neighbour", 404, 404), ("stranger", 404, 403), ("nobody", 403, 403)],
)
def test_only_who_reports_for_the_agency_may_send_a_file(world: World, who: str, get: int, send: int):
    assert ask(world, who, "get").status_code == get
    assert post(world, b"x", who=who).status_code == send
