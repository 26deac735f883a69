"""The past of a locality into which others were united, as it is now: the sum of what its parts had.

Numerators and denominators are added, never rates. As many parts as have a value of the year are in the sum, and it
says so: "tạm tính 1/3 tỉnh". Only with all of them is it comparable with the present.

    68 had 30 of 60, 60 had 10 of 20, 67 is not known here: 40 of 80, tạm tính 2/3 tỉnh
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from agencies.reorganisations.groups import Comparability
from reports.dashboards.body_changes import BodyChanges
from reports.models import IndicatorValue, View
from targets.calculations.numbers.precision import exact
from targets.models import Formula


@dataclass(frozen=True)
class PartsSum:
    """What `there` of `parts` areas had together; value in the unit of the indicator."""

    value: Decimal
    there: int
    parts: int
    illustrative: bool

    @property
    def comparability(self) -> Comparability:
        return Comparability.EXACT if self.there == self.parts else Comparability.NONE

    @property
    def words(self) -> str:
        """ "tạm tính 1/3 tỉnh"; "" of a whole."""
        return partial_words(self.there, self.parts)


def partial_words(there: int, parts: int) -> str:
    return "" if there == parts else f"tạm tính {there}/{parts} tỉnh"


def past_of_parts(changes: BodyChanges, *, view: View, years: Iterable[int]) -> dict[tuple[int, int], PartsSum]:
    """(indicator, year) -> the sum of its parts in the years before it was; a query, none where it has always been.

    A count is the sum of the values that counted, a rate of numerators and denominators; anything else has none.
    """
    if not changes.known:
        return {}
    rows = IndicatorValue.objects.filter(
        locality__in=changes.known,
        view=view,
        year__in=[year for year in years if changes.is_before(year)],
        value__isnull=False,
        indicator__formula__in=(Formula.VALUE, Formula.RATIO),
    )
    found: dict[tuple[int, int], list[IndicatorValue]] = defaultdict(list)
    for row in rows.select_related("indicator").order_by("pk"):
        # A published rate without the counts behind it cannot be added to anything.
        if row.indicator.formula == Formula.VALUE or (row.numerator is not None and row.denominator):
            found[row.indicator_id, row.year].append(row)
    return {key: sum_of(values, changes.parts) for key, values in found.items()}


@exact
def sum_of(values: list[IndicatorValue], parts: int) -> PartsSum:
    if values[0].indicator.formula == Formula.VALUE:
        total = sum((one.value for one in values), Decimal())
    else:
        above, below = (sum((getattr(one, side) for one in values), Decimal()) for side in ("numerator", "denominator"))
        total = 100 * above / below
    return PartsSum(total, len(values), parts, any(one.illustrative for one in values))
