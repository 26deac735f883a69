"""A prepared query gives what the queryset that it was made from gives, for whatever values."""

from datetime import date, timedelta

import pytest

from agencies.access import Role
from agencies.models import Membership
from agencies.models.user import GRANTS
from agencies.prepared_queries import Prepared
from reports.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 22)


def roles_on(user, day: date) -> list[str]:
    return [role for role, *_ in GRANTS.rows(user.pk, day)]


def test_a_membership_holds_on_its_first_and_its_last_day_and_not_beyond():
    user = factories.make_user(None)
    factories.join(user, Role.LEADER, factories.make_department(), valid_from=DAY, valid_to=DAY + timedelta(days=1))
    days = [DAY + timedelta(days=place) for place in (-1, 0, 1, 2)]
    assert [roles_on(user, day) for day in days] == [[], ["leader"], ["leader"], []]


def test_each_person_gets_the_own_rows_in_the_order_of_the_queryset():
    first, second = factories.make_user(Role.STAFF), factories.make_user(Role.REPORTER)
    factories.join(first, Role.LEADER, factories.make_department())
    for user in (first, second):
        rows = Membership.objects.filter(user=user).in_force(DAY).values_list("role", flat=True)
        assert roles_on(user, DAY) == list(rows)
    assert roles_on(first, DAY) == ["staff", "leader"]


def test_whole_rows_come_as_a_queryset_gives_them_even_for_words_and_numbers_that_stand_in_for_others():
    form = factories.make_submission(factories.make_period(factories.make_plan()), factories.make_agency())
    factories.make_submission(form.period, factories.make_agency("002"))

    def build(year: int, state: str):
        return Submission.objects.filter(period__year=year, state=state).order_by("-pk")

    query = Prepared(int, str, build=build)
    year = form.period.year
    for values in ((year, "draft"), (year, "accepted"), (year - 1, "draft")):
        found, expected = query.models(*values), list(build(*values))
        assert [vars(one) | {"_state": None} for one in found] == [vars(one) | {"_state": None} for one in expected]
    assert len(query.models(year, "draft")) == 2


def test_the_sql_is_built_once():
    built = []

    def build(user: int):
        built.append(user)
        return Membership.objects.filter(user_id=user).values_list("pk")

    query = Prepared(int, build=build)
    assert query.rows(1) == query.rows(2) == []
    assert len(built) == 1
