"""The overview on the published figures known on 22/11/2024, with one round made up."""

import csv
import io
from datetime import date, timedelta

import pytest
from django.test import Client

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, User
from reports.dashboards.overview.rounds import bodies_asked
from reports.models import Generation, Submission
from reports.models.period import start_of
from reports.progress.services import recalculate_stale
from targets.models import Indicator, Plan
from tests import factories
from tests.reports.progress import ground

DAY = date(2024, 11, 22)
# One of them counts what waits in the menu of staff, one asks when bodies have changed.
CEILING = 15
pytestmark = [pytest.mark.usefixtures("published"), pytest.mark.django_db]


@pytest.fixture
def staff() -> User:
    return factories.make_user(Role.STAFF, Agency.objects.get(code="so-ldtbxh"), username="staff")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@pytest.fixture(autouse=True)
def living_on_the_day(monkeypatch):
    """Requests set the clock by the installation; here it stays on the module's day."""
    monkeypatch.setattr(clock, "set_shift", lambda shift: None)


def page_of(user: User, address: str = "/"):
    response = signed_in(user).get(address)
    assert response.status_code == 200
    return response.context["page"]


@pytest.mark.slow
def test_the_first_sentence_counts_the_next_milestone(staff):
    lede = page_of(staff).lede
    assert "<strong>19 mục tiêu của năm 2025</strong>: 4 chưa phân định được, 15 chưa đủ số liệu." in lede
    assert (
        "2 mục tiêu chung của KH-10 và KH-CL2239 đếm một lần. 1 chỉ tiêu mà KH-10 và KH-CL2239 đặt mức khác nhau"
        in lede
    )
    assert "Đến hết năm 2025 còn 13 tháng." in lede


def test_plans_show_a_sign_per_target_and_texts_apart(staff):
    plans = {plan.code: plan for plan in page_of(staff).plans}
    assert list(plans) == ["KH-CL2239", "KH-10", "KH-72"]
    assert plans["KH-72"].note == "6 mục tiêu năm 2022"
    assert plans["KH-72"].dots.count("<a ") == 6
    assert "4 nhóm mục tiêu định tính" in plans["KH-CL2239"].apart


def test_headlines_carry_value_kind_and_verdict(staff):
    rows = {row.url: row for row in page_of(staff).headlines}
    trained = rows["/indicators/trained_labour_rate/"]
    assert (trained.value, trained.note, trained.label) == ("73%", "2023", "Chưa phân định được")
    assert trained.short == "Đúng tiến độ hoặc chậm"
    total = rows["/indicators/trained_cumulative/"]
    assert (total.value, total.note) == ("938.416", "2024, một phần năm")


def test_what_nobody_can_tell_apart_is_told_with_both_words_and_is_not_called_late(staff):
    page = page_of(staff)
    assert page.late.lines == []
    told = {one.name: one for one in page.late.open}
    certified = told["Có bằng cấp, chứng chỉ"]
    assert set(certified.plans.split(", ")) == {"KH-CL2239", "KH-10"}
    assert [word for _, word in certified.ways] == ["Đúng tiến độ", "Chậm", "Chậm nhiều"]
    assert certified.why == "Nguồn chỉ ghi “khoảng”: 52 là từ 51 đến 53."
    assert certified.sentence.startswith("Năm 2023 được khoảng 52%, xấp xỉ lộ trình")
    assert "143.000 hoặc 220.500" in told["Đào tạo cộng dồn từ 2021"].why
    assert told["Đào tạo cộng dồn từ 2021"].sentence.startswith("Theo số đang dùng, từ 2021 đến 2024 được 938.416")


def test_a_year_that_is_over_counts_every_plan_of_that_year(staff):
    lede = page_of(staff, "/?year=2022").lede
    assert "mục tiêu của các năm 2022 và 2025" in lede
    assert "6 đã đạt" in lede


def test_the_heat_map_judges_each_year_by_its_own_path(staff):
    rows = {row.url: row for group in page_of(staff).heat.groups for row in group.rows}
    cells = rows["/indicators/trained_labour_rate/"].cells
    assert [(cell.text.rstrip("\u2007\u2008"), cell.status, cell.base) for cell in cells] == [
        ("70,25", "", True),
        ("71,1", "lagging", False),
        ("72,23", "on_track", False),
        ("73", "undetermined", False),
        ("—", "", False),
    ]
    assert rows["/indicators/certified_labour_rate/"].milestones == ("từ 55,5 · 55–60", "từ 60")


@pytest.mark.once
@pytest.mark.parametrize(
    "query",
    ["?year=1066", "?year=99999", "?year=năm", "?plan=KH-0", "?view=x", "?locality=99", "?year=2022&plan=KH-72"],
)
def test_no_address_breaks_the_page(staff, query):
    assert signed_in(staff).get(f"/{query}").status_code == 200


def test_a_past_year_is_seen_as_it_stood_then(staff):
    page = page_of(staff, "/?year=2022&plan=KH-72")
    assert page.title.endswith("năm 2022")
    assert "Nhìn từ cuối năm 2022" in page.lede
    assert [plan.code for plan in page.plans] == ["KH-72"]
    assert {row.status for row in page.headlines} == {"achieved"}


def open_round() -> None:
    """A round of KH-CL2239 with one agency in each of three states."""
    plan = Plan.objects.get(code="KH-CL2239")
    period = factories.make_period(plan, 2024, due_at=start_of(date(2024, 12, 15)), opens_on=date(2024, 11, 15))
    one, two, three = Agency.objects.filter(code__in=["001", "002", "003"])
    factories.make_submission(period, one)
    factories.make_submission(period, two, first_opened_at=clock.now())
    sender = ground.person("sender")
    factories.make_submission(period, three, state="submitted", submitted_at=clock.now(), submitted_by=sender)


def test_the_round_counts_agencies_per_state_and_days(staff):
    open_round()
    rounds = page_of(staff).rounds
    assert (rounds.days, rounds.days_words) == ("22", "ngày nữa là hết hạn KH-CL2239")
    assert rounds.deadline == "trước ngày 15/12, tức hết 24:00 ngày 14/12/2024 (thứ Bảy)"
    assert {line.state: line.counts for line in rounds.lines} == {
        "accepted": ("0",),
        "submitted": ("1",),
        "returned": ("0",),
        "draft": ("1",),
        "not_opened": ("1",),
    }


def test_plans_that_ask_different_bodies_have_no_single_number_over_their_columns():
    assert bodies_asked([{"accepted": 34, "draft": 10}, {"accepted": 36, "draft": 9}]) == "44–45"
    assert bodies_asked([{"accepted": 45}, {"draft": 45}]) == "45"
    assert bodies_asked([]) == "0"


def test_a_reporter_sees_the_standing_without_the_state_of_other_agencies():
    open_round()
    reporter = factories.make_user(Role.REPORTER, Agency.objects.get(code="001"))
    assert signed_in(reporter).get("/").headers["Location"] == "/submissions/"
    page = page_of(reporter, "/standing/?view=provisional")
    assert page.rounds is None
    assert [bar.label for bar in page.filters] == ["Năm", "Kế hoạch"]


@pytest.mark.parametrize("address", ["/", "/?year=2022&view=provisional", "/?plan=KH-72"])
def test_the_queries_have_a_ceiling(staff, address, django_assert_max_num_queries):
    open_round()
    client = signed_in(staff)
    with django_assert_max_num_queries(CEILING):
        assert client.get(address).status_code == 200


# What waits for staff is in the frame of the page, so it is asked for before the page may stay as it is.
@pytest.mark.parametrize(("role", "most"), [(Role.LEADER, 7), (Role.STAFF, 8)])
def test_unchanged_it_is_not_sent_again_and_costs_little(role, most, django_assert_max_num_queries):
    client = signed_in(factories.make_user(role, Agency.objects.get(code="so-ldtbxh"), username="reader"))
    first = client.get("/")
    assert "private" in first.headers["Cache-Control"]
    with django_assert_max_num_queries(most):
        again = client.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def changed_by(change) -> bool:
    client = signed_in(User.objects.get(username="staff"))
    first = client.get("/")
    change()
    return client.get("/", headers={"If-None-Match": first.headers["ETag"]}).status_code == 200


@pytest.mark.slow
def test_a_new_figure_a_move_an_opened_form_or_a_new_right_shows_at_once(staff):
    open_round()
    assert changed_by(lambda: Generation.objects.update(number=99))
    submission = Submission.objects.get(state="submitted")
    taken_back = {"state": "draft", "submitted_at": None, "submitted_by": None}
    assert changed_by(lambda: Submission.objects.filter(pk=submission.pk).update(**taken_back))
    later = clock.now() + timedelta(hours=1)
    assert changed_by(lambda: Submission.objects.filter(state="draft").update(first_opened_at=later))
    assert changed_by(lambda: factories.join(staff, Role.LEADER, Agency.objects.get(code="so-ldtbxh")))
    assert not changed_by(lambda: None)


@pytest.mark.slow
def test_another_choice_has_another_tag(staff):
    client = signed_in(staff)
    assert len({client.get(address).headers["ETag"] for address in ("/", "/standing/", "/?year=2022")}) == 3


@pytest.mark.slow
def test_made_up_figures_are_named_as_such(staff):
    plan, code = Plan.objects.get(code="KH-CL2239"), "school_leaver_rate"
    inputs = Indicator.objects.get(code=code).inputs.select_related("element")
    names = {one.side: one.element.code for one in inputs}
    for agency in Agency.objects.filter(kind="district", locality__code="01"):
        ground.report(plan, agency, 2023, illustrative=True, **{names["numerator"]: "35", names["denominator"]: "100"})
    ground.recalculate()
    recalculate_stale()
    page = page_of(staff)
    row = next(row for row in page.headlines if code in row.url)
    assert (row.illustrative, page.illustrative) == (True, True)
    assert "Từ số liệu minh họa của các đơn vị" in [group.title for group in page.heat.groups]


def test_an_empty_installation_has_a_page_that_makes_sense():
    user = factories.make_user(Role.LEADER, factories.make_department("99-so", locality=factories.make_locality("99")))
    response = signed_in(user).get("/")
    assert "Chưa có mục tiêu nào bằng số để đánh giá." in response.content.decode()
    assert "Chưa có kế hoạch nào trong hệ thống." in response.content.decode()


def test_the_file_says_of_each_target_that_bears_no_status_why(staff):
    lines = list(csv.DictReader(io.StringIO(signed_in(staff).get("/?file=csv").content.decode("utf-8-sig"))))
    words = {(line["Kế hoạch"], line["Năm mục tiêu"], line["Đánh giá"]) for line in lines}
    assert ("KH-CL2239", "2030", "Chưa đến lượt xét") in words and ("KH-CL2239", "2025", "Mục tiêu định tính") in words
    assert "Chưa tính" not in {word for _, _, word in words}
