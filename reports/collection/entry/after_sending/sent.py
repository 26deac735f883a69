"""What an agency has sent, for the page after sending and the paper to sign: cells, duties, files, what comes next."""

from dataclasses import dataclass
from datetime import datetime

from agencies.access import Right
from agencies.models import Agency, User
from agencies.reorganisations.uniting import one_place_on
from reports.collection.duties.rows import DutyRow, duty_rows
from reports.collection.entry.grid import FormSection, Grid, entry_grid
from reports.collection.entry.listing import Owed, owed_by, pressed_words
from reports.collection.entry.rows import FormRow
from reports.collection.evidence.queries import FileRow, evidence_of
from reports.collection.notices.services import days_left
from reports.collection.obstacles.queries import raised_with
from reports.models import Action, Entry, Submission
from reports.models.submission import State
from reports.wording.formats import datetime_vi


@dataclass(frozen=True)
class Sent:
    """Everything in words; `columns`: the cells, in two halves; `sections`: the same under their headings."""

    title: str
    receipt: str
    what: str
    sender: str
    counts: str
    columns: list[list[FormRow]]
    sections: list[FormSection]
    duties: list[DutyRow]
    notes: list[str]
    files: list[FileRow]
    obstacles: list[str]
    pressed: str
    may_withdraw: bool
    next: Owed | None
    office: Agency | None


def sent_page(submission: Submission, user: User, *, now: datetime) -> Sent:
    """What was sent; needs a submission that has been. A fixed number of queries."""
    duties = duty_rows(submission)
    grid = entry_grid(submission, editable=False, duties=duties)
    files = evidence_of(submission)
    obstacles = raised_with(submission.agency, submission.period.plan)
    # Rounded up: the left column is the longer one.
    half = -(-len(grid.rows) // 2)
    owed = [row for row in owed_by(user, now=now)[0].rows if row.pk != submission.pk]
    parts = [(grid.total, "số liệu"), (len(duties), "nhiệm vụ"), (len(files), "tệp minh chứng")]
    parts.append((len(obstacles), "vướng mắc"))
    return Sent(
        title=f"Đã nộp lúc {datetime_vi(submission.submitted_at)}, {timing_words(submission)}",
        receipt=receipt_of(submission),
        what=", ".join(f"{count} {name}" for count, name in parts if count),
        sender=submission.submitted_by.full_name,
        counts=counts_words(grid),
        sections=grid.sections,
        columns=[part for part in (grid.rows[:half], grid.rows[half:]) if part],
        duties=duties,
        notes=[f"Ô {row.number}: “{row.note}”" for row in grid.rows if row.note],
        files=files,
        obstacles=[f"{row.title} ({row.get_state_display().lower()})" for row in obstacles],
        pressed=pressed_words(submission).removeprefix("; "),
        may_withdraw=submission.state == State.SUBMITTED and user.access.reports_for(submission.agency_id),
        next=owed[0] if owed else None,
        office=receiving_office(submission),
    )


def receipt_of(submission: Submission) -> str:
    """ "01-2024-0417-1": locality, year, number of the report, and which sending of it this is."""
    times = submission.events.filter(action=Action.SUBMITTED).count()
    return f"{submission.agency.locality.code}-{submission.period.year}-{submission.pk:04}-{times}"


def timing_words(submission: Submission) -> str:
    """ "trước hạn 22 ngày", "đúng ngày cuối", "sau hạn 2 ngày"."""
    days = days_left(submission, submission.submitted_at)
    if submission.is_late():
        # Late by some hours of the same day is told as a day, never as none.
        return f"sau hạn {max(1, -days)} ngày"
    return f"trước hạn {days} ngày" if days > 0 else "đúng ngày cuối"


def counts_words(grid: Grid) -> str:
    """ "17 ô có số, trong đó 6 ước; 1 ô chưa có số liệu"."""
    numbers = [row for row in grid.rows if row.text]
    estimates = sum(row.kind == "estimate" for row in numbers)
    parts = [f"{len(numbers)} ô có số" + (f", trong đó {estimates} ước" if estimates else "")]
    for entry, words in ((Entry.NOT_APPLICABLE, "ô không phát sinh"), (Entry.MISSING, "ô chưa có số liệu")):
        count = sum(row.kind == entry for row in grid.rows)
        parts += [f"{count} {words}"] if count else []
    return "; ".join(parts) if grid.total else ""


def receiving_office(submission: Submission) -> Agency | None:
    """The body that coordinates the locality on the period's cut-off, to be asked; two queries where it has ended."""
    day = submission.period.data_to
    places = one_place_on(submission.agency.locality, day)
    return Agency.objects.coordinating_on(day).filter(locality__in=places).first()


def other_forms(submission: Submission, user: User) -> list[Submission]:
    """The forms of the same period of the other bodies for which a person reports, by name of the body."""
    mine = user.access.agencies_with(Right.ENTER_FIGURES)
    # Almost everybody reports for one body: no query for them.
    if len(mine) < 2:
        return []
    rows = Submission.objects.filter(period=submission.period, agency__in=mine).exclude(pk=submission.pk)
    return sorted(rows.select_related("agency"), key=lambda row: row.agency.search_key)
