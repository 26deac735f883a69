"""A plan enters from its own document, by screen alone: two officers of a new province, and a commune that reports.

What it takes is counted: the clicks and the fields filled stand in the last assertion, so that it never grows unseen.
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from agencies.access import Role
from agencies.models import User
from reports.models import Progress, Submission
from reports.progress.services import recalculate_stale
from targets.models import DataElement, Duty, Plan, PlanDraft
from tests import factories
from tests.journeys.browser import BEYOND, WIDTHS, cell, expect_saved, open_form, sign_in, type_into
from tests.reports.plans.test_life import place

__all__ = ["place"]
pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
TEXT = (Path(__file__).parents[1] / "cases/plans/made-up-87.txt").read_text(encoding="utf-8")


class Counted:
    """A page whose clicks and typed or chosen fields are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.fields = page, 0, 0

    def click(self, name: str) -> None:
        self.press(
            self.page.get_by_role("button", name=name).or_(self.page.get_by_role("link", name=name, exact=True)).first
        )
        self.page.wait_for_load_state("load")

    def press(self, place: Locator) -> None:
        self.clicks += 1
        place.click()

    def tab(self, anchor: str) -> None:
        self.press(self.page.locator(f"[data-tab='{anchor}']"))

    def field(self, name: str) -> Locator:
        """The field of a name; its part of the page and its row are opened first."""
        found = self.page.locator(f"[name='{name}']").first
        if not found.is_visible():
            self.open(f"[name='{name}']", name.partition(".")[0])
        self.fields += 1
        return found

    def open(self, place: str, row: str) -> None:
        part = self.page.evaluate(
            "place => document.querySelector(place).closest('.draft-section').querySelector('h2').id", place
        )
        if not self.page.locator(f"#{part}").is_visible():
            self.tab(part)
        summary = self.page.locator(f"#{row} > summary")
        if summary.count() and not self.page.locator(f"#{row}[open]").count():
            self.press(summary)

    def fill(self, name: str, value: str) -> None:
        self.field(name).fill(value)

    def choose(self, name: str, value: str) -> None:
        self.field(name).select_option(value)

    def answer(self, row: str, words: str) -> None:
        self.open(f"#{row}", row)
        self.press(self.page.locator(f"#{row} .answers label", has_text=re.compile(rf"^\s*{words}\s*$")))


def draft_by_screen(page: Page, officer: User, *, recipient: str = "75-0") -> Counted:
    """From the pasted text to a draft in which nothing is left to see, sent to be checked."""
    sign_in(page, officer)
    page.goto(reverse("plan-list"))
    counted = Counted(page)
    counted.click("Kế hoạch mới")
    counted.fill("code", "KH-87")
    counted.fill("text", TEXT)
    counted.click("Đọc văn bản")
    expect(page.locator("#unseen")).to_contain_text("Còn 4 số chưa xem")
    counted.click("Nhận mọi dòng chưa xem")
    for row in PlanDraft.objects.get().work["targets"]:
        if row["basis"] in ("every_year", "average_per_year") and row["from_year"] is None:
            counted.fill(f"{row['key']}.from_year", "2026")
        if row["ambition"] == "aspired":
            counted.answer(row["key"], "không")
    counted.tab("milestones")
    counted.click("Nhận mọi mốc chưa xem")
    counted.tab("duties")
    counted.click("Nhận mọi nhiệm vụ chưa xem")
    counted.tab("who")
    for row in PlanDraft.objects.get().work["targets"]:
        if row["unit"] in ("xưởng", "phiên", "vụ"):
            counted.press(page.locator(f"#who-{row['key']} [value=commune]"))
    counted.tab("reporting")
    counted.choose("reporting.recipient", recipient)
    counted.tab("numbers")
    counted.click("Đúng, các số này không phải mục tiêu")
    expect(page.locator("#unseen")).to_contain_text("Đã xem hết")
    counted.click("Gửi kiểm tra")
    expect(page.locator(".context")).to_contain_text("gửi kiểm tra")
    return counted


def bring_into_force(page: Page, first: User, second: User) -> int:
    """The check by the second officer and the day by the first; how many clicks."""
    sign_in(page, second)
    page.goto(reverse("plan-edit", args=["KH-87"]))
    checker = Counted(page)
    checker.click("Đã đối chiếu với văn bản: đúng")
    expect(page.get_by_role("button", name="Đưa vào hiệu lực")).to_be_visible()
    sign_in(page, first)
    page.goto(reverse("plan-edit", args=["KH-87"]))
    officer = Counted(page)
    officer.fill("day", "01/04/2026")
    officer.click("Đưa vào hiệu lực")
    expect(page.locator("h1")).to_contain_text("Nâng tầm tay nghề")
    return checker.clicks + officer.clicks


def report_on(page: Page, form: Submission) -> Counted:
    """The form of a commune asks for what the plan brought; it is filled by hand and sent."""
    sign_in(page, factories.make_user(Role.REPORTER, form.agency))
    open_form(page, form)
    counted = Counted(page)
    for code in DataElement.objects.filter(kinds__kind="commune").values_list("code", flat=True):
        counted.fields += 1
        type_into(page, code, "3")
        expect_saved(page, code)
    for duty in Duty.objects.filter(parties__kind="commune", parties__role="lead"):
        counted.press(page.locator(f"#cell-duty-{duty.pk}").get_by_text("Đang thực hiện"))
        counted.fields += 1
        cell(page, f"duty-{duty.pk}").press_sequentially("Đã lập danh sách")
    counted.press(page.get_by_role("button", name="Nộp báo cáo").first)
    expect(page.locator(".pill")).to_contain_text("Đã nộp")
    return counted


def accept(page: Page, form: Submission, officer: User) -> None:
    """The office looks at the report and takes it."""
    sign_in(page, officer)
    page.goto(reverse("review", args=[form.pk]))
    page.get_by_role("button", name="Duyệt báo cáo").click()
    expect(page.locator(".toast")).to_contain_text("Đã duyệt")


# A third province (test_third_province.py) enters the same plan; what is reported on it is entered in test_newcomer.py.
@pytest.mark.deep
def test_a_document_becomes_a_plan_that_communes_report_on(page: Page, place, complaints: list[str]):
    _, first, second = place
    drafted = draft_by_screen(page, first)
    clicks = drafted.clicks + bring_into_force(page, first, second)
    plan = Plan.objects.get()
    page.goto(f"{reverse('period-open', args=[plan.code])}?year=2026&before=10/12/2026")
    opened = Counted(page)
    opened.click("Mở kỳ báo cáo cho")
    for form in Submission.objects.filter(agency__kind="commune").order_by("pk"):
        reported = report_on(page, form)
        accept(page, form, first)
    recalculate_stale()
    judged = Progress.objects.filter(target__plan=plan, view="accepted", year=2026).exclude(status="no_data")
    assert judged.filter(target__indicator__unit="xưởng").exists()
    sign_in(page, first)
    page.goto(reverse("plan", args=[plan.code]))
    expect(page.locator("main")).to_contain_text("6 xưởng")
    # Nothing that a reporter sees says that anything is being drafted.
    assert complaints == []
    assert (clicks, drafted.fields, opened.clicks) == (21, 5, 1)
    assert (reported.clicks, reported.fields) == (3, 5)


def test_the_page_of_a_draft_reads_on_a_phone_and_answers_to_keys(
    page: Page, place, complaints: list[str], accessibility_faults: Callable[[Page], list[str]]
):
    sign_in(page, place[1])
    page.goto(reverse("plan-new"))
    counted = Counted(page)
    counted.fill("code", "KH-87")
    counted.fill("text", TEXT)
    counted.click("Đọc văn bản")
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(BEYOND) <= 0, width
        assert accessibility_faults(page) == [], width
    page.keyboard.press("n")
    for key in ("Enter", "x", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#saved")).to_contain_text("Đã lưu")
    states = {row["key"]: row["state"] for row in PlanDraft.objects.get().work["targets"]}
    assert [states[key] for key in ("t1", "t2", "t3", "t4")] == ["taken", "refused", "taken", "offered"]
    expect(page.locator(".mark[href='#t2']")).to_have_class(re.compile("is-refused"))
    page.keyboard.press("Control+z")
    expect(page.locator("#t3 .answers [value=offered]")).to_be_checked()
    page.keyboard.press("t")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#t3"
    assert complaints == []
