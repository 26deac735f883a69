"""The past in the bodies of that time or of today: exact for a merger, by group elsewhere, one total in both."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from agencies.models import Agency, Succession
from reports.dashboards.indicators.apportioning import ApportionKey
from reports.dashboards.indicators.past_in_units import Units, UnitValue, past_in_units
from reports.models import ReportingPeriod, View
from reports.progress.queries import recipes
from reports.progress.services import recalculate_all
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
LAST, FIRST, TODAY = date(2024, 12, 31), date(2025, 1, 1), date(2026, 11, 22)


class Country:
    """Districts a, b (-> x, y with overlaps), c, d (-> z, a merger) and e, of which nobody knows who took over."""

    def __init__(self) -> None:
        old = {code: factories.make_agency(code, valid_to=LAST) for code in "abcde"}
        new = {code: factories.make_agency(code, kind="commune", valid_from=FIRST) for code in "xyz"}
        self.bodies: dict[str, Agency] = old | new
        # What went where, in old communes taken wholly and in part; of mergers there is no need to know.
        table = {"ax": (2, 3), "ay": (1, 2), "by": (0, 4)}
        for pair in ("ax", "ay", "by", "cz", "dz"):
            whole, part = table.get(pair, (None, None))
            old[pair[0]].successions.create(successor=new[pair[1]], on=FIRST, whole=whole, part=part)
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
        held = ReportingPeriod.objects.filter(plan=self.plan, year=year).first()
        period = held or factories.make_period(self.plan, year)
        for code, (done, whole) in cells.items():
            form = factories.make_submission(period, self.bodies[code])
            by = factories.make_user(agency=self.bodies[code])
            factories.fill(form, by, done=str(done), all=str(whole))
            factories.take(factories.send(form, by), self.staff)

    def rows(self, indicator, units: Units, key: ApportionKey | None = None) -> list[UnitValue]:
        recipe = recipes([indicator.pk])[indicator.pk]
        asked = {"locality": self.plan.locality, "view": View.ACCEPTED, "units": units, "on": TODAY, "key": key}
        return past_in_units(recipe=recipe, **asked)


@pytest.fixture
def country(db) -> Country:
    return Country()


def shown(rows: list[UnitValue]) -> dict[tuple[str, int], tuple[Decimal | None, str]]:
    return {("+".join(row.agencies), row.year): (row.value, row.comparability.value) for row in rows}


@pytest.mark.once
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


@pytest.mark.once
def test_counts_are_apportioned_by_a_stated_key_where_one_is_asked_for(country):
    parts = shown(country.rows(country.sum, Units.AS_NOW, ApportionKey.PARTS))
    assert parts["x", 2024] == (Decimal(10) * 5 / 8, "estimate")
    assert parts["y", 2024] == (Decimal(10) * 3 / 8 + 20, "estimate")
    assert parts["x", 2024][0] + parts["y", 2024][0] == parts["x+y", 2024][0] == 30
    assert parts["x", 2025] == (11, "exact") and parts["z", 2024] == (35, "exact")
    whole = shown(country.rows(country.sum, Units.AS_NOW, ApportionKey.WHOLE))
    assert [round(whole[body, 2024][0], 6) for body in "xy"] == [Decimal("6.666667"), Decimal("23.333333")]


def test_of_who_took_no_commune_wholly_the_key_of_whole_communes_knows_nothing(country):
    Succession.objects.filter(predecessor__code="a", successor__code="y").update(whole=0)
    rows = shown(country.rows(country.sum, Units.AS_NOW, ApportionKey.WHOLE))
    assert rows["x", 2024] == (10, "estimate") and rows["y", 2024] == (None, "none")
    Succession.objects.filter(predecessor__code="a", successor__code="y").update(whole=None, part=None)
    assert shown(country.rows(country.sum, Units.AS_NOW, ApportionKey.PARTS))["x", 2024] == (None, "none")


def test_by_workforce_the_group_is_apportioned_by_what_its_bodies_of_today_report(country):
    assert shown(country.rows(country.sum, Units.AS_NOW, ApportionKey.WORKFORCE))["x", 2024] == (None, "none")
    workforce = factories.make_element("labour_force", kinds=["commune"], aggregation="stock")
    factories.make_target(country.plan, factories.make_indicator("workforce", numerator=[workforce]))
    period = factories.make_period(country.plan, 2026)
    for code, value in (("x", "100"), ("y", "300")):
        form = factories.make_submission(period, country.bodies[code])
        by = factories.make_user(agency=country.bodies[code])
        factories.fill(form, by, done="1", all="1", labour_force=value)
        factories.take(factories.send(form, by), country.staff)
    rows = shown(country.rows(country.sum, Units.AS_NOW, ApportionKey.WORKFORCE))
    assert rows["x", 2024] == (Decimal("7.5"), "estimate") and rows["y", 2024] == (Decimal("22.5"), "estimate")


def test_a_rate_is_apportioned_by_no_key(country):
    for key in ApportionKey:
        rows = shown(country.rows(country.rate, Units.AS_NOW, key))
        assert rows["x", 2024] == rows["y", 2024] == (None, "none")


def test_a_year_cut_in_two_is_the_bodys_own_months_and_its_share_of_what_closed(country):
    cut = factories.make_reorganisation()
    Agency.objects.filter(code__in="ab").update(valid_to=date(2025, 6, 30), ended_by=cut)
    Agency.objects.filter(code__in="xy").update(valid_from=date(2025, 7, 1))
    country.report(2025, a=(8, 9))
    rows = shown(country.rows(country.sum, Units.AS_NOW, ApportionKey.PARTS))
    assert rows["x", 2025] == (11 + 5, "estimate") and rows["y", 2025] == (22 + 3, "estimate")
    assert rows["x+y", 2025] == (41, "group")
    assert shown(country.rows(country.sum, Units.AS_NOW))["x", 2025] == (None, "none")


@pytest.mark.once
@pytest.mark.parametrize("key", [None, *ApportionKey])
@pytest.mark.parametrize("name", ["sum", "rate"])
def test_the_total_of_each_year_is_the_same_in_both(country, name, key):
    indicator, totals = getattr(country, name), []
    for units in Units:
        sums: dict[int, list[Decimal]] = {}
        for row in country.rows(indicator, units, key):
            if row.counts:
                here = sums.setdefault(row.year, [Decimal(), Decimal()])
                here[0] += row.numerator
                here[1] += row.denominator or 0
        totals.append(sums)
    assert totals[0] == totals[1] != {}


def test_what_is_no_sum_and_no_rate_has_no_rows(country):
    growth = factories.make_indicator("growth", numerator=[country.done], formula="growth")
    assert country.rows(growth, Units.AS_NOW) == []


@pytest.mark.once
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


@pytest.mark.once
@pytest.mark.parametrize("name", ["sum", "rate"])
def test_the_page_shows_one_total_whichever_way_one_looks(office, name):
    totals = {}
    for units in Units:
        past = office.get(f"/indicators/{name}/?locality=01&units={units}").context["past"]
        totals[units] = (past.years, past.total)
    assert totals[Units.AS_WAS] == totals[Units.AS_NOW]


@pytest.mark.once
def test_the_page_marks_every_cell_and_the_year_in_which_bodies_changed(office):
    past = office.get("/indicators/sum/?locality=01&units=as_now").context["past"]
    rows = {row.name: [(cell.sign, cell.value, cell.breaks) for cell in row.cells] for row in past.rows + past.inside}
    assert rows["Đơn vị z"] == [("=", "35", False), ("=", "36", True)]
    assert rows["Nhóm 2 đơn vị cũ, nay 2 đơn vị"] == [("[·]", "30", False), ("[·]", "33", True)]
    assert rows["Đơn vị x"] == [("⊘", "—", False), ("=", "11", True)]
    assert "không so được" in page_of(office, "as_now") and "ước chia" not in page_of(office, "as_now")


@pytest.mark.once
def test_apportioning_stands_apart_is_off_and_is_marked_where_it_is_on(office):
    page = page_of(office, "as_now")
    assert "Ước chia cho từng đơn vị" in page and "estimated" not in page
    assert "Ước chia cho từng đơn vị" not in page_of(office, "as_now", "rate")
    assert "Ước chia cho từng đơn vị" not in page_of(office, "as_was")
    past = office.get("/indicators/sum/?locality=01&units=as_now&apportion=commune_parts").context["past"]
    rows = {row.name: row for row in past.inside}
    assert [(cell.sign, cell.value) for cell in rows["Đơn vị x"].cells] == [("~", "6"), ("=", "11")]
    assert rows["Đơn vị x"].why == "5/8 phần xã cũ của Đơn vị a"
    assert rows["Đơn vị y"].why == "gồm phần của 2 đơn vị cũ"
    assert "apportion=commune_parts" in past.files[0][1]
    asked = "/api/v1/series/?indicator=sum&locality=01&units=as_now&apportion=commune_parts"
    marks = {(row["name"], row["year"]): row["comparability"] for row in office.get(asked).json()["units"]}
    assert marks["Đơn vị x", 2024] == "estimate"
    text = office.get("/indicators/sum/csv/?locality=01&units=as_now&apportion=commune_parts").content.decode()
    assert any("ước chia" in line and "6.25" in line for line in text.splitlines())


@pytest.mark.once
def test_it_is_offered_to_whoever_sees_every_body_and_where_bodies_changed(office, country):
    assert "Quá khứ đặt cạnh hiện tại" in page_of(office, "")
    reporter = Client()
    reporter.force_login(factories.make_user(agency=country.bodies["x"]))
    assert "Quá khứ đặt cạnh hiện tại" not in page_of(reporter, "as_now")
    country.bodies["a"].successions.model.objects.all().delete()
    assert "Quá khứ đặt cạnh hiện tại" not in page_of(office, "")


@pytest.mark.once
def test_the_files_hold_the_same_rows_with_their_marks(office):
    text = office.get("/indicators/sum/csv/?locality=01&units=as_now").content.decode()
    past = [line for line in text.splitlines() if line.startswith("quá khứ cạnh hiện tại")]
    assert any("2024" in line and "35" in line and "đúng nguyên" in line and "Đơn vị z" in line for line in past)
    assert any("theo nhóm" in line and "trong tổng" in line for line in past)
    assert "quá khứ cạnh" not in office.get("/indicators/sum/csv/?locality=01").content.decode()
    assert office.get("/indicators/sum/xlsx/?locality=01&units=as_now").status_code == 200


@pytest.mark.once
def test_its_queries_do_not_grow_with_the_bodies(office, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        office.get("/indicators/sum/?locality=01&units=as_now")


@pytest.mark.once
def test_the_heat_map_says_when_bodies_changed_and_marks_every_value_as_it_is_now(country, office):
    recalculate_all(locality_ids=[country.plan.locality_id])
    was, now = (office.get(f"/?locality=01&year=2026{more}").context for more in ("", "&units=as_now"))
    heats = [context["page"].heat for context in (was, now)]
    assert [[year for year, _, breaks in heat.years if breaks] for heat in heats] == [[2025], [2025]]
    cells = [{row.name: row.cells for group in heat.groups for row in group.rows} for heat in heats]
    assert {name: [cell.text for cell in row] for name, row in cells[0].items()} == {
        name: [cell.text for cell in row] for name, row in cells[1].items()
    }
    assert {cell.sign for row in cells[0].values() for cell in row} == {""}
    assert {cell.sign for row in cells[1].values() for cell in row if cell.text != "—"} == {"="}
    assert heats[1].filters[0].choices[1].current and not heats[0].filters[0].choices[1].current


@pytest.mark.once
def test_what_was_of_another_area_is_no_value_of_today_neither_there_nor_in_the_heat_map(country, office):
    factories.make_agency("from-elsewhere", kind="commune", valid_from=FIRST)
    recalculate_all(locality_ids=[country.plan.locality_id])
    past = office.get("/indicators/sum/?locality=01&units=as_now").context["past"]
    assert [(cell.sign, cell.value) for cell in past.total.cells] == [("⊘", "—"), ("=", "69")]
    assert past.total.why == "địa bàn đổi từ 01/01/2025"
    was = office.get("/indicators/sum/?locality=01&units=as_was").context["past"]
    assert [cell.sign for cell in was.total.cells] == ["=", "="]
    heat = office.get("/?locality=01&year=2026&units=as_now").context["page"].heat
    years = [year for year, _, _ in heat.years]
    row = next(row for group in heat.groups for row in group.rows if row.name == "Chỉ tiêu sum")
    assert (row.cells[years.index(2024)].sign, row.cells[years.index(2024)].text) == ("⊘", "—")
    assert row.cells[years.index(2025)].sign == "="


def test_the_ladder_shows_who_reports_and_the_day_from_which_it_is_others(country, office):
    Agency.objects.filter(code__in="abcd").update(ended_by=factories.make_reorganisation())
    for year in (2021, 2022, 2023):
        country.report(year, a=(1, 2), b=(1, 2), c=(1, 2), d=(1, 2), e=(1, 2))
    recalculate_all(locality_ids=[country.plan.locality_id])
    page = office.get("/indicators/sum/?locality=01").content.decode()
    assert "01/01/2025" in page and "break-line" in page
    assert "5 quận, huyện, thị xã" in page and "3 phường, xã" in page
