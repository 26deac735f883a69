"""manage.py open_periods: says what it opens, and with --dry-run opens nothing."""

from io import StringIO

import pytest
from django.core.management import call_command

from agencies import clock
from reports.models import ReportingPeriod, Submission
from tests import factories


def run(**options) -> list[str]:
    output = StringIO()
    call_command("open_periods", stdout=output, **options)
    return output.getvalue().splitlines()


@pytest.fixture
def plan(db):
    """A plan whose period of this year opened on 1 January."""
    year = clock.today().year
    plan = factories.make_plan(opens_month=1, opens_day=1, last_year=year + 1, report_last_year=year + 1)
    factories.make_target(plan, factories.make_indicator(numerator=[factories.make_element()]))
    factories.make_agency()
    return plan


def test_it_opens_what_is_due_and_says_so(plan):
    year = clock.today().year
    assert run() == [f"KH-10 năm {year}: 1 đơn vị, hạn 24/12/{year}"]
    assert (ReportingPeriod.objects.get().year, Submission.objects.count()) == (year, 1)


def test_a_second_run_adds_nothing(plan):
    assert run() == run()
    assert Submission.objects.count() == 1


def test_a_dry_run_says_the_same_and_opens_nothing(plan):
    assert run(dry_run=True) == run(dry_run=True) != []
    assert not ReportingPeriod.objects.exists()
    assert not Submission.objects.exists()


def test_with_nothing_due_it_says_nothing(db):
    assert run() == []
