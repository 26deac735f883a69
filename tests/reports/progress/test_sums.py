"""Sums made in the database are those made agency by agency, whatever is missing, ended, estimated or under review."""

import random
from datetime import date
from decimal import Decimal

import pytest

from agencies import clock
from agencies.models import AgencyKind
from reports.models import Entry, Figure, Quality, State, Submission, View
from reports.progress.places import parts_of_years
from reports.progress.pooling import pooled_reports
from reports.progress.queries import agencies_of, recipes, unit_reports
from reports.progress.sums import BITS, LocalitySums
from tests import factories

pytestmark = [pytest.mark.slow, pytest.mark.both]

YEARS = range(2019, 2025)
KINDS = (AgencyKind.DISTRICT, AgencyKind.COMMUNE)
STATES = [State.DRAFT, State.SUBMITTED, State.ACCEPTED, State.ACCEPTED, State.ACCEPTED, State.RETURNED]
NUMBERS = ("0", "0.0001", "12.3456", "7", "1150000", "98765.4321")


def make_catalogue() -> None:
    """Sums, rates with one and with several inputs, of one kind only, of the coordinator, of nobody."""
    of_both = [factories.make_element(f"e{place}", kinds=KINDS) for place in range(5)]
    of_districts = factories.make_element("of_districts")
    of_coordinator = factories.make_element("of_coordinator", kinds=KINDS, coordinator_only=True)
    factories.make_indicator("plain", numerator=of_both[:1])
    factories.make_indicator("two", numerator=of_both[:2])
    factories.make_indicator("rate", numerator=[of_both[2]], denominator=[of_both[3]])
    factories.make_indicator("wide", numerator=of_both[:2], denominator=of_both[3:])
    factories.make_indicator("districts", numerator=[of_districts], denominator=[of_both[0]])
    factories.make_indicator("coordinator", numerator=[of_coordinator])
    stock = factories.make_element("stock", kinds=KINDS, aggregation="stock")
    factories.make_indicator("flow_of_stock", numerator=of_both[:1], denominator=[stock])
    factories.make_indicator("published")


def make_agencies() -> list:
    ends = [
        {},
        {},
        {},
        {"valid_to": date(2021, 12, 14)},
        {"valid_to": date(2021, 12, 13)},
        {"valid_from": date(2022, 1, 1)},
        {"valid_to": date(2021, 6, 30), "ended_by": factories.make_reorganisation()},
        {"valid_from": date(2021, 7, 1)},
    ]
    bodies = [
        factories.make_agency(f"{kind[0]}{place}", kind=kind, **columns)
        for kind in KINDS
        for place, columns in enumerate(ends)
    ]
    for kind in KINDS:
        ended, heir = (next(one for one in bodies if one.code == f"{kind[0]}{place}") for place in (6, 7))
        ended.successions.create(successor=heir, on=heir.valid_from)
    head = factories.make_agency("head")
    factories.coordinate(head, valid_from=date(2020, 1, 1), valid_to=date(2022, 12, 13))
    return [*bodies, head, factories.make_agency("other", kind="department")]


def fill(chance: random.Random, agencies: list, years: range, elements: list) -> None:
    """Reports in every state, cells of every kind; now and then from a body that is not asked."""
    plan, by = factories.make_plan(), factories.make_user(None, username="reporter")
    staff, now = factories.make_user(None, username="staff"), clock.now()
    for year in years:
        period = factories.make_period(plan, year)
        for agency in agencies:
            if chance.random() < 0.2:
                continue
            state = chance.choice(STATES)
            sent = {} if state == State.DRAFT else {"submitted_at": now, "submitted_by": by}
            decided = {"decided_at": now, "decided_by": staff} if state in (State.ACCEPTED, State.RETURNED) else {}
            form = factories.make_submission(period, agency, state=state, **sent, **decided)
            there = [element for element in elements if chance.random() < 0.85]
            Figure.objects.bulk_create(cell(chance, form, element, year) for element in there)


def cell(chance: random.Random, form: Submission, element, year: int) -> Figure:
    figure = Figure(element=element, agency_id=form.agency_id, year=year, submission=form, note="vì sao")
    figure.updated_at, figure.illustrative = clock.now(), chance.random() < 0.1
    figure.entry, figure.value, figure.quality = said(chance, [*Entry.values, Entry.NUMBER, Entry.NUMBER, Entry.NUMBER])
    if chance.random() < 0.3:
        return figure
    same = chance.random() < 0.6 and figure.entry != Entry.BLANK
    counted = (figure.entry, figure.value, figure.quality) if same else said(chance, Entry.values[1:])
    figure.accepted_entry, figure.accepted_value, figure.accepted_quality = counted
    figure.accepted_at = clock.now()
    return figure


def said(chance: random.Random, entries: list[str]) -> tuple[str, Decimal | None, str]:
    entry = chance.choice(entries)
    value = Decimal(chance.choice(NUMBERS)) if entry == Entry.NUMBER else None
    return entry, value, chance.choice(Quality.values)


def compare(locality_id: int, years: range) -> int:
    """Both ways and views; how many of the compared sums are of somebody."""
    first = not Figure.objects.filter(year__lt=years.start).exists()
    known, agencies = recipes(), agencies_of(locality_id)
    found = LocalitySums(locality_id, known.values(), agencies, years, from_the_start=first).pooled()
    for view in View:
        reports = unit_reports(locality_id=locality_id, wanted=known, view=view)
        everything = {"recipes": known.values(), "agencies": agencies, "years": years, "reports": reports}
        plain = pooled_reports(**everything, parts=parts_of_years(agencies, years))
        assert {key: found[view].get(key) for key in plain} == plain
        assert found[view].keys() == plain.keys()
    return sum(one.reporting > 0 for one in found[View.PROVISIONAL].values())


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(12))
def test_the_database_adds_up_what_agencies_say_to_the_last_digit(seed):
    make_catalogue()
    agencies = make_agencies()
    elements = [entry.element for recipe in recipes().values() for entry in recipe.indicator.inputs.all()]
    fill(random.Random(seed), agencies, YEARS, sorted(set(elements), key=lambda element: element.pk))  # noqa: S311
    locality = factories.make_locality().pk
    assert compare(locality, YEARS) > 10
    for first in YEARS[1:]:
        compare(locality, range(first, YEARS.stop))
    assert compare(locality, range(YEARS.stop, YEARS.stop)) == 0


@pytest.mark.slow
@pytest.mark.django_db
def test_more_bodies_than_a_number_has_bits():
    elements = [factories.make_element(f"e{place}", kinds=KINDS) for place in range(3)]
    factories.make_indicator("rate", numerator=elements[:2], denominator=elements[2:])
    agencies = [factories.make_agency(f"{kind[0]}{place:03}", kind=kind) for kind in KINDS for place in range(BITS + 2)]
    fill(random.Random(4), agencies, range(2022, 2025), elements)  # noqa: S311
    for agency in (agencies[0], agencies[BITS], agencies[-1]):
        Figure.objects.filter(agency=agency).update(
            accepted_entry="number", accepted_value=3, accepted_quality="final", accepted_at=clock.now()
        )
    assert compare(factories.make_locality().pk, range(2022, 2025)) > 0
    assert compare(factories.make_locality().pk, range(2024, 2025)) > 0
