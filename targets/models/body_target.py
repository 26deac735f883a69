from django.db import models
from django.db.models import F, Q

from agencies.models import Agency, AgencyKind
from targets.calculations.statuses import Comparator
from targets.models.indicator import Indicator
from targets.models.plan import Plan
from targets.models.target import Ambition, Basis


class BodyTargetQuerySet(models.QuerySet["BodyTarget"]):
    def visible_to(self, user) -> "BodyTargetQuerySet":
        return self.filter(plan__locality_id__in=user.access.locality_ids)


class BodyTarget(models.Model):
    """The level that a plan sets for one body, or for each body of a kind: "UBND huyện X: 500 lượt người".

    It is held against the body's own figures. The target of the locality stays a row of its own.
    """

    plan = models.ForeignKey(Plan, models.CASCADE, related_name="body_targets", verbose_name="kế hoạch")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="body_targets", verbose_name="chỉ tiêu")
    agency = models.ForeignKey(
        Agency, models.PROTECT, null=True, blank=True, related_name="targets", verbose_name="đơn vị"
    )
    kind = models.CharField("loại đơn vị", max_length=20, choices=AgencyKind, blank=True)
    year = models.PositiveSmallIntegerField("năm")
    comparator = models.CharField("phép so sánh", max_length=10, choices=[(c.value, c.value) for c in Comparator])
    low = models.DecimalField("mức dưới", max_digits=20, decimal_places=4)
    high = models.DecimalField("mức trên", max_digits=20, decimal_places=4, null=True, blank=True)
    basis = models.CharField("cách tính", max_length=16, choices=Basis)
    from_year = models.PositiveSmallIntegerField("từ năm", null=True, blank=True)
    citation = models.CharField("căn cứ", max_length=200)

    objects = BodyTargetQuerySet.as_manager()
    # What other targets may have and these do not.
    base_year = None
    ambition = Ambition.COMMITTED

    class Meta:
        verbose_name = "mục tiêu của đơn vị"
        verbose_name_plural = "mục tiêu của đơn vị"
        ordering = ["plan_id", "indicator__position", "year", "kind", "agency__code"]
        constraints = [
            models.CheckConstraint(
                # One of the two is always there and the other never, so that each has a unique constraint below.
                condition=Q(agency__isnull=False, kind="") | Q(agency__isnull=True, kind__in=AgencyKind.values),
                name="body_target_agency_or_kind",
            ),
            models.UniqueConstraint(
                fields=["plan", "indicator", "agency", "year", "basis"],
                condition=Q(kind=""),
                name="body_target_once_per_agency",
            ),
            models.UniqueConstraint(
                fields=["plan", "indicator", "kind", "year", "basis"],
                condition=~Q(kind=""),
                name="body_target_once_per_kind",
            ),
            models.CheckConstraint(
                condition=Q(comparator="range", high__isnull=False, high__gte=F("low"))
                | Q(comparator__in=[">=", ">", "<=", "<", "=", "about"], high__isnull=True),
                name="body_target_bounds_fit_comparator",
            ),
            models.CheckConstraint(
                condition=Q(basis=Basis.YEAR, from_year__isnull=True)
                | Q(basis=Basis.EVERY_YEAR, from_year__isnull=False, from_year__lte=F("year")),
                name="body_target_period_fits_basis",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan_id} {self.indicator_id} {self.body} {self.year}"

    @property
    def body(self) -> str:
        """The agency's code, or "kind:" and a kind of agency, as files have it."""
        return f"kind:{self.kind}" if self.kind else self.agency.code
