"""All indicators of a locality with their latest value and standing, found by name with or without marks."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.urls import reverse

from agencies import clock
from agencies.vietnamese_text import search_key
from reports.dashboards.filters import Chosen, place_bar
from reports.dashboards.plans.page import query_of
from reports.dashboards.series import lead_target
from reports.filter_links import FilterBar
from reports.models import ActualSource, IndicatorValue, Progress
from reports.wording import sentences, terms
from reports.wording.formats import NOT_KNOWN, number, status_label
from reports.wording.provenance import kind_words
from reports.wording.standing import Standing, standing_of
from targets.models import Formula, Indicator, Target


@dataclass(frozen=True)
class IndicatorRow:
    name: str
    url: str
    unit: str
    value: str
    value_note: str
    illustrative: bool
    promise: str
    plans: str
    status: str
    label: str
    short: str


@dataclass(frozen=True)
class IndicatorGroup:
    title: str
    rows: list[IndicatorRow]


@dataclass(frozen=True)
class IndicatorList:
    title: str
    filters: list[FilterBar]
    sought: str
    count: str
    groups: list[IndicatorGroup]


def indicators_known(chosen: Chosen, query: Mapping[str, str]) -> IndicatorList:
    """Indicators with a target or a figure in the locality; four queries."""
    # No name is longer, and an address may be of any length.
    sought = " ".join(query.get("q", "").split())[:100]
    found = Indicator.objects.filter(search_key__contains=search_key(sought)) if sought else Indicator.objects.all()
    targets: dict[int, list[Target]] = {}
    for target in Target.objects.filter(plan__locality=chosen.locality).select_related("plan", "indicator"):
        targets.setdefault(target.indicator_id, []).append(target)
    latest = latest_values(chosen)
    year = clock.today().year
    leads = {pk: lead_target(mine, year) for pk, mine in targets.items()}
    rows = Progress.objects.filter(target__in=[one for one in leads.values() if one], view=chosen.view, year=year)
    led = {lead.pk: lead for lead in leads.values() if lead}
    standings = {row.target_id: standing_of(row, led[row.target_id]) for row in rows}
    groups: dict[str, list[IndicatorRow]] = {"number": [], "text": [], "published": []}
    for indicator in found.order_by("position"):
        lead = leads.get(indicator.pk)
        if lead is None and indicator.pk not in latest:
            continue
        kind = "text" if indicator.formula == Formula.QUALITATIVE else "number" if lead is not None else "published"
        row = standings.get(lead.pk) if lead is not None else None
        groups[kind].append(indicator_row(indicator, targets.get(indicator.pk, []), lead, row, latest, chosen))
    titles = {"number": "Có mục tiêu bằng số", "text": "Mục tiêu định tính", "published": "Chỉ có số công bố"}
    shown = [IndicatorGroup(title, groups[kind]) for kind, title in titles.items() if groups[kind]]
    total = sum(len(group.rows) for group in shown)
    return IndicatorList(
        title=f"Chỉ tiêu của {chosen.locality.short_name}",
        filters=place_bar(chosen),
        sought=sought,
        count=f"{number(total)} chỉ tiêu" if total else "",
        groups=shown,
    )


def latest_values(chosen: Chosen) -> dict[int, IndicatorValue]:
    """The latest value of each indicator."""
    rows = IndicatorValue.objects.filter(locality=chosen.locality, view=chosen.view, value__isnull=False)
    # In order of years: of each indicator the last value stays.
    return {row.indicator_id: row for row in rows.order_by("year")}


def indicator_row(
    indicator: Indicator,
    targets: list[Target],
    lead: Target | None,
    row: Standing | None,
    latest: dict[int, IndicatorValue],
    chosen: Chosen,
) -> IndicatorRow:
    value = latest.get(indicator.pk)
    return IndicatorRow(
        name=indicator.name,
        url=reverse("indicator", args=[indicator.code]) + query_of(chosen),
        unit=indicator.unit,
        value=NOT_KNOWN if value is None else terms.counted_value(value, indicator),
        value_note="" if value is None else f"{value.year}, {kind_words(value)}",
        illustrative=value is not None and value.illustrative and value.source == ActualSource.ROLLUP,
        promise="" if lead is None else f"{terms.promise_text(lead)} ({lead.year})",
        plans=", ".join(dict.fromkeys(target.plan.code for target in targets)),
        status="" if row is None else row.display_status,
        label="" if row is None else status_label(row.display_status, row.final),
        short="" if row is None else sentences.short_words(row),
    )
