"""Mark what a change makes stale, and recompute it: idempotent, safe to lose, the same however often it runs."""

import gc
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from operator import attrgetter

from django.db import DatabaseError, transaction
from django.db.models import F, Min, OuterRef, Q, Subquery, prefetch_related_objects
from django.utils import timezone

from agencies import clock
from agencies.models import Agency
from agencies.prepared_queries import Prepared
from reports.models import Figure, FigureKind, Generation, IndicatorValue, OfficialFigure, Progress, Stale, View
from reports.models.period import start_of
from reports.progress.cases import Case, JudgedTarget
from reports.progress.judging import is_judged, judge
from reports.progress.milestones import Judged, histories_of
from reports.progress.queries import Recipe, agencies_of, level_indicator, published_by_indicator, recipes
from reports.progress.rollup import compute_values, pieces
from reports.progress.rollup_data import RollupData, by_indicator
from reports.progress.rules import rules_in_force
from reports.progress.storing import own_columns, replace
from reports.progress.sums import LocalitySums
from targets.calculations.evidence import Point
from targets.calculations.uncertainty import FlowRange
from targets.models import Ambition, Baseline, Basis, Indicator, IndicatorInput, PlannedValue, Target
from targets.models.target import MILESTONE

# What a computed row is of, and is recognised by when it is computed again.
VALUE_KEY = ("locality", "indicator", "year", "view")
PROGRESS_KEY = ("target", "year", "view")
TARGETS = Prepared(
    int,
    build=lambda locality: Target.objects.filter(plan__locality_id=locality).select_related("plan", "indicator"),
)
YEARLY_PLANS = Prepared(int, build=lambda locality: PlannedValue.objects.filter(target__plan__locality_id=locality))
# One look into the index for each agency: the first row of a sorted locality costs as much as all its figures.
FIRST_REPORTED = Prepared(
    int,
    build=lambda locality: (
        Agency.objects.filter(locality_id=locality)
        .order_by()
        .values_list(Subquery(Figure.objects.filter(agency=OuterRef("pk")).order_by("year").values("year")[:1]))
    ),
)
FIRST_PUBLISHED = Prepared(
    int,
    build=lambda locality: (
        OfficialFigure.objects.filter(locality_id=locality).order_by("from_year").values_list("from_year")[:1]
    ),
)
BASELINES = Prepared(int, build=lambda locality: Baseline.objects.filter(plan__locality_id=locality))
# So often does one call look whether something was marked while it computed; what is marked later waits for the sweep.
ROUNDS = 5


def mark_stale(
    *,
    locality_id: int,
    year: int | None,
    element_ids: Iterable[int] = (),
    indicator_ids: Iterable[int] = (),
) -> None:
    """Note which indicators of a locality must be recomputed from a year on; belongs into the change's transaction.

    Indicators that share an input with a changed one (growth and totals of a published sum) are stale with it.
    """
    changed = list(indicator_ids)
    shared = IndicatorInput.objects.filter(indicator_id__in=changed).values("element_id")
    touched = IndicatorInput.objects.filter(Q(element_id__in=list(element_ids)) | Q(element_id__in=shared))
    stale = set(touched.values_list("indicator_id", flat=True)) | set(changed)
    now = clock.now()
    Stale.objects.bulk_create(
        [Stale(locality_id=locality_id, indicator_id=pk, year=year, marked_at=now) for pk in sorted(stale)]
    )


def recalculate_stale() -> int:
    """Work off everything that is stale, one locality after the other; returns how many were recomputed.

    Where one fails the others are recomputed all the same, then it says so.
    """
    done, failures = 0, []
    for locality_id in [*changed_localities(), *localities_of_yesterday()]:
        try:
            done += recalculate_locality(locality_id)
        # A database that is away is away for the next locality, too.
        except DatabaseError:
            raise
        except Exception as error:
            failures.append(error)
    if failures:
        raise ExceptionGroup("localities not recomputed", failures)
    return done


def changed_localities() -> list[int]:
    """Where something has changed since the last recalculation, longest ago first."""
    changed = Stale.objects.order_by().values("locality_id").annotate(since=Min("pk")).order_by("since")
    return [row["locality_id"] for row in changed]


def localities_of_yesterday() -> list[int]:
    """Last computed before today: a figure may have become public, a year of looking may have begun."""
    computed = Generation.objects.filter(computed_at__lt=start_of(clock.today()))
    return list(computed.order_by("locality__code").values_list("locality_id", flat=True))


def recalculate_locality(locality_id: int, *, wait: bool = True, in_full: bool = False) -> bool:
    """Recompute what is stale in one locality, or everything; whether there was anything. Readers see all or nothing.

    Workers take turns. Without `wait` the second one leaves: the one at work looks once more after it has finished, so
    that what was marked meanwhile is not left lying.
    """
    done = False
    for _ in range(ROUNDS):
        if done and not Stale.objects.filter(locality_id=locality_id).exists():
            break
        if not recalculate_once(locality_id, wait=wait, in_full=in_full and not done):
            break
        done = True
    return done


@transaction.atomic
def recalculate_once(locality_id: int, *, wait: bool, in_full: bool = False) -> bool:
    Generation.objects.get_or_create(locality_id=locality_id)
    generations = Generation.objects.select_for_update(skip_locked=not wait)
    generation = generations.filter(locality_id=locality_id).first()
    # Another worker holds the row; it looks once more when it has finished.
    if generation is None:
        return False
    # Only these go at the end: what is marked from here on may not have been seen by this round.
    marks = list(Stale.objects.filter(locality_id=locality_id))
    first_years = first_changed_years(marks)
    # A new day may have made a figure public or begun a year of looking, without a mark.
    begun = generation.computed_at is not None and timezone.localdate(generation.computed_at) < clock.today()
    if in_full or begun:
        first_years = dict.fromkeys(Indicator.objects.values_list("pk", flat=True))
    if not first_years:
        return False
    for from_year in sorted({year or 0 for year in first_years.values()}):
        wanted = [pk for pk, year in first_years.items() if (year or 0) == from_year]
        recompute(locality_id, wanted, from_year or None)
    Stale.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    Generation.objects.filter(pk=generation.pk).update(number=F("number") + 1, computed_at=clock.now())
    return True


def first_changed_years(marks: Iterable[Stale]) -> dict[int, int | None]:
    """By indicator the first year that may have changed; None is every year."""
    found: dict[int, int | None] = {}
    for mark in marks:
        held = found.get(mark.indicator_id, mark.year)
        found[mark.indicator_id] = None if held is None or mark.year is None else min(held, mark.year)
    return found


def recalculate_all(*, locality_ids: Iterable[int], report: Callable[[str], None] = lambda line: None) -> None:
    """Rebuild every value and standing of localities from their figures."""
    for locality_id in locality_ids:
        recalculate_locality(locality_id, in_full=True)
        report(str(locality_id))


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """Keep Python from looking for garbage: what a recalculation makes lives until its end and goes by itself.

    Looking through it a dozen times meanwhile took an eighth of the time and found nothing.
    """
    at_work = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if at_work:
            gc.enable()


@collector_at_rest()
def recompute(locality_id: int, wanted: list[int], from_year: int | None) -> None:
    """Replace the values and standings of some indicators from a year on, in both views."""
    known = recipes()
    official = published_by_indicator(locality_id=locality_id, on=clock.today())
    years = years_to_compute(locality_id, from_year)
    chosen = {pk: known[pk] for pk in wanted}
    targets, baselines = targets_of(locality_id, wanted), baselines_of(locality_id)
    rules = rules_in_force(locality_id, clock.today())
    agencies, first = agencies_of(locality_id), from_year is None
    sums = LocalitySums(locality_id, chosen.values(), agencies, years, from_the_start=first)
    pooled = sums.pooled()
    computed: list[Computed] = []
    for view in (View.ACCEPTED, View.PROVISIONAL):
        held = IndicatorValue.objects.filter(locality_id=locality_id, view=view, indicator_id__in=wanted)
        # Growth and totals of the first year to compute rest on the years before it.
        earlier = {} if from_year is None else {(v.indicator_id, v.year): v for v in held.filter(year__lt=from_year)}
        alike = computed[0].until(sums.first_difference, earlier, view) if computed else Computed()
        ground = RollupData(
            locality_id=locality_id,
            view=view,
            recipes=known,
            pooled=pooled[view],
            published=official,
            rules=rules,
            values=by_indicator([*earlier.values(), *alike.values]),
        )
        apart = [year for year in years if year >= alike.end]
        values = [*alike.values, *compute_values(ground, wanted, apart)]
        standings = [*alike.standings, *judge_all(ground, targets, baselines, max(from_year or 0, alike.end))]
        computed.append(Computed(earlier, values, standings))
    old = IndicatorValue.objects.filter(locality_id=locality_id, indicator_id__in=wanted, year__gte=from_year or 0)
    replace(old, [value for one in computed for value in one.values], VALUE_KEY)
    standing = Progress.objects.filter(target__in=[target.pk for target in targets], year__gte=from_year or 0)
    replace(standing, [row for one in computed for row in one.standings], PROGRESS_KEY)


@dataclass(frozen=True)
class Computed:
    """What came out in one view. `earlier`: the stored values that it went out from; `end`: the year it ends before."""

    earlier: Mapping[tuple[int, int], IndicatorValue] = field(default_factory=dict)
    values: Sequence[IndicatorValue] = ()
    standings: Sequence[Progress] = ()
    end: int = 0

    def until(self, year: int, earlier: Mapping[tuple[int, int], IndicatorValue], view: View) -> "Computed":
        """What comes out the same in a view whose reports differ from a year on; nothing where earlier values do.

        Values and standings rest on their own year and those before.
        """
        if not same_values(self.earlier, earlier):
            return Computed()
        values = [value.twin(view=view) for value in self.values if value.year < year]
        standings = [row.twin(view=view) for row in self.standings if row.year < year]
        return Computed(earlier, values, standings, year)


def same_values(
    some: Mapping[tuple[int, int], IndicatorValue], others: Mapping[tuple[int, int], IndicatorValue]
) -> bool:
    """Whether stored values of two views say the same."""
    names = [name for name in own_columns(IndicatorValue) if name != "view"]
    said = attrgetter(*names)
    return some.keys() == others.keys() and all(said(value) == said(others[key]) for key, value in some.items())


def years_to_compute(locality_id: int, from_year: int | None) -> range:
    """The years to compute: from the first one asked for, or of which anything is known, to the present one."""
    last = clock.today().year
    if from_year is not None:
        return range(from_year, last + 1)
    known = [*FIRST_REPORTED.rows(locality_id), *FIRST_PUBLISHED.rows(locality_id)]
    return range(min([last, *(year for (year,) in known if year is not None)]), last + 1)


def targets_of(locality_id: int, indicator_ids: list[int]) -> list[Target]:
    """Targets of a locality with all that a verdict needs of them; four queries, two without milestones."""
    wanted = set(indicator_ids)
    targets = [one for one in TARGETS.models(locality_id) if one.indicator_id in wanted]
    prefetch_related_objects([one for one in targets if one.comparator == MILESTONE], "milestones__judgements")
    planned = by_target(YEARLY_PLANS.models(locality_id))
    for target in targets:
        target.planned = planned.get(target.pk, {})
    return targets


def by_target(rows: Iterable[PlannedValue]) -> dict[int, dict[int, Decimal]]:
    """What yearly plans set, by target and year."""
    found: dict[int, dict[int, Decimal]] = {}
    for row in rows:
        found.setdefault(row.target_id, {})[row.year] = row.value
    return found


def baselines_of(locality_id: int) -> dict[tuple[int, int], Point]:
    """(plan, indicator) -> the stated base."""
    return {(row.plan_id, row.indicator_id): Point(row.year, row.value) for row in BASELINES.models(locality_id)}


def judge_all(
    ground: RollupData, targets: list[Target], baselines: Mapping[tuple[int, int], Point], from_year: int
) -> list[Progress]:
    """Every target, judged for every year of looking from one on."""
    last = clock.today().year
    alike: dict[tuple[int, int], list[Target]] = {}
    for target in targets:
        alike.setdefault((target.plan_id, target.indicator_id), []).append(target)
    rows = []
    for target in (one for one in targets if is_judged(one, ground.rules.version)):
        path = alike[target.plan_id, target.indicator_id]
        case = case_of(ground, target, path, baselines, milestones=histories_of(target))
        first = max(target.plan.first_year, target.from_year or 0, from_year)
        rows += [judge(case, year) for year in range(first, last + 1)]
    return rows


def case_of(
    ground: RollupData,
    target: JudgedTarget,
    targets: Sequence[JudgedTarget],
    baselines: Mapping[tuple[int, int], Point],
    *,
    milestones: Sequence[Judged] = (),
) -> Case:
    """What a verdict on a target rests on. `targets`: those of its plan, whose years its path leads over."""
    recipe = ground.recipes[target.indicator_id]
    levels: Recipe | None = level_indicator(recipe, ground.recipes)
    siblings = [
        other
        for other in targets
        if (other.plan_id, other.indicator_id, other.basis) == (target.plan_id, target.indicator_id, Basis.YEAR)
        and other.ambition == Ambition.COMMITTED
    ]
    return Case(
        target=target,
        siblings=siblings,
        baseline=baselines.get((target.plan_id, target.indicator_id)),
        series=ground.counted(target.indicator_id),
        levels=ground.counted(levels.indicator.pk) if levels else {},
        pieces=pieces(ground, recipe) if target.basis in (Basis.CUMULATIVE, Basis.AVERAGE) else (),
        milestones=milestones,
        yearly_plan=target.planned,
        view=ground.view,
        rules=ground.rules,
        computed_at=clock.now(),
        disputed=disputed_years(ground, levels) if target.basis in (Basis.CUMULATIVE, Basis.AVERAGE) else (),
        uncounted=ground.uncounted(target.indicator_id),
    )


def disputed_years(ground: RollupData, levels: Recipe | None) -> list[FlowRange]:
    """The span of what publications give for each single year of a sum, where they give more than one number.

    An actual figure ends the estimates and part-year figures before it: it is only held against another actual one.
    """
    given = ground.published[levels.indicator.pk].of_year if levels and levels.indicator.pk in ground.published else {}
    spans = []
    for year, figures in sorted(given.items()):
        actual = [figure for figure in figures if figure.kind == FigureKind.ACTUAL]
        values = [figure.value for figure in actual or figures]
        if len(set(values)) > 1:
            spans.append(FlowRange(year, min(values), max(values)))
    return spans
