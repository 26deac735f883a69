from django.conf import settings
from django.db import models
from django.db.models import Q

from reports.models.submission import Submission


class NoticeKind(models.TextChoices):
    OPENED = "opened", "Kỳ báo cáo đã mở"
    DUE_14 = "due_14", "Còn 14 ngày"
    DUE_7 = "due_7", "Còn 7 ngày"
    DUE_3 = "due_3", "Còn 3 ngày"
    DUE_1 = "due_1", "Còn 1 ngày"
    OVERDUE = "overdue", "Quá hạn"
    RETURNED = "returned", "Báo cáo được trả lại"
    ACCEPTED = "accepted", "Báo cáo đã được duyệt"
    REOPENED = "reopened", "Báo cáo được mở lại"
    EXTENDED = "extended", "Hạn được lùi"
    REMINDED = "reminded", "Nhắc nộp báo cáo"
    ANSWERED = "answered", "Vướng mắc đã được trả lời"
    SENT = "sent", "Báo cáo mới nộp"
    SENT_LATE = "sent_late", "Báo cáo nộp sau hạn"
    SENT_AGAIN = "sent_again", "Báo cáo đã sửa, nộp lại"


class Delivery(models.TextChoices):
    """Where a notice's e-mail stands; every notice is in the app in any case."""

    NO_ADDRESS = "no_address", "Không có địa chỉ"
    IN_APP = "in_app", "Chỉ trong ứng dụng"
    WAITING = "waiting", "Chờ gửi"
    SENT = "sent", "Đã gửi"
    FAILED = "failed", "Không gửi được"


class Notice(models.Model):
    """One message to one person about one submission, once. `key` tells repeats of a kind apart (a second return)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notices")
    submission = models.ForeignKey(Submission, models.CASCADE, related_name="notices")
    kind = models.CharField("loại", max_length=10, choices=NoticeKind)
    key = models.CharField(max_length=40, blank=True)
    text = models.TextField("nội dung")
    created_at = models.DateTimeField("lúc")
    read_at = models.DateTimeField("đọc lúc", null=True)
    # A letter that was claimed and never confirmed is WAITING without a `try_after` (ADR 0009).
    delivery = models.CharField("thư điện tử", max_length=10, choices=Delivery)
    attempts = models.PositiveSmallIntegerField(default=0)
    try_after = models.DateTimeField(null=True)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        verbose_name = "thông báo"
        verbose_name_plural = "thông báo"
        ordering = ["-pk"]
        indexes = [models.Index(fields=["delivery", "try_after"], name="notice_delivery")]
        constraints = [
            # Whoever writes a notice again, after a crash or at the same moment, meets this and tells nobody twice.
            models.UniqueConstraint(fields=["user", "submission", "kind", "key"], name="notice_once"),
            models.CheckConstraint(condition=Q(kind__in=NoticeKind.values), name="notice_kind_known"),
            models.CheckConstraint(condition=Q(delivery__in=Delivery.values), name="notice_delivery_known"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind}"
