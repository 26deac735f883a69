"""Pages of bodies and of who coordinates."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import clock
from agencies.access import Right
from agencies.models import Agency, Coordination
from agencies.web.guards import require
from reports.administration.bodies import services
from reports.administration.bodies.forms import BodyForm, CoordinatorForm, NewBodyForm
from reports.administration.bodies.imports import read_bodies
from reports.administration.bodies.queries import bodies_page, days_of
from reports.administration.imports.template_file import bodies_template
from reports.administration.people.forms import ExpiredList, ListFileForm, sealed_file, unsealed_file
from reports.administration.people.queries import second_of
from reports.administration.people.roles import ROLE_NAMES
from reports.administration.people.views import XLSX
from reports.administration.places import chosen_place, managed_localities
from reports.collection.workbook.file_check import MAX_FILE, BadFile


@never_cache
@require_safe
@require(Right.MANAGE_USERS)
def bodies(request: HttpRequest) -> HttpResponse:
    """The bodies of the locality."""
    place, places = chosen_place(request, managed_localities(request.user))
    page = bodies_page(place, request.GET, path=request.path, day=clock.today())
    return render(request, "bodies/list.html", {"page": page, "place": place, "places": places})


@require_http_methods(["GET", "POST"])
@require(Right.MANAGE_USERS)
def body_new(request: HttpRequest) -> HttpResponse:
    """A new body; one that takes over from others comes by a reorganisation."""
    place, places = chosen_place(request, managed_localities(request.user))
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
    start = {name: getattr(row, name) for name in ("name", "short_name", "phone", "email", "contact")}
    form = BodyForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        services.change_body(agency=row, by=request.user, now=clock.now(), **form.cleaned_data)
        messages.success(request, "Đã lưu.")
        return redirect("body", row.code)
    people = (
        row.memberships.in_force(clock.today()).select_related("user", "agency__locality").order_by("user__last_name")
    )
    context = {
        "body": row,
        "form": form,
        "days": days_of(row),
        "people": [(one.user, ROLE_NAMES[one.role], second_of(one)) for one in people],
        "before": row.inheritances.select_related("predecessor", "reorganisation").order_by("on", "predecessor__code"),
        "after": row.successions.select_related("successor", "reorganisation").order_by("on", "successor__code"),
    }
    return render(request, "bodies/show.html", context, status=422 if form.is_bound else 200)


@require_safe
@require(Right.MANAGE_USERS)
def bodies_sheet(request: HttpRequest) -> HttpResponse:
    """The empty list to fill in."""
    disposition = content_disposition_header(True, "don-vi.xlsx")
    content = bodies_template(now=clock.now())
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


@never_cache
@require_http_methods(["GET", "POST"])
@require(Right.MANAGE_USERS)
def bodies_import(request: HttpRequest) -> HttpResponse:
    """Choose a list; POST shows what it would do and writes nothing."""
    place, places = chosen_place(request, managed_localities(request.user))
    form = ListFileForm(request.POST, request.FILES) if request.method == "POST" else ListFileForm()
    context = {"form": form, "place": place, "places": places}
    if not form.is_valid():
        return render(request, "bodies/import.html", context, status=422 if form.is_bound else 200)
    file = form.cleaned_data["file"]
    data = file.read(MAX_FILE + 1)
    try:
        found = read_bodies(data, name=file.name, locality=place)
    except BadFile as error:
        form.add_error("file", f"{error}.")
        return render(request, "bodies/import.html", context, status=422)
    sealed = sealed_file(data, name=file.name, locality=place, by=request.user) if found.can_be_taken else ""
    context |= {"found": found, "name": file.name, "sealed": sealed}
    return render(request, "bodies/import.html", context, status=200 if sealed else 422)


@require_POST
@require(Right.MANAGE_USERS)
def bodies_take(request: HttpRequest) -> HttpResponse:
    """Take the list that was previewed, read anew, whole or not at all."""
    place, _ = chosen_place(request, managed_localities(request.user))
    back = f"?locality={place.code}"
    try:
        name, data = unsealed_file(request.POST.get("sealed", ""), locality=place, by=request.user)
        found = read_bodies(data, name=name, locality=place)
        written = services.take_bodies(file=found, locality=place, by=request.user, now=clock.now())
    except ExpiredList:
        messages.error(request, "Bản xem trước đã quá cũ. Chọn lại tệp.")
        return redirect(reverse("bodies-import") + back)
    except (BadFile, services.BodyError) as error:
        messages.error(request, f"{error} Chưa ghi gì.")
        return redirect(reverse("bodies-import") + back)
    messages.success(request, f"Đã ghi {written} đơn vị từ {name}.")
    return redirect(reverse("bodies") + back)


@require_http_methods(["GET", "POST"])
@require(Right.MANAGE_USERS)
def coordination(request: HttpRequest) -> HttpResponse:
    """Who coordinates the locality, from when to when; a new one ends the one before."""
    place, places = chosen_place(request, managed_localities(request.user))
    agencies = Agency.objects.filter(locality=place).existing_on(clock.today()).order_by("kind", "name")
    form = CoordinatorForm(request.POST if request.method == "POST" else None, agencies=agencies)
    if form.is_valid():
        try:
            services.set_coordinator(locality=place, by=request.user, now=clock.now(), **form.cleaned_data)
        except services.BodyError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Đã ghi cơ quan đầu mối.")
            return redirect(f"{reverse('coordination')}?locality={place.code}")
    rows = Coordination.objects.filter(locality=place).select_related("agency")
    context = {"form": form, "place": place, "places": places, "rows": rows}
    return render(request, "bodies/coordination.html", context, status=422 if form.is_bound else 200)
