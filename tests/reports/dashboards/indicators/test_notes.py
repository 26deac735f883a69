"""The notes below an indicator's table: where each year's value comes from, by letter."""

from types import SimpleNamespace

from reports.dashboards.indicators.table import notes_of
from reports.models import ActualSource, IndicatorValue
from targets.models import Formula, Indicator


def test_sources_of_more_years_than_there_are_letters_keep_a_note_each():
    values = [
        IndicatorValue(year=year, source=ActualSource.ROLLUP, units_reporting=9, units_expected=9)
        for year in range(2019, 2047)
    ]
    parts, indicator = SimpleNamespace(values=[], spans=[]), Indicator(formula=Formula.VALUE)
    series = SimpleNamespace(counted=values, parts=parts, indicator=indicator)
    letters = [note.letter for note in notes_of(series).values()]
    assert (letters[0], letters[25:]) == ("a", ["z", "aa", "ab"])
