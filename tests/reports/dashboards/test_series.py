"""The one dataset of an indicator, on the published figures known on 22/11/2024 and on made-up agencies."""

from datetime import date
from decimal import Decimal

import pytest

from agencies.access import Role
from agencies.models import Agency, Locality, User
from reports.dashboards.indicators.charts import ladder_data
from reports.dashboards.series import both_sources, indicator_series, lead_target, year_standing
from reports.models import View
from targets.calculations.statuses import Likelihood, Status
from targets.models import Ambition, Basis, Indicator, Target
from tests import factories
from tests.reports.progress import ground

DAY = date(2024, 11, 22)
pytestmark = [pytest.mark.usefixtures("published"), pytest.mark.django_db]


@pytest.fixture
def staff() -> User:
    return factories.make_user(Role.STAFF, Agency.objects.get(code="so-ldtbxh"))


def series(code: str, user: User, view: View = View.ACCEPTED, as_of: int | None = None):
    return indicator_series(Indicator.objects.get(code=code), Locality.objects.get(code="01"), view, user, as_of)


@pytest.mark.slow
def test_the_trained_rate_has_its_values_path_and_scenario(staff):
    data = series("trained_labour_rate", staff)
    assert [(value.year, value.value) for value in data.counted] == [
        (2020, Decimal("70.25")),
        (2021, Decimal("71.1")),
        (2022, Decimal("72.23")),
        (2023, Decimal(73)),
    ]
    assert data.path == ((2020, Decimal("70.25")), (2025, Decimal(75)), (2030, Decimal(80)))
    assert data.path_at(2023) == Decimal("73.10")
    assert data.path_at(2031) is None
    assert data.outlook.likelihood == Likelihood.MEDIUM
    assert round(data.pace[0].value, 1) == Decimal("74.8")
    assert (data.lead.plan.code, data.lead.year) == ("KH-CL2239", 2025)


def test_years_are_judged_by_the_path_of_their_own_day(staff):
    data = series("trained_labour_rate", staff)
    assert {year: year_standing(data, year).status for year in (2021, 2022, 2023)} == {
        2021: Status.LAGGING,
        2022: Status.ON_TRACK,
        2023: Status.ON_TRACK,
    }
    assert year_standing(data, 2024) is None


def test_every_published_figure_is_there_and_nothing_of_the_future(staff):
    data = series("trained_labour_rate", staff)
    assert {figure.kind for figure in data.published} == {"actual", "estimate", "plan"}
    assert max(figure.published_on for figure in data.published) <= DAY
    assert data.yearly_plan[2024] == Decimal("74.2")


def test_a_total_runs_along_its_yearly_plan(staff):
    data = series("trained_cumulative", staff)
    assert data.path_at(2022) == 445000
    assert data.yearly_plan[2025] == 1150000
    assert {(figure.from_year, figure.year) for figure in data.parts.spans} == {(2023, 2024)}


def test_a_text_and_a_band_have_neither_path_nor_scenario(staff):
    for code in ("quality_2025_hanoi", "college_intermediate_share", "trained_growth"):
        data = series(code, staff)
        assert (data.path, data.outlook, data.pace) == ((), None, ())


def test_the_lead_is_the_next_target_and_the_last_when_all_are_past(staff):
    targets = series("trained_labour_rate", staff).targets
    assert lead_target(targets, 2022).plan.code == "KH-72"
    assert lead_target(targets, 2026).year == 2030
    assert lead_target(targets, 2040).year == 2030
    assert lead_target([], 2024) is None


def reported(values: dict[str, tuple[int, int]], year: int = 2023) -> None:
    """Accepted reports of districts: agency code -> people trained, labour force."""
    plan = Indicator.objects.get(code="trained_labour_rate").targets.first().plan
    for code, (above, below) in values.items():
        ground.report(
            plan, Agency.objects.get(code=code), year, illustrative=True,
            labour_trained=str(above), labour_force=str(below),
        )  # fmt: skip
    ground.recalculate()


@pytest.mark.slow
def test_agencies_are_shown_to_staff_and_only_her_own_to_a_reporter(staff):
    reported({"001": (80, 100), "002": (60, 100)})
    reporter = factories.make_user(Role.REPORTER, Agency.objects.get(code="002"))
    everyone = series("trained_labour_rate", staff).agencies
    assert (everyone.year, everyone.all_visible, everyone.illustrative, len(everyone.figures)) == (2023, True, True, 30)
    assert {one.agency.code: one.value for one in everyone.figures if one.value is not None} == {
        "001": Decimal(80),
        "002": Decimal(60),
    }
    own = series("trained_labour_rate", reporter).agencies
    assert [(one.agency.code, one.value) for one in own.figures] == [("002", Decimal(60))]
    assert (own.all_visible, own.shift) == (False, None)


@pytest.mark.slow
def test_made_up_figures_stand_beside_the_published_one_and_never_for_it(staff):
    reported({"001": (80, 100), "002": (60, 100)})
    data = series("trained_labour_rate", staff)
    value = both_sources(data)
    assert (value.year, value.official.value, value.rollup, value.value) == (
        2023,
        Decimal(73),
        Decimal(70),
        Decimal(73),
    )


@pytest.mark.slow
def test_a_fall_that_most_agencies_did_not_share_is_split(staff):
    reported({"001": (720, 800), "002": (100, 200)}, 2022)
    reported({"001": (368, 400), "002": (330, 600)}, 2023)
    split = series("trained_labour_rate", staff).agencies.shift.split
    assert (round(split.change, 1), round(split.within, 1)) == (Decimal("-12.2"), Decimal("2.6"))


@pytest.mark.slow
def test_the_queries_do_not_grow_with_the_data(staff, django_assert_max_num_queries):
    reported({"001": (80, 100), "002": (60, 100)})
    indicator, locality = Indicator.objects.get(code="trained_labour_rate"), Locality.objects.get(code="01")
    assert staff.access.locality_ids
    with django_assert_max_num_queries(16):
        indicator_series(indicator, locality, View.ACCEPTED, staff)


def test_what_a_plan_aspires_to_is_drawn_and_leads_nothing(staff):
    rate = Indicator.objects.get(code="school_leaver_rate")
    promised = Target.objects.get(plan__code="KH-CL2239", indicator=rate, year=2025)
    aspired = Target.objects.create(
        plan=promised.plan, indicator=rate, year=2025, comparator="range", low=50, high=55, basis=Basis.YEAR,
        ambition=Ambition.ASPIRED, citation="KH-CL2239",
    )  # fmt: skip
    assert lead_target([aspired, promised], 2024) == promised
    assert lead_target([aspired], 2024) is None
    data = series("school_leaver_rate", staff)
    assert data.lead == promised
    assert [one.text for one in ladder_data(data, "").rungs if one.year == 2025] == ["40–45%", "phấn đấu 50–55%"]
