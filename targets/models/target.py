from decimal import Decimal
from functools import cached_property

from django.db import models
from django.db.models import F, Q

from agencies.read_rows import ReadRow
from targets.calculations.statuses import Comparator
from targets.models.indicator import Indicator
from targets.models.plan import Plan


class Basis(models.TextChoices):
    YEAR = "year", "Trong năm mục tiêu"
    CUMULATIVE = "cumulative", "Cộng dồn nhiều năm"
    EVERY_YEAR = "every_year", "Mỗi năm trong giai đoạn"
    AVERAGE = "average_per_year", "Bình quân mỗi năm trong giai đoạn"
    CHANGE = "change", "Thay đổi so với một năm gốc, %"


class Ambition(models.TextChoices):
    """Two levels that a plan sets for one year: the committed one is judged, the aspired one is shown beside it."""

    COMMITTED = "committed", "cam kết"
    ASPIRED = "aspired", "phấn đấu"


MILESTONE = "milestone"


class TargetQuerySet(models.QuerySet["Target"]):
    def visible_to(self, user) -> "TargetQuerySet":
        return self.filter(plan__locality_id__in=user.access.locality_ids)

    def judged(self) -> "TargetQuerySet":
        """Targets that a verdict is counted of: what a plan aspires to beyond its promise makes no standing worse."""
        return self.filter(ambition=Ambition.COMMITTED)


class Target(ReadRow):
    """What a plan promises for an indicator in a year (or over years). Percents are stored as 55.5, growth as 5.

    A change against `base_year` is in percent of that year's value, signed: -20 is a fall of a fifth.
    """

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
    # In the key below: a plan may promise a level of a year and an average up to it, for one indicator.
    basis = models.CharField("cách tính", max_length=16, choices=Basis)
    from_year = models.PositiveSmallIntegerField("từ năm", null=True, blank=True)
    base_year = models.PositiveSmallIntegerField("năm gốc", null=True, blank=True)
    ambition = models.CharField("mức", max_length=9, choices=Ambition, default=Ambition.COMMITTED)
    citation = models.CharField("căn cứ", max_length=200)
    note = models.TextField("ghi chú", blank=True)

    objects = TargetQuerySet.as_manager()

    class Meta:
        verbose_name = "mục tiêu"
        verbose_name_plural = "mục tiêu"
        ordering = ["plan_id", "year", "indicator__position"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "indicator", "year", "basis", "ambition"], name="target_once"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="target_basis_known"),
            models.CheckConstraint(condition=Q(ambition__in=Ambition.values), name="target_ambition_known"),
            models.CheckConstraint(
                condition=(Q(basis=Basis.CHANGE) & Q(base_year__isnull=False, base_year__lt=F("year")))
                | (~Q(basis=Basis.CHANGE) & Q(base_year__isnull=True)),
                name="target_base_year_fits_basis",
            ),
            models.CheckConstraint(
                condition=Q(comparator=MILESTONE, low__isnull=True, high__isnull=True)
                | Q(comparator="range", low__isnull=False, high__isnull=False, high__gte=F("low"))
                | Q(comparator__in=[">=", ">", "<=", "<", "=", "about"], low__isnull=False, high__isnull=True),
                name="target_bounds_fit_comparator",
            ),
            models.CheckConstraint(
                condition=Q(basis__in=[Basis.YEAR, Basis.CHANGE], from_year__isnull=True)
                | (~Q(basis__in=[Basis.YEAR, Basis.CHANGE]) & Q(from_year__isnull=False, from_year__lte=F("year"))),
                name="target_period_fits_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.indicator_id} {self.year}"

    @cached_property
    def planned(self) -> dict[int, Decimal]:
        """What its yearly plan sets, by year."""
        return {one.year: one.value for one in self.yearly_plan.all()}


class PlannedValue(ReadRow):
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


class Milestone(ReadRow):
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
