"""The what-if page: both standings beside each other, everything in the address, refusals beside their fields."""

import re
from datetime import date

import pytest
from django.test import Client

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, User
from reports.models import Progress
from reports.wording.formats import NBSP
from reports.wording.terms import WORD_JOINER
from targets.models import Indicator
from tests import factories
from tests.reports.dashboards.kinds import one_of_each_kind
from tests.reports.progress import ground

DAY = date(2024, 11, 22)
ADDRESS = "/indicators/trained_labour_rate/what-if/"
pytestmark = [pytest.mark.usefixtures("published"), pytest.mark.django_db]


@pytest.fixture(autouse=True)
def living_on_the_day(monkeypatch):
    monkeypatch.setattr(clock, "set_shift", lambda shift: None)


@pytest.fixture
def staff() -> User:
    return factories.make_user(Role.STAFF, Agency.objects.get(code="so-ldtbxh"))


def answer_of(user: User, address: str, **query: str):
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    response = client.get(address, query)
    assert response.status_code == 200
    return response


def page_of(user: User, code: str = "trained_labour_rate", **query: str):
    return answer_of(user, f"/indicators/{code}/what-if/", **query).context["page"]


def plain(text: str) -> str:
    return text.replace(NBSP, " ").replace(WORD_JOINER, "").replace("<strong>", "").replace("</strong>", "")


def lines_of(page) -> dict[str, tuple[str, str]]:
    return {line.label: (plain(line.now), plain(line.then)) for line in page.comparison.lines}


@pytest.mark.slow
def test_without_numbers_the_page_shows_how_it_stands(staff):
    page = page_of(staff)
    assert (page.comparison.now.label, page.comparison.then) == ("Chưa phân định được", None)
    assert plain(page.comparison.answer).startswith("Đúng tiến độ hoặc chậm, nguồn làm tròn đến 1 %")
    assert lines_of(page)["Tỷ số nhịp độ"] == ("0,79 đến 1,14", "")


def test_a_number_for_this_year_changes_standing_pace_and_chance(staff):
    page = page_of(staff, value_2024="73,2")
    assert page.comparison.then.label == "Chậm, cần tăng tốc"
    assert plain(page.comparison.answer).startswith(
        "Nếu năm 2024 được 73,2% thì là Chậm, cần tăng tốc (hiện nay: chưa phân định được). Năm 2024 đạt 73,2%"
    )
    lines = lines_of(page)
    assert lines["Số được xét"] == ("73% (năm 2023)", "73,2% (năm 2024)")
    assert lines["Tỷ số nhịp độ"] == ("0,79 đến 1,14", "0,78")
    assert lines["So với lộ trình cùng năm"] == ("–0,6 đến +0,4 điểm %", "–0,9 điểm %")
    assert lines["Sớm hay muộn"] == ("trong sai số làm tròn của nguồn", "chậm 0,9 năm")
    assert lines["Từ nay mỗi năm cần"] == ("tăng khoảng 1,0 điểm %", "tăng 1,8 điểm %")
    assert lines["Khả năng đạt"] == ("chưa chắc", "thấp")


def test_another_target_can_be_chosen_and_moved(staff):
    page = page_of(staff, target="KH-CL2239-2030-year", low="75", high="80")
    assert page.comparison.then.label == "Đúng tiến độ"
    assert "mục tiêu là 75–80%" in plain(page.comparison.answer)
    assert [choice.label for choice in page.filters[-1].choices if choice.current] == ["KH-CL2239 2030: 80–85%"]
    assert page.hidden == {"target": "KH-CL2239-2030-year"}


def test_what_cannot_be_read_stands_with_its_reason_and_nothing_is_compared(staff):
    response = answer_of(staff, ADDRESS, value_2024="74.5", low="81")
    page, text = response.context["page"], response.content.decode()
    assert page.comparison.then is None
    assert "là 74,5 hay 745? Gõ lại" in text
    assert "Mức thấp nhất lớn hơn mức cao nhất. Sửa một trong hai." in text
    assert 'value="74.5"' in text


@pytest.mark.once
@pytest.mark.parametrize("typed", ["101", "-5", "abc", "7" * 50, "１２", "=1+1", "1e5", "\x00"])
def test_no_text_breaks_the_page(staff, typed):
    response = answer_of(staff, ADDRESS, value_2024=typed, value_2025=typed, low=typed, high=typed)
    assert response.context["page"].form.errors


@pytest.mark.slow
def test_what_no_plan_could_promise_is_refused(staff):
    assert "lớn hơn 0" in str(page_of(staff, "trained_cumulative", low="0").form.errors)
    assert "khác 0" in str(page_of(staff, "trained_growth", low="0").form.errors)
    assert "khác 0" in str(page_of(staff, "trained_growth", low="-100").form.errors)


def test_a_total_is_moved_by_its_years(staff):
    page = page_of(staff, "trained_cumulative", value_2025="200000")
    assert "Nếu năm 2025 được 200.000 lượt người thì là Không đạt" in plain(page.comparison.answer)
    labels = [plain(str(field.label)) for field in page.form]
    assert labels == [
        "Tuyển sinh và đào tạo 2023–2024, lượt người",
        "Tuyển sinh và đào tạo năm 2025, lượt người",
        "Mức của mục tiêu, lượt người",
    ]
    assert page.scaled_plan


@pytest.mark.parametrize(
    ("code", "words"),
    [("quality_2025_hanoi", "xét theo từng mốc"), ("institution_count", "Không kế hoạch nào của Hà Nội")],
)
def test_where_nothing_can_be_moved_the_page_says_why(staff, code, words):
    page = page_of(staff, code)
    assert (page.form, page.comparison) == (None, None)
    assert words in page.why_not


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.parametrize("which", [one_of_each_kind, pytest.param(Indicator.objects.all, marks=pytest.mark.deep)])
def test_every_indicator_answers_with_extreme_numbers_and_never_nonsense(staff, which):
    for indicator in which():
        largest = "100" if indicator.formula == "ratio" else "9" * 11
        for typed in ("0", largest):
            response = answer_of(
                staff, f"/indicators/{indicator.code}/what-if/", value_2024=typed, value_2025=typed, low="1"
            )
            text = response.content.decode()
            # Whole words: the secret of a form is of letters and figures, and may hold any of these by chance.
            bad = re.findall(r"\b(?:None|nan|NaN|Infinity)\b|\d[eE]\+\d", text)
            assert not bad, (indicator.code, typed, bad, text[max(0, text.find(bad[0]) - 200) : text.find(bad[0]) + 60])


@pytest.mark.slow
def test_the_chosen_place_and_view_go_along(staff):
    page = page_of(staff, view="provisional")
    assert page.hidden["view"] == "provisional"
    assert page.back_url == "/indicators/trained_labour_rate/?view=provisional"
    reporter = factories.make_user(Role.REPORTER, Agency.objects.get(code="017"))
    assert "view" not in page_of(reporter, view="provisional").hidden


@pytest.mark.slow
def test_a_figure_under_review_is_supposed_only_by_who_may_see_it(staff):
    target = Indicator.objects.get(code="it_skills_rate").targets.first()
    codes = target.indicator.inputs.values_list("element__code", flat=True)
    for agency in Agency.objects.filter(kind="district", locality__code="01"):
        ground.report(target.plan, agency, 2023, state="submitted", **dict.fromkeys(codes, "10"))
    ground.recalculate()
    reporter = factories.make_user(Role.REPORTER, Agency.objects.get(code="017"))
    seen = {
        user: page_of(user, "it_skills_rate", view="provisional").comparison.now.label for user in (staff, reporter)
    }
    assert seen == {staff: "Đạt trước hạn", reporter: "Chưa có số liệu"}


def test_another_locality_has_its_own_targets_only():
    away = factories.make_user(Role.STAFF, Agency.objects.filter(locality__code="68").first())
    page = page_of(away, locality="01", target="KH-10-2025-year")
    assert page.why_not.startswith("Không kế hoạch nào của Lâm Đồng")


def test_nothing_is_stored_and_the_queries_have_a_ceiling(staff, django_assert_max_num_queries):
    before = Progress.objects.count()
    client = Client()
    client.force_login(staff, backend="django.contrib.auth.backends.ModelBackend")
    with django_assert_max_num_queries(20):
        client.get(ADDRESS, {"value_2024": "74,5"})
    assert Progress.objects.count() == before
    assert client.post(ADDRESS).status_code == 405


@pytest.mark.slow
def test_the_indicator_page_leads_here_with_its_view(staff):
    response = answer_of(staff, "/indicators/trained_labour_rate/", view="provisional")
    assert f'href="{ADDRESS}?view=provisional"' in response.content.decode()
    assert answer_of(staff, "/indicators/quality_2025_hanoi/").context["page"].what_if_url == ""
