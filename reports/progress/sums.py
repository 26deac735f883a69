"""What agencies reported, added up in the database: one scan for both views, single cells only where one is missing.

Per kind of agency, data element and year the database adds up every cell that counts. A rate, though, takes an agency
only with every input, and only one that was expected to report. So a second scan gives, per agency and year, the
elements that are there as the bits of a number, and the cells of who does not count are read one by one and taken off
again. Example: three communes with 900 of 1000, 50 of 100 and 30 without its whole: the sums are 980 and 1100, the
bits of the third lack the whole, its 30 is taken off: 950 of 1100. The second scan also says where the two views
differ; the provisional one is the accepted one with those cells put in. `pooled_reports` in pooling.py does the same,
agency by agency.
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
REPORTED_WORDS = ", ".join(f"'{word.value}'" for word in REPORTED)
# By agency and year: the elements that are there, counted from the first one that is wanted, and whether a cell says
# another thing than what was accepted. Of single bits a sum is what belongs to all of them, and every database has it.
PRESENT = f"""
SELECT f.agency_id, f.year, (f.element_id - {{first_element}}) / {BITS},
  SUM(CASE WHEN f.accepted_entry IN ({REPORTED_WORDS})
    THEN CAST(1 AS bigint) << CAST((f.element_id - {{first_element}}) % {BITS} AS integer) ELSE 0 END),
  MAX(CASE WHEN f.entry <> f.accepted_entry OR f.quality <> f.accepted_quality OR f.value <> f.accepted_value
    THEN 1 ELSE 0 END)
FROM agencies_agency a
JOIN reports_figure f ON f.agency_id = a.id
WHERE a.locality_id = {{locality_id}} AND f.year BETWEEN {{first}} AND {{last}} AND f.interim = 0
  AND f.element_id IN ({{elements}}) {{of_agencies}}
GROUP BY f.agency_id, f.year, (f.element_id - {{first_element}}) / {BITS}
"""  # noqa: S608 - words of our own, and whole numbers put in by `numbers`


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
class Present:
    """Who has entered anything in a year, with the bits of what is there, and by element who of them lacks it."""

    bits: Mapping[int, int]
    everybody: frozenset[int]
    lacking: Mapping[int, set[int]]

    @classmethod
    def of(cls, held: Mapping[int, int], elements: Mapping[int, int]) -> "Present":
        """`held`: the bits of each agency. `elements`: the bit of each element."""
        everything, lacking = sum(elements.values()), {element: set() for element in elements}
        for agency_id, there in held.items():
            if absent := everything & ~there:
                for element, bit in elements.items():
                    if absent & bit:
                        lacking[element].add(agency_id)
        return cls(held, frozenset(held), lacking)


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
        self.bits = {element: 1 << element - elements[0] for element in elements}
        self.wanted = {
            pk: sum(self.bits[element] for element in recipe.numerator | recipe.denominator)
            for pk, recipe in self.recipes.items()
        }
        # Where to look for an earlier report of who is missing from a rate: mostly there is one in the year before.
        self.earlier = [] if from_the_start else [(years.start - 1, years.start - 1), (0, years.start - 2)]
        self.first_difference = years.stop
        self.views = {View.ACCEPTED: Counted(), View.PROVISIONAL: Counted()}
        self.of_kind: dict[frozenset[str], frozenset[int]] = {}
        self.there: dict[tuple[bool, bool, int], frozenset[int]] = {}
        self.expected: dict[tuple[bool, bool, int, frozenset[str]], frozenset[int]] = {}
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
        here = Submission.objects.filter(agency__locality_id=self.locality_id).exclude(state__in=SENT)
        self.unsent = list(here.order_by().values_list("pk", flat=True))
        self.read_present(self.years.start, self.years.stop - 1)
        taken = self.taken()
        for start, end in self.earlier:
            if lost := unknown_sizes(taken):
                self.read_present(start, end, lost)
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
        """The elements that are there, and where the views differ; of all agencies, or of some in earlier years."""
        chosen = f"AND f.agency_id IN ({numbers(agency_ids)})" if agency_ids is not None else ""
        asked = {"locality_id": self.locality_id, "first": first, "last": last, "of_agencies": chosen}
        with connection.cursor() as cursor:
            cursor.execute(PRESENT.format(elements=numbers(self.bits), first_element=min(self.bits), **asked))
            rows = cursor.fetchall()
        # A bit between two elements that are wanted is of one that is not.
        everything = sum(self.bits.values())
        for counted in self.views.values():
            for agency_id, year, part, found, _ in rows:
                held = counted.present[year]
                held[agency_id] = held.get(agency_id, 0) | int(found) << part * BITS & everything
        if differing := {(agency_id, year) for agency_id, year, *_, differs in rows if differs}:
            agencies, years = ({place[side] for place in differing} for side in (0, 1))
            cells = self.cells(min(years), max(years)).filter(agency_id__in=agencies)
            self.put_in(view_differences(cells, self.unsent), with_totals=agency_ids is None)

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
        alike = (recipe.coordinator_only, bool(recipe.flows), year)
        if alike not in self.there:
            self.there[alike] = frozenset(one.pk for one in self.agencies if recipe.expects_in_time(one, year))
        key = (*alike, recipe.kinds)
        if key not in self.expected:
            self.expected[key] = self.there[alike] & self.of_kinds(recipe.kinds)
        return self.expected[key]

    def of_kinds(self, kinds: frozenset[str]) -> frozenset[int]:
        if kinds not in self.of_kind:
            self.of_kind[kinds] = frozenset(pk for pk, kind in self.kinds.items() if kind in kinds)
        return self.of_kind[kinds]

    def taken(self) -> dict[tuple[View, int, int], Taken]:
        """By view, indicator and year; the provisional view only from the first year in which it is another one."""
        found = {}
        for view, counted in self.views.items():
            for year in self.years:
                if view == View.ACCEPTED or year >= self.first_difference:
                    present = Present.of(counted.present[year], self.bits)
                    for pk, recipe in self.recipes.items():
                        found[view, pk, year] = self.taken_in(recipe, year, counted, present)
        return found

    def taken_in(self, recipe: Recipe, year: int, counted: Counted, present: Present) -> Taken:
        expected, wanted = self.expected_in(recipe, year), self.wanted[recipe.indicator.pk]
        inputs, parts = recipe.numerator | recipe.denominator, self.parts.get(year, ONE_PART)
        closing, flows = self.closing[year] & present.everybody, self.flows[recipe.indicator.pk]
        whole = present.everybody.difference(closing, *(present.lacking[element] for element in inputs))
        closed = {pk for pk in closing if flows and present.bits[pk] & flows == flows}
        reporting = expected & (whole | closed)
        # Of who does not count nothing at all, of a closing report nothing but what it was asked for.
        off = [(pk, present.bits[pk] & wanted) for pk in (self.of_kinds(recipe.kinds) & present.everybody) - reporting]
        off += [(pk, present.bits[pk] & wanted & ~flows) for pk in reporting & closed]
        taken_off = [(pk, element, year) for pk, held in off if held for element in inputs if held & self.bits[element]]
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
