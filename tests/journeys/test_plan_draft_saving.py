"""What a draft's page keeps while somebody works: when the net or the session is gone, and when the page is left."""

import re

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from agencies import clock
from reports.plans import services
from targets.models import PlanDraft
from tests import factories
from tests.journeys.browser import come_in
from tests.reports.plans.test_life import drafted, place, taken_work

__all__ = ["place"]
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def opened(page: Page, place, *, tab: str = "head") -> PlanDraft:
    draft = drafted(place)
    come_in(page, place[1])
    page.goto(f"{reverse('plan-edit', args=['KH-87'])}#{tab}")
    return draft


def title(draft: PlanDraft) -> str:
    return PlanDraft.objects.get(pk=draft.pk).work["head"]["title"]


def test_the_keys_of_candidates_press_the_button_that_bears_them(page: Page, place):
    for code in ("first", "second"):
        factories.make_indicator(code)
    draft = drafted(place)
    rows = draft.work["targets"]
    rows[0] |= {"indicator": "first", "indicators": ["first"]}
    rows[1] |= {"indicator": "", "indicators": ["first", "second"]}
    PlanDraft.objects.update(work=draft.work)
    come_in(page, place[1])
    page.goto(reverse("plan-edit", args=["KH-87"]))
    page.keyboard.press("2")
    expect(page.locator("[name='t1.indicator']")).to_have_value("first")
    page.keyboard.press("n")
    for key, value in (("2", "first"), ("3", "")):
        page.keyboard.press(key)
        expect(page.locator("[name='t1.indicator']")).to_have_value(value)
    page.keyboard.press("n")
    page.keyboard.press("2")
    expect(page.locator("[name='t2.indicator']")).to_have_value("second")
    expect(page.locator("[name='t1.indicator']")).to_have_value("")


def test_who_is_signed_out_reads_so_and_not_that_the_net_is_gone(page: Page, place, complaints: list[str]):
    draft = opened(page, place)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator("[name='head.title']").fill("Tên mới")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text("Phiên đăng nhập đã hết, chưa lưu")
    assert title(draft) != "Tên mới"
    complaints.clear()
    other = page.context.new_page()
    come_in(other, place[1])
    other.goto(reverse("plan-new"))
    page.locator("[name='head.signer']").fill("Người ký")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text("Đã lưu")
    assert title(draft) == "Tên mới"


def test_what_was_on_its_way_while_one_signed_in_again_is_not_called_saved(page: Page, place):
    draft = opened(page, place)
    here = reverse("plan-edit", args=["KH-87"])

    def lead_on(route: Route) -> None:
        if route.request.method == "POST":
            # The answer to whoever's session has ended; by the time the browser follows it, she is in again.
            route.fulfill(status=302, headers={"Location": f"{reverse('login')}?next={here}"})
        else:
            route.continue_()

    page.route("**/edit/", lead_on)
    page.locator("[name='head.title']").fill("Tên mới")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text("Phiên đăng nhập đã hết, chưa lưu")
    page.unroute("**/edit/")
    page.locator("[name='head.signer']").fill("Người ký")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text("Đã lưu")
    assert title(draft) == "Tên mới"


def test_a_button_pressed_before_a_save_that_failed_is_not_pressed_later(page: Page, place, complaints: list[str]):
    draft = opened(page, place)

    def cut(route: Route) -> None:
        if "json" in (route.request.headers.get("accept") or ""):
            route.abort()
        else:
            route.continue_()

    page.route("**/edit/", cut)
    page.locator("[name='head.title']").fill("Tên mới")
    page.get_by_role("button", name="Bỏ dự thảo").click()
    expect(page.locator("#saved")).to_contain_text("mất kết nối")
    page.unroute("**/edit/")
    complaints.clear()
    page.locator("[name='head.signer']").fill("Người ký")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text("Đã lưu")
    assert (PlanDraft.objects.get().state, title(draft)) == ("draft", "Tên mới")


def test_what_was_typed_last_is_kept_when_the_page_is_left(page: Page, place):
    draft = opened(page, place)
    page.locator("[name='head.title']").fill("Gõ rồi đi ngay")
    page.locator("[name='head.title']").press("End")
    page.goto(reverse("plan-list"))
    expect(page.locator("h1")).to_be_visible()

    def title_on_return() -> str:
        page.goto(reverse("plan-edit", args=["KH-87"]))
        return page.locator("[name='head.title']").input_value()

    # What was sent in leaving may arrive after the next page was asked for.
    assert any(title_on_return() == "Gõ rồi đi ngay" for _ in range(10))
    assert PlanDraft.objects.get(pk=draft.pk).work["targets"] == draft.work["targets"]


def test_a_checked_draft_that_is_changed_says_that_it_must_be_checked_again(page: Page, place):
    _, first, second = place
    draft = drafted(place)
    draft = services.save_work(draft=draft, work=taken_work(draft), seen_version=1, by=first, now=clock.now())
    services.check_draft(draft=draft, by=second, now=clock.now())
    come_in(page, first)
    page.goto(f"{reverse('plan-edit', args=['KH-87'])}#head")
    force = page.get_by_role("button", name="Đưa vào hiệu lực")
    expect(force).to_be_visible()
    page.locator("[name='head.signer']").press("End")
    page.keyboard.press("Tab")
    page.locator("[name='head.title']").fill("Tên mới")
    page.keyboard.press("Tab")
    expect(page.get_by_role("alert")).to_contain_text("phải gửi và kiểm tra lại")
    expect(force).to_be_hidden()
    page.get_by_role("link", name=re.compile("Tải lại trang")).click()
    expect(page.get_by_role("button", name="Gửi kiểm tra")).to_be_visible()


def test_all_that_is_left_of_a_group_is_refused_by_one_key_and_taken_back_by_one(page: Page, place):
    opened(page, place, tab="targets")
    keys = [row["key"] for row in PlanDraft.objects.get().work["targets"] if row["year"] == 2027]
    page.keyboard.press("n")
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+X")
    expect(page.locator("#many")).to_contain_text(f"Đã bỏ {len(keys) - 1} dòng của “Đến năm 2027”")
    expect(page.locator("#saved")).to_contain_text("Đã lưu")
    states = {row["key"]: row["state"] for row in PlanDraft.objects.get().work["targets"]}
    assert [states[key] for key in keys] == ["taken", *["refused"] * (len(keys) - 1)]
    assert set(states.values()) == {"taken", "refused", "offered"}
    page.keyboard.press("Control+z")
    for key in keys[1:]:
        expect(page.locator(f"#{key} .answers [value=offered]")).to_be_checked()
    # In the text it is the unseen numbers of the part.
    page.locator(".draft-part .mark.is-unseen").nth(1).focus()
    page.keyboard.press("Shift+X")
    expect(page.locator("#many")).to_contain_text("Đã bỏ 3 dòng của mục này")
    expect(page.locator("#unseen")).to_contain_text("Còn 1 số chưa xem")


def test_a_question_is_asked_by_its_key_and_answered_by_the_second_person(page: Page, place):
    opened(page, place, tab="targets")
    page.keyboard.press("n")
    page.keyboard.press("?")
    page.keyboard.type("Của năm nào?")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#saved")).to_contain_text("Đã lưu")
    come_in(page, place[2])
    page.goto(reverse("plan-list"))
    page.goto(f"{reverse('plan-edit', args=['KH-87'])}#t1")
    page.locator("[name='t1.answer']").fill("Của năm 2027.")
    page.keyboard.press("Enter")
    expect(page.locator("#t1 .ask")).to_contain_text("trả lời: Của năm 2027.")
