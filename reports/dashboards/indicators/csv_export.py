"""The dataset of an indicator as a file: the same numbers as the page, unrounded, with plain signs."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from agencies.reorganisations.groups import Comparability
from reports.csv_files import csv_file, single_line
from reports.dashboards.indicators.past_in_units import UnitValue
from reports.dashboards.series import IndicatorSeries, year_standing
from reports.models import ActualSource, FigureKind
from reports.wording import terms
from reports.wording.formats import rounded
from targets.calculations.numbers.precision import without_trailing_zeros

# As many as a stored number has; one that is computed for the page would carry sixty digits.
CSV_DECIMALS = 12

COMPARABLE_WORDS = {
    Comparability.EXACT: "đúng nguyên",
    Comparability.GROUP: "theo nhóm",
    Comparability.ESTIMATE: "ước chia",
    Comparability.NONE: "không so được",
}
HEADER = (
    "phần",
    "năm",
    "từ năm",
    "giá trị",
    "giá trị trên",
    "đơn vị tính",
    "loại",
    "nguồn hoặc kế hoạch",
    "công bố ngày",
    "đơn vị báo cáo",
    "đơn vị phải báo cáo",
    "trạng thái",
    "minh họa",
    "ghi chú",
)


@dataclass(frozen=True)
class ExportRow:
    """One number of the dataset with all that is said of it, in the order of HEADER; "" and None are empty cells."""

    part: str
    year: int
    from_year: int | None = None
    value: Decimal | None = None
    high: Decimal | None = None
    unit: str = ""
    kind: str = ""
    source: str = ""
    published_on: date | None = None
    reporting: int | None = None
    expected: int | None = None
    status: str = ""
    illustrative: bool = False
    note: str = ""

    @property
    def cells(self) -> tuple[str | int | Decimal | date | None, ...]:
        """The values as they are, one per column; a text is one line."""
        # A first year that is also the last would read as a span.
        since = self.from_year if self.from_year != self.year else None
        return (
            self.part,
            self.year,
            since,
            short_decimal(self.value),
            short_decimal(self.high),
            self.unit,
            single_line(self.kind),
            single_line(self.source),
            self.published_on,
            self.reporting,
            self.expected,
            self.status,
            "có" if self.illustrative else "",
            single_line(self.note),
        )


def short_decimal(value: Decimal | None) -> Decimal | None:
    """A computed number with as many digits as a reader can use; a published one has fewer anyway."""
    return None if value is None else without_trailing_zeros(rounded(value, CSV_DECIMALS))


def series_csv(series: IndicatorSeries, units: list[UnitValue] | None = None) -> bytes:
    """The whole dataset, one line per number, for Excel: UTF-8 with its mark, commas between columns."""
    return csv_file([HEADER, *(line.cells for line in series_lines(series, units))])


def series_lines(series: IndicatorSeries, units: list[UnitValue] | None = None) -> Iterable[ExportRow]:
    """Values that count, published figures, baselines, targets, yearly plan, path, pace scenario, agencies.

    `units`: the past in the bodies of that time or of today, where asked for.
    """
    unit = series.indicator.unit
    yield from value_lines(series)
    for figure in series.published:
        yield ExportRow(
            "số công bố",
            figure.year,
            from_year=figure.from_year,
            value=figure.value,
            high=figure.value_high,
            unit=unit,
            kind=FigureKind(figure.kind).label,
            source=figure.source,
            published_on=figure.published_on,
            note=" ".join(part for part in (figure.period, figure.note) if part),
        )
    for base in series.baselines:
        yield ExportRow(
            "giá trị gốc", base.year, value=base.value, unit=unit, source=base.plan.code, note=base.citation
        )
    yield from target_lines(series)
    for year, value in series.yearly_plan.items():
        yield ExportRow("kế hoạch năm", year, value=value, unit=unit)
    for year, value in series.path:
        yield ExportRow("lộ trình", year, value=value, unit=unit)
    for point in series.pace:
        yield ExportRow("nếu giữ nhịp độ hiện nay", point.year, value=point.value, unit=unit)
        yield ExportRow("dải 80% của nhịp độ", point.year, value=point.low, high=point.high, unit=unit)
    yield from agency_lines(series)
    yield from unit_lines(series, units or [])


def value_lines(series: IndicatorSeries) -> Iterable[ExportRow]:
    for value in series.counted:
        row = year_standing(series, value.year)
        rolled_up = value.source == ActualSource.ROLLUP
        yield ExportRow(
            "kết quả",
            value.year,
            value=value.value,
            unit=series.indicator.unit,
            kind=value.get_source_display(),
            source=value.official.source if value.official is not None and not rolled_up else "",
            reporting=value.units_reporting if rolled_up else None,
            expected=value.units_expected if rolled_up else None,
            status=row.display_status if row is not None else "",
            illustrative=value.illustrative and rolled_up,
        )


def target_lines(series: IndicatorSeries) -> Iterable[ExportRow]:
    for target in series.targets:
        row = series.standing(target)
        yield ExportRow(
            "mục tiêu",
            target.year,
            from_year=target.from_year,
            value=target.low,
            high=target.high,
            unit=terms.unit_promised(target),
            kind=terms.promise_text(target),
            source=target.plan.code,
            status=row.display_status if row is not None else "",
            note=target.citation,
        )


def agency_lines(series: IndicatorSeries) -> Iterable[ExportRow]:
    found = series.agencies
    for one in found.figures if found is not None else ():
        yield ExportRow(
            "đơn vị",
            found.year,
            value=one.value,
            unit=series.indicator.unit,
            source=one.agency.name,
            illustrative=found.illustrative,
        )


def unit_lines(series: IndicatorSeries, units: list[UnitValue]) -> Iterable[ExportRow]:
    """Each body or group and year with how far it may be compared; what is in the total says so."""
    for row in units:
        inside = "trong nhóm, không cộng" if row.agencies else "cả địa phương"
        place = "trong tổng" if row.counts else inside
        yield ExportRow(
            "quá khứ cạnh hiện tại",
            row.year,
            value=row.value,
            unit=series.indicator.unit,
            kind=COMPARABLE_WORDS[row.comparability],
            source=row.name,
            note=f"{place}; {row.why}" if row.why else place,
        )
