"""Move a reorganisation on, with its event on record in the same transaction."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.db.models import F

from agencies.access import Right
from agencies.models import Agency, Locality, Reorganisation, ReorganisationState, User
from agencies.reorganisations import services as bodies
from agencies.reorganisations.changes import Changes, passings_of
from agencies.reorganisations.services import ReorganisationError
from agencies.reorganisations.steps import Document, document_from
from reports.administration.handover.whole_bodies import hand_bodies_over
from reports.administration.reorganisations.preview import preview_of
from reports.administration.reorganisations.shipped import shipped
from reports.audit.services import record
from reports.models import Extension, Notice, State, Submission, Verb
from reports.models.submission import know_extensions

SENT_BEFORE = "Đã nộp trước khi ngày kết thúc của đơn vị được ghi nhận"


@transaction.atomic
def draft_reorganisation(*, document: Document, by: User | None, now: datetime) -> Reorganisation:
    """Store a draft or its new words. Raises ReorganisationError."""
    # Drafted twice at once, it is one draft: the second finds the first.
    locality = Locality.objects.keyed(document.locality).select_for_update().get()
    row = bodies.draft(document=document, locality_id=locality.pk, by=by, now=now)
    put_on_record(row, Verb.REORGANISATION_DRAFTED, by=by, now=now, after={"steps": row.steps, "version": row.version})
    return row


@transaction.atomic
def accept_gap(*, reorganisation: Reorganisation, gap: str, reason: str, by: User, now: datetime) -> Reorganisation:
    """Say why something may fall to nobody, as the drafter's word that a second person confirms.

    Raises ReorganisationError for a reason that says nothing, from somebody else than the drafter, and too late.
    """
    reason = " ".join(reason.split())
    if not reason:
        raise ReorganisationError("Ghi lý do vì sao việc này được để trống.")
    # As it stands now: what somebody else has written since the page was read stays.
    reorganisation = Reorganisation.objects.select_for_update().get(pk=reorganisation.pk)
    if reorganisation.state != ReorganisationState.DRAFT:
        raise ReorganisationError("Đợt sắp xếp không còn ở bước dự thảo, không sửa được nữa.")
    if not explains_gaps(reorganisation, by):
        raise ReorganisationError("Người soạn ghi lý do; người thứ hai xem và xác nhận.")
    document = document_from(reorganisation)
    raw = tuple(reorganisation.steps)
    return draft_reorganisation(
        document=replace(document, accepted={**document.accepted, gap: reason}, raw=raw), by=by, now=now
    )


def explains_gaps(row: Reorganisation, user: User) -> bool:
    """Whether what a user writes into a draft goes in the drafter's name: hers, or of who works here no more.

    If anybody else's did, she would be its drafter from then on, and who wrote the steps could confirm them herself.
    """
    drafter = row.drafted_by
    if drafter is None or drafter.pk == user.pk:
        return True
    return not (drafter.is_active and drafter.access.has(Right.REORGANISE))


@transaction.atomic
def confirm_reorganisation(
    *, reorganisation: Reorganisation, version: int, by: User | None, now: datetime
) -> Reorganisation:
    """The second person agrees to what the preview shows. Raises ReorganisationError while something stops it."""
    # Looked at when it is confirmed, not when the page was drawn: reports and people move on meanwhile.
    check_ready(reorganisation)
    row = bodies.confirm(reorganisation=reorganisation, version=version, by=by, now=now)
    put_on_record(row, Verb.REORGANISATION_CONFIRMED, by=by, now=now, after={"version": row.version})
    return row


@transaction.atomic
def take_confirmation_back(*, reorganisation: Reorganisation, version: int, by: User, now: datetime) -> Reorganisation:
    """Back to the draft, so that its steps can be changed. Raises ReorganisationError."""
    row = bodies.back_to_draft(reorganisation=reorganisation, version=version)
    put_on_record(row, Verb.REORGANISATION_TAKEN_BACK, by=by, now=now)
    return row


@transaction.atomic
def apply_reorganisation(*, reorganisation: Reorganisation, version: int, by: User | None, now: datetime) -> Changes:
    """Apply what was confirmed, all or nothing. Raises ReorganisationError where something has come between."""
    # Once more: weeks may lie between the confirmation and the day.
    check_ready(reorganisation)
    changes = bodies.apply_steps(reorganisation=reorganisation, version=version, by=by, now=now)
    put_on_record(reorganisation, Verb.REORGANISATION_APPLIED, by=by, now=now, after=in_words(changes))
    # After the steps: the receipts name the heirs as they are now.
    hand_bodies_over(changes, by=by, now=now)
    keep_sent_on_time(changes.ends, by=by, now=now)
    return changes


@transaction.atomic
def complete_reorganisation(*, document: Document, by: User | None, now: datetime) -> Changes:
    """Add what a shipped file knows to the same reorganisation of an older version. Raises ReorganisationError."""
    row = Reorganisation.objects.get(code=document.code, inherited=True)
    changes = bodies.complete(reorganisation=row, document=document)
    row.refresh_from_db()
    put_on_record(row, Verb.REORGANISATION_APPLIED, by=by, now=now, after=in_words(changes))
    return changes


@transaction.atomic
def undo_reorganisation(*, reorganisation: Reorganisation, version: int, by: User | None, now: datetime) -> None:
    """Leave everything as it was before. Raises ReorganisationError once somebody has entered something as an heir."""
    # Bodies that this one has made, as its ledger has them: rows without a before.
    begun = Agency.objects.filter(
        pk__in=reorganisation.effects.filter(table=Agency._meta.label_lower, before__isnull=True).values("row")
    )
    # Before the bodies go, on which the drafts hang.
    drop_untouched_forms(list(begun))
    row = bodies.undo(reorganisation=reorganisation, version=version, by=by, now=now)
    put_on_record(row, Verb.REORGANISATION_UNDONE, by=by, now=now)


def keep_sent_on_time(ended: Iterable[Agency], *, by: User | None, now: datetime) -> None:
    """Let no report become late because the end of its body is recorded after it was sent."""
    # An extension says more than the rule, and stays what it is.
    sent = Submission.objects.filter(agency__in=ended, submitted_at__lt=F("period__due_at"), extensions=None)
    rows = list(sent.select_related("agency", "period").order_by("pk"))
    know_extensions(rows, [])
    Extension.objects.bulk_create(
        Extension(submission=row, due_at=row.period.due_at, reason=SENT_BEFORE, by=by, at=now)
        for row in rows
        # Late only by the body's own last day, which nobody knew when it was sent.
        if row.is_late()
    )


def check_ready(reorganisation: Reorganisation) -> None:
    shown = preview_of(reorganisation)
    if not shown.may_be_confirmed:
        reasons = [*shown.faults, *(gap.words for gap in shown.open_gaps)]
        raise ReorganisationError("Chưa xác nhận được: " + "; ".join(reasons))


def drop_untouched_forms(begun: list[Agency]) -> None:
    """Delete the blank drafts of bodies that will not have been. Raises ReorganisationError where one is not blank."""
    forms = Submission.objects.filter(agency__in=begun).select_related("agency")
    touched = forms.exclude(state=State.DRAFT, first_opened_at__isnull=True, version=1).first()
    if touched is not None:
        raise ReorganisationError(f"{touched.agency.name} đã làm báo cáo nên không hoàn lại được.")
    Notice.objects.filter(submission__in=forms).delete()
    forms.delete()


def in_words(changes: Changes) -> dict[str, object]:
    """What was done, as it goes on record: codes of bodies, and who moved where."""
    new = changes.document.new_locality
    united = {"locality": new.code, "parts": [[code, name] for code, name in new.parts]} if new else {}
    return {
        "on": changes.document.effective_on,
        **united,
        "ends": [agency.code for agency in changes.ends],
        "begins": [body.code for body in changes.begins],
        "coordinator": changes.coordinator,
        "people": [[move.membership.user.username, move.membership.agency.code, move.to] for move in changes.people],
    }


def put_on_record(
    row: Reorganisation, verb: Verb, *, by: User | None, now: datetime, after: dict[str, object] | None = None
) -> None:
    record(
        verb=verb,
        subject=f"reorganisation:{row.pk}",
        summary=f"{verb.label}: {row.title}, từ ngày {row.effective_on:%d/%m/%Y} ({row.legal_basis})",
        by=by,
        now=now,
        locality=row.locality_id,
        after=after,
    )


def gives_people(document: Document) -> bool:
    """Whether the file says of anything how many people live there."""
    return any(one.people is not None for step in document.steps for one in passings_of(step))


@transaction.atomic
def add_counted_people(
    *, reorganisation: Reorganisation, document: Document, by: User | None, now: datetime
) -> Reorganisation:
    """Take over how many people went where into an applied reorganisation, on record. Raises ReorganisationError."""
    added = bodies.add_people(reorganisation=reorganisation, document=document)
    reorganisation.refresh_from_db()
    if added:
        after = {"people_counted": added, "source": document.source}
        put_on_record(reorganisation, Verb.REORGANISATION_APPLIED, by=by, now=now, after=after)
    return reorganisation


def draft_or_complete(*, document: Document, by: User, now: datetime) -> Reorganisation:
    """Draft a document, or add it at once to the same reorganisation of the same place that is applied already.

    At once only how many people went where, and what comes with vocplan, word for word: whatever else anybody has
    written takes a second person.
    """
    mine = Reorganisation.objects.filter(code=document.code, locality__in=Locality.objects.keyed(document.locality))
    applied = mine.filter(state=ReorganisationState.APPLIED).select_related("locality").first()
    if applied is not None and not applied.inherited and gives_people(document):
        return add_counted_people(reorganisation=applied, document=document, by=by, now=now)
    inherited = applied if applied is not None and applied.inherited else None
    # Compared as a whole document: one changed word makes it somebody's own.
    if inherited is None or document not in shipped(inherited.locality):
        return draft_reorganisation(document=document, by=by, now=now)
    complete_reorganisation(document=document, by=by, now=now)
    return inherited
