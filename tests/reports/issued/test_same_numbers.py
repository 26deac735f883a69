"""A report says what the screens say: dataset, standings, API, CSV, JSON, document and workbook, number by number.

Over every plan of both localities, so that every indicator with a target is in it, in both views.
"""

import csv
import io
import json
from decimal import Decimal
from typing import Any

import pytest
from django.db.models import Q
from django.test import Client
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from agencies import clock
from agencies.models import User
from reports.issued.content.read import read_dataset
from reports.issued.content.results import question_of, target_standing
from reports.issued.content.schema import Dataset, Document
from reports.issued.content.scope import Scope
from reports.issued.files.annex_xlsx import MATRIX, alike, tables_of, write_xlsx
from reports.issued.files.open_data import dataset_json, figures_csv
from reports.issued.layout.document import lay_out
from reports.issued.words import generated_passages
from reports.models import Figure, IndicatorValue, IssuedReport, Progress, ReportKind, View
from reports.progress.queries import effective
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.models import Indicator, Plan
from tests.reports.issued.agreement import said_without_table
from tests.reports.issued.documents import letterhead

# Each plan of the catalogue, in a year that is over and in the open one.
ASKED = (("KH-10", 2023), ("KH-CL2239", 2024), ("KH-72", 2022), ("KH-CT21", 2024))
Printed = tuple[Document, Workbook]
pytestmark = [pytest.mark.django_db, pytest.mark.slow, pytest.mark.once]


@pytest.fixture(autouse=True)
def living_on_the_day(monkeypatch):
    monkeypatch.setattr(clock, "set_shift", lambda shift: None)


@pytest.fixture(scope="module")
def read(demo) -> list[Dataset]:
    """Every report asked for, in both views."""
    return [dataset_of(code, year, view) for code, year in ASKED for view in View.values]


@pytest.fixture(scope="module")
def printed(read) -> list[Printed]:
    """Each report laid out, and its workbook as a spreadsheet program opens it."""
    documents = [laid_out(dataset) for dataset in read]
    files = [write_xlsx(dataset, document) for dataset, document in zip(read, documents, strict=True)]
    return [(document, load_workbook(io.BytesIO(file))) for document, file in zip(documents, files, strict=True)]


def dataset_of(code: str, year: int, view: str) -> Dataset:
    plan = Plan.objects.select_related("locality").get(code=code)
    return read_dataset(report_on(plan, year, view))


def report_on(plan: Plan, year: int, view: str) -> IssuedReport:
    """A yearly report as of today; the row is not saved."""
    return IssuedReport(
        kind=ReportKind.YEARLY,
        plan=plan,
        locality=plan.locality,
        first_year=year,
        year=year,
        as_of=clock.today(),
        view=view,
    )


def laid_out(dataset: Dataset) -> Document:
    return lay_out(letterhead(), dataset, [(one.key, one.title, one.template) for one in generated_passages(dataset)])


def values(dataset: Dataset) -> dict[tuple[str, int], Decimal]:
    return {(one.code, value.year): value.value for one in dataset.indicators for value in one.values}


def test_the_reports_cover_every_indicator_that_has_a_target_in_a_locality(read: list[Dataset]):
    asked = {(dataset.locality_code, one.code) for dataset in read for one in dataset.indicators}
    promised = Indicator.objects.filter(targets__isnull=False).values_list("targets__plan__locality__code", "code")
    assert asked == set(promised) and {locality for locality, _ in asked} == {"01", "68"}


def test_values_are_those_that_are_stored(read: list[Dataset]):
    columns = ("value", "numerator", "denominator", "rollup", "source", "kind", "units_reporting", "units_expected")
    for dataset in read:
        rows = IndicatorValue.objects.filter(
            locality__code=dataset.locality_code, view=dataset.view, year__lte=dataset.year, value__isnull=False,
            indicator__code__in=[one.code for one in dataset.indicators],
        ).filter(Q(source="official") | Q(assessable=True))  # fmt: skip
        stored = {(row[0], row[1]): row[2:] for row in rows.values_list("indicator__code", "year", *columns)}
        assert stored == {
            (one.code, value.year): tuple(getattr(value, column) for column in columns)
            for one in dataset.indicators
            for value in one.values
        }
        officials = {row[:2]: row[2] for row in rows.values_list("indicator__code", "year", "official__value")}
        assert officials == {(o.code, value.year): value.official for o in dataset.indicators for value in o.values}


def test_standings_are_those_that_are_stored(read: list[Dataset]):
    for dataset in read:
        rows = Progress.objects.filter(target__plan__code=dataset.plan_code, year=dataset.year, view=dataset.view)
        rows = rows.select_related("target")
        plan = Plan.objects.get(code=dataset.plan_code)
        scope = Scope.of(report_on(plan, dataset.year, dataset.view), today=clock.today())
        question = question_of(scope)
        held = {(row.target.indicator_id, row.target.year, row.target.basis, row.target.ambition): row for row in rows}
        stored: dict[str, list] = {one.code: [] for one in dataset.indicators}
        for target in question.targets:
            row = held.pop((target.indicator_id, target.year, target.basis, target.ambition), None)
            if row is not None:
                stored[target.indicator.code].append(target_standing(target, row, question))
        assert not held
        assert stored == {one.code: list(one.targets) for one in dataset.indicators}


def test_figures_are_those_that_count(read: list[Dataset]):
    for dataset in read:
        value, entry, _ = effective(View(dataset.view))
        rows = Figure.objects.filter(
            agency__locality__code=dataset.locality_code, year__in=(dataset.year - 1, dataset.year),
            element__code__in=[element.code for element in dataset.elements],
        )  # fmt: skip
        counted = rows.annotate(counts=value, says=entry).exclude(says__in=("", "blank"))
        assert set(counted.values_list("element__code", "agency__code", "year", "says", "counts")) == {
            (one.element_code, one.agency_code, one.year, one.entry, one.value) for one in dataset.figures
        }


@pytest.mark.parametrize("view", View.values)
def test_the_api_says_the_same(read: list[Dataset], demo: dict[str, User], client: Client, view: str):
    answers: dict[tuple[str, str, int], dict] = {}
    for dataset in (one for one in read if one.view == view):
        client.force_login(demo["staff" if dataset.locality_code == "01" else "staff-68"])
        for one in dataset.indicators:
            key = (dataset.locality_code, one.code, dataset.year)
            if key not in answers:
                query = {"indicator": one.code, "view": view, "year": dataset.year}
                answers[key] = json.loads(client.get("/api/v1/series/", query).content, parse_float=Decimal)
            actuals = {row["year"]: row["value"] for row in answers[key]["actuals"] if row["year"] <= dataset.year}
            # What too few agencies add up to is shown on screens and decides nothing: the report names the agencies.
            counted = {year: value for year, value in actuals.items() if year not in {few.year for few in one.too_few}}
            assert counted == {value.year: value.value for value in one.values}
            promises = [row for row in answers[key]["targets"] if row["plan"] == dataset.plan_code and row["status"]]
            names = ("year", "basis", "low", "high", "status", "met", "final", "ratio")
            told = {tuple(row[name] for name in names) for row in promises}
            assert told == {tuple(getattr(target, name) for name in names) for target in one.targets}


def test_csv_and_json_say_the_same(read: list[Dataset]):
    for dataset in read:
        lines = list(csv.DictReader(io.StringIO(figures_csv(dataset).decode("utf-8-sig"))))
        told = {(row["code"], int(row["year"])): Decimal(row["value"]) for row in lines if row["record"] == "indicator"}
        data = json.loads(dataset_json(dataset), parse_float=Decimal)
        again = {(one["code"], row["year"]): row["value"] for one in data["indicators"] for row in one["values"]}
        assert told == again == values(dataset)
        figures = {(one.element_code, one.agency_code, one.year): one.value for one in dataset.figures}
        assert figures == {
            (row["code"], row["agency"], int(row["year"])): Decimal(row["value"]) if row["value"] else None
            for row in lines
            if row["record"] == "figure"
        }
        assert figures == {(f["element_code"], f["agency_code"], f["year"]): f["value"] for f in data["figures"]}


def test_the_document_shows_the_values_of_the_dataset(read: list[Dataset], printed: list[Printed]):
    shown = 0
    for dataset, (document, _) in zip(read, printed, strict=True):
        known = values(dataset)
        for _, table in tables_of(document):
            for cell in (cell for row in table.rows for cell in row if cell.ref is not None):
                assert cell.value == known[cell.ref]
                shown += 1
    assert shown > 50


def test_the_workbook_holds_the_numbers_of_the_document(printed: list[Printed]):
    for document, book in printed:
        for (_, tables), sheet in zip(alike(document), book.worksheets, strict=False):
            rows = sheet.iter_rows(min_row=head_row(sheet) + 1, values_only=True)
            for table in tables:
                if len(tables) > 1:
                    assert next(rows)[0] == table.title
                for row in table.rows:
                    told = [number(cell) if isinstance(cell, int | float) else cell for cell in next(rows)]
                    assert told == [
                        one.text or None if one.value is None else without_trailing_zeros(one.value) for one in row
                    ]


def test_the_workbook_holds_every_agencys_figure(read: list[Dataset], printed: list[Printed]):
    for dataset, (_, book) in zip(read, printed, strict=True):
        sheet = book[MATRIX]
        header, *rows = sheet.iter_rows(min_row=head_row(sheet), values_only=True)
        codes = [name.rpartition("[")[2].rstrip("]") for name in header[3:]]
        told = {
            (code, row[0], row[2]): number(value)
            for row in rows
            for code, value in zip(codes, row[3:], strict=False)
            if isinstance(value, int | float)
        }
        known = [one for one in dataset.figures if one.value is not None]
        assert told == {(one.element_code, one.agency_code, one.year): one.value for one in known}


def head_row(sheet: Worksheet) -> int:
    return int(sheet.print_title_rows.split(":")[0].strip("$"))


def number(value: Any) -> Decimal:
    """A workbook's number, which is a floating one: its shortest spelling is what was written."""
    return without_trailing_zeros(Decimal(repr(value)))


def test_the_words_say_no_number_that_the_tables_do_not_show(printed):
    for document, _ in printed:
        assert said_without_table(document) == []
