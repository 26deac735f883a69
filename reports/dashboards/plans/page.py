"""The page of one plan: what it promises and where each promise stands, who has which duty, when it wants reports."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.safestring import SafeString

from agencies import clock
from agencies.models import AgencyKind
from reports.dashboards.filters import Chosen, view_filter
from reports.filter_links import FilterBar
from reports.models import ActualSource, IndicatorValue, Progress, ReportingPeriod
from reports.progress.milestones import MilestoneStanding
from reports.progress.milestones import milestone_standings as milestone_standings
from reports.wording import sentences, terms
from reports.wording.formats import (
    NOT_KNOWN,
    date_vi,
    days_left_vi,
    deadline_vi,
    signed_number,
    status_label,
    status_short,
)
from reports.wording.later import waiting_label, waiting_sentence
from reports.wording.paces import off_path, part_text, single_things
from reports.wording.provenance import kind_words, note_letter, source_text
from reports.wording.standing import Standing, standing_of
from reports.wording.uncertain import is_finer_than_known
from targets.calculations.uncertainty import DISPLAY_ORDER
from targets.models import Basis, Duty, DutyParty, Frequency, PartyRole, Plan, Target
from targets.models.target import MILESTONE


@dataclass(frozen=True)
class TargetRow:
    """One promise and its standing, finished texts."""

    name: str
    url: str
    promise: str
    value: str
    value_note: str
    letter: str
    illustrative: bool
    status: str
    label: str
    flag: str
    sentence: SafeString
    gap: str
    citation: str
    note: str
    lineage_url: str


@dataclass(frozen=True)
class TargetGroup:
    title: str
    rows: list[TargetRow]


@dataclass(frozen=True)
class PlanMilestones:
    title: str
    url: str
    sentence: str
    lines: list[MilestoneStanding]


@dataclass(frozen=True)
class PlanDutyLine:
    number: str
    title: str
    lead: str
    cooperating: str
    citation: str


@dataclass(frozen=True)
class SourceNote:
    letter: str
    text: str
    illustrative: bool


@dataclass(frozen=True)
class PlanPage:
    """Everything the page shows."""

    plan: Plan
    title: str
    context: str
    crumbs: list[dict[str, str]]
    filters: list[FilterBar]
    lede: SafeString
    reporting: str
    reporting_citation: str
    groups: list[TargetGroup]
    milestones: list[PlanMilestones]
    notes: list[SourceNote]
    tasks: list[tuple[str, str, str]]
    duties: list[PlanDutyLine]
    corrections: list[str]
    illustrative: bool


def plan_page(plan: Plan, chosen: Chosen) -> PlanPage:
    """Eight queries, whatever the plan holds."""
    today = clock.today()
    targets = list(
        plan.targets.select_related("indicator", "plan")
        .prefetch_related("milestones__judgements")
        .order_by("year", "indicator__position", "basis")
    )
    rows = plan_standings(targets, chosen, today.year)
    values = values_behind(rows.values(), chosen)
    notes = letters_of(rows, values)
    numeric = [target for target in targets if target.comparator != MILESTONE]
    years = sorted({target.year for target in numeric})
    return PlanPage(
        plan=plan,
        title=plan.title,
        context=f"{plan.number} ngày {date_vi(plan.issued_on)} · {plan.issuer} · người ký {plan.signer}"
        + (f" · của {plan.locality}" if plan.locality.valid_to else ""),
        crumbs=[
            {"label": "Tổng quan", "url": reverse("standing")},
            {"label": "Kế hoạch", "url": reverse("plan-list")},
            {"label": plan.code, "url": ""},
        ],
        filters=[view_filter(chosen)] if chosen.unaccepted else [],
        lede=terms.sentence_html(plan_first_sentence(numeric, rows, today)),
        reporting=reporting_text(plan, today),
        reporting_citation=plan.report_citation,
        groups=[
            TargetGroup(
                f"Năm {year}", [target_row(one, rows, values, notes, chosen) for one in numeric if one.year == year]
            )
            for year in years
        ],
        milestones=[milestone_group(target, rows.get(target.pk)) for target in targets if target not in numeric],
        notes=list({note.letter: note for note in notes.values()}.values()),
        tasks=list(plan.task_groups.values_list("number", "title", "citation")),
        duties=duty_lines(plan),
        corrections=list(plan.corrections),
        illustrative=any(row.illustrative for row in rows.values()),
    )


def plan_standings(targets: Sequence[Target], chosen: Chosen, year: int) -> dict[int, Standing]:
    known = {target.pk: target for target in targets}
    rows = Progress.objects.filter(target__in=known, view=chosen.view, year=year)
    return {row.target_id: standing_of(row, known[row.target_id]) for row in rows}


def values_behind(rows: Sequence[Standing], chosen: Chosen) -> dict[tuple[int, int], IndicatorValue]:
    """The values that the standings rest on, with their publications."""
    wanted = {(row.target.indicator_id, row.actual_year) for row in rows if row.actual_year is not None}
    found = IndicatorValue.objects.filter(
        locality=chosen.locality,
        view=chosen.view,
        indicator_id__in={pk for pk, _ in wanted},
        year__in={year for _, year in wanted},
    ).select_related("official")
    # Indicators and years were asked for apart: here those pairs stay that belong together.
    return {(one.indicator_id, one.year): one for one in found if (one.indicator_id, one.year) in wanted}


def letters_of(
    rows: dict[int, Standing], values: dict[tuple[int, int], IndicatorValue]
) -> dict[tuple[int, int | None], SourceNote]:
    """(indicator, year) -> the note on where its value comes from; the same source has the same letter."""
    by_text: dict[str, SourceNote] = {}
    found: dict[tuple[int, int | None], SourceNote] = {}
    for row in rows.values():
        value = values.get((row.target.indicator_id, row.actual_year or 0))
        # An average rests on several years, which its own note names.
        if value is None or row.target.basis == Basis.AVERAGE:
            continue
        text = source_text(value)
        if text not in by_text:
            by_text[text] = SourceNote(note_letter(len(by_text)), text, row.illustrative)
        found[row.target.indicator_id, row.actual_year] = by_text[text]
    return found


def plan_first_sentence(targets: Sequence[Target], rows: dict[int, Standing], today: date) -> str:
    """How the promises of the plan's next milestone stand, counted per status."""
    ahead = [target.year for target in targets if target.year >= today.year]
    year = min(ahead, default=max((target.year for target in targets), default=None))
    counts: dict[str, int] = {}
    for target in targets:
        row = rows.get(target.pk)
        if row is not None and target.year == year:
            counts[row.display_status] = counts.get(row.display_status, 0) + 1
    if not counts:
        return "Chưa tính được mục tiêu nào của kế hoạch này."
    told = ", ".join(f"{counts[status]} {status_short(status)}" for status in DISPLAY_ORDER if status in counts)
    return f"**{sum(counts.values())} mục tiêu bằng số của năm {year}**: {told}."


def reporting_text(plan: Plan, today: date) -> str:
    """When the plan wants reports, and the next deadline in words."""
    if plan.frequency == Frequency.NONE or plan.report_first_year is None:
        return "Kế hoạch không ấn định ngày báo cáo."
    to = f", gửi {plan.recipient.short_name}" if plan.recipient else ""
    last = plan.report_last_year or plan.last_year
    span = f"năm {last}" if plan.report_first_year == last else f"hằng năm từ {plan.report_first_year} đến {last}"
    next_year = " năm sau" if plan.due_next_year else ""
    text = f"Báo cáo {span}, trước ngày {plan.due_day}/{plan.due_month}{next_year}{to}."
    for interim in plan.interims:
        due = plan.due_date(today.year, interim)
        name = plan.round_name(today.year, interim).removesuffix(f" {today.year}")
        text += f" Báo cáo {name} trước ngày {due.day}/{due.month}."
    due = next_due(plan, today)
    if due is None:
        return f"{text} Các kỳ đã hết."
    return f"{text} Hạn tới: {deadline_vi(due)}, {days_left_vi(due, today)}."


def next_due(plan: Plan, today: date) -> date | None:
    """The first day that is late of the next report; an opened round knows it best."""
    period = (
        ReportingPeriod.objects.filter(plan=plan, due_at__gt=clock.now(), closed_at=None).order_by("due_at").first()
    )
    if period is not None:
        # The round knows what the plan's dates do not: a weekend that was moved, a day that staff set.
        return date.fromordinal(period.last_day.toordinal() + 1)
    for year in (today.year, today.year + 1):
        if plan.asks_for_report(year):
            days = [plan.due_date(year, interim) for interim in (*plan.interims, 0)]
            # These are the first days that are late: on one of them the report of that round is late already.
            ahead = [day for day in days if day is not None and day > today]
            if ahead:
                return min(ahead)
    return None


def target_row(
    target: Target,
    rows: dict[int, Standing],
    values: dict[tuple[int, int], IndicatorValue],
    notes: dict[tuple[int, int | None], SourceNote],
    chosen: Chosen,
) -> TargetRow:
    row, indicator = rows.get(target.pk), target.indicator
    actual = row.actual if row is not None else None
    place = (target.indicator_id, row.actual_year if row is not None else None)
    over_years = target.basis == Basis.AVERAGE and actual is not None
    value = None if over_years else values.get((place[0], place[1] or 0))
    note = None if over_years else notes.get(place)
    waiting = waiting_label(row) if row is not None else ""
    return TargetRow(
        name=indicator.short_name,
        url=reverse("indicator", args=[indicator.code]) + query_of(chosen),
        promise=terms.promise_text(target) + yearly(target),
        value=NOT_KNOWN if actual is None else reached_text(row),
        value_note=average_note(row) if over_years else "" if value is None else f"{value.year}, {kind_words(value)}",
        letter=note.letter if note is not None else "",
        illustrative=row is not None and row.illustrative,
        status="" if row is None or waiting else row.display_status,
        label=waiting or ("Để tham khảo" if row is None else status_label(row.display_status, row.final)),
        flag="" if row is None or waiting else sentences.flag_words(row),
        sentence=terms.sentence_html(target_sentence(row, waiting)),
        gap=path_gap_text(None if waiting else row),
        citation=target.citation,
        note=target.note,
        lineage_url="" if row is None else reverse("lineage", args=[row.pk]),
    )


def reached_text(row: Standing) -> str:
    """The number that a target is held against; of a change how far it has come since its base year."""
    if row.target.basis == Basis.CHANGE:
        return terms.value_said(row)
    return terms.figure_text(row.actual, row.target.indicator, row.target.low, row.half_width)


def average_note(row: Standing) -> str:
    """What an average was made of: "bình quân 2021–2024, công bố"."""
    source = ActualSource(row.actual_source).label if row.actual_source else ""
    return ", ".join(part for part in (f"bình quân {row.target.from_year}–{row.actual_year}", source) if part)


def target_sentence(row: Standing | None, waiting: str) -> str:
    if row is None:
        return ""
    return waiting_sentence(row) if waiting else sentences.standing_sentence(row)


def yearly(target: Target) -> str:
    """The years of a promise that is not for a single year."""
    span = f"{target.from_year}–{target.year}"
    return {
        Basis.YEAR: "",
        Basis.CUMULATIVE: f" cộng {span}",
        Basis.EVERY_YEAR: f" mỗi năm {span}",
        Basis.AVERAGE: f" bình quân mỗi năm {span}",
        Basis.CHANGE: "",
    }[Basis(target.basis)]


def path_gap_text(row: Standing | None) -> str:
    """Distance to the path of the figure's own year, with its sign."""
    if row is None or row.gap is None:
        return NOT_KNOWN
    if single_things(row):
        return f"{'+' if off_path(row) > 0 else ''}{part_text(off_path(row))}"
    decimals = terms.step_decimals(row.gap, row.measure)
    rough = "≈ " if is_finer_than_known(row.half_width, decimals) else ""
    return f"{rough}{signed_number(off_path(row), decimals)}"


def query_of(chosen: Chosen) -> str:
    _, mark, query = chosen.address().partition("?")
    return f"{mark}{query}"


def milestone_group(target: Target, row: Standing | None) -> PlanMilestones:
    return PlanMilestones(
        title=f"{target.indicator.short_name}, năm {target.year}",
        url=reverse("indicator", args=[target.indicator.code]),
        sentence=f"{sentences.standing_sentence(row)}." if row is not None else "",
        lines=milestone_standings(target),
    )


def duty_lines(plan: Plan) -> list[PlanDutyLine]:
    """Duties in the order of the document, with who leads and who cooperates."""
    parties = Prefetch("parties", DutyParty.objects.select_related("agency").order_by("role", "pk"))
    return [
        duty_line(duty)
        for duty in Duty.objects.current().filter(plan=plan).prefetch_related(parties).order_by("position")
    ]


def duty_line(duty: Duty) -> PlanDutyLine:
    names: dict[str, list[str]] = {PartyRole.LEAD: [], PartyRole.COOPERATING: []}
    for party in duty.parties.all():
        names[party.role].append(party_name(party))
    return PlanDutyLine(
        number=duty.number,
        title=duty.title,
        lead=", ".join(names[PartyRole.LEAD]) or NOT_KNOWN,
        cooperating=", ".join(names[PartyRole.COOPERATING]) or NOT_KNOWN,
        citation=duty.citation,
    )


def party_name(party: DutyParty) -> str:
    """An agency by name; a whole kind as "các quận, huyện, thị xã"."""
    if party.agency is not None:
        return party.agency.short_name
    return f"các {terms.first_letter_lower(AgencyKind(party.kind).label)}"
