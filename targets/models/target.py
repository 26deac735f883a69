from django.db import models
from django.db.models import F, Q

from targets.calculations.statuses import Comparator
from targets.models.indicator import Indicator
from targets.models.plan import Plan


class Basis(models.TextChoices):
    YEAR = "year", "Trong năm mục tiêu"
    CUMULATIVE = "cumulative", "Cộng dồn nhiều năm"
    EVERY_YEAR = "every_year", "Mỗi năm trong giai đoạn"
    AVERAGE = "average_per_year", "Bình quân mỗi năm (để tham khảo)"


MILESTONE = "milestone"


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, user) -> "TargetQuerySet":
        return self.filter(plan__locality_id__in=user.access.locality_ids)

    def judged(self) -> "TargetQuerySet":
        """Targets that get a standing of their own; a yearly average beside a total is only shown."""
        return self.exclude(basis=Basis.AVERAGE)


class Target(models.Model):
    """What a plan promises for an indicator in a year (or over years). Percents are stored as 55.5, growth as 5."""

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="targets", verbose_name="kế hoạch")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="targets", verbose_name="chỉ tiêu")
    year = models.PositiveSmallIntegerField("năm")
    comparator = models.CharField(
        "phép so sánh",
        max_length=10,
        choices=[*[(c.value, c.value) for c in Comparator], (MILESTONE, "các mốc")],
    )
    low = models.DecimalField("mức dưới", max_digits=20, decimal_places=4, null=True, blank=True)
    high = models.DecimalField("mức trên", max_digits=20, decimal_places=4, null=True, blank=True)
    basis = models.CharField("cách tính", max_length=16, choices=Basis)
    from_year = models.PositiveSmallIntegerField("từ năm", null=True, blank=True)
    citation = models.CharField("căn cứ", max_length=200)
    note = models.TextField("ghi chú", blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = "mục tiêu"
        verbose_name_plural = "mục tiêu"
        ordering = ["plan_id", "year", "indicator__position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "indicator", "year", "basis"], name="target_once"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="target_basis_known"),
            models.CheckConstraint(
                condition=Q(comparator=MILESTONE, low__isnull=True, high__isnull=True)
                | Q(comparator="range", low__isnull=False, high__isnull=False, high__gte=F("low"))
                | Q(comparator__in=[">=", ">", "<=", "<", "=", "about"], low__isnull=False, high__isnull=True),
                name="target_bounds_fit_comparator",
            ),
            models.CheckConstraint(
                condition=Q(basis=Basis.YEAR, from_year__isnull=True)
                | (~Q(basis=Basis.YEAR) & Q(from_year__isnull=False, from_year__lte=F("year"))),
                name="target_period_fits_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.indicator_id} {self.year}"


class PlannedValue(models.Model):
    """What a yearly plan sets for one year of a target over several years; it replaces the even split."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="yearly_plan", verbose_name="mục tiêu")
    year = models.PositiveSmallIntegerField("năm")
    value = models.DecimalField("giá trị", max_digits=20, decimal_places=4)
    citation = models.CharField("căn cứ", max_length=300)

    class Meta:
        verbose_name = "kế hoạch từng năm"
        verbose_name_plural = "kế hoạch từng năm"
        ordering = ["target_id", "year"]
        constraints = [models.UniqueConstraint(fields=["target", "year"], name="planned_value_once")]

    def __str__(self) -> str:
        return f"{self.target_id} {self.year}: {self.value}"


class Milestone(models.Model):
    """One stated result of a qualitative target, judged by a person with date and evidence."""

    target = models.ForeignKey(Target, models.CASCADE, related_name="milestones", verbose_name="mục tiêu")
    code = models.SlugField("mã", max_length=60)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    name = models.CharField("nội dung", max_length=300)
    citation = models.CharField("căn cứ", max_length=200)

    class Meta:
        verbose_name = "mốc"
        verbose_name_plural = "mốc"
        ordering = ["target_id", "position"]
        constraints = [models.UniqueConstraint(fields=["target", "code"], name="milestone_once")]

    def __str__(self) -> str:
        return self.name
