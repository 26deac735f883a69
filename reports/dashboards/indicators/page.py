"""The page of one indicator: the answer in a sentence, four facts, the ladder, its table, the agencies, the method.

Everything is made from one `IndicatorSeries`; the template places finished strings.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.safestring import SafeString

from reports.charts.ladder import ladder, ladder_legend
from reports.dashboards.filters import Chosen, place_bar
from reports.dashboards.indicators.charts import (
    AgencySection,
    agency_section,
    ladder_data,
    shows_made_up,
)
from reports.dashboards.indicators.facts import Fact, indicator_facts
from reports.dashboards.indicators.formula import method
from reports.dashboards.indicators.opening import opening_of
from reports.dashboards.indicators.table import SeriesTable, series_table
from reports.dashboards.indicators.targets import TargetVerdict, verdicts
from reports.dashboards.series import IndicatorSeries, both_sources
from reports.filter_links import FilterBar
from reports.models import ActualSource
from reports.progress.milestones import MilestoneStanding
from reports.progress.milestones import milestone_standings as milestone_standings
from reports.wording import sentences, terms
from reports.wording.formats import (
    date_vi,
    number,
    status_label,
)
from targets.models import Formula
from targets.models.target import MILESTONE


@dataclass(frozen=True)
class MilestoneGroup:
    """A text without numbers: its milestones, judged by people."""

    title: str
    citation: str
    url: str
    lines: list[MilestoneStanding]


@dataclass(frozen=True)
class SourceDifference:
    text: str
    illustrative: bool


@dataclass(frozen=True)
class Picture:
    """What a PNG of the ladder needs to stand alone: file name, title, and whose numbers it shows on which day."""

    name: str
    title: str
    note: str


@dataclass(frozen=True)
class IndicatorPage:
    title: str
    context: str
    crumbs: list[dict[str, str]]
    filters: list[FilterBar]
    status: str
    label: str
    flag: str
    opening: SafeString
    illustrative: bool
    facts: list[Fact]
    ladder: SafeString
    ladder_title: str
    unit: str
    legend: SafeString
    picture: Picture
    table: SeriesTable
    difference: SourceDifference | None
    verdicts: list[TargetVerdict]
    milestones: list[MilestoneGroup]
    agencies: AgencySection | None
    method: list[tuple[str, SafeString]]
    what_if_url: str
    csv_url: str
    figure_url: str
    xlsx_url: str


def indicator_page(series: IndicatorSeries, chosen: Chosen) -> IndicatorPage:
    """Everything the page shows; no query beside those of the series."""
    indicator, lead = series.indicator, series.lead
    row = series.standing(lead) if lead is not None else None
    opening = opening_of(series)
    drawing = ladder_data(series, sentence=f"{indicator.short_name}. {terms.sentence_text(opening)}")
    years = drawing.years + ([drawing.beyond.year] if drawing.beyond else [])
    return IndicatorPage(
        title=indicator.name,
        context=context_text(series),
        crumbs=crumbs(series),
        filters=place_bar(chosen),
        status=row.display_status if row is not None else "",
        label=status_label(row.display_status, row.final) if row is not None else "",
        flag=sentences.flag_words(row) if row is not None else "",
        opening=terms.sentence_html(opening),
        illustrative=row is not None and row.illustrative,
        facts=indicator_facts(series, row)
        if row is not None and lead is not None and lead.comparator != MILESTONE
        else [],
        ladder=ladder(drawing),
        ladder_title=f"Bậc thang mục tiêu {min(years)}–{max(years)}" if drawing.rungs else "Kết quả qua các năm",
        unit=indicator.unit,
        legend=ladder_legend(drawing, actuals_are(series)),
        picture=picture(series),
        table=series_table(series),
        difference=source_difference(series),
        verdicts=verdicts(series),
        milestones=milestones(series),
        agencies=agency_section(series),
        method=method(series, row),
        what_if_url=beside_page_url(series, chosen, "indicator-what-if")
        if lead and lead.comparator != MILESTONE
        else "",
        csv_url=beside_page_url(series, chosen, "indicator-csv"),
        figure_url=beside_page_url(series, chosen, "indicator-figure"),
        xlsx_url=beside_page_url(series, chosen, "indicator-xlsx"),
    )


def picture(series: IndicatorSeries) -> Picture:
    made_up = "; số liệu minh họa" if shows_made_up(series) else ""
    return Picture(
        name=f"{series.indicator.code}-{series.locality.key}-{series.as_of}.png",
        title=f"{series.indicator.name}, {series.locality.short_name} ({series.indicator.unit})",
        note=f"vocplan, {date_vi(series.today)}, {shown_numbers(series)}{made_up}",
    )


def shown_numbers(series: IndicatorSeries) -> str:
    """Whose numbers a picture shows: the bodies' in the chosen view, or those of a named publication."""
    if {value.source for value in series.counted} == {ActualSource.ROLLUP}:
        return f"số liệu {series.view.label.lower()} của các đơn vị"
    official = next((value.official for value in reversed(series.counted) if value.official is not None), None)
    named = f", nguồn số mới nhất: {official.source}" if official is not None else ""
    return f"{actuals_are(series)}{named}"


def context_text(series: IndicatorSeries) -> str:
    codes = list(dict.fromkeys(target.plan.code for target in series.targets))
    plans = f"nằm trong {' và '.join(part for part in (', '.join(codes[:-1]), codes[-1]) if part)}" if codes else ""
    words = [series.locality.short_name, terms.DIRECTION_WORDS[series.indicator.direction], plans]
    if series.indicator.formula == Formula.QUALITATIVE:
        # The direction: a text without a number goes up nor down.
        words.pop(1)
    return " · ".join(word for word in words if word) or series.locality.short_name


def crumbs(series: IndicatorSeries) -> list[dict[str, str]]:
    return [
        {"label": "Tổng quan", "url": reverse("standing")},
        {"label": "Chỉ tiêu", "url": reverse("indicator-list")},
        {"label": series.indicator.short_name, "url": ""},
    ]


def actuals_are(series: IndicatorSeries) -> str:
    """What the points of the ladder are, in its legend."""
    sources = {value.source for value in series.counted}
    if sources == {ActualSource.ROLLUP}:
        return "số tổng hợp, minh họa" if shows_made_up(series) else "số tổng hợp từ các đơn vị"
    return "kết quả công bố" if sources <= {ActualSource.OFFICIAL} else "kết quả công bố và tổng hợp"


def source_difference(series: IndicatorSeries) -> SourceDifference | None:
    """Where a published value and the roll-up of the same year differ: both are said, and which one counts."""
    value = both_sources(series)
    if value is None or value.official is None or value.rollup is None or value.official.value == value.rollup:
        return None
    indicator = series.indicator
    gap: Decimal = value.rollup - value.official.value
    rolled = terms.with_unit(value.rollup, indicator, value.official.value)
    official = terms.with_unit(value.official.value, indicator, half_width=value.official.half_width)
    using = "số công bố" if value.source == ActualSource.OFFICIAL else "số tổng hợp"
    return SourceDifference(
        text=(
            f"năm {value.year} công bố {official}; tổng hợp từ "
            f"{number(value.units_reporting)}/{number(value.units_expected)} đơn vị {rolled}, chênh "
            f"{terms.step_text(gap, indicator)}. Đang dùng {using}."
        ),
        illustrative=value.illustrative,
    )


def milestones(series: IndicatorSeries) -> list[MilestoneGroup]:
    return [
        MilestoneGroup(
            title=f"{target.plan.code}, năm {target.year}",
            citation=target.citation,
            url=reverse("milestone-list", args=[target.plan.code]),
            lines=milestone_standings(target),
        )
        for target in series.targets
        if target.comparator == MILESTONE
    ]


def beside_page_url(series: IndicatorSeries, chosen: Chosen, name: str) -> str:
    """What stands beside the page, for the same locality and view."""
    _, mark, query = chosen.address().partition("?")
    return f"{reverse(name, args=[series.indicator.code])}{mark}{query}"
