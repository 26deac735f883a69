"""seed_demo on the real catalogue: made up, labelled everywhere, and a round as it could have been."""

from decimal import Decimal

import pytest
from django.db.models import Count, F, Sum

from agencies import clock
from agencies.access import Role
from agencies.models import Instance, User
from reports.collection.entry.checks import FindingLevel, findings
from reports.collection.entry.queries import form_elements, form_of
from reports.collection.periods.services import agencies_asked
from reports.demo.services import DEMO_DAY, DemoError, seed_demo
from reports.models import (
    Action,
    DutyUpdate,
    Entry,
    Figure,
    FigureRevision,
    IndicatorValue,
    Progress,
    ReportingPeriod,
    ReviewItem,
    State,
    Submission,
    SubmissionEvent,
    Via,
    View,
)
from tests import factories

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db]


def test_everything_made_up_says_so():
    assert not Figure.objects.filter(illustrative=False).exists()
    assert not Submission.objects.filter(illustrative=False).exists()
    assert not User.objects.filter(is_demo=False).exists()
    assert not DutyUpdate.objects.exclude(text__contains="minh họa").exists()
    assert not FigureRevision.objects.exclude(via__in=[Via.SEED, Via.REVIEW]).exists()
    assert Instance.current().is_demo


def test_every_value_and_standing_that_rests_on_it_says_so():
    assert IndicatorValue.objects.filter(source="rollup").count() > 50
    assert not IndicatorValue.objects.filter(rollup__isnull=False, illustrative=False).exists()
    assert not IndicatorValue.objects.filter(source="rollup", illustrative=False).exists()
    assert not Progress.objects.filter(actual_source="rollup", illustrative=False).exists()


def test_published_figures_are_not_called_made_up():
    published = Progress.objects.filter(actual_source="official")
    assert published.exists()
    assert not published.filter(illustrative=True).exists()


def test_no_row_of_published_values_holds_a_made_up_one():
    values = IndicatorValue.objects.filter(value__isnull=False, view=View.ACCEPTED, locality__code="01")
    sources: dict[str, set[str]] = {}
    for code, source in values.values_list("indicator__code", "source"):
        sources.setdefault(code, set()).add(source)
    assert {code for code, found in sources.items() if len(found) > 1} == set()


def test_the_clock_stands_in_the_open_round():
    assert clock.today() == DEMO_DAY.date()
    period = ReportingPeriod.objects.get(plan__code="KH-10", year=2024)
    assert period.state() == "open"
    assert period.days_left() == 32


@pytest.mark.slow
def test_there_is_an_account_of_every_role_and_a_reporter_of_every_agency(demo):
    assert {str(membership.role) for user in demo.values() for membership in user.memberships.all()} == set(Role)
    agencies = {a.pk for period in ReportingPeriod.objects.all() for a in agencies_asked(period.plan, period.year)}
    reporting = User.objects.filter(memberships__role=Role.REPORTER).values_list("memberships__agency", flat=True)
    assert set(reporting) == agencies
    assert demo["staff"].check_password(factories.PASSWORD)


def test_no_round_lies_outside_the_years_of_reporting_or_before_its_plan():
    periods = ReportingPeriod.objects.select_related("plan")
    assert [one for one in periods if not one.plan.reports_on(one.year) or one.last_day < one.plan.issued_on] == []
    assert not periods.filter(plan__code="KH-CL2239", year=2021).exists()


def test_the_figures_of_the_year_before_a_plan_are_there_as_history():
    before = Figure.objects.filter(year=2021, element__code="teachers_qualified")
    assert before.filter(accepted_entry=Entry.NUMBER).count() > 20
    assert set(before.values_list("submission__period__plan__code", flat=True)) == {"KH-10"}


def test_the_open_forms_ask_for_every_part_of_people_trained():
    form = Submission.objects.filter(period__plan__code="KH-CL2239", period__year=2024, agency__code="017")
    elements = {element.code for element in form_elements(form.select_related("period__plan", "agency").get())}
    assert {"trained_total", "trained_college", "trained_intermediate", "trained_elementary"} <= elements


@pytest.mark.parametrize("plan", ["KH-10", "KH-CL2239"])
def test_the_open_round_shows_every_state(plan):
    states = {form.board_state for form in Submission.objects.filter(period__plan__code=plan, period__year=2024)}
    assert states == {"not_opened", *State.values}


@pytest.mark.slow
@pytest.mark.parametrize(("plan", "year"), [("KH-CL2239", 2023), ("KH-10", 2024), ("KH-CL2239", 2024)])
def test_every_form_that_was_sent_could_have_been_sent(plan, year):
    forms = Submission.objects.filter(period__plan__code=plan, period__year=year).exclude(state=State.DRAFT)
    for form in forms.select_related("agency", "period__plan"):
        # What came back waits for its answer.
        back = ReviewItem.objects.filter(review__submission=form).values_list("element__code", flat=True)
        asked = set(back) if form.state == State.RETURNED else set()
        open_points = [
            f
            for f in findings(form_of(form))
            if f.code not in asked and (f.level != FindingLevel.BLANK or form.state == State.ACCEPTED)
        ]
        assert [(form.agency.code, point) for point in open_points] == []


def test_every_move_left_its_event():
    counted = Submission.objects.annotate(moves=Count("events"))
    assert not counted.exclude(version=F("moves")).exists()
    accepted = SubmissionEvent.objects.filter(action=Action.ACCEPTED).count()
    assert accepted == Submission.objects.filter(state=State.ACCEPTED).count()


def test_nothing_happened_after_the_demos_day_or_before_what_it_answers():
    now = clock.now()
    assert not SubmissionEvent.objects.filter(at__gt=now).exists()
    assert not Submission.objects.filter(decided_at__lt=F("submitted_at")).exists()
    assert not Figure.objects.filter(updated_at__gt=now).exists()


def test_districts_add_up_to_a_plausible_city():
    totals = {
        (code, year): total
        for code, year, total in Figure.objects.exclude(accepted_entry="")
        .filter(agency__locality__code="01")
        .values_list("element__code", "year")
        .annotate(total=Sum("accepted_value"))
    }
    for year, published in ((2021, 220500), (2022, 245316), (2023, 236000)):
        assert abs(totals["trained_total", year] - published) < published * Decimal("0.15")
    for year in (2021, 2022, 2023):
        assert 3_400_000 < totals["labour_force", year] < 4_600_000
        assert 65 < 100 * totals["labour_trained", year] / totals["labour_force", year] < 78


def test_a_database_with_reports_or_people_is_refused():
    with pytest.raises(DemoError, match="đã có người dùng hoặc báo cáo"):
        seed_demo(password=factories.PASSWORD)
