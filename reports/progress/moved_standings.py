"""Which standings a change would move: read before and after it, in a transaction that is taken back."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from reports.models import Progress, View
from reports.wording.formats import quantity, status_label

# Plan, indicator, year, basis and level: what a target is called, whatever becomes of its row.
StandingKey = tuple[str, str, int, str, str]


@dataclass(frozen=True)
class ChangedStanding:
    """One standing as it is and as it would be."""

    name: str
    year: int
    before: str
    after: str


@dataclass(frozen=True)
class StandingThen:
    """A target's newest standing: what it is called, its status and the value that it rests on, in words."""

    name: str
    status: str
    value: str = ""

    @property
    def words(self) -> str:
        return f"{status_label(self.status)} ({self.value})" if self.value else status_label(self.status)


def standings_now(locality_ids: Collection[int], *, values: bool = False) -> dict[StandingKey, StandingThen]:
    """The newest accepted standing of each target, with its value where `values` is told; one query."""
    rows = Progress.objects.filter(target__plan__locality_id__in=locality_ids, view=View.ACCEPTED, current=True)
    newest: dict[StandingKey, StandingThen] = {}
    for row in rows.select_related("target__plan", "target__indicator").order_by("year"):
        target, indicator = row.target, row.target.indicator
        key = (target.plan.code, indicator.code, target.year, target.basis, target.ambition)
        value = quantity(row.actual, indicator.unit, indicator.decimals) if values and row.actual is not None else ""
        newest[key] = StandingThen(f"{target.plan.code}: {indicator.short_name}", row.status, value)
    return newest


def moved_standings(
    before: Mapping[StandingKey, StandingThen], after: Mapping[StandingKey, StandingThen]
) -> list[ChangedStanding]:
    """Those that say something else after, by name and year."""
    found = []
    for key in {**before, **after}:
        old, new = before.get(key), after.get(key)
        if old is None or new is None or (old.status, old.value) != (new.status, new.value):
            name = (old or new or StandingThen("", "")).name
            found.append(ChangedStanding(name, key[2], standing_words(old), standing_words(new)))
    return sorted(found, key=lambda one: (one.name, one.year))


def standing_words(standing: StandingThen | None) -> str:
    return "không có" if standing is None else standing.words
