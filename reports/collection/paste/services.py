"""Take what a pasted block says and the form may take, at once."""

from datetime import datetime

from django.db import transaction

from agencies.models import User
from reports.collection.entry.services import lock_forms, save_cells
from reports.collection.paste.pasted import PastePreview
from reports.collection.paste.preview import paste_preview
from reports.collection.transitions import WrongState
from reports.models import Submission, Via


@transaction.atomic
def take_block(*, submission: Submission, text: str, start: str, answer: str, by: User, now: datetime) -> PastePreview:
    """Store the cells of a block that may be taken, as they are weighed now; a block that asks stores nothing.

    Raises PasteError, and WrongState when the form is no longer open.
    """
    locked = lock_forms(submission)
    if not locked.is_editable:
        raise WrongState(locked)
    # Weighed anew under the lock: what the page was shown may have moved.
    preview = paste_preview(locked, text=text, start=start, answer=answer, by=by, now=now)
    changes = [line.change for line in preview.taken if line.change is not None]
    if changes:
        save_cells(submission=locked, changes=changes, by=by, via=Via.PASTE, now=now)
    return preview
