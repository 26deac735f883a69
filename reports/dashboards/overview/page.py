"""The standing of a locality's year on one page: finished strings and charts, which the template only places.

Reads precomputed rows alone (Progress, IndicatorValue, counts of submissions); eight queries, whatever is chosen.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from django.urls import reverse
from django.utils.safestring import SafeString

from agencies import clock
from agencies.models import Locality, User
from reports.charts.dots import StatusDot, status_dots
from reports.dashboards.body_changes import body_changes
from reports.dashboards.filters import (
    Chosen,
    chosen_locality,
    chosen_plan,
    chosen_view,
    chosen_year,
    filter_bar,
    sees_unaccepted,
)
from reports.dashboards.indicators.past_in_units import Units
from reports.dashboards.overview.first_sentence import lede, milestone_year
from reports.dashboards.overview.headlines import Headline, OverviewData, headline_url, headlines
from reports.dashboards.overview.heat_map import HeatMap, heat_map
from reports.dashboards.overview.late_panel import LatePanel, late_panel, severity
from reports.dashboards.overview.rounds import Round, rounds_of
from reports.filter_links import FilterBar
from reports.models import IndicatorValue, Progress
from reports.wording import terms
from reports.wording.formats import date_vi, status_label, time_vi, weekday_vi
from reports.wording.standing import Standing, standing_of
from targets.models import Plan, Target
from targets.models.target import MILESTONE


@dataclass(frozen=True)
class PlanStanding:
    """One plan: a sign per target of its next milestone year, worst first."""

    code: str
    url: str
    title: str
    issued: str
    note: str
    dots: SafeString
    apart: str


@dataclass(frozen=True)
class Overview:
    """Everything the page shows. `only_of_parts`: a new locality has no plans but those of what it was made of."""

    title: str
    year: int
    filters: list[FilterBar]
    computed: str
    lede: SafeString
    plans: list[PlanStanding]
    headlines: list[Headline]
    headline_note: str
    headline_year: str
    late: LatePanel
    rounds: Round | None
    heat: HeatMap
    sources: list[str]
    illustrative: bool
    only_of_parts: bool = False


@dataclass(frozen=True)
class Ground:
    """What is chosen, from among what, and the data that it leaves."""

    data: OverviewData
    plans: list[Plan]
    years: list[int]


def ground_of(user: User, localities: Sequence[Locality], query: Mapping[str, str], path: str) -> Ground:
    """The data of the page for one person and one choice of filters."""
    locality = chosen_locality(localities, query)
    targets = judged_targets(locality)
    today = clock.today()
    plans = plans_of(targets)
    # Before the first plan nothing was promised, and so nothing can be judged.
    years = list(range(min((plan.first_year for plan in plans), default=today.year), today.year + 1))
    chosen = Chosen(
        path=path,
        locality=locality,
        localities=tuple(localities),
        year=chosen_year(query, years),
        view=chosen_view(query, user, locality),
        plan=chosen_plan(query, plans),
        unaccepted=sees_unaccepted(user, locality),
        units=Units.AS_NOW if query.get("units") == Units.AS_NOW else "",
    )
    shown = [target for target in targets if chosen.plan in ("", target.plan.code)]
    data = OverviewData(
        chosen=chosen,
        targets=shown,
        rows=standings_by_target(shown, chosen),
        values=values_of(chosen),
        today=today,
    )
    return Ground(data, plans, years)


def overview_page(user: User, localities: Sequence[Locality], query: Mapping[str, str], path: str) -> Overview:
    """The page for one person and one choice of filters."""
    found = ground_of(user, localities, query, path)
    ground, plans, years = found.data, found.plans, found.years
    chosen, locality = ground.chosen, ground.chosen.locality
    main = headlines(ground)
    return Overview(
        title=f"{locality.short_name}: thực hiện mục tiêu giáo dục nghề nghiệp, năm {chosen.year}",
        year=chosen.year,
        filters=filter_bar(chosen, years, plans),
        computed=computed_text(locality),
        lede=terms.sentence_html(lede(ground)),
        plans=[plan_standing(ground, plan) for plan in running_first(plans, chosen)],
        headlines=main.rows,
        headline_note=main.note,
        headline_year=main.year,
        late=late_panel(ground),
        rounds=rounds_of(locality, chosen.year) if chosen.unaccepted else None,
        heat=heat_map(ground.targets, ground.values, chosen, body_changes(locality)),
        sources=sources(ground),
        illustrative=any(value.illustrative and value.value is not None for value in ground.values.values()),
        only_of_parts=not plans and locality.valid_from is not None,
    )


def judged_targets(locality: Locality) -> list[Target]:
    """Every judged target of a locality with its plan and indicator, newest plan first."""
    return list(
        Target.objects.judged()
        .filter(plan__locality=locality)
        .select_related("plan", "indicator")
        .order_by("-plan__issued_on", "year", "indicator__position")
    )


def plans_of(targets: Sequence[Target]) -> list[Plan]:
    return list({target.plan_id: target.plan for target in targets}.values())


def plans_today(chosen: Chosen) -> list[PlanStanding]:
    """All plans of the locality as they stand today, those that have ended last; two queries."""
    today = clock.today()
    chosen = replace(chosen, year=today.year)
    targets = judged_targets(chosen.locality)
    ground = OverviewData(
        chosen=chosen, targets=targets, rows=standings_by_target(targets, chosen), values={}, today=today
    )
    return [plan_standing(ground, plan) for plan in running_first(plans_of(targets), chosen)]


def standings_by_target(targets: Sequence[Target], chosen: Chosen) -> dict[int, Standing]:
    """The judgements of the chosen year by target, each joined to the target already loaded."""
    known = {target.pk: target for target in targets}
    rows = Progress.objects.filter(target__in=known, view=chosen.view, year=chosen.year, current=True)
    return {row.target_id: standing_of(row, known[row.target_id]) for row in rows}


def values_of(chosen: Chosen) -> dict[tuple[int, int], IndicatorValue]:
    """(indicator, year) -> value, up to the chosen year."""
    rows = IndicatorValue.objects.filter(locality=chosen.locality, view=chosen.view, year__lte=chosen.year)
    return {(row.indicator_id, row.year): row for row in rows.select_related("official")}


def computed_text(locality: Locality) -> str:
    """ "Tính lúc 08:12, thứ Sáu 22/11/2024"."""
    # A locality that was never computed has no such row, and no attribute either.
    generation = getattr(locality, "generation", None)
    moment = generation.computed_at if generation else None
    if moment is None:
        return "Chưa tính lần nào"
    return f"Tính lúc {time_vi(moment)}, {weekday_vi(moment)} {date_vi(moment)}"


def due_standings(ground: OverviewData, targets: Sequence[Target]) -> list[Standing]:
    """The standings of a plan's targets of its next milestone year, numbers only."""
    year = milestone_year(targets, ground.chosen.year)
    rows = [ground.row(target) for target in targets if target.comparator != MILESTONE and target.year == year]
    return [row for row in rows if row is not None]


def running_first(plans: Sequence[Plan], chosen: Chosen) -> list[Plan]:
    """The chosen plans, those that have ended last."""
    return sorted(
        (plan for plan in plans if chosen.plan in ("", plan.code)), key=lambda plan: plan.last_year < chosen.year
    )


def plan_standing(ground: OverviewData, plan: Plan) -> PlanStanding:
    targets = [target for target in ground.targets if target.plan_id == plan.pk]
    rows, year = due_standings(ground, targets), milestone_year(targets, ground.chosen.year)
    texts = sum(target.comparator == MILESTONE for target in targets)
    later = sum(
        1 for target in targets if target.comparator != MILESTONE and target.year != year and target.pk in ground.rows
    )
    apart = [
        f"{texts} nhóm mục tiêu định tính, xét theo mốc" if texts else "",
        f"{later} mục tiêu chỉ có mốc sau năm {year}" if later else "",
    ]
    signs = [
        StatusDot(
            status=row.display_status,
            label=f"{row.target.indicator.short_name}: {status_label(row.display_status, row.final)}",
            href=headline_url(ground.chosen, row.target),
        )
        for row in sorted(rows, key=severity)
    ]
    return PlanStanding(
        code=plan.code,
        url=reverse("plan", args=[plan.code]),
        title=plan.short_title,
        issued=f"{plan.number} ngày {date_vi(plan.issued_on)} · {plan.issuer}",
        note=f"{len(rows)} mục tiêu năm {year}" if rows else "chưa tính",
        dots=status_dots(signs),
        apart="; ".join(part for part in apart if part),
    )


def sources(ground: OverviewData) -> list[str]:
    """Who published the official figures on the page."""
    shown = {target.indicator_id for target in ground.targets}
    named = dict.fromkeys(
        value.official.source
        for (indicator, _), value in sorted(ground.values.items())
        if indicator in shown and value.official is not None
    )
    return list(named)
