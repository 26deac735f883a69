"""What a plan said on a day, as frozen values: whoever tells of that day never looks at what the plan says since."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Value

from targets.calculations.evidence import Point
from targets.measures.then import NOTHING_SINCE, MeasuresThen, measures_on
from targets.models import Ambition, Indicator, MeasureEdition, Plan
from targets.plans.content import HEAD, Content, content_from_json, plan_content, promised_content


@dataclass(frozen=True)
class PlannedThen:
    """What a yearly plan set for one year of a target."""

    year: int
    value: Decimal
    citation: str


@dataclass(frozen=True)
class MilestoneThen:
    """One stated result of a target without a number."""

    code: str
    name: str
    citation: str


@dataclass(frozen=True)
class TargetThen:
    """A target as the plan had it; `low` and `high` in the unit of its indicator, which is the
    catalogue's of that day."""

    plan_id: int
    indicator: Indicator
    year: int
    comparator: str
    low: Decimal | None
    high: Decimal | None
    basis: str
    from_year: int | None
    base_year: int | None
    ambition: str
    citation: str
    yearly_plan: tuple[PlannedThen, ...]
    milestones: tuple[MilestoneThen, ...]

    @property
    def indicator_id(self) -> int:
        return self.indicator.pk

    @property
    def planned(self) -> dict[int, Decimal]:
        """What its yearly plan sets, by year."""
        return {one.year: one.value for one in self.yearly_plan}


@dataclass(frozen=True)
class DutyThen:
    """A duty as the plan gave it; `lead`, `cooperating`: codes of agencies, or "kind:" and a kind of agency."""

    number: str
    title: str
    citation: str
    lead: tuple[str, ...]
    cooperating: tuple[str, ...]


@dataclass(frozen=True)
class PlanThen:
    """What a plan said. `in_force_from` is the day of the edition that said so, None where none has been kept."""

    head: Content
    in_force_from: date | None
    targets: tuple[TargetThen, ...]
    baselines: Mapping[tuple[int, int], Point]
    groups: tuple[tuple[str, str], ...]
    duties: tuple[DutyThen, ...]
    # The indicators and data elements that say something else today.
    measures: MeasuresThen = NOTHING_SINCE

    @property
    def indicators(self) -> list[Indicator]:
        """What the plan promised something of, in the order of the catalogue."""
        found = {target.indicator_id: target.indicator for target in self.targets}
        return sorted(found.values(), key=lambda one: (one.position, one.code))


def content_on(plan: Plan, day: date) -> Content | None:
    """What was in force on a day; None before the plan's first edition, the present rows where no edition was kept."""
    edition = plan.editions.filter(in_force_from__lte=day).order_by("in_force_from", "number").last()
    if edition is not None:
        content: Content = content_from_json(edition.content)
        return content
    # Without any edition the plan came from a file and was never changed: its rows are what it always said.
    return plan_content(plan) if not plan.editions.exists() and plan.issued_on <= day else None


def plan_now(plan: Plan) -> PlanThen:
    """What the plan says now, of its rows."""
    head = {name: getattr(plan, name) for name in HEAD}
    return plan_then(plan, {**head, **promised_content(plan)}, None)


def plan_on(plan: Plan, day: date) -> PlanThen:
    """What the plan said on a day; before its first edition what that one was to say, without any what the rows say."""
    own = plan.editions.order_by().annotate(of=Value("plan"))
    shared = MeasureEdition.objects.order_by().annotate(of=Value("measure"))
    columns = ("of", "in_force_from", "number", "pk")
    # One query tells whether the catalogue has changed since: mostly it has not.
    rows = list(own.values_list(*columns).union(shared.values_list(*columns), all=True))
    # Of one day the later number counts: a correction is in force from the day of what it mends.
    days = sorted((since, number, pk) for of, since, number, pk in rows if of == "plan")
    changed = any(since is not None and since > day for of, since, _, _ in rows if of == "measure")
    measures = measures_on(day) if changed else NOTHING_SINCE
    said = [pk for since, _, pk in days if since <= day] or [pk for _, _, pk in days[:1]]
    edition = plan.editions.filter(pk=said[-1]).first() if said else None
    if edition is None:
        head = {name: getattr(plan, name) for name in HEAD}
        return plan_then(plan, {**head, **promised_content(plan)}, None, measures)
    return plan_then(plan, content_from_json(edition.content), edition.in_force_from, measures)


def plan_then(
    plan: Plan, content: Content, in_force_from: date | None, measures: MeasuresThen = NOTHING_SINCE
) -> PlanThen:
    """The content as values; one query for the indicators that it names, which are those of `measures`."""
    codes = {entry["indicator"] for entry in (*content["targets"], *content["baselines"])}
    indicators = {one.code: one for one in Indicator.objects.filter(code__in=codes)}
    measures.put_indicators_back(indicators.values())
    return PlanThen(
        measures=measures,
        head=content,
        in_force_from=in_force_from,
        targets=tuple(target_then(plan, entry, indicators[entry["indicator"]]) for entry in content["targets"]),
        baselines={
            (plan.pk, indicators[entry["indicator"]].pk): Point(entry["year"], Decimal(entry["value"]))
            for entry in content["baselines"]
        },
        groups=tuple((entry["number"], entry["title"]) for entry in content["task_groups"]),
        duties=tuple(
            DutyThen(
                number=entry["number"],
                title=entry["title"],
                citation=entry["citation"],
                lead=tuple(entry["lead"]),
                cooperating=tuple(entry["cooperating"]),
            )
            for entry in content["duties"]
        ),
    )


def target_then(plan: Plan, entry: Content, indicator: Indicator) -> TargetThen:
    return TargetThen(
        plan_id=plan.pk,
        indicator=indicator,
        year=entry["year"],
        comparator=entry["comparator"],
        low=bound_then(entry.get("low")),
        high=bound_then(entry.get("high")),
        basis=entry["basis"],
        from_year=entry.get("from_year"),
        base_year=entry.get("base_year"),
        ambition=entry.get("ambition", Ambition.COMMITTED.value),
        citation=entry["citation"],
        yearly_plan=tuple(
            PlannedThen(one["year"], Decimal(one["value"]), one["citation"]) for one in entry.get("yearly_plan", [])
        ),
        milestones=tuple(
            MilestoneThen(one["code"], one["name"], one["citation"]) for one in entry.get("milestones", [])
        ),
    )


def bound_then(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
