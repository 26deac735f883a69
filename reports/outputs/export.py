"""The dataset of an indicator as a file: the same numbers as the page, unrounded, with plain signs."""

import csv
import io
from collections.abc import Iterable
from decimal import Decimal

from reports.formats import plain
from reports.models import FigureKind
from reports.outputs import sentences
from reports.outputs.queries import IndicatorSeries, year_standing
from targets.models.target import MILESTONE

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
# A cell that begins with one of these is run as a formula by spreadsheet programs.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def series_csv(series: IndicatorSeries) -> str:
    """The whole dataset, one line per number, for Excel: UTF-8 with its mark, commas between columns."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(HEADER)
    for row in series_rows(series):
        writer.writerow([row.get(name, "") for name in HEADER])
    return "\ufeff" + out.getvalue()


def series_rows(series: IndicatorSeries) -> Iterable[dict[str, str]]:
    """Values that count, published figures, baselines, targets, yearly plan, path, pace scenario, agencies."""
    unit = series.indicator.unit
    yield from value_rows(series)
    for figure in series.published:
        yield line(
            "số công bố",
            figure.year,
            figure.value,
            unit,
            from_year=figure.from_year,
            high=figure.value_high,
            kind=FigureKind(figure.kind).label,
            source=figure.source,
            note=" ".join(part for part in (figure.period, figure.note) if part),
        ) | {"công bố ngày": figure.published_on.isoformat()}
    for base in series.baselines:
        yield line("giá trị gốc", base.year, base.value, unit, source=base.plan.code, note=base.citation)
    yield from target_rows(series)
    for year, value in series.yearly_plan.items():
        yield line("kế hoạch năm", year, value, unit)
    for year, value in series.path:
        yield line("lộ trình", year, value, unit)
    for point in series.pace:
        yield line("nếu giữ nhịp độ hiện nay", point.year, point.value, unit)
        yield line("dải 80% của nhịp độ", point.year, point.low, unit, high=point.high)
    if series.agencies is not None:
        for one in series.agencies.figures:
            yield line("đơn vị", series.agencies.year, one.value, unit, source=one.agency.name) | {
                "minh họa": "có" if series.agencies.illustrative else ""
            }


def value_rows(series: IndicatorSeries) -> Iterable[dict[str, str]]:
    for value in series.counted:
        row = year_standing(series, value.year)
        yield line(
            "kết quả",
            value.year,
            value.value,
            series.indicator.unit,
            kind=value.get_source_display(),
            source=value.official.source if value.official is not None and value.source == "official" else "",
        ) | {
            "đơn vị báo cáo": str(value.units_reporting) if value.source == "rollup" else "",
            "đơn vị phải báo cáo": str(value.units_expected) if value.source == "rollup" else "",
            "trạng thái": row.status if row is not None else "",
            "minh họa": "có" if value.illustrative and value.source == "rollup" else "",
        }


def target_rows(series: IndicatorSeries) -> Iterable[dict[str, str]]:
    for target in series.targets:
        row = series.standing(target)
        yield line(
            "mục tiêu",
            target.year,
            target.low,
            series.indicator.unit if target.comparator != MILESTONE else "",
            from_year=target.from_year,
            high=target.high,
            kind=sentences.promise(target),
            source=target.plan.code,
            note=target.citation,
        ) | {"trạng thái": row.status if row is not None else ""}


def line(
    part: str,
    year: int,
    value: Decimal | None,
    unit: str,
    *,
    from_year: int | None = None,
    high: Decimal | None = None,
    kind: str = "",
    source: str = "",
    note: str = "",
) -> dict[str, str]:
    """One line of the file; text cells are made harmless for spreadsheet programs."""
    return {
        "phần": part,
        "năm": str(year),
        "từ năm": str(from_year) if from_year is not None and from_year != year else "",
        "giá trị": shortest(value),
        "giá trị trên": shortest(high),
        "đơn vị tính": unit,
        "loại": harmless(kind),
        "nguồn hoặc kế hoạch": harmless(source),
        "ghi chú": harmless(note),
    }


def shortest(value: Decimal | None) -> str:
    """The number with every digit that says something: 73.000000000000 -> "73"."""
    text = plain(value)
    return text.rstrip("0").rstrip(".") if "." in text else text


def harmless(text: str) -> str:
    clean = " ".join(text.split())
    return f"'{clean}" if clean.startswith(FORMULA_STARTS) else clean
