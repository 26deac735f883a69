from decimal import Decimal

import pytest

from agencies.plain_number import plain_number


@pytest.mark.parametrize(
    ("value", "text"),
    [("-1234.5", "-1234.5"), ("1E+3", "1000"), ("73.000000000000", "73"), ("-0.10", "-0.1"), ("-0.0", "0"), ("0", "0")],
)
def test_machines_read_numbers_without_exponent_and_without_idle_zeros(value, text):
    assert plain_number(Decimal(value)) == text
