"""Published figures as their page lists them: each beside the roll-up of the same year, with the difference."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet

from agencies.access import Right
from agencies.models import Locality, User
from reports.filter_links import FilterBar, Pager, chosen, links, one_page
from reports.models import FigureKind, IndicatorValue, OfficialFigure, Precision, View
from reports.wording.formats import MINUS, NOT_KNOWN, date_vi, number, points, published_number, quantity, signed_number
from targets.models import Formula, Indicator

OFFICIAL_FIGURES_PER_PAGE = 50


@dataclass(frozen=True)
class OfficialFigureRow:
    """One published figure. `counts` says whether it is the one that progress rests on."""

    pk: int
    indicator: str
    code: str
    years: str
    value: str
    kind: str
    source: str
    published: str
    note: str
    rollup: str
    difference: str
    illustrative: bool
    counts: bool
    may_revise: bool


@dataclass(frozen=True)
class OfficialFigureList:
    title: str
    filters: list[FilterBar]
    indicators: list[tuple[str, str, bool]]
    hidden: list[tuple[str, str]]
    indicator: str
    rows: list[OfficialFigureRow]
    pager: Pager


def localities_to_enter(user: User) -> QuerySet[Locality]:
    """Where the user may enter published figures."""
    return Locality.objects.filter(pk__in=user.access.localities_with(Right.REVIEW)).present_first()


def official_figures_page(user: User, query: Mapping[str, str], *, path: str) -> OfficialFigureList:
    """The page of the list; locality and indicator come from the address. Few queries however many rows."""
    asked, rows = figures_asked_for(user, query)
    places, names, state = asked.places, asked.names, asked.state
    shown, pager = one_page(rows, OFFICIAL_FIGURES_PER_PAGE, query, path=path, state=state)
    title = next((name for code, name in names if code == state["indicator"]), "Số liệu công bố")
    return OfficialFigureList(
        title=title,
        filters=[links("Địa phương", "locality", places, path=path, state=state)] if len(places) > 1 else [],
        indicators=[(code, name, code == state["indicator"]) for code, name in names],
        hidden=[("locality", state["locality"])] if len(places) > 1 else [],
        indicator=state["indicator"],
        rows=beside_rollups(shown, user),
        pager=pager,
    )


@dataclass(frozen=True)
class Asked:
    """What can be chosen, code and name, and what an address has chosen of it."""

    places: list[tuple[str, str]]
    names: list[tuple[str, str]]
    state: dict[str, str]


def figures_asked_for(user: User, query: Mapping[str, str]) -> tuple[Asked, QuerySet[OfficialFigure]]:
    """The choice in an address, and the figures that it leaves, in the order of the page."""
    places = [(row.key, str(row)) for row in Locality.objects.filter(pk__in=user.access.locality_ids).present_first()]
    names = [(row.code, row.short_name) for row in Indicator.objects.exclude(formula=Formula.QUALITATIVE)]
    state = {
        "locality": chosen("locality", places, query),
        "indicator": chosen("indicator", [("", ""), *names], query),
    }
    rows = OfficialFigure.objects.visible_to(user).filter(locality__in=Locality.objects.keyed(state["locality"]))
    if state["indicator"]:
        rows = rows.filter(indicator__code=state["indicator"])
    rows = rows.select_related("indicator", "locality")
    ordered = rows.order_by("indicator__position", "indicator__code", "-year", "-published_on", "-pk")
    return Asked(places, names, state), ordered


def rollups_beside(figures: list[OfficialFigure]) -> dict[tuple[int, int, int], IndicatorValue]:
    """The accepted roll-ups of the figures' years by locality, indicator and year; one query."""
    values = IndicatorValue.objects.filter(
        locality__in={row.locality_id for row in figures},
        indicator__in={row.indicator_id for row in figures},
        view=View.ACCEPTED,
    )
    return {(value.locality_id, value.indicator_id, value.year): value for value in values}


def beside_rollups(figures: list[OfficialFigure], user: User) -> list[OfficialFigureRow]:
    """The figures of one page with the accepted roll-ups of their years; one query."""
    known = rollups_beside(figures)
    enters = user.access.localities_with(Right.REVIEW)
    return [
        official_figure_row(row, known.get((row.locality_id, row.indicator_id, row.year)), row.locality_id in enters)
        for row in figures
    ]


def official_figure_row(row: OfficialFigure, beside: IndicatorValue | None, may_revise: bool) -> OfficialFigureRow:
    # A figure over several years or one with a range has no single roll-up to stand against.
    one_year = row.from_year == row.year and row.value_high is None
    rollup = beside.rollup if beside is not None and one_year else None
    return OfficialFigureRow(
        pk=row.pk,
        indicator=row.indicator.short_name,
        code=row.indicator.code,
        years=f"{row.from_year}–{row.year}" if row.from_year < row.year else str(row.year),
        value=official_value_text(row),
        kind=f"{FigureKind(row.kind).label}{f', {row.period}' if row.period else ''}",
        source=row.source,
        published=publication_day(row),
        # What nobody has held against its source is shown, but never without saying so.
        note=row.note if row.verified else f"chưa đối chiếu nguồn. {row.note}".strip(),
        rollup=quantity(rollup, unit_of(row), row.indicator.decimals),
        difference=rollup_difference(row.value, rollup, row.indicator),
        illustrative=rollup is not None and beside is not None and beside.illustrative,
        counts=beside is not None and beside.official_id == row.pk,
        may_revise=may_revise,
    )


def unit_of(row: OfficialFigure) -> str:
    return "%" if row.indicator.is_percentage else ""


def official_value_text(row: OfficialFigure) -> str:
    """The value with the digits of its publication; a rate has at least one decimal."""
    decimals = min(1, row.indicator.decimals)
    bounds = [published_number(bound, decimals) for bound in (row.value, row.value_high) if bound is not None]
    return f"{'–'.join(bounds)}{unit_of(row)}"


def publication_day(row: OfficialFigure) -> str:
    match row.published_precision:
        case Precision.MONTH:
            return f"tháng {row.published_on.month}/{row.published_on.year}"
        case Precision.YEAR:
            return f"năm {row.published_on.year}"
    return date_vi(row.published_on)


def rollup_difference(value: Decimal, rollup: Decimal | None, indicator: Indicator) -> str:
    """How far the published figure lies above (+) or below (–) the roll-up; rates in "điểm %"."""
    if rollup is None:
        return NOT_KNOWN
    gap = value - rollup
    text = points(gap, max(1, indicator.decimals)) if indicator.is_percentage else number(gap, indicator.decimals)
    return (
        text
        if text.startswith(MINUS) or not signed_number(gap, max(1, indicator.decimals)).startswith("+")
        else f"+{text}"
    )
