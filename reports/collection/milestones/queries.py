"""The milestones of a plan's texts without numbers, with everything that has been said of them."""

from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Prefetch, QuerySet
from django.urls import reverse

from agencies.access import Right
from agencies.models import User
from reports.models import MILESTONE_STATES, MilestoneJudgement
from reports.wording.formats import date_vi
from targets.models import Milestone, Plan, Target
from targets.models.target import MILESTONE

MILESTONE_LABELS = dict(MILESTONE_STATES)
NOT_JUDGED = "Chưa đánh giá"


@dataclass(frozen=True)
class MilestoneWord:
    """One judgement in words."""

    label: str
    day: str
    evidence: str
    by: str
    illustrative: bool


@dataclass(frozen=True)
class MilestoneRow:
    """One milestone: where it stands, what was said before, oldest last."""

    name: str
    citation: str
    state: str
    label: str
    latest: MilestoneWord | None
    earlier: list[MilestoneWord]
    judge_url: str


@dataclass(frozen=True)
class MilestonePlan:
    title: str
    count: str
    lines: list[MilestoneRow]


@dataclass(frozen=True)
class Page:
    plan: Plan
    groups: list[MilestonePlan]


def milestones_to_judge(user: User) -> QuerySet[Milestone]:
    """The milestones of the localities in which the user reviews."""
    localities = user.access.localities_with(Right.REVIEW)
    return Milestone.objects.filter(target__plan__locality_id__in=localities)


def milestone_page(plan: Plan, user: User) -> Page:
    """Every text of the plan with its milestones; four queries, whatever the size."""
    # The latest day first, then the latest row: the first one is what counts.
    judgements = MilestoneJudgement.objects.select_related("by").order_by("-judged_on", "-pk")
    targets = (
        Target.objects.filter(plan=plan, comparator=MILESTONE)
        .select_related("indicator")
        .prefetch_related("milestones", Prefetch("milestones__judgements", judgements))
        .order_by("year", "indicator__position")
    )
    may_judge = user.access.reviews_in(plan.locality_id)
    return Page(plan=plan, groups=[milestone_plan(target, may_judge) for target in targets])


def milestone_plan(target: Target, may_judge: bool) -> MilestonePlan:
    lines = [milestone_row(milestone, may_judge) for milestone in target.milestones.all()]
    done = sum(one.state == "done" for one in lines)
    return MilestonePlan(
        title=milestone_title(target),
        count=f"{done} trên {len(lines)} mốc đã hoàn thành",
        lines=lines,
    )


def milestone_title(target: Target) -> str:
    """The text's name with its year, which some names already say."""
    name, year = target.indicator.name, str(target.year)
    return name if year in name else f"{name}, năm {year}"


def milestone_row(milestone: Milestone, may_judge: bool) -> MilestoneRow:
    rows = list(milestone.judgements.all())
    said = [milestone_words(row) for row in rows]
    return MilestoneRow(
        name=milestone.name,
        citation=milestone.citation,
        state=rows[0].state if rows else "",
        label=said[0].label if said else NOT_JUDGED,
        latest=said[0] if said else None,
        earlier=said[1:],
        judge_url=reverse("milestone-judge", args=[milestone.pk]) if may_judge else "",
    )


def milestone_words(row: MilestoneJudgement) -> MilestoneWord:
    return MilestoneWord(
        label=MILESTONE_LABELS[row.state],
        day=date_vi(row.judged_on),
        evidence=row.evidence,
        by=row.by.full_name,
        illustrative=row.illustrative,
    )


def plans_with_milestones(user: User) -> list[Plan]:
    """The plans of the user's localities that have milestones, with how many and how many of them nobody has judged."""
    rows = Plan.objects.visible_to(user).filter(targets__milestones__isnull=False)
    # A subquery and not a join: a milestone with five judgements must count once.
    judged = MilestoneJudgement.objects.filter(milestone=OuterRef("targets__milestones"))
    rows = rows.annotate(
        milestones=Count("targets__milestones", distinct=True),
        open_milestones=Count("targets__milestones", filter=~Exists(judged), distinct=True),
    )
    return list(rows.order_by("-issued_on", "code"))
