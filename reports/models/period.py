from datetime import date, datetime, time, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from agencies import clock
from targets.models import Plan


class PeriodState(models.TextChoices):
    PLANNED = "planned", "Chưa mở"
    OPEN = "open", "Đang mở"
    CLOSED = "closed", "Đã đóng"


class PeriodQuerySet(models.QuerySet["ReportingPeriod"]):
    def visible_to(self, user) -> "PeriodQuerySet":
        return self.filter(plan__locality_id__in=user.access.locality_ids)


class ReportingPeriod(models.Model):
    """Plan × year open for reports; with `interim` from 1, one of the reports within the year (0: on the whole year).

    `due_at` is the first moment that is late: "trước ngày 15/12" is due_at 15/12 00:00 in Viet Nam, so 14/12 24:00 is
    the last good moment. Data run from `data_from` to `data_to`, both included (15/12 of the year before to 14/12).
    """

    plan = models.ForeignKey(Plan, models.PROTECT, related_name="periods", verbose_name="kế hoạch")
    year = models.PositiveSmallIntegerField("năm")
    interim = models.PositiveSmallIntegerField("báo cáo trong năm, thứ", default=0)
    opens_on = models.DateField("ngày mở")
    due_at = models.DateTimeField("hạn")
    data_from = models.DateField("số liệu từ ngày")
    data_to = models.DateField("số liệu đến hết ngày")
    # A period keeps the cells with which it was opened: one of before asks no part of a total that no target needs.
    asks_all_parts = models.BooleanField("hỏi đủ các phần của tổng", default=True, db_default=False)
    closed_at = models.DateTimeField("đóng lúc", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "kỳ báo cáo"
        verbose_name_plural = "kỳ báo cáo"
        ordering = ["-year", "due_at", "plan_id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "year", "interim"], name="period_once"),
            models.CheckConstraint(condition=Q(data_to__gte=F("data_from")), name="period_data_in_order"),
            models.CheckConstraint(condition=Q(year__range=(1900, 2200)), name="period_year_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.year}"

    def state(self, *, now: datetime | None = None) -> str:
        """Planned, open or closed at a moment; lateness never closes a period."""
        # Closed by hand before its day stays closed: the stored act counts more than the calendar.
        if self.closed_at is not None:
            return PeriodState.CLOSED
        return PeriodState.OPEN if self.opens_on <= timezone.localdate(now or clock.now()) else PeriodState.PLANNED

    @property
    def name(self) -> str:
        """What it is on: "năm 2026", "6 tháng đầu năm 2026"."""
        return self.plan.round_name(self.year, self.interim)

    @property
    def title(self) -> str:
        """The plan's code; of a report within the year, what it is on, too."""
        return f"{self.plan.code}, {self.name}" if self.interim else self.plan.code

    @property
    def stamp(self) -> str:
        """What tells a round of a plan from its others: "2026", "2026/1" for the first report within the year."""
        return f"{self.year}/{self.interim}" if self.interim else str(self.year)

    @property
    def last_day(self) -> date:
        """The last day on which a report is on time."""
        return day_before(self.due_at)

    def days_left(self, *, now: datetime | None = None) -> int:
        """Whole days from today to the last good day; negative once it has passed."""
        return (self.last_day - timezone.localdate(now or clock.now())).days


def day_before(moment: datetime) -> date:
    """The last day that is over, or about to be, when a moment comes: the last good day of a deadline."""
    return timezone.localdate(moment - timedelta(microseconds=1))


def start_of(day: date) -> datetime:
    """The first moment of a day in Viet Nam."""
    return timezone.make_aware(datetime.combine(day, time.min))
