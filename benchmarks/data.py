"""The data of the benchmarks, always the same; each function fills an empty database."""

import random
from datetime import timedelta
from decimal import Decimal
from io import StringIO

from django.core.management import call_command

from agencies import clock
from agencies.access import Role
from agencies.models import Locality
from reports.demo.services import seed_demo
from reports.models import Figure
from reports.progress.services import recalculate_all
from tests import factories

SEED = 177
FIRST_YEAR = 2015
CELLS = 40
YEAR = 2024
DAYS = timedelta(days=9)
PASSWORD = "benchmarks-only"


def city() -> None:
    """Two localities with the real catalogue, some sixty reporting agencies with accounts, ten years of figures."""
    call_command("migrate", verbosity=0)
    call_command("load_catalogue", stdout=StringIO())
    seed_demo(password=PASSWORD)
    earlier_years()
    recalculate_all(locality_ids=Locality.objects.values_list("pk", flat=True))


def earlier_years() -> None:
    """Accepted figures for the years before the demo's, each a little below those of the year after."""
    draw = random.Random(SEED)
    known = Figure.objects.filter(year=2021, accepted_value__isnull=False).select_related("submission__period")
    made = []
    for figure in known.order_by("pk"):
        value = figure.accepted_value
        for year in range(2020, FIRST_YEAR - 1, -1):
            value = Decimal(int(value * Decimal(draw.randrange(930, 1000)) / 1000))
            made.append(earlier(figure, year, value))
    Figure.objects.bulk_create(made, batch_size=500)


def earlier(figure: Figure, year: int, value: Decimal) -> Figure:
    """The same cell some years ago; it stays with the form that is there."""
    copy = Figure.objects.model(**{field.attname: getattr(figure, field.attname) for field in figure._meta.fields})
    copy.pk, copy.year, copy.value, copy.accepted_value = None, year, value, value
    return copy


def office() -> None:
    """A district with a form of forty cells: last year's accepted, this year's open and filled once."""
    call_command("migrate", verbosity=0)
    elements = [factories.make_element(f"element_{number:02}", position=number) for number in range(CELLS)]
    plan = factories.make_plan("KH-BENCH", last_year=YEAR + 5)
    for element in elements:
        indicator = factories.make_indicator(f"sum_{element.code}", numerator=[element])
        factories.make_target(plan, indicator, year=YEAR + 1, low="40")
    district, department = factories.make_agency("001"), factories.make_department()
    reporter = factories.make_user(agency=district, username="reporter")
    staff = factories.make_user(Role.STAFF, department, username="staff")
    for year in (YEAR - 1, YEAR):
        form = factories.make_submission(factories.make_period(plan, year, due_at=clock.now() + DAYS), district)
        factories.fill(form, reporter, **{element.code: f"1.{element.position:03}" for element in elements})
        if year < YEAR:
            factories.send(form, reporter)
            factories.take(form, staff)
