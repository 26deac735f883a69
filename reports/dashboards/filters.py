"""What a page shows is chosen in its address: locality, year, plan and view; a bad value gives the nearest good one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import Http404

from agencies.access import RIGHTS, Right
from agencies.models import Locality, User
from reports.filter_links import FilterBar, FilterChoice
from reports.models import View
from targets.models import Plan


@dataclass(frozen=True)
class Chosen:
    """What the address asks for, made valid. `plan` "" = all plans; `path` is the page's own address; `units` "" = the
    usual way of looking at bodies that have changed.

    `year` None on pages that show all years. `unaccepted`: whether the reader may see figures under review.
    """

    path: str
    locality: Locality
    localities: tuple[Locality, ...]
    view: View
    year: int | None = None
    plan: str = ""
    unaccepted: bool = False
    units: str = ""

    def address(self, **changes: str | int) -> str:
        """The page's address with some choices changed; what is the usual choice is left out."""
        values = {
            "locality": self.locality.key,
            "year": self.year,
            "plan": self.plan,
            "view": self.view.value,
            "units": self.units,
        } | changes
        if len(self.localities) < 2:
            values.pop("locality")
        if values["view"] == View.ACCEPTED:
            values.pop("view")
        query = urlencode({name: value for name, value in values.items() if value not in ("", None)})
        return f"{self.path}?{query}" if query else self.path


def localities_of(user: User) -> tuple[Locality, ...]:
    """The localities whose progress the user may read, with the count of their recalculations. Raises Http404."""
    keys = [key for _, key in readable(user)]
    return tuple(Locality.objects.filter(pk__in=keys).select_related("generation").present_first())


def readable(user: User) -> list[tuple[str, int]]:
    """(key, primary key) of those localities, those that have ended last; without a query. Raises Http404."""
    grants = [grant for grant in user.access.grants if Right.SEE_PROGRESS in RIGHTS[grant.role]]
    if not grants:
        raise Http404
    places = {(grant.has_ended, grant.locality_key, grant.locality_id) for grant in grants}
    return [(key, pk) for _, key, pk in sorted(places)]


def chosen_locality(localities: Sequence[Locality], query: Mapping[str, str]) -> Locality:
    """The one whose key is asked for, else the first."""
    return next((one for one in localities if one.key == query.get("locality")), localities[0])


def sees_unaccepted(user: User, locality: Locality) -> bool:
    """Figures under review are the business of staff and leaders: a sum of one agency would tell her work to others."""
    return locality.pk in user.access.localities_with(Right.SEE_SUBMISSIONS)


def chosen_view(query: Mapping[str, str], user: User, locality: Locality) -> View:
    """Accepted figures, unless the provisional view is asked for by someone who may see it."""
    # An address that a leader passes on opens for a reporter, too: with what she may see.
    asked = query.get("view") == View.PROVISIONAL and sees_unaccepted(user, locality)
    return View.PROVISIONAL if asked else View.ACCEPTED


def chosen_year(query: Mapping[str, str], years: Sequence[int]) -> int:
    """The known year nearest to the one asked for; the last one where none is asked for."""
    asked = asked_year(query)
    return years[-1] if asked is None else min(years, key=lambda year: abs(year - asked))


def asked_year(query: Mapping[str, str]) -> int | None:
    """The year in the address, None where it holds none."""
    asked = query.get("year", "")
    # isdigit() is true of "²", too, which int() does not read.
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) <= 4 else None


def chosen_plan(query: Mapping[str, str], plans: Sequence[Plan]) -> str:
    """The code of a known plan, or "" for all."""
    return next((plan.code for plan in plans if plan.code == query.get("plan")), "")


def filter_bar(chosen: Chosen, years: Sequence[int], plans: Sequence[Plan]) -> list[FilterBar]:
    """The filters of a page; a filter with a single choice is left out."""
    by_plan = [FilterChoice(plan.code, chosen.address(plan=plan.code), plan.code == chosen.plan) for plan in plans]
    bars = [
        place_filter(chosen),
        FilterBar(
            "Năm", tuple(FilterChoice(str(year), chosen.address(year=year), year == chosen.year) for year in years)
        ),
        FilterBar(
            "Kế hoạch",
            (FilterChoice("Tất cả", chosen.address(plan=""), not chosen.plan), *by_plan) if len(plans) > 1 else (),
        ),
        view_filter(chosen),
    ]
    return [bar for bar in bars if len(bar.choices) > 1]


def place_bar(chosen: Chosen) -> list[FilterBar]:
    """The filters of a page that shows all years and plans."""
    return [bar for bar in (place_filter(chosen), view_filter(chosen)) if len(bar.choices) > 1]


def place_filter(chosen: Chosen) -> FilterBar:
    return FilterBar(
        "Địa phương",
        tuple(
            # A plan of one locality is none of the next.
            FilterChoice(str(one), chosen.address(locality=one.key, plan=""), one.pk == chosen.locality.pk)
            for one in chosen.localities
        ),
    )


def chosen_place(path: str, user: User, query: Mapping[str, str], locality: Locality | None = None) -> Chosen:
    """Locality and view of a page that shows all years; `locality` where the page's own object sets it."""
    localities = localities_of(user)
    place = locality or chosen_locality(localities, query)
    return Chosen(
        path=path,
        locality=place,
        localities=localities,
        view=chosen_view(query, user, place),
        unaccepted=sees_unaccepted(user, place),
    )


def view_filter(chosen: Chosen) -> FilterBar:
    views = list(View) if chosen.unaccepted else []
    return FilterBar(
        "Số liệu",
        tuple(FilterChoice(view.label, chosen.address(view=view.value), view == chosen.view) for view in views),
    )
