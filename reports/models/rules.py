from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.models import Locality
from targets.calculations.rules import RuleVersion


class RuleDecision(models.Model):
    """From which day on a locality judges by which edition of the rules, and who decided it.

    The latest one that has begun is in force. `by` is None only where an upgrade wrote down what had been in force.
    """

    locality = models.ForeignKey(Locality, models.PROTECT, related_name="rule_decisions", verbose_name="địa phương")
    version = models.PositiveSmallIntegerField("phiên bản", choices=[(int(one), int(one)) for one in RuleVersion])
    effective_on = models.DateField("áp dụng từ ngày")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người quyết định"
    )
    reason = models.TextField("lý do")
    decided_at = models.DateTimeField("ghi lúc")

    class Meta:
        verbose_name = "quyết định về quy tắc đánh giá"
        verbose_name_plural = "quyết định về quy tắc đánh giá"
        ordering = ["locality_id", "effective_on", "pk"]
        constraints = [
            # An edition that this program does not know could not judge anything.
            models.CheckConstraint(
                condition=Q(version__in=[int(one) for one in RuleVersion]), name="rule_decision_version_known"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="rule_decision_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.locality_id}: {self.version} ({self.effective_on})"
