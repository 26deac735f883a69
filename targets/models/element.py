from decimal import Decimal

from django.db import models
from django.db.models import F, Q

from agencies.models import AgencyKind
from agencies.read_rows import ReadRow


class Aggregation(models.TextChoices):
    """How values of one agency go together over years: flows add up, stocks never do."""

    FLOW = "flow", "Cộng dồn trong năm"
    STOCK = "stock", "Thời điểm"


class PartRule(models.TextChoices):
    SUM = "sum", "Các phần cộng lại bằng tổng"
    AT_MOST = "at_most", "Không nhiều hơn tổng"


class DataElement(ReadRow):
    """Raw number that an agency reports; input of indicators. `change_threshold` is in percent of last year's value."""

    code = models.SlugField("mã", max_length=50, unique=True)
    group = models.CharField("nhóm", max_length=100)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=100)
    definition = models.TextField("định nghĩa")
    unit = models.CharField("đơn vị tính", max_length=30)
    decimals = models.PositiveSmallIntegerField("số lẻ", default=0)
    aggregation = models.CharField("cách cộng", max_length=5, choices=Aggregation)
    part_of = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="là phần của"
    )
    part_rule = models.CharField("quan hệ với tổng", max_length=8, choices=PartRule, blank=True)
    change_threshold = models.DecimalField("ngưỡng biến động (%)", max_digits=6, decimal_places=2, default=30)
    coordinator_only = models.BooleanField("chỉ cơ quan tổng hợp báo cáo", default=False)

    class Meta:
        verbose_name = "số liệu đầu vào"
        verbose_name_plural = "số liệu đầu vào"
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(aggregation__in=Aggregation.values), name="element_aggregation_known"),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True, part_rule="")
                | Q(part_of__isnull=False, part_rule__in=PartRule.values),
                name="element_part_has_rule",
            ),
            models.CheckConstraint(
                condition=Q(part_of__isnull=True) | ~Q(part_of=F("id")), name="element_not_part_of_itself"
            ),
            models.CheckConstraint(condition=Q(decimals__lte=4), name="element_decimals_storable"),
            models.CheckConstraint(condition=Q(change_threshold__gt=0), name="element_threshold_positive"),
        ]

    def __str__(self) -> str:
        return self.name

    def is_asked(self, *, coordinates: bool, closing: bool) -> bool:
        """Whether a body of a kind that reports it is asked for it.

        A closing report holds the flows of its body's own part of the year: stocks are counted where somebody is at
        the cut-off, and what the coordinating body alone reports it reports for the whole year.
        """
        if closing and (self.aggregation != Aggregation.FLOW or self.coordinator_only):
            return False
        return coordinates or not self.coordinator_only

    def leaps(self, before: Decimal | None, value: Decimal | None) -> bool:
        """Whether a value differs from the year before by so much that its agency is asked for a sentence."""
        if before is None or value is None or before == value:
            return False
        # From nothing to something is no percentage, and always asked about.
        return before == 0 or abs(value - before) * 100 > self.change_threshold * before


class ElementKind(ReadRow):
    """A kind of agency that reports a data element."""

    element = models.ForeignKey(DataElement, models.CASCADE, related_name="kinds")
    kind = models.CharField("loại đơn vị", max_length=20, choices=AgencyKind)

    class Meta:
        verbose_name = "đơn vị báo cáo"
        ordering = ["element_id", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["element", "kind"], name="element_kind_once"),
            models.CheckConstraint(condition=Q(kind__in=AgencyKind.values), name="element_kind_known"),
        ]

    def __str__(self) -> str:
        return f"{self.element_id}: {self.kind}"
