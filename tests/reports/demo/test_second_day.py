"""The demo of 22/11/2026: after the reorganisations, 2025 judged by closing reports, a round still open."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from agencies import clock
from agencies.access import Right, Role
from agencies.models import Agency, AgencyKind, Coordination, Instance, Reorganisation, User
from reports.audit.chain import unsealed_fault, walk
from reports.audit.sealing import seal
from reports.collection.entry.checks import FindingLevel, findings
from reports.collection.entry.queries import form_of
from reports.demo.second_day import HALF_FILLED, NOT_SENT_2025, seed_second_day
from reports.demo.services import DemoError
from reports.models import Figure, IndicatorValue, State, Submission
from tests import databases, factories

# A second demo is seeded for it, with two nations of reports: a quarter of a minute.
pytestmark = [pytest.mark.deep, pytest.mark.django_db]


@pytest.fixture(scope="module")
def seeded(catalogue_database: str, django_db_blocker) -> Iterator[str]:
    with django_db_blocker.unblock(), databases.copied(catalogue_database) as name:
        with databases.in_use(name):
            seed_second_day(password=factories.PASSWORD)
            clock.set_shift(None)
        yield name


@pytest.fixture(scope="module", autouse=True)
def people(seeded: str, django_db_blocker) -> Iterator[dict[str, User]]:
    with django_db_blocker.unblock(), databases.in_use(seeded), transaction.atomic():
        clock.set_shift(Instance.current().demo_shift)
        yield {user.username: user for user in User.objects.all()}
        transaction.set_rollback(True)


def value(code: str, year: int) -> IndicatorValue:
    return IndicatorValue.objects.get(indicator__code=code, year=year, view="accepted", locality__code="01")


def test_it_lives_on_its_day_and_everything_made_up_says_so():
    assert clock.today() == date(2026, 11, 22)
    assert not Figure.objects.filter(illustrative=False).exists()
    assert not Submission.objects.filter(illustrative=False).exists()
    assert not User.objects.filter(is_demo=False).exists()
    assert not IndicatorValue.objects.filter(rollup__isnull=False, illustrative=False).exists()


def test_the_reorganisations_were_confirmed_by_a_second_person_on_record():
    rows = Reorganisation.objects.order_by("effective_on", "code")
    assert [(row.code, row.state) for row in rows] == [
        ("68-2024-12-01", "applied"),
        ("01-2025-03-01", "applied"),
        ("01-2025-07-01", "applied"),
        ("68-2025-07-01", "applied"),
    ]
    assert all(row.drafted_by_id != row.confirmed_by_id for row in rows)
    seal()
    assert {link.fault for link in walk()} == {""}
    assert unsealed_fault() == ""
    now = Coordination.objects.in_force(clock.today()).get(locality__code="01")
    assert now.agency.code == "so-gddt"


def test_the_year_cut_in_two_is_both_parts_and_a_place_without_its_own_is_missing():
    found = value("trained_total", 2025)
    reported = Figure.objects.filter(element__code="trained_total", year=2025, accepted_value__isnull=False)
    assert found.rollup == sum(reported.values_list("accepted_value", flat=True), Decimal())
    # By place: five communes took over from the district without a closing report, one of them has not sent its own.
    assert (found.units_reporting, found.units_expected) == (121, 126)
    districts = reported.filter(agency__kind=AgencyKind.DISTRICT)
    assert districts.count() == 29
    before, after = value("trained_total", 2024).rollup, value("trained_total", 2026).rollup
    assert Decimal("0.9") < found.rollup / before < Decimal("1.1")
    assert after < found.rollup
    waiting = Submission.objects.filter(period__year=2025, state=State.DRAFT)
    assert sorted(waiting.values_list("agency__code", flat=True)) == sorted(NOT_SENT_2025)


def test_who_ended_reported_before_the_last_day_and_an_heir_from_the_first():
    sent = Submission.objects.filter(period__year=2025, submitted_at__isnull=False).select_related("agency", "period")
    assert all(one.submitted_at.date() <= one.agency.valid_to for one in sent if one.is_closing)
    assert all(one.submitted_at.date() >= one.agency.valid_from for one in sent if one.agency.valid_from)


def test_what_was_sent_passes_the_checks_of_the_form():
    for code in ("x-00118", "x-00004", "017"):
        form = Submission.objects.select_related("agency", "period__plan").get(agency__code=code, period__year=2025)
        hard = [one for one in findings(form_of(form)) if one.level == FindingLevel.HARD]
        assert hard == [], code


def test_people_work_where_their_work_has_gone(people):
    staff, reader = people["staff"], people["reporter-017"]
    assert staff.access.has(Right.REVIEW) and staff.access.grants[0].agency_name == "Sở GDĐT"
    assert staff.full_name == "Cán bộ tổng hợp Sở GDĐT"
    assert people["reporter-so-khdt"].full_name.startswith("Cán bộ nhập liệu Sở Tài chính")
    assert [grant.role for grant in reader.access.grants] == [Role.REPORTER]
    owed = Submission.objects.get(agency__code=HALF_FILLED, period__year=2026)
    assert owed.state == State.DRAFT and owed.first_opened_at
    living = Agency.objects.filter(locality__code="01", kind=AgencyKind.COMMUNE).existing_on(clock.today())
    assert all(f"reporter-{agency.code}" in people for agency in living)


@pytest.mark.parametrize(
    ("who", "pages"),
    [
        ("leader", ["/", "/duties/", "/indicators/trained_total/", "/plans/KH-CL2239/"]),
        ("staff", ["/", "/reviews/room/", "/inbox/", "/administration/reorganisations/"]),
        ("administrator", ["/administration/people/", "/administration/agencies/"]),
        ("reporter-x-00118", ["/submissions/"]),
        ("reporter-017", ["/submissions/"]),
    ],
)
def test_its_people_see_their_pages(people, who: str, pages: list[str]):
    client = Client()
    client.force_login(people[who])
    for page in pages:
        assert client.get(page).status_code == 200, page


def test_the_bar_leads_back_to_the_first_day(people, settings):
    settings.OTHER_DAY_PORT = 8123
    client = Client()
    client.force_login(people["leader"])
    page = client.get(reverse("method")).content.decode()
    assert 'href="http://testserver:8123/"' in page and "Về Hà Nội tháng 11/2024" in page
    settings.OTHER_DAY_PORT = 0
    assert "Về Hà Nội" not in client.get(reverse("method")).content.decode()


def test_a_filled_database_is_left_alone():
    with pytest.raises(DemoError):
        seed_second_day(password=factories.PASSWORD)
