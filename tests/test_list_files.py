"""Every list as a file: the rows that the page's filters leave, under the page's own rights, numbers as numbers."""

import csv
import io
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from agencies.models import User
from reports.list_files import MADE_UP_COLUMN
from reports.models import AuditEvent, Obstacle, OfficialFigure, ReportingPeriod
from targets.models import Target

pytestmark = [pytest.mark.usefixtures("demo"), pytest.mark.django_db]
LISTS = ("board", "standing", "duty-list", "obstacle-list", "official-figure-list", "history")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def address(name: str) -> str:
    arguments = [ReportingPeriod.objects.get(plan__code="KH-CL2239", year=2024).pk] if name == "board" else []
    return reverse(name, args=arguments)


def fetched(name: str, ending: str, who: str = "staff", **query: str):
    client = Client()
    client.force_login(User.objects.get(username=who))
    return client.get(address(name), {**query, "file": ending})


def csv_rows(answer) -> list[dict[str, str]]:
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def sheet_rows(answer) -> list[dict[str, object]]:
    assert answer["Content-Type"] == XLSX
    rows = list(load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    head = next(place for place, row in enumerate(rows) if row[1] is not None)
    return [dict(zip(rows[head], row, strict=True)) for row in rows[head + 1 :]]


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("name", LISTS)
def test_both_files_hold_the_same_rows_and_carry_the_lists_name(name):
    lines, sheet = csv_rows(fetched(name, "csv")), sheet_rows(fetched(name, "xlsx"))
    assert len(lines) == len(sheet) > 0
    assert list(lines[0]) == list(sheet[0])
    assert "attachment" in fetched(name, "csv")["Content-Disposition"]


@pytest.mark.once
@pytest.mark.parametrize("name", LISTS)
def test_the_page_links_to_both_with_its_filters(name):
    client = Client()
    client.force_login(User.objects.get(username="staff"))
    page = client.get(address(name), {"plan": "KH-10"}).content.decode()
    for kind in ("csv", "xlsx"):
        assert f"?plan=KH-10&amp;file={kind}" in page


@pytest.mark.parametrize("name", LISTS)
def test_made_up_figures_say_so_in_every_line(name):
    if name in ("history", "official-figure-list"):
        return
    assert {row[MADE_UP_COLUMN] for row in csv_rows(fetched(name, "csv"))} == {"có"}


def test_the_board_keeps_its_filters_and_its_numbers():
    rows = sheet_rows(fetched("board", "xlsx", state="accepted", kind="districts"))
    assert {row["Trạng thái"] for row in rows} == {"Đã duyệt"}
    assert all(isinstance(row["Ô đã điền"], int) for row in rows)
    assert all(isinstance(row["Ngày cuối"], datetime) for row in rows)


def test_the_standing_lists_every_target_with_real_numbers():
    rows = sheet_rows(fetched("standing", "xlsx"))
    assert len(rows) == Target.objects.judged().filter(plan__locality__code="01").count()
    judged = [row for row in rows if isinstance(row["Tỷ số nhịp độ"], int | float)]
    assert len(judged) > 10


@pytest.mark.slow
def test_duties_are_whole_and_filtered_as_on_the_page():
    everything = csv_rows(fetched("duty-list", "csv"))
    done = csv_rows(fetched("duty-list", "csv", state="done", plan="KH-10"))
    assert len(everything) > 100
    assert {(row["Kế hoạch"], row["Tình hình"]) for row in done} == {("KH-10", "Hoàn thành")}


def test_obstacles_and_publications_come_whole():
    rows = csv_rows(fetched("obstacle-list", "csv", state="all"))
    assert len(rows) == Obstacle.objects.filter(agency__locality__code="01").count()
    figures = csv_rows(fetched("official-figure-list", "csv"))
    assert len(figures) == OfficialFigure.objects.filter(locality__code="01").count()
    assert all(row["Nguồn"] for row in figures)


def test_the_history_says_where_it_was_cut(monkeypatch):
    monkeypatch.setattr("reports.collection.history.export.MOST_EVENTS", 3)
    assert AuditEvent.objects.count() > 3
    rows = sheet_rows(fetched("history", "xlsx"))
    assert str(rows[-1]["Lúc"]).startswith("Chỉ có 3 việc mới nhất")


@pytest.mark.parametrize(("who", "status"), [("reporter-017", 403), ("staff-68", 404), ("leader", 200)])
def test_a_file_is_for_those_who_see_the_page(who, status):
    assert fetched("board", "csv", who=who).status_code == status


def test_a_reporter_gets_the_own_agency_alone():
    rows = csv_rows(fetched("duty-list", "csv", who="reporter-017"))
    assert {row["Đơn vị chủ trì"] for row in rows} == {"UBND huyện Đông Anh"}


@pytest.mark.slow
def test_a_kind_of_file_that_there_is_not_gives_the_page():
    assert fetched("duty-list", "pdf")["Content-Type"].startswith("text/html")


@pytest.mark.slow
@pytest.mark.parametrize("name", LISTS)
def test_a_list_of_hundreds_of_rows_costs_a_few_dozen_queries(name, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        assert fetched(name, "csv").status_code == 200
