"""Upload, preview, confirm: nothing is written before the confirmation, then all of it, and the same file once."""

import re
from threading import Barrier, Thread

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.urls import reverse

from reports.collection.workbook.file_check import MAX_FILE
from reports.collection.workbook.form import form_workbook
from reports.models import Figure, FigureRevision, Via, WorkbookImport
from tests import factories
from tests.reports.collection.scene import Scene, make_scene, number
from tests.reports.collection.workbook.conftest import with_cells

pytestmark = [pytest.mark.slow, pytest.mark.both]

GOOD = {"F6": 100, "F7": 40, "F8": 60, "F9": 1000, "F10": 700}


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def upload(client: Client, scene: Scene, data: bytes, name: str = "biểu.xlsx", **details):
    address = reverse("submission-workbook-upload", args=[scene.form.pk])
    return client.post(address, {"file": SimpleUploadedFile(name, data)}, **details)


def confirm(client: Client, scene: Scene, preview):
    sealed = re.search(r'name="sealed" value="([^"]+)"', preview.content.decode())
    address = reverse("submission-workbook-apply", args=[scene.form.pk])
    return client.post(address, {"sealed": sealed[1] if sealed else ""}, follow=True)


def test_the_form_is_downloaded_under_a_vietnamese_name_and_never_kept(scene):
    answer = signed_in(scene.reporter).get(reverse("submission-workbook", args=[scene.form.pk]))
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''Bi%E1%BB%83u%20KH-10")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in answer["Cache-Control"]
    assert answer.content.startswith(b"PK")


def test_a_preview_writes_nothing_and_a_confirmation_writes_all(scene, blank):
    client = signed_in(scene.reporter)
    preview = upload(client, scene, with_cells(blank, **GOOD, H6="đủ cả năm"))
    assert preview.status_code == 200
    assert "Nhận 5 ô" in preview.content.decode()
    assert not Figure.objects.exists()
    page = confirm(client, scene, preview)
    assert "Đã nhận 5 ô từ tệp biểu.xlsx" in page.content.decode()
    assert (scene.figure().value, scene.figure().note) == (100, "đủ cả năm")
    assert set(FigureRevision.objects.values_list("via", "by")) == {(Via.FILE, scene.reporter.pk)}
    assert (WorkbookImport.objects.get().cells, WorkbookImport.objects.get().name) == (5, "biểu.xlsx")


@pytest.mark.once
def test_one_refused_cell_holds_back_the_whole_file(scene, blank):
    client = signed_in(scene.reporter)
    preview = upload(client, scene, with_cells(blank, **GOOD | {"F7": "72.23"}))
    text = preview.content.decode()
    assert preview.status_code == 422
    assert "Biểu nhập!F7" in text
    assert "72,23 hay 7.223" in text
    assert "sealed" not in text
    assert not Figure.objects.exists()


def test_a_bad_file_is_refused_beside_the_field(scene):
    answer = upload(signed_in(scene.reporter), scene, b"%PDF-1.7")
    assert answer.status_code == 422
    assert "Tệp là PDF" in answer.content.decode()


@pytest.mark.once
def test_the_same_file_twice_is_applied_once(scene, blank):
    client, data = signed_in(scene.reporter), with_cells(blank, **GOOD)
    first = upload(client, scene, data)
    second = upload(client, scene, data)
    confirm(client, scene, first)
    scene.save(number("total", "101"))
    assert "đã nạp lúc" in confirm(client, scene, second).content.decode()
    assert "không ghi thêm lần nữa" in upload(client, scene, data).content.decode()
    assert scene.figure().value == 101
    assert WorkbookImport.objects.count() == 1


def test_a_form_that_moved_between_preview_and_confirmation_is_named_and_not_written_over(scene, blank):
    client = signed_in(scene.reporter)
    preview = upload(client, scene, with_cells(blank, **GOOD))
    scene.save(number("college", "41"))
    page = confirm(client, scene, preview).content.decode()
    assert "Biểu vừa đổi sau khi xem trước (Số liệu college)" in page
    assert list(Figure.objects.values_list("element__code", "value")) == [("college", 41)]
    assert not WorkbookImport.objects.exists()


@pytest.mark.once
def test_an_unchanged_file_has_nothing_to_confirm(scene, blank):
    text = upload(signed_in(scene.reporter), scene, blank).content.decode()
    assert "không có gì để ghi" in text
    assert "sealed" not in text


@pytest.mark.once
def test_a_preview_is_good_for_its_own_person_report_and_time_only(scene, blank):
    client = signed_in(scene.reporter)
    preview = upload(client, scene, with_cells(blank, **GOOD))
    colleague = factories.make_user(agency=scene.district, username="colleague")
    assert "Bản xem trước đã cũ" in confirm(signed_in(colleague), scene, preview).content.decode()
    with time_machine.travel("2099-01-01"):
        later = signed_in(scene.reporter)
        assert "Bản xem trước đã cũ" in confirm(later, scene, preview).content.decode()
    forged = client.post(reverse("submission-workbook-apply", args=[scene.form.pk]), {"sealed": "x"}, follow=True)
    assert "Bản xem trước đã cũ" in forged.content.decode()
    assert not Figure.objects.exists()


@pytest.mark.once
def test_a_sent_report_takes_no_file(scene, blank):
    client = signed_in(scene.reporter)
    preview = upload(client, scene, with_cells(blank, **GOOD))
    scene.sent()
    assert "không còn nạp tệp được" in confirm(client, scene, preview).content.decode()
    assert upload(client, scene, blank).status_code == 302
    assert not WorkbookImport.objects.exists()


@pytest.mark.parametrize("name", ["submission-workbook", "submission-workbook-upload"])
def test_a_stranger_does_not_find_the_form(scene, name):
    neighbour = factories.make_user(agency=factories.make_agency("002"), username="next")
    assert signed_in(neighbour).get(reverse(name, args=[scene.form.pk])).status_code == 404


def test_staff_may_fetch_the_form_and_not_fill_it(scene, blank):
    client = signed_in(scene.staff)
    assert client.get(reverse("submission-workbook", args=[scene.form.pk])).status_code == 200
    assert upload(client, scene, blank).status_code == 403


@pytest.mark.once
def test_a_body_of_26_mb_is_refused_before_it_is_read(scene):
    answer = upload(signed_in(scene.reporter), scene, bytes(26 * 1024 * 1024))
    assert answer.status_code in (400, 413)
    assert upload(signed_in(scene.reporter), scene, b"%PDF").status_code == 422


@pytest.mark.once
def test_a_file_over_5_mb_is_refused_by_its_size(scene):
    answer = upload(signed_in(scene.reporter), scene, b"PK\x03\x04" + bytes(MAX_FILE))
    assert (answer.status_code, "lớn hơn 5 MB" in answer.content.decode()) == (422, True)


def test_ten_thousand_fields_are_refused(scene):
    address = reverse("submission-workbook-apply", args=[scene.form.pk])
    fields = {f"f{number}": "1" for number in range(10_000)}
    assert signed_in(scene.reporter).post(address, fields).status_code == 400


@pytest.mark.django_db(transaction=True)
def test_two_tabs_that_confirm_at_once_apply_the_file_once(transactional_db):
    scene = make_scene()
    data = with_cells(form_workbook(scene.form), **GOOD)
    previews = [upload(signed_in(scene.reporter), scene, data) for _ in range(2)]
    clients = [signed_in(scene.reporter) for _ in range(2)]
    barrier, statuses = Barrier(2), []

    def run(place: int) -> None:
        barrier.wait(10)
        statuses.append(confirm(clients[place], scene, previews[place]).status_code)
        connection.close()

    threads = [Thread(target=run, args=[place]) for place in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200, 200]
    assert WorkbookImport.objects.count() == 1
    assert FigureRevision.objects.count() == 5
