"""What the overview is made from, and its headline indicators on their way to the next milestone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.urls import reverse
from django.utils.safestring import SafeString

from reports.charts.bullet import Bullet, bullet
from reports.dashboards.filters import Chosen
from reports.dashboards.series import lead_target
from reports.models import ActualSource, FigureKind, IndicatorValue, View
from reports.wording import sentences, terms
from reports.wording.formats import number, status_label
from reports.wording.standing import Standing
from targets.models import Target
from targets.models.target import MILESTONE
from targets.target_bounds import bounds_of


@dataclass(frozen=True)
class OverviewData:
    """What the page is made from: targets with plan and indicator loaded, standings of the chosen year by target."""

    chosen: Chosen
    targets: Sequence[Target]
    rows: Mapping[int, Standing]
    values: Mapping[tuple[int, int], IndicatorValue]
    today: date

    def row(self, target: Target) -> Standing | None:
        return self.rows.get(target.pk)


@dataclass(frozen=True)
class Headline:
    """One headline indicator on its way to the next milestone."""

    name: str
    url: str
    value: str
    note: str
    illustrative: bool
    chart: SafeString
    status: str
    label: str
    short: str


@dataclass(frozen=True)
class Headlines:
    """`year` is the milestone year that all rows share, else empty."""

    rows: list[Headline]
    note: str
    year: str


def headline_url(chosen: Chosen, target: Target) -> str:
    # Without the year: the indicator's page shows all of them.
    url = reverse("indicator", args=[target.indicator.code])
    query = [f"locality={chosen.locality.key}"] if len(chosen.localities) > 1 else []
    query += [f"view={View.PROVISIONAL}"] if chosen.view == View.PROVISIONAL else []
    return f"{url}?{'&'.join(query)}" if query else url


def leading_targets(ground: OverviewData) -> list[Target]:
    """One target per indicator, in the catalogue's order: that which stands for it in the chosen year."""
    groups: dict[int, list[Target]] = {}
    for target in ground.targets:
        if target.comparator != MILESTONE:
            groups.setdefault(target.indicator_id, []).append(target)
    found = [lead_target(group, ground.chosen.year) for group in groups.values()]
    return sorted((one for one in found if one is not None), key=lambda one: one.indicator.position)


def headlines(ground: OverviewData) -> Headlines:
    """Headline indicators of the chosen plans; of a plan without any, all of its indicators."""
    found = [target for target in leading_targets(ground) if ground.row(target) is not None]
    main = [target for target in found if target.indicator.headline] or found
    years = {target.year for target in main}
    codes = sorted({target.plan.code for target in main})
    return Headlines(
        rows=[headline(ground, target, dated=len(years) > 1) for target in main],
        note=f"so với mốc tiếp theo của {', '.join(codes)}" if codes else "",
        year=str(years.pop()) if len(years) == 1 else "",
    )


def headline(ground: OverviewData, target: Target, dated: bool) -> Headline:
    row = ground.rows[target.pk]
    indicator = target.indicator
    label, short = status_label(row.display_status, row.final), sentences.short_words(row)
    words = sentences.flag_words(row)
    return Headline(
        name=indicator.short_name,
        url=headline_url(ground.chosen, target),
        value=terms.value_said(row) if row.measure.is_percentage else headline_value_text(row),
        note=value_note(ground, row),
        illustrative=row.illustrative,
        chart=bullet(bullet_of(row, dated)),
        status=row.display_status,
        label=label,
        short=" · ".join(part for part in (short, words) if part),
    )


def headline_value_text(row: Standing) -> str:
    return terms.figure_text(row.actual, row.measure, half_width=row.half_width)


def value_note(ground: OverviewData, row: Standing) -> str:
    """The year of a value and what makes it less than final: "2023", "2024, một phần năm", "2023, 27/30 đơn vị"."""
    if row.actual_year is None:
        return ""
    value = ground.values.get((row.target.indicator_id, row.actual_year))
    notes = [str(row.actual_year)]
    if value is not None and value.kind in (FigureKind.ESTIMATE, FigureKind.PROVISIONAL):
        notes.append(FigureKind(value.kind).label)
    elif row.actual_source == ActualSource.ROLLUP and row.units_reporting < row.units_expected:
        notes.append(f"{number(row.units_reporting)}/{number(row.units_expected)} đơn vị")
    return ", ".join(notes)


def bullet_of(row: Standing, dated: bool) -> Bullet:
    """The journey from base to promise, `dated` with its year; bands have no journey and are drawn by their side."""
    target, limits = row.target, bounds_of(row.target)
    # The end of a range that does not decide; nothing where both ends are one number.
    other = {target.low, target.high} - {None, limits.path_target}
    base = None if limits.two_sided else row.base
    promised = terms.promise_text(target, unit=target.indicator.is_percentage)
    return Bullet(
        sentence=f"{target.indicator.short_name}: {terms.sentence_text(sentences.standing_sentence(row))}",
        status=row.display_status,
        baseline=base,
        target=limits.path_target,
        value=row.actual,
        range_end=next(iter(other), None),
        expected_now=row.expected_value,
        # One mark for both where they fall together.
        expected_end_of_year=row.expected_end if row.expected_end != row.expected_value else None,
        rising=limits.sign >= 0,
        baseline_text="" if base is None else terms.figure_text(base, row.measure),
        target_text=f"{promised} ({target.year})" if dated else promised,
    )
