"""What a standing was made of: the value it rests on, piece by piece, with publications and agencies of each piece.

Nothing is computed anew: pieces are chosen by the rules that chose them for the verdict.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch, QuerySet

from agencies import clock
from agencies.models import User
from reports.dashboards.lineage.agencies import LineageAgencies, Reports, agencies_in, agency_reports
from reports.models import (
    ActualSource,
    AuditEvent,
    FigureKind,
    IndicatorValue,
    MilestoneJudgement,
    OfficialFigure,
    Progress,
    Verb,
)
from reports.progress.queries import PublishedValue, Recipe, level_indicator, published_by_indicator, recipes
from reports.progress.rollup import PIECE_RANK
from targets.calculations.spans import SpanFigure, best_cover
from targets.models import Baseline, Basis, Formula, Indicator, Milestone
from targets.models.target import MILESTONE

Values = Mapping[tuple[int, int], IndicatorValue]


@dataclass(frozen=True)
class Piece:
    """One value that went into the result: of `year`, or of first_year..year; None where too few have reported.

    row: the stored value of a single year, with its roll-up. official: the published figure where that counts.
    publications: everything that was published about the time, revisions included. agencies: None where the piece does
    not show any.
    """

    indicator: Indicator
    first_year: int
    year: int
    value: Decimal | None
    source: ActualSource
    row: IndicatorValue | None
    official: OfficialFigure | None
    publications: tuple[OfficialFigure, ...] = ()
    agencies: LineageAgencies | None = None


@dataclass(frozen=True)
class JudgedMilestone:
    """A milestone of a text without numbers, and what was last said of it by the end of the year; None: nothing."""

    milestone: Milestone
    judgement: MilestoneJudgement | None


@dataclass(frozen=True)
class Lineage:
    """A standing with all it rests on. entered: published figure -> who typed it in, and when, where that is known.

    baseline: where the path starts, as the plan states it; None where it starts from a figure of the base year.
    """

    row: Progress
    baseline: Baseline | None
    pieces: tuple[Piece, ...]
    entered: Mapping[int, AuditEvent]
    milestones: tuple[JudgedMilestone, ...] = ()


def standings_to_follow(user: User) -> QuerySet[Progress]:
    """The standings that the user may see, each with its target, plan and indicator."""
    return Progress.objects.visible_to(user).select_related("target__plan__locality", "target__indicator")


def lineage_of(row: Progress, user: User) -> Lineage:
    """Everything behind a standing, as far as the user may see it; thirteen queries at most, however many agencies."""
    target = row.target
    if target.comparator == MILESTONE:
        return Lineage(row, baseline=None, pieces=(), entered={}, milestones=judged_milestones(row))
    locality_id = target.plan.locality_id
    # All of them: a rate or a total is made of values of other indicators.
    known = recipes()
    official = published_by_indicator(locality_id=locality_id, on=clock.today())
    picks = picks_of(row, known, official)
    figures = publications_of(locality_id, picks)
    wanted = [(known[pick.indicator.pk], pick.year) for pick in picks if shows_agencies(pick, picks)]
    reports = agency_reports(locality=target.plan.locality, view=row.view, user=user, wanted=wanted)
    return Lineage(
        row=row,
        baseline=Baseline.objects.filter(plan=target.plan, indicator=target.indicator, year=row.base_year).first(),
        pieces=tuple(whole_piece(pick, picks, figures, known, reports) for pick in picks),
        entered=entered_by(figures, user),
    )


def judged_milestones(row: Progress) -> tuple[JudgedMilestone, ...]:
    """The milestones of a text as they stood at the end of the year that is looked from; two queries."""
    said = MilestoneJudgement.objects.filter(judged_on__year__lte=row.year).select_related("by")
    latest = Prefetch("judgements", said.order_by("judged_on", "pk"))
    found = []
    for milestone in row.target.milestones.prefetch_related(latest):
        judgements = list(milestone.judgements.all())
        found.append(JudgedMilestone(milestone, judgements[-1] if judgements else None))
    return tuple(found)


def picks_of(row: Progress, known: Mapping[int, Recipe], official: Mapping[int, PublishedValue]) -> list[Piece]:
    """The pieces of the value, without what stands behind each; where there is none, the year looked at. One query."""
    target, indicator = row.target, row.target.indicator
    recipe = known[indicator.pk]
    if row.actual_year is None:
        return [expected_of(row)] if recipe.kinds and indicator.formula in (Formula.VALUE, Formula.RATIO) else []
    level = level_indicator(recipe, known)
    sums = [one for one in known.values() if one.indicator.formula == Formula.VALUE]
    parts = [one for one in sums if len(one.numerator) == 1 and one.numerator <= recipe.numerator | recipe.denominator]
    related = {indicator.pk, *(one.indicator.pk for one in (*parts, *([level] if level else [])))}
    found = IndicatorValue.objects.filter(
        locality_id=target.plan.locality_id, view=row.view, indicator__in=related, value__isnull=False
    ).select_related("indicator", "official")
    values = {(value.indicator_id, value.year): value for value in found}
    if target.basis in (Basis.CUMULATIVE, Basis.AVERAGE) and indicator.formula != Formula.GROWTH:
        return covering(level, target.from_year, min(row.year, target.year), values, official)
    if indicator.formula == Formula.CUMULATIVE:
        return covering(level, indicator.cumulative_from, row.actual_year, values, official)
    if indicator.formula == Formula.GROWTH:
        years = range(row.base_year or row.actual_year, row.actual_year + 1)
        return [of_year(values[level.indicator.pk, y]) for y in years if level and (level.indicator.pk, y) in values]
    value = values.get((indicator.pk, row.actual_year))
    if value is None:
        return []
    # Published, and yet in no publication: it follows from sums that were.
    if value.source == ActualSource.OFFICIAL and value.official is None:
        return published_parts(parts, row.actual_year, values, official)
    return [of_year(value)]


def expected_of(row: Progress) -> Piece:
    """The year that was looked at in vain."""
    year = min(row.year, row.target.year)
    place = {"locality_id": row.target.plan.locality_id, "indicator_id": row.target.indicator_id, "view": row.view}
    value = IndicatorValue.objects.filter(**place, year=year).first()
    return Piece(row.target.indicator, year, year, None, ActualSource.ROLLUP, row=value, official=None)


def of_year(value: IndicatorValue) -> Piece:
    counts = value.official if value.source == ActualSource.OFFICIAL else None
    return Piece(
        value.indicator, value.year, value.year, value.value, ActualSource(value.source), row=value, official=counts
    )


def covering(
    level: Recipe | None, first: int | None, last: int, values: Values, official: Mapping[int, PublishedValue]
) -> list[Piece]:
    """The figures that a total was added up from: the choice that the verdict made."""
    if level is None or first is None:
        return []
    pk = level.indicator.pk
    choices: dict[SpanFigure, Piece] = {}
    for (indicator_id, year), value in values.items():
        if indicator_id == pk:
            choices[SpanFigure(year, year, value.value, PIECE_RANK[value.kind])] = of_year(value)
    for figure in official.get(pk, PublishedValue()).spans:
        span = SpanFigure(figure.from_year, figure.year, figure.value, PIECE_RANK[figure.kind])
        source = ActualSource.OFFICIAL
        choices[span] = Piece(
            level.indicator, figure.from_year, figure.year, figure.value, source, row=None, official=figure
        )
    return [choices[span] for span in best_cover(choices, first, last)]


def published_parts(
    parts: Iterable[Recipe], year: int, values: Values, official: Mapping[int, PublishedValue]
) -> list[Piece]:
    """The published sums that a rate follows from."""
    found = []
    for part in sorted(parts, key=lambda one: one.indicator.position):
        figure = official.get(part.indicator.pk, PublishedValue()).by_year.get(year)
        if figure is not None:
            row = values.get((part.indicator.pk, year))
            source = ActualSource.OFFICIAL
            found.append(Piece(part.indicator, year, year, figure.value, source, row=row, official=figure))
    return found


def shows_agencies(pick: Piece, picks: list[Piece]) -> bool:
    """A roll-up that counts; beside a single published value also the one that does not."""
    if pick.value is None:
        return True
    if pick.row is None or pick.row.rollup is None:
        return False
    return pick.source == ActualSource.ROLLUP or len(picks) == 1


def publications_of(locality_id: int, picks: list[Piece]) -> list[OfficialFigure]:
    """Everything public today about the indicators of the pieces, plans left out; one query."""
    rows = OfficialFigure.objects.filter(locality_id=locality_id, indicator__in={one.indicator.pk for one in picks})
    found = rows.exclude(kind=FigureKind.PLAN).published_by(clock.today()).select_related("indicator")
    return list(found.order_by("year", "from_year", "published_on", "pk"))


def whole_piece(
    pick: Piece, picks: list[Piece], figures: list[OfficialFigure], known: Mapping[int, Recipe], reports: Reports
) -> Piece:
    """A piece with its publications and agencies."""
    of_it = [
        one
        for one in figures
        if (one.indicator_id, one.from_year, one.year) == (pick.indicator.pk, pick.first_year, pick.year)
    ]
    agencies = None
    if shows_agencies(pick, picks):
        agencies = agencies_in(reports, known[pick.indicator.pk], pick.year)
    return Piece(**{**vars(pick), "publications": tuple(of_it), "agencies": agencies})


def entered_by(figures: Iterable[OfficialFigure], user: User) -> dict[int, AuditEvent]:
    """Published figure -> the event of typing it in; those of the catalogue came with the installation. One query."""
    subjects = {f"official_figure:{figure.pk}": figure.pk for figure in figures}
    # The trail has its own rights: who may see a figure need not see who typed it.
    events = AuditEvent.objects.visible_to(user).filter(verb=Verb.OFFICIAL_FIGURE_ENTERED, subject__in=subjects)
    return {subjects[event.subject]: event for event in events}
