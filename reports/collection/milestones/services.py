"""Say how far a milestone is: always a row of its own, so that what was said before stays; progress follows."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from agencies.models import User
from reports.audit.services import record
from reports.calling import wake_up
from reports.models import MILESTONE_STATES, MilestoneJudgement, Verb
from reports.progress.services import mark_stale
from reports.wording.typed.refusals import InputError
from reports.wording.typed.text import clean_text
from targets.calculations.statuses import MilestoneState
from targets.models import Milestone

MAX_EVIDENCE = 2000
MILESTONE_LABELS = dict(MILESTONE_STATES)


class JudgementError(InputError):
    """The judgement cannot be taken; `field` names the place, `message` says in Vietnamese how to mend it."""


class NotYourLocality(Exception):
    """Only staff of a locality judge its milestones."""


@transaction.atomic
def judge_milestone(
    *, milestone: Milestone, state: MilestoneState, judged_on: date, evidence: str, by: User, now: datetime
) -> MilestoneJudgement:
    """Write what a person says of a milestone, and mark its target as stale, in one transaction.

    Raises JudgementError for a day outside the plan's time or ahead, for no evidence and for what has been said
    already, and NotYourLocality.
    """
    plan = milestone.target.plan
    if not by.access.reviews_in(plan.locality_id):
        raise NotYourLocality
    evidence = clean_text(evidence)
    if not evidence or len(evidence) > MAX_EVIDENCE:
        raise JudgementError("evidence", "Ghi căn cứ: văn bản, số liệu hoặc việc đã làm cho thấy điều này.")
    if judged_on > timezone.localdate(now):
        raise JudgementError("judged_on", "Ngày này chưa tới. Ghi ngày mà tình hình được xét.")
    if judged_on < plan.issued_on:
        raise JudgementError("judged_on", f"Kế hoạch ban hành ngày {plan.issued_on:%d/%m/%Y}. Ghi ngày từ đó về sau.")
    # What counted on that day, not what was typed last: a judgement may be entered for an earlier day.
    earlier = milestone.judgements.filter(judged_on__lte=judged_on).order_by("judged_on", "pk").last()
    if earlier is not None and (earlier.state, earlier.evidence) == (state, evidence):
        raise JudgementError("state", "Lần đánh giá trước đã ghi đúng như vậy. Không cần ghi lại.")
    row = MilestoneJudgement.objects.create(
        milestone=milestone,
        state=state,
        judged_on=judged_on,
        evidence=evidence,
        by=by,
        at=now,
        illustrative=by.is_demo,
    )
    # From the year of the day on: the standing of earlier years does not know of it.
    mark_stale(locality_id=plan.locality_id, indicator_ids=[milestone.target.indicator_id], year=judged_on.year)
    wake_up()
    record(
        verb=Verb.MILESTONE_JUDGED,
        subject=f"milestone:{milestone.pk}",
        summary=f"{plan.code} năm {milestone.target.year}, “{milestone.name}”: {MILESTONE_LABELS[row.state]}",
        by=by,
        now=now,
        locality=plan.locality_id,
        before={"state": earlier.state, "evidence": earlier.evidence} if earlier else None,
        after={"state": row.state, "evidence": evidence, "judged_on": judged_on},
    )
    return row
