from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models.submission import Submission
from targets.models import DataElement, Duty

# So long whoever decided may take it back with one key; until then nobody is told of it.
UNDO_WITHIN = timedelta(seconds=10)


class Decision(models.TextChoices):
    ACCEPTED = "accepted", "Duyệt"
    RETURNED = "returned", "Trả lại"


class Review(models.Model):
    """Decision on a submission. `version` is the version of the submission that was looked at."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="reviews", verbose_name="báo cáo")
    decision = models.CharField("kết luận", max_length=8, choices=Decision)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người thẩm định")
    at = models.DateTimeField("lúc")
    version = models.PositiveIntegerField()
    note = models.TextField("nhận xét", blank=True)

    class Meta:
        verbose_name = "thẩm định"
        verbose_name_plural = "thẩm định"
        ordering = ["submission_id", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="review_decision_known"),
            # Of two reviewers who decide at once on the same sending, the second is refused by the database.
            models.UniqueConstraint(fields=["submission", "version"], name="review_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.decision}"


class ReviewItem(models.Model):
    """One cell or duty that was sent back, with the reason that the agency reads word for word."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="items")
    element = models.ForeignKey(DataElement, models.PROTECT, null=True, blank=True, related_name="+")
    duty = models.ForeignKey(Duty, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField("lý do")

    class Meta:
        verbose_name = "mục trả lại"
        ordering = ["review_id", "element__position", "duty__position"]
        constraints = [
            models.UniqueConstraint(fields=["review", "element"], name="review_item_once"),
            models.UniqueConstraint(fields=["review", "duty"], name="review_item_of_a_duty_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="review_item_has_reason"),
            models.CheckConstraint(
                condition=Q(element__isnull=False, duty__isnull=True) | Q(element__isnull=True, duty__isnull=False),
                name="review_item_of_a_cell_or_a_duty",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.element_id or self.duty_id}"


class Verdict(StrEnum):
    """What a reviewer has said of one row so far; a row without any has not been looked at."""

    AGREED = "agreed"
    RETURNED = "returned"


class ReviewDraft(models.Model):
    """What a reviewer has put down of a report before deciding: hers alone, kept when she leaves the page.

    `rows`: key of a row (code of an element, or "duty-" and a number) -> {"verdict", "reason"}. `note_for`: with which
    decision the note goes. `version` is the version of the submission that was looked at.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="review_drafts")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()
    rows = models.JSONField(default=dict)
    note = models.TextField("nhận xét", blank=True)
    note_for = models.CharField("nhận xét đi với", max_length=8, choices=Decision, blank=True)
    updated_at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "thẩm định đang viết"
        ordering = ["submission_id", "by_id"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "by"], name="review_draft_once"),
            models.CheckConstraint(condition=Q(note_for__in=["", *Decision.values]), name="review_draft_note_known"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.by_id}"
