"""Indicator pages on the published figures known on 22/11/2024: every kind of target has a page that makes sense."""

from datetime import date

import pytest
from django.test import Client

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, User
from reports.wording.formats import NBSP
from targets.models import Indicator
from tests import factories
from tests.reports.dashboards.kinds import one_of_each_kind
from tests.reports.progress import ground

DAY = date(2024, 11, 22)
pytestmark = [pytest.mark.usefixtures("published"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def living_on_the_day(monkeypatch):
    monkeypatch.setattr(clock, "set_shift", lambda shift: None)


@pytest.fixture
def staff() -> User:
    return factories.make_user(Role.STAFF, Agency.objects.get(code="so-ldtbxh"))


def client_of(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def page_of(user: User, code: str, query: str = ""):
    response = client_of(user).get(f"/indicators/{code}/{query}")
    assert response.status_code == 200
    return response.context["page"]


@pytest.mark.slow
def test_the_page_opens_with_the_verdict_and_what_it_takes(staff):
    page = page_of(staff, "trained_labour_rate")
    assert (page.status, page.label) == ("undetermined", "Chưa phân định được")
    assert page.opening.replace(NBSP, " ") == (
        "<strong>Đúng tiến độ hoặc chậm</strong>, nguồn làm tròn đến 1 %: 73 là từ 72,5 đến 73,5. "
        "Năm 2023 được 73%, xấp xỉ lộ trình 73,1%; cần tăng khoảng 1,0 điểm % mỗi năm, hiện đạt khoảng 0,9."
    )


def test_a_value_that_fell_says_so_first(staff):
    opening = page_of(staff, "certified_labour_rate").opening.replace(NBSP, " ")
    assert opening.startswith(
        "<strong>Năm 2023 giảm còn khoảng 52%</strong> (năm 2022: 52,5%), chênh lệch nằm trong sai số làm tròn của "
        "nguồn. "
    )


def test_about_is_told_with_the_line_from_which_it_counts(staff):
    page = page_of(staff, "trained_manager_rate")
    assert any("khoảng 80% (đạt từ 76%)" in one.promise for one in page.verdicts)
    assert page.facts[3].label == "Khả năng đạt từ 76% năm 2025"


def test_the_page_says_where_it_stands_among_plans(staff):
    page = page_of(staff, "trained_labour_rate")
    assert page.context == "Hà Nội · càng cao càng tốt · nằm trong KH-72, KH-CL2239 và KH-10"


@pytest.mark.slow
def test_what_contradicts_it_stands_on_the_page_and_nothing_where_nothing_does(staff):
    client = client_of(staff)
    lines = client.get("/indicators/college_intermediate_share/").context["found"].lines
    assert lines[0].text.startswith("KH-72 đặt đào tạo cao đẳng 25.000")
    silent = client.get("/indicators/trained_labour_rate/")
    assert silent.context["found"].lines == [] and 'id="contradictions"' not in silent.content.decode()


def test_every_standing_leads_to_where_it_comes_from(staff):
    response = client_of(staff).get("/indicators/trained_labour_rate/")
    page = response.context["page"]
    judged = {row.lineage_url for row in page.table.rows if row.ratio != "—"}
    assert judged and "" not in judged
    for address in judged | {item.lineage_url for item in page.verdicts}:
        assert f'href="{address}"' in response.content.decode()


def test_the_four_facts(staff):
    latest, gap, pace, outlook = page_of(staff, "trained_labour_rate").facts
    assert (latest.value, latest.unit, latest.note) == ("73%", "năm 2023", "số liệu công bố")
    assert (gap.value, gap.unit) == ("–0,6 đến +0,4", "điểm %")
    assert gap.note == "phải có 73,1%; tỷ số nhịp độ 0,79 đến 1,14"
    assert "khoảng 0,9" in pace.chart and "0,92" not in pace.chart
    assert (outlook.label, outlook.value) == ("Khả năng đạt 75% năm 2025", "Chưa chắc")
    assert outlook.note == "giữ nhịp độ hiện nay thì đến 74,8%, khoảng 73,3–76,4%"


def test_the_table_has_every_year_and_every_value_its_source(staff):
    table = page_of(staff, "trained_labour_rate").table
    rows = {row.year: row for row in table.rows}
    assert list(rows) == [2020, 2021, 2022, 2023, 2024, 2025, 2030]
    assert (rows[2020].label, rows[2020].gap) == ("Gốc", "—")
    assert (rows[2021].target, rows[2021].gap, rows[2021].ratio, rows[2021].label) == ("71,5", "–0,10", "0,89", "Chậm")
    assert (rows[2022].target, rows[2022].gap) == ("từ 72,2", "+0,08")
    assert (rows[2024].value, rows[2024].label) == ("—", "Chưa có số liệu")
    assert (rows[2025].target, rows[2025].plans) == ("75–80", "KH-CL2239, KH-10")
    letters = {note.letter: note.text for note in table.notes}
    assert "hanoitimes.vn 21/11/2024" in letters[rows[2023].letter]
    assert "công bố 21/11/2024" in letters[rows[2023].letter]


def test_revisions_and_yearly_plans_stay_in_the_list_of_figures(staff):
    figures = page_of(staff, "trained_labour_rate").table.figures
    of_2022 = [(figure.value, figure.kind, figure.counts) for figure in figures if figure.years == "2022"]
    assert of_2022 == [("72,2", "kế hoạch", False), ("72,2", "ước", False), ("72,23", "thực hiện", True)]


def test_a_total_names_the_figures_that_it_was_added_up_from(staff):
    page = page_of(staff, "trained_cumulative")
    note = next(note.text for note in page.table.notes if note.text.startswith("Đến năm 2024"))
    assert "220.500 (2021, ước" in note
    assert "245.316 (2022, một phần năm" in note
    assert "472.600 (2023–2024, một phần năm" in note


def test_a_published_rate_of_parts_names_the_parts(staff):
    page = page_of(staff, "college_intermediate_share")
    assert "33.682" in page.table.notes[0].text
    assert page.opening == (
        "<strong>Năm 2022 là 25,1%</strong>, giữ được mức; chưa có số liệu của các năm 2021 và 2023 nên chưa kết luận "
        "được, mục tiêu 25–\u206030% mỗi năm."
    )
    assert (page.facts[1].value, page.facts[1].note) == ("1/1", "chưa có số liệu của các năm 2021 và 2023")


def test_growth_is_held_against_growth(staff):
    page = page_of(staff, "trained_growth")
    assert page.opening == (
        "<strong>Năm 2022 tăng 11,3%</strong>, giữ được mức; chưa có số liệu của các năm 2021 và 2023 nên "
        "chưa kết luận được, mục tiêu khoảng 5% (đạt từ 4,75%) mỗi năm."
    )
    assert (page.status, "cần có 5,00" in page.facts[2].chart) == ("insufficient_data", True)
    # One year of four is known: nothing is told as a yearly pace, and no ratio of averages stands beside the verdict.
    assert (page.facts[1].label, page.facts[1].value) == ("Số năm giữ được mức", "1/1")
    assert "Năm 2022 đạt 11,25, mỗi năm cần có 5,00%" in page.facts[2].chart
    assert "tỷ số" not in " ".join(fact.note for fact in page.facts).lower()
    worked = dict(page.method)["Cách đánh giá"]
    assert "÷" not in worked and "chưa có số liệu của các năm 2021 và 2023" in worked


def test_a_finished_target_keeps_its_verdict(staff):
    page = page_of(staff, "trained_college")
    assert (page.label, page.facts[3].label, page.facts[3].value) == ("Đã đạt", "Kết luận năm 2022", "Đã đạt")
    assert page.facts[1].value == "+8.682"


def test_an_indicator_without_figures_says_so_and_draws_no_zero(staff):
    page = page_of(staff, "it_skills_rate")
    assert page.opening == "Chưa có số liệu nào để so với mục tiêu từ 80% (2025)."
    assert {fact.value for fact in page.facts} == {"—"}
    assert page.legend.count("<li>") == 1


def test_texts_show_their_milestones_and_no_ladder(staff):
    page = page_of(staff, "quality_2025_hanoi")
    assert [group.title for group in page.milestones] == ["KH-CL2239, năm 2025", "KH-10, năm 2025"]
    assert (page.ladder, page.facts) == ("", [])


def test_a_figure_that_no_plan_asks_for_has_a_page(staff):
    page = page_of(staff, "institution_count")
    assert "Không kế hoạch nào của Hà Nội đặt mục tiêu này." in page.opening
    assert page.ladder_title == "Kết quả qua các năm"


@pytest.mark.slow
def test_another_locality_sees_its_own_numbers_only():
    away = factories.make_user(Role.STAFF, Agency.objects.filter(locality__code="68").first())
    page = page_of(away, "trained_labour_rate", "?locality=01")
    assert page.context.startswith("Lâm Đồng")
    assert (page.table.rows, page.verdicts, page.agencies) == ([], [], None)


def reported() -> None:
    plan = Indicator.objects.get(code="trained_labour_rate").targets.first().plan
    for index, agency in enumerate(Agency.objects.filter(kind="district", locality__code="01")[:27]):
        ground.report(
            plan, agency, 2023, illustrative=True, labour_trained=str(700 + 5 * index), labour_force="1000"
        )  # fmt: skip
    ground.recalculate()


@pytest.mark.slow
def test_agencies_stand_beside_the_locality_and_the_difference_is_said(staff):
    reported()
    page = page_of(staff, "trained_labour_rate")
    assert page.agencies.title == "Các quận, huyện, thị xã năm 2023"
    assert page.agencies.note == "27/30 đơn vị đã được duyệt"
    assert page.agencies.illustrative
    assert page.agencies.tiles.count('class="tile ') == 30
    assert page.difference.text.startswith("năm 2023 công bố 73%; tổng hợp từ 27/30 đơn vị 76,5%")
    assert page.difference.illustrative
    assert page.facts[0].value == "73%"


@pytest.mark.slow
def test_a_reporter_sees_her_own_agency_alone():
    reported()
    own = Agency.objects.filter(kind="district", locality__code="01")[3]
    page = page_of(factories.make_user(Role.REPORTER, own), "trained_labour_rate", "?view=provisional")
    assert [line.name for line in page.agencies.lines] == [own.short_name]
    assert page.agencies.title == "Số liệu của đơn vị mình năm 2023"
    assert page.filters == []


def test_the_method_box_works_with_the_numbers_of_the_page(staff):
    pairs = dict(page_of(staff, "trained_labour_rate").method)
    assert pairs["Cách đánh giá"].startswith("Từ 70,25% (2020) đến 75% (2025) là 4,75")
    assert "cộng tử số, cộng mẫu số rồi mới chia" in pairs["Công thức"]
    assert "KH-10, mục II.2, gạch đầu dòng 3" in pairs["Căn cứ"]


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("which", [one_of_each_kind, pytest.param(Indicator.objects.all, marks=pytest.mark.deep)])
def test_every_indicator_has_a_page_for_everybody(staff, which):
    reporter = factories.make_user(Role.REPORTER, Agency.objects.get(code="017"))
    for user in (staff, reporter):
        client = client_of(user)
        for code in [indicator.code for indicator in which()]:
            for address in (f"/indicators/{code}/", f"/indicators/{code}/csv/"):
                assert client.get(address).status_code == 200


@pytest.mark.slow
def test_the_list_finds_names_with_and_without_marks(staff):
    client = client_of(staff)
    for sought in ("lao động", "LAO DONG", "lao đông"):
        page = client.get("/indicators/", {"q": sought}).context["page"]
        names = [row.name for group in page.groups for row in group.rows]
        assert "Tỷ lệ lao động qua đào tạo" in names
        assert len(names) < Indicator.objects.count()
    response = client.get("/indicators/", {"q": "<b>không có"})
    assert "&lt;b&gt;không có" in response.content.decode()


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize(
    ("address", "ceiling"), [("/indicators/", 10), ("/indicators/trained_labour_rate/", 27), ("/plans/", 8)]
)
def test_the_queries_have_a_ceiling(staff, address, ceiling, django_assert_max_num_queries):
    reported()
    client = client_of(staff)
    with django_assert_max_num_queries(ceiling):
        client.get(address)


@pytest.mark.slow
def test_the_scenario_is_never_drawn_beyond_what_a_rate_can_be(staff):
    indicator = Indicator.objects.get(code="qualified_teacher_rate")
    locality = factories.make_locality()
    for year, value in ((2020, "90"), (2021, "94"), (2022, "97"), (2023, "99.5")):
        ground.publish(indicator, year, value, locality=locality)
    ground.recalculate()
    page = page_of(staff, "qualified_teacher_rate")
    assert page.facts[3].note.endswith("–100,0%")
