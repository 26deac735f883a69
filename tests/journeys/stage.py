"""The stage of the journeys: five districts, one rate, four of them accepted for this year and all for the last."""

import copy
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, User
from reports.models import Submission
from reports.progress.services import recalculate_all
from targets.models import Indicator, PartRule
from tests import factories
from tests.emptying import filled_tables, put_back, rows_of


@dataclass
class Stage:
    year: int
    indicator: Indicator
    submission: Submission
    district: Agency
    reporter: User
    colleague: User
    staff: User
    second_staff: User
    leader: User
    stranger: User


# The first stage of this test process with its rows.
FIRST_SET: list[tuple[Stage, dict]] = []


def set_stage() -> Stage:
    """The stage, made by the product's own services once in a test process, then put back row by row."""
    if filled_tables(connection) or connection.in_atomic_block:
        return made_stage()
    if FIRST_SET:
        put_back(connection, FIRST_SET[0][1])
    else:
        FIRST_SET.append((made_stage(), rows_of(connection)))
    return copy.deepcopy(FIRST_SET[0][0])


def made_stage() -> Stage:
    """Everything in real rows; the open form is the first district's of the present year, due in three days."""
    year = clock.today().year
    pupils = factories.make_element("school_leavers", short_name="Học sinh tốt nghiệp", unit="học sinh", position=1)
    joined = factories.make_element(
        "school_leavers_vocational",
        short_name="Trong đó vào học nghề",
        unit="học sinh",
        position=2,
        part_of=pupils,
        part_rule=PartRule.AT_MOST,
    )
    indicator = factories.make_indicator(
        "school_leaver_rate", numerator=[joined], denominator=[pupils], headline=True, name="Tỷ lệ vào học nghề"
    )
    plan = factories.make_plan("KH-CL2239", last_year=year + 5)
    factories.make_target(plan, indicator, year=year + 1, low="40")
    districts = [factories.make_agency(f"{number:03}", name=f"UBND quận {number}") for number in range(1, 6)]
    department = factories.make_department()
    reporters = [factories.make_user(agency=district, username=f"reporter-{district.code}") for district in districts]
    stage = Stage(
        year=year,
        indicator=indicator,
        submission=None,
        district=districts[0],
        reporter=reporters[0],
        colleague=factories.make_user(agency=districts[0], username="colleague"),
        staff=factories.make_user(Role.STAFF, department, username="staff"),
        second_staff=factories.make_user(Role.STAFF, department, username="second-staff"),
        leader=factories.make_user(Role.LEADER, department, username="leader"),
        stranger=reporters[1],
    )
    for past in (year - 2, year - 1, year):
        period = factories.make_period(plan, year=past, due_at=timezone.now() + timedelta(days=3))
        for place, (district, reporter) in enumerate(zip(districts, reporters, strict=True)):
            submission = factories.make_submission(period, district)
            if past == year and place == 0:
                stage.submission = submission
                continue
            rate = 30 + past - year
            with transaction.atomic():
                factories.fill(submission, reporter, school_leavers="1.000", school_leavers_vocational=f"{rate * 10}")
                factories.send(submission, reporter)
                factories.take(submission, stage.staff)
    recalculate_all(locality_ids=[districts[0].locality_id])
    return stage
