"""Files of a report: who adds, sees and takes off; what lies on the disk; what the browser gets."""

import io
import os
import unicodedata
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import clock
from agencies.access import Role
from reports.collection.evidence import storage
from reports.collection.evidence.services import add_evidence
from reports.models import Evidence
from tests import factories
from tests.reports.collection.evidence import files


@pytest.fixture(autouse=True)
def media(settings, tmp_path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def people(scene) -> dict:
    away = factories.make_department("68-so", locality=factories.make_locality("68"))
    return {
        "reporter": scene.reporter,
        "colleague": factories.make_user(agency=scene.district),
        "neighbour": factories.make_user(agency=factories.make_agency("002")),
        "staff": scene.staff,
        "leader": factories.make_user(Role.LEADER, scene.department),
        "administrator": factories.make_user(Role.ADMINISTRATOR, scene.department),
        "stranger": factories.make_user(Role.STAFF, away),
        "nobody": factories.make_user(None),
    }


def client_of(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(scene, *given: tuple[str, bytes], by=None, form=None):
    sent = [SimpleUploadedFile(name, content) for name, content in given]
    address = reverse("submission-evidence", args=[(form or scene.form).pk])
    return client_of(by or scene.reporter).post(address, {"files": sent})


def download(user, pk: int):
    """The answer with its whole content read, as a server sends it."""
    answer = client_of(user).get(reverse("evidence-file", args=[pk]))
    answer.body = answer.getvalue()
    return answer


def attach(scene, content: bytes) -> int:
    """Add a file without a browser; returns the key of its row."""
    row, _ = add_evidence(
        submission=scene.form,
        name="x.pdf",
        size=len(content),
        content=io.BytesIO(content),
        by=scene.reporter,
        now=clock.now(),
    )
    return row.pk


def on_disk(media: Path) -> list[Path]:
    return sorted(path for path in media.rglob("*") if path.is_file())


@pytest.mark.slow
def test_a_file_lies_under_a_random_name_below_the_media_folder(scene, media):
    answer = upload(scene, ("báo cáo.pdf", files.PDF))
    row = Evidence.objects.get()
    assert answer.headers["Location"] == f"/submissions/{scene.form.pk}/#evidence"
    assert (row.name, row.size, row.uploaded_by) == ("báo cáo.pdf", len(files.PDF), scene.reporter)
    assert [path.read_bytes() for path in on_disk(media)] == [files.PDF]
    assert "pdf" not in row.stored and len(Path(row.stored).name) == 32


def test_the_media_folder_is_never_served(scene):
    upload(scene, ("báo cáo.pdf", files.PDF))
    stored = Evidence.objects.get().stored
    for address in (f"/media/{stored}", f"/{stored}", f"/static/{stored}", f"/static/../media/{stored}"):
        assert client_of(scene.reporter).get(address).status_code == 404


def test_a_download_is_an_attachment_with_its_vietnamese_name(scene):
    upload(scene, ("báo cáo “quý 4”.pdf", files.PDF))
    answer = download(scene.staff, Evidence.objects.get().pk)
    assert answer.body == files.PDF
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith("attachment; filename*=utf-8''b%C3%A1o%20c%C3%A1o%20")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["Content-Type"] == "application/pdf"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]


def test_a_line_break_in_a_name_forges_no_header(scene):
    Evidence.objects.filter(pk=attach(scene, files.PDF)).update(name="a\r\nSet-Cookie: x=1.pdf")
    answer = download(scene.staff, Evidence.objects.get().pk)
    assert "Set-Cookie" not in answer.headers
    assert "\n" not in answer.headers["Content-Disposition"]


SEES = {
    "reporter": 200,
    "colleague": 200,
    "staff": 200,
    "leader": 200,
    "neighbour": 404,
    "stranger": 404,
    "administrator": 403,
    "nobody": 403,
}


@pytest.mark.once
@pytest.mark.parametrize("who", SEES)
def test_rights_are_checked_at_each_download(scene, people, who):
    upload(scene, ("a.pdf", files.PDF))
    pk = Evidence.objects.get().pk
    assert download(people[who], pk).status_code == SEES[who]
    assert client_of(people[who]).get(reverse("submission-evidence", args=[scene.form.pk])).status_code == SEES[who]


def test_a_visitor_is_sent_to_sign_in(scene):
    upload(scene, ("a.pdf", files.PDF))
    assert Client().get(reverse("evidence-file", args=[Evidence.objects.get().pk])).status_code == 302


@pytest.mark.once
@pytest.mark.parametrize("who", [name for name in SEES if name not in ("reporter", "colleague")])
def test_only_the_agency_adds_and_takes_off(scene, people, who, media):
    refused = upload(scene, ("a.pdf", files.PDF), by=people[who])
    assert refused.status_code in (403, 404)
    assert on_disk(media) == []
    upload(scene, ("a.pdf", files.PDF))
    row = Evidence.objects.get()
    assert client_of(people[who]).post(reverse("evidence-remove", args=[row.pk])).status_code in (403, 404)
    row.refresh_from_db()
    assert row.removed_at is None


def test_one_bad_file_is_named_and_the_good_ones_are_kept(scene, media):
    answer = upload(scene, ("báo cáo.pdf.exe", b"MZ"), ("tốt.pdf", files.PDF), ("hình.svg", files.SVG))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2 chỗ chưa nhận được" in page and "báo cáo.pdf.exe" in page and "hình.svg" in page
    assert [row.name for row in Evidence.objects.all()] == ["tốt.pdf"]
    assert len(on_disk(media)) == 1


def test_nothing_chosen_says_what_to_do(scene):
    answer = client_of(scene.reporter).post(reverse("submission-evidence", args=[scene.form.pk]))
    assert answer.status_code == 422
    assert "Chọn ít nhất một tệp" in answer.content.decode()


def test_the_same_file_twice_is_one_row_and_one_file(scene, media):
    upload(scene, ("a.pdf", files.PDF), ("b.pdf", files.PDF))
    upload(scene, ("c.pdf", files.PDF))
    assert [row.name for row in Evidence.objects.all()] == ["a.pdf"]
    assert len(on_disk(media)) == 1


@pytest.mark.slow
def test_the_twenty_first_file_is_refused(scene, media):
    upload(scene, *((f"{n}.pdf", files.PDF + bytes([n])) for n in range(20)))
    answer = upload(scene, ("nữa.pdf", files.PDF + b"more"))
    assert "đã có 20 tệp" in answer.content.decode()
    assert Evidence.objects.count() == len(on_disk(media)) == 20


def test_a_removed_file_keeps_its_row_and_can_come_back(scene):
    upload(scene, ("a.pdf", files.PDF))
    row = Evidence.objects.get()
    address = reverse("evidence-file", args=[row.pk])
    client = client_of(scene.reporter)
    client.post(reverse("evidence-remove", args=[row.pk]))
    row.refresh_from_db()
    assert row.removed_at is not None
    assert client.get(address).status_code == 404
    assert client.post(reverse("evidence-remove", args=[row.pk])).status_code == 404
    upload(scene, ("a.pdf", files.PDF))
    assert Evidence.objects.filter(removed_at__isnull=True).count() == 1


def test_a_sent_report_takes_and_gives_no_file(scene, media):
    upload(scene, ("a.pdf", files.PDF))
    scene.sent()
    row = Evidence.objects.get()
    upload(scene, ("b.pdf", files.PDF + b"b"))
    client_of(scene.reporter).post(reverse("evidence-remove", args=[row.pk]))
    row.refresh_from_db()
    assert row.removed_at is None
    assert Evidence.objects.count() == len(on_disk(media)) == 1


def test_a_full_disk_is_said_plainly_and_leaves_nothing(scene, media, monkeypatch):
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    answer = upload(scene, ("a.pdf", files.PDF))
    assert answer.status_code == 422
    assert "máy chủ chưa lưu được tệp này" in answer.content.decode()
    assert not Evidence.objects.exists()
    assert on_disk(media) == []


def test_what_a_killed_process_left_is_swept_by_the_next_upload(scene, media):
    folder = media / "evidence" / str(scene.form.pk)
    folder.mkdir(parents=True)
    for name in ("old.part", "old", "young.part"):
        (folder / name).write_bytes(b"x")
    for name in ("old.part", "old"):
        os.utime(folder / name, (0, 0))
    upload(scene, ("a.pdf", files.PDF))
    assert {path.name for path in on_disk(media)} == {"young.part", Path(Evidence.objects.get().stored).name}


def test_a_file_that_is_gone_is_not_found(scene):
    upload(scene, ("a.pdf", files.PDF))
    row = Evidence.objects.get()
    storage.forget(row.stored)
    assert download(scene.staff, row.pk).status_code == 404


def test_decomposed_letters_of_a_name_are_kept_composed(scene):
    upload(scene, (unicodedata.normalize("NFD", "Tờ trình.pdf"), files.PDF))
    assert Evidence.objects.get().name == "Tờ trình.pdf"


@pytest.mark.slow
def test_the_form_and_the_review_list_the_files(scene):
    upload(scene, ("tờ trình.pdf", files.PDF))
    assert "tờ trình.pdf" in client_of(scene.reporter).get(scene.form.get_absolute_url()).content.decode()
    scene.sent()
    assert "tờ trình.pdf" in client_of(scene.staff).get(reverse("review", args=[scene.form.pk])).content.decode()


def test_many_files_cost_no_more_queries_than_one(scene, django_assert_num_queries):
    client, page = client_of(scene.reporter), reverse("submission-evidence", args=[scene.form.pk])
    attach(scene, files.PDF)
    with CaptureQueriesContext(connection) as with_one:
        client.get(page)
    for number in range(9):
        attach(scene, files.PDF + bytes([number]))
    with django_assert_num_queries(len(with_one)):
        assert client.get(page).content.count(b"/evidence/") >= 10
    # The page's frame costs five (installation, session, person, rights, unread notices), the page itself three.
    assert len(with_one) == 8
