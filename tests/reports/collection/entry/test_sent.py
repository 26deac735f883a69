"""After sending: what was sent, when, by whom, what comes next; its paper; the moment of pressing; two bodies."""

import io
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from docx import Document

from agencies import clock
from agencies.access import Role
from reports.collection.duties.services import save_duty
from reports.collection.entry.after_sending.sent import receipt_of, timing_words
from reports.collection.entry.paper import ONE_AT_A_TIME
from reports.collection.entry.services import submit
from reports.collection.obstacles.services import raise_obstacle
from reports.models import Decider, DutyState, State, Submission
from tests import factories
from tests.reports.collection.scene import FILLED, make_scene, number

ONE_HOUR = 3600


@pytest.fixture
def owner(scene) -> Client:
    client = Client()
    client.force_login(scene.reporter)
    return client


def address(scene, name: str) -> str:
    return reverse(name, args=[scene.form.pk])


def words(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_sending_leads_to_a_page_that_says_what_was_sent_by_whom_and_what_comes_next(scene, owner):
    factories.make_duty(scene.plan, "V.1", lead=scene.district, title="Mở lớp")
    scene.save(number("total", "100", note="đã kiểm lại"))
    factories.report_duties(scene.form, scene.reporter)
    scene.fill(total="100")
    post = {"submit": "1", "version": "1"}
    answer = owner.post(address(scene, "submission"), post)
    assert answer.url == address(scene, "submission-sent")
    page = words(owner.get(answer.url))
    assert "Đã nộp lúc" in page and "5 số liệu, 1 nhiệm vụ" in page and scene.reporter.full_name in page
    assert receipt_of(scene.form) in page and receipt_of(scene.form).endswith("-1")
    assert "Rút lại để sửa" in page and "Còn một báo cáo nữa" in page and "KH-CL2239" in page
    assert "V.1. Mở lớp" in page and "Hỏi ai" in page and scene.department.name in page


def test_a_report_that_is_not_sent_has_no_such_page(scene, owner):
    for name in ("submission-sent", "submission-paper"):
        assert owner.get(address(scene, name)).url == address(scene, "submission")


@pytest.mark.slow
def test_the_paper_holds_every_cell_duty_and_room_to_sign(scene, owner):
    duty = factories.make_duty(scene.plan, "V.1", lead=scene.district, title="Mở lớp")
    said = {"state": DutyState.DONE, "text": "Đã mở 42 lớp", "by": scene.reporter, "now": clock.now()}
    save_duty(submission=scene.form, duty=duty, **said)
    scene.sent()
    raised = {"title": "Thiếu xưởng", "text": "x", "since": date(2024, 9, 1), "asks": Decider.LOCALITY}
    raise_obstacle(agency=scene.district, plan=scene.plan, by=scene.reporter, now=clock.now(), **raised)
    answer = owner.get(address(scene, "submission-paper"), {"as": "docx"})
    paper = Document(io.BytesIO(answer.content))
    cells = {row.cells[1].text: row.cells[4].text for row in paper.tables[0].rows}
    assert cells[scene.elements["labour"].short_name] == "1.000"
    text = " ".join(part.text for part in paper.paragraphs)
    assert "Đã mở 42 lớp" in text and scene.reporter.full_name in text
    assert "Vướng mắc đã nêu Thiếu xưởng (chờ trả lời)" in text
    signs = [cell.text.split("\n")[0] for cell in paper.tables[-1].rows[1].cells]
    assert signs == ["NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ"]
    assert "số biên nhận" in paper.sections[0].footer.paragraphs[0].text
    assert "attachment" in answer["Content-Disposition"] and ".docx" in answer["Content-Disposition"]


@pytest.mark.slow
def test_the_papers_columns_are_as_wide_as_what_stands_in_them_wherever_it_is_opened(scene, owner):
    scene.sent()
    table = Document(io.BytesIO(owner.get(address(scene, "submission-paper"), {"as": "docx"}).content)).tables[0]
    widths = [column.width for column in table.columns]
    assert widths == [cell.width for cell in table.rows[0].cells] and widths[1] > 2 * widths[2] > 4 * widths[0]
    heading = scene.elements["total"].group
    assert [row.cells[0].text for row in table.rows[:3]] == ["Ô", heading, "1"]


@pytest.mark.slow
@pytest.mark.parametrize("illustrative", [True, False])
def test_the_paper_of_made_up_figures_says_so(scene, owner, illustrative):
    scene.sent()
    Submission.objects.filter(pk=scene.form.pk).update(illustrative=illustrative)
    paper = Document(io.BytesIO(owner.get(address(scene, "submission-paper"), {"as": "docx"}).content))
    assert any("Số liệu minh họa" in part.text for part in paper.paragraphs) is illustrative


@pytest.mark.slow
def test_the_pdf_is_one_and_without_libreoffice_the_page_offers_word(scene, owner, settings):
    scene.sent()
    assert owner.get(address(scene, "submission-paper")).content.startswith(b"%PDF-")
    settings.LIBREOFFICE = "/no/such/program"
    answer = owner.get(address(scene, "submission-paper"), follow=True)
    assert "Bản Word vẫn tải được" in words(answer) and "Tải bản Word" in words(answer)


@pytest.mark.slow
def test_the_moment_of_pressing_is_kept_and_shown_and_what_arrives_late_is_late(scene, owner):
    scene.form.period.due_at = clock.now() - timedelta(minutes=10)
    scene.form.period.save()
    post = {f"v-{code}": text for code, text in FILLED.items()}
    owner.post(address(scene, "submission"), {**post, "submit": "1", "version": "1", "held_seconds": str(ONE_HOUR)})
    scene.form.refresh_from_db()
    assert scene.form.submitted_at - scene.form.pressed_at == timedelta(seconds=ONE_HOUR)
    assert scene.form.is_late()
    staff = Client()
    staff.force_login(scene.staff)
    assert "đã bấm Nộp lúc" in words(staff.get(address(scene, "submission")))


@pytest.mark.parametrize("held", ["", "0", "2", "-5", "abc", "99999999999"])
def test_a_report_that_did_not_wait_has_no_moment_of_pressing(scene, owner, held):
    scene.fill()
    owner.post(address(scene, "submission"), {"submit": "1", "version": "1", "held_seconds": held})
    scene.form.refresh_from_db()
    assert (scene.form.state, scene.form.pressed_at) == (State.SUBMITTED, None)


def test_who_reports_for_two_bodies_sees_which_and_changes_with_one_link(scene, owner):
    other = factories.make_agency("002", name="UBND huyện Mỹ Đức", short_name="Mỹ Đức")
    factories.join(scene.reporter, Role.REPORTER, other)
    theirs = factories.make_submission(scene.form.period, other)
    page = words(owner.get(address(scene, "submission")))
    assert f'href="{theirs.get_absolute_url()}">Đổi sang Mỹ Đức</a>' in page
    page = words(owner.get(theirs.get_absolute_url()))
    assert "Mỹ Đức</span>" in page.partition("<main")[0]


def test_who_is_somebody_else_by_now_saves_nothing_into_this_page(scene, owner):
    answer = owner.post(address(scene, "submission-cells"), {"v-total": "5", "by": str(scene.staff.pk)})
    assert (answer.status_code, answer.json()["somebody_else"]) == (409, True)


def test_help_beside_a_cell_says_whom_it_counts_its_past_and_whom_to_ask(scene, owner, django_assert_max_num_queries):
    scene.department.phone = "0900 000 024"
    scene.department.save()
    element = scene.elements["labour_trained"]
    element.definition = "Người từ 15 tuổi đã qua đào tạo"
    element.save()
    scene.accepted_last_year(labour_trained="650")
    place = reverse("submission-cell-help", args=[scene.form.pk, "labour_trained"])
    with django_assert_max_num_queries(16):
        page = words(owner.get(place))
    for said in ("Người từ 15 tuổi", "650", "chia cho ô 4", "0900 000 024", scene.department.name, "75"):
        assert said in page
    assert owner.get(reverse("submission-cell-help", args=[scene.form.pk, "teachers"])).status_code == 404


def test_the_heads_of_the_form_name_their_years(scene, owner):
    page = words(owner.get(address(scene, "submission")))
    assert "Năm 2023<br>đã duyệt" in page and "Năm 2024<br>đến 14/12" in page
    assert "Năm nay" not in page and "Năm trước" not in page


def test_group_counters_come_with_every_save_and_a_refused_cell_is_not_saved(scene, owner):
    answer = owner.post(address(scene, "submission-cells"), {"v-total": "72.23"}).json()
    assert (answer["saved"], answer["filled"]) == ("", 0)
    row = next(row for row in answer["rows"] if row["code"] == "total")
    assert "Chưa ghi số này." in row["say"] and "Số trước đó" not in row["say"]
    answer = owner.post(address(scene, "submission-cells"), {"v-total": "100"}).json()
    assert sum(int(section.partition("/")[0]) for section in answer["sections"]) == 1
    assert "Đã lưu lúc" in answer["saved"]


@pytest.mark.parametrize(
    ("submitted", "words"),
    [
        (datetime(2024, 12, 13, 3, 0), "trước hạn 1 ngày"),
        (datetime(2024, 12, 14, 16, 59), "đúng ngày cuối"),
        (datetime(2024, 12, 14, 17, 0), "sau hạn 1 ngày"),
        (datetime(2024, 12, 16, 3, 0), "sau hạn 2 ngày"),
    ],
)
def test_days_before_and_after_are_counted_to_the_last_good_day_as_everywhere(db, submitted, words):
    """The last good day is 14/12: whatever comes from 15/12, 00:00 in Viet Nam, is late."""
    scene = make_scene(due_at=datetime(2024, 12, 14, 17, 0, tzinfo=UTC))
    scene.fill()
    sent = submit(submission=scene.form, seen_version=1, by=scene.reporter, now=submitted.replace(tzinfo=UTC))
    assert timing_words(sent) == words


@pytest.mark.slow
def test_who_comes_while_another_paper_is_printed_is_told_at_once(scene, owner):
    scene.sent()
    with ONE_AT_A_TIME:
        answer = owner.get(address(scene, "submission-paper"), follow=True)
    assert "Máy chủ đang in nhiều bản" in words(answer)


def test_a_report_taken_back_no_longer_says_that_it_was_sent(scene, owner):
    sent = scene.sent()
    assert "người nộp:" in words(owner.get(address(scene, "submission")))
    owner.post(address(scene, "submission-withdraw"), {"version": str(sent.version)})
    assert "người nộp:" not in words(owner.get(address(scene, "submission")))
