"""A round in which everything changes on a day of its own, so that a report can be asked for each of them."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from agencies import clock
from reports.collection.duties.services import save_duty
from reports.collection.entry.services import submit, withdraw
from reports.collection.obstacles import services as obstacles
from reports.collection.review.services import accept, reopen
from reports.models import (
    Decider,
    DutyState,
    Extension,
    IssuedReport,
    MilestoneJudgement,
    Obstacle,
    ObstacleState,
    ReportKind,
    Submission,
)
from targets.models import Duty, Formula, Indicator, Milestone, Plan
from targets.models.target import MILESTONE
from tests import factories
from tests.reports.collection.scene import FILLED, YEAR, Scene, number
from tests.reports.progress.ground import publish

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
# The first day, on which nothing has happened yet, and those of December on which the story moves.
DAYS = (1, 3, 5, 6, 8, 10, 12, 14, 16, 17, 18, 20, 22)


def at(day: int, hour: int = 9) -> datetime:
    return datetime(YEAR, 12, day, hour, tzinfo=LOCAL)


def report(plan: Plan, **columns: Any) -> IssuedReport:
    """A yearly report of a plan on the scene's year, as of today; the row is not saved."""
    return IssuedReport(
        **{
            "kind": ReportKind.YEARLY,
            "plan": plan,
            "locality": plan.locality,
            "first_year": columns.get("year", YEAR),
            "year": YEAR,
            "as_of": clock.today(),
            **columns,
        }
    )


@dataclass
class Story:
    """What the district and the department do; `day_n` is the move of the n-th, to be made in order."""

    scene: Scene
    duty: Duty

    def move(self, day: int) -> None:
        """The move of a day, if it has one."""
        getattr(self, f"day_{day}", lambda: None)()

    @property
    def form(self) -> Submission:
        return Submission.objects.get(pk=self.scene.form.pk)

    def fill(self, day: int, **values: str) -> None:
        changes = [number(code, text, note="Mở thêm lớp") for code, text in {**FILLED, **values}.items()]
        self.scene.save(*changes, now=at(day))

    def say(self, day: int, state: DutyState, text: str) -> None:
        who = self.scene.reporter
        save_duty(submission=self.form, duty=self.duty, state=state, text=text, by=who, now=at(day))

    def send(self, day: int) -> None:
        submit(submission=self.form, seen_version=self.form.version, by=self.scene.reporter, now=at(day))

    def reply(self, day: int, to: ObstacleState, text: str) -> None:
        row = Obstacle.objects.get()
        obstacles.reply(obstacle=row, to=to, text=text, seen_version=row.version, by=self.scene.staff, now=at(day))

    def day_3(self) -> None:
        obstacles.raise_obstacle(
            agency=self.scene.district,
            plan=self.scene.plan,
            title="Thiếu nhà giáo",
            text="Đề nghị bổ sung.",
            since=date(YEAR, 3, 4),
            asks=Decider.LOCALITY,
            by=self.scene.reporter,
            now=at(3),
        )

    def day_5(self) -> None:
        self.fill(5)
        self.say(5, DutyState.IN_PROGRESS, "Đang làm")

    def day_6(self) -> None:
        self.send(6)

    def day_8(self) -> None:
        withdraw(submission=self.form, seen_version=self.form.version, by=self.scene.reporter, now=at(8))
        self.say(8, DutyState.NOT_STARTED, "Chờ kinh phí")
        Extension.objects.create(submission=self.form, due_at=at(26), reason="Mưa lũ", by=self.scene.staff, at=at(8))

    def day_10(self) -> None:
        self.send(10)

    def day_12(self) -> None:
        accept(submission=self.form, seen_version=self.form.version, by=self.scene.staff, now=at(12))

    def day_14(self) -> None:
        self.reply(14, ObstacleState.ANSWERED, "Đang xem xét")

    def day_16(self) -> None:
        publish(Indicator.objects.get(code="trained_total"), YEAR - 1, "900", published_on=date(YEAR, 12, 16))

    def day_17(self) -> None:
        """A milestone is judged as of the day before."""
        MilestoneJudgement.objects.create(
            milestone=Milestone.objects.get(),
            state="done",
            judged_on=date(YEAR, 12, 16),
            evidence="Nghị quyết 01",
            by=self.scene.staff,
            at=at(17),
        )

    def day_18(self) -> None:
        reopen(
            submission=self.form, seen_version=self.form.version, by=self.scene.staff, now=at(18), reason="Có số mới"
        )

    def day_20(self) -> None:
        self.fill(20, total="130", college="70")
        self.say(20, DutyState.DONE, "Đã xong")
        self.reply(20, ObstacleState.CLOSED, "Đã giải quyết")

    def day_22(self) -> None:
        self.send(22)


def make_story(scene: Scene) -> Story:
    """The story on the small round, whose forms were opened on the first day."""
    for form in (scene.form, scene.other):
        form.events.create(action="opened", at=at(1, 7), version=1)
    vision = factories.make_indicator("vision", formula=Formula.QUALITATIVE, unit="mốc")
    target = factories.make_target(scene.plan, vision, year=2030, low=None, comparator=MILESTONE)
    Milestone.objects.create(target=target, code="law", name="Có nghị quyết", citation="mục II")
    return Story(scene, factories.make_duty(scene.plan, "IV.1", lead=scene.district))
