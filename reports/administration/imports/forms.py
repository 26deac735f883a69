"""A list that was chosen, and one that comes back with its confirmation. Never saves."""

import base64

from django import forms
from django.core import signing

from agencies.models import Locality, User
from reports.collection.workbook.file_check import MAX_FILE

SALT = "reports.administration.imports"
GOOD_FOR_SECONDS = 4 * 60 * 60


class ListFileForm(forms.Form):
    """A list, chosen for its preview."""

    file = forms.FileField(
        label="Tệp danh sách (.xlsx hoặc .csv)",
        allow_empty_file=True,
        error_messages={"required": "Chọn tệp danh sách rồi bấm Xem trước."},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv", "class": "input"}),
    )


class ExpiredList(Exception):
    """The list that comes back is not this person's, or was shown hours ago."""


def sealed_file(data: bytes, *, name: str, locality: Locality, by: User) -> str:
    """A list that was previewed, to come back with the confirmation; nothing is kept on the server."""
    body = {"user": by.pk, "locality": locality.pk, "name": name, "data": base64.b64encode(data[:MAX_FILE]).decode()}
    return signing.dumps(body, salt=SALT, compress=True)


def unsealed_file(text: str, *, locality: Locality, by: User) -> tuple[str, bytes]:
    """Name and content of the list that was confirmed. Raises ExpiredList."""
    try:
        body = signing.loads(text, salt=SALT, max_age=GOOD_FOR_SECONDS)
    except signing.BadSignature as error:
        raise ExpiredList from error
    # A signature says only that we made it, not for whom or for which place.
    if (body["user"], body["locality"]) != (by.pk, locality.pk):
        raise ExpiredList
    return body["name"], base64.b64decode(body["data"])
