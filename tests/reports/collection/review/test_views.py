"""What the addresses of the review do: accept, return, reopen, and say when somebody was quicker."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from agencies import clock
from agencies.access import Role
from agencies.models import Agency
from reports.collection.duties.services import save_duty
from reports.collection.entry.checks import FindingLevel
from reports.collection.entry.services import NotReady, withdraw
from reports.collection.review.services import accept
from reports.models import Review, ReviewItem, State, Submission
from tests import factories
from tests.reports.collection.scene import held_up, number


@pytest.fixture
def client(scene):
    client = Client()
    client.force_login(scene.staff)
    return client


def decide(client, form, **post):
    address = reverse("review-decide", args=[form.pk])
    return client.post(address, {"version": str(form.version), **post})


def state_of(form) -> str:
    return Submission.objects.get(pk=form.pk).state


def test_accepting_moves_on(scene, client):
    form = scene.sent()
    response = decide(client, form, accept="1", note="Đủ", note_for="accepted")
    assert (response.status_code, state_of(form)) == (302, State.ACCEPTED)
    assert Review.objects.get().note == "Đủ"


@pytest.mark.parametrize("note_for", ["", "returned", "perhaps"])
def test_a_remark_that_may_mean_a_return_is_asked_about_and_kept(scene, client, note_for):
    form = scene.sent()
    response = decide(client, form, accept="1", note="Đề nghị rà lại rồi nộp lại", note_for=note_for)
    assert (response.status_code, state_of(form)) == (422, State.SUBMITTED)
    page = response.content.decode()
    assert "Nhận xét này là lý do trả lại, hay chỉ ghi khi duyệt" in page
    assert "Đề nghị rà lại rồi nộp lại</textarea>" in page


def test_a_remark_for_accepting_alone_sends_nothing_back(scene, client):
    form = scene.sent()
    response = decide(client, form, **{"return": "1", "note": "Tốt", "note_for": "accepted"})
    assert (response.status_code, state_of(form)) == (422, State.SUBMITTED)


@pytest.mark.slow
def test_a_row_marked_to_go_back_wants_its_reason_and_keeps_the_report_from_being_accepted(scene, client):
    form = scene.sent()
    assert decide(client, form, accept="1", **{"v-total": "returned"}).status_code == 422
    assert decide(client, form, **{"return": "1", "v-total": "returned"}).status_code == 422
    assert state_of(form) == State.SUBMITTED


def test_a_row_agreed_to_keeps_its_reason_to_itself(scene, client):
    form = scene.sent()
    decide(client, form, **{"return": "1", "v-total": "agreed", "r-total": "Kiểm lại", "r-rest": "Thiếu"})
    assert list(ReviewItem.objects.values_list("element__code", "reason")) == [("rest", "Thiếu")]


def test_a_duty_goes_back_with_its_reason_and_the_agency_reads_it(scene, client):
    factories.make_duty(scene.plan, number="V.12.2", lead=scene.district)
    form = scene.sent()
    decide(client, form, **{"return": "1", "r-duty-V.12.2": "Ghi kết quả năm nay"})
    assert list(ReviewItem.objects.values_list("duty__number", "reason")) == [("V.12.2", "Ghi kết quả năm nay")]
    reporter = Client()
    reporter.force_login(scene.reporter)
    assert "Ghi kết quả năm nay" in reporter.get(reverse("submission", args=[form.pk])).content.decode()


def test_unreported_duties_stand_first_and_are_counted(scene, client):
    first = factories.make_duty(scene.plan, number="V.1", lead=scene.district)
    scene.fill()
    save_duty(
        submission=scene.form, duty=first, state="in_progress", text="Mở 42 lớp", by=scene.reporter, now=clock.now()
    )
    sent = scene.send()
    # No report is sent without a word on each duty: this one was given to the agency later.
    factories.make_duty(scene.plan, number="V.2", lead=scene.district)
    page = client.get(reverse("review", args=[sent.pk])).content.decode()
    assert "1 nhiệm vụ chưa báo cáo" in page
    assert page.index("V.2") < page.index("V.1") < page.index("Mở 42 lớp")
    assert 'id="seen-count">0</span>/7' in page


def test_what_is_put_down_is_kept_when_the_page_is_left(scene, client):
    form = scene.sent()
    address = reverse("review-draft", args=[form.pk])
    post = {"version": form.version, "v-total": "agreed", "r-total": "Hỏi lại", "r-rest": "Thiếu", "note": "Chung"}
    assert client.post(address, {**post, "note_for": "returned"}).json().keys() == {"saved"}
    page = client.get(reverse("review", args=[form.pk])).content.decode()
    assert 'name="v-total" value="agreed"' in page
    assert 'value="Hỏi lại"' in page
    assert "Trả lại 1 mục" in page
    assert "Chung</textarea>" in page
    assert 'id="seen-count">2</span>/5' in page
    colleague = Client()
    colleague.force_login(factories.make_user(Role.STAFF, scene.department, username="colleague"))
    assert "Hỏi lại" not in colleague.get(reverse("review", args=[form.pk])).content.decode()


def test_what_the_agency_changed_since_is_to_be_looked_at_again(scene, client):
    form = scene.sent()
    post = {"version": form.version, "v-total": "agreed", "v-rest": "agreed"}
    client.post(reverse("review-draft", args=[form.pk]), post)
    withdraw(submission=form, seen_version=form.version, by=scene.reporter, now=clock.now())
    scene.save(number("total", "110"), number("college", "50"))
    scene.send()
    page = client.get(reverse("review", args=[form.pk])).content.decode()
    assert 'name="v-total" value=""' in page
    assert 'name="v-rest" value="agreed"' in page


def test_a_draft_of_what_has_moved_is_refused_and_one_decided_on_is_gone(scene, client):
    form = scene.sent()
    address = reverse("review-draft", args=[form.pk])
    client.post(address, {"version": form.version, "v-rest": "agreed"})
    decide(client, form, **{"return": "1", "r-total": "Kiểm lại"})
    assert client.post(address, {"version": form.version, "v-rest": "agreed"}).status_code == 409
    scene.save(number("total", "110"), number("college", "50"))
    scene.send()
    assert 'name="v-rest" value=""' in client.get(reverse("review", args=[form.pk])).content.decode()


@pytest.mark.slow
def test_a_decision_can_be_taken_back_from_the_toast_with_everything_put_down(scene, client):
    form = scene.sent()
    decide(client, form, **{"return": "1", "r-total": "Kiểm lại", "v-rest": "agreed"})
    moved = Submission.objects.get(pk=form.pk)
    address = reverse("review-undo", args=[form.pk, moved.version])
    assert f'action="{address}"' in client.get(reverse("review-list")).content.decode()
    assert client.post(address).url == reverse("review", args=[form.pk])
    page = client.get(reverse("review", args=[form.pk])).content.decode()
    assert state_of(form) == State.SUBMITTED
    assert "Đã hoàn tác" in page
    assert 'name="v-rest" value="agreed"' in page
    assert 'value="Kiểm lại"' in page
    client.post(address)
    assert state_of(form) == State.SUBMITTED


def test_a_cell_sent_back_unchanged_is_told_to_the_agency_and_to_the_reviewer(scene, client):
    form = scene.returned()
    with pytest.raises(NotReady) as refused:
        scene.send()
    assert [(one.code, one.level) for one in refused.value.findings] == [("total", FindingLevel.SOFT)]
    assert "Kiểm lại tổng số" in refused.value.findings[0].message
    scene.answer()
    page = client.get(reverse("review", args=[scene.send().pk])).content.decode()
    assert "Lần trước Sở trả lại" in page
    assert form.pk == scene.form.pk


@pytest.mark.slow
def test_a_duty_sent_back_unchanged_is_told_to_the_agency_and_answered_with_a_sentence(scene, client):
    duty = factories.make_duty(scene.plan, number="V.1", lead=scene.district)
    form = scene.sent()
    decide(client, form, **{"return": "1", "r-duty-V.1": "Ghi kết quả năm nay"})
    with pytest.raises(NotReady) as refused:
        scene.send()
    assert [(one.code, one.level) for one in refused.value.findings] == [("duties.V.1", FindingLevel.SOFT)]
    reporter = Client()
    reporter.force_login(scene.reporter)
    address, version = reverse("submission", args=[form.pk]), Submission.objects.get(pk=form.pk).version
    page = reporter.post(address, {"submit": "1", "version": str(version)}).content.decode()
    assert "1 nhiệm vụ Sở trả lại chưa sửa" in page and f'href="#v-duty-{duty.pk}"' in page
    assert "Sở trả lại, chưa sửa" in page and 'id="duties-count">1/1' in page
    said = {"state": "done", "text": "Đã mở, như báo cáo số 5", "now": clock.now(), "by": scene.reporter}
    save_duty(submission=Submission.objects.get(pk=form.pk), duty=duty, **said)
    assert scene.send().state == State.SUBMITTED


@pytest.mark.slow
def test_the_effect_of_accepting_is_said_with_its_verdict(scene, client, django_assert_max_num_queries):
    form = scene.sent()
    with django_assert_max_num_queries(26):
        page = client.get(reverse("review-effect", args=[form.pk])).content.decode()
    words = " ".join(re.sub(r"<[^>]+>", " ", page).split())
    assert "Chỉ tiêu trained_labour_rate — thành 70,0 %" in words
    assert 'data-codes="labour labour_trained"' in page
    accept(submission=form, seen_version=form.version, by=scene.staff, now=clock.now())
    assert "Không chỉ tiêu nào" in client.get(reverse("review-effect", args=[form.pk])).content.decode()


def test_returning_with_the_reasons_that_stand_beside_the_cells(scene, client):
    form = scene.sent()
    decide(client, form, **{"return": "1", "r-total": "Kiểm lại", "r-rest": " "})
    assert state_of(form) == State.RETURNED
    assert list(ReviewItem.objects.values_list("element__code", "reason")) == [("total", "Kiểm lại")]


def test_returning_without_a_word_is_refused_and_what_was_written_is_kept(scene, client):
    form = scene.sent()
    response = decide(client, form, **{"return": "1"})
    assert (response.status_code, state_of(form)) == (422, State.SUBMITTED)


def test_accepting_while_a_reason_stands_there_is_taken_for_the_wrong_button(scene, client):
    form = scene.sent()
    response = decide(client, form, accept="1", **{"r-total": "Kiểm lại"})
    assert (response.status_code, state_of(form)) == (422, State.SUBMITTED)
    assert "Kiểm lại" in response.content.decode()


@pytest.mark.parametrize("version", ["1", "", "99", "abc"])
def test_a_decision_on_what_has_moved_since_is_not_taken(scene, client, version):
    form = scene.sent()
    response = decide(client, form, version=version, accept="1")
    assert (response.status_code, state_of(form)) == (409, State.SUBMITTED)


@pytest.mark.slow
def test_reopening_wants_a_reason(scene, client):
    form = scene.accepted()
    address, version = reverse("review-reopen", args=[form.pk]), str(form.version)
    assert client.post(address, {"version": version, "reason": " "}).status_code == 422
    assert state_of(form) == State.ACCEPTED
    client.post(address, {"version": version, "reason": "Sai số"})
    assert state_of(form) == State.RETURNED


def test_the_own_agencys_report_is_not_there_to_be_decided_on(scene, client):
    factories.join(scene.staff, Role.REPORTER, scene.district)
    form = scene.sent()
    assert decide(client, form, accept="1").status_code == 404
    assert client.get(reverse("review", args=[form.pk])).status_code == 404
    assert state_of(form) == State.SUBMITTED


@pytest.mark.parametrize(("role", "status"), [(Role.LEADER, 403), (Role.REPORTER, 403), (Role.ADMINISTRATOR, 403)])
def test_nobody_but_staff_decides(scene, role, status):
    form, other = scene.sent(), Client()
    other.force_login(factories.make_user(role, scene.department, username="other"))
    assert decide(other, form, accept="1").status_code == status
    assert state_of(form) == State.SUBMITTED


def test_staff_of_another_locality_find_nothing(scene):
    form, other = scene.sent(), Client()
    department = factories.make_department("68-so", locality=factories.make_locality("68"))
    other.force_login(factories.make_user(Role.STAFF, department, username="stranger"))
    assert decide(other, form, accept="1").status_code == 404


def test_the_page_costs_a_bounded_number_of_queries(scene, client, django_assert_max_num_queries):
    form = scene.sent()
    with django_assert_max_num_queries(30):
        assert client.get(reverse("review", args=[form.pk])).status_code == 200


def test_the_list_of_the_round_counts_duties_beside_cells(scene, client, django_assert_max_num_queries):
    first = factories.make_duty(scene.plan, "V.1", lead=scene.district, title="Mở lớp")
    factories.make_duty(scene.plan, "V.2", lead=scene.district, title="Tư vấn")
    scene.fill()
    said = {"state": "done", "text": "Đã mở", "seen_version": 0, "now": clock.now()}
    save_duty(submission=scene.form, duty=first, by=scene.reporter, **said)
    address = f"{reverse('review-list')}?period={scene.form.period_id}"
    with django_assert_max_num_queries(24):
        page = client.get(address).content.decode()
    assert "5/5 ô · 1/2 nhiệm vụ" in page
    assert 'value="6" max="7"' in page


def test_the_list_of_the_round_shows_markup_as_text_and_begins_with_who_sent_first(scene, client):
    scene.sent()
    Agency.objects.filter(pk=scene.district.pk).update(name="<b>Ba Vì</b> & Sơn Tây")
    later = factories.make_submission(scene.form.period, factories.make_agency("002"))
    page = client.get(f"/reviews/?period={scene.form.period_id}").content.decode()
    assert "&lt;b&gt;Ba Vì&lt;/b&gt; &amp; Sơn Tây" in page and "<b>Ba Vì" not in page
    buttons = dict(re.findall(r'<a href="(/reviews/\d+/)"( class="button button--primary")?>', page))
    assert buttons == {
        f"/reviews/{scene.form.pk}/": ' class="button button--primary"',
        f"/reviews/{later.pk}/": "",
    }


@pytest.mark.slow
def test_a_report_held_up_on_its_way_shows_when_it_was_pressed_and_may_be_given_its_day(scene, client):
    form = held_up(scene)
    page = client.get(reverse("review", args=[form.pk])).content.decode()
    assert "đã bấm Nộp lúc 23:50 ngày 24/12/2024" in page
    assert "Bấm Nộp trước hạn, báo cáo đến sau hạn" in page
    why = re.search(r'name="why"\s+value="([^"]*)"', page)[1]
    assert "báo cáo đến lúc 00:20 ngày 25/12/2024" in why
    client.post(reverse("review-extend", args=[form.pk]), {"why": why})
    form = Submission.objects.get(pk=form.pk)
    assert (form.is_late(), form.extension.reason, form.extension.by) == (False, why, scene.staff)
    page = client.get(reverse("review", args=[form.pk])).content.decode()
    assert "đúng hạn" in page and "Gia hạn cho báo cáo này" not in page


@pytest.mark.slow
def test_a_report_that_came_late_by_itself_is_given_nothing_afterwards(scene, client):
    form = held_up(scene)
    Submission.objects.filter(pk=form.pk).update(pressed_at=form.submitted_at)
    page = client.get(reverse("review", args=[form.pk])).content.decode()
    assert "đã bấm Nộp lúc 00:20" in page and "Gia hạn cho báo cáo này" not in page
    answer = client.post(reverse("review-extend", args=[form.pk]), {"why": "Mạng chậm"})
    assert answer.status_code == 422 and "Đã nộp, không cần gia hạn" in answer.content.decode()
    assert not Submission.objects.get(pk=form.pk).extensions.exists()
