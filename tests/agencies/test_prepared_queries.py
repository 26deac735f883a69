"""A prepared query gives what the queryset that it was made from gives, for whatever values."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.db.models import F

from agencies.access import Role
from agencies.models import Agency, Membership
from agencies.models.user import GRANTS
from agencies.prepared_queries import Prepared, bring_along
from reports.models import Submission
from tests import factories

pytestmark = pytest.mark.django_db
DAY = date(2024, 11, 22)
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


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


def test_rows_of_other_tables_come_along_where_the_queryset_joins_them(django_assert_num_queries):
    form = factories.make_submission(factories.make_period(factories.make_plan()), factories.make_agency())
    query = Prepared(
        int, build=lambda pk: Submission.objects.filter(pk=pk).select_related("period__plan", "agency", "decided_by")
    )
    query.models(form.pk)
    with django_assert_num_queries(1):
        [found] = query.models(form.pk)
        assert (found.period.plan, found.agency, found.decided_by) == (form.period.plan, form.agency, None)
        assert found.period.plan.interim_reports == form.period.plan.interim_reports
    assert query.models(form.pk + 1) == []


def test_annotations_and_columns_left_out_are_those_of_the_queryset(django_assert_num_queries):
    form = factories.make_submission(factories.make_period(factories.make_plan()), factories.make_agency())
    query = Prepared(int, build=lambda pk: Submission.objects.filter(pk=pk).only("state").annotate(twice=F("pk") * 2))
    with django_assert_num_queries(1):
        [found] = query.models(form.pk)
        assert (found.state, found.twice) == (form.state, 2 * form.pk)
    assert found.get_deferred_fields() >= {"version", "agency_id"}
    assert found.version == form.version


def test_a_moment_is_compared_to_the_microsecond():
    form = factories.make_submission(factories.make_period(factories.make_plan()), factories.make_agency())
    moment = datetime(2024, 11, 22, 9, 30, 15, 123456, tzinfo=UTC)
    Submission.objects.update(first_opened_at=moment)
    query = Prepared(
        int, datetime, build=lambda agency, at: Submission.objects.filter(agency=agency, first_opened_at__lte=at)
    )
    step = timedelta(microseconds=1)
    found = [len(query.models(form.agency_id, at)) for at in (moment - step, moment, moment.astimezone(HANOI) + step)]
    assert found == [0, 1, 1]


def test_a_query_that_one_thread_built_serves_another_and_keeps_nobodys_connection_open():
    query = Prepared(int, build=lambda user: Membership.objects.filter(user_id=user))
    statement = query.statement
    assert statement.compiler.connection is connection


def test_the_sql_is_built_once():
    built = []

    def build(user: int):
        built.append(user)
        return Membership.objects.filter(user_id=user).values_list("pk")

    query = Prepared(int, build=build)
    assert query.rows(1) == query.rows(2) == []
    assert len(built) == 1


def test_rows_that_are_brought_along_are_those_that_a_prefetch_would_bring(django_assert_num_queries):
    period = factories.make_period(factories.make_plan())
    factories.make_submission(period, factories.make_agency())
    empty = factories.make_agency("002")
    agencies = list(Agency.objects.order_by("pk"))
    bring_along(agencies, "submissions", list(Submission.objects.all()), by="agency_id")
    expected = {one.pk: list(one.submissions.all()) for one in Agency.objects.prefetch_related("submissions")}
    with django_assert_num_queries(0):
        assert {one.pk: list(one.submissions.all()) for one in agencies} == expected
    assert expected[empty.pk] == [] and any(expected.values())
