"""Numbers as Vietnamese officials type them, read strictly: what has two readings is asked about, never guessed.

Django's own localised parsing turns "0.500" into 500 and accepts full-width digits without a word, so figures never
pass through it. Luật Kế toán 2015, Điều 11: dot after thousands, comma before decimals.
"""

import re
import unicodedata
from decimal import Context, Decimal

from reports.wording.formats import number
from targets.models import Formula, Indicator

# "0.500" is no count of five hundred: thousands never follow a lone zero.
GROUPED = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?", re.ASCII)
PLAIN = re.compile(r"-?\d+(,\d+)?", re.ASCII)
DOT_AS_DECIMAL = re.compile(r"-?\d+\.\d+", re.ASCII)
# As a program with English settings writes numbers: comma after thousands, dot before decimals.
ENGLISH = re.compile(r"-?(\d+|[1-9]\d{0,2}(,\d{3})+)(\.\d+)?", re.ASCII)
# Two commas after thousands cannot be read otherwise.
ENGLISH_MILLIONS = re.compile(r"-?[1-9]\d{0,2}(,\d{3}){2,}(\.\d+)?", re.ASCII)
COMMA_OF_TWO_MEANINGS = re.compile(r"-?[1-9]\d{0,2},\d{3}", re.ASCII)
# Spaces that never break a line are put after thousands by programs, not by slips of the hand; so are apostrophes.
FIXED_SPACES = "\u00a0\u202f\u2007\u2009"
APOSTROPHES = "'\u2019"
GROUPED_OTHERWISE = re.compile(
    rf"-?[1-9]\d{{0,2}}(([{FIXED_SPACES}]\d{{3}})+|([{APOSTROPHES}]\d{{3}})+)(,\d+)?", re.ASCII
)
# What Unicode tells programs not to show beside its format signs, and the one blank among the patterns of Braille.
UNSHOWN = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
ONE_FRACTION = re.compile(r"-?\d+[.,]\d+", re.ASCII)
# It turns the order of what follows, so that what is seen is not what is there.
TURNS_AROUND = "\u202e"
# Fifteen digits in all come back unchanged from every database, SQLite's floating columns included.
MAX_DIGITS = 15
LONGEST_ECHO = 30
LONGEST_FRACTION = 60
# A typed value may be finer than its indicator is shown, never finer than it is stored.
STORED_DECIMALS = 4


class NumberError(ValueError):
    """The text is no number that can be taken; the message says in Vietnamese how to mend it."""


def parse_number(text: str, *, decimals: int, percentage: bool = False) -> Decimal:
    """Read a typed count or rate of at most `decimals` decimals; a percentage lies in 0..100.

    "1.150.000", "1150000", "55,5" and "1,234,567" are clear. Raises NumberError for everything else, also for "72.23",
    and for "1.150" where decimals are allowed. Never rounds, but for what lies beyond fifteen digits: Excel shows no
    more, and a sum like 320,00000000000006 has more only because it was added in binary.
    """
    typed = within_fifteen_digits(visible_number(text))
    if ENGLISH_MILLIONS.fullmatch(typed):
        typed = with_vietnamese_marks(typed)
    if not (GROUPED.fullmatch(typed) or PLAIN.fullmatch(typed)):
        raise NumberError(explain(typed, decimals))
    if decimals and GROUPED.fullmatch(typed) and "," not in typed and typed.count(".") == 1:
        raise NumberError(both_readings(typed))
    # "1,000" for a count would be 1, and was most likely copied from a program that means a thousand.
    if not decimals and COMMA_OF_TWO_MEANINGS.fullmatch(typed):
        raise NumberError(too_fine(typed, decimals))
    whole, _, fraction = typed.replace(".", "").partition(",")
    if whole.startswith("-"):
        raise NumberError(f"{shortened_typing(typed)} là số âm. Gõ số từ 0 trở lên")
    # The decimals of the element have their place among the fifteen digits, typed or not (ADR 0007).
    if len(whole.lstrip("0")) > MAX_DIGITS - decimals:
        raise NumberError(f"Số có {len(whole)} chữ số, nhiều hơn {MAX_DIGITS - decimals}. Kiểm tra lại số vừa gõ")
    if len(fraction.rstrip("0")) > decimals:
        raise NumberError(too_fine(typed, decimals))
    value = Decimal(f"{whole}.{fraction or '0'}")
    if percentage and value > 100:
        raise NumberError(f"{shortened_typing(typed)}% lớn hơn 100%. Tỷ lệ chỉ từ 0 đến 100")
    return value if value % 1 else Decimal(int(value))


def parse_english(text: str, *, decimals: int, percentage: bool = False) -> Decimal:
    """The same for a text that is known to come from English settings: "1,320" is 1320, "72.23" is 72,23."""
    typed = visible_number(text)
    if not ENGLISH.fullmatch(typed):
        raise NumberError(explain(typed, decimals))
    if not decimals and GROUPED.fullmatch(typed) and "." in typed:
        raise NumberError(both_readings(typed))
    typed = within_fifteen_digits(with_vietnamese_marks(typed))
    # Without dots a number has one reading, whatever its decimals.
    return parse_number(typed, decimals=decimals, percentage=percentage)


def has_one_english_reading(text: str) -> bool:
    """Whether a text is a number in English marks and nothing else: "1,234,567" and "1,320.5", never "1,320"."""
    typed = visible_number(text)
    return bool(ENGLISH_MILLIONS.fullmatch(typed) or (ENGLISH.fullmatch(typed) and "," in typed and "." in typed))


def with_vietnamese_marks(typed: str) -> str:
    return typed.replace(",", "").replace(".", ",")


def visible_number(text: str) -> str:
    """A typed number without what no screen shows and without the fixed spaces that programs put after thousands."""
    shown = UNSHOWN.sub("", text)
    # All but the sign that turns the order round: a number that holds it is refused, and the sign named.
    seen = "".join(sign for sign in shown if sign == TURNS_AROUND or unicodedata.category(sign) != "Cf").strip()
    return re.sub(f"[{FIXED_SPACES}{APOSTROPHES}]", "", seen) if GROUPED_OTHERWISE.fullmatch(seen) else seen


def without_unit(text: str, unit: str) -> str:
    """A number that a format printed with its unit behind it: "320 người" in a cell of "người" is 320."""
    typed, unit = unicodedata.normalize("NFC", text.strip()), unicodedata.normalize("NFC", unit)
    number_part = typed[: -len(unit)] if unit and unit != "%" and typed.casefold().endswith(unit.casefold()) else ""
    # A unit stands behind a space; without one its letters may belong to what was typed.
    return number_part.strip() if number_part[-1:].isspace() else text


def within_fifteen_digits(typed: str) -> str:
    """A number with a fraction as Excel shows it; a whole number and what is none as they are."""
    # No program prints so long a fraction; what is longer is refused as it stands, before anything reckons with it.
    if len(typed) > LONGEST_FRACTION or not ONE_FRACTION.fullmatch(typed):
        return typed
    value = Decimal(typed.replace(",", "."))
    return typed if len(value.as_tuple().digits) <= MAX_DIGITS else f"{to_fifteen_digits(value):f}".replace(".", ",")


def to_fifteen_digits(value: Decimal) -> Decimal:
    """A fraction with the digits that a binary number carries for sure; the whole numbers before it are kept."""
    whole = value == value.to_integral_value() or value.adjusted() >= MAX_DIGITS
    return value if whole else Context(prec=MAX_DIGITS).plus(value).normalize()


def parse_value(typed: str, indicator: Indicator) -> Decimal:
    """A typed value in the indicator's unit; only a growth may be negative. Raises NumberError."""
    decimals = STORED_DECIMALS if indicator.decimals or indicator.is_percentage else 0
    typed = typed.strip()
    # The minus of the keyboard, and the dash that our own pages print as one and that is copied from them.
    sign = -1 if indicator.formula == Formula.GROWTH and typed[:1] in ("-", "–") else 1
    whole = parse_number(
        typed[1:] if sign < 0 else typed, decimals=decimals, percentage=indicator.formula == Formula.RATIO
    )
    return sign * whole


def fit_number(value: Decimal, *, decimals: int, percentage: bool = False) -> Decimal:
    """A number that came as a number, held to the limits of a typed one. Raises NumberError; rounds as little."""
    if not value.is_finite():
        raise NumberError("NaN và vô cực không phải là số liệu")
    if not value:
        return Decimal()
    # Before anything writes it out: 1e999999 is short to send and long to print.
    if value.adjusted() >= MAX_DIGITS - decimals:
        raise NumberError(f"Số có nhiều hơn {MAX_DIGITS - decimals} chữ số. Kiểm tra lại số và đơn vị")
    value = to_fifteen_digits(value)
    if value.adjusted() < -decimals:
        raise NumberError(too_fine(str(value), decimals))
    return parse_number(f"{value.normalize():f}".replace(".", ","), decimals=decimals, percentage=percentage)


def explain(typed: str, decimals: int) -> str:
    """Why a text is refused and what to type instead."""
    shown = shortened_typing(typed)
    if any(letter.isdigit() and not letter.isascii() for letter in typed):
        return f"“{shown}” có chữ số toàn khổ hoặc của bộ chữ khác. Gõ lại bằng các chữ số 0 đến 9 thường"
    if hidden := sorted({f"U+{ord(sign):04X}" for sign in typed if is_hidden(sign)}):
        return f"“{shown}” có ký tự không nhìn thấy ({', '.join(hidden)}). Xóa rồi gõ lại số"
    if typed.endswith("%") and PLAIN.fullmatch(typed[:-1].strip()):
        return f"“{shown}”: bỏ dấu %, chỉ gõ số"
    if DOT_AS_DECIMAL.fullmatch(typed) and len(typed) <= LONGEST_ECHO:
        return both_readings(typed)
    if re.fullmatch(r"-?[\d.,\s]+", typed, re.ASCII):
        return f"“{shown}” đặt dấu chưa rõ. Gõ như 1.150.000 hoặc 1150000" + (", phần lẻ như 55,5" if decimals else "")
    return f"“{shown}” không phải là số. Gõ như 1.150.000 hoặc 1150000" + (", phần lẻ như 55,5" if decimals else "")


def is_hidden(sign: str) -> bool:
    """Whether a sign inside a number cannot be told from nothing or from a plain space."""
    return unicodedata.category(sign) in ("Cc", "Cf", "Zs") and sign not in " \t\n\r"


def both_readings(typed: str) -> str:
    """The question that a dot with two meanings raises, with both readings."""
    whole, _, fraction = typed.partition(".")
    joined = f"{int(whole + fraction):,}".replace(",", ".")
    return f"“{typed}” là {whole},{fraction} hay {joined}? Gõ lại: dấu phẩy cho phần lẻ, dấu chấm cho hàng nghìn"


def too_fine(typed: str, decimals: int) -> str:
    typed = shortened_typing(typed)
    if decimals == 0 and COMMA_OF_TWO_MEANINGS.fullmatch(typed):
        thousands = typed.replace(",", ".")
        return f"“{typed}” là {thousands} hay {typed} có phần lẻ? Ô này chỉ nhận số nguyên: gõ {thousands} nếu đúng vậy"
    if decimals == 0:
        return f"“{typed}” có phần lẻ. Ô này chỉ nhận số nguyên"
    return f"“{typed}” có quá nhiều chữ số lẻ. Ô này nhận nhiều nhất {decimals} chữ số lẻ"


def shortened_typing(typed: str) -> str:
    """What was typed, as far as a message repeats it."""
    return typed if len(typed) <= LONGEST_ECHO else f"{typed[:LONGEST_ECHO]}…"


def number_to_type(value: Decimal, *, decimals: int) -> str:
    """A stored number as an entry field holds it: what it shows can be sent again and means the same.

    A whole thousand in an element with decimals gets its comma: 1.150,0 and never the ambiguous 1.150.
    """
    text = number(value)
    return f"{text},0" if decimals and text.count(".") == 1 and "," not in text else text
