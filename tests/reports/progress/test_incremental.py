"""However the round goes, what was recomputed step by step equals what is computed from nothing, to the last digit."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest

from agencies import clock
from agencies.access import Role
from agencies.models import User
from reports.collection.entry.services import Change, NotReady, save_cells, submit, withdraw
from reports.collection.periods.services import open_period
from reports.collection.review.services import accept, reopen, return_submission
from reports.collection.transitions import StaleVersion, WrongState
from reports.models import Entry, FigureKind, IndicatorValue, Quality, State, Submission, Via
from reports.progress.services import mark_stale, recalculate_all, recalculate_stale
from targets.models import Authority, Basis, Formula, Indicator, PartRule
from tests import factories
from tests.reports.progress.ground import publish
from tests.reports.progress.snapshot import each_view_by_itself, everything_computed

DAY = date(2024, 12, 20)
YEARS = (2022, 2023, 2024)
STEPS = 200
CODES = ("people", "college", "rest", "labour", "trained")
REFUSED = (NotReady, StaleVersion, WrongState)


class Round:
    """A city with three districts, two plans and every formula, and the random steps of its people."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)  # noqa: S311
        self.indicators = make_indicators()
        plans = make_plans(self.indicators)
        self.reporters: dict[int, User] = {}
        for place in range(3):
            district = factories.make_agency(f"00{place}")
            self.reporters[district.pk] = factories.make_user(agency=district, username=f"reporter-{place}")
        self.staff = factories.make_user(Role.STAFF, factories.make_department(), username="staff")
        for plan in plans:
            for year in YEARS:
                open_period(plan=plan, year=year, by=None)
        self.done: dict[str, int] = {}

    def step(self) -> None:
        """One thing that somebody does, or now and then tries to do in the wrong state."""
        open_, sent, accepted = [State.DRAFT, State.RETURNED], [State.SUBMITTED], [State.ACCEPTED]
        steps: list[tuple[Callable[[Submission], None], list[State], int]] = [
            (self.fill, open_, 8),
            (self.edit, open_, 2),
            (self.send, open_, 8),
            (self.take_back, sent, 1),
            (self.accept, sent, 9),
            (self.give_back, sent, 2),
            (self.reopen, accepted, 2),
            (self.publish, list(State), 2),
        ]
        (do, states, _), *_ = self.chance.choices(steps, [weight for *_, weight in steps])
        forms = Submission.objects.select_related("period", "agency").order_by("pk")
        fitting = forms.filter(state__in=states) if self.chance.random() < 0.9 else forms
        form = self.chance.choice(list(fitting) or list(forms))
        try:
            do(form)
        except REFUSED:
            return
        self.done[do.__name__] = self.done.get(do.__name__, 0) + 1

    def save(self, form: Submission, changes: list[Change]) -> None:
        by = self.reporters[form.agency_id]
        save_cells(submission=form, changes=changes, by=by, via=Via.FORM, now=clock.now())

    def fill(self, form: Submission) -> None:
        """A whole form whose parts fit, every leap explained."""
        labour, college, rest = (self.chance.randint(0, 9999) for _ in range(3))
        values = {
            "people": college + rest,
            "college": college,
            "rest": rest,
            "labour": labour,
            "trained": self.chance.randint(0, labour),
        }
        quality = self.chance.choice(Quality.values)
        self.save(form, [Change(c, value=Decimal(v), quality=quality, note="lý do") for c, v in values.items()])

    def edit(self, form: Submission) -> None:
        entry = self.chance.choice([*Entry.values, Entry.NUMBER, Entry.NUMBER])
        text = str(self.chance.randint(0, 9999)) if entry == Entry.NUMBER else ""
        self.save(form, [Change(self.chance.choice(CODES), text=text, entry=entry, note="lý do")])

    def send(self, form: Submission) -> None:
        """Mostly a form filled just now; else one that may well be refused."""
        if self.chance.random() < 0.7:
            self.fill(form)
        by = self.reporters[form.agency_id]
        submit(submission=form, seen_version=form.version, by=by, now=clock.now())

    def take_back(self, form: Submission) -> None:
        by = self.reporters[form.agency_id]
        withdraw(submission=form, seen_version=form.version, by=by, now=clock.now())

    def accept(self, form: Submission) -> None:
        accept(submission=form, seen_version=form.version, by=self.staff, now=clock.now())

    def give_back(self, form: Submission) -> None:
        seen = {"submission": form, "seen_version": form.version}
        return_submission(**seen, by=self.staff, now=clock.now(), reasons={}, note="Xem lại")

    def reopen(self, form: Submission) -> None:
        reopen(submission=form, seen_version=form.version, by=self.staff, now=clock.now(), reason="Sai số")

    def publish(self, form: Submission) -> None:
        """A published figure, now and then over two years, marked as whoever loads one marks it."""
        indicator = self.chance.choice([i for i in self.indicators.values() if i.formula in ("value", "ratio")])
        top = 100 if indicator.formula == Formula.RATIO else 40_000
        from_year = form.period.year - self.chance.choice([0, 0, 0, 1])
        publish(
            indicator,
            form.period.year,
            str(self.chance.randint(1, top)),
            from_year=from_year,
            kind=self.chance.choice(FigureKind.values),
            source=f"Nguồn {self.chance.random()}",
            published_on=DAY - timedelta(days=self.chance.randint(0, 300)),
        )
        mark_stale(locality_id=form.agency.locality_id, year=from_year, indicator_ids=[indicator.pk])


def make_indicators() -> dict[str, Indicator]:
    people, labour = factories.make_element("people", position=1), factories.make_element("labour", position=4)
    college = factories.make_element("college", position=2, part_of=people, part_rule=PartRule.SUM)
    factories.make_element("rest", position=3, part_of=people, part_rule=PartRule.SUM)
    trained = factories.make_element("trained", position=5, part_of=labour, part_rule=PartRule.AT_MOST)
    official = {"authority": Authority.OFFICIAL}
    made = [
        factories.make_indicator("people", numerator=[people], **official),
        factories.make_indicator("college", numerator=[college]),
        factories.make_indicator("share", numerator=[college], denominator=[people], direction="none"),
        factories.make_indicator("rate", numerator=[trained], denominator=[labour]),
        factories.make_indicator("growth", numerator=[people], formula=Formula.GROWTH, unit="%", **official),
        factories.make_indicator(
            "since", numerator=[people], formula=Formula.CUMULATIVE, cumulative_from=2021, **official
        ),
    ]
    return {indicator.code: indicator for indicator in made}


def make_plans(indicators: dict[str, Indicator]) -> list:
    ten = factories.make_plan("KH-10")
    strategy = factories.make_plan("KH-CL2239", due_day=15, last_year=2030)
    every_year = {"basis": Basis.EVERY_YEAR, "from_year": 2021}
    factories.make_target(ten, indicators["people"], 2023, "9000", comparator="about")
    factories.make_target(ten, indicators["growth"], 2024, "5", **every_year)
    factories.make_target(ten, indicators["share"], 2024, "25", comparator="range", high=Decimal(30), **every_year)
    factories.make_target(ten, indicators["college"], 2022, "5000")
    for year, low in ((2022, "50"), (2023, "60"), (2030, "80")):
        factories.make_target(strategy, indicators["rate"], year, low)
    # Looked at from before its base year, it rests on a later value than its own.
    factories.make_target(strategy, indicators["college"], 2030, "10", basis=Basis.CHANGE, base_year=2024)
    factories.make_target(strategy, indicators["since"], 2024, "60000", basis=Basis.CUMULATIVE, from_year=2021)
    return [ten, strategy]


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("seed", "steps", "compared_every"),
    [
        (1, STEPS, 50),
        pytest.param(2, STEPS, 50, marks=pytest.mark.deep),
        pytest.param(3, 10_000, 1000, marks=pytest.mark.deep),
    ],
)
def test_step_by_step_and_from_nothing_give_the_same(seed, steps, compared_every, on):
    on(DAY)
    city = Round(seed)
    locality = factories.make_locality().pk
    recalculate_all(locality_ids=[locality])
    for place in range(steps):
        city.step()
        if place % 5 == 0:
            recalculate_stale()
        if place % compared_every == compared_every - 1:
            compare_with_a_fresh_start(locality)
    assert set(city.done) >= {"fill", "edit", "send", "accept", "give_back", "reopen", "publish"}
    assert city.done["accept"] > 10
    assert set(IndicatorValue.objects.values_list("source", flat=True)) >= {"official", "rollup"}


def compare_with_a_fresh_start(locality: int) -> None:
    recalculate_stale()
    step_by_step = everything_computed()
    recalculate_all(locality_ids=[locality])
    from_nothing = everything_computed()
    assert differences(step_by_step, from_nothing) == []
    assert differences(from_nothing, each_view_by_itself(locality)) == []


def differences(some: dict, others: dict) -> list:
    apart = [key for key in some.keys() | others if some.get(key) != others.get(key)]
    return [(key, some.get(key), others.get(key)) for key in apart[:2]]


@pytest.mark.slow
@pytest.mark.django_db
def test_a_year_in_which_views_agree_still_rests_on_the_years_in_which_they_do_not(on):
    on(DAY)
    city, locality = Round(1), factories.make_locality().pk

    def take(form: Submission, *steps: Callable[[Submission], None]) -> None:
        for step in steps:
            step(form)
            form.refresh_from_db()

    recalculate_all(locality_ids=[locality])
    forms = Submission.objects.order_by("period__year", "pk")
    for form in forms.filter(period__year__lt=2024):
        take(form, city.fill, city.send, city.accept)
    take(forms.filter(period__year=2022).first(), city.reopen, city.fill, city.send)
    recalculate_stale()
    for form in forms.filter(period__year=2024):
        take(form, city.fill, city.send, city.accept)
    compare_with_a_fresh_start(locality)
    totals = IndicatorValue.objects.filter(indicator__code="since", year=2024).values_list("value", flat=True)
    assert len(set(totals)) == 2
