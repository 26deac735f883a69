"""A figure that is not what its last event says is found; work in the usual ways is not."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from agencies import clock
from reports.audit import triggers
from reports.audit.sealing import seal
from reports.collection.entry.services import Change
from reports.collection.review.services import reopen
from reports.models import Figure, Submission
from tests.reports.collection.scene import Scene, make_scene

TAMPERINGS = {
    "UPDATE reports_figure SET value = value + 1 WHERE accepted_value = 100": "đang là 101, nhật ký ghi 100",
    "UPDATE reports_figure SET accepted_value = 99 WHERE accepted_value = 100": "số đã duyệt đang là 99",
    "UPDATE reports_figure SET note = 'khác' WHERE accepted_value = 100": "nhật ký ghi 100",
    "UPDATE reports_figure SET accepted_entry = '', accepted_value = NULL, accepted_quality = '', accepted_at = NULL": (
        "số đã duyệt đang là chưa duyệt"
    ),
}


@pytest.fixture
def accepted(db) -> Scene:
    made = make_scene()
    made.accepted()
    return made


def verify() -> str:
    said = StringIO()
    call_command("verify_audit", stdout=said)
    return said.getvalue()


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_the_usual_work_leaves_no_fault(accepted: Scene):
    assert "nguyên vẹn" in verify()
    form = Submission.objects.get(pk=accepted.form.pk)
    reopened = reopen(
        submission=form, seen_version=form.version, by=accepted.staff, now=clock.now(), reason="Đơn vị xin sửa"
    )
    assert "nguyên vẹn" in verify()
    # The rest stays as it is recorded: what waits for its seal speaks of the figures, too.
    seal()
    accepted.save(Change("total", "120"), Change("college", "60", note="lớp mở thêm"), form=reopened)
    assert "nguyên vẹn" in verify()
    accepted.save(Change("total", "120", note="xem lại"), form=accepted.other)
    assert "đang chờ nối" in verify()
    seal()
    assert "chờ nối" not in verify()


@pytest.mark.parametrize("statement", TAMPERINGS)
def test_fault_43_a_figure_changed_by_sql_is_found(accepted: Scene, statement: str):
    run(statement)
    with pytest.raises(CommandError, match=TAMPERINGS[statement]):
        verify()


def test_fault_43_a_figure_put_there_or_taken_away_by_sql_is_found(accepted: Scene):
    one = Figure.objects.order_by("pk").first()
    run(f"UPDATE reports_figure SET year = 2019 WHERE id = {one.pk}")
    with pytest.raises(CommandError) as refused:
        verify()
    assert "không có lần nhập nào trong nhật ký" in str(refused.value)
    assert "không còn trong số liệu" in str(refused.value)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="only PostgreSQL has replicas")
@pytest.mark.django_db
@pytest.mark.parametrize("how", ["DISABLE", "ENABLE REPLICA"])
def test_fault_43_a_trigger_that_does_not_fire_here_is_missing(how: str):
    run(f"ALTER TABLE reports_auditevent {how} TRIGGER audit_refuse_delete")
    assert triggers.missing_triggers(connection) == ["audit_refuse_delete"]
    run("ALTER TABLE reports_auditevent ENABLE ALWAYS TRIGGER audit_refuse_delete")
    assert triggers.missing_triggers(connection) == []
