from dataclasses import dataclass
from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q

from agencies.models.agency import Agency
from agencies.models.locality import Locality


class CoordinationQuerySet(models.QuerySet["Coordination"]):
    def visible_to(self, user) -> "CoordinationQuerySet":
        """Who coordinates the user's localities."""
        return self.filter(locality__in=user.access.locality_ids)

    def in_force(self, day: date) -> "CoordinationQuerySet":
        return self.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=day), Q(valid_to__isnull=True) | Q(valid_to__gte=day)
        )


class Coordination(models.Model):
    """Which body coordinates a locality's vocational education, from one day to another, both included.

    Never a flag on the body: it coordinates for a time, and what staff and leaders may do follows from today's row.
    An unknown first day is null, and so is a last day that has not come.
    """

    locality = models.ForeignKey(Locality, models.PROTECT, related_name="coordinations", verbose_name="địa phương")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="coordinations", verbose_name="cơ quan đầu mối")
    valid_from = models.DateField("từ ngày", null=True, blank=True)
    valid_to = models.DateField("đến hết ngày", null=True, blank=True)
    citation = models.CharField("căn cứ", max_length=300, blank=True)

    objects = CoordinationQuerySet.as_manager()

    class Meta:
        verbose_name = "cơ quan đầu mối"
        verbose_name_plural = "cơ quan đầu mối"
        # PostgreSQL sorts what is unknown last, SQLite first.
        ordering = ["locality_id", F("valid_from").asc(nulls_first=True), "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_from__isnull=True) | Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="coordination_ends_after_it_begins",
            ),
            models.UniqueConstraint(fields=["locality", "valid_from"], name="coordination_once_from_a_day"),
            # Two unknown first days are not equal in SQL: the rule above does not see them.
            models.UniqueConstraint(
                fields=["locality"], condition=Q(valid_from__isnull=True), name="coordination_once_from_the_start"
            ),
            models.UniqueConstraint(
                fields=["locality"], condition=Q(valid_to__isnull=True), name="coordination_once_without_end"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.locality_id}: {self.agency_id}"

    def covers(self, day: date) -> bool:
        return (self.valid_from is None or self.valid_from <= day) and (self.valid_to is None or day <= self.valid_to)


@dataclass(frozen=True)
class Coordinators:
    """All coordinations, read once, for those who ask about many bodies and years."""

    rows: tuple[Coordination, ...]

    @classmethod
    def read(cls) -> Self:
        return cls(tuple(Coordination.objects.all()))

    def include(self, agency_id: int, day: date) -> bool:
        """Whether a body coordinates on a day."""
        return any(row.agency_id == agency_id and row.covers(day) for row in self.rows)

    def at_cut_off(self, agency_id: int, year: int) -> bool:
        """Whether a body coordinates at the data cut-off of a year, 14 December."""
        return self.include(agency_id, date(year, 12, 14))
