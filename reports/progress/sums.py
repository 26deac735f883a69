"""What agencies reported, added up in the database: one scan for both views, single cells only where one is missing.

Per kind of agency, data element and year the database adds up every cell that counts. A rate, though, takes an agency
only with every input, and only one that was expected to report. So a second scan gives, per agency and year, the
elements that are there as the bits of a number, and the cells of who does not count are read one by one and taken off
again. Example: three communes with 900 of 1000, 50 of 100 and 30 without its whole: the sums are 980 and 1100, the
bits of the third lack the whole, its 30 is taken off: 950 of 1100. The provisional view is the accepted one with the
cells in which the two differ put in. `pooled_reports` in pooling.py does the same, agency by agency.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.db import connection
from django.db.models import BooleanField, Count, F, Q, QuerySet, Sum
from django.db.models.expressions import RawSQL

from agencies.models import Agency
from reports.models import Figure, Quality, State, Submission, View
from reports.progress.places import ONE_PART, parts_of_years
from reports.progress.pooling import Pooled
from reports.progress.queries import REPORTED, Recipe, closes_in
from targets.models import Formula

# Agency, data element, year.
CellPlace = tuple[int, int, int]
# A form that has been sent says what counts in the provisional view; of the others it is what was accepted last.
SENT = [State.SUBMITTED, State.ACCEPTED]
# So many bits go into a whole number of every database.
BITS = 60
PLACES_A_QUERY = 5000
PRESENT = """
WITH bits (element_id, part, bit) AS (VALUES {bits})
SELECT reports_figure.agency_id, reports_figure.year, bits.part, SUM(bits.bit)
FROM agencies_agency
JOIN reports_figure ON reports_figure.agency_id = agencies_agency.id
JOIN bits ON bits.element_id = reports_figure.element_id
WHERE agencies_agency.locality_id = {locality_id} AND reports_figure.year BETWEEN {first} AND {last}
  AND reports_figure.interim = 0 AND reports_figure.accepted_entry IN ('number', 'not_applicable') {of_agencies}
GROUP BY reports_figure.agency_id, reports_figure.year, bits.part
"""


class Tally(NamedTuple):
    """A sum over cells: of their values, how many are estimates, how many made up."""

    value: Decimal
    estimates: int
    made_up: int

    def plus(self, other: "Tally") -> "Tally":
        return Tally(self.value + other.value, self.estimates + other.estimates, self.made_up + other.made_up)

    def minus(self, other: "Tally") -> "Tally":
        return Tally(self.value - other.value, self.estimates - other.estimates, self.made_up - other.made_up)


EMPTY_TALLY = Tally(Decimal(), 0, 0)


@dataclass(frozen=True)
class ViewDifference:
    """A cell that says another thing in the provisional view; None where it is no report in a view."""

    place: CellPlace
    accepted: Tally | None
    provisional: Tally | None


@dataclass
class Counted:
    """What counts in one view. totals: by kind of agency, element and year. present: by year and agency, the bits of
    the elements that are there. own: the cells that differ from the accepted view."""

    totals: dict[tuple[str, int, int], Tally] = field(default_factory=dict)
    present: dict[int, dict[int, int]] = field(default_factory=lambda: defaultdict(dict))
    own: dict[CellPlace, Tally | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Taken:
    """Of one indicator and year: how many places are expected and in, how many bodies report, whose cells are in the
    totals and do not count, and of a rate, for each who is missing, the denominator of its last complete report (None:
    it has made none)."""

    expected: int
    reporting: int
    bodies: int
    taken_off: list[CellPlace]
    missing: dict[int, list[CellPlace] | None]


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
        self.locality_id = locality_id
        summed = [recipe for recipe in recipes if recipe.indicator.formula in (Formula.VALUE, Formula.RATIO)]
        self.recipes = {recipe.indicator.pk: recipe for recipe in summed}
        self.agencies = agencies
        self.kinds = {agency.pk: agency.kind for agency in agencies}
        self.years = years
        elements = sorted({element for recipe in summed for element in recipe.numerator | recipe.denominator})
        self.bits = {element: 1 << place for place, element in enumerate(elements)}
        self.wanted = {
            pk: sum(self.bits[element] for element in recipe.numerator | recipe.denominator)
            for pk, recipe in self.recipes.items()
        }
        # Where to look for an earlier report of who is missing from a rate: mostly there is one in the year before.
        self.earlier = [] if from_the_start else [(years.start - 1, years.start - 1), (0, years.start - 2)]
        self.first_difference = years.stop
        self.views = {View.ACCEPTED: Counted(), View.PROVISIONAL: Counted()}
        self.every_kind = frozenset(self.kinds.values())
        self.expected: dict[tuple[bool, bool, int], dict[str, set[int]]] = {}
        self.flows = {pk: sum(self.bits[element] for element in recipe.flows) for pk, recipe in self.recipes.items()}
        self.parts = parts_of_years(agencies, years)
        ending = [agency for agency in agencies if agency.ended_by_id is not None]
        self.closing = {year: {agency.pk for agency in ending if closes_in(agency, year)} for year in years}

    def pooled(self) -> dict[View, dict[tuple[int, int], Pooled]]:
        """By view, (indicator, year) -> what its agencies reported."""
        if not self.bits or not self.years:
            nobody = {(pk, year): Pooled(0) for pk in self.recipes for year in self.years}
            return dict.fromkeys(self.views, nobody)
        self.read_totals()
        self.read_present(self.years.start, self.years.stop - 1)
        here = Submission.objects.filter(agency__locality_id=self.locality_id).exclude(state__in=SENT)
        unsent = list(here.order_by().values_list("pk", flat=True))
        self.put_in(view_differences(self.cells(self.years.start, self.years.stop - 1), unsent), with_totals=True)
        taken = self.taken()
        for start, end in self.earlier:
            if lost := unknown_sizes(taken):
                self.read_present(start, end, lost)
                cells = self.cells(start, end).filter(agency_id__in=lost)
                self.put_in(view_differences(cells, unsent), with_totals=False)
                taken = self.taken()
        single = self.read_single(place for one in taken.values() for place in places(one))
        found = {view: {} for view in self.views}
        for (view, *key), one in taken.items():
            found[view][tuple(key)] = self.add_up(tuple(key), one, self.views[view], single)
        accepted = found[View.ACCEPTED]
        return {view: accepted | own for view, own in found.items()}

    def cells(self, first: int, last: int) -> QuerySet[Figure]:
        return Figure.objects.filter(
            agency__locality_id=self.locality_id, element_id__in=list(self.bits), year__range=(first, last)
        ).order_by()

    def read_totals(self) -> None:
        """Sums of the accepted view; the provisional ones begin with the same."""
        counts = Q(accepted_entry__in=REPORTED)
        rows = self.cells(self.years.start, self.years.stop - 1).values_list("agency__kind", "element_id", "year")
        summed = rows.annotate(
            counted=Sum("accepted_value"),
            estimates=Count("pk", filter=counts & Q(accepted_quality=Quality.ESTIMATE)),
            made_up=Count("pk", filter=counts & Q(illustrative=True)),
        )
        for *key, value, estimates, made_up in summed:
            self.views[View.ACCEPTED].totals[tuple(key)] = Tally(value or Decimal(), estimates, made_up)
        self.views[View.PROVISIONAL].totals.update(self.views[View.ACCEPTED].totals)

    def read_present(self, first: int, last: int, agency_ids: Iterable[int] | None = None) -> None:
        """The elements that are there, of all agencies or of some."""
        bits = ", ".join(
            f"({element}, {place // BITS}, {1 << place % BITS})" for place, element in enumerate(self.bits)
        )
        chosen = f"AND reports_figure.agency_id IN ({numbers(agency_ids)})" if agency_ids is not None else ""
        asked = {"locality_id": self.locality_id, "first": first, "last": last, "of_agencies": chosen}
        with connection.cursor() as cursor:
            cursor.execute(PRESENT.format(bits=bits, **asked))
            rows = cursor.fetchall()
        for counted in self.views.values():
            for agency_id, year, part, found in rows:
                held = counted.present[year]
                held[agency_id] = held.get(agency_id, 0) | int(found) << part * BITS

    def put_in(self, found: Iterable[ViewDifference], *, with_totals: bool) -> None:
        """Make the provisional view of a copy of the accepted one."""
        view = self.views[View.PROVISIONAL]
        for difference in found:
            agency_id, element_id, year = difference.place
            view.own[difference.place] = difference.provisional
            self.first_difference = min(self.first_difference, year)
            bit, held = self.bits[element_id], view.present[year]
            held[agency_id] = held.get(agency_id, 0) & ~bit | (bit if difference.provisional is not None else 0)
            if with_totals:
                key = (self.kinds[agency_id], element_id, year)
                before = view.totals.get(key, EMPTY_TALLY).minus(difference.accepted or EMPTY_TALLY)
                view.totals[key] = before.plus(difference.provisional or EMPTY_TALLY)

    def expected_in(self, recipe: Recipe, year: int) -> frozenset[int]:
        key = (recipe.coordinator_only, bool(recipe.flows), year)
        if key not in self.expected:
            there = [agency for agency in self.agencies if recipe.expects_in_time(agency, year)]
            self.expected[key] = {
                kind: {agency.pk for agency in there if agency.kind == kind} for kind in self.every_kind
            }
        return frozenset().union(*(self.expected[key][kind] for kind in recipe.kinds & self.every_kind))

    def taken(self) -> dict[tuple[View, int, int], Taken]:
        """By view, indicator and year; the provisional view only from the first year in which it is another one."""
        found = {}
        for view, counted in self.views.items():
            for year in self.years:
                if view == View.ACCEPTED or year >= self.first_difference:
                    alike = who_has(counted.present[year])
                    for pk, recipe in self.recipes.items():
                        found[view, pk, year] = self.taken_in(recipe, year, counted, alike)
        return found

    def taken_in(self, recipe: Recipe, year: int, counted: Counted, alike: Mapping[int, set[int]]) -> Taken:
        expected, wanted = self.expected_in(recipe, year), self.wanted[recipe.indicator.pk]
        inputs, parts = recipe.numerator | recipe.denominator, self.parts.get(year, ONE_PART)
        reporting: set[int] = set()
        taken_off = []
        closing, flows = self.closing[year], self.flows[recipe.indicator.pk]
        for there, agency_ids in alike.items():
            for group, asked in ((agency_ids - closing, wanted), (agency_ids & closing, flows)):
                whole = bool(asked) and there & asked == asked
                counted_in = group & expected if whole else set()
                reporting |= counted_in
                # Of who counts nothing but what it was asked for, of who does not count nothing at all.
                for bodies, off in ((group - counted_in, there & wanted), (counted_in, there & wanted & ~asked)):
                    held = [element for element in inputs if off & self.bits[element]]
                    of_kinds = [pk for pk in bodies if self.kinds[pk] in recipe.kinds] if held else []
                    taken_off += [(pk, element, year) for pk in of_kinds for element in held]
        missing: dict[int, list[CellPlace] | None] = {}
        if recipe.denominator and reporting:
            earlier = sorted((one for one in counted.present if one < year), reverse=True)
            owed = parts.owed(expected) - reporting
            missing = {pk: self.last_report(recipe, pk, earlier, counted) for pk in owed}
        return Taken(*parts.counts(expected, reporting), len(reporting), taken_off, missing)

    def last_report(
        self, recipe: Recipe, agency_id: int, years: Iterable[int], counted: Counted
    ) -> list[CellPlace] | None:
        """The denominator of the last of these years, latest first, in which an agency reported every input."""
        wanted = self.wanted[recipe.indicator.pk]
        for year in years:
            if counted.present[year].get(agency_id, 0) & wanted == wanted:
                return [(agency_id, element, year) for element in recipe.denominator]
        return None

    def read_single(self, wanted: Iterable[CellPlace]) -> dict[CellPlace, Tally]:
        """The accepted view of single cells."""
        found = {}
        chosen = sorted(set(wanted))
        for start in range(0, len(chosen), PLACES_A_QUERY):
            rows = ", ".join(f"({numbers(place)})" for place in chosen[start : start + PLACES_A_QUERY])
            listed = RawSQL(f"(agency_id, element_id, year) IN (VALUES {rows})", [], BooleanField())  # noqa: S611 - whole numbers
            cells = (
                Figure.objects.filter(listed)
                .order_by()
                .values_list("agency_id", "element_id", "year", *ACCEPTED_FIELDS)
            )
            for *place, entry, value, quality, made_up in cells:
                found[tuple(place)] = tally(entry, value, quality, made_up) or EMPTY_TALLY
        return found

    def add_up(self, key: tuple[int, int], taken: Taken, counted: Counted, single: Mapping[CellPlace, Tally]) -> Pooled:
        recipe = self.recipes[key[0]]
        sides = []
        for side in (recipe.numerator, recipe.denominator):
            whole = EMPTY_TALLY
            for kind in recipe.kinds:
                for element in side:
                    whole = whole.plus(counted.totals.get((kind, element, key[1]), EMPTY_TALLY))
            for place in taken.taken_off:
                if place[1] in side:
                    whole = whole.minus(cell_tally(place, counted, single))
            sides.append(whole)
        sizes = [
            None if places is None else sum((cell_tally(place, counted, single).value for place in places), Decimal())
            for places in taken.missing.values()
        ]
        return Pooled(
            expected=taken.expected,
            reporting=taken.reporting,
            bodies=taken.bodies,
            numerator=sides[0].value,
            denominator=sides[1].value,
            missing=None if None in sizes else sum(sizes, Decimal()),
            has_estimate=any(side.estimates for side in sides),
            illustrative=any(side.made_up for side in sides),
        )


ACCEPTED_FIELDS = ("accepted_entry", "accepted_value", "accepted_quality", "illustrative")


def numbers(values: Iterable[int]) -> str:
    """Whole numbers for a statement; anything else raises ValueError."""
    return ", ".join(str(int(value)) for value in values)


def who_has(present: Mapping[int, int]) -> dict[int, set[int]]:
    """The agencies that have the same elements, by the bits of these."""
    alike = defaultdict(set)
    for agency_id, there in present.items():
        alike[there].add(agency_id)
    return alike


def places(taken: Taken) -> Iterable[CellPlace]:
    """Every single cell that is asked for."""
    yield from taken.taken_off
    for report in taken.missing.values():
        yield from report or ()


def unknown_sizes(taken: Mapping[tuple[View, int, int], Taken]) -> set[int]:
    """Agencies that are missing from a rate and of which no complete report has been read."""
    return {agency_id for one in taken.values() for agency_id, report in one.missing.items() if report is None}


def cell_tally(place: CellPlace, counted: Counted, single: Mapping[CellPlace, Tally]) -> Tally:
    """What a single cell says in a view."""
    found = counted.own[place] if place in counted.own else single.get(place)
    return found or EMPTY_TALLY


def tally(entry: str, value: Decimal | None, quality: str, made_up: bool) -> Tally | None:
    """A cell as a sum of one; None where it is no report."""
    if entry not in REPORTED:
        return None
    return Tally(value or Decimal(), int(quality == Quality.ESTIMATE), int(made_up))


def view_differences(cells: QuerySet[Figure], unsent: Sequence[int]) -> Iterable[ViewDifference]:
    """The cells of which the form says another thing than what was accepted; the word of `unsent` forms counts not yet.

    Few forms of a locality are unsent: naming them spares the database to look up the form of every cell.
    """
    accepted = F("accepted_value")
    says_another = (
        ~Q(entry=F("accepted_entry"))
        | ~Q(quality=F("accepted_quality"))
        | Q(value__lt=accepted)
        | Q(value__gt=accepted)
    )
    said = ("entry", "value", "quality", "illustrative")
    rows = cells.filter(says_another).exclude(submission_id__in=unsent)
    for row in rows.values_list("agency_id", "element_id", "year", *ACCEPTED_FIELDS, *said):
        yield ViewDifference(tuple(row[:3]), tally(*row[3:7]), tally(*row[7:]))
