"""Bodies that end hand over with a receipt each; their people read on and answer for the last reports for two years."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, User
from reports.administration.handover.whole_bodies import receipts_of_bodies
from reports.administration.people.services import PersonError, give_role
from reports.administration.reorganisations.services import undo_reorganisation
from reports.collection.obstacles.queries import may_raise_for
from reports.models import AuditEvent, Submission, Verb
from tests import factories
from tests.reports.administration.test_reorganise import DEPARTMENTS, Office

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
AUGUST, AFTER_READING = datetime(2025, 8, 1, 3, 0, tzinfo=UTC), datetime(2027, 7, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def office(db) -> Office:
    return Office()


def page_of(person: User, name: str, *args: object):
    browser = Client()
    browser.force_login(person)
    return browser.get(reverse(name, args=args))


@pytest.mark.once
def test_each_body_that_ends_has_a_receipt_with_heirs_people_and_what_is_open(office):
    period = factories.make_period(office.plan, 2025)
    form = factories.make_submission(period, office.district)
    factories.make_duty(office.plan, "IV.1", lead=office.district)
    row = office.apply()
    receipts = {receipt.said["from"]: receipt.said for receipt in receipts_of_bodies(row)}
    assert len(receipts) == 30
    said = receipts[office.district.name]
    assert "UBND xã Đông Anh" in said["to"] and said["day"] == "2025-07-01"
    (person,) = said["people"]
    assert person.startswith(office.reporter.full_name) and "đến hết 30/06/2027" in person
    assert len(said["reports"]) == 1 and period.name in said["reports"][0]
    assert said["duties"] == [f"{office.plan.code} IV.1"]
    page = page_of(office.second, "reorganisation-handovers", row.pk).content.decode()
    assert "30 đơn vị bàn giao" in page and office.district.name in page and form.period.name in page
    assert "Biên nhận bàn giao: 30" in page_of(office.second, "reorganisation", row.pk).content.decode()


def test_who_passes_to_the_heir_stands_on_the_receipt_with_her_heir(office):
    finance = factories.make_user(Role.REPORTER, Agency.objects.get(code="so-tc"), last_name="Vũ", first_name="Hà")
    row = office.apply(DEPARTMENTS)
    (said,) = [receipt.said for receipt in receipts_of_bodies(row) if receipt.said["from"] == "Sở Tài chính"]
    assert said["people"][0].startswith("Vũ Hà, nhập liệu: sang ") and finance.memberships.count() == 2


@pytest.mark.once
def test_what_was_undone_shows_no_receipts_and_keeps_them_on_record(office):
    row = office.apply()
    undo_reorganisation(reorganisation=row, version=row.version, by=office.second, now=clock.now())
    assert page_of(office.second, "reorganisation-handovers", row.pk).status_code == 404
    assert AuditEvent.objects.filter(verb=Verb.HANDED_OVER).count() == 30
    assert len(receipts_of_bodies(office.apply())) == 30


def test_people_of_a_body_that_ended_read_on_for_two_years_and_begin_nothing_new(office):
    last = factories.make_submission(factories.make_period(office.plan, 2025), office.district)
    old = Submission.objects.exclude(pk=last.pk).get()
    office.apply()
    with time_machine.travel(AUGUST, tick=False):
        reporter = User.objects.get(pk=office.reporter.pk)
        assert page_of(reporter, "submission", old.pk).status_code == 200
        assert 'name="v-total"' in page_of(reporter, "submission", last.pk).content.decode()
        assert not may_raise_for(reporter).exists()
    with time_machine.travel(AFTER_READING, tick=False):
        assert page_of(User.objects.get(pk=office.reporter.pk), "submission", old.pk).status_code in (403, 404)


@pytest.mark.once
def test_somebody_else_can_be_given_the_last_reports_until_the_reading_time_is_over(office):
    office.apply()
    other = factories.make_user(Role.REPORTER, Agency.objects.get(code="x-00454"), username="other")
    given = {"person": other, "agency": Agency.objects.get(code="017"), "title": "", "by": office.second}
    place = give_role(**given, role=Role.REPORTER, day=date(2025, 8, 1), now=clock.now())
    assert place.valid_to == date(2027, 6, 30)
    for role, day in ((Role.STAFF, date(2025, 8, 1)), (Role.REPORTER, date(2027, 7, 1))):
        with pytest.raises(PersonError, match="đã kết thúc"):
            give_role(**given, role=role, day=day, now=clock.now())
