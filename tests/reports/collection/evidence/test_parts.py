"""Evidence in pieces: it goes on where it stopped, is looked at like any other file, and belongs to its sender."""

import hashlib
import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from agencies.web.uploads import MAX_BODY
from reports.collection.evidence.checks import MAX_BYTES, MAX_FILES
from reports.collection.evidence.parts import WrongPlace, add_piece, part_path
from reports.collection.evidence.storage import drop_folders
from reports.models import Evidence
from tests import factories
from tests.race import failures, race

pytestmark = pytest.mark.both

KEY = hashlib.sha256(b"file").hexdigest()
PDF = b"%PDF-1.7\n" + b"a" * 3000 + b"\n%%EOF"


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def owner(scene) -> Client:
    return signed_in(scene.reporter)


def address(scene) -> str:
    return reverse("submission-evidence-part", args=[scene.form.pk])


def send(client, scene, content: bytes, *, offset: int = 0, size: int | None = None, name="bao-cao.pdf", key=KEY):
    fields = {"key": key, "name": name, "size": str(len(PDF) if size is None else size), "offset": str(offset)}
    return client.post(address(scene), {**fields, "piece": SimpleUploadedFile("piece", content)})


def test_pieces_make_one_file_that_goes_on_where_it_stopped(scene, owner, media):
    assert send(owner, scene, PDF[:1000]).json() == {"received": 1000}
    assert owner.get(address(scene), {"key": KEY}).json() == {"received": 1000}
    assert send(owner, scene, PDF[:1000]).status_code == 409
    answer = send(owner, scene, PDF[1000:], offset=1000).json()
    assert (answer["done"], answer["name"]) == (True, "bao-cao.pdf") and "bao-cao.pdf" in answer["list"]
    row = Evidence.objects.get()
    assert (row.size, row.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())
    assert not any((media / "evidence-parts" / str(scene.form.pk)).iterdir())


@pytest.mark.parametrize(
    ("name", "size", "why"),
    [
        ("lon.pdf", MAX_BYTES + 1, "“lon.pdf”: lớn hơn 10 MB"),
        ("virus.exe", 10, "“virus.exe”: loại .exe không được nhận"),
        ("rong.pdf", 0, "“rong.pdf”: tệp rỗng"),
    ],
)
def test_a_file_that_will_not_be_taken_is_refused_by_name_with_its_first_piece(scene, owner, name, size, why):
    answer = send(owner, scene, b"%PDF-", size=size, name=name)
    assert answer.status_code == 422 and why in answer.json()["error"]


def test_what_is_in_a_whole_file_is_looked_at_as_ever(scene, owner):
    answer = send(owner, scene, b"MZ" + PDF[2:])
    assert answer.status_code == 422 and "nội dung không phải" in answer.json()["error"]
    assert owner.get(address(scene), {"key": KEY}).json() == {"received": 0}


def test_a_piece_longer_than_its_file_is_cut_and_a_key_of_no_page_is_refused(scene, owner):
    assert send(owner, scene, PDF, size=10).json()["done"]
    assert send(owner, scene, PDF, key="../../x").status_code == 422
    assert not Evidence.objects.exclude(size=10).exists()


@pytest.mark.slow
@pytest.mark.once
def test_twenty_files_of_ten_megabytes_fit_and_the_next_is_refused_by_name(scene, owner):
    for place in range(MAX_FILES):
        content = b"%PDF-" + str(place).encode().ljust(MAX_BYTES - 5, b"a")
        key = hashlib.sha256(str(place).encode()).hexdigest()
        assert send(owner, scene, content, size=MAX_BYTES, name=f"{place}.pdf", key=key).json()["done"]
    refused = send(owner, scene, PDF, name="thua.pdf").json()["error"]
    assert "“thua.pdf”: báo cáo đã có 20 tệp" in refused
    assert Evidence.objects.count() == MAX_FILES


@pytest.mark.slow
def test_the_pieces_of_another_person_or_office_are_not_there(scene, owner):
    send(owner, scene, PDF[:1000])
    colleague = factories.make_user(agency=scene.district, username="colleague")
    neighbour = factories.make_user(agency=factories.make_agency("002"), username="neighbour")
    assert signed_in(colleague).get(address(scene), {"key": KEY}).json() == {"received": 0}
    assert signed_in(neighbour).get(address(scene), {"key": KEY}).status_code == 404
    assert signed_in(scene.staff).get(address(scene), {"key": KEY}).status_code == 403


def test_a_sent_report_takes_no_piece_not_even_the_first_of_many(scene, owner, media):
    scene.sent()
    assert send(owner, scene, PDF).status_code == 422
    assert send(owner, scene, PDF[:10]).status_code == 422
    assert not (media / "evidence-parts").exists()


@pytest.mark.slow
def test_a_file_does_not_outgrow_its_limit_by_naming_a_smaller_size_later(scene, owner, media):
    begun = PDF + bytes(MAX_BYTES - len(PDF) - 1)
    assert send(owner, scene, begun, size=MAX_BYTES).json() == {"received": MAX_BYTES - 1}
    answer = send(owner, scene, bytes(MAX_BYTES), offset=MAX_BYTES - 1, size=10)
    assert (answer.status_code, answer.json()) == (409, {"received": 0})
    assert not Evidence.objects.exists()
    assert send(owner, scene, PDF).json()["done"]


@pytest.mark.django_db(transaction=True)
def test_of_the_same_piece_sent_several_times_at_once_one_goes_on(media):
    path, piece = part_path(1, 1, KEY), bytes(2 * 1024 * 1024)
    path.parent.mkdir(parents=True)
    said = {"name": "x.pdf", "size": MAX_BYTES, "offset": 0}
    given = race(*[lambda: add_piece(path, **said, piece=io.BytesIO(piece))] * 4)
    assert [len(piece)] == [one for one in given if isinstance(one, int)]
    assert all(isinstance(one, WrongPlace) for one in failures(given)) and path.stat().st_size == len(piece)


def test_nobody_fills_the_disk_with_files_that_never_become_whole(scene, owner):
    keys = [hashlib.sha256(str(one).encode()).hexdigest() for one in range(MAX_FILES + 1)]
    answers = [send(owner, scene, PDF[:10], key=key) for key in keys]
    assert [answer.status_code for answer in answers] == [200] * MAX_FILES + [422]
    assert "20 tệp gửi dở" in answers[-1].json()["error"]
    # What has begun goes on, and makes room.
    assert send(owner, scene, PDF[10:], offset=10, key=keys[0]).json()["done"]
    assert send(owner, scene, PDF[:10], key=keys[-1]).status_code == 200


@pytest.mark.slow
def test_too_much_at_once_is_told_in_vietnamese_with_the_limit(scene, owner):
    large = SimpleUploadedFile("x.pdf", bytes(MAX_BODY + 1))
    answer = owner.post(reverse("submission-evidence", args=[scene.form.pk]), {"files": [large]})
    assert answer.status_code == 400 and "vượt quá 25 MB" in answer.content.decode()


def test_what_had_come_of_a_file_goes_with_its_report(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    for folder in ("evidence", "evidence-parts"):
        for report in ("7", "8"):
            (tmp_path / folder / report).mkdir(parents=True)
            (tmp_path / folder / report / "1-abc").write_bytes(b"half")
    drop_folders([7])
    assert sorted(str(path.relative_to(tmp_path)) for path in tmp_path.glob("*/*")) == [
        "evidence-parts/8",
        "evidence/8",
    ]
