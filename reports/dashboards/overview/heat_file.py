"""The heat map of the overview as a list to keep: a line for each indicator and year, with how it compares today."""

from collections.abc import Mapping

from agencies.models import User
from reports.dashboards.body_changes import body_changes
from reports.dashboards.filters import localities_of
from reports.dashboards.indicators.past_in_units import Units
from reports.dashboards.overview.export import as_listed
from reports.dashboards.overview.heat_map import HeatCell, HeatMap, HeatRow, heat_map
from reports.dashboards.overview.page import ground_of
from reports.list_files import ListCell, ListFile

HEAT_COLUMNS = {"Chỉ tiêu": 40, "Năm": 8, "Giá trị": 14, "Đánh giá": 24, "Đổi đơn vị trong năm": 12}
COMPARED = {"So với hiện nay": 24}


def heat_file(user: User, query: Mapping[str, str], path: str) -> ListFile:
    """What the map shows, year by year; as it is now with the mark of each value, and what the marks mean below."""
    data = ground_of(user, localities_of(user), query, path).data
    chosen = data.chosen
    shown = heat_map(data.targets, data.values, chosen, body_changes(chosen.locality))
    as_now = chosen.units == Units.AS_NOW
    return ListFile(
        title=f"Các chỉ tiêu qua từng năm đến {chosen.year}, {chosen.locality.short_name}",
        columns=HEAT_COLUMNS | (COMPARED if as_now else {}),
        rows=[line for group in shown.groups for row in group.rows for line in year_lines(row, shown, as_now)],
        illustrative=any(group.illustrative for group in shown.groups),
        below=[f"{sign} {word}: {meaning}" for sign, word, meaning in shown.marks],
    )


def year_lines(row: HeatRow, shown: HeatMap, as_now: bool) -> list[list[ListCell]]:
    years = [year for year, _, _ in shown.years]
    return [cells_of(row.name, year, cell, as_now) for year, cell in zip(years, row.cells, strict=True)]


def cells_of(name: str, year: int, cell: HeatCell, as_now: bool) -> list[ListCell]:
    told = [name, year, as_listed(cell.value), cell.label, "có" if cell.breaks else ""]
    return [*told, cell.word] if as_now else told
