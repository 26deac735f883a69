"""One target in one sentence, for every status that the engine knows; the numbers are fields."""

from reports.issued.words.parts import under_name
from reports.wording.paces import one_year_left, path_note
from reports.wording.sentences import told_in_years
from reports.wording.standing import Standing
from targets.calculations.statuses import Flag, Status
from targets.calculations.uncertainty import UNDETERMINED
from targets.models import Basis, Formula

PROMISES = {
    Basis.YEAR: "mục tiêu năm [[.year]] ([[.target]])",
    Basis.CUMULATIVE: "mục tiêu giai đoạn [[.from_year]]–[[.year]] ([[.target]])",
    Basis.AVERAGE: "mục tiêu bình quân mỗi năm giai đoạn [[.from_year]]–[[.year]] ([[.target]])",
    Basis.CHANGE: "mục tiêu năm [[.year]] ([[.target]])",
    Basis.EVERY_YEAR: "mục tiêu mỗi năm trong giai đoạn [[.from_year]]–[[.year]] ([[.target]])",
}
BEHIND = frozenset({Status.LAGGING, Status.FAR_BEHIND})


def standing_template(key: str, row: Standing) -> str:
    """Where the target `key` stands; one or two sentences with their full stops."""
    status, growth = Status(row.status), row.target.indicator.formula == Formula.GROWTH
    promise = PROMISES[Basis(row.target.basis)]
    if row.display_status == UNDETERMINED:
        text = f"Chưa phân định được [[.possible]] so với {promise}: [[.why_open]]{pace_template(row)}"
    elif growth and row.actual is not None and status not in WITHOUT_NUMBERS:
        text = growth_words(row, promise)
    else:
        text = STANDING_TEMPLATES[status](row, promise)
    return under_name(key, f"{text}.")


def achieved_template(row: Standing, promise: str) -> str:
    beyond = ", [[.distance]]"
    if row.final:
        return f"Đạt {promise}{beyond}"
    text = f"Đạt trước hạn {promise}{beyond}"
    if Flag.SLIPPING in row.flags:
        return f"{text}; tuy nhiên kết quả những năm gần đây đang xa dần mục tiêu, cần giữ vững"
    return text


def on_track_template(row: Standing, promise: str) -> str:
    note = ", [[.gap]]" if path_note(row) else ""
    return f"Đúng tiến độ so với {promise}{note}{early(row)}{pace_template(row)}"


def late_template(row: Standing, promise: str) -> str:
    """How late in years where the path says so; else how far off, in the unit."""
    word = "Chậm nhiều" if row.status == Status.FAR_BEHIND else "Chậm"
    if told_in_years(row):
        late = "Chậm nhiều, chậm [[.years_behind]]" if row.status == Status.FAR_BEHIND else "Chậm [[.years_behind]]"
        gap = ", [[.gap]]" if path_note(row) else ""
        return f"{late} so với lộ trình tới {promise}{gap}{early(row)}{pace_template(row)}"
    if row.gap is not None and row.gap < 0:
        return f"{word} so với {promise}: tính đến năm [[.actual_year]] [[.gap]]{early(row)}{pace_template(row)}"
    if row.base is not None and row.base == row.actual:
        start = "chưa thay đổi so với mức gốc [[.base]] (năm [[.base_year]])"
        return f"{word} so với {promise}: {start}{early(row)}{pace_template(row)}"
    return f"{word} so với {promise}, còn [[.distance]]{early(row)}{pace_template(row)}"


def wrong_way(row: Standing, promise: str) -> str:
    if Flag.BASELINE_ALREADY_MET in row.flags:
        return (
            "Năm [[.base_year]] đã đạt ([[.base]]) nhưng năm [[.actual_year]] là [[.actual]], "
            f"không còn giữ được {promise}{pace_template(row)}"
        )
    if row.base is None:
        return f"Đi ngược {promise}: năm [[.actual_year]] là [[.actual]]{pace_template(row)}"
    since = "[[.moved]] so với năm [[.base_year]] ([[.base]])"
    return f"Đi ngược {promise}: năm [[.actual_year]] {since}{pace_template(row)}"


def not_met_template(row: Standing, promise: str) -> str:
    return f"Không đạt {promise}, [[.distance]]"


def overdue(row: Standing, promise: str) -> str:
    if row.target.basis == Basis.CUMULATIVE and row.missing_years:
        return f"Giai đoạn đã kết thúc nhưng chưa có số liệu của năm [[.missing_years]] để kết luận về {promise}"
    return f"Năm [[.year]] đã qua nhưng chưa có số liệu của năm đó để kết luận về {promise}"


def no_data(row: Standing, promise: str) -> str:
    return f"Chưa có số liệu để so với {promise}"


def insufficient(row: Standing, promise: str) -> str:
    known = ": mới có số liệu năm [[.actual_year]] là [[.actual]]" if row.actual is not None else ""
    return f"Chưa đủ số liệu để đánh giá tiến độ tới {promise}{known}{pace_template(row)}"


def not_assessed(row: Standing, promise: str) -> str:
    if not row.milestones:
        return "mục tiêu định tính của năm [[.year]], chưa có đánh giá"
    return "[[.milestones_done]] trên [[.milestones]] mốc của năm [[.year]] đã hoàn thành"


def growth_words(row: Standing, promise: str) -> str:
    """Growth is compared with itself: the average so far against what is promised, never points with years."""
    span = "Bình quân mỗi năm từ [[.base_year]] đến [[.actual_year]]"
    single = row.base_year is not None and row.actual_year == row.base_year + 1
    # A promise of every year is held against the last year that is known, which has a start of its own or none.
    if single or row.years_met is not None or row.base_year is None:
        span = "Năm [[.actual_year]]"
    verdict = {
        Status.ACHIEVED: f"đạt {promise}",
        Status.NOT_MET: f"không đạt {promise}",
        Status.ON_TRACK: f"đúng tiến độ so với {promise}",
        Status.LAGGING: f"chậm so với {promise}",
        Status.FAR_BEHIND: f"chậm nhiều so với {promise}",
        Status.WRONG_WAY: f"đi ngược {promise}",
    }[Status(row.status)]
    from_now = "; từ nay mỗi năm cần [[.needed]]" if row.required_per_year and not row.final else ""
    return f"{span} [[.moved]], {verdict}{from_now}"


def pace_template(row: Standing) -> str:
    """The needed pace against the one so far; empty when nothing is needed any more."""
    if not row.required_per_year or row.final:
        return ""
    text = "; năm [[.year]] cần [[.needed]]" if one_year_left(row) else "; mỗi năm cần [[.needed]]"
    if not tells_pace(row):
        return text
    return f"{text}, thời gian qua bình quân mỗi năm [[.achieved]]"


def tells_pace(row: Standing) -> bool:
    """Whether the sentence of a standing says what each year has brought so far."""
    needed = bool(row.required_per_year) and not row.final
    return needed and row.achieved_per_year is not None and row.years_met is None


def early(row: Standing) -> str:
    return " (tạm đánh giá, mới đầu kỳ)" if Flag.EARLY in row.flags else ""


STANDING_TEMPLATES = {
    Status.ACHIEVED: achieved_template,
    Status.ON_TRACK: on_track_template,
    Status.LAGGING: late_template,
    Status.FAR_BEHIND: late_template,
    Status.WRONG_WAY: wrong_way,
    Status.NOT_MET: not_met_template,
    Status.OVERDUE_NO_DATA: overdue,
    Status.NO_DATA: no_data,
    Status.INSUFFICIENT_DATA: insufficient,
    Status.NOT_ASSESSED: not_assessed,
}
WITHOUT_NUMBERS = frozenset({Status.OVERDUE_NO_DATA, Status.NO_DATA, Status.INSUFFICIENT_DATA, Status.NOT_ASSESSED})
