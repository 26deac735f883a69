"""The four facts under an indicator's opening: the latest value, the distance to the path, the pace, the chance."""

from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal

from reports.charts.pace import Pace, pace_bars
from reports.dashboards.indicators.charts import pace_note, pace_text
from reports.dashboards.indicators.explanation import ratio_text
from reports.dashboards.series import IndicatorSeries
from reports.models import ActualSource, FigureKind, IndicatorValue
from reports.wording import sentences, terms
from reports.wording.differences import matching_decimals
from reports.wording.formats import LIKELIHOOD_WORDS, NOT_KNOWN, number, signed_number, status_label
from reports.wording.paces import falls, off_path, one_year_left, part_text, single_things
from reports.wording.standing import Standing
from reports.wording.uncertain import is_finer_than_known
from reports.wording.yearly import years_listed
from targets.calculations.numbers.precision import exact
from targets.calculations.statuses import Comparator, Likelihood
from targets.models import Basis, Formula, Target
from targets.target_bounds import bounds_of, thresholds


@dataclass(frozen=True)
class Fact:
    """One of the four facts under the opening; `chart` stands in place of the value where there is one."""

    label: str
    value: str
    unit: str
    note: str
    chart: str = ""


def indicator_facts(series: IndicatorSeries, row: Standing) -> list[Fact]:
    return [latest_fact(series, row), gap_fact(series, row), pace_fact(series, row), outlook_fact(series, row)]


def latest_fact(series: IndicatorSeries, row: Standing) -> Fact:
    """The latest value and what it rests on; growth shows its last year, the opening has the average."""
    label, value = "Kết quả mới nhất", series.latest
    if value is None:
        return Fact(label, NOT_KNOWN, "", "chưa có số liệu nào")
    text, unit = latest_text(series, row, value)
    if value.source == ActualSource.OFFICIAL:
        kind = "" if value.kind == FigureKind.ACTUAL else f", {FigureKind(value.kind).label}"
        note = f"số liệu công bố{kind}"
    else:
        note = f"tổng hợp từ {number(value.units_reporting)}/{number(value.units_expected)} đơn vị"
        note += " · minh họa" if value.illustrative else ""
    return Fact(label, text, f"{unit}năm {value.year}", note)


def latest_text(series: IndicatorSeries, row: Standing, value: IndicatorValue) -> tuple[str, str]:
    """The value, and its unit where that is a word; with the digits of the path that stands beside it."""
    indicator = series.indicator
    if not indicator.is_percentage:
        return terms.figure_text(value.value, indicator), f"{indicator.unit}, "
    if value.half_width is None and value.year == row.actual_year and row.gap is not None and not row.final:
        return terms.with_decimals(value.value, indicator, gap_decimals(row)), ""
    return terms.counted_value(value, indicator), ""


def gap_decimals(row: Standing) -> int:
    """The decimals with which value, path and gap of a standing can stand beside each other."""
    # The path is computed from what is promised: only the value has a source that may have rounded.
    return matching_decimals(row.expected_value, row.actual, row.measure, widths=(None, row.half_width))


def gap_fact(series: IndicatorSeries, row: Standing) -> Fact:
    """Distance to the path of the figure's own year; a verdict is held against the target itself."""
    indicator = row.measure
    if row.years_met is not None or (row.target.basis == Basis.EVERY_YEAR and indicator.formula != Formula.GROWTH):
        return kept_fact(series, row)
    unit = "điểm %" if indicator.is_percentage else indicator.unit
    if row.final and row.actual is not None:
        beyond = row.actual - bounds_of(row.target).path_target
        text = signed_number(beyond, terms.step_decimals(beyond, indicator))
        return Fact("So với mục tiêu", text, unit, f"mục tiêu {terms.promise_text(row.target)}")
    label = "So với lộ trình cùng năm"
    # The newest figure may be of too few agencies to be judged: then the distance is that of an earlier one.
    older = series.latest is not None and series.latest.year != row.actual_year and row.actual is not None
    if older:
        label = f"So với lộ trình năm {row.actual_year}"
    if row.target.basis == Basis.CUMULATIVE:
        label = "So với kế hoạch cộng dồn"
    if indicator.formula == Formula.GROWTH:
        label = "So với mức tăng phải đạt"
    if row.gap is None or row.expected_value is None:
        return Fact(label, NOT_KNOWN, "", sentences.short_words(row).lower() or "chưa có lộ trình để so")
    if single_things(row):
        note = f"phải có {part_text(row.expected_value)}{ratio_note(row)}"
        return Fact(label, whole_gap(row), unit if row.gap else "", note)
    decimals = gap_decimals(row)
    value = f"năm {row.actual_year} là {terms.with_decimals(row.actual, indicator, decimals)}, " if older else ""
    note = f"{value}{due_words(row, decimals)}{ratio_note(row)}"
    return Fact(label, gap_span(row, decimals), unit, note)


def due_words(row: Standing, decimals: int) -> str:
    """What the path asks for: "phải có 73,1%"; of a change how far it should be: "phải giảm 10,0%"."""
    sign = "%" if row.measure.is_percentage else ""
    if row.target.basis == Basis.CHANGE:
        return f"phải {terms.change_verb(row.expected_value)} {number(abs(row.expected_value), decimals)}{sign}"
    return f"phải có {number(row.expected_value, decimals)}{sign}"


def whole_gap(row: Standing) -> str:
    """Of schools, the whole ones that are there too many or missing: "thiếu 1", "đúng"; of a falling count "thừa 1"."""
    gap = row.gap.to_integral_value(ROUND_FLOOR)
    if row.gap == 0:
        return "đúng"
    better, worse = ("ít hơn", "thừa") if falls(row) else ("vượt", "thiếu")
    return f"{better if row.gap > 0 else worse} {number(abs(gap)) if gap else 'chưa đến 1'}"


@exact
def gap_span(row: Standing, decimals: int) -> str:
    """The gap; of a rounded value from the least it may be to the most: "–0,6 đến +0,4"."""
    if not is_finer_than_known(row.half_width, decimals):
        return signed_number(off_path(row), decimals)
    return " đến ".join(signed_number(off_path(row) + step, decimals) for step in (-row.half_width, row.half_width))


def ratio_note(row: Standing) -> str:
    return "" if row.ratio is None else f"; tỷ số nhịp độ {ratio_span(row)}"


@exact
def ratio_span(row: Standing) -> str:
    """The ratio of paces; of a rounded value from the least it may be to the most. `row.ratio` is known."""
    distance = None if row.base is None or row.expected_value is None else row.expected_value - row.base
    if not distance or not is_finer_than_known(row.half_width, 1):
        return ratio_text(row.ratio, thresholds())
    ends = sorted((row.actual + step - row.base) / distance for step in (-row.half_width, row.half_width))
    return " đến ".join(ratio_text(end, thresholds()) for end in ends)


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
    indicator = row.measure
    unit = "điểm %" if indicator.is_percentage else indicator.unit
    label = f"Nhịp độ, {unit} mỗi năm"
    if indicator.formula == Formula.GROWTH:
        label = "Mức tăng, % mỗi năm"
    if row.years_met is not None:
        return yearly_pace_fact(row)
    if row.final or (not row.required_per_year and row.achieved_per_year is None):
        note = "mục tiêu đã có kết luận" if row.final else "chưa đủ hai số để tính"
        if row.target.basis == Basis.EVERY_YEAR:
            note = "xét riêng từng năm"
        return Fact(label, NOT_KNOWN, "", note)
    got, needed = row.achieved_per_year, row.required_per_year
    got_text, needed_text = (rate_text(row, rate) for rate in (got, needed))
    when = f"năm {row.target.year}" if one_year_left(row) else "mỗi năm"
    chart = pace_bars(
        Pace(
            achieved=got,
            needed=needed,
            achieved_text=got_text,
            needed_text=needed_text if needed else "không cần thêm",
            sentence=f"Mỗi năm đã {moved_text(row, got, 'đạt')}, {when} cần {moved_text(row, needed, 'có')} {unit}",
        )
    )
    return Fact(label, "", "", "", chart)


def yearly_pace_fact(row: Standing) -> Fact:
    """Growth of the last year that is known beside the one that each year has to reach; a level has no pace here."""
    if row.target.indicator.formula != Formula.GROWTH or row.actual is None or row.final:
        return Fact("Nhịp độ", NOT_KNOWN, "", "xét riêng từng năm")
    got, needed = rate_text(row, row.actual), rate_text(row, row.required_per_year)
    pace = Pace(
        achieved=row.actual,
        needed=row.required_per_year,
        achieved_text=got,
        needed_text=needed,
        sentence=f"Năm {row.actual_year} đạt {got}, mỗi năm cần có {needed}%",
    )
    return Fact(f"Mức tăng năm {row.actual_year} và của mỗi năm, %", "", "", "", pace_bars(pace))


def moved_text(row: Standing, rate: Decimal | None, word: str) -> str:
    """A pace in a sentence: "đạt 0,9"; one that goes down says so: "giảm 0,9"."""
    if rate is None or rate >= 0:
        return f"{word} {rate_text(row, rate)}"
    return f"giảm {rate_text(row, abs(rate))}"


def rate_text(row: Standing, rate: Decimal | None) -> str:
    """Two decimals for rates, fewer of a rounded source; a pace of few things has a part: 0.7 schools a year."""
    indicator = row.measure
    if rate is None or not indicator.is_percentage:
        return number(rate, 0 if rate is None else terms.step_decimals(rate, indicator))
    rough = is_finer_than_known(row.half_width, 1)
    return f"khoảng {number(rate, 1)}" if rough else number(rate, 2)


def outlook_fact(series: IndicatorSeries, row: Standing) -> Fact:
    """One word for the chance, in plain ink: it is no status."""
    target = row.target
    if row.final:
        note = f"mục tiêu {terms.promise_text(target)}"
        return Fact(f"Kết luận năm {target.year}", status_label(row.display_status), "", note)
    when = "" if target.basis == Basis.EVERY_YEAR else f" năm {target.year}"
    label = f"Khả năng đạt {aim(target)}{when}"
    if series.outlook is None or series.outlook.likelihood is None:
        why = "xét riêng từng năm, không dự báo" if target.basis == Basis.EVERY_YEAR else "không có nhịp độ để dự báo"
        why = "mức thay đổi không được dự báo" if target.basis == Basis.CHANGE else why
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
        return f"từ {terms.line_text(line, target.indicator)}"
    yearly = f"{terms.promise_text(target)} mỗi năm"
    return terms.plain_goal(target) if target.basis != Basis.EVERY_YEAR else yearly
