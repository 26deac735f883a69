"""What the upload page posts, as domain types; and the comparison that was shown, signed, coming back. Never saves."""

from dataclasses import asdict, dataclass
from decimal import Decimal

from django import forms
from django.core import signing

from agencies.models import User
from reports.collection.entry.services import Change
from reports.collection.workbook.comparing import WorkbookComparison
from reports.models import Submission

SALT = "reports.collection.workbook"
GOOD_FOR_SECONDS = 4 * 60 * 60


class UploadForm(forms.Form):
    """Tệp biểu đã điền."""

    file = forms.FileField(
        label="Tệp biểu đã điền (.xlsx)",
        allow_empty_file=True,
        error_messages={"required": "Chọn tệp .xlsx đã điền rồi bấm Xem trước"},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx", "class": "input"}),
    )


class ExpiredPreview(Exception):
    """The preview that comes back is not this person's of this report, or was shown hours ago."""


@dataclass(frozen=True)
class Confirmed:
    """What a person has seen and said yes to."""

    sha256: str
    name: str
    seen_form: int
    changes: list[Change]


def sealed_comparison(
    submission: Submission, by: User, comparison: WorkbookComparison, *, sha256: str, name: str
) -> str:
    """A comparison that can be taken, to come back with the confirmation; the file itself is not kept."""
    changes = [
        {**asdict(change), "value": None if change.value is None else str(change.value)}
        for change in comparison.changes
    ]
    body = {
        "submission": submission.pk,
        "user": by.pk,
        "sha256": sha256,
        "name": name,
        "form": comparison.form_version,
        "changes": changes,
    }
    return signing.dumps(body, salt=SALT, compress=True)


def opened_comparison(text: str, *, submission: Submission, by: User) -> Confirmed:
    """The comparison that was confirmed. Raises ExpiredPreview."""
    try:
        body = signing.loads(text, salt=SALT, max_age=GOOD_FOR_SECONDS)
    except signing.BadSignature as error:
        raise ExpiredPreview from error
    # A signature says only that we made it: not for whom, nor of which report.
    if (body["submission"], body["user"]) != (submission.pk, by.pk):
        raise ExpiredPreview
    changes = [
        Change(**{**change, "value": None if change["value"] is None else Decimal(change["value"])})
        for change in body["changes"]
    ]
    return Confirmed(body["sha256"], body["name"], body["form"], changes)
