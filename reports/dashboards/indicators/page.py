"""The page of one indicator: the answer in a sentence, four facts, the ladder, its table, the agencies, the method.

Everything is made from one `IndicatorSeries`; the template places finished strings.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.urls import reverse
from django.utils.safestring import SafeString

from reports.charts.ladder import ladder, ladder_legend
from reports.charts.pace import Pace, pace_bars
from reports.dashboards.filters import Chosen, place_bar
from reports.dashboards.indicators.charts import (
    AgencySection,
    agency_section,
    ladder_data,
    pace_note,
    pace_text,
    shows_made_up,
)
from reports.dashboards.indicators.explanation import ratio_text
from reports.dashboards.indicators.formula import method
from reports.dashboards.indicators.opening import opening_of
from reports.dashboards.indicators.table import SeriesTable, series_table
from reports.dashboards.indicators.targets import TargetVerdict, verdicts
from reports.dashboards.series import IndicatorSeries, both_sources
from reports.filter_links import FilterBar
from reports.models import ActualSource, FigureKind
from reports.progress.milestones import MilestoneStanding
from reports.progress.milestones import milestone_standings as milestone_standings
from reports.wording import sentences, terms
from reports.wording.formats import (
    LIKELIHOOD_WORDS,
    NOT_KNOWN,
    date_vi,
    number,
    published_number,
    signed_number,
    status_label,
)
from reports.wording.standing import Standing
from reports.wording.yearly import years_listed
from targets.calculations.statuses import Comparator, Likelihood
from targets.models import Basis, Formula, Target
from targets.models.target import MILESTONE
from targets.target_bounds import Measured, bounds_of, thresholds

DIRECTION_WORDS = {"up": "càng cao càng tốt", "down": "càng thấp càng tốt", "none": "giữ trong mức đã định"}


@dataclass(frozen=True)
class Fact:
    """One of the four facts under the opening; `chart` stands in place of the value where there is one."""

    label: str
    value: str
    unit: str
    note: str
    chart: str = ""


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
        name=f"{series.indicator.code}-{series.locality.code}-{series.as_of}.png",
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
    words = [series.locality.short_name, DIRECTION_WORDS[series.indicator.direction], plans]
    if series.indicator.formula == Formula.QUALITATIVE:
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


def indicator_facts(series: IndicatorSeries, row: Standing) -> list[Fact]:
    return [latest_fact(series, row), gap_fact(series, row), pace_fact(series, row), outlook_fact(series, row)]


def latest_fact(series: IndicatorSeries, row: Standing) -> Fact:
    """The latest value and what it rests on; growth shows its last year, the opening has the average."""
    label, value = "Kết quả mới nhất", series.latest
    if value is None:
        return Fact(label, NOT_KNOWN, "", "chưa có số liệu nào")
    text = terms.figure_text(value.value, series.indicator, half_width=value.half_width)
    text, unit = (f"{text}%", "") if series.indicator.is_percentage else (text, f"{series.indicator.unit}, ")
    if value.source == ActualSource.OFFICIAL:
        kind = "" if value.kind == FigureKind.ACTUAL else f", {FigureKind(value.kind).label}"
        note = f"số liệu công bố{kind}"
    else:
        note = f"tổng hợp từ {number(value.units_reporting)}/{number(value.units_expected)} đơn vị"
        note += " · minh họa" if value.illustrative else ""
    return Fact(label, text, f"{unit}năm {value.year}", note)


def gap_fact(series: IndicatorSeries, row: Standing) -> Fact:
    """Distance to the path of the figure's own year; a verdict is held against the target itself."""
    indicator = series.indicator
    if row.target.basis == Basis.EVERY_YEAR and indicator.formula != Formula.GROWTH:
        return kept_fact(series, row)
    if row.final and row.actual is not None:
        beyond = row.actual - bounds_of(row.target).path_target
        unit = "điểm %" if indicator.is_percentage else indicator.unit
        text = signed_number(beyond, terms.step_decimals(beyond, indicator))
        return Fact("So với mục tiêu", text, unit, f"mục tiêu {terms.promise_text(row.target)}")
    label = "So với lộ trình cùng năm"
    if row.target.basis == Basis.CUMULATIVE:
        label = "So với kế hoạch cộng dồn"
    if indicator.formula == Formula.GROWTH:
        label = "So với mức tăng phải đạt"
    if row.gap is None or row.expected_value is None:
        return Fact(label, NOT_KNOWN, "", sentences.short_words(row).lower() or "chưa có lộ trình để so")
    unit = "điểm %" if indicator.is_percentage else indicator.unit
    path = (
        terms.with_unit(row.expected_value, indicator, row.actual)
        if indicator.is_percentage
        else (terms.figure_text(row.expected_value, indicator))
    )
    note = f"phải có {path}"
    if row.ratio is not None:
        note += f"; tỷ số nhịp độ {ratio_text(row.ratio, thresholds())}"
    return Fact(label, signed_number(row.gap, terms.step_decimals(row.gap, indicator)), unit, note)


def kept_fact(series: IndicatorSeries, row: Standing) -> Fact:
    """A promise that holds every year: in how many of the years with a figure it was kept."""
    if row.years_met is not None:
        count = row.years_met + len(row.missed_years)
        missing = f"chưa có số liệu của {years_listed(row.missing_years)}" if row.missing_years else ""
        note = f"hụt {years_listed(row.missed_years)}" if row.missed_years else missing or "không thiếu năm nào"
        return Fact("Số năm giữ được mức", f"{row.years_met}/{count}" if count else NOT_KNOWN, "năm có số", note)
    known = [
        one
        for (target, year), one in series.progress.items()
        if target == row.target.pk and one.final and one.actual_year == year
    ]
    kept = sum(one.met is True for one in known)
    years = ", ".join(str(one.year) for one in sorted(known, key=lambda one: one.year))
    note = f"các năm có số: {years}" if known else "chưa năm nào có số"
    return Fact("Số năm giữ được mức", f"{kept}/{len(known)}" if known else NOT_KNOWN, "năm", note)


def pace_fact(series: IndicatorSeries, row: Standing) -> Fact:
    """Achieved against needed per year, drawn; words where there is nothing to compare."""
    indicator = series.indicator
    unit = "điểm %" if indicator.is_percentage else indicator.unit
    label = f"Nhịp độ, {unit} mỗi năm"
    if indicator.formula == Formula.GROWTH:
        label = "Mức tăng, % mỗi năm"
    if row.final or (not row.required_per_year and row.achieved_per_year is None):
        note = "mục tiêu đã có kết luận" if row.final else "chưa đủ hai số để tính"
        if row.target.basis == Basis.EVERY_YEAR:
            note = "xét riêng từng năm"
        return Fact(label, NOT_KNOWN, "", note)
    got, needed = row.achieved_per_year, row.required_per_year
    decimals = rate_decimals(indicator, got, needed)
    chart = pace_bars(
        Pace(
            achieved=got,
            needed=needed,
            achieved_text=number(got, decimals),
            needed_text=number(needed, decimals) if needed else "không cần thêm",
            sentence=f"Mỗi năm đã đạt {number(got, decimals)}, cần có {number(needed, decimals)} {unit}",
        )
    )
    return Fact(label, "", "", "", chart)


def rate_decimals(indicator: Measured, *rates: Decimal | None) -> int:
    """Two decimals for rates; a pace of a count keeps one as long as it is small: 0.7 schools a year, not 1."""
    if indicator.is_percentage:
        return 2
    return 1 if any(rate is not None and abs(rate) < 100 and rate != rate.to_integral_value() for rate in rates) else 0


def outlook_fact(series: IndicatorSeries, row: Standing) -> Fact:
    """One word for the chance, in plain ink: it is no status."""
    target = row.target
    if row.final:
        note = f"mục tiêu {terms.promise_text(target)}"
        return Fact(f"Kết luận năm {target.year}", status_label(row.display_status), "", note)
    label = f"Khả năng đạt {aim(target)} năm {target.year}"
    if series.outlook is None or series.outlook.likelihood is None:
        why = "xét riêng từng năm, không dự báo" if target.basis == Basis.EVERY_YEAR else "không có nhịp độ để dự báo"
        return Fact(label, NOT_KNOWN, "", why)
    word = LIKELIHOOD_WORDS[series.outlook.likelihood].removeprefix("Khả năng đạt: ")
    if series.outlook.likelihood == Likelihood.INSUFFICIENT_DATA:
        return Fact(label, terms.sentence_case(word), "", "cần ít nhất bốn năm liên tiếp có số")
    if series.outlook.likelihood == Likelihood.UNSTABLE:
        return Fact(label, "Không dự báo", "", "số liệu biến động, dải dự báo quá rộng")
    note = f"giữ nhịp độ hiện nay thì đến {pace_text(series)}, {pace_note(series)}"
    return Fact(label, terms.sentence_case(word), "", note)


def aim(target: Target) -> str:
    """What the chance is of: the line from which "khoảng" counts, else the number itself."""
    line = bounds_of(target).decided_at(thresholds()) if target.comparator == Comparator.ABOUT else None
    if line is not None and target.basis == Basis.YEAR:
        return f"từ {published_number(line)}{'%' if target.indicator.is_percentage else ''}"
    return terms.plain_goal(target) if target.basis != Basis.EVERY_YEAR else terms.promise_text(target)


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
