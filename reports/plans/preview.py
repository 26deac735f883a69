"""A draft as it would be in force: the forms that it asks for, its promises, their first standings; nothing is kept."""

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from agencies.models import Agency, AgencyKind
from reports.models import Progress, View
from reports.plans.services import put_content
from reports.plans.telling import level_words, told_target
from reports.progress.services import recalculate_all
from reports.wording.formats import status_label
from targets.asked_elements import cells_of_form, elements_wanted, in_form_order, wanted_of
from targets.calculations.statuses import Status
from targets.models import DataElement, Plan, PlanDraft, Target
from targets.models.target import MILESTONE
from targets.plans.content import target_content, targets_in_order

NO_DATA = Status.NO_DATA.value


@dataclass(frozen=True)
class FormLine:
    """A cell of a form that would be; `new`: no form asks for it today."""

    name: str
    unit: str
    new: bool


@dataclass(frozen=True)
class FormPreview:
    """What the bodies of one kind would be asked for: figures by group, duties by their number and title."""

    label: str
    bodies: int
    cells: int
    groups: list[tuple[str, list[FormLine]]]
    duties: list[tuple[str, str]]


@dataclass(frozen=True)
class PromiseLine:
    """A target as the plan's page would have it, with its first standing."""

    name: str
    unit: str
    promise: str
    start: str
    status: str
    standing: str
    citation: str


def draft_preview(draft: PlanDraft, *, today: date) -> dict[str, Any]:
    """The forms, promises and standings of the draft in force, computed and taken back. Raises PlanRefused."""
    # Before anything of the draft is written: what it brings new is marked in the forms.
    held = set(DataElement.objects.values_list("code", flat=True))
    on = draft.effective_on or today
    with transaction.atomic():
        plan = put_content(draft, on=on)
        recalculate_all(locality_ids=[draft.locality_id])
        year = first_reported_year(plan, on)
        found = {
            "plan": plan,
            "year": year,
            "forms": previewed_forms(plan, year, held),
            "years": previewed_promises(plan),
            # Everything is read within the transaction; a lazy query after it would find nothing.
            "milestones": [one.name for row in plan.targets.all() for one in row.milestones.all()],
            "duties": plan.duties.current().count(),
        }
        transaction.set_rollback(True)
    return found


def first_reported_year(plan: Plan, on: date) -> int:
    """The year of the first report after a day: the day's own, within the years on which the plan is reported."""
    first, last = plan.report_first_year or plan.first_year, plan.report_last_year or plan.last_year
    return max(first, min(on.year, last))


def previewed_forms(plan: Plan, year: int, held: set[str]) -> list[FormPreview]:
    """A form for each kind of bodies that would be asked for anything, that with most cells first."""
    forms = []
    kinds = Counter(Agency.objects.filter(locality=plan.locality).values_list("kind", flat=True))
    elements = list(elements_wanted(plan.pk, year, year + 1).prefetch_related("kinds"))
    duties = list(plan.duties.current().prefetch_related("parties__agency"))
    for kind in sorted(kinds):
        mine = [element for element in elements if kind in {one.kind for one in element.kinds.all()}]
        # As a round that is opened from now on asks.
        cells = cells_of_form(wanted_of(mine), mine, all_parts=True, coordinates=False, closing=False)
        groups: dict[str, list[FormLine]] = {}
        for element in in_form_order(one for one in mine if one.pk in cells):
            groups.setdefault(element.group, []).append(FormLine(element.name, element.unit, element.code not in held))
        given = [
            (duty.number, duty.title)
            for duty in duties
            if any(kind in (party.kind, party.agency and party.agency.kind) for party in duty.parties.all())
        ]
        if cells or given:
            forms.append(FormPreview(str(AgencyKind(kind).label), kinds[kind], len(cells), list(groups.items()), given))
    return sorted(forms, key=lambda form: -form.cells)


def previewed_promises(plan: Plan) -> list[tuple[int, list[PromiseLine]]]:
    """The targets with a number by year, each with its starting value and how it would stand."""
    starts = {row.indicator_id: row for row in plan.baselines.all()}
    # In order, so that the newest year of each target stays in the dictionary.
    newest = Progress.objects.filter(target__plan=plan, view=View.ACCEPTED, current=True).order_by("year")
    standings = dict(newest.values_list("target_id", "status"))
    years: dict[int, list[PromiseLine]] = {}
    for row in targets_in_order(plan).exclude(comparator=MILESTONE):
        years.setdefault(row.year, []).append(promise_line(row, starts.get(row.indicator_id), standings.get(row.pk)))
    return list(years.items())


def promise_line(row: Target, start: Any, status: str | None) -> PromiseLine:
    """One target; a year for which nothing was computed yet has no figures."""
    return PromiseLine(
        name=row.indicator.short_name,
        unit=row.indicator.unit,
        promise=told_target(target_content(row)),
        start=f"{level_words(start.value)} năm {start.year}" if start else "chưa có",
        status=status or NO_DATA,
        standing=status_label(status or NO_DATA),
        citation=row.citation,
    )
