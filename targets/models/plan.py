from calendar import monthrange
from datetime import date

from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, Locality
from agencies.read_rows import ReadRow
from targets.models.indicator import Indicator


class Frequency(models.TextChoices):
    YEARLY = "yearly", "Hằng năm"
    HALF_YEARLY = "half_yearly", "6 tháng và năm"
    QUARTERLY = "quarterly", "Hằng quý và năm"
    ONCE = "once", "Một lần"
    NONE = "none", "Không ấn định ngày"


# The last day of the data of each report within the year, where the plan names none: month and day of Điều 12, Nghị
# định 09/2019/NĐ-CP. The report on the year follows as the last of them all.
INTERIM_ENDS: dict[str, tuple[tuple[int, int], ...]] = {
    Frequency.YEARLY: (),
    Frequency.HALF_YEARLY: ((6, 14),),
    Frequency.QUARTERLY: ((3, 14), (6, 14), (9, 14)),
    Frequency.ONCE: (),
    Frequency.NONE: (),
}
INTERIM_WORDS: dict[str, tuple[str, ...]] = {
    Frequency.YEARLY: (),
    Frequency.HALF_YEARLY: ("6 tháng đầu năm",),
    Frequency.QUARTERLY: ("quý I năm", "quý II năm", "quý III năm"),
    Frequency.ONCE: (),
    Frequency.NONE: (),
}


class PlanQuerySet(models.QuerySet["Plan"]):
    def visible_to(self, user) -> "PlanQuerySet":
        return self.filter(locality_id__in=user.access.locality_ids)


class Plan(ReadRow):
    """Issued document with targets and duties. "Trước ngày due_day/due_month": the day before is the last good one.

    `interim_reports` are the reports within the year before the one on the whole year: one a half-year, three a
    quarter, each {due_month, due_day, data_month, data_day}; the data's last day may be None.
    """

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
    frequency = models.CharField("kỳ báo cáo", max_length=11, choices=Frequency)
    due_month = models.PositiveSmallIntegerField("tháng hạn", null=True, blank=True)
    due_day = models.PositiveSmallIntegerField("ngày hạn", null=True, blank=True)
    due_next_year = models.BooleanField("hạn rơi vào năm sau", default=False)
    interim_reports = models.JSONField("báo cáo trong năm", default=list, blank=True)
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

    def due_date(self, year: int, interim: int = 0) -> date | None:
        """The day before which the report of a year must arrive; None where the plan gives no date.

        `interim` counts the reports within the year from 1; 0 is the one on the whole year.
        """
        if interim:
            one = self.interim_reports[interim - 1]
            return day_in(year, one["due_month"], one["due_day"])
        if self.due_month is None or self.due_day is None:
            return None
        # "Trước 10/01 năm sau": the report is on this year, its date lies in the next.
        return day_in(year + int(self.due_next_year), self.due_month, self.due_day)

    @property
    def interims(self) -> range:
        """The numbers of the reports within the year, from 1; empty where only the year is reported."""
        return range(1, len(self.interim_reports) + 1)

    def interim_end(self, year: int, interim: int) -> date:
        """The last day of the data of a report within the year: stocks are counted then, flows up to it."""
        one = self.interim_reports[interim - 1]
        month, day = INTERIM_ENDS[self.frequency][interim - 1]
        return day_in(year, one.get("data_month") or month, one.get("data_day") or day)

    def round_name(self, year: int, interim: int = 0) -> str:
        """What a report is on: "năm 2026", "6 tháng đầu năm 2026", "quý I năm 2026"."""
        words = INTERIM_WORDS[self.frequency]
        if not interim:
            return f"năm {year}"
        return f"{words[interim - 1]} {year}" if interim <= len(words) else f"kỳ {interim} năm {year}"

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


def day_in(year: int, month: int, day: int) -> date:
    """A day of a year: "trước ngày 29/02" is the last day of February in a year without one."""
    return date(year, month, min(day, monthrange(year, month)[1]))


class Baseline(ReadRow):
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
