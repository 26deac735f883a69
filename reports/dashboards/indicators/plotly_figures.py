"""The ladder as an interactive figure: the dataset's numbers, then a figure for plotly.js.

Figures are plain dicts, because importing plotly costs a web process a second; a test has plotly check them.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reports.charts.marks import ticks
from reports.dashboards.indicators.charts import numeric, pace_note, pace_text
from reports.dashboards.series import IndicatorSeries
from reports.models import FigureKind
from reports.wording import sentences
from reports.wording.formats import compact, number
from targets.target_bounds import bounds_of

INK, INK_2, EDGE, RULE, ACCENT, BAND = "#17212B", "#414D59", "#7C8792", "#E2E6E9", "#0B5E6B", "rgba(111,167,176,.28)"


@dataclass(frozen=True)
class LinePoint:
    """A point with the words that stand at it when the reader points there."""

    year: int
    value: Decimal
    text: str
    words: str


@dataclass(frozen=True)
class RungPoint:
    year: int
    low: Decimal
    high: Decimal
    must: Decimal
    words: str


@dataclass(frozen=True)
class LineData:
    """What the interactive chart shows; values unrounded, words finished."""

    title: str
    unit: str
    actuals: list[LinePoint]
    estimates: list[LinePoint]
    plans: list[LinePoint]
    path: list[LinePoint]
    rungs: list[RungPoint]
    pace: list[LinePoint]
    band: list[tuple[int, Decimal, Decimal]]


def line_data(series: IndicatorSeries) -> LineData:
    """The points of the chart from the dataset that the page, the table and the file use too."""
    latest = series.latest
    start = [] if latest is None or latest.value is None or not series.pace else [(latest.year, latest.value)]
    return LineData(
        title=series.indicator.short_name,
        unit=series.indicator.unit,
        actuals=[
            point(series, value.year, value.value, "kết quả") for value in series.counted if value.value is not None
        ],
        estimates=[
            point(series, figure.year, figure.value, "số ước")
            for figure in series.published
            if figure.kind == FigureKind.ESTIMATE and figure.from_year == figure.year
        ],
        plans=[point(series, year, value, "kế hoạch năm") for year, value in series.yearly_plan.items()],
        path=[point(series, year, value, "lộ trình") for year, value in series.path],
        rungs=[
            RungPoint(
                year=target.year,
                low=target.low,
                high=target.high if target.high is not None else target.low,
                must=bounds_of(target).path_target,
                words=f"{target.plan.code}, năm {target.year}: {sentences.promise_text(target)}",
            )
            for target in numeric(series)
            if target.low is not None
        ],
        pace=[point(series, year, value, "kết quả") for year, value in start]
        + [
            LinePoint(one.year, one.value, "", f"Giữ nhịp độ hiện nay: {pace_text(series)}, {pace_note(series)}")
            for one in series.pace
        ],
        band=[(year, value, value) for year, value in start] + [(one.year, one.low, one.high) for one in series.pace],
    )


def point(series: IndicatorSeries, year: int, value: Decimal, what: str) -> LinePoint:
    return LinePoint(
        year=year,
        value=value,
        text=sentences.figure_text(value, series.indicator),
        words=f"Năm {year}, {what}: {sentences.with_unit(value, series.indicator)}",
    )


def progress_line(data: LineData) -> dict[str, Any]:
    """The figure: {"data": [...], "layout": {...}}, ready for JSON; nothing in it needs formatting by the browser."""
    traces = [band_trace(data), rung_trace(data)]
    traces.append(line_trace(data.path, "lộ trình", {"color": "#8D969F", "width": 1.5}, "lines"))
    traces.append(
        line_trace(data.plans, "kế hoạch từng năm", {"color": INK_2}, "markers", symbol="square-open", size=9)
    )
    traces.append(
        line_trace(data.pace, "nếu giữ nhịp độ hiện nay", {"color": ACCENT, "width": 2, "dash": "dash"}, "lines")
    )
    traces.append(line_trace(data.estimates, "số ước", {"color": ACCENT}, "markers", symbol="circle-open", size=9))
    traces.append(
        line_trace(
            data.actuals, "kết quả", {"color": ACCENT, "width": 3}, "lines+markers+text", symbol="circle", size=9
        )
    )
    return {"data": [trace for trace in traces if trace["x"]], "layout": layout(data)}


def line_trace(
    points: list[LinePoint], name: str, line: dict[str, Any], mode: str, symbol: str = "circle", size: int = 6
) -> dict[str, Any]:
    return {
        "type": "scatter",
        "name": name,
        "x": [one.year for one in points],
        "y": [float(one.value) for one in points],
        "mode": mode,
        "line": line,
        "marker": {"symbol": symbol, "size": size, "color": line["color"]},
        "text": [one.text for one in points],
        "textposition": "bottom center",
        "textfont": {"color": "#084853", "weight": "bold"},
        "customdata": [one.words for one in points],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def band_trace(data: LineData) -> dict[str, Any]:
    """The band as one closed outline, there and back."""
    upper = [(year, high) for year, _, high in data.band]
    lower = [(year, low) for year, low, _ in reversed(data.band)]
    return {
        "type": "scatter",
        "name": "dải của nhịp độ",
        "x": [year for year, _ in upper + lower],
        "y": [float(value) for _, value in upper + lower],
        "mode": "none",
        "fill": "toself",
        "fillcolor": BAND,
        "hoverinfo": "skip",
        "showlegend": False,
    }


def rung_trace(data: LineData) -> dict[str, Any]:
    """Promises: a thick bar at the number to reach; a range is drawn as its error bar."""
    return {
        "type": "scatter",
        "name": "mục tiêu",
        "x": [one.year for one in data.rungs],
        "y": [float(one.must) for one in data.rungs],
        "mode": "markers",
        "marker": {"symbol": "line-ew-open", "size": 26, "color": INK, "line": {"width": 4, "color": INK}},
        "error_y": {
            "type": "data",
            "symmetric": False,
            "array": [float(one.high - one.must) for one in data.rungs],
            "arrayminus": [float(one.must - one.low) for one in data.rungs],
            "color": EDGE,
            "thickness": 1.5,
            "width": 6,
        },
        "customdata": [one.words for one in data.rungs],
        "hovertemplate": "%{customdata}<extra></extra>",
    }


def layout(data: LineData) -> dict[str, Any]:
    """Vietnamese marks, our ink and grid; the axis texts are written here, never by the browser."""
    values = [one.value for one in (*data.actuals, *data.plans, *data.path)]
    values += [value for one in data.rungs for value in (one.low, one.high)]
    marks = ticks(min(values), max(values), 6) if values else []
    axis = {"gridcolor": RULE, "zeroline": False, "linecolor": INK_2, "automargin": True}
    decimals = 0 if all(mark == mark.to_integral_value() for mark in marks) else 1
    texts = [compact(mark) if abs(mark) >= 10_000 else number(mark, decimals) for mark in marks]
    return {
        "font": {"family": '"Noto Sans", "Segoe UI", Arial, sans-serif', "size": 13, "color": INK_2},
        "separators": ",.",
        "margin": {"l": 56, "r": 24, "t": 16, "b": 40},
        "height": 460,
        "paper_bgcolor": "#FFFFFF",
        "plot_bgcolor": "#FFFFFF",
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": "#FFFFFF", "bordercolor": ACCENT, "font": {"color": INK}, "align": "left"},
        "legend": {"orientation": "h", "y": -0.12, "x": 0},
        "xaxis": axis | {"tickformat": "d", "dtick": 1, "showgrid": False},
        "yaxis": axis
        | {
            "title": {"text": data.unit},
            "tickvals": [float(mark) for mark in marks],
            "ticktext": texts,
        },
    }
