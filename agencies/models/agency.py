from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q

from agencies.models.locality import Locality
from agencies.read_rows import ReadRow

if TYPE_CHECKING:
    from agencies.models.coordination import Coordination

MAX_SEARCH_KEY = 250
# Where a list keeps the coordinations of each of its agencies.
TIMES_AS_COORDINATOR = "_times_as_coordinator"


class AgencyKind(models.TextChoices):
    CITY_GOVERNMENT = "city_government", "Ủy ban nhân dân cấp tỉnh"
    DEPARTMENT = "department", "Sở, ngành"
    BOARD = "board", "Ban"
    PARTY_BODY = "party_body", "Cơ quan Đảng"
    FRONT = "front", "Mặt trận Tổ quốc"
    UNION = "union", "Tổ chức chính trị - xã hội"
    ASSOCIATION = "association", "Hội, hiệp hội"
    DISTRICT = "district", "Quận, huyện, thị xã"
    COMMUNE = "commune", "Phường, xã"
    INSTITUTION = "institution", "Cơ sở giáo dục nghề nghiệp"
    SERVICE_CENTRE = "service_centre", "Trung tâm dịch vụ"
    ENTERPRISE = "enterprise", "Doanh nghiệp"
    PRESS = "press", "Cơ quan báo chí"


class AgencyQuerySet(models.QuerySet["Agency"]):
    def visible_to(self, user) -> "AgencyQuerySet":
        """Every agency of the localities in which the user holds a membership: who exists is no secret there."""
        return self.filter(locality_id__in=user.access.locality_ids)

    def existing_in(self, year: int) -> "AgencyQuerySet":
        """Agencies that existed at the data cut-off of a year, 14 December."""
        # "Trước ngày 15/12" is strict: the day before is the last on which anything can be counted.
        return self.existing_on(date(year, 12, 14))

    def coordinating_on(self, day: date) -> "AgencyQuerySet":
        """The bodies that coordinate their localities on a day."""
        begun = Q(coordinations__valid_from__isnull=True) | Q(coordinations__valid_from__lte=day)
        going_on = Q(coordinations__valid_to__isnull=True) | Q(coordinations__valid_to__gte=day)
        # Without the first condition a body that has never coordinated would pass: its unknown days are null, too.
        return self.filter(begun, going_on, coordinations__isnull=False)

    def closing_within(self, first: date, last: date) -> "AgencyQuerySet":
        """The agencies that a reorganisation ends inside a span: `closes_within` as rows."""
        return self.filter(ended_by__isnull=False, valid_to__gte=first, valid_to__lt=last)

    def existing_on(self, day: date) -> "AgencyQuerySet":
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day),
            Q(valid_to__isnull=True) | Q(valid_to__gte=day),
        )


def know_coordinations(agencies: "Iterable[Agency]", times: "Iterable[Coordination]") -> None:
    """Keep with every agency of a whole locality those of `times` that are its own, as a plain list: hardly any agency
    has one, and a query object for each that has none, or a prefetch that names them all, costs more than reading."""
    found: dict[int, list[Coordination]] = {}
    for one in times:
        found.setdefault(one.agency_id, []).append(one)
    for agency in agencies:
        agency.__dict__[TIMES_AS_COORDINATOR] = found.get(agency.pk, [])


class Agency(ReadRow):
    """Body that reports, leads or coordinates. It exists from `valid_from` to `valid_to`, both days included."""

    code = models.SlugField("mã", max_length=40, unique=True)
    locality = models.ForeignKey(Locality, models.PROTECT, related_name="agencies", verbose_name="địa phương")
    name = models.CharField("tên", max_length=200)
    short_name = models.CharField("tên ngắn", max_length=100)
    kind = models.CharField("loại", max_length=20, choices=AgencyKind)
    official_code = models.CharField("mã đơn vị hành chính", max_length=5, blank=True)
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    ended_by = models.ForeignKey(
        "agencies.Reorganisation", models.PROTECT, null=True, blank=True, related_name="ended_agencies"
    )
    note = models.TextField("ghi chú", blank=True)
    contact = models.CharField("liên hệ", max_length=200, blank=True)
    phone = models.CharField("điện thoại cơ quan", max_length=40, blank=True)
    email = models.EmailField("thư điện tử cơ quan", blank=True)
    # An administrator has changed the row on a screen: the catalogue's files no longer write over it.
    edited = models.BooleanField("đã sửa trên màn hình", default=False)
    search_key = models.CharField(max_length=MAX_SEARCH_KEY, blank=True, editable=False)

    objects = AgencyQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ quan, đơn vị"
        verbose_name_plural = "cơ quan, đơn vị"
        ordering = ["locality_id", "kind", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="agency_ends_after_it_begins",
            ),
            models.CheckConstraint(condition=Q(kind__in=AgencyKind.values), name="agency_kind_known"),
            # Codes of the statistics office are used again for other areas: only code and validity make a key.
            models.UniqueConstraint(
                fields=["kind", "official_code", "valid_from"],
                condition=~Q(official_code=""),
                name="agency_official_code_once_per_validity",
            ),
            # Two unknown first days are not equal in SQL: the rule above does not see them.
            models.UniqueConstraint(
                fields=["kind", "official_code"],
                condition=~Q(official_code="") & Q(valid_from__isnull=True),
                name="agency_official_code_once_from_the_start",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def coordinates_on(self, day: date) -> bool:
        """Whether the agency coordinates its locality on a day; whoever asks for many reads `Coordinators` once, or
        calls `know_coordinations`."""
        known = self.__dict__.get(TIMES_AS_COORDINATOR)
        return any(row.covers(day) for row in (self.coordinations.all() if known is None else known))

    def closes_within(self, first: date, last: date) -> bool:
        """Whether a reorganisation ends the agency inside a span, so that it owes a closing report of its own part."""
        # One that ends on the last day of the span itself reports on all of it, as everybody does.
        return self.ended_by_id is not None and self.valid_to is not None and first <= self.valid_to < last

    def exists_on(self, day: date) -> bool:
        """Whether the agency exists on a day."""
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


class Succession(models.Model):
    """One agency's tasks passing to another on a day; a merger is several rows with the same successor.

    `carries_duties` where the work in vocational education passes this way. `whole` and `part` count the old communes
    of the predecessor that went into the successor wholly and in part, `people` who lives in what went there; null
    where no such table is known.
    """

    predecessor = models.ForeignKey(Agency, models.CASCADE, related_name="successions")
    successor = models.ForeignKey(Agency, models.CASCADE, related_name="inheritances")
    on = models.DateField("từ ngày")
    note = models.CharField("căn cứ", max_length=300, blank=True)
    carries_duties = models.BooleanField("mang theo nhiệm vụ", default=True)
    whole = models.PositiveSmallIntegerField("số xã cũ vào trọn", null=True, blank=True)
    part = models.PositiveSmallIntegerField("số xã cũ vào một phần", null=True, blank=True)
    people = models.PositiveIntegerField("dân số đi theo", null=True, blank=True)
    reorganisation = models.ForeignKey(
        "agencies.Reorganisation", models.CASCADE, null=True, blank=True, related_name="successions"
    )

    class Meta:
        verbose_name = "kế thừa"
        verbose_name_plural = "kế thừa"
        ordering = ["on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(condition=~Q(predecessor=F("successor")), name="succession_to_another"),
            models.CheckConstraint(
                condition=Q(whole__isnull=True, part__isnull=True) | Q(whole__isnull=False, part__isnull=False),
                name="succession_counts_both_or_none",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} → {self.successor_id}"
