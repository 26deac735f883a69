"""What agencies said in words: of their duties, and of what stands in their way."""

from collections.abc import Iterable, Mapping
from datetime import date

from agencies.models import Agency, AgencyKind
from reports.audit.past import PastDuty, duties_until
from reports.issued.content.schema import DutyReport, DutyResult, ObstacleLine
from reports.issued.content.scope import Scope
from reports.issued.content.submissions import SubmissionThen
from reports.models import Obstacle, ObstacleReply, ObstacleState
from reports.models.period import start_of
from targets.models.duty import bodies_before, kinds_before
from targets.plans.content import KIND_PREFIX
from targets.plans.then import DutyThen


def duty_results(scope: Scope, forms: Mapping[int, SubmissionThen], names: Mapping[str, str]) -> tuple[DutyResult, ...]:
    """The plan's duties with what their agencies said; of one agency's report those that it leads. Three queries.

    `names`: of the locality's agencies, by code.
    """
    duties = scope.said.duties if scope.agency is None else duties_led_then(scope, scope.agency)
    said = latest_words(scope, forms)
    return tuple(
        DutyResult(
            number=duty.number,
            title=duty.title,
            group=group_of(duty, scope.said.groups),
            citation=duty.citation,
            leads=tuple(party_words(one, names) for one in duty.lead),
            cooperating=tuple(party_words(one, names) for one in duty.cooperating),
            reports=tuple(duty_report(forms[word.submission_id], word) for word in said.get(duty.number, [])),
        )
        for duty in duties
    )


def duties_led_then(scope: Scope, agency: Agency) -> list[DutyThen]:
    """Those that an agency leads by what the plan said: named itself or as a kind, or heir of one that is named."""
    day = cut_off_of(scope)
    led = {*bodies_before(agency, day).values_list("code", flat=True), f"{KIND_PREFIX}{agency.kind}"}
    led |= {f"{KIND_PREFIX}{row['predecessor']}" for row in kinds_before(agency, day)}
    return [duty for duty in scope.said.duties if led.intersection(duty.lead)]


def cut_off_of(scope: Scope) -> date:
    """The day of whose leads a report tells: the cut-off of its last year, or the agency's own last day."""
    # Reports are wanted before 15/12: the year that they tell of ends on the day before.
    day = date(scope.year, 12, 14)
    ends = scope.agency.valid_to if scope.agency else None
    return day if ends is None else min(day, ends)


def latest_words(scope: Scope, forms: Mapping[int, SubmissionThen]) -> dict[str, list[PastDuty]]:
    """Number of a duty -> what each agency last said of it within the report's years, by agency."""
    moments = {
        pk: until
        for pk, form in forms.items()
        if form.row.period.plan_id == scope.plan.pk
        and form.row.period.year in scope.years
        and scope.covers(form.row.agency_id)
        and (until := form.counts_until(scope.view, scope.moment)) is not None
    }
    latest: dict[tuple[str, int], PastDuty] = {}
    # In order of years: of each agency the last word stays.
    for word in sorted(duties_until(moments), key=lambda word: forms[word.submission_id].row.period.year):
        latest[word.number, forms[word.submission_id].row.agency_id] = word
    found: dict[str, list[PastDuty]] = {}
    for word in sorted(latest.values(), key=lambda word: forms[word.submission_id].row.agency.code):
        found.setdefault(word.number, []).append(word)
    return found


def duty_report(form: SubmissionThen, word: PastDuty) -> DutyReport:
    agency = form.row.agency
    return DutyReport(
        agency_code=agency.code,
        agency_name=agency.name,
        year=form.row.period.year,
        state=word.state,
        text=word.text,
    )


def group_of(duty: DutyThen, groups: Iterable[tuple[str, str]]) -> str:
    """The plan's group of tasks, where its number begins the duty's; else the section of the document: "mục IV.1"."""
    for number, title in groups:
        # With the dot: "IV.1" begins "IV.1.2", and not "IV.10".
        if f"{duty.number}.".startswith(f"{number}."):
            return f"{number}. {title}"
    section, _, rest = duty.number.rpartition(".")
    return f"mục {section}" if section and rest.isdigit() else f"mục {duty.number}"


def party_words(party: str, names: Mapping[str, str]) -> str:
    """Who has the duty, by name or as a kind: "Quận, huyện, thị xã"."""
    if party.startswith(KIND_PREFIX):
        return str(AgencyKind(party.removeprefix(KIND_PREFIX)).label)
    return names.get(party, party)


def obstacles_raised(scope: Scope) -> list[Obstacle]:
    """What had been raised by the report's day and concerns its years: not what had been settled before them.

    Two queries; `replies` are prefetched.
    """
    rows = Obstacle.objects.filter(
        plan=scope.plan,
        agency__locality=scope.locality,
        raised_at__lt=scope.moment,
        since__lte=date(scope.year, 12, 31),
    )
    if scope.agency is not None:
        rows = rows.filter(agency=scope.agency)
    rows = rows.select_related("agency").prefetch_related("replies").order_by("since", "agency__code", "pk")
    return [row for row in rows if not settled_before(row, scope)]


def settled_before(row: Obstacle, scope: Scope) -> bool:
    last = next(reversed(replies_by(row, scope)), None)
    return last is not None and last.state == ObstacleState.CLOSED and last.at < start_of(date(scope.years[0], 1, 1))


def replies_by(row: Obstacle, scope: Scope) -> list[ObstacleReply]:
    """The steps taken by the report's day, in order."""
    return [reply for reply in row.replies.all() if reply.at < scope.moment]


def obstacle_line(row: Obstacle, scope: Scope) -> ObstacleLine:
    """An obstacle as it stood; what it says never changes, its state is that of its last step."""
    replies = replies_by(row, scope)
    return ObstacleLine(
        agency_code=row.agency.code,
        agency_name=row.agency.name,
        title=row.title,
        text=row.text,
        since=row.since,
        asks=row.asks,
        state=str(replies[-1].state if replies else ObstacleState.OPEN),
        answers=tuple(reply.text for reply in replies),
    )
