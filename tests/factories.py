"""Small plain functions that make rows for tests: a locality, its agencies and people, a plan, a round.

Defaults are Hà Nội's labour department, one district and plan KH-10; every function takes what differs by keyword.
The clock is the real one, so a round of `YEAR` is long past its deadline unless `due_at` says otherwise.
"""

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from agencies import clock
from agencies.access import Role
from agencies.models import (
    Agency,
    AgencyKind,
    Coordination,
    Locality,
    LocalityKind,
    Membership,
    Reorganisation,
    ReorganisationState,
    User,
)
from reports.collection.duties.asked import duties_asked
from reports.collection.duties.services import save_duty
from reports.collection.entry.services import CellOutcome, Change, save_cells, submit
from reports.collection.review.services import accept
from reports.models import DutyState, DutyUpdate, Entry, Quality, ReportingPeriod, Submission, Via
from reports.models.period import start_of
from targets.calculations.statuses import Direction
from targets.models import (
    Aggregation,
    Authority,
    DataElement,
    Duty,
    DutyParty,
    ElementKind,
    Formula,
    Frequency,
    Indicator,
    IndicatorInput,
    PartyRole,
    Plan,
    Side,
    Target,
)
from targets.models.target import Basis

YEAR = 2024
PASSWORD = "mat-khau-de-thu-12"


def make_locality(code: str = "01", **columns: Any) -> Locality:
    """A locality, or the one of this code; 00 is the whole country."""
    names = {"00": ("Cả nước", LocalityKind.COUNTRY), "01": ("Hà Nội", LocalityKind.CITY)}
    name, kind = names.get(code, (f"Tỉnh {code}", LocalityKind.PROVINCE))
    row, _ = Locality.objects.get_or_create(
        code=code, defaults={"name": name, "short_name": name, "kind": kind, **columns}
    )
    return row


def make_agency(code: str = "001", **columns: Any) -> Agency:
    """A district of Hà Nội that exists without end."""
    locality = columns.pop("locality", None) or make_locality()
    name = columns.pop("name", f"Đơn vị {code}")
    return Agency.objects.create(
        code=code,
        locality=locality,
        **{"name": name, "short_name": name, "kind": AgencyKind.DISTRICT, **columns},
    )


def make_department(code: str = "so-ldtbxh", **columns: Any) -> Agency:
    """The department that coordinates its locality as long as it exists; a second one is a department like others."""
    department = make_agency(code, **{"kind": AgencyKind.DEPARTMENT, **columns})
    coordinate(department, valid_from=department.valid_from, valid_to=department.valid_to)
    return department


def coordinate(agency: Agency, *, valid_from: date | None = None, valid_to: date | None = None) -> None:
    """Let an agency coordinate its locality, where nobody does yet."""
    begins, ends = valid_from or date.min, valid_to or date.max
    held = Coordination.objects.filter(locality=agency.locality)
    if not any((row.valid_from or date.min) <= ends and begins <= (row.valid_to or date.max) for row in held):
        Coordination.objects.create(locality=agency.locality, agency=agency, valid_from=valid_from, valid_to=valid_to)


def make_reorganisation(code: str = "01-thu", **columns: Any) -> Reorganisation:
    """An applied reorganisation of Hà Nội, for bodies that one has ended."""
    now = clock.now()
    applied = {"state": ReorganisationState.APPLIED, "drafted_at": now, "confirmed_at": now, "applied_at": now}
    places = {"locality": make_locality(), "title": code, "effective_on": date(2025, 7, 1)}
    return Reorganisation.objects.create(code=code, **{**places, **applied, **columns})


def make_user(role: Role | None = Role.REPORTER, agency: Agency | None = None, **columns: Any) -> User:
    """A person with one membership in force; `role=None` makes one without any. Password: PASSWORD."""
    username = columns.pop("username", None) or f"{role or 'nobody'}-{User.objects.count() + 1}"
    user = User.objects.create_user(username, password=PASSWORD, **columns)
    if role is not None:
        join(user, role, agency or make_agency(f"a{User.objects.count()}"))
    return user


def join(user: User, role: Role, agency: Agency, **columns: Any) -> Membership:
    """A membership in force since 2020; staff, leaders and administrators make their agency the coordinating one."""
    if role != Role.REPORTER:
        coordinate(agency)
    return Membership.objects.create(user=user, agency=agency, role=role, **{"valid_from": date(2020, 1, 1), **columns})


def make_element(
    code: str = "trained_total_people", *, kinds: Iterable[str] = (AgencyKind.DISTRICT,), **columns: Any
) -> DataElement:
    """A counted flow that districts report."""
    element = DataElement.objects.create(
        code=code,
        **{
            "group": "Tuyển sinh và đào tạo",
            "name": f"Số liệu {code}",
            "short_name": f"Số liệu {code}",
            "definition": "Đếm trong năm.",
            "unit": "lượt người",
            "aggregation": Aggregation.FLOW,
            "change_threshold": Decimal(30),
            **columns,
        },
    )
    ElementKind.objects.bulk_create([ElementKind(element=element, kind=kind) for kind in kinds])
    return element


def make_indicator(
    code: str = "trained_total",
    *,
    numerator: Iterable[DataElement] = (),
    denominator: Iterable[DataElement] = (),
    **columns: Any,
) -> Indicator:
    """A rising sum of its numerator, or a rate once it has a denominator; the roll-up counts."""
    below = list(denominator)
    indicator = Indicator.objects.create(
        code=code,
        **{
            "name": f"Chỉ tiêu {code}",
            "short_name": f"Chỉ tiêu {code}",
            "unit": "%" if below else "lượt người",
            "decimals": 1 if below else 0,
            "formula": Formula.RATIO if below else Formula.VALUE,
            "direction": Direction.UP.value,
            "authority": Authority.ROLLUP,
            "definition": "Định nghĩa.",
            "source": "Báo cáo của đơn vị.",
            **columns,
        },
    )
    for side, elements in ((Side.NUMERATOR, numerator), (Side.DENOMINATOR, below)):
        for element in elements:
            IndicatorInput.objects.create(indicator=indicator, element=element, side=side)
    return indicator


def make_plan(code: str = "KH-10", **columns: Any) -> Plan:
    """A plan of 2021-2025 that asks for a report each year before 25/12."""
    locality = columns.pop("locality", None) or make_locality()
    return Plan.objects.create(
        code=code,
        locality=locality,
        **{
            "title": f"Kế hoạch {code}",
            "short_title": code,
            "number": "10/KH-UBND",
            "issued_on": date(2021, 1, 14),
            "issuer": "UBND",
            "signer": "Người ký",
            "first_year": 2021,
            "last_year": 2025,
            "frequency": Frequency.YEARLY,
            "due_month": 12,
            "due_day": 25,
            "report_first_year": 2021,
            **columns,
        },
    )


def make_target(
    plan: Plan, indicator: Indicator, year: int = 2025, low: str | None = "10000", **columns: Any
) -> Target:
    """At least `low` in the target year."""
    return Target.objects.create(
        plan=plan,
        indicator=indicator,
        year=year,
        **{
            "comparator": ">=",
            "low": None if low is None else Decimal(low),
            "basis": Basis.YEAR,
            "citation": f"{plan.code}, mục II.2",
            **columns,
        },
    )


def make_duty(plan: Plan, number: str = "1", *, lead: Agency | None = None, **columns: Any) -> Duty:
    """A duty, led by an agency where one is given."""
    duty = Duty.objects.create(
        plan=plan, number=number, **{"title": f"Nhiệm vụ {number}", "citation": f"{plan.code}, mục III", **columns}
    )
    if lead is not None:
        DutyParty.objects.create(duty=duty, role=PartyRole.LEAD, agency=lead)
    return duty


def make_period(plan: Plan, year: int = YEAR, *, due_at: datetime | None = None, **columns: Any) -> ReportingPeriod:
    """An open period without drafts, due on the plan's day."""
    return ReportingPeriod.objects.create(
        plan=plan,
        year=year,
        due_at=due_at or start_of(plan.due_date(year) or date(year, 12, 15)),
        **{
            "opens_on": date(year, 11, 1),
            "data_from": date(year - 1, 12, 15),
            "data_to": date(year, 12, 14),
            **columns,
        },
    )


def make_submission(period: ReportingPeriod, agency: Agency, **columns: Any) -> Submission:
    """An agency's draft."""
    return Submission.objects.create(period=period, agency=agency, **columns)


def fill(submission: Submission, by: User, *, quality: str = Quality.FINAL, **values: str | None) -> list[CellOutcome]:
    """Type Vietnamese numbers into a form by element code; None stands for "không phát sinh"."""
    changes = [
        Change(code, text=text or "", entry=Entry.NOT_APPLICABLE if text is None else Entry.NUMBER, quality=quality)
        for code, text in values.items()
    ]
    outcomes = save_cells(submission=submission, changes=changes, by=by, via=Via.FORM, now=clock.now(), whole=True)
    assert [outcome for outcome in outcomes if outcome.error or outcome.theirs] == []
    return outcomes


def report_duties(submission: Submission, by: User) -> None:
    """Say of each duty of which nothing is said that it is under way."""
    told = set(DutyUpdate.objects.said().filter(submission=submission).values_list("duty_id", flat=True))
    for duty in duties_asked(submission):
        if duty.pk not in told:
            said = {"state": DutyState.IN_PROGRESS, "text": "Đang làm"}
            save_duty(submission=submission, duty=duty, by=by, now=clock.now(), **said)


def send(submission: Submission, by: User) -> Submission:
    """Send a form as it stands; of each duty something is said."""
    submission.refresh_from_db()
    report_duties(submission, by)
    return submit(submission=submission, seen_version=submission.version, by=by, now=clock.now())


def take(submission: Submission, by: User) -> Submission:
    """Accept a sent form."""
    submission.refresh_from_db()
    return accept(submission=submission, seen_version=submission.version, by=by, now=clock.now())
