"""The ladder as an interactive figure: the same `Ladder` that the SVG is drawn from, built with plotly's graph_objects.

Looks stand in one registered template, `vocplan`. Every text is finished here: the browser formats nothing.
"""

from collections.abc import Iterable
from decimal import Decimal

import plotly.graph_objects as go
import plotly.io as pio

from reports.charts.ladder_data import Actual, Ladder, Rung
from reports.charts.marks import ticks
from reports.wording.formats import NBSP, compact, number, precision, published_number

# The colours of the stylesheet once more: plotly draws with attributes and reads no class.
INK, INK_2, EDGE, RULE, ACCENT, BAND = "#17212B", "#414D59", "#7C8792", "#E2E6E9", "#0B5E6B", "rgba(111,167,176,.28)"
AXIS = {"gridcolor": RULE, "zeroline": False, "linecolor": INK_2, "automargin": True}
WORDS_ONLY = "%{customdata}<extra></extra>"

pio.templates["vocplan"] = go.layout.Template(
    layout=go.Layout(
        font={"family": '"Noto Sans", "Segoe UI", Arial, sans-serif', "size": 13, "color": INK_2},
        # The decimal comma, then the dot after thousands.
        separators=",.",
        margin={"l": 56, "r": 24, "t": 16, "b": 40},
        height=460,
        paper_bgcolor="#FFFFFF",
        plot_bgcolor="#FFFFFF",
        hovermode="closest",
        hoverlabel={"bgcolor": "#FFFFFF", "bordercolor": ACCENT, "font": {"color": INK}, "align": "left"},
        legend={"orientation": "h", "y": -0.12, "x": 0},
        xaxis=AXIS | {"tickformat": "d", "dtick": 1, "showgrid": False},
        yaxis=AXIS,
    ),
    data={"scatter": [go.Scatter(hovertemplate=WORDS_ONLY, textposition="bottom center")]},
)


def ladder_figure(ladder: Ladder) -> go.Figure:
    """The figure; without traces where the indicator has no number. Values are floats, as JavaScript has no other."""
    finals = [one for one in ladder.actuals if not one.estimate]
    # From back to front: what was reached lies above what was planned.
    traces = [
        band_trace(ladder),
        rung_trace(ladder.rungs, ladder.unit),
        line_trace(ladder, ladder.path, "lộ trình", line={"color": "#8D969F", "width": 1.5}),
        line_trace(ladder, ladder.yearly_plans, "kế hoạch từng năm", marker=marker("square-open", INK_2)),
        pace_trace(ladder),
        line_trace(ladder, [(one.year, one.estimate) for one in ladder.revisions], "số ước", marker=hollow()),
        actual_trace(ladder.actuals, finals, ladder.unit),
    ]
    # A trace without points would still have its line in the legend.
    figure = go.Figure([trace for trace in traces if trace.x], layout={"template": "vocplan"})
    for one in ladder.reporters:
        if one.since is not None:
            figure.add_vline(float(one.since), line={"color": INK, "width": 1, "dash": "dot"}, annotation_text=one.day)
    return figure.update_yaxes(title={"text": ladder.unit}, **tick_texts(ladder.values))


def marker(symbol: str, color: str) -> dict[str, object]:
    return {"symbol": symbol, "size": 9, "color": color}


def hollow() -> dict[str, object]:
    """How an estimate looks, here as in the SVG."""
    return marker("circle-open", ACCENT)


def ladder_value(text: str, unit: str) -> str:
    return f"{text}%" if unit == "%" else f"{text}{NBSP}{unit}"


def value_in_words(value: Decimal, unit: str) -> str:
    """A value as printed where it has few digits, else to one decimal (counts: none)."""
    least = 1 if unit == "%" else 0
    return ladder_value(published_number(value, least) if precision(value) <= 2 else number(value, least), unit)


def line_trace(
    ladder: Ladder,
    points: Iterable[tuple[int, Decimal]],
    name: str,
    *,
    line: dict[str, object] | None = None,
    marker: dict[str, object] | None = None,
) -> go.Scatter:
    """Points of one kind, joined by a `line` or each with its `marker`."""
    found = list(points)
    return go.Scatter(
        name=name,
        x=[year for year, _ in found],
        y=[float(value) for _, value in found],
        mode="lines" if marker is None else "markers",
        line=line,
        marker=marker,
        customdata=[f"Năm {year}, {name}: {value_in_words(value, ladder.unit)}" for year, value in found],
    )


def actual_trace(actuals: Iterable[Actual], finals: list[Actual], unit: str) -> go.Scatter:
    """What was reached, an estimate hollow."""
    found = list(actuals)
    return go.Scatter(
        name="kết quả",
        x=[one.year for one in found],
        y=[float(one.value) for one in found],
        mode="lines+markers+text",
        line={"color": ACCENT, "width": 3},
        marker={
            "symbol": ["circle" if one in finals else "circle-open" for one in found],
            "size": 9,
            "color": ACCENT,
        },
        text=[one.text for one in found],
        textfont={"color": "#084853", "weight": "bold"},
        customdata=[
            f"Năm {one.year}, {'số ước' if one.estimate else 'kết quả'}: {ladder_value(one.text, unit)}"
            for one in found
        ],
    )


def pace_start(ladder: Ladder) -> list[tuple[int, Decimal]]:
    """The last value reached, from which the pace goes on."""
    return [(ladder.actuals[-1].year, ladder.actuals[-1].value)] if ladder.pace and ladder.actuals else []


def pace_trace(ladder: Ladder) -> go.Scatter:
    points = [*pace_start(ladder), *((one.year, one.value) for one in ladder.pace)]
    words = f"Giữ nhịp độ hiện nay: {ladder.pace_text}, {ladder.pace_note}"
    return go.Scatter(
        name="nếu giữ nhịp độ hiện nay",
        x=[year for year, _ in points],
        y=[float(value) for _, value in points],
        mode="lines",
        line={"color": ACCENT, "width": 2, "dash": "dash"},
        customdata=[words for _ in points],
    )


def band_trace(ladder: Ladder) -> go.Scatter:
    """The 80 % band of the pace as one closed outline, there and back."""
    start = pace_start(ladder)
    upper = [*start, *((one.year, one.high) for one in ladder.pace)]
    lower = [*start, *((one.year, one.low) for one in ladder.pace)]
    outline = upper + lower[::-1]
    return go.Scatter(
        name="dải của nhịp độ",
        x=[year for year, _ in outline],
        y=[float(value) for _, value in outline],
        mode="none",
        fill="toself",
        fillcolor=BAND,
        hoverinfo="skip",
        hovertemplate=None,
        showlegend=False,
    )


def rung_trace(rungs: Iterable[Rung], unit: str) -> go.Scatter:
    """Promises: a thick bar at the number to reach; the rest of a range is its error bar."""
    found = list(rungs)
    # Above zero of a rising range, below of a falling one: the weakest end is where the thick bar stands.
    away = [float(one.other - one.must) if one.other is not None else 0.0 for one in found]
    return go.Scatter(
        name="mục tiêu",
        x=[one.year for one in found],
        y=[float(one.must) for one in found],
        mode="markers",
        marker={"symbol": "line-ew-open", "size": 26, "color": INK, "line": {"width": 4, "color": INK}},
        error_y={
            "type": "data",
            "symmetric": False,
            "array": [max(one, 0.0) for one in away],
            "arrayminus": [max(-one, 0.0) for one in away],
            "color": EDGE,
            "thickness": 1.5,
            "width": 6,
        },
        customdata=[
            f"{one.note + ': ' if one.note else ''}năm {one.year}, {one.text or value_in_words(one.must, unit)}"
            for one in found
        ],
    )


def tick_texts(values: list[Decimal]) -> dict[str, list[object]]:
    """Round marks of the axis and their words, written here and never by the browser."""
    marks = ticks(min(values), max(values), 6) if values else []
    decimals = max((precision(mark) for mark in marks), default=0)
    texts = [compact(mark) if abs(mark) >= 10_000 else number(mark, decimals) for mark in marks]
    return {"tickvals": [float(mark) for mark in marks], "ticktext": texts}
