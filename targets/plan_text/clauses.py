"""The parts of a sentence: their numbers and years, what each number starts from, and what it is compared with."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from targets.plan_text.exclusions import Reason, is_rank, reason_against
from targets.plan_text.quantities import Quantity
from targets.plan_text.years import YearMark, YearRole

# So few letters may stand between a starting value and its year, beside what is counted.
CLOSE = 8


@dataclass(frozen=True)
class Clause:
    """A part of a sentence between semicolons, with the numbers and years in it; `bases` are no targets' numbers."""

    start: int
    end: int
    numbers: tuple[Quantity, ...]
    years: tuple[YearMark, ...]
    bases: tuple[Quantity, ...] = ()


def clauses(sentence: str, found: list[Quantity], marks: list[YearMark]) -> Iterator[Clause]:
    """The parts between semicolons, but for those within brackets, each with its own numbers and years."""
    start = 0
    depth = 0
    cuts = []
    for place, sign in enumerate(sentence):
        depth += (sign == "(") - (sign == ")")
        if sign == ";" and depth <= 0:
            cuts.append(place)
    for end in [*cuts, len(sentence)]:
        yield Clause(
            start,
            end,
            tuple(number for number in found if start <= number.start < end),
            tuple(mark for mark in marks if start <= mark.start < end),
        )
        start = end + 1


def reasons_in(sentence: str, clause: Clause) -> list[Reason | None]:
    """Why each number of a clause is no target, None where nothing speaks against it."""
    text = sentence[clause.start : clause.end]
    local = [shifted(quantity, -clause.start) for quantity in clause.numbers]
    return [None if is_rank(text, one) else reason_against(text, one, after) for one, after in pairwise([*local, None])]


def near_year(sentence: str, clause: Clause, quantity: Quantity) -> YearMark | None:
    """The year that stands right behind a starting value, if any: "12 trường năm 2025"."""
    after = next((mark for mark in clause.years if mark.start >= quantity.end), None)
    between = sentence[quantity.end : after.start].strip(" (") if after else ""
    named = between.removeprefix("%").strip().lower() in ("", quantity.unit, quantity.unit.removeprefix("%"))
    return after if after is not None and (named or len(between) < CLOSE) else None


def as_base(mark: YearMark) -> YearMark:
    return replace(mark, role=YearRole.BASE)


def shifted(quantity: Quantity, by: int) -> Quantity:
    return replace(quantity, start=quantity.start + by, end=quantity.end + by)


def with_bases(sentence: str, clause: Clause, reasons: list[Reason | None]) -> Clause:
    """The clause with what something starts from; the year behind such a value is of that value, and of no target."""
    bases = tuple(number for number, why in zip(clause.numbers, reasons, strict=True) if why is Reason.BASE)
    passed = [near_year(sentence, clause, base) for base in bases]
    return replace(clause, bases=bases, years=tuple(as_base(one) if one in passed else one for one in clause.years))


def named_at(clause: Clause, quantity: Quantity) -> Quantity:
    """The number beside which the clause names what is measured: that which it starts from, where one stands before."""
    before = [number for number in clause.numbers if number.end <= quantity.start]
    return before[-1] if before and before[-1] in clause.bases else quantity


def base_year_of(clause: Clause, quantity: Quantity) -> int | None:
    """The year with which a number is compared: named behind it, else before the first number of its clause."""
    based = [mark for mark in clause.years if mark.role is YearRole.BASE]
    behind = next((mark.year for mark in based if mark.start > quantity.start), None)
    before = next((mark.year for mark in based if mark.start < clause.numbers[0].start), None)
    return before if behind is None else behind
