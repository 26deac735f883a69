"""Hand one place of a person over, and the receipt of it."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from agencies import clock
from agencies.access import Right
from agencies.accounts.people import people_managed_by
from agencies.models import Membership
from agencies.web.guards import require
from reports.administration.handover.forms import HandoverForm
from reports.administration.handover.queries import open_work
from reports.administration.handover.services import HandedOver, hand_over, receipts_of
from reports.administration.people.imports import username_for
from reports.administration.people.roles import ROLE_NAMES
from reports.administration.people.services import PersonError
from reports.administration.people.views import taken_usernames
from reports.administration.places import managed_localities
from reports.models import AuditEvent
from reports.wording.formats import date_vi, datetime_vi

# Where the page says what a service refuses.
FIELDS = {"last": "day", "role": "to", "username": "full_name"}


@never_cache
@require_http_methods(["GET", "POST"])
@require(Right.MANAGE_USERS)
def handover(request: HttpRequest, pk: int) -> HttpResponse:
    """What is open at a place, to whom it goes and from which day; once it is handed over, its receipt."""
    rows = Membership.objects.filter(agency__locality__in=managed_localities(request.user))
    place = get_object_or_404(rows.select_related("user", "agency__locality"), pk=pk)
    # Before the rights over the person: she may have left, and the receipt is to be printed all the same.
    receipt = receipts_of(place).first()
    if receipt is not None:
        return show_receipt(request, place, receipt)
    # The receipt may be read where the place is; to hand it over the person must be hers to manage, too.
    get_object_or_404(people_managed_by(request.user), pk=place.user_id)
    day = clock.today()
    people = people_managed_by(request.user).filter(is_active=True).exclude(pk=place.user_id).order_by("username")
    form = HandoverForm(request.POST if request.method == "POST" else None, people=people, initial={"day": day})
    if form.is_valid():
        username = username_for(place.agency, taken_usernames())
        try:
            hand_over(membership=place, by=request.user, now=clock.now(), username=username, **form.cleaned_data)
        except HandedOver:
            return redirect("handover", place.pk)
        except PersonError as error:
            form.add_error(FIELDS.get(error.field, error.field), error.message)
        else:
            return redirect("handover", place.pk)
    context = {
        "place": place,
        "role": ROLE_NAMES[place.role],
        "work": open_work(place.agency, day=day, now=clock.now()),
        "form": form,
    }
    return render(request, "people/handover.html", context, status=422 if form.is_bound else 200)


def show_receipt(request: HttpRequest, place: Membership, event: AuditEvent) -> HttpResponse:
    """The receipt as it went on record, to print and sign."""
    said = event.after or {}
    context = {
        "place": place,
        "event": event,
        "said": said,
        "role": ROLE_NAMES[place.role],
        "day": date_vi(date.fromisoformat(said["day"])),
        "at": datetime_vi(event.at),
    }
    return render(request, "people/handover_receipt.html", context)
