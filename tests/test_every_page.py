"""Every page in Chromium, on the demo, as each role that sees it: quiet, whole at every width, fit for a screen reader.

One demo and one browser for all, each page loaded once and then narrowed. A new page without an address here fails. One
page alone: `pytest tests/test_every_page.py -k board`.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db.models import Min
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from agencies import clock
from agencies.models import Instance, Reorganisation, User
from agencies.reorganisations.steps import read_document
from reports.administration.reorganisations.services import (
    apply_reorganisation,
    confirm_reorganisation,
    draft_reorganisation,
)
from reports.collection.evidence.services import add_evidence
from reports.collection.obstacles.drafts import keep_draft
from reports.models import IssuedReport, Obstacle, OfficialFigure, Progress, State, Submission
from targets.models import DataElement, Indicator, MeasureChange, Milestone, Plan
from tests import factories
from tests.conftest import fresh_page
from tests.databases import copied, in_use
from tests.drafted_rows import draft_measure
from tests.journeys.browser import beyond, cell, come_in, expect_saved, sideways, type_into
from tests.reports.collection.evidence import files
from tests.reports.issued.conftest import printing_program
from tests.reports.issued.office import Office
from tests.test_urls import ROLES, TABLE

pytestmark = [pytest.mark.browser, pytest.mark.once]
PEOPLE = {
    "visitor": None,
    "reporter": "reporter-017",
    "staff": "staff",
    "leader": "leader",
    "administrator": "administrator",
}
# What answers with a file, a part of a page or a word for other machines, or sends on to the office's provider and
# takes who comes back from it.
NO_PAGES = {
    "healthz", "readyz", "worker", "indicator-csv", "indicator-xlsx", "indicator-figure", "submission-cells",
    "submission-workbook", "evidence-file", "issued-report-file", "submission-evidence-part",
    "submission-cell-help", "submission-paper", "obstacle-draft", "issued-report-progress",
    "people-sheet", "bodies-sheet", "review-effect", "plan-yaml", "plan-xlsx", "plan-document",
    "openid_connect_login", "openid_connect_callback",
}  # fmt: skip
# Pages that the table of addresses, with one plan and without DEBUG, knows as something else.
SEEN_ON_THE_DEMO = {
    ("components", "visitor"), ("milestone-index", "staff"), ("reorganisation-handovers", "administrator"),
    ("submission-sent", "reporter"), ("submission-sent", "staff"),
}  # fmt: skip
# The pages of the second factor that want the password once more, and who of the demo sees each: staff has one.
AFTER_PASSWORD = {
    "mfa_activate_totp": "reporter",
    "mfa_deactivate_totp": "staff",
    "mfa_view_recovery_codes": "staff",
    "mfa_generate_recovery_codes": "staff",
    "mfa_add_webauthn": "staff",
}
INDICATORS = ("trained_labour_rate", "trained_cumulative", "it_skills_rate", "quality_2025_hanoi")
GOT = {name: set(methods.get("GET", ())) for name, methods in TABLE.items() if name not in NO_PAGES}
PAGES = [name for name, statuses in GOT.items() if statuses & {200, 404} or name in AFTER_PASSWORD]
FRAME = "[document.querySelectorAll('h1').length, document.title.length > 'vocplan'.length]"
DESK, ZOOMED, PHONE = 1366, 683, 360
# The text of a sheet, and 30 mm, in CSS pixels.
A4, ROOM_TO_SIGN = 711, 113
# The form of a district on a phone was 5,200 pixels long when each cell had a list and a note of its own.
LONGEST_ON_A_PHONE = 2_200
SHEET = re.compile(rb"/Type\s*/Page\b")
# Roles that see the same kinds of element on a page see the same page: it is examined once. A phone is examined for
# what shows only there; the rest of it, and at 200 %, for what depends on the width.
KINDS = """[...document.querySelectorAll('body *')].filter((each) => each.checkVisibility())
    .map((each) => each.tagName + ' ' + each.getAttribute('class'))"""


@dataclass
class Demo:
    """Its server, its people, a draft, an issued report and a form with a file as evidence."""

    url: str
    people: dict[str, User]
    form: Submission
    draft: IssuedReport
    issued: IssuedReport

    def addresses(self, name: str) -> list[str]:
        """Where a page stands in the demo, in each of its shapes."""
        first, *more = [reverse(name, args=each) for each in self.arguments(name)]
        queries = {
            "standing": ["?view=provisional"],
            "history": ["?text=nop+bao+cao"],
            "submission": [f"?as_of={clock.today():%d/%m/%Y}"],
            "indicator-what-if": ["?value_2024=74.5&value_2025=76"],
        }
        return [first, *(first + query for query in queries.get(name, [])), *more]

    def arguments(self, name: str) -> list[list[object]]:
        """What a page's address is made of; [[]] for a page that is about nothing in particular."""
        form, plan, code = self.form, self.form.period.plan.code, INDICATORS[0]
        published = OfficialFigure.objects.filter(indicator__code=code, locality=form.agency.locality)
        sent = Submission.objects.filter(
            state=State.SUBMITTED, agency__locality=form.agency.locality, period__year=form.period.year
        )
        if name == "person":
            return [[User.objects.get(username="reporter-017").pk]]
        if name == "handover":
            return [[User.objects.get(username="reporter-017").memberships.get().pk]]
        if name == "sign-in-person":
            return [[self.people[each].pk] for each in ("reporter-017", "staff")]
        if name == "body":
            return [["017"]]
        if name == "reorganisation":
            return [[row.pk] for row in Reorganisation.objects.order_by("pk")]
        if name == "reorganisation-handovers":
            return [[Reorganisation.objects.get(state="applied").pk]]
        if name in ("plan", "plan-edit", "milestone-list", "period-open", "period-rule"):
            return [[plan]]
        if name == "submission-cell-history":
            return [[form.pk, "school_leavers"]]
        if name == "submission-sent":
            return [[sent.get(agency=form.agency).pk]]
        if name.startswith("submission") and name != "submission-list":
            return [[form.pk]]
        if name == "measure-new":
            return [["element"], ["indicator"]]
        if name == "measure-edit":
            return [["element", "school_leavers"], ["indicator", code]]
        if name == "measure-change":
            return [[row.pk] for row in MeasureChange.objects.order_by("pk")]
        rows = {
            "indicator": [[each] for each in INDICATORS],
            "indicator-what-if": [[code]],
            "lineage": [[Progress.objects.filter(target__indicator__code=code, year=2023).earliest("pk").pk]],
            "milestone-judge": [[Milestone.objects.filter(target__plan__code=plan).earliest("pk").pk]],
            # Of each plan one: what is asked of an agency differs, figures here and duties there.
            "review": [
                [pk] for pk in sent.values_list("period").annotate(first=Min("pk")).values_list("first", flat=True)
            ],
            "board": [[form.period_id]],
            "obstacle": [[Obstacle.objects.get(agency=form.agency).pk]],
            "official-figure-revise": [[published.earliest("pk").pk]],
            "issued-report": [[self.draft.pk]],
            "issued-report-letterhead": [[self.draft.pk]],
            "issued-report-number": [[self.issued.pk, code, self.issued.year]],
        }
        return rows.get(name, [[]])

    def walk(self, name: str, role: str) -> list[str]:
        """Where a role sees a page, in each of its shapes; nowhere if it may not see it."""
        seen = self.addresses(name) if TABLE[name]["GET"][ROLES.index(role)] == 200 else []
        if role in ("staff", "leader"):
            own = {"issued-report": [self.issued.get_absolute_url()], "issued-report-number": self.addresses(name)}
            seen = [*seen, *own.get(name, [])]
        if AFTER_PASSWORD.get(name) == role or (name, role) in SEEN_ON_THE_DEMO:
            seen = self.addresses(name)
        return list(dict.fromkeys(seen))


@pytest.fixture(scope="module")
def demo(demo_database, django_db_blocker, tmp_path_factory) -> Iterator[Demo]:
    """The furnished demo in a database of its own, and a server for it, for all pages."""
    folder = tmp_path_factory.mktemp("every_page")
    settled = override_settings(MEDIA_ROOT=folder / "media", LIBREOFFICE=printing_program(folder))
    with django_db_blocker.unblock(), settled, copied(demo_database.name) as name, in_use(name):
        clock.set_shift(Instance.current().demo_shift)
        server = LiveServer("localhost")
        yield furnished(server.url)
        server.stop()
        clock.set_shift(None)


def furnished(url: str) -> Demo:
    """Evidence at a form, a draft and an issued report; a second factor with its codes for staff."""
    people = {user.username: user for user in User.objects.all()}
    office = Office(
        plan=Plan.objects.get(code="KH-72"),
        author=people["staff"],
        second=people["staff-2"],
        leader=people["leader"],
        reporter=people["reporter-017"],
        stranger=people["staff-68"],
        submission=None,
    )
    year = {"first_year": 2022, "year": 2022}
    form = Submission.objects.get(agency__code="017", period__year=2024, period__plan__code="KH-CL2239")
    add_evidence(
        submission=form,
        name="x.pdf",
        size=len(files.PDF),
        content=io.BytesIO(files.PDF),
        by=office.reporter,
        now=clock.now(),
    )
    begun = {"title": "Thiếu xưởng thực hành", "plan": form.period.plan.code, "text": "Đề nghị cấp đất."}
    unsent = {"draft": None, "obstacle": None, "fields": begun, "seen_version": 0, "now": clock.now()}
    for writer in (office.reporter, office.reporter):
        keep_draft(agency=form.agency, by=writer, **unsent)
    draft, checked = office.draft(**year), office.checked(**year)
    departments, communes = (
        read_document(settings.BASE_DIR / "fixtures", f"reorganisations/01-2025-{day}.yaml")
        for day in ("03-01", "07-01")
    )
    row = draft_reorganisation(document=departments, by=office.author, now=clock.now())
    row = confirm_reorganisation(reorganisation=row, version=row.version, by=office.second, now=clock.now())
    apply_reorganisation(reorganisation=row, version=row.version, by=office.second, now=clock.now())
    draft_reorganisation(document=communes, by=office.author, now=clock.now())
    draft_measure(Indicator.objects.get(code="school_leaver_rate"), office.second, numerator=["school_leavers"])
    draft_measure(DataElement.objects.get(code="school_leavers"), office.second, kinds=["department"])
    TOTP.activate(office.author, "JBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(office.author)
    return Demo(url=url, people=people, form=form, draft=draft, issued=office.issued(checked))


@pytest.fixture(scope="module")
def elsewhere() -> set[str]:
    """The kinds of element that show on narrow screens only and have been examined there."""
    return set()


@pytest.fixture
def page(chromium: Browser, demo: Demo, viewport: tuple[int, int], complaints: list[str]) -> Iterator[Page]:
    with fresh_page(chromium, demo.url, viewport, complaints) as page:
        yield page


@pytest.mark.parametrize("name", PAGES)
def test_every_page_is_quiet_whole_at_every_width_and_fit_for_a_screen_reader(
    name: str, demo: Demo, page: Page, accessibility_faults, elsewhere: set[str], complaints: list[str], settings
):
    # For developers only; every other page is looked at as on an installation.
    settings.DEBUG = name == "components"
    faults: list[str] = []
    known: set[str] = set()
    for role, username in PEOPLE.items():
        addresses = demo.walk(name, role)
        if addresses and username:
            come_in(page, demo.people[username])
            if name in AFTER_PASSWORD:
                give_password_again(page)
        for address in addresses:
            found = look_at(page, address)
            kinds = set(page.evaluate(KINDS))
            if not kinds <= known:
                known |= kinds
                found += examine(page, accessibility_faults, elsewhere)
            if (role, address) == ("leader", "/"):
                found += prints(page)
            faults += [f"{role} {address}: {fault}" for fault in (*found, *complaints)]
            complaints.clear()
    assert known and faults == []


def give_password_again(page: Page) -> None:
    page.goto(reverse("account_reauthenticate"))
    page.get_by_label("Mật khẩu").fill(factories.PASSWORD)
    page.get_by_role("button", name="Tiếp tục").click()
    page.wait_for_url(lambda url: reverse("account_reauthenticate") not in url)


def look_at(page: Page, address: str) -> list[str]:
    """Load a page; what its answer and its frame lack."""
    answer, frame = page.goto(address), page.evaluate(FRAME)
    found = [] if answer.status == 200 else [f"answers {answer.status}"]
    if answer.request.redirected_from:
        found.append(f"sends on to {answer.url}")
    return found if frame == [1, True] else [*found, f"h1 and title: {frame}"]


def examine(page: Page, accessibility_faults: Callable[..., list[str]], elsewhere: set[str]) -> list[str]:
    """The widths at which a page could be moved sideways, and what axe-core finds at three widths.

    `elsewhere`: the kinds of element that show on narrow screens only and were examined there; new ones are added, and
    the page is then examined whole. Without any, what depends on the width is.
    """
    found = [f"moves sideways at {width}" for width in sideways(page)] + accessibility_faults(page)
    at_desk = set(page.evaluate(KINDS))
    for width in (ZOOMED, PHONE):
        beyond(page, width)
        new = set(page.evaluate(KINDS)) - at_desk - elsewhere
        elsewhere |= new
        found += [f"at {width}: {fault}" for fault in accessibility_faults(page, only_layout=not new)]
    beyond(page, DESK)
    return found


def prints(page: Page) -> list[str]:
    """What is wrong with a page that is to fill two sheets of A4, without its menu and with the day."""
    sheets = len(SHEET.findall(page.pdf(prefer_css_page_size=True)))
    found = [] if sheets == 2 else [f"prints on {sheets} sheets"]
    page.emulate_media(media="print")
    if page.get_by_role("navigation").count() or not page.get_by_text("In từ vocplan ngày").is_visible():
        found.append("prints its menu, or not the day")
    page.emulate_media(media="screen")
    return found


def test_the_form_is_short_on_a_phone_and_says_in_every_place_how_saving_stands(demo: Demo, page: Page):
    come_in(page, demo.people["reporter-017"])
    beyond(page, PHONE)
    page.goto(demo.form.get_absolute_url())
    # The file and the unsent obstacle that are here stood in no form that was measured.
    added = [page.locator(place).bounding_box()["height"] for place in ("#evidence-files", "#obstacles .unsent")]
    assert page.evaluate("document.documentElement.scrollHeight") - sum(added) <= LONGEST_ON_A_PHONE, added
    duty = page.locator(".duty-cell").last
    for width in (PHONE, ZOOMED):
        beyond(page, width)
        type_into(page, "teachers", f"31{width % 10}")
        expect_saved(page, "teachers")
        for place in (page.locator(".cell:visible").first, cell(page, "teachers"), duty):
            place.scroll_into_view_if_needed()
            expect(page.locator("#save-status")).to_be_in_viewport(ratio=1)
    linked = page.locator("#cell-trained_total")
    expect(linked).to_be_hidden()
    page.get_by_role("button", name="4 ô lấy từ KH-10").click()
    expect(linked).to_be_visible()
    duty.get_by_role("button", name="Ghi kết quả").click()
    duty.get_by_role("radio", name="Đang thực hiện").check()
    expect(duty.locator(".says")).to_contain_text("Đã lưu")


def test_tabbing_into_a_folded_duty_opens_it(demo: Demo, page: Page):
    come_in(page, demo.people["reporter-017"])
    beyond(page, PHONE)
    page.goto(demo.form.get_absolute_url())
    text = page.locator(".duty-cell textarea").first
    assert text.bounding_box()["height"] == 1
    text.focus()
    assert text.bounding_box()["height"] > 40


def test_the_form_on_paper_has_its_numbers_apart_and_room_to_sign(demo: Demo, page: Page):
    come_in(page, demo.people["reporter-017"])
    page.goto(demo.form.get_absolute_url())
    page.emulate_media(media="print")
    beyond(page, A4)
    expect(page.locator(".sign-here")).to_be_visible()
    assert page.locator(".sign-here").bounding_box()["height"] > ROOM_TO_SIGN
    expect(page.locator(".toolbar, .form-state, .upload, .verbs").filter(visible=True)).to_have_count(0)
    estimate = page.locator("#cell-ethnic_labour .field")
    mark, number = estimate.locator(".field-mark").bounding_box(), estimate.locator("input").bounding_box()
    assert mark["x"] + mark["width"] <= number["x"]
    for cell_of_row in page.locator("#cell-ethnic_labour > *").all():
        assert cell_of_row.evaluate("(one) => one.scrollWidth <= one.clientWidth")
    assert len(SHEET.findall(page.pdf(prefer_css_page_size=True))) <= 2
