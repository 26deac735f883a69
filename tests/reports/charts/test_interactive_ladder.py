"""The interactive ladder: its axis is written here, so that the browser formats nothing."""

from decimal import Decimal

from reports.charts.interactive_ladder import tick_texts


def test_a_mark_of_the_axis_reads_as_what_it_is():
    axis = tick_texts([Decimal(72), Decimal("73.4")])
    assert axis["tickvals"][:3] == [72.0, 72.25, 72.5]
    assert axis["ticktext"][:3] == ["72,00", "72,25", "72,50"]
    assert tick_texts([Decimal(65), Decimal(70)])["ticktext"] == ["65", "66", "67", "68", "69", "70"]
