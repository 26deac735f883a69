"""The demo with what pages need beside it, and where each page stands in it.

A new page has its arguments in `Demo.arguments`, or its name in `NO_PAGES`.
"""

import io
from dataclasses import dataclass

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.conf import settings
from django.db.models import Min
from django.urls import reverse

from agencies import clock
from agencies.models import Reorganisation, User
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
from tests.drafted_rows import draft_measure
from tests.reports.collection.evidence import files
from tests.reports.issued.office import Office
from tests.test_urls import ROLES, TABLE

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
