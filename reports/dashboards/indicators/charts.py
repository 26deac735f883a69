"""An indicator's charts: its dataset turned into the frozen data that reports/charts draws."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from html import escape

from django.utils.safestring import SafeString

from agencies.models import AgencyKind
from reports.charts.agency_dots import AgencyDots, AgencyValue, agency_dots
from reports.charts.ladder_data import Actual, Beyond, Ladder, PaceYear, Reporters, Revision, Rung, year_position
from reports.charts.tiles import Tile, cuts_of, tiles, tiles_legend
from reports.dashboards.indicators.shift_share import shift_text
from reports.dashboards.series import AgencyResult, AgencyYear, IndicatorSeries
from reports.models import ActualSource, FigureKind, View
from reports.wording import terms
from reports.wording.differences import counts_single_things
from reports.wording.formats import NOT_KNOWN, date_vi, number, published_number
from reports.wording.paces import part_text
from targets.calculations.numbers.precision import exact
from targets.models import Ambition, Basis, Formula, Target
from targets.models.target import MILESTONE
from targets.target_bounds import bounds_of

FEWEST_FOR_CHART = 3
LEAST_SPAN = Decimal(1)  # agencies that read the same to the last printed digit are no spread


@dataclass(frozen=True)
class AgencyChartLine:
    name: str
    numerator: str
    denominator: str
    value: str


@dataclass(frozen=True)
class AgencySection:
    """The agencies of one year: charts, and the table of the same numbers."""

    title: str
    note: str
    illustrative: bool
    dots: SafeString
    tiles: SafeString
    legend: SafeString
    lines: list[AgencyChartLine]
    has_denominator: bool
    split: str

    @property
    def rows_html(self) -> SafeString:
        """The rows of the table, written out here: there are as many as bodies."""
        return SafeString("".join(line_html(line, self.has_denominator) for line in self.lines))


def ladder_data(series: IndicatorSeries, sentence: str) -> Ladder:
    """The target ladder of a series; `sentence` is what a screen reader hears."""
    last = max((target.year for target in numeric(series)), default=series.as_of)
    lead = series.lead
    in_parts = series.agencies.in_parts if series.agencies is not None else frozenset()
    vision = lead is not None and lead.plan.last_year > last and lead.comparator != MILESTONE
    return Ladder(
        sentence=sentence,
        unit=series.indicator.unit,
        actuals=tuple(
            Actual(
                year=value.year,
                value=value.value,
                text=terms.figure_text(value.value, series.indicator, half_width=value.half_width),
                estimate=value.kind in (FigureKind.ESTIMATE, FigureKind.PROVISIONAL) or value.has_estimate,
                # A published value is of the whole year, whoever has reported.
                in_parts=value.source == ActualSource.ROLLUP and value.year in in_parts,
            )
            for value in series.counted
            if value.value is not None
        ),
        reporters=ladder_reporters(series, last),
        rungs=ladder_rungs(series),
        path=series.path,
        yearly_plans=tuple(series.yearly_plan.items()),
        revisions=revisions(series),
        pace=tuple(PaceYear(one.year, one.value, one.low, one.high) for one in series.pace),
        pace_text=pace_text(series),
        pace_note=pace_note(series),
        today=year_position(series.today),
        today_text=f"hôm nay {date_vi(series.today)}",
        beyond=Beyond(lead.plan.last_year, "Tầm nhìn không kèm con số") if vision and lead is not None else None,
    )


def ladder_reporters(series: IndicatorSeries, last: int) -> tuple[Reporters, ...]:
    """Who reports in the years of the drawing; nothing where nobody's figures stand in it or it was always the same."""
    rolled = [value.year for value in series.counted if value.source == ActualSource.ROLLUP]
    if series.agencies is None or not rolled:
        return ()
    first = min(value.year for value in series.counted)
    found: list[Reporters] = []
    for one in series.agencies.sets:
        since = year_position(one.since) if one.since is not None else None
        # A change after the last year that is drawn has no place on the axis.
        if since is not None and since >= max(last, *rolled):
            break
        # Whoever reported before the first year shown stands in no year of it.
        found = [] if since is not None and since < first else found
        words = "; ".join(f"{number(count)} {AgencyKind(kind).label.lower()}" for kind, count in one.counts)
        found.append(Reporters(words, since, date_vi(one.since)) if found and one.since else Reporters(words))
    return tuple(found) if len(found) > 1 else ()


def shows_made_up(series: IndicatorSeries) -> bool:
    """Whether a value that counts is made up: the agencies may be so while the published values above them are not."""
    return any(value.illustrative for value in series.counted if value.source == ActualSource.ROLLUP)


def numeric(series: IndicatorSeries) -> list[Target]:
    return [target for target in series.targets if target.comparator != MILESTONE and target.basis != Basis.AVERAGE]


def ladder_rungs(series: IndicatorSeries) -> tuple[Rung, ...]:
    """One rung per promise and year; plans that promise the same share it. A yearly promise stands in each year."""
    owners: dict[tuple[int, Decimal, Decimal | None, str], list[str]] = {}
    for target in numeric(series):
        must = level_promised(target, series)
        if must is None:
            continue
        other = next(iter({target.low, target.high} - {None, must}), None) if target.high is not None else None
        first = target.from_year if target.basis == Basis.EVERY_YEAR and target.from_year else target.year
        for year in range(first, target.year + 1):
            # A promise of every year is written once, at its last one.
            text = terms.promise_text(target, unit=series.indicator.is_percentage) if year == target.year else ""
            text = f"phấn đấu {text}" if text and target.ambition == Ambition.ASPIRED else text
            owners.setdefault((year, must, other, text), []).append(target.plan.code)
    return tuple(
        Rung(year=year, must=must, text=text, other=other, note=", ".join(dict.fromkeys(codes)) if text else "")
        for (year, must, other, text), codes in sorted(owners.items(), key=lambda item: (item[0][0], item[0][1]))
    )


@exact
def level_promised(target: Target, series: IndicatorSeries) -> Decimal | None:
    """Where a promise stands on the scale of the values; of a change the level that it makes of its base year's.

    None where the value of that year is not known.
    """
    must = bounds_of(target).path_target
    if target.basis != Basis.CHANGE:
        return must
    base = next((value.value for value in series.counted if value.year == target.base_year), None)
    return None if base is None else base * (1 + must / 100)


def revisions(series: IndicatorSeries) -> tuple[Revision, ...]:
    """Published estimates that a later value of the same year replaced."""
    counted = {value.year: value.value for value in series.counted}
    return tuple(
        Revision(figure.year, figure.value, counted[figure.year], published_number(figure.value))
        for figure in series.published
        if figure.kind == FigureKind.ESTIMATE
        and figure.from_year == figure.year
        and figure.value_high is None
        # An estimate that still counts, or that came true, was replaced by nothing.
        and figure.value != counted.get(figure.year, figure.value)
    )


def pace_text(series: IndicatorSeries) -> str:
    if not series.pace:
        return ""
    end = series.pace[-1]
    target = bounds_of(series.lead).path_target if series.lead else end.value
    if counts_single_things(series.indicator, end.value, target):
        return part_text(end.value.quantize(Decimal("0.1")))
    short = rounded_like(end.value, series, target)
    return f"{short}%" if series.indicator.is_percentage else short


def rounded_like(value: Decimal, series: IndicatorSeries, beside: Decimal) -> str:
    """A computed value to one decimal (counts: none), more where it would read like `beside`."""
    coarse = value.quantize(Decimal("0.1") if series.indicator.is_percentage else Decimal(1))
    return terms.figure_text(value if coarse == beside else coarse, series.indicator, beside)


def pace_note(series: IndicatorSeries) -> str:
    if not series.pace:
        return ""
    end, decimals = series.pace[-1], 1 if series.indicator.is_percentage else 0
    unit = "%" if series.indicator.is_percentage else ""
    low, high = end.low, end.high
    if counts_single_things(series.indicator, low, high):
        low, high = low.to_integral_value(ROUND_FLOOR), high.to_integral_value(ROUND_CEILING)
    return f"khoảng {number(low, decimals)}–{number(high, decimals)}{unit}"


def agency_section(series: IndicatorSeries) -> AgencySection | None:
    """What the reader may see of the agencies; None where there is nothing of theirs."""
    found = series.agencies
    if found is None or not found.figures:
        return None
    reported = [one for one in found.figures if one.value is not None]
    charted = len(found.figures) >= FEWEST_FOR_CHART and reported
    districts = all(one.agency.kind == AgencyKind.DISTRICT for one in found.figures)
    cuts = cuts_of([one.value for one in reported if one.value is not None])
    sentence = agency_sentence(found, reported, series)
    squares = (
        # Tiles have places for the districts of the map alone; a chart of others would be one of holes.
        tiles([agency_tile(one, series) for one in found.figures], cuts, sentence) if charted and districts else ""
    )
    return AgencySection(
        title=agencies_title(found, districts),
        note=section_note(found, reported, series),
        illustrative=found.illustrative,
        dots=agency_dots(dots_data(found, series, sentence)) if charted else SafeString(""),
        tiles=SafeString(squares),
        legend=tiles_legend(cuts, series.indicator.unit) if squares else SafeString(""),
        lines=[agency_chart_line(one, series) for one in found.figures],
        has_denominator=series.indicator.formula == Formula.RATIO,
        split=shift_text(found.shift, series.indicator, series.locality.whole_name) if found.shift else "",
    )


def agencies_title(found: AgencyYear, districts: bool) -> str:
    if not found.all_visible:
        return f"Số liệu của đơn vị mình năm {found.year}"
    return f"Các quận, huyện, thị xã năm {found.year}" if districts else f"Các đơn vị năm {found.year}"


def section_note(found: AgencyYear, reported: list[AgencyResult], series: IndicatorSeries) -> str:
    if not found.all_visible:
        return "chỉ cơ quan tổng hợp và lãnh đạo xem được số của các đơn vị khác"
    word = "đã được duyệt" if series.view == View.ACCEPTED else "đã nộp hoặc đã được duyệt"
    lacking = f"; {found.lacking}" if found.lacking else ""
    return f"{number(len(reported))}/{number(len(found.figures))} đơn vị {word}{lacking}"


def dots_data(found: AgencyYear, series: IndicatorSeries, sentence: str) -> AgencyDots:
    """Sorted agencies with the locality's own value as a rule; a sum has no place on the agencies' scale."""
    rate = series.indicator.formula == Formula.RATIO
    value = next((value for value in series.values if value.year == found.year), None) if rate else None
    # Bodies are held against what they add up to; a published value beside it is another number of another source.
    whole = value.rollup if value is not None else None
    text = terms.figure_text(whole, series.indicator)
    official = value.official if value is not None and whole is not None else None
    told = "" if official is None else terms.with_unit(official.value, series.indicator, half_width=official.half_width)
    return AgencyDots(
        sentence=sentence,
        agencies=tuple(
            AgencyValue(one.agency.short_name, one.value, chart_value_text(one, series)) for one in found.figures
        ),
        whole=whole if found.all_visible else None,
        whole_text=f"{series.locality.whole_name}{' cộng lại' if told else ''} {text}",
        unit=series.indicator.unit,
        published=official.value if official is not None and found.all_visible else None,
        published_text=f"công bố {told}",
        least_span=LEAST_SPAN,
    )


def chart_value_text(one: AgencyResult, series: IndicatorSeries) -> str:
    if one.value is None:
        return NOT_KNOWN
    return number(one.value, 1 if series.indicator.is_percentage else series.indicator.decimals)


def agency_tile(one: AgencyResult, series: IndicatorSeries) -> Tile:
    return Tile(one.agency.code, one.agency.short_name, one.value, chart_value_text(one, series))


def agency_chart_line(one: AgencyResult, series: IndicatorSeries) -> AgencyChartLine:
    return AgencyChartLine(
        name=one.agency.short_name,
        numerator=number(one.numerator, 0) if one.numerator is not None else NOT_KNOWN,
        denominator=number(one.denominator, 0) if one.denominator is not None else NOT_KNOWN,
        value=chart_value_text(one, series),
    )


def line_html(line: AgencyChartLine, has_denominator: bool) -> str:
    numbers = [line.numerator, line.denominator, line.value] if has_denominator else [line.value]
    cells = "".join(f'<td class="num">{text}</td>' for text in numbers)
    # Names alone are typed by people; the numbers are finished texts.
    return f'<tr>\n<th scope="row">{escape(line.name)}</th>{cells}\n</tr>\n'


def agency_sentence(found: AgencyYear, reported: list[AgencyResult], series: IndicatorSeries) -> str:
    """The charts in words: how many, the highest and the lowest."""
    if not reported:
        return f"Năm {found.year} chưa đơn vị nào có số liệu"
    ordered = sorted(reported, key=lambda one: one.value or Decimal())
    low, high = ordered[0], ordered[-1]
    return (
        f"Năm {found.year}, {number(len(reported))} trên {number(len(found.figures))} đơn vị có số liệu; cao nhất "
        f"{high.agency.short_name} {chart_value_text(high, series)}, thấp nhất {low.agency.short_name} "
        f"{chart_value_text(low, series)}"
    )
