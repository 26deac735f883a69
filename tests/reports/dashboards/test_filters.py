import pytest
from django.http import Http404

from agencies.access import Role
from reports.dashboards.filters import chosen_place, chosen_plan, chosen_year, localities_of
from reports.models import View
from tests import factories

YEARS = [2021, 2022, 2023, 2024]


@pytest.mark.parametrize(
    ("asked", "given"),
    [
        ("2022", 2022),
        ("1999", 2021),
        ("3000", 2024),
        ("", 2024),
        ("x", 2024),
        ("²", 2024),
        ("99999999", 2024),
        ("-1", 2024),
    ],
)
def test_a_bad_year_gives_the_nearest_good_one(asked, given):
    assert chosen_year({"year": asked}, YEARS) == given


def test_an_unknown_plan_means_all_plans():
    assert chosen_plan({"plan": "KH-0"}, []) == ""


@pytest.mark.django_db
def test_several_localities_are_chosen_in_the_address():
    user = factories.make_user(Role.STAFF, factories.make_department())
    away = factories.make_department("68-so", locality=factories.make_locality("68"))
    factories.join(user, Role.LEADER, away)
    place = chosen_place("/plans/", user, {"locality": "68"})
    assert place.locality.code == "68"
    assert place.address() == "/plans/?locality=68"
    assert place.address(locality="01", view="provisional") == "/plans/?locality=01&view=provisional"


@pytest.mark.django_db
def test_a_foreign_locality_is_never_chosen():
    factories.make_locality("68")
    user = factories.make_user(Role.STAFF, factories.make_department())
    assert chosen_place("/plans/", user, {"locality": "68"}).locality.code == "01"


@pytest.mark.django_db
def test_figures_under_review_are_for_staff_and_leaders():
    staff = factories.make_user(Role.STAFF, factories.make_department())
    reporter = factories.make_user(Role.REPORTER, factories.make_agency())
    query = {"view": "provisional"}
    assert chosen_place("/", staff, query).view == View.PROVISIONAL
    assert chosen_place("/", reporter, query).view == View.ACCEPTED


@pytest.mark.django_db
def test_whoever_may_read_no_progress_has_no_locality():
    administrator = factories.make_user(Role.ADMINISTRATOR, factories.make_department())
    with pytest.raises(Http404):
        localities_of(administrator)
