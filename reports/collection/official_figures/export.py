"""Published figures as a list to keep: each with its publication, beside the roll-up of its year."""

from collections.abc import Mapping

from agencies import clock
from agencies.models import User
from reports.collection.official_figures.queries import (
    figures_asked_for,
    official_figure_row,
    rollups_beside,
    unit_of,
)
from reports.list_files import ListCell, ListFile
from reports.models import IndicatorValue, OfficialFigure
from targets.calculations.numbers.precision import without_trailing_zeros

OFFICIAL_COLUMNS = {
    "Chỉ tiêu": 36, "Từ năm": 8, "Năm": 8, "Giá trị": 14, "Giá trị trên": 14, "Đơn vị tính": 14, "Loại số": 18,
    "Nguồn": 60, "Công bố": 16, "Số tổng hợp": 14, "Chênh": 14, "Đang dùng": 10, "Ghi chú": 40,
}  # fmt: skip


def official_figures_file(user: User, query: Mapping[str, str]) -> ListFile:
    """One line for each publication that the filters leave; few queries however many."""
    _, rows = figures_asked_for(user, query)
    figures = list(rows)
    known = rollups_beside(figures)
    beside = {row.pk: known.get((row.locality_id, row.indicator_id, row.year)) for row in figures}
    return ListFile(
        f"Số liệu công bố, ngày {clock.today():%d-%m-%Y}",
        OFFICIAL_COLUMNS,
        [official_cells(row, beside[row.pk]) for row in figures],
        illustrative=any(official_figure_row(row, beside[row.pk], False).illustrative for row in figures),
    )


def official_cells(row: OfficialFigure, beside: IndicatorValue | None) -> list[ListCell]:
    shown = official_figure_row(row, beside, may_revise=False)
    one_year = row.from_year == row.year and row.value_high is None
    rollup = beside.rollup if beside is not None and one_year else None
    return [
        row.indicator.short_name,
        row.from_year if row.from_year < row.year else None,
        row.year,
        without_trailing_zeros(row.value),
        without_trailing_zeros(row.value_high),
        unit_of(row) or row.indicator.unit,
        shown.kind,
        row.source,
        shown.published,
        without_trailing_zeros(rollup),
        without_trailing_zeros(row.value - rollup) if rollup is not None else None,
        "có" if shown.counts else "",
        shown.note,
    ]
