"""A report in the database with all its parts, without the work that leads there."""

from django.utils import timezone

from reports.models import BuildState, IssuedReport, ReportFile, ReportKind, ReportPassage
from targets.models import Plan
from tests import factories


def make_report(state: str, *, plan: Plan | None = None, number: int = 1, illustrative: bool = False) -> IssuedReport:
    """A report with one file and one passage, made at the state by hand."""
    author, checker = (factories.make_user(None) for _ in range(2))
    plan, now = plan or factories.make_plan(), timezone.now()
    report = IssuedReport.objects.create(
        kind=ReportKind.YEARLY, locality=plan.locality, plan=plan, first_year=2023, year=2023,
        as_of=timezone.localdate(), subject="x", issuing_body="x", symbol="BC-X", place="x",
        created_by=author, created_at=now, illustrative=illustrative,
    )  # fmt: skip
    ReportPassage.objects.create(report=report, key="opening", position=1, title="x", template="x")
    ReportFile.objects.create(
        report=report, format="docx", name="x", content=b"x", sha256="0" * 64, size=1, made_at=now
    )
    IssuedReport.objects.filter(pk=report.pk).update(
        state=state, number=number, number_year=2024, issued_on=timezone.localdate(), issued_at=now, issued_by=checker,
        checked_by=checker, checked_at=now, dataset={}, dataset_sha256="0" * 64, build_state=BuildState.DONE,
    )  # fmt: skip
    return report
