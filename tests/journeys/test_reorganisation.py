"""Hà Nội's changes of 2025 by screen on a real installation, to a year that is judged from both of its parts."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, User
from reports.collection.catalogue import load_catalogue
from reports.collection.entry.queries import form_elements
from reports.models import IssuedReport, Submission
from reports.progress.services import recalculate_all
from tests import factories
from tests.journeys.browser import come_in, sideways

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
DEPARTMENTS, COMMUNES = "Hà Nội, sắp xếp sở, ban, ngành", "Hà Nội, 30 quận, huyện, thị xã thành 126 phường, xã"
PLAN, CUT = "KH-CL2239", 2025


class Office:
    """Hà Nội as the catalogue knows it: who drafts, who confirms, a district's reporter and a leader."""

    def __init__(self, page: Page) -> None:
        load_catalogue(settings.BASE_DIR / "fixtures")
        department, self.page = Agency.objects.get(code="so-ldtbxh"), page
        self.drafter = factories.make_user(Role.ADMINISTRATOR, department, username="quan-tri", last_name="Trần Quản")
        self.staff = factories.make_user(Role.STAFF, department, username="mot", last_name="Lê Một")
        self.old = factories.make_user(Role.REPORTER, Agency.objects.get(code="017"), username="dong-anh")

    def press(self, name: str, *, by: User | None = None, at: str = "") -> None:
        """Come in as somebody, go to a page where one is named, and press its button."""
        if by is not None:
            come_in(self.page, by)
        if at:
            self.page.goto(at)
        self.page.get_by_role("button", name=name).first.click()
        self.page.wait_for_load_state()

    def pass_through(self, title: str, draft: str = "Soạn và xem trước") -> None:
        """A shipped reorganisation from its draft to where it is applied, by two people."""
        self.press(f"{draft} {title}", by=self.drafter, at=reverse("reorganisation-list") + "?locality=01")
        here = self.page.url
        assert sideways(self.page) == []
        expect(self.page.locator("main")).to_contain_text("không tự xác nhận được")
        self.press("Xác nhận đã xem", by=self.staff, at=here)
        self.press("Áp dụng cho", by=self.drafter, at=here)
        expect(self.page.locator("main")).to_contain_text("Không số nào đã báo cáo bị đổi")

    def open_period(self, year: int) -> None:
        asked = f"{reverse('period-open', args=[PLAN])}?year={year}&before=25/12/{clock.today().year}"
        self.press("Mở kỳ báo cáo cho", by=self.staff, at=asked)

    def form(self, code: str) -> Submission:
        rows = Submission.objects.select_related("agency", "period__plan")
        return rows.get(agency__code=code, period__year=CUT, period__plan__code=PLAN)

    def send_by_screen(self, code: str, by: User) -> str:
        """What was typed before is sent with the page's own button; what the form says of its part of the year."""
        form = self.form(code)
        trained = {"trained_total": "1.000", "trained_elementary": "1.000"}
        factories.fill(form, by, **{element.code: trained.get(element.code) for element in form_elements(form)})
        factories.report_duties(form, by)
        come_in(self.page, by)
        self.page.goto(reverse("submission", args=[form.pk]))
        said = self.page.locator(".form-title").inner_text()
        self.page.get_by_role("button", name="Nộp báo cáo").first.click()
        expect(self.page.locator("main")).to_contain_text("Số biên nhận")
        self.press("Duyệt báo cáo", by=self.staff, at=reverse("review", args=[form.pk]))
        expect(self.page.locator(".toast")).to_contain_text("Đã duyệt")
        return said


@pytest.mark.deep
def test_2025_passes_by_screen_and_its_year_is_judged_from_closing_and_new_reports(page: Page):
    office = Office(page)
    office.pass_through(DEPARTMENTS)
    office.press("Hoàn lại")
    expect(page.locator(".stages")).to_contain_text("Đã hoàn lại")
    assert Agency.objects.get(code="so-ldtbxh").valid_to is None
    office.pass_through(DEPARTMENTS, draft="Soạn lại")
    office.pass_through(COMMUNES)
    for year in (CUT, CUT + 1):
        office.open_period(year)
    new = factories.make_user(Role.REPORTER, Agency.objects.get(code="x-00454"), username="xa-dong-anh")
    assert "Báo cáo kết thúc" in office.send_by_screen("017", office.old)
    assert "chỉ tính từ 01/07/2025" in office.send_by_screen("x-00454", new)
    recalculate_all(locality_ids=[Agency.objects.get(code="017").locality_id])
    page.goto("/indicators/trained_total/?locality=01&units=as_now")
    expect(page.locator("main")).to_contain_text("đủ cả năm ở 1/126 nơi")
    expect(page.locator("#units")).to_be_visible()
    expect(page.locator("main")).to_contain_text("theo nhóm")
    assert sideways(page) == []
    page.goto("/duties/?plan=KH-CL2239")
    expect(page.locator("main")).not_to_contain_text("chưa có đơn vị đảm nhận")
    page.goto("/history/")
    expect(page.locator("main")).to_contain_text("Áp dụng sắp xếp lại")
    assert sideways(page) == []


def test_the_report_of_2026_is_headed_by_who_coordinates_now(page: Page):
    office = Office(page)
    office.pass_through(DEPARTMENTS)
    office.pass_through(COMMUNES)
    office.open_period(CUT + 1)
    page.goto(f"{reverse('issued-report-new')}?plan={PLAN}")
    page.locator("[name=kind]").select_option("yearly")
    page.locator("[name=year]").fill(str(CUT + 1))
    office.press("Lập dự thảo")
    page.goto(reverse("issued-report-letterhead", args=[IssuedReport.objects.get().pk]))
    expect(page.locator("[name=issuing_body]")).to_have_value("Sở Giáo dục và Đào tạo")
    expect(page.locator("[name=addressees]")).to_have_value("UBND thành phố Hà Nội")
