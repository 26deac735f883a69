"""The list of bodies: who they are, since when, with how many people."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from agencies.models import Agency, AgencyKind, Locality
from agencies.vietnamese_text import search_key, sort_key
from reports.filter_links import FilterBar, Pager, chosen, links, one_page
from reports.wording.formats import date_vi, number

PAGE = 50
ENDED, ALONE = "ended", "alone"


@dataclass(frozen=True)
class BodyLine:
    """One body of the list, in words."""

    code: str
    name: str
    kind: str
    days: str
    people: int
    reach: str
    coordinates: bool


@dataclass(frozen=True)
class BodiesPage:
    lede: str
    filters: list[FilterBar]
    words: str
    lines: list[BodyLine]
    pager: Pager


def bodies_page(locality: Locality, query: Mapping[str, str], *, path: str, day: date) -> BodiesPage:
    """The list, filtered by time, kind and words; three queries however many bodies."""
    # As `Membership.objects.in_force` has it, which the filter of an aggregate cannot take.
    in_force = Q(memberships__valid_from__lte=day) & (
        Q(memberships__valid_to__isnull=True) | Q(memberships__valid_to__gte=day)
    )
    rows = list(
        Agency.objects.filter(locality=locality)
        .annotate(people=Count("memberships", filter=in_force, distinct=True))
        .prefetch_related("coordinations")
    )
    # Sorted into times in Python: one read of the locality's bodies serves the counts of all three.
    living = [row for row in rows if row.exists_on(day)]
    alone = [row for row in living if not row.people]
    kinds = {row.kind for row in rows}
    times = [
        ("", f"Đang có {number(len(living))}"),
        (ALONE, f"Chưa có người {number(len(alone))}"),
        (ENDED, f"Đã kết thúc {number(sum(row.valid_to is not None and row.valid_to < day for row in rows))}"),
    ]
    kind_options = [("", "Mọi loại"), *((kind.value, kind.label) for kind in AgencyKind if kind in kinds)]
    state = {
        "locality": locality.key,
        "time": chosen("time", times, query),
        "kind": chosen("kind", kind_options, query),
        "words": " ".join(query.get("words", "").split())[:100],
    }
    sets = {"": living, ALONE: alone, ENDED: [row for row in rows if row.valid_to is not None and row.valid_to < day]}
    words = search_key(state["words"])
    # Words without marks are compared here, since no database does so alike.
    shown = [
        row
        for row in sets[state["time"]]
        if state["kind"] in ("", row.kind) and words in search_key(f"{row.name} {row.short_name} {row.code}")
    ]
    shown.sort(key=lambda row: (row.kind, sort_key(row.name)))
    rows, pager = one_page(shown, PAGE, query, path=path, state=state)
    return BodiesPage(
        lede=f"{number(len(living))} đơn vị đang có"
        + (f", {number(len(alone))} đơn vị chưa có người." if alone else ", đơn vị nào cũng có người."),
        filters=[
            links("Đơn vị", "time", times, path=path, state=state),
            links("Loại", "kind", kind_options, path=path, state=state),
        ],
        words=state["words"],
        lines=[body_line(row, day) for row in rows],
        pager=pager,
    )


def body_line(row: Agency, day: date) -> BodyLine:
    return BodyLine(
        code=row.code,
        name=row.name,
        kind=row.get_kind_display(),
        days=days_of(row),
        people=row.people,
        reach=" · ".join(part for part in (row.phone, row.email) if part),
        coordinates=row.coordinates_on(day),
    )


def days_of(row: Agency) -> str:
    """ "từ 01/7/2025", "đến hết 30/6/2025", "" where neither day is known."""
    begins = f"từ {date_vi(row.valid_from)}" if row.valid_from else ""
    ends = f"đến hết {date_vi(row.valid_to)}" if row.valid_to else ""
    return " ".join(part for part in (begins, ends) if part)
