"""Past beside present: an indicator year by year and body by body, as it was reported, or in the bodies of today.

As it was, each year stands in the bodies of that year. As it is now, the bodies that took over from each other are one
closed group: its past is the sum of numerators and denominators of its members, never a mean of rates. A body that is
alone in its group has that past exactly; of several, only the group has one, and of a count each body a marked estimate
where a key is chosen to apportion by (apportioning.py). Whatever is chosen, the rows that count (`counts`) add up to
the same total of each year.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum

from agencies.models import Agency, Locality, Succession
from agencies.reorganisations.groups import Comparability
from reports.dashboards.body_changes import BodyChanges, body_changes
from reports.dashboards.indicators.apportioning import (
    Apportioning,
    ApportionKey,
    WorkPassed,
    weight_of,
    workforce_of,
)
from reports.dashboards.past_of_parts import partial_words
from reports.models import View
from reports.progress.queries import Recipe, UnitReport, agencies_of, unit_reports
from targets.models import Formula


class Units(StrEnum):
    AS_WAS = "as_was"
    AS_NOW = "as_now"


@dataclass(frozen=True)
class UnitValue:
    """What a body or a group has in a year. `agencies`: the bodies of today that it is; `counts`: it is in the total.

    A row of no agencies is the whole of a locality into which others were united, as far as its parts are known here.
    why: on what its past rests, in words, "" where there is nothing to say. value: None where nothing comparable is
    known. numerator and denominator add up; value is 100 n / d of a rate.
    """

    agencies: tuple[str, ...]
    name: str
    year: int
    value: Decimal | None
    numerator: Decimal | None
    denominator: Decimal | None
    comparability: Comparability
    counts: bool
    why: str = ""


def past_in_units(
    *,
    recipe: Recipe,
    locality: Locality,
    view: View,
    units: Units,
    on: date,
    key: ApportionKey | None = None,
) -> list[UnitValue]:
    """Rows by body or group and year; of an indicator that is no sum and no rate, none. Five queries.

    `key`: by what counts are apportioned to bodies that have no past of their own; a rate never is.
    """
    indicator = recipe.indicator
    if indicator.formula not in (Formula.VALUE, Formula.RATIO) or not recipe.input_count:
        return []
    changes = body_changes(locality)
    agencies, reports = reports_in_places(recipe, (locality.pk, *changes.known), view)
    whole = list(whole_rows(recipe, locality, changes, agencies, reports)) if units == Units.AS_NOW else []
    years = sorted(year for year, found in reports.items() if found)
    if units == Units.AS_WAS:
        return [
            unit_value(recipe, (agencies[pk],), year, [report], Comparability.EXACT)
            for year in years
            for pk, report in sorted(reports[year].items(), key=lambda pair: agencies[pair[0]].code)
        ]
    passages = passages_of((locality.pk, *changes.known))
    apportioning = None
    if key is not None and indicator.formula == Formula.VALUE:
        living = [agency for agency in agencies.values() if agency.exists_on(on) and agency.kind in recipe.kinds]
        workforce = workforce_of(locality, living) if key == ApportionKey.WORKFORCE else {}
        apportioning = Apportioning(key, passages, workforce)
    return [
        *whole,
        *(
            row
            for members in families(agencies, passages)
            for row in Family(recipe, [agencies[pk] for pk in members], passages, on, apportioning).rows(years, reports)
        ),
    ]


def reports_in_places(
    recipe: Recipe, places: Iterable[int], view: View
) -> tuple[dict[int, Agency], dict[int, dict[int, UnitReport]]]:
    """The bodies of some localities, and by year what those of them that are asked have reported; four queries each."""
    agencies: dict[int, Agency] = {}
    reports: dict[int, dict[int, UnitReport]] = defaultdict(dict)
    for place in places:
        here = {agency.pk: agency for agency in agencies_of(place)}
        wanted = {recipe.indicator.pk: recipe}
        found = unit_reports(locality_id=place, wanted=wanted, view=view, agencies=here.values())
        for (_, year), rows in found.items():
            # Who reported without being asked is no part of the sum that the pages show either.
            reports[year] |= {pk: report for pk, report in rows.items() if recipe.expects(here[pk], year)}
        agencies |= here
    return agencies, reports


def whole_rows(
    recipe: Recipe,
    locality: Locality,
    changes: BodyChanges,
    agencies: Mapping[int, Agency],
    reports: Mapping[int, Mapping[int, UnitReport]],
) -> Iterable[UnitValue]:
    """The whole of a locality into which others were united, year by year, with how many of its parts are in it."""
    for year, found in sorted(reports.items()) if changes.parts else ():
        if changes.is_comparable(year) or not found:
            continue
        there = len({agencies[pk].locality_id for pk in found} & {*changes.known})
        mark = Comparability.EXACT if there == changes.parts else Comparability.NONE
        words, name = partial_words(there, changes.parts), f"Toàn {locality.short_name}"
        yield unit_value(recipe, (), year, list(found.values()), mark, counts=False, name=name, why=words)


def passages_of(places: Sequence[int]) -> list[WorkPassed]:
    links = Succession.objects.filter(predecessor__locality__in=places, successor__locality__in=places)
    return [WorkPassed(*row) for row in links.values_list("predecessor_id", "successor_id", "whole", "part", "people")]


def families(agencies: Mapping[int, Agency], passages: Iterable[WorkPassed]) -> list[list[int]]:
    """Bodies that took over from each other, however many times, as one family; the others each alone."""
    near: dict[int, set[int]] = defaultdict(set)
    for one in passages:
        near[one.old].add(one.new)
        near[one.new].add(one.old)
    found, seen = [], set()
    for start in sorted(agencies, key=lambda pk: agencies[pk].code):
        if start in seen:
            continue
        # In both directions: two bodies that took over from the same one belong together, though neither did from the
        # other.
        reached, waiting = {start}, [start]
        while waiting:
            for other in near[waiting.pop()] - reached:
                reached.add(other)
                waiting.append(other)
        seen |= reached
        found.append(sorted(reached, key=lambda pk: agencies[pk].code))
    return found


class Family:
    """Bodies that took over from each other, for one indicator: its only living body, or the group and each of them."""

    def __init__(
        self,
        recipe: Recipe,
        members: list[Agency],
        passages: Iterable[WorkPassed],
        on: date,
        apportioning: Apportioning | None,
    ) -> None:
        self.recipe, self.members, self.apportioning = recipe, members, apportioning
        self.living = [agency for agency in members if agency.exists_on(on) and agency.kind in recipe.kinds]
        self.alive = {agency.pk for agency in self.living}
        here = {agency.pk: agency for agency in members}
        self.before: dict[int, list[tuple[Agency, WorkPassed]]] = defaultdict(list)
        for one in passages:
            if one.old in here and one.new in self.alive:
                self.before[one.new].append((here[one.old], one))

    def rows(self, years: Iterable[int], reports: Mapping[int, Mapping[int, UnitReport]]) -> Iterable[UnitValue]:
        """The rows of one family."""
        for year in years:
            found = {agency.pk: reports[year][agency.pk] for agency in self.members if agency.pk in reports[year]}
            if found:
                yield from self.rows_of(year, found)

    def rows_of(self, year: int, found: Mapping[int, UnitReport]) -> Iterable[UnitValue]:
        everything = list(found.values())
        if not self.living:
            # Nobody of today is known to have taken over: the figure stays in the total and beside nobody.
            yield unit_value(self.recipe, tuple(self.members), year, everything, Comparability.NONE)
            return
        if len(self.living) == 1:
            yield unit_value(self.recipe, tuple(self.living), year, everything, Comparability.EXACT)
            return
        name, why = group_name(self.members, self.living), self.why_of_group()
        yield unit_value(self.recipe, tuple(self.living), year, everything, Comparability.GROUP, name=name, why=why)
        # In a year for which a body that has ended reported, no single one of its heirs has a number of its own.
        whole = all(pk in self.alive for pk in found)
        for agency in self.living:
            own = [found[agency.pk]] if whole and agency.pk in found else []
            mark, why = (Comparability.EXACT if own else Comparability.NONE), self.why_of(agency)
            row = unit_value(self.recipe, (agency,), year, own, mark, counts=False, why=why)
            yield row if whole else self.estimated(row, agency, found)

    def estimated(self, row: UnitValue, agency: Agency, found: Mapping[int, UnitReport]) -> UnitValue:
        """The row with its share of what bodies that have ended reported, where a key knows it."""
        if self.apportioning is None:
            return row
        # Who has no report of the year has at most a share.
        own = found[agency.pk].numerator if agency.pk in found else Decimal()
        ended = {pk: report.numerator for pk, report in found.items() if pk not in self.alive}
        value = self.apportioning.estimate(agency.pk, own, ended, self.alive)
        if value is None:
            return row
        return replace(row, value=value, numerator=value, comparability=Comparability.ESTIMATE)

    def why_of_group(self) -> str:
        old = [agency for agency in self.members if agency.pk not in self.alive]
        return f"đúng nguyên {old[0].short_name} cũ" if len(old) == 1 else "chỉ so được cả nhóm"

    def why_of(self, agency: Agency) -> str:
        """ "9/29 phần xã cũ của Sóc Sơn", "gồm phần của 3 đơn vị cũ"."""
        before = self.before[agency.pk]
        if len(before) != 1:
            return f"gồm phần của {len(before)} đơn vị cũ" if before else ""
        (old, passage), key = before[0], ApportionKey.PARTS
        weights = [weight_of(one, key) for rows in self.before.values() for body, one in rows if body.pk == old.pk]
        mine = weight_of(passage, key)
        if mine is None or None in weights:
            return f"một phần của {old.short_name} cũ"
        return f"{mine}/{sum(weight or 0 for weight in weights)} phần xã cũ của {old.short_name}"


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
    why: str = "",
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
        why=why,
    )
