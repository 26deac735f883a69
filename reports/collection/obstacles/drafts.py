"""What is typed of an obstacle or of an answer and not sent yet: kept as typed, for the whole side of its writer."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from agencies.models import Agency, User
from agencies.prepared_queries import Prepared
from reports.models import Obstacle, ObstacleDraft
from reports.wording.formats import datetime_vi
from targets.models import Plan

DRAFT_FIELDS = ("plan", "title", "since", "text", "asks", "to")
# What makes a text: a choice alone is none.
TYPED = ("title", "since", "text")
# Far above what can be sent: what is too long is said when it is sent, and is not cut before.
MAX_KEPT = 20000


class DraftWrittenMeanwhile(Exception):
    """A colleague wrote first, or sent it: `theirs` is what stands now, None where it is gone. Nothing was kept."""

    def __init__(self, theirs: ObstacleDraft | None) -> None:
        super().__init__("draft written meanwhile")
        self.theirs = theirs


@dataclass(frozen=True)
class DraftLine:
    """One text that waits, as lists show it."""

    pk: int
    title: str
    agency: str
    kept: str


def typed_fields(posted: Mapping[str, str]) -> dict[str, str]:
    """What a form holds, by name, as it stands."""
    return {name: posted[name].replace("\0", "")[:MAX_KEPT] for name in DRAFT_FIELDS if posted.get(name, "").strip()}


def key_in(text: str) -> int | None:
    """A key or a version as a form sends it; None for anything else."""
    # No longer than a key of the database can be: SQLite fails on a larger number instead of finding nothing.
    return int(text) if text.isdecimal() and len(text) < len(str(2**63)) else None


def side_of(obstacle: Obstacle, user: User) -> Agency | None:
    """In whose name a user answers: her body's, or None, the reviewers'."""
    return obstacle.agency if user.access.reports_for(obstacle.agency_id) else None


@transaction.atomic
def keep_draft(
    *,
    draft: int | None,
    agency: Agency | None,
    obstacle: Obstacle | None,
    fields: dict[str, str],
    seen_version: int,
    by: User,
    now: datetime,
) -> ObstacleDraft | None:
    """Keep what is typed: of a new obstacle by the draft's key, of an answer as the one of its side.

    `seen_version`: of the draft that the writer saw, 0 where there was none. None where nothing is typed any more: an
    empty draft goes. Raises DraftWrittenMeanwhile.
    """
    rows = ObstacleDraft.objects.visible_to(by).select_for_update(of=("self",)).select_related("updated_by")
    # An answer has one draft a side whatever key the page knows; new obstacles may be several.
    mine = Q(obstacle=obstacle, agency=agency) if obstacle else Q(pk=draft, obstacle=None)
    row = rows.filter(mine).first()
    typed = any(fields.get(name) for name in TYPED)
    # Looked at before the version: the same text from a colleague is no conflict.
    if row is not None and row.fields == fields and row.agency_id == (agency and agency.pk):
        return row
    if (row.version if row else 0) != seen_version:
        raise DraftWrittenMeanwhile(row)
    if row is None:
        return new_draft(agency, obstacle, fields, by, now) if typed else None
    if not typed:
        row.delete()
        return None
    row.agency, row.fields, row.version, row.updated_at, row.updated_by = agency, fields, row.version + 1, now, by
    row.save()
    return row


def new_draft(
    agency: Agency | None, obstacle: Obstacle | None, fields: dict[str, str], by: User, now: datetime
) -> ObstacleDraft:
    row = ObstacleDraft(agency=agency, obstacle=obstacle, fields=fields, updated_at=now, updated_by=by)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    # Two of one side began at the same moment: the second is shown what the first has kept.
    except IntegrityError:
        theirs = ObstacleDraft.objects.filter(agency=agency, obstacle=obstacle).select_related("updated_by").get()
        raise DraftWrittenMeanwhile(theirs) from None
    return row


def answer_draft(obstacle: Obstacle, user: User) -> ObstacleDraft | None:
    """What the user's side has typed of an answer."""
    rows = ObstacleDraft.objects.visible_to(user).filter(obstacle=obstacle, agency=side_of(obstacle, user))
    return rows.select_related("updated_by").first()


def new_drafts(user: User) -> list[ObstacleDraft]:
    """New obstacles that the user's bodies have begun to write, the latest first; one query."""
    rows = ObstacleDraft.objects.visible_to(user).filter(obstacle=None)
    return list(rows.select_related("agency", "updated_by"))


def draft_to_open(drafts: list[ObstacleDraft], user: User, *, wanted: str, plan: str) -> ObstacleDraft | None:
    """The draft that an address names; without one, what the user herself wrote last, of the plan asked for."""
    if wanted:
        return next((row for row in drafts if str(row.pk) == wanted), None)
    # A colleague's begun text is listed but not opened by itself: she may be at it.
    own = (row for row in drafts if row.updated_by_id == user.pk)
    return next((row for row in own if not plan or row.fields.get("plan") == plan), None)


BEGUN = Prepared(
    int,
    build=lambda agency: ObstacleDraft.objects.filter(agency=agency, obstacle=None).select_related(
        "agency", "updated_by"
    ),
)


def drafts_with(agency: Agency, plan: Plan) -> list[DraftLine]:
    """New obstacles with a plan that a body has begun to write; for the page of its report."""
    return [draft_line(row) for row in BEGUN.models(agency.pk) if row.fields.get("plan") == plan.code]


def draft_line(row: ObstacleDraft) -> DraftLine:
    title = row.fields.get("title") or row.fields.get("text", "")[:60] or "chưa có tên"
    return DraftLine(row.pk, title, row.agency.name if row.agency else "", not_sent_words(row))


def not_sent_words(row: ObstacleDraft) -> str:
    """ "Nguyễn Thị Lan lưu lúc 14:32 ngày 01/12/2026, chưa gửi"."""
    return f"{row.updated_by.full_name} lưu lúc {datetime_vi(row.updated_at)}, chưa gửi"
