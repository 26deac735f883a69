"""What a change of the catalogue would move: forms, figures, standings, plans; computed and taken back."""

from collections import defaultdict
from collections.abc import Collection, Set
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models import Count, Max, Min, Q

from agencies.access import Right
from agencies.models import Agency, Coordinators, Locality
from agencies.vietnamese_text import by_name
from reports.collection.entry.versions import reported_by_kind
from reports.collection.measure_meaning import localities_concerned
from reports.measures.services import put_measure
from reports.models import Entry, Figure
from reports.progress.moved_standings import ChangedStanding, moved_standings, standings_now
from reports.progress.services import recalculate_all
from targets.asked_elements import cells_of_form, read_asked
from targets.carriers import plans_in_force
from targets.models import DataElement, MeasureChange, MeasureKind, Plan
from targets.plans.content import content_from_json

# A plan's code, a body's key and an element's code: one line of one form.
FormPlace = tuple[str, int, str]


@dataclass(frozen=True)
class FormChange:
    """One line that forms of some bodies would gain or lose, under which plans."""

    name: str
    unit: str
    gained: bool
    plans: list[str]
    bodies: list[str]


@dataclass(frozen=True)
class FiguresLeft:
    """Figures that are there and that nobody would be asked for any more; they stay in the history."""

    name: str
    count: int
    accepted: int
    first_year: int
    last_year: int
    bodies: int


@dataclass(frozen=True)
class MeasureEffect:
    """Everything a change would move in the places of who looks.

    `elsewhere` names the places that it concerns beside, where whoever drafted it is no staff.
    """

    forms: list[FormChange]
    left: list[FiguresLeft]
    standings: list[ChangedStanding]
    plans: list[tuple[str, str]]
    elsewhere: list[str] = field(default_factory=list)

    @property
    def is_nothing(self) -> bool:
        return not (self.forms or self.left or self.standings)


def change_effect(change: MeasureChange, *, localities: Set[int], today: date) -> MeasureEffect:
    """The effect in some localities, as if the change were kept today. Raises MeasureRefused."""
    kind, code = change.kind, change.code
    concerned = localities_concerned(kind, code)
    said = content_from_json(change.said)
    # The names of lines that only the change brings are read while it holds.
    before, was = lines_asked(localities, today), standings_now(localities, values=True)
    with transaction.atomic():
        put_measure(kind, said)
        concerned |= localities_concerned(kind, code)
        # The real recalculation on the changed rows: no second set of rules that could differ (ADR 0023).
        recalculate_all(locality_ids=sorted(localities & concerned))
        after, become = lines_asked(localities, today), standings_now(localities, values=True)
        names = {row.code: (row.name, row.unit) for row in DataElement.objects.all()}
        plans = plans_concerned(kind, code, localities)
        # Everything is taken back, plans and figures as they were; only plain values leave the block.
        transaction.set_rollback(True)
    # Staff of the drafter's places have seen it by drafting it.
    seen = localities | change.drafted_by.access.localities_with(Right.REVIEW)
    elsewhere = Locality.objects.filter(pk__in=concerned - seen).order_by("code")
    return MeasureEffect(
        forms=form_changes(before, after, names),
        left=figures_left(before, after, names),
        standings=moved_standings(was, become),
        plans=plans,
        elsewhere=list(elsewhere.values_list("short_name", flat=True)),
    )


def plans_concerned(kind: str, code: str, localities: Collection[int]) -> list[tuple[str, str]]:
    """Code and short title of the plans that promise something by the entry."""
    path = "targets__indicator__"
    used = Q(**{f"{path}code": code})
    if kind == MeasureKind.ELEMENT:
        part = f"{path}inputs__element__"
        used = Q(**{f"{part}code": code}) | Q(**{f"{part}parts__code": code})
    rows = Plan.objects.filter(used, locality__in=localities).distinct().order_by("code")
    return list(rows.values_list("code", "short_title"))


def lines_asked(localities: Collection[int], today: date) -> set[FormPlace]:
    """Every line of every form of this year's round, or of the first one that comes; ten queries a locality."""
    lines: set[FormPlace] = set()
    reported, coordinators = reported_by_kind(), Coordinators.read()
    codes = dict(DataElement.objects.values_list("pk", "code"))
    for locality in Locality.objects.filter(pk__in=localities):
        plans = plans_asking(locality, today)
        asked = read_asked([plan.pk for plan in plans])
        bodies = list(Agency.objects.filter(locality=locality).existing_on(today))
        for plan in plans:
            wanted = asked.in_year(plan.pk, round_year(plan, today))
            # Bodies of one kind have one form: found once for each and plan.
            forms: dict[tuple[str, bool], set[int]] = {}
            for body in bodies:
                key = (body.kind, coordinators.include(body.pk, today))
                if key not in forms:
                    forms[key] = cells_of_form(
                        wanted, reported.get(body.kind, []), all_parts=True, coordinates=key[1], closing=False
                    )
                lines |= {(plan.code, body.pk, codes[cell]) for cell in forms[key]}
    return lines


def plans_asking(locality: Locality, today: date) -> list[Plan]:
    """The plans in force, and those of which a round is still open."""
    rounds = Plan.objects.filter(locality=locality, periods__closed_at__isnull=True, periods__opens_on__lte=today)
    found = {plan.pk: plan for plan in [*plans_in_force(locality, today), *rounds]}
    return sorted(found.values(), key=lambda plan: plan.code)


def round_year(plan: Plan, today: date) -> int:
    """The year of the round that is on or comes next, within the years on which the plan is reported."""
    first, last = plan.report_first_year or plan.first_year, plan.report_last_year or plan.last_year
    return max(first, min(today.year, last))


def form_changes(before: set[FormPlace], after: set[FormPlace], names: dict[str, tuple[str, str]]) -> list[FormChange]:
    """The lines by element: what is gained first, who named in the Vietnamese order."""
    found = []
    agencies = Agency.objects.in_bulk({body for _, body, _ in before ^ after})
    for gained, lines in ((True, after - before), (False, before - after)):
        by_element: dict[str, set[tuple[str, int]]] = defaultdict(set)
        for plan, body, element in lines:
            by_element[element].add((plan, body))
        for element, places in sorted(by_element.items()):
            bodies = by_name(
                [agencies[pk] for pk in {body for _, body in places}], name=lambda agency: agency.short_name
            )
            found.append(
                FormChange(
                    *names[element],
                    gained=gained,
                    plans=sorted({plan for plan, _ in places}),
                    bodies=[agency.short_name for agency in bodies],
                )
            )
    return found


def figures_left(before: set[FormPlace], after: set[FormPlace], names: dict[str, tuple[str, str]]) -> list[FiguresLeft]:
    """What bodies hold of elements that no form of theirs would ask for; one query an element."""
    kept = {(body, element) for _, body, element in after}
    lost: dict[str, set[int]] = defaultdict(set)
    for _, body, element in before:
        if (body, element) not in kept:
            lost[element].add(body)
    found = []
    for element, bodies in sorted(lost.items()):
        rows = Figure.every.filter(element__code=element, agency__in=bodies).exclude(entry=Entry.BLANK)
        told = rows.aggregate(
            count=Count("pk"),
            accepted=Count("pk", filter=~Q(accepted_entry="")),
            first=Min("year"),
            last=Max("year"),
            holders=Count("agency", distinct=True),
        )
        if told["count"]:
            found.append(
                FiguresLeft(
                    names[element][0], told["count"], told["accepted"], told["first"], told["last"], told["holders"]
                )
            )
    return found
