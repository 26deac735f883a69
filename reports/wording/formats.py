"""The only place that rounds and formats: Decimal, date and code in, Vietnamese text out.

Pure Python on purpose: formatting in template filters is what makes a table page slow, so views place
finished strings. All rounding is half up. Screens write 1.150.000 and 55,5 with "–" (U+2013) as minus,
because the font of the product has no U+2212; files for other programs use `plain`.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from targets.calculations.statuses import Comparator, Flag, Likelihood, Status
from targets.calculations.uncertainty import UNDETERMINED

NOT_KNOWN = "—"
MINUS = "–"
NBSP = "\u00a0"
FIGURE_SPACE = "\u2007"  # as wide as a digit
PUNCTUATION_SPACE = "\u2008"  # as wide as a comma
LOCAL_TIME = ZoneInfo("Asia/Ho_Chi_Minh")

WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
SCALES = (("nghìn", 3), ("triệu", 6), ("tỷ", 9))

STATUS_WORDS = {
    Status.NOT_MET: ("Không đạt", "không đạt"),
    Status.WRONG_WAY: ("Đi ngược mục tiêu", "đi ngược"),
    Status.FAR_BEHIND: ("Chậm nhiều", "chậm nhiều"),
    Status.LAGGING: ("Chậm, cần tăng tốc", "chậm"),
    Status.OVERDUE_NO_DATA: ("Quá hạn, chưa có số liệu", "quá hạn"),
    Status.ON_TRACK: ("Đúng tiến độ", "đúng tiến độ"),
    Status.ACHIEVED: ("Đã đạt", "đã đạt"),
    Status.INSUFFICIENT_DATA: ("Chưa đủ số liệu để đánh giá", "chưa đủ số liệu"),
    Status.NO_DATA: ("Chưa có số liệu", "chưa có số liệu"),
    Status.NOT_ASSESSED: ("Mục tiêu định tính", "định tính"),
    UNDETERMINED: ("Chưa phân định được", "chưa phân định được"),
}
# Order of every list of workflow states; a board sorted by it descends like stairs.
STATE_WORDS = {
    "not_opened": ("Chưa mở", "chưa mở"),
    "draft": ("Đang nhập", "đang nhập"),
    "returned": ("Trả lại", "trả lại"),
    "submitted": ("Đã nộp", "chờ duyệt"),
    "accepted": ("Đã duyệt", "đã duyệt"),
}
FLAG_WORDS = {
    Flag.BASELINE_SUBSTITUTED: "lấy năm đầu có số làm gốc",
    Flag.BASELINE_ALREADY_MET: "gốc đã đạt sẵn",
    Flag.SLIPPING: "đang giảm",
    Flag.EARLY: "tạm đánh giá, mới đầu kỳ",
    Flag.ROUNDING_DECIDES: "nguồn làm tròn, đánh giá còn tùy số lẻ",
    Flag.SOURCES_DISAGREE: "các nguồn khác nhau, đánh giá tùy theo nguồn",
    Flag.LOW_COVERAGE: "chưa đủ đơn vị để đánh giá",
}
LIKELIHOOD_WORDS = {
    Likelihood.HIGH: "Khả năng đạt: khá cao",
    Likelihood.MEDIUM: "Chưa chắc",
    Likelihood.LOW: "Khả năng đạt: thấp",
    Likelihood.UNSTABLE: "Số liệu biến động, không dự báo",
    Likelihood.INSUFFICIENT_DATA: "Chưa đủ số liệu",
}
COMPARATOR_WORDS = {
    Comparator.AT_LEAST: "từ ",
    Comparator.MORE_THAN: "trên ",
    Comparator.AT_MOST: "không quá ",
    Comparator.LESS_THAN: "dưới ",
    Comparator.EQUAL: "đúng ",
    Comparator.ABOUT: "khoảng ",
}

# A figure typed too much or too little makes a number ten times as large or as small.
ANOTHER_DIGIT = 10
# quantize() refuses a result of more digits than its context has; no figure with all its decimals comes near these.
_EXACT = Context(prec=80, rounding=ROUND_HALF_UP)
# All three signs in one pass: one after the other, the new dots would become commas again.
_VIETNAMESE = str.maketrans({",": ".", ".": ",", "-": MINUS})


def rounded(value: Decimal, decimals: int) -> Decimal:
    """`value` rounded half up to `decimals` places: 0.05 to one place is 0.1."""
    return value.quantize(last_place(decimals), context=_EXACT)


@lru_cache(maxsize=100)
def last_place(decimals: int) -> Decimal:
    """One in the last of so many places: 0.01 of two."""
    return Decimal(1).scaleb(-decimals)


def number(value: Decimal | int | None, decimals: int | None = None) -> str:
    """1150000 -> "1.150.000", 55.46 with one decimal -> "55,5", -0.1 -> "–0,1", None -> "—".

    Without `decimals` every stored digit is kept, trailing zeros too.
    """
    if value is None:
        return NOT_KNOWN
    value = Decimal(value)
    if decimals is not None:
        value = rounded(value, decimals)
    # plus() turns -0 into 0, so nobody ever reads "–0,0".
    return f"{_EXACT.plus(value):,f}".translate(_VIETNAMESE)


def signed_number(value: Decimal | None, decimals: int) -> str:
    """A difference with its sign: "+0,08", "–0,10"; what rounds to nothing has none: "0,0"."""
    text = number(value, decimals)
    return f"+{text}" if value is not None and rounded(value, decimals) > 0 else text


def precision(value: Decimal, minimum: int = 0) -> int:
    """The decimals that a published value carries without trailing zeros, at least `minimum`."""
    # Of 1150000 the exponent is 4 once the zeros are off: whatever is not below zero means no decimals.
    exponent = value.normalize(_EXACT).as_tuple().exponent
    return max(minimum, -exponent if isinstance(exponent, int) else 0)


def published_number(value: Decimal | None, minimum: int = 0) -> str:
    """A figure as its source printed it: 72.2300 -> "72,23", 73.0000 with minimum 1 -> "73,0"."""
    return NOT_KNOWN if value is None else number(value, precision(value, minimum))


def aligned_column(texts: Iterable[str]) -> list[str]:
    """Pads finished numbers of one column with invisible digits so that their commas stand under each other.

    "71,1" above "72,23" gets a figure space: the column lines up and no zero is shown that nobody published.
    """
    column = list(texts)
    tails = [len(text.partition(",")[2]) for text in column]
    widest = max(tails, default=0)
    return [
        text + (PUNCTUATION_SPACE if widest and not tail else "") + FIGURE_SPACE * (widest - tail)
        for text, tail in zip(column, tails, strict=True)
    ]


def percent(value: Decimal | None, decimals: int = 1) -> str:
    """73 -> "73,0%"; None -> "—"."""
    return NOT_KNOWN if value is None else f"{number(value, decimals)}%"


def points(value: Decimal | None, decimals: int = 1) -> str:
    """A difference of two rates, never broken over lines: 1.2 -> "1,2 điểm %"; None -> "—"."""
    return NOT_KNOWN if value is None else f"{number(value, decimals)}{NBSP}điểm{NBSP}%"


def quantity(value: Decimal | None, unit: str, decimals: int = 0) -> str:
    """A number with its unit: "%" is tight, words stand after a no-break space: "9.210 lượt người"."""
    if value is None:
        return NOT_KNOWN
    text = number(value, decimals)
    return f"{text}{unit}" if unit in ("", "%") else f"{text}{NBSP}{unit}"


def size_words(size: int) -> str:
    """Bytes as people read them: 950 -> "1 KB", 1500000 -> "1,4 MB"."""
    # Upwards: no file has a size of nothing.
    kilobytes = -(-size // 1024)
    if kilobytes < 1024:
        return f"{number(kilobytes)}{NBSP}KB"
    whole, tenths = divmod(round(kilobytes * 10 / 1024), 10)
    return f"{number(whole)},{tenths}{NBSP}MB"


def change_percent(old: Decimal | None, new: Decimal | None, decimals: int = 1) -> str:
    """Change on the year before: 8640 to 9210 -> "+6,6%"; "—" if a side is unknown or the old is 0."""
    if old is None or new is None or old == 0:
        return NOT_KNOWN
    # By the size of the old value: where it is below zero, a rise is still a rise.
    return f"{signed_number((new - old) / abs(old) * 100, decimals)}%"


def leap_words(before: Decimal, value: Decimal, year: int) -> tuple[str, str]:
    """What became of a number since a year, and what that may be: a figure too many or too few is no change in percent.

    1000 -> 1500: ("Tăng 50,0% so với năm 2023", ""); 1000 -> 15000: ("Gấp 15,0 lần năm 2023", ", có thể gõ thừa chữ
    số"). `before` is above zero.
    """
    if value >= ANOTHER_DIGIT * before:
        return f"Gấp {number(value / before, 1)} lần năm {year}", ", có thể gõ thừa chữ số"
    if 0 < value * ANOTHER_DIGIT <= before:
        return f"Chỉ bằng {number(value / before * 100, 1)}% năm {year}", ", có thể gõ thiếu chữ số"
    verb = "Tăng" if value > before else "Giảm"
    return f"{verb} {change_percent(before, value).lstrip('+–')} so với năm {year}", ""


def compact(value: Decimal | None) -> str:
    """For axes and tight places: 220500 -> "220,5 nghìn", 1150000 -> "1,15 triệu"; below 10.000 in full."""
    if value is None or abs(value) < 10_000:
        return published_number(value)
    sizes = [(rounded(value.scaleb(-power, _EXACT), 1 if power == 3 else 2), word) for word, power in SCALES]
    # The rounded size decides, else 999.960 would read "1.000 nghìn".
    scaled, word = next((size for size in sizes if abs(size[0]) < 1000), sizes[-1])
    return f"{published_number(scaled)}{NBSP}{word}"


def years(value: Decimal | None) -> str:
    """A span of time without its sign: 1.46 -> "1,5 năm", 0.02 -> "dưới 0,1 năm"; None -> "—"."""
    if value is None:
        return NOT_KNOWN
    if 0 < abs(value) < Decimal("0.05"):
        return f"dưới 0,1{NBSP}năm"
    return f"{number(abs(value), 1)}{NBSP}năm"


def target_text(comparator: str, low: Decimal | None, high: Decimal | None, unit: str = "", decimals: int = 0) -> str:
    """A promise in words: "từ 75", "trên 30%", "75–80%", "khoảng 45", "không quá 5", "đúng 4 trường".

    `decimals` is a minimum: 55.5 stays "55,5". Without a number (a milestone) it is "định tính".
    """
    known = [value for value in (low, high) if value is not None]
    if not known:
        return "định tính"
    tail = unit if unit in ("", "%") else f"{NBSP}{unit}"
    if comparator == Comparator.RANGE and len(known) == 2:
        return f"{published_number(known[0], decimals)}–{published_number(known[1], decimals)}{tail}"
    return f"{COMPARATOR_WORDS.get(Comparator(comparator), '')}{published_number(known[0], decimals)}{tail}"


def apart(value: Decimal, target: Decimal, decimals: int) -> int:
    """The decimals, `decimals` or more, at which two different values also read differently.

    69.96 and 70 would both print 70,0 with one decimal: the answer is 2. Equal values need no more.
    """
    if value == target:
        return decimals
    # Ends by itself: two values that differ do so at some digit.
    while rounded(value, decimals) == rounded(target, decimals):
        decimals += 1
    return decimals


def spoken_number(text: str) -> str:
    """A formatted number as a screen reader should say it: "–0,1" -> "âm 0,1", "75–80" -> "75 đến 80"."""
    words = text.replace(NBSP, " ").replace("điểm %", "điểm phần trăm").replace(NOT_KNOWN, "chưa có số liệu")
    out: list[str] = []
    for index, sign in enumerate(words):
        before, after = words[index - 1 : index], words[index + 1 : index + 2]
        if sign != MINUS or not after.isdigit():
            out.append(sign)
        else:
            out.append(" đến " if before.isdigit() or before == "%" else "âm ")
    return "".join(out)


def status_label(status: str, final: bool = True) -> str:
    """The full word of a status for a badge; reached before the target year it is "Đạt trước hạn"."""
    return "Đạt trước hạn" if status == "achieved" and not final else STATUS_WORDS[status][0]


def status_short(status: str) -> str:
    """The word that follows a count: "3 chậm nhiều"."""
    return STATUS_WORDS[status][1]


def state_label(state: str) -> str:
    """The word of a workflow state."""
    return STATE_WORDS[state][0]


def local(moment: datetime) -> datetime:
    """An aware moment on the clock of the office; a naive one is taken as UTC."""
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(LOCAL_TIME)


def local_day(day: date | datetime) -> date:
    """The calendar day in the office's time zone."""
    return local(day).date() if isinstance(day, datetime) else day


def date_vi(day: date | datetime | None, short: bool = False) -> str:
    """15/12/2026, or 15/12 when `short`; None -> "—"."""
    return NOT_KNOWN if day is None else local_day(day).strftime("%d/%m" if short else "%d/%m/%Y")


def document_date_vi(day: date) -> str:
    """A day as official documents write it: a zero before days under 10 and months 1 and 2 only: "04/3/2022"."""
    # Nghị định 30/2020/NĐ-CP, Phụ lục I: so that nobody can put a digit before the day or before month 1 or 2.
    return f"{day.day:02d}/{day.month:02d}/{day.year}" if day.month < 3 else f"{day.day:02d}/{day.month}/{day.year}"


def day_in_words(day: date) -> str:
    """The same in words: "ngày 04 tháng 3 năm 2022"."""
    month = f"{day.month:02d}" if day.month < 3 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def weekday_vi(day: date | datetime) -> str:
    """ "thứ Sáu"; Sunday is "Chủ nhật"."""
    return WEEKDAYS[local_day(day).weekday()]


def time_vi(moment: datetime | None, seconds: bool = False) -> str:
    """14:32, or 14:32:07 for what has just been saved; None -> "—"."""
    return NOT_KNOWN if moment is None else local(moment).strftime("%H:%M:%S" if seconds else "%H:%M")


def datetime_vi(moment: datetime | None, short: bool = False) -> str:
    """ "16:45 ngày 21/11/2024" in a sentence, "21/11 16:45" in a column; None -> "—"."""
    if moment is None:
        return NOT_KNOWN
    here = local(moment)
    return here.strftime(f"%d/%m{NBSP}%H:%M" if short else "%H:%M ngày %d/%m/%Y")


def deadline_vi(first_late_day: date | datetime) -> str:
    """A strict "trước ngày": 15/12/2024 -> "trước ngày 15/12, tức hết 24:00 ngày 14/12/2024 (thứ Bảy)"."""
    day = local_day(first_late_day)
    last = day - timedelta(days=1)
    return f"trước ngày {date_vi(day, short=True)}, tức hết 24:00 ngày {date_vi(last)} ({weekday_vi(last)})"


def days_left_vi(first_late_day: date | datetime, today: date | datetime) -> str:
    """ "còn 22 ngày", "hôm nay là ngày cuối", "quá hạn 3 ngày", counted to the last good day."""
    # To the day before, the last on which a report is on time.
    days = (local_day(first_late_day) - local_day(today)).days - 1
    if days > 0:
        return f"còn {number(days)}{NBSP}ngày"
    return "hôm nay là ngày cuối" if days == 0 else f"quá hạn {number(-days)}{NBSP}ngày"
