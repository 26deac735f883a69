"""What goes on record from the round of reports, in words: moves of a report, saved cells, duties, opened periods."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from agencies.models import User
from reports.audit.services import record
from reports.models import Action, DutyUpdate, Entry, Figure, ReportingPeriod, Submission, Verb, Via
from reports.wording.formats import deadline_vi, published_number
from targets.models import Duty

VERBS = {
    Action.SUBMITTED: Verb.SUBMITTED,
    Action.WITHDRAWN: Verb.WITHDRAWN,
    Action.RETURNED: Verb.RETURNED,
    Action.ACCEPTED: Verb.ACCEPTED,
    Action.REOPENED: Verb.REOPENED,
    Action.UNDONE: Verb.REOPENED,
}
NAMED_CELLS = 3
Cell = dict[str, object]


def submission_subject(submission: Submission) -> str:
    return f"submission:{submission.pk}"


def words_of(submission: Submission) -> str:
    """ "KH-10 năm 2024, UBND huyện Đông Anh" """
    return f"{submission.period.plan.code} {submission.period.name}, {submission.agency.name}"


def record_move(moved: Submission, action: Action, *, was: Submission, by: User, now: datetime, reason: str) -> None:
    """A report changed its state."""
    verb = VERBS[action]
    record(
        verb=verb,
        subject=submission_subject(moved),
        summary=f"{verb.label} {words_of(moved)}" + (f": “{reason}”" if reason else ""),
        by=by,
        now=now,
        locality=moved.agency.locality_id,
        agency=moved.agency_id,
        before={"state": was.state, "version": was.version},
        after={"state": moved.state, "version": moved.version, "reason": reason},
    )


def cells_now(figures: Iterable[Figure]) -> dict[str, Cell]:
    """Cells by element code as they go on record; to be taken before they are changed, too."""
    return {
        figure.element.code: {
            "entry": figure.entry,
            "value": figure.value,
            "quality": figure.quality,
            "note": figure.note,
            "version": figure.version,
        }
        for figure in figures
    }


def record_cells(
    form: Submission, figures: list[Figure], *, was: Mapping[str, Cell], by: User, via: Via, now: datetime
) -> None:
    """One event for one save, however many cells; none where nothing was written."""
    if not figures:
        return
    named = [f"{figure.element.short_name}: {cell_words(figure)}" for figure in figures[:NAMED_CELLS]]
    more = len(figures) - len(named)
    listed = "; ".join(named) + (f"; và {more} ô khác" if more else "")
    after = cells_now(figures)
    record(
        verb=Verb.FIGURES_SAVED,
        subject=submission_subject(form),
        summary=f"Ghi {len(figures)} ô, {words_of(form)} ({Via(via).label}). {listed}",
        by=by,
        now=now,
        locality=form.agency.locality_id,
        agency=form.agency_id,
        before={code: was.get(code) for code in after},
        after={"via": via, "cells": after},
    )


def cell_words(figure: Figure) -> str:
    """What a cell says, in a few words: "1.150", "không phát sinh", "để trống"."""
    if figure.entry == Entry.NUMBER:
        return published_number(figure.value)
    return "để trống" if figure.entry == Entry.BLANK else Entry(figure.entry).label.lower()


def record_duty(
    form: Submission, duty: Duty, update: DutyUpdate, *, was: DutyUpdate | None, by: User, now: datetime
) -> None:
    """What an agency says of a duty; saying the same again is no event."""
    if was is not None and (was.state, was.text) == (update.state, update.text):
        return
    record(
        verb=Verb.DUTY_SAVED,
        subject=submission_subject(form),
        summary=f"Nhiệm vụ {duty.number}, {words_of(form)}: {spoken_duty(update)}",
        by=by,
        now=now,
        locality=form.agency.locality_id,
        agency=form.agency_id,
        before=None if was is None else {"state": was.state, "text": was.text},
        after={"duty": duty.number, "state": update.state, "text": update.text},
    )


def spoken_duty(update: DutyUpdate) -> str:
    """ "Hoàn thành. Đã mở 42 lớp"; without a state yet only the text."""
    return f"{update.get_state_display() or 'chưa chọn tình hình'}. {update.text}"


def record_opening(period: ReportingPeriod, *, created: bool, drafts: int, by: User | None, now: datetime) -> None:
    """A period was opened, or agencies joined it; opening it again without either is no event."""
    if not created and not drafts:
        return
    what = "Mở kỳ báo cáo" if created else "Thêm đơn vị vào kỳ báo cáo"
    record(
        verb=Verb.PERIOD_OPENED,
        subject=f"period:{period.pk}",
        summary=f"{what} {period.plan.code} {period.name}, hạn {deadline_vi(period.due_at)}: {drafts} đơn vị",
        by=by,
        now=now,
        locality=period.plan.locality_id,
        after={"plan": period.plan.code, "year": period.year, "due_at": period.due_at, "drafts": drafts},
    )
