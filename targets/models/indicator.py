from django.db import models
from django.db.models import Q

from agencies.read_rows import ReadRow
from targets.calculations.statuses import Direction
from targets.models.element import DataElement


class Formula(models.TextChoices):
    VALUE = "value", "Cộng số liệu của các đơn vị"
    RATIO = "ratio", "Tổng tử số chia tổng mẫu số, nhân 100"
    GROWTH = "growth", "Thay đổi so với năm trước, %"
    CUMULATIVE = "cumulative", "Cộng dồn từ năm đầu"
    QUALITATIVE = "qualitative", "Các mốc, do người đánh giá"


class Authority(models.TextChoices):
    """Which value counts for the locality in a year that has both."""

    OFFICIAL = "official", "Số liệu công bố"
    ROLLUP = "rollup", "Số tổng hợp từ các đơn vị"


class Side(models.TextChoices):
    NUMERATOR = "numerator", "Tử số"
    DENOMINATOR = "denominator", "Mẫu số"


class Indicator(ReadRow):
    """What is measured: unit, formula, direction, definition, source. An indicator without inputs is only published."""

    code = models.SlugField("mã", max_length=50, unique=True)
    position = models.PositiveSmallIntegerField("thứ tự", default=0)
    name = models.CharField("tên", max_length=250)
    short_name = models.CharField("tên ngắn", max_length=120)
    unit = models.CharField("đơn vị tính", max_length=30)
    decimals = models.PositiveSmallIntegerField("số lẻ", default=0)
    formula = models.CharField("công thức", max_length=12, choices=Formula)
    direction = models.CharField("chiều mong muốn", max_length=4, choices=[(d.value, d.value) for d in Direction])
    authority = models.CharField("số có hiệu lực", max_length=8, choices=Authority)
    cumulative_from = models.PositiveSmallIntegerField("cộng dồn từ năm", null=True, blank=True)
    definition = models.TextField("định nghĩa")
    source = models.TextField("nguồn số liệu")
    headline = models.BooleanField("chỉ tiêu chính", default=False)
    search_key = models.CharField(max_length=400, blank=True, editable=False)

    class Meta:
        verbose_name = "chỉ tiêu"
        verbose_name_plural = "chỉ tiêu"
        ordering = ["position", "code"]
        constraints = [
            models.CheckConstraint(condition=Q(formula__in=Formula.values), name="indicator_formula_known"),
            models.CheckConstraint(condition=Q(authority__in=Authority.values), name="indicator_authority_known"),
            models.CheckConstraint(
                condition=Q(direction__in=[d.value for d in Direction]), name="indicator_direction_known"
            ),
            models.CheckConstraint(
                condition=Q(formula=Formula.CUMULATIVE, cumulative_from__isnull=False)
                | (~Q(formula=Formula.CUMULATIVE) & Q(cumulative_from__isnull=True)),
                name="indicator_cumulative_has_first_year",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_percentage(self) -> bool:
        return self.unit == "%"

    def may_exceed_whole(self) -> bool:
        """Whether its rate can be above 100 %: what it counts is no part of what it is held against.

        One that is only published is taken for a share. A few queries: it is asked where a number is above 100.
        """
        inputs = list(self.inputs.select_related("element"))
        below = {one.element_id for one in inputs if one.side == Side.DENOMINATOR}
        above = [one.element for one in inputs if one.side == Side.NUMERATOR]
        return bool(above) and not all(below & wholes_of(element) for element in above)


def wholes_of(element: DataElement) -> set[int]:
    """Keys of an element and of every whole that it is a part of."""
    found: set[int] = set()
    part: DataElement | None = element
    # A circle is refused where entries are checked; here it only ends the search.
    while part is not None and part.pk not in found:
        found.add(part.pk)
        part = part.part_of
    return found


class IndicatorInput(ReadRow):
    """A data element in an indicator's numerator or denominator; several on a side are added."""

    indicator = models.ForeignKey(Indicator, models.CASCADE, related_name="inputs")
    element = models.ForeignKey(DataElement, models.PROTECT, related_name="used_in")
    side = models.CharField("vị trí", max_length=11, choices=Side)

    class Meta:
        verbose_name = "số liệu trong công thức"
        ordering = ["indicator_id", "side", "element__position"]
        constraints = [
            models.UniqueConstraint(fields=["indicator", "element", "side"], name="input_once_per_side"),
            models.CheckConstraint(condition=Q(side__in=Side.values), name="input_side_known"),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.side}: {self.element_id}"
