"""A department that writes a report on one small plan: its people, its figures, and each step by name."""

from dataclasses import dataclass
from typing import Any, Self

from agencies import clock
from agencies.access import Role
from agencies.models import AgencyKind, User
from reports.collection.review.services import reopen
from reports.issued import building, services
from reports.issued.number import give_number
from reports.issued.services import ReportRequest
from reports.models import IssuedReport, ReportKind, ReportPassage, View
from reports.progress.services import recalculate_all
from targets.models import Plan
from tests import factories


@dataclass
class Office:
    """`author` writes, `second` checks; `stranger` is staff of another locality."""

    plan: Plan
    author: User
    second: User
    leader: User
    reporter: User
    stranger: User
    submission: Any

    @classmethod
    def furnish(cls) -> Self:
        factories.make_agency("ubnd", kind=AgencyKind.CITY_GOVERNMENT, name="UBND thành phố Hà Nội")
        department = factories.make_department(name="Sở Lao động", short_name="Sở LĐ")
        element = factories.make_element()
        plan = factories.make_plan()
        factories.make_target(plan, factories.make_indicator(numerator=[element]), low="1000")
        district = factories.make_agency("001", name="UBND quận 1")
        away = factories.make_department("68-so", locality=factories.make_locality("68"))
        made = cls(
            plan=plan,
            author=factories.make_user(Role.STAFF, department, username="author"),
            second=factories.make_user(Role.STAFF, department, username="second"),
            leader=factories.make_user(Role.LEADER, department, username="leader"),
            reporter=factories.make_user(agency=district, username="reporter"),
            stranger=factories.make_user(Role.STAFF, away, username="stranger"),
            submission=factories.make_submission(factories.make_period(plan), district),
        )
        made.accept("1.234")
        return made

    def accept(self, value: str) -> None:
        """The district's figure of the year becomes another one, from the form to the standing."""
        self.submission.refresh_from_db()
        if self.submission.decided_at:
            seen = self.submission.version
            reopen(submission=self.submission, reason="Sửa số.", seen_version=seen, by=self.author, now=clock.now())
            self.submission.refresh_from_db()
        factories.fill(self.submission, self.reporter, trained_total_people=value)
        factories.send(self.submission, self.reporter)
        factories.take(self.submission, self.author)
        recalculate_all(locality_ids=[self.plan.locality_id])

    def wanted(self, **changes: Any) -> ReportRequest:
        return ReportRequest(
            **{
                **{"kind": ReportKind.YEARLY, "plan": self.plan, "first_year": factories.YEAR, "year": factories.YEAR},
                **{"agency": None, "as_of": clock.today(), "view": View.ACCEPTED},
                **changes,
            }
        )

    def draft(self, *, built: bool = True, **changes: Any) -> IssuedReport:
        report = services.draft_report(wanted=self.wanted(**changes), by=self.author, now=clock.now())
        return self.built(report) if built else report

    def built(self, report: IssuedReport) -> IssuedReport:
        building.build_waiting()
        return now_there(report)

    def checked(self, **changes: Any) -> IssuedReport:
        report = self.draft(**changes)
        seen = {"seen_version": report.version, "seen_dataset": report.dataset_sha256}
        return services.check(report=report, **seen, by=self.second, now=clock.now())

    def numbered(self, report: IssuedReport | None = None, number: int = 5) -> IssuedReport:
        report = report or self.checked()
        numbered = give_number(
            report=report, number=number, issued_on=clock.today(), seen_version=report.version,
            by=self.author, now=clock.now(),
        )  # fmt: skip
        return self.built(numbered)

    def issued(self, report: IssuedReport | None = None, number: int = 5) -> IssuedReport:
        report = self.numbered(report, number)
        services.issue(report=report, seen_version=report.version, without_pdf=False, by=self.author, now=clock.now())
        return now_there(report)

    def replacement(self, old: IssuedReport) -> IssuedReport:
        new = services.supersede(
            report=old, reason="Quận 1 sửa số.", as_of=clock.today(), by=self.author, now=clock.now()
        )
        return self.built(new)


def now_there(report: IssuedReport) -> IssuedReport:
    return IssuedReport.objects.select_related("plan", "locality", "agency", "supersedes").get(pk=report.pk)


def passage_of(report: IssuedReport, containing: str) -> ReportPassage:
    """The first passage whose words contain something."""
    rows = ReportPassage.objects.select_related("report__plan", "report__locality", "report__agency")
    return next(row for row in rows.filter(report=report) if containing in row.words)


def files(report: IssuedReport) -> dict[str, bytes]:
    return {file.format: bytes(file.content) for file in report.files.all()}
