"""The first sentences of an indicator's page: what was reached, what fell, what is known where nothing is judged."""

from decimal import Decimal

from reports.dashboards.indicators.targets import span
from reports.dashboards.series import IndicatorSeries, year_standing
from reports.models import ActualSource, IndicatorValue
from reports.progress.pairs import PairedYears
from reports.wording import sentences, terms
from reports.wording.differences import matching_decimals
from reports.wording.formats import status_label
from reports.wording.standing import Standing
from targets.calculations.numbers.precision import exact
from targets.models import Basis, Formula
from targets.models.target import MILESTONE
from targets.target_bounds import bounds_of


def opening_of(series: IndicatorSeries) -> str:
    """The page's first sentences, with the two stars of stressed words."""
    row = series.standing(series.lead) if series.lead is not None else None
    if row is None:
        return no_promise_sentence(series)
    return f"{turned_back(series, row)}{sentences.opening_sentence(row)}{last_known(series, row)}"


@exact
def turned_back(series: IndicatorSeries, row: Standing) -> str:
    """The first sentence of a value that went the wrong way since the year before; "" where it did not."""
    values = {value.year: value for value in series.counted}
    now, before = values.get(row.actual_year or 0), values.get((row.actual_year or 0) - 1)
    # A text and a band have no way that could be turned back on.
    sign = bounds_of(row.target).sign if row.target.comparator != MILESTONE else 0
    if now is None or before is None or not sign or series.indicator.formula == Formula.GROWTH:
        return ""
    # Levels of other bodies make no fall: thirty districts and then twenty-four are not the same whole.
    if {now.source, before.source} == {ActualSource.ROLLUP} and others_reported(series, now, before):
        return turned_back_in_pairs(series, now.year, sign)
    step = now.value - before.value
    # A total over years does not turn back.
    if sign * step >= 0 or row.target.basis == Basis.CUMULATIVE:
        return ""
    first, last = (terms.counted_value(one, series.indicator) for one in (before, now))
    # Within what both sources rounded away nobody can say that it moved.
    if abs(step) <= (now.half_width or 0) + (before.half_width or 0):
        return (
            f"**Năm {now.year} {terms.change_verb(step)} {moved_to(step)} {last}** (năm {before.year}: {first}), "
            "chênh lệch nằm trong sai số làm tròn của nguồn. "
        )
    widths = (before.half_width, now.half_width)
    decimals = matching_decimals(before.value, now.value, series.indicator, widths=widths)
    change = f"{terms.change_verb(step)} {terms.step_text(step, series.indicator, decimals)}"
    first, last = (
        terms.with_decimals(one.value, series.indicator, decimals) if one.half_width is None else text
        for one, text in ((before, first), (now, last))
    )
    return f"**Năm {now.year} {change}** so với năm {before.year}: từ {first} {moved_to(step)} {last}. "


def others_reported(series: IndicatorSeries, now: IndicatorValue, before: IndicatorValue) -> bool:
    """Whether other agencies reported than the year before, though perhaps as many."""
    return now.units_reporting != before.units_reporting or pair_of(series, now.year) is not None


def pair_of(series: IndicatorSeries, year: int) -> PairedYears | None:
    return series.agencies.paired if series.agencies is not None and series.agencies.year == year else None


def moved_to(step: Decimal) -> str:
    return "còn" if step < 0 else "lên"


@exact
def turned_back_in_pairs(series: IndicatorSeries, year: int, sign: int) -> str:
    """The same where other agencies reported than the year before: over those of both years, and how many they are."""
    pair = pair_of(series, year)
    if pair is None or sign * (pair.after - pair.before) >= 0:
        return ""
    step = pair.after - pair.before
    change = f"{terms.change_verb(step)} {terms.step_text(step, series.indicator)}"
    return f"**Năm {year} {change}** so với năm {year - 1}, tính ở {pair.units} đơn vị báo cáo cả hai năm. "


def no_promise_sentence(series: IndicatorSeries) -> str:
    """An indicator that no plan of the locality promises anything for, or that was never computed."""
    latest = series.latest
    if series.targets:
        return not_yet(series)
    if latest is None:
        return f"{series.locality.short_name} chưa có mục tiêu và chưa có số liệu nào cho chỉ tiêu này."
    value = terms.counted_value(latest, series.indicator)
    return f"Năm {latest.year} là **{value}**. Không kế hoạch nào của {series.locality.short_name} đặt mục tiêu này."


def not_yet(series: IndicatorSeries) -> str:
    """A promise of a plan that has not begun, or one that has just been entered."""
    lead, latest = series.lead, series.latest
    if lead is None or lead.plan.first_year <= series.as_of:
        return "Chưa tính được tiến độ của chỉ tiêu này."
    text = f"Mục tiêu **{terms.promise_text(lead)}** {span(lead)} của {lead.plan.code}: kỳ kế hoạch bắt đầu từ năm "
    known = f". Năm {latest.year} là {terms.counted_value(latest, series.indicator)}" if latest else ""
    return f"{text}{lead.plan.first_year}, chưa đến kỳ đánh giá{known}."


def last_known(series: IndicatorSeries, row: Standing) -> str:
    """Where the year of looking has no figure yet, the last one that there is."""
    latest = series.latest
    if row.actual is not None or latest is None:
        return ""
    judged = year_standing(series, latest.year)
    verdict = f", {status_label(judged.display_status).lower()}" if judged is not None else ""
    return f" Số gần nhất: **{terms.counted_value(latest, series.indicator)}** (năm {latest.year}){verdict}."
