"""Which locality an administrator's page is about, and the tabs of the administration."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from agencies.access import Right
from agencies.accounts.people import administered_localities
from agencies.models import Locality, LocalityKind, User


@dataclass(frozen=True)
class PlaceChoice:
    """One locality to choose from, where a person has several."""

    key: str
    name: str
    current: bool


def place_name(place: Locality) -> str:
    """The whole name, with its last day where it has ended: the next one may be called the same."""
    return place.name if place.valid_to is None else f"{place.name} (đến {place.valid_to:%d/%m/%Y})"


def reorganised_localities(user: User):
    """Localities whose reorganisations the person may draft: the administrator's and those of coordinating staff."""
    places = user.access.localities_with(Right.REORGANISE)
    mine = administered_localities(user).exclude(kind=LocalityKind.COUNTRY)
    return (mine | Locality.objects.filter(pk__in=places)).distinct().present_first()


def managed_localities(user: User):
    """Localities whose people and bodies the person manages, without the country as a whole."""
    return administered_localities(user).exclude(kind=LocalityKind.COUNTRY).present_first()


def administered_place(request: HttpRequest, rows) -> tuple[Locality, list[PlaceChoice]]:
    """The locality of ?locality=, else the first; and all to choose from. 404 without any."""
    places = list(rows)
    wanted = request.GET.get("locality", "")
    place = next((row for row in places if row.key == wanted), places[0] if places else None)
    if place is None:
        raise Http404
    choices = [PlaceChoice(row.key, place_name(row), row.pk == place.pk) for row in places]
    return place, choices if len(places) > 1 else []
