"""The dataset of an indicator as a workbook: real numbers, each shown with the page's decimals, texts that stay texts.

Two sheets: the years as on the page, and everything that the CSV holds.
"""

from datetime import datetime, time
from decimal import Decimal
from textwrap import wrap

from reports.csv_files import single_line
from reports.dashboards.indicators.charts import shows_made_up
from reports.dashboards.indicators.csv_export import HEADER, series_lines
from reports.dashboards.indicators.explanation import ratio_text
from reports.dashboards.indicators.opening import opening_of
from reports.dashboards.indicators.past_in_units import UnitValue
from reports.dashboards.indicators.table import (
    YearFigures,
    notes_of,
    side_by_side,
    target_of,
    year_figures,
    years_in_table,
)
from reports.dashboards.series import IndicatorSeries
from reports.spreadsheets import PAGE_WIDTH, Sheet, SheetNumber, SheetRow, Value, workbook
from reports.wording import terms
from reports.wording.formats import NOT_KNOWN, date_vi
from targets.target_bounds import thresholds

YEARS = ("Năm", "Kết quả", "Mục tiêu", "Lộ trình", "Chênh lệch", "Tỷ số nhịp độ", "Đánh giá", "Nguồn của kết quả")
YEAR_WIDTHS = (8, 14, 16, 14, 14, 14, 22, 48)
WHOLE_WIDTHS = (15, 6, 6, 13, 11, 9, 11, 20, 11, 8, 9, 11, 6, 14)
NUMBERS = ("giá trị", "giá trị trên", "đơn vị báo cáo", "đơn vị phải báo cáo")
MADE_UP_LABEL = "Số liệu minh họa"


def series_xlsx(series: IndicatorSeries, units: list[UnitValue] | None = None) -> bytes:
    """The workbook of an indicator; the same bytes all day while the numbers stay."""
    made_at = datetime.combine(series.today, time())
    return workbook([years_sheet(series), whole_sheet(series, units)], title=series.indicator.name, made_at=made_at)


def above_table(series: IndicatorSeries, made_up: bool) -> list[str]:
    """What the numbers are: name, place, view, the page's sentence, the day; and that they are made up, where so."""
    unit = f" ({series.indicator.unit})" if series.indicator.unit else ""
    lines = [
        f"{series.indicator.name}{unit}",
        f"{series.locality.name}; số liệu {series.view.label.lower()}; lập ngày {date_vi(series.today)}",
        terms.sentence_text(opening_of(series)),
    ]
    return [*lines, MADE_UP_LABEL] if made_up else lines


def years_sheet(series: IndicatorSeries) -> Sheet:
    """The page's table in real numbers; the source of each value stands in its own column."""
    notes = notes_of(series)
    return Sheet(
        name="Theo năm",
        above=above_table(series, shows_made_up(series)),
        header=YEARS,
        widths=YEAR_WIDTHS,
        rows=[
            SheetRow(year_cells(year_figures(series, year), series, notes[year].text if year in notes else ""))
            for year in years_in_table(series)
        ],
        # In lines: one long text below the table would end at the edge of the page.
        below=wrap(f"Định nghĩa: {single_line(series.indicator.definition)}", PAGE_WIDTH),
        numeric=frozenset(range(1, 6)),
    )


def year_cells(found: YearFigures, series: IndicatorSeries, source: str) -> list[Value]:
    plans = ", ".join(dict.fromkeys(target.plan.code for target in found.targets))
    planned = sheet_number(series.yearly_plan.get(found.year), series)
    value, path, gap = side_by_side(found, series.indicator)
    return [
        found.year,
        as_written(found.value, value),
        # A promise is words ("75–80"), the plan of a single year a number.
        target_of(series, found.targets, found.year) if found.targets else planned,
        as_written(found.path, path),
        as_written(found.gap, gap),
        as_written(found.ratio, NOT_KNOWN if found.ratio is None else ratio_text(found.ratio, thresholds())),
        found.label or plans,
        source,
    ]


def whole_sheet(series: IndicatorSeries, units: list[UnitValue] | None) -> Sheet:
    """One line per number, as in the CSV."""
    return Sheet(
        name="Toàn bộ số liệu",
        above=above_table(series, series.illustrative),
        header=[name[:1].upper() + name[1:] for name in HEADER],
        widths=WHOLE_WIDTHS,
        rows=[
            SheetRow([sheet_number(cell, series) if isinstance(cell, Decimal) else cell for cell in line.cells])
            for line in series_lines(series, units)
        ],
        numeric=frozenset(HEADER.index(name) for name in NUMBERS),
    )


def sheet_number(value: Decimal | None, series: IndicatorSeries) -> SheetNumber | None:
    return as_written(value, terms.figure_text(value, series.indicator))


def as_written(value: Decimal | None, text: str) -> SheetNumber | None:
    """All digits of a value, shown with as many decimals as its text has."""
    return None if value is None else SheetNumber(value, len(text.partition(",")[2]))
