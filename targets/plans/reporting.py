"""The rule of reporting of a drafted plan, from the deadlines that the reader found in its text."""

import re
from calendar import monthrange
from typing import Any

from targets.models.plan import INTERIM_ENDS
from targets.plan_text.proposals import Proposals, ProposedDeadline

FREQUENCIES = {"year": "yearly", "once": "once", "half-year": "half_yearly", "quarter": "quarterly"}
# No leap year: "chậm nhất ngày 28/02" ends with February in most years, and a day later at worst in the others.
ANY_YEAR = 2025


def reporting_from(proposals: Proposals) -> dict[str, Any]:
    """The rule of reporting: the last day of the year among the periodic deadlines that bind the bodies."""
    head = proposals.head
    chosen = next((one for one in proposals.deadlines if one.frequency != "once"), None)
    chosen = chosen or next(iter(proposals.deadlines), None)
    empty = {"frequency": "none", "due_month": None, "due_day": None, "due_next_year": False, "citation": ""}
    if chosen is None or not (days := [day_and_month(text) for text in chosen.dates if day_and_month(text)]):
        return {**empty, "first_year": None, "last_year": None, "opens_month": None, "opens_day": None, "recipient": ""}
    last_day = days[-1]
    day, month = first_late_day(last_day, chosen)
    # A round opens a month before it is due; an officer sets another day.
    opens = month - 1 or 12
    frequency = FREQUENCIES.get(chosen.frequency, "yearly")
    interim = interim_reports(frequency, chosen, days)
    # A text that gives another number of days than its rhythm has is taken for the report of the year alone.
    if len(interim) != len(INTERIM_ENDS[frequency]):
        frequency, interim = "yearly", []
    year = head.last_year or last_named_year(proposals)
    return {
        "frequency": frequency,
        "interim": interim,
        "due_month": month,
        "due_day": day,
        # After "chậm nhất ngày 31/12" it is the first of January that is late.
        "due_next_year": bool(chosen.year_offset) or month < last_day[1],
        "opens_month": opens,
        "opens_day": 15 if day >= 15 else 10,
        "first_year": head.first_year if chosen.frequency != "once" else year,
        "last_year": year,
        "recipient": "",
        "citation": chosen.citation,
    }


def interim_reports(frequency: str, deadline: ProposedDeadline, days: list[tuple[int, int]]) -> list[dict[str, Any]]:
    """The reports within the year: the days before the last, and up to which day their data count, where it is said."""
    if not INTERIM_ENDS[frequency]:
        return []
    until = [day_and_month(text) for text in deadline.data_until]
    known = until if len(until) == len(days) else [None] * len(days)
    late = [first_late_day(day, deadline) for day in days[:-1]]
    return [
        {
            "due_day": day,
            "due_month": month,
            "data_day": end[0] if end else None,
            "data_month": end[1] if end else None,
        }
        for (day, month), end in zip(late, known, strict=False)
    ]


def first_late_day(said: tuple[int, int], deadline: ProposedDeadline) -> tuple[int, int]:
    """Day and month as the system keeps them: "chậm nhất ngày 22" still takes the 22nd, "trước ngày 22" does not."""
    day, month = said
    if deadline.strict:
        return said
    last = monthrange(ANY_YEAR, month)[1]
    return (day + 1, month) if day < last else (1, month % 12 + 1)


def day_and_month(text: str) -> tuple[int, int] | None:
    found = re.match(r"(\d{1,2})/(\d{1,2})", text)
    return (int(found[1]), int(found[2])) if found else None


def last_named_year(proposals: Proposals) -> int | None:
    """The last year that the plan names: of its title, or of a target beyond it."""
    years = [target.year for target in proposals.targets if target.year]
    return max([*years, proposals.head.last_year or 0]) or None
