"""Levels of single bodies on the page of a plan and of an indicator: those of each body that the reader may see."""

from collections import Counter
from dataclasses import dataclass

from agencies.access import Right
from agencies.models import User
from reports.dashboards.filters import Chosen
from reports.progress.bodies import BodyStanding, body_standings
from reports.wording import terms
from reports.wording.formats import NOT_KNOWN, status_label, status_short
from targets.models import Basis, BodyTarget


@dataclass(frozen=True)
class BodyTargetRow:
    """One body and one level, finished texts."""

    body: str
    name: str
    plan: str
    promise: str
    value: str
    year: int | None
    status: str
    label: str
    citation: str


@dataclass(frozen=True)
class BodyTargetSection:
    """`counts`: how many bodies stand where, "2 đạt, 1 chưa có số liệu"."""

    rows: tuple[BodyTargetRow, ...]
    counts: str


def body_target_section(user: User, chosen: Chosen, *, year: int, **of: object) -> BodyTargetSection | None:
    """The levels of a plan or of an indicator (`of`: columns of BodyTarget); one query where there is none."""
    targets = list(
        BodyTarget.objects.filter(plan__locality=chosen.locality, **of).select_related("indicator", "plan", "agency")
    )
    standings = body_standings(targets, locality_id=chosen.locality.pk, view=chosen.view, year=year)
    everything = chosen.locality.pk in user.access.localities_with(Right.SEE_SUBMISSIONS)
    own = user.access.agencies_with(Right.SEE_SUBMISSIONS)
    seen = [one for one in standings if everything or one.agency.pk in own]
    if not seen:
        return None
    # Of the bodies in sight alone: a count of all would tell one body how the others stand.
    counts = Counter(status_short(one.status) for one in seen)
    return BodyTargetSection(
        rows=tuple(body_target_row(one) for one in seen),
        counts=", ".join(f"{count} {words}" for words, count in counts.most_common()),
    )


def body_target_row(one: BodyStanding) -> BodyTargetRow:
    target = one.target
    span = f", mỗi năm {target.from_year}–{target.year}" if target.basis == Basis.EVERY_YEAR else f", {target.year}"
    value = NOT_KNOWN
    if one.actual is not None:
        value = terms.figure_text(one.actual, target.indicator, target.low, None)
    return BodyTargetRow(
        body=one.agency.short_name,
        name=target.indicator.short_name,
        plan=target.plan.code,
        promise=f"{terms.promise_text(target)}{span}",
        value=value,
        year=one.actual_year,
        status=one.status.value,
        label=status_label(one.status, one.final),
        citation=target.citation,
    )
