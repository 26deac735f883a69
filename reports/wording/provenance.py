"""Where a value comes from, in words: the publication and its date, or the agencies it was added up from."""

from string import ascii_lowercase

from reports.models import ActualSource, FigureKind, IndicatorValue, OfficialFigure, Precision, View
from reports.wording.formats import date_vi, number


def published_text(figure: OfficialFigure) -> str:
    """The day of a publication, as exactly as it is known: "21/11/2024", "12/2021", "năm 2022"."""
    if figure.published_precision == Precision.DAY:
        return date_vi(figure.published_on)
    if figure.published_precision == Precision.MONTH:
        return f"{figure.published_on:%m/%Y}"
    return f"năm {figure.published_on.year}"


def source_text(value: IndicatorValue, derived: str = "Tính từ các số đã công bố, xem trang chỉ tiêu.") -> str:
    """The origin of the value that counts; `derived` is said of one that follows from published parts."""
    official = value.official
    if value.source == ActualSource.OFFICIAL:
        if official is None:
            return derived
        kind = "" if value.kind == FigureKind.ACTUAL else f", số {FigureKind(value.kind).label}"
        period = f" ({official.period})" if official.period else ""
        note = f" {official.note}" if official.note else ""
        return f"{official.source}; công bố {published_text(official)}{kind}{period}.{note}"
    waiting = ", gồm cả số chờ duyệt" if value.view == View.PROVISIONAL else ""
    estimate = ", có số ước" if value.has_estimate else ""
    counts = f"{number(value.units_reporting)}/{number(value.units_expected)}"
    return f"Năm {value.year} tổng hợp từ {counts} đơn vị{waiting}{estimate}."


def kind_words(value: IndicatorValue) -> str:
    """A few words beside a number: "công bố", "công bố, ước", "tổng hợp 27/30 đơn vị"."""
    if value.source == ActualSource.OFFICIAL:
        return "công bố" if value.kind == FigureKind.ACTUAL else f"công bố, {FigureKind(value.kind).label}"
    return f"tổng hợp {number(value.units_reporting)}/{number(value.units_expected)} đơn vị"


def note_letter(index: int) -> str:
    """What a note below a table is called, counted from 0: a, b, … z, aa, ab, …"""
    more, last = divmod(index, len(ascii_lowercase))
    return (note_letter(more - 1) if more else "") + ascii_lowercase[last]
