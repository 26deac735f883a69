"""A year in which bodies end: each owes a closing report of its part, its heir the rest; together they are the year."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from agencies import clock
from agencies.access import Role
from agencies.catalogue_files.entries import Place
from agencies.models import Agency, Reorganisation, User
from agencies.reorganisations.steps import document_of
from reports.administration.reorganisations.services import (
    apply_reorganisation,
    confirm_reorganisation,
    draft_reorganisation,
)
from reports.collection.entry.closing import WHOLE_YEAR, part_of_year
from reports.collection.entry.queries import filled_and_asked, form_elements
from reports.collection.periods.services import open_period
from reports.models import Extension, IndicatorValue, ReportingPeriod, Submission
from reports.models.extension import with_due_by
from reports.progress.services import recalculate_all
from reports.wording.formats import local_day
from targets.models import Aggregation, Duty, DutyParty, Indicator, PartyRole
from tests import factories

pytestmark = pytest.mark.django_db
YEAR = 2025
SECOND = timedelta(seconds=1)
MERGER = {
    "code": "01-gop",
    "locality": "01",
    "title": "Hai huyện thành một xã",
    "legal_basis": "Nghị quyết thử",
    "effective_on": date(2025, 7, 1),
    "steps": [
        {
            "kind": "merge",
            "ends": ["017", "018"],
            "begins": [{"code": "x-1", "name": "Xã Mới", "short_name": "Xã Mới", "kind": "commune",
                        "official_code": "00001"}],
            "kinds": {"district": "commune"},
            "citation": "điều 1",
        }
    ],
}  # fmt: skip


class Scene:
    """Two districts that became one commune on 01/7/2025, a flow and a stock that both kinds report."""

    def __init__(self) -> None:
        self.department = factories.make_department()
        self.staff = factories.make_user(Role.STAFF, self.department)
        self.old = [factories.make_agency("017"), factories.make_agency("018")]
        kinds = ["district", "commune"]
        self.flow = factories.make_element("trained", kinds=kinds)
        self.stock = factories.make_element("teachers", kinds=kinds, aggregation=Aggregation.STOCK)
        self.plan = factories.make_plan()
        for code, element in (("trained_total", self.flow), ("teachers_total", self.stock)):
            factories.make_target(self.plan, factories.make_indicator(code, numerator=[element]))
        self.duty = factories.make_duty(self.plan, "V.12")
        DutyParty.objects.create(duty=self.duty, role=PartyRole.LEAD, kind="district")
        row = draft_reorganisation(document=document_of(MERGER, Place("thử")), by=None, now=clock.now())
        row = confirm_reorganisation(reorganisation=row, version=row.version, by=None, now=clock.now())
        apply_reorganisation(reorganisation=row, version=row.version, by=None, now=clock.now())
        open_period(plan=self.plan, year=YEAR, by=None)

    def form(self, code: str) -> Submission:
        return Submission.objects.select_related("agency", "period__plan").get(agency__code=code, period__year=YEAR)

    def reporter(self, code: str) -> User:
        return factories.make_user(Role.REPORTER, self.form(code).agency)

    def fill(self, code: str, by: User, **values: str) -> None:
        factories.fill(self.form(code), by, **values)
        factories.report_duties(self.form(code), by)

    def report(self, code: str, **values: str) -> None:
        reporter = self.reporter(code)
        factories.fill(self.form(code), reporter, **values)
        factories.take(factories.send(self.form(code), reporter), self.staff)

    def value(self, code: str) -> IndicatorValue:
        recalculate_all(locality_ids=[self.department.locality_id])
        return IndicatorValue.objects.get(indicator__code=code, year=YEAR, view="accepted")


@pytest.fixture
def scene(db) -> Scene:
    return Scene()


def test_who_ends_inside_the_year_owes_a_closing_report_of_flows_and_the_heir_everything(scene):
    asked = {code: [one.code for one in form_elements(scene.form(code))] for code in ("017", "018", "x-1")}
    assert {code: sorted(codes) for code, codes in asked.items()} == {
        "017": ["trained"],
        "018": ["trained"],
        "x-1": ["teachers", "trained"],
    }
    assert scene.form("017").is_closing and not scene.form("x-1").is_closing
    counts = {code: filled_and_asked(scene.form(code).agency, [scene.form(code)]) for code in ("017", "x-1")}
    assert [count for one in counts.values() for count in one.values()] == [(0, 1), (0, 2)]


def page_of(scene: Scene, code: str) -> str:
    client = Client()
    client.force_login(factories.make_user(Role.REPORTER, scene.form(code).agency))
    return " ".join(client.get(reverse("submission", args=[scene.form(code).pk])).content.decode().split())


def test_each_form_says_its_part_of_the_year_and_the_heirs_what_came_before(scene):
    scene.report("017", trained="1.200")
    closing, heir = page_of(scene, "018"), page_of(scene, "x-1")
    assert "Báo cáo kết thúc: số phát sinh từ 15/12/2024 đến hết 30/06/2025, ngày cuối của Đơn vị 018." in closing
    assert "reported-before" not in closing
    assert "chỉ tính từ 01/07/2025; từ 15/12/2024 đến hết 30/06/2025 ở báo cáo kết thúc của" in heir
    assert "Báo cáo kết thúc: Đơn vị 017 1.200 · Đơn vị 018 chưa nộp" in heir
    assert heir.count("reported-before") == 1
    sent = scene.form("018")
    reporter = factories.make_user(Role.REPORTER, sent.agency)
    factories.fill(sent, reporter, trained=None)
    assert "Đơn vị 018 chưa nộp" in page_of(scene, "x-1")
    factories.send(sent, reporter)
    assert "Đơn vị 018 không phát sinh" in page_of(scene, "x-1")


def test_a_form_of_a_whole_year_costs_nothing_more_and_a_cut_one_three_queries(scene):
    plan = factories.make_plan("KH-26", last_year=2030, report_last_year=2030)
    factories.make_target(plan, Indicator.objects.get(code="trained_total"), 2026)
    open_period(plan=plan, year=2026, by=None)
    whole = Submission.objects.select_related("agency", "period").get(agency__code="x-1", period__year=2026)
    with CaptureQueriesContext(connection) as seen:
        assert part_of_year(whole) == WHOLE_YEAR
        assert len(seen) == 0
        scene.report("017", trained="5")
    with CaptureQueriesContext(connection) as seen:
        assert part_of_year(scene.form("x-1")).before
        assert len(seen) <= 4


def due_days(scene: Scene) -> dict[str, list[date]]:
    """The last good day of each form, by the property and by SQL."""
    rows = with_due_by(Submission.objects.select_related("agency", "period")).order_by("agency__code")
    last = {one.agency.code: [local_day(at - SECOND) for at in (one.due_at, one.due_by)] for one in rows}
    assert all(one.due_at == one.due_by for one in rows)
    return {code: days[:1] for code, days in last.items()}


@pytest.mark.parametrize(("opened", "closing_by"), [(date(2025, 6, 2), date(2025, 6, 30)), (date(2025, 7, 1), None)])
def test_a_closing_report_is_due_by_the_bodys_last_day_unless_it_was_opened_later(scene, opened, closing_by):
    whole = local_day(ReportingPeriod.objects.get().due_at - SECOND)
    ReportingPeriod.objects.update(opens_on=opened)
    last = closing_by or whole
    assert due_days(scene) == {"017": [last], "018": [last], "x-1": [whole]}


def test_whoever_answers_for_a_body_that_ended_gets_more_time_like_others(scene):
    ReportingPeriod.objects.update(opens_on=date(2025, 6, 2))
    form = scene.form("017")
    assert form.is_overdue(clock.now())
    later = clock.now() + timedelta(days=9)
    Extension.objects.create(submission=form, due_at=later, reason="Sở mở lại", by=scene.staff, at=clock.now())
    assert scene.form("017").due_at == later
    assert [one.due_by for one in with_due_by(Submission.objects.filter(pk=form.pk))] == [later]


def test_the_year_is_the_closing_reports_and_the_heirs_months_and_stocks_are_the_heirs(scene):
    scene.report("017", trained="100")
    scene.report("018", trained="50")
    scene.report("x-1", trained="70", teachers="9")
    assert scene.value("trained_total").rollup == 220
    assert scene.value("teachers_total").rollup == 9
    assert (scene.value("trained_total").units_reporting, scene.value("trained_total").units_expected) == (3, 3)
    assert (scene.value("teachers_total").units_reporting, scene.value("teachers_total").units_expected) == (1, 1)


def test_a_closing_report_that_is_missing_is_missing_in_the_coverage(scene):
    scene.report("017", trained="100")
    scene.report("x-1", trained="70", teachers="9")
    found = scene.value("trained_total")
    assert (found.units_reporting, found.units_expected) == (2, 3)


def test_the_year_after_asks_the_heir_alone_and_gives_it_the_duties(scene):
    open_period(plan=factories.make_plan("KH-26", last_year=2030, report_last_year=2030), year=2026, by=None)
    commune = Agency.objects.get(code="x-1")
    assert list(Duty.objects.led_by(commune, date(2026, 12, 14))) == [scene.duty]
    assert list(Duty.objects.led_by(commune, date(2025, 6, 30))) == []
    assert list(Duty.objects.led_by(scene.old[0], date(2025, 6, 30))) == [scene.duty]


def test_duties_pass_along_the_chain_and_leave_who_has_passed_them_on(scene):
    last = factories.make_agency("so-cuoi", kind="department")
    middle = factories.make_agency("so-giua", kind="department")
    named = factories.make_duty(scene.plan, "V.1", lead=scene.department)
    for old, new, day in ((scene.department, middle, date(2025, 3, 1)), (middle, last, date(2026, 1, 1))):
        old.successions.create(successor=new, on=day)
    leads = {
        day: [one.code for one in (scene.department, middle, last) if named in Duty.objects.led_by(one, day)]
        for day in (date(2024, 12, 14), date(2025, 12, 14), date(2026, 12, 14))
    }
    assert list(leads.values()) == [["so-ldtbxh"], ["so-giua"], ["so-cuoi"]]
    assert Reorganisation.objects.count() == 1
