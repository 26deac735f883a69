"""Published figures beside roll-ups, and published plans in the name of their documents, on a small city."""

from datetime import date

import pytest

from agencies.access import Role
from agencies.models import Agency, Locality
from reports.dashboards.contradictions.findings import Contradiction, contradictions_of
from reports.dashboards.contradictions.queries import inventory
from reports.models import FigureKind
from targets.models import Authority
from tests import factories
from tests.reports.progress.ground import publish, recalculate, report

DAY = date(2024, 12, 20)


@pytest.fixture(autouse=True)
def _clock(db, on):
    on(DAY)


@pytest.fixture
def city():
    """Five districts that report people of 2023: 100 each; and the plan that asks for them."""
    people, labour = factories.make_element("people"), factories.make_element("labour")
    plan = factories.make_plan()
    factories.make_target(plan, factories.make_indicator("total", numerator=[people], authority=Authority.OFFICIAL))
    rate = factories.make_indicator("rate", numerator=[people], denominator=[labour], authority=Authority.OFFICIAL)
    factories.make_target(plan, rate, low="40")
    return plan


def reported(plan, *people: str, expected: int = 5, **details) -> None:
    for place in range(expected):
        district = factories.make_agency(f"00{place}")
        if place < len(people):
            report(plan, district, 2023, people=people[place], labour="200", **details)


def found() -> list[Contradiction]:
    recalculate()
    return contradictions_of(Locality.objects.get(code="01"))


def indicator(plan, code):
    return plan.targets.get(indicator__code=code).indicator


def test_a_published_sum_that_the_agencies_do_not_add_up_to_is_found(city):
    reported(city, *["100"] * 5)
    publish(indicator(city, "total"), 2023, "540")
    (one,) = found()
    assert (one.rule, one.year, one.illustrative) == ("sources_differ", 2023, False)
    assert one.sentence.replace("\u00a0", " ") == (
        "Chỉ tiêu total, năm 2023: công bố 540 lượt người (Niên giám, công bố 31/12/2023); tổng hợp từ 5/5 đơn vị "
        "500 lượt người, thấp hơn 40 lượt người. Đang dùng số công bố."
    )


def test_the_same_number_is_no_contradiction(city):
    reported(city, *["100"] * 5)
    publish(indicator(city, "total"), 2023, "500")
    publish(indicator(city, "rate"), 2023, "50.04")
    assert [one.indicator.code for one in found()] == ["rate"]
    publish(indicator(city, "rate"), 2023, "50", source="Sau", published_on=date(2024, 2, 1))
    assert [one.rule.value for one in found()] == []


def test_a_sum_without_some_agencies_is_held_to_its_lower_bound_only(city):
    reported(city, *["100"] * 4)
    official = publish(indicator(city, "total"), 2023, "540")
    assert found() == []
    official.value = 390
    official.save()
    (one,) = found()
    assert "tổng hợp từ 4/5 đơn vị ít nhất **400" in one.text


def test_a_rate_of_too_few_agencies_contradicts_nothing(city):
    reported(city, *["100"] * 3)
    publish(indicator(city, "rate"), 2023, "60")
    assert found() == []


def test_made_up_figures_are_said_to_be_made_up(city):
    reported(city, *["100"] * 5, illustrative=True)
    publish(indicator(city, "total"), 2023, "540")
    (one,) = found()
    assert one.illustrative and "(minh họa)" in one.sentence


def test_a_published_plan_speaks_in_the_name_of_the_plan_whose_number_it_gives(city):
    total = indicator(city, "total")
    publish(total, 2025, "9000", kind=FigureKind.PLAN, source="Báo (KH 10/KH-UBND)", published_on=date(2021, 2, 1))
    publish(total, 2025, "9500", kind=FigureKind.PLAN, source="Báo (KH 10/KH-UBND)", published_on=date(2024, 2, 1))
    publish(total, 2025, "9600", kind=FigureKind.PLAN, source="Báo khác (2024)", published_on=date(2024, 3, 1))
    promises = inventory(Locality.objects.get(code="01")).promises
    documents = {one.document for one in promises if one.indicator == "total"}
    assert documents == {"KH-10", "KH 10/KH-UBND năm 2024", "Báo khác"}
    (one,) = found()
    assert (one.plans, len(one.values), one.compatible) == (("KH-10",), 4, True)
    assert one.sentence.endswith("đạt từ 10.000\u00a0lượt người là giữ được cả bốn.")


def test_plans_that_cannot_both_be_kept_are_said_to_exclude_each_other(city):
    other = factories.make_plan("KH-2", number="2/KH-UBND")
    band = factories.make_indicator("band", unit="%", direction="none")
    factories.make_target(city, band, low="25", comparator="range", high=30)
    factories.make_target(other, band, low="31", comparator="range", high=35)
    (one,) = found()
    assert one.compatible is False
    assert one.sentence.endswith("Không giá trị nào giữ được cả hai: các mức này loại trừ nhau.")
    assert one.plans == ("KH-10", "KH-2")


def test_the_api_asks_for_a_locality_by_its_key(city, client):
    reported(city, *["100"] * 5)
    publish(indicator(city, "total"), 2023, "540")
    recalculate()
    Locality.objects.filter(code="01").update(valid_from=date(2020, 1, 1))
    client.force_login(factories.make_user(Role.STAFF, Agency.objects.get(code="000")))
    asked = {key: client.get("/api/v1/contradictions/", {"locality": key}) for key in ("01", "01-2020-01-01")}
    assert {key: answer.json()["count"] for key, answer in asked.items()} == {"01": 0, "01-2020-01-01": 1}
