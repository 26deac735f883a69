from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from agencies.access import Right
from agencies.models import Agency
from agencies.read_rows import ReadRow
from reports.models.period import ReportingPeriod, day_before, start_of

if TYPE_CHECKING:
    from reports.models.extension import Extension


class State(models.TextChoices):
    DRAFT = "draft", "Đang nhập"
    RETURNED = "returned", "Trả lại"
    SUBMITTED = "submitted", "Đã nộp"
    ACCEPTED = "accepted", "Đã duyệt"


class Action(models.TextChoices):
    OPENED = "opened", "Mở"
    SUBMITTED = "submitted", "Nộp"
    WITHDRAWN = "withdrawn", "Rút lại"
    RETURNED = "returned", "Trả lại"
    ACCEPTED = "accepted", "Duyệt"
    REOPENED = "reopened", "Mở lại"
    UNDONE = "undone", "Hoàn tác"


# The one table of moves: action -> (states it starts from, state it leads to).
SUBMISSION_MOVES: dict[str, tuple[frozenset[str], str]] = {
    Action.SUBMITTED: (frozenset({State.DRAFT, State.RETURNED}), State.SUBMITTED),
    Action.WITHDRAWN: (frozenset({State.SUBMITTED}), State.DRAFT),
    # Returned and never back to draft: the reasons stay in sight until the agency has sent it again.
    Action.RETURNED: (frozenset({State.SUBMITTED}), State.RETURNED),
    Action.ACCEPTED: (frozenset({State.SUBMITTED}), State.ACCEPTED),
    Action.REOPENED: (frozenset({State.ACCEPTED}), State.RETURNED),
    Action.UNDONE: (frozenset({State.ACCEPTED, State.RETURNED}), State.SUBMITTED),
}
# Where a decision that is undone leads back to.
STOOD_BEFORE = {
    Action.ACCEPTED: State.SUBMITTED,
    Action.RETURNED: State.SUBMITTED,
    Action.REOPENED: State.ACCEPTED,
}
EDITABLE = frozenset({State.DRAFT, State.RETURNED})


def reach_of(user) -> tuple[frozenset[int], frozenset[int]]:
    """The agencies, and the whole localities, whose reports a person may see."""
    right = Right.SEE_SUBMISSIONS
    return user.access.agencies_with(right), user.access.localities_with(right)


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def visible_to(self, user) -> "SubmissionQuerySet":
        """Own agency's for a reporter, all of the locality for staff and leaders."""
        return self.within(*reach_of(user))

    def within(self, agencies: Collection[int], localities: Collection[int]) -> "SubmissionQuerySet":
        """Those of some agencies, and all of some localities."""
        return self.filter(Q(agency_id__in=agencies) | Q(agency__locality_id__in=localities))

    def asked(self) -> "SubmissionQuerySet":
        """All but the closing reports whose part an heir reports: nobody waits for these any more."""
        return self.filter(covered_by__isnull=True)

    def owed(self) -> "SubmissionQuerySet":
        """Reports still to be sent, however near or far their day."""
        return self.asked().filter(state__in=EDITABLE)

    def reviewable_by(self, user) -> "SubmissionQuerySet":
        """Submissions of the reviewer's locality, but never of an agency for which she reports."""
        access = user.access
        return self.filter(agency__locality_id__in=access.localities_with(Right.REVIEW)).exclude(
            agency_id__in=access.agencies_with(Right.ENTER_FIGURES)
        )


# Where a list keeps the extensions of each of its submissions.
KNOWN = "_known_extensions"


def know_extensions(submissions: "Iterable[Submission]", given: "Iterable[Extension]") -> None:
    """Keep with every submission of a list those of `given` that are its own, as plain lists.

    Reading `extensions.all()` makes a query object each time, even where nothing is left to ask: for a list of some
    hundred reports, several times each, that costs more than the rest of the page. A prefetch would name each report.
    """
    found: dict[int, list[Extension]] = {}
    for extension in given:
        found.setdefault(extension.submission_id, []).append(extension)
    for one in submissions:
        one.__dict__[KNOWN] = found.get(one.pk, [])


class Submission(ReadRow):
    """One agency's report for one period. `version` counts its moves, so that a stale form is noticed."""

    period = models.ForeignKey(ReportingPeriod, models.PROTECT, related_name="submissions", verbose_name="kỳ báo cáo")
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="submissions", verbose_name="đơn vị")
    state = models.CharField("trạng thái", max_length=10, choices=State, default=State.DRAFT)
    version = models.PositiveIntegerField("lần thay đổi", default=1)
    first_opened_at = models.DateTimeField("mở lần đầu", null=True, blank=True)
    submitted_at = models.DateTimeField("nộp lúc", null=True, blank=True)
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người nộp",
    )
    # Where the report had to wait for a line: late is what arrives late, but staff see when it was meant to be sent.
    pressed_at = models.DateTimeField("bấm nộp lúc", null=True, blank=True)
    decided_at = models.DateTimeField("thẩm định lúc", null=True, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name="người thẩm định",
    )
    illustrative = models.BooleanField("minh họa", default=False)
    # Of a body that began within the year: its flows are of the whole year, since nobody sent a closing report.
    whole_year = models.BooleanField("số của cả năm", default=False, db_default=False)
    # Of a body that ended within the year: the report of an heir that is of the whole year, so that this one is owed no
    # more; written by collection/entry/whole_year.py.
    covered_by = models.ForeignKey("self", models.SET_NULL, null=True, blank=True, related_name="covers")

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        verbose_name = "báo cáo của đơn vị"
        verbose_name_plural = "báo cáo của đơn vị"
        ordering = ["period_id", "agency_id"]
        constraints = [
            models.UniqueConstraint(fields=["period", "agency"], name="submission_once"),
            models.CheckConstraint(condition=Q(state__in=State.values), name="submission_state_known"),
            models.CheckConstraint(
                condition=Q(submitted_at__isnull=True, submitted_by__isnull=True)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
                name="submission_sent_by_someone_at_some_time",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[State.SUBMITTED, State.ACCEPTED, State.RETURNED])
                | Q(submitted_at__isnull=False),
                name="submission_reviewed_only_if_sent",
            ),
            models.CheckConstraint(
                condition=(
                    Q(
                        state__in=[State.ACCEPTED, State.RETURNED],
                        decided_at__isnull=False,
                        decided_by__isnull=False,
                    )
                    | Q(
                        state__in=[State.DRAFT, State.SUBMITTED],
                        # Withdrawn or undone, nothing of a decision stays here; the events keep that there was one.
                        decided_at__isnull=True,
                        decided_by__isnull=True,
                    )
                ),
                name="submission_decision_whole",
            ),
            models.CheckConstraint(
                # Nobody judges what she has sent herself, though she may hold both roles.
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("submitted_by")),
                name="submission_not_decided_by_its_sender",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.period_id} {self.agency_id}"

    def get_absolute_url(self) -> str:
        return reverse("submission", args=[self.pk])

    @property
    def duty_day(self) -> date:
        """The day on which the agency leads the duties that the report tells of: the cut-off, or its own last day."""
        ends = self.agency.valid_to
        return self.period.data_to if ends is None else min(ends, self.period.data_to)

    @property
    def is_closing(self) -> bool:
        """Whether it holds only the part of the year until its agency ended."""
        return self.agency.closes_within(self.period.data_from, self.period.data_to)

    @property
    def is_of_another_part(self) -> bool:
        """Whether its flows are of another part of the year than last year's: its body ends, or began, in either."""
        begins, year_before = self.agency.valid_from, self.period.data_from - timedelta(days=365)
        return self.is_closing or (begins is not None and year_before < begins <= self.period.data_to)

    @property
    def is_editable(self) -> bool:
        return self.state in EDITABLE

    @property
    def is_owed(self) -> bool:
        """Whether it is still to be sent by its own agency."""
        return self.state in EDITABLE and self.covered_by_id is None

    @property
    def extension(self) -> "Extension | None":
        """The extension in force, the last one given. Lists call `know_extensions`; else it is one query."""
        known = self.__dict__.get(KNOWN)
        given = self.extensions.all() if known is None else known
        return max(given, key=lambda extension: extension.pk, default=None)

    @property
    def due_at(self) -> datetime:
        """The first moment that is late for this agency: the extension's, else that of `due_at_first`.

        The one definition of the deadline; `with_due_by` in extension.py is the same in SQL.
        """
        extension = self.extension
        return self.due_at_first if extension is None else extension.due_at

    @property
    def due_at_first(self) -> datetime:
        """The deadline before any extension: the agency's own end, else the period's.

        Who ends within the year owes her part by her last day, if the period was open by then; where it opened later,
        whoever answers for her has until the period's day.
        """
        ends = self.agency.valid_to
        if ends is not None and self.is_closing and self.period.opens_on <= ends:
            return min(start_of(ends + timedelta(days=1)), self.period.due_at)
        return self.period.due_at

    @property
    def last_day(self) -> date:
        """The last day on which a report of this agency is on time."""
        return day_before(self.due_at)

    @property
    def last_day_first(self) -> date:
        """The last day on which it would have been on time without an extension."""
        return day_before(self.due_at_first)

    def is_late(self) -> bool | None:
        """Whether it arrived late; None while it has not been sent."""
        return None if self.submitted_at is None else self.submitted_at >= self.due_at

    @property
    def was_held_up(self) -> bool:
        """Whether it arrived late although its sender had pressed the button in time, as far as her browser says."""
        return bool(self.is_late()) and self.pressed_at is not None and self.pressed_at < self.due_at

    def is_overdue(self, now: datetime) -> bool:
        """Whether it is still owed after its deadline."""
        return self.is_owed and now >= self.due_at

    @property
    def board_state(self) -> str:
        """The state as the board shows it: a draft nobody has opened yet stands apart."""
        return "not_opened" if self.state == State.DRAFT and self.first_opened_at is None else self.state


class SubmissionEvent(models.Model):
    """One move of a submission: who, when, why. Only ever added."""

    submission = models.ForeignKey(Submission, models.CASCADE, related_name="events")
    action = models.CharField("thao tác", max_length=10, choices=Action)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField("lúc")
    reason = models.TextField("lý do", blank=True)
    version = models.PositiveIntegerField()

    class Meta:
        verbose_name = "thao tác trên báo cáo"
        ordering = ["submission_id", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(action__in=Action.values), name="event_action_known"),
            models.CheckConstraint(
                # Whoever opens anew what was accepted must say why (the yearly round, step 8).
                condition=~Q(action__in=[Action.REOPENED, Action.UNDONE]) | ~Q(reason=""),
                name="event_reopening_has_reason",
            ),
            models.UniqueConstraint(fields=["submission", "version"], name="event_once_per_version"),
        ]

    def __str__(self) -> str:
        return f"{self.submission_id}: {self.action}"
