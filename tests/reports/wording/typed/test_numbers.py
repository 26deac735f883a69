"""What an official may type as a number, and what is asked about instead of guessed."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.wording.formats import number
from reports.wording.typed.numbers import (
    ENGLISH_MILLIONS,
    NumberError,
    fit_number,
    number_to_type,
    parse_english,
    parse_number,
    visible_number,
    within_fifteen_digits,
    without_unit,
)

DIGITS = st.integers(min_value=0, max_value=4)


def refusal(text: str, *, decimals: int = 0, percentage: bool = False) -> str:
    with pytest.raises(NumberError) as refused:
        parse_number(text, decimals=decimals, percentage=percentage)
    return str(refused.value)


@pytest.mark.parametrize(
    ("text", "decimals", "value"),
    [
        ("0", 0, "0"),
        ("00", 0, "0"),
        ("7", 0, "7"),
        ("0042", 0, "42"),
        ("1150000", 0, "1150000"),
        ("1.150.000", 0, "1150000"),
        ("1.234", 0, "1234"),
        ("12,0", 0, "12"),
        ("1.150,00", 0, "1150"),
        ("  1.150 ", 0, "1150"),
        ("\u00a01150\u202f", 0, "1150"),
        ("55,5", 1, "55.5"),
        ("55,50", 1, "55.5"),
        ("0,5", 1, "0.5"),
        ("72,23", 2, "72.23"),
        ("1.150,5", 1, "1150.5"),
        ("1.150.000", 2, "1150000"),
        ("1150", 2, "1150"),
        ("999999999999999", 0, "999999999999999"),
        ("99999999999,9999", 4, "99999999999.9999"),
        ("1,234,567", 0, "1234567"),
        ("1,234,567.5", 1, "1234567.5"),
    ],
)
def test_a_clear_number_is_read_as_it_is_meant(text, decimals, value):
    assert parse_number(text, decimals=decimals) == Decimal(value)


@pytest.mark.parametrize("text", ["0", "55,5", "100", "100,00"])
def test_a_percentage_lies_between_nothing_and_a_hundred(text):
    assert 0 <= parse_number(text, decimals=2, percentage=True) <= 100


@pytest.mark.parametrize("decimals", [0, 2])
@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        ",",
        ".",
        "0.500",
        "00.500",
        "12.5",
        "72.23",
        "1,234.5",
        "1.2.3",
        "1.23.456",
        "1234.567",
        "1.2345",
        "1 234,5",
        "1,2,3",
        "1,234,56",
        "3\u00a020",
        "1\u00a0318\u00a02",
        ",5",
        "5,",
        "5\n6",
        "1e5",
        "1E5",
        "NaN",
        "nan",
        "Infinity",
        "-Infinity",
        "inf",
        "-0",
        "-5",
        "-1.000",
        "+5",
        "\u22125",
        "–5",
        "１２３",
        "12３",
        "٣٤",
        "१२",
        "²",
        "0x10",
        "1_000",
        "12a",
        "một trăm",
        "101 %",
        "55%",
        "1\x002",
        "\u202e12",
        "😀",
        "1" * 21,
        "1" * 5000,
        "1." + "1" * 5000,
        "1," + "1" * 5000,
    ],
)
def test_everything_else_is_refused_in_words(text, decimals):
    assert len(refusal(text, decimals=decimals)) < 200


@pytest.mark.parametrize(
    "mark",
    ["\u200b", "\ufeff", "\u2060", "\u200e", "\u202d", "\u00ad", "\u034f", "\u2800", "\u3164", "\ufe0f", "\U000e0100"],
)
@pytest.mark.parametrize("place", [0, 1, 3])
def test_what_no_screen_shows_changes_no_number(mark, place):
    assert parse_number("320"[:place] + mark + "320"[place:], decimals=0) == 320


@pytest.mark.parametrize("space", ["\u00a0", "\u202f", "\u2007", "\u2009"])
def test_a_fixed_space_is_a_mark_of_thousands_and_nothing_at_the_ends(space):
    assert parse_number(f"{space}1{space}318{space}", decimals=0) == 1318
    assert parse_number(f"1{space}318,5", decimals=1) == Decimal("1318.5")


@pytest.mark.parametrize("mark", ["'", "\u2019"])
def test_an_apostrophe_is_a_mark_of_thousands_as_swiss_programs_write_it(mark):
    assert parse_number(f"1{mark}318", decimals=0) == 1318
    assert parse_number(f"1{mark}234{mark}567,5", decimals=1) == Decimal("1234567.5")
    for text in (f"1{mark}31", f"{mark}318", f"0{mark}318", f"1{mark}318\u00a0000", f"1{mark}318.000"):
        refusal(text)


@pytest.mark.parametrize("text", ["320 người", "320\u00a0Người", "320 ngu\u031bo\u031b\u0300i", " 320  người "])
def test_a_number_may_bear_the_unit_of_its_cell(text):
    assert parse_number(without_unit(text, "người"), decimals=0) == 320


@pytest.mark.parametrize(
    ("text", "unit"), [("320 người", "lượt người"), ("320người", "người"), ("người", "người"), ("55 %", "%"), ("5", "")]
)
def test_no_other_word_is_taken_off_a_number(text, unit):
    assert without_unit(text, unit) == text


def test_what_is_hidden_and_not_harmless_is_named():
    assert "U+00A0" in refusal("3\u00a020")
    assert "U+202E" in refusal("\u202e12")
    assert "U+0000" in refusal("1\x002")


@pytest.mark.parametrize(
    ("text", "decimals", "value"),
    [
        ("320.00000000000006", 0, "320"),
        ("320,00000000000006", 0, "320"),
        ("319.99999999999994", 0, "320"),
        ("0,30000000000000004", 1, "0.3"),
        ("72.230000000000004", 2, "72.23"),
    ],
)
def test_a_number_is_what_fifteen_digits_of_it_are_as_in_excel(text, decimals, value):
    assert parse_number(text, decimals=decimals) == Decimal(value)
    assert fit_number(Decimal(text.replace(",", ".")), decimals=decimals) == Decimal(value)


@pytest.mark.parametrize("text", ["320.0000000006", "1234567890123456.5", "320.50000000000006"])
def test_what_fifteen_digits_do_not_take_away_is_still_refused(text):
    refusal(text)
    with pytest.raises(NumberError):
        fit_number(Decimal(text), decimals=0)


def test_a_comma_with_two_meanings_is_asked_about_with_both_readings():
    assert "“1,320” là 1.320 hay 1,320 có phần lẻ" in refusal("1,320")
    assert "“100,000” là 100.000 hay" in refusal("100,000")


@pytest.mark.parametrize(
    ("text", "decimals", "value"),
    [("1,320", 0, "1320"), ("1,320.5", 1, "1320.5"), ("72.23", 2, "72.23"), ("320", 0, "320"), ("1,320", 2, "1320")],
)
def test_under_english_settings_the_marks_change_places(text, decimals, value):
    assert parse_english(text, decimals=decimals) == Decimal(value)


@pytest.mark.parametrize("text", ["1.320", "1.000", "1.320,5", "12,34", "-1,320", "một", "1.5"])
def test_under_english_settings_the_same_limits_hold(text):
    with pytest.raises(NumberError):
        parse_english(text, decimals=0)


def test_a_dot_with_two_meanings_is_asked_about_with_both_readings():
    assert "“72.23” là 72,23 hay 7.223?" in refusal("72.23", decimals=2)
    assert "“72.23” là 72,23 hay 7.223?" in refusal("72.23")
    assert "“1.150” là 1,150 hay 1.150?" in refusal("1.150", decimals=1)
    assert "“0.500” là 0,500 hay 500?" in refusal("0.500")


def test_each_refusal_says_what_to_type_instead():
    assert "bỏ dấu %" in refusal("101 %", decimals=2, percentage=True)
    assert "lớn hơn 100%" in refusal("100,01", decimals=2, percentage=True)
    assert "số âm" in refusal("-5")
    assert "số nguyên" in refusal("5,5")
    assert "nhiều nhất 2 chữ số lẻ" in refusal("5,5555555555", decimals=2)
    assert "21 chữ số" in refusal("9" * 21)
    assert "các chữ số 0 đến 9" in refusal("１２３")
    assert "1.150.000" in refusal("1 234,5")


@pytest.mark.parametrize(
    ("value", "decimals"), [("0", 0), ("-0", 0), ("1150", 0), ("1150", 2), ("72.230", 2), ("1E+3", 0)]
)
def test_a_number_sent_as_a_number_is_taken_as_it_is(value, decimals):
    assert fit_number(Decimal(value), decimals=decimals) == Decimal(value)


@pytest.mark.parametrize(
    "value",
    ["NaN", "sNaN", "Infinity", "-Infinity", "-1", "0.5", "1E+15", "1E+999999", "1E-999999", "1000000000000000"],
)
def test_a_number_sent_as_a_number_is_held_to_the_limits_of_a_typed_one(value):
    with pytest.raises(NumberError) as refused:
        fit_number(Decimal(value), decimals=0)
    assert len(str(refused.value)) < 200


def test_a_percentage_sent_as_a_number_is_at_most_a_hundred():
    with pytest.raises(NumberError, match="lớn hơn 100%"):
        fit_number(Decimal("100.01"), decimals=2, percentage=True)


@given(decimals=DIGITS, data=st.data())
def test_what_a_cell_shows_can_be_typed_again(decimals, data):
    value = data.draw(st.decimals(min_value=0, max_value=Decimal(10**11 - 1), places=decimals))
    shown = number_to_type(value, decimals=decimals)
    assert parse_number(shown, decimals=decimals) == value


@given(value=st.integers(min_value=0, max_value=10**15 - 1))
def test_a_count_printed_anywhere_can_be_typed_again(value):
    assert parse_number(number(value), decimals=0) == value


@given(text=st.one_of(st.text(), st.from_regex(r"-?[0-9.,  %eE+٣３]{0,30}", fullmatch=True)), decimals=DIGITS)
def test_no_text_does_worse_than_a_refusal(text, decimals):
    try:
        value = parse_number(text, decimals=decimals)
    except NumberError:
        return
    assert value.is_finite()
    assert value >= 0
    shown = visible_number(text)
    typed = shown.replace(",", "") if ENGLISH_MILLIONS.fullmatch(shown) else shown.replace(".", "").replace(",", ".")
    exact = Decimal(shown.replace(",", ".") if within_fifteen_digits(shown) != shown else typed)
    assert abs(value - exact) <= value / 10**14, "what is taken is taken to the last digit that Excel shows"
    assert all(letter.isascii() for letter in typed)
