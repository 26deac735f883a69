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


def over_years(formula: str, basis: str, low: str, **columns):
    """An indicator with a promise of about a level over 2021-2024, and its standing at the end of 2024."""
    element = factories.make_element()
    flows = factories.make_indicator("flows", numerator=[element], unit="người", authority="official")
    measured = flows if formula == Formula.VALUE else factories.make_indicator(
        "over", formula=formula, numerator=[element], unit="người", **columns
    )  # fmt: skip
    plan = factories.make_plan(last_year=2030)
    target = factories.make_target(plan, measured, 2024, low, comparator="about", basis=basis, from_year=2021)
    return flows, target


OVER_YEARS = [
    # (formula, basis, level, what each year brings, met within the tolerance, a little less, missed)
    (Formula.CUMULATIVE, "cumulative", "1000", ["240"] * 4, ["235"] * 4),
    (Formula.VALUE, "average_per_year", "250", ["240"] * 4, ["235"] * 4),
    (Formula.VALUE, "every_year", "250", ["238", "238", "260", "238"], ["300", "300", "237", "300"]),
]


@pytest.mark.parametrize(("formula", "basis", "low", "met", "missed"), OVER_YEARS)
@pytest.mark.parametrize("kept", [True, False])
def test_about_a_level_over_years_is_met_from_its_tolerance_on(on, db, formula, basis, low, met, missed, kept):
    on(date(2026, 12, 31))
    columns = {"cumulative_from": 2021} if formula == Formula.CUMULATIVE else {}
    flows, target = over_years(formula, basis, low, **columns)
    for year, value in zip(range(2021, 2025), met if kept else missed, strict=True):
        publish(flows, year, value)
    recalculate()
    row = ground.standing_of(target, 2025)
    assert (row.status, row.met, row.final) == (("achieved", True, True) if kept else ("not_met", False, True))
    assert row.decided_at == Decimal(low) * Decimal("0.95")
    assert "đạt từ" in plain(standing_sentence(standing_of(row)))


def test_what_a_total_of_about_still_needs_is_told_to_its_line_and_to_its_number(on, db):
    on(date(2026, 12, 31))
    flows, target = over_years(Formula.CUMULATIVE, "cumulative", "1000", cumulative_from=2021)
    for year in (2021, 2022, 2023):
        publish(flows, year, "200")
    recalculate()
    row = ground.standing_of(target, 2023)
    assert (row.required_per_year, row.required_to_decided) == (400, 350)
    publish(flows, 2024, "355")
    recalculate()
    row = ground.standing_of(target, 2024)
    assert (row.status, row.required_per_year, row.required_to_decided) == ("achieved", 0, 0)


@pytest.mark.parametrize(("end", "status"), [("121", "achieved"), ("119", "not_met")])
def test_an_average_growth_of_about_is_met_from_its_tolerance_on(on, db, end, status):
    """About 5 % a year from 100: 4,75 % a year, 120,4 after four years, is enough."""
    on(date(2026, 12, 31))
    element = factories.make_element()
    flows = factories.make_indicator("flows", numerator=[element], unit="người", authority="official")
    growth = factories.make_indicator("growth", formula=Formula.GROWTH, numerator=[element], unit="%")
    plan = factories.make_plan(last_year=2030)
    target = factories.make_target(
        plan, growth, 2024, "5", comparator="about", basis="average_per_year", from_year=2021
    )
    publish(flows, 2020, "100")
    publish(flows, 2023, "112")
    recalculate()
    before = ground.standing_of(target, 2023)
    assert before.decided_at == Decimal("4.75") and before.required_to_decided < before.required_per_year
    publish(flows, 2024, end)
    recalculate()
    assert ground.standing_of(target, 2024).status == status
