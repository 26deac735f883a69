"""Where a number of a report comes from, as it was then: out of the frozen dataset, never out of today's tables."""

from collections.abc import Sequence
from dataclasses import dataclass

from agencies.vietnamese_text import sort_key
from reports.issued.content.schema import AgencyFigure, Dataset, ElementLine, IndicatorResult, YearValue
from reports.issued.content.standings import measure_of
from reports.models import ActualSource, Entry, FigureKind, Quality
from reports.wording.formats import NOT_KNOWN, datetime_vi, number, quantity
from reports.wording.terms import with_unit


@dataclass(frozen=True)
class Input:
    """One agency's cell as it counted. `submission` with its version is the form that it came from."""

    agency: str
    value: str
    quality: str
    submission: int
    version: int
    entered: str
    accepted: str
    illustrative: bool


@dataclass(frozen=True)
class ElementInputs:
    name: str
    role: str
    total: str
    rows: tuple[Input, ...]


@dataclass(frozen=True)
class FrozenLineage:
    """One number and what it rests on."""

    name: str
    year: int
    value: str
    origin: str
    definition: str
    rollup: str
    official: str
    elements: tuple[ElementInputs, ...]


def figure_lineage(dataset: Dataset, code: str, year: int) -> FrozenLineage | None:
    """The number of an indicator in a year; None where the report has none."""
    result = next((one for one in dataset.indicators if one.code == code), None)
    value = result.value(year) if result else None
    if result is None or value is None:
        return None
    measure, counts = measure_of(result), value.source == ActualSource.OFFICIAL
    return FrozenLineage(
        name=result.name,
        year=year,
        value=with_unit(value.value, measure, half_width=value.half_width),
        origin=origin_of(value),
        definition=result.definition,
        rollup=with_unit(value.rollup, measure),
        official=with_unit(value.official, measure, half_width=value.half_width if counts else None),
        elements=tuple(inputs_of(dataset, result, year)),
    )


def origin_of(value: YearValue) -> str:
    """A sentence: which publication, or how many agencies of how many."""
    if value.source == ActualSource.OFFICIAL:
        kind = FigureKind(value.kind).label if value.kind else ""
        return f"Số liệu công bố{f' ({kind})' if kind else ''}: {value.source_text}"
    estimate = ", có số ước" if value.has_estimate else ""
    return f"Tổng hợp từ {number(value.units_reporting)}/{number(value.units_expected)} đơn vị{estimate}."


def inputs_of(dataset: Dataset, result: IndicatorResult, year: int) -> list[ElementInputs]:
    elements = {element.code: element for element in dataset.elements}
    sides = [(code, "tử số" if result.denominator else "cộng lại") for code in result.numerator]
    sides += [(code, "mẫu số") for code in result.denominator]
    figures = [row for row in dataset.figures if row.year == year]
    return [
        element_inputs(elements[code], role, [row for row in figures if row.element_code == code])
        for code, role in sides
        # An element that no form of the plan asks for has no line in the dataset.
        if code in elements
    ]


def element_inputs(element: ElementLine, role: str, figures: Sequence[AgencyFigure]) -> ElementInputs:
    known = [row.value for row in figures if row.value is not None]
    return ElementInputs(
        name=element.name,
        role=role,
        total=quantity(sum(known), element.unit, element.decimals) if known else NOT_KNOWN,
        rows=tuple(input_of(row, element) for row in sorted(figures, key=lambda row: sort_key(row.agency_name))),
    )


def input_of(row: AgencyFigure, element: ElementLine) -> Input:
    said = number(row.value, element.decimals) if row.value is not None else Entry(row.entry).label
    return Input(
        agency=row.agency_name,
        value=said,
        quality="ước" if row.quality == Quality.ESTIMATE else "",
        submission=row.submission,
        version=row.submission_version,
        entered=row.entered_by,
        accepted=f"{row.accepted_by}, {datetime_vi(row.accepted_at)}" if row.accepted_at else "chưa duyệt",
        illustrative=row.illustrative,
    )
