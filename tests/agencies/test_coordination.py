"""Who coordinates is a row with two days, and the rights of staff, leaders and administrators follow today's."""

from datetime import date, timedelta

import pytest

from agencies import clock
from agencies.access import Right, Role
from agencies.models import Agency, AgencyKind, Coordination, Coordinators, User
from tests import factories

pytestmark = pytest.mark.django_db
WIDE = (Role.STAFF, Role.LEADER, Role.ADMINISTRATOR)


def rights(user: User) -> set[Right]:
    access = User.objects.get(pk=user.pk).access
    return {right for right in Right if access.has(right) or access.localities_with(right)}


def test_a_body_coordinates_on_its_first_and_its_last_day_and_not_beyond():
    department = factories.make_agency("so")
    factories.make_agency("so-khac")
    first, last = date(2021, 1, 1), date(2025, 2, 28)
    factories.coordinate(department, valid_from=first, valid_to=last)
    days = [first - timedelta(days=1), first, last, last + timedelta(days=1)]
    for answers in (
        [department.coordinates_on(day) for day in days],
        [Coordinators.read().include(department.pk, day) for day in days],
        [Agency.objects.coordinating_on(day).exists() for day in days],
    ):
        assert answers == [False, True, True, False]
    assert Coordinators.read().at_cut_off(department.pk, 2024)
    assert not Coordinators.read().at_cut_off(department.pk, 2025)


@pytest.mark.parametrize("role", WIDE)
def test_a_role_at_a_body_that_does_not_coordinate_today_gives_nothing_locality_wide(role):
    yesterday = clock.today() - timedelta(days=1)
    department = factories.make_agency("so", kind=AgencyKind.DEPARTMENT)
    factories.coordinate(department)
    user = factories.make_user(role, department)
    assert rights(user) - {Right.SEE_PROGRESS}
    Coordination.objects.update(valid_to=yesterday)
    assert rights(user) <= {Right.SEE_PROGRESS}
    assert not User.objects.get(pk=user.pk).access.localities_with(Right.SEE_SUBMISSIONS)


def test_leaders_of_the_government_of_the_locality_see_it_whole_and_its_staff_do_not():
    factories.make_department()
    government = factories.make_agency("ubnd-tp", kind=AgencyKind.CITY_GOVERNMENT)
    leader, staff = factories.make_user(Role.LEADER, government), factories.make_user(Role.STAFF, government)
    assert leader.access.localities_with(Right.SEE_SUBMISSIONS) == {government.locality_id}
    assert staff.access.localities_with(Right.SEE_SUBMISSIONS) == frozenset()


def test_a_reporter_needs_no_coordinator():
    district = factories.make_agency("001")
    assert factories.make_user(Role.REPORTER, district).access.reports_for(district.pk)
