"""What is still under review is the business of staff and leaders; a reporter reads accepted standings alone."""

import pytest
from rest_framework.test import APIClient

from agencies.access import Role
from reports.models import Progress, View
from reports.progress.services import recalculate_all
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def people() -> dict[str, APIClient]:
    """A district has sent 1.234, nobody has accepted it; a client for a neighbour, for staff and for a leader."""
    element, plan = factories.make_element(), factories.make_plan()
    factories.make_target(plan, factories.make_indicator(numerator=[element]))
    district, department = factories.make_agency(), factories.make_department()
    submission = factories.make_submission(factories.make_period(plan), district)
    reporter = factories.make_user(agency=district)
    factories.fill(submission, reporter, **{element.code: "1.234"})
    factories.send(submission, reporter)
    recalculate_all(locality_ids=[district.locality_id])
    users = {
        "neighbour": factories.make_user(agency=factories.make_agency("002")),
        "staff": factories.make_user(Role.STAFF, department),
        "leader": factories.make_user(Role.LEADER, department),
    }
    clients = {name: APIClient() for name in users}
    for name, user in users.items():
        clients[name].force_authenticate(user)
    return clients


def test_the_provisional_standings_exist(people):
    assert Progress.objects.filter(view=View.PROVISIONAL).exists()


@pytest.mark.parametrize(("who", "sees"), [("neighbour", False), ("staff", True), ("leader", True)])
def test_only_those_who_see_the_reports_read_provisional_standings(people, who: str, sees: bool):
    body = people[who].get("/api/v1/progress/?view=provisional").json()
    assert bool(body["results"]) is sees
    assert people[who].get("/api/v1/progress/").json()["results"]


@pytest.mark.parametrize(("who", "status"), [("neighbour", 403), ("staff", 200), ("leader", 200)])
def test_the_provisional_series_is_refused_to_reporters(people, who: str, status: int):
    assert people[who].get("/api/v1/series/?indicator=trained_total&view=provisional").status_code == status
    assert people[who].get("/api/v1/series/?indicator=trained_total").status_code == 200
