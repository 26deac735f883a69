from django.conf import settings
from django.db import models
from django.db.models import Q

from targets.calculations.statuses import MilestoneState
from targets.models import Milestone

MILESTONE_STATES = [
    (MilestoneState.NOT_STARTED.value, "Chưa thực hiện"),
    (MilestoneState.DOING.value, "Đang thực hiện"),
    (MilestoneState.DONE.value, "Hoàn thành"),
]


class MilestoneJudgement(models.Model):
    """What a person says of one milestone of a text without numbers: its state on a day, and what shows it.

    Only ever added: the one with the latest `judged_on` (then the latest row) counts.
    """

    milestone = models.ForeignKey(Milestone, models.PROTECT, related_name="judgements", verbose_name="mốc")
    state = models.CharField("tình hình", max_length=5, choices=MILESTONE_STATES)
    judged_on = models.DateField("tính đến ngày")
    evidence = models.TextField("căn cứ, minh chứng")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người đánh giá")
    at = models.DateTimeField("ghi lúc")
    illustrative = models.BooleanField("minh họa", default=False)

    class Meta:
        verbose_name = "đánh giá mốc"
        verbose_name_plural = "đánh giá mốc"
        ordering = ["milestone_id", "judged_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[code for code, _ in MILESTONE_STATES]), name="milestone_judgement_state_known"
            ),
            models.CheckConstraint(condition=~Q(evidence=""), name="milestone_judgement_has_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.milestone_id} {self.judged_on}: {self.state}"
