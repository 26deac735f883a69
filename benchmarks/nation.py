"""The data of the national rows: made-up localities under copies of the real plans, ten years of figures of every body.

The figures are made inside PostgreSQL from a hash of what they are of, so that every run and every machine gets the
same ones. In the last year the round is open: six bodies of ten have been accepted, two wait for review, one has been
sent back, one is still typing. Of the years before, two forms in a hundred never came, two cells in a hundred have no
figure, one says that nothing happened, five are estimates.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import StringIO
from string import ascii_lowercase

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, AgencyKind, Instance, Locality, LocalityKind, User
from reports.models import ReportingPeriod, State, Submission
from reports.models.period import start_of
from targets.models import Baseline, DataElement, ElementKind, Plan, PlannedValue, Target
from tests import factories

SEED = 177
DAY = datetime(2024, 12, 20, 9)
YEARS = range(2015, 2025)
PLANS = ("KH-CL2239", "KH-10")
BODIES = (AgencyKind.COMMUNE, AgencyKind.INSTITUTION)
FIGURES = """
WITH drawn AS (
    SELECT s.id AS submission_id, s.agency_id, p.year, p.interim, s.state, e.id AS element_id,
           ('x' || substr(h.md5, 1, 8))::bit(32)::bigint / 42949673 AS kind,
           ('x' || substr(h.md5, 9, 7))::bit(28)::bigint AS size,
           ('x' || substr(md5('body' || s.agency_id), 1, 4))::bit(16)::int %% 1500 + 200 AS body,
           EXISTS (SELECT 1 FROM targets_indicatorinput i WHERE i.element_id = e.id AND i.side = 'denominator') AS whole
    FROM reports_submission s
    JOIN reports_reportingperiod p ON p.id = s.period_id
    JOIN agencies_agency a ON a.id = s.agency_id AND a.locality_id = %(locality)s
    CROSS JOIN targets_dataelement e
    CROSS JOIN LATERAL (SELECT md5(concat_ws('-', %(seed)s, a.code, e.code, p.year)) AS md5) h
), cells AS (
    SELECT *,
           CASE WHEN kind < 2 THEN 'missing' WHEN kind < 3 THEN 'not_applicable' ELSE 'number' END AS entry,
           CASE WHEN kind >= 95 THEN 'estimate' ELSE 'final' END AS quality,
           CASE WHEN kind < 3 THEN NULL
                ELSE body * (year - 2005) * (CASE WHEN whole THEN 90 ELSE 45 END + size %% 10) / 1000 END AS number
    FROM drawn
)
INSERT INTO reports_figure (
    element_id, agency_id, year, interim, submission_id, entry, value, quality, note, version, updated_at, illustrative,
    accepted_entry, accepted_value, accepted_quality, accepted_at
)
SELECT element_id, agency_id, year, interim, submission_id, entry, number, quality,
       CASE WHEN entry = 'missing' THEN 'chưa tổng hợp xong' ELSE '' END, 1, %(now)s, false,
       CASE WHEN state = 'accepted' THEN entry ELSE '' END, CASE WHEN state = 'accepted' THEN number END,
       CASE WHEN state = 'accepted' THEN quality ELSE '' END, CASE WHEN state = 'accepted' THEN %(now)s::timestamptz END
FROM cells
ORDER BY year, agency_id, element_id
"""


@dataclass(frozen=True)
class Size:
    localities: int
    communes: int
    institutions: int


def nation() -> None:
    """34 localities with 98 communes and 56 institutions each: 1.8 million figures."""
    fill(Size(34, 98, 56))


def nation_of_districts() -> None:
    """63 localities with 82 bodies each, as before the reorganisation of 2025: as many figures."""
    fill(Size(63, 60, 22))


def large_locality() -> None:
    """One locality with 126 communes and 330 institutions, and somebody of each role in it."""
    fill(Size(1, 126, 330))


def fill(size: Size) -> None:
    """Fill an empty PostgreSQL database; what is computed from the figures is left to be computed."""
    call_command("migrate", verbosity=0)
    call_command("load_catalogue", stdout=StringIO())
    shift = timezone.now() - timezone.make_aware(DAY)
    Instance.objects.update_or_create(pk=1, defaults={"demo_shift": shift})
    clock.set_shift(shift)
    everything_is_asked_of_everybody()
    for number in range(size.localities):
        # Letter and digit: no code of a real province.
        code = f"{ascii_lowercase[number // 10]}{number % 10}"
        locality = Locality.objects.create(
            code=code, name=f"Tỉnh thử {code}", short_name=f"Tỉnh {code}", kind=LocalityKind.PROVINCE
        )
        people = make_people(locality)
        plans = [copy_plan(Plan.objects.get(code=code), locality) for code in PLANS]
        make_rounds(plans[0], make_bodies(locality, size), people)
        make_figures(locality)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def everything_is_asked_of_everybody() -> None:
    """All data elements of the catalogue, of communes and institutions alike."""
    DataElement.objects.update(coordinator_only=False)
    ElementKind.objects.bulk_create(
        [ElementKind(element=element, kind=kind) for element in DataElement.objects.all() for kind in BODIES],
        ignore_conflicts=True,
    )


def make_people(locality: Locality) -> dict[str, User]:
    department = factories.make_department(f"{locality.code}-so", locality=locality)
    staff = factories.make_user(Role.STAFF, department, username=f"staff-{locality.code}")
    factories.make_user(Role.LEADER, department, username=f"leader-{locality.code}")
    return {"staff": staff, "reporter": factories.make_user(None, username=f"reporter-{locality.code}")}


def make_bodies(locality: Locality, size: Size) -> list[Agency]:
    """Communes and institutions; two in a hundred ended some years ago, two began since."""
    made = []
    for kind, count in zip(BODIES, (size.communes, size.institutions), strict=True):
        for number in range(count):
            made.append(
                Agency(
                    code=f"{locality.code}-{kind[0]}{number:03}",
                    locality=locality,
                    name=f"Đơn vị {number} {locality.code}",
                    short_name=f"Đơn vị {number}",
                    kind=kind,
                    valid_to=date(2021, 6, 30) if number % 50 == 7 else None,
                    valid_from=date(2021, 7, 1) if number % 50 == 8 else None,
                )
            )
    return Agency.objects.bulk_create(made)


def copy_plan(plan: Plan, locality: Locality) -> Plan:
    """The same promises for another locality, with their bases and yearly plans."""
    copy = Plan.objects.get(pk=plan.pk)
    copy.pk, copy.locality, copy.recipient, copy.code = None, locality, None, f"{plan.code}-{locality.code}"
    copy._state.adding = True
    Plan.objects.bulk_create([copy])
    for target in Target.objects.filter(plan=plan).prefetch_related("yearly_plan"):
        planned = list(target.yearly_plan.all())
        target.pk, target.plan = None, copy
        Target.objects.bulk_create([target])
        PlannedValue.objects.bulk_create(
            [PlannedValue(target=target, year=one.year, value=one.value, citation=one.citation) for one in planned]
        )
    Baseline.objects.bulk_create(
        [
            Baseline(plan=copy, indicator_id=row.indicator_id, year=row.year, value=row.value, citation=row.citation)
            for row in Baseline.objects.filter(plan=plan)
        ]
    )
    return copy


def make_rounds(plan: Plan, bodies: list[Agency], people: dict[str, User]) -> None:
    for year in YEARS:
        period = ReportingPeriod.objects.create(
            plan=plan,
            year=year,
            opens_on=date(year, 11, 1),
            due_at=start_of(date(year, 12, 25)),
            data_from=date(year - 1, 12, 15),
            data_to=date(year, 12, 14),
        )
        there = [body for body in bodies if body.exists_on(period.data_to)]
        states = [state_of(place, year) for place in range(len(there))]
        Submission.objects.bulk_create(
            [
                Submission(period=period, agency=body, state=state, **hands(state, period, people))
                for body, state in zip(there, states, strict=True)
                if state
            ]
        )


def state_of(place: int, year: int) -> str:
    """How far a body's report of a year has come; "" where none was ever made."""
    if year < YEARS[-1]:
        return "" if (place + year) % 50 == 0 else State.ACCEPTED
    return {6: State.SUBMITTED, 7: State.SUBMITTED, 8: State.RETURNED, 9: State.DRAFT}.get(place % 10, State.ACCEPTED)


def hands(state: str, period: ReportingPeriod, people: dict[str, User]) -> dict[str, object]:
    """When and by whom a report was sent and decided on."""
    sent = {"submitted_at": period.due_at - timedelta(days=9), "submitted_by": people["reporter"]}
    decided = {"decided_at": period.due_at - timedelta(days=8), "decided_by": people["staff"]}
    opened = {"first_opened_at": period.due_at - timedelta(days=20)}
    if state == State.DRAFT:
        return opened
    return opened | sent | (decided if state in (State.ACCEPTED, State.RETURNED) else {})


def make_figures(locality: Locality) -> None:
    """What the statement makes refers to what is there: where we may, spare the database to look it up row by row."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = current_user AND rolsuper")
        if cursor.fetchone():
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(FIGURES, {"locality": locality.pk, "seed": SEED, "now": clock.now()})
