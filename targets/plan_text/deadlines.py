"""By when a plan asks for reports: how often, on which days, whether the day itself is still good."""

import re
from dataclasses import dataclass

from targets.plan_text.documents.blocks import sentences
from targets.plan_text.outline import PlanPassage, Topic
from targets.plan_text.proposals import ProposedDeadline

REPORT = re.compile(
    r"báo\s+cáo|\bgửi\b|\bnộp\b|\btrình\b|tổng\s+hợp|cập\s+nhật|sơ\s+kết|tổng\s+kết|số\s+liệu|\bbiểu\b|kết\s+quả|phản\s+ánh|rà\s+soát",
    re.IGNORECASE,
)
DAY = re.compile(
    r"(?:(?P<hour>\d{1,2}\s*(?:giờ|h)(?:\s*\d{1,2}(?:\s*phút)?)?)\s*(?:,\s*)?)?(?:ngày|mùng|mồng)?\s*"
    r"(?<![\d/])(?P<d>\d{1,2})\s*(?:/\s*(?P<m>\d{1,2})(?:\s*/\s*(?P<y>\d{4}))?(?![\d/%])|\s+tháng\s+(?P<m2>\d{1,2})\b(?:\s+(?:năm\s+)?(?P<y2>20\d\d))?|"
    r"\s*(?:của\s+)?(?P<rest>(?:hằng|hàng|mỗi)\s+(?:tháng|quý)|tháng\s+(?:(?:cuối|đầu)(?!\s+(?:của\s+)?năm)|thứ\s+\w+|kế|sau|tiếp|liền)[^,;.()]{0,22}|cuối\s+(?:tháng|quý)|"
    r"(?:đầu|cuối)\s+(?:của\s+)?(?:tháng|quý))|(?P<alone>(?<=ngày\s\d)|(?<=ngày\s\d\d))(?![\d/]))",
    re.IGNORECASE,
)
LIMIT = re.compile(
    r"\b(?:trước(?:\s+hoặc\s+trong)?|chậm\s+nhất(?:\s+là)?|muộn\s+nhất(?:\s+là)?|không\s+(?:muộn|chậm)\s+hơn|không\s+quá|hạn(?:\s+(?:chót|cuối|nộp|gửi))?"
    r"(?:\s+là)?|xong|vào|trong|hết|đến(?:\s+hết)?|không\s+sau|là)\s*:?\s*(?:ngày|mùng|mồng|thời\s+điểm)?\s*$",
    re.IGNORECASE,
)
STRICT = re.compile(r"\btrước\s*(?:ngày|mùng|mồng|thời\s+điểm)?\s*$", re.IGNORECASE)
FIRM = re.compile(r"trước|chậm\s+nhất|muộn\s+nhất|không\s+(?:muộn|chậm|quá|sau)|hạn", re.IGNORECASE)
LISTED = re.compile(
    r"^\s*(?:\([^)]*\)\s*)?(?:,|;|và|hoặc|/)?\s*(?:và\s+)?(?:trước|chậm nhất|hạn)?\s*(?:ngày|mùng)?\s*$", re.IGNORECASE
)
CUT_OFF = re.compile(
    r"chốt|tính\s+(?:đến|từ|tới)|lấy\s+(?:đến|từ)|thời\s+điểm\s+lấy|số\s+liệu\s+(?:đến|từ)|kể\s+từ|từ\s+ngày",
    re.IGNORECASE,
)
NEXT_YEAR = re.compile(r"năm\s+(?:sau|kế\s+tiếp|tiếp\s+theo|liền\s+sau|kế|tới)", re.IGNORECASE)
MONTHLY = re.compile(r"(?:hằng|hàng|mỗi)\s+(?:tháng|quý)", re.IGNORECASE)
UNTIL = re.compile(r"^\s*(?:(?:của\s+)?năm\s+trước\s+)?(?:đến|tới)(?:\s+hết)?(?:\s+ngày)?\s*$", re.IGNORECASE)
RHYTHMS = (
    (
        "month",
        r"(?:hằng|hàng|mỗi|báo\s+cáo|định\s+kỳ|theo|từng)\s+(?:các\s+)?tháng\b(?!\s+\d)|\btháng\s+(?:kế|sau|tiếp|liền)|một\s+tháng",
    ),
    ("quarter", r"\bquý\b"),
    ("half-year", r"(?:6|06|sáu)\s+tháng|nửa\s+năm|bán\s+niên|giữa\s+năm"),
    ("year", r"(?:hằng|hàng|mỗi|cả|từng)\s+năm|báo\s+cáo\s+(?:công\s+tác\s+)?năm|định\s+kỳ\s+năm|\bnăm\b(?!\s+\d)"),
)


@dataclass(frozen=True)
class Day:
    written: str
    start: int
    end: int
    day: int
    month: int | None
    year: int | None


def read_deadlines(passage: PlanPassage) -> list[ProposedDeadline]:
    """The deadlines of a paragraph, one for each sentence that names days for reports."""
    if passage.topic in (Topic.PREAMBLE, Topic.RECIPIENTS, Topic.RESULTS):
        return []
    found = []
    for sentence in sentences(passage.text):
        if not re.search(r"\d", sentence):
            continue
        known = passage.topic in (Topic.REPORTING,) or "phụ lục" in passage.title.lower()
        if not (known or REPORT.search(sentence)):
            continue
        if deadline := deadline_of(passage, sentence):
            found.append(deadline)
    return found


def deadline_of(passage: PlanPassage, sentence: str) -> ProposedDeadline | None:
    """The deadline of one sentence: its days, how often they return, and the day up to which data count."""
    days: list[Day] = []
    until: list[str] = []
    strict: list[bool] = []
    # After "tính từ … đến …" both days are the cut-off; the next limit ends that.
    cut_off = False
    last_end = 0
    for day in days_named(sentence):
        before = sentence[last_end : day.start]
        lead = sentence[max(0, day.start - 40) : day.start]
        listed = bool(last_end) and bool(LISTED.match(before))
        if is_cut_off(before, cut_off and (listed or bool(UNTIL.match(before)))):
            until.append(day.written)
            cut_off, last_end = True, day.end
            continue
        if (LIMIT.search(lead) and firm(lead, passage)) or (listed and days and not cut_off):
            days.append(day)
            strict.append(
                bool(STRICT.search(lead)) or (listed and strict != [] and strict[-1] and not FIRM.search(before))
            )
            cut_off, last_end = False, day.end
    if not days:
        return None
    return ProposedDeadline(
        frequency_of(sentence, days),
        tuple(dict.fromkeys(day.written for day in days)),
        strict[0],
        offset_of(sentence, days),
        passage.citation,
        sentence,
        tuple(until),
    )


def days_named(sentence: str) -> list[Day]:
    """The days of a sentence in order; a bare "ngày 15" only where it comes every month or quarter."""
    days = []
    for found in DAY.finditer(sentence):
        day, month = int(found["d"]), int(found["m"] or found["m2"] or 0)
        year = int(found["y"] or found["y2"] or 0)
        alone = month == 0 and not found["rest"]
        if not 1 <= day <= 31 or month > 12 or (alone and not MONTHLY.search(sentence)):
            continue
        start = found.start("hour") if found["hour"] else found.start("d")
        written = (
            f"{day:02}" if month == 0 else f"{found['d']}/{found['m'] or found['m2']}" + (f"/{year}" if year else "")
        )
        days.append(Day(written, start, found.end(), day, month or None, year or None))
    return days


def is_cut_off(before: str, goes_on: bool) -> bool:
    """Whether a day says up to when data count, or since when something holds, and not when to report."""
    part = re.split(r"[;(]|,\s(?=hạn|trước|chậm|gửi|nộp)", before)[-1]
    return goes_on or bool(CUT_OFF.search(part))


def firm(lead: str, passage: PlanPassage) -> bool:
    """Whether the words before a day set a limit; "vào ngày", "trong" only where the section is about reports."""
    return (
        bool(FIRM.search(lead[-34:]))
        or passage.topic is Topic.REPORTING
        or bool(re.search(r"(?:xong|hết|đến)\s*(?:ngày)?\s*$", lead))
    )


def frequency_of(sentence: str, days: list[Day]) -> str:
    """The most frequent rhythm that the sentence names; days that all have a year come once."""
    if all(day.year for day in days):
        return "once"
    # "15 tháng 6" names a day and "tháng cuối quý" a quarter: neither says that reports come monthly.
    bare = re.sub(
        r"\d{1,2}\s+tháng\s+\d{1,2}|tháng\s+\d{1,2}|tháng\s+(?:cuối|đầu)(?:\s+(?:của\s+)?quý)?",
        " ",
        sentence,
        flags=re.IGNORECASE,
    )
    named = {name for name, words in RHYTHMS if re.search(words, bare if name == "month" else sentence, re.IGNORECASE)}
    for name in ("month", "quarter", "half-year"):
        if name in named:
            return name
    # Two days of every year are two reports a year, four are one a quarter.
    yearly = {(day.day, day.month) for day in days if day.month and not day.year}
    return {2: "half-year", 4: "quarter"}.get(len(yearly), "year")


def offset_of(sentence: str, days: list[Day]) -> int:
    """1 where a day lies in the year after the one reported on."""
    for number, day in enumerate(days):
        stop = days[number + 1].start if number + 1 < len(days) else len(sentence)
        if NEXT_YEAR.match(sentence[day.end : stop].lstrip(" ,(").removeprefix("của ")):
            return 1
        for found in NEXT_YEAR.finditer(sentence):
            month = re.search(r"tháng\s+0?(\d{1,2})(?:\s+của)?\s*$", sentence[: found.start()], re.IGNORECASE)
            if month and int(month[1]) == day.month:
                return 1
    return 0
