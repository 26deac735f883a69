"""The pages of a list from a file: the empty list, its preview, and taking it; the same for people and bodies."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from agencies import clock
from agencies.access import Right
from agencies.web.guards import require
from reports.administration.imports.forms import ExpiredList, ListFileForm, sealed_file, unsealed_file
from reports.administration.imports.registers import Register
from reports.administration.places import administered_place, managed_localities
from reports.collection.workbook.file_check import MAX_FILE, BadFile
from reports.collection.workbook.views import XLSX
from reports.wording.typed.refusals import InputError


@require_safe
@require(Right.MANAGE_USERS)
def empty_list(request: HttpRequest, register: Register) -> HttpResponse:
    """The list to fill in."""
    place, _ = administered_place(request, managed_localities(request.user))
    disposition = content_disposition_header(True, register.file_name.format(code=place.key))
    content = register.template(place, clock.now())
    return HttpResponse(content, content_type=XLSX, headers={"Content-Disposition": disposition})


@never_cache
@require_http_methods(["GET", "POST"])
@require(Right.MANAGE_USERS)
def preview_list(request: HttpRequest, register: Register) -> HttpResponse:
    """Choose a list; POST shows what it would do and writes nothing."""
    place, places = administered_place(request, managed_localities(request.user))
    form = ListFileForm(request.POST, request.FILES) if request.method == "POST" else ListFileForm()
    context = {"register": register, "form": form, "place": place, "places": places}
    if form.is_valid():
        file = form.cleaned_data["file"]
        # One byte more than is taken tells that the file is too large.
        data = file.read(MAX_FILE + 1)
        try:
            found = register.read(data, file.name, place)
        except BadFile as error:
            form.add_error("file", f"{error}.")
        else:
            sealed = sealed_file(data, name=file.name, locality=place, by=request.user) if found.can_be_taken else ""
            context |= {"found": found, "name": file.name, "sealed": sealed}
    # A list with faults is shown with all of them, and is no success.
    status = 422 if form.is_bound and not context.get("sealed") else 200
    return render(request, f"{register.room}/import.html", context, status=status)


@require_POST
@require(Right.MANAGE_USERS)
def take_list(request: HttpRequest, register: Register) -> HttpResponse:
    """Take the list that was previewed, read anew, whole or not at all."""
    place, _ = administered_place(request, managed_localities(request.user))
    back = f"?locality={place.key}"
    try:
        name, data = unsealed_file(request.POST.get("sealed", ""), locality=place, by=request.user)
        # Read and checked anew: between preview and confirmation somebody may have been added.
        count = register.take(register.read(data, name, place), place, request.user)
    except ExpiredList:
        messages.error(request, "Bản xem trước đã quá cũ. Chọn lại tệp.")
        return redirect(reverse(f"{register.room}-import") + back)
    except (BadFile, InputError) as error:
        messages.error(request, f"{error} Chưa ghi gì.")
        return redirect(reverse(f"{register.room}-import") + back)
    messages.success(request, register.done.format(count=count, name=name))
    return redirect(reverse(register.room) + back + (register.after if count else ""))
