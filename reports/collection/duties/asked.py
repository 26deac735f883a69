"""Which duties a report has to tell of, and how many of them it tells of; for one form, and for many at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import chain

from agencies.models import Agency, KindSuccession, Succession
from agencies.prepared_queries import Prepared
from reports.collection.entry.checks import CellFinding, FindingLevel
from reports.models import DutyUpdate, ReviewItem, State, Submission
from targets.models import Duty, DutyParty, PartyRole
from targets.models.duty import LONGEST_CHAIN

LEFT_ADVICE = "Sửa, hoặc nếu đúng thì ghi thêm một câu giải thích."
DUTIES = Prepared(
    int,
    str,
    int,
    int,
    date,
    build=lambda agency, kind, locality, plan, day: (
        Duty.objects.led_by(Agency(pk=agency, kind=kind, locality_id=locality), day)
        .filter(plan_id=plan)
        .order_by("position")
    ),
)


def duties_asked(submission: Submission) -> list[Duty]:
    """The duties that the plan gives this agency to lead, in the order of the plan; one query."""
    agency = submission.agency
    return DUTIES.models(agency.pk, agency.kind, agency.locality_id, submission.period.plan_id, submission.duty_day)


def open_duties(submission: Submission) -> list[CellFinding]:
    """A finding for each duty of which the report says nothing yet, or that was sent back and left as it was.

    Two queries at most, three for a report that is sent back.
    """
    duties = duties_asked(submission)
    if not duties:
        return []
    # With those without a state: a text of which nobody has said how it stands has to be told apart from silence.
    said = {update.duty_id: update for update in DutyUpdate.objects.filter(submission=submission)}
    reasons = returned_duties(submission)
    found = []
    for duty in duties:
        update = said.get(duty.pk)
        if update is None or not update.state:
            words = silence_words(has_text=update is not None)
            found.append(CellFinding(f"duties.{duty.number}", FindingLevel.BLANK, *words))
        elif duty.pk in reasons and was_left(update, submission):
            why = f"Sở trả lại nhiệm vụ này, chưa sửa: “{reasons[duty.pk]}”."
            found.append(CellFinding(f"duties.{duty.number}", FindingLevel.SOFT, why, LEFT_ADVICE))
    return found


def returned_duties(submission: Submission) -> dict[int, str]:
    """The reviewer's reason by duty, of the return that stands; no query but for a form that is sent back."""
    if submission.state != State.RETURNED:
        return {}
    # One that was undone, or that a reopening came after, is not the one that stands.
    # A return is known by its moment: the report keeps that of the decision it stands by.
    stands = ReviewItem.objects.filter(
        review__submission=submission, review__at=submission.decided_at, duty__isnull=False
    )
    return dict(stands.values_list("duty_id", "reason"))


def was_left(update: DutyUpdate, submission: Submission) -> bool:
    """Whether nobody has touched what is said of a duty since the report was sent back."""
    # Saved again as it was writes nothing, so that only a real change moves the time.
    return submission.decided_at is not None and update.updated_at <= submission.decided_at


def silence_words(has_text: bool) -> tuple[str, str]:
    """What is said of a duty without a state, and what to do."""
    if has_text:
        return "Chưa chọn tình hình thực hiện.", "Chọn một tình hình trong danh sách."
    return "Chưa báo cáo.", "Chọn tình hình và ghi kết quả."


def duties_said_and_asked(submissions: Iterable[Submission]) -> dict[int, tuple[int, int]]:
    """Duties told of and duties in all, by submission; four queries at most. Needs each one's period and agency.

    The same duties as `duties_asked` gives one form.
    """
    forms = list(submissions)
    given = parties_by_plan({form.period.plan_id for form in forms})
    if not given:
        return {form.pk: (0, 0) for form in forms}
    heritage = Heritage.read({form.agency.locality_id for form in forms}, chain.from_iterable(given.values()))
    said: dict[int, set[int]] = defaultdict(set)
    rows = DutyUpdate.objects.said().filter(submission__in=[form.pk for form in forms])
    # Two columns in place of rows: texts of some thousand characters are not wanted here.
    for submission, duty in rows.values_list("submission_id", "duty_id"):
        said[submission].add(duty)
    counts = {}
    for form in forms:
        asked = heritage.duties_led(form.agency, form.duty_day, given.get(form.period.plan_id, []))
        counts[form.pk] = (len(asked & said[form.pk]), len(asked))
    return counts


@dataclass(frozen=True)
class Party:
    """Who leads one duty: one agency, or a kind."""

    duty: int
    locality: int
    agency: int | None
    kind: str


def parties_by_plan(plans: set[int]) -> dict[int, list[Party]]:
    # A duty with a last day stays with what was said of it, and is asked of nobody.
    rows = DutyParty.objects.filter(role=PartyRole.LEAD, duty__plan__in=plans, duty__ended_on__isnull=True)
    found: dict[int, list[Party]] = defaultdict(list)
    fields = ("duty__plan_id", "duty_id", "duty__plan__locality_id", "agency_id", "kind")
    for plan, *party in rows.order_by().values_list(*fields):
        found[plan].append(Party(*party))
    return found


@dataclass(frozen=True)
class Heritage:
    """What passed from body to body: (predecessor, successor, day) of bodies, and of kinds with their locality."""

    bodies: list[tuple[int, int, date]]
    kinds: Mapping[tuple[int, str], list[tuple[str, date]]]

    @classmethod
    def read(cls, localities: set[int], parties: Iterable[Party]) -> "Heritage":
        """What matters for the parties: bodies where one is named, kinds where one is given; a query each."""
        is_named = {party.agency is not None for party in parties}
        bodies: list[tuple[int, int, date]] = []
        kinds: dict[tuple[int, str], list[tuple[str, date]]] = defaultdict(list)
        if True in is_named:
            passed = Succession.objects.filter(carries_duties=True, predecessor__locality__in=localities)
            bodies = list(passed.values_list("predecessor_id", "successor_id", "on"))
        if False in is_named:
            rows = KindSuccession.objects.filter(locality__in=localities)
            for locality, heir, before, on in rows.values_list("locality_id", "successor", "predecessor", "on"):
                kinds[locality, heir].append((before, on))
        return cls(bodies, kinds)

    def duties_led(self, agency: Agency, day: date, parties: Iterable[Party]) -> set[int]:
        """The duties among the parties that an agency leads on a day, as `Duty.objects.led_by` has them."""
        passed = [(before, after) for before, after, on in self.bodies if on <= day]
        bodies, latest = {agency.pk}, {agency.pk}
        # Heirs of heirs, too; the bound keeps a ring in the successions from running on.
        for _ in range(LONGEST_CHAIN):
            latest = {before for before, after in passed if after in latest}
            bodies |= latest
        # Who has passed her work on leads nothing that names her, though the plan's text still does.
        if any(before == agency.pk for before, _ in passed):
            bodies = set()
        past = self.kinds.get((agency.locality_id, agency.kind), [])
        kinds = {agency.kind, *(before for before, on in past if on <= day)}
        return {
            party.duty
            for party in parties
            if party.locality == agency.locality_id
            and (party.agency in bodies if party.agency is not None else party.kind in kinds)
        }
