"""Remove the demo: its accounts and whatever they made. What real people entered stays."""

from functools import partial

from django.db import transaction
from django.db.models import PROTECT, Exists, F, Model, OuterRef, Q

from agencies import clock
from agencies.models import Instance, Locality, User
from reports.collection.evidence.storage import drop_folders
from reports.demo.services import DemoError
from reports.models import DutyUpdate, Evidence, Figure, IssuedReport, ReportingPeriod, State, Submission
from reports.progress.services import recalculate_all

# Rows that more than one person works on: demo accounts are taken off them instead of the row being removed.
SHARED = (Figure, Submission)


@transaction.atomic
def clear_demo() -> dict[str, int]:
    """Remove the demo's accounts, figures and reports; what real people entered stays. Returns counts of what went.

    Raises DemoError in a database that is no demo.
    """
    if not Instance.current().is_demo:
        raise DemoError("Cơ sở dữ liệu này không phải bản minh họa.")
    counts = {"báo cáo tổng hợp": drop_illustrative_reports()}
    # Read before the forms go: afterwards nothing tells the demo's rounds from those that an office opened.
    periods = list(ReportingPeriod.objects.values_list("pk", flat=True).filter(submissions__illustrative=True))
    counts |= {"số liệu": Figure.every.filter(illustrative=True).delete()[1].get("reports.Figure", 0)}
    # The files go once the rows are gone for good; a rollback would leave rows without their files.
    removed = list(untouched_by_people().values_list("pk", flat=True))
    transaction.on_commit(partial(drop_folders, removed))
    counts["báo cáo"] = untouched_by_people().delete()[1].get("reports.Submission", 0)
    ReportingPeriod.objects.filter(pk__in=periods, submissions__isnull=True).delete()
    # Before the accounts: what names them protects them from being removed.
    take_accounts_off_what_stays()
    counts["tài khoản"] = User.objects.filter(is_demo=True).delete()[1].get("agencies.User", 0)
    Instance.objects.filter(pk=1).delete()
    # From here on the real day: the recalculation below looks from today and no more from the demo's.
    clock.set_shift(None)
    # At once and not in the background: standings of made-up figures must not outlive the command.
    recalculate_all(locality_ids=Locality.objects.values_list("pk", flat=True))
    return counts


def drop_illustrative_reports() -> int:
    """Remove the reports written in the demo, issued ones too; the last issue goes before the one that it replaced."""
    reports = IssuedReport.objects.filter(illustrative=True).order_by("-revision")
    return sum(bool(report.delete()[0]) for report in reports.defer("dataset"))


def untouched_by_people():
    """Submissions of which no figure, sentence, file or move is a real person's."""
    # The made-up figures are gone by now: whatever a form still holds, a person has typed.
    figures = Figure.every.filter(submission=OuterRef("pk"))
    duties = DutyUpdate.objects.filter(submission=OuterRef("pk"), updated_by__is_demo=False)
    files = Evidence.objects.filter(submission=OuterRef("pk"), uploaded_by__is_demo=False)
    return Submission.objects.filter(
        ~Exists(figures), ~Exists(duties), ~Exists(files), Q(submitted_by__isnull=True) | Q(submitted_by__is_demo=True)
    )


def take_accounts_off_what_stays() -> None:
    """A demo account's decision on a real report is void; what it wrote, moved or decided goes with it."""
    decided = Submission.objects.filter(decided_by__is_demo=True)
    # The version counts up, so that a page opened before is told that the report has moved.
    decided.update(state=State.SUBMITTED, decided_at=None, decided_by=None, version=F("version") + 1)
    sent = Submission.objects.filter(submitted_by__is_demo=True)
    sent.update(
        state=State.DRAFT,
        submitted_at=None,
        submitted_by=None,
        decided_at=None,
        decided_by=None,
        version=F("version") + 1,
    )
    Submission.objects.filter(illustrative=True).update(illustrative=False)
    accepted = Figure.every.filter(accepted_by__is_demo=True)
    accepted.update(accepted_entry="", accepted_value=None, accepted_quality="", accepted_at=None, accepted_by=None)
    for model, column in protected_references():
        model._default_manager.filter(**{f"{column}__is_demo": True}).delete()


def protected_references() -> list[tuple[type[Model], str]]:
    """Every column that names a person and keeps her account from being removed, but those of shared rows."""
    relations = [field for field in User._meta.get_fields(include_hidden=True) if field.one_to_many]
    return [
        (relation.related_model, relation.field.name)
        for relation in relations
        if relation.on_delete is PROTECT and relation.related_model not in SHARED
    ]
