"""A closing report whose part an heir reports is owed by nobody: not on the board, not in lists, not in reminders."""

from datetime import date, datetime
from importlib import import_module

import pytest
from django.apps import apps
from django.urls import reverse
from django.utils import timezone

from agencies.access import Role
from agencies.models import User
from reports.collection.board.queries import submission_standings
from reports.collection.notices.services import submissions_owed
from reports.collection.periods.services import open_period
from reports.dashboards.overview.rounds import begun
from reports.models import ReportingPeriod, Submission
from tests import factories
from tests.reports.collection.periods.test_year_cut_in_two import say_part, scene

__all__ = ["scene"]
pytestmark = [pytest.mark.django_db, pytest.mark.slow]
# The day before the round's last one, and one after the bodies' own last day.
NEAR = timezone.make_aware(datetime(2025, 7, 2, 9, 0))


@pytest.fixture(autouse=True)
def opened_early(scene):
    """By hand and early, so that who ends within the year owes her part by her last day."""
    ReportingPeriod.objects.update(opens_on=date(2025, 6, 2))


def staff() -> User:
    return User.objects.filter(memberships__role=Role.STAFF).first() or factories.make_user(Role.STAFF)


def owed(now: datetime) -> set[str]:
    return {row.agency.code for row in submissions_owed(now)}


def on_board() -> set[str]:
    period = ReportingPeriod.objects.get(year=2025)
    return {row.submission.agency.code for row in submission_standings(period, staff(), now=NEAR)}


def test_it_stands_on_the_board_and_in_reminders_until_the_heir_says_so_and_again_afterwards(scene):
    assert {"017", "018"} <= owed(NEAR) and {"017", "018", "x-1"} <= on_board()
    say_part(scene, "x-1", "whole")
    assert not {"017", "018"} & (owed(NEAR) | on_board())
    assert "x-1" in on_board()
    assert {row.covered_by.agency.code for row in Submission.objects.filter(agency__code__in=["017", "018"])} == {"x-1"}
    say_part(scene, "x-1", "part")
    assert {"017", "018"} <= owed(NEAR) and {"017", "018"} <= on_board()


def test_the_board_says_how_many_are_left_out(scene, client):
    say_part(scene, "x-1", "whole")
    client.force_login(staff())
    period = ReportingPeriod.objects.get(year=2025)
    assert "2 báo cáo kết thúc không phải nộp" in client.get(reverse("board", args=[period.pk])).content.decode()


def test_counts_of_the_round_leave_it_out(scene):
    def asked() -> int:
        period = begun(scene.plan.locality, 2025).get()
        return sum(getattr(period, name) for name in vars(period) if name.startswith("count_"))

    before = asked()
    say_part(scene, "x-1", "whole")
    assert asked() == before - 2


def test_its_reporter_finds_it_apart_with_nothing_to_do(scene, client):
    form = scene.form("017")
    client.force_login(factories.make_user(Role.REPORTER, form.agency))
    assert "Đơn vị kế tục báo cáo cả năm" not in client.get("/submissions/").content.decode()
    say_part(scene, "x-1", "whole")
    listed = client.get("/submissions/").content.decode()
    assert "Đơn vị kế tục báo cáo cả năm" in listed
    assert "Không còn báo cáo nào phải nộp" in listed
    assert "biểu này không phải nộp" in " ".join(client.get(f"/submissions/{form.pk}/").content.decode().split())
    assert not scene.form("017").is_overdue(timezone.make_aware(datetime(2026, 6, 1)))


def test_one_that_is_opened_after_the_heir_said_so_is_covered_from_the_start(scene):
    say_part(scene, "x-1", "whole")
    Submission.objects.filter(agency__code="018").delete()
    open_period(plan=scene.plan, year=2025, by=None)
    assert scene.form("018").covered_by.agency.code == "x-1"


def test_what_was_said_before_the_upgrade_covers_what_was_never_sent(scene):
    say_part(scene, "x-1", "whole")
    Submission.objects.update(covered_by=None)
    import_module("reports.migrations.0020_mark_covered_closings").mark_covered(apps, None)
    assert {row.agency.code for row in Submission.objects.filter(covered_by__isnull=False)} == {"017", "018"}
