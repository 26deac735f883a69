"""What agencies reported, added up in the database: one scan of their cells, single ones only where a cell is missing.

Of sixty bodies of a kind at a time the database says, by data element and year, the sum of every cell that counts and,
as the bits of a number, which of them have reported. A rate, though, takes a body only with every input, and only one
that was expected to report: who that is follows from the bits, and the cells of who does not count are read one by one
and taken off again. Example: three communes with 900 of 1000, 50 of 100 and 30 without its whole: the sums are 980 and
1100, the bits 111 and 011, so that the 30 of the third is taken off: 950 of 1100. The scan also says whose cells differ
between the views; the provisional one is the accepted one with those put in. `pooled_reports` in pooling.py does the
same, agency by agency.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property, reduce
from operator import and_, or_
from typing import Any, NamedTuple

from django.db import connection

from agencies.models import Agency
from reports.models import State, Submission, View
from reports.progress.places import parts_of_years
from reports.progress.pooling import Pooled
from reports.progress.queries import REPORTED, Recipe, closes_in
from reports.progress.rollup_data import DIGITS
from targets.models import Formula

# So many bits go into a whole number of every database.
BITS = 60
PLACES_A_QUERY = 5000
# A form that has been sent says what counts in the provisional view; of the others it is what was accepted last.
SENT = [State.SUBMITTED, State.ACCEPTED]
REPORTED_WORDS = ", ".join(f"'{word.value}'" for word in REPORTED)
# Of single bits a sum is what belongs to all of them, and every database has it.
BITS_WHERE = "CAST(COALESCE(SUM(body.bit) FILTER (WHERE {0}), 0) AS bigint)"
TALLY = f"""
  COALESCE(SUM(f.{{0}}value), 0),
  {BITS_WHERE.format(f"f.{{0}}entry IN ({REPORTED_WORDS})")},
  COUNT(*) FILTER (WHERE f.{{0}}quality = 'estimate' AND f.{{0}}entry IN ({REPORTED_WORDS})),
  COUNT(*) FILTER (WHERE f.illustrative AND f.{{0}}entry IN ({REPORTED_WORDS}))
"""
BEFORE, AFTER = TALLY.format("accepted_"), TALLY.format("")
DIFFERS = "(f.entry <> f.accepted_entry OR f.quality <> f.accepted_quality OR f.value <> f.accepted_value)"
CELLS = """
FROM body JOIN reports_figure f ON f.agency_id = body.id
WHERE f.year BETWEEN {first} AND {last} AND f.interim = 0 AND f.element_id IN ({elements})
"""
COUNTED = f"""
WITH body (id, bit) AS (VALUES {{bodies}})
SELECT f.element_id, f.year, {BITS_WHERE.format(DIFFERS)}, {BEFORE}
{CELLS} GROUP BY f.element_id, f.year
"""
DIFFERENT = f"""
WITH body (id, bit) AS (VALUES {{bodies}})
SELECT f.element_id, f.year, {BEFORE}, {AFTER}
{CELLS} AND {DIFFERS} AND f.submission_id NOT IN ({{unsent}}) GROUP BY f.element_id, f.year
"""
SINGLE = """
WITH place (agency_id, element_id, year) AS (VALUES {places})
SELECT f.agency_id, f.element_id, f.year, COALESCE({value}, 0), {quality} = 'estimate', f.illustrative
FROM place
JOIN reports_figure f ON f.agency_id = place.agency_id AND f.element_id = place.element_id AND f.year = place.year
WHERE f.interim = 0
"""


class Tally(NamedTuple):
    """A sum over cells: of their values, how many are estimates, how many made up."""

    value: Decimal
    estimates: int
    made_up: int

    def minus(self, other: "Tally") -> "Tally":
        return Tally(self.value - other.value, self.estimates - other.estimates, self.made_up - other.made_up)


NO_CELLS = Tally(Decimal(), 0, 0)
# Every bit there is.
EVERYBODY = -1


def sum_of_tallies(tallies: Iterable[Tally]) -> Tally:
    value, estimates, made_up = NO_CELLS
    for number, rough, invented in tallies:
        value, estimates, made_up = value + number, estimates + rough, made_up + invented
    return Tally(value, estimates, made_up)


@dataclass(frozen=True)
class Counted:
    """What counts in one view. sums: by kind of body, element and year. there: by element and year who has reported it,
    a bit for each body. cells: single ones, by element, year and bit."""

    sums: dict[tuple[str, int, int], Tally] = field(default_factory=dict)
    there: dict[tuple[int, int], int] = field(default_factory=dict)
    cells: dict[tuple[int, int, int], Tally] = field(default_factory=dict)

    def add(self, key: tuple[str, int, int], place: int, value: Any, there: int, estimates: int, made_up: int) -> None:
        """What bodies of a kind say of an element and year, whose bits begin at a place."""
        one, (_, element, year) = Tally(exact_sum(value), estimates, made_up), key
        self.sums[key] = sum_of_tallies((self.sums[key], one)) if key in self.sums else one
        self.there[element, year] = self.there.get((element, year), 0) | there << place

    def take_off(
        self, key: tuple[str, int, int], place: int, value: Any, there: int, estimates: int, made_up: int
    ) -> None:
        self.sums[key] = self.sums[key].minus(Tally(exact_sum(value), estimates, made_up))
        self.there[key[1:]] &= ~(there << place)

    def update(self, other: "Counted") -> None:
        self.sums.update(other.sums)
        self.there.update(other.there)

    def having(self, elements: Iterable[int], year: int) -> int:
        """Who has reported all of some elements."""
        return reduce(and_, (self.there.get((element, year), 0) for element in elements), EVERYBODY)


@dataclass(frozen=True)
class Taken:
    """Of one indicator and year: how many places are expected and in, how many bodies report. taken_off: by element
    whose cells are in the sums and do not count. Of a rate, last_reports: the years of the last complete reports of who
    is missing; unknown: who of them has made none."""

    expected: int
    reporting: int
    bodies: int
    taken_off: Mapping[int, int]
    last_reports: Sequence[tuple[int, int]]
    unknown: int


class Bodies:
    """The agencies of a locality, each a bit of a number; of one kind up to BITS make a batch."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        by_kind: dict[str, list[int]] = defaultdict(list)
        for agency in agencies:
            by_kind[agency.kind].append(agency.pk)
        self.batches = [
            (kind, keys[start : start + BITS]) for kind, keys in by_kind.items() for start in range(0, len(keys), BITS)
        ]
        places = {
            key: place * BITS + bit for place, (_, keys) in enumerate(self.batches) for bit, key in enumerate(keys)
        }
        self.bits = {key: 1 << place for key, place in places.items()}
        self.keys = {bit: key for key, bit in self.bits.items()}
        self.of_kind = {kind: self.among(keys) for kind, keys in by_kind.items()}

    def among(self, keys: Iterable[int]) -> int:
        """Some of them as a number."""
        return sum(self.bits[key] for key in keys)

    def named(self, some: int) -> list[int]:
        """The same by their keys."""
        return [self.keys[bit] for bit in bits_of(some)]

    def of_kinds(self, kinds: Iterable[str]) -> int:
        return sum(self.of_kind.get(kind, 0) for kind in kinds)


def bits_of(number: int) -> Iterator[int]:
    """Each bit of a number, as a number."""
    while number:
        bit = number & -number
        yield bit
        number ^= bit


class LocalitySums:
    """The reports of one locality and span of years, in both views, for the indicators that are wanted."""

    def __init__(
        self,
        locality_id: int,
        recipes: Iterable[Recipe],
        agencies: Sequence[Agency],
        years: range,
        *,
        from_the_start: bool,
    ) -> None:
        """`from_the_start`: there are no figures before these years."""
        summed = [recipe for recipe in recipes if recipe.indicator.formula in (Formula.VALUE, Formula.RATIO)]
        self.locality_id, self.years, self.agencies = locality_id, years, agencies
        self.recipes = {recipe.indicator.pk: recipe for recipe in summed}
        self.elements = {element for recipe in summed for element in recipe.inputs}
        self.bodies = Bodies(agencies)
        # Where to look for an earlier report of who is missing from a rate: mostly there is one in the year before.
        self.earlier = [] if from_the_start else [(years.start - 1, years.start - 1), (0, years.start - 2)]
        self.first_difference = years.stop
        self.views = {View.ACCEPTED: Counted(), View.PROVISIONAL: Counted()}
        self.expected: dict[tuple[bool, bool, int], int] = {}
        self.changing = [agency for agency in agencies if agency.valid_from or agency.valid_to]
        self.lasting = self.bodies.among({agency.pk for agency in agencies} - {agency.pk for agency in self.changing})
        ending = [agency for agency in agencies if agency.ended_by_id is not None]
        self.parts = parts_of_years(ending, years)
        self.closing = {
            year: self.bodies.among(agency.pk for agency in ending if closes_in(agency, year)) for year in years
        }

    def pooled(self) -> dict[View, dict[tuple[int, int], Pooled]]:
        """By view, (indicator, year) -> what its agencies reported."""
        if not self.elements or not self.years:
            nobody = {(pk, year): Pooled(0) for pk in self.recipes for year in self.years}
            return dict.fromkeys(self.views, nobody)
        self.read(self.years.start, self.years.stop - 1, EVERYBODY)
        taken = self.taken()
        for start, end in self.earlier:
            if lost := reduce(or_, (one.unknown for of_view in taken.values() for one in of_view.values())):
                self.read(start, end, lost)
                taken = self.taken()
        accepted, provisional = (self.added_up(view, of_view) for view, of_view in taken.items())
        return {View.ACCEPTED: accepted, View.PROVISIONAL: accepted | provisional}

    def read(self, first: int, last: int, some: int) -> None:
        """Add some bodies up over a span of years; put the cells that differ into the provisional view."""
        found, differing = Counted(), dict[int, int]()
        for kind, place, (element, year, differ, *tally) in self.rows(COUNTED, first, last, some):
            found.add((kind, element, year), place, *tally)
            if differ:
                differing[year] = differing.get(year, 0) | differ << place
        for view in self.views.values():
            view.update(found)
        if not differing:
            return
        provisional, those = self.views[View.PROVISIONAL], reduce(or_, differing.values())
        different = self.rows(DIFFERENT, min(differing), max(differing), those, unsent=self.unsent)
        for kind, place, (element, year, *tallies) in different:
            provisional.take_off((kind, element, year), place, *tallies[:4])
            provisional.add((kind, element, year), place, *tallies[4:])
            self.first_difference = min(self.first_difference, year)

    def rows(
        self, statement: str, first: int, last: int, some: int, **more: str
    ) -> Iterator[tuple[str, int, tuple[Any, ...]]]:
        """What a statement says of some bodies, with their kind and the place where their bits begin."""
        asked = {"first": first, "last": last, "elements": numbers(self.elements), **more}
        for batch, (kind, keys) in enumerate(self.bodies.batches):
            place = batch * BITS
            bodies = [(key, 1 << bit) for bit, key in enumerate(keys) if some >> place + bit & 1]
            for row in rows_from(statement.format(bodies=rows_of_numbers(bodies), **asked)) if bodies else ():
                yield kind, place, row

    def columns(self, view: View) -> dict[str, str]:
        """What counts of a cell in a view."""
        if view == View.ACCEPTED:
            return {"value": "f.accepted_value", "quality": "f.accepted_quality"}
        unsent = f"f.submission_id IN ({self.unsent})"
        return {name: f"CASE WHEN {unsent} THEN f.accepted_{name} ELSE f.{name} END" for name in ("value", "quality")}

    @cached_property
    def unsent(self) -> str:
        """The forms whose word counts not yet. They are few: naming them spares looking up the form of every cell."""
        here = Submission.objects.filter(agency__locality_id=self.locality_id).exclude(state__in=SENT)
        return numbers([0, *here.order_by().values_list("pk", flat=True)])

    def expected_in(self, recipe: Recipe, year: int) -> int:
        alike = (recipe.coordinator_only, bool(recipe.flows), year)
        if alike not in self.expected:
            # Most bodies were always there, and are asked in every year.
            always, others = (0, self.agencies) if recipe.coordinator_only else (self.lasting, self.changing)
            asked = (agency.pk for agency in others if recipe.expects_in_time(agency, year))
            self.expected[alike] = always | self.bodies.among(asked)
        return self.expected[alike] & self.bodies.of_kinds(recipe.kinds)

    def taken(self) -> dict[View, dict[tuple[int, int], Taken]]:
        """By view, indicator and year; the provisional view only from the first year in which it may be another one."""
        different = [year for year in self.years if year >= self.first_difference]
        return {
            view: self.taken_from(counted, self.years if view == View.ACCEPTED else different)
            for view, counted in self.views.items()
        }

    def taken_from(self, counted: Counted, years: Sequence[int]) -> dict[tuple[int, int], Taken]:
        known = sorted({year for _, year in counted.there}, reverse=True) if years else ()
        found = {}
        for pk, recipe in self.recipes.items():
            complete = [(year, counted.having(recipe.inputs, year)) for year in known] if recipe.denominator else []
            for year in years:
                found[pk, year] = self.taken_in(recipe, year, counted, complete)
        return found

    def taken_in(self, recipe: Recipe, year: int, counted: Counted, complete: Iterable[tuple[int, int]]) -> Taken:
        """`complete`: who has reported every input, by year, the latest first."""
        expected, closing = self.expected_in(recipe, year), self.closing[year]
        closed = closing & counted.having(recipe.flows, year) if recipe.flows else 0
        reporting = expected & (counted.having(recipe.inputs, year) & ~closing | closed)
        # Of who does not count nothing at all, of a closing report nothing but what it was asked for.
        off, partly = self.bodies.of_kinds(recipe.kinds) & ~reporting, reporting & closed
        taken_off = {
            element: counted.there.get((element, year), 0) & (off if element in recipe.flows else off | partly)
            for element in recipe.inputs
        }
        places, full, owed = self.places(year, expected, reporting)
        missing, last_reports = owed & ~reporting if recipe.denominator and reporting else 0, []
        for earlier, there in complete:
            if earlier < year and missing & there:
                last_reports.append((earlier, missing & there))
                missing &= ~there
        return Taken(places, full, reporting.bit_count(), taken_off, last_reports, missing)

    def places(self, year: int, expected: int, reporting: int) -> tuple[int, int, int]:
        """How many places there are, how many are in with all parts of the year, and whose reports are needed."""
        if year not in self.parts:
            return expected.bit_count(), reporting.bit_count(), expected
        parts, asked = self.parts[year], self.bodies.named(expected)
        return *parts.counts(asked, self.bodies.named(reporting)), self.bodies.among(parts.owed(asked))

    def added_up(self, view: View, taken: Mapping[tuple[int, int], Taken]) -> dict[tuple[int, int], Pooled]:
        self.read_cells(view, taken)
        return {(pk, year): add_up(self.recipes[pk], year, one, self.views[view]) for (pk, year), one in taken.items()}

    def read_cells(self, view: View, taken: Mapping[tuple[int, int], Taken]) -> None:
        """The cells that are taken off, and the wholes of the last reports of who is missing."""
        wanted: dict[tuple[int, int], int] = defaultdict(int)
        for (pk, year), one in taken.items():
            for element, some in one.taken_off.items():
                wanted[element, year] |= some
            for earlier, some in one.last_reports:
                for element in self.recipes[pk].denominator:
                    wanted[element, earlier] |= some
        places = [(key, *place) for place, some in wanted.items() for key in self.bodies.named(some)]
        cells, columns = self.views[view].cells, self.columns(view) if places else {}
        for start in range(0, len(places), PLACES_A_QUERY):
            rows = rows_from(SINGLE.format(places=rows_of_numbers(places[start : start + PLACES_A_QUERY]), **columns))
            for key, element, year, value, estimate, made_up in rows:
                cells[element, year, self.bodies.bits[key]] = Tally(exact_sum(value), estimate, made_up)


def add_up(recipe: Recipe, year: int, taken: Taken, counted: Counted) -> Pooled:
    def counting(elements: Collection[int]) -> Tally:
        keys = ((kind, element, year) for element in elements for kind in recipe.kinds)
        off = ((element, year, bit) for element in elements for bit in bits_of(taken.taken_off[element]))
        whole = sum_of_tallies(counted.sums[key] for key in keys if key in counted.sums)
        return whole.minus(sum_of_tallies(counted.cells[place] for place in off))

    above, below = counting(recipe.numerator), counting(recipe.denominator)
    missing = sum_of_tallies(
        counted.cells[element, earlier, bit]
        for earlier, some in taken.last_reports
        for bit in bits_of(some)
        for element in recipe.denominator
    )
    return Pooled(
        expected=taken.expected,
        reporting=taken.reporting,
        bodies=taken.bodies,
        numerator=above.value,
        denominator=below.value,
        missing=None if taken.unknown else missing.value,
        has_estimate=above.estimates > 0 or below.estimates > 0,
        illustrative=above.made_up > 0 or below.made_up > 0,
    )


def rows_from(statement: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchall()


def numbers(values: Iterable[int]) -> str:
    """Whole numbers for a statement; anything else raises ValueError."""
    return ", ".join([f"{value:d}" for value in values])


def rows_of_numbers(rows: Iterable[tuple[int, ...]]) -> str:
    """Rows for a statement: tuples of whole numbers are written alike in Python and SQL."""
    return ", ".join(map(str, rows))


def exact_sum(value: Decimal | float) -> Decimal:
    """A decimal of the database; of SQLite, which adds floating numbers, the digits that those hold."""
    return value if isinstance(value, Decimal) else DIGITS.create_decimal(value)
