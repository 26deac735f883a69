from django.conf import settings
from django.db import models
from django.db.models import F, Q

from agencies.access import Right
from agencies.models import Locality
from targets.models.plan import Plan


class DraftState(models.TextChoices):
    DRAFT = "draft", "Dự thảo"
    CHECKED = "checked", "Đã kiểm tra"
    IN_FORCE = "in_force", "Có hiệu lực"
    DROPPED = "dropped", "Đã bỏ"


class PlanDraftQuerySet(models.QuerySet["PlanDraft"]):
    def visible_to(self, user) -> "PlanDraftQuerySet":
        """Drafts are seen by the staff of their locality only, and ask nobody for anything."""
        # By the right over a whole locality, not by membership: reporters and leaders see what is in force.
        return self.filter(locality_id__in=user.access.localities_with(Right.REVIEW))

    def open(self) -> "PlanDraftQuerySet":
        return self.filter(state__in=[DraftState.DRAFT, DraftState.CHECKED])

    def first_documents(self) -> "PlanDraftQuerySet":
        """Drafts with which a plan began, and whose document was handed in as a file."""
        return self.filter(is_amendment=False, state=DraftState.IN_FORCE, file__isnull=False).order_by("pk")


class PlanDraft(models.Model):
    """A plan, or a change of one, on its way into force. `work` is what the officer has typed and taken so far.

    `plan` is the plan that is changed; for a new plan it is set when the draft comes into force. An amendment has a
    document and a day of its own; a correction is one that mends what was typed wrongly, from the day of the edition
    that it mends. A plan of a province that was united with others is taken over by a new one (`takes_over`), which is
    in force from the draft's own day. The file is the document that the draft was read from, kept with it. `sent_at` is
    when the drafter said that it is ready to be checked; whoever saved last does not check.
    """

    locality = models.ForeignKey(Locality, models.PROTECT, related_name="plan_drafts", verbose_name="địa phương")
    # A plan that was entered by mistake may be withdrawn; the draft that brought it stays, as what was done.
    plan = models.ForeignKey(
        Plan, models.SET_NULL, null=True, blank=True, related_name="drafts", verbose_name="kế hoạch"
    )
    takes_over = models.ForeignKey(
        Plan, models.SET_NULL, null=True, blank=True, related_name="takeovers", verbose_name="tiếp nhận kế hoạch"
    )
    is_amendment = models.BooleanField("là sửa đổi", default=False)
    is_correction = models.BooleanField("là đính chính", default=False)
    state = models.CharField("trạng thái", max_length=8, choices=DraftState, default=DraftState.DRAFT)
    version = models.PositiveIntegerField("phiên bản", default=1)
    text = models.TextField("văn bản", blank=True)
    file = models.BinaryField("tệp gốc", null=True)
    file_name = models.CharField("tên tệp gốc", max_length=200, blank=True)
    file_sha256 = models.CharField(max_length=64, blank=True)
    work = models.JSONField("nội dung đang soạn", default=dict)
    document = models.CharField("văn bản làm căn cứ", max_length=300, blank=True)
    effective_on = models.DateField("có hiệu lực từ", null=True, blank=True)
    reason = models.TextField("lý do", blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người soạn"
    )
    drafted_at = models.DateTimeField("soạn lúc")
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người lưu sau cùng"
    )
    saved_at = models.DateTimeField("lưu lúc", null=True)
    sent_at = models.DateTimeField("gửi kiểm tra lúc", null=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người kiểm tra"
    )
    checked_at = models.DateTimeField("kiểm tra lúc", null=True)
    # Why whoever checked it has sent it back, and when a question of the drafter was answered last.
    reply = models.TextField("lý do trả lại", blank=True, default="", db_default="")
    answered_at = models.DateTimeField("trả lời câu hỏi lúc", null=True)

    objects = PlanDraftQuerySet.as_manager()

    class Meta:
        verbose_name = "dự thảo kế hoạch"
        verbose_name_plural = "dự thảo kế hoạch"
        ordering = ["-drafted_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=DraftState.values), name="plan_draft_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=[DraftState.DRAFT, DraftState.DROPPED])
                | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="plan_draft_checked_before_force",
            ),
            models.CheckConstraint(
                # Whoever saved last does not check either; the service sees to that.
                condition=Q(checked_by__isnull=True) | ~Q(checked_by=F("drafted_by")),
                name="plan_draft_checked_by_another",
            ),
            models.CheckConstraint(
                condition=Q(is_correction=False) | Q(is_amendment=True), name="plan_draft_corrects_by_amending"
            ),
            models.CheckConstraint(
                condition=Q(is_amendment=False)
                | Q(plan__isnull=False)
                | Q(state__in=[DraftState.IN_FORCE, DraftState.DROPPED]),
                name="plan_draft_amends_a_plan",
            ),
            models.CheckConstraint(
                condition=Q(takes_over__isnull=True) | Q(is_amendment=False), name="plan_draft_takes_over_as_a_new_plan"
            ),
            models.UniqueConstraint(
                fields=["takes_over"],
                condition=~Q(state=DraftState.DROPPED) & Q(takes_over__isnull=False),
                name="plan_draft_one_takeover",
            ),
            models.UniqueConstraint(
                fields=["plan"],
                condition=Q(is_amendment=True, state__in=[DraftState.DRAFT, DraftState.CHECKED]),
                name="plan_draft_one_amendment_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.locality_id} {self.pk} {self.state}"


class PlanEdition(models.Model):
    """What a plan said from a day on. The content is the plan as its file in the catalogue would have it.

    `applied_at` None: the day has not come, and the rows of the plan still say what the edition before says.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="editions", verbose_name="kế hoạch")
    number = models.PositiveSmallIntegerField("lần")
    in_force_from = models.DateField("có hiệu lực từ")
    content = models.JSONField("nội dung")
    document = models.CharField("văn bản", max_length=300)
    reason = models.TextField("lý do", blank=True)
    draft = models.ForeignKey(PlanDraft, models.SET_NULL, null=True, related_name="+", verbose_name="dự thảo")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="ai")
    at = models.DateTimeField("lúc")
    applied_at = models.DateTimeField("đã áp dụng lúc", null=True)

    class Meta:
        verbose_name = "bản kế hoạch"
        verbose_name_plural = "bản kế hoạch"
        ordering = ["plan_id", "number"]
        constraints = [models.UniqueConstraint(fields=["plan", "number"], name="plan_edition_once")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.number}"
