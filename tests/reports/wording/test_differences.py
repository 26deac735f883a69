from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.wording.differences import adds_up, counts_single_things, matching_decimals
from tests.reports.dashboards.rows import indicator

RATE, COUNT = indicator(), indicator(unit="trường", decimals=0, formula="value")


@pytest.mark.parametrize(
    ("first", "last", "widths", "decimals"),
    [
        ("29.344", "30.166", (None, None), 3),  # 29,3 and 30,2 read 0,9 apart, and are 0,8; 29,34 and 30,17 are 0,82
        ("29.344", "30.172", (None, None), 2),
        ("31.04", "32.63", (None, None), 2),  # published to two decimals
        ("29.41234", "30.43219", (None, None), 1),
        ("71.1", "72.23", (Decimal("0.05"), Decimal("0.005")), 2),
        ("73.2", "73", (None, Decimal("0.5")), 1),
    ],
)
def test_numbers_beside_their_difference_read_right(first, last, widths, decimals):
    assert matching_decimals(Decimal(first), Decimal(last), RATE, widths=widths) == decimals


@given(*[st.decimals("0", "100", places=5)] * 2)
def test_the_reader_s_own_subtraction_gives_what_is_printed(first, last):
    assert adds_up(first, last, matching_decimals(first, last, RATE))


def test_single_things_are_small_whole_counts():
    assert counts_single_things(COUNT, Decimal(4), None)
    assert not counts_single_things(COUNT, Decimal(230_000))
    assert not counts_single_things(RATE, Decimal(4))
