"""Since when a locality's bodies, and its area, are those of today: what a value of the whole may be held against.

A merger of bodies or a redrawing of communes leaves the locality what it was. Where communes or districts began by a
reorganisation and took over from nobody that is known, they came from elsewhere, as far as anybody here can tell: the
locality of before is a part of that of today, and its values are not comparable with those since.
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from agencies.models import Agency, AgencyKind, Locality, Reorganisation, ReorganisationState, Succession

TERRITORIAL = (AgencyKind.DISTRICT, AgencyKind.COMMUNE)


@dataclass(frozen=True)
class BodyChanges:
    """days: on which a reorganisation took effect or work passed on. area_since: from when on the area is that of
    today; None: it has always been, as far as is known.
    """

    days: tuple[date, ...]
    area_since: date | None

    @property
    def years(self) -> frozenset[int]:
        """The years of report in which bodies changed: one that begins after 14/12 reports first for the year after."""
        return frozenset(day.year if (day.month, day.day) <= (12, 14) else day.year + 1 for day in self.days)

    def is_comparable(self, year: int) -> bool:
        """Whether the locality's value of a year is of the area of today."""
        return self.area_since is None or self.area_since <= date(year, 12, 14)


def body_changes(locality: Locality) -> BodyChanges:
    """One query, a second where there were changes."""
    applied = Reorganisation.objects.filter(locality=locality, state=ReorganisationState.APPLIED).order_by()
    passed = Succession.objects.filter(predecessor__locality=locality).order_by()
    days = sorted(applied.values_list("effective_on", flat=True).union(passed.values_list("on", flat=True)))
    since = None
    if days:
        begun = Agency.objects.filter(locality=locality, kind__in=TERRITORIAL, valid_from__in=days, inheritances=None)
        since = begun.aggregate(last=Max("valid_from"))["last"]
    return BodyChanges(tuple(days), since)
