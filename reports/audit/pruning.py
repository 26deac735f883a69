"""Tables that only grow lose their oldest rows by rule, on record. The audit trail itself is kept for good."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Model, QuerySet

from reports.audit.services import record
from reports.models import Delivery, Notice, Verb

BATCH = 5000


@dataclass(frozen=True)
class Rule:
    """Rows of one table go when they are older than `kept`; `words` is what they are called on record."""

    words: str
    kept: timedelta
    rows: QuerySet[Model]
    column: str

    def prune(self, now: datetime) -> int:
        """Delete what is too old, some at a time so that nobody waits long; returns how many went."""
        old = self.rows.filter(**{f"{self.column}__lt": now - self.kept}).order_by("pk").values_list("pk", flat=True)
        gone = 0
        while keys := list(old[:BATCH]):
            gone += self.rows.model._default_manager.filter(pk__in=keys).delete()[0]
        return gone


def rules() -> list[Rule]:
    return [
        # What a notice tells stands in its report's own history; a letter that still waits is not old.
        Rule("thông báo", timedelta(days=730), Notice.objects.exclude(delivery=Delivery.WAITING), "created_at"),
    ]


@transaction.atomic
def prune(*, now: datetime) -> dict[str, int]:
    """Apply every rule; what went, by its words, which is one event where anything did."""
    gone = {rule.words: count for rule in rules() if (count := rule.prune(now))}
    if gone:
        told = ", ".join(f"{count} {words}" for words, count in gone.items())
        record(
            verb=Verb.PRUNED,
            subject="retention",
            summary=f"Xóa theo thời hạn giữ: {told}",
            by=None,
            now=now,
            after=gone,
        )
    return gone
