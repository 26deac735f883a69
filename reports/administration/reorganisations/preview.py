"""What a reorganisation would do, in numbers and in names, before anybody confirms it. Nothing is written."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agencies.models import Reorganisation
from agencies.reorganisations.changes import Changes, changes_of
from agencies.reorganisations.groups import ClosedGroup
from agencies.reorganisations.standing import Body, Standing, standing_after, standing_on
from agencies.reorganisations.steps import Document, document_from
from reports.models import Figure, IssuedReport, Obstacle, ObstacleState, ReportState, Submission
from targets.carriers import Gaps, carriers_of, gaps_of
from targets.models import BodyTarget, Duty, Plan


@dataclass(frozen=True)
class Gap:
    """Something that would fall to nobody. It stops the confirmation unless it is accepted with a reason."""

    key: str
    words: str
    accepted: str

    @property
    def stops(self) -> bool:
        return not self.accepted


@dataclass(frozen=True)
class DutyChange:
    """A duty whose carriers change."""

    duty: Duty
    before: tuple[Body, ...]
    after: tuple[Body, ...]


@dataclass(frozen=True)
class Preview:
    """Everything a second person has to see. `forms`: open reports of bodies that end, by state."""

    changes: Changes
    groups: tuple[ClosedGroup[str], ...]
    names: Mapping[str, str]
    forms: tuple[Submission, ...]
    duties: tuple[DutyChange, ...]
    gaps: tuple[Gap, ...]
    lacking: Gaps
    accepted_figures: int
    issued_reports: int
    open_obstacles: int

    @property
    def faults(self) -> tuple[str, ...]:
        return self.changes.faults

    @property
    def open_gaps(self) -> tuple[Gap, ...]:
        return tuple(gap for gap in self.gaps if gap.stops)

    @property
    def may_be_confirmed(self) -> bool:
        return not self.faults and not self.open_gaps

    @property
    def forms_by_state(self) -> Counter[str]:
        return Counter(form.board_state for form in self.forms)


def preview_of(row: Reorganisation) -> Preview:
    """The preview of a stored draft. Raises CatalogueError where its steps cannot be read."""
    return preview(document_from(row))


def preview(document: Document) -> Preview:
    """The preview of a document; about twenty queries however many bodies."""
    changes = changes_of(document)
    day, ended = document.effective_on, [agency.pk for agency in changes.ends]
    # The day before against the day itself: what falls to nobody because of it, and not before.
    before, after = standing_on(changes.locality, changes.last_day), standing_after(changes)
    lacking = gaps_of(changes.locality, after)
    duties = duty_changes(lacking.plans, before, after)
    # Rounds whose data lie on both sides of the day: these forms become closing reports.
    forms = Submission.objects.filter(
        agency__in=ended, period__data_from__lte=day, period__data_to__gte=day
    ).select_related("period__plan", "agency")
    names = {agency.code: agency.name for agency in changes.ends}
    names |= {body.code: body.name for body in after.bodies.values()}
    # The same office under the same name in the new locality is told from that of before.
    names |= {body.code: f"{body.name} (mới)" if body.goes_on else body.name for body in changes.begins}
    return Preview(
        changes=changes,
        groups=tuple(changes.groups),
        names=names,
        forms=tuple(forms.order_by("period__plan__code", "agency__code")),
        duties=tuple(duties),
        gaps=(
            *gaps_in_words(lacking, gaps_of(changes.locality, before), duties, document),
            *levels_left(lacking.plans, ended, document),
        ),
        lacking=lacking,
        accepted_figures=Figure.every.filter(agency__in=ended).exclude(accepted_entry="").count(),
        issued_reports=IssuedReport.objects.filter(locality=changes.locality, state=ReportState.ISSUED).count(),
        open_obstacles=Obstacle.objects.filter(agency__in=ended).exclude(state=ObstacleState.CLOSED).count(),
    )


def duty_changes(plans: Iterable[Plan], before: Standing, after: Standing) -> list[DutyChange]:
    """The duties of some plans that somebody else would carry, those of nobody first."""
    duties = Duty.objects.filter(plan__in=[plan.pk for plan in plans]).select_related("plan")
    found = []
    for duty in duties.prefetch_related("parties__agency").order_by("plan__code", "position", "pk"):
        was, will = (carriers_of(duty.parties.all(), standing) for standing in (before, after))
        if {body.code for body in was} != {body.code for body in will}:
            found.append(DutyChange(duty, was, will))
    # What falls to nobody is what the second person has to see first.
    return sorted(found, key=lambda change: bool(change.after))


def gaps_in_words(lacking: Gaps, lacked: Gaps, duties: Iterable[DutyChange], document: Document) -> list[Gap]:
    """What would newly fall to nobody, each with the reason for which it was accepted.

    What nobody had before either is no fault of this reorganisation: it stands in the list of orphans.
    """
    known = {one.pk for one in lacked.elements}
    plans = [] if lacked.without_coordinator else lacking.without_coordinator
    found = [("plan:" + plan.code, f"{plan.code}: không còn cơ quan đầu mối") for plan in plans]
    found += [
        ("element:" + one.code, f"“{one.name}”: không hỏi đơn vị nào")
        for one in lacking.elements
        if one.pk not in known
    ]
    for change in duties:
        if not change.after:
            duty = change.duty
            key = f"duty:{duty.plan.code}:{duty.number}"
            found.append((key, f"{duty.plan.code}, {duty.number} “{duty.title}”: chưa có đơn vị đảm nhận"))
    return [Gap(key, words, document.accepted.get(key, "")) for key, words in found]


def levels_left(plans: Iterable[Plan], ended: Iterable[int], document: Document) -> list[Gap]:
    """The levels that some plans set for a body that ends, for this year or later: nobody would be held to them.

    What the heir should reach no rule can say: a plan is amended, or the reason is given why nobody reaches it.
    """
    rows = BodyTarget.objects.filter(plan__in=[plan.pk for plan in plans], agency__in=ended)
    # A level of a year that is over was reached or missed by the old body.
    rows = rows.filter(year__gte=document.effective_on.year).select_related("plan", "indicator", "agency")
    found = []
    for row in rows.order_by("plan__code", "agency__code", "indicator__position", "year"):
        key = f"level:{row.plan.code}:{row.agency.code}:{row.indicator.code}:{row.year}"
        words = (
            f"{row.plan.code}: mức “{row.indicator.short_name}” năm {row.year} của {row.agency.name} không còn ai đạt"
        )
        found.append(Gap(key, f"{words}; sửa đổi kế hoạch để giao lại", document.accepted.get(key, "")))
    return found
