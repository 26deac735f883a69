"""Decide by which edition of the rules a locality judges, from a day on: on record with a person; progress follows."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone

from agencies.models import Locality, User
from reports.audit.services import record
from reports.calling import wake_up
from reports.models import RuleDecision, Verb
from reports.progress.rules import version_in_force
from reports.progress.services import mark_stale
from targets.calculations.rules import RuleVersion
from targets.models import Indicator

LONGEST_REASON = 2000


class RuleDecisionError(ValueError):
    """The decision cannot be taken; `field` names the place, the message says in Vietnamese how to mend it."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class NotForYou(Exception):
    """Only those who review the figures of a locality decide how they are judged."""


@transaction.atomic
def decide_rules(
    *, locality: Locality, version: RuleVersion, effective_on: date, reason: str, by: User, now: datetime
) -> RuleDecision:
    """Write the decision; standings follow at once when its day has come, else on its day. Issued reports keep theirs.

    Raises RuleDecisionError and NotForYou.
    """
    if not by.access.reviews_in(locality.pk):
        raise NotForYou
    today, reason = timezone.localdate(now), " ".join(reason.split())
    if effective_on < today:
        raise RuleDecisionError("effective_on", "Ngày áp dụng không thể trước hôm nay: đánh giá đã công bố giữ nguyên.")
    if not reason or len(reason) > LONGEST_REASON:
        raise RuleDecisionError("reason", "Ghi lý do: văn bản hoặc cuộc họp quyết định đổi quy tắc.")
    # Held against the edition of that day and not of today: a later decision may stand between them.
    before = version_in_force(locality.pk, effective_on)
    if version == before:
        raise RuleDecisionError("version", f"Ngày {effective_on:%d/%m/%Y} đã áp dụng phiên bản {int(version)}.")
    decision = RuleDecision.objects.create(
        locality=locality, version=int(version), effective_on=effective_on, by=by, reason=reason, decided_at=now
    )
    if effective_on <= today:
        everything = Indicator.objects.values_list("pk", flat=True)
        # All years of all indicators: every standing is judged by the edition, whatever its figures.
        mark_stale(locality_id=locality.pk, year=None, indicator_ids=everything)
        wake_up()
    record(
        verb=Verb.RULES_DECIDED,
        subject=f"rule_decision:{decision.pk}",
        summary=f"Quy tắc đánh giá: phiên bản {int(version)} từ ngày {effective_on:%d/%m/%Y}",
        by=by,
        now=now,
        locality=locality,
        before={"version": int(before)},
        after={"version": int(version), "effective_on": effective_on, "reason": reason},
    )
    return decision
