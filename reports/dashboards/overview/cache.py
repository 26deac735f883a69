"""The overview's content, drawn once for all who may see the same and kept until something that it shows has changed.

What decides the content is read anew for every request (rights, number of the recalculation, rounds, obstacles): a
right taken away and a new figure hold at once. Kept in this process's memory, so that no page depends on Redis.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.core.cache import caches
from django.db.models import Q
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from agencies import clock
from agencies.access import Right
from agencies.models import User
from agencies.prepared_queries import Prepared
from reports.charts.bullet import LEGEND
from reports.dashboards.filters import asked_year, chosen_locality, localities_of, readable
from reports.dashboards.overview.decisions_waiting import decisions_waiting, waiting_facts
from reports.dashboards.overview.page import overview_page
from reports.dashboards.overview.rounds import RoundFact, round_facts
from reports.models import Generation
from targets.calculations.rules import LATEST

# Whatever else an address holds changes nothing on the page and must not have it drawn anew.
CHOICES = ("locality", "year", "plan", "view", "units")


@dataclass(frozen=True)
class Content:
    """The drawn page without its frame, the same for all readers: no name, no token, no message."""

    title: str
    body: SafeString


@dataclass(frozen=True)
class Facts:
    """Everything that decides the content: the address, the reader's rights, and how far the data have moved on."""

    path: str
    choices: tuple[str, ...]
    localities: tuple[tuple[str, int], ...]
    today: date
    unaccepted: bool
    may_review: bool
    generation: tuple[object, ...]
    rounds: tuple[RoundFact, ...]
    waiting: tuple[tuple[int, int], ...]

    @property
    def key(self) -> str:
        """Two readers with the same key see the same content."""
        parts = [
            int(LATEST),
            self.path,
            self.choices,
            self.localities,
            self.today,
            self.unaccepted,
            self.may_review,
            self.generation,
            self.rounds,
            self.waiting,
        ]
        return hashlib.sha256(repr(parts).encode()).hexdigest()


# Of the locality, and of those that were united into it: as it is now, its past is theirs.
GENERATION = Prepared(
    int,
    build=lambda locality: (
        Generation.objects.filter(Q(locality=locality) | Q(locality__wholes__whole=locality))
        .order_by("pk")
        .values_list("number", "computed_at")
    ),
)


def facts_of(user: User, query: Mapping[str, str], path: str) -> Facts:
    """What decides the page for one person and one address; three queries. Raises Http404."""
    localities = readable(user)
    locality = dict(localities).get(query.get("locality", ""), localities[0][1])
    unaccepted = locality in user.access.localities_with(Right.SEE_SUBMISSIONS)
    today = clock.today()
    return Facts(
        path=path,
        choices=tuple(query.get(name, "") for name in CHOICES),
        localities=tuple(localities),
        # At midnight the days that are left change, and so does what is public by then.
        today=today,
        unaccepted=unaccepted,
        may_review=user.access.reviews_in(locality),
        generation=tuple(GENERATION.rows(locality)),
        rounds=round_facts(locality, today.year, asked_year(query) or today.year) if unaccepted else (),
        waiting=waiting_facts(locality) if unaccepted else (),
    )


def content(facts: Facts, user: User, query: Mapping[str, str]) -> Content:
    """The content as remembered, else drawn now; belongs into the moment in which the facts were read."""
    pages = caches["pages"]
    found = pages.get(facts.key)
    if found is None:
        found = draw(facts, user, query)
        # Never removed by hand: what has changed has another key, and the old entry is pushed out.
        pages.set(facts.key, found)
    return found


def draw(facts: Facts, user: User, query: Mapping[str, str]) -> Content:
    localities = localities_of(user)
    page = overview_page(user, localities, query, facts.path)
    waiting = decisions_waiting(user, chosen_locality(localities, query)) if facts.waiting else None
    context = {"page": page, "bullet_legend": LEGEND, "may_review": facts.may_review, "waiting": waiting}
    return Content(title=page.title, body=render_to_string("overview/_content.html", context))
