"""The pages of the history: what is found, who sees what, a cell's life, a form as it stood, and the same as JSON."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from agencies import clock
from agencies.access import Role
from agencies.models import AgencyKind, User
from reports.audit.sealing import seal
from reports.audit.services import record
from reports.collection.history.queries import PAGE_ROWS
from reports.models import MILESTONE_STATES, AuditEvent, Verb, Via
from targets.calculations.statuses import MilestoneState
from tests import factories
from tests.reports.collection.scene import Scene, number


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def ask(user: User, address: str, **query: object):
    return signed_in(user).get(address, query)


def page(user: User, **query: object) -> str:
    return ask(user, reverse("history"), **query).content.decode()


def rows(user: User, **query: object) -> list[str]:
    return [row.summary for row in ask(user, reverse("history"), **query).context["page"].rows]


@pytest.fixture
def told(scene: Scene) -> Scene:
    """The scene after a full round, and one sign-in of everybody."""
    scene.returned()
    for user in (scene.reporter, scene.staff):
        grant = user.access.grants[0]
        record(
            verb=Verb.SIGNED_IN,
            subject=f"user:{user.pk}",
            summary=f"Đăng nhập của {user.username}",
            by=user,
            now=clock.now(),
            locality=grant.locality_id,
            agency=grant.agency_id,
        )
    return scene


def note(scene: Scene, summary: str) -> None:
    """One more event of the locality."""
    record(
        verb=Verb.REOPENED,
        subject="x",
        summary=summary,
        by=None,
        now=clock.now(),
        locality=scene.district.locality_id,
    )


def changes_told(scene: Scene, before: dict[str, object], after: dict[str, object]) -> list[tuple[str, str, str]]:
    """What the page shows of one event, as (name, before, after)."""
    record(
        verb=Verb.MILESTONE_JUDGED,
        subject="x",
        summary="Đổi",
        by=None,
        now=clock.now(),
        locality=scene.district.locality_id,
        before=before,
        after=after,
    )
    answer = ask(scene.staff, reverse("history"))
    assert answer.status_code == 200
    return answer.context["page"].rows[0].details


@pytest.mark.parametrize("state", MilestoneState)
def test_the_state_of_a_milestone_is_told_in_its_own_words(scene: Scene, state: MilestoneState):
    other = next(one for one in MilestoneState if one != state)
    words = dict(MILESTONE_STATES)
    found = changes_told(scene, {"state": other.value}, {"state": state.value})
    assert found == [("Trạng thái", words[other.value], words[state.value])]


def test_a_state_that_no_list_knows_any_more_is_told_as_it_was_kept(scene: Scene):
    assert changes_told(scene, {"state": "old"}, {"state": "draft"}) == [("Trạng thái", "old", "Đang nhập")]


@pytest.mark.parametrize(
    ("name", "before", "after", "shown"),
    [
        ("evidence", "Quyết định 1", "Quyết định 2", ("Căn cứ", "Quyết định 1", "Quyết định 2")),
        ("whole_year", False, True, ("Số của cả năm", "không", "có")),
        ("value", "72.2", "73", ("Giá trị", "72.2", "73")),
        ("source", "Niên giám 2023", "Niên giám 2024", ("Nguồn", "Niên giám 2023", "Niên giám 2024")),
        ("ended_on", None, "2024-12-31", ("Kết thúc từ ngày", "—", "31/12/2024")),
        ("changed", [["Số", "1"]], [["Số", "2"]], ("Chỗ đổi", "Số, 1", "Số, 2")),
        ("signer", "Nguyễn A", "Trần B", ("Người ký", "Nguyễn A", "Trần B")),
        ("contact", "2024-13-45", "staff", ("Liên hệ", "2024-13-45", "staff")),
        ("kind", "district", "commune", ("Loại", AgencyKind.DISTRICT.label, AgencyKind.COMMUNE.label)),
        (
            "memberships",
            [["001", "reporter", "2024-01-01", None]],
            [["001", "staff", "2024-01-01", "2024-12-31"]],
            ("Phân công", "001, Cán bộ nhập liệu, 01/01/2024", "001, Cán bộ tổng hợp, 01/01/2024, 31/12/2024"),
        ),
    ],
)
def test_what_changed_is_named_in_the_words_of_the_screen(scene: Scene, name, before, after, shown):
    assert changes_told(scene, {name: before}, {name: after}) == [shown]


@pytest.mark.slow
def test_staff_and_leaders_see_the_locality_newest_first(told: Scene):
    leader = factories.make_user(Role.LEADER, told.department, username="leader")
    found = rows(told.staff)
    assert len(found) == AuditEvent.objects.count() == 5
    assert found[0] == "Đăng nhập của staff"
    assert rows(leader) == found


@pytest.mark.slow
def test_a_reporter_sees_the_own_agency_and_the_own_sign_ins(told: Scene):
    colleague = factories.make_user(agency=told.district, username="colleague")
    assert "Đăng nhập của reporter" in rows(told.reporter)
    assert not [summary for summary in rows(colleague) if "Đăng nhập" in summary]
    assert len(rows(colleague)) == 3
    neighbour = factories.make_user(agency=factories.make_agency("002"), username="neighbour")
    assert rows(neighbour) == []


@pytest.mark.slow
def test_an_administrator_sees_people_and_no_figure(told: Scene):
    admin = factories.make_user(Role.ADMINISTRATOR, told.department, username="admin")
    assert rows(admin) == ["Đăng nhập của staff", "Đăng nhập của reporter"]
    assert "Ghi 5 ô" not in page(admin)


@pytest.mark.slow
def test_another_locality_sees_nothing(told: Scene):
    far = factories.make_department("so-68", locality=factories.make_locality("68"))
    for role in (Role.STAFF, Role.LEADER, Role.ADMINISTRATOR):
        assert rows(factories.make_user(role, far, username=f"far-{role}")) == []


@pytest.mark.slow
def test_the_search_finds_by_word_person_verb_agency_subject_and_day(told: Scene):
    staff = told.staff
    assert rows(staff, text="nguyen thi LAN nop") == [f"Nộp báo cáo KH-10 năm 2024, {told.district.name}"]
    assert len(rows(staff, actor=told.reporter.pk)) == 3
    assert len(rows(staff, verb=Verb.RETURNED)) == 1
    assert len(rows(staff, agency=told.district.pk)) == 4
    assert len(rows(staff, subject=f"submission:{told.form.pk}")) == 3
    today = clock.today()
    assert len(rows(staff, since=today.isoformat(), until=today.isoformat())) == 5
    assert rows(staff, until=(today - timedelta(days=1)).isoformat()) == []
    assert rows(staff, since=f"{today + timedelta(days=1):%d/%m/%Y}") == []


@pytest.mark.slow
@pytest.mark.parametrize(
    ("query", "says"),
    [
        ({"since": "31/02/2024"}, "Gõ ngày kiểu 15/12/2025"),
        ({"since": "2024-12-15", "until": "2024-12-14"}, "Ngày cuối trước ngày đầu"),
    ],
)
def test_a_wrong_search_says_how_to_mend_it(told: Scene, query: dict, says: str):
    answer = ask(told.staff, reverse("history"), **query)
    assert answer.status_code == 422
    assert says in answer.content.decode()


@pytest.mark.slow
def test_a_person_of_another_locality_is_no_choice(told: Scene):
    far = factories.make_user(
        agency=factories.make_agency("681", locality=factories.make_locality("68")), username="far"
    )
    assert ask(told.staff, reverse("history"), actor=far.pk).status_code == 422
    assert "681" not in page(told.staff)


@pytest.mark.slow
def test_what_was_and_what_is_stand_beside_each_other(told: Scene):
    told.save(number("total", "1.234,"), number("total", "x"))
    told.save(number("labour", "2.000"))
    text = page(told.staff, verb=Verb.FIGURES_SAVED)
    assert "<del>1.000</del> <strong>2.000</strong>" in text


@pytest.mark.slow
def test_pages_follow_each_other_without_gap_at_a_fixed_cost(told: Scene, django_assert_max_num_queries):
    for place in range(PAGE_ROWS + 10):
        note(told, f"việc {place}")
    client = signed_in(told.staff)
    with django_assert_max_num_queries(9):
        first = client.get(reverse("history"), {"verb": Verb.REOPENED})
    assert len(first.context["page"].rows) == PAGE_ROWS
    second = rows(told.staff, verb=Verb.REOPENED, before=first.context["page"].older)
    assert second == [f"việc {place}" for place in range(9, -1, -1)]
    assert "verb=reopened" in first.context["older"]


@pytest.mark.slow
def test_what_people_typed_is_shown_as_text(told: Scene):
    note(told, "<script>alert(1)</script>")
    assert "<script>alert" not in page(told.staff)


def cell_page(scene: Scene, user: User, code: str = "total", **query: object):
    return ask(user, reverse("submission-cell-history", args=[scene.form.pk, code]), **query)


@pytest.mark.slow
def test_a_cell_tells_value_quality_who_when_why_and_way(scene: Scene):
    scene.save(number("total", "100", quality="estimate"), via=Via.FORM)
    scene.save(number("total", "120", note="Bổ sung hai trường"), via=Via.FILE)
    scene.fill()
    scene.sent = scene.send()
    text = cell_page(scene, scene.staff).content.decode()
    for said in ("120", "ước", "chính thức", "Nguyễn Thị Lan", "Bổ sung hai trường", "Tệp XLSX", "Biểu nhập"):
        assert said in text
    assert text.index("120") < text.index("Biểu nhập", text.index("120"))


def test_a_cell_tells_why_it_was_sent_back_and_when_it_was_accepted(scene: Scene):
    scene.returned()
    scene.answer()
    scene.send()
    factories.take(scene.form, scene.staff)
    steps = cell_page(scene, scene.reporter).context["steps"]
    assert [step.what for step in steps] == ["Duyệt", "Ghi", "Trả lại", "Ghi"]
    assert steps[2].why == "Kiểm lại tổng số"


@pytest.mark.slow
def test_the_fragment_is_the_page_without_its_frame(scene: Scene):
    scene.save(number("total", "100"))
    fragment = cell_page(scene, scene.reporter, fragment=1).content.decode()
    assert "<html" not in fragment and "100" in fragment
    assert fragment.strip() in cell_page(scene, scene.reporter).content.decode()


def test_the_history_of_a_shared_figure_is_the_same_from_both_forms(scene: Scene):
    scene.save(number("total", "100"))
    other = ask(scene.reporter, reverse("submission-cell-history", args=[scene.other.pk, "total"]))
    assert [step.value for step in other.context["steps"]] == ["100"]


@pytest.mark.slow
def test_a_strangers_cell_and_a_cell_that_is_not_in_the_form_do_not_exist(scene: Scene):
    neighbour = factories.make_user(agency=factories.make_agency("002"), username="neighbour")
    admin = factories.make_user(Role.ADMINISTRATOR, scene.department, username="admin")
    assert cell_page(scene, neighbour).status_code == 404
    assert cell_page(scene, admin).status_code == 403
    assert cell_page(scene, scene.reporter, "teachers").status_code == 404
    assert cell_page(scene, scene.reporter, "no-such-cell").status_code == 404
    assert "Chưa ai nhập ô này" in cell_page(scene, scene.reporter).content.decode()


def past_page(scene: Scene, user: User, day: str):
    return ask(user, reverse("submission", args=[scene.form.pk]), as_of=day)


@pytest.mark.slow
def test_a_form_as_it_stood_is_marked_and_read_only(scene: Scene):
    week_ago = clock.now() - timedelta(days=7)
    scene.save(number("total", "1.100"), now=week_ago)
    scene.save(number("total", "1.200"), number("college", "40"))
    day = timezone.localdate(week_ago)
    answer = past_page(scene, scene.reporter, day.isoformat())
    text = answer.content.decode()
    row = next(row for row in answer.context["rows"] if row.code == "total")
    assert (row.then, row.now, row.differs) == ("1.100", "1.200", True)
    assert f"Đây là biểu lúc hết ngày {day:%d/%m/%Y}, chỉ để xem" in text
    assert 'method="post" id="entry-form"' not in text and "cell-input" not in text
    college = next(row for row in answer.context["rows"] if row.code == "college")
    assert (college.then, college.now) == ("chưa nhập", "40")
    assert past_page(scene, scene.staff, f"{day:%d/%m/%Y}").status_code == 200


@pytest.mark.parametrize("day", ["", "hôm qua", "2024-02-30", "9999-12-31"])
def test_a_day_that_is_none_or_still_to_come_says_how_to_mend_it(scene: Scene, day: str):
    answer = past_page(scene, scene.reporter, day)
    assert answer.status_code == 422
    assert "field-error" in answer.content.decode()


def test_a_form_as_it_stood_shows_nothing_to_a_stranger(scene: Scene):
    neighbour = factories.make_user(agency=factories.make_agency("002"), username="neighbour")
    assert past_page(scene, neighbour, "2024-12-15").status_code == 404


def test_a_form_as_it_stood_costs_a_few_queries(scene: Scene, django_assert_max_num_queries):
    scene.fill()
    client, address = signed_in(scene.reporter), reverse("submission", args=[scene.form.pk])
    with django_assert_max_num_queries(13):
        client.get(address, {"as_of": clock.today().isoformat()})


def api(user: User, path: str, **query: object):
    cache.clear()
    return ask(user, f"/api/v1/{path}", **query)


def test_the_api_gives_every_value_of_a_figure(scene: Scene):
    scene.save(number("total", "100", quality="estimate"))
    scene.save(number("total", "120", note="Đã đủ"), number("college", "40"), via=Via.API)
    found = api(scene.staff, "history/", data_element="total", agency="001", year=2024).json()["results"]
    assert [(row["value"], row["quality"], row["via"], row["by"], row["note"]) for row in found] == [
        (120, "final", "api", "Nguyễn Thị Lan", "Đã đủ"),
        (100, "estimate", "form", "Nguyễn Thị Lan", ""),
    ]
    assert api(scene.staff, "history/", year=2023).json()["count"] == 0


@pytest.mark.slow
def test_the_api_gives_figures_as_they_stood(scene: Scene):
    week_ago = clock.now() - timedelta(days=7)
    scene.save(number("total", "100", quality="estimate"), now=week_ago)
    scene.save(number("total", "120"), number("college", "40"))
    (row,) = api(scene.staff, "figures/", as_of=timezone.localdate(week_ago).isoformat()).json()["results"]
    assert (row["data_element"], row["value"], row["quality"], row["state"]) == ("total", 100, "estimate", "draft")
    assert (row["accepted_value"], row["accepted_at"]) == (None, None)
    assert scene.figure().value == 120
    now = api(scene.staff, "figures/", as_of=clock.today().isoformat()).json()["results"]
    assert [row["value"] for row in now] == [120, 40]
    assert api(scene.staff, "figures/", as_of=f" {clock.today().isoformat()} ").json()["results"] == now


@pytest.mark.parametrize(
    ("query", "field"), [({"as_of": "15/12/2024"}, "as_of"), ({"as_of": "2024-12-15", "quality": "final"}, "quality")]
)
def test_the_api_refuses_a_day_it_cannot_read_and_filters_that_are_of_today(scene: Scene, query: dict, field: str):
    answer = api(scene.staff, "figures/", **query)
    assert answer.status_code == 400
    assert field in answer.json()["error"]["fields"]


def test_the_api_gives_the_trail_with_its_hashes_and_by_the_same_rights(told: Scene):
    body = api(told.staff, "audit/", text="lan nop").json()
    assert [row["verb"] for row in body["results"]] == ["submitted"]
    assert (body["results"][0]["previous_hash"], body["results"][0]["hash"]) == (None, None)
    seal()
    body = api(told.staff, "audit/", text="lan nop").json()
    kept = AuditEvent.objects.get(verb=Verb.SUBMITTED).seal
    assert (body["results"][0]["previous_hash"], body["results"][0]["hash"]) == (kept.previous_hash, kept.hash)
    admin = factories.make_user(Role.ADMINISTRATOR, told.department, username="admin")
    assert {row["verb"] for row in api(admin, "audit/").json()["results"]} == {"signed_in"}
    assert api(told.staff, "audit/", since="2024-13-01").status_code == 400
