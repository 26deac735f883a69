from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from agencies.access import Right
from agencies.models import Locality
from targets.models.draft import DraftState
from targets.models.target import Target

# A change of the catalogue is put in force by who checks it: it has no state between.
CHANGE_STATES = (DraftState.DRAFT, DraftState.IN_FORCE, DraftState.DROPPED)


class MeasureKind(models.TextChoices):
    """What an entry of the catalogue is of."""

    INDICATOR = "indicator", "Chỉ tiêu"
    ELEMENT = "element", "Số liệu đầu vào"


class MeasureChangeQuerySet(models.QuerySet["MeasureChange"]):
    def visible_to(self, user) -> "MeasureChangeQuerySet":
        """The catalogue is one for all localities: the staff of each see what is to change in it."""
        return self.all() if user.access.localities_with(Right.REVIEW) else self.none()

    def open(self) -> "MeasureChangeQuerySet":
        return self.filter(state=DraftState.DRAFT)

    def to_check_by(self, user) -> "MeasureChangeQuerySet":
        """What was sent by others, from the user's localities or of what their plans promise something by."""
        mine = user.access.localities_with(Right.REVIEW)
        promised = Target.objects.filter(plan__locality_id__in=mine)
        here = Q(locality_id__in=mine)
        for path in ("indicator", "indicator__inputs__element"):
            # An element concerns a place through the indicators that are made of it, an indicator by itself.
            here |= Exists(promised.filter(**{f"{path}__code": OuterRef("code")}))
        rows = self.open().filter(here, sent_at__isnull=False)
        return rows.exclude(drafted_by=user).exclude(saved_by=user)


class MeasureChange(models.Model):
    """An indicator or data element as it is to be, on its way into force; who reports it included.

    `said` is the whole entry as the catalogue's files have it, `before` what it said when the change was last saved,
    None for a new one. `same_meaning`: whoever drafts it says that figures accepted so far mean the same. `reply` is
    why the checker has sent it back. The second person who checks it puts it in force.
    """

    locality = models.ForeignKey(Locality, models.PROTECT, related_name="measure_changes", verbose_name="địa phương")
    kind = models.CharField("loại", max_length=9, choices=MeasureKind)
    code = models.SlugField("mã", max_length=50)
    state = models.CharField("trạng thái", max_length=8, choices=DraftState, default=DraftState.DRAFT)
    version = models.PositiveIntegerField("phiên bản", default=1)
    said = models.JSONField("nội dung mới")
    before = models.JSONField("nội dung đang dùng", null=True)
    same_meaning = models.BooleanField("nghĩa không đổi", default=False)
    reason = models.TextField("lý do")
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người soạn"
    )
    drafted_at = models.DateTimeField("soạn lúc")
    saved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name="người lưu sau cùng"
    )
    saved_at = models.DateTimeField("lưu lúc")
    sent_at = models.DateTimeField("gửi kiểm tra lúc", null=True)
    checked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="người kiểm tra"
    )
    checked_at = models.DateTimeField("kiểm tra lúc", null=True)
    reply = models.TextField("lý do trả lại", blank=True)

    objects = MeasureChangeQuerySet.as_manager()

    class Meta:
        verbose_name = "sửa danh mục"
        verbose_name_plural = "sửa danh mục"
        ordering = ["-drafted_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MeasureKind.values), name="measure_change_kind_known"),
            models.CheckConstraint(condition=Q(state__in=CHANGE_STATES), name="measure_change_state_known"),
            models.CheckConstraint(
                condition=~Q(state=DraftState.IN_FORCE) | Q(checked_by__isnull=False, checked_at__isnull=False),
                name="measure_change_checked_before_force",
            ),
            models.CheckConstraint(
                condition=Q(checked_by__isnull=True) | (~Q(checked_by=F("drafted_by")) & ~Q(checked_by=F("saved_by"))),
                name="measure_change_checked_by_another",
            ),
            models.UniqueConstraint(
                fields=["kind", "code"], condition=Q(state=DraftState.DRAFT), name="measure_change_one_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.state}"


class MeasureEdition(models.Model):
    """What an indicator or data element said from a day on, kept once somebody has changed it.

    `in_force_from` None: as far back as the catalogue goes. `content` is the entry as the files have it.
    """

    kind = models.CharField("loại", max_length=9, choices=MeasureKind)
    code = models.SlugField("mã", max_length=50)
    number = models.PositiveSmallIntegerField("lần")
    in_force_from = models.DateField("có hiệu lực từ", null=True)
    content = models.JSONField("nội dung")
    reason = models.TextField("lý do", blank=True)
    change = models.ForeignKey(MeasureChange, models.SET_NULL, null=True, related_name="+", verbose_name="bản sửa")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name="ai")
    at = models.DateTimeField("lúc")

    class Meta:
        verbose_name = "bản của danh mục"
        verbose_name_plural = "bản của danh mục"
        ordering = ["kind", "code", "number"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=MeasureKind.values), name="measure_edition_kind_known"),
            models.UniqueConstraint(fields=["kind", "code", "number"], name="measure_edition_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} {self.number}"
