"""Which data elements a plan asks for in a year, and in which order a form has them.

A target asks for a value of each year of the plan; one that names its first year, from that year on. Growth needs the
year before its first one, too: that is what it grows from.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from targets.models import DataElement, Formula, IndicatorInput, PartRule
from targets.plans.then import TargetThen


def targets_asking(year: int, next_year: int, path: str = "") -> Q:
    """The targets that want a value of a year; `path` leads to them, as in "indicator__targets__"."""
    first = f"{path}from_year"
    growing = {f"{path}indicator__formula": Formula.GROWTH, f"{first}__lte": next_year}
    return Q(**{f"{first}__isnull": True}) | Q(**{f"{first}__lte": year}) | Q(**growing)


def elements_wanted(plan_id: int, year: int, next_year: int) -> QuerySet[DataElement]:
    """All elements by position; `is_wanted`: the plan asks for it in a year, or for a part of it."""
    path = "used_in__indicator__targets__"
    wanted = targets_asking(year, next_year, path)
    return marked_wanted(DataElement.objects.filter(wanted, **{f"{path}plan_id": plan_id}))


def marked_wanted(asked: QuerySet[DataElement]) -> QuerySet[DataElement]:
    """All elements by position, those that are asked for and their wholes marked."""
    # A part is held against its whole while it is typed, so that the whole is asked for, too.
    wholes = DataElement.objects.filter(parts__in=asked.values("pk")).values("pk")
    wanted_here = Q(pk__in=asked.values("pk")) | Q(pk__in=wholes)
    return DataElement.objects.annotate(is_wanted=wanted_here).order_by("position", "code")


def elements_measuring(indicators: Collection[int]) -> QuerySet[DataElement]:
    """All elements by position; `is_wanted`: some indicator is made of it or of a part of it."""
    return marked_wanted(DataElement.objects.filter(used_in__indicator__in=indicators))


def wanted_of(elements: Iterable[DataElement]) -> set[int]:
    """Keys of those elements that are wanted; from `elements_wanted`."""
    return {element.pk for element in elements if element.is_wanted}


def cells_of_form(
    wanted: set[int], reported: Iterable[DataElement], *, all_parts: bool, coordinates: bool, closing: bool
) -> set[int]:
    """Keys of the elements that a form has: what is wanted of what its agency reports.

    With `all_parts` also every part of each total among them: else nobody could see whether the parts add up.
    """
    mine = list(reported)
    cells = wanted & {element.pk for element in mine}
    summands = [element for element in mine if element.part_rule == PartRule.SUM] if all_parts else []
    # Again and again: a part that joins may be a total with parts of its own.
    while more := {part.pk for part in summands if part.part_of_id in cells} - cells:
        cells |= more
    return {
        element.pk
        for element in mine
        if element.pk in cells and element.is_asked(coordinates=coordinates, closing=closing)
    }


def in_form_order(elements: Iterable[DataElement]) -> list[DataElement]:
    """Elements by position, each group in one piece: one that joined later stands with its group, not at the end."""
    groups: dict[str, list[DataElement]] = {}
    for element in elements:
        groups.setdefault(element.group, []).append(element)
    return [element for group in groups.values() for element in group]


@dataclass(frozen=True)
class AskedElements:
    """The elements of several plans: by plan, each (element, its whole, the first year that it is asked for)."""

    by_plan: dict[int, list[tuple[int, int | None, int]]]

    def in_year(self, plan_id: int, year: int) -> set[int]:
        """Keys of the elements that a plan asks for in a year, as `elements_wanted` has them."""
        found: set[int] = set()
        for element, whole, first in self.by_plan.get(plan_id, ()):
            if first <= year:
                found.add(element)
                if whole is not None:
                    found.add(whole)
        return found


def read_asked(plan_ids: Collection[int]) -> AskedElements:
    """What some plans ask for; one query."""
    rows = IndicatorInput.objects.filter(indicator__targets__plan_id__in=plan_ids).values_list(
        "indicator__targets__plan_id",
        "element_id",
        "element__part_of_id",
        "indicator__targets__from_year",
        "indicator__formula",
    )
    found: dict[int, list[tuple[int, int | None, int]]] = {}
    for plan, element, whole, first, formula in rows:
        found.setdefault(plan, []).append((element, whole, first_asked(first, formula)))
    return AskedElements(found)


def asked_by(
    targets: Iterable[TargetThen], inputs: Mapping[int, Iterable[int]], wholes: Mapping[int, int | None]
) -> list[tuple[int, int | None, int]]:
    """What the targets of one plan asked for when it had them, as `AskedElements` holds it.

    `inputs`: the elements of each indicator; `wholes`: what each element is a part of.
    """
    return [
        (element, wholes.get(element), first_asked(target.from_year, target.indicator.formula))
        for target in targets
        for element in inputs[target.indicator_id]
    ]


def first_asked(from_year: int | None, formula: str) -> int:
    """The year from which on a target wants values: growth from the year that it grows from."""
    return 0 if from_year is None else from_year - (formula == Formula.GROWTH)


@dataclass
class HeldCells:
    """The elements of which an agency has a figure in a year, and those of them that are not blank."""

    held: set[int] = field(default_factory=set)
    filled: set[int] = field(default_factory=set)

    def counts(self, cells: set[int], *, sent: bool) -> tuple[int, int]:
        """Filled cells and cells in all of a form; one that was sent is asked for nothing that came later."""
        # An element that a plan or the catalogue has gained since was not on the form when it was sent.
        asked = cells & self.held if sent else cells
        return len(asked & self.filled), len(asked)
