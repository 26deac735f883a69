"""The drill: back up a working office, restore on a clean place, sign in there, open the same report; fault 53."""

import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests import services
from tests.faults.office import Office, Visitor, ask_for_report, build_of, open_form, until

pytestmark = [pytest.mark.deep, pytest.mark.own]
TABLES = (
    "reports_figure", "reports_figurerevision", "reports_submission", "reports_auditevent", "reports_issuedreport",
    "reports_reportfile", "agencies_user", "agencies_membership", "targets_target",
)  # fmt: skip
DRILL = "drill"


@pytest.fixture
def clean_place(office: Office, tmp_path: Path):
    """Another database and another folder of uploads, without a table and without a file."""
    services.drop_databases(office.postgresql, DRILL)
    services.query(office.postgresql, f"CREATE DATABASE {DRILL}")
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    place = replace(office, folder=folder, database=DRILL, port=0, processes={})
    yield place
    place.end()
    services.drop_databases(office.postgresql, DRILL)


def counts(office: Office) -> dict[str, int]:
    return {table: office.sql(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}


def test_fault_53_what_is_restored_elsewhere_is_the_same_office(office: Office, clean_place: Office, tmp_path: Path):
    office.serve()
    office.work(beat=False)
    assert ask_for_report(Visitor(office.port).sign_in("staff")).status == 302
    until(lambda: build_of(office)[0] == "done", 120)
    reporter = Visitor(office.port).sign_in("reporter-017")
    form, (code, *_) = open_form(reporter)
    assert reporter.post(f"{form}cells/", {f"v-{code}": "1", f"n-{code}": "trước sao lưu"}).status == 200
    backup, begun = tmp_path / "office.zip", time.monotonic()
    office.manage("backup", str(backup))
    before, between = counts(office), time.monotonic()
    clean_place.manage("restore", str(backup))
    took = between - begun, time.monotonic() - between
    sys.stdout.write(f"backup {took[0]:.0f} s, restore {took[1]:.0f} s, {sum(before.values())} rows\n")
    assert counts(clean_place) == before
    verified = clean_place.manage("verify_audit").stdout
    assert "Nhật ký nguyên vẹn" in verified
    assert office.manage("verify_audit").stdout == verified
    clean_place.serve()
    Visitor(clean_place.port).sign_in("staff")
    report, kind = office.sql("SELECT report_id, format FROM reports_reportfile ORDER BY id LIMIT 1")[0]
    path = f"/reports/{report}/files/{kind}/"
    here, there = (Visitor(one.port).sign_in("staff").get(path) for one in (office, clean_place))
    assert (here.status, there.status) == (200, 200)
    assert here.body == there.body
    assert "trước sao lưu" in {note for (note,) in clean_place.sql("SELECT note FROM reports_figurerevision")}
    late = clean_place.manage("restore", str(backup), check=False)
    assert (late.returncode, "đã có dữ liệu" in late.stderr) == (1, True)


@pytest.mark.parametrize("cut", [0.5, 0.99])
def test_fault_53_a_backup_that_was_cut_off_leaves_no_row(
    clean_place: Office, tmp_path: Path, office: Office, cut: float
):
    backup = tmp_path / "office.zip"
    office.manage("backup", str(backup))
    backup.write_bytes(backup.read_bytes()[: int(backup.stat().st_size * cut)])
    refused = clean_place.manage("restore", str(backup), check=False)
    assert refused.returncode == 1
    assert clean_place.sql("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'") == [(0,)]
