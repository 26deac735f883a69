from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.access import Right
from agencies.models import Agency
from targets.models import Plan


class ObstacleState(models.TextChoices):
    OPEN = "open", "Chờ trả lời"
    ANSWERED = "answered", "Đã trả lời"
    PASSED_UP = "passed_up", "Đã trình cấp trên"
    CLOSED = "closed", "Đã giải quyết"


class Decider(models.TextChoices):
    DEPARTMENT = "department", "Cơ quan tổng hợp"
    LOCALITY = "locality", "Lãnh đạo địa phương"
    MINISTRY = "ministry", "Bộ, ngành trung ương"


class ObstacleQuerySet(models.QuerySet["Obstacle"]):
    def visible_to(self, user) -> "ObstacleQuerySet":
        access = user.access
        return self.filter(
            Q(agency_id__in=access.agencies_with(Right.SEE_SUBMISSIONS))
            | Q(agency__locality_id__in=access.localities_with(Right.SEE_SUBMISSIONS))
        )


class Obstacle(models.Model):
    """Difficulty that an agency raises: what, since when, who is asked to decide."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="obstacles", verbose_name="đơn vị")
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="obstacles", verbose_name="kế hoạch")
    title = models.CharField("vướng mắc", max_length=200)
    text = models.TextField("mô tả và đề nghị")
    since = models.DateField("từ ngày")
    asks = models.CharField("đề nghị ai quyết", max_length=10, choices=Decider)
    state = models.CharField("trạng thái", max_length=9, choices=ObstacleState, default=ObstacleState.OPEN)
    version = models.PositiveIntegerField(default=1)
    raised_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    raised_at = models.DateTimeField("nêu lúc")
    illustrative = models.BooleanField("minh họa", default=False)

    objects = ObstacleQuerySet.as_manager()

    class Meta:
        verbose_name = "vướng mắc"
        verbose_name_plural = "vướng mắc"
        ordering = ["-raised_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ObstacleState.values), name="obstacle_state_known"),
            models.CheckConstraint(condition=Q(asks__in=Decider.values), name="obstacle_decider_known"),
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="obstacle_says_what"),
        ]

    def __str__(self) -> str:
        return self.title


class ObstacleDraftQuerySet(models.QuerySet["ObstacleDraft"]):
    def visible_to(self, user) -> "ObstacleDraftQuerySet":
        """Those of the user's own side: of the bodies for which she reports, or of the reviewers' answers."""
        own, localities = user.access.agencies_with(Right.ENTER_FIGURES), user.access.localities_with(Right.REVIEW)
        # Who reports for the body never reads what the reviewers are about to answer it, even if she is one of them.
        answers = Q(agency=None, obstacle__agency__locality_id__in=localities) & ~Q(obstacle__agency_id__in=own)
        return self.filter(Q(agency_id__in=own) | answers)


class ObstacleDraft(models.Model):
    """What is typed of a new obstacle, or of an answer to one, and not sent yet: one text, kept for its whole side.

    `agency`: the body in whose name it is written; None for an answer of the reviewers. `obstacle`: None for a new one.
    `fields`: what stands in the form, by name, as typed.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, null=True, related_name="obstacle_drafts")
    obstacle = models.ForeignKey(Obstacle, models.CASCADE, null=True, related_name="drafts")
    fields = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=1)
    updated_at = models.DateTimeField("lúc")
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    objects = ObstacleDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "vướng mắc đang soạn"
        ordering = ["-updated_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(agency__isnull=False) | Q(obstacle__isnull=False), name="obstacle_draft_of_some_side"
            ),
            models.UniqueConstraint(
                fields=["obstacle", "agency"], condition=Q(obstacle__isnull=False), name="obstacle_draft_once_a_side"
            ),
            # NULL equals nothing, so the rule above does not hold the reviewers' side to one draft.
            models.UniqueConstraint(
                fields=["obstacle"], condition=Q(agency__isnull=True), name="obstacle_draft_once_of_reviewers"
            ),
        ]

    def __str__(self) -> str:
        return str(self.fields.get("title", ""))


class ObstacleReply(models.Model):
    """One step in the life of an obstacle: an answer, passing it up, closing it. Only ever added."""

    obstacle = models.ForeignKey(Obstacle, models.CASCADE, related_name="replies")
    state = models.CharField("dẫn tới", max_length=9, choices=ObstacleState)
    text = models.TextField("nội dung")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "trả lời vướng mắc"
        ordering = ["obstacle_id", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ObstacleState.values), name="obstacle_reply_state_known"),
            models.CheckConstraint(condition=~Q(text=""), name="obstacle_reply_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.obstacle_id}: {self.state}"
