"""Counts of the past apportioned to bodies of today by a stated key ("ước chia"): asked for, never by default.

A rate is never apportioned: one key would give every commune its district's rate. What no key knows stays unknown.

    district 4 went to x (2 whole old communes, 3 parts) and y (1, 2); it reported 800:
    by parts of old communes   x has 5 of 8 = 500, y 3 of 8 = 300
    by whole old communes      x has 2 of 3, y 1 of 3; who took none whole has no share that this key knows
    by population              as many people as the reorganisation's file says went where; not counted: no share
    by workforce               all that the ended bodies of the group reported, by what each body of today reports
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from agencies.models import Agency, Locality
from reports.models import Entry, Figure
from targets.calculations.numbers.precision import exact

WORKFORCE_ELEMENT = "labour_force"


class ApportionKey(StrEnum):
    PARTS = "commune_parts"
    WHOLE = "whole_communes"
    POPULATION = "population"
    WORKFORCE = "labour_force"


KEY_WORDS = {
    ApportionKey.PARTS: "số phần xã cũ",
    ApportionKey.WHOLE: "số xã cũ vào trọn",
    ApportionKey.POPULATION: "dân số",
    ApportionKey.WORKFORCE: "lực lượng lao động",
}


@dataclass(frozen=True)
class WorkPassed:
    """The work of one body passing to another; whole, part: how many of its old communes, people: who lives there.

    None where not known.
    """

    old: int
    new: int
    whole: int | None
    part: int | None
    people: int | None = None


def weight_of(passage: WorkPassed, key: ApportionKey) -> int | None:
    if key == ApportionKey.POPULATION:
        return passage.people
    if passage.whole is None or passage.part is None:
        return None
    return passage.whole if key == ApportionKey.WHOLE else passage.whole + passage.part


class Apportioning:
    """Who of today has which share of a body that has ended, by one key."""

    def __init__(self, key: ApportionKey, passages: Iterable[WorkPassed], workforce: Mapping[int, Decimal]) -> None:
        """workforce: the last that each body of today has reported."""
        self.key, self.workforce = key, workforce
        # Fractions all along: shares of shares stay exact and add up to one, whatever the chain.
        self.following: dict[int, list[WorkPassed]] = defaultdict(list)
        for one in passages:
            self.following[one.old].append(one)

    def shares(self, old: int, living: Collection[int]) -> dict[int, Fraction] | None:
        """The shares of the living bodies of its group in a body that has ended, together 1; None where not known."""
        if self.key == ApportionKey.WORKFORCE:
            return by_size({pk: self.workforce.get(pk) for pk in living})
        return self.spread(old, frozenset(living), frozenset())

    def spread(self, old: int, living: frozenset[int], seen: frozenset[int]) -> dict[int, Fraction] | None:
        """Along the chain of who took over: a body that is alone takes all, of several the table says how much."""
        if old in living:
            return {old: Fraction(1)}
        passages = self.following.get(old, [])
        # `seen` ends a circle, which a reorganisation that was entered by hand may hold.
        if not passages or old in seen:
            return None
        weights = [1] if len(passages) == 1 else [weight_of(one, self.key) for one in passages]
        whole = sum(weight or 0 for weight in weights)
        if None in weights or not whole:
            return None
        found: dict[int, Fraction] = defaultdict(Fraction)
        for one, weight in zip(passages, weights, strict=True):
            below = self.spread(one.new, living, seen | {old})
            if below is None:
                return None
            for pk, share in below.items():
                found[pk] += share * Fraction(weight or 0, whole)
        return found

    @exact
    def estimate(
        self, body: int, own: Decimal, ended: Mapping[int, Decimal], living: Collection[int]
    ) -> Decimal | None:
        """What a body of today has of a year: its own report and its share in those of bodies that have ended."""
        total = own
        for old, value in ended.items():
            share = (self.shares(old, living) or {}).get(body, None if self.takes_of(old, body) else Fraction())
            # By whole communes a body that took only parts has no share that is known; nothing is made of that.
            if share is None or (not share and self.takes_of(old, body)):
                return None
            # Multiplied first, so that what comes out whole is whole.
            total += value * share.numerator / share.denominator
        return total

    def takes_of(self, old: int, body: int) -> bool:
        """Whether a body of today has taken anything of one that has ended, directly or along the chain."""
        if self.key == ApportionKey.WORKFORCE:
            return True
        seen, waiting = set(), [old]
        while waiting:
            here = waiting.pop()
            if here == body:
                return True
            if here not in seen:
                seen.add(here)
                waiting += [one.new for one in self.following.get(here, [])]
        return False


def by_size(sizes: Mapping[int, Decimal | None]) -> dict[int, Fraction] | None:
    """Shares by size; None where one size is not known or all are zero."""
    known = {pk: Fraction(size) for pk, size in sizes.items() if size is not None}
    whole = sum(known.values(), Fraction())
    return {pk: size / whole for pk, size in known.items()} if len(known) == len(sizes) and whole else None


def workforce_of(locality: Locality, bodies: Iterable[Agency]) -> dict[int, Decimal]:
    """The last accepted workforce that each of these bodies has reported; one query."""
    rows = Figure.objects.filter(
        agency__locality=locality,
        agency__in=[body.pk for body in bodies],
        element__code=WORKFORCE_ELEMENT,
        accepted_entry=Entry.NUMBER,
    )
    # In order of years: of each body the last one stays.
    return dict(rows.order_by("year").values_list("agency_id", "accepted_value"))
