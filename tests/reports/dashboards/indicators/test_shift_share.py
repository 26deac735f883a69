"""Both agencies rose, the whole fell: the sentence tells why, with numbers that add up."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencies.access import Role
from reports.dashboards.indicators.charts import agency_section
from reports.dashboards.indicators.shift_share import Shift, adding_up, shift_of, shift_text
from reports.dashboards.series import indicator_series
from reports.models import View
from reports.progress.queries import UnitReport
from reports.wording.formats import NBSP, rounded
from targets.calculations.aggregate import Split
from targets.models import Formula, Indicator
from tests import factories
from tests.reports.progress import ground

RATE = Indicator(pk=1, unit="%", decimals=1, formula=Formula.RATIO)


def units(*pairs: tuple[str, str]) -> dict[int, UnitReport]:
    return {pk: UnitReport(pk, Decimal(above), Decimal(below), False, False) for pk, (above, below) in enumerate(pairs)}


def told(old: dict[int, UnitReport], new: dict[int, UnitReport]) -> str:
    shift = shift_of(RATE, {(1, 2022): old, (1, 2023): new}, 2023)
    return shift_text(shift, RATE, "toàn Thành phố").replace(NBSP, " ") if shift else ""


def test_both_rose_and_the_whole_fell():
    assert told(units(("720", "800"), ("100", "200")), units(("368", "400"), ("330", "600"))) == (
        "Số tổng hợp toàn Thành phố năm 2023 giảm 12,2 điểm % (từ 82,0% xuống 69,8%) dù 2 trên 2 đơn vị tăng. "
        "Thay đổi của từng đơn vị làm tăng 2,6 điểm %; cơ cấu, tức quy mô chuyển giữa nơi tỷ lệ cao và nơi tỷ lệ thấp, "
        "làm giảm 14,8 điểm %. Cộng lại: +2,6 và –14,8 là –12,2."
    )


def test_both_fell_and_the_whole_rose():
    text = told(units(("368", "400"), ("330", "600")), units(("720", "800"), ("100", "200")))
    assert "tăng 12,2 điểm % (từ 69,8% lên 82,0%) dù 2 trên 2 đơn vị giảm" in text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (units(("700", "1000"), ("50", "100")), units(("720", "1000"), ("52", "100"))),
        (units(("700", "1000")), {}),
        (units(("0", "0")), units(("0", "0"))),
        (units(("700", "1000"), ("50", "100")), units(("700", "1000"), ("50", "100"))),
    ],
    ids=["with most of them", "no year before", "nothing reported", "no change"],
)
def test_nothing_is_said_where_nothing_is_odd(old, new):
    assert told(old, new) == ""


@given(st.decimals(-50, 50, places=6), st.decimals(-50, 50, places=6))
def test_the_parts_as_written_add_up_to_the_change_as_written(within, mix):
    decimals = adding_up(Split(change=within + mix, within=within, mix=mix))
    if decimals < 4:
        assert rounded(within, decimals) + rounded(mix, decimals) == rounded(within + mix, decimals)


def test_what_rounds_to_nothing_is_no_move():
    shift = Shift(2023, Decimal(50), Decimal(49), Split(Decimal(-1), Decimal("0.0001"), Decimal("-1.0001")), 2, 3)
    assert "Thay đổi của từng đơn vị không đổi tỷ lệ chung;" in shift_text(shift, RATE, "toàn Thành phố")


@pytest.mark.slow
@pytest.mark.django_db
def test_the_sentence_stands_on_the_page_of_who_sees_all_agencies(on):
    on(date(2024, 11, 22))
    element, whole = factories.make_element("above"), factories.make_element("below")
    rate = factories.make_indicator("rate", numerator=[element], denominator=[whole], name="Tỷ lệ")
    plan, first, second = factories.make_plan(), factories.make_agency("001"), factories.make_agency("002")
    for year, pairs in ((2022, (("720", "800"), ("100", "200"))), (2023, (("368", "400"), ("330", "600")))):
        for agency, (above, below) in zip((first, second), pairs, strict=True):
            ground.report(plan, agency, year, above=above, below=below)
    ground.recalculate()
    staff, reporter = factories.make_user(Role.STAFF, factories.make_department()), factories.make_user(agency=first)
    texts = [
        agency_section(indicator_series(rate, plan.locality, View.ACCEPTED, user)).split for user in (staff, reporter)
    ]
    assert "năm 2023 giảm 12,2" in texts[0]
    assert texts[1] == ""
