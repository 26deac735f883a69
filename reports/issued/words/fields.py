"""Fields: the numbers of a report by name, and sentences whose numbers are such names.

`[[trained_labour_rate.actual]]` in a sentence becomes "73,0%". A sentence is filled once, so what people wrote (names
of agencies) stays as they wrote it even where it looks like a field. Texts of people are never filled themselves.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping

from reports.issued.content.counts import (
    accepted_submissions,
    duty_groups,
    duty_state,
    group_title,
    late,
    sent_submissions,
    submissions_of_year,
    unsent_submissions,
    usual_last_day,
)
from reports.issued.content.schema import Dataset, DutyResult, Letterhead, SubmissionLine
from reports.issued.content.standings import targets_in_report
from reports.issued.words.indicator_fields import indicator_fields
from reports.models import Decider, Entry, ObstacleState, View
from reports.wording.duty_states import DUTY_WORDS, SETTLED
from reports.wording.formats import NOT_KNOWN, date_vi, document_date_vi, number
from targets.calculations.statuses import Status
from targets.calculations.uncertainty import DISPLAY_ORDER

FIELD = re.compile(r"\[\[(.*?)\]\]")
NO_DAY = "ngày chưa xác định"
NO_AGENCY = "không có đơn vị nào"
NO_ISSUER = "cơ quan lập báo cáo"
NO_ADDRESSEE = "cấp có thẩm quyền"


class UnknownField(ValueError):
    """A sentence asks for fields that the dataset does not have; `names` lists them in the order of the sentence."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(f"Không có trường: {', '.join(names)}")
        self.names = names


def unknown(words: str, fields: Mapping[str, str]) -> list[str]:
    """The names in [[ ]] that are no fields, each once, in order."""
    names = (name.strip() for name in FIELD.findall(words))
    return list(dict.fromkeys(name for name in names if name not in fields))


def with_numbers(words: str, fields: Mapping[str, str]) -> str:
    """The sentence with its numbers. Raises UnknownField before anything is filled in."""
    names = unknown(words, fields)
    if names:
        raise UnknownField(names)
    return FIELD.sub(lambda match: fields[match[1].strip()], words)


def fields(dataset: Dataset, letterhead: Letterhead | None = None) -> dict[str, str]:
    """Every name that a sentence of this report may use, and its text as printed; without a head the same names."""
    return {
        **report_fields(dataset),
        **letterhead_fields(letterhead),
        **submission_fields("submissions", submissions_of_year(dataset, dataset.year)),
        **{
            name: text
            for year in dataset.years
            for name, text in submission_fields(f"submissions.{year}", submissions_of_year(dataset, year)).items()
        },
        **standing_fields(dataset),
        **duty_fields(dataset),
        **cell_fields(dataset),
        **voice_fields(dataset),
        **indicator_fields(dataset),
    }


def report_fields(dataset: Dataset) -> dict[str, str]:
    return {
        "year": str(dataset.year),
        "first_year": str(dataset.first_year),
        "previous_year": str(dataset.year - 1),
        "next_year": str(dataset.year + 1),
        "as_of": date_vi(dataset.as_of),
        "locality.name": dataset.locality_name,
        "plan.title": dataset.plan_title,
        "plan.short_title": dataset.plan_short_title,
        "plan.number": dataset.plan_number or NOT_KNOWN,
        "plan.issued_on": document_date_vi(dataset.plan_issued_on),
        "plan.issuer": dataset.plan_issuer,
        "agency.name": dataset.agency_name or NO_AGENCY,
        "view": "đã được duyệt, cùng số liệu còn chờ duyệt" if dataset.view == View.PROVISIONAL else "đã được duyệt",
    }


def letterhead_fields(letterhead: Letterhead | None) -> dict[str, str]:
    """Who reports to whom, in a sentence: without the dashes and signs of the lists in which they were typed."""
    issuer, addressees = (letterhead.issuing_body, letterhead.addressees) if letterhead else ("", ())
    names = (name.strip().removeprefix("-").rstrip(";.").strip() for name in addressees)
    return {
        "letterhead.issuing_body": issuer or NO_ISSUER,
        "letterhead.addressees": names_in_sentence(names, none=NO_ADDRESSEE),
    }


def submission_fields(prefix: str, lines: list[SubmissionLine]) -> dict[str, str]:
    """Who has reported: counts and names."""
    groups = {
        "total": lines,
        "sent": sent_submissions(lines),
        "on_time": [line for line in sent_submissions(lines) if not line.late],
        "late": late(lines),
        "missing": unsent_submissions(lines),
        "accepted": accepted_submissions(lines),
        "waiting": [line for line in sent_submissions(lines) if line not in accepted_submissions(lines)],
    }
    day = usual_last_day(lines)
    texts = {f"{prefix}.{name}": number(len(group)) for name, group in groups.items()}
    texts |= {f"{prefix}.{name}.names": names_in_sentence(line.agency_name for line in groups[name]) for name in NAMED}
    return texts | {f"{prefix}.due": date_vi(day) if day else NO_DAY}


NAMED = ("late", "missing", "waiting")


def names_in_sentence(names: Iterable[str], *, none: str = NO_AGENCY) -> str:
    """Names in a sentence; semicolons where a name has a comma of its own."""
    found = list(names)
    return ("; " if any("," in name for name in found) else ", ").join(found) or none


def standing_fields(dataset: Dataset) -> dict[str, str]:
    """How many of the targets told stand where."""
    counts = Counter(
        standing.display_status for result in dataset.indicators for standing in targets_in_report(result, dataset)
    )
    texts = {f"standings.{status}": number(counts[status]) for status in DISPLAY_ORDER}
    return texts | {
        "standings.total": number(counts.total()),
        "standings.unknown": number(counts[Status.NO_DATA] + counts[Status.INSUFFICIENT_DATA]),
        "indicators.total": number(len(dataset.indicators)),
    }


def duty_fields(dataset: Dataset) -> dict[str, str]:
    """Duties by state, over all and by task group: duties.done, duties.g1.done; `g1` is the plan's first group."""
    texts = duty_counts("duties", dataset.duties)
    for position, (title, duties) in enumerate(duty_groups(dataset).items(), 1):
        texts |= duty_counts(f"duties.g{position}", duties) | {f"duties.g{position}.title": group_title(title)}
    return texts


def duty_counts(prefix: str, duties: Iterable[DutyResult]) -> dict[str, str]:
    counts = Counter(duty_state(duty) for duty in duties)
    texts = {f"{prefix}.{state}": number(counts[state]) for state in DUTY_WORDS}
    left = sum(counts[state] for state in DUTY_WORDS if state not in SETTLED)
    return texts | {f"{prefix}.total": number(counts.total()), f"{prefix}.left": number(left)}


def cell_fields(dataset: Dataset) -> dict[str, str]:
    """How much of the form is filled in, over all agencies of the report's year."""
    lines = submissions_of_year(dataset, dataset.year)
    return {
        "figures.required": number(sum(line.required_cells for line in lines)),
        "figures.filled": number(sum(line.filled_cells for line in lines)),
    }


def voice_fields(dataset: Dataset) -> dict[str, str]:
    """How much the agencies explained and raised."""
    asked = Counter(line.asks for line in dataset.obstacles)
    states = Counter(line.state for line in dataset.obstacles)
    entries = Counter(line.entry for line in dataset.explanations)
    without = entries[Entry.MISSING]
    return {
        "obstacles.total": number(len(dataset.obstacles)),
        **{f"obstacles.{decider}": number(asked[decider]) for decider in Decider.values},
        **{f"obstacles.{state}": number(states[state]) for state in ObstacleState.values},
        "explanations.total": number(len(dataset.explanations)),
        "explanations.missing": number(without),
        "explanations.given": number(len(dataset.explanations) - without),
        "explanations.agencies": number(len({line.agency_code for line in dataset.explanations})),
    }
