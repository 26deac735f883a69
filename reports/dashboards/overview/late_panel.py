"""The indicators furthest behind: since when, how much more it takes in people or schools, whose figures they rest on.

And what nobody can tell apart, with both words. Who carries an indicator by duty is nowhere on record, so the panel
says who reports it and what they say of their own figures; nothing here is guessed.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import ROUND_UP

from django.utils.safestring import SafeString

from agencies import clock
from agencies.models import AgencyKind, Coordination
from agencies.reorganisations.uniting import one_place_on
from reports.dashboards.overview.explanations import Explanation, explanations_of
from reports.dashboards.overview.first_sentence import BEHIND
from reports.dashboards.overview.headlines import OverviewData, headline_url
from reports.models import IndicatorValue, Progress
from reports.wording import sentences, terms
from reports.wording.formats import number, status_label, status_short
from reports.wording.paces import needed_step, one_year_left, roughly, single_things
from reports.wording.standing import Standing
from reports.wording.uncertain import possible_ways, why_undetermined
from targets.calculations.numbers.precision import exact
from targets.calculations.uncertainty import DISPLAY_ORDER, UNDETERMINED
from targets.models import Basis, Formula, IndicatorInput, Side, Target

FURTHEST = 5


@dataclass(frozen=True)
class LateLine:
    """One indicator behind; `need` in people or schools where that is known, else in points, `points` beneath it."""

    name: str
    url: str
    status: str
    label: str
    late: str
    since: str
    value: str
    need: str
    points: str
    so_far: str
    who: str
    explanations: list[Explanation]
    plans: str
    illustrative: bool


@dataclass(frozen=True)
class OpenLine:
    """One indicator whose verdict a source leaves open; `ways`: (status, word) of each that it may deserve."""

    name: str
    url: str
    ways: list[tuple[str, str]]
    why: str
    sentence: SafeString
    plans: str
    illustrative: bool


@dataclass(frozen=True)
class LatePanel:
    """`need_title`: "Năm 2025 cần thêm" where all that is needed falls into one year.

    `explained`: whether the reader may see what agencies say of their figures.
    """

    need_title: str
    lines: list[LateLine]
    open: list[OpenLine]
    explained: bool


@dataclass(frozen=True)
class Reporting:
    """Who reports an indicator, and in what its numerator is counted."""

    unit: str
    kinds: frozenset[str]
    coordinator_only: bool


def severity(row: Standing) -> tuple[int, object]:
    """Worst first: by status, then by how little of the planned pace was kept."""
    # Without a ratio (no way was left to go) it is taken as a standstill.
    return DISPLAY_ORDER.index(row.display_status), row.ratio if row.ratio is not None else 0


def late_panel(ground: OverviewData) -> LatePanel:
    """The five furthest behind and what is open, each once; five queries."""
    late, still_open = furthest(ground), undetermined(ground)
    reporting = reporting_of({group[0].target.indicator_id for group in late})
    since = years_behind([group[0] for group in late], ground)
    said = explanations_of(ground, [group[0] for group in late])
    coordinator = coordinator_name(ground) if any(one.coordinator_only for one in reporting.values()) else ""
    due = {group[0].target.year for group in late if one_year_left(group[0])}
    # Where something has to become less, each line says which way it goes.
    falling = any((group[0].required_per_year or 0) < 0 for group in late)
    word = "cần" if falling else "cần thêm"
    one_year = len(due) == 1 and all(one_year_left(group[0]) for group in late)
    return LatePanel(
        need_title=f"Năm {due.pop()} {word}" if one_year else terms.sentence_case(word),
        lines=[
            replace(
                late_line(
                    ground, group, reporting[group[0].target.indicator_id], since, coordinator, one_year, falling
                ),
                explanations=said.get(group[0].target.indicator_id, []),
            )
            for group in late
        ],
        open=[open_line(ground, group) for group in still_open],
        # What bodies say of their figures is for those who may read the reports (ADR 0021).
        explained=ground.chosen.unaccepted,
    )


def furthest(ground: OverviewData) -> list[list[Standing]]:
    """The five indicators furthest behind with all their late targets; dates already past come after."""
    rows = [row for row in ground.rows.values() if row.display_status in BEHIND]
    ahead = [row for row in rows if row.target.year >= ground.chosen.year] or rows
    worst: dict[int, list[Standing]] = {}
    for row in sorted(ahead, key=severity):
        # Walked worst first: an indicator's first target stands for it.
        worst.setdefault(row.target.indicator_id, []).append(row)
    return list(worst.values())[:FURTHEST]


def undetermined(ground: OverviewData) -> list[list[Standing]]:
    """What rounding or a second source would turn, each indicator once with the targets that are open."""
    groups: dict[int, list[Standing]] = {}
    for row in ground.rows.values():
        if row.display_status == UNDETERMINED and row.target.year >= ground.chosen.year:
            groups.setdefault(row.target.indicator_id, []).append(row)
    firsts = [sorted(group, key=lambda row: row.target.year) for group in groups.values()]
    return sorted(firsts, key=lambda group: group[0].target.indicator.position)


def reporting_of(indicators: Iterable[int]) -> dict[int, Reporting]:
    rows = IndicatorInput.objects.filter(indicator__in=indicators).select_related("element")
    found: dict[int, Reporting] = {pk: Reporting("", frozenset(), False) for pk in indicators}
    for row in rows.prefetch_related("element__kinds").order_by("side", "pk"):
        before = found[row.indicator_id]
        kinds = before.kinds | {one.kind for one in row.element.kinds.all()}
        unit = row.element.unit if row.side == Side.NUMERATOR else before.unit
        found[row.indicator_id] = Reporting(unit, kinds, before.coordinator_only or row.element.coordinator_only)
    return found


def coordinator_name(ground: OverviewData) -> str:
    today = clock.today()
    found = Coordination.objects.filter(locality__in=one_place_on(ground.chosen.locality, today)).in_force(today)
    row = found.select_related("agency").first()
    return row.agency.short_name if row is not None else ""


def years_behind(rows: Sequence[Standing], ground: OverviewData) -> dict[int, int]:
    """Target -> the first year of the run of years at whose end it was behind."""
    wanted = [target_key(row) for row in rows]
    stored = Progress.objects.filter(target__in=wanted, view=ground.chosen.view, year__lte=ground.chosen.year)
    behind: dict[int, set[int]] = {}
    for target, year, status in stored.values_list("target_id", "year", "display_status"):
        if status in BEHIND:
            behind.setdefault(target, set()).add(year)
    first = {}
    for target, years in behind.items():
        year = ground.chosen.year
        # Only the unbroken run: a plan that was on its way in between has been late since the year after that.
        while year - 1 in years:
            year -= 1
        first[target] = year
    return first


def target_key(row: Standing) -> int:
    target = row.target
    return target.pk if isinstance(target, Target) else 0


def late_line(
    ground: OverviewData,
    rows: Sequence[Standing],
    reporting: Reporting,
    since: dict[int, int],
    coordinator: str,
    one_year: bool,
    falling: bool,
) -> LateLine:
    row = rows[0]
    target, indicator = row.target, row.target.indicator
    need, points = need_of(ground, row, reporting, falling)
    when = "" if one_year else f" trong năm {target.year}" if one_year_left(row) else " mỗi năm"
    first = since.get(target_key(row))
    return LateLine(
        name=indicator.short_name,
        url=headline_url(ground.chosen, target),
        status=row.display_status,
        label=status_label(row.display_status, row.final),
        late=sentences.short_words(row) or status_label(row.display_status, row.final),
        since=f"từ năm {first}" if first is not None else "",
        value=f"{terms.value_said(row)}; mốc {target.year}: {terms.promise_text(target, line=False)}",
        need=f"{need}{when}" if need else "",
        points=points,
        so_far=so_far(row),
        who=who_reports(row, reporting, coordinator),
        explanations=[],
        plans=", ".join(dict.fromkeys(one.target.plan.code for one in rows)),
        illustrative=row.illustrative,
    )


@exact
def need_of(ground: OverviewData, row: Standing, reporting: Reporting, falling: bool = False) -> tuple[str, str]:
    """("2.050 người", "4,8 điểm %"): how many more at today's size of the whole, where agencies reported it.

    `falling`: whether the column holds something that has to become less, so that each need says which way it goes.
    """
    if not row.required_per_year:
        return "", ""
    indicator = row.target.indicator
    step = needed_step(row)
    if not falling:
        step = step.removeprefix("tăng ").removeprefix("thêm ")
    value = ground.values.get((indicator.pk, row.actual_year or 0))
    if indicator.formula != Formula.RATIO or not counts_people(value, row):
        return step, ""
    # Upwards: of a part of a person the whole one is needed.
    more = (row.required_per_year * value.denominator / 100).to_integral_value(ROUND_UP)
    part = "" if row.units_reporting == row.units_expected else f" ở {row.units_reporting}/{row.units_expected} đơn vị"
    word = ("bớt " if row.required_per_year < 0 else "thêm ") if falling else ""
    return f"{word}{number(abs(more))} {reporting.unit}{part}", step


def counts_people(value: IndicatorValue | None, row: Standing) -> bool:
    """Whether the standing rests on what agencies reported, so that a point is so many people."""
    # Of a published standing `units_expected` is 0, though the row of its value may know the roll-up beside it.
    return value is not None and bool(value.denominator) and row.units_expected > 0 and row.target.basis == Basis.YEAR


def so_far(row: Standing) -> str:
    got = row.achieved_per_year
    if got is None:
        return ""
    if got == 0:
        return "đến nay chưa thay đổi"
    size = terms.step_text(got, row.measure)
    return f"đến nay mỗi năm {'' if single_things(row) else roughly(row, got)}{terms.change_verb(got)} {size}"


def who_reports(row: Standing, reporting: Reporting, coordinator: str) -> str:
    if reporting.coordinator_only and coordinator:
        return coordinator
    labels = [terms.first_letter_lower(kind.label) for kind in AgencyKind if kind in reporting.kinds]
    if not labels or not row.units_expected:
        return "số đã công bố"
    return f"{number(row.units_expected)} {labels[0]}" if len(labels) == 1 else f"{number(row.units_expected)} đơn vị"


def open_line(ground: OverviewData, rows: Sequence[Standing]) -> OpenLine:
    row = rows[0]
    return OpenLine(
        name=row.target.indicator.short_name,
        url=headline_url(ground.chosen, row.target),
        ways=[(str(status), terms.sentence_case(status_short(status))) for status in possible_ways(row)],
        why=terms.sentence_case(f"{why_undetermined(row)}."),
        sentence=terms.sentence_html(f"{sentences.open_fact(row)}."),
        plans=", ".join(dict.fromkeys(one.target.plan.code for one in rows)),
        illustrative=row.illustrative,
    )
