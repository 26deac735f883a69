"""Changes against a base year on every page: in percent of that year, falling ones as falls, never in the unit itself.

Two promises are added to the published figures of Hà Nội: a fifth fewer institutions than in 2021, of which 380 became
360 in 2022, and five percent more trained labour than in 2021, of which 71.1 became 73 in 2023.
"""

import re
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, Locality, User
from reports.dashboards.indicators.charts import ladder_data
from reports.dashboards.series import indicator_series
from reports.issued.words.indicator_fields import achieved_words, change_from_base, needed_words
from reports.models import Progress, View
from reports.progress.services import recalculate_all
from reports.wording.formats import NBSP
from reports.wording.standing import standing_of
from reports.wording.terms import WORD_JOINER
from targets.models import Basis, Indicator, Plan, Target
from tests import factories

DAY = date(2024, 11, 22)
FALL, RISE = "institution_count", "trained_labour_rate"
pytestmark = [pytest.mark.usefixtures("published"), pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(autouse=True)
def promised(monkeypatch):
    monkeypatch.setattr(clock, "set_shift", lambda shift: None)
    plan = Plan.objects.get(code="KH-CL2239")
    for code, comparator, low in ((FALL, "<=", -20), (RISE, ">=", 5)):
        Target.objects.create(
            plan=plan, indicator=Indicator.objects.get(code=code), year=2025, comparator=comparator, low=Decimal(low),
            basis=Basis.CHANGE, base_year=2021, citation="KH-CL2239, thử",
        )  # fmt: skip
    recalculate_all(locality_ids=[Locality.objects.get(code="01").pk])


@pytest.fixture
def client():
    signed_in = Client()
    user = factories.make_user(Role.STAFF, Agency.objects.get(code="so-ldtbxh"))
    signed_in.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return signed_in


def plain(text: str) -> str:
    for sign, other in ((NBSP, " "), (WORD_JOINER, ""), ("<strong>", ""), ("</strong>", "")):
        text = text.replace(sign, other)
    return text


def what_if(client, code, **query):
    response = client.get(f"/indicators/{code}/what-if/", {"target": "KH-CL2239-2025-change", **query})
    assert response.status_code == 200
    return response.context["page"]


@pytest.mark.once
@pytest.mark.parametrize(("code", "typed", "told"), [(FALL, "5", "giảm từ 5%"), (RISE, "1", "tăng từ 1%")])
def test_another_size_of_a_change_is_tried_without_a_sign(client, code, typed, told):
    page = what_if(client, code, low=typed)
    assert page.form["low"].label == "Mức của mục tiêu, % so với năm 2021"
    assert page.form["low"].help_text.startswith(f"hiện nay {told.split()[0]} từ ")
    assert page.comparison.then.label == "Đạt trước hạn"
    assert f"mục tiêu là {told} so với năm 2021" in plain(page.comparison.answer)


@pytest.mark.once
@pytest.mark.parametrize("typed", ["0", "-20", "–20", "120", "x"])
def test_a_size_that_no_change_can_have_is_refused_beside_its_field(client, typed):
    page = what_if(client, FALL, low=typed)
    assert page.form.errors["low"]
    assert page.comparison.then is None


def facts(client, code):
    page = client.get(f"/indicators/{code}/").context["page"]
    return page, {fact.label: plain(f"{fact.value} {fact.unit}; {fact.note} {fact.chart}") for fact in page.facts}


def test_the_facts_of_a_fall_are_in_percent_of_its_base_year(client):
    page, told = facts(client, FALL)
    assert plain(page.opening) == (
        "Năm 2022 giảm 5,3% so với năm 2021, vượt lộ trình 0,3 điểm %; cần giảm 4,9 điểm % mỗi năm, hiện giảm 5,3; mục "
        "tiêu giảm từ 20% so với năm 2021, hạn năm 2025."
    )
    assert told["So với lộ trình cùng năm"].startswith("–0,3 điểm %; phải giảm 5,0%; tỷ số nhịp độ 1,05")
    assert "Mỗi năm đã giảm 5,26, mỗi năm cần giảm 4,91 điểm %" in told["Nhịp độ, điểm % mỗi năm"]
    assert "Khả năng đạt giảm 20% năm 2025" in told
    worked = plain(dict(page.method)["Cách đánh giá"])
    assert worked.startswith("Năm gốc 2021 là mốc 0, mục tiêu giảm 20% (2025). Sau 1 trên 4 năm phải đi được –5,00")


def test_on_the_chart_a_change_stands_at_the_level_that_it_makes_of_its_base(client):
    series = indicator_series(
        Indicator.objects.get(code=FALL), Locality.objects.get(code="01"), View.ACCEPTED, User.objects.first()
    )
    (rung,) = ladder_data(series, "").rungs
    assert (rung.must, rung.text) == (304, "giảm từ 20% so với năm 2021")
    assert series.path == ()


def test_what_a_change_takes_is_told_in_points_and_as_a_fall(client):
    lines = {line.label: plain(line.now) for line in what_if(client, FALL).comparison.lines}
    assert lines["Số được xét"] == "giảm 5,3% (năm 2022)"
    assert lines["So với lộ trình cùng năm"] == "–0,3 điểm %"
    assert lines["Từ nay mỗi năm cần"] == "giảm 4,9 điểm %"
    assert lines["Đến nay mỗi năm đạt"] == "giảm 5,3 điểm %"


def test_what_the_rounding_of_its_source_leaves_open_is_open_of_a_change_too(client):
    """73 is from 72.5 to 73.5: a rise of 1.9 to 3.4 % where the path asks 2.5."""
    page, _ = facts(client, RISE)
    assert page.label == "Chưa phân định được"
    assert plain(page.opening).startswith("Đúng tiến độ hoặc chậm, nguồn làm tròn. Năm 2023 tăng 2,7% so với năm 2021")


@pytest.mark.parametrize("code", [FALL, RISE])
def test_no_page_and_no_file_gives_a_change_the_unit_of_its_indicator(client, code):
    """-20 institutions, -5.3 institutions, 5 % of the labour force: no such number stands anywhere."""
    row = Progress.objects.get(target__indicator__code=code, target__basis=Basis.CHANGE, year=2024, view=View.ACCEPTED)
    wrong = re.compile(r"[–-](20|5,3|5,0|4,9)\s*cơ sở|(20|5,3|4,9)\s*cơ sở")
    for address in (f"/indicators/{code}/", f"/lineage/{row.pk}/", "/plans/KH-CL2239/", "/standing/", "/"):
        told = " ".join(plain(re.sub(r"<[^>]+>", " ", client.get(address, follow=True).content.decode())).split())
        assert not wrong.search(told), (address, wrong.search(told))
    lines = client.get(f"/indicators/{code}/csv/").content.decode().splitlines()
    assert [line.split(",")[5] for line in lines if "so với năm 2021" in line] == ["% so với năm 2021"]
    listed = client.get("/standing/", {"file": "csv"}).content.decode()
    assert "% so với năm 2021" in listed


def test_a_report_tells_a_change_in_percent_of_its_base_year(client):
    row = standing_of(
        Progress.objects.select_related("target__indicator").get(
            target__indicator__code=FALL, target__basis=Basis.CHANGE, year=2024, view=View.ACCEPTED
        )
    )
    assert plain(change_from_base(row)) == "giảm 5,3%"
    assert plain(achieved_words(row)) == "giảm 5,3 điểm %"
    assert plain(needed_words(row)) == "giảm 4,9 điểm %"
