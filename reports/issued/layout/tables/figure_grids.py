"""The figures of all agencies on few pages: agencies downwards, data elements across, a grid for each year.

What only one agency gives would leave a column almost empty: such figures stand in a list of their own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from reports.issued.content.schema import AgencyFigure, Dataset, ElementLine, Table, TableCell, TableColumn
from reports.issued.layout.tables.cells import ABSENT, DASH, as_of, count_cell, notes
from reports.issued.layout.tables.figures import (
    Years,
    amount_cell,
    amounts,
    by_agency,
    change_in_percent,
    figure_cell,
    figure_kind_words,
    values,
    years_in_columns,
)
from reports.models import Entry, Quality
from targets.calculations.numbers.precision import exact

# So many columns of numbers stand on a page on its side with their whole titles above.
MOST_ACROSS = 9
MISSING = TableCell("…")
MISSING_MARK = "“…”: đơn vị báo chưa có số liệu."
PENDING = "*"
PENDING_MARK = "“*”: số chờ duyệt."
Gave = Mapping[str, Mapping[str, Years]]


def figure_grids(dataset: Dataset) -> list[Table]:
    """Every element that some agency has a figure of: the shared ones as grids, the others as one list."""
    gave = {element.code: by_agency(dataset, element) for element in dataset.elements}
    shared = [element for element in dataset.elements if len(gave[element.code]) > 1]
    alone = [element for element in dataset.elements if len(gave[element.code]) == 1]
    tables = []
    for year in dataset.years:
        parts = list(even_parts(shared))
        for place, elements in enumerate(parts, 1):
            part = f" ({place}/{len(parts)})" if len(parts) > 1 else ""
            made = figure_grid(dataset, elements, gave, year)
            tables += [replace(table, key=f"{table.key}-{place}", title=f"{table.title}{part}") for table in made]
    return [*tables, *lone_list(dataset, alone, gave)]


def even_parts(elements: Sequence[ElementLine]) -> Iterable[Sequence[ElementLine]]:
    """As few parts as fit a page across, all about equally wide."""
    count = -(-len(elements) // MOST_ACROSS)
    for place in range(count):
        yield elements[place * len(elements) // count : (place + 1) * len(elements) // count]


def figure_grid(dataset: Dataset, elements: Sequence[ElementLine], gave: Gave, year: int) -> list[Table]:
    """One year of some elements; none where no agency has a figure of them."""
    codes = {element.code for element in elements}
    figures = [figure for figure in dataset.figures if figure.year == year and figure.element_code in codes]
    if not figures:
        return []
    columns = (
        TableColumn("TT", 4),
        TableColumn("Đơn vị", 20),
        *(TableColumn(f"{element.name} ({element.unit})", 9, True) for element in elements),
    )
    # Who gave none of these has no row: the list of reports says who has sent nothing.
    agencies = {figure.agency_code: figure.agency_name for figure in figures}
    rows = [
        (
            TableCell(str(place)),
            TableCell(name),
            *(grid_cell(element, gave[element.code].get(code, {}).get(year)) for element in elements),
        )
        for place, (code, name) in enumerate(agencies.items(), 1)
    ]
    marks = (
        (MISSING_MARK, any(figure.entry == Entry.MISSING for figure in figures)),
        (PENDING_MARK, any(is_pending(figure) for figure in figures)),
    )
    lines = notes(
        (DASH, *(text for text, used in marks if used)),
        estimates=any(figure.quality == Quality.ESTIMATE for figure in figures),
        made_up=any(figure.illustrative for figure in figures),
    )
    below = sum_row(elements, gave, year)
    title = f"Số liệu của các đơn vị năm {year}"
    return [Table(f"figures-{year}", title, columns, (*rows, *below), as_of(dataset), lines)]


def is_pending(figure: AgencyFigure) -> bool:
    return figure.value is not None and figure.accepted_at is None


def grid_cell(element: ElementLine, figure: AgencyFigure | None) -> TableCell:
    if figure is not None and figure.entry == Entry.MISSING:
        return MISSING
    cell = figure_cell(element, figure)
    return replace(cell, text=f"{cell.text}{PENDING}") if figure is not None and is_pending(figure) else cell


def sum_row(elements: Sequence[ElementLine], gave: Gave, year: int) -> list[tuple[TableCell, ...]]:
    """Below the agencies: their sum, how many gave a number, and the year before where it is known."""
    now = [amounts(gave[element.code], year) for element in elements]
    before = [amounts(gave[element.code], year - 1) for element in elements]
    added = [total_given(element, found) for element, found in zip(elements, now, strict=True)]
    rows = [
        (TableCell(""), TableCell("Cộng", bold=True), *(replace(cell, bold=True) for cell in added)),
        (TableCell(""), TableCell("Số đơn vị có số"), *(count_cell(len(found)) for found in now)),
    ]
    if any(before):
        earlier = [total_given(element, found) for element, found in zip(elements, before, strict=True)]
        steps = [
            # Two sums are compared only where the same agencies stand behind both.
            TableCell(change_in_percent(old.value, new.value)) if was.keys() == found.keys() else ABSENT
            for old, new, was, found in zip(earlier, added, before, now, strict=True)
        ]
        rows.append((TableCell(""), TableCell(f"Cộng năm {year - 1}"), *earlier))
        rows.append((TableCell(""), TableCell(f"So với năm {year - 1}"), *steps))
    return rows


@exact
def total_given(element: ElementLine, found: Mapping[str, Decimal]) -> TableCell:
    """The sum of what was given; percentages of agencies are never added."""
    if element.unit == "%" or not found:
        return ABSENT
    return amount_cell(element, sum(found.values(), Decimal()))


def lone_list(dataset: Dataset, elements: Sequence[ElementLine], gave: Gave) -> list[Table]:
    """A row for each element that a single agency gives, with the agency's name."""
    codes = {element.code for element in elements}
    figures = [figure for figure in dataset.figures if figure.element_code in codes]
    if not figures:
        return []
    years = years_in_columns(figures, dataset)
    named = {figure.agency_code: figure.agency_name for figure in figures}
    columns = (
        TableColumn("TT", 4),
        TableColumn("Số liệu", 28),
        TableColumn("Đơn vị tính", 9),
        TableColumn("Đơn vị báo cáo", 20),
        *(TableColumn(f"Năm {year}", 10, True) for year in years),
        *((TableColumn("So với năm trước", 9, True),) if len(years) > 1 else ()),
        TableColumn("Loại số", 12),
    )
    rows = []
    for place, element in enumerate(elements, 1):
        # Exactly one, or the element would stand in a grid.
        [(code, found)] = gave[element.code].items()
        lead = (TableCell(str(place)), TableCell(element.name), TableCell(element.unit), TableCell(named[code]))
        rows.append((*lead, *values(element, found, years), TableCell(figure_kind_words(found.get(dataset.year)))))
    lines = notes(
        (DASH,),
        estimates=any(figure.quality == Quality.ESTIMATE for figure in figures),
        made_up=any(figure.illustrative for figure in figures),
    )
    title = "Số liệu do một đơn vị báo cáo"
    return [Table("figures-alone", title, columns, tuple(rows), as_of(dataset), lines)]
