"""The files of a report as its pages list them."""

from dataclasses import dataclass

from django.db.models import QuerySet

from agencies.models import User
from agencies.prepared_queries import Prepared
from reports.collection.evidence.checks import MAX_BYTES, MAX_FILES
from reports.models import Evidence, Submission
from reports.wording.formats import datetime_vi, size_words

# What the page tells its script, so that nothing is sent in vain.
EVIDENCE_LIMITS = {"bytes": MAX_BYTES, "megabytes": MAX_BYTES // 1024 // 1024, "files": MAX_FILES}


ATTACHED = Prepared(
    int,
    build=lambda form: (
        Evidence.objects.filter(submission_id=form, removed_at__isnull=True)
        .order_by("pk")
        .select_related("uploaded_by")
    ),
)


@dataclass(frozen=True)
class FileRow:
    pk: int
    name: str
    size: str
    said: str


def evidence_of(submission: Submission) -> list[FileRow]:
    """What is attached to a report now, in the order of arrival; one query."""
    return [
        FileRow(
            pk=row.pk,
            name=row.name,
            size=size_words(row.size),
            said=f"{row.uploaded_by.full_name}, {datetime_vi(row.uploaded_at)}",
        )
        for row in ATTACHED.models(submission.pk)
    ]


def evidence_seen_by(user: User) -> QuerySet[Evidence]:
    """Files of the reports that a user may see, as long as they have not been taken off."""
    seen = Submission.objects.visible_to(user).values("pk")
    return Evidence.objects.filter(removed_at__isnull=True, submission__in=seen).select_related("submission")
