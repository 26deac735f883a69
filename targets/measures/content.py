"""An indicator or data element as one entry, the same as in the catalogue's files; who reports it is part of it."""

from collections.abc import Collection
from typing import Any

from targets.catalogue import ELEMENT, INDICATOR
from targets.models import DataElement, Indicator, MeasureKind, Side
from targets.plans.content import Content, trimmed_number

ENTRY_FIELDS = {MeasureKind.ELEMENT: tuple(ELEMENT), MeasureKind.INDICATOR: tuple(INDICATOR)}
MeasureKey = tuple[str, str]
MODELS = {MeasureKind.ELEMENT: DataElement, MeasureKind.INDICATOR: Indicator}


def element_content(row: DataElement) -> Content:
    """The entry of a data element whose kinds and whole are prefetched or are asked for here."""
    plain = {name: getattr(row, name) for name in ELEMENT if name not in ("part_of", "part_rule", "kinds")}
    own = {
        **plain,
        "change_threshold": trimmed_number(row.change_threshold),
        "part_of": row.part_of.code if row.part_of else None,
        "part_rule": row.part_rule or None,
        "kinds": sorted(one.kind for one in row.kinds.all()),
    }
    return {name: own[name] for name in ELEMENT}


def indicator_content(row: Indicator) -> Content:
    """The entry of an indicator whose inputs are prefetched or are asked for here."""
    # In one order, because entries are compared as they are written.
    inputs = sorted(row.inputs.all(), key=lambda one: (one.element.position, one.element.code))
    own: Content = {name: getattr(row, name) for name in INDICATOR if name not in Side.values}
    for side in Side.values:
        own[side] = [one.element.code for one in inputs if one.side == side]
    return {name: own[name] for name in INDICATOR}


def measure_contents(codes: Collection[MeasureKey] | None = None) -> dict[MeasureKey, Content]:
    """The entries by kind and code, all or those of some codes; four queries at most."""
    wanted = {kind: [code for one, code in codes or () if one == kind] for kind in MeasureKind}
    elements = DataElement.objects.select_related("part_of").prefetch_related("kinds")
    indicators = Indicator.objects.prefetch_related("inputs__element")
    if codes is not None:
        elements = elements.filter(code__in=wanted[MeasureKind.ELEMENT])
        indicators = indicators.filter(code__in=wanted[MeasureKind.INDICATOR])
    return {
        **{(MeasureKind.ELEMENT.value, row.code): element_content(row) for row in elements},
        **{(MeasureKind.INDICATOR.value, row.code): indicator_content(row) for row in indicators},
    }


def measure_content(kind: str, code: str) -> Content | None:
    """The entry as it is now; None where the catalogue has none of this code."""
    return measure_contents([(kind, code)]).get((kind, code))


def measure_differences(before: Content | None, after: Content) -> list[tuple[str, Any, Any]]:
    """The fields of an entry that differ, as (field, before, after); lists whatever their order."""
    before = before or {}
    return [
        (name, before.get(name), value)
        for name, value in after.items()
        if unordered(before.get(name)) != unordered(value)
    ]


def unordered(value: Any) -> Any:
    """What an entry's field says; nothing is the same however it is written."""
    if isinstance(value, list | tuple):
        return sorted(value)
    return value
