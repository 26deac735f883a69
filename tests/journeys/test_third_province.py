"""A third province from an empty database to an open round with 100 communes and their letters, by screen alone.

What a person does is counted, and time is measured: an hour is the promise, so that at half a minute for each click and
each field, far more than it takes, all of it must stay below.
"""

import io
import time
from datetime import timedelta

import openpyxl
import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from agencies import clock
from agencies.models import Agency, User
from reports.administration.first_run.services import set_up_code
from reports.administration.letters.services import DRAWING_SECONDS
from reports.models import Submission
from targets.models import Plan
from tests.factories import PASSWORD
from tests.journeys.browser import sign_in
from tests.journeys.test_plan_entry import Counted, bring_into_force, draft_by_screen
from tests.printed_letters import codes_in, pages_of
from tests.reports.plans.test_life import DEPARTMENTS

pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
HOUR = 3600
SECONDS_EACH = 30
OTHERS = [name for name in DEPARTMENTS if name != "Sở Giáo dục và Đào tạo"]


def set_up_by_screen(page: Page) -> Counted:
    """The first page, the administrator's own password, and the list of tasks."""
    page.goto("/")
    counted = Counted(page)
    counted.click("Lập bản mới")
    counted.fill("code", set_up_code())
    counted.choose("locality_code", "75")
    counted.fill("full_name", "Vũ Thị Lan")
    counted.fill("username", "lan.vt")
    counted.click("Lập bản và đặt mật khẩu")
    choose_password(counted)
    page.goto(reverse("administration"))
    expect(page.locator("h1")).to_have_text("Lập bản mới cho Thành phố Đồng Nai")
    return counted


def choose_password(counted: Counted) -> None:
    counted.fill("new_password1", PASSWORD)
    counted.fill("new_password2", PASSWORD)
    counted.click("Đặt mật khẩu và vào")


def load_list(counted: Counted, task: str, rows: list[dict[str, str]], confirm: str) -> None:
    """From a task to its list: take the sheet that is offered, fill it, see what it would do, take it whole."""
    page = counted.page
    page.goto(reverse("first-run"))
    counted.clicks += 1
    page.locator("li", has_text=task).get_by_role("link", name="Nạp danh sách").first.click()
    page.wait_for_load_state("load")
    counted.clicks += 1
    with page.expect_download() as sheet:
        page.get_by_role("link", name="mẫu này").click()
    book = openpyxl.load_workbook(io.BytesIO(sheet.value.path().read_bytes()))
    columns = [cell.value for cell in book.worksheets[0][book.worksheets[0].max_row]]
    for row in rows:
        book.worksheets[0].append([row.get(column, "") for column in columns])
    filled = io.BytesIO()
    book.save(filled)
    file = {"name": "danh-sach.xlsx", "mimeType": "application/octet-stream", "buffer": filled.getvalue()}
    counted.fields += 1
    page.locator("input[type=file]").set_input_files(file)
    counted.click("Xem trước")
    counted.click(confirm)


def print_letters(counted: Counted, count: int) -> bytes:
    """The letters of everybody who has not come in yet."""
    counted.page.goto(reverse("people"))
    counted.clicks += 1
    # A browser waits as long as the server draws.
    with counted.page.expect_download(timeout=1000 * DRAWING_SECONDS) as letters:
        button = counted.page.get_by_role("button", name=f"In {count} thư cho mọi người chưa vào")
        button.click(no_wait_after=True)
    return letters.value.path().read_bytes()


def come_in_by_letter(page: Page, code: str) -> Counted:
    page.context.clear_cookies()
    page.goto("/vao")
    counted = Counted(page)
    counted.fill("code", code)
    choose_password(counted)
    return counted


@pytest.mark.parametrize("communes", [10, pytest.param(100, marks=pytest.mark.deep)])
def test_a_third_province_is_ready_within_the_hour(page: Page, communes: int):
    began = time.monotonic()
    office = set_up_by_screen(page)
    bodies = [{"Tên": f"UBND xã Thử {n:03}", "Loại": "Xã", "Mã hành chính": f"{26000 + n}"} for n in range(communes)]
    bodies += [{"Tên": name, "Loại": "Sở"} for name in OTHERS]
    load_list(office, "Đơn vị phải báo cáo", bodies, f"Nạp {len(bodies)} đơn vị")
    people = [
        {"Họ và tên": f"Nguyễn Văn Xã {n:03}", "Đơn vị": f"UBND xã Thử {n:03}", "Vai trò": "Nhập liệu"}
        for n in range(communes)
    ]
    staff = [
        {"Họ và tên": name, "Đơn vị": "Sở Giáo dục và Đào tạo", "Vai trò": "Tổng hợp", "Tên đăng nhập": username}
        for name, username in (("Trần Thị Một", "mot"), ("Lê Văn Hai", "hai"))
    ]
    load_list(office, "Người dùng", people + staff, f"Nạp {communes + 2} người")
    letters = print_letters(office, communes + 2)
    codes = dict(zip(pages_of(letters), codes_in(letters), strict=True))
    assert len(codes) == communes + 2
    counts = [office]
    for username in ("mot", "hai"):
        counts.append(come_in_by_letter(page, next(code for text, code in codes.items() if f": {username}." in text)))
    first, second = (User.objects.get(username=name) for name in ("mot", "hai"))
    counts.append(draft_by_screen(page, first, recipient="75-so-gddt"))
    clicks = bring_into_force(page, first, second)
    opened = open_round(page)
    assert Submission.objects.filter(agency__kind="commune").count() == communes
    sign_in(page, User.objects.get(username="lan.vt"))
    again = Counted(page)
    final = pages_of(print_letters(again, communes))
    assert len(final) == communes and all("phải nộp" in text and "KH-87" in text for text in final)
    clicks += sum(one.clicks for one in [*counts, opened, again])
    fields = sum(one.fields for one in [*counts, opened, again])
    assert Agency.objects.filter(kind="commune").count() == communes
    assert time.monotonic() - began + (clicks + fields) * SECONDS_EACH < HOUR, (clicks, fields)


def open_round(page: Page) -> Counted:
    """The plan's first period, due in two weeks."""
    plan = Plan.objects.get()
    before = timezone.localdate(clock.now()) + timedelta(days=14)
    page.goto(f"{reverse('period-open', args=[plan.code])}?year={before.year}&before={before:%d/%m/%Y}")
    counted = Counted(page)
    counted.click("Mở kỳ báo cáo cho")
    return counted
