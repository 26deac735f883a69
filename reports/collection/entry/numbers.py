"""Numbers as Vietnamese officials type them, read strictly: what has two readings is asked about, never guessed.

Django's own localised parsing turns "0.500" into 500 and accepts full-width digits without a word, so figures never
pass through it. Luật Kế toán 2015, Điều 11: dot after thousands, comma before decimals.
"""

import re
from decimal import Decimal

GROUPED = re.compile(r"-?\d{1,3}(\.\d{3})+(,\d+)?", re.ASCII)
PLAIN = re.compile(r"-?\d+(,\d+)?", re.ASCII)
DOT_AS_DECIMAL = re.compile(r"-?\d+\.\d+", re.ASCII)
SPACES = "\u00a0\u202f\u2009 \t"
# Fifteen digits in all come back unchanged from every database, SQLite's floating columns included.
MAX_DIGITS = 15


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
        raise NumberError(f"{typed} là số âm. Gõ số từ 0 trở lên")
    if len(whole.lstrip("0")) > MAX_DIGITS - decimals:
        raise NumberError(f"Số có {len(whole)} chữ số, nhiều hơn {MAX_DIGITS - decimals}. Kiểm tra lại số vừa gõ")
    if len(fraction.rstrip("0")) > decimals:
        raise NumberError(too_fine(typed, decimals))
    value = Decimal(f"{whole}.{fraction or '0'}")
    if percentage and value > 100:
        raise NumberError(f"{typed}% lớn hơn 100%. Tỷ lệ chỉ từ 0 đến 100")
    return value if value % 1 else Decimal(int(value))


def fit_number(value: Decimal, *, decimals: int, percentage: bool = False) -> Decimal:
    """A number that came as a number, held to the same limits as a typed one. Raises NumberError; never rounds."""
    if not value.is_finite():
        raise NumberError("NaN và vô cực không phải là số liệu")
    if value and value.adjusted() >= MAX_DIGITS - decimals:
        raise NumberError(f"Số có quá {MAX_DIGITS - decimals} chữ số trước phần lẻ. Kiểm tra lại số và đơn vị")
    exponent = value.as_tuple().exponent
    if value and isinstance(exponent, int) and exponent < -decimals and value % Decimal(1).scaleb(-decimals):
        raise NumberError(too_fine("Số này", decimals))
    return parse_number(f"{value:f}".replace(".", ","), decimals=decimals, percentage=percentage)


def explain(typed: str, decimals: int) -> str:
    """Why a text is refused and what to type instead."""
    shown = typed if len(typed) <= 30 else f"{typed[:30]}…"
    if any(letter.isdigit() and not letter.isascii() for letter in typed):
        return f"“{shown}” có chữ số toàn khổ hoặc của bộ chữ khác. Gõ lại bằng các chữ số 0 đến 9 thường"
    if typed.endswith("%") and PLAIN.fullmatch(typed[:-1].strip(SPACES)):
        return f"“{shown}”: bỏ dấu %, chỉ gõ số"
    if DOT_AS_DECIMAL.fullmatch(typed):
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
    if decimals == 0:
        return f"“{typed}” có phần lẻ. Ô này chỉ nhận số nguyên"
    return f"“{typed}” có quá nhiều chữ số lẻ. Ô này nhận nhiều nhất {decimals} chữ số lẻ"
