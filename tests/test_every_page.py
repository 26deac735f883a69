"""Every page in Chromium, on the demo, as each role that sees it: quiet, whole at every width, fit for a screen reader.

One seeding, one browser, each page loaded once and then narrowed. A new page without an address here fails.
"""

import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from agencies import clock
from agencies.models import User
from reports.collection.catalogue import load_catalogue
from reports.collection.evidence.services import add_evidence
from reports.demo.services import seed_demo
from reports.models import IssuedReport, Obstacle, OfficialFigure, Progress, State, Submission
from targets.models import Milestone, Plan
from tests import factories
from tests.journeys.browser import beyond, sideways, sign_in
from tests.reports.collection.evidence import files
from tests.reports.issued.conftest import printer
from tests.reports.issued.office import Office
from tests.test_urls import ROLES, TABLE

__all__ = ["printer"]
pytestmark = [pytest.mark.browser, pytest.mark.once, pytest.mark.django_db(transaction=True)]
PEOPLE = {
    "visitor": None,
    "reporter": "reporter-017",
    "staff": "staff",
    "leader": "leader",
    "administrator": "administrator",
}
# What answers with a file, a part of a page or a word for other machines.
NO_PAGES = {
    "healthz", "readyz", "indicator-csv", "indicator-xlsx", "submission-cells", "submission-workbook", "evidence-file",
    "issued-report-file", "issued-report-progress",
}  # fmt: skip
INDICATORS = ("trained_labour_rate", "trained_cumulative", "it_skills_rate", "quality_2025_hanoi")
GOT = {name: set(methods.get("GET", ())) for name, methods in TABLE.items() if name not in NO_PAGES}
PAGES = [name for name, statuses in GOT.items() if statuses & {200, 404}]
FRAME = "[document.querySelectorAll('h1').length, document.title.length > 'vocplan'.length]"
DESK, PHONE = 1366, 360
SHEET = re.compile(rb"/Type\s*/Page\b")
# Roles that see the same kinds of element on a page see the same page: it is examined once. A phone is examined for
# what shows only there.
KINDS = """[...document.querySelectorAll('body *')].filter((each) => each.checkVisibility())
    .map((each) => each.tagName + ' ' + each.getAttribute('class'))"""


@dataclass
class Demo:
    """The demo, with a draft, an issued report and a file as evidence."""

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
        if name in ("plan", "milestone-list", "period-open", "period-rule"):
            return [[plan]]
        if name == "submission-cell-history":
            return [[form.pk, "school_leavers"]]
        if name.startswith("submission") and name != "submission-list":
            return [[form.pk]]
        rows = {
            "indicator": [[each] for each in INDICATORS],
            "indicator-what-if": [[code]],
            "lineage": [[Progress.objects.filter(target__indicator__code=code, year=2023).earliest("pk").pk]],
            "milestone-judge": [[Milestone.objects.filter(target__plan__code=plan).earliest("pk").pk]],
            "review": [[form.period.submissions.filter(state=State.SUBMITTED).earliest("pk").pk]],
            "board": [[form.period_id]],
            "obstacle": [[Obstacle.objects.get(agency=form.agency).pk]],
            "official-figure-revise": [[published.earliest("pk").pk]],
            "issued-report": [[self.draft.pk]],
            "issued-report-letterhead": [[self.draft.pk]],
            "issued-report-number": [[self.issued.pk, code, self.issued.year]],
        }
        return rows.get(name, [[]])

    def walk(self, role: str) -> list[tuple[str, str]]:
        """Name and address of every page that a role sees."""
        column = ROLES.index(role)
        seen = [(name, each) for name in PAGES if TABLE[name]["GET"][column] == 200 for each in self.addresses(name)]
        if role in ("staff", "leader"):
            seen.append(("issued-report", self.issued.get_absolute_url()))
            seen += [("issued-report-number", each) for each in self.addresses("issued-report-number")]
        return seen


@pytest.fixture
def demo(transactional_db, printer, settings, tmp_path) -> Iterator[Demo]:
    load_catalogue(settings.BASE_DIR / "fixtures")
    people = seed_demo(password=factories.PASSWORD)
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
    settings.MEDIA_ROOT = tmp_path / "media"
    pdf = io.BytesIO(files.PDF)
    said = {"by": office.reporter, "now": clock.now()}
    add_evidence(submission=form, name="x.pdf", size=len(files.PDF), content=pdf, **said)
    draft, checked = office.draft(**year), office.checked(**year)
    yield Demo(form=form, draft=draft, issued=office.issued(checked))
    clock.set_shift(None)


def test_every_page_is_quiet_whole_at_every_width_and_fit_for_a_screen_reader(
    demo: Demo, page: Page, accessibility_faults, complaints: list[str]
):
    faults: list[str] = []
    known: dict[str, set[str]] = defaultdict(set)
    for role, username in PEOPLE.items():
        if username:
            sign_in(page, User.objects.get(username=username))
        for name, address in demo.walk(role):
            found = look_at(page, address)
            kinds = set(page.evaluate(KINDS))
            if not kinds <= known[name]:
                known[name] |= kinds
                found += examine(page, accessibility_faults, known["on phones"])
            if (role, address) == ("leader", "/"):
                found += prints(page)
            faults += [f"{role} {address}: {fault}" for fault in (*found, *complaints)]
            complaints.clear()
    assert faults == []


def look_at(page: Page, address: str) -> list[str]:
    """Load a page; what its answer and its frame lack."""
    status, frame = page.goto(address).status, page.evaluate(FRAME)
    found = [] if status == 200 else [f"answers {status}"]
    return found if frame == [1, True] else [*found, f"h1 and title: {frame}"]


def examine(page: Page, accessibility_faults: Callable[[Page], list[str]], on_phones: set[str]) -> list[str]:
    """The widths at which a page could be moved sideways, and what axe-core finds on an office screen and on a phone.

    `on_phones`: the kinds of element that show on phones only and were examined there; new ones are added.
    """
    found = [f"moves sideways at {width}" for width in sideways(page)] + accessibility_faults(page)
    at_desk = set(page.evaluate(KINDS))
    beyond(page, PHONE)
    new = set(page.evaluate(KINDS)) - at_desk - on_phones
    if new:
        on_phones |= new
        found += [f"on a phone: {fault}" for fault in accessibility_faults(page)]
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
