"""The file and the interactive chart carry the numbers of the page."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import plotly.graph_objects as go
import pytest
from openpyxl import load_workbook

from agencies.access import Role
from agencies.models import Agency, Locality, User
from reports.charts.interactive_ladder import ladder_figure
from reports.csv_files import harmless_text
from reports.dashboards.indicators.charts import ladder_data
from reports.dashboards.indicators.csv_export import CSV_DECIMALS, HEADER, series_csv
from reports.dashboards.indicators.page import picture
from reports.dashboards.indicators.xlsx_export import MADE_UP_LABEL, series_xlsx
from reports.dashboards.series import IndicatorSeries, indicator_series
from reports.models import View
from targets.models import Indicator
from tests import factories
from tests.reports.progress import ground

DAY = date(2024, 11, 22)
pytestmark = [pytest.mark.usefixtures("published"), pytest.mark.django_db]


@pytest.fixture
def staff() -> User:
    return factories.make_user(Role.STAFF, Agency.objects.get(code="so-ldtbxh"))


def series_of(user: User, code: str) -> IndicatorSeries:
    return indicator_series(Indicator.objects.get(code=code), Locality.objects.get(code="01"), View.ACCEPTED, user)


def lines(series: IndicatorSeries) -> list[dict[str, str]]:
    text = series_csv(series).decode()
    assert text.startswith("\ufeff")
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.slow
def test_the_file_holds_the_whole_dataset_with_plain_numbers(staff):
    found = lines(series_of(staff, "trained_labour_rate"))
    assert tuple(found[0]) == HEADER
    values = {row["năm"]: row["giá trị"] for row in found if row["phần"] == "kết quả"}
    assert values == {"2020": "70.25", "2021": "71.1", "2022": "72.23", "2023": "73"}
    assert {row["phần"] for row in found} == {
        "kết quả", "số công bố", "giá trị gốc", "mục tiêu", "kế hoạch năm", "lộ trình",
        "nếu giữ nhịp độ hiện nay", "dải 80% của nhịp độ",
    }  # fmt: skip


def test_the_judgement_of_each_year_is_in_the_file(staff):
    found = lines(series_of(staff, "trained_labour_rate"))
    judged = {row["năm"]: row["trạng thái"] for row in found if row["phần"] == "kết quả"}
    assert judged == {"2020": "", "2021": "lagging", "2022": "on_track", "2023": "undetermined"}


def test_no_number_of_the_file_has_more_digits_than_a_reader_can_use(staff):
    found = lines(series_of(staff, "college_intermediate_share"))
    numbers = [row[name] for row in found for name in ("giá trị", "giá trị trên") if row[name]]
    assert any("." in number for number in numbers)
    assert max(len(number.partition(".")[2]) for number in numbers) <= CSV_DECIMALS


def test_a_picture_is_signed_by_whose_numbers_it_shows(staff):
    published = picture(series_of(staff, "trained_labour_rate")).note
    assert "kết quả công bố, nguồn số mới nhất: hanoitimes.vn 21/11/2024" in published
    assert "đã duyệt" not in published


def test_page_table_file_and_chart_come_from_one_dataset(staff):
    series = series_of(staff, "trained_labour_rate")
    drawn = [one.value for one in ladder_data(series, "").actuals]
    from_file = [Decimal(row["giá trị"]) for row in lines(series) if row["phần"] == "kết quả"]
    assert from_file == [value.value for value in series.counted] == drawn


@pytest.mark.parametrize(
    "code",
    ["trained_labour_rate", "trained_cumulative", "trained_growth", "college_intermediate_share", "it_skills_rate"],
)
def test_every_figure_is_plotly_s_own_under_the_house_s_template(staff, code):
    figure = ladder_figure(ladder_data(series_of(staff, code), ""))
    assert isinstance(figure, go.Figure)
    sent = json.loads(figure.to_json())
    assert sent["layout"]["template"]["layout"]["separators"] == ",."
    assert {trace["name"] for trace in sent["data"]} >= {"mục tiêu"}


def test_the_figure_is_asked_for_when_somebody_explores(staff, client):
    client.force_login(staff)
    answer = client.get("/indicators/trained_labour_rate/figure/")
    names = [trace["name"] for trace in answer.json()["data"]]
    assert (answer["Content-Type"], names[-1]) == ("application/json", "kết quả")


def test_an_indicator_without_anything_has_an_empty_figure(staff):
    assert ladder_figure(ladder_data(series_of(staff, "vision_2045_hanoi"), "")).data == ()


def test_cells_cannot_run_as_formulas():
    assert harmless_text("=HYPERLINK(1)") == "'=HYPERLINK(1)"
    assert harmless_text("+1 đơn vị\n") == "'+1 đơn vị"
    assert harmless_text("Sở LĐTBXH") == "Sở LĐTBXH"
    for sign in "=+-@＝＋－＠":
        assert harmless_text(f" {sign}1") == f"'{sign}1"


def sheets(series: IndicatorSeries):
    return load_workbook(io.BytesIO(series_xlsx(series)))


def test_the_workbook_shows_the_page_s_decimals_and_holds_all(staff):
    page = sheets(series_of(staff, "college_intermediate_share"))["Theo năm"]
    cell = next(row[1] for row in page.iter_rows(min_row=6) if row[0].value == 2022)
    assert (cell.number_format, round(cell.value, 9)) == ("#,##0.0", 25.073782387)
    assert "%" not in cell.number_format


def test_the_workbook_can_be_printed_and_its_head_stays(staff):
    for page in sheets(series_of(staff, "trained_labour_rate")):
        head = next(row[0].row for row in page.iter_rows() if row[0].value in ("Năm", "Phần"))
        assert (page.freeze_panes, page.print_title_rows) == (f"A{head + 1}", f"${head}:${head}")
        assert (page.page_setup.orientation, page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (
            "landscape", 1, 0,
        )  # fmt: skip
        assert page.print_area.startswith(f"'{page.title}'!$A$1:")


def test_texts_of_the_workbook_stay_texts(staff):
    indicator = Indicator.objects.get(code="trained_labour_rate")
    ground.publish(indicator, 2019, "68", source="=HYPERLINK(1)", note="+\x07@")
    page = sheets(series_of(staff, "trained_labour_rate"))["Toàn bộ số liệu"]
    texts = {cell.value: cell for row in page.iter_rows() for cell in row if isinstance(cell.value, str)}
    assert (texts["=HYPERLINK(1)"].data_type, texts["=HYPERLINK(1)"].quotePrefix) == ("s", True)
    assert texts["+@"].data_type == "s"


@pytest.mark.slow
def test_made_up_numbers_say_so_on_each_sheet_that_has_them(staff):
    indicator = Indicator.objects.get(code="trained_labour_rate")
    for agency in Agency.objects.filter(kind="district", locality__code="01"):
        ground.report(
            indicator.targets.first().plan, agency, 2023, illustrative=True, labour_trained="700", labour_force="1000"
        )  # fmt: skip
    ground.recalculate()
    book = sheets(series_of(staff, "trained_labour_rate"))
    labels = [any(cell.value == MADE_UP_LABEL for cell in page["A"]) for page in book]
    # The published values that count are real; the agencies below them are not.
    assert labels == [False, True]


def test_an_indicator_without_anything_still_makes_a_workbook(staff):
    book = sheets(series_of(staff, "vision_2045_hanoi"))
    assert [page.title for page in book] == ["Theo năm", "Toàn bộ số liệu"]
