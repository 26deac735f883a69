"""Results of the indicators: one row for each target told, with the years beside it."""

from collections.abc import Iterator

from reports.issued.content.schema import Dataset, IndicatorResult, Table, TableCell, TableColumn, YearPlan, YearValue
from reports.issued.content.standings import (
    comparable,
    frozen_standing,
    is_estimate,
    is_partial,
    latest_value,
    measure_of,
    targets_in_report,
)
from reports.issued.content.target_schema import TargetStanding
from reports.issued.layout.tables.cells import ABSENT, DASH, as_of, decimals_of, notes, value_cell
from reports.issued.words.indicator_fields import (
    INCOMPARABLE,
    NO_COMPARISON,
    UNCHANGED,
    average_change,
    change_words,
    coverage,
    difference_words,
    known_text,
    plan_result,
    value_words,
)
from reports.models import ActualSource, FigureKind, ReportKind
from reports.wording import sentences, terms
from reports.wording.formats import NOT_KNOWN, status_label
from reports.wording.paces import path_note
from reports.wording.standing import Standing
from targets.models import Basis, Formula

YEARLY = "Số liệu, mục tiêu và đánh giá năm {year}"
OVER_YEARS = "Kết quả các chỉ tiêu qua từng năm"
JUDGED = "Đánh giá theo từng mục tiêu"
NO_TARGET = (TableCell(""), TableCell("không có mục tiêu đến kỳ xét"), TableCell(""))


def result_tables(dataset: Dataset) -> list[Table]:
    """One table of a year; of several years one with the years and one with the verdicts. None without indicators."""
    if not dataset.indicators:
        return []
    if dataset.kind in (ReportKind.INTERIM, ReportKind.FINAL):
        return [years_table(dataset), judged_table(dataset)]
    return [yearly_table(dataset)]


def yearly_table(dataset: Dataset) -> Table:
    columns = (
        TableColumn("TT", 3),
        TableColumn("Chỉ tiêu", 14),
        TableColumn("Đơn vị tính", 6),
        TableColumn(f"Năm {dataset.year - 1}", 7, True),
        TableColumn(f"Năm {dataset.year}", 7, True),
        TableColumn("So với năm trước", 8, True),
        *plan_columns(dataset),
        TableColumn("Mục tiêu", 11),
        TableColumn("Đánh giá", 8),
        TableColumn("Tiến độ", 18),
        TableColumn("Phạm vi số liệu", 7),
        TableColumn("Loại số", 11),
    )
    rows = tuple(
        row for place, result in enumerate(dataset.indicators, 1) for row in yearly_rows(place, result, dataset)
    )
    return Table("results", YEARLY.format(year=dataset.year), columns, rows, as_of(dataset), result_notes(dataset))


def yearly_rows(place: int, result: IndicatorResult, dataset: Dataset) -> Iterator[tuple[TableCell, ...]]:
    """The first target stands beside the values, the others below it."""
    before, now = result.value(dataset.year - 1), result.value(dataset.year)
    compared = TableCell(signed_change(result, before, now)) if now else ABSENT
    lead = (TableCell(str(place)), TableCell(result.name), TableCell(result.unit))
    values = (value_cell(result, before), value_cell(result, now), compared, *plan_cells(result, dataset))
    # Empty and not dashes, which would say that a number is missing.
    if result.formula == Formula.QUALITATIVE:
        values = (TableCell(""),) * len(values)
    tail = (TableCell(scope(latest_value(result, dataset))), TableCell(kind(result, dataset)))
    standings = targets_in_report(result, dataset)
    yield (*lead, *values, *(verdict_cells(result, standings[0], dataset) if standings else NO_TARGET), *tail)
    for standing in standings[1:]:
        yield (
            *(TableCell("") for _ in (*lead, *values)),
            *verdict_cells(result, standing, dataset),
            TableCell(""),
            TableCell(""),
        )


def plan_columns(dataset: Dataset) -> tuple[TableColumn, ...]:
    """The locality's plan of the year, and what came of it; no columns where nothing was planned."""
    if not any(plan_of(result, dataset) for result in dataset.indicators):
        return ()
    return TableColumn(f"Kế hoạch năm {dataset.year}", 8, True), TableColumn("So với kế hoạch", 9)


def plan_of(result: IndicatorResult, dataset: Dataset) -> YearPlan | None:
    """The plan of the year that the report speaks of; of the report's year while no value is known."""
    now = latest_value(result, dataset)
    return result.plan(now.year if now else dataset.year)


def plan_cells(result: IndicatorResult, dataset: Dataset) -> tuple[TableCell, ...]:
    """As many cells as there are columns; of another year than the report's it says which."""
    plan, now = plan_of(result, dataset), latest_value(result, dataset)
    if plan is None:
        return tuple(ABSENT for _ in plan_columns(dataset))
    text = terms.figure_text(plan.value, measure_of(result))
    other = f" (năm {plan.year})" if plan.year != dataset.year else ""
    compared = plan_result(result, now, dataset) if now else NOT_KNOWN
    return TableCell(f"{text}{other}", plan.value, decimals_of(text)), TableCell(compared)


def years_table(dataset: Dataset) -> Table:
    columns = (
        TableColumn("TT", 3),
        TableColumn("Chỉ tiêu", 22),
        TableColumn("Đơn vị tính", 8),
        *(TableColumn(f"Năm {year}", 9, True) for year in dataset.years),
        TableColumn("Thay đổi cả giai đoạn", 16),
        *plan_columns(dataset),
        TableColumn("Loại số", 12),
    )
    rows = tuple(
        (
            TableCell(str(place)),
            TableCell(result.name),
            TableCell(result.unit),
            *(value_cell(result, result.value(year)) for year in dataset.years),
            TableCell(known_span(result, dataset)),
            *plan_cells(result, dataset),
            TableCell(kind(result, dataset)),
        )
        for place, result in enumerate(dataset.indicators, 1)
    )
    return Table("results", OVER_YEARS, columns, rows, as_of(dataset), result_notes(dataset))


def known_span(result: IndicatorResult, dataset: Dataset) -> str:
    """From the first year known to the last, with what that is for each year."""
    known = [value for value in result.values if value.year in dataset.years]
    if len(known) < 2:
        return NOT_KNOWN
    first, last = min(known, key=lambda value: value.year), max(known, key=lambda value: value.year)
    if not comparable(result, first, last):
        return INCOMPARABLE
    each = average_change(result, first, last)
    return f"{change_words(result, first, last)} ({first.year}–{last.year}); bình quân mỗi năm {each}"


def judged_table(dataset: Dataset) -> Table:
    columns = (
        TableColumn("TT", 3),
        TableColumn("Chỉ tiêu", 22),
        TableColumn("Mục tiêu", 16),
        TableColumn("Kết quả", 14),
        TableColumn("Đánh giá", 12),
        TableColumn("Tiến độ", 25),
        TableColumn("Phạm vi số liệu", 8),
    )
    pairs = [(result, standing) for result in dataset.indicators for standing in targets_in_report(result, dataset)]
    rows = tuple(
        (
            TableCell(str(place)),
            TableCell(result.name),
            TableCell(promise_with_years(frozen_standing(result, standing, dataset))),
            TableCell(reached_cell(result, standing)),
            # Its first cell, the promise, stands further left here.
            *verdict_cells(result, standing, dataset)[1:],
            TableCell(scope(result.value(standing.actual_year) if standing.actual_year else None)),
        )
        for place, (result, standing) in enumerate(pairs, 1)
    )
    return Table("verdicts", JUDGED, columns, rows, as_of(dataset), notes((DASH,)))


def reached_cell(result: IndicatorResult, standing: TargetStanding) -> str:
    value = result.value(standing.actual_year) if standing.actual_year else None
    return NOT_KNOWN if value is None else f"{value_words(result, value)} ({value.year})"


def verdict_cells(
    result: IndicatorResult, standing: TargetStanding, dataset: Dataset
) -> tuple[TableCell, TableCell, TableCell]:
    """Target, verdict, standing in words."""
    row = frozen_standing(result, standing, dataset)
    return (
        TableCell(promise_with_years(row)),
        TableCell(status_label(standing.display_status, standing.final)),
        TableCell(progress_text(row)),
    )


def promise_with_years(row: Standing) -> str:
    """ "2025: 75–80%", "2021–2025: từ 1.150.000 lượt người", "mỗi năm 2021–2025: khoảng 5%"."""
    target = row.target
    years = {
        Basis.CUMULATIVE: f"{target.from_year}–{target.year}",
        Basis.EVERY_YEAR: f"mỗi năm {target.from_year}–{target.year}",
        Basis.AVERAGE: f"bình quân mỗi năm {target.from_year}–{target.year}",
    }.get(Basis(target.basis), str(target.year))
    return f"{years}: {terms.promise_text(target)}"


def progress_text(row: Standing) -> str:
    """The sentence that the screens show, and behind it the distance where the sentence leaves it out."""
    text = terms.sentence_text(sentences.standing_sentence(row))
    if row.target.indicator.formula == Formula.GROWTH:
        return text
    more = [sentences.short_words(row), path_note(row), sentences.flag_words(row)]
    added = [words for words in more if words and words.lower() not in text.lower()]
    return "; ".join([text, *(terms.first_letter_lower(words) for words in dict.fromkeys(added))])


def signed_change(result: IndicatorResult, before: YearValue | None, now: YearValue) -> str:
    """ "+0,8 điểm %", "–6,6%", "khoảng +0,8 điểm %"; "không thay đổi" where nothing moved."""
    words = change_words(result, before, now)
    if words == NO_COMPARISON:
        return NOT_KNOWN
    if words in (UNCHANGED, INCOMPARABLE):
        return words
    # The verb becomes a sign: the column is one of numbers.
    verb, _, size = words.partition(" ")
    exact_size = size.removeprefix("khoảng ")
    return f"{'khoảng ' if exact_size != size else ''}{'–' if verb == 'giảm' else '+'}{exact_size}"


def scope(value: YearValue | None) -> str:
    """How much of the locality the value covers."""
    if value is None:
        return NOT_KNOWN
    return f"{coverage(value)} đơn vị" if value.source == ActualSource.ROLLUP else "số công bố"


def kind(result: IndicatorResult, dataset: Dataset) -> str:
    """What kind of number it is: rolled up or published, an estimate, provisional, made up; and another source's."""
    value = latest_value(result, dataset)
    if value is None:
        few = next((year for year in result.too_few if year.year == dataset.year), None)
        return f"mới {few.units_reporting}/{few.units_expected} đơn vị có số" if few else NOT_KNOWN
    words = [] if value.year == dataset.year else [f"năm {value.year}: {value_words(result, value)}"]
    words.append("công bố" if value.source == ActualSource.OFFICIAL else "tổng hợp")
    if is_estimate(value) or value.has_estimate:
        words.append("ước" if is_estimate(value) else "có số ước")
    if is_partial(value):
        words.append("một phần năm" if value.kind == FigureKind.PROVISIONAL else "tạm tính")
    if value.illustrative:
        words.append("minh họa")
    return ", ".join(words) + other_source(result, value)


def other_source(result: IndicatorResult, value: YearValue) -> str:
    """The value that does not count, where it is another one."""
    if value.rollup is None or value.official is None or value.rollup == value.official:
        return ""
    other, amount = ("công bố", value.official) if value.source == ActualSource.ROLLUP else ("tổng hợp", value.rollup)
    return f"; {other} {known_text(result, amount)} (số tổng hợp {difference_words(result, value)})"


def result_notes(dataset: Dataset) -> tuple[str, ...]:
    """Where published values come from, each source once, and what the marks mean."""
    values = [(result, value) for result in dataset.indicators for value in values_in_table(result, dataset)]
    sources: dict[str, list[str]] = {}
    for result, value in values:
        if value.source == ActualSource.OFFICIAL and value.source_text:
            sources.setdefault(value.source_text, []).append(f"{result.short_name} {value.year}")
    for result in dataset.indicators:
        if (plan := plan_of(result, dataset)) and plan.source_text:
            sources.setdefault(plan.source_text, []).append(f"Kế hoạch {result.short_name} {plan.year}")
    lines = [f"{', '.join(names)}: {source}" for source, names in sources.items()]
    estimates = any(is_estimate(value) or value.has_estimate for _, value in values)
    made_up = any(value.illustrative for _, value in values)
    return notes((DASH, *lines), estimates=estimates, made_up=made_up)


def values_in_table(result: IndicatorResult, dataset: Dataset) -> list[YearValue]:
    """The values that stand in the table."""
    first = dataset.first_year - 1 if len(dataset.years) == 1 else dataset.first_year
    return [value for value in result.values if first <= value.year <= dataset.year]
