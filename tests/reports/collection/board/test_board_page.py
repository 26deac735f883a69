"""The board: what each row says, how it is filtered and sorted, who acts on it, how many queries it costs."""

import html
import re
from datetime import date, datetime, timedelta

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from agencies import clock
from agencies.access import Role
from agencies.models import AgencyKind
from agencies.vietnamese_text import sort_key
from reports.collection.board.page import BOARD_STATES, BoardFilter, board_of
from reports.collection.board.rows import BoardRow
from reports.collection.duties.services import save_duty
from reports.collection.entry.checks import FindingLevel, findings
from reports.collection.entry.queries import form_of
from reports.collection.periods.services import open_period
from reports.collection.review.services import reopen
from reports.models import Extension, Notice, State, Submission
from reports.models.period import start_of
from tests import factories
from tests.reports.collection.scene import YEAR, number

NOW = start_of(date(2024, 12, 1)) + timedelta(hours=9)


@pytest.fixture
def today(monkeypatch):
    monkeypatch.setattr("agencies.clock.now", lambda: NOW)


def district(scene, code: str, short_name: str, kind: str = AgencyKind.DISTRICT) -> Submission:
    agency = factories.make_agency(code, name=f"UBND huyện {short_name}", short_name=short_name, kind=kind)
    return factories.make_submission(scene.form.period, agency)


def board(scene, query: dict[str, str] | None = None, now: datetime = NOW, by=None):
    return board_of(scene.form.period, by or scene.staff, BoardFilter.read(query or {}), now=now)


def names(scene, query: dict[str, str] | None = None, now: datetime = NOW) -> list[str]:
    return [row.agency for row in board(scene, query, now).rows]


def row(scene, now: datetime = NOW) -> BoardRow:
    return next(row for row in board(scene, now=now).rows if row.pk == scene.form.pk)


def stair(row: BoardRow) -> tuple[str, str]:
    """State and word of the one pill that stands in its column."""
    columns = re.findall(r"<td.*?>(.*?)</td>", row.stairs, re.DOTALL)
    (shown,) = [
        (state, strip_tags(column).strip())
        for state, column in zip(BOARD_STATES, columns, strict=True)
        if column.strip()
    ]
    return shown


@pytest.mark.slow
def test_a_report_climbs_the_stairs_and_its_next_verb_follows(scene):
    assert (stair(row(scene)), row(scene).verb) == (("not_opened", "chưa mở"), "Nhắc")
    scene.save(number("total", "100"))
    assert (stair(row(scene)), row(scene).verb) == (("draft", "đang nhập"), "Nhắc")
    assert (row(scene).filled, row(scene).required) == (1, 5)
    scene.returned()
    assert (stair(row(scene)), row(scene).verb) == (("returned", "sửa 1 mục"), "Xem lý do")
    scene.save(number("total", "100", note="Đã đối chiếu với các trường"))
    scene.send()
    assert (stair(row(scene)), row(scene).verb) == (("submitted", "chờ duyệt"), "Thẩm định")
    factories.take(scene.form, scene.staff)
    assert (stair(row(scene)), row(scene).verb) == (("accepted", "đã duyệt"), "Xem")


def test_the_checks_of_an_open_form_are_counted(scene):
    scene.accepted_last_year(labour="1000")
    scene.save(number("total", "10"), number("college", "40"), number("labour", "2000"))
    shown = row(scene)
    assert (shown.hard, shown.soft) == (1, 1)


def test_duties_are_counted_beside_cells(scene):
    duty = factories.make_duty(scene.plan, "V.1", lead=scene.district)
    scene.save(number("total", "10"))
    assert (row(scene).counts, row(scene).filled, row(scene).required) == ("1/5 ô · 0/1 nhiệm vụ", 1, 6)
    said = {"state": "done", "text": "Đã mở", "by": scene.reporter, "now": NOW}
    save_duty(submission=scene.form, duty=duty, **said)
    assert row(scene).counts == "1/5 ô · 1/1 nhiệm vụ"


def plain_form(scene) -> None:
    scene.accepted_last_year(labour="1000")
    scene.save(number("total", "10"), number("college", "40"), number("labour", "2000"))


def part_of_a_sum_not_asked_for(scene) -> None:
    scene.plan.targets.filter(indicator__code="trained_elementary").delete()
    scene.form.period.asks_all_parts = False
    scene.form.period.save()
    factories.fill(scene.form, scene.reporter, total="100", college="40", labour="1000", labour_trained="700")


def sent_back_and_left(scene) -> None:
    scene.returned()


def sent_back_and_answered(scene) -> None:
    scene.returned()
    scene.answer()


def less_than_its_half_years(scene) -> None:
    scene.plan.frequency = "half_yearly"
    scene.plan.interim_reports = [{"due_day": 10, "due_month": 6, "data_day": 31, "data_month": 5}]
    scene.plan.save()
    half = Submission.objects.get(period=open_period(plan=scene.plan, year=YEAR, by=None, interim=1))
    factories.fill(half, scene.reporter, total="900")
    scene.fill()


@pytest.mark.parametrize(
    ("prepare", "counts"),
    [
        (plain_form, (1, 1)),
        (part_of_a_sum_not_asked_for, (0, 0)),
        (sent_back_and_left, (0, 1)),
        (sent_back_and_answered, (0, 0)),
        (less_than_its_half_years, (0, 1)),
    ],
)
def test_the_checks_are_counted_as_on_the_form_itself(scene, prepare, counts):
    prepare(scene)
    form = Submission.objects.select_related("period__plan", "agency").get(pk=scene.form.pk)
    levels = [finding.level for finding in findings(form_of(form))]
    assert (levels.count(FindingLevel.HARD), levels.count(FindingLevel.SOFT)) == counts
    assert (row(scene).hard, row(scene).soft) == counts


def test_activity_reminder_and_contact_are_shown(scene, today):
    scene.district.contact = "Bà Lan, 024 3882 0000"
    scene.district.save()
    scene.save(number("total", "100"), now=NOW - timedelta(days=1))
    Client().force_login(scene.staff)
    Notice.objects.create(
        user=scene.reporter, submission=scene.form, kind="reminded", text="Nhắc", created_at=NOW, delivery="failed"
    )
    shown = row(scene)
    assert (shown.activity, shown.reminded) == ("30/11\u00a009:00", "01/12")
    assert (shown.contact, shown.mail_faults, shown.nobody) == ("Bà Lan, 024 3882 0000", 1, False)
    other = district(scene, "002", "Ba Vì")
    assert next(line for line in board(scene).rows if line.pk == other.pk).nobody


def test_an_extended_deadline_says_who_why_and_until_when(scene):
    assert (row(scene).due, row(scene).extended) == ("24/12", "")
    Extension.objects.create(
        submission=scene.form, due_at=start_of(date(2025, 1, 1)), reason="Mưa lũ", by=scene.staff, at=NOW
    )
    shown = row(scene, now=start_of(date(2024, 12, 28)))
    assert (shown.due, shown.late) == ("31/12", "")
    assert shown.extended == (
        "staff gia hạn 09:00 ngày 01/12/2024: trước ngày 01/01, tức hết 24:00 ngày 31/12/2024 (thứ Ba). Lý do: Mưa lũ"
    )
    assert row(scene, now=start_of(date(2025, 1, 1))).late == "quá hạn 1\u00a0ngày"


def test_the_sentence_counts_and_says_what_to_do_first(scene):
    district(scene, "002", "Ba Vì")
    scene.sent()
    shown = board(scene)
    assert shown.said == "0 đã duyệt, 1 chờ thẩm định, 1 chưa xong."
    assert shown.advice == "Việc nên làm trước: thẩm định 1 báo cáo đang chờ, nhắc 1 đơn vị chưa mở biểu."
    assert "nhắc 1 đơn vị đã quá hạn" in board(scene, now=start_of(date(2025, 1, 2))).advice
    assert [count for _, _, count in shown.heads] == [1, 0, 0, 1, 0]


def test_names_stand_in_the_vietnamese_order(scene):
    for place, name in enumerate(
        ["Ứng Hòa", "Đông Anh", "Ba Vì", "Đan Phượng", "Ba Đình", "Ân Thi", "Ý Yên", "An Lão"]
    ):
        district(scene, f"1{place}", name)
    ordered = ["An Lão", "Ân Thi", "Ba Đình", "Ba Vì", "Đan Phượng", "Đông Anh", "Đơn vị 001", "Ứng Hòa", "Ý Yên"]
    assert names(scene, {"sort": "name"}) == ordered
    assert sorted(["bạ", "bá", "bà", "ba", "bã", "bả", "bă"], key=sort_key) == [
        *("ba", "bà", "bả", "bã", "bá", "bạ", "bă"),
    ]


def test_late_ones_come_first_then_the_stairs_then_the_emptier(scene):
    extended = district(scene, "002", "Được gia hạn")
    Extension.objects.create(
        submission=extended, due_at=start_of(date(2025, 2, 1)), reason="Bão", by=scene.staff, at=NOW
    )
    Submission.objects.filter(pk=scene.form.pk).update(first_opened_at=NOW)
    assert names(scene) == ["Được gia hạn", "Đơn vị 001"]
    assert names(scene, now=start_of(date(2025, 1, 2))) == ["Đơn vị 001", "Được gia hạn"]


def test_search_without_marks_and_filters_in_the_address(scene):
    district(scene, "002", "Đông Anh")
    district(scene, "003", "Sở Y tế", kind=AgencyKind.DEPARTMENT)
    scene.save(number("total", "1"))
    assert names(scene, {"q": "dong anh"}) == ["Đông Anh"]
    assert names(scene, {"q": "ĐÔNG"}) == ["Đông Anh"]
    assert names(scene, {"kind": "offices"}) == ["Sở Y tế"]
    assert names(scene, {"state": State.DRAFT}) == ["Đơn vị 001"]
    assert names(scene, {"state": "accepted"}) == []
    assert len(names(scene, {"kind": "nowhere", "state": "nothing", "sort": "upwards"})) == 3
    assert BoardFilter.read({"kind": "offices", "q": " sở  y "}).address(state="draft") == (
        "kind=offices&state=draft&q=s%E1%BB%9F+y"
    )


@pytest.mark.slow
def test_sixty_agencies_cost_as_many_queries_as_two(scene, django_assert_max_num_queries):
    for place in range(60):
        made = district(scene, f"1{place:02}", f"Huyện {place}")
        Extension.objects.create(
            submission=made, due_at=start_of(date(2025, 1, 1)), reason="Bão", by=scene.staff, at=NOW
        )
    scene.save(number("total", "100"))
    client = Client()
    client.force_login(scene.staff)
    address = reverse("board", args=[scene.form.period_id])
    client.get(address)
    with django_assert_max_num_queries(20):
        assert client.get(address).content.count(b'name="pick"') == 61


def post(scene, by, **data) -> object:
    client = Client()
    client.force_login(by)
    return client.post(reverse("board-act", args=[scene.form.period_id]), data)


def test_staff_extend_ticked_rows_and_come_back_to_the_same_view(scene, today):
    answer = post(
        scene,
        scene.staff,
        act="extend",
        pick=[scene.form.pk],
        until="31/12/2024",
        reason="Mưa lũ",
        view="kind=districts&sort=name&evil=//x",
    )
    assert answer.headers["Location"] == f"/reviews/board/{scene.form.period_id}/?kind=districts&sort=name"
    assert Submission.objects.get(pk=scene.form.pk).due_at == start_of(date(2025, 1, 1))


@pytest.mark.once
@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({"act": "extend", "until": "12/31/2024", "reason": "Bão"}, "Gõ ngày như 20/12/2024"),
        ({"act": "extend", "until": "", "reason": "Bão"}, "gia hạn đến hết ngày nào"),
        ({"act": "extend", "until": "31/12/2024", "reason": ""}, "Ghi lý do gia hạn"),
        ({"act": "reopen", "reason": "Bão", "seen": "{pk}:1"}, "Chỉ mở lại báo cáo đã duyệt"),
        ({"act": "reopen", "reason": "Bão", "seen": "{pk}:2"}, "Vừa đổi sau khi bảng này mở: Đơn vị 001"),
        ({"act": "reopen", "reason": "Bão", "seen": "1{pk}:1 {pk}:11 x"}, "Vừa đổi sau khi bảng này mở"),
        ({"act": "fly"}, "Chưa làm gì"),
    ],
)
def test_what_is_refused_comes_back_with_ticks_and_words(scene, today, data, words):
    data = {name: text.replace("{pk}", str(scene.form.pk)) for name, text in data.items()}
    answer = post(scene, scene.staff, pick=[scene.form.pk], **data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert re.search(rf'value="{scene.form.pk}"[^>]*checked', page)
    assert f'value="{data.get("reason", "")}"' in page
    assert not Extension.objects.exists()


@pytest.mark.parametrize("act", ["remind", "extend", "reopen"])
def test_an_act_on_no_report_asks_for_a_choice(scene, today, act):
    answer = post(scene, scene.staff, act=act, until="31/12/2024", reason="Bão")
    assert answer.status_code == 422
    assert "Chọn ít nhất một đơn vị." in answer.content.decode()


@pytest.mark.slow
def test_a_refused_board_gives_its_list_as_a_file_with_the_same_filters(scene, today):
    answer = post(scene, scene.staff, act="fly", pick=[scene.form.pk], view="state=draft&q=001")
    assert answer.status_code == 422
    (address,) = re.findall(r'href="([^"]*file=csv[^"]*)"', answer.content.decode())
    client = Client()
    client.force_login(scene.staff)
    listed = client.get(html.unescape(address))
    assert listed.status_code == 200
    assert {"state=draft", "q=001"} <= set(html.unescape(address).partition("?")[2].split("&"))


@pytest.mark.slow
def test_a_report_that_moved_since_the_board_was_opened_is_named_and_stays(scene, today):
    accepted = scene.accepted()
    client = Client()
    client.force_login(scene.staff)
    board = client.get(reverse("board", args=[accepted.period_id])).content.decode()
    seen = re.search(r'name="seen" value="([^"]*)"', board)[1]
    factories.take(factories.send(reopened(scene, accepted), scene.reporter), scene.staff)
    answer = post(scene, scene.staff, act="reopen", pick=[accepted.pk], reason="Bổ sung", seen=seen)
    assert answer.status_code == 422
    assert "Vừa đổi sau khi bảng này mở: Đơn vị 001" in answer.content.decode()
    assert Submission.objects.get(pk=accepted.pk).state == State.ACCEPTED
    shown_now = re.search(r'name="seen" value="([^"]*)"', answer.content.decode())[1]
    assert (
        post(scene, scene.staff, act="reopen", pick=[accepted.pk], reason="Bổ sung", seen=shown_now).status_code == 302
    )
    assert Submission.objects.get(pk=accepted.pk).state == State.RETURNED


def reopened(scene, accepted: Submission) -> Submission:
    return reopen(submission=accepted, seen_version=accepted.version, by=scene.staff, now=clock.now(), reason="Sai")


def test_a_reopening_of_many_can_be_taken_back_from_the_toast_by_who_did_it(scene, today):
    scene.accepted()
    form = Submission.objects.get(pk=scene.form.pk)
    seen = f"{form.pk}:{form.version}"
    answer = post(scene, scene.staff, act="reopen", pick=form.pk, seen=seen, reason="Sửa số")
    client = Client()
    client.force_login(scene.staff)
    (message,) = list(get_messages(answer.wsgi_request))
    assert "Chưa gửi thông báo" in message.message
    assert Submission.objects.get(pk=form.pk).state != State.ACCEPTED
    other = Client()
    other.force_login(factories.make_user(Role.STAFF, scene.department))
    other.post(message.extra_tags)
    assert Submission.objects.get(pk=form.pk).state != State.ACCEPTED
    client.post(message.extra_tags)
    assert Submission.objects.get(pk=form.pk).state == State.ACCEPTED
    assert not Notice.objects.filter(submission=form, kind="reopened").exists()


def test_a_rows_own_button_reminds_of_that_row_alone(scene, today):
    second = district(scene, "002", "Ba Vì")
    factories.make_user(agency=second.agency)
    assert post(scene, scene.staff, one=second.pk, pick=[scene.form.pk]).status_code == 302
    assert Notice.objects.get().submission == second


def test_a_foreign_report_among_the_ticked_makes_all_of_it_not_found(scene, today):
    away = factories.make_locality("68")
    plan = factories.make_plan("KH-CT21", locality=away)
    foreign = factories.make_submission(factories.make_period(plan), factories.make_agency("681", locality=away))
    for stranger in (foreign, scene.other):
        answer = post(scene, scene.staff, act="remind", pick=[scene.form.pk, stranger.pk])
        assert answer.status_code == 404
    assert not Notice.objects.exists()


@pytest.mark.slow
def test_leaders_see_it_without_acting_and_reporters_and_strangers_do_not(scene):
    leader = factories.make_user(Role.LEADER, scene.department)
    far = factories.make_user(Role.STAFF, factories.make_department("so-68", locality=factories.make_locality("68")))
    address = reverse("board", args=[scene.form.period_id])
    for user, status in ((scene.staff, 200), (leader, 200), (scene.reporter, 403), (far, 404)):
        client = Client()
        client.force_login(user)
        answer = client.get(address)
        assert answer.status_code == status
        assert (b'name="pick"' in answer.content) is (user == scene.staff)
    assert post(scene, leader, act="remind", pick=[scene.form.pk]).status_code == 403
    assert post(scene, far, act="remind", pick=[scene.form.pk]).status_code == 404


def test_markup_in_names_and_reasons_stays_text(scene, today):
    scene.district.short_name = "<script>alert(1)</script>"
    scene.district.save()
    Extension.objects.create(
        submission=scene.form, due_at=clock.now() + timedelta(days=40), reason="{{7*7}}<b>", by=scene.staff, at=NOW
    )
    client = Client()
    client.force_login(scene.staff)
    page = client.get(reverse("board", args=[scene.form.period_id])).content.decode()
    assert "<script>alert" not in page
    assert "{{7*7}}&lt;b&gt;" in page
