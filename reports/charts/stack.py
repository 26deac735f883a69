"""How far a reporting round has come: one bar, a part per workflow state, the finished part first."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.safestring import SafeString

from reports.charts.marks import HUNDRED, box, chart
from reports.wording.formats import STATE_WORDS

STACK_HEIGHT = 14
GAP = Decimal("0.5")


def stack(counts: Mapping[str, int], sentence: str) -> SafeString:
    """`counts` per state code; states without agencies take no room; empty text when nobody has to report."""
    total = sum(counts.values())
    if not total:
        return SafeString("")
    parts = []
    start = Decimal(0)
    # The words begin with what has not been opened, the bar with what is finished.
    for state in reversed(STATE_WORDS):
        width = HUNDRED * counts.get(state, 0) / total
        if width:
            # One agency among hundreds is thinner than the gap, and yet must be seen.
            parts.append(box(start, start + max(width - GAP, GAP), 1, STACK_HEIGHT - 2, f"part-{state}"))
        start += width
    return chart("stack", STACK_HEIGHT, sentence, parts)
