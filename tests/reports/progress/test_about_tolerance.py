"""What "khoảng" allows is one setting: verdict, sentence, explanation and frozen report all go by it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from reports.dashboards.indicators.explanation import worked_example
from reports.issued.content.standings import frozen_standing
from reports.wording.formats import NBSP
from reports.wording.sentences import shortfall_words, standing_sentence
from reports.wording.standing import standing_of
from reports.wording.terms import sentence_text
from targets.calculations.thresholds import Thresholds
from targets.models import Formula
from targets.target_bounds import thresholds
from tests import factories
from tests.reports.issued.datasets import dataset, result
from tests.reports.issued.datasets import standing as frozen
from tests.reports.progress import ground
from tests.reports.progress.ground import publish, recalculate

# About 1,000, neither up nor down: 960 is within 5 % and outside 3 %.
TIGHT, WIDE = "0.03", "0.05"


@pytest.fixture
def judged(db, on):
    on(date(2026, 12, 31))
    places = factories.make_indicator("places", formula=Formula.VALUE, unit="chỗ", direction="none")
    target = factories.make_target(factories.make_plan(last_year=2030), places, 2024, "1000", comparator="about")
    publish(places, 2024, "960")

    def judge():
        recalculate()
        return standing_of(ground.standing_of(target, 2024))

    return judge


def plain(text: str) -> str:
    return sentence_text(text).replace(NBSP, " ")


def test_what_is_met_at_five_percent_is_missed_at_three(judged, settings):
    settings.ABOUT_TOLERANCE = WIDE
    assert (judged().status, judged().met) == ("achieved", True)
    settings.ABOUT_TOLERANCE = TIGHT
    row = judged()
    assert (row.status, row.met) == ("not_met", False)
    assert plain(shortfall_words(row)) == "thiếu 10 chỗ"
    assert plain(standing_sentence(row)).endswith("thiếu 10 chỗ")
    assert "Không đạt" in plain(worked_example(row, thresholds()))


def test_a_band_is_explained_by_the_edge_that_judged_it(judged, settings):
    settings.ABOUT_TOLERANCE = TIGHT
    row = replace(
        judged(), status="lagging", final=False, year=2022, base=Decimal(900), base_year=2020, ratio=Decimal("0.8")
    )
    row = replace(row, actual=Decimal(950), actual_year=2022, expected_value=None, required_per_year=None, gap=None)
    assert "cách mức khoảng 1.000 chỗ" in plain(worked_example(row, thresholds()))
    assert "70 chỗ" in plain(worked_example(row, thresholds())) and "20 chỗ" in plain(worked_example(row, thresholds()))


@pytest.mark.parametrize(("tolerance", "words"), [(TIGHT, "thiếu 10 chỗ"), (WIDE, "")])
def test_a_frozen_report_speaks_by_the_tolerance_that_it_froze(settings, tolerance: str, words: str):
    settings.ABOUT_TOLERANCE = "0.01"
    promise = frozen("not_met", 2024, comparator="about", low="1000", actual="960", final=True)
    places = result("places", unit="chỗ", decimals=0, formula=Formula.VALUE, direction="none", targets=(promise,))
    data = dataset(indicators=(places,), about_tolerance=Decimal(tolerance))
    row = frozen_standing(places, promise, data)
    assert row.limits == Thresholds(about_tolerance=Decimal(tolerance))
    assert plain(shortfall_words(row)) == words
