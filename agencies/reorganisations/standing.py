"""Who is there on a day, who coordinates, and who took over from whom until then: as it is, or as it would become."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from agencies.models import Agency, Coordination, KindSuccession, Locality, Succession
from agencies.reorganisations.changes import Changes
from agencies.reorganisations.uniting import one_place_on


@dataclass(frozen=True)
class Body:
    """A body that exists on the day. `pk` is None for one that a reorganisation has yet to make."""

    code: str
    name: str
    kind: str
    pk: int | None


@dataclass(frozen=True)
class Standing:
    """A locality on a day. `heirs`: who carries whose duties; `kind_heirs`: which kind took over from which."""

    day: date
    bodies: Mapping[str, Body]
    coordinator: str | None
    heirs: Mapping[str, tuple[str, ...]]
    kind_heirs: Mapping[str, str]

    def of_kind(self, kind: str) -> tuple[Body, ...]:
        """The living bodies of a kind, or of the kind that took over where none is left."""
        seen: set[str] = set()
        # Two reorganisations may have passed a kind there and back: a circle ends the search.
        while kind and kind not in seen:
            living = tuple(body for body in self.bodies.values() if body.kind == kind)
            if living:
                return living
            seen.add(kind)
            kind = self.kind_heirs.get(kind, "")
        return ()

    def heirs_of(self, code: str) -> tuple[Body, ...]:
        """The living bodies at the end of the chain of heirs; the body itself where its work has not passed on."""
        reached: dict[str, None] = {}
        seen, waiting = {code}, [code]
        while waiting:
            here = waiting.pop(0)
            following = self.heirs.get(here, ())
            if not following and here in self.bodies:
                reached[here] = None
            for heir in following:
                if heir not in seen:
                    seen.add(heir)
                    waiting.append(heir)
        return tuple(self.bodies[one] for one in reached)


def standing_on(locality: Locality, day: date) -> Standing:
    """As it is on a day; four queries, one more where it was united with others."""
    return standing_in(one_place_on(locality, day), day)


def standing_in(places: Sequence[int], day: date) -> Standing:
    """As it is on a day in localities that are one place, by their primary keys; four queries."""
    agencies = Agency.objects.filter(locality__in=places).existing_on(day).order_by("kind", "code")
    passed = Succession.objects.filter(predecessor__locality__in=places, on__lte=day, carries_duties=True)
    kinds = KindSuccession.objects.filter(locality__in=places, on__lte=day).order_by("on", "pk")
    coordinating = Coordination.objects.filter(locality__in=places).in_force(day).select_related("agency").first()
    return Standing(
        day=day,
        bodies={row.code: Body(row.code, row.name, row.kind, row.pk) for row in agencies},
        coordinator=coordinating.agency.code if coordinating else None,
        heirs=chains(passed.order_by("pk").values_list("predecessor__code", "successor__code")),
        # By day: a kind that has passed twice goes where it went last.
        kind_heirs=dict(kinds.values_list("predecessor", "successor")),
    )


def standing_after(changes: Changes) -> Standing:
    """As it would be on the first day of a reorganisation that has not been applied."""
    day = changes.document.effective_on
    before = standing_in([place.pk for place in changes.places], day)
    ended = {agency.code for agency in changes.ends}
    bodies = {code: body for code, body in before.bodies.items() if code not in ended}
    bodies |= {one.code: bodies.get(one.code) or Body(one.code, one.name, one.kind, None) for one in changes.begins}
    pairs = [(giver, heir) for giver, heirs in before.heirs.items() for heir in heirs]
    pairs += [(one.giver, one.taker) for one in changes.passings if one.carries_duties]
    coordinator = changes.coordinator or before.coordinator
    return Standing(
        day=day,
        bodies=bodies,
        coordinator=coordinator if coordinator in bodies else None,
        heirs=chains(pairs),
        kind_heirs={**before.kind_heirs, **dict(changes.kinds)},
    )


def chains(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = {}
    for giver, heir in pairs:
        found.setdefault(giver, {})[heir] = None
    return {giver: tuple(heirs) for giver, heirs in found.items()}
