"""Which submissions and figures a person sees and may decide on: own agency, own locality, nobody else's."""

from datetime import timedelta

import pytest

from agencies import clock
from agencies.access import Role
from agencies.models import User
from reports.models import Figure, ReportingPeriod, Submission
from tests import factories


@pytest.fixture
def people(scene):
    """One person of each kind, by what she is to the district of the scene."""
    scene.sent()
    neighbour, province = factories.make_agency("002"), factories.make_locality("68")
    factories.make_submission(scene.form.period, neighbour)
    made = {
        "reporter": scene.reporter,
        "colleague": factories.make_user(agency=scene.district, username="colleague"),
        "neighbour": factories.make_user(agency=neighbour, username="neighbour"),
        "staff": scene.staff,
        "leader": factories.make_user(Role.LEADER, scene.department, username="leader"),
        "administrator": factories.make_user(Role.ADMINISTRATOR, scene.department, username="administrator"),
        "stranger": factories.make_user(
            Role.STAFF, factories.make_department("68-so", locality=province), username="stranger"
        ),
        "nobody": factories.make_user(None, username="nobody"),
        "former": factories.make_user(agency=scene.district, username="former"),
        "future": factories.make_user(agency=scene.district, username="future"),
        "both": factories.make_user(Role.STAFF, scene.department, username="both"),
    }
    factories.join(made["both"], Role.REPORTER, scene.district)
    day = timedelta(days=1)
    made["former"].memberships.update(valid_to=clock.today() - day)
    made["future"].memberships.update(valid_from=clock.today() + day)
    return {name: User.objects.get(pk=user.pk) for name, user in made.items()}


EVERYBODY_OF_THE_CITY = {"staff", "leader", "both"}
OWNERS = {"reporter", "colleague"}


def test_submissions_are_seen_by_their_agency_and_the_readers_of_the_locality(scene, people):
    sees = {name for name, user in people.items() if scene.form in Submission.objects.visible_to(user)}
    assert sees == OWNERS | EVERYBODY_OF_THE_CITY


def test_figures_are_seen_by_the_same_people(scene, people):
    sees = {name for name, user in people.items() if Figure.objects.visible_to(user).exists()}
    assert sees == OWNERS | EVERYBODY_OF_THE_CITY


def test_only_staff_without_a_part_in_it_may_decide(scene, people):
    may = {name for name, user in people.items() if scene.form in Submission.objects.reviewable_by(user)}
    assert may == {"staff"}


def test_who_reports_for_one_agency_may_decide_on_the_others(scene, people):
    theirs = Submission.objects.reviewable_by(people["both"]).values_list("agency__code", flat=True)
    assert list(theirs) == ["002"]


def test_periods_belong_to_the_localitys_people(scene, people):
    sees = {name for name, user in people.items() if ReportingPeriod.objects.visible_to(user).exists()}
    assert sees == OWNERS | EVERYBODY_OF_THE_CITY | {"neighbour", "administrator"}


def test_a_neighbour_sees_only_her_own(scene, people):
    assert list(Submission.objects.visible_to(people["neighbour"]).values_list("agency__code", flat=True)) == ["002"]
