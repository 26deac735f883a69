"""Page, chart, CSV, XLSX and API carry the same numbers: every indicator of both localities, from one dataset."""

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from openpyxl import load_workbook

from agencies import clock
from agencies.models import User
from reports.charts.interactive_ladder import ladder_figure
from reports.csv_files import csv_cell
from reports.dashboards.indicators.charts import ladder_data
from reports.dashboards.indicators.csv_export import HEADER, series_csv
from reports.dashboards.indicators.table import YearFigures, series_table, year_figures, years_in_table
from reports.dashboards.indicators.xlsx_export import YEARS, series_xlsx
from reports.dashboards.series import IndicatorSeries, indicator_series
from reports.models import FigureKind, IndicatorValue, View
from reports.wording.formats import number
from reports.wording.terms import figure_text
from targets.models import Indicator

pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]
Seen = list[tuple[User, IndicatorSeries]]


@pytest.fixture(autouse=True)
def living_on_the_day(monkeypatch):
    monkeypatch.setattr(clock, "set_shift", lambda shift: None)


@pytest.fixture(scope="module")
def seen(demo) -> Seen:
    """Every indicator of the demo as the staff of each locality see it, read once."""
    staff = [demo["staff"], demo["staff-68"]]
    return [
        (user, indicator_series(indicator, user.memberships.get().agency.locality, View.ACCEPTED, user))
        for user in staff
        for indicator in Indicator.objects.all()
    ]


def actuals(series: IndicatorSeries) -> dict[int, Decimal]:
    return {value.year: value.value for value in series.counted}


def csv_lines(series: IndicatorSeries) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(series_csv(series).decode().removeprefix("\ufeff"))))


def sheet_lines(series: IndicatorSeries, title: str, first: str) -> list[dict[str, Any]]:
    """The rows under the head that begins with `first`."""
    rows = list(load_workbook(io.BytesIO(series_xlsx(series)))[title].iter_rows(values_only=True))
    head = next(index for index, row in enumerate(rows) if row[0] == first)
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :] if row[0] is not None]


def test_the_demo_has_both_localities_and_values_of_every_kind(seen):
    assert {series.locality.code for _, series in seen} == {"01", "68"}
    assert sum(bool(series.counted) for _, series in seen) > 20
    assert {value.source for _, series in seen for value in series.counted} == {"official", "rollup"}


def test_the_dataset_holds_what_the_database_holds(seen):
    for _, series in seen:
        stored = IndicatorValue.objects.filter(
            indicator=series.indicator, locality=series.locality, view=View.ACCEPTED, value__isnull=False
        )
        assert actuals(series) == dict(stored.values_list("year", "value"))


def test_the_page_shows_them_rounded(seen):
    for _, series in seen:
        shown = {row.year: row.value.strip("\u2007\u2008") for row in series_table(series).rows}
        for year, value in actuals(series).items():
            digits = len(shown[year].partition(",")[2])
            assert shown[year] == number(value, digits)
            assert digits == 0 or digits >= len(figure_text(value, series.indicator).partition(",")[2])


def test_the_chart_draws_them(seen):
    for _, series in seen:
        traces = {trace.name: trace for trace in ladder_figure(ladder_data(series, "")).data}
        drawn = traces.get("kết quả", {"x": [], "y": []})
        assert dict(zip(drawn["x"], drawn["y"], strict=True)) == {y: float(v) for y, v in actuals(series).items()}
        path = traces.get("lộ trình", {"x": [], "y": []})
        assert list(zip(path["x"], path["y"], strict=True)) == [(year, float(value)) for year, value in series.path]


def test_the_csv_writes_every_digit(seen):
    for _, series in seen:
        lines = csv_lines(series)
        assert {int(one["năm"]): Decimal(one["giá trị"]) for one in lines if one["phần"] == "kết quả"} == actuals(
            series
        )
        assert [(one["năm"], one["giá trị"], one["giá trị trên"]) for one in lines if one["phần"] == "mục tiêu"] == [
            (str(target.year), csv_cell(target.low), csv_cell(target.high)) for target in series.targets
        ]


def test_the_workbook_holds_the_lines_of_the_csv_as_numbers(seen):
    for _, series in seen:
        plain = csv_lines(series)
        lines = sheet_lines(series, "Toàn bộ số liệu", "Phần")
        assert len(lines) == len(plain)
        for line, expected in zip(lines, plain, strict=True):
            for name in HEADER:
                assert as_text(line[name[:1].upper() + name[1:]]) == as_text(expected[name]), (series.indicator, name)


def as_text(cell: Any) -> str:
    """A cell as comparable text: numbers by their value, days in ISO, texts without the mark of the CSV."""
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.strftime("%Y-%m-%d")
    try:
        return f"{float(cell):.12g}"
    except ValueError:
        return str(cell).removeprefix("'")


def test_the_workbook_s_years_are_the_page_s(seen):
    columns: dict[str, Callable[[YearFigures], Decimal | None]] = {
        "Kết quả": lambda found: found.value,
        "Lộ trình": lambda found: found.path,
        "Chênh lệch": lambda found: found.gap,
        "Tỷ số nhịp độ": lambda found: found.ratio,
    }
    for _, series in seen:
        lines = {
            line["Năm"]: line for line in sheet_lines(series, "Theo năm", YEARS[0]) if isinstance(line["Năm"], int)
        }
        for year in years_in_table(series):
            found = year_figures(series, year)
            for name, read in columns.items():
                assert as_text(lines[year][name]) == as_text(read(found)), (series.indicator, year, name)


def test_the_api_answers_them(seen):
    clients: dict[int, Client] = {}
    for user, series in seen:
        client = clients.setdefault(user.pk, Client())
        if "sessionid" not in client.cookies:
            client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        query = {"indicator": series.indicator.code, "locality": series.locality.code}
        answer = client.get("/api/v1/series/", query)
        assert answer.status_code == 200
        body = json.loads(answer.content, parse_float=Decimal)
        assert {one["year"]: Decimal(one["value"]) for one in body["actuals"]} == actuals(series)
        assert [(one["year"], Decimal(one["value"])) for one in body["path"]] == list(series.path)
        promised = [(target.plan.code, target.year, target.low, target.high) for target in series.targets]
        assert [(one["plan"], one["year"], one["low"], one["high"]) for one in body["targets"]] == promised
        standings = [series.standing(target) for target in series.targets]
        assert [one["ratio"] for one in body["targets"]] == [row.ratio if row else None for row in standings]


def test_estimates_stand_beside_what_replaced_them_everywhere(seen):
    series = next(one for _, one in seen if one.indicator.code == "trained_labour_rate" and one.locality.code == "01")
    estimates = [figure.value for figure in series.published if figure.kind == FigureKind.ESTIMATE]
    assert [one.estimate for one in ladder_data(series, "").revisions] == estimates
    assert [Decimal(one["giá trị"]) for one in csv_lines(series) if one["loại"] == "ước"] == estimates
