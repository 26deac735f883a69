"""The figures of agencies: a table for each data element, a row for each agency, a column for each year."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal

from reports.issued.content.schema import AgencyFigure, Dataset, ElementLine, Table, TableCell, TableColumn
from reports.issued.layout.tables.cells import ABSENT, DASH, as_of, decimals_of, notes
from reports.issued.words.indicator_fields import share_decimals
from reports.models import Entry, Quality, ReportKind
from reports.wording.formats import NOT_KNOWN, change_percent, number, precision
from targets.calculations.numbers.precision import exact

ENTRIES = {Entry.NOT_APPLICABLE: "không phát sinh", Entry.MISSING: "chưa có số liệu"}
Years = Mapping[int, AgencyFigure]


def figure_tables(dataset: Dataset) -> list[Table]:
    """Every element that some agency has a figure of, in the order of the form."""
    found = [(element, by_agency(dataset, element)) for element in dataset.elements]
    return [element_table(dataset, element, rows) for element, rows in found if rows]


def by_agency(dataset: Dataset, element: ElementLine) -> dict[str, dict[int, AgencyFigure]]:
    """Agency code -> year -> its figure, in the order of the dataset."""
    found: dict[str, dict[int, AgencyFigure]] = {}
    for figure in dataset.figures:
        if figure.element_code == element.code:
            found.setdefault(figure.agency_code, {})[figure.year] = figure
    return found


def years_in_columns(figures: Iterable[AgencyFigure], dataset: Dataset) -> list[int]:
    """The years of the report, and the one before a single year where it has figures."""
    known = {figure.year for figure in figures}
    before = {dataset.year - 1} & known if len(dataset.years) == 1 else set()
    return sorted(before | set(dataset.years))


def element_table(dataset: Dataset, element: ElementLine, rows: Mapping[str, Years]) -> Table:
    figures = [figure for years in rows.values() for figure in years.values()]
    years = years_in_columns(figures, dataset)
    columns = (
        TableColumn("TT", 5),
        TableColumn("Đơn vị", 33),
        *(TableColumn(f"Năm {year}", 14, True) for year in years),
        *((TableColumn("So với năm trước", 12, True),) if len(years) > 1 else ()),
        TableColumn("Loại số", 21),
    )
    named = {figure.agency_code: figure.agency_name for figure in figures}
    body = tuple(
        (
            TableCell(str(place)),
            TableCell(named[code]),
            *values(element, found, years),
            TableCell(figure_kind_words(found.get(dataset.year))),
        )
        for place, (code, found) in enumerate(rows.items(), 1)
    )
    shown = [figure for figure in figures if figure.year in years]
    lines = notes(
        (DASH,),
        estimates=any(figure.quality == Quality.ESTIMATE for figure in shown),
        made_up=any(figure.illustrative for figure in shown),
    )
    key, title = f"figures-{element.code}", f"{element.name} ({element.unit})"
    return Table(key, title, columns, (*body, *total(element, rows, years)), as_of(dataset), lines)


def values(element: ElementLine, found: Years, years: Sequence[int]) -> list[TableCell]:
    cells = [figure_cell(element, found.get(year)) for year in years]
    if len(years) > 1:
        cells.append(TableCell(change_in_percent(cells[-2].value, cells[-1].value)))
    return cells


@exact
def change_in_percent(old: Decimal | None, new: Decimal | None) -> str:
    """ "+6,6%"; with more decimals where a small change would read as none."""
    # From nothing no percentage leads anywhere.
    if old is None or new is None or not old:
        return NOT_KNOWN
    return change_percent(old, new, share_decimals(100 * (new - old) / abs(old)))


def figure_cell(element: ElementLine, figure: AgencyFigure | None) -> TableCell:
    """The digits as the agency gave them; an estimate says so before its number."""
    if figure is None:
        return ABSENT
    if figure.value is None or figure.entry != Entry.NUMBER:
        return TableCell(ENTRIES.get(Entry(figure.entry), NOT_KNOWN))
    cell = amount_cell(element, figure.value)
    if figure.quality != Quality.ESTIMATE:
        return cell
    return TableCell(f"ước {cell.text}", cell.value, cell.decimals)


def amount_cell(element: ElementLine, value: Decimal, bold: bool = False) -> TableCell:
    # Never fewer digits than the agency gave.
    text = number(value, max(element.decimals, precision(value)))
    return TableCell(text, value, decimals_of(text), bold)


def figure_kind_words(figure: AgencyFigure | None) -> str:
    if figure is None or figure.value is None:
        return NOT_KNOWN
    words = ["ước" if figure.quality == Quality.ESTIMATE else "chính thức"]
    if figure.accepted_at is None:
        words.append("chờ duyệt")
    if figure.illustrative:
        words.append("minh họa")
    return ", ".join(words)


@exact
def total(element: ElementLine, rows: Mapping[str, Years], years: Sequence[int]) -> list[tuple[TableCell, ...]]:
    """The sum over the agencies that gave a number; a percentage of agencies is never added.

    Two sums are compared only where the same agencies stand behind both.
    """
    # The sum of one agency is its own number once more.
    if element.unit == "%" or len(rows) < 2:
        return []
    known = {year: amounts(rows, year) for year in years}
    sums = [sum(found.values(), Decimal()) if found else None for found in known.values()]
    cells = [ABSENT if amount is None else amount_cell(element, amount, bold=True) for amount in sums]
    if len(years) > 1:
        same = known[years[-2]].keys() == known[years[-1]].keys()
        cells.append(TableCell(change_in_percent(cells[-2].value, cells[-1].value) if same else NOT_KNOWN, bold=True))
    giving = f"{number(len(known[years[-1]]))}/{number(len(rows))} đơn vị có số"
    return [(TableCell(""), TableCell("Cộng", bold=True), *cells, TableCell(giving))]


def amounts(rows: Mapping[str, Years], year: int) -> dict[str, Decimal]:
    """Agency code -> the number it gave for the year."""
    found = {code: years[year].value for code, years in rows.items() if year in years}
    return {code: value for code, value in found.items() if value is not None}


def own_tables(dataset: Dataset) -> list[Table]:
    """All figures of one agency in one table, a row for each element."""
    if dataset.kind != ReportKind.AGENCY or not dataset.figures:
        return []
    years = years_in_columns(dataset.figures, dataset)
    columns = (
        TableColumn("TT", 5),
        TableColumn("Số liệu", 31),
        TableColumn("Đơn vị tính", 12),
        *(TableColumn(f"Năm {year}", 14, True) for year in years),
        *((TableColumn("So với năm trước", 12, True),) if len(years) > 1 else ()),
        TableColumn("Loại số", 18),
    )
    rows = []
    for element in dataset.elements:
        found = by_agency(dataset, element).get(dataset.agency_code, {})
        lead = (TableCell(str(len(rows) + 1)), TableCell(element.name), TableCell(element.unit))
        rows.append((*lead, *values(element, found, years), TableCell(figure_kind_words(found.get(dataset.year)))))
    estimates = any(figure.quality == Quality.ESTIMATE for figure in dataset.figures)
    made_up = any(figure.illustrative for figure in dataset.figures)
    lines = notes((DASH,), estimates=estimates, made_up=made_up)
    return [Table("own-figures", "Số liệu của đơn vị", columns, tuple(rows), as_of(dataset), lines)]
