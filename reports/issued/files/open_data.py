"""The frozen dataset for other programs: CSV, JSON, and the dictionary that says what every column and code means.

Columns and codes are those of the API, so that one program reads both; the CSV is written as the indicator's is, for
Excel: UTF-8 with its mark, commas, numbers with plain signs, text that cannot run as a formula. Whoever typed or
accepted a figure is left out: names of officials are personal data and no part of the result.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from agencies.web.json_api import json_text_of
from reports.csv_files import csv_file
from reports.issued.content.schema import AgencyFigure, Dataset, ElementLine, IndicatorResult, YearValue
from reports.issued.content.target_schema import TargetStanding
from reports.issued.files.open_data_dictionary import CODES, DICTIONARY_HEADER, OPEN_DATA_COLUMNS, field_rows
from reports.models import ActualSource, FigureKind
from targets.models.target import MILESTONE

PERSONAL = ("entered_by", "accepted_by")


def figures_csv(dataset: Dataset) -> bytes:
    """One line per number: values of indicators, targets with their standing, figures of agencies."""
    common = {"plan": dataset.plan_code, "locality": dataset.locality_code, "view": dataset.view}
    return table_csv(
        OPEN_DATA_COLUMNS, ({**common, "as_of": dataset.as_of.isoformat(), **row} for row in records_of(dataset))
    )


def dataset_json(dataset: Dataset) -> bytes:
    """The whole dataset but for the names of officials; numbers are exact JSON numbers, as in the API."""
    data = asdict(dataset)
    # Taken out of the whole, so that a field that comes later is in the file without another line here.
    for figure in data["figures"]:
        for name in PERSONAL:
            del figure[name]
    return json_text_of(data).encode()


def dictionary_csv(dataset: Dataset) -> bytes:
    """What stands in the other two files: columns, fields, indicators, data elements, agencies, codes of lists."""
    rows = [
        *({"kind": "column", "code": name, "definition": words} for name, words in OPEN_DATA_COLUMNS.items()),
        *field_rows(without=PERSONAL),
        *map(indicator_record, dataset.indicators),
        *map(element_row, dataset.elements),
        *({"kind": "agency", "code": code, "name": name} for code, name in agencies_named(dataset)),
        *(
            {"kind": f"code of {column}", "code": code, "name": words}
            for column, codes in CODES.items()
            for code, words in codes.items()
        ),
    ]
    return table_csv(DICTIONARY_HEADER, rows)


def table_csv(header: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> bytes:
    """One line per row, with an empty cell for a column that a row does not have."""
    names = list(header)
    return csv_file([names, *([row.get(name) for name in names] for row in rows)])


def records_of(dataset: Dataset) -> Iterable[dict[str, Any]]:
    for result in dataset.indicators:
        yield from (value_row(result, value) for value in result.values)
        yield from (open_target(result, target) for target in result.targets)
    elements = {element.code: element for element in dataset.elements}
    yield from (figure_record(elements[figure.element_code], figure) for figure in dataset.figures)


def value_row(result: IndicatorResult, value: YearValue) -> dict[str, Any]:
    rolled_up = value.source == ActualSource.ROLLUP
    return {
        "record": "indicator",
        "code": result.code,
        "name": result.name,
        "year": value.year,
        "value": value.value,
        "unit": result.unit,
        "source": value.source,
        "kind": value.kind,
        "units_reporting": value.units_reporting if rolled_up else None,
        "units_expected": value.units_expected if rolled_up else None,
        "estimate": value.has_estimate or value.kind == FigureKind.ESTIMATE,
        "illustrative": value.illustrative,
        "note": value.source_text,
    }


def open_target(result: IndicatorResult, target: TargetStanding) -> dict[str, Any]:
    return {
        "record": "target",
        "code": result.code,
        "name": result.name,
        "year": target.year,
        "from_year": target.from_year,
        "basis": target.basis,
        "comparator": target.comparator,
        "value": target.low,
        "value_high": target.high,
        "unit": result.unit if target.comparator != MILESTONE else "",
        "status": target.status,
        "final": target.final,
        "actual": target.actual,
        "actual_year": target.actual_year,
        "ratio": target.ratio,
        "gap": target.gap,
        "required_per_year": target.required_per_year,
        "illustrative": target.illustrative,
        "note": target.citation,
    }


def figure_record(element: ElementLine, figure: AgencyFigure) -> dict[str, Any]:
    return {
        "record": "figure",
        "code": element.code,
        "name": element.name,
        "agency": figure.agency_code,
        "agency_name": figure.agency_name,
        "year": figure.year,
        "value": figure.value,
        "unit": element.unit,
        "status": figure.entry,
        "estimate": figure.quality == "estimate",
        "illustrative": figure.illustrative,
    }


def indicator_record(result: IndicatorResult) -> dict[str, Any]:
    return {
        "kind": "indicator",
        "code": result.code,
        "name": result.name,
        "unit": result.unit,
        "decimals": result.decimals,
        "definition": result.definition,
        "source": result.source,
    }


def element_row(element: ElementLine) -> dict[str, Any]:
    return {
        "kind": "data_element",
        "code": element.code,
        "name": element.name,
        "unit": element.unit,
        "decimals": element.decimals,
        "definition": element.definition,
        "source": "Báo cáo của đơn vị",
    }


def agencies_named(dataset: Dataset) -> list[tuple[str, str]]:
    """Code and name of every agency that the files name, by code."""
    lines = (*dataset.figures, *dataset.submissions, *dataset.other_submissions, *dataset.explanations)
    words = (*dataset.obstacles, *(report for duty in dataset.duties for report in duty.reports))
    found = {line.agency_code: line.agency_name for line in (*lines, *words)}
    if dataset.agency_code:
        found[dataset.agency_code] = dataset.agency_name
    return sorted(found.items())
