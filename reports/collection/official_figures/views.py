"""Pages of published figures: the list, a new one, a revision."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.collection.official_figures import services
from reports.collection.official_figures.export import official_figures_file
from reports.collection.official_figures.forms import OfficialFigureForm, started_from
from reports.collection.official_figures.queries import beside_rollups, localities_to_enter, official_figures_page
from reports.list_files import list_response, wanted_file
from reports.models import OfficialFigure


@require_safe
@require(Right.SEE_PROGRESS)
def official_figure_list(request: HttpRequest) -> HttpResponse:
    """What has been published about the locality, beside the roll-up; ?indicator= for one of them."""
    if kind := wanted_file(request.GET):
        return list_response(official_figures_file(request.user, request.GET), kind)
    page = official_figures_page(request.user, request.GET, path=request.path)
    may_enter = request.user.access.has(Right.REVIEW)
    return render(request, "official_figures/list.html", {"page": page, "may_enter": may_enter})


@require_http_methods(["GET", "POST"])
@require(Right.REVIEW)
def official_figure_new(request: HttpRequest) -> HttpResponse:
    """Enter a figure; ?indicator=, ?year= and ?locality= choose what the form starts with."""
    start = {name: request.GET[name] for name in ("indicator", "year", "locality") if name in request.GET}
    return enter_official_figure(request, start)


@require_http_methods(["GET", "POST"])
@require(Right.REVIEW)
def official_figure_revise(request: HttpRequest, pk: int) -> HttpResponse:
    """Enter what was published later in place of a figure; that of another locality does not exist here."""
    rows = OfficialFigure.objects.filter(locality__in=localities_to_enter(request.user))
    earlier = get_object_or_404(rows.select_related("indicator", "locality"), pk=pk)
    return enter_official_figure(request, started_from(earlier), earlier)


def enter_official_figure(
    request: HttpRequest, start: dict[str, object], earlier: OfficialFigure | None = None
) -> HttpResponse:
    """Show the form, or save what it says; what cannot be taken stays typed, with the reason beside it."""
    # Over what was posted: a request may say anything.
    posted = {**request.POST.dict(), **fixed_fields(earlier, start)} if request.method == "POST" else None
    form = OfficialFigureForm(posted, localities=localities_to_enter(request.user), initial=start)
    if form.is_valid():
        try:
            row = services.enter_official_figure(
                figure=form.figure(), by=request.user, now=clock.now(), revises=earlier
            )
        except services.PublishedError as error:
            form.add_error(error.field, error.message)
        else:
            query = f"?locality={row.locality.key}&indicator={row.indicator.code}"
            return redirect(f"{reverse('official-figure-list')}{query}")
    context = {"form": form, "earlier": beside_rollups([earlier], request.user)[0] if earlier else None}
    return render(request, "official_figures/edit.html", context, status=422 if form.is_bound else 200)


def fixed_fields(earlier: OfficialFigure | None, start: dict[str, object]) -> dict[str, object]:
    """What a revision cannot change, whatever is posted."""
    return {name: start[name] for name in ("locality", "indicator", "year", "from_year")} if earlier else {}
