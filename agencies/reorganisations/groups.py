"""Closed groups: the smallest sets of old and new bodies with no overlap outside, and what they let one compare.

Plain Python. A pair (old, new) says that the new body took something of the old one.

    a -> x, a -> y, b -> y      one group: {a, b} became {x, y}; neither x nor y has a past of its own
    c -> z, d -> z              one group with one new body: z is exactly c and d together
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

Body = TypeVar("Body", bound=Hashable)


class Comparability(StrEnum):
    """How far a figure of the past may stand beside one of the present for one body or group."""

    EXACT = "exact"
    GROUP = "group"
    ESTIMATE = "estimate"
    NONE = "none"


@dataclass(frozen=True)
class ClosedGroup(Generic[Body]):
    """Old and new bodies that are each other's whole past and future, each in the order given."""

    old: tuple[Body, ...]
    new: tuple[Body, ...]

    @property
    def comparability(self) -> Comparability:
        """Of each of its new bodies: exact where there is one alone. The group as a whole is always comparable."""
        return Comparability.EXACT if len(self.new) == 1 else Comparability.GROUP


def closed_groups(pairs: Iterable[tuple[Body, Body]]) -> list[ClosedGroup[Body]]:
    """The closed groups of some pairs, the largest first; those of one size in the order of the pairs."""
    sides: dict[tuple[str, Body], set[tuple[str, Body]]] = {}
    for old, new in pairs:
        sides.setdefault(("old", old), set()).add(("new", new))
        sides.setdefault(("new", new), set()).add(("old", old))
    order = {node: place for place, node in enumerate(sides)}
    groups, seen = [], set()
    for start in sides:
        if start in seen:
            continue
        reached, waiting = {start}, [start]
        while waiting:
            for other in sides[waiting.pop()] - reached:
                reached.add(other)
                waiting.append(other)
        seen |= reached
        nodes = sorted(reached, key=order.__getitem__)
        groups.append(
            ClosedGroup(
                old=tuple(body for side, body in nodes if side == "old"),
                new=tuple(body for side, body in nodes if side == "new"),
            )
        )
    return sorted(groups, key=lambda group: -len(group.old) - len(group.new))
