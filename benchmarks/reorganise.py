"""T2: Hà Nội's reorganisations of 2025, departments and communes, applied and undone over ten years of figures."""

import hashlib
import time
from functools import partial
from pathlib import Path
from statistics import median

from django.core import serializers

from agencies import clock
from agencies.models import Agency, Coordination, Instance, Membership, Reorganisation, Succession, User
from agencies.reorganisations.steps import read_document
from benchmarks.timing import Measured, sample
from reports.administration.reorganisations.services import (
    apply_reorganisation,
    confirm_reorganisation,
    draft_reorganisation,
    undo_reorganisation,
)
from reports.models import DutyUpdate, Figure, FigureRevision, IssuedReport, Obstacle, ReportFile, Review, Submission

FOLDER = Path(__file__).resolve().parent.parent / "fixtures" / "reorganisations"
FILES = ("01-2025-03-01.yaml", "01-2025-07-01.yaml")
TURNS = 3
REPORTED = (Figure, FigureRevision, Submission, Review, DutyUpdate, Obstacle, IssuedReport, ReportFile)
# What a reorganisation writes to, and undoing leaves as it was.
WHO = (Agency, Coordination, Membership, Succession)


def t2() -> Measured:
    """Seconds to apply both, the median of several times; afterwards they are undone."""
    return Measured(median(applied for applied, _ in turns()))


def t2_undo() -> Measured:
    """Seconds to undo both, of the same times."""
    return Measured(median(undone for _, undone in turns()))


def turns() -> list[tuple[float, float]]:
    """Both times of each turn. Raises AssertionError where a figure, a report or a body is not what it was."""
    clock.set_shift(Instance.current().demo_shift)
    people = {user.username: user for user in User.objects.filter(username__in=["administrator", "staff"])}
    found, before = [], digest_of(*REPORTED, *WHO)
    for _ in range(TURNS):
        rows: list[Reorganisation] = []
        applied = sample(partial(apply_both, rows, people), 1, time.perf_counter)
        if digest_of(*REPORTED) != before[: len(REPORTED)]:
            raise AssertionError("applying changed what was reported")
        undone = sample(partial(undo_both, rows, people["staff"]), 1, time.perf_counter)
        if digest_of(*REPORTED, *WHO) != before:
            raise AssertionError("undoing left something else than there was")
        found.append((applied, undone))
    return found


def apply_both(rows: list[Reorganisation], people: dict[str, User]) -> None:
    rows += [applied_file(name, people) for name in FILES]


def undo_both(rows: list[Reorganisation], by: User) -> None:
    for row in reversed(rows):
        undo_reorganisation(reorganisation=row, version=row.version, by=by, now=clock.now())


def applied_file(name: str, people: dict[str, User]) -> Reorganisation:
    """Drafted, confirmed by a second person with its whole preview, and applied."""
    row = draft_reorganisation(document=read_document(FOLDER, name), by=people["administrator"], now=clock.now())
    row = confirm_reorganisation(reorganisation=row, version=row.version, by=people["staff"], now=clock.now())
    apply_reorganisation(reorganisation=row, version=row.version, by=people["staff"], now=clock.now())
    row.refresh_from_db()
    return row


def digest_of(*models: type) -> list[str]:
    """One hash for each table over every row, byte for byte."""
    return [
        hashlib.sha256(serializers.serialize("json", model._base_manager.order_by("pk")).encode()).hexdigest()
        for model in models
    ]
