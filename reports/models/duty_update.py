from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models.submission import Submission
from targets.models import Duty


class DutyState(models.TextChoices):
    NOT_STARTED = "not_started", "Chưa thực hiện"
    IN_PROGRESS = "in_progress", "Đang thực hiện"
    DONE = "done", "Hoàn thành"
    NOT_RELEVANT = "not_relevant", "Không còn phù hợp"


class DutyUpdateQuerySet(models.QuerySet["DutyUpdate"]):
    def visible_to(self, user) -> "DutyUpdateQuerySet":
        """What is said of duties in the reports that the user may see."""
        return self.filter(submission__in=Submission.objects.visible_to(user).values("pk"))

    def said(self) -> "DutyUpdateQuerySet":
        """What has been said: a text whose state nobody has chosen yet is a draft of its writer's."""
        return self.exclude(state="")


class DutyUpdate(models.Model):
    """What an agency says of one duty in one submission: its state and a few sentences.

    While the form is open the state may still be missing: the text is kept as it is typed.
    """

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="duty_updates")
    duty = models.ForeignKey(Duty, models.PROTECT, related_name="updates")
    state = models.CharField("tình hình", max_length=12, choices=DutyState, blank=True)
    text = models.TextField("kết quả", blank=True)
    version = models.PositiveIntegerField("lần sửa", default=1)
    updated_at = models.DateTimeField()
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = DutyUpdateQuerySet.as_manager()

    class Meta:
        verbose_name = "kết quả nhiệm vụ"
        verbose_name_plural = "kết quả nhiệm vụ"
        ordering = ["submission_id", "duty__position"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "duty"], name="duty_update_once"),
            models.CheckConstraint(condition=Q(state__in=["", *DutyState.values]), name="duty_update_state_known"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id} {self.duty_id}: {self.state}"
