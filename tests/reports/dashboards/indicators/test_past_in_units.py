"""The past in the bodies of that time or of today: exact for a merger, by group elsewhere, one total in both."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from agencies.models import Agency
from reports.dashboards.indicators.past_in_units import Units, UnitValue, past_in_units
from reports.models import View
from reports.progress.queries import recipes
from tests import factories

pytestmark = pytest.mark.django_db
LAST, FIRST, TODAY = date(2024, 12, 31), date(2025, 1, 1), date(2026, 11, 22)


class Country:
    """Districts a, b (-> x, y with overlaps), c, d (-> z, a merger) and e, of which nobody knows who took over."""

    def __init__(self) -> None:
        old = {code: factories.make_agency(code, valid_to=LAST) for code in "abcde"}
        new = {code: factories.make_agency(code, kind="commune", valid_from=FIRST) for code in "xyz"}
        self.bodies: dict[str, Agency] = old | new
        for giver, taker in ("ax", "ay", "by", "cz", "dz"):
            old[giver].successions.create(successor=new[taker], on=FIRST)
        kinds = ["district", "commune"]
        self.done, self.all = factories.make_element("done", kinds=kinds), factories.make_element("all", kinds=kinds)
        self.sum = factories.make_indicator("sum", numerator=[self.done])
        self.rate = factories.make_indicator("rate", numerator=[self.done], denominator=[self.all])
        self.plan = factories.make_plan(last_year=2030)
        for indicator in (self.sum, self.rate):
            factories.make_target(self.plan, indicator)
        self.staff = factories.make_user("staff", factories.make_department())
        self.report(2024, a=(10, 40), b=(20, 50), c=(30, 60), d=(5, 100), e=(1, 2))
        self.report(2025, x=(11, 44), y=(22, 55), z=(36, 160))

    def report(self, year: int, **cells: tuple[int, int]) -> None:
        period = factories.make_period(self.plan, year)
        for code, (done, whole) in cells.items():
            form = factories.make_submission(period, self.bodies[code])
            by = factories.make_user(agency=self.bodies[code])
            factories.fill(form, by, done=str(done), all=str(whole))
            factories.take(factories.send(form, by), self.staff)

    def rows(self, indicator, units: Units) -> list[UnitValue]:
        recipe = recipes([indicator.pk])[indicator.pk]
        locality = self.plan.locality
        return past_in_units(recipe=recipe, locality=locality, view=View.ACCEPTED, units=units, on=TODAY)


@pytest.fixture
def country(db) -> Country:
    return Country()


def shown(rows: list[UnitValue]) -> dict[tuple[str, int], tuple[Decimal | None, str]]:
    return {("+".join(row.agencies), row.year): (row.value, row.comparability.value) for row in rows}


def test_as_it_was_each_year_stands_in_the_bodies_of_that_year(country):
    rows = shown(country.rows(country.sum, Units.AS_WAS))
    assert {place[0] for place in rows if place[1] == 2024} == set("abcde")
    assert {place[0] for place in rows if place[1] == 2025} == set("xyz")
    assert {mark for _, mark in rows.values()} == {"exact"}


def test_as_it_is_now_a_merger_has_an_exact_past_and_overlapping_bodies_only_their_group(country):
    rows = shown(country.rows(country.sum, Units.AS_NOW))
    assert rows["z", 2024] == (35, "exact") and rows["z", 2025] == (36, "exact")
    assert rows["x+y", 2024] == (30, "group") and rows["x+y", 2025] == (33, "group")
    assert rows["x", 2024] == (None, "none") and rows["x", 2025] == (11, "exact")
    assert rows["e", 2024] == (1, "none")


def test_a_rate_is_the_sum_of_its_parts_and_never_a_mean_of_rates(country):
    rows = shown(country.rows(country.rate, Units.AS_NOW))
    assert rows["z", 2024] == (Decimal(100 * 35) / 160, "exact")
    assert rows["x+y", 2024] == (Decimal(100 * 30) / 90, "group")
    assert rows["x", 2024] == (None, "none")


@pytest.mark.parametrize("name", ["sum", "rate"])
def test_the_total_of_each_year_is_the_same_in_both(country, name):
    indicator, totals = getattr(country, name), []
    for units in Units:
        sums: dict[int, list[Decimal]] = {}
        for row in country.rows(indicator, units):
            if row.counts:
                here = sums.setdefault(row.year, [Decimal(), Decimal()])
                here[0] += row.numerator
                here[1] += row.denominator or 0
        totals.append(sums)
    assert totals[0] == totals[1] != {}


def test_what_is_no_sum_and_no_rate_has_no_rows(country):
    growth = factories.make_indicator("growth", numerator=[country.done], formula="growth")
    assert country.rows(growth, Units.AS_NOW) == []


def test_the_api_gives_them_where_they_are_asked_for_and_to_whoever_sees_every_body(country):
    client = Client()
    client.force_login(country.staff)
    address = "/api/v1/series/?indicator=sum&locality=01"
    assert "units" not in client.get(address).json()
    rows = client.get(f"{address}&units=as_now").json()["units"]
    assert {"agencies": ["z"], "year": 2024, "value": 35, "comparability": "exact"}.items() <= next(
        row for row in rows if row["agencies"] == ["z"] and row["year"] == 2024
    ).items()
    client.force_login(factories.make_user(agency=country.bodies["x"]))
    assert "units" not in client.get(f"{address}&units=as_now").json()


def page_of(client: Client, units: str, name: str = "sum") -> str:
    return " ".join(client.get(f"/indicators/{name}/?locality=01&units={units}").content.decode().split())


@pytest.fixture
def office(country) -> Client:
    client = Client()
    client.force_login(country.staff)
    return client


@pytest.mark.parametrize("name", ["sum", "rate"])
def test_the_page_shows_one_total_whichever_way_one_looks(office, name):
    totals = {}
    for units in Units:
        past = office.get(f"/indicators/{name}/?locality=01&units={units}").context["past"]
        totals[units] = (past.years, past.total)
    assert totals[Units.AS_WAS] == totals[Units.AS_NOW]


def test_the_page_marks_every_cell_and_the_year_in_which_bodies_changed(office):
    past = office.get("/indicators/sum/?locality=01&units=as_now").context["past"]
    rows = {row.name: [(cell.sign, cell.value, cell.breaks) for cell in row.cells] for row in past.rows + past.inside}
    assert rows["Đơn vị z"] == [("=", "35", False), ("=", "36", True)]
    assert rows["Nhóm 2 đơn vị cũ, nay 2 đơn vị"] == [("[·]", "30", False), ("[·]", "33", True)]
    assert rows["Đơn vị x"] == [("⊘", "—", False), ("=", "11", True)]
    assert "không so được" in page_of(office, "as_now") and "ước chia" not in page_of(office, "as_now")


def test_it_is_offered_to_whoever_sees_every_body_and_where_bodies_changed(office, country):
    assert "Quá khứ đặt cạnh hiện tại" in page_of(office, "")
    reporter = Client()
    reporter.force_login(factories.make_user(agency=country.bodies["x"]))
    assert "Quá khứ đặt cạnh hiện tại" not in page_of(reporter, "as_now")
    country.bodies["a"].successions.model.objects.all().delete()
    assert "Quá khứ đặt cạnh hiện tại" not in page_of(office, "")


def test_the_files_hold_the_same_rows_with_their_marks(office):
    text = office.get("/indicators/sum/csv/?locality=01&units=as_now").content.decode()
    past = [line for line in text.splitlines() if line.startswith("quá khứ cạnh hiện tại")]
    assert any("2024" in line and "35" in line and "đúng nguyên" in line and "Đơn vị z" in line for line in past)
    assert any("theo nhóm" in line and "trong tổng" in line for line in past)
    assert "quá khứ cạnh" not in office.get("/indicators/sum/csv/?locality=01").content.decode()
    assert office.get("/indicators/sum/xlsx/?locality=01&units=as_now").status_code == 200


def test_its_queries_do_not_grow_with_the_bodies(office, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        office.get("/indicators/sum/?locality=01&units=as_now")
