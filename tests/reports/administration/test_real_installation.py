"""A real installation at today's date: the changes of 2025 by their steps, then the rounds of 2025 and 2026.

Through preview, confirmation, application and undo; 2025 collected, reviewed and judged with closing reports; 2026
asked of the right bodies; the report headed and addressed rightly; all of it in the trail.
"""

from collections.abc import Iterator
from datetime import date

import pytest
from django.conf import settings
from django.core import serializers
from django.db import transaction

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, AgencyKind, Coordination, Membership, Reorganisation, Succession, User
from agencies.reorganisations.standing import standing_on
from agencies.reorganisations.steps import read_document
from reports.administration.reorganisations.preview import preview_of
from reports.administration.reorganisations.services import (
    apply_reorganisation,
    confirm_reorganisation,
    draft_reorganisation,
    undo_reorganisation,
)
from reports.audit.chain import unsealed_fault, walk
from reports.audit.sealing import seal
from reports.collection.entry.queries import form_elements
from reports.collection.periods.services import open_period
from reports.issued.letterhead import starting_letterhead
from reports.models import AuditEvent, IndicatorValue, ReportKind, Submission, Verb
from reports.progress.services import recalculate_all
from targets.asked_elements import elements_wanted, wanted_of
from targets.carriers import duties_carried, gaps_of
from targets.models import Plan
from tests import databases, factories

pytestmark = pytest.mark.django_db
FIXTURES = settings.BASE_DIR / "fixtures"
FILES = ("68-2024-12-01", "01-2025-03-01", "01-2025-07-01", "68-2025-07-01")
STANDING = (Agency, Succession, Coordination, Membership)


class Office:
    """Staff, a second one and an administrator at who coordinated before 2025; what they did to the four files."""

    def __init__(self) -> None:
        department = Agency.objects.get(code="so-ldtbxh")
        self.drafter = factories.make_user(Role.ADMINISTRATOR, department, username="quan-tri")
        self.staff = factories.make_user(Role.STAFF, department, username="mot")
        self.unchanged: list[bool] = []
        for code in FILES:
            self.pass_through(code)

    def pass_through(self, code: str) -> None:
        """Draft, see, confirm, apply, undo, and the same once more for good."""
        before = standing_rows()
        for last in (False, True):
            document = read_document(FIXTURES, f"reorganisations/{code}.yaml")
            row = draft_reorganisation(document=document, by=self.drafter, now=clock.now())
            assert preview_of(row).may_be_confirmed, code
            row = confirm_reorganisation(reorganisation=row, version=row.version, by=self.staff, now=clock.now())
            apply_reorganisation(reorganisation=row, version=row.version, by=self.drafter, now=clock.now())
            if not last:
                undo_reorganisation(reorganisation=row, version=row.version, by=self.staff, now=clock.now())
                self.unchanged.append(standing_rows() == before)


def standing_rows() -> str:
    return "\n".join(serializers.serialize("json", model.objects.order_by("pk")) for model in STANDING)


@pytest.fixture(scope="module", autouse=True)
def office(catalogue_database: str, django_db_blocker) -> Iterator[Office]:
    """What a module changes after the two rounds are open is taken back test by test."""
    with django_db_blocker.unblock(), databases.copied(catalogue_database) as name, databases.in_use(name):
        with transaction.atomic():
            made = Office()
            for year in (2025, 2026):
                open_period(plan=Plan.objects.get(code="KH-CL2239"), year=year, by=made.staff)
        with transaction.atomic():
            yield made
            transaction.set_rollback(True)


@pytest.fixture
def plan(office: Office) -> Plan:
    return Plan.objects.get(code="KH-CL2239")


@pytest.mark.slow
def test_each_is_undone_to_the_last_row_and_applied_anew(office):
    assert office.unchanged == [True] * len(FILES)
    assert set(Reorganisation.objects.values_list("state", flat=True)) == {"applied"}


def test_the_trail_tells_it_all(office):
    twice = [Verb.REORGANISATION_DRAFTED, Verb.REORGANISATION_CONFIRMED, Verb.REORGANISATION_APPLIED]
    for row in Reorganisation.objects.all():
        events = AuditEvent.objects.filter(subject=f"reorganisation:{row.pk}").order_by("pk")
        assert [event.verb for event in events] == [*twice, Verb.REORGANISATION_UNDONE, *twice], row
        assert {event.actor_name for event in events} == {one.full_name for one in (office.drafter, office.staff)}
    seal()
    assert {link.fault for link in walk()} == {""}
    assert unsealed_fault() == ""


def test_everything_of_2026_is_asked_of_who_is_there(plan):
    forms = list(plan.periods.get(year=2026).submissions.select_related("agency", "period__plan"))
    kinds = {form.agency.kind for form in forms}
    assert AgencyKind.DISTRICT not in kinds and AgencyKind.COMMUNE in kinds
    assert all(form.agency.exists_on(date(2026, 12, 14)) for form in forms)
    communes = {form.agency.code for form in forms if form.agency.kind == AgencyKind.COMMUNE}
    assert len(communes) == 126
    one_of_each = {form.agency.kind: form for form in forms if form.agency.code not in ("so-gddt",)}
    one_of_each["coordinator"] = next(form for form in forms if form.agency.code == "so-gddt")
    asked = {element.code for form in one_of_each.values() for element in form_elements(form)}
    elements = list(elements_wanted(plan.pk, 2026, 2027))
    assert asked >= {element.code for element in elements if element.pk in wanted_of(elements)}


def test_every_duty_of_2026_has_a_carrier_or_stands_first_among_the_orphans(plan):
    standing = standing_on(plan.locality, date(2026, 12, 14))
    lines = duties_carried([plan], standing)
    orphans = [line.duty for line in lines if not line.carriers]
    assert lines[: len(orphans)] == [line for line in lines if not line.carriers]
    assert {duty.pk for duty in orphans} == {
        duty.pk for duty in gaps_of(plan.locality, standing).duties if duty.plan_id == plan.pk
    }
    assert len(lines) == 28 and all(body.code in standing.bodies for line in lines for body in line.carriers)


def test_the_report_of_2026_is_headed_by_who_coordinates_and_goes_to_the_city(plan):
    asked = {"agency": None, "first_year": 2026, "year": 2026, "on": date(2026, 12, 20)}
    head = starting_letterhead(kind=ReportKind.YEARLY, plan=plan, **asked)
    assert (head["issuing_body"], head["symbol"]) == ("Sở Giáo dục và Đào tạo", "BC-SGDĐT")
    assert head["parent_body"] == head["addressees"] == "UBND thành phố Hà Nội"
    before = starting_letterhead(kind=ReportKind.YEARLY, plan=plan, **{**asked, "on": date(2024, 12, 20)})
    assert before["issuing_body"] == "Sở Lao động - Thương binh và Xã hội"


@pytest.mark.slow
def test_2025_is_collected_reviewed_and_judged_from_both_parts(office, plan):
    new = User.objects.get(username="mot")
    assert new.access.reviews_in(plan.locality_id)
    sent = {code: report(plan, code, office.staff) for code in ("017", "x-00454")}
    assert sent["017"].is_closing and not sent["x-00454"].is_closing
    recalculate_all(locality_ids=[plan.locality_id])
    value = IndicatorValue.objects.get(
        indicator__code="trained_total", year=2025, view="accepted", locality=plan.locality
    )
    assert value.rollup == 2 * 100 and value.units_expected == 126


def report(plan: Plan, code: str, staff: User) -> Submission:
    """A form of a hundred people trained below the lowest diploma and of nothing else, sent and accepted."""
    form = Submission.objects.select_related("agency", "period__plan").get(
        agency__code=code, period__plan=plan, period__year=2025
    )
    reporter = factories.make_user(Role.REPORTER, form.agency, username=f"nhap-{code}")
    trained = {"trained_total": "100", "trained_elementary": "100"}
    values = {element.code: trained.get(element.code) for element in form_elements(form)}
    factories.fill(form, reporter, **values)
    return factories.take(factories.send(form, reporter), staff)
