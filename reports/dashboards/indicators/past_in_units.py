"""Past beside present: an indicator year by year and body by body, as it was reported, or in the bodies of today.

As it was, each year stands in the bodies of that year. As it is now, the bodies that took over from each other are one
closed group: its past is the sum of numerators and denominators of its members, never a mean of rates. A body that is
alone in its group has that past exactly; of several, only the group has one. Nothing is apportioned here. Whatever is
chosen, the rows that count (`counts`) add up to the same total of each year.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from agencies.models import Agency, Locality, Succession
from agencies.reorganisations.groups import Comparability
from reports.models import View
from reports.progress.queries import Recipe, UnitReport, agencies_of, unit_reports
from targets.models import Formula


class Units(StrEnum):
    AS_WAS = "as_was"
    AS_NOW = "as_now"


@dataclass(frozen=True)
class UnitValue:
    """What a body or a group has in a year. `agencies`: the bodies of today that it is; `counts`: it is in the total.

    value: None where nothing comparable is known. numerator and denominator add up; value is 100 n / d of a rate.
    """

    agencies: tuple[str, ...]
    name: str
    year: int
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    comparability: Comparability
    counts: bool


def past_in_units(*, recipe: Recipe, locality: Locality, view: View, units: Units, on: date) -> list[UnitValue]:
    """Rows by body or group and year; of an indicator that is no sum and no rate, none. Four queries."""
    indicator = recipe.indicator
    if indicator.formula not in (Formula.VALUE, Formula.RATIO) or not recipe.input_count:
        return []
    agencies = {agency.pk: agency for agency in agencies_of(locality.pk)}
    reports = {
        year: {pk: report for pk, report in found.items() if recipe.expects(agencies[pk], year)}
        for (_, year), found in unit_reports(locality_id=locality.pk, wanted={indicator.pk: recipe}, view=view).items()
    }
    years = sorted(year for year, found in reports.items() if found)
    if units == Units.AS_WAS:
        return [
            unit_value(recipe, (agencies[pk],), year, [report], Comparability.EXACT)
            for year in years
            for pk, report in sorted(reports[year].items(), key=lambda pair: agencies[pair[0]].code)
        ]
    return [
        row
        for members in families(agencies, locality)
        for row in family_rows(recipe, [agencies[pk] for pk in members], years, reports, on)
    ]


def families(agencies: Mapping[int, Agency], locality: Locality) -> list[list[int]]:
    """Bodies that took over from each other, however many times, as one family; the others each alone."""
    near: dict[int, set[int]] = defaultdict(set)
    links = Succession.objects.filter(predecessor__locality=locality, successor__locality=locality)
    for old, new in links.values_list("predecessor_id", "successor_id"):
        near[old].add(new)
        near[new].add(old)
    found, seen = [], set()
    for start in sorted(agencies, key=lambda pk: agencies[pk].code):
        if start in seen:
            continue
        reached, waiting = {start}, [start]
        while waiting:
            for other in near[waiting.pop()] - reached:
                reached.add(other)
                waiting.append(other)
        seen |= reached
        found.append(sorted(reached, key=lambda pk: agencies[pk].code))
    return found


def family_rows(
    recipe: Recipe,
    members: list[Agency],
    years: Iterable[int],
    reports: Mapping[int, Mapping[int, UnitReport]],
    on: date,
) -> Iterable[UnitValue]:
    """The rows of one family: of its only living body, or of the group and each living body beside it."""
    living = [agency for agency in members if agency.exists_on(on) and agency.kind in recipe.kinds]
    for year in years:
        found = {agency.pk: reports[year][agency.pk] for agency in members if agency.pk in reports[year]}
        if not found:
            continue
        if not living:
            # Nobody of today is known to have taken over: the figure stays in the total and beside nobody.
            yield unit_value(recipe, tuple(members), year, list(found.values()), Comparability.NONE)
            continue
        mark = Comparability.EXACT if len(living) == 1 else Comparability.GROUP
        yield unit_value(recipe, tuple(living), year, list(found.values()), mark, name=group_name(members, living))
        if len(living) == 1:
            continue
        whole = all(pk in {agency.pk for agency in living} for pk in found)
        for agency in living:
            own = [found[agency.pk]] if whole and agency.pk in found else []
            own_mark = Comparability.EXACT if own else Comparability.NONE
            yield unit_value(recipe, (agency,), year, own, own_mark, counts=False)


def group_name(members: list[Agency], living: list[Agency]) -> str:
    """ "UBND huyện Sóc Sơn cũ, nay 5 đơn vị", "Nhóm 23 đơn vị cũ, nay 94 đơn vị"; "" of a body alone."""
    if len(living) == 1:
        return ""
    old = [agency for agency in members if agency not in living]
    return f"{old[0].name if len(old) == 1 else f'Nhóm {len(old)} đơn vị'} cũ, nay {len(living)} đơn vị"


def unit_value(
    recipe: Recipe,
    agencies: tuple[Agency, ...],
    year: int,
    reports: list[UnitReport],
    mark: Comparability,
    *,
    counts: bool = True,
    name: str = "",
) -> UnitValue:
    numerator = sum((report.numerator for report in reports), Decimal()) if reports else None
    denominator = sum((report.denominator for report in reports), Decimal()) if reports else None
    value = numerator
    if recipe.indicator.formula == Formula.RATIO:
        value = 100 * numerator / denominator if numerator is not None and denominator else None
    return UnitValue(
        agencies=tuple(agency.code for agency in agencies),
        name=name or (agencies[0].name if len(agencies) == 1 else f"{len(agencies)} đơn vị đã kết thúc"),
        year=year,
        value=value,
        numerator=numerator,
        denominator=denominator if recipe.indicator.formula == Formula.RATIO else None,
        comparability=mark,
        counts=counts,
    )
