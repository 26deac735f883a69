"""A small round for tests of collection: two plans that share a figure, one district, its reporter and the department.

KH-10 asks for people trained (college + rest = total) and for the trained part of the labour force; KH-CL2239 asks for
people trained, too, and for teachers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from agencies import clock
from agencies.access import Role
from agencies.models import Agency, User
from reports.collection.entry.services import CellOutcome, Change, save_cells, submit
from reports.collection.review import services as review
from reports.models import Entry, Figure, Submission, Via
from targets.models import Aggregation, DataElement, PartRule, Plan
from tests import factories

YEAR = factories.YEAR
FILLED = {"total": "100", "college": "40", "rest": "60", "labour": "1000", "labour_trained": "700"}


@dataclass
class Scene:
    """What a test of collection acts on. `form` is the district's report for KH-10, `other` that for KH-CL2239."""

    plan: Plan
    other_plan: Plan
    elements: dict[str, DataElement]
    district: Agency
    department: Agency
    reporter: User
    staff: User
    form: Submission
    other: Submission

    def save(
        self, *changes: Change, form: Submission | None = None, by: User | None = None, **details
    ) -> list[CellOutcome]:
        """Save cells as the reporter, now, into KH-10's form."""
        return save_cells(
            submission=form or self.form,
            changes=changes,
            by=by or self.reporter,
            via=details.pop("via", Via.FORM),
            now=details.pop("now", None) or clock.now(),
            **details,
        )

    def fill(self, form: Submission | None = None, **values: str | None) -> None:
        """Fill KH-10's form so that it can be sent; `values` differ."""
        factories.fill(form or self.form, self.reporter, **{**FILLED, **values})

    def send(self, form: Submission | None = None) -> Submission:
        return factories.send(form or self.form, self.reporter)

    def sent(self) -> Submission:
        """KH-10's form, filled and sent."""
        self.fill()
        return self.send()

    def accepted(self) -> Submission:
        """KH-10's form, filled, sent and accepted."""
        return factories.take(self.sent(), self.staff)

    def returned(self) -> Submission:
        """KH-10's form, filled, sent and returned with one reason."""
        sent = self.sent()
        return review.return_submission(
            submission=sent,
            seen_version=sent.version,
            by=self.staff,
            now=clock.now(),
            reasons={"total": "Kiểm lại tổng số"},
        )

    def answer(self) -> None:
        """What the agency says to the reason of `returned`: the number is right."""
        self.save(number("total", "100", note="Đã kiểm, số đúng"))

    def figure(self, code: str = "total") -> Figure:
        return Figure.objects.get(element__code=code, agency=self.district, year=YEAR)

    def accepted_last_year(self, **values: str) -> None:
        """Accepted figures of the year before, in a report of that year."""
        period = factories.make_period(self.plan, YEAR - 1)
        form = factories.make_submission(period, self.district)
        Figure.objects.bulk_create(
            Figure(
                element=self.elements[code],
                agency=self.district,
                year=YEAR - 1,
                submission=form,
                entry=Entry.NUMBER,
                value=Decimal(value),
                updated_at=clock.now(),
                accepted_entry=Entry.NUMBER,
                accepted_value=Decimal(value),
                accepted_quality="final",
                accepted_at=clock.now(),
            )
            for code, value in values.items()
        )


def make_scene(*, due_at: datetime | None = None) -> Scene:
    """The whole small round, both forms drafts; `due_at` is KH-10's deadline."""
    elements = make_elements()
    plan = factories.make_plan("KH-10")
    other_plan = factories.make_plan("KH-CL2239", due_day=15)
    people = factories.make_indicator("trained_total", numerator=[elements["total"]])
    rate = factories.make_indicator(
        "trained_labour_rate", numerator=[elements["labour_trained"]], denominator=[elements["labour"]]
    )
    share = factories.make_indicator("share", numerator=[elements["college"]], denominator=[elements["total"]])
    rest = factories.make_indicator("trained_elementary", numerator=[elements["rest"]])
    teachers = factories.make_indicator("teachers", numerator=[elements["teachers"]])
    for indicator, low in ((people, "1000"), (rate, "75"), (share, "25"), (rest, "500")):
        factories.make_target(plan, indicator, low=low)
    for indicator, low in ((people, "1200"), (teachers, "50")):
        factories.make_target(other_plan, indicator, low=low)
    district, department = factories.make_agency(), factories.make_department()
    return Scene(
        plan=plan,
        other_plan=other_plan,
        elements=elements,
        district=district,
        department=department,
        reporter=factories.make_user(agency=district, username="reporter", last_name="Nguyễn Thị", first_name="Lan"),
        staff=factories.make_user(Role.STAFF, department, username="staff"),
        form=factories.make_submission(factories.make_period(plan, due_at=due_at), district),
        other=factories.make_submission(factories.make_period(other_plan), district),
    )


def make_elements() -> dict[str, DataElement]:
    """Data elements by code, in form order."""
    total = factories.make_element("total", position=1)
    labour = factories.make_element(
        "labour", position=4, aggregation=Aggregation.STOCK, change_threshold=Decimal(10), unit="người"
    )
    parts = [
        factories.make_element("college", position=2, part_of=total, part_rule=PartRule.SUM),
        factories.make_element("rest", position=3, part_of=total, part_rule=PartRule.SUM),
        factories.make_element(
            "labour_trained",
            position=5,
            part_of=labour,
            part_rule=PartRule.AT_MOST,
            aggregation=Aggregation.STOCK,
            change_threshold=Decimal(10),
        ),
        factories.make_element("teachers", position=6, aggregation=Aggregation.STOCK),
    ]
    return {element.code: element for element in (total, labour, *parts)}


def number(code: str, text: str, **details) -> Change:
    """A number typed into a cell."""
    return Change(code, text=text, **details)


def codes(outcomes: Iterable[CellOutcome]) -> list[str]:
    return [outcome.code for outcome in outcomes]


def held_up(scene: Scene) -> Submission:
    """KH-10's form: its button pressed ten minutes before the deadline, arrived twenty minutes after it."""
    scene.fill()
    due, form = scene.form.due_at, Submission.objects.get(pk=scene.form.pk)
    pressed, now = due - timedelta(minutes=10), due + timedelta(minutes=20)
    return submit(submission=form, seen_version=form.version, by=scene.reporter, now=now, pressed_at=pressed)
