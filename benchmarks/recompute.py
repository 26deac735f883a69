"""R and I rows: recalculation of a nation and after one accepted report. Seconds of the processor, server included."""

import warnings
from itertools import cycle

import pandas
from django.db import connection, transaction

from agencies import clock
from agencies.models import Instance, Locality
from benchmarks.timing import Measured, busy, in_turns
from reports.models import Figure, IndicatorValue, Progress, State, Submission
from reports.progress.services import mark_stale, recalculate_all, recalculate_stale

YEAR = 2024
PAIRS = 3
CELLS = """
SELECT a.kind, f.agency_id, f.element_id, f.year, f.accepted_value,
       f.accepted_entry IN ('number', 'not_applicable') AS accepted, f.accepted_quality = 'estimate' AS estimated,
       CASE WHEN s.state IN ('submitted', 'accepted') THEN f.value ELSE f.accepted_value END AS value,
       CASE WHEN s.state IN ('submitted', 'accepted') THEN f.entry ELSE f.accepted_entry END
           IN ('number', 'not_applicable') AS counted,
       CASE WHEN s.state IN ('submitted', 'accepted') THEN f.quality ELSE f.accepted_quality END = 'estimate' AS rough
FROM agencies_agency a
JOIN reports_figure f ON f.agency_id = a.id
JOIN reports_submission s ON s.id = f.submission_id
WHERE a.locality_id = %(locality)s
"""
# The method in two plain statements per locality: the sums of both views, and how much is there of each body.
SUMS = f"""
SELECT kind, element_id, year, sum(accepted_value), count(*) FILTER (WHERE accepted),
       count(*) FILTER (WHERE accepted AND estimated), sum(value) FILTER (WHERE counted),
       count(*) FILTER (WHERE counted), count(*) FILTER (WHERE counted AND rough)
FROM ({CELLS}) AS cells GROUP BY kind, element_id, year
"""
COMPLETE = f"""
SELECT agency_id, year, array_agg(element_id) FILTER (WHERE accepted), array_agg(element_id) FILTER (WHERE counted)
FROM ({CELLS}) AS cells GROUP BY agency_id, year
"""


def r1() -> Measured:
    """A full recalculation with every row written, and the method as SQL."""
    localities = nation()

    def app() -> None:
        forget()
        recalculate_all(locality_ids=localities)

    return in_turns(app, lambda: whole_method(localities), pairs=PAIRS, clock=busy())


def r2() -> Measured:
    """The same recalculation, and the same sums by pandas from the rows of the nation."""
    localities = nation()

    def app() -> None:
        forget()
        recalculate_all(locality_ids=localities)

    return in_turns(app, lambda: by_pandas(localities), pairs=PAIRS, clock=busy())


def i1() -> Measured:
    """One accepted report of a body after the other, and the method as SQL over the nation."""
    localities = nation()
    recalculate_all(locality_ids=localities)
    accept = one_accepted_report(localities[len(localities) // 2])
    return in_turns(accept, lambda: whole_method(localities), pairs=PAIRS, clock=busy())


def i1_63() -> Measured:
    return i1()


def i1_city() -> Measured:
    """One accepted report, and the whole city computed anew."""
    clock.set_shift(Instance.current().demo_shift)
    locality = Locality.objects.get(code="01").pk
    return in_turns(one_accepted_report(locality), lambda: recalculate_all(locality_ids=[locality]), clock=busy())


def nation() -> list[int]:
    """The made-up localities, on the day of their figures."""
    clock.set_shift(Instance.current().demo_shift)
    return list(Locality.objects.exclude(code__in=["00", "01", "68"]).order_by("code").values_list("pk", flat=True))


def forget() -> None:
    """Empty the tables of what is computed, which costs nothing that a recalculation would have to pay."""
    tables = ", ".join(model._meta.db_table for model in (Progress, IndicatorValue))
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} CASCADE")


def whole_method(localities: list[int]) -> None:
    with connection.cursor() as cursor:
        for locality in localities:
            for statement in (SUMS, COMPLETE):
                cursor.execute(statement, {"locality": locality})
                cursor.fetchall()


def by_pandas(localities: list[int]) -> None:
    """Both views of each locality, with the cells of each body side by side to see what is there."""
    for locality in localities:
        with warnings.catch_warnings(action="ignore"):
            cells = pandas.read_sql(CELLS, connection.connection, params={"locality": locality})
        for value, there, rough in (("accepted_value", "accepted", "estimated"), ("value", "counted", "rough")):
            counted = cells[cells[there]].assign(number=lambda rows, name=value: rows[name].fillna(0).astype(float))
            counted.groupby(["kind", "element_id", "year"]).agg({"number": "sum", there: "sum", rough: "sum"})
            counted.pivot_table(index=["agency_id", "year"], columns="element_id", values="number").notna()


def one_accepted_report(locality: int) -> object:
    """A function that lets another accepted report of the year count anew: its numbers differ from the last time."""
    forms = Submission.objects.filter(agency__locality=locality, period__year=YEAR, state=State.ACCEPTED)
    turns = cycle(forms.order_by("pk").values_list("pk", flat=True))

    def accept() -> None:
        with transaction.atomic():
            held = Figure.objects.filter(submission=next(turns), accepted_value__isnull=False)
            elements = list(held.values_list("element_id", flat=True))
            with connection.cursor() as cursor:
                cursor.execute(
                    "UPDATE reports_figure SET value = value + 1, accepted_value = accepted_value + 1 WHERE id = %s",
                    [held.first().pk],
                )
            mark_stale(locality_id=locality, year=YEAR, element_ids=elements)
        recalculate_stale()

    return accept
