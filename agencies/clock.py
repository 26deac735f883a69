"""What time it is for vocplan.

A demo database lives on the day of its figures, 22/11/2024: its districts no longer exist today, and an official who
tries vocplan out must meet an open round. The clock of such a database runs at the usual speed, a fixed time behind.
Deadlines, submissions and reviews ask here; sessions and tokens keep the real time.
"""

from contextvars import ContextVar
from datetime import date, datetime, timedelta

from django.utils import timezone

_shift: ContextVar[timedelta | None] = ContextVar("shift", default=None)


def set_shift(shift: timedelta | None) -> None:
    """Set how far behind real time this thread of work lives; the middleware and the tasks call it first."""
    _shift.set(shift)


def now() -> datetime:
    """The present moment, aware, in the time of this installation."""
    return timezone.now() - (_shift.get() or timedelta())


def today() -> date:
    """The present day in Viet Nam."""
    return timezone.localdate(now())


def is_everywhere(day: date) -> bool:
    """Whether a day's first and last moment exist in every time zone: the calendar of Python ends after 9999."""
    return date(2, 1, 1) <= day <= date(9998, 12, 31)
