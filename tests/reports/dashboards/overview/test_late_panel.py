"""What is said of the indicators furthest behind: people before points, and only of those whose figures are known."""

from datetime import date
from decimal import Decimal

import pytest

from agencies.models import Locality
from reports.dashboards.filters import Chosen
from reports.dashboards.overview.explanations import explanations_of, lines_of
from reports.dashboards.overview.headlines import OverviewData
from reports.dashboards.overview.late_panel import Reporting, need_of, so_far, who_reports
from reports.models import Figure, IndicatorValue, Progress, State, View
from reports.wording.formats import NBSP
from reports.wording.standing import standing_of
from targets.models import Formula
from tests import factories
from tests.reports.dashboards.rows import indicator, progress, target
from tests.reports.progress.ground import recalculate, report

PUPILS = Reporting("học sinh", frozenset({"district"}), False)


def late(**columns):
    """The school leavers of 2024: 36.1 % of the districts that have reported, 40 % wanted in 2025."""
    numbers = {
        "year": 2024, "actual": "36.1", "actual_year": 2024, "base": "33.4", "base_year": 2021, "gap": "-2.3",
        "years_ahead": "-1.4", "required_per_year": "3.9", "achieved_per_year": "0.9",
    }  # fmt: skip
    counts = {"units_reporting": 24, "units_expected": 30}
    return standing_of(progress("far_behind", target("40"), **(numbers | counts | columns)))


def ground_of(row, value: IndicatorValue | None) -> OverviewData:
    chosen = Chosen(path="/", locality=Locality(code="01"), localities=(), view=View.ACCEPTED, year=2024)
    values = {} if value is None else {(row.target.indicator.pk, row.actual_year): value}
    return OverviewData(chosen, [], {}, values, date(2024, 11, 22))


@pytest.mark.parametrize(
    ("denominator", "columns", "said"),
    [
        ("100050", {}, ("3.902 học sinh ở 24/30 đơn vị", "3,9 điểm %")),
        ("100050", {"units_reporting": 30}, ("3.902 học sinh", "3,9 điểm %")),
        (None, {}, ("3,9 điểm %", "")),
        ("100050", {"units_reporting": 0, "units_expected": 0}, ("3,9 điểm %", "")),  # published: nobody was counted
        ("100050", {"required_per_year": None}, ("", "")),
    ],
)
def test_points_are_so_many_people_of_those_who_reported(denominator, columns, said):
    row = late(**columns)
    value = IndicatorValue(denominator=None if denominator is None else Decimal(denominator))
    assert tuple(text.replace(NBSP, " ") for text in need_of(ground_of(row, value), row, PUPILS)) == said


def test_schools_are_counted_as_they_are():
    schools = indicator(unit="trường", decimals=0, formula=Formula.VALUE)
    row = standing_of(
        progress(
            "lagging",
            target("4", indicator=schools),
            year=2024,
            actual="2",
            actual_year=2024,
            base="0",
            base_year=2021,
            required_per_year="2",
            achieved_per_year="0.666667",
        )
    )
    need, points = need_of(ground_of(row, None), row, Reporting("trường", frozenset(), True))
    assert (need.replace(NBSP, " "), points) == ("2 trường", "")
    assert so_far(row).replace(NBSP, " ") == "đến nay mỗi năm tăng 0,7 trường"


def test_who_reports_it_is_told_by_name_or_number():
    assert who_reports(late(), Reporting("cơ sở", frozenset({"department"}), True), "Sở LĐTBXH") == "Sở LĐTBXH"
    assert who_reports(late(), PUPILS, "") == "30 quận, huyện, thị xã"
    assert who_reports(late(), Reporting("", frozenset({"district", "commune"}), False), "") == "30 đơn vị"
    assert who_reports(late(units_expected=0), PUPILS, "") == "số đã công bố"


def test_where_something_must_become_less_each_need_says_which_way_it_goes():
    falling = target("20", comparator="<=", indicator=indicator(direction="down"))
    row = standing_of(
        progress(
            "far_behind", falling, year=2024, actual="23.9", actual_year=2024, base="25", base_year=2021, gap="-2",
            required_per_year="-3.9", achieved_per_year="-0.4", units_reporting=30, units_expected=30,
        )
    )  # fmt: skip
    value = IndicatorValue(denominator=Decimal(100050))
    told = tuple(text.replace(NBSP, " ") for text in need_of(ground_of(row, value), row, PUPILS, falling=True))
    assert told == ("bớt 3.902 học sinh", "giảm 3,9 điểm %")
    rising = late(units_reporting=30)
    told = tuple(text.replace(NBSP, " ") for text in need_of(ground_of(rising, value), rising, PUPILS, falling=True))
    assert told == ("thêm 3.902 học sinh", "tăng 3,9 điểm %")
    assert so_far(row).replace(NBSP, " ") == "đến nay mỗi năm giảm 0,4 điểm %"


@pytest.fixture
def districts(db, on):
    """Four of five districts have reported pupils of 2024: two give one reason, one another, one none."""
    on(date(2024, 11, 22))
    plan = factories.make_plan()
    rate = factories.make_indicator(
        "leavers", numerator=[factories.make_element("gone")], denominator=[factories.make_element("pupils")]
    )
    factories.make_target(plan, rate, 2025, "40")
    bodies = [factories.make_agency(f"00{place}") for place in range(1, 6)]
    reasons = ("Lớp 10  công lập tăng chỉ tiêu", "Lớp 10 công lập tăng chỉ tiêu", "Thiếu cơ sở <b>", "")
    for body, reason in zip(bodies, reasons, strict=False):
        for year, gone in ((2023, "30"), (2024, "31")):
            form = report(plan, body, year, gone=gone, pupils="100")
            said = "lời của năm trước" if year == 2023 else reason
            Figure.objects.filter(submission=form, element__code="gone").update(note=said)
    silent = report(plan, bodies[4], 2024, state=State.DRAFT, gone="1", pupils="100")
    Figure.objects.filter(submission=silent).update(note="đang gõ dở")
    recalculate()
    return Progress.objects.select_related("target__indicator", "target__plan").get(year=2024, view=View.ACCEPTED)


def overview_of(row, *, sees_reports: bool) -> OverviewData:
    chosen = Chosen(
        path="/", locality=row.target.plan.locality, localities=(), view=View.ACCEPTED, year=2024,
        unaccepted=sees_reports,
    )  # fmt: skip
    return OverviewData(chosen, [], {}, {}, date(2024, 11, 22))


def test_what_agencies_say_of_their_figures_is_counted_in_their_own_words(districts, django_assert_num_queries):
    row = standing_of(districts)
    ground = overview_of(districts, sees_reports=True)
    with django_assert_num_queries(1):
        said = explanations_of(ground, [row])
    assert [(one.count, one.words) for one in said[row.target.indicator.pk]] == [
        ("2", "đơn vị: Lớp 10 công lập tăng chỉ tiêu"),
        ("1", "đơn vị: Thiếu cơ sở <b>"),
        ("1", "đơn vị chưa có số để tính"),
    ]


def test_who_may_not_see_other_reports_is_told_nothing_of_them(districts, django_assert_num_queries):
    row, ground = standing_of(districts), overview_of(districts, sees_reports=False)
    with django_assert_num_queries(0):
        assert explanations_of(ground, [row]) == {}


def test_many_remarks_are_summed_up_and_long_ones_cut():
    said = {f"lý do {number}": {number} for number in range(5)} | {"x" * 200: {7, 8}}
    lines = lines_of(said, late(units_reporting=30))
    assert [one.count for one in lines] == ["2", "1", "1", "3"]
    assert lines[0].words.endswith("x…") and len(lines[0].words) < 110
    assert lines[-1].words == "đơn vị nêu điều khác"
