"""The contradictions of the real plans and published figures, as anybody could find them at the end of 2026."""

from collections import Counter
from datetime import date

import pytest

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, Locality
from reports.dashboards.contradictions.findings import contradictions_of
from reports.wording.formats import NBSP
from targets.calculations.contradictions import Rule
from tests import factories

DAY = date(2026, 12, 31)
pytestmark = [pytest.mark.usefixtures("published"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def living_on_the_day(monkeypatch):
    monkeypatch.setattr(clock, "set_shift", lambda shift: None)


def found(code: str = "01"):
    return contradictions_of(Locality.objects.get(code=code))


def sentences(rule: Rule, indicator: str, code: str = "01") -> dict[int, str]:
    chosen = [one for one in found(code) if one.rule == rule and one.indicator.code == indicator]
    return {one.year: one.sentence.replace(NBSP, " ") for one in chosen}


@pytest.mark.slow
def test_everything_found_is_known_to_be_there_and_nothing_else_is_found():
    assert Counter((one.rule.value, one.indicator.code, one.year) for one in found()) == Counter(
        [
            ("plans_differ", "certified_labour_rate", 2025),
            *[("parts_outside", "college_intermediate_share", year) for year in (2022, 2023, 2024, 2025)],
            *[("growth_below", "trained_growth", year) for year in (2022, 2023, 2024, 2025)],
            ("publications_differ", "certified_labour_rate", 2022),
            ("publications_differ", "institution_count", 2022),
            ("growth_implies", "trained_total", 2021),
            ("estimate_is_plan", "trained_total", 2021),
        ]
    )


def test_two_plans_and_a_published_one_want_different_rates_of_certified_labour_for_2025():
    (text,) = sentences(Rule.PLANS_DIFFER, "certified_labour_rate").values()
    assert text == (
        "Có bằng cấp, chứng chỉ, năm 2025: KH-10 đặt 55–60% (mục II.2, gạch đầu dòng 3); KH-CL2239 đặt từ 55,5% "
        "(mục II.2.a, đoạn 1); KH 17/KH-UBND năm 2025 đặt 55% (laodongthudo.vn 183263; archive.vietnam.vn; "
        "hanoitimes.vn 29/01/2025 (KH 17/KH-UBND), công bố 29/01/2025). Không loại trừ nhau: đạt từ 55,5% là giữ được "
        "cả ba."
    )


def test_the_levels_of_every_yearly_plan_stay_below_the_share_that_kh_10_wants():
    shares = {
        one.year: (one.plans, [round(said.value, 1) for said in one.values])
        for one in found()
        if one.rule == Rule.PARTS_OUTSIDE
    }
    assert {year: str(values[0]) for year, (_, values) in shares.items()} == {
        2022: "23.6",
        2023: "23.5",
        2024: "23.8",
        2025: "24.0",
    }
    assert shares[2022][0] == ("KH-72", "KH-10")
    text = sentences(Rule.PARTS_OUTSIDE, "college_intermediate_share")[2022]
    assert "cao đẳng 25.000 + đào tạo trung cấp 28.000 trên tuyển sinh và đào tạo 224.500" in text
    assert "KH-10 đặt 25–30% (mục II.2, gạch đầu dòng 2), thấp hơn 1,4 điểm %" in text


def test_the_growth_published_for_2022_makes_another_2021_than_was_published():
    (text,) = sentences(Rule.GROWTH_IMPLIES, "trained_total").values()
    assert text.startswith(
        "Tuyển sinh và đào tạo, năm 2021: 245.316 lượt người năm 2022 được công bố là tăng 27,87% so với cùng kỳ năm "
        "trước "
    )
    assert "tức cùng kỳ năm 2021 khoảng 191.850; đã công bố một phần năm (11 tháng năm 2021) 143.000 lượt người" in text
    assert "ước (cả năm 2021) 220.500 lượt người" in text


def test_the_estimate_of_2021_is_the_plan_to_the_last_digit():
    (text,) = sentences(Rule.ESTIMATE_IS_PLAN, "trained_total").values()
    assert "ước (cả năm 2021) 220.500 lượt người" in text
    assert "trùng đúng số kế hoạch (KH-CL2239, kế hoạch từng năm" in text
    assert text.endswith("có thể là số kế hoạch được báo thành số ước.")


def test_what_a_total_is_made_of_contradicts_the_total():
    found_there = {one.rule for one in found() if "trained_cumulative" in one.also and "trained_growth" in one.also}
    assert found_there == {Rule.GROWTH_IMPLIES, Rule.ESTIMATE_IS_PLAN}


def test_the_yearly_plans_grow_less_than_half_of_what_kh_10_wants():
    texts = sentences(Rule.GROWTH_BELOW, "trained_growth")
    for year, growth in ((2022, "1,81%"), (2023, "2,45%"), (2024, "2,17%"), (2025, "2,13%")):
        assert f"tăng {growth} so với năm trước" in texts[year]
        assert texts[year].endswith("KH-10 đặt khoảng 5% mỗi năm (mục II.2, gạch đầu dòng 2).")
    assert "224.500 năm 2022 (KH-72, mục II.1, gạch đầu dòng 1), 230.000 năm 2023 (KH 70/KH-UBND" in texts[2023]


def test_a_forecast_that_the_result_did_not_bear_out_is_shown_with_both_sources():
    (text,) = sentences(Rule.PUBLICATIONS_DIFFER, "certified_labour_rate").values()
    assert "ước 51,2% (nguoihanoi.vn 28/11/2022" in text and "thực hiện 52,5% (thanhnien.vn 12/2022" in text
    assert text.endswith("Đang dùng 52,5%.")


def test_what_was_not_public_yet_contradicts_nothing(monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: date(2023, 1, 15))
    years = {(one.rule.value, one.year) for one in found()}
    assert ("parts_outside", 2022) in years
    assert not {year for rule, year in years if rule == "parts_outside" and year > 2022}


def test_a_locality_with_one_plan_and_no_figures_has_nothing_to_show():
    assert found("68") == []


def test_the_pages_show_them_to_everybody_of_the_locality(client):
    for role, agency in ((Role.LEADER, "so-ldtbxh"), (Role.REPORTER, "017")):
        client.force_login(
            factories.make_user(role, Agency.objects.get(code=agency)), "django.contrib.auth.backends.ModelBackend"
        )
        page = client.get("/contradictions/").context["page"]
        assert page.lede == "<strong>13 chỗ mâu thuẫn</strong> giữa các văn bản và số liệu của Hà Nội."
        assert [len(group.lines) for group in page.groups] == [1, 4, 4, 2, 1, 1]


@pytest.mark.once
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?plan=KH-72", 3),
        ("?plan=KH-CL2239", 3),
        ("?rule=parts_outside", 4),
        ("?rule=growth_below&plan=KH-72", 2),
        ("?rule=sources_differ", 0),
        ("?rule=nonsense&plan=KH-99", 13),
    ],
)
def test_the_page_and_the_api_are_filtered_by_plan_and_rule(client, query, expected):
    staff = factories.make_user(Role.STAFF, Agency.objects.get(code="so-ldtbxh"))
    client.force_login(staff, "django.contrib.auth.backends.ModelBackend")
    page = client.get(f"/contradictions/{query}").context["page"]
    assert sum(len(group.lines) for group in page.groups) == expected
    if "nonsense" not in query:
        assert client.get(f"/api/v1/contradictions/{query}").json()["count"] == expected


def test_the_queries_have_a_ceiling(client, django_assert_max_num_queries):
    staff = factories.make_user(Role.STAFF, Agency.objects.get(code="so-ldtbxh"))
    client.force_login(staff, "django.contrib.auth.backends.ModelBackend")
    with django_assert_max_num_queries(12):
        client.get("/contradictions/")
