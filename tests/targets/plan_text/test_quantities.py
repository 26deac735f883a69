"""Numbers as plans write them."""

from decimal import Decimal

import pytest

from targets.plan_text.quantities import quantities


@pytest.mark.parametrize(
    ("words", "low", "high"),
    [
        ("từ 1 đến 2 triệu lượt", 1_000_000, 2_000_000),
        ("200 - 300 nghìn người", 200_000, 300_000),
        ("từ 1 nghìn đến 2 triệu người", 1_000, 2_000_000),
        ("từ 900 đến 1 triệu người", 900, 1_000_000),
        ("từ 15.000 đến 2 triệu đồng", 15_000, 2_000_000),
        ("từ 70 đến 75%", 70, 75),
    ],
)
def test_a_scale_behind_a_range_is_meant_for_both_ends_where_they_stay_in_order(words: str, low: int, high: int):
    found = quantities(words, [])
    assert [(one.low, one.high) for one in found] == [(Decimal(low), Decimal(high))]
