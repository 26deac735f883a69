"""The demo's second day, 22/11/2026: Hà Nội after the reorganisations of 2025, in a database of its own.

The rounds of 2021 to 2024 are as the first day tells them, all of them accepted. Then the clock goes on: departments
change, the districts report their part of 2025 and end, communes report the rest, and the round of 2026 is open.
"""

from datetime import date, datetime, time
from pathlib import Path

from django.conf import settings
from django.db import transaction

from agencies import clock
from agencies.models import Agency, AgencyKind, Locality, Membership, User
from agencies.reorganisations.steps import read_document
from reports.administration.reorganisations.services import (
    apply_reorganisation,
    confirm_reorganisation,
    draft_reorganisation,
)
from reports.collection.periods.services import agencies_asked, open_period
from reports.demo import figures as numbers
from reports.demo.accounts import REPORTERS_TITLE, TITLES, add_reporters, create_accounts
from reports.demo.services import ROUNDS, Story, agency_code, live_on, play, refuse_filled_database
from reports.models import ReportingPeriod, State, Submission
from reports.progress.services import recalculate_all
from targets.models import DataElement, Plan

SECOND_DAY = datetime.combine(date(2026, 11, 22), time(8, 12))
PLAN, CUT, OPEN = "KH-CL2239", 2025, 2026
FOLDER = settings.BASE_DIR / "fixtures" / "reorganisations"
# Some days before each takes effect, as an office would decide it.
REORGANISED = (
    (datetime(2025, 2, 26, 9, 0), ("68-2024-12-01.yaml", "01-2025-03-01.yaml")),
    (datetime(2025, 6, 24, 9, 0), ("01-2025-07-01.yaml", "68-2025-07-01.yaml")),
)
# The districts' part of 2025 is 15/12/2024 to 30/6/2025, the communes' the rest to 14/12; they are 126 for 30.
CLOSING_SHARE, HEIRS_SHARE, COMMUNE_SHARE = 0.54, 0.46, 30 / 126
# Closed without its report, and a commune that has not sent its own either: what is missing is said by name.
NOT_SENT_2025 = ("282", "x-10459")
# Whoever tries it out finds this form half filled.
HALF_FILLED = "x-00118"
NEXT_YEAR = "Năm 2025 chỉ tính từ ngày thành lập 01/7/2025. (Nội dung minh họa.)"
NOT_OPENED, OF_TEN = "not_opened", (State.ACCEPTED,) * 4 + (State.SUBMITTED,) * 2 + (State.DRAFT,) * 2


@transaction.atomic
def seed_second_day(*, password: str) -> dict[str, User]:
    """Make the demo of 22/11/2026 in a database that holds the catalogue and no report yet; the accounts by name.

    Raises DemoError where there are reports or users already, or no catalogue.
    """
    refuse_filled_database()
    # After the last deadline of 2024 and before the first reorganisation, so that every district can report.
    live_on(datetime(2025, 1, 10, 8, 0))
    periods = [open_period(plan=Plan.objects.get(code=code), year=year, by=None) for code, year in ROUNDS]
    users = create_accounts(password=password, reporting=asked_in(periods), on=clock.today())
    for period in periods:
        play(period, users, PAST)
    (departments, first), (districts, second) = REORGANISED
    pass_through(departments, first, users)
    # By hand and early: who ends within the year owes her part by her last day.
    live_on(datetime(2025, 6, 2, 8, 0))
    cut = open_period(plan=Plan.objects.get(code=PLAN), year=CUT, by=users["staff"])
    pass_through(districts, second, users)
    live_on(datetime(2025, 7, 10, 8, 0))
    users |= add_reporters(agencies=asked_in([cut]), like=users["staff"])
    # Opened a second time on purpose: it gives forms to the communes, which did not exist the first time.
    cut = open_period(plan=cut.plan, year=CUT, by=users["staff"])
    # After the deadline of 2025: its round is played as one that is over.
    live_on(datetime(2026, 1, 12, 8, 0))
    play(cut, users, PAST)
    live_on(SECOND_DAY)
    opened = open_period(plan=cut.plan, year=OPEN, by=None)
    users |= add_reporters(agencies=asked_in([opened]), like=users["staff"])
    name_after_present_places(users)
    play(opened, users, NOW)
    recalculate_all(locality_ids=Locality.objects.values_list("pk", flat=True))
    return users


def name_after_present_places(users: dict[str, User]) -> None:
    """The names of demo accounts are their title and body: whose place has passed on is called by the heir."""
    moved = []
    for place in Membership.objects.filter(valid_to=None).select_related("agency", "user").order_by("pk"):
        person = users[place.user.username]
        title = TITLES.get(person.username, REPORTERS_TITLE)
        person.first_name = f"{title} {place.agency.short_name}"[:150]
        moved.append(person)
    User.objects.bulk_update(moved, ["first_name"], batch_size=200)


def asked_in(periods: list[ReportingPeriod]) -> list[Agency]:
    """The agencies of some rounds, each once, by code."""
    agencies = {agency.pk: agency for period in periods for agency in agencies_asked(period.plan, period.year)}
    return sorted(agencies.values(), key=agency_code)


def pass_through(moment: datetime, files: tuple[str, ...], users: dict[str, User]) -> None:
    """Draft, confirm by a second person and apply some of the shipped reorganisations."""
    live_on(moment)
    for name in files:
        document = read_document(Path(FOLDER), name)
        row = draft_reorganisation(document=document, by=users["administrator"], now=clock.now())
        row = confirm_reorganisation(reorganisation=row, version=row.version, by=users["staff-2"], now=clock.now())
        apply_reorganisation(reorganisation=row, version=row.version, by=users["administrator"], now=clock.now())


def past_ending(submission: Submission) -> str:
    late = submission.period.year == CUT and submission.agency.code in NOT_SENT_2025
    return State.DRAFT if late else State.ACCEPTED


def open_ending(submission: Submission) -> str:
    """Of ten bodies four have been accepted, two wait, two are at it and two have not looked yet."""
    code = submission.agency.code
    if code == HALF_FILLED:
        return State.DRAFT
    # By the code and not by the order of rows: a body that is added later moves nobody else.
    place = sum(map(ord, code)) % 10
    if place == 9 and submission.agency.kind == AgencyKind.COMMUNE:
        return State.RETURNED
    return OF_TEN[place] if place < len(OF_TEN) else NOT_OPENED


def own_part(submission: Submission, element: DataElement, years_ago: int) -> int | None:
    """What a body says of its own part of a year: a district's end, a commune's beginning, a commune's own size."""
    agency, year = submission.agency, submission.period.year - years_ago
    if year < numbers.FIRST_YEAR or (agency.valid_from and year < agency.valid_from.year):
        return None
    share = COMMUNE_SHARE if agency.kind == AgencyKind.COMMUNE else 1.0
    if year == CUT and element.aggregation == "flow":
        share *= CLOSING_SHARE if submission.is_closing else HEIRS_SHARE if agency.kind == AgencyKind.COMMUNE else 1
    return numbers.demo_figure(agency.code, element.code, year, share)


def leap(submission: Submission) -> str:
    return NEXT_YEAR if submission.agency.kind == AgencyKind.COMMUNE else numbers.LEAP


PAST = Story(open_year=OPEN, ending=past_ending, number=own_part, leap=leap)
NOW = Story(open_year=OPEN, ending=open_ending, number=own_part, leap=leap)
