"""The shipped reorganisations, applied and undone: by the command, on record, and nothing reported is touched."""

import json
from datetime import date
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core import serializers
from django.core.management import CommandError, call_command

from agencies import clock
from agencies.access import Role
from agencies.catalogue import load_agencies
from agencies.models import (
    Agency,
    AgencyKind,
    Coordination,
    KindSuccession,
    Membership,
    Reorganisation,
    ReorganisationState,
    Succession,
    User,
)
from agencies.reorganisations.services import ReorganisationError, WrongState
from agencies.reorganisations.steps import read_document
from reports.administration.reorganisations.preview import preview
from reports.administration.reorganisations.services import (
    accept_gap,
    apply_reorganisation,
    confirm_reorganisation,
    draft_reorganisation,
    undo_reorganisation,
)
from reports.collection.catalogue import load_catalogue
from reports.models import AuditEvent, Figure, FigureRevision, Submission, SubmissionEvent, Verb
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FIXTURES = settings.BASE_DIR / "fixtures"
DEPARTMENTS, COMMUNES = "reorganisations/01-2025-03-01.yaml", "reorganisations/01-2025-07-01.yaml"
FILES = [
    FIXTURES / "reorganisations" / f"{code}.yaml"
    for code in ("01-2025-03-01", "01-2025-07-01", "68-2024-12-01", "68-2025-07-01")
]
DAY_BEFORE, DAY = date(2025, 6, 30), date(2025, 7, 1)
NEVER_TOUCHED = (
    Agency,
    Succession,
    Coordination,
    KindSuccession,
    Membership,
    Submission,
    SubmissionEvent,
    Figure,
    FigureRevision,
)


def run(*files: Path, **options: object) -> str:
    out = StringIO()
    call_command("reorganise", *files, stdout=out, **options)
    return out.getvalue()


def check(day: str) -> dict:
    out = StringIO()
    call_command("check_catalogue", on=date.fromisoformat(day), json=True, stdout=out)
    return json.loads(out.getvalue())["localities"]


def rows_as_bytes() -> str:
    """Every row of what people reported and of who they are."""
    return "\n".join(serializers.serialize("json", model.objects.order_by("pk")) for model in NEVER_TOUCHED)


def test_after_the_shipped_files_the_real_catalogue_asks_the_right_bodies_for_everything():
    load_catalogue(FIXTURES)
    with pytest.raises(SystemExit):
        Agency.objects.filter(code="so-ldtbxh").update(valid_to=date(2025, 2, 28))
        Coordination.objects.filter(agency__code="so-ldtbxh").update(valid_to=date(2025, 2, 28))
        call_command("check_catalogue", on=date(2026, 11, 30), stdout=StringIO())
    run(*FILES)
    found = check("2026-11-30")
    assert {code: row["coordinator"] for code, row in found.items()} == {"01": "so-gddt", "68": "68-bcsd-ubnd-2025"}
    assert [row["elements_asked_of_nobody"] for row in found.values()] == [[], []]
    assert found["01"]["duties_without_carrier"] == []
    assert check("2024-11-30")["01"] == {
        "coordinator": "so-ldtbxh",
        "plans_without_coordinator": [],
        "duties_without_carrier": ["KH-10 IV.7.3"],
        "elements_asked_of_nobody": [],
    }
    assert Agency.objects.existing_on(DAY_BEFORE).filter(kind=AgencyKind.DISTRICT, locality__code="01").count() == 30
    assert Agency.objects.existing_on(DAY).filter(kind=AgencyKind.COMMUNE).count() == 126 + 124
    assert not load_agencies(FIXTURES).changed


@pytest.mark.once
def test_a_dry_run_writes_nothing_and_a_second_run_does_nothing_again():
    load_agencies(FIXTURES)
    before = rows_as_bytes()
    assert "30 đơn vị kết thúc, 126 đơn vị bắt đầu, 5 nhóm khép kín" in run(FIXTURES / COMMUNES, dry_run=True)
    assert rows_as_bytes() == before
    assert not Reorganisation.objects.exists()
    run(FIXTURES / COMMUNES)
    after = rows_as_bytes()
    assert "đã áp dụng, bỏ qua" in run(FIXTURES / COMMUNES)
    assert rows_as_bytes() == after


@pytest.mark.once
def test_of_several_files_all_are_applied_or_none():
    load_agencies(FIXTURES)
    # Đạ Huoai must have merged before the districts of Lâm Đồng end.
    with pytest.raises(CommandError, match="68-682-2025: không có đơn vị này"):
        run(FIXTURES / COMMUNES, FIXTURES / "reorganisations" / "68-2025-07-01.yaml")
    assert not Reorganisation.objects.exists()
    assert not Agency.objects.filter(kind=AgencyKind.COMMUNE).exists()


class Office:
    """Hà Nội before 2025 with two people who may reorganise and one district with an accepted figure and a reporter."""

    def __init__(self) -> None:
        load_agencies(FIXTURES)
        self.department = Agency.objects.get(code="so-ldtbxh")
        self.drafter = factories.make_user(Role.STAFF, self.department, username="drafter")
        self.second = factories.make_user(Role.ADMINISTRATOR, self.department, username="second")
        self.district = Agency.objects.get(code="017")
        self.reporter = factories.make_user(Role.REPORTER, self.district, username="reporter")
        plan, total = factories.make_plan(), factories.make_element("total", kinds=["district", "commune"])
        factories.make_target(plan, factories.make_indicator(numerator=[total]))
        self.plan = plan
        form = factories.make_submission(factories.make_period(plan), self.district)
        factories.fill(form, self.reporter, total="1150")
        factories.take(factories.send(form, self.reporter), self.drafter)

    def draft(self, name: str = COMMUNES) -> Reorganisation:
        return draft_reorganisation(document=read_document(FIXTURES, name), by=self.drafter, now=clock.now())

    def confirm(self, row: Reorganisation, by: User | None = None) -> Reorganisation:
        return confirm_reorganisation(reorganisation=row, version=row.version, by=by or self.second, now=clock.now())

    def apply(self, name: str = COMMUNES) -> Reorganisation:
        row = self.confirm(self.draft(name))
        apply_reorganisation(reorganisation=row, version=row.version, by=self.second, now=clock.now())
        return row


@pytest.fixture
def office(db) -> Office:
    return Office()


def test_the_drafter_does_not_confirm_and_nobody_applies_what_is_not_confirmed(office):
    row = office.draft()
    with pytest.raises(ReorganisationError, match="người thứ hai"):
        office.confirm(row, by=office.drafter)
    with pytest.raises(WrongState):
        apply_reorganisation(reorganisation=row, version=row.version, by=office.second, now=clock.now())
    assert not Agency.objects.filter(kind=AgencyKind.COMMUNE).exists()


def test_a_draft_that_was_changed_meanwhile_is_not_confirmed_unseen(office):
    seen = office.draft()
    office.draft()
    with pytest.raises(WrongState):
        office.confirm(seen)


def test_applying_touches_no_figure_and_undoing_leaves_every_row_as_it_was(office):
    before = rows_as_bytes()
    figures = serializers.serialize("json", [*Figure.objects.order_by("pk"), *FigureRevision.objects.order_by("pk")])
    row = office.apply()
    assert Agency.objects.get(code="017").valid_to == DAY_BEFORE
    assert Succession.objects.filter(successor__code="x-00004").count() == 3
    assert figures == serializers.serialize(
        "json", [*Figure.objects.order_by("pk"), *FigureRevision.objects.order_by("pk")]
    )
    undo_reorganisation(reorganisation=row, version=row.version, by=office.second, now=clock.now())
    assert rows_as_bytes() == before
    verbs = list(
        AuditEvent.objects.filter(subject=f"reorganisation:{row.pk}").order_by("pk").values_list("verb", flat=True)
    )
    assert verbs == [
        Verb.REORGANISATION_DRAFTED,
        Verb.REORGANISATION_CONFIRMED,
        Verb.REORGANISATION_APPLIED,
        Verb.REORGANISATION_UNDONE,
    ]


@pytest.mark.once
def test_what_was_undone_can_be_drafted_and_applied_anew(office):
    row = office.apply()
    undo_reorganisation(reorganisation=row, version=row.version, by=office.second, now=clock.now())
    assert office.apply().state == ReorganisationState.APPLIED
    assert Agency.objects.filter(kind=AgencyKind.COMMUNE).count() == 126


def test_blank_drafts_of_heirs_go_when_it_is_undone_and_a_filled_one_forbids_it(office):
    row = office.apply()
    commune = Agency.objects.get(code="x-00454")
    period = factories.make_period(office.plan, 2025)
    form = factories.make_submission(period, commune)
    factories.make_submission(period, Agency.objects.get(code="x-00004"))
    Submission.objects.filter(pk=form.pk).update(first_opened_at=clock.now())
    with pytest.raises(ReorganisationError, match="UBND xã Đông Anh đã làm báo cáo"):
        undo_reorganisation(reorganisation=row, version=row.version, by=office.second, now=clock.now())
    assert Submission.objects.filter(period=period).count() == 2
    Submission.objects.filter(pk=form.pk).update(first_opened_at=None)
    undo_reorganisation(reorganisation=row, version=row.version, by=office.second, now=clock.now())
    assert not Submission.objects.filter(period=period).exists()


@pytest.mark.once
def test_whoever_works_at_an_heir_must_leave_before_it_is_undone(office):
    row = office.apply()
    factories.make_user(Role.REPORTER, Agency.objects.get(code="x-00004"))
    with pytest.raises(ReorganisationError, match="không hoàn lại được"):
        undo_reorganisation(reorganisation=row, version=row.version, by=office.second, now=clock.now())
    assert Reorganisation.objects.get().state == ReorganisationState.APPLIED
    assert Agency.objects.filter(kind=AgencyKind.COMMUNE).count() == 126


def test_in_a_merger_people_pass_with_the_work_and_read_on_at_the_old_body(office):
    finance = factories.make_user(Role.REPORTER, Agency.objects.get(code="so-tc"), username="finance")
    office.apply(DEPARTMENTS)
    rows = {one.agency.code: one for one in finance.memberships.select_related("agency")}
    assert rows["so-tc-2025"].valid_from == date(2025, 3, 1)
    assert rows["so-tc"].valid_to == date(2027, 2, 28)
    staff = {one.agency.code: one for one in office.drafter.memberships.select_related("agency")}
    assert set(staff) == {"so-ldtbxh", "so-gddt"}
    assert [one.agency.code for one in Coordination.objects.filter(locality__code="01").in_force(date(2025, 3, 1))] == [
        "so-gddt"
    ]


def test_what_would_be_asked_of_nobody_stops_the_confirmation_until_it_is_accepted(office):
    document = read_document(FIXTURES, COMMUNES)
    pupils = factories.make_element("pupils", kinds=["district"])
    factories.make_target(office.plan, factories.make_indicator("pupils", numerator=[pupils]))
    shown = preview(document)
    assert [gap.key for gap in shown.open_gaps] == ["element:pupils"]
    row = office.draft()
    with pytest.raises(ReorganisationError, match="Số liệu pupils"):
        office.confirm(row)
    row = accept_gap(
        reorganisation=row,
        gap="element:pupils",
        reason="Sở hỏi trực tiếp các trường",
        by=office.drafter,
        now=clock.now(),
    )
    assert office.confirm(row).state == ReorganisationState.CONFIRMED


def test_the_level_of_a_body_that_ends_stops_the_confirmation_until_somebody_says_what_becomes_of_it(office):
    indicator = factories.make_indicator("pupils")
    for year in (2024, 2025):
        columns = {"comparator": ">=", "low": 500, "basis": "year", "citation": "KH"}
        office.plan.body_targets.create(indicator=indicator, agency=office.district, year=year, **columns)
    shown = preview(read_document(FIXTURES, COMMUNES))
    key = f"level:{office.plan.code}:{office.district.code}:pupils:2025"
    assert [gap.key for gap in shown.open_gaps] == [key]
    assert office.district.name in shown.open_gaps[0].words and "sửa đổi kế hoạch" in shown.open_gaps[0].words
    row = office.draft()
    with pytest.raises(ReorganisationError, match="Chỉ tiêu pupils"):
        office.confirm(row)
    row = accept_gap(reorganisation=row, gap=key, reason="Không giao lại", by=office.drafter, now=clock.now())
    assert office.confirm(row).state == ReorganisationState.CONFIRMED


def test_the_preview_counts_forms_people_duties_and_what_does_not_change(office):
    factories.make_submission(factories.make_period(office.plan, 2025), office.district)
    duty = factories.make_duty(office.plan, "IV.1", lead=office.district)
    shown = preview(read_document(FIXTURES, COMMUNES))
    assert (len(shown.changes.ends), len(shown.changes.begins), len(shown.groups)) == (30, 126, 5)
    assert dict(shown.forms_by_state) == {"not_opened": 1}
    assert [(move.membership.user.username, move.to) for move in shown.changes.people] == [("reporter", None)]
    assert [change.duty for change in shown.duties] == [duty]
    assert {body.kind for body in shown.duties[0].after} == {"commune"}
    assert shown.accepted_figures == 1
