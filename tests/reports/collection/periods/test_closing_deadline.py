"""The deadline of a body that ended within the year, wherever it is told, measured against or moved."""

from datetime import date
from importlib import import_module
from io import BytesIO

import pytest
from django.apps import apps
from openpyxl import load_workbook

from agencies import clock
from agencies.access import Role
from agencies.catalogue_files.entries import Place
from agencies.reorganisations.steps import document_of
from reports.administration.reorganisations.services import (
    apply_reorganisation,
    confirm_reorganisation,
    draft_reorganisation,
)
from reports.collection.board.export import board_file
from reports.collection.board.page import BoardFilter, board_of
from reports.collection.board.services import BoardError
from reports.collection.entry.listing import deadline_words
from reports.collection.entry.services import submit
from reports.collection.extensions.services import extend
from reports.collection.room.queries import owed_words, why_not
from reports.collection.workbook.form import form_workbook
from reports.issued.content.scope import Scope as Question
from reports.issued.content.submissions import forms_of
from reports.models import Extension, ReportingPeriod, State, Submission, View
from reports.models.period import start_of
from targets.plans.then import plan_now
from tests import factories
from tests.reports.collection.periods.test_year_cut_in_two import MERGER, YEAR, Scene

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# Both end on 30/6/2025, in a round that is due by 24/12/2025.
NOW, LAST = start_of(date(2025, 7, 4)), date(2025, 6, 30)


@pytest.fixture
def scene(db) -> Scene:
    made = Scene()
    ReportingPeriod.objects.update(opens_on=date(2025, 6, 2))
    return made


def give(scene: Scene, *codes: str, until: date) -> None:
    extend(
        submissions=[scene.form(code) for code in codes], until=until, reason="Bàn giao chậm", by=scene.staff, now=NOW
    )


def test_a_closing_report_is_given_a_day_before_the_rounds_own(scene):
    give(scene, "017", until=date(2025, 7, 10))
    assert scene.form("017").due_at == start_of(date(2025, 7, 11))
    assert deadline_words(scene.form("017")).endswith("gia hạn từ 30/06/2025: Bàn giao chậm")


def test_a_closing_report_held_up_on_its_way_gets_the_day_on_which_it_arrived(scene):
    form = scene.form("017")
    reporter = scene.reporter("017")
    scene.fill("017", reporter, trained="5")
    pressed = start_of(date(2025, 6, 30))
    submit(submission=form, seen_version=form.version, by=reporter, now=NOW, pressed_at=pressed)
    assert scene.form("017").was_held_up
    give(scene, "017", until=date(2025, 7, 4))
    assert scene.form("017").is_late() is False


def test_what_is_extended_together_gets_a_day_after_the_last_of_their_own(scene):
    whole = scene.form("x-1").due_at
    with pytest.raises(BoardError, match="là hết ngày 24/12/2025"):
        give(scene, "017", "x-1", until=date(2025, 12, 24))
    assert scene.form("x-1").due_at == whole
    with pytest.raises(BoardError, match="đã qua"):
        give(scene, "017", until=date(2025, 7, 1))
    with pytest.raises(BoardError, match="là hết ngày 30/06/2025"):
        give(scene, "017", until=LAST)


def test_the_board_and_its_file_tell_each_bodys_own_last_day(scene):
    period = ReportingPeriod.objects.select_related("plan__locality").get()
    rows = board_of(period, scene.staff, BoardFilter.read({}), now=NOW).rows
    assert {row.agency: row.due for row in rows} == {"Đơn vị 017": "30/06", "Đơn vị 018": "30/06", "Xã Mới": "24/12"}
    table = board_file(period, scene.staff, BoardFilter.read({}), now=NOW)
    place = list(table.columns).index("Ngày cuối")
    assert sorted(row[place] for row in table.rows) == [LAST, LAST, date(2025, 12, 24)]


def test_the_workbook_names_the_forms_own_deadline(scene):
    sheet = load_workbook(BytesIO(form_workbook(scene.form("017")))).worksheets[0]
    head = " ".join(str(cell.value) for row in sheet["A1:I3"] for cell in row)
    assert "tức hết 24:00 ngày 30/06/2025" in head


def test_the_room_tells_an_own_day_that_no_extension_gave_and_goes_on_reminding(scene):
    Submission.objects.update(first_opened_at=NOW)
    rows = {code: [scene.form(code)] for code in ("017", "x-1")}
    said = {code: owed_words(one, {one[0].pk: (0, 1, 0, 0)}, 1) for code, one in rows.items()}
    assert said["017"].endswith("hạn riêng 30/06") and "hạn riêng" not in said["x-1"]
    assert why_not(rows["017"], {}) == ""


def test_the_consolidated_report_judges_a_closing_report_by_its_own_day(scene):
    form, reporter = scene.form("017"), scene.reporter("017")
    scene.fill("017", reporter, trained="5")
    submit(submission=form, seen_version=form.version, by=reporter, now=NOW)
    years = range(YEAR, YEAR + 1)
    shape = {"agency": None, "years": years, "as_of": clock.today(), "view": View.PROVISIONAL, "is_past": False}
    question = Question(locality=scene.department.locality, plan=scene.plan, said=plan_now(scene.plan), **shape)
    assert forms_of(question)[form.pk].due_at == form.due_at


def test_what_was_sent_before_closing_reports_had_a_day_of_their_own_stays_on_time(scene):
    late, held = scene.form("017"), scene.form("018")
    for form, sent in ((late, NOW), (held, start_of(LAST))):
        Submission.objects.filter(pk=form.pk).update(state=State.SUBMITTED, submitted_at=sent, submitted_by=scene.staff)
    assert scene.form("017").is_late() and not scene.form("018").is_late()
    migration = import_module("reports.migrations.0016_keep_sent_closing_reports_on_time")
    for _ in range(2):
        migration.give_the_rounds_day(apps, None)
    assert not scene.form("017").is_late()
    given = Extension.objects.get()
    assert given.submission_id == late.pk and given.by is None and given.due_at == late.period.due_at
    rows = board_of(late.period, scene.staff, BoardFilter.read({}), now=NOW).rows
    assert next(row.extended for row in rows if row.extended).startswith("Hệ thống gia hạn")


def test_a_report_sent_before_the_end_of_its_body_was_recorded_stays_on_time(db):
    department = factories.make_department()
    plan = factories.make_plan()
    old = [factories.make_agency(code) for code in ("017", "018")]
    factories.make_target(
        plan, factories.make_indicator("trained", numerator=[factories.make_element(kinds=["district", "commune"])])
    )
    period = factories.make_period(plan, YEAR, opens_on=date(2025, 6, 2))
    form, owed = (factories.make_submission(period, agency) for agency in old)
    staff = factories.make_user(Role.STAFF, department)
    Submission.objects.filter(pk=form.pk).update(state=State.SUBMITTED, submitted_at=NOW, submitted_by=staff)
    row = draft_reorganisation(document=document_of(MERGER, Place("thử")), by=None, now=NOW)
    row = confirm_reorganisation(reorganisation=row, version=row.version, by=None, now=NOW)
    apply_reorganisation(reorganisation=row, version=row.version, by=staff, now=NOW)
    assert Submission.objects.get(pk=form.pk).is_late() is False
    assert Submission.objects.get(pk=owed.pk).is_overdue(NOW)
