"""Letters for the people chosen in the list, or for all who have not come in yet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from agencies import clock
from agencies.access import Right
from agencies.models import User
from agencies.vietnamese_text import sort_key
from agencies.web.guards import require
from reports.administration.letters import services
from reports.administration.people.queries import NEVER, need_of, people_of_locality, place_of
from reports.administration.places import administered_place, managed_localities

DEMO_NOTE = "Bản minh họa: người, đơn vị và số liệu chỉ để thử."


@require_POST
@require(Right.MANAGE_USERS)
def people_letters(request: HttpRequest) -> HttpResponse:
    """Print or mail a letter for each person chosen, or for everybody who has not come in yet."""
    place, _ = administered_place(request, managed_localities(request.user))
    people = chosen_people(request, place)
    try:
        if request.POST.get("way") == "mail":
            page = request.build_absolute_uri(reverse("letter-use"))
            sent = services.mail_letters(people, page=page, by=request.user, now=timezone.now())
            messages.success(request, f"{sent} thư điện tử đang được gửi đi. Ai chưa có địa chỉ thì in thư.")
            return redirect(f"{reverse('people')}?locality={place.key}")
        pdf = letters_pdf(request, people)
    except services.LetterError as error:
        messages.error(request, str(error))
        return redirect(f"{reverse('people')}?locality={place.key}")
    return pdf_file(pdf, f"thu-vao-lan-dau-{place.key}.pdf")


def letters_pdf(request: HttpRequest, people: list[User]) -> bytes:
    """The letters of some people as they print. Raises LetterError."""
    return services.print_letters(
        people,
        site=request.build_absolute_uri(reverse("letter-short")).partition("://")[2],
        link=request.build_absolute_uri(reverse("letter-use")),
        by=request.user,
        day=clock.today(),
        now=clock.now(),
        written_at=timezone.now(),
        note=DEMO_NOTE if request.instance.is_demo else "",
    )


def pdf_file(content: bytes, name: str) -> HttpResponse:
    headers = {"Content-Disposition": content_disposition_header(True, name)}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def chosen_people(request: HttpRequest, place) -> list[User]:
    """Who gets a letter, by body and name, so that the pile can be given out body by body."""
    day = clock.today()
    rows = people_of_locality(request.user, place).filter(is_active=True)
    # Asked anew and not taken from the page: who has come in since needs no letter.
    if "everyone" in request.POST:
        people = [person for person in rows if need_of(person, place_of(person, day), day)[0] == NEVER]
    else:
        picked = set(request.POST.getlist("person"))
        people = [person for person in rows if str(person.pk) in picked]
    return sorted(people, key=lambda person: (body_name(person, day), sort_key(person.full_name)))


def body_name(person: User, day) -> tuple:
    place = place_of(person, day)
    return sort_key(place.agency.name if place else "")
