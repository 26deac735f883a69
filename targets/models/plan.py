from calendar import monthrange
from datetime import date

from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, Locality
from targets.models.indicator import Indicator


class Frequency(models.TextChoices):
    YEARLY = "yearly", "Hằng năm"
    ONCE = "once", "Một lần"
    NONE = "none", "Không ấn định ngày"


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user) -> "PlanQuerySet":
        return self.filter(locality_id__in=user.access.locality_ids)


class Plan(models.Model):
    """Issued document with targets and duties. "Trước ngày due_day/due_month": the day before is the last good one."""

    code = models.CharField("mã", max_length=20, unique=True)
    locality = models.ForeignKey(Locality, models.PROTECT, related_name="plans", verbose_name="địa phương")
    title = models.CharField("tên", max_length=400)
    short_title = models.CharField("tên ngắn", max_length=120)
    number = models.CharField("số, ký hiệu", max_length=50)
    issued_on = models.DateField("ngày ban hành")
    issuer = models.CharField("cơ quan ban hành", max_length=200)
    signer = models.CharField("người ký", max_length=100)
    first_year = models.PositiveSmallIntegerField("năm đầu")
    last_year = models.PositiveSmallIntegerField("năm cuối")
    party_document = models.BooleanField("văn bản của Đảng", default=False)
    corrections = models.JSONField("lỗi của bản quét đã sửa", default=list, blank=True)
    frequency = models.CharField("kỳ báo cáo", max_length=6, choices=Frequency)
    due_month = models.PositiveSmallIntegerField("tháng hạn", null=True, blank=True)
    due_day = models.PositiveSmallIntegerField("ngày hạn", null=True, blank=True)
    due_next_year = models.BooleanField("hạn rơi vào năm sau", default=False)
    opens_month = models.PositiveSmallIntegerField("tháng mở", null=True, blank=True)
    opens_day = models.PositiveSmallIntegerField("ngày mở", null=True, blank=True)
    report_first_year = models.PositiveSmallIntegerField("báo cáo từ năm", null=True, blank=True)
    report_last_year = models.PositiveSmallIntegerField("báo cáo đến năm", null=True, blank=True)
    recipient = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="nơi nhận báo cáo"
    )
    report_citation = models.CharField("căn cứ chế độ báo cáo", max_length=200, blank=True)
    ended_on = models.DateField("kết thúc ngày", null=True, blank=True)
    end_document = models.CharField("văn bản kết thúc", max_length=300, blank=True)
    end_reason = models.TextField("lý do kết thúc", blank=True)
    moves_weekend = models.BooleanField("hạn rơi vào ngày nghỉ thì lùi sang ngày làm việc", default=False)

    objects = PlanQuerySet.as_manager()

    class Meta:
        verbose_name = "kế hoạch"
        verbose_name_plural = "kế hoạch"
        ordering = ["locality__code", "-issued_on"]
        constraints = [
            models.CheckConstraint(condition=Q(last_year__gte=F("first_year")), name="plan_years_in_order"),
            models.CheckConstraint(condition=Q(frequency__in=Frequency.values), name="plan_frequency_known"),
            models.CheckConstraint(
                condition=Q(frequency=Frequency.NONE, due_month__isnull=True, due_day__isnull=True)
                | Q(
                    # A check lets an unknown pass, so that the day is there has to be said.
                    due_month__isnull=False,
                    due_day__isnull=False,
                    due_month__range=(1, 12),
                    due_day__range=(1, 31),
                ),
                name="plan_due_date_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.code

    def due_date(self, year: int) -> date | None:
        """The day before which the report of a year must arrive; None where the plan gives no date."""
        if self.due_month is None or self.due_day is None:
            return None
        year += int(self.due_next_year)
        # "Trước ngày 29/02" is the last day of February in a year without one.
        return date(year, self.due_month, min(self.due_day, monthrange(year, self.due_month)[1]))

    def asks_for_report(self, year: int) -> bool:
        """Whether the plan asks for a report on a year."""
        if self.frequency == Frequency.NONE or self.report_first_year is None:
            return False
        return self.reports_on(year)

    def reports_on(self, year: int) -> bool:
        """Whether a year is one of those on which the plan is reported: its own years where it names no others."""
        if self.ended_on is not None and year > self.ended_on.year:
            return False
        return (self.report_first_year or self.first_year) <= year <= (self.report_last_year or self.last_year)


class Baseline(models.Model):
    """Starting year and value of an indicator in a plan, as published; without one the first report is the start."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="baselines", verbose_name="kế hoạch")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="baselines", verbose_name="chỉ tiêu")
    year = models.PositiveSmallIntegerField("năm gốc")
    value = models.DecimalField("giá trị gốc", max_digits=20, decimal_places=4)
    citation = models.CharField("căn cứ", max_length=300)

    class Meta:
        verbose_name = "giá trị gốc"
        verbose_name_plural = "giá trị gốc"
        ordering = ["plan_id", "indicator_id"]
        constraints = [models.UniqueConstraint(fields=["plan", "indicator"], name="baseline_once_per_plan")]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.indicator_id}: {self.value} ({self.year})"
