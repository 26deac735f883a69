"""What agencies themselves say of their figures of an indicator, and how many of them have none yet.

Their own words, counted; which of them is the cause nobody has judged, and the page does not say so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.dashboards.overview.headlines import OverviewData
from reports.models import Figure, State, View
from reports.wording.formats import number
from reports.wording.standing import Standing

MOST_EXPLANATIONS = 3
LONGEST_EXPLANATION = 90
# In whose reports a remark stands that the view may tell.
TOLD_STATES = {View.ACCEPTED: (State.ACCEPTED,), View.PROVISIONAL: (State.ACCEPTED, State.SUBMITTED)}


@dataclass(frozen=True)
class Explanation:
    """How many agencies say the same: "11", "đơn vị: chỉ tiêu lớp 10 công lập tăng"."""

    count: str
    words: str


def explanations_of(ground: OverviewData, rows: Sequence[Standing]) -> dict[int, list[Explanation]]:
    """Indicator -> the remarks on its figures of the year that is judged, most frequent first. One query.

    Nothing for a reader who may not see other agencies' reports.
    """
    if not ground.chosen.unaccepted or not rows:
        return {}
    years = {row.target.indicator.pk: row.actual_year for row in rows}
    told = (
        Figure.objects.filter(
            agency__locality=ground.chosen.locality,
            submission__state__in=TOLD_STATES[View(ground.chosen.view)],
            element__used_in__indicator__in=years,
            year__in={year for year in years.values() if year is not None},
        )
        .exclude(note="")
        .values_list("element__used_in__indicator", "year", "note", "agency")
    )
    said: dict[int, dict[str, set[int]]] = {}
    for indicator, year, note, agency in told:
        # The question takes all judged years together; here each indicator keeps its own.
        if years[indicator] == year:
            # Remarks that differ in their line ends and blanks alone are one.
            said.setdefault(indicator, {}).setdefault(" ".join(note.split()), set()).add(agency)
    return {row.target.indicator.pk: lines_of(said.get(row.target.indicator.pk, {}), row) for row in rows}


def lines_of(said: dict[str, set[int]], row: Standing) -> list[Explanation]:
    often = sorted(said.items(), key=lambda one: (-len(one[1]), one[0]))
    lines = [Explanation(number(len(agencies)), f"đơn vị: {cut(note)}") for note, agencies in often[:MOST_EXPLANATIONS]]
    if others := {agency for _, agencies in often[MOST_EXPLANATIONS:] for agency in agencies}:
        lines.append(Explanation(number(len(others)), "đơn vị nêu điều khác"))
    if missing := row.units_expected - row.units_reporting:
        lines.append(Explanation(number(missing), "đơn vị chưa có số để tính"))
    return lines


def cut(note: str) -> str:
    return note if len(note) <= LONGEST_EXPLANATION else f"{note[: LONGEST_EXPLANATION - 1].rstrip()}…"
