"""Why a locality's rate moved against most of its agencies: their own changes, and the weight that moved between them.

In words: 90 % of 800 and 50 % of 200 are 82.0 % together; 92 % of 400 and 55 % of 600 a year later are 69.8 %. Both
rose; their own changes made +2.6 points, the weight that moved to the lower one -14.8.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from reports.progress.queries import UnitReport
from reports.wording import terms
from reports.wording.formats import number, rounded, signed_number
from targets.calculations.aggregate import Split, UnitShare, aggregate_rate, within_and_mix
from targets.calculations.numbers.precision import exact
from targets.models import Formula, Indicator

Units = Mapping[int, UnitReport]


@dataclass(frozen=True)
class Shift:
    """A pooled rate of `year` and the year before, in percent; `against` of `compared` agencies moved the other way."""

    year: int
    before: Decimal
    after: Decimal
    split: Split
    against: int
    compared: int


@exact
def shift_of(indicator: Indicator, reports: Mapping[tuple[int, int], Units], year: int) -> Shift | None:
    """The shift since the year before; None where the rate did not move against most of its agencies."""
    old, new = reports.get((indicator.pk, year - 1)), reports.get((indicator.pk, year))
    if indicator.formula != Formula.RATIO or not old or not new:
        return None
    before_by_unit, after_by_unit = shares(old), shares(new)
    split = within_and_mix(before_by_unit, after_by_unit)
    before, after = (aggregate_rate(list(units.values())).rate for units in (before_by_unit, after_by_unit))
    if split is None or before is None or after is None or split.change == 0:
        return None
    moves = [
        new[pk].numerator / new[pk].denominator - old[pk].numerator / old[pk].denominator
        # Only who reported in both years can have moved.
        for pk in old.keys() & new.keys()
        if old[pk].denominator and new[pk].denominator
    ]
    against = sum(1 for move in moves if move * split.change < 0)
    return Shift(year, before, after, split, against, len(moves)) if 2 * against > len(moves) else None


def shares(units: Units) -> dict[str, UnitShare]:
    return {str(pk): UnitShare(num=unit.numerator, den=unit.denominator) for pk, unit in units.items()}


def shift_text(shift: Shift, indicator: Indicator, whole: str) -> str:
    """The shift with its numbers, so that a reader can add it up; `whole`: "toàn Thành phố"."""
    split, decimals = shift.split, adding_up(shift.split)
    other = "tăng" if split.change < 0 else "giảm"
    word = "xuống" if split.change < 0 else "lên"
    levels = f"từ {level(shift.before, decimals)} {word} {level(shift.after, decimals)}"
    return (
        f"Số tổng hợp {whole} năm {shift.year} {share_change_text(split.change, indicator, decimals)} ({levels}) dù "
        f"{number(shift.against)} trên {number(shift.compared)} đơn vị {other}. Thay đổi của từng đơn vị "
        f"{effect(split.within, indicator, decimals)}; cơ cấu, tức quy mô chuyển giữa nơi tỷ lệ cao và nơi tỷ lệ thấp, "
        f"{effect(split.mix, indicator, decimals)}. Cộng lại: {signed_number(split.within, decimals)} và "
        f"{signed_number(split.mix, decimals)} là {signed_number(split.change, decimals)}."
    )


def adding_up(split: Split) -> int:
    """The fewest decimals, one or more, with which the two parts as written add up to the change as written."""
    for decimals in (1, 2, 3):
        # A change that is written as nothing would make no sentence of it: then one digit more.
        parts = rounded(split.within, decimals) + rounded(split.mix, decimals)
        if parts == rounded(split.change, decimals) != 0:
            return decimals
    return 4


def level(value: Decimal, decimals: int) -> str:
    return f"{number(value, decimals)}%"


def share_change_text(change: Decimal, indicator: Indicator, decimals: int) -> str:
    return f"{terms.change_verb(change)} {terms.step_text(change, indicator, decimals)}"


def effect(part: Decimal, indicator: Indicator, decimals: int) -> str:
    """ "làm giảm 14,8 điểm %"; what rounds to nothing changes nothing."""
    return f"làm {share_change_text(part, indicator, decimals)}" if rounded(part, decimals) else "không đổi tỷ lệ chung"
