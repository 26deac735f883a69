"""The past of a locality into which others were united: the sum of its parts, and how many of them are known here."""

import json
from datetime import date
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from agencies.access import Role
from agencies.models import Locality, User
from agencies.reorganisations.groups import Comparability
from reports.dashboards.body_changes import body_changes
from reports.dashboards.indicators.past_in_units import Units, past_in_units
from reports.dashboards.past_of_parts import past_of_parts
from reports.models import View
from reports.progress.queries import recipes
from reports.progress.services import recalculate_all
from tests import factories
from tests.agencies.reorganisations.test_uniting import KEY, applied, uniting

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
TODAY = date(2026, 12, 1)


@pytest.fixture
def rate():
    """A rate of districts: 30 of 60 in the old Lâm Đồng, 10 of 20 in Bình Thuận, both of 2023."""
    above, below = (factories.make_element(code, kinds=["district"]) for code in ("above", "below"))
    return factories.make_indicator("rate", numerator=[above], denominator=[below])


def province(code: str, rate, above: int, below: int) -> Locality:
    place = factories.make_locality(code, name=f"Tỉnh {code}", short_name=f"Tỉnh {code}")
    district = factories.make_agency(f"{code}-huyen", locality=place)
    office = factories.make_department(f"{code}-so", locality=place)
    plan = factories.make_plan(f"KH-{code}", locality=place)
    factories.make_target(plan, rate, low="50")
    staff = factories.make_user(Role.STAFF, office, username=f"staff-{code}")
    form, by = (
        factories.make_submission(factories.make_period(plan, 2023), district),
        factories.make_user(agency=district),
    )
    factories.fill(form, by, above=str(above), below=str(below))
    factories.take(factories.send(form, by), staff)
    return place


def test_numerators_and_denominators_are_added_and_it_says_of_how_many_parts(rate):
    province("68", rate, 30, 60)
    province("60", rate, 10, 40)
    recalculate_all(locality_ids=Locality.objects.values_list("pk", flat=True))
    coordinator = {"kind": "transfer", "gives": ["60-so-2025"], "heirs": [{"code": "68-so-2025"}], "citation": "c"}
    applied(uniting(coordinator))
    new = Locality.objects.keyed(KEY).get()
    changes = body_changes(new)
    found = past_of_parts(changes, view=View.ACCEPTED, years=range(2020, 2027))[rate.pk, 2023]
    assert (found.value, found.there, found.parts) == (Decimal(40), 2, 3)
    assert (found.words, found.comparability) == ("tạm tính 2/3 tỉnh", Comparability.NONE)
    assert [changes.is_comparable(year) for year in (2024, 2025, 2026)] == [False, False, True]


def test_rows_of_bodies_stand_beside_the_whole_as_far_as_it_is_known(rate):
    province("68", rate, 30, 60)
    applied(uniting())
    new = Locality.objects.keyed(KEY).get()
    rows = past_in_units(
        recipe=recipes([rate.pk])[rate.pk], locality=new, view=View.ACCEPTED, units=Units.AS_NOW, on=TODAY
    )
    whole, district = rows
    assert (whole.agencies, whole.name, whole.why) == ((), "Toàn Lâm Đồng", "tạm tính 1/3 tỉnh")
    assert (whole.value, whole.comparability, whole.counts) == (Decimal(50), Comparability.NONE, False)
    assert (district.agencies, district.comparability) == (("68-huyen-2025",), Comparability.EXACT)
    was = past_in_units(
        recipe=recipes([rate.pk])[rate.pk], locality=new, view=View.ACCEPTED, units=Units.AS_WAS, on=TODAY
    )
    assert [(row.agencies, row.numerator) for row in was] == [(("68-huyen",), Decimal(30))]


def test_with_every_part_known_the_past_is_exact(rate):
    for code in ("60", "67", "68"):
        province(code, rate, 10, 40)
    recalculate_all(locality_ids=Locality.objects.values_list("pk", flat=True))
    applied(uniting())
    changes = body_changes(Locality.objects.keyed(KEY).get())
    found = past_of_parts(changes, view=View.ACCEPTED, years=[2023])[rate.pk, 2023]
    assert (found.value, found.words, found.comparability) == (Decimal(25), "", Comparability.EXACT)
    assert changes.area_since is None


def test_a_part_that_has_not_reported_is_not_counted(rate):
    province("68", rate, 10, 40)
    for code in ("60", "67"):
        factories.make_department(f"{code}-so", locality=factories.make_locality(code))
    recalculate_all(locality_ids=Locality.objects.values_list("pk", flat=True))
    applied(uniting())
    changes = body_changes(Locality.objects.keyed(KEY).get())
    assert past_of_parts(changes, view=View.ACCEPTED, years=[2023])[rate.pk, 2023].words == "tạm tính 1/3 tỉnh"


def test_page_files_and_api_say_so(rate, client):
    old = province("68", rate, 30, 60)
    recalculate_all(locality_ids=Locality.objects.values_list("pk", flat=True))
    applied(uniting())
    client.force_login(User.objects.get(username="staff-68"))
    page = client.get(f"/indicators/rate/?locality={KEY}&units=as_now").content.decode()
    assert "Toàn Lâm Đồng" in page
    assert "tạm tính 1/3 tỉnh" in page
    sheet = client.get(f"/indicators/rate/csv/?locality={KEY}&units=as_now").content.decode("utf-8-sig")
    assert "cả địa phương; tạm tính 1/3 tỉnh" in sheet
    answer = json.loads(client.get(f"/api/v1/series/?indicator=rate&locality={KEY}&units=as_now").content)
    assert next((row["name"], row["value"], row["why"]) for row in answer["units"]) == (
        "Toàn Lâm Đồng",
        50,
        "tạm tính 1/3 tỉnh",
    )
    assert answer["locality"] == KEY
    mine = json.loads(client.get(f"/api/v1/series/?indicator=rate&locality={old.key}").content)
    assert [row["year"] for row in mine["actuals"]] == [2023]


def test_the_heat_map_shows_the_sum_and_how_many_parts_it_is_of(rate, client):
    place = province("68", rate, 30, 60)
    recalculate_all(locality_ids=Locality.objects.values_list("pk", flat=True))
    applied(uniting())
    new = Locality.objects.keyed(KEY).get()
    plan = factories.make_plan("KH-MOI", locality=new, first_year=2021, last_year=2030)
    factories.make_target(plan, rate, year=2030, low="50")
    client.force_login(User.objects.get(username="staff-68"))
    usual = client.get("/").content.decode()
    assert "KH-MOI" in usual
    assert "tạm tính 1/3" not in usual
    page = client.get("/?units=as_now").content.decode()
    assert "tạm tính 1/3 tỉnh" in page
    assert client.get(f"/?locality={place.key}").status_code == 200


@pytest.fixture
def mapped(rate, client):
    """A heat map of the new province, with its past; whoever looks is its staff."""
    province("68", rate, 30, 60)
    recalculate_all(locality_ids=Locality.objects.values_list("pk", flat=True))
    applied(uniting())
    plan = factories.make_plan("KH-MOI", locality=Locality.objects.keyed(KEY).get(), first_year=2021, last_year=2030)
    factories.make_target(plan, rate, year=2030, low="50")
    client.force_login(User.objects.get(username="staff-68"))
    return client


def test_the_map_as_a_file_bears_the_mark_of_each_value_and_what_it_means(mapped):
    lines = mapped.get("/?units=as_now&list=years&file=csv").content.decode("utf-8-sig").splitlines()
    assert lines[0].startswith("Chỉ tiêu,Năm,Giá trị,Đánh giá,Đổi đơn vị trong năm,So với hiện nay")
    assert [line for line in lines if ",2023,50," in line and line.endswith("tạm tính 1/3 tỉnh")]
    usual = mapped.get("/?list=years&file=csv").content.decode("utf-8-sig")
    assert "So với hiện nay" not in usual.splitlines()[0]
    assert "tạm tính" not in usual
    book = openpyxl.load_workbook(BytesIO(mapped.get("/?units=as_now&list=years&file=xlsx").content))
    cells = [str(cell.value) for row in book.active for cell in row if cell.value is not None]
    assert any(cell.startswith("⊘ tạm tính 1/3 tỉnh: Tổng tử số") for cell in cells)
    assert 50 in [cell.value for row in book.active for cell in row]


def test_the_marks_stand_below_the_map_with_their_meaning_and_the_files_beside(mapped):
    page = mapped.get("/?units=as_now").content.decode()
    assert "Dấu so sánh với hiện nay" in page
    assert "Tổng tử số và mẫu số của các tỉnh cũ có số ở đây" in page
    assert "list=years" in page
    assert "Dấu so sánh với hiện nay" not in mapped.get("/").content.decode()


def test_the_series_marks_each_year_where_it_is_asked_for_as_it_is_now(mapped):
    old = "/api/v1/series/?indicator=rate&locality=68"
    marked = json.loads(mapped.get(f"{old}&units=as_now").content)["actuals"]
    assert [row["comparability"] for row in marked] == ["exact"]
    assert "comparability" not in json.loads(mapped.get(old).content)["actuals"][0]
