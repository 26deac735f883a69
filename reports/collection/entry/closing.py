"""A year cut in two: which part of it a form is on, and what the bodies before reported of theirs, beside each cell.

And which closing reports nobody waits for any more, because an heir reports the whole year.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from agencies.models import Agency
from reports.models import Entry, Figure, State, Submission
from reports.wording.formats import date_vi, number
from targets.calculations.numbers.precision import without_trailing_zeros

AS_SENT = (State.SUBMITTED, State.ACCEPTED)


@dataclass(frozen=True)
class YearPart:
    """`says` which days the flows of a form are on, "" for the whole year; `before` by element, in words.

    `offers` what else its reporter may say of her flows, "" where there is nothing to choose: that they are of the
    whole year ("whole"), or again of her own part ("part").
    """

    says: str
    before: Mapping[int, str]
    offers: str = ""


WHOLE_YEAR = YearPart("", {})


def part_of_year(form: Submission) -> YearPart:
    """No query but for the form of a body that began within the period; then three, however many cells."""
    agency, period = form.agency, form.period
    first = date_vi(period.data_from)
    if form.is_closing:
        last = date_vi(agency.valid_to)
        if form.covered_by:
            heir = form.covered_by.agency.name
            return YearPart(f"{heir} báo cáo số của cả năm, gồm cả phần đến hết {last}: biểu này không phải nộp.", {})
        return YearPart(f"Báo cáo kết thúc: số phát sinh từ {first} đến hết {last}, ngày cuối của {agency.name}.", {})
    begins = agency.valid_from
    # Who is there on the first day reports the whole of it: nothing was cut.
    if begins is None or not period.data_from < begins <= period.data_to:
        return WHOLE_YEAR
    ended = ended_before(form)
    if not ended:
        return WHOLE_YEAR
    closings = closing_reports(form, ended)
    names, day_before = ", ".join(one.short_name for one in ended), date_vi(begins - timedelta(days=1))
    if form.whole_year:
        says = f"Số phát sinh là của cả năm, từ {first}, gồm cả phần của {names}: không có báo cáo kết thúc."
        return YearPart(says, {}, offers="part")
    says = (
        f"Số phát sinh trong năm chỉ tính từ {date_vi(begins)}; từ {first} đến hết {day_before} ở báo cáo kết thúc của "
        f"{names}."
    )
    # Where a closing report has come, the heir's may not hold that part as well: it would count twice.
    came = any(one.state != State.DRAFT for one in closings)
    return YearPart(says, before_by_element(closings) if closings else {}, offers="" if came else "whole")


def ended_before(form: Submission) -> list[Agency]:
    """Who ended within the form's period and passed work to its body on the first day of this, by code."""
    passed = {"successions__successor": form.agency_id, "successions__on": form.agency.valid_from}
    rows = Agency.objects.closing_within(form.period.data_from, form.period.data_to).filter(**passed)
    return list(rows.order_by("code"))


def closing_reports(form: Submission, ended: list[Agency]) -> list[Submission]:
    """The closing reports of these bodies in the same period, in their order."""
    rows = Submission.objects.filter(period=form.period_id, agency__in=ended).select_related("agency")
    found = list(rows.order_by("agency__code"))
    # One query less for each: they are of the same period.
    for one in found:
        one.period = form.period
    return found


def before_by_element(closings: list[Submission]) -> dict[int, str]:
    """ "Ba Đình 4.312 · Hoàn Kiếm chưa nộp" by element: what was accepted, else what was sent."""
    names = {one.agency_id: one.agency.short_name for one in closings}
    sent = {one.agency_id for one in closings if one.state in AS_SENT}
    figures = Figure.every.filter(agency__in=names, year=closings[0].period.year, interim=closings[0].period.interim)
    words: dict[int, dict[int, str]] = defaultdict(dict)
    for figure in figures.order_by().only("element", "agency", "entry", "value", "accepted_entry", "accepted_value"):
        words[figure.element_id][figure.agency_id] = said_of(figure, sent=figure.agency_id in sent)
    return {
        # A body with no figure for the element has sent nothing of it.
        element: " · ".join(f"{name} {said.get(agency, NOT_SENT)}" for agency, name in names.items())
        for element, said in words.items()
    }


NOT_SENT = "chưa nộp"


def said_of(figure: Figure, *, sent: bool) -> str:
    # What was accepted stands even while its report is open again (ADR 0004).
    entry, value = figure.accepted_entry, figure.accepted_value
    if not entry:
        if not sent:
            return NOT_SENT
        entry, value = figure.entry, figure.value
    if entry == Entry.NUMBER and value is not None:
        return number(without_trailing_zeros(value))
    return Entry(entry).label.lower()


def cover_closings(closings: Iterable[Submission]) -> None:
    """Note of closing reports which heir's report of the whole year is in place of each, if any; two queries each."""
    for one in closings:
        heirs = Submission.objects.filter(
            # By year and not by plan: a figure is entered once, so an heir's word in any of its forms covers this part.
            agency__inheritances__predecessor=one.agency_id,
            period__year=one.period.year,
            period__interim=one.period.interim,
            whole_year=True,
        )
        # Of an heir's reports for several plans the one for the same plan is its counterpart.
        found = heirs.filter(period=one.period_id).first() or heirs.order_by("pk").first()
        Submission.objects.filter(pk=one.pk).update(covered_by=found)


def cover_late(drafts: Iterable[Submission]) -> None:
    """The same of reports that are opened after an heir has said so; a query where one of them closes a year."""
    closings = [draft for draft in drafts if draft.is_closing]
    if not closings:
        return
    period = closings[0].period
    # Almost no year has such a report: one cheap question saves two for each closing.
    said = Submission.objects.filter(period__year=period.year, period__interim=period.interim, whole_year=True)
    if said.exists():
        cover_closings(closings)
