from datetime import UTC, date, datetime
from decimal import Decimal as D

import pytest

from reports.wording import formats


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (D(1150000), 0, "1.150.000"),
        (D("55.46"), 1, "55,5"),
        (D("0.05"), 1, "0,1"),
        (D("-0.05"), 1, "–0,1"),
        (D("2.5"), 0, "3"),
        (D("-0.04"), 1, "0,0"),
        (D("-1234567.891"), 2, "–1.234.567,89"),
        (D("72.2300"), None, "72,2300"),
        (D("1E+6"), None, "1.000.000"),
        (D("123456789012345678901234567890.5"), 0, "123.456.789.012.345.678.901.234.567.891"),
        (7, 0, "7"),
        (0, None, "0"),
        (None, 2, "—"),
    ],
)
def test_numbers_are_vietnamese_and_rounded_half_up(value, decimals, text):
    assert formats.number(value, decimals) == text


@pytest.mark.parametrize(
    ("value", "minimum", "text"),
    [
        (D("72.2300"), 1, "72,23"),
        (D("73.0000"), 1, "73,0"),
        (D("73.0000"), 0, "73"),
        (D("1150000"), 0, "1.150.000"),
        (D("0.0000"), 0, "0"),
        (D("-0.70"), 0, "–0,7"),
        (None, 1, "—"),
    ],
)
def test_a_published_figure_keeps_the_precision_of_its_source(value, minimum, text):
    assert formats.published_number(value, minimum) == text


def test_a_column_is_aligned_with_invisible_digits_and_never_with_zeros():
    lined_up = formats.aligned_column(["70,25", "71,1", "73", "—"])
    assert lined_up == ["70,25", "71,1\u2007", "73\u2008\u2007\u2007", "—\u2008\u2007\u2007"]
    assert formats.aligned_column(["220.500", "—"]) == ["220.500", "—"]
    assert formats.aligned_column([]) == []


@pytest.mark.parametrize(
    ("value", "text"), [(D("0.08"), "+0,08"), (D("-0.1"), "–0,10"), (D("0.001"), "0,00"), (None, "—")]
)
def test_a_difference_carries_its_sign(value, text):
    assert formats.signed_number(value, 2) == text


def test_units_stay_with_their_number():
    assert formats.percent(D(73)) == "73,0%"
    assert formats.percent(None) == "—"
    assert formats.points(D("1.2")) == "1,2\u00a0điểm\u00a0%"
    assert formats.points(None) == "—"
    assert formats.quantity(D(9210), "lượt người") == "9.210\u00a0lượt người"
    assert formats.quantity(D("55.5"), "%", 1) == "55,5%"
    assert formats.quantity(D(4), "") == "4"
    assert formats.quantity(None, "người") == "—"


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        (D(8640), D(9210), "+6,6%"),
        (D(1210), D(1080), "–10,7%"),
        (D(100), D(100), "0,0%"),
        (D(-50), D(-25), "+50,0%"),
        (D(0), D(5), "—"),
        (None, D(5), "—"),
        (D(5), None, "—"),
    ],
)
def test_change_on_last_year_is_never_guessed(old, new, text):
    assert formats.change_percent(old, new) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (D(9999), "9.999"),
        (D(220500), "220,5\u00a0nghìn"),
        (D(999960), "1\u00a0triệu"),
        (D(1150000), "1,15\u00a0triệu"),
        (D("999999999"), "1\u00a0tỷ"),
        (D("2300000000000"), "2.300\u00a0tỷ"),
        (D(-220500), "–220,5\u00a0nghìn"),
        (None, "—"),
    ],
)
def test_large_numbers_can_be_said_shortly(value, text):
    assert formats.compact(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (D("1.46"), "1,5\u00a0năm"),
        (D("-0.6"), "0,6\u00a0năm"),
        (D("0.02"), "dưới 0,1\u00a0năm"),
        (D(0), "0,0\u00a0năm"),
        (None, "—"),
    ],
)
def test_a_lead_or_a_delay_is_said_in_years(value, text):
    assert formats.years(value) == text


@pytest.mark.parametrize(
    ("comparator", "low", "high", "unit", "decimals", "text"),
    [
        (">=", D(75), None, "", 0, "từ 75"),
        (">=", D(4), None, "trường", 0, "từ 4\u00a0trường"),
        (">", D(30), None, "%", 0, "trên 30%"),
        ("range", D(75), D(80), "%", 0, "75–80%"),
        ("about", D(45), None, "", 0, "khoảng 45"),
        ("<=", None, D(5), "", 0, "không quá 5"),
        ("<", D("2.5"), None, "%", 0, "dưới 2,5%"),
        ("=", D(4), None, "", 0, "đúng 4"),
        (">=", D("55.5000"), None, "%", 0, "từ 55,5%"),
        (">=", D(75), None, "%", 1, "từ 75,0%"),
        ("milestone", None, None, "", 0, "định tính"),
        (">=", None, None, "%", 0, "định tính"),
    ],
)
def test_a_promise_is_written_in_words(comparator, low, high, unit, decimals, text):
    assert formats.target_text(comparator, low, high, unit, decimals) == text


def test_two_different_values_never_read_the_same():
    assert formats.apart(D("69.96"), D(70), 1) == 2
    assert formats.apart(D("69.9996"), D(70), 0) == 4
    assert formats.apart(D("69.5"), D("70.5"), 1) == 1
    assert formats.apart(D(70), D("70.0"), 1) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("–0,1", "âm 0,1"),
        ("75–80%", "75 đến 80%"),
        ("–0,10 điểm", "âm 0,10 điểm"),
        ("kém 1,2\u00a0điểm\u00a0%", "kém 1,2 điểm phần trăm"),
        ("—", "chưa có số liệu"),
        ("GDNN–GDTX", "GDNN–GDTX"),
        ("", ""),
    ],
)
def test_a_screen_reader_hears_the_minus(text, said):
    assert formats.spoken_number(text) == said


def test_a_day_in_a_document_has_a_zero_only_where_the_decree_asks_for_it():
    days = [date(2022, 3, 4), date(2021, 1, 14), date(2022, 6, 28), date(2024, 12, 5)]
    assert [formats.document_date_vi(day) for day in days] == ["04/3/2022", "14/01/2021", "28/6/2022", "05/12/2024"]


def test_a_day_in_words_has_a_zero_before_days_under_10_and_months_1_and_2():
    assert formats.day_in_words(date(2020, 1, 5)) == "ngày 05 tháng 01 năm 2020"
    assert formats.day_in_words(date(2019, 2, 28)) == "ngày 28 tháng 02 năm 2019"
    assert formats.day_in_words(date(2019, 3, 9)) == "ngày 09 tháng 3 năm 2019"
    assert formats.day_in_words(date(2019, 10, 10)) == "ngày 10 tháng 10 năm 2019"


def test_dates_and_times_are_those_of_the_office():
    evening = datetime(2024, 11, 21, 17, 30, 7, tzinfo=UTC)
    assert formats.date_vi(evening) == "22/11/2024"
    assert formats.date_vi(date(2026, 12, 15)) == "15/12/2026"
    assert formats.date_vi(date(2026, 12, 5), short=True) == "05/12"
    assert formats.datetime_vi(evening) == "00:30 ngày 22/11/2024"
    assert formats.datetime_vi(evening, short=True) == "22/11\u00a000:30"
    assert formats.time_vi(evening, seconds=True) == "00:30:07"
    assert formats.time_vi(datetime(2024, 11, 21, 1, 2)) == "08:02"
    assert formats.weekday_vi(date(2024, 11, 22)) == "thứ Sáu"
    assert formats.weekday_vi(date(2024, 11, 24)) == "Chủ nhật"
    assert [formats.date_vi(None), formats.datetime_vi(None), formats.time_vi(None)] == ["—"] * 3


def test_a_deadline_says_its_last_good_moment_and_the_days_left():
    due = date(2024, 12, 15)
    assert formats.deadline_vi(due) == "trước ngày 15/12, tức hết 24:00 ngày 14/12/2024 (thứ Bảy)"
    assert formats.deadline_vi(datetime(2024, 12, 14, 17, 0, tzinfo=UTC)) == formats.deadline_vi(due)
    assert formats.days_left_vi(due, date(2024, 11, 22)) == "còn 22\u00a0ngày"
    assert formats.days_left_vi(due, date(2024, 12, 14)) == "hôm nay là ngày cuối"
    assert formats.days_left_vi(due, date(2024, 12, 15)) == "quá hạn 1\u00a0ngày"


def test_statuses_and_states_have_their_words():
    assert formats.status_label("achieved") == "Đã đạt"
    assert formats.status_label("achieved", final=False) == "Đạt trước hạn"
    assert formats.status_label("lagging", final=False) == "Chậm, cần tăng tốc"
    assert formats.status_short("far_behind") == "chậm nhiều"
    assert formats.state_label("returned") == "Trả lại"
    assert len(formats.STATUS_WORDS) == 11
