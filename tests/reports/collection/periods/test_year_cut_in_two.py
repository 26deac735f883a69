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
from reports.collection.entry.checks import findings
from reports.collection.entry.closing import WHOLE_YEAR, part_of_year
from reports.collection.entry.queries import filled_and_asked, form_elements, form_of
from reports.collection.entry.services import ReportedByHeir
from reports.collection.periods.services import open_period
from reports.collection.review.effects import effects_of
from reports.models import (
    AuditEvent,
    Extension,
    IndicatorValue,
    Progress,
    ReportingPeriod,
    State,
    Submission,
    Verb,
    View,
)
from reports.models.extension import with_due_by
from reports.progress.pairs import paired_years
from reports.progress.queries import recipes, unit_reports
from reports.progress.services import recalculate_all
from reports.wording.formats import local_day
from targets.models import Aggregation, Duty, DutyParty, Indicator, PartyRole
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
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


@pytest.mark.once
def test_the_year_is_the_closing_reports_and_the_heirs_months_and_stocks_are_the_heirs(scene):
    scene.report("017", trained="100")
    scene.report("018", trained="50")
    scene.report("x-1", trained="70", teachers="9")
    assert scene.value("trained_total").rollup == 220
    assert scene.value("teachers_total").rollup == 9
    assert (scene.value("trained_total").units_reporting, scene.value("trained_total").units_expected) == (1, 1)
    assert (scene.value("teachers_total").units_reporting, scene.value("teachers_total").units_expected) == (1, 1)


def test_a_closing_report_that_is_missing_is_missing_in_the_coverage(scene):
    scene.report("017", trained="100")
    scene.report("x-1", trained="70", teachers="9")
    found = scene.value("trained_total")
    assert (found.units_reporting, found.units_expected) == (0, 1)


def test_the_page_the_lineage_and_the_review_say_how_many_places_are_in_and_which_part_is_missing(scene):
    scene.report("017", trained="100")
    scene.report("x-1", trained="70", teachers="9")
    scene.value("trained_total")
    client = Client()
    client.force_login(scene.staff)
    words = "đủ cả năm ở 0/1 nơi; thiếu báo cáo kết thúc của Đơn vị 018"
    page = client.get("/indicators/trained_total/?locality=01")
    assert page.context["page"].agencies.note == f"2/3 đơn vị đã được duyệt; {words}"
    row = Progress.objects.filter(target__indicator__code="trained_total", view="accepted").latest("year")
    assert words in client.get(reverse("lineage", args=[row.pk])).content.decode()
    form = scene.form("018")
    reporter = factories.make_user(Role.REPORTER, form.agency)
    factories.fill(form, reporter, trained="50")
    sent = factories.send(form, reporter)
    assert [one.units for one in effects_of(sent)] == ["1/1 đơn vị"]
    factories.take(sent, scene.staff)
    scene.value("trained_total")
    again = client.get("/indicators/trained_total/?locality=01").context["page"].agencies.note
    assert again == "3/3 đơn vị đã được duyệt; đủ cả năm ở 1/1 nơi"


def test_no_sentence_is_asked_for_a_part_of_a_year_that_is_less_than_the_whole_one_before(scene):
    before = factories.make_period(scene.plan, YEAR - 1)
    form = factories.make_submission(before, scene.old[0])
    reporter = factories.make_user(Role.REPORTER, scene.old[0])
    factories.fill(form, reporter, trained="1.000", teachers="10")
    factories.take(factories.send(form, reporter), scene.staff)
    scene.report("017", trained="400")
    scene.report("x-1", trained="600", teachers="9")
    plan = factories.make_plan("KH-27", last_year=2030, report_last_year=2030)
    for code in ("trained_total", "teachers_total"):
        factories.make_target(plan, Indicator.objects.get(code=code), 2030)
    open_period(plan=plan, year=YEAR + 1, by=None)
    heir = Submission.objects.select_related("agency", "period__plan").get(agency__code="x-1", period__year=YEAR + 1)
    factories.fill(heir, factories.make_user(Role.REPORTER, heir.agency), trained="1.100", teachers="1")
    assert [found.code for found in findings(form_of(heir))] == ["teachers"]


def test_a_rate_of_a_flow_in_a_stock_takes_the_flow_of_both_parts_and_the_stock_of_the_cut_off(scene):
    rate = factories.make_indicator("trained_rate", numerator=[scene.flow], denominator=[scene.stock])
    target = factories.make_target(scene.plan, rate)
    scene.report("017", trained="100")
    scene.report("018", trained="50")
    scene.report("x-1", trained="70", teachers="1.000")
    found = scene.value("trained_rate")
    assert (found.rollup, found.numerator, found.denominator) == (22, 220, 1000)
    assert (found.units_reporting, found.units_expected) == (1, 1)
    client = Client()
    client.force_login(scene.staff)
    row = Progress.objects.filter(target=target, view="accepted").latest("year")
    page = client.get(reverse("lineage", args=[row.pk]))
    piece = page.context["page"].pieces[0]
    assert [text for _, text in piece.sums] == ["220", "1.000"]
    assert [[cell.text for cell in line.cells] for line in piece.agencies] == [["100", ""], ["50", ""], ["70", "1.000"]]


def test_who_reports_a_part_of_a_year_is_no_pair_with_a_whole_one(scene):
    before = factories.make_period(scene.plan, YEAR - 1)
    for agency, value in zip(scene.old, ("500", "600"), strict=True):
        form = factories.make_submission(before, agency)
        reporter = factories.make_user(Role.REPORTER, agency)
        factories.fill(form, reporter, trained=value, teachers="1")
        factories.take(factories.send(form, reporter), scene.staff)
    scene.report("017", trained="100")
    scene.report("x-1", trained="70", teachers="9")
    known = recipes()
    locality = scene.department.locality_id
    reports = unit_reports(locality_id=locality, wanted=known, view=View.ACCEPTED)
    indicator = Indicator.objects.get(code="trained_total")
    assert paired_years(indicator, reports, YEAR - 1, YEAR) is None


def say_part(scene: Scene, code: str, part: str):
    """The reporter of a body presses the button of her form."""
    form, client = scene.form(code), Client()
    client.force_login(factories.make_user(Role.REPORTER, form.agency))
    return client.post(reverse("submission-part", args=[form.pk]), {"part": part}, follow=True).content.decode()


def test_without_a_closing_report_the_heir_reports_the_whole_year_and_says_so(scene):
    assert "báo cáo số của cả năm" in page_of(scene, "x-1")
    assert "báo cáo số của cả năm" not in page_of(scene, "017")
    said = " ".join(say_part(scene, "x-1", "whole").split())
    assert "Số phát sinh là của cả năm, từ 15/12/2024, gồm cả phần của Đơn vị 017, Đơn vị 018" in said
    scene.report("x-1", trained="220", teachers="9")
    found = scene.value("trained_total")
    assert (found.rollup, found.units_reporting, found.units_expected) == (220, 1, 1)
    assert AuditEvent.objects.get(verb=Verb.PART_OF_YEAR_SAID).after == {"whole_year": True}


def test_no_part_is_reported_twice(scene):
    scene.report("017", trained="100")
    assert "báo cáo số của cả năm" not in page_of(scene, "x-1")
    assert "Đơn vị 017 đã nộp báo cáo kết thúc" in say_part(scene, "x-1", "whole")
    assert not scene.form("x-1").whole_year


def test_a_closing_report_that_comes_after_the_heir_said_all_is_refused_until_it_takes_that_back(scene):
    say_part(scene, "x-1", "whole")
    form = scene.form("018")
    reporter = factories.make_user(Role.REPORTER, form.agency)
    factories.fill(form, reporter, trained="50")
    with pytest.raises(ReportedByHeir):
        factories.send(form, reporter)
    say_part(scene, "x-1", "part")
    assert factories.send(scene.form("018"), reporter).state == State.SUBMITTED


def test_whose_part_a_sent_form_is_of_cannot_be_said_anew(scene):
    form = scene.form("x-1")
    reporter = factories.make_user(Role.REPORTER, form.agency)
    factories.fill(form, reporter, trained="1", teachers="1")
    factories.send(form, reporter)
    assert "không còn nhập được" in say_part(scene, "x-1", "whole")
    assert not scene.form("x-1").whole_year


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
