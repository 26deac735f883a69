from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.access import Right
from agencies.models import Agency, Locality


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, user) -> "AuditEventQuerySet":
        """All of the locality for staff and leaders, the own agency's for a reporter."""
        access = user.access
        return self.filter(
            Q(locality_id__in=access.localities_with(Right.SEE_SUBMISSIONS))
            | Q(agency_id__in=access.agencies_with(Right.SEE_SUBMISSIONS))
        )


class AuditEvent(models.Model):
    """One action that matters: who did what to what, when, and the values before and after.

    Only ever added: triggers refuse UPDATE and DELETE on both databases. `hash` is SHA-256 over the row and the hash of
    the row before it, so that a row edited with the triggers off breaks the chain.
    """

    at = models.DateTimeField("lúc")
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    actor_name = models.CharField("người", max_length=200)
    verb = models.CharField("việc", max_length=40)
    subject = models.CharField("đối tượng", max_length=80)
    summary = models.CharField("nội dung", max_length=500)
    locality = models.ForeignKey(Locality, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = "nhật ký"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["locality", "-at"], name="audit_locality_at"),
            models.Index(fields=["subject"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb}"
