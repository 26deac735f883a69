"""The work in the background: one builder at a time, nothing lost by a killed one, every failure said plainly."""

import os
import signal
import subprocess
import sys
import time
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection

from agencies import clock
from reports import calling
from reports.issued import building, services
from reports.issued.building import LEASE, MAX_ATTEMPTS, claim_next
from reports.models import BuildState, IssuedReport, ReportFormat
from tests import services as found_services
from tests.reports.issued.office import Office, files, now_there

pytestmark = [pytest.mark.slow, pytest.mark.both]


def ask_again(office: Office, report: IssuedReport) -> None:
    services.ask_build(report=now_there(report), by=office.author, now=clock.now())


def let_the_lease_run_out(report: IssuedReport) -> None:
    held = IssuedReport.objects.get(pk=report.pk)
    assert clock.now() < held.build_lease_until <= clock.now() + LEASE
    IssuedReport.objects.filter(pk=report.pk).update(build_lease_until=clock.now() - timedelta(seconds=1))


def test_a_draft_is_built_with_every_file_and_says_so(office: Office):
    report = office.draft()
    assert (report.build_state, report.build_done, report.build_error) == (BuildState.DONE, building.STEPS, "")
    assert set(files(report)) == set(ReportFormat)
    assert report.files.get(format="docx").name == "Báo cáo năm 2024 KH-10.docx"
    assert report.passages.count() > 5


def test_building_again_gives_the_same_words_once(office: Office):
    report = office.draft()
    words = list(report.passages.values_list("key", "template", "pk"))
    ask_again(office, report)
    office.built(report)
    assert list(report.passages.values_list("key", "template", "pk")) == words


def test_of_two_builders_one_gets_the_report(office: Office):
    office.draft(built=False)
    assert claim_next(clock.now()) is not None
    assert claim_next(clock.now()) is None


def test_a_report_whose_builder_died_is_built_by_the_next_one_after_the_lease(office: Office):
    report = office.draft(built=False)
    claim_next(clock.now())
    assert building.build_waiting() == 0
    let_the_lease_run_out(report)
    assert building.build_waiting() == 1
    assert now_there(report).build_state == BuildState.DONE


def test_a_report_that_kills_every_builder_is_given_up_with_a_word(office: Office):
    report = office.draft(built=False)
    for _ in range(MAX_ATTEMPTS):
        assert claim_next(clock.now()) is not None
        let_the_lease_run_out(report)
    assert claim_next(clock.now()) is None
    assert (now_there(report).build_state, now_there(report).build_error) == (BuildState.FAILED, building.GIVEN_UP)
    ask_again(office, report)
    assert office.built(report).build_state == BuildState.DONE


def test_a_builder_that_lost_its_claim_leaves_no_trace(office: Office):
    report = office.draft()
    before = files(report), report.dataset_sha256
    ask_again(office, report)
    slow = claim_next(clock.now())
    ask_again(office, report)
    assert building.build(slow) is False
    assert (files(report), now_there(report).dataset_sha256) == before
    assert now_there(report).build_state == BuildState.WAITING


@pytest.mark.parametrize(
    ("script", "reason"),
    [("exit 3", "báo lỗi (mã 3)"), ("kill -9 $$", "bị dừng giữa chừng"), ("true", "không cho ra bản PDF")],
)
def test_libreoffice_failing_leaves_everything_but_the_pdf(office: Office, printer, script: str, reason: str):
    printer(script)
    report = office.draft()
    assert report.build_state == BuildState.DONE and reason in report.build_error
    assert set(files(report)) == set(ReportFormat) - {ReportFormat.PDF}
    printer("printf '%%PDF-1.4\\n%%%%EOF\\n' > report.pdf")
    ask_again(office, report)
    report = office.built(report)
    assert (report.build_error, ReportFormat.PDF in files(report)) == ("", True)


def test_libreoffice_absent_is_said_and_the_worker_lives(office: Office, settings):
    settings.LIBREOFFICE = "/nowhere/soffice"
    report, other = office.draft(built=False), office.draft(built=False)
    assert building.build_waiting() == 2
    assert "chưa cài LibreOffice" in now_there(report).build_error
    assert ReportFormat.DOCX in files(other)


def test_libreoffice_hanging_is_ended_within_the_limit(office: Office, printer, monkeypatch):
    monkeypatch.setattr(building, "PDF_SECONDS", 0.5)
    printer("sleep 60")
    report = office.draft()
    assert report.build_state == BuildState.DONE and "không xong trong 0.5 giây" in report.build_error


def test_data_that_cannot_be_read_fail_with_their_reason_and_hold_up_nobody(office: Office):
    broken, sound = office.draft(built=False), office.draft(built=False)
    IssuedReport.objects.filter(pk=broken.pk).update(as_of=clock.today() + timedelta(days=9))
    assert building.build_waiting() == 1
    assert now_there(broken).build_state == BuildState.FAILED
    assert "Chưa tới ngày" in now_there(broken).build_error
    assert now_there(sound).build_state == BuildState.DONE


def test_what_nobody_foresaw_is_said_in_plain_words_without_its_details(office: Office, monkeypatch):
    def broken(document):
        raise RuntimeError("details of the machine")

    monkeypatch.setattr(building, "write_docx", broken)
    report = office.draft()
    assert (report.build_state, report.build_error) == (BuildState.FAILED, building.UNEXPECTED)


def test_an_edited_passage_whose_field_is_gone_is_named(office: Office):
    report = office.draft()
    row = report.passages.first()
    row.text = "Còn [[no.such_field]]."
    row.save()
    ask_again(office, report)
    report = office.built(report)
    assert report.build_state == BuildState.FAILED and "no.such_field" in report.build_error


def test_asking_with_a_dead_queue_is_quick_and_the_report_waits(office: Office):
    code = (
        "import time, django; django.setup(); from reports.calling import call; started = time.monotonic(); "
        "call('build_reports'); print(time.monotonic() - started)"
    )
    nobody = f"redis://127.0.0.1:{found_services.free_port()}/0"
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "vocplan.settings", "REDIS_URL": nobody}
    report = office.draft(built=False)
    called = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=30)
    assert "queue not reachable" in called.stderr and float(called.stdout) < 2
    assert now_there(report).build_state == BuildState.WAITING
    assert building.build_waiting() == 1


@pytest.mark.django_db(transaction=True)
def test_a_builder_killed_in_the_middle_leaves_a_report_that_the_next_one_builds(office: Office, printer, tmp_path):
    printer(f"touch {tmp_path}/printing; sleep 60")
    report = office.draft(built=False)
    url = str(connection.settings_dict["NAME"])
    address = f"sqlite:///{url}" if connection.vendor == "sqlite" else postgresql_address()
    code = "import django; django.setup(); from reports.issued.building import build_waiting; build_waiting()"
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "vocplan.settings",
        "DATABASE_URL": address,
        "LIBREOFFICE": django_settings.LIBREOFFICE,
        "TMPDIR": str(tmp_path),
    }
    builder = subprocess.Popen([sys.executable, "-c", code], env=environment, start_new_session=True)
    deadline = time.monotonic() + 60
    while not (tmp_path / "printing").exists():
        assert builder.poll() is None and time.monotonic() < deadline
        time.sleep(0.05)
    assert now_there(report).build_step == "Bản in PDF"
    os.killpg(builder.pid, signal.SIGKILL)
    builder.wait()
    let_the_lease_run_out(report)
    printer("printf '%%PDF-1.4\\n%%%%EOF\\n' > report.pdf")
    report = office.built(report)
    assert (report.build_state, report.build_attempts) == (BuildState.DONE, 2)
    assert set(files(report)) == set(ReportFormat)


def postgresql_address() -> str:
    at = connection.settings_dict
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


@pytest.mark.broker
@pytest.mark.django_db(transaction=True)
def test_a_report_asked_for_is_built_by_a_real_worker(office: Office, celery_worker):
    report = office.draft(built=False)
    calling.call("build_reports")
    deadline = time.monotonic() + 60
    while now_there(report).build_state != BuildState.DONE:
        assert time.monotonic() < deadline, now_there(report).build_error
        time.sleep(0.1)
    assert ReportFormat.DOCX in files(report)
