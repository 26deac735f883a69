from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models.submission import Submission


class Evidence(models.Model):
    """A file that supports a submission. `stored` is its random name below the media folder, never shown or guessed."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="evidence", verbose_name="báo cáo")
    name = models.CharField("tên tệp", max_length=200)
    stored = models.CharField(max_length=80, unique=True)
    content_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField("dung lượng, byte")
    sha256 = models.CharField(max_length=64)
    uploaded_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField("nộp lúc")
    removed_at = models.DateTimeField("gỡ lúc", null=True)

    class Meta:
        verbose_name = "minh chứng"
        verbose_name_plural = "minh chứng"
        ordering = ["submission_id", "pk"]
        constraints = [
            # A file that was taken away may be handed in again.
            models.UniqueConstraint(
                fields=["submission", "sha256"], condition=Q(removed_at__isnull=True), name="evidence_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
