"""Mark what a change makes stale, and recompute it: idempotent, safe to lose, the same however often it runs."""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from operator import itemgetter

from django.conf import settings
from django.db import transaction
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone

from agencies import clock
from reports.models import Figure, Generation, IndicatorValue, OfficialFigure, Progress, Stale, View
from reports.progress.judging import Case, judge
from reports.progress.milestones import history_of
from reports.progress.queries import Recipe, agencies_of, level_indicator, published, recipes
from reports.progress.rollup import Ground, compute_values, pieces
from reports.progress.sums import LocalitySums
from targets.calculations.evidence import Point
from targets.calculations.thresholds import Thresholds
from targets.models import Baseline, Basis, Indicator, IndicatorInput, Target

# What a computed row is of, and is recognised by when it is computed again.
VALUE_KEY = ("locality", "indicator", "year", "view")
PROGRESS_KEY = ("target", "year", "view")


def thresholds() -> Thresholds:
    """The limits in force: the method's own, and the tolerance of "khoảng" that the installation has set."""
    return Thresholds(about_tolerance=Decimal(settings.ABOUT_TOLERANCE))


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
    """Work off everything that is stale; returns how many localities were recomputed."""
    mark_new_day()
    localities = list(Stale.objects.order_by().values_list("locality_id", flat=True).distinct())
    for locality_id in localities:
        recalculate_locality(locality_id)
    return len(localities)


def mark_new_day() -> None:
    """Mark what was last computed before today: a figure may have become public, a year of looking may have begun."""
    today = clock.today()
    everything = Indicator.objects.values_list("pk", flat=True)
    for generation in Generation.objects.filter(computed_at__isnull=False):
        if timezone.localdate(generation.computed_at) < today:
            mark_stale(locality_id=generation.locality_id, year=None, indicator_ids=everything)


@transaction.atomic
def recalculate_locality(locality_id: int) -> None:
    """Recompute what is stale in one locality; two workers take turns, readers see all of it or nothing."""
    Generation.objects.get_or_create(locality_id=locality_id)
    Generation.objects.select_for_update().get(locality_id=locality_id)
    marks = list(Stale.objects.filter(locality_id=locality_id))
    if not marks:
        return
    first_years = {mark.indicator_id: mark.year for mark in marks}
    for mark in marks:
        held = first_years[mark.indicator_id]
        first_years[mark.indicator_id] = None if held is None or mark.year is None else min(held, mark.year)
    for from_year in sorted({y or 0 for y in first_years.values()}):
        wanted = [pk for pk, year in first_years.items() if (year or 0) == from_year]
        recompute(locality_id, wanted, from_year or None)
    Stale.objects.filter(pk__in=[mark.pk for mark in marks]).delete()
    Generation.objects.filter(locality_id=locality_id).update(number=F("number") + 1, computed_at=clock.now())


def recalculate_all(*, locality_ids: Iterable[int], report: Callable[[str], None] = lambda line: None) -> None:
    """Rebuild every value and standing of localities from their figures."""
    everything = list(Indicator.objects.values_list("pk", flat=True))
    for locality_id in locality_ids:
        with transaction.atomic():
            mark_stale(locality_id=locality_id, year=None, indicator_ids=everything)
        recalculate_locality(locality_id)
        report(str(locality_id))


def recompute(locality_id: int, wanted: list[int], from_year: int | None) -> None:
    """Replace the values and standings of some indicators from a year on, in both views."""
    known = recipes()
    official = published(locality_id=locality_id, on=clock.today())
    years = years_of(locality_id, from_year)
    chosen = {pk: known[pk] for pk in wanted}
    targets = targets_of(locality_id, wanted)
    limits = thresholds()
    agencies, first = agencies_of(locality_id), from_year is None
    sums = LocalitySums(locality_id, chosen.values(), agencies, years, from_the_start=first).pooled()
    for view in View:
        ground = Ground(
            locality_id=locality_id,
            view=view,
            recipes=known,
            pooled=sums[view],
            published=official,
            thresholds=limits,
        )
        earlier = IndicatorValue.objects.filter(locality_id=locality_id, view=view, indicator_id__in=wanted)
        if from_year is not None:
            ground.values = {(v.indicator_id, v.year): v for v in earlier.filter(year__lt=from_year)}
            earlier = earlier.filter(year__gte=from_year)
        replace(earlier, compute_values(ground, wanted, years), VALUE_KEY)
        replace_progress(ground, targets, from_year)


def replace(old: QuerySet, rows: Sequence[Model], key: tuple[str, ...]) -> None:
    """Store computed rows in place of the old ones: only what came out differently is written, and keeps its id.

    A row not computed any more goes. When a row was computed is no difference.
    """
    model = old.model
    own = [field for field in model._meta.concrete_fields if not field.primary_key and field.name != "computed_at"]
    names = [field.attname for field in own]
    place = itemgetter(*(names.index(model._meta.get_field(name).attname) for name in key))
    held = {place(columns): (pk, columns) for pk, *columns in old.order_by().values_list("pk", *names)}
    changed = []
    for row in rows:
        columns = [getattr(row, name) for name in names]
        if held.pop(place(columns), (None, None))[1] != columns:
            changed.append(row)
    if held:
        model.objects.filter(pk__in=[pk for pk, _ in held.values()]).delete()
    computed = [field.name for field in model._meta.concrete_fields if not field.primary_key and field.name not in key]
    model.objects.bulk_create(changed, batch_size=500, update_conflicts=True, unique_fields=key, update_fields=computed)


def years_of(locality_id: int, from_year: int | None) -> range:
    """The years to compute: from the first one asked for, or of which anything is known, to the present one."""
    last = clock.today().year
    if from_year is not None:
        return range(from_year, last + 1)
    figures = Figure.objects.filter(agency__locality_id=locality_id).order_by("year").values_list("year", flat=True)
    official = OfficialFigure.objects.filter(locality_id=locality_id).order_by("from_year")
    first = [figures.first(), official.values_list("from_year", flat=True).first(), last]
    return range(min(year for year in first if year is not None), last + 1)


def targets_of(locality_id: int, indicator_ids: list[int]) -> list[Target]:
    return list(
        Target.objects.judged()
        .filter(plan__locality_id=locality_id, indicator_id__in=indicator_ids)
        .select_related("plan", "indicator")
        .prefetch_related("yearly_plan", "milestones__judgements")
    )


def baselines_of(locality_id: int) -> dict[tuple[int, int], Point]:
    """(plan, indicator) -> the stated base."""
    rows = Baseline.objects.filter(plan__locality_id=locality_id)
    return {(row.plan_id, row.indicator_id): Point(row.year, row.value) for row in rows}


def replace_progress(ground: Ground, targets: list[Target], from_year: int | None) -> None:
    """Judge every target for every year of looking that the change can have touched."""
    old = Progress.objects.filter(target__in=[target.pk for target in targets], view=ground.view)
    baselines = baselines_of(ground.locality_id)
    last = clock.today().year
    rows = []
    for target in targets:
        case = case_of(ground, target, targets, baselines)
        first = max(target.plan.first_year, target.from_year or 0, from_year or 0)
        rows += [judge(case, year) for year in range(first, last + 1)]
    replace(old if from_year is None else old.filter(year__gte=from_year), rows, PROGRESS_KEY)


def case_of(ground: Ground, target: Target, targets: list[Target], baselines: dict[tuple[int, int], Point]) -> Case:
    recipe = ground.recipes[target.indicator_id]
    levels: Recipe | None = level_indicator(recipe, ground.recipes)
    siblings = [
        other
        for other in targets
        if (other.plan_id, other.indicator_id, other.basis) == (target.plan_id, target.indicator_id, Basis.YEAR)
    ]
    return Case(
        target=target,
        siblings=siblings,
        baseline=baselines.get((target.plan_id, target.indicator_id)),
        series=ground.counted(target.indicator_id),
        levels=ground.counted(levels.indicator.pk) if levels else {},
        pieces=pieces(ground, recipe) if target.basis == Basis.CUMULATIVE else (),
        milestones=[history_of(milestone.judgements.all()) for milestone in target.milestones.all()],
        yearly_plan={planned.year: planned.value for planned in target.yearly_plan.all()},
        view=ground.view,
        thresholds=ground.thresholds,
        computed_at=clock.now(),
    )
