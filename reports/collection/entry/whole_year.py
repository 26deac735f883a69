"""A year cut in two of which only the heir reports: it says that its flows are of the whole year, or takes that back.

Only where no closing report came: a part that both had reported would count twice. So whoever ended sends nothing
any more once all was said by the heir; the heir takes it back first.
"""

from datetime import datetime

from django.db import transaction

from agencies.models import User
from reports.audit.events import submission_subject, words_of
from reports.audit.services import record
from reports.calling import wake_up
from reports.collection.entry.closing import cover_closings, ended_before
from reports.collection.entry.queries import form_elements
from reports.collection.entry.services import lock_forms
from reports.collection.transitions import WrongState
from reports.models import State, Submission, Verb
from reports.progress.services import mark_stale


class ClosingReported(Exception):
    """A body before has sent its closing report; the message names it in Vietnamese."""


@transaction.atomic
def say_whole_year(*, submission: Submission, whole: bool, by: User, now: datetime) -> Submission:
    """Say of which part of the year the flows of a body are, in all its forms of the year, on record.

    Raises WrongState where the form is no longer open or its body took over from nobody in the period, and
    ClosingReported.
    """
    form = lock_forms(submission)
    ended = ended_before(form)
    if not form.is_editable or not ended:
        raise WrongState(form)
    same = {"period__year": form.period.year, "period__interim": form.period.interim}
    # Locked too, so that none of them is sent between this look and the note that covers them.
    closings = Submission.objects.select_for_update(of=("self",)).filter(agency__in=ended, **same)
    closings = list(closings.select_related("agency", "period").order_by("pk"))
    came = [one for one in closings if one.state != State.DRAFT]
    if whole and came:
        raise ClosingReported(f"{came[0].agency.name} đã nộp báo cáo kết thúc nên biểu này chỉ tính phần còn lại.")
    # In all its forms of the year: a figure is shared between plans, so its part of the year is as well.
    mine = Submission.objects.filter(agency=form.agency_id, **same)
    # Said already: nothing changes and nothing goes on record.
    if not mine.exclude(whole_year=whole).update(whole_year=whole):
        return form
    cover_closings(closings)
    what = "số phát sinh là của cả năm" if whole else f"số phát sinh tính từ {form.agency.valid_from:%d/%m/%Y}"
    record(
        verb=Verb.PART_OF_YEAR_SAID,
        subject=submission_subject(form),
        summary=f"{words_of(form)}: {what}",
        by=by,
        now=now,
        locality=form.agency.locality_id,
        agency=form.agency_id,
        before={"whole_year": not whole},
        after={"whole_year": whole},
    )
    if not form.period.interim:
        elements = [element.pk for element in form_elements(form)]
        mark_stale(locality_id=form.agency.locality_id, element_ids=elements, year=form.period.year)
        wake_up()
    form.whole_year = whole
    return form
