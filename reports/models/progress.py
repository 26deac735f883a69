from django.db import models
from django.db.models import Q

from agencies.access import Right
from agencies.models import Locality
from agencies.read_rows import ReadRow
from reports.models.official import FigureKind, OfficialFigure
from targets.calculations.statuses import Status
from targets.calculations.uncertainty import UNDETERMINED
from targets.models import Indicator, Target

STANDINGS = [(status.value, status.value) for status in Status]
SHOWN_STANDINGS = [*STANDINGS, (UNDETERMINED, UNDETERMINED)]


class View(models.TextChoices):
    """Which figures of agencies count: the accepted ones, or also those still under review."""

    ACCEPTED = "accepted", "Đã duyệt"
    PROVISIONAL = "provisional", "Cả tạm tính"


class ActualSource(models.TextChoices):
    OFFICIAL = "official", "công bố"
    ROLLUP = "rollup", "tổng hợp"


class IndicatorValue(ReadRow):
    """An indicator's value for a locality and year: roll-up and official figure side by side, and which one counts.

    Disposable: rebuilt from figures. Counts and sums are in the unit of the data elements, `rollup` in the indicator's.
    A roll-up of too few agencies is shown as the value and decides nothing. `half_width`: of the published value.
    """

    locality = models.ForeignKey(Locality, models.CASCADE, related_name="indicator_values")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="values")
    year = models.PositiveSmallIntegerField()
    view = models.CharField(max_length=11, choices=View)
    numerator = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    denominator = models.DecimalField(max_digits=24, decimal_places=4, null=True)
    rollup = models.DecimalField(max_digits=30, decimal_places=12, null=True)
    units_reporting = models.PositiveIntegerField(default=0)
    units_expected = models.PositiveIntegerField(default=0)
    coverage_weight = models.DecimalField(max_digits=20, decimal_places=12, null=True)
    assessable = models.BooleanField(default=False)
    has_estimate = models.BooleanField(default=False)
    illustrative = models.BooleanField(default=False)
    # SET_NULL and not PROTECT: this row can be made anew and must not hold up the removal of a published figure.
    official = models.ForeignKey(OfficialFigure, models.SET_NULL, null=True, related_name="+")
    value = models.DecimalField(max_digits=30, decimal_places=12, null=True)
    source = models.CharField(max_length=8, choices=ActualSource, blank=True)
    kind = models.CharField(max_length=11, choices=FigureKind, blank=True)
    half_width = models.DecimalField(max_digits=20, decimal_places=6, null=True)

    class Meta:
        verbose_name = "giá trị chỉ tiêu"
        ordering = ["locality_id", "indicator_id", "view", "year"]
        constraints = [
            models.UniqueConstraint(fields=["locality", "indicator", "year", "view"], name="indicator_value_once"),
            models.CheckConstraint(
                condition=Q(value__isnull=True, source="") | Q(value__isnull=False, source__in=ActualSource.values),
                name="indicator_value_has_source",
            ),
            models.CheckConstraint(
                # A place cut in two counts once (method, "A year cut in two").
                condition=Q(units_reporting__lte=models.F("units_expected")),
                name="indicator_value_coverage_at_most_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year} {self.view}"

    @property
    def counts(self) -> bool:
        """Whether a verdict may rest on the value: published, or rolled up from enough agencies."""
        return self.value is not None and (self.source == ActualSource.OFFICIAL or self.assessable)


class ProgressQuerySet(models.QuerySet["Progress"]):
    def visible_to(self, user) -> "ProgressQuerySet":
        """Accepted standings of the user's localities; the provisional ones only for who may see the reports behind.

        Where one agency is the whole sum, the provisional view would show what it has not had accepted.
        """
        access = user.access
        return self.filter(target__plan__locality_id__in=access.locality_ids).filter(
            Q(view=View.ACCEPTED)
            | Q(target__plan__locality_id__in=access.localities_with(Right.SEE_SUBMISSIONS), view=View.PROVISIONAL)
        )


class Progress(ReadRow):
    """Computed standing of one target as seen at the end of one year: disposable, rebuilt from figures.

    `actual` is the latest usable value, of `actual_year`; `current` marks the target that an indicator's plan is on its
    way to in that year. Values are unrounded, in the indicator's unit; `years_ahead` in years, `gap` in the unit.
    `computed_at`: when it last came out differently than before. `decided_at` is from where on the target counts as
    met; `status_low` and `status_high` are the verdicts at the ends of what rounding or a second source leaves open;
    `display_status` is what the target is counted as.
    """

    target = models.ForeignKey(Target, models.CASCADE, related_name="progress")
    year = models.PositiveSmallIntegerField()
    view = models.CharField(max_length=11, choices=View)
    status = models.CharField(max_length=17, choices=STANDINGS)
    display_status = models.CharField(max_length=17, choices=SHOWN_STANDINGS)
    status_low = models.CharField(max_length=17, choices=STANDINGS, blank=True)
    status_high = models.CharField(max_length=17, choices=STANDINGS, blank=True)
    met = models.BooleanField(null=True)
    final = models.BooleanField(default=False)
    current = models.BooleanField(default=False)
    flags = models.JSONField(default=list)
    actual = models.DecimalField(max_digits=30, decimal_places=12, null=True)
    actual_year = models.PositiveSmallIntegerField(null=True)
    actual_source = models.CharField(max_length=8, choices=ActualSource, blank=True)
    half_width = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    base = models.DecimalField(max_digits=30, decimal_places=12, null=True)
    base_year = models.PositiveSmallIntegerField(null=True)
    ratio = models.DecimalField(max_digits=30, decimal_places=12, null=True)
    expected_value = models.DecimalField(max_digits=30, decimal_places=12, null=True)
    expected_end = models.DecimalField(max_digits=30, decimal_places=12, null=True)
    gap = models.DecimalField(max_digits=30, decimal_places=12, null=True)
    years_ahead = models.DecimalField(max_digits=30, decimal_places=12, null=True)
    required_per_year = models.DecimalField(max_digits=30, decimal_places=12, null=True)
    decided_at = models.DecimalField(max_digits=30, decimal_places=12, null=True)
    required_to_decided = models.DecimalField(max_digits=30, decimal_places=12, null=True)
    achieved_per_year = models.DecimalField(max_digits=30, decimal_places=12, null=True)
    coverage_units = models.DecimalField(max_digits=20, decimal_places=12, null=True)
    units_reporting = models.PositiveIntegerField(default=0)
    units_expected = models.PositiveIntegerField(default=0)
    provisional = models.BooleanField(default=False)
    illustrative = models.BooleanField(default=False)
    milestones_done = models.PositiveSmallIntegerField(null=True)
    milestones = models.PositiveSmallIntegerField(null=True)
    missing_years = models.JSONField(default=list)
    missed_years = models.JSONField(default=list)
    years_met = models.PositiveSmallIntegerField(null=True)
    has_estimate = models.BooleanField(default=False)
    disputed = models.JSONField(default=list)
    rule_version = models.CharField(max_length=10)
    computed_at = models.DateTimeField()

    objects = ProgressQuerySet.as_manager()

    class Meta:
        verbose_name = "tiến độ"
        verbose_name_plural = "tiến độ"
        ordering = ["target_id", "view", "year"]
        constraints = [
            models.UniqueConstraint(fields=["target", "year", "view"], name="progress_once"),
            models.CheckConstraint(condition=Q(status__in=[s.value for s in Status]), name="progress_status_known"),
            models.CheckConstraint(
                # They differ only where rounding or a second source leaves it open (method, "What it hangs on").
                condition=Q(display_status=models.F("status")) | Q(display_status=UNDETERMINED),
                name="progress_shown_as_judged_or_undetermined",
            ),
            models.CheckConstraint(
                condition=Q(actual__isnull=True, actual_year__isnull=True)
                | Q(actual__isnull=False, actual_year__isnull=False),
                name="progress_actual_has_year",
            ),
        ]
        indexes = [models.Index(fields=["view", "year"], name="progress_view_year")]

    def __str__(self) -> str:
        return f"{self.target_id} {self.year}: {self.status}"


class Stale(models.Model):
    """An indicator of a locality whose standing must be recomputed: written in the transaction of the change.

    Rows are only added by writers and only removed by the recalculation that has read them, so a dead queue delays a
    result and never loses it, and fifty submitters of one city do not wait for each other. `year` is the first year
    that may have changed; None = all years.
    """

    locality = models.ForeignKey(Locality, models.CASCADE, related_name="+")
    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="+")
    year = models.PositiveSmallIntegerField(null=True)
    marked_at = models.DateTimeField()

    class Meta:
        verbose_name = "việc tính lại"
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.locality_id} {self.indicator_id} {self.year}"


class Generation(models.Model):
    """Counts the recalculations of a locality: the key of everything that is remembered about its pages."""

    locality = models.OneToOneField(Locality, models.CASCADE, related_name="generation")
    number = models.PositiveBigIntegerField(default=0)
    computed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "lần tính"

    def __str__(self) -> str:
        return f"{self.locality_id}: {self.number}"
