"""The pages of one indicator: itself, what if, and its files. Each is a guard, one dataset, one answer."""

from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.charts.interactive_ladder import ladder_figure
from reports.dashboards.body_targets import body_target_section
from reports.dashboards.contradictions.page import contradictions_section
from reports.dashboards.filters import Chosen, chosen_place
from reports.dashboards.indicators.charts import ladder_data
from reports.dashboards.indicators.csv_export import series_csv
from reports.dashboards.indicators.page import indicator_page
from reports.dashboards.indicators.past_in_units import UnitValue
from reports.dashboards.indicators.units_table import chosen_key, chosen_units, units_of, units_table
from reports.dashboards.indicators.xlsx_export import series_xlsx
from reports.dashboards.scenarios.page import what_if_page
from reports.dashboards.series import IndicatorSeries, indicator_series
from reports.progress.rules import rules_of
from targets.models import BodyTarget, Formula, Indicator

CSV = "text/csv"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@require(Right.SEE_PROGRESS)
def indicator(request: HttpRequest, code: str) -> HttpResponse:
    """One indicator in the reader's locality."""
    chosen = chosen_place(request.path, request.user, request.GET)
    series = series_of(request, code, chosen)
    context = {
        "page": indicator_page(series, chosen),
        "rule_version": int(rules_of(series.standing(series.lead) if series.lead else None).version),
        "code": code,
        "locality_code": chosen.locality.key,
        "may_publish": may_publish(request, series),
        "found": contradictions_section(chosen, indicator=code),
        "past": units_table(series, chosen, chosen_units(request.GET), request.user, chosen_key(request.GET)),
        # Most indicators have none: their page asks no query more for it.
        "bodies": series.indicator.has_levels
        and body_target_section(request.user, chosen, year=clock.today().year, indicator=series.indicator),
    }
    return render(request, "indicators/show.html", context)


@require_safe
@require(Right.SEE_PROGRESS)
def indicator_figure(request: HttpRequest, code: str) -> HttpResponse:
    """The interactive figure for plotly.js, asked for when somebody explores."""
    series = series_of(request, code, chosen_place(request.path, request.user, request.GET))
    figure = ladder_figure(ladder_data(series, sentence=series.indicator.short_name))
    return HttpResponse(figure.to_json(), content_type="application/json")


@require_safe
@require(Right.SEE_PROGRESS)
def what_if(request: HttpRequest, code: str) -> HttpResponse:
    """A target with other numbers, all of them in the address; what cannot be read stands with its reason."""
    measured = get_object_or_404(Indicator, code=code)
    chosen = chosen_place(request.path, request.user, request.GET)
    page = what_if_page(measured, chosen, request.GET)
    return render(request, "indicators/what_if.html", {"page": page, "code": code})


@require_safe
@require(Right.SEE_PROGRESS)
def indicator_csv(request: HttpRequest, code: str) -> HttpResponse:
    """The same dataset as a file."""
    series = series_of(request, code, chosen_place(request.path, request.user, request.GET))
    return download_response(
        series_csv(series, rows_asked(request, series)),
        f"{CSV}; charset=utf-8",
        series,
        "csv",
    )


@require_safe
@require(Right.SEE_PROGRESS)
def indicator_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    """The dataset of the page as a workbook."""
    series = series_of(request, code, chosen_place(request.path, request.user, request.GET))
    return download_response(series_xlsx(series, rows_asked(request, series)), XLSX, series, "xlsx")


def rows_asked(request: HttpRequest, series: IndicatorSeries) -> list[UnitValue] | None:
    """The past in units as the page's address asks for it."""
    return units_of(series, chosen_units(request.GET), request.user, chosen_key(request.GET))


def download_response(content: str | bytes, kind: str, series: IndicatorSeries, ending: str) -> HttpResponse:
    """A file to keep, named after what is in it."""
    response = HttpResponse(content, content_type=kind)
    # Of codes and keys alone, which are plain letters: the name needs no encoding.
    name = f"{series.indicator.code}-{series.locality.key}-{series.view}.{ending}"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def may_publish(request: HttpRequest, series: IndicatorSeries) -> bool:
    """Whether the reader enters what is published about the indicator in this locality."""
    measured = series.indicator.formula != Formula.QUALITATIVE
    return measured and request.user.access.reviews_in(series.locality.pk)


def series_of(request: HttpRequest, code: str, chosen: Chosen) -> IndicatorSeries:
    """The dataset as far as the reader may see it; 404 for an unknown indicator."""
    levels = BodyTarget.objects.filter(indicator=OuterRef("pk"), plan__locality=chosen.locality)
    indicator = get_object_or_404(Indicator.objects.annotate(has_levels=Exists(levels)), code=code)
    return indicator_series(indicator, chosen.locality, chosen.view, request.user)
