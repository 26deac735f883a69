"""Year on year over the agencies of both years: 30 districts, then 24, are not the same whole."""

from decimal import Decimal

from reports.progress.pairs import PairedYears, paired_years
from reports.progress.queries import UnitReport
from targets.models import Formula, Indicator

RATE, SUM = Indicator(pk=1, formula=Formula.RATIO, unit="%"), Indicator(pk=1, formula=Formula.VALUE)


def reports(**years: dict[int, tuple[int, int]]):
    return {
        (1, int(year[1:])): {
            pk: UnitReport(pk, Decimal(above), Decimal(below), False, False) for pk, (above, below) in units.items()
        }
        for year, units in years.items()
    }


BOTH = reports(
    y2023={1: (90, 100), 2: (160, 200), 3: (10, 100)},
    y2024={1: (91, 100), 2: (164, 200), 4: (99, 100)},
)


def test_only_who_reported_in_both_years_is_compared():
    pair = paired_years(RATE, BOTH, 2023, 2024)
    assert (pair.from_year, pair.units, round(pair.before, 4), pair.after) == (2023, 2, Decimal("83.3333"), 85)
    assert paired_years(SUM, BOTH, 2023, 2024) == PairedYears(2023, 2, Decimal(250), Decimal(255))


def test_the_same_agencies_need_no_pairs_and_strangers_have_none():
    assert paired_years(RATE, BOTH, 2024, 2024) is None
    assert paired_years(RATE, BOTH, 2022, 2024) is None
    assert paired_years(RATE, reports(y2023={1: (1, 2)}, y2024={2: (1, 2)}), 2023, 2024) is None


def test_a_rate_of_nothing_is_not_compared():
    assert paired_years(RATE, reports(y2023={1: (0, 0)}, y2024={1: (1, 2), 2: (1, 2)}), 2023, 2024) is None
