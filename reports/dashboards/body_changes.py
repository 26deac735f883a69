"""Since when a locality's bodies, and its area, are those of today: what a value of the whole may be held against.

A merger of bodies or a redrawing of communes leaves the locality what it was. Where communes or districts began by a
reorganisation and took over from nobody that is known, they came from elsewhere, as far as anybody here can tell: the
locality of before is a part of that of today, and its values are not comparable with those since. Where localities
united, the past of the new one is the sum of its parts, as many of them as are known here (past_of_parts.py).
"""

from dataclasses import dataclass
from datetime import date

from django.db.models import Max

from agencies.models import Agency, AgencyKind, Locality, LocalityPart, Reorganisation, ReorganisationState, Succession

TERRITORIAL = (AgencyKind.DISTRICT, AgencyKind.COMMUNE)


@dataclass(frozen=True)
class BodyChanges:
    """days: on which a reorganisation took effect or work passed on. area_since: from when on the area is that of
    today; None: it has always been, as far as is known. parts: how many areas the locality was made of, 0 where it has
    always been; known: those of them that are localities here, by primary key; begins: its first day.
    """

    days: tuple[date, ...]
    area_since: date | None
    parts: int = 0
    known: tuple[int, ...] = ()
    begins: date | None = None

    @property
    def years(self) -> frozenset[int]:
        """The years of report in which bodies changed."""
        return frozenset(map(year_of_report, self.days))

    def is_before(self, year: int) -> bool:
        """Whether the locality was not yet there at the cut-off of a year."""
        return self.begins is not None and date(year, 12, 14) < self.begins

    def is_comparable(self, year: int) -> bool:
        """Whether the locality's value of a year is of the area of today, in a year in which places united throughout:
        nobody here knows what the others counted until then."""
        if self.area_since is None:
            return True
        return self.area_since <= (date(year - 1, 12, 15) if self.parts else date(year, 12, 14))


def year_of_report(day: date) -> int:
    """The year of report that a day lies in: a body that begins after 14/12 reports first for the year after."""
    return day.year if (day.month, day.day) <= (12, 14) else day.year + 1


def body_changes(locality: Locality) -> BodyChanges:
    """One query, a second where there were changes, a third where localities united into this one."""
    applied = Reorganisation.objects.filter(locality=locality, state=ReorganisationState.APPLIED).order_by()
    passed = Succession.objects.filter(predecessor__locality=locality).order_by()
    days = sorted(applied.values_list("effective_on", flat=True).union(passed.values_list("on", flat=True)))
    since = None
    if days:
        # Bodies of an area alone: a new department moves no border.
        begun = Agency.objects.filter(locality=locality, kind__in=TERRITORIAL, valid_from__in=days, inheritances=None)
        since = begun.aggregate(last=Max("valid_from"))["last"]
    if locality.valid_from is None:
        return BodyChanges(tuple(days), since)
    parts = list(LocalityPart.objects.filter(whole=locality).order_by("code").values_list("part_id", flat=True))
    known = tuple(pk for pk in parts if pk is not None)
    if len(known) < len(parts):
        # One part at least was never entered here: no value before the union can be of the whole area.
        since = max(since or locality.valid_from, locality.valid_from)
    return BodyChanges(tuple(sorted({*days, locality.valid_from})), since, len(parts), known, locality.valid_from)
