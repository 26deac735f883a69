"""Numbers as Vietnamese officials type them, read strictly: what has two readings is asked about, never guessed.

Django's own localised parsing turns "0.500" into 500 and accepts full-width digits without a word, so figures never
pass through it. Luật Kế toán 2015, Điều 11: dot after thousands, comma before decimals.
"""

import re
from decimal import Decimal

from reports.wording.formats import number
from targets.models import Formula, Indicator

# "0.500" is no count of five hundred: thousands never follow a lone zero.
GROUPED = re.compile(r"-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?", re.ASCII)
PLAIN = re.compile(r"-?\d+(,\d+)?", re.ASCII)
DOT_AS_DECIMAL = re.compile(r"-?\d+\.\d+", re.ASCII)
SPACES = "\u00a0\u202f\u2009 \t"
# Fifteen digits in all come back unchanged from every database, SQLite's floating columns included.
MAX_DIGITS = 15
LONGEST_ECHO = 30
# A typed value may be finer than its indicator is shown, never finer than it is stored.
STORED_DECIMALS = 4


class NumberError(ValueError):
    """The text is no number that can be taken; the message says in Vietnamese how to mend it."""


def parse_number(text: str, *, decimals: int, percentage: bool = False) -> Decimal:
    """Read a typed count or rate of at most `decimals` decimals; a percentage lies in 0..100.

    "1.150.000", "1150000" and "55,5" are clear. Raises NumberError for everything else, also for "72.23", and for
    "1.150" where decimals are allowed. Never rounds.
    """
    typed = text.strip(SPACES)
    if not (GROUPED.fullmatch(typed) or PLAIN.fullmatch(typed)):
        raise NumberError(explain(typed, decimals))
    if decimals and GROUPED.fullmatch(typed) and "," not in typed and typed.count(".") == 1:
        raise NumberError(both_readings(typed))
    whole, _, fraction = typed.replace(".", "").partition(",")
    if whole.startswith("-"):
        raise NumberError(f"{shortened_typing(typed)} là số âm. Gõ số từ 0 trở lên")
    if len(whole.lstrip("0")) > MAX_DIGITS - decimals:
        raise NumberError(f"Số có {len(whole)} chữ số, nhiều hơn {MAX_DIGITS - decimals}. Kiểm tra lại số vừa gõ")
    if len(fraction.rstrip("0")) > decimals:
        raise NumberError(too_fine(typed, decimals))
    value = Decimal(f"{whole}.{fraction or '0'}")
    if percentage and value > 100:
        raise NumberError(f"{shortened_typing(typed)}% lớn hơn 100%. Tỷ lệ chỉ từ 0 đến 100")
    return value if value % 1 else Decimal(int(value))


def parse_value(typed: str, indicator: Indicator) -> Decimal:
    """A typed value in the indicator's unit; only a growth may be negative. Raises NumberError."""
    decimals = STORED_DECIMALS if indicator.decimals or indicator.is_percentage else 0
    typed = typed.strip()
    sign = -1 if indicator.formula == Formula.GROWTH and typed[:1] in ("-", "–") else 1
    whole = parse_number(
        typed[1:] if sign < 0 else typed, decimals=decimals, percentage=indicator.formula == Formula.RATIO
    )
    return sign * whole


def fit_number(value: Decimal, *, decimals: int, percentage: bool = False) -> Decimal:
    """A number that came as a number, held to the limits of a typed one. Raises NumberError; never rounds."""
    if not value.is_finite():
        raise NumberError("NaN và vô cực không phải là số liệu")
    if not value:
        return Decimal()
    # Before anything writes it out: 1e999999 is short to send and long to print.
    if value.adjusted() >= MAX_DIGITS - decimals:
        raise NumberError(f"Số có nhiều hơn {MAX_DIGITS - decimals} chữ số. Kiểm tra lại số và đơn vị")
    if value.adjusted() < -decimals:
        raise NumberError(too_fine(str(value), decimals))
    return parse_number(f"{value:f}".replace(".", ","), decimals=decimals, percentage=percentage)


def explain(typed: str, decimals: int) -> str:
    """Why a text is refused and what to type instead."""
    shown = shortened_typing(typed)
    if any(letter.isdigit() and not letter.isascii() for letter in typed):
        return f"“{shown}” có chữ số toàn khổ hoặc của bộ chữ khác. Gõ lại bằng các chữ số 0 đến 9 thường"
    if typed.endswith("%") and PLAIN.fullmatch(typed[:-1].strip(SPACES)):
        return f"“{shown}”: bỏ dấu %, chỉ gõ số"
    if DOT_AS_DECIMAL.fullmatch(typed) and len(typed) <= LONGEST_ECHO:
        return both_readings(typed)
    if re.fullmatch(r"-?[\d.,\s]+", typed, re.ASCII):
        return f"“{shown}” đặt dấu chưa rõ. Gõ như 1.150.000 hoặc 1150000" + (", phần lẻ như 55,5" if decimals else "")
    return f"“{shown}” không phải là số. Gõ như 1.150.000 hoặc 1150000" + (", phần lẻ như 55,5" if decimals else "")


def both_readings(typed: str) -> str:
    """The question that a dot with two meanings raises, with both readings."""
    whole, _, fraction = typed.partition(".")
    joined = f"{int(whole + fraction):,}".replace(",", ".")
    return f"“{typed}” là {whole},{fraction} hay {joined}? Gõ lại: dấu phẩy cho phần lẻ, dấu chấm cho hàng nghìn"


def too_fine(typed: str, decimals: int) -> str:
    typed = shortened_typing(typed)
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
