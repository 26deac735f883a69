"""Fill an empty catalogue with the demo's round of reports; clearing.py removes all of it again."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import timezone

from agencies import clock
from agencies.models import Agency, Instance, Locality, User
from reports.collection.entry.queries import form_elements
from reports.collection.periods.services import agencies_asked, open_period
from reports.demo import figures as numbers
from reports.demo.accounts import create_accounts
from reports.demo.obstacles import seed_obstacles
from reports.demo.steering import seed_steering
from reports.models import (
    Action,
    Decision,
    DutyState,
    DutyUpdate,
    Entry,
    Figure,
    FigureRevision,
    Quality,
    ReportingPeriod,
    Review,
    ReviewItem,
    State,
    Submission,
    SubmissionEvent,
    Via,
)
from reports.models.period import start_of
from reports.progress.services import recalculate_all
from targets.models import DataElement, Duty, Plan

DEMO_DAY = datetime.combine(date(2024, 11, 22), time(8, 12))
ROUNDS = (
    ("KH-10", 2021),
    ("KH-72", 2022),
    ("KH-10", 2022),
    ("KH-CL2239", 2022),
    ("KH-10", 2023),
    ("KH-CL2239", 2023),
    ("KH-10", 2024),
    ("KH-CL2239", 2024),
)
# A start has to be known to judge a pace: what a later plan asks for was reported before with the form of another.
HISTORY = {("KH-10", 2021): "KH-CL2239"}
NOT_SENT_2023 = ("271", "280", "282")
# Where the districts stand in the open rounds; whoever is not named has been accepted.
OPEN_2024 = {
    "KH-CL2239": {
        "271": "not_opened",
        "282": "not_opened",
        "017": State.DRAFT,
        "008": State.RETURNED,
        "004": State.SUBMITTED,
        "018": State.SUBMITTED,
        "bql-kcn": State.DRAFT,
        "thanh-doan": "not_opened",
        "so-tttt": State.SUBMITTED,
        "hoi-dntre": "not_opened",
    },
    "KH-10": {
        "017": State.SUBMITTED,
        "004": State.SUBMITTED,
        "008": State.RETURNED,
        "271": "not_opened",
        "282": "not_opened",
        "280": State.DRAFT,
        "281": State.DRAFT,
        "so-tc": "not_opened",
        "mttq": State.DRAFT,
    },
}
WHEN_MOVED = ("first_opened_at", "submitted_at", "submitted_by", "decided_at", "decided_by")
# Cells that the demo's draft form leaves to the newcomer who tries it out.
HALF_FILLED = ("teachers", "teachers_qualified", "managers", "managers_trained", "disabled_trained")
RETURNED_REASON = "Kiểm lại số tuyển mới: khác báo cáo của các trường trên địa bàn"
DUTY_TEXTS = (
    (DutyState.IN_PROGRESS, "Đã ban hành kế hoạch năm, đang triển khai theo tiến độ."),
    (DutyState.IN_PROGRESS, "Đã phối hợp với các đơn vị liên quan, dự kiến xong trong quý I năm sau."),
    (DutyState.DONE, "Đã hoàn thành các việc của năm, có báo cáo riêng."),
    (DutyState.NOT_STARTED, "Chờ hướng dẫn của cơ quan cấp trên."),
)


@dataclass(frozen=True)
class Story:
    """What the agencies of a demo do: how each form ends, which number stands in a cell, and this and last year's note.

    `open_year` is the year whose forms are still being filled. `number` is of (form, element, years ago).
    """

    open_year: int
    ending: Callable[[Submission], str]
    number: Callable[[Submission, DataElement, int], int | None]
    leap: Callable[[Submission], str]


class DemoError(RuntimeError):
    """The demo cannot be made or removed; the message says why in Vietnamese."""


@dataclass
class Scene:
    """One submission to be played: who, in what state it ends, and when its steps happened."""

    story: Story
    submission: Submission
    ends: str
    sent_at: datetime
    decided_at: datetime
    reporter: User
    reviewer: User


@transaction.atomic
def seed_demo(*, password: str) -> dict[str, User]:
    """Make the demo in a database that holds the catalogue and no report yet; returns the accounts by name.

    Raises DemoError where there are reports or users already, or no catalogue.
    """
    refuse_filled_database()
    live_on(DEMO_DAY)
    periods = [open_period(plan=Plan.objects.get(code=code), year=year, by=None) for code, year in ROUNDS]
    agencies = {agency.pk: agency for period in periods for agency in agencies_asked(period.plan, period.year)}
    users = create_accounts(password=password, reporting=sorted(agencies.values(), key=agency_code), on=clock.today())
    for period in periods:
        play(period, users, FIRST_DAY)
    seed_obstacles(users)
    seed_steering(users)
    recalculate_all(locality_ids=Locality.objects.values_list("pk", flat=True))
    return users


def refuse_filled_database() -> None:
    """Raises DemoError where there are reports or users already, or no catalogue."""
    if Submission.objects.exists() or User.objects.exists():
        raise DemoError("Cơ sở dữ liệu đã có người dùng hoặc báo cáo. Số liệu minh họa chỉ nạp vào cơ sở dữ liệu mới.")
    if not Plan.objects.exists():
        raise DemoError("Chưa có danh mục. Chạy load_catalogue trước.")


def live_on(moment: datetime) -> None:
    """Set the database's clock to a moment in Viet Nam, from which it runs at the usual speed."""
    # Naive moments are Viet Nam's, the project's own time zone.
    shift = timezone.now() - timezone.make_aware(moment)
    Instance.objects.update_or_create(pk=1, defaults={"demo_shift": shift})
    clock.set_shift(shift)


def agency_code(agency: Agency) -> str:
    return agency.code


def play(period: ReportingPeriod, users: dict[str, User], story: Story) -> None:
    """Let every agency of a period report as far as the story goes; who ends within it, before her last day."""
    # A round may open by the calendar after the demo's day; what was sent in it must lie behind its opening.
    opened = start_of(min(period.opens_on, clock.today() - timedelta(days=20))) + timedelta(hours=7)
    # The forms were made just now by the clock, and would have been opened after they were sent.
    SubmissionEvent.objects.filter(submission__period=period).update(at=opened)
    scenes = []
    submissions = period.submissions.select_related("agency", "period__plan").order_by("pk")
    for place, submission in enumerate(submissions):
        # Nobody reports after the demo's day, nor after her own last one.
        last = min(timezone.localdate(period.due_at), clock.today(), submission.agency.valid_to or date.max)
        # Spread over nine days and hours, as reports arrive; by the place in the list, so that each start gives the
        # same.
        day = last - timedelta(days=2 + place % 9)
        sent = start_of(day) + timedelta(hours=8 + place % 9, minutes=place * 7 % 60)
        scenes.append(
            Scene(
                story=story,
                submission=submission,
                ends=story.ending(submission),
                sent_at=sent,
                decided_at=sent + timedelta(days=1, minutes=23),
                reporter=users[f"reporter-{submission.agency.code}"],
                reviewer=users["staff"],
            )
        )
    enter_figures(scenes)
    report_duties(scenes)
    move_forms(scenes)


def ending(submission: Submission) -> str:
    """The state in which a submission ends."""
    period, code = submission.period, submission.agency.code
    if period.year == 2023 and period.plan.code == "KH-CL2239" and code in NOT_SENT_2023:
        return State.DRAFT
    if period.year == 2024:
        return OPEN_2024[period.plan.code].get(code, State.ACCEPTED)
    return State.ACCEPTED


def enter_figures(scenes: Iterable[Scene]) -> None:
    """Store the figures of every scene, each once, in the first form that asks for it."""
    made = []
    for scene in scenes:
        submission, year = scene.submission, scene.submission.period.year
        if scene.ends == "not_opened":
            continue
        # A figure is entered once, in the form that asks first; the database has one row for element, agency and year
        # (ADR 0004).
        held = set(Figure.objects.filter(agency=submission.agency, year=year).values_list("element__code", flat=True))
        for element in [*form_elements(submission), *history_elements(submission)]:
            if element.code in held or (scene.ends == State.DRAFT and element.code in HALF_FILLED):
                continue
            held.add(element.code)
            made.append(figure_of(scene, element, scene.story.number(submission, element, 0)))
    Figure.objects.bulk_create(made, batch_size=500)
    entered = [revision_of(figure) for figure in made]
    accepted = [revision_of(figure, accepted=True) for figure in made if figure.accepted_at]
    FigureRevision.objects.bulk_create([*entered, *accepted], batch_size=500)


def history_elements(submission: Submission) -> list[DataElement]:
    """What an agency knew before a plan asked for it."""
    period = submission.period
    later = HISTORY.get((period.plan.code, period.year))
    if later is None:
        return []
    years = {"year": period.year, "data_from": period.data_from, "data_to": period.data_to}
    # Never saved: only to ask which elements the form of the later plan would have had.
    form = Submission(period=ReportingPeriod(plan=Plan.objects.get(code=later), **years), agency=submission.agency)
    return form_elements(form)


def figure_of(scene: Scene, element: DataElement, value: int | None) -> Figure:
    submission = scene.submission
    entry = Entry.MISSING if value is None else Entry.NUMBER
    open_round = submission.period.year == scene.story.open_year
    # Of an open year a stock can only be estimated, while what flows is counted up to the day.
    quality = Quality.ESTIMATE if open_round and element.aggregation == "stock" else Quality.FINAL
    amount = None if value is None else Decimal(value)
    note = note_of(scene, element, value)
    figure = Figure(
        element=element,
        agency=submission.agency,
        year=submission.period.year,
        submission=submission,
        entry=entry,
        value=amount,
        quality=quality,
        note=note,
        updated_at=scene.sent_at - timedelta(hours=1),
        updated_by=scene.reporter,
        illustrative=True,
    )
    if scene.ends == State.ACCEPTED:
        figure.accepted_entry, figure.accepted_value, figure.accepted_quality = entry, amount, quality
        figure.accepted_at, figure.accepted_by = scene.decided_at, scene.reviewer
    return figure


def note_of(scene: Scene, element: DataElement, value: int | None) -> str:
    """Why a number is not known, or the sentence that a leap since last year asks for."""
    if value is None:
        return numbers.UNKNOWN_FIGURES.get(element.code, "Chưa thống kê")
    before = scene.story.number(scene.submission, element, 1)
    if before is None or abs(value - before) * 100 <= element.change_threshold * before:
        return ""
    return scene.story.leap(scene.submission)


def district_number(submission: Submission, element: DataElement, years_ago: int) -> int | None:
    """The number of a district or department in a whole year; None before the first one, too."""
    year = submission.period.year - years_ago
    return numbers.demo_figure(submission.agency.code, element.code, year) if year >= numbers.FIRST_YEAR else None


FIRST_DAY = Story(open_year=DEMO_DAY.year, ending=ending, number=district_number, leap=lambda submission: numbers.LEAP)


def revision_of(figure: Figure, *, accepted: bool = False) -> FigureRevision:
    return FigureRevision(
        figure=figure,
        version=1,
        entry=figure.entry,
        value=figure.value,
        quality=figure.quality,
        note=figure.note,
        accepted=accepted,
        via=Via.REVIEW if accepted else Via.SEED,
        by=figure.accepted_by if accepted else figure.updated_by,
        at=figure.accepted_at if accepted and figure.accepted_at else figure.updated_at,
    )


def report_duties(scenes: Iterable[Scene]) -> None:
    """Say something of each duty of the forms that were sent."""
    updates = []
    for scene in scenes:
        if scene.ends in ("not_opened", State.DRAFT):
            continue
        duties = Duty.objects.led_by(scene.submission.agency, scene.submission.duty_day).filter(
            plan=scene.submission.period.plan
        )
        for duty in duties:
            state, text = DUTY_TEXTS[(duty.pk + scene.submission.agency_id) % len(DUTY_TEXTS)]
            updates.append(
                DutyUpdate(
                    submission=scene.submission,
                    duty=duty,
                    state=state,
                    text=f"{text} (Nội dung minh họa.)",
                    updated_at=scene.sent_at,
                    updated_by=scene.reporter,
                )
            )
    DutyUpdate.objects.bulk_create(updates, batch_size=500)


def move_forms(scenes: Iterable[Scene]) -> None:
    """Set the states and leave the events that lead there."""
    events, moved = [], []
    for scene in scenes:
        submission = scene.submission
        submission.illustrative = True
        if scene.ends != "not_opened":
            submission.first_opened_at = scene.sent_at - timedelta(days=2)
        if scene.ends in (State.SUBMITTED, State.RETURNED, State.ACCEPTED):
            submission.submitted_at, submission.submitted_by = scene.sent_at, scene.reporter
            submission.state, submission.version = State.SUBMITTED, 2
            events.append(event_of(scene, Action.SUBMITTED, scene.reporter, scene.sent_at))
        if scene.ends in (State.RETURNED, State.ACCEPTED):
            submission.decided_at, submission.decided_by = scene.decided_at, scene.reviewer
            submission.state, submission.version = scene.ends, 3
            action = Action.ACCEPTED if scene.ends == State.ACCEPTED else Action.RETURNED
            events.append(event_of(scene, action, scene.reviewer, scene.decided_at))
            decide(scene)
        moved.append(submission)
    Submission.objects.bulk_update(
        moved,
        [
            "state",
            "version",
            "illustrative",
            "first_opened_at",
            "submitted_at",
            "submitted_by",
            "decided_at",
            "decided_by",
        ],
        batch_size=200,
    )
    SubmissionEvent.objects.bulk_create(events, batch_size=500)


def event_of(scene: Scene, action: Action, by: User, at: datetime) -> SubmissionEvent:
    return SubmissionEvent(submission=scene.submission, action=action, by=by, at=at, version=scene.submission.version)


def decide(scene: Scene) -> None:
    """The review behind an accepted or returned submission."""
    accepted = scene.ends == State.ACCEPTED
    review = Review.objects.create(
        submission=scene.submission,
        decision=Decision.ACCEPTED if accepted else Decision.RETURNED,
        by=scene.reviewer,
        at=scene.decided_at,
        # The version that the reporter's sending made, which is what the reviewer saw.
        version=2,
    )
    figure = (
        None if accepted else scene.submission.figures.select_related("element").order_by("element__position").first()
    )
    if figure is not None:
        ReviewItem.objects.create(review=review, element=figure.element, reason=RETURNED_REASON)
