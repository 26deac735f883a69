"""Figures straight into the database, decided on as told, for tests of what is computed from them."""

from datetime import date
from decimal import Decimal

from agencies import clock
from agencies.models import Agency, User
from reports.models import (
    Entry,
    Figure,
    FigureKind,
    IndicatorValue,
    OfficialFigure,
    Progress,
    ReportingPeriod,
    State,
    Submission,
    View,
)
from reports.progress.services import recalculate_all
from targets.models import DataElement, Indicator, Plan
from tests import factories

MISSING = "missing"


def report(
    plan: Plan,
    agency: Agency,
    year: int,
    *,
    state: str = State.ACCEPTED,
    illustrative: bool = False,
    quality: str = "final",
    **values: str | None,
) -> Submission:
    """An agency's report with figures by element code; None is "không phát sinh", MISSING "chưa có số liệu"."""
    period = ReportingPeriod.objects.filter(plan=plan, year=year).first() or factories.make_period(plan, year)
    accepted, now = state == State.ACCEPTED, clock.now()
    sent = {"submitted_at": now, "submitted_by": person("reporter")} if state != State.DRAFT else {}
    decided = {"decided_at": now, "decided_by": person("staff")} if state in (State.ACCEPTED, State.RETURNED) else {}
    form = factories.make_submission(period, agency, state=state, **sent, **decided)
    for code, text in values.items():
        entry = {None: Entry.NOT_APPLICABLE, MISSING: Entry.MISSING}.get(text, Entry.NUMBER)
        value = Decimal(text) if text is not None and entry == Entry.NUMBER else None
        figure = Figure(
            element=DataElement.objects.get(code=code),
            agency=agency,
            year=year,
            submission=form,
            entry=entry,
            value=value,
            quality=quality,
            note="chờ" if entry == Entry.MISSING else "",
            updated_at=now,
            illustrative=illustrative,
        )
        if accepted:
            figure.accepted_entry, figure.accepted_value = entry, value
            figure.accepted_quality, figure.accepted_at = quality, now
        Figure.objects.bulk_create([figure])
    return form


def person(name: str) -> User:
    return User.objects.filter(username=name).first() or factories.make_user(None, username=name)


def publish(indicator: Indicator, year: int, value: str, *, kind: str = FigureKind.ACTUAL, **columns) -> OfficialFigure:
    """A published figure of Hà Nội."""
    return OfficialFigure.objects.create(
        indicator=indicator,
        locality=columns.pop("locality", None) or factories.make_locality(),
        year=year,
        value=Decimal(value),
        kind=kind,
        **{"from_year": year, "source": "Niên giám", "published_on": date(year, 12, 31), **columns},
    )


def recalculate() -> None:
    recalculate_all(locality_ids=[factories.make_locality().pk])


def value_of(indicator: Indicator, year: int, view: str = View.ACCEPTED) -> IndicatorValue:
    return IndicatorValue.objects.get(indicator=indicator, year=year, view=view)


def standing_of(target, seen: int, view: str = View.ACCEPTED) -> Progress:
    return Progress.objects.get(target=target, year=seen, view=view)
