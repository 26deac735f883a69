"""What stands beside a cell on demand: whom it counts, which targets use it, its last five years, whom to ask."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from agencies.access import Right
from agencies.models import Agency
from agencies.web.guards import require
from reports.charts.sparkline import SparkPoint, sparkline
from reports.collection.entry.after_sending.sent import receiving_office
from reports.collection.entry.queries import form_elements
from reports.collection.entry.views import visible
from reports.models import Entry, Figure, Submission
from reports.wording.formats import number, target_text
from targets.calculations.numbers.precision import without_trailing_zeros
from targets.models import BodyTarget, DataElement, Indicator, IndicatorInput, Side, Target

YEARS_SHOWN = 5


@dataclass(frozen=True)
class CellHelp:
    """`years`: (year, what was accepted in words); `line` draws those that are numbers, "" for fewer than two."""

    number: int
    name: str
    definition: str
    used: list[str]
    years: list[tuple[int, str]]
    line: SafeString | str
    office: Agency | None


@require_GET
@require(Right.SEE_SUBMISSIONS)
def cell_help(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """The panel beside a cell; a cell of another form does not exist here."""
    form = visible(request, pk)
    elements = form_elements(form)
    places = {element.code: place for place, element in enumerate(elements, start=1)}
    element = get_object_or_404(DataElement, code=code if code in places else "")
    context = {"help": help_of(form, element, places), "submission": form}
    return render(request, "submissions/_help.html", context)


def help_of(form: Submission, element: DataElement, places: dict[str, int]) -> CellHelp:
    """Five queries."""
    last = form.period.year - 1
    same = {"agency_id": form.agency_id, "element": element, "interim": form.period.interim}
    # What was never accepted is no yardstick, not even for its own body.
    rows = Figure.every.filter(**same, year__range=(last - YEARS_SHOWN + 1, last)).exclude(accepted_entry="")
    figures = {row.year: row for row in rows}
    years = [(year, accepted_words(figures.get(year))) for year in range(last - YEARS_SHOWN + 1, last + 1)]
    return CellHelp(
        number=places[element.code],
        name=element.name,
        definition=element.definition,
        used=used_in(form, element, places),
        years=years,
        line=drawn(years, figures),
        office=receiving_office(form),
    )


def accepted_words(figure: Figure | None) -> str:
    if figure is None:
        return "—"
    if figure.accepted_entry == Entry.NUMBER:
        return number(without_trailing_zeros(figure.accepted_value))
    return Entry(figure.accepted_entry).label.lower()


def used_in(form: Submission, element: DataElement, places: dict[str, int]) -> list[str]:
    """ "Tỷ lệ … (tử số, trên ô 13)" for each indicator of the plan that is made of the element."""
    mine = IndicatorInput.objects.filter(element=element, indicator__targets__plan_id=form.period.plan_id)
    # All inputs of these indicators, not only the element's own: the other side of a ratio is named by its cell.
    inputs = IndicatorInput.objects.filter(indicator__in=mine.values("indicator"))
    inputs = inputs.select_related("indicator", "element")
    found: dict[Indicator, list[IndicatorInput]] = {}
    for one in inputs.order_by("indicator__code", "pk"):
        found.setdefault(one.indicator, []).append(one)
    promised, own = promises(form, found), own_levels(form, found)
    return [
        use_words(indicator.name, element, parts, places) + promised.get(indicator.pk, "") + own.get(indicator.pk, "")
        for indicator, parts in found.items()
    ]


def promises(form: Submission, indicators: Iterable[Indicator]) -> dict[int, str]:
    """ ". Mục tiêu: ít nhất 35% năm 2025" by indicator: the next one of the plan that has a number."""
    period = form.period
    # A target of a year that is over is no longer what the figure is for.
    rows = Target.objects.filter(plan_id=period.plan_id, indicator__in=list(indicators), year__gte=period.year)
    found: dict[int, str] = {}
    # Milestones have no number to tell.
    for target in rows.exclude(low=None, high=None).select_related("indicator").order_by("year", "pk"):
        of = target.indicator
        words = target_text(target.comparator, target.low, target.high, of.unit, of.decimals)
        found.setdefault(of.pk, f". Mục tiêu: {words} năm {target.year}")
    return found


def own_levels(form: Submission, indicators: Iterable[Indicator]) -> dict[int, str]:
    """ ". Mức của đơn vị: từ 500 lượt người năm 2025" by indicator: the next level that the plan sets for the body."""
    period, agency = form.period, form.agency
    rows = BodyTarget.objects.filter(
        Q(agency=agency) | Q(kind=agency.kind),
        plan_id=period.plan_id,
        indicator__in=list(indicators),
        year__gte=period.year,
    )
    found: dict[int, str] = {}
    # A level of the body's own stands before that of its kind.
    for target in sorted(rows.select_related("indicator"), key=lambda one: (one.year, one.kind != "")):
        of = target.indicator
        words = target_text(target.comparator, target.low, target.high, of.unit, of.decimals)
        when = f"mỗi năm đến {target.year}" if target.from_year else f"năm {target.year}"
        found.setdefault(of.pk, f". Mức của đơn vị: {words} {when}")
    return found


def use_words(name: str, element: DataElement, parts: list[IndicatorInput], places: dict[str, int]) -> str:
    own = next(part for part in parts if part.element_id == element.pk)
    across = (part.element.code for part in parts if part.side != own.side)
    # An input that other kinds of bodies report has no cell in this form.
    others = [f"ô {places[code]}" for code in across if code in places]
    if not others:
        return name
    return f"{name}: {'chia cho' if own.side == Side.NUMERATOR else 'là mẫu số của'} {', '.join(others)}"


def drawn(years: list[tuple[int, str]], figures: dict[int, Figure]) -> SafeString | str:
    known = [(year, figures[year].accepted_value) for year, _ in years if year in figures]
    points = [
        SparkPoint(year, value, number(without_trailing_zeros(value))) for year, value in known if value is not None
    ]
    sentence = "; ".join(f"{year}: {words}" for year, words in years)
    # One point is no line.
    return sparkline(points, sentence) if len(points) > 1 else ""
