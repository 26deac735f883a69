"""Pages of bodies and of who coordinates."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from agencies import clock
from agencies.access import Right
from agencies.models import Agency, Coordination
from agencies.vietnamese_text import by_name
from agencies.web.guards import require
from reports.administration.bodies import services
from reports.administration.bodies.forms import BodyForm, CoordinatorForm, NewBodyForm
from reports.administration.bodies.queries import bodies_page, days_of
from reports.administration.imports.registers import BODIES
from reports.administration.people.queries import second_of
from reports.administration.people.roles import ROLE_NAMES
from reports.administration.places import administered_place, managed_localities


@never_cache
@require_safe
@require(Right.MANAGE_USERS)
def bodies(request: HttpRequest) -> HttpResponse:
    """The bodies of the locality."""
    place, places = administered_place(request, managed_localities(request.user))
    page = bodies_page(place, request.GET, path=request.path, day=clock.today())
    return render(request, "bodies/list.html", {"register": BODIES, "page": page, "place": place, "places": places})


@require_http_methods(["GET", "POST"])
@require(Right.MANAGE_USERS)
def body_new(request: HttpRequest) -> HttpResponse:
    """A new body; one that takes over from others comes by a reorganisation."""
    place, places = administered_place(request, managed_localities(request.user))
    form = NewBodyForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            made = services.add_body(locality=place, by=request.user, now=clock.now(), **form.cleaned_data)
        except services.BodyError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, f"Đã thêm {made.name}.")
            return redirect("body", made.code)
    context = {"form": form, "place": place, "places": places}
    return render(request, "bodies/new.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@require(Right.MANAGE_USERS)
def body(request: HttpRequest, code: str) -> HttpResponse:
    """One body: particulars, people, whose work it has and who has its work."""
    rows = Agency.objects.filter(locality__in=managed_localities(request.user)).select_related("locality")
    row = get_object_or_404(rows, code=code)
    start = {name: getattr(row, name) for name in BodyForm.base_fields}
    form = BodyForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        try:
            services.change_body(agency=row, by=request.user, now=clock.now(), **form.cleaned_data)
        except services.BodyError as error:
            form.add_error(error.field, error.message)
            # The service has written the refused values into this object already.
            row.refresh_from_db()
        else:
            messages.success(request, "Đã lưu.")
            return redirect("body", row.code)
    people = by_name(
        row.memberships.in_force(clock.today()).select_related("user", "agency__locality"),
        name=lambda one: one.user.full_name,
    )
    before = row.inheritances.select_related("predecessor", "reorganisation")
    after = row.successions.select_related("successor", "reorganisation")
    context = {
        "body": row,
        "form": form,
        "days": days_of(row),
        "people": [(one.user, ROLE_NAMES[one.role], second_of(one)) for one in people],
        "before": [(one.predecessor, one) for one in before.order_by("on", "predecessor__code")],
        "after": [(one.successor, one) for one in after.order_by("on", "successor__code")],
    }
    return render(request, "bodies/show.html", context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "POST"])
@require(Right.MANAGE_USERS)
def coordination(request: HttpRequest) -> HttpResponse:
    """Who coordinates the locality, from when to when; a new one ends the one before."""
    place, places = administered_place(request, managed_localities(request.user))
    agencies = Agency.objects.filter(locality=place).existing_on(clock.today())
    form = CoordinatorForm(request.POST if request.method == "POST" else None, agencies=agencies)
    if form.is_valid():
        try:
            services.set_coordinator(locality=place, by=request.user, now=clock.now(), **form.cleaned_data)
        except services.BodyError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Đã ghi cơ quan đầu mối.")
            return redirect(f"{reverse('coordination')}?locality={place.key}")
    rows = Coordination.objects.filter(locality=place).select_related("agency")
    context = {"form": form, "place": place, "places": places, "rows": rows}
    return render(request, "bodies/coordination.html", context, status=422 if form.is_bound else 200)
