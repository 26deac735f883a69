from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models.submission import Submission
from targets.models import DataElement


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
            models.UniqueConstraint(fields=["submission", "version"], name="review_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.decision}"


class ReviewItem(models.Model):
    """One cell that was sent back, with the reason that the agency reads word for word."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="items")
    element = models.ForeignKey(DataElement, models.PROTECT, related_name="+")
    reason = models.TextField("lý do")

    class Meta:
        verbose_name = "mục trả lại"
        ordering = ["review_id", "element__position"]
        constraints = [
            models.UniqueConstraint(fields=["review", "element"], name="review_item_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="review_item_has_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.review_id}: {self.element_id}"
