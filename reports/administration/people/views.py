"""Pages of people: the list, one person, a new one, a whole list from a file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import clock
from agencies.access import Right
from agencies.accounts.people import people_managed_by
from agencies.models import Agency, Locality, Membership, User
from agencies.web.guards import require
from reports.administration.imports.registers import PEOPLE
from reports.administration.people import services
from reports.administration.people.forms import ChangeForm, EndRoleForm, NewPersonForm, RoleForm
from reports.administration.people.imports import username_for
from reports.administration.people.queries import people_page, second_of
from reports.administration.people.roles import ROLE_NAMES, ROLES
from reports.administration.places import administered_place, managed_localities
from reports.wording.typed.numbers import LONGEST_ECHO


@never_cache
@require_safe
@require(Right.MANAGE_USERS)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody of the locality, what needs doing first."""
    place, places = administered_place(request, managed_localities(request.user))
    page = people_page(request.user, place, request.GET, path=request.path, day=clock.today())
    context = {"register": PEOPLE, "page": page, "place": place, "places": places, "roles": ROLES}
    return render(request, "people/list.html", context)


@require_http_methods(["GET", "POST"])
@require(Right.MANAGE_USERS)
def person_new(request: HttpRequest) -> HttpResponse:
    """A new account with its first place."""
    place, places = administered_place(request, managed_localities(request.user))
    day = clock.today()
    form = NewPersonForm(request.POST if request.method == "POST" else None, agencies=living(place))
    if form.is_valid():
        data = form.cleaned_data
        data["username"] = data["username"] or username_for(data["agency"], taken_usernames())
        try:
            made = services.add_person(day=day, by=request.user, now=clock.now(), **data)
        except services.PersonError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, f"Đã thêm {made.full_name}, tên đăng nhập {made.username}.")
            return redirect("person", made.pk)
    context = {"form": form, "place": place, "places": places, "roles": ROLES}
    return render(request, "people/new.html", context, status=422 if form.is_bound else 200)


@never_cache
@require_http_methods(["GET", "POST"])
@require(Right.MANAGE_USERS)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: particulars, places, what else can be done."""
    row = get_object_or_404(people_managed_by(request.user), pk=pk)
    form = ChangeForm(request.POST if request.method == "POST" else None, initial=particulars(row))
    if form.is_valid():
        try:
            services.change_person(person=row, by=request.user, now=clock.now(), **form.cleaned_data)
        except services.PersonChanged:
            row.refresh_from_db()
            form.data = form.data.copy()
            # Seen now: saved once more, what she typed counts.
            form.data["shown"] = services.mark_of(row)
            form.add_error(None, changed_words(row))
            return show_person(request, row, form=form, status=409)
        except services.PersonError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Đã lưu.")
            return redirect("person", row.pk)
    return show_person(request, row, form=form, status=422 if form.is_bound else 200)


def particulars(row: User) -> dict[str, object]:
    """What of a person her page lets change, as it is."""
    said = {name: getattr(row, name) for name in ("full_name", "username", "email", "phone", "is_active")}
    return said | {"shown": services.mark_of(row)}


def changed_words(row: User) -> str:
    """What stands now where another has changed a person since her page was shown."""
    now = ", ".join(filter(None, [row.full_name, row.username, row.email, row.phone]))
    locked = "" if row.is_active else "; tài khoản đang bị khóa"
    return f"Người khác vừa sửa tài khoản này; chưa ghi gì. Hiện nay: {now}{locked}. Xem lại rồi lưu lần nữa."


def show_person(request: HttpRequest, row: User, *, status: int = 200, **forms: object) -> HttpResponse:
    """The page of one person; `forms` are those that were sent and could not be taken."""
    day = clock.today()
    places = row.memberships.select_related("agency__locality").order_by("-valid_from", "-pk")
    agencies = Agency.objects.filter(locality__in=managed_localities(request.user)).existing_on(day)
    context = {
        "person": row,
        "memberships": [
            (one, ROLE_NAMES[one.role], second_of(one), one.valid_to is None or one.valid_to >= day) for one in places
        ],
        "form": ChangeForm(initial=particulars(row)),
        "role_form": RoleForm(agencies=agencies),
        "today": f"{day:%d/%m/%Y}",
        "roles": ROLES,
    }
    return render(request, "people/show.html", context | forms, status=status)


@require_POST
@require(Right.MANAGE_USERS)
def person_role(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a person another place from today."""
    row = get_object_or_404(people_managed_by(request.user), pk=pk)
    day = clock.today()
    agencies = Agency.objects.filter(locality__in=managed_localities(request.user)).existing_on(day)
    form = RoleForm(request.POST, agencies=agencies)
    if form.is_valid():
        try:
            services.give_role(person=row, day=day, by=request.user, now=clock.now(), **form.cleaned_data)
        except services.PersonError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, "Đã thêm phân công.")
            return redirect("person", row.pk)
    return show_person(request, row, role_form=form, status=422)


@require_POST
@require(Right.MANAGE_USERS)
def person_role_end(request: HttpRequest, pk: int) -> HttpResponse:
    """The last day of a place."""
    row = get_object_or_404(people_managed_by(request.user), pk=pk)
    form = EndRoleForm(request.POST)
    if not form.is_valid():
        typed = request.POST.get("last", "")[:LONGEST_ECHO]
        messages.error(request, f"“{typed}” không phải là ngày. Ghi ngày cuối dạng ngày/tháng/năm.")
        return show_person(request, row, status=422)
    rows = Membership.objects.filter(user=row, agency__locality__in=managed_localities(request.user))
    membership = get_object_or_404(rows.select_related("user", "agency"), pk=form.cleaned_data["membership"])
    try:
        services.end_role(membership=membership, last=form.cleaned_data["last"], by=request.user, now=clock.now())
    except services.PersonError as error:
        messages.error(request, error.message)
    return redirect("person", row.pk)


def living(place: Locality):
    return Agency.objects.filter(locality=place).existing_on(clock.today())


def taken_usernames() -> set[str]:
    return {name.casefold() for name in User.objects.values_list("username", flat=True)}
