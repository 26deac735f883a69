"""What a standing says, in one plain sentence that could be read aloud.

Every function takes a frozen `Standing`, made from a row or from a report's data, and returns Vietnamese text in which
**two stars** mark the words to stress: `marked` turns them into HTML, `said` drops them.
"""

from reports.wording.formats import rounded, years
from reports.wording.paces import (
    each_year,
    falls,
    got_number,
    nearer_need,
    needed_step,
    pace_words,
    path_note,
    roughly,
    single_things,
)
from reports.wording.standing import Standing
from reports.wording.terms import (
    change_verb,
    count_word,
    first_letter_lower,
    goal_text,
    plain_goal,
    promised,
    sentence_case,
    step_text,
    time_of_value,
    value_said,
    with_unit,
)
from reports.wording.uncertain import possible_words, why_undetermined
from reports.wording.yearly import average_said, change_said, every_year_said, few_agencies_said
from targets.calculations.numbers.precision import exact
from targets.calculations.statuses import Flag, Status
from targets.calculations.uncertainty import UNDETERMINED
from targets.models import Basis, Formula
from targets.target_bounds import bounds_of

WITHOUT_VALUE = frozenset({Status.NO_DATA, Status.OVERDUE_NO_DATA, Status.INSUFFICIENT_DATA, Status.NOT_ASSESSED})


def standing_sentence(row: Standing) -> str:
    """The sentence of one standing, whatever its status; never empty, without a full stop."""
    told = over_years(row)
    if row.display_status == UNDETERMINED:
        return f"**{possible_words(row)}**, {why_undetermined(row)}. {open_fact(row)}"
    if told:
        return told
    if row.status in WITHOUT_VALUE or row.actual is None:
        return no_verdict_sentence(row)
    if row.target.indicator.formula == Formula.GROWTH:
        return growth_sentence(row)
    return {
        Status.ACHIEVED: achieved_sentence,
        Status.ON_TRACK: on_track_sentence,
        Status.LAGGING: late_sentence,
        Status.FAR_BEHIND: late_sentence,
        Status.WRONG_WAY: wrong_way_sentence,
        Status.NOT_MET: not_met_sentence,
    }[Status(row.status)](row)


def open_fact(row: Standing) -> str:
    """What is known of an undetermined target and what it takes, without a verdict and without a full stop."""
    fact = (over_years(row) or on_track_sentence(row)).replace("**", "")
    # Where sources differ, one of them is counted: what follows holds for that one alone.
    if Flag.SOURCES_DISAGREE in row.flags:
        return f"Theo số đang dùng, {first_letter_lower(fact)}"
    return sentence_case(fact)


def over_years(row: Standing) -> str:
    """What is said of a promise for every year, of an average and of too few agencies; "" of any other standing."""
    target, indicator = row.target, row.measure
    growing = indicator.formula == Formula.GROWTH
    value = "" if row.actual is None else with_unit(abs(row.actual) if growing else row.actual, indicator)
    if row.years_met is not None:
        fact = f"năm {row.actual_year} {change_verb(row.actual) if growing else 'là'} {value}" if value else ""
        return every_year_said(row, fact, promised(row))
    if Flag.LOW_COVERAGE in row.flags:
        return few_agencies_said(row, value, promised(row))
    if target.basis == Basis.CHANGE:
        fact = f"năm {row.actual_year} {value_said(row)} so với năm {target.base_year}" if value else ""
        return change_said(row, fact, promised(row), path_note(row), pace_words(row))
    if target.basis == Basis.AVERAGE and value and not growing:
        need = with_unit(rounded(row.required_per_year, 0), indicator) if row.required_per_year else ""
        return average_said(row, value, promised(row), step_text(row.gap, indicator), need)
    return ""


def no_verdict_sentence(row: Standing) -> str:
    """Why nothing is judged."""
    target = row.target
    if row.status == Status.NOT_ASSESSED:
        return f"Xét theo mốc, do người đánh giá: {row.milestones_done or 0} trên {row.milestones or 0} mốc đã xong"
    if row.status == Status.OVERDUE_NO_DATA:
        return f"**Năm {target.year} đã qua**, chưa có số liệu của năm đó để kết luận"
    if target.basis == Basis.EVERY_YEAR and row.actual is None:
        return f"Chưa có số liệu của năm {min(row.year, target.year)} để so với mục tiêu {promised(row)} mỗi năm"
    if row.status == Status.NO_DATA:
        return f"Chưa có số liệu nào để so với mục tiêu {promised(row)} ({target.year})"
    if row.actual is None:
        return "Mới có giá trị gốc, chưa có kết quả của năm nào sau đó"
    known = f"năm {row.actual_year}: {value_said(row)}"
    needed = pace_words(row)
    return f"Mới có một số liệu ({known}), chưa đủ để tính nhịp độ" + (f"; {needed}" if needed else "")


def achieved_sentence(row: Standing) -> str:
    target = row.target
    value = value_said(row)
    reached, aim = f"{first_letter_lower(time_of_value(row))} được {value}", f"mục tiêu {promised(row)}"
    if row.final:
        yearly = " mỗi năm" if target.basis == Basis.EVERY_YEAR else ""
        return f"**Đạt**: {reached}, {aim}{yearly}"
    text = f"**Đạt trước hạn**: {reached.replace(' được ', ' đã được ', 1)}, {aim} vào năm {target.year}"
    return f"{text}; nhưng {slipping_word(row)}" if Flag.SLIPPING in row.flags else text


def slipping_word(row: Standing) -> str:
    return "đang tăng trở lại" if bounds_of(row.target).sign < 0 else "đang giảm"


def on_track_sentence(row: Standing) -> str:
    note = path_note(row)
    text = f"**{time_of_value(row)} được {value_said(row)}**"
    text += f", {note}" if note else ""
    needed = pace_words(row)
    return f"{text}; {needed}" if needed else text


def late_sentence(row: Standing) -> str:
    """ "Chậm … năm" where the path says how many years; else how far off, in the unit."""
    needed = pace_words(row)
    tail = f"; {needed}" if needed else ""
    if told_in_years(row):
        return f"**Chậm {roughly(row, row.years_ahead)}{years(row.years_ahead)}** so với lộ trình{tail}"
    if row.gap is not None and row.gap < 0:
        return f"**{sentence_case(path_note(row))}** tính đến năm {row.actual_year}{tail}"
    indicator, target = row.measure, row.target
    if row.base is not None and row.base == row.actual:
        return f"**Chưa nhích khỏi mức gốc {with_unit(row.base, indicator)}**, mục tiêu {promised(row)}{tail}"
    left = bounds_of(target).remaining(row.actual, row.limits)
    return f"**Còn cách mục tiêu {promised(row)} {step_text(left, indicator)}**{tail}"


def told_in_years(row: Standing) -> bool:
    """Whether being late is said in years: of schools it is said in schools, within rounding not at all."""
    within = row.half_width is not None and row.gap is not None and abs(row.gap) < row.half_width
    return row.years_ahead is not None and row.years_ahead < 0 and not single_things(row) and not within


def wrong_way_sentence(row: Standing) -> str:
    target, indicator = row.target, row.measure
    needed = row.required_per_year
    must = f"phải **{change_verb(needed)} {step_text(needed, indicator)}{each_year(row)}**" if needed else ""
    value = value_said(row)
    if Flag.BASELINE_ALREADY_MET in row.flags:
        text = f"Năm {row.base_year} đã đạt ({with_unit(row.base, indicator)}), năm {row.actual_year} chỉ còn {value}"
        return f"{text}. Muốn trở lại {promised(row)} {must}" if must else text
    if row.base is None:
        return f"**Rời xa mục tiêu {promised(row)}**: năm {row.actual_year} là {value}"
    change = row.actual - row.base
    to = "xuống" if change < 0 else "lên"
    text = f"{sentence_case(change_verb(change))} từ {with_unit(row.base, indicator)} ({row.base_year}) {to} {value}"
    text += f" ({row.actual_year})"
    return f"{text}. Muốn đạt {plain_goal(target)} {must}" if must else text


def not_met_sentence(row: Standing) -> str:
    target = row.target
    beside = bounds_of(target).path_target
    when = first_letter_lower(time_of_value(row))
    text = f"**Không đạt**: {when} được {value_said(row, beside)}, mục tiêu {promised(row)}"
    missing = shortfall_words(row)
    return f"{text}, {missing}" if missing else text


@exact
def shortfall_words(row: Standing) -> str:
    """ "thiếu 2,2 điểm %" or "thừa 1,0 điểm %"; empty when a strict target was just touched."""
    if row.target.basis == Basis.CUMULATIVE:
        left = row.target.low - row.actual
    else:
        left = bounds_of(row.target).remaining(row.actual, row.limits)
    if left == 0:
        return ""
    return f"{'thiếu' if left > 0 else 'thừa'} {step_text(left, row.measure)}"


def growth_sentence(row: Standing) -> str:
    """Growth is compared with itself: the average so far against what is promised, never points with years."""
    target = row.target
    # With as many digits as it takes not to read like the promise beside it.
    size = with_unit(abs(row.actual), target.indicator, abs(target.low))
    first, last = row.base_year, row.actual_year
    span = f"Năm {last}" if first is not None and last == first + 1 else f"Bình quân mỗi năm từ {first} đến {last}"
    fact, aim = f"{span} {change_verb(row.actual)} {size}", f"mục tiêu {promised(row)} mỗi năm"
    if row.status in (Status.NOT_MET, Status.ACHIEVED):
        word = "Đạt" if row.status == Status.ACHIEVED else "Không đạt"
        return f"**{word}**: {first_letter_lower(fact)}, {aim}"
    if row.status == Status.ON_TRACK or row.required_per_year is None:
        return f"**{fact}**, {aim}"
    need = f"{change_verb(row.required_per_year)} {with_unit(abs(row.required_per_year), target.indicator)}"
    return f"**{fact}**, {aim}; từ nay cần {need}{each_year(row)}"


def short_words(row: Standing) -> str:
    """A few words under a status: "Chậm 0,6 năm", "Kém lộ trình 0,1 điểm %"; may be empty."""
    if row.display_status == UNDETERMINED:
        return possible_words(row)
    if row.status in WITHOUT_VALUE or row.actual is None:
        return ""
    if row.target.indicator.formula == Formula.GROWTH:
        span = "bình quân" if row.years_met is None else f"năm {row.actual_year}"
        return sentence_case(f"{span} {change_verb(row.actual)} {with_unit(abs(row.actual), row.measure)}")
    if row.status in (Status.LAGGING, Status.FAR_BEHIND):
        if told_in_years(row):
            return f"Chậm {roughly(row, row.years_ahead)}{years(row.years_ahead)}"
        return sentence_case(path_note(row))
    if row.status == Status.WRONG_WAY:
        if row.base is None or row.base == row.actual:
            return ""
        change = row.actual - row.base
        return f"{sentence_case(change_verb(change))} {step_text(change, row.measure)}"
    if row.status == Status.NOT_MET:
        return sentence_case(shortfall_words(row))
    if row.status == Status.ACHIEVED:
        return margin_words(row)
    return sentence_case(path_note(row))


@exact
def margin_words(row: Standing) -> str:
    """How far beyond the promise a reached value lies."""
    if row.target.basis == Basis.CUMULATIVE:
        beyond = row.actual - row.target.low
    else:
        limits = bounds_of(row.target)
        if limits.two_sided:
            return "Trong khoảng cho phép"
        beyond = limits.sign * (row.actual - limits.path_target)
    if beyond > 0:
        return f"{beyond_word(row)} {step_text(beyond, row.measure)}"
    return "Vừa đủ" if beyond == 0 else "Trong mức cho phép của “khoảng”"


def beyond_word(row: Standing) -> str:
    """Which way a promise was outdone: a value that should fall lies below it, a fall is larger than promised."""
    if not falls(row):
        return "Vượt"
    return "Giảm nhiều hơn mục tiêu" if row.target.basis == Basis.CHANGE else "Thấp hơn mức đề ra"


def flag_words(row: Standing) -> str:
    """The words after a status: "tạm tính, mới đầu kỳ"; empty when there are none."""
    words = []
    if row.provisional and row.actual is not None:
        words.append("tạm tính")
    if Flag.EARLY in row.flags:
        words.append("mới đầu kỳ")
    if Flag.SLIPPING in row.flags:
        words.append(slipping_word(row))
    return ", ".join(words)


def opening_sentence(row: Standing) -> str:
    """The first sentences of an indicator's page: what was reached, against the path, and what it takes."""
    if row.status in WITHOUT_VALUE or row.actual is None or row.target.indicator.formula == Formula.GROWTH:
        return f"{standing_sentence(row)}."
    if row.target.basis in (Basis.EVERY_YEAR, Basis.AVERAGE, Basis.CHANGE) or row.display_status == UNDETERMINED:
        return f"{standing_sentence(row)}."
    target = row.target
    if row.final or row.status in (Status.ACHIEVED, Status.WRONG_WAY):
        return f"{standing_sentence(row)}."
    note = path_note(row)
    allowed = ", trong mức cho phép" if row.status == Status.ON_TRACK and (row.gap or 0) < 0 else ""
    text = f"{time_of_value(row)} đạt **{value_said(row)}**" + (f", {note}{allowed}" if note else "")
    if row.status in (Status.LAGGING, Status.FAR_BEHIND) and told_in_years(row):
        text += f", tức chậm {roughly(row, row.years_ahead)}{years(row.years_ahead)}"
    if not row.required_per_year:
        return f"{text}."
    needed, got = row.required_per_year, row.achieved_per_year
    # From " mỗi năm, tức thêm …" or " trong năm 2025": here the time comes before the verb, the whole need after it.
    when_needed, _, whole = each_year(row).removeprefix(" trong").strip().partition(", ")
    text += f". Để đạt {goal_text(target)} vào năm {target.year}, {when_needed} phải **{needed_step(row)}**"
    text += f"{f', {whole}' if whole else ''}{nearer_need(row)}"
    if got is None or row.base_year is None or row.actual_year is None:
        return f"{text}."
    past = f"{count_word(row.actual_year - row.base_year)} năm qua"
    if got == 0:
        return f"{text}; {past} chưa thay đổi."
    word = "" if got > 0 and needed > 0 else f"{change_verb(got)} "
    return f"{text}; {past} bình quân {word}{got_number(row)}."
