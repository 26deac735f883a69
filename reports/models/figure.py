from django.conf import settings
from django.db import models
from django.db.models import Q

from agencies.access import Right
from agencies.models import Agency
from agencies.read_rows import ReadRow
from reports.models.submission import Submission
from targets.models import DataElement


class Entry(models.TextChoices):
    """The states of a cell. Blank is never zero: a cell never touched has no row, one that was emptied says blank."""

    BLANK = "blank", "Chưa nhập"
    NUMBER = "number", "Số"
    NOT_APPLICABLE = "not_applicable", "Không phát sinh"
    MISSING = "missing", "Chưa có số liệu"


class Quality(models.TextChoices):
    ESTIMATE = "estimate", "Ước"
    FINAL = "final", "Chính thức"


class Via(models.TextChoices):
    FORM = "form", "Biểu nhập"
    PASTE = "paste", "Dán từ Excel"
    FILE = "file", "Tệp XLSX"
    API = "api", "API"
    REVIEW = "review", "Thẩm định"
    SEED = "seed", "Số liệu minh họa"


class FigureQuerySet(models.QuerySet["Figure"]):
    def visible_to(self, user) -> "FigureQuerySet":
        """Own agency's for a reporter, all of the locality for staff and leaders."""
        access = user.access
        return self.filter(
            Q(agency_id__in=access.agencies_with(Right.SEE_SUBMISSIONS))
            | Q(agency__locality_id__in=access.localities_with(Right.SEE_SUBMISSIONS))
        )


class YearlyFigures(models.Manager.from_queryset(FigureQuerySet)):
    """The figures of whole years: all that is summed, judged and published."""

    def get_queryset(self) -> FigureQuerySet:
        # An interim value is part of the year's own: to add up both would count it twice.
        return super().get_queryset().filter(interim=0)


class Figure(ReadRow):
    """Value of a data element for an agency and a year, entered once, whichever plans ask for it.

    With `interim` from 1 it is the value of a report within the year: a flow of that stretch alone, a stock at its end.
    Those are reached through `every`; `objects` gives the whole years.

    `submission` is the form that holds it. The plain columns are what the agency says now; the `accepted_` ones are
    what the department accepted last and what counts, until another acceptance replaces them.
    """

    element = models.ForeignKey(DataElement, models.PROTECT, related_name="figures", verbose_name="số liệu")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="figures", verbose_name="đơn vị")
    year = models.PositiveSmallIntegerField("năm")
    interim = models.PositiveSmallIntegerField("báo cáo trong năm, thứ", default=0)
    submission = models.ForeignKey(Submission, models.PROTECT, related_name="figures", verbose_name="báo cáo")
    entry = models.CharField("ô", max_length=14, choices=Entry)
    # Of these digits fifteen are ever used (ADR 0007): SQLite gives no more back unchanged.
    value = models.DecimalField("giá trị", max_digits=20, decimal_places=4, null=True, blank=True)
    quality = models.CharField("chất lượng", max_length=8, choices=Quality, default=Quality.FINAL)
    note = models.TextField("ghi chú", blank=True)
    version = models.PositiveIntegerField("lần sửa", default=1)
    updated_at = models.DateTimeField("sửa lúc")
    updated_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    accepted_entry = models.CharField("ô đã duyệt", max_length=14, choices=Entry, blank=True)
    accepted_value = models.DecimalField("giá trị đã duyệt", max_digits=20, decimal_places=4, null=True, blank=True)
    accepted_quality = models.CharField(max_length=8, choices=Quality, blank=True)
    accepted_at = models.DateTimeField("duyệt lúc", null=True, blank=True)
    accepted_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    illustrative = models.BooleanField("minh họa", default=False)

    # The first manager is the default one, which related lists go through: they must miss no row.
    every = FigureQuerySet.as_manager()
    objects = YearlyFigures()

    class Meta:
        verbose_name = "số liệu của đơn vị"
        verbose_name_plural = "số liệu của đơn vị"
        ordering = ["year", "agency_id", "element__position"]
        indexes = [
            models.Index(fields=["agency", "year"], name="figure_agency_year"),
            models.Index(fields=["element", "year", "agency"], name="figure_element_year_agency"),
        ]
        constraints = [
            # Entered once, whichever plans ask for it (ADR 0004): neither the plan nor the report is part of the key.
            models.UniqueConstraint(fields=["element", "agency", "year", "interim"], name="figure_entered_once"),
            models.CheckConstraint(
                condition=Q(entry=Entry.NUMBER, value__isnull=False)
                | Q(entry__in=[Entry.BLANK, Entry.NOT_APPLICABLE, Entry.MISSING], value__isnull=True),
                name="figure_number_has_value",
            ),
            models.CheckConstraint(condition=~Q(entry=Entry.MISSING) | ~Q(note=""), name="figure_missing_has_reason"),
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value__gte=0), name="figure_not_negative"),
            models.CheckConstraint(condition=Q(quality__in=Quality.values), name="figure_quality_known"),
            models.CheckConstraint(
                condition=Q(
                    accepted_entry="",
                    accepted_value__isnull=True,
                    accepted_at__isnull=True,
                    accepted_quality="",
                )
                | Q(accepted_entry=Entry.NUMBER, accepted_value__isnull=False, accepted_at__isnull=False)
                & Q(accepted_quality__in=Quality.values)
                | Q(
                    # Blank is missing here on purpose: an emptied cell says nothing that could be accepted.
                    accepted_entry__in=[Entry.NOT_APPLICABLE, Entry.MISSING],
                    accepted_value__isnull=True,
                    accepted_at__isnull=False,
                    accepted_quality__in=Quality.values,
                ),
                name="figure_acceptance_whole",
            ),
            models.CheckConstraint(condition=Q(year__range=(1900, 2200)), name="figure_year_plausible"),
        ]

    def __str__(self) -> str:
        return f"{self.element_id} {self.agency_id} {self.year}"


class FigureRevisionQuerySet(models.QuerySet["FigureRevision"]):
    def visible_to(self, user) -> "FigureRevisionQuerySet":
        """The past of the figures that the user may see."""
        return self.filter(figure__in=Figure.every.visible_to(user).values("pk"))


class FigureRevision(models.Model):
    """One value that a figure has had: by whom, when, by which way.

    Only ever added; an acceptance that is undone within its seconds is taken out again.
    """

    figure = models.ForeignKey(Figure, models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    entry = models.CharField(max_length=14, choices=Entry)
    value = models.DecimalField(max_digits=20, decimal_places=4, null=True)
    quality = models.CharField(max_length=8, choices=Quality)
    note = models.TextField(blank=True)
    accepted = models.BooleanField("là lần duyệt", default=False)
    via = models.CharField(max_length=8, choices=Via)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    objects = FigureRevisionQuerySet.as_manager()

    class Meta:
        verbose_name = "lần sửa số liệu"
        ordering = ["figure_id", "pk"]
        indexes = [models.Index(fields=["figure", "at"], name="revision_figure_at")]
        constraints = [models.CheckConstraint(condition=Q(via__in=Via.values), name="revision_via_known")]

    def __str__(self) -> str:
        return f"{self.figure_id} v{self.version}"
