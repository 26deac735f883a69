from datetime import date

from django.db import models
from django.db.models import F, Q

from agencies.models import Locality, LocalityKind
from agencies.read_rows import ReadRow
from targets.models import Indicator


class FigureKind(models.TextChoices):
    PLAN = "plan", "kế hoạch"
    ESTIMATE = "estimate", "ước"
    PROVISIONAL = "provisional", "một phần năm"
    ACTUAL = "actual", "thực hiện"


class Precision(models.TextChoices):
    DAY = "day", "ngày"
    MONTH = "month", "tháng"
    YEAR = "year", "năm"


class OfficialFigureQuerySet(models.QuerySet["OfficialFigure"]):
    def visible_to(self, user) -> "OfficialFigureQuerySet":
        """Those of the user's localities and of the whole country."""
        return self.filter(Q(locality_id__in=user.access.locality_ids) | Q(locality__kind=LocalityKind.COUNTRY))

    def published_by(self, day: date) -> "OfficialFigureQuerySet":
        """What was public on a day."""
        return self.filter(published_on__lte=day)


class OfficialFigure(ReadRow):
    """Value of an indicator for a whole locality, from a named publication.

    `from_year` < `year` is one figure over several years. `value_high` is set where a range was published.
    A revision is a row of its own: both stay. `half_width`: how far the true value may lie from the printed one (73:
    0.5, "khoảng 52" of the press: 1), None where the publication is taken as exact.
    """

    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="official_figures", verbose_name="chỉ tiêu")
    locality = models.ForeignKey(Locality, models.PROTECT, related_name="official_figures", verbose_name="địa phương")
    from_year = models.PositiveSmallIntegerField("từ năm")
    year = models.PositiveSmallIntegerField("năm")
    value = models.DecimalField("giá trị", max_digits=20, decimal_places=4)
    value_high = models.DecimalField("giá trị trên", max_digits=20, decimal_places=4, null=True, blank=True)
    kind = models.CharField("loại", max_length=11, choices=FigureKind)
    period = models.CharField("thời gian", max_length=100, blank=True)
    source = models.CharField("nguồn", max_length=400)
    published_on = models.DateField("công bố ngày")
    published_precision = models.CharField(max_length=5, choices=Precision, default=Precision.DAY)
    note = models.TextField("ghi chú", blank=True)
    half_width = models.DecimalField("nửa khoảng làm tròn", max_digits=20, decimal_places=6, null=True, blank=True)
    verified = models.BooleanField("đã đối chiếu nguồn", default=True)

    objects = OfficialFigureQuerySet.as_manager()

    class Meta:
        verbose_name = "số liệu công bố"
        verbose_name_plural = "số liệu công bố"
        ordering = ["indicator_id", "year", "from_year", "published_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                # The value is part of the key: a publication that revises itself is a second row, and both stay.
                fields=["indicator", "locality", "from_year", "year", "kind", "value", "source"],
                name="official_figure_once",
            ),
            models.CheckConstraint(condition=Q(from_year__lte=F("year")), name="official_figure_years_in_order"),
            models.CheckConstraint(condition=Q(kind__in=FigureKind.values), name="official_figure_kind_known"),
            models.CheckConstraint(condition=~Q(source=""), name="official_figure_has_source"),
            models.CheckConstraint(
                condition=Q(value_high__isnull=True) | Q(value_high__gte=F("value")),
                name="official_figure_range_in_order",
            ),
            models.CheckConstraint(
                condition=Q(half_width__isnull=True) | Q(half_width__gt=0), name="official_figure_half_width_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.year}: {self.value}"
