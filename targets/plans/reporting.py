"""The rule of reporting of a drafted plan, from the deadlines that the reader found in its text."""

import re
from typing import Any

from targets.models.plan import INTERIM_ENDS
from targets.plan_text.proposals import Proposals, ProposedDeadline

FREQUENCIES = {"year": "yearly", "once": "once", "half-year": "half_yearly", "quarter": "quarterly"}
# Every month has it, so that the day after one before it is in the same month.
LAST_SAFE_DAY = 28


def reporting_from(proposals: Proposals) -> dict[str, Any]:
    """The rule of reporting: the last day of the year among the periodic deadlines that bind the bodies."""
    head = proposals.head
    chosen = next((one for one in proposals.deadlines if one.frequency != "once"), None)
    chosen = chosen or next(iter(proposals.deadlines), None)
    empty = {"frequency": "none", "due_month": None, "due_day": None, "due_next_year": False, "citation": ""}
    if chosen is None or not (days := [day_and_month(text) for text in chosen.dates if day_and_month(text)]):
        return {**empty, "first_year": None, "last_year": None, "opens_month": None, "opens_day": None, "recipient": ""}
    day, month = days[-1]
    # "Chậm nhất ngày 22" still takes the 22nd; the system's day is the first that is late.
    if not chosen.strict and day < LAST_SAFE_DAY:
        day += 1
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
        "due_next_year": bool(chosen.year_offset),
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
    return [
        {
            "due_day": day if deadline.strict or day >= LAST_SAFE_DAY else day + 1,
            "due_month": month,
            "data_day": end[0] if end else None,
            "data_month": end[1] if end else None,
        }
        for (day, month), end in zip(days[:-1], known, strict=False)
    ]


def day_and_month(text: str) -> tuple[int, int] | None:
    found = re.match(r"(\d{1,2})/(\d{1,2})", text)
    return (int(found[1]), int(found[2])) if found else None


def last_named_year(proposals: Proposals) -> int | None:
    """The last year that the plan names: of its title, or of a target beyond it."""
    years = [target.year for target in proposals.targets if target.year]
    return max([*years, proposals.head.last_year or 0]) or None
