from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.access import Right
from agencies.models import Agency, Locality


class Verb(models.TextChoices):
    """What an event records, as the history page names it."""

    SUBMITTED = "submitted", "Nộp báo cáo"
    WITHDRAWN = "withdrawn", "Rút báo cáo"
    RETURNED = "returned", "Trả lại báo cáo"
    ACCEPTED = "accepted", "Duyệt báo cáo"
    REOPENED = "reopened", "Mở lại báo cáo"
    FIGURES_SAVED = "figures_saved", "Ghi số liệu"
    DUTY_SAVED = "duty_saved", "Ghi kết quả nhiệm vụ"
    PART_OF_YEAR_SAID = "part_of_year_said", "Nói số của phần nào trong năm"
    PERIOD_OPENED = "period_opened", "Mở kỳ báo cáo"
    OBSTACLE_RAISED = "obstacle_raised", "Nêu vướng mắc"
    OBSTACLE_MOVED = "obstacle_moved", "Xử lý vướng mắc"
    EVIDENCE_ADDED = "evidence_added", "Thêm minh chứng"
    EVIDENCE_REMOVED = "evidence_removed", "Gỡ minh chứng"
    FILE_REFUSED = "file_refused", "Từ chối tệp có mã độc"
    OFFICIAL_FIGURE_ENTERED = "official_figure_entered", "Nhập số công bố"
    PERIOD_CLOSED = "period_closed", "Đóng kỳ báo cáo"
    PERIOD_REOPENED = "period_reopened", "Mở lại kỳ báo cáo"
    DEADLINE_EXTENDED = "deadline_extended", "Gia hạn"
    REMINDED = "reminded", "Nhắc nộp báo cáo"
    MILESTONE_JUDGED = "milestone_judged", "Đánh giá mốc"
    REPORT_DRAFTED = "report_drafted", "Lập dự thảo báo cáo"
    REPORT_EDITED = "report_edited", "Sửa dự thảo báo cáo"
    REPORT_CHECKED = "report_checked", "Kiểm tra báo cáo"
    REPORT_SENT_BACK = "report_sent_back", "Trả lại dự thảo báo cáo"
    REPORT_ISSUED = "report_issued", "Ban hành báo cáo"
    REPORT_DROPPED = "report_dropped", "Bỏ dự thảo báo cáo"
    PERIOD_RULE_SET = "period_rule_set", "Đặt quy tắc hạn nộp"
    RULES_DECIDED = "rules_decided", "Chọn quy tắc đánh giá"
    SIGNED_IN = "signed_in", "Đăng nhập"
    SIGNED_OUT = "signed_out", "Thoát"
    SIGN_IN_FAILED = "sign_in_failed", "Đăng nhập sai"
    LOCKED_OUT = "locked_out", "Tạm khóa đăng nhập"
    UNLOCKED = "unlocked", "Mở khóa đăng nhập"
    REFUSED = "refused", "Từ chối truy cập"
    LETTER_WRITTEN = "letter_written", "Cấp giấy mời"
    FACTOR_ADDED = "factor_added", "Thêm xác thực hai lớp"
    FACTOR_REMOVED = "factor_removed", "Gỡ xác thực hai lớp"
    TOKEN_ADDED = "token_added", "Cấp mã truy cập API"
    ACCESS_ENDED = "access_ended", "Kết thúc phiên, mã truy cập"
    PERSON_ADDED = "person_added", "Thêm người dùng"
    PERSON_CHANGED = "person_changed", "Sửa người dùng, phân công"
    PASSWORD_SET = "password_set", "Đặt lại mật khẩu"
    AGENCY_ADDED = "agency_added", "Thêm đơn vị"
    AGENCY_CHANGED = "agency_changed", "Sửa đơn vị"
    REORGANISATION_DRAFTED = "reorganisation_drafted", "Soạn sắp xếp lại"
    REORGANISATION_CONFIRMED = "reorganisation_confirmed", "Xác nhận sắp xếp lại"
    REORGANISATION_TAKEN_BACK = "reorganisation_taken_back", "Đưa sắp xếp lại về bản soạn"
    REORGANISATION_APPLIED = "reorganisation_applied", "Áp dụng sắp xếp lại"
    REORGANISATION_UNDONE = "reorganisation_undone", "Hoàn lại sắp xếp lại"
    COORDINATION_SET = "coordination_set", "Đặt cơ quan đầu mối"
    HANDED_OVER = "handed_over", "Bàn giao"
    MAIL_TESTED = "mail_tested", "Thử thư điện tử"
    PRUNED = "pruned", "Xóa theo thời hạn giữ"
    PLAN_DRAFTED = "plan_drafted", "Soạn kế hoạch"
    PLAN_SENT = "plan_sent", "Gửi kiểm tra kế hoạch"
    PLAN_CHECKED = "plan_checked", "Kiểm tra kế hoạch"
    PLAN_SENT_BACK = "plan_sent_back", "Trả lại dự thảo kế hoạch"
    PLAN_DROPPED = "plan_dropped", "Bỏ dự thảo kế hoạch"
    PLAN_IN_FORCE = "plan_in_force", "Đưa kế hoạch vào hiệu lực"
    PLAN_AMENDED = "plan_amended", "Sửa đổi kế hoạch"
    PLAN_CORRECTED = "plan_corrected", "Đính chính kế hoạch"
    PLAN_WITHDRAWN = "plan_withdrawn", "Rút kế hoạch nhập nhầm"
    PLAN_ENDED = "plan_ended", "Kết thúc kế hoạch"
    MEASURE_DRAFTED = "measure_drafted", "Soạn sửa danh mục"
    MEASURE_SENT = "measure_sent", "Gửi kiểm tra sửa danh mục"
    MEASURE_SENT_BACK = "measure_sent_back", "Trả lại bản sửa danh mục"
    MEASURE_DROPPED = "measure_dropped", "Bỏ bản sửa danh mục"
    MEASURE_CHANGED = "measure_changed", "Sửa danh mục chỉ tiêu"
    CATALOGUE_LOADED = "catalogue_loaded", "Nạp danh mục từ tệp"


# Who came and went, and who was given what: the administrator's part of the history, without a figure.
ADMINISTRATION = frozenset(
    {
        Verb.SIGNED_IN,
        Verb.SIGNED_OUT,
        Verb.SIGN_IN_FAILED,
        Verb.LOCKED_OUT,
        Verb.UNLOCKED,
        Verb.REFUSED,
        Verb.LETTER_WRITTEN,
        Verb.FACTOR_ADDED,
        Verb.FACTOR_REMOVED,
        Verb.TOKEN_ADDED,
        Verb.ACCESS_ENDED,
        Verb.PERSON_ADDED,
        Verb.PERSON_CHANGED,
        Verb.PASSWORD_SET,
        Verb.AGENCY_ADDED,
        Verb.AGENCY_CHANGED,
        Verb.REORGANISATION_DRAFTED,
        Verb.REORGANISATION_CONFIRMED,
        Verb.REORGANISATION_TAKEN_BACK,
        Verb.REORGANISATION_APPLIED,
        Verb.REORGANISATION_UNDONE,
        Verb.COORDINATION_SET,
        Verb.MAIL_TESTED,
        Verb.HANDED_OVER,
    }
)

# The work on a report before it is issued: its words, seen by those who write it.
DRAFTING = frozenset(
    {
        Verb.REPORT_DRAFTED,
        Verb.REPORT_EDITED,
        Verb.REPORT_CHECKED,
        Verb.REPORT_SENT_BACK,
        Verb.REPORT_DROPPED,
        Verb.PLAN_DRAFTED,
        Verb.PLAN_SENT,
        Verb.PLAN_CHECKED,
        Verb.PLAN_SENT_BACK,
        Verb.MEASURE_DRAFTED,
        Verb.MEASURE_SENT,
        Verb.MEASURE_SENT_BACK,
        Verb.MEASURE_DROPPED,
        Verb.PLAN_DROPPED,
    }
)


class AuditEventQuerySet(models.QuerySet["AuditEvent"]):
    def visible_to(self, user) -> "AuditEventQuerySet":
        """All of the locality for staff; but for drafts of reports for leaders; the own agency's figures and the own
        sign-ins for a reporter.

        An administrator sees people, agencies and sign-ins of the own locality, those of unknown names too; whoever set
        vocplan up sees those of every locality.
        """
        access = user.access
        administration = Q(verb__in=ADMINISTRATION)
        # Leaders read the history, but a draft's words are its writers' until the paper is issued.
        seen = ~Q(verb__in=DRAFTING) & Q(locality_id__in=access.localities_with(Right.SEE_SUBMISSIONS))
        seen |= Q(verb__in=DRAFTING) & Q(locality_id__in=access.localities_with(Right.WRITE_REPORTS))
        seen |= ~administration & Q(agency_id__in=access.agencies_with(Right.SEE_SUBMISSIONS))
        # Her own sign-ins alone: those of colleagues are the administrator's business.
        if access.has(Right.SEE_SUBMISSIONS):
            seen |= administration & Q(actor_id=user.pk)
        if access.has(Right.MANAGE_USERS):
            # A try with an unknown name belongs to no locality, so each administrator sees it.
            seen |= administration & (Q(locality_id__in=access.locality_ids) | Q(locality__isnull=True))
        if access.is_founder:
            seen |= administration
        return self.filter(seen)


class AuditEvent(models.Model):
    """One action that matters: who did what to what, when, and the values before and after.

    Only ever added: triggers refuse UPDATE and DELETE on both databases. Its place in the chain is its `seal`, which
    comes seconds after its transaction.
    """

    at = models.DateTimeField("lúc")
    # No constraint and nothing done on deletion: SET_NULL would be an UPDATE, which the triggers refuse; the name
    # stays.
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, related_name="+", db_constraint=False
    )
    actor_name = models.CharField("người", max_length=200)
    verb = models.CharField("việc", max_length=40)
    subject = models.CharField("đối tượng", max_length=80)
    summary = models.CharField("nội dung", max_length=500)
    locality = models.ForeignKey(Locality, models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, models.PROTECT, null=True, related_name="+")
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    search_key = models.TextField(editable=False, default="")

    objects = AuditEventQuerySet.as_manager()

    class Meta:
        verbose_name = "nhật ký"
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["locality", "-at"], name="audit_locality_at"),
            models.Index(fields=["subject"], name="audit_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.verb}"


class Unsealed(models.Model):
    """An event that waits for its seal, written with it: the queue of the chain. `since` is the machine's own time."""

    event = models.OneToOneField(AuditEvent, models.DO_NOTHING, primary_key=True, related_name="+")
    since = models.DateTimeField("chờ từ")

    class Meta:
        verbose_name = "dòng chờ nối"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.pk}"


class AuditSeal(models.Model):
    """The place of one event in the chain, counted from 1 without a gap.

    `hash` is SHA-256 over the event and the hash of the place before, so that an event edited with the triggers off
    breaks the chain. No two follow the same one. Only ever added, as the events themselves.
    """

    place = models.BigIntegerField("thứ tự", primary_key=True)
    event = models.OneToOneField(AuditEvent, models.DO_NOTHING, related_name="seal")
    previous_hash = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True)

    class Meta:
        verbose_name = "mối nối của nhật ký"
        ordering = ["place"]

    def __str__(self) -> str:
        return f"{self.place} {self.hash}"
