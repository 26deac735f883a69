"""What becomes of a difficulty: an agency raises it, staff answer, pass it up or close it, the agency may ask again."""

from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from agencies.models import Agency, User
from reports.audit.services import record
from reports.collection.notices.services import Event, notify
from reports.models import Decider, NoticeKind, Obstacle, ObstacleDraft, ObstacleReply, ObstacleState, Submission, Verb
from reports.wording.typed.refusals import InputError
from reports.wording.typed.text import clean_text
from targets.models import Plan

MAX_TITLE, MAX_TEXT = 200, 4000
EARLIEST = date(2000, 1, 1)
# The one table of moves: the state a reply leads to -> the states it starts from. Only the agency leads back to open.
OBSTACLE_MOVES: dict[str, frozenset[str]] = {
    ObstacleState.OPEN: frozenset({ObstacleState.ANSWERED}),
    # Answered again, too: staff may add to what they have said.
    ObstacleState.ANSWERED: frozenset({ObstacleState.OPEN, ObstacleState.ANSWERED, ObstacleState.PASSED_UP}),
    ObstacleState.PASSED_UP: frozenset({ObstacleState.OPEN, ObstacleState.ANSWERED}),
    ObstacleState.CLOSED: frozenset({ObstacleState.OPEN, ObstacleState.ANSWERED, ObstacleState.PASSED_UP}),
}


class ObstacleError(InputError):
    """What was typed cannot be taken; `field` names the place, `message` says in Vietnamese how to mend it."""


class ObstacleMoved(Exception):
    """The obstacle is not where the writer saw it; `obstacle` is as it stands now. Nothing has changed."""

    def __init__(self, obstacle: Obstacle) -> None:
        super().__init__(f"obstacle is {obstacle.state} at version {obstacle.version}")
        self.obstacle = obstacle


class NotYours(Exception):
    """The move belongs to the other side: staff answer, the agency asks."""


@transaction.atomic
def raise_obstacle(
    *,
    agency: Agency,
    plan: Plan,
    title: str,
    text: str,
    since: date,
    asks: Decider,
    by: User,
    now: datetime,
    draft: int | None = None,
) -> Obstacle:
    """Raise a difficulty of an agency with a plan of its locality; the `draft` it was typed in goes.

    Raises ObstacleError.
    """
    title, text = " ".join(clean_text(title).split()), clean_text(text)
    if not title or len(title) > MAX_TITLE:
        raise ObstacleError("title", f"Ghi vướng mắc trong một câu, không quá {MAX_TITLE} ký tự.")
    if not text or len(text) > MAX_TEXT:
        raise ObstacleError("text", f"Mô tả vướng mắc và ghi đề nghị, không quá {MAX_TEXT} ký tự.")
    if plan.locality_id != agency.locality_id:
        raise ObstacleError("plan", "Kế hoạch này không phải của địa phương của đơn vị.")
    if since > timezone.localdate(now):
        raise ObstacleError("since", "Ngày này chưa tới. Ghi ngày vướng mắc bắt đầu.")
    if since < EARLIEST:
        raise ObstacleError("since", "Ngày này quá xa. Ghi ngày từ năm 2000 trở đi.")
    obstacle = Obstacle.objects.create(
        agency=agency,
        plan=plan,
        title=title,
        text=text,
        since=since,
        asks=asks,
        raised_by=by,
        raised_at=now,
        illustrative=by.is_demo,
    )
    if draft is not None:
        # Never the draft of an answer, whatever key was sent.
        ObstacleDraft.objects.visible_to(by).filter(pk=draft, obstacle=None).delete()
    record_obstacle(obstacle, Verb.OBSTACLE_RAISED, f"Nêu vướng mắc “{title}”", {"text": text}, by=by, now=now)
    return obstacle


@transaction.atomic
def reply(*, obstacle: Obstacle, to: ObstacleState, text: str, seen_version: int, by: User, now: datetime) -> Obstacle:
    """Add one step and lead the obstacle to a state; what its side had typed goes. Of two that try at once, one wins.

    Raises NotYours, ObstacleError without a text, and ObstacleMoved when the obstacle has been moved since it was seen
    or the move does not start from where it is.
    """
    # Before the text is looked at: who has no say is not told what would be wrong with hers.
    refuse_the_other_side(obstacle, to, by)
    text = clean_text(text)
    if not text or len(text) > MAX_TEXT:
        raise ObstacleError("text", f"Ghi nội dung để bên kia đọc được, không quá {MAX_TEXT} ký tự.")
    changed = Obstacle.objects.filter(pk=obstacle.pk, version=seen_version, state__in=OBSTACLE_MOVES[to]).update(
        state=to, version=F("version") + 1
    )
    moved = Obstacle.objects.select_related("agency", "plan", "raised_by").get(pk=obstacle.pk)
    if not changed:
        raise ObstacleMoved(moved)
    ObstacleReply.objects.create(obstacle=moved, state=to, text=text, by=by, at=now)
    # Only the draft of the side that has spoken: the other one may still be writing.
    ObstacleDraft.objects.filter(obstacle=moved, agency=moved.agency if to == ObstacleState.OPEN else None).delete()
    if to != ObstacleState.OPEN:
        tell_agency(moved, text, now=now)
    summary = f"Vướng mắc “{moved.title}”: {moved.get_state_display().lower()}"
    record_obstacle(moved, Verb.OBSTACLE_MOVED, summary, {"state": to, "text": text}, by=by, now=now)
    return moved


def tell_agency(obstacle: Obstacle, text: str, *, now: datetime) -> None:
    """Leave a notice with the agency's reporters, on its latest report for the plan; without one there is none."""
    reports = Submission.objects.filter(agency_id=obstacle.agency_id, period__plan_id=obstacle.plan_id)
    # A notice hangs on a report, so that it opens a page that the reporter knows.
    latest = reports.select_related("period__plan", "agency").order_by("-period__year").first()
    if latest is None:
        return
    told = f"Vướng mắc “{obstacle.title}”, {obstacle.get_state_display().lower()}: {text}"
    # The version tells one answer from the next.
    key = f"obstacle-{obstacle.pk}-{obstacle.version}"
    notify([Event(latest, NoticeKind.ANSWERED, told, key=key)], now=now)


def record_obstacle(
    obstacle: Obstacle, verb: Verb, summary: str, after: dict[str, str], *, by: User, now: datetime
) -> None:
    record(
        verb=verb,
        subject=f"obstacle:{obstacle.pk}",
        summary=summary,
        by=by,
        now=now,
        locality=obstacle.agency.locality_id,
        agency=obstacle.agency_id,
        after=after,
    )


def refuse_the_other_side(obstacle: Obstacle, to: ObstacleState, by: User) -> None:
    """Nobody answers her own agency's question, and nobody asks in another agency's name."""
    reports = by.access.reports_for(obstacle.agency_id)
    allowed = reports if to == ObstacleState.OPEN else by.access.reviews_in(obstacle.agency.locality_id) and not reports
    if not allowed:
        raise NotYours


def moves_for(obstacle: Obstacle, user: User) -> list[ObstacleState]:
    """The states to which a user may lead an obstacle now, in the order of the buttons."""
    reports = user.access.reports_for(obstacle.agency_id)
    answers = user.access.reviews_in(obstacle.agency.locality_id) and not reports
    open_moves = [state for state in ObstacleState if obstacle.state in OBSTACLE_MOVES[state]]
    return [state for state in open_moves if (reports if state == ObstacleState.OPEN else answers)]
