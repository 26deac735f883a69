from datetime import datetime
from typing import TYPE_CHECKING, TypedDict

from django.conf import settings
from django.db import models
from django.db.models import Case, F, Func, OuterRef, Q, QuerySet, Subquery, When
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
    # None: no officer gave it; the report was sent before its body's end was known.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="người gia hạn"
    )
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "gia hạn"
        verbose_name_plural = "gia hạn"
        ordering = ["submission_id", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="extension_has_reason")]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.due_at}"


class EndOfDay(Func):
    """The first moment after a day in Viet Nam, which has no summer time: the day after, seven hours less."""

    output_field = models.DateTimeField()

    def as_sqlite(self, compiler, connection, **context):
        template = "datetime(%(expressions)s, '+1 day', '-7 hours')"
        return self.as_sql(compiler, connection, template=template, **context)

    def as_postgresql(self, compiler, connection, **context):
        template = "((%(expressions)s + 1)::timestamp AT TIME ZONE 'Asia/Ho_Chi_Minh')"
        return self.as_sql(compiler, connection, template=template, **context)


def with_due_by(rows: QuerySet[Submission]) -> "QuerySet[WithAnnotations[Submission, DueBy]]":
    """Submissions with `due_by`, which is `Submission.due_at` in SQL: to filter and sort by."""
    last = Extension.objects.filter(submission=OuterRef("pk")).order_by("-pk").values("due_at")[:1]
    # Without a default, so that COALESCE goes on to the period's own deadline.
    closes = Case(
        When(
            agency__ended_by__isnull=False,
            agency__valid_to__gte=F("period__data_from"),
            agency__valid_to__lt=F("period__data_to"),
            period__opens_on__lte=F("agency__valid_to"),
            period__due_at__gt=EndOfDay(F("agency__valid_to")),
            then=EndOfDay(F("agency__valid_to")),
        )
    )
    return rows.annotate(due_by=Coalesce(Subquery(last), closes, F("period__due_at")))
