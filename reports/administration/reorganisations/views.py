"""Pages of reorganisations: the list, a new draft, the preview with its moves."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import clock
from agencies.access import Right
from agencies.models import Reorganisation, ReorganisationState
from agencies.web.guards import require
from reports.administration.handover.whole_bodies import receipts_of_bodies
from reports.administration.places import administered_place, reorganised_localities
from reports.administration.reorganisations import services
from reports.administration.reorganisations.forms import AcceptForm, DraftForm, MoveForm
from reports.administration.reorganisations.page import list_lines, reorganisation_page
from reports.administration.reorganisations.services import ReorganisationError
from reports.administration.reorganisations.shipped import shipped
from reports.wording.typed.text import Unsaved


@require_safe
@require(Right.REORGANISE)
def reorganisation_list(request: HttpRequest) -> HttpResponse:
    """What has been reorganised, what is drafted, and what comes with vocplan."""
    place, places = administered_place(request, reorganised_localities(request.user))
    context = {"place": place, "places": places, "lines": list_lines(place), "form": DraftForm()}
    return render(request, "reorganisations/list.html", context)


@require_POST
@require(Right.REORGANISE)
def reorganisation_draft(request: HttpRequest) -> HttpResponse:
    """Draft from a shipped file (`code`) or an uploaded one."""
    place, places = administered_place(request, reorganised_localities(request.user))
    form = None
    if "code" in request.POST:
        document = next((one for one in shipped(place) if one.code == request.POST["code"]), None)
        if document is None:
            raise Http404
    else:
        form = DraftForm(request.POST, request.FILES)
        document = form.cleaned_data["file"] if form.is_valid() else None
        # The file says for whom it is: on another locality's page it would do something else than is shown.
        if document is not None and document.locality != place.key:
            form.add_error("file", f"Tệp là của địa phương mã {document.locality}, không phải {place.key}.")
            document = None
    try:
        if document is not None:
            row = services.draft_or_complete(document=document, by=request.user, now=clock.now())
            return redirect("reorganisation", row.pk)
    except ReorganisationError as error:
        form = form or DraftForm()
        messages.error(request, str(error))
    context = {"place": place, "places": places, "lines": list_lines(place), "form": form}
    return render(request, "reorganisations/list.html", context, status=422)


@require_safe
@require(Right.REORGANISE)
def reorganisation(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview of a draft, or what an applied one has written."""
    row = visible_row(request, pk)
    return render(request, "reorganisations/show.html", reorganisation_page(row, request.user))


@require_safe
@require(Right.REORGANISE)
def reorganisation_handovers(request: HttpRequest, pk: int) -> HttpResponse:
    """What each body that ended handed over, a sheet each, to print and sign."""
    row = visible_row(request, pk)
    receipts = receipts_of_bodies(row) if row.state == ReorganisationState.APPLIED else []
    if not receipts:
        raise Http404
    return render(request, "reorganisations/handovers.html", {"row": row, "receipts": receipts})


@require_POST
@require(Right.REORGANISE)
def reorganisation_move(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm, take back, apply or undo; a move that does not fit is said and nothing happens."""
    row = visible_row(request, pk)
    form = MoveForm(request.POST)
    if not form.is_valid():
        return render(request, "reorganisations/show.html", reorganisation_page(row, request.user), status=422)
    move = {
        "confirm": services.confirm_reorganisation,
        "back": services.take_confirmation_back,
        "apply": services.apply_reorganisation,
        "undo": services.undo_reorganisation,
    }[form.cleaned_data["action"]]
    try:
        move(reorganisation=row, version=form.cleaned_data["version"], by=request.user, now=clock.now())
    except ReorganisationError as error:
        messages.error(request, str(error))
    return redirect("reorganisation", row.pk)


@require_http_methods(["POST"])
@require(Right.REORGANISE)
def reorganisation_accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Say why something may fall to nobody."""
    row = visible_row(request, pk)
    form = AcceptForm(request.POST)
    if not form.is_valid():
        messages.error(request, "Ghi lý do vì sao việc này được để trống.")
        return render(request, "reorganisations/show.html", reorganisation_page(row, request.user), status=422)
    try:
        services.accept_gap(reorganisation=row, by=request.user, now=clock.now(), **form.cleaned_data)
    except ReorganisationError as error:
        messages.error(request, str(error))
        unsaved = {"unsaved": [Unsaved("Lý do", form.cleaned_data["reason"])]}
        return render(
            request, "reorganisations/show.html", reorganisation_page(row, request.user) | unsaved, status=409
        )
    return redirect("reorganisation", row.pk)


def visible_row(request: HttpRequest, pk: int) -> Reorganisation:
    """The reorganisation; one of another locality does not exist here."""
    rows = Reorganisation.objects.filter(locality__in=reorganised_localities(request.user))
    return get_object_or_404(rows.select_related("locality", "drafted_by", "confirmed_by", "applied_by"), pk=pk)
