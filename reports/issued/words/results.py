"""Results of the indicators: what was reached, against the year before, and against every target told."""

from reports.issued.content.schema import Dataset, IndicatorResult, Passage, YearValue
from reports.issued.content.standings import (
    comparable,
    earliest_value,
    frozen_standing,
    is_estimate,
    is_partial,
    latest_value,
    target_key,
    targets_in_report,
)
from reports.issued.words.parts import RESULTS, passage, under_name
from reports.issued.words.standing import standing_template, tells_pace
from reports.models import ActualSource, ReportKind
from targets.calculations.statuses import Status
from targets.calculations.uncertainty import UNDETERMINED
from targets.models import Formula

OVER_YEARS = frozenset({ReportKind.INTERIM, ReportKind.FINAL})
# Without data or with too few: these two are counted as one, in words of their own below.
COUNTED_RESULTS = (
    (Status.ACHIEVED, "đã đạt"),
    (Status.ON_TRACK, "đúng tiến độ"),
    (UNDETERMINED, "chưa phân định được"),
    (Status.LAGGING, "chậm, cần tăng tốc"),
    (Status.FAR_BEHIND, "chậm nhiều"),
    (Status.WRONG_WAY, "đi ngược mục tiêu"),
    (Status.NOT_MET, "không đạt"),
    (Status.OVERDUE_NO_DATA, "đã quá năm mục tiêu mà chưa có số liệu"),
    (Status.NOT_ASSESSED, "mục tiêu định tính"),
)


def results(dataset: Dataset) -> list[Passage]:
    """The count of standings, then one passage for each indicator in the order of the plan."""
    indicators = [indicator_passage(result, dataset) for result in dataset.indicators]
    return [passage(RESULTS, "summary", counts_template(dataset)), *indicators]


def counts_template(dataset: Dataset) -> str:
    """Counts side by side, never one average of them."""
    statuses = {
        standing.display_status for result in dataset.indicators for standing in targets_in_report(result, dataset)
    }
    if not statuses:
        return "Kế hoạch không có mục tiêu nào đến kỳ xét trong thời gian của báo cáo."
    counts = [f"[[standings.{status}]] {words}" for status, words in COUNTED_RESULTS if status in statuses]
    if statuses & {Status.NO_DATA, Status.INSUFFICIENT_DATA}:
        counts.append("[[standings.unknown]] chưa đủ số liệu để đánh giá")
    return (
        "Báo cáo xét [[standings.total]] mục tiêu của [[indicators.total]] chỉ tiêu đến hết năm [[year]]: "
        f"{'; '.join(counts)}. Từng chỉ tiêu như sau (số liệu chi tiết tại phụ lục):"
    )


def indicator_passage(result: IndicatorResult, dataset: Dataset) -> Passage:
    """Value, what it rests on, and the standing of each target. The sentences are put together from their cases."""
    now = latest_value(result, dataset)
    sentences = [
        standing_template(target_key(result, each), frozen_standing(result, each, dataset))
        for each in targets_in_report(result, dataset)
    ]
    if result.formula == Formula.QUALITATIVE:
        lead = f"[[{result.code}.name]]:"
        return passage(RESULTS, result.code, lead, *(sentences or ["chưa có mục tiêu đến kỳ xét."]))
    value = several_years(result, dataset) if dataset.kind in OVER_YEARS else one_year(result, dataset)
    own = " ".join(words for words in (value, yearly_plan_words(result, now), basis(now)) if words)
    return passage(RESULTS, result.code, under_name(result.code, own), *sentences)


def yearly_plan_words(result: IndicatorResult, value: YearValue | None) -> str:
    """The locality's plan of the value's year, and what came of it."""
    if value is None or result.plan(value.year) is None:
        return ""
    until = "cộng dồn đến hết năm" if result.formula == Formula.CUMULATIVE else "năm"
    return f"Kế hoạch {until} [[.actual_year]] là [[.plan]], kết quả [[.plan_result]]."


def one_year(result: IndicatorResult, dataset: Dataset) -> str:
    """The value of the report's year, or what there is instead."""
    now = latest_value(result, dataset)
    if now is None:
        return f"[[.name]]: chưa có số liệu của năm nào tính đến hết năm [[year]]{too_few(result, dataset)}."
    if now.year < dataset.year:
        few = too_few(result, dataset)
        return f"[[.name]]: chưa có số liệu năm [[year]]{few}; gần nhất là số liệu năm [[.actual_year]]: [[.actual]]."
    if result.formula == Formula.CUMULATIVE:
        added = "" if result.value(now.year - 1) is None else ", riêng năm [[.actual_year]] [[.change]]"
        return f"[[.name]]: đến hết năm [[.actual_year]] {reached_verb(result, now)} [[.actual]]{added}."
    return f"[[.name]]: năm [[.actual_year]] {reached_verb(result, now)} [[.actual]]{against_last(result, now)}."


def too_few(result: IndicatorResult, dataset: Dataset) -> str:
    """Why there is no value although some agencies have reported."""
    few = any(year.year == dataset.year for year in result.too_few)
    return " (mới [[.reporting]] đơn vị có số, chưa đủ để tổng hợp)" if few else ""


def reached_verb(result: IndicatorResult, value: YearValue) -> str:
    """ "đạt" of what should rise, "là" of what should fall or lie within a band; "ước" before an estimate.

    A sum that lacks agencies or months is a lower bound.
    """
    word = "đạt" if result.direction == "up" and result.formula != Formula.GROWTH else "là"
    if result.formula == Formula.VALUE and is_partial(value):
        return f"{word} ít nhất"
    return f"ước {word}" if is_estimate(value) else word


def against_last(result: IndicatorResult, now: YearValue) -> str:
    before = result.value(now.year - 1)
    if before is None:
        return "; chưa có số liệu năm [[.previous_year]] để so sánh"
    if not comparable(result, before, now):
        return "; năm [[.previous_year]] là [[.previous]], chưa so sánh được vì số liệu chưa đầy đủ"
    if now.paired_with(before.year) is not None:
        return "; [[.paired_units]] đơn vị báo cáo cả hai năm [[.change]] so với năm [[.previous_year]]"
    if before.value == now.value:
        return ", [[.change]] so với năm [[.previous_year]]"
    return ", [[.change]] so với năm [[.previous_year]] ([[.previous]])"


def several_years(result: IndicatorResult, dataset: Dataset) -> str:
    """From the first year of the report that has a value to the last."""
    first, now = earliest_value(result, dataset), latest_value(result, dataset)
    if now is None:
        return "[[.name]]: chưa có số liệu của năm nào tính đến hết năm [[year]]."
    if first is None:
        return (
            "[[.name]]: chưa có số liệu năm nào trong giai đoạn; số liệu gần nhất là của năm [[.actual_year]]: "
            "[[.actual]]."
        )
    if first.year == now.year:
        return "[[.name]]: trong giai đoạn chỉ có số liệu năm [[.actual_year]]: [[.actual]]."
    end = "" if now.year == dataset.year else " (chưa có số liệu của những năm sau đó)"
    if not comparable(result, first, now):
        return (
            "[[.name]]: năm [[.first_year]] là [[.first]], năm [[.actual_year]] là [[.actual]], chưa so sánh được vì "
            f"số liệu chưa đầy đủ{end}."
        )
    average = "" if says_no_average(result, dataset) else "; bình quân mỗi năm [[.span_average]]"
    if now.paired_with(first.year) is not None:
        return (
            "[[.name]]: từ [[.first]] (năm [[.first_year]]) đến [[.actual]] (năm [[.actual_year]]); "
            f"[[.span_paired_units]] đơn vị báo cáo cả hai năm [[.span_change]]{average}{end}."
        )
    if first.value == now.value:
        return f"[[.name]]: năm [[.first_year]] và năm [[.actual_year]] đều là [[.actual]]{end}."
    return (
        "[[.name]]: từ [[.first]] (năm [[.first_year]]) đến [[.actual]] (năm [[.actual_year]]), "
        f"[[.span_change]]{average}{end}."
    )


def says_no_average(result: IndicatorResult, dataset: Dataset) -> bool:
    """One pace for one indicator: where a target tells the pace since its base, none over the report's years is."""
    if result.formula in (Formula.CUMULATIVE, Formula.GROWTH):
        return True
    rows = (frozen_standing(result, each, dataset) for each in targets_in_report(result, dataset))
    return any(tells_pace(row) for row in rows)


def basis(value: YearValue | None) -> str:
    """What is not self-evident about the value: part of the agencies, estimates, two sources, made up."""
    if value is None:
        return ""
    words = [coverage_words(value), two_sources_words(value), "Đây là số liệu minh họa." if value.illustrative else ""]
    return " ".join(word for word in words if word)


def coverage_words(value: YearValue) -> str:
    if value.source == ActualSource.OFFICIAL:
        if is_estimate(value):
            return "Đây là số ước đã công bố."
        return "Số công bố mới tính một phần năm." if is_partial(value) else ""
    estimates = ", trong đó có số ước" if value.has_estimate else ""
    if is_partial(value):
        part = ": [[.lacking]]" if value.lacking else ""
        return f"Số liệu tạm tính, mới tổng hợp từ [[.coverage]] đơn vị{estimates}{part}."
    return f"Số liệu tổng hợp từ [[.coverage]] đơn vị{estimates}." if estimates else ""


def two_sources_words(value: YearValue) -> str:
    """Both values where a publication and the agencies do not agree, and which one the report goes by."""
    if value.rollup is None or value.official is None or value.rollup == value.official:
        return ""
    chosen = "số công bố" if value.source == ActualSource.OFFICIAL else "số tổng hợp"
    return (
        "Số tổng hợp từ các đơn vị là [[.rollup]], số công bố là [[.official]] "
        f"(số tổng hợp [[.difference]]); báo cáo lấy {chosen}."
    )
