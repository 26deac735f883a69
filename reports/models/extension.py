from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from reports.models.submission import Submission

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations


class DueBy(TypedDict):
    """What `with_due_by` adds to a submission."""

    due_by: datetime


class Extension(models.Model):
    """A later deadline for one submission: who gave it, why, until when. It ends by itself; the last one given counts.

    `due_at` is the first moment that is late, as in a period.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="extensions", verbose_name="báo cáo")
    due_at = models.DateTimeField("hạn mới")
    reason = models.TextField("lý do")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người gia hạn")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "gia hạn"
        verbose_name_plural = "gia hạn"
        ordering = ["submission_id", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="extension_has_reason")]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.due_at}"


def with_due_by(rows: QuerySet[Submission]) -> "QuerySet[WithAnnotations[Submission, DueBy]]":
    """Submissions with `due_by`, which is `Submission.due_at` in SQL: to filter and sort by."""
    last = Extension.objects.filter(submission=OuterRef("pk")).order_by("-pk").values("due_at")[:1]
    return rows.annotate(due_by=Coalesce(Subquery(last), F("period__due_at")))
