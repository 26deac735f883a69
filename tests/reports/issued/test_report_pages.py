"""The pages of reports, from the form of a new one to the verification of a file."""

import hashlib
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from agencies import clock
from reports.models import BuildState, IssuedReport, ReportFormat, ReportKind, ReportState
from tests import factories
from tests.reports.issued.office import Office, files, now_there

pytestmark = pytest.mark.slow


def act(client, report: IssuedReport, move: str, **values):
    posted = {"move": move, "seen_version": now_there(report).version, **values}
    return client.post(reverse("issued-report-act", args=[report.pk]), posted)


def page_of(client, report: IssuedReport) -> str:
    return client.get(report.get_absolute_url()).content.decode().replace("\u00a0", " ")


@pytest.mark.once
def test_the_whole_work_by_its_pages(office: Office, client):
    client.force_login(office.author)
    today = f"{clock.today():%d/%m/%Y}"
    new = {"kind": "yearly", "plan": "KH-10", "year": factories.YEAR, "as_of": today, "view": "accepted"}
    assert client.post(reverse("issued-report-new"), new).status_code == 302
    report = IssuedReport.objects.get()
    assert 'data-pending="1"' in page_of(client, report)
    report = office.built(report)
    assert "DỰ THẢO" in page_of(client, report) and "1.234 lượt người" in page_of(client, report)
    assert "không tự kiểm tra" in act(client, report, "check", seen_dataset=report.dataset_sha256).content.decode()
    client.force_login(office.second)
    act(client, report, "check", seen_dataset=report.dataset_sha256)
    assert now_there(report).state == ReportState.CHECKED
    act(client, report, "number", number="5", issued_on=today)
    assert "chưa dựng xong" in act(client, report, "issue").content.decode()
    report = office.built(report)
    assert "DỰ THẢO" not in page_of(client, report) and "Số: 05/BC-SLĐ" in page_of(client, report)
    assert act(client, report, "issue").status_code == 302
    assert now_there(report).state == ReportState.ISSUED


@pytest.mark.once
def test_a_leader_reads_what_is_issued_and_nothing_before(office: Office, client):
    draft, issued = office.draft(), office.issued()
    client.force_login(office.leader)
    listed = client.get(reverse("issued-report-list")).content.decode()
    assert issued.get_absolute_url() in listed and draft.get_absolute_url() not in listed
    assert client.get(draft.get_absolute_url()).status_code == 404
    page = page_of(client, issued)
    assert "Sửa đoạn này" not in page and "Việc tiếp theo" not in page
    file = reverse("issued-report-file", args=[issued.pk, "pdf"])
    assert client.get(file).status_code == 200


@pytest.mark.once
def test_a_reporter_sees_neither_the_city_s_report_nor_a_draft_about_the_own_agency(office: Office, client):
    city = office.issued()
    own = office.draft(kind=ReportKind.AGENCY, agency=office.submission.agency)
    client.force_login(office.reporter)
    for report in (city, own):
        assert client.get(report.get_absolute_url()).status_code == 404


def test_a_stranger_meets_nothing(office: Office, client):
    report = office.issued()
    client.force_login(office.stranger)
    assert client.get(report.get_absolute_url()).status_code == 404
    assert client.get(reverse("issued-report-file", args=[report.pk, "docx"])).status_code == 404
    assert act(client, report, "supersede", reason="x", as_of="01/01/2026").status_code == 404


def test_a_file_is_a_download_under_its_vietnamese_name_and_is_not_sent_twice(office: Office, client):
    report = office.issued()
    client.force_login(office.leader)
    address = reverse("issued-report-file", args=[report.pk, "docx"])
    answer = client.get(address)
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''B%C3%A1o%20c%C3%A1o")
    assert (answer["X-Content-Type-Options"], answer["Content-Type"].rpartition(".")[2]) == ("nosniff", "document")
    assert hashlib.sha256(answer.content).hexdigest() == report.files.get(format="docx").sha256
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304


@pytest.mark.once
def test_a_number_opens_its_inputs_as_they_were_then(office: Office, client):
    report = office.issued()
    office.accept("2.000")
    client.force_login(office.leader)
    address = reverse("issued-report-number", args=[report.pk, "trained_total", factories.YEAR])
    assert address in page_of(client, report)
    page = client.get(address).content.decode()
    assert "UBND quận 1" in page and "1.234" in page and "2.000" not in page
    assert client.get(reverse("issued-report-number", args=[report.pk, "no-such", 2024])).status_code == 404


@pytest.mark.once
def test_the_page_of_an_issued_report_tells_staff_what_has_changed_since(office: Office, client):
    report = office.issued()
    before = files(report)
    office.accept("2.000")
    client.force_login(office.author)
    assert "Số liệu hôm nay khác bản này ở" in page_of(client, report)
    assert files(now_there(report)) == before


def test_a_replacement_shows_what_differs_and_the_old_one_leads_to_it(office: Office, client):
    old = office.issued()
    office.accept("2.000")
    client.force_login(office.author)
    asked = act(client, old, "supersede", reason="Quận 1 sửa số.", as_of=f"{clock.today():%d/%m/%Y}")
    new = office.built(IssuedReport.objects.get(supersedes=old))
    assert asked["Location"] == new.get_absolute_url()
    page = page_of(client, new)
    assert "Khác với bản bị thay" in page and "<del>1.234 lượt người</del>" in page
    assert "Báo cáo này thay Báo cáo số 05/BC-SLĐ" in page and "Quận 1 sửa số." in page
    assert new.get_absolute_url() in page_of(client, old)
    client.force_login(office.leader)
    assert new.get_absolute_url() not in page_of(client, old)


def test_data_written_by_another_release_leave_the_page_and_its_files(office: Office, client):
    report = office.draft()
    IssuedReport.objects.filter(pk=report.pk).update(dataset={"schema": 0})
    client.force_login(office.author)
    assert "phiên bản trước của vocplan" in page_of(client, report)
    assert client.get(reverse("issued-report-file", args=[report.pk, "docx"])).status_code == 200
    act(client, report, "build")
    assert "1.234 lượt người" in page_of(client, office.built(report))


def test_the_progress_line_is_a_fragment_that_ends(office: Office, client):
    report = office.draft(built=False)
    client.force_login(office.author)
    address = reverse("issued-report-progress", args=[report.pk])
    assert 'data-pending="1"' in client.get(address).content.decode()
    office.built(report)
    done = client.get(address)
    assert 'data-pending="0"' in done.content.decode() and "<html" not in done.content.decode()
    assert done["Cache-Control"] == "no-store"


def test_a_stale_move_changes_nothing_and_says_so(office: Office, client):
    report = office.draft()
    client.force_login(office.second)
    stale = act(client, report, "check", seen_dataset=report.dataset_sha256, seen_version=report.version + 7)
    assert stale.status_code == 409
    assert "Có người vừa đổi báo cáo này" in stale.content.decode()
    assert now_there(report).state == ReportState.DRAFT


def test_a_failed_build_says_why_and_can_be_asked_for_again(office: Office, client):
    report = office.draft(built=False)
    IssuedReport.objects.filter(pk=report.pk).update(build_state=BuildState.FAILED, build_error="Vì một lẽ.")
    client.force_login(office.author)
    assert "Vì một lẽ." in page_of(client, report)
    act(client, report, "build")
    assert now_there(report).build_state == BuildState.WAITING


@pytest.mark.once
@pytest.mark.parametrize("upload", [True, False])
def test_the_issued_file_is_known_by_its_bytes_or_its_hash(office: Office, client, upload: bool):
    report = office.issued()
    content = files(report)[ReportFormat.PDF]
    sent = {"file": SimpleUploadedFile("x.pdf", content)}
    typed = {"sha256": hashlib.sha256(content).hexdigest().upper()}
    client.force_login(office.leader)
    page = client.post(reverse("issued-report-verify"), sent if upload else typed).content.decode()
    assert "Đúng là bản đã ban hành" in page and report.get_absolute_url() in page


def test_one_changed_byte_is_another_file(office: Office, client):
    content = files(office.issued())[ReportFormat.DOCX]
    client.force_login(office.leader)
    sent = {"file": SimpleUploadedFile("x.docx", content[:-1] + bytes([content[-1] ^ 1]))}
    assert "Không phải bản đã ban hành" in client.post(reverse("issued-report-verify"), sent).content.decode()


@pytest.mark.once
def test_a_replaced_file_is_told_as_such_with_the_one_that_counts(office: Office, client):
    old = office.issued()
    content = files(old)[ReportFormat.DOCX]
    office.accept("2.000")
    replacement = office.replacement(old)
    client.force_login(office.leader)
    verify = reverse("issued-report-verify")
    sent = {"sha256": hashlib.sha256(content).hexdigest()}
    assert "Đúng là bản đã ban hành" in client.post(verify, sent).content.decode()
    client.force_login(office.second)
    act(client, replacement, "check", seen_dataset=replacement.dataset_sha256)
    new = office.issued(now_there(replacement), number=6)
    page = client.post(verify, sent).content.decode()
    assert "nay đã được thay" in page and "Báo cáo số 06/BC-SLĐ" in page and new.get_absolute_url() in page


def test_a_draft_s_file_is_told_only_to_those_who_write(office: Office, client):
    content = files(office.draft())[ReportFormat.DOCX]
    sent = {"sha256": hashlib.sha256(content).hexdigest()}
    for user, told in ((office.author, "bản chưa ban hành"), (office.leader, "Không phải bản đã ban hành")):
        client.force_login(user)
        assert told in client.post(reverse("issued-report-verify"), sent).content.decode()


def test_a_stranger_may_verify_and_gets_no_address(office: Office, client):
    report = office.issued()
    sent = {"sha256": report.files.get(format="csv").sha256}
    client.force_login(office.stranger)
    page = client.post(reverse("issued-report-verify"), sent).content.decode()
    assert "Đúng là bản đã ban hành" in page and report.get_absolute_url() not in page


@pytest.mark.parametrize("typed", ["", "abc", "g" * 64])
def test_what_is_no_hash_is_said_beside_the_field(office: Office, client, typed: str):
    client.force_login(office.leader)
    answer = client.post(reverse("issued-report-verify"), {"sha256": typed})
    assert answer.status_code == 422 and "Chưa kiểm tra được" in answer.content.decode()


def test_the_list_writes_the_symbol_of_a_report_as_the_report_does(office: Office, client):
    report = office.issued()
    client.force_login(office.leader)
    assert (
        f"<td>Số {report.number:02}/{report.symbol} ngày" in client.get(reverse("issued-report-list")).content.decode()
    )


def test_the_list_costs_the_same_for_many(office: Office, client, django_assert_max_num_queries):
    for year in (2021, 2022, 2023, 2024):
        for _ in range(4):
            office.draft(built=False, year=year, first_year=year, as_of=date(2026, 1, 2))
    client.force_login(office.author)
    client.get(reverse("issued-report-list"))
    with django_assert_max_num_queries(12):
        page = client.get(reverse("issued-report-list"), {"year": "2023", "plan": "KH-10"}).content.decode()
    assert page.count("Báo cáo năm 2023, KH-10") == 4


def test_the_page_of_a_report_costs_few_queries(office: Office, client, django_assert_max_num_queries):
    report = office.draft()
    client.force_login(office.author)
    client.get(report.get_absolute_url())
    with django_assert_max_num_queries(14):
        client.get(report.get_absolute_url())
