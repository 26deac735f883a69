"""Move a change of the catalogue: drafted, sent, sent back, put in force by a second person; each step on record."""

import hashlib
import json
import re
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.timezone import localdate

from agencies.access import Right
from agencies.catalogue_files.entries import CatalogueError
from agencies.models import Locality, User
from reports.audit.services import record
from reports.calling import wake_up
from reports.collection.measure_meaning import MeasureRefused, localities_concerned, refuse_other_meaning
from reports.collection.periods.services import add_drafts, agencies_asked
from reports.measures.words import field_label, measure_title
from reports.models import ReportingPeriod, Submission, Verb
from reports.models.submission import State
from reports.progress.services import mark_stale
from targets.measures.applying import apply_measure, read_entry
from targets.measures.content import measure_content, measure_differences
from targets.measures.editions import keep_measure_edition
from targets.models import DataElement, DraftState, Indicator, MeasureChange, MeasureKind
from targets.plans.applying import PlanRefused
from targets.plans.content import Content, content_from_json, content_to_json

# Who drafts plans changes the catalogue that they are judged by.
MAY_CHANGE = Right.REVIEW
# Codes as the loader quotes them.
QUOTED_CODE = re.compile(r'"([A-Za-z0-9_-]+)"')


class NotStaffAnywhere(Exception):
    """Only staff change the catalogue."""


class ChangeClosed(Exception):
    """The change is in force or dropped: no step begins there."""


class StaleChange(Exception):
    """Somebody has changed the entry, or its change, since it was seen."""


def seen_token(change: MeasureChange | None, content: Content | None) -> str:
    """What a page was shown of an entry: the version of its open change, else its content as it is in force."""
    if change is not None:
        return f"{change.pk}.{change.version}"
    # The same content must give the same token, in whatever order its keys were read.
    said = json.dumps(content_to_json(content), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def open_change(kind: str, code: str) -> MeasureChange | None:
    return MeasureChange.objects.open().filter(kind=kind, code=code).first()


@transaction.atomic
def save_change(
    *,
    kind: str,
    said: Content,
    same_meaning: bool,
    reason: str,
    locality: Locality,
    seen: str,
    by: User,
    now: datetime,
) -> MeasureChange:
    """Keep what an entry is to be; nothing of it is in force yet. One that was sent has to be sent again.

    `seen`: what the page showed, from `seen_token`. Raises MeasureRefused with the field, StaleChange.
    """
    refuse_stranger(by)
    said = read_measure(kind, said)
    code = str(said["code"])
    held, before = open_change(kind, code), measure_content(kind, code)
    if seen_token(held, before) != seen:
        raise StaleChange
    if not measure_differences(before, said):
        raise MeasureRefused("Chưa đổi gì so với danh mục đang dùng.")
    # A whole trial in the rows: the loader's checks are not written a second time.
    try_out(kind, before, said, same_meaning=same_meaning)
    columns = {
        "said": content_to_json(said),
        "before": content_to_json(before),
        "same_meaning": same_meaning,
        "reason": reason,
        "saved_by": by,
        "saved_at": now,
        "sent_at": None,
    }
    if held is not None:
        rows = MeasureChange.objects.open().filter(pk=held.pk, version=held.version)
        if not rows.update(version=held.version + 1, **columns):
            raise StaleChange
        held.refresh_from_db()
        return held
    try:
        with transaction.atomic():
            made = MeasureChange.objects.create(
                locality=locality, kind=kind, code=code, drafted_by=by, drafted_at=now, **columns
            )
    # Another has begun a change of the same entry at this moment: there is one open change of each.
    except IntegrityError:
        raise StaleChange from None
    note_step(made, Verb.MEASURE_DRAFTED, f"Soạn sửa {measure_title(made)}: {reason}", by, now)
    return made


def try_out(kind: str, before: Content | None, said: Content, *, same_meaning: bool) -> None:
    """Say now what would refuse the entry later; nothing of it is kept. Raises MeasureRefused."""
    refuse_other_meaning(kind, before, said, same_meaning=same_meaning)
    with transaction.atomic():
        put_measure(kind, said)
        transaction.set_rollback(True)


def read_measure(kind: str, said: Content) -> Content:
    """The entry in its clean form. Raises MeasureRefused with the field."""
    try:
        return read_entry(kind, said)
    except CatalogueError as error:
        raise refused_by(error, said) from error


def put_measure(kind: str, said: Content) -> None:
    """Write the entry into its rows. Raises MeasureRefused with the field."""
    try:
        apply_measure(kind, said)
    except CatalogueError as error:
        raise refused_by(error, said) from error
    except PlanRefused as error:
        raise MeasureRefused(str(error)) from error


def refused_by(error: CatalogueError, said: Content) -> MeasureRefused:
    """What the loader says of a file, as a page says it: without file and field, the other entry named."""
    other = f'"{error.entry}": ' if error.entry not in ("", said["code"]) else ""
    message = f"{other}{error.message}"
    names = dict(DataElement.objects.filter(code__in=QUOTED_CODE.findall(message)).values_list("code", "short_name"))
    message = QUOTED_CODE.sub(lambda found: f"“{names.get(found[1], found[1])}”", message)
    return MeasureRefused(message[:1].upper() + message[1:], error.field)


@transaction.atomic
def send_change(*, change: MeasureChange, seen_version: int, by: User, now: datetime) -> MeasureChange:
    """Say that the change is ready for a second person. Raises StaleChange, ChangeClosed."""
    refuse_stranger(by)
    sent = MeasureChange.objects.open().filter(pk=change.pk, version=seen_version)
    if not sent.update(sent_at=now, reply="", version=seen_version + 1):
        raise moved_or_closed(change, seen_version)
    change.refresh_from_db()
    note_step(change, Verb.MEASURE_SENT, f"Gửi kiểm tra sửa {measure_title(change)}", by, now)
    return change


@transaction.atomic
def send_change_back(*, change: MeasureChange, seen_version: int, reply: str, by: User, now: datetime) -> MeasureChange:
    """Send the change back to who drafted it, with the reason. Raises MeasureRefused, StaleChange, ChangeClosed."""
    refuse_stranger(by)
    refuse_author(change, by)
    if not reply.strip():
        raise MeasureRefused("Ghi lý do trả lại.", "reply")
    back = MeasureChange.objects.open().filter(pk=change.pk, version=seen_version, sent_at__isnull=False)
    if not back.update(sent_at=None, reply=reply, version=seen_version + 1):
        raise moved_or_closed(change, seen_version)
    change.refresh_from_db()
    note_step(change, Verb.MEASURE_SENT_BACK, f"Trả lại sửa {measure_title(change)}: {reply}", by, now)
    return change


@transaction.atomic
def drop_change(*, change: MeasureChange, seen_version: int, by: User, now: datetime) -> None:
    """Give the change up; it stays on record. Raises StaleChange, ChangeClosed."""
    refuse_stranger(by)
    rows = MeasureChange.objects.open().filter(pk=change.pk, version=seen_version)
    if not rows.update(state=DraftState.DROPPED, version=seen_version + 1):
        raise moved_or_closed(change, seen_version)
    note_step(change, Verb.MEASURE_DROPPED, f"Bỏ bản sửa {measure_title(change)}", by, now)


@transaction.atomic
def put_change_in_force(*, change: MeasureChange, seen_version: int, by: User, now: datetime) -> MeasureChange:
    """A second person has seen the effect: the entry says so from today. Bodies newly asked get their forms.

    Raises MeasureRefused, StaleChange (the entry has changed since, too) and ChangeClosed.
    """
    refuse_stranger(by)
    refuse_author(change, by)
    refuse_unseen_places(change, by)
    # First of all, so that of two who put it in force at once the second stops here.
    moved = MeasureChange.objects.open().filter(pk=change.pk, version=seen_version, sent_at__isnull=False)
    if not moved.update(state=DraftState.IN_FORCE, checked_by=by, checked_at=now, version=seen_version + 1):
        raise moved_or_closed(change, seen_version)
    change.refresh_from_db()
    before, said = measure_content(change.kind, change.code), content_from_json(change.said)
    # The effect that was checked was computed upon the content of then.
    if content_to_json(before) != change.before:
        raise StaleChange
    refuse_other_meaning(change.kind, before, said, same_meaning=change.same_meaning)
    concerned = localities_concerned(change.kind, change.code)
    # Before the rows change: the difference says whose forms come and go.
    asked = asked_by_round(now=now)
    put_measure(change.kind, said)
    # Places before and after: a kind of bodies may have been added or taken away.
    concerned |= localities_concerned(change.kind, change.code)
    today = localdate(now)
    kept = {"reason": change.reason, "change": change, "by": by}
    keep_measure_edition(change.kind, before, said, on=today, now=now, **kept)
    mark_measure_stale(change.kind, change.code, concerned)
    settle_forms(asked, asked_by_round(now=now), by=by)
    changed = measure_differences(before, said)
    told = {
        "before": {"changed": content_to_json([[name, old] for name, old, _ in changed])},
        "after": {"changed": content_to_json([[name, new] for name, _, new in changed]), "reason": change.reason},
    }
    summary = f"Sửa {measure_title(change)}: {', '.join(field_label(name) for name, _, _ in changed)}"
    # The catalogue is one for all: the history of every place concerned tells of it.
    for place in sorted(concerned | {change.locality_id}):
        note_step(change, Verb.MEASURE_CHANGED, summary, by, now, place=place, **told)
    return change


def refuse_author(change: MeasureChange, by: User) -> None:
    # The last writer, too: she would check her own words.
    if by.pk in (change.drafted_by_id, change.saved_by_id):
        raise MeasureRefused("Người soạn, người sửa sau cùng không tự kiểm tra. Nhờ người khác kiểm tra.")
    if change.sent_at is None and change.state == DraftState.DRAFT:
        raise MeasureRefused("Bản sửa chưa được gửi kiểm tra, hoặc vừa được sửa lại.")


def refuse_unseen_places(change: MeasureChange, by: User) -> None:
    """The catalogue is one for all: staff of each place that the change concerns have drafted or checked it."""
    concerned, own = localities_concerned(change.kind, change.code), by.access.localities_with(MAY_CHANGE)
    others = concerned - own - change.drafted_by.access.localities_with(MAY_CHANGE)
    # Somebody from a place that has nothing to do with it cannot stand for any of those that have.
    if not own & (concerned | {change.locality_id}):
        others = concerned | {change.locality_id}
    if others:
        names = ", ".join(Locality.objects.filter(pk__in=others).order_by("code").values_list("short_name", flat=True))
        raise MeasureRefused(f"Còn dùng ở {names}: người kiểm tra phải là cán bộ tổng hợp ở đó.")


def mark_measure_stale(kind: str, code: str, localities: Iterable[int]) -> None:
    """Have every standing that rests on the entry computed anew."""
    used = {"inputs__element__code": code} if kind == MeasureKind.ELEMENT else {"code": code}
    indicators = list(Indicator.objects.filter(**used).distinct().values_list("pk", flat=True))
    for locality in sorted(localities):
        mark_stale(locality_id=locality, year=None, indicator_ids=indicators)
    wake_up()


def asked_by_round(*, now: datetime) -> dict[int, set[int]]:
    """By round that is open and not yet due, the bodies that it asks; what is due is nobody's to change."""
    rounds = ReportingPeriod.objects.filter(closed_at__isnull=True, due_at__gt=now)
    return {
        period.pk: {agency.pk for agency in agencies_asked(period.plan, period.year)}
        for period in rounds.select_related("plan__locality").order_by("pk")
    }


def settle_forms(before: dict[int, set[int]], after: dict[int, set[int]], *, by: User) -> None:
    """Give rounds the forms that are missing; take away those never touched of bodies that are asked no more."""
    for period in ReportingPeriod.objects.filter(pk__in=after).select_related("plan__locality").order_by("pk"):
        add_drafts(period, by=by)
        gone = before.get(period.pk, set()) - after[period.pk]
        idle = Submission.objects.filter(period=period, agency__in=gone, state=State.DRAFT, first_opened_at=None)
        # Never opened and nothing in it: nobody loses a word.
        idle.filter(figures=None, duty_updates=None, evidence=None, extensions=None).delete()


def refuse_stranger(by: User) -> None:
    if not by.access.localities_with(MAY_CHANGE):
        raise NotStaffAnywhere


def moved_or_closed(change: MeasureChange, seen_version: int) -> Exception:
    now = MeasureChange.objects.only("version", "state").get(pk=change.pk)
    return ChangeClosed() if now.state != DraftState.DRAFT else StaleChange()


def note_step(
    change: MeasureChange,
    verb: Verb,
    summary: str,
    by: User,
    now: datetime,
    *,
    place: int | None = None,
    **values: Any,
) -> None:
    record(
        verb=verb,
        subject=f"{change.kind}:{change.code}",
        summary=summary,
        by=by,
        now=now,
        locality=place or change.locality_id,
        **values,
    )
