"""Targets of a paragraph: for each number that is one, how it is compared, for which year, and on what basis."""

import re
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise

from targets.plan_text.clauses import Clause, base_year_of, clauses, named_at, near_year, reasons_in, with_bases
from targets.plan_text.documents.blocks import sentences
from targets.plan_text.exclusions import Reason, hidden_spans, is_rank
from targets.plan_text.outline import PlanPassage
from targets.plan_text.proposals import ProposedBaseline, ProposedTarget, SeenNumber, Sure
from targets.plan_text.quantities import Quantity, quantities
from targets.plan_text.rhythms import AVERAGE, EVERY_YEAR, governing_rhythm
from targets.plan_text.years import YearMark, YearRole, year_marks

CUMULATIVE = "cumulative"
IN_YEAR = "year"
CHANGED = "change"
TIMES = "lần"
PARTS = re.compile(r"(?:trong\s+đó|bao\s+gồm|gồm(?:\s+có)?|cụ\s+thể|chia\s+ra|\()\s*:?", re.IGNORECASE)
# What is held in one year, however long the period around it: "còn 20 người", "giữ nguyên 03 trường".
COUNTS = re.compile(r"\d|gấp|nửa|phần", re.IGNORECASE)
HELD = re.compile(r"\b(?:còn|giữ|duy\s+trì|mỗi\s+(?!năm)\w+)\b[^,;]*$", re.IGNORECASE)
# What is done again each year, so that a period in the heading means its sum.
FLOW = re.compile(
    r"\b(?:đào\s+tạo|bồi\s+dưỡng|tuyển(?:\s+\w+)?|cấp|hỗ\s+trợ|tổ\s+chức|mở|giải\s+quyết|tạo\s+việc\s+làm|tư\s+vấn|tập\s+huấn|cử|đưa)\b[^,;]*$",
    re.IGNORECASE,
)
LOWER_IS_BETTER = re.compile(
    r"thất\s+nghiệp|hộ\s+nghèo|cận\s+nghèo|tai\s+nạn|bỏ\s+học|thiếu\s+việc|vi\s+phạm|thôi\s+học|nợ\s+đọng|khiếu\s+nại|chưa\s+qua\s+đào\s+tạo",
    re.IGNORECASE,
)
# How much something is to rise or fall by; a number that it is to rise or fall to is a level.
CHANGE_BY = re.compile(
    r"\b(?:(?P<falls>giảm|hạ|rút\s+ngắn|(?:thấp|ít|nhỏ)\s+hơn)|tăng|nâng|gấp|(?:cao|nhiều|lớn)\s+hơn)\b"
    r"(?!.*\b(?:còn|xuống|lên|đạt|thành|tới|đến)\b)[^,;]*$",
    re.IGNORECASE,
)
CHANGE = re.compile(r"\b(?:tăng|giảm|cắt\s+giảm|kéo\s+giảm|hạ|nâng|rút\s+ngắn|gấp)\b[^,;]*$", re.IGNORECASE)
# What stands between the noun that is measured and its number, and right behind the number.
SAYS_NO_MEASURE = re.compile(
    r"(?:\s*\b(?:đạt|chiếm|là|có|khoảng|trên|dưới|từ|ít\s+nhất|tối\s+thiểu|không\s+quá|tối\s+đa|giảm|còn|xuống|tăng|lên|mức|ở|cho|"
    r"gần|hơn|bằng|gấp|phấn\s+đấu|vào\s+tốp|vào))+\s*:?\s*$",
    re.IGNORECASE,
)
NOT_OF_THE_NOUN = re.compile(r"^\s*%?\s*(?:trở\s+(?:lên|xuống)|mỗi\s+năm|so\s+với\s+năm)?\s*", re.IGNORECASE)
ASPIRED = re.compile(r"\b(?:phấn\s+đấu|hướng\s+tới|mong\s+muốn)\b", re.IGNORECASE)
LONGEST_SPREAD = 10
FEW_WORDS = 3
PEOPLE = ("người", "lượt người", "lượt")


@dataclass
class Reading:
    """What was found so far in one paragraph; later sentences go on with the year and the total of earlier ones."""

    passage: PlanPassage
    targets: list[ProposedTarget] = field(default_factory=list)
    baselines: list[ProposedBaseline] = field(default_factory=list)
    numbers: list[SeenNumber] = field(default_factory=list)
    carried: YearMark | None = None
    total: ProposedTarget | None = None
    rhythm: str | None = None


def read_promises(passage: PlanPassage) -> Reading:
    """The targets of a paragraph, the bases they start from, and the numbers that are neither."""
    reading = Reading(passage)
    for sentence in sentences(passage.text):
        read_sentence(reading, sentence)
    reading.targets = with_totals(reading.targets)
    return reading


def read_sentence(reading: Reading, sentence: str) -> None:
    # Most sentences of a plan hold no number: they are passed over before the patterns run.
    if not COUNTS.search(sentence):
        reading.total, reading.rhythm = None, None
        return
    marks = year_marks(sentence)
    hidden = [*hidden_spans(sentence), *((mark.start, mark.end) for mark in marks)]
    marks = [
        mark
        for mark in marks
        if not any(a <= mark.start < b for a, b in hidden_spans(sentence) if not is_day_mark(mark, a, b))
    ]
    found = quantities(sentence, hidden)
    if not re.match(r"\s*(?:trong\s+đó|cụ\s+thể)", sentence, re.IGNORECASE):
        reading.total, reading.rhythm = None, None
    for clause in clauses(sentence, found, marks):
        read_clause(reading, sentence, clause, marks)


def is_day_mark(mark: YearMark, start: int, end: int) -> bool:
    """A whole day with its year ("đến ngày 31/12/2030") is hidden as a number, and still names the year."""
    return mark.start < end and mark.end >= end and mark.role in (YearRole.AT, YearRole.PAST) and mark.start <= start


def read_clause(reading: Reading, sentence: str, clause: Clause, marks: list[YearMark]) -> None:
    if not re.match(r"\s*(?:trong\s+đó|riêng)", sentence[clause.start : clause.end], re.IGNORECASE):
        reading.rhythm = None
    taken: list[Quantity] = []
    reasons = reasons_in(sentence, clause)
    clause = with_bases(sentence, clause, reasons)
    marks = [mark for mark in marks if not clause.start <= mark.start < clause.end]
    marks = sorted([*marks, *clause.years], key=lambda mark: mark.start)
    for quantity, reason in zip(clause.numbers, reasons, strict=True):
        if reason is None:
            propose(reading, sentence, clause, quantity, taken, marks)
            taken.append(quantity)
            continue
        if reason is Reason.BASE:
            reading.baselines.append(baseline_of(reading, sentence, clause, quantity))
        reading.numbers.append(seen(reading.passage, sentence, quantity, reason))
    # A year before the first number governs what follows; one behind it only where the heading names none.
    prefix = [mark for mark in clause.years if mark.role is YearRole.AT]
    if prefix and (not clause.numbers or prefix[0].start < clause.numbers[0].start or reading.passage.year is None):
        reading.carried = prefix[-1]


def propose(
    reading: Reading, sentence: str, clause: Clause, quantity: Quantity, taken: list[Quantity], marks: list[YearMark]
) -> None:
    """Propose a number as a target."""
    before = sentence[clause.start : quantity.start]
    rank = is_rank(sentence, quantity)
    year = year_of(reading, sentence, clause, quantity, marks)
    part = part_of(reading, sentence, clause, quantity)
    sign, sure = comparator_of(sentence, clause, quantity, taken, part)
    places = [number.start for number in clause.numbers]
    singles = [mark.start for mark in clause.years if mark.role is YearRole.AT and mark.from_year is None]
    rhythm = governing_rhythm(sentence, clause.start, clause.end, (quantity.start, quantity.end), places, singles)
    if rhythm is None and reading.rhythm and not any(mark.start < quantity.start for mark in clause.years):
        rhythm = reading.rhythm
    reading.rhythm = rhythm or reading.rhythm
    basis, from_year = basis_of(quantity, rhythm, year, before, part, since(marks))
    base = base_year_of(clause, quantity)
    changes = CHANGE_BY.search(before)
    if base is not None and basis == IN_YEAR and (changes or quantity.unit == TIMES):
        basis = CHANGED
    if sure is Sure.CLEAR and base is not None and (basis == CHANGED or CHANGE.search(before)):
        sure = Sure.BASE_YEAR
    if sure is Sure.CLEAR and year is None:
        sure = Sure.YEAR
    target = ProposedTarget(
        phrase=phrase_of(sentence, clause, named_at(clause, quantity)),
        # A place in an order is better the lower it is: "vào tốp 12" is at most 12.
        comparator="<=" if rank else sign,
        low=quantity.low,
        high=quantity.high,
        unit="hạng" if rank else quantity.unit,
        year=year.year if year else None,
        basis=basis,
        from_year=from_year,
        citation=reading.passage.citation,
        sentence=sentence,
        start=quantity.start,
        end=quantity.end,
        ambition=ambition_of(sentence, clause, quantity, taken),
        base_year=base,
        falls=basis == CHANGED and bool(changes and changes["falls"]),
        sure=sure,
    )
    reading.targets.append(target)
    if part is None:
        reading.total = target


def year_of(
    reading: Reading, sentence: str, clause: Clause, quantity: Quantity, marks: list[YearMark]
) -> YearMark | None:
    """The year a number is for: named before it, right after it, by an earlier clause, by the heading."""
    here = [mark for mark in clause.years if mark.role is YearRole.AT]
    before = [mark for mark in here if mark.start < quantity.start]
    after = [mark for mark in here if mark.start > quantity.start]
    first = clause.numbers[0]
    if after and closes_part(sentence, clause, quantity, after[0]):
        return after[0]
    if before and (here[0].start < first.start or not after):
        return before[-1]
    if after:
        return after[0]
    passage = reading.passage
    if reading.carried:
        return reading.carried
    if passage.year is not None:
        return YearMark(0, 0, passage.year, passage.from_year)
    later = [mark for mark in marks if mark.role is YearRole.AT and mark.start > quantity.start]
    return later[0] if later else None


def closes_part(sentence: str, clause: Clause, quantity: Quantity, mark: YearMark) -> bool:
    """Whether a year ends the part in which a number stands: "và từ 25 mô hình trở lên vào năm 2028."."""
    between = sentence[quantity.end : mark.start]
    crossed = any(quantity.end <= number.start < mark.start for number in clause.numbers)
    after = re.split(r"[,;.)]", sentence[mark.end : clause.end])[0]
    return (
        not crossed
        and not re.search(r"[,;:(]|\bvà\b", between)
        and len(after.split()) <= 1
        and not re.search(r"\d", after)
    )


def since(marks: list[YearMark]) -> int | None:
    """The year in which a sentence says that something begins, None where it names none."""
    return next((mark.year for mark in marks if mark.role is YearRole.SINCE), None)


def part_of(reading: Reading, sentence: str, clause: Clause, quantity: Quantity) -> ProposedTarget | None:
    """The total that a number is a part of: "khoảng 224.500 lượt người (trong đó: cao đẳng 25.000 ...)"."""
    total = reading.total
    if total is None:
        return None
    opened = total.end if total.sentence == sentence else 0
    between = sentence[opened : quantity.start]
    if (
        not (quantity.is_count or quantity.unit == "")
        or total.low is None
        or total.unit[:1] in ("", "%")
        or quantity.low >= total.low
    ):
        return None
    return total if PARTS.search(between) else None


def comparator_of(
    sentence: str, clause: Clause, quantity: Quantity, taken: list[Quantity], part: ProposedTarget | None
) -> tuple[str, Sure]:
    """How a number is compared (">=", "<=", "about", "range" ...) and what of that a person should look at."""
    if quantity.high is not None:
        return "range", Sure.CLEAR
    if quantity.sign:
        return quantity.sign, Sure.CLEAR
    if part is not None and part.comparator == "about":
        return "about", Sure.CLEAR
    if shared := spread_sign(sentence, clause, quantity, taken):
        return shared, Sure.COMPARATOR
    before = sentence[clause.start : quantity.start]
    part_before = re.split(r",\s", before)[-1]
    if LOWER_IS_BETTER.search(part_before) and quantity.is_share and not CHANGE.search(part_before):
        return "<=", Sure.COMPARATOR
    return ">=", Sure.CLEAR


def spread_sign(sentence: str, clause: Clause, quantity: Quantity, taken: list[Quantity]) -> str | None:
    """The comparator of a list with one predicate: "Khoảng 70% hợp tác xã, 50% tổ hợp tác có ..."."""
    if not taken or taken[-1].sign is None or taken[-1].high is not None or taken[-1].unit != quantity.unit:
        return None
    between = sentence[taken[-1].end : quantity.start]
    noun = re.fullmatch(r"\s+(?P<noun>[^,;()%\d]+?)\s*(?:,|,?\s+và)\s+", between)
    if noun is None or len(noun["noun"].split()) > LONGEST_SPREAD:
        return None
    verbs = r"\b(?:có|được|đạt|là|chiếm|biết|tham gia|sử dụng|không|ở|trong|qua)\b"
    if re.search(verbs, noun["noun"]) or re.search(r"trở\s+(?:lên|xuống)", between):
        return None
    return taken[-1].sign if taken[-1].sign in ("about", ">=", "<=", "<", ">") else None


def basis_of(
    quantity: Quantity,
    rhythm: str | None,
    year: YearMark | None,
    before: str,
    part: ProposedTarget | None,
    first: int | None,
) -> tuple[str, int | None]:
    """(basis, first year): held in one year, every year, on average, or added up over a period."""
    named = year is not None and year.end > 0
    period = year.from_year if year else None
    if rhythm in (AVERAGE, EVERY_YEAR):
        return rhythm, period or first
    if period and not named and not (FLOW.search(before) or quantity.unit.startswith("lượt")):
        period = None
    if part is not None and part.basis in (CUMULATIVE, EVERY_YEAR, AVERAGE):
        return part.basis, part.from_year
    if period and quantity.is_count and quantity.sign not in ("<=", "=", "<") and not HELD.search(before):
        return CUMULATIVE, period
    return IN_YEAR, None


def ambition_of(sentence: str, clause: Clause, quantity: Quantity, taken: list[Quantity]) -> str:
    """A level striven for beside a committed one of the same clause."""
    since_last = sentence[taken[-1].end if taken else clause.start : quantity.start]
    return "aspired" if taken and ASPIRED.search(since_last) else "committed"


def phrase_of(sentence: str, clause: Clause, quantity: Quantity) -> str:
    """The words of what is measured: those around the number, with the clause's first words where they are few."""
    earlier = [number.end for number in clause.numbers if number.end <= quantity.start]
    lead = sentence[earlier[-1] if earlier else clause.start : quantity.start]
    before = re.split(r"[,;:(]\s|\s(?:và|còn)\s", lead)[-1]
    after = re.split(r"[,;.()](?:\s|$)|\s\(|\d", sentence[quantity.end : clause.end])[0]
    measured = SAYS_NO_MEASURE.sub("", f" {before}")
    if len(measured.split()) > 1:
        counted = quantity.unit if len(measured.split()) > FEW_WORDS and quantity.unit in PEOPLE else ""
        before, after = measured, NOT_OF_THE_NOUN.sub("", after.strip().removeprefix(counted))
    elif earlier and not measured.strip():
        before = ""
    words = f"{before} {after}"
    if len(words.split()) < FEW_WORDS:
        opening = re.split(r"[,;:(]\s|\d", sentence[clause.start :])[0]
        words = f"{SAYS_NO_MEASURE.sub('', opening)} {words}"
    words = re.sub(
        r"^[\s\-+]*(?:phấn đấu|trong đó:?|riêng|đạt|có)?\s+", "", " ".join(words.split()), flags=re.IGNORECASE
    )
    return " ".join(words.split())[:200]


def baseline_of(reading: Reading, sentence: str, clause: Clause, quantity: Quantity) -> ProposedBaseline:
    """The level from which a change starts, for the year that stands right behind it, if any."""
    year = near_year(sentence, clause, quantity)
    return ProposedBaseline(
        phrase_of(sentence, clause, quantity),
        quantity.low,
        quantity.unit,
        year.year if year else None,
        reading.passage.citation,
        sentence,
    )


def seen(passage: PlanPassage, sentence: str, quantity: Quantity, reason: Reason) -> SeenNumber:
    return SeenNumber(
        sentence[quantity.start : quantity.end], reason.value, passage.citation, sentence, quantity.start, quantity.end
    )


def with_totals(targets: list[ProposedTarget]) -> list[ProposedTarget]:
    """A total beside its yearly average is a total over years, and its first year follows: 1.150.000 = 5 x 230.000."""
    result = list(targets)
    for number, (total, average) in enumerate(pairwise(targets)):
        if total.basis != IN_YEAR or average.basis != AVERAGE or not total.low or not average.low or total.year is None:
            continue
        years = Decimal(total.low) / Decimal(average.low)
        if total.unit.split()[:1] == average.unit.split()[:1] and 2 <= years <= LONGEST_SPREAD and years == int(years):
            first = total.year - int(years) + 1
            result[number] = replace(total, basis=CUMULATIVE, from_year=first, sure=Sure.BASIS)
            result[number + 1] = replace(average, from_year=average.from_year or first, sure=Sure.BASIS)
    return result
