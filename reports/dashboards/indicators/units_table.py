"""Past beside present on the indicator's page: bodies and groups as rows, years as columns, a mark in every cell.

Nothing is shown where no body of the locality has ever taken over from another, nor to whoever may not see each body.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from agencies import clock
from agencies.models import Succession, User
from agencies.reorganisations.groups import Comparability
from reports.dashboards.body_changes import BodyChanges, body_changes
from reports.dashboards.filters import Chosen, sees_unaccepted
from reports.dashboards.indicators.apportioning import KEY_WORDS, ApportionKey
from reports.dashboards.indicators.csv_export import COMPARABLE_WORDS
from reports.dashboards.indicators.past_in_units import Units, UnitValue, past_in_units
from reports.dashboards.series import IndicatorSeries
from reports.filter_links import FilterBar, FilterChoice
from reports.models import View
from reports.progress.queries import recipes
from reports.wording import terms
from reports.wording.formats import NOT_KNOWN, date_vi, number, rounded
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.models import Formula

UNIT_WORDS = {Units.AS_WAS: "Như đã có", Units.AS_NOW: "Như hiện nay"}
# Sign and what it lets one do, in the order of the legend.
MARKS = {
    Comparability.EXACT: ("=", "Mọi đơn vị cũ nằm trọn trong đơn vị này. So thẳng được."),
    Comparability.GROUP: ("[·]", "Chỉ nhóm khép kín mới không lấn ra ngoài. So cả nhóm, không tách."),
    Comparability.ESTIMATE: (
        "~",
        "Chia số của đơn vị cũ theo một khóa đã chọn. Không bao giờ tự bật; không vào đánh giá, không vào báo cáo.",
    ),
    Comparability.NONE: ("⊘", "Để dấu gạch, không đoán. Tỷ lệ không chia được."),
}


@dataclass(frozen=True)
class UnitCell:
    """One body in one year; `breaks`: the set of bodies has changed since the year before."""

    sign: str
    word: str
    value: str
    breaks: bool
    estimated: bool = False


@dataclass(frozen=True)
class UnitRow:
    name: str
    cells: tuple[UnitCell, ...]
    why: str = ""


@dataclass(frozen=True)
class UnitsTable:
    """The section; without `rows` it only offers the two ways of looking. `inside`: bodies of groups, not added up."""

    filters: list[FilterBar]
    years: tuple[int, ...]
    total: UnitRow | None
    rows: tuple[UnitRow, ...]
    inside: tuple[UnitRow, ...]
    note: str
    legend: tuple[tuple[str, str, str], ...]
    files: tuple[tuple[str, str], ...]
    chosen: bool = False


def chosen_units(query: Mapping[str, str]) -> Units | None:
    """The way of looking that the address asks for; None where it asks for none that there is."""
    return next((units for units in Units if units == query.get("units")), None)


def chosen_key(query: Mapping[str, str]) -> ApportionKey | None:
    """By what the address asks counts to be apportioned; None where it does not: nothing is by default."""
    return next((key for key in ApportionKey if key == query.get("apportion")), None)


def units_of(
    series: IndicatorSeries, units: Units | None, user: User, key: ApportionKey | None = None
) -> list[UnitValue] | None:
    """The rows of a way of looking, for whoever sees every body of the locality; None for others and without one."""
    if units is None or not sees_unaccepted(user, series.locality):
        return None
    recipe = recipes([series.indicator.pk])[series.indicator.pk]
    view, today = View(series.view), clock.today()
    return past_in_units(recipe=recipe, locality=series.locality, view=view, units=units, on=today, key=key)


def units_table(
    series: IndicatorSeries, chosen: Chosen, units: Units | None, user: User, key: ApportionKey | None = None
) -> UnitsTable | None:
    """The section of the page; one query, and six more once a way of looking is chosen."""
    if not sees_unaccepted(user, series.locality) or series.indicator.formula not in (Formula.VALUE, Formula.RATIO):
        return None
    took_over = Succession.objects.filter(
        Q(predecessor__locality=series.locality) | Q(successor__locality=series.locality)
    )
    if not took_over.exists():
        return None
    changes = body_changes(series.locality)
    found = units_of(series, units, user, key) or []
    years = tuple(sorted({row.year for row in found}))
    breaks = changes.years
    return UnitsTable(
        filters=[units_filter(chosen, units), *key_filters(series, chosen, found, units, key)],
        years=years,
        total=total_row(series, found, years, changes, units) if found else None,
        rows=tuple(table_rows(series, [row for row in found if row.counts], years, breaks)),
        inside=tuple(table_rows(series, [row for row in found if not row.counts and row.agencies], years, breaks)),
        note="; ".join(f"đổi đơn vị từ {date_vi(day)}" for day in changes.days[-3:]),
        legend=tuple(
            (sign, COMPARABLE_WORDS[mark], meaning)
            for mark, (sign, meaning) in MARKS.items()
            if any(row.comparability == mark for row in found)
        ),
        files=tuple((kind.upper(), file_address(chosen, units, key, kind)) for kind in ("xlsx", "csv")),
        chosen=units is not None,
    )


def units_filter(chosen: Chosen, units: Units | None, anchor: str = "units") -> FilterBar:
    return FilterBar(
        "Đơn vị",
        tuple(
            # With the anchor: the section lies far down, and a choice would lead back to the top.
            FilterChoice(words, f"{chosen.address(units=one.value)}#{anchor}", one == units)
            for one, words in UNIT_WORDS.items()
        ),
    )


def key_filters(
    series: IndicatorSeries, chosen: Chosen, found: list[UnitValue], units: Units | None, key: ApportionKey | None
) -> list[FilterBar]:
    """By what to apportion, apart from the two ways and off until somebody asks; nothing where there is nothing to."""
    groups = any(not row.counts and row.agencies for row in found)
    if units != Units.AS_NOW or not groups or series.indicator.formula != Formula.VALUE:
        return []
    # How many people went where stands in the file of a reorganisation, where an office has counted them.
    counted = Succession.objects.filter(predecessor__locality=series.locality, people__isnull=False).exists()
    keys = [one for one in ApportionKey if counted or one != ApportionKey.POPULATION]
    words = [(None, "Không"), *((one, f"Theo {KEY_WORDS[one]}") for one in keys)]
    return [
        FilterBar(
            "Ước chia cho từng đơn vị",
            tuple(
                FilterChoice(text, f"{chosen.address(units=units.value, apportion=one or '')}#units", one == key)
                for one, text in words
            ),
        )
    ]


def file_address(chosen: Chosen, units: Units | None, key: ApportionKey | None, kind: str) -> str:
    page, _, query = chosen.address(units=units.value if units else "", apportion=key or "").partition("?")
    return f"{page}{kind}/?{query}"


def table_rows(
    series: IndicatorSeries, found: list[UnitValue], years: tuple[int, ...], breaks: frozenset[int]
) -> list[UnitRow]:
    """A row for each body or group, the largest group first, the others in the order in which they come."""
    held: dict[tuple[str, ...], dict[int, UnitValue]] = defaultdict(dict)
    names: dict[tuple[str, ...], tuple[str, str]] = {}
    for row in found:
        # By its bodies: the words beside a group may differ from year to year.
        held[row.agencies][row.year] = row
        names[row.agencies] = row.name, row.why
    rows = []
    for key, by_year in sorted(held.items(), key=lambda pair: -len(pair[0])):
        name, why = names[key]
        cells = tuple(unit_cell(series, by_year.get(year), year in breaks) for year in years)
        rows.append(UnitRow(name, cells, why))
    return rows


def unit_cell(series: IndicatorSeries, row: UnitValue | None, breaks: bool) -> UnitCell:
    """Empty where the body did not report: what never was is not marked as missing."""
    if row is None:
        return UnitCell("", "", "", breaks)
    sign, word = MARKS[row.comparability][0], COMPARABLE_WORDS[row.comparability]
    value = row.value
    if value is not None and row.comparability == Comparability.ESTIMATE:
        # An estimate gets no digit that the counts it was made of do not have.
        value = rounded(value, series.indicator.decimals)
    return UnitCell(sign, word, value_text(series, value), breaks, row.comparability == Comparability.ESTIMATE)


def total_row(
    series: IndicatorSeries, found: list[UnitValue], years: tuple[int, ...], changes: BodyChanges, units: Units | None
) -> UnitRow:
    """The whole locality, the same in both ways of looking; while its area was another it has no value as it is now."""
    cells = []
    partial = {row.year: row for row in found if not row.agencies}
    for year in years:
        rows = [row for row in found if row.counts and row.year == year and row.numerator is not None]
        above = sum((row.numerator for row in rows if row.numerator is not None), Decimal())
        below = sum((row.denominator for row in rows if row.denominator is not None), Decimal())
        rate = series.indicator.formula == Formula.RATIO
        value = above if not rate else 100 * above / below if below else None
        whole = units == Units.AS_WAS or changes.is_comparable(year)
        mark = Comparability.EXACT if whole else Comparability.NONE
        text = value_text(series, value) if whole or year in partial else NOT_KNOWN
        words = COMPARABLE_WORDS[mark]
        if year in partial:
            # The sum of those parts that are known here stands with how many they are.
            mark, words = partial[year].comparability, partial[year].why or COMPARABLE_WORDS[Comparability.EXACT]
        cells.append(UnitCell(MARKS[mark][0], words, text, year in changes.years))
    why = "" if changes.area_since is None else f"địa bàn đổi từ {date_vi(changes.area_since)}"
    return UnitRow(f"Toàn {series.locality.short_name}", tuple(cells), why)


def value_text(series: IndicatorSeries, value: Decimal | None) -> str:
    if value is None:
        return NOT_KNOWN
    return (
        # PostgreSQL fills a sum up with the zeros of its column, which nobody reported.
        number(without_trailing_zeros(value))
        if series.indicator.formula == Formula.VALUE
        else terms.figure_text(value, series.indicator)
    )
