"""Every form that people type into: what cannot be taken is refused with a message and comes back as it was typed.

A new address that takes a POST must say here what it gives back, or that nobody types into it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from agencies import clock
from agencies.models import User
from reports.collection.entry import services as entry
from reports.collection.entry.forms import MAX_DUTY_TEXT
from reports.collection.review import services as review
from reports.models import DutyUpdate, Submission
from tests import factories
from tests.reports.collection.scene import Scene, held_up, make_scene
from tests.reports.issued.conftest import printer
from tests.reports.issued.office import Office
from tests.test_urls import TABLE, World, made_world

__all__ = ["printer"]
LONG = "Dài quá. " * 2000
# Buttons, files, cells that a script sends: nothing is typed that could be lost. Passwords and codes never come back.
NOTHING_TYPED = {
    "logout", "own-password", "own-sessions-end", "own-token-end", "sign-in-unlock",
    "submission-cells", "submission-withdraw", "submission-submit", "period-rule", "period-close", "period-reopen",
    "notice-read", "notice-resend", "notice-open", "review-draft", "review-undo", "board-undo", "duty-remind",
    "obstacle-draft", "submission-part",
    "deadline-room-remind", "submission-evidence", "submission-evidence-part", "evidence-remove",
    "submission-workbook-upload", "submission-workbook-apply", "people-import", "people-take", "bodies-import",
    "bodies-take", "reorganisation-draft", "reorganisation-move", "sign-in-letter", "people-letters",
    "letter-short", "mail-test", "first-run-begin", "sign-in-factor-remove",
    "sign-in-sessions-end", "sign-in-tokens-end",
    "mfa_authenticate", "mfa_activate_totp", "mfa_deactivate_totp", "mfa_add_webauthn", "mfa_remove_webauthn",
    "mfa_generate_recovery_codes", "openid_connect_login", "letter-use",
}  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    return made_world()


@dataclass
class Refused:
    """What somebody types into a form that cannot be taken; `back`: what must be on the page again."""

    role: str
    post: dict[str, str]
    back: list[str]


CELL = "1.150 người"
REFUSED = {
    "person-new": Refused("administrator", {"full_name": "Lê Thị B", "email": "chưa có"}, ["Lê Thị B", "chưa có"]),
    "person": Refused("administrator", {"full_name": "Lê Thị C", "email": "chưa có"}, ["Lê Thị C", "chưa có"]),
    "handover": Refused("administrator", {"full_name": "Lê Thị D", "day": "mai"}, ["Lê Thị D", "mai"]),
    "person-role": Refused("administrator", {"title": "Trưởng phòng", "role": ""}, ["Trưởng phòng"]),
    "person-role-end": Refused("administrator", {"membership": "1", "last": "hôm qua"}, ["hôm qua"]),
    "body-new": Refused("administrator", {"name": "Trường Trung cấp", "code": "@"}, ["Trường Trung cấp", "@"]),
    "body": Refused("administrator", {"name": "", "contact": "Bà Hoa"}, ["Bà Hoa"]),
    "coordination": Refused("administrator", {"since": "hôm qua", "citation": "QĐ 5"}, ["hôm qua", "QĐ 5"]),
    "plan-new": Refused("staff", {"code": "@", "text": "Phấn đấu đến năm 2030"}, ["@", "Phấn đấu đến năm 2030"]),
    "plan-edit": Refused("staff", {"step": "end", "document": "QĐ 5", "day": "mai"}, ["QĐ 5", "mai"]),
    "measure-new": Refused("staff", {"code": "@", "name": "Số người học"}, ["@", "Số người học"]),
    "measure-edit": Refused("staff", {"name": "Tỷ lệ mới", "decimals": "chín"}, ["Tỷ lệ mới", "chín"]),
    "measure-change": Refused("staff", {"step": "x", "reply": "Ghi rõ năm học"}, ["Ghi rõ năm học"]),
    "rule-replay": Refused("staff", {"effective_on": "mai", "reason": "Theo kết luận"}, ["mai", "Theo kết luận"]),
    "reset-ask": Refused("reporter", {"username": "nguyen-van-lan-" * 12}, ["nguyen-van-lan-" * 12]),
    "own-token-new": Refused("staff", {"label": "Phần mềm " * 30}, ["Phần mềm Phần mềm"]),
    "submission": Refused("reporter", {"v-pupils": CELL, "n-pupils": "ghi chú"}, [CELL, "ghi chú"]),
    "submission-paste": Refused("reporter", {"text": "một\tchữ", "start": "không có"}, ["một\tchữ"]),
    "milestone-judge": Refused("staff", {"judged_on": "hôm qua", "evidence": "Văn bản"}, ["hôm qua", "Văn bản"]),
    "obstacle-new": Refused("reporter", {"title": "Thiếu xưởng", "since": "hôm qua"}, ["Thiếu xưởng", "hôm qua"]),
    "obstacle": Refused("staff", {"to": "answered", "text": LONG, "version": "1"}, [LONG.strip()]),
    "official-figure-new": Refused("staff", {"value": "72.23", "source": "Niên giám"}, ["72.23", "Niên giám"]),
    "official-figure-revise": Refused("staff", {"value": "72.23", "source": "Niên giám"}, ["72.23", "Niên giám"]),
    "period-open": Refused("staff", {"year": "hai nghìn", "before": "hôm qua"}, ["hai nghìn", "hôm qua"]),
    "board-act": Refused("staff", {"act": "extend", "until": "mai", "reason": "Bão số 3"}, ["mai", "Bão số 3"]),
    "issued-report-new": Refused("staff", {"kind": "yearly", "as_of": "hôm qua"}, ["hôm qua"]),
    "issued-report-verify": Refused("staff", {"sha256": "không phải mã"}, ["không phải mã"]),
    "issued-report-letterhead": Refused("staff", {"place": "", "signer": "Nguyễn Văn A"}, ["Nguyễn Văn A"]),
    "issued-report-passage": Refused("staff", {"words": "Có [[không.có]]", "version": "1"}, ["Có [[không.có]]"]),
    "issued-report-act": Refused("staff", {"move": "number", "number": "năm", "issued_on": "mai"}, ["năm"]),
}  # fmt: skip
# They depend on what others did meanwhile: proved below, one by one.
MOVED = {"review-decide", "review-extend", "review-reopen", "reorganisation-accept"}


def posted(user: User, address: str, data: dict[str, str]):
    client = Client()
    client.force_login(user)
    return client.post(address, data)


def is_told(answer) -> bool:
    """Whether the page says why, where a screen reader hears it or beside the field."""
    page = answer.content.decode()
    return (
        'role="alert"' in page
        or 'class="field-error' in page
        or 'class="say' in page
        or any(get_messages(answer.wsgi_request))
    )


def test_every_form_is_here():
    assert {name for name, methods in TABLE.items() if "POST" in methods} == NOTHING_TYPED | MOVED | set(REFUSED)


@pytest.mark.once
@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_form_says_why_and_gives_back_what_was_typed(world: World, name: str):
    case = REFUSED[name]
    answer = posted(world.people[case.role], reverse(name, args=world.arguments(name)), case.post)
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert [text for text in case.back if text not in page] == []
    assert is_told(answer)


@pytest.fixture
def scene(db) -> Scene:
    return make_scene()


@pytest.fixture
def say(scene: Scene) -> Callable[[str], object]:
    """Say something of a duty through the page, as a browser sends it."""
    return duty_of(scene)


def duty_of(scene: Scene) -> Callable[[str], object]:
    duty = factories.make_duty(scene.plan, "1", lead=scene.district, title="Mở lớp")
    address, code = reverse("submission", args=[scene.form.pk]), f"duty-{duty.pk}"
    return lambda text: posted(scene.reporter, address, {f"k-{code}": "done", f"v-{code}": text.replace("\n", "\r\n")})


def test_the_end_of_a_line_counts_once_as_in_the_browser(scene: Scene, say):
    text = "a" * (MAX_DUTY_TEXT - 20) + "\n" * 15 + "b"
    assert say(text).status_code == 200
    assert DutyUpdate.objects.get().text == text


def test_a_duty_text_that_is_too_long_comes_back_whole_with_its_length(scene: Scene, say):
    answer = say("a" * (MAX_DUTY_TEXT - 1) + "\n" + "b")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Dài 4001 ký tự, nhiều nhất 4000." in page
    assert 'value="done" checked' in page and f"{'a' * (MAX_DUTY_TEXT - 1)}\r\nb" in page
    assert not DutyUpdate.objects.exists()


def test_what_is_said_of_a_duty_after_the_report_was_sent_is_given_back(scene: Scene):
    scene.sent()
    answer = duty_of(scene)("Đã mở ba lớp.")
    assert answer.status_code == 409
    assert ">Đã mở ba lớp.</textarea>" in answer.content.decode() and is_told(answer)
    assert not DutyUpdate.objects.exists()


def test_the_api_counts_the_end_of_a_line_once_too(scene: Scene):
    duty = factories.make_duty(scene.plan, "1", lead=scene.district)
    client = Client()
    client.force_login(scene.reporter)
    text = "a" * (MAX_DUTY_TEXT - 2) + "\r\nb"
    body = {"submission": scene.form.pk, "duty": duty.number, "state": "done", "text": text}
    answer = client.post("/api/v1/duty-updates/", body, content_type="application/json")
    assert (answer.status_code, DutyUpdate.objects.get().text) == (201, text.replace("\r\n", "\n"))


@pytest.fixture
def decided() -> Callable[[Scene, Submission], None]:
    """Another officer decides while the page is open."""

    def decide(scene: Scene, sent: Submission) -> None:
        other = factories.make_user(factories.Role.STAFF, scene.department)
        review.accept(submission=sent, seen_version=sent.version, by=other, now=clock.now())

    return decide


def test_reasons_to_return_are_given_back_when_somebody_else_has_decided(scene: Scene, decided):
    sent = scene.sent()
    decided(scene, sent)
    typed = {"return": "1", "version": str(sent.version), "r-total": "Kiểm lại tổng", "note": "Gửi lại trước thứ Sáu"}
    answer = posted(scene.staff, reverse("review-decide", args=[sent.pk]), typed)
    page = answer.content.decode()
    assert answer.status_code == 409 and is_told(answer)
    assert ">Kiểm lại tổng</textarea>" in page and ">Gửi lại trước thứ Sáu</textarea>" in page


def test_reasons_to_return_stay_in_the_form_when_it_was_sent_anew(scene: Scene):
    sent = scene.sent()
    old = sent.version
    entry.withdraw(submission=sent, seen_version=old, by=scene.reporter, now=clock.now())
    again = scene.send(Submission.objects.get(pk=sent.pk))
    typed = {"return": "1", "version": str(old), "r-total": "Kiểm lại tổng", "note": "Xem lại"}
    answer = posted(scene.staff, reverse("review-decide", args=[again.pk]), typed)
    page = answer.content.decode()
    assert answer.status_code == 409 and is_told(answer)
    assert 'value="Kiểm lại tổng"' in page and ">Xem lại</textarea>" in page


def test_a_reason_to_reopen_is_given_back(scene: Scene):
    accepted = scene.accepted()
    old, other = accepted.version, factories.make_user(factories.Role.STAFF, scene.department)
    review.reopen(submission=accepted, seen_version=old, reason="Số mới", by=other, now=clock.now())
    typed = {"version": str(old), "reason": "Đơn vị xin sửa"}
    answer = posted(scene.staff, reverse("review-reopen", args=[accepted.pk]), typed)
    assert answer.status_code == 409 and is_told(answer)
    assert ">Đơn vị xin sửa</textarea>" in answer.content.decode()


def test_a_reason_for_more_time_is_given_back(scene: Scene):
    answer = posted(scene.staff, reverse("review-extend", args=[held_up(scene).pk]), {"why": LONG})
    assert answer.status_code == 422 and is_told(answer)
    assert f'value="{LONG.strip()}' in answer.content.decode()


@pytest.mark.slow
def test_the_board_keeps_ticks_day_and_reason_when_a_report_has_moved(scene: Scene):
    accepted = scene.accepted()
    old, other = accepted.version, factories.make_user(factories.Role.STAFF, scene.department)
    review.reopen(submission=accepted, seen_version=old, reason="Số mới", by=other, now=clock.now())
    factories.take(scene.send(Submission.objects.get(pk=accepted.pk)), other)
    typed = {"act": "reopen", "pick": str(accepted.pk), "seen": f"{accepted.pk}:{old}", "reason": "Sửa số"}
    answer = posted(scene.staff, reverse("board-act", args=[accepted.period_id]), typed)
    assert answer.status_code == 422 and is_told(answer)
    assert "Sửa số" in answer.content.decode() and answer.context["board"].rows[0].picked


def test_a_period_that_was_opened_meanwhile_keeps_the_typed_day(scene: Scene):
    year, day = clock.today().year, clock.today() + timedelta(days=30)
    factories.make_period(scene.plan, year)
    typed = {"year": str(year), "before": f"{day:%d/%m/%Y}"}
    answer = posted(scene.staff, reverse("period-open", args=[scene.plan.code]), typed)
    assert answer.status_code == 422
    assert typed["before"] in answer.content.decode() and "đã có; không mở thêm" in answer.content.decode()


@pytest.mark.slow
def test_a_reason_to_send_a_report_back_is_given_back_when_the_report_has_moved(office: Office):
    checked = office.checked()
    typed = {"move": "send_back", "seen_version": str(checked.version - 1), "reason": "Sửa lại mục II"}
    answer = posted(office.second, reverse("issued-report-act", args=[checked.pk]), typed)
    assert answer.status_code == 409 and is_told(answer)
    assert ">Sửa lại mục II</textarea>" in answer.content.decode()


@pytest.fixture
def office(db, printer) -> Office:
    return Office.furnish()


def test_a_wrong_password_leaves_the_name_typed(db):
    answer = Client().post(reverse("login"), {"username": "nguyen-van-a", "password": "sai"})
    assert 'value="nguyen-van-a"' in answer.content.decode() and is_told(answer)
