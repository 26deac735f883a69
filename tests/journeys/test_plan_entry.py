"""A plan enters from its own document, by screen alone: two officers of a new province, and a commune that reports.

What it takes is counted: the clicks and the fields filled stand in the last assertion, so that it never grows unseen.
"""

from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from agencies.access import Role
from agencies.models import User
from reports.models import Progress, Submission
from reports.progress.services import recalculate_stale
from targets.models import DataElement, Plan, PlanDraft
from tests import factories
from tests.journeys.browser import open_form, sign_in
from tests.reports.plans.test_life import place

__all__ = ["place"]
pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
TEXT = (Path(__file__).parents[1] / "cases/plans/made-up-87.txt").read_text(encoding="utf-8")


class Counted:
    """A page whose clicks and typed or chosen fields are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.fields = page, 0, 0

    def click(self, name: str) -> None:
        self.clicks += 1
        self.page.get_by_role("button", name=name).or_(
            self.page.get_by_role("link", name=name, exact=True)
        ).first.click()
        self.page.wait_for_load_state("load")

    def field(self, name: str) -> Locator:
        """The field of a name; a row that is closed is opened first."""
        found = self.page.locator(f"[name='{name}']")
        if not found.is_visible():
            self.clicks += 1
            self.page.locator(f"#{name.partition('.')[0]} summary").click()
        self.fields += 1
        return found

    def fill(self, name: str, value: str) -> None:
        self.field(name).fill(value)

    def choose(self, name: str, value: str) -> None:
        self.field(name).select_option(value)


def draft_by_screen(page: Page, officer: User, *, recipient: str = "75-0") -> Counted:
    """From the pasted text to a draft in which nothing is left to see."""
    sign_in(page, officer)
    page.goto(reverse("plan-list"))
    counted = Counted(page)
    counted.click("Kế hoạch mới")
    counted.fill("code", "KH-87")
    counted.fill("text", TEXT)
    counted.click("Đọc văn bản")
    expect(page.locator(".lede")).to_contain_text("chỗ chưa xem")
    counted.click("Nhận mọi dòng chưa xem")
    for row in PlanDraft.objects.get().work["targets"]:
        if row["basis"] in ("every_year", "average_per_year") and row["from_year"] is None:
            counted.fill(f"{row['key']}.from_year", "2026")
        if row["ambition"] == "aspired":
            counted.choose(f"{row['key']}.state", "refused")
        if row["unit"] in ("xưởng", "phiên", "vụ"):
            counted.choose(f"{row['key']}.kinds", "commune")
    counted.choose("reporting.recipient", recipient)
    counted.click("Đúng, các số này không phải mục tiêu")
    expect(page.locator(".lede")).to_contain_text("Đã xem hết")
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


def report_on(page: Page, form: Submission, officer: User) -> None:
    """The form of a commune asks for what the plan brought; it is filled, sent and accepted."""
    reporter = factories.make_user(Role.REPORTER, form.agency)
    sign_in(page, reporter)
    open_form(page, form)
    expect(page.locator("body")).to_contain_text("ưởng thực hành liên trường")
    asked = DataElement.objects.filter(kinds__kind="commune").values_list("code", flat=True)
    factories.fill(form, reporter, **dict.fromkeys(asked, "3"))
    factories.take(factories.send(Submission.objects.get(pk=form.pk), reporter), officer)


def test_a_document_becomes_a_plan_that_communes_report_on(page: Page, place):
    _, first, second = place
    drafted = draft_by_screen(page, first)
    clicks = drafted.clicks + bring_into_force(page, first, second)
    plan = Plan.objects.get()
    page.goto(f"{reverse('period-open', args=[plan.code])}?year=2026&before=10/12/2026")
    page.get_by_role("button", name="Mở kỳ báo cáo cho").click()
    page.wait_for_load_state("load")
    for form in Submission.objects.filter(agency__kind="commune").order_by("pk"):
        report_on(page, form, first)
    recalculate_stale()
    judged = Progress.objects.filter(target__plan=plan, view="accepted", year=2026).exclude(status="no_data")
    assert judged.filter(target__indicator__unit="xưởng").exists()
    # Nothing that a reporter sees says that anything is being drafted.
    page.goto(reverse("plan-list"))
    assert "Kế hoạch mới" not in page.content()
    assert (clicks, drafted.fields) == (9, 9)
